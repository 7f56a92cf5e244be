//! Bodies of forms. A handler that changes something takes [`VerifiedForm`] (signed in) or [`VisitorForm`] (not): neither
//! can be had without its checks. Where the form came from is asked before, by the guard of the route.

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::failure::{FORM_LIMIT_WORDS, Failure};
use crate::form_token;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Longest idempotency key taken.
const LONGEST_KEY: usize = 64;

/// A form of a signed-in person whose token fits the session.
pub struct VerifiedForm<T> {
    /// Who sent it; `request.idempotency_key` is the form's.
    pub signed_in: SignedInRequest,
    /// The form's fields.
    pub fields: T,
}

#[derive(Deserialize)]
struct Hidden {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    idempotency_key: String,
}

impl<T: DeserializeOwned> FromRequest<Staff> for VerifiedForm<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, staff: &Staff) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let signed_in = SignedInRequest::from_request_parts(&mut parts, staff).await?;
        let bytes = read_body(Request::from_parts(parts.clone(), body)).await?;
        let hidden: Hidden = read_form(Request::from_parts(parts.clone(), Body::from(bytes.clone()))).await?;
        let signed_in = verified(signed_in, &hidden.csrf, &hidden.idempotency_key)?;
        let fields = read_form(Request::from_parts(parts, Body::from(bytes))).await?;
        Ok(Self { signed_in, fields })
    }
}

/// The request with its idempotency key, if the token is the session's.
pub(crate) fn verified(
    mut signed_in: SignedInRequest,
    csrf: &str,
    idempotency_key: &str,
) -> Result<SignedInRequest, Failure> {
    if !form_token::fits(csrf, &signed_in.person.form_token) {
        return Err(Failure::StaleForm);
    }
    let usable = (1..=LONGEST_KEY).contains(&idempotency_key.len())
        && idempotency_key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    signed_in.request.idempotency_key = usable.then(|| idempotency_key.to_owned());
    Ok(signed_in)
}

/// A form of somebody who is not signed in (sign-in, invitation): no session, so no token.
pub struct VisitorForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Staff> for VisitorForm<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &Staff) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let bytes = read_body(Request::from_parts(parts.clone(), body)).await?;
        Ok(Self(read_form(Request::from_parts(parts, Body::from(bytes))).await?))
    }
}

async fn read_body(request: Request) -> Result<Bytes, Failure> {
    Bytes::from_request(request, &())
        .await
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge(FORM_LIMIT_WORDS),
            _ => Failure::UnreadableForm,
        })
}

async fn read_form<T: DeserializeOwned>(request: Request) -> Result<T, Failure> {
    let Form(fields) = Form::<T>::from_request(request, &())
        .await
        .map_err(|_| Failure::UnreadableForm)?;
    Ok(fields)
}

/// The fields of a form as they came, for forms with a row per line (`told-17`) or several of one name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty when there is none.
    pub fn one(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value)
    }

    /// The version that the page was made from; none is one that nothing has.
    pub fn version(&self) -> i64 {
        self.one("version").parse().unwrap_or_default()
    }

    /// The same fields with this value of one of them before any other.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(0, (name.to_owned(), value.to_owned()));
        self
    }

    /// Every value of a field, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// Name after the prefix and value of every field that starts with it: `told-` gives `17`, `on`.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }
}

impl From<Vec<(String, String)>> for Fields {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}
