//! The ends of the conversation: write, drop, take the wrong rows or the file away.

use app::AppError;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use ui::page::Flash;

use super::difference;
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::notice::see_other_with;
use crate::pieces::{PathId, download};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

#[derive(Deserialize)]
pub(super) struct Writing {
    #[serde(default)]
    ground: String,
    #[serde(default)]
    previewed_hash: String,
}

pub(super) async fn apply(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Writing>,
) -> Result<Response, Failure> {
    match staff
        .app
        .apply_previewed_import(&signed_in.request, id, &fields.ground, &fields.previewed_hash)
        .await
    {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/imports/{id}"),
            &Flash::done("Файл записан."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            difference::show_again(&staff, &signed_in, id, &fields.ground, &problems).await
        }
        Err(error) => Err(Failure::from(error).back_to(format!("/imports/{id}"))),
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn drop_it(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm {
        signed_in,
        fields: Nothing {},
    }: VerifiedForm<Nothing>,
) -> Result<Response, Failure> {
    let dropped = staff.app.drop_import(&signed_in.request, id).await;
    dropped.map_err(|error| Failure::from(error).back_to(format!("/imports/{id}")))?;
    Ok(see_other_with(
        &staff,
        "/imports",
        &Flash::done("Загрузка снята, ничего не\u{a0}записано."),
    ))
}

pub(super) async fn wrong_rows(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let file = staff.app.wrong_rows(&signed_in.request, id).await?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

pub(super) async fn received_file(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let (name, bytes) = staff.app.received_file(&signed_in.request, id).await?;
    Ok(download(&name, "application/octet-stream", bytes))
}
