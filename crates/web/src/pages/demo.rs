//! The demo's strip: its clock and its people. Outside a demo these pages do not exist.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use ui::page::Flash;

use super::sign_in::with_session;
use crate::failure::Failure;
use crate::forms::VisitorForm;
use crate::notice::{see_other, see_other_with};
use crate::request_frame::RequestFrame;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::{DemoControl, Staff};

/// Attempts of the demo's own buttons are not counted to anybody's address.
const ADDRESS: &str = "demo";
/// A day is chosen without a time: the morning of it.
const MORNING: &str = "T09:00";

/// Its routes. The forms stand on every page of the demo, also where nobody is signed in, so they carry no token; they
/// must still come from our own pages.
pub fn routes() -> Routes {
    Routes::new()
        .post("/demo/clock", Access::Everyone, move_clock)
        .post("/demo/sign-in", Access::Everyone, sign_in)
}

#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    hours: i64,
    #[serde(default)]
    days: i64,
    #[serde(default)]
    to: String,
}

async fn move_clock(
    State(staff): State<Staff>,
    frame: RequestFrame,
    VisitorForm(step): VisitorForm<Step>,
) -> Result<Response, Failure> {
    let control = control(&staff)?;
    let signed_in = SignedInRequest::load(&staff, &frame).await?;
    let minutes = step.hours.clamp(0, 24) * 60 + step.days.clamp(0, 31) * 24 * 60;
    if !step.to.is_empty() {
        let day = app::ledgers::parse_day(&step.to).map_or(step.to, |day| day.to_string());
        if let Err(why) = control.set(&format!("{day}{MORNING}")) {
            return Ok(see_other_with(&staff, "/", &Flash::notice(why)));
        }
    } else if minutes > 0 {
        control.advance_minutes(minutes);
    }
    // A clock moved far may have ended the session: the same person goes on in a new one.
    match signed_in {
        Some(person) if SignedInRequest::load(&staff, &frame).await?.is_none() => {
            enter(&staff, control.as_ref(), &person.person.login).await
        }
        _ => Ok(see_other("/")),
    }
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    login: String,
}

async fn sign_in(
    State(staff): State<Staff>,
    frame: RequestFrame,
    VisitorForm(choice): VisitorForm<Choice>,
) -> Result<Response, Failure> {
    let control = control(&staff)?;
    if let Some(former) = frame.session() {
        staff.app.sign_out(former).await?;
    }
    enter(&staff, control.as_ref(), &choice.login).await
}

async fn enter(staff: &Staff, control: &dyn DemoControl, login: &str) -> Result<Response, Failure> {
    let Some(account) = control.accounts().into_iter().find(|account| account.login == login) else {
        return Ok(see_other("/sign-in"));
    };
    let session = staff.app.sign_in(&account.login, &account.password, ADDRESS).await?;
    Ok(with_session(staff, &session.token, "/"))
}

fn control(staff: &Staff) -> Result<Arc<dyn DemoControl>, Failure> {
    staff.options.demo.clone().ok_or(Failure::NoSuchPage)
}
