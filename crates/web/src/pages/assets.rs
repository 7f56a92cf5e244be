//! Style, script, fonts under hashed names.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::failure::Failure;
use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/assets/{name}", Access::Everyone, send)
}

/// The name holds the hash of the content, so that browsers may keep it for ever.
async fn send(Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = ui::assets::asset(&format!("/assets/{name}")).ok_or(Failure::NoSuchPage)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, asset.bytes).into_response())
}
