//! Who calls: read from the bearer token alone.

use app::Request;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::problem::ApiFailure;
use crate::staff::Staff;

/// Name of the header that makes a repeated act one act.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest key taken.
const LONGEST_KEY: usize = 64;

/// A program that reads.
pub struct Caller(pub Request);

/// A program that acts: its request carries an `Idempotency-Key`.
pub struct ActingCaller(pub Request);

impl FromRequestParts<Staff> for Caller {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, ApiFailure> {
        let token = bearer(&parts.headers).ok_or_else(ApiFailure::no_token)?;
        let request = staff.app.request_of_token(token).await?;
        request.map(Self).ok_or_else(ApiFailure::no_token)
    }
}

impl FromRequestParts<Staff> for ActingCaller {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, ApiFailure> {
        let Caller(mut request) = Caller::from_request_parts(parts, staff).await?;
        let key = parts.headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok());
        let usable = |key: &&str| {
            (1..=LONGEST_KEY).contains(&key.len())
                && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let key = key.filter(usable).ok_or_else(|| {
            ApiFailure::value(
                "Idempotency-Key",
                "Нужен заголовок Idempotency-Key: до\u{a0}64 латинских букв, цифр и\u{a0}дефисов, свой для каждого действия",
            )
        })?;
        request.idempotency_key = Some(key.to_owned());
        Ok(Self(request))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (only, None) = (all.next()?, all.next()) else {
        return None;
    };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    let fits = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 128;
    fits.then_some(token)
}
