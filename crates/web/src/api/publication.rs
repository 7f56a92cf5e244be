//! The publication for look-up processes: one sealed and signed file, fetched again only when there is a new one (E3).

use std::fs::File;
use std::io::Read;

use app::publication_board::PublicationFile;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::caller::Caller;
use super::problem::ApiFailure;
use crate::staff::Staff;

const CHUNK_BYTES: usize = 256 * 1024;

/// The file that the look-up serves. Nothing in it can be read without a look-up key.
#[utoipa::path(get, path = "/api/v1/publication", tag = "publication", params(
    ("If-None-Match" = Option<String>, Header, description = "ETag of the file that is there already"),
), responses(
    (status = 200, content_type = "application/octet-stream", description = "The file; its ETag names it"),
    (status = 304, description = "No newer one"),
    (status = 409, body = super::problem::Problem, content_type = "application/problem+json", description = "Nothing is published yet"),
))]
pub async fn fetch(
    State(staff): State<Staff>,
    Caller(request): Caller,
    headers: HeaderMap,
) -> Result<Response, ApiFailure> {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let Some(PublicationFile { tag, file, bytes }) = staff.app.fetch_publication(&request, known)? else {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    };
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (header::ETAG, tag),
    ];
    Ok((headers, body_of(file)).into_response())
}

/// The file in pieces, read beside the threads that answer.
fn body_of(file: File) -> Body {
    Body::from_stream(stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; CHUNK_BYTES];
            let length = file.read(&mut chunk)?;
            chunk.truncate(length);
            Ok::<_, std::io::Error>((chunk, file))
        });
        match read.await.unwrap_or_else(|error| Err(std::io::Error::other(error))) {
            Ok((chunk, _)) if chunk.is_empty() => None,
            Ok((chunk, file)) => Some((Ok(chunk), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    }))
}
