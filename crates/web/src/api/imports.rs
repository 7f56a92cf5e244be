//! Files from the processing centre's own systems: delivered, compared, applied. The same conversation as on the page.

use app::AppError;
use app::import::{ImportDetails, ProfileKind, ReceivedFile, RowFilter, RowWindow, StoredFile};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::{BodyPieces, IdPart, JsonBody, QueryPart, StreamedBody};
use super::caller::{ActingCaller, Caller};
use super::problem::{ApiFailure, Problem};
use crate::pieces::download;
use crate::staff::Staff;

/// What the delivered file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Delivery {
    /// `organisations`, `participants`, `essay-results`, `gia-participants`, `gia-results`.
    kind: String,
    /// Name of a saved exchange profile; left out: columns are known by their headings.
    profile: Option<String>,
    /// Name of the file with its extension, up to 200 characters: `results.csv`.
    file_name: String,
}

/// A delivered file, compared with what stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportItem {
    id: Uuid,
    number: i64,
    /// As in the delivery.
    kind: String,
    /// `staged`, `applied`, `dropped`.
    state: String,
    total_rows: i64,
    new_rows: i64,
    changed_rows: i64,
    same_rows: i64,
    wrong_rows: i64,
    /// Required columns that were not found, in words; the file cannot be applied while there are any.
    missing_columns: Vec<String>,
    /// Hash of exactly what would be written, hex; asked for when it is applied. `null` once applied or dropped.
    plan_hash: Option<String>,
    /// The first hundred wrong rows.
    wrong: Vec<WrongRowItem>,
}

/// One wrong row.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrongRowItem {
    /// Address of the cell, `P6`.
    cell: String,
    /// What is wrong and what to do.
    detail: String,
}

/// Wrong rows that are named in the answer; the file of wrong rows has them all.
const WRONG_NAMED: RowWindow = RowWindow::of(RowFilter::Wrong, 0, 100);

/// Delivers a file: it is read and compared, nothing is written yet.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", params(Delivery,
    ("Idempotency-Key" = String, Header, description = "One key an act")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = ".xlsx, .xls, .ods, .csv, .dbf up to 20 MB; GIA results as .csv or .dbf up to 300 MB"),
    responses(
        (status = 201, body = ImportItem),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn deliver(
    State(staff): State<Staff>,
    ActingCaller(request): ActingCaller,
    QueryPart(delivery): QueryPart<Delivery>,
    StreamedBody(content): StreamedBody,
) -> Result<Response, ApiFailure> {
    let kind = ProfileKind::from_code(&delivery.kind)
        .ok_or_else(|| ApiFailure::value("kind", "Такого вида файла нет: виды названы в\u{a0}описании"))?;
    if delivery.file_name.is_empty() || delivery.file_name.chars().count() > 200 {
        return Err(ApiFailure::value(
            "file_name",
            "Назовите файл с\u{a0}расширением, не\u{a0}длиннее 200\u{a0}знаков",
        ));
    }
    let received = ReceivedFile {
        kind,
        profile: delivery.profile.as_deref().filter(|name| !name.is_empty()),
        file_name: &delivery.file_name,
        stored: keep(&staff, &request, content).await?,
    };
    let id = staff.app.stage_import(&request, received).await?;
    let details = staff.app.find_import(&request, id, WRONG_NAMED).await?;
    let location = format!("/api/v1/imports/{id}");
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(item(&details)),
    )
        .into_response())
}

/// Keeps the body as it comes.
async fn keep(staff: &Staff, request: &app::Request, mut content: BodyPieces) -> Result<StoredFile, ApiFailure> {
    let mut incoming = staff.app.receive_file(request).await?;
    while let Some(piece) = content.next().await? {
        incoming.append(&piece).await.map_err(AppError::from)?;
    }
    Ok(incoming.finish().await.map_err(AppError::from)?)
}

/// A delivered file, compared with what stands now.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports", params(("id" = Uuid, Path)), responses(
    (status = 200, body = ImportItem),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn show(
    State(staff): State<Staff>,
    Caller(request): Caller,
    IdPart(id): IdPart,
) -> Result<Json<ImportItem>, ApiFailure> {
    let details = staff.app.find_import(&request, id, WRONG_NAMED).await?;
    Ok(Json(item(&details)))
}

/// The wrong rows as a file like the delivered one, with what to mend.
#[utoipa::path(get, path = "/api/v1/imports/{id}/wrong-rows", tag = "imports", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub async fn wrong_rows(
    State(staff): State<Staff>,
    Caller(request): Caller,
    IdPart(id): IdPart,
) -> Result<Response, ApiFailure> {
    let file = staff.app.wrong_rows(&request, id).await?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

/// What is to be written.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Application {
    /// `plan_hash` of the comparison that was looked at: exactly that is written, or nothing.
    plan_hash: String,
    /// Why released results change; needed when they do.
    #[serde(default)]
    ground: String,
}

/// Writes a delivered file, all of it or nothing.
#[utoipa::path(post, path = "/api/v1/imports/{id}/application", tag = "imports", params(("id" = Uuid, Path),
    ("Idempotency-Key" = String, Header, description = "One key an act")), request_body = Application, responses(
    (status = 200, body = ImportItem),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub async fn apply(
    State(staff): State<Staff>,
    ActingCaller(request): ActingCaller,
    IdPart(id): IdPart,
    JsonBody(body): JsonBody<Application>,
) -> Result<Json<ImportItem>, ApiFailure> {
    staff
        .app
        .apply_previewed_import(&request, id, &body.ground, &body.plan_hash)
        .await?;
    let details = staff.app.find_import(&request, id, WRONG_NAMED).await?;
    Ok(Json(item(&details)))
}

fn item(details: &ImportDetails) -> ImportItem {
    let row = &details.summary.row;
    let wrong = details.wrong().iter().flat_map(|row| {
        row.problems.iter().map(|problem| WrongRowItem {
            cell: problem.cell.clone(),
            detail: problem.message.clone(),
        })
    });
    ImportItem {
        id: row.id,
        number: row.number,
        kind: row.kind.clone(),
        state: row.state.clone(),
        total_rows: row.total_rows,
        new_rows: row.new_rows,
        changed_rows: row.changed_rows,
        same_rows: row.same_rows,
        wrong_rows: row.wrong_rows,
        missing_columns: details.missing.clone(),
        plan_hash: details.comparison.as_ref().map(|_| details.plan_hash()),
        wrong: wrong.collect(),
    }
}
