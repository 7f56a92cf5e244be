//! Statements for the systems of municipal bodies and schools: listed, received, fetched. Fetching the rows is an opening
//! like any other: by a responsible person's token, after receipt, recorded with time (C6, C7).

use app::names::full_name;
use app::statements::{OpeningForm, StatementSummary};
use axum::Json;
use axum::extract::State;
use regulations::Instant;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::{IdPart, QueryPart};
use super::caller::{ActingCaller, Caller};
use super::paging::{ListPart, Listed};
use super::problem::{ApiFailure, Problem};
use super::values::{Columns, Value, moment};
use crate::staff::Staff;

/// A statement without its rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementItem {
    id: Uuid,
    number: String,
    exam: Uuid,
    /// `waiting`, `formed`, `handed-over`, `received`.
    state: String,
    /// Short names.
    sender: String,
    recipient: String,
    /// Rows.
    lines: i64,
    /// SHA-256 over head and rows, hex.
    content_hash: String,
    handed_over_at: Option<String>,
    received_at: Option<String>,
    first_opened_at: Option<String>,
}

/// A statement with its rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementWithRows {
    statement: StatementItem,
    rows: Vec<StatementRowItem>,
}

/// One row.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementRowItem {
    line_number: i64,
    participant_code: String,
    /// Full name; empty once the participant's data is destroyed.
    participant: String,
    /// Class; may be empty.
    class_name: String,
    /// Work type or subject.
    subject_code: i64,
    value: Value,
}

/// The statements that the caller's organisation may know of.
#[utoipa::path(get, path = "/api/v1/statements", tag = "statements", params(ListPart), responses(
    (status = 200, body = Listed<StatementItem>),
))]
pub async fn list(
    State(staff): State<Staff>,
    Caller(request): Caller,
    QueryPart(part): QueryPart<ListPart>,
) -> Result<Json<Listed<StatementItem>>, ApiFailure> {
    let mut all = staff.app.list_statements(&request, part.exam).await?;
    all.retain(|one| part.wants(one.state.code()));
    Ok(Json(part.of(all, |one| item(&one))))
}

/// Opens a statement: its rows. The opening is recorded.
#[utoipa::path(get, path = "/api/v1/statements/{id}", tag = "statements", params(("id" = Uuid, Path)), responses(
    (status = 200, body = StatementWithRows),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Receipt is not confirmed yet", body = Problem, content_type = "application/problem+json"),
))]
pub async fn show(
    State(staff): State<Staff>,
    Caller(request): Caller,
    IdPart(id): IdPart,
) -> Result<Json<StatementWithRows>, ApiFailure> {
    let opened = staff.app.open_statement(&request, id, OpeningForm::Api).await?;
    let rows = opened.lines.iter().map(|line| StatementRowItem {
        line_number: line.line_number,
        participant_code: line.participant_code.clone(),
        participant: full_name(&opened.directory, line.person_id),
        class_name: line.class_name.clone(),
        subject_code: line.subject_code,
        value: Value::from(Columns {
            attendance: &line.attendance,
            essay_value: line.essay_value.as_deref(),
            topic: line.topic.as_deref(),
            scores: [line.primary_score, line.test_score, line.mark],
        }),
    });
    Ok(Json(StatementWithRows {
        rows: rows.collect(),
        statement: item(&opened.summary),
    }))
}

/// Confirms that the caller's organisation received the statement.
#[utoipa::path(post, path = "/api/v1/statements/{id}/receipt", tag = "statements", params(("id" = Uuid, Path),
    ("Idempotency-Key" = String, Header, description = "One key an act")), responses(
    (status = 200, body = StatementItem),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub async fn receive(
    State(staff): State<Staff>,
    ActingCaller(request): ActingCaller,
    IdPart(id): IdPart,
) -> Result<Json<StatementItem>, ApiFailure> {
    staff.app.receive(&request, &[id]).await?;
    let facts = staff.app.statement_facts(&request, id).await?;
    Ok(Json(item(&facts.summary)))
}

fn item(one: &StatementSummary) -> StatementItem {
    let row = &one.row;
    StatementItem {
        id: row.id,
        number: row.number.clone(),
        exam: row.exam_id,
        state: one.state.code().to_owned(),
        sender: one.sender.clone(),
        recipient: one.recipient.clone(),
        lines: row.line_count,
        content_hash: hex::encode(&row.content_hash),
        handed_over_at: row.handed_over_at.map(moment),
        received_at: row.received_at.map(moment),
        first_opened_at: one.first_opened_at.map(Instant::rfc3339),
    }
}
