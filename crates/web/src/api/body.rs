//! Bodies, queries and ids of requests, refused in our own words.

use axum::Json;
use axum::body::{BodyDataStream, Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::problem::ApiFailure;
use crate::failure::{FORM_LIMIT_WORDS, Failure, UPLOAD_LIMIT_WORDS};
use crate::routes::UPLOAD_BYTES;
use crate::staff::Staff;

/// A JSON body.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Staff> for JsonBody<T> {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, staff: &Staff) -> Result<Self, ApiFailure> {
        match Json::<T>::from_request(request, staff).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Failure::TooLarge(FORM_LIMIT_WORDS).into())
            }
            Err(_) => Err(ApiFailure::value(
                "body",
                "Тело запроса должно быть JSON по\u{a0}описанию /api/openapi.json, Content-Type: application/json",
            )),
        }
    }
}

/// A body of any kind that is taken as it comes, up to [`UPLOAD_BYTES`].
pub struct StreamedBody(pub BodyPieces);

/// The pieces of a body.
pub struct BodyPieces {
    stream: BodyDataStream,
    taken: usize,
}

impl FromRequest<Staff> for StreamedBody {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, _: &Staff) -> Result<Self, ApiFailure> {
        let body = request.into_body();
        if body.size_hint().lower() > UPLOAD_BYTES as u64 {
            return Err(Failure::TooLarge(UPLOAD_LIMIT_WORDS).into());
        }
        Ok(Self(BodyPieces {
            stream: body.into_data_stream(),
            taken: 0,
        }))
    }
}

impl BodyPieces {
    /// The next piece; `None` behind the last.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ApiFailure> {
        let piece = self.stream.try_next().await.map_err(|_| Failure::UnreadableForm)?;
        self.taken += piece.as_ref().map_or(0, Bytes::len);
        if self.taken > UPLOAD_BYTES {
            return Err(Failure::TooLarge(UPLOAD_LIMIT_WORDS).into());
        }
        Ok(piece)
    }
}

/// The parameters behind the question mark.
pub struct QueryPart<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Staff> for QueryPart<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, ApiFailure> {
        let read = Query::<T>::from_request_parts(parts, staff).await;
        read.map(|Query(value)| Self(value)).map_err(|_| {
            ApiFailure::value(
                "query",
                "Параметры адреса не\u{a0}разобраны: сверьте их с\u{a0}описанием /api/openapi.json",
            )
        })
    }
}

/// The one id of a path; what is no id is nobody's.
pub struct IdPart(pub Uuid);

impl FromRequestParts<Staff> for IdPart {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, ApiFailure> {
        let Path(text) = Path::<String>::from_request_parts(parts, staff)
            .await
            .map_err(|_| Failure::NoSuchPage)?;
        let id = Uuid::parse_str(&text).map_err(|_| Failure::NoSuchPage)?;
        Ok(Self(id))
    }
}
