//! On whose behalf a request acts. Loaded once a request by the guard of its route.

use std::sync::Arc;

use app::{AppError, Request};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::Action;
use regulations::Zone;
use ui::components::PostForm;
use ui::page::Shell;

use crate::failure::Failure;
use crate::nav::Section;
use crate::request_frame::{RequestFrame, random_hex};
use crate::staff::{Staff, WebOptions};
use crate::{form_token, shell};

/// A signed-in person's request: what use cases ask for, and what the page's shell shows.
#[derive(Clone)]
pub struct SignedInRequest {
    /// For the use cases; its idempotency key is set by [`crate::forms::VerifiedForm`] alone.
    pub request: Request,
    /// The person and the place.
    pub person: Arc<Person>,
    pub(crate) frame: RequestFrame,
    pub(crate) options: Arc<WebOptions>,
}

/// Who is signed in.
pub struct Person {
    /// Full name.
    pub name: String,
    /// Name typed at the sign-in.
    pub login: String,
    /// Post in words.
    pub position: String,
    /// Full name of the organisation.
    pub organisation: String,
    /// Its name for lists.
    pub organisation_short: String,
    /// The organisation's zone: pages show moments in it.
    pub zone: Zone,
    /// Telephone of the hot line; may be empty.
    pub hot_line: String,
    pub(crate) form_token: String,
    pub(crate) session: String,
}

impl SignedInRequest {
    /// The person behind the request's session, if it still stands.
    pub async fn load(staff: &Staff, frame: &RequestFrame) -> Result<Option<Self>, AppError> {
        let Some(token) = frame.session() else { return Ok(None) };
        let Some(found) = staff.app.session(token).await? else {
            return Ok(None);
        };
        let workplace = found.workplace;
        let now = staff.app.clock.now();
        let request = Request {
            actor: found.actor,
            now,
            today: staff.app.day_of(now),
            idempotency_key: None,
        };
        let person = Person {
            name: workplace.name,
            login: workplace.login,
            position: found.position,
            organisation: workplace.organisation,
            organisation_short: workplace.organisation_short,
            zone: workplace.zone,
            hot_line: workplace.hot_line,
            form_token: found.form_token,
            session: token.to_owned(),
        };
        Ok(Some(Self {
            request,
            person: Arc::new(person),
            frame: frame.clone(),
            options: Arc::clone(&staff.options),
        }))
    }

    /// May this person do `action` today? For showing acts; the use case decides.
    pub fn may(&self, action: Action) -> bool {
        self.request.actor.may(action, self.request.today)
    }

    /// The shell of a page in a section.
    pub fn shell(&self, title: impl Into<String>, section: Section) -> Shell {
        shell::for_person(self, title.into(), section)
    }

    /// A form that posts to `action` and acts once however often it is sent.
    pub fn form(&self, action: impl Into<String>) -> PostForm {
        PostForm::new(
            action,
            form_token::masked(&self.person.form_token),
            random_hex::<16>().unwrap_or_default(),
        )
    }
}

impl FromRequestParts<Staff> for SignedInRequest {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, Failure> {
        let frame = RequestFrame::from_request_parts(parts, staff).await?;
        if let Some(kept) = frame.signed_in() {
            return Ok(kept.clone());
        }
        let loaded = Self::load(staff, &frame)
            .await?
            .ok_or_else(|| Failure::SignInFirst(frame.path_to_come_back_to().to_owned()))?;
        frame.keep_signed_in(loaded.clone());
        Ok(loaded)
    }
}
