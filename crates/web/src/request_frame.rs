//! What belongs to one request and is known before its handler runs: id, nonce, look, notice; and, once the guard has
//! loaded them, the signed-in person and the workplace.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, Request};
use axum::http::Method;
use axum::http::request::Parts;
use ui::page::{Contrast, Flash};

use crate::cookies::Cookies;
use crate::failure::Failure;
use crate::notice;
use crate::signed_in::SignedInRequest;
use crate::staff::CookieSecurity;

/// Of one request; cheap to clone. Made by [`crate::answer::frame`] and taken from the request's extensions.
#[derive(Clone)]
pub struct RequestFrame {
    shared: Arc<Shared>,
}

struct Shared {
    id: String,
    nonce: String,
    method: Method,
    path: String,
    look: Contrast,
    flash: Option<Flash>,
    session: Option<String>,
    signed_in: OnceLock<SignedInRequest>,
}

impl RequestFrame {
    /// Reads the cookies and draws the random parts.
    pub fn of(request: &Request, cookies: CookieSecurity) -> Result<Self, getrandom::Error> {
        let found = Cookies::of(request.headers(), cookies);
        Ok(Self {
            shared: Arc::new(Shared {
                id: random_hex::<8>()?,
                nonce: random_hex::<16>()?,
                method: request.method().clone(),
                path: request.uri().path().to_owned(),
                look: if found.look() == Some("strong") {
                    Contrast::Strong
                } else {
                    Contrast::Ordinary
                },
                flash: found.notice().and_then(notice::read),
                session: found.session().map(str::to_owned),
                signed_in: OnceLock::new(),
            }),
        })
    }

    /// Number of the request: in the log and on the page of a fault.
    pub fn id(&self) -> &str {
        &self.shared.id
    }

    /// Nonce of this answer's Content-Security-Policy.
    pub fn nonce(&self) -> &str {
        &self.shared.nonce
    }

    /// Path without the query.
    pub fn path(&self) -> &str {
        &self.shared.path
    }

    /// Where a link that comes back may lead: the page itself, or the start after a form.
    pub fn path_to_come_back_to(&self) -> &str {
        if self.shared.method == Method::GET {
            &self.shared.path
        } else {
            "/"
        }
    }

    /// The reader's look.
    pub fn look(&self) -> Contrast {
        self.shared.look
    }

    /// The one-time notice that the request carries.
    pub fn flash(&self) -> Option<Flash> {
        self.shared.flash.clone()
    }

    /// The session's token.
    pub fn session(&self) -> Option<&str> {
        self.shared.session.as_deref()
    }

    /// Who is signed in, once the guard has looked.
    pub fn signed_in(&self) -> Option<&SignedInRequest> {
        self.shared.signed_in.get()
    }

    /// Keeps who is signed in, for handlers and error pages.
    pub fn keep_signed_in(&self, signed_in: SignedInRequest) {
        let _already_kept = self.shared.signed_in.set(signed_in);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestFrame {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Failure::Broken("the frame of the answer is missing"))
    }
}

/// `N` random bytes in hex.
pub fn random_hex<const N: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}
