//! Every route with the access it needs: a page cannot be registered without saying who may reach it. The table is walked
//! by the tests, which try every route as every role.

use app::AppError;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use domain::access::Action;

use crate::failure::Failure;
use crate::request_frame::RequestFrame;
use crate::same_origin::{SessionCookie, changes_something, is_same_origin};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Largest form without files.
pub const FORM_BYTES: usize = 2 * 1024 * 1024;
/// Largest form with files.
pub const UPLOAD_BYTES: usize = 300 * 1024 * 1024;

/// Who may reach a route. The use case behind it decides again, with the object at hand.
#[derive(Debug, Clone, Copy)]
pub enum Access {
    /// Anybody, signed in or not.
    Everyone,
    /// Anybody signed in.
    SignedIn,
    /// Who may do this today.
    May(Action),
    /// Who may do any of these today.
    MayAny(&'static [Action]),
}

impl Access {
    /// Words for the table: `everyone`, `signed-in`, `manage-accounts|name-responsible-persons`.
    pub fn words(self) -> String {
        match self {
            Self::Everyone => "everyone".to_owned(),
            Self::SignedIn => "signed-in".to_owned(),
            Self::May(action) => action.code().to_owned(),
            Self::MayAny(actions) => actions.iter().map(|action| action.code()).collect::<Vec<_>>().join("|"),
        }
    }

    fn check(self, signed_in: &SignedInRequest) -> Result<(), AppError> {
        let actions: &[Action] = match &self {
            Self::Everyone | Self::SignedIn => return Ok(()),
            Self::May(action) => std::slice::from_ref(action),
            Self::MayAny(actions) => actions,
        };
        let mut refusal = AppError::NotFound;
        for action in actions {
            match signed_in.request.authorise(*action) {
                Ok(_) => return Ok(()),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// GET (and HEAD) or POST.
    pub method: Method,
    /// As axum writes it: `/accounts/{id}`.
    pub pattern: &'static str,
    /// Who may reach it.
    pub access: Access,
    /// What it takes.
    pub body: BodyKind,
}

/// What a request to a route carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    Nothing,
    Form,
    FormWithFiles,
}

/// Routes of a page, or of all pages.
#[derive(Default)]
pub struct Routes {
    rows: Vec<(Route, MethodRouter<Staff>)>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page, or a file to take away.
    #[must_use]
    pub fn get<H: Handler<T, Staff>, T: 'static>(self, pattern: &'static str, access: Access, handler: H) -> Self {
        self.with(
            Route {
                method: Method::GET,
                pattern,
                access,
                body: BodyKind::Nothing,
            },
            get(handler),
        )
    }

    /// A form that changes something; its handler takes [`crate::forms::VerifiedForm`].
    #[must_use]
    pub fn post<H: Handler<T, Staff>, T: 'static>(self, pattern: &'static str, access: Access, handler: H) -> Self {
        let route = Route {
            method: Method::POST,
            pattern,
            access,
            body: BodyKind::Form,
        };
        self.with(route, post(handler).layer(DefaultBodyLimit::max(FORM_BYTES)))
    }

    /// A form with files; its handler takes [`crate::upload::VerifiedUpload`].
    #[must_use]
    pub fn upload<H: Handler<T, Staff>, T: 'static>(self, pattern: &'static str, access: Access, handler: H) -> Self {
        let route = Route {
            method: Method::POST,
            pattern,
            access,
            body: BodyKind::FormWithFiles,
        };
        self.with(route, post(handler).layer(DefaultBodyLimit::max(UPLOAD_BYTES)))
    }

    fn with(mut self, route: Route, handler: MethodRouter<Staff>) -> Self {
        self.rows.push((route, handler));
        self
    }

    /// These and those.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.rows.extend(others.rows);
        self
    }

    /// The table, in the order of registration.
    pub fn table(&self) -> Vec<Route> {
        self.rows.iter().map(|(route, _)| route.clone()).collect()
    }

    /// The router, every route behind its guard.
    pub fn into_router(self, staff: &Staff) -> Router<Staff> {
        self.rows.into_iter().fold(Router::new(), |router, (route, handler)| {
            let state = (staff.clone(), route.access);
            router.route(route.pattern, handler.route_layer(from_fn_with_state(state, guard)))
        })
    }
}

/// Before a handler: is the form ours, is somebody signed in, may they?
async fn guard(
    State((staff, access)): State<(Staff, Access)>,
    frame: RequestFrame,
    request: Request,
    next: Next,
) -> Response {
    let admitted = match must_be_ours(&frame, &request) {
        Ok(()) => admit(&staff, access, &frame).await,
        Err(failure) => Err(failure),
    };
    match admitted {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

fn must_be_ours(frame: &RequestFrame, request: &Request) -> Result<(), Failure> {
    let cookie = if frame.session().is_some() {
        SessionCookie::Carried
    } else {
        SessionCookie::Absent
    };
    if changes_something(request.method()) && !is_same_origin(request.headers(), cookie) {
        Err(Failure::ForeignForm)
    } else {
        Ok(())
    }
}

async fn admit(staff: &Staff, access: Access, frame: &RequestFrame) -> Result<(), Failure> {
    if matches!(access, Access::Everyone) {
        return Ok(());
    }
    let sign_in_first = || Failure::SignInFirst(frame.path_to_come_back_to().to_owned());
    let signed_in = SignedInRequest::load(staff, frame).await?.ok_or_else(sign_in_first)?;
    frame.keep_signed_in(signed_in.clone());
    Ok(access.check(&signed_in)?)
}
