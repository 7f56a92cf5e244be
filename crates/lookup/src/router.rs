use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::guard::guard;
use crate::handlers;
use crate::options::LookupOptions;
use crate::results::PublishedResults;
use crate::site::Site;

/// The public pages. Must be served with the peer's address, as [`crate::serve`] does:
/// `router.into_make_service_with_connect_info::<SocketAddr>()`.
pub fn router(results: Arc<dyn PublishedResults>, options: LookupOptions) -> Router {
    router_of(Arc::new(Site::new(results, options)))
}

pub fn router_of(site: Arc<Site>) -> Router {
    Router::new()
        .route(handlers::HOME, get(handlers::start))
        .route(handlers::SURNAME, get(handlers::to_start).post(handlers::ask_surname))
        .route(handlers::RESULT, get(handlers::to_start).post(handlers::show_result))
        .route(handlers::PROCEDURE, get(handlers::procedure))
        .route(handlers::VISION, post(handlers::switch_vision))
        .route("/assets/{file}", get(handlers::asset))
        .route("/health/live", get(handlers::live))
        .fallback(handlers::no_such_page)
        .method_not_allowed_fallback(handlers::wrong_method)
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}
