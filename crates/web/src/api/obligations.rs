//! Obligations for dashboards of the ministry and of municipal bodies: who owes what until when (A3).

use app::subject_duties::SubjectDuty;
use axum::Json;
use axum::extract::State;
use regulations::Instant;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::QueryPart;
use super::caller::Caller;
use super::paging::{ListPart, Listed};
use super::problem::ApiFailure;
use crate::staff::Staff;

/// One obligation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObligationItem {
    /// Id of the term, `kuzbass-4195.2.2`.
    term: String,
    /// Short reference to the clause.
    clause: String,
    /// The term in our own words.
    summary: String,
    /// Short name of who owes.
    debtor: String,
    /// `exam`, `protocol`, `statement`, `ledger`, `announcement`.
    subject_kind: String,
    subject: Uuid,
    /// First moment that is too late.
    due_at: String,
    /// Last legal day, ISO.
    due_day: String,
    met_at: Option<String>,
    /// `due`, `soon`, `today`, `overdue`, `met`, `met-late`.
    state: String,
}

/// The obligations that the caller's organisation has or controls, by due moment.
#[utoipa::path(get, path = "/api/v1/obligations", tag = "obligations", params(ListPart), responses(
    (status = 200, body = Listed<ObligationItem>),
))]
pub async fn list(
    State(staff): State<Staff>,
    Caller(request): Caller,
    QueryPart(part): QueryPart<ListPart>,
) -> Result<Json<Listed<ObligationItem>>, ApiFailure> {
    let by_subject = staff.app.duties_by_subject(&request, part.exam).await?;
    let mut all: Vec<SubjectDuty> = by_subject.into_values().flatten().collect();
    all.retain(|duty| part.wants(duty.state.code()));
    all.sort_by(|one, other| {
        (one.due_at, &one.term_id, one.subject).cmp(&(other.due_at, &other.term_id, other.subject))
    });
    Ok(Json(part.of(all, item)))
}

fn item(duty: SubjectDuty) -> ObligationItem {
    ObligationItem {
        term: duty.term_id,
        clause: duty.clause_chip,
        summary: duty.clause_words,
        debtor: duty.debtor_name,
        subject_kind: duty.subject_kind,
        subject: duty.subject,
        due_at: duty.due_at.rfc3339(),
        due_day: duty.due_day.to_string(),
        met_at: duty.met_at.map(Instant::rfc3339),
        state: duty.state.code().to_owned(),
    }
}
