//! The exams that the caller's organisation has participants of.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::QueryPart;
use super::caller::Caller;
use super::paging::{ListPart, Listed};
use super::problem::ApiFailure;
use crate::staff::Staff;

/// One exam.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExamItem {
    id: Uuid,
    /// `essay`, `gia-11`, `gia-9`.
    kind: String,
    /// Legal day, ISO.
    date: String,
    /// In words.
    title: String,
}

/// Every exam of the region, newest first.
#[utoipa::path(get, path = "/api/v1/exams", tag = "exams", params(ListPart), responses(
    (status = 200, body = Listed<ExamItem>),
))]
pub async fn list(
    State(staff): State<Staff>,
    Caller(_): Caller,
    QueryPart(part): QueryPart<ListPart>,
) -> Result<Json<Listed<ExamItem>>, ApiFailure> {
    let exams = staff.app.exams().await?;
    Ok(Json(part.of(exams, |exam| ExamItem {
        id: exam.id,
        kind: exam.kind.code().to_owned(),
        date: exam.date.to_string(),
        title: exam.title(),
    })))
}
