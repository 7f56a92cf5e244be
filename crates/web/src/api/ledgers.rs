//! Acquaintance reported by a school's own system: the lines of a ledger, each with the version it was made from (D2).

use app::ledgers::{LedgerSummary, LineInput, OpenedLedger, Told};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::{IdPart, JsonBody, QueryPart};
use super::caller::{ActingCaller, Caller};
use super::paging::{ListPart, Listed};
use super::problem::{ApiFailure, Problem};
use super::values::moment;
use crate::staff::Staff;

/// A ledger without its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerItem {
    id: Uuid,
    number: String,
    exam: Uuid,
    /// Short name of the telling organisation.
    organisation: String,
    /// Class; may be empty.
    class_name: String,
    /// `open`, `handed-in`.
    state: String,
    lines: i64,
    told: i64,
    /// Version of the ledger, asked for when it is handed in.
    version: i64,
}

/// A ledger with its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerWithLines {
    ledger: LedgerItem,
    items: Vec<LineItem>,
}

/// One line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineItem {
    id: Uuid,
    line_number: i64,
    /// The printed code.
    code: String,
    /// Full name; empty once the participant's data is destroyed.
    participant: String,
    told_at: Option<String>,
    /// There is a reason why the participant was not told.
    not_told: bool,
    note: String,
    /// Version of the line, asked for when it is changed.
    version: i64,
}

/// One line to be written.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LineChange {
    /// Id of the line.
    id: Uuid,
    /// The version this change was made from.
    version: i64,
    /// Was the participant told?
    told: bool,
    /// Local day, ISO; needed when told.
    #[serde(default)]
    day: String,
    /// Local time, `10:05`; needed when told.
    #[serde(default)]
    time: String,
    /// Note, or the reason why not told.
    #[serde(default)]
    note: String,
}

/// The version that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandIn {
    /// `version` of the ledger.
    version: i64,
}

/// The ledgers that the caller's organisation may know of.
#[utoipa::path(get, path = "/api/v1/ledgers", tag = "ledgers", params(ListPart), responses(
    (status = 200, body = Listed<LedgerItem>),
))]
pub async fn list(
    State(staff): State<Staff>,
    Caller(request): Caller,
    QueryPart(part): QueryPart<ListPart>,
) -> Result<Json<Listed<LedgerItem>>, ApiFailure> {
    let mut all = staff.app.list_ledgers(&request, part.exam).await?;
    all.retain(|one| part.wants(&one.row.ledger.state));
    Ok(Json(part.of(all, |one| item(&one))))
}

/// A ledger with its lines.
#[utoipa::path(get, path = "/api/v1/ledgers/{id}", tag = "ledgers", params(("id" = Uuid, Path)), responses(
    (status = 200, body = LedgerWithLines),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The statement was not handed over yet", body = Problem, content_type = "application/problem+json"),
))]
pub async fn show(
    State(staff): State<Staff>,
    Caller(request): Caller,
    IdPart(id): IdPart,
) -> Result<Json<LedgerWithLines>, ApiFailure> {
    let opened = staff.app.open_ledger(&request, id).await?;
    Ok(Json(with_lines(&opened)))
}

/// Writes lines, all or none. A line that somebody changed meanwhile refuses the whole.
#[utoipa::path(patch, path = "/api/v1/ledgers/{id}/lines", tag = "ledgers", params(("id" = Uuid, Path),
    ("Idempotency-Key" = String, Header, description = "One key an act")), request_body = Vec<LineChange>, responses(
    (status = 200, body = LedgerWithLines),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub async fn save(
    State(staff): State<Staff>,
    ActingCaller(request): ActingCaller,
    IdPart(id): IdPart,
    JsonBody(changes): JsonBody<Vec<LineChange>>,
) -> Result<Json<LedgerWithLines>, ApiFailure> {
    let entries: Vec<LineInput> = changes.into_iter().map(input).collect();
    staff.app.save_ledger(&request, id, &entries).await?;
    let opened = staff.app.open_ledger(&request, id).await?;
    Ok(Json(with_lines(&opened)))
}

/// Ends the entry: every line told or with a reason.
#[utoipa::path(post, path = "/api/v1/ledgers/{id}/hand-in", tag = "ledgers", params(("id" = Uuid, Path),
    ("Idempotency-Key" = String, Header, description = "One key an act")), request_body = HandIn, responses(
    (status = 200, body = LedgerWithLines),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub async fn hand_in(
    State(staff): State<Staff>,
    ActingCaller(request): ActingCaller,
    IdPart(id): IdPart,
    JsonBody(body): JsonBody<HandIn>,
) -> Result<Json<LedgerWithLines>, ApiFailure> {
    staff.app.hand_in_ledger(&request, id, body.version).await?;
    let opened = staff.app.open_ledger(&request, id).await?;
    Ok(Json(with_lines(&opened)))
}

fn input(change: LineChange) -> LineInput {
    LineInput {
        line: change.id,
        version: change.version,
        told: if change.told { Told::Yes } else { Told::No },
        day: change.day,
        time: change.time,
        note: change.note,
    }
}

fn with_lines(opened: &OpenedLedger) -> LedgerWithLines {
    let items = opened.lines.iter().map(|line| {
        let row = &line.row.line;
        LineItem {
            id: row.id,
            line_number: row.line_number,
            code: row.code.clone(),
            participant: line.name.clone(),
            told_at: row.told_at.map(moment),
            not_told: row.not_told,
            note: line.note.clone(),
            version: row.version,
        }
    });
    LedgerWithLines {
        ledger: item(&opened.summary),
        items: items.collect(),
    }
}

fn item(one: &LedgerSummary) -> LedgerItem {
    let ledger = &one.row.ledger;
    LedgerItem {
        id: ledger.id,
        number: ledger.number.clone(),
        exam: ledger.exam_id,
        organisation: one.organisation.clone(),
        class_name: ledger.class_name.clone(),
        state: ledger.state.clone(),
        lines: ledger.line_count,
        told: one.row.told,
        version: ledger.version,
    }
}
