//! РЦОИ gives what it received to the commission; the secretary tells the chair.

use axum::extract::State;
use axum::response::Response;
use ui::page::Flash;

use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::notice::see_other_with;
use crate::pieces::PathId;
use crate::staff::Staff;

pub(super) async fn give(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, .. }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/desk/{exam}");
    let given = staff.app.give_to_commission(&signed_in.request, exam).await;
    given.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(
        &staff,
        &back,
        &Flash::done("Ведомости переданы в\u{a0}ГЭК."),
    ))
}

pub(super) async fn inform(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, .. }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/desk/{exam}");
    let told = staff.app.inform_chair(&signed_in.request, exam).await;
    told.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(
        &staff,
        &back,
        &Flash::done("Записано: председатель ГЭК оповещён."),
    ))
}
