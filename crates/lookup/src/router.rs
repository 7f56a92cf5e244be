use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use ui::pages::public::PublicFonts;

use crate::defence::Defence;
use crate::guard::guard;
use crate::handlers;
use crate::options::LookupOptions;
use crate::repeat::RepeatSeal;
use crate::results::PublishedResults;
use crate::site::Site;

/// The public pages. Must be served with the peer's address, as [`serve`] does:
/// `router.into_make_service_with_connect_info::<SocketAddr>()`.
pub fn router(results: Arc<dyn PublishedResults>, options: LookupOptions) -> Router {
    let site = Arc::new(Site {
        defence: Defence::starting(options.defence.clone()),
        results,
        options,
        fonts: PublicFonts::embedded(),
        repeat: RepeatSeal::fresh(),
    });
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

/// Serves the public pages on their own listener until `shutdown` completes; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    results: Arc<dyn PublishedResults>,
    options: LookupOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(results, options).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}
