//! Entry into a ledger: line by line, or all empty lines at once.

use std::collections::BTreeMap;

use app::AppError;
use app::ledgers::{OpenedLedger, Told, parse_day, parse_time};
use app::subject_duties::SubjectDuty;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use regulations::russian::{count, plural};
use ui::page::Flash;
use ui::pages::ledger::{LedgerPage, LineFault};
use uuid::Uuid;

use super::conflict;
use super::typed::{TypedLine, numbers, typed_lines};
use super::view::{LedgerView, TypedBulk, stored_lines};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// A ledger with its terms.
struct Loaded {
    ledger: OpenedLedger,
    duties: Vec<SubjectDuty>,
}

async fn load(staff: &Staff, signed_in: &SignedInRequest, id: Uuid) -> Result<Loaded, Failure> {
    let ledger = staff
        .app
        .open_ledger(&signed_in.request, id)
        .await
        .map_err(|error| Failure::from(error).back_to("/ledgers"))?;
    let duties = staff
        .app
        .duties_of_subject(&signed_in.request, ledger.exam.id, id)
        .await?;
    Ok(Loaded { ledger, duties })
}

/// GET `/ledgers/{id}`.
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<LedgerPage>, Failure> {
    let Loaded { ledger, duties } = load(&staff, &signed_in, id).await?;
    Ok(Page::new(LedgerView::of_stored(&signed_in, &ledger, &duties).page()))
}

/// GET `/ledgers/{id}/print`: A4 with a code per line.
pub async fn print(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let file = staff
        .app
        .print_ledger(&signed_in.request, id)
        .await
        .map_err(|error| Failure::from(error).back_to("/ledgers"))?;
    Ok(listing::file(file))
}

/// POST `/ledgers/{id}`: `version-<n>`, `told-<n>`, `time-<n>`, `date-<n>`, `note-<n>` of every line.
pub async fn save(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let signed_in = &form.signed_in;
    let loaded = load(&staff, signed_in, id).await?;
    let typed = typed_lines(&form.fields, &loaded.ledger);
    let stored = stored_lines(signed_in, &loaded.ledger);
    let faults: BTreeMap<i64, LineFault> = typed
        .iter()
        .filter_map(|line| {
            // A line that changed since the form was made is the use case's to judge: a repeated form is one act.
            let before = stored
                .iter()
                .find(|one| one.line == line.line && one.version == line.version)?;
            line.fault(before).map(|fault| (line.number, fault))
        })
        .collect();
    if !faults.is_empty() {
        return Ok(Page::with_mistakes(
            LedgerView {
                faults,
                typed,
                ..LedgerView::of_stored(signed_in, &loaded.ledger, &loaded.duties)
            }
            .page(),
        )
        .into_response());
    }
    write(&staff, signed_in, loaded, id, typed, None).await
}

/// POST `/ledgers/{id}/bulk`: `date`, `time`, `except`, and `version-<n>` of the lines that were empty.
pub async fn fill(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let signed_in = &form.signed_in;
    let loaded = load(&staff, signed_in, id).await?;
    let text = |name: &str| form.fields.one(name).trim().to_owned();
    let mut bulk = TypedBulk {
        day: text("date"),
        time: text("time"),
        except: text("except"),
        error: String::new(),
    };
    let except = numbers(&bulk.except);
    bulk.error = match (parse_day(&bulk.day), parse_time(&bulk.time), &except) {
        (None, _, _) => "Укажите день, например 16.12.2026".to_owned(),
        (_, None, _) => "Укажите время ознакомления, например 10:05".to_owned(),
        (_, _, None) => "Номера строк через запятую, например 14, 23, 27".to_owned(),
        _ => String::new(),
    };
    let (true, Some(except)) = (bulk.error.is_empty(), except) else {
        let view = LedgerView {
            bulk: Some(bulk),
            ..LedgerView::of_stored(signed_in, &loaded.ledger, &loaded.duties)
        };
        return Ok(Page::with_mistakes(view.page()).into_response());
    };
    let mut typed = typed_lines(&form.fields, &loaded.ledger);
    typed.retain(|line| !except.contains(&line.number));
    for line in &mut typed {
        line.told = Told::Yes;
        line.day.clone_from(&bulk.day);
        line.time.clone_from(&bulk.time);
    }
    write(&staff, signed_in, loaded, id, typed, Some(bulk)).await
}

/// Saves all or nothing; a refusal keeps everything that was typed.
async fn write(
    staff: &Staff,
    signed_in: &SignedInRequest,
    loaded: Loaded,
    id: Uuid,
    typed: Vec<TypedLine>,
    bulk: Option<TypedBulk>,
) -> Result<Response, Failure> {
    let inputs: Vec<_> = typed.iter().map(TypedLine::to_input).collect();
    let address = format!("/ledgers/{id}");
    match staff.app.save_ledger(&signed_in.request, id, &inputs).await {
        Ok(saved) => {
            let lines = i64::try_from(saved.lines).unwrap_or(i64::MAX);
            let flash = match lines {
                0 => Flash::notice("Ничего не\u{a0}изменилось: в\u{a0}строках стоит то\u{a0}же самое."),
                _ => Flash::done(format!(
                    "{} {}.",
                    plural(lines, "Сохранена", "Сохранены", "Сохранено"),
                    count(lines, "строка", "строки", "строк")
                )),
            };
            Ok(see_other_with(staff, &address, &flash))
        }
        Err(AppError::Invalid(problems)) => {
            let faults = problems
                .into_iter()
                .filter_map(|problem| {
                    let number: i64 = problem.field.rsplit_once('-')?.1.parse().ok()?;
                    let line = typed.iter().find(|line| line.number == number)?;
                    Some((
                        number,
                        LineFault {
                            input: line.input_at_fault(),
                            text: problem.message,
                        },
                    ))
                })
                .collect();
            let shown = merged(signed_in, &loaded.ledger, typed);
            let view = LedgerView {
                faults,
                typed: shown,
                bulk,
                ..LedgerView::of_stored(signed_in, &loaded.ledger, &loaded.duties)
            };
            Ok(Page::with_mistakes(view.page()).into_response())
        }
        Err(AppError::Changed(_)) => {
            // What stands now may be newer than what was loaded before the act.
            let Loaded { ledger, duties } = load(staff, signed_in, id).await?;
            let told = conflict::compare(staff, signed_in, &ledger, typed).await?;
            let view = LedgerView {
                typed: told.lines,
                conflict: Some(told.conflict),
                ..LedgerView::of_stored(signed_in, &ledger, &duties)
            };
            Ok(Page::with_status(StatusCode::CONFLICT, view.page()).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(address)),
    }
}

/// The typed lines among the others of the ledger.
fn merged(signed_in: &SignedInRequest, ledger: &OpenedLedger, typed: Vec<TypedLine>) -> Vec<TypedLine> {
    let mut lines = stored_lines(signed_in, ledger);
    for line in &mut lines {
        if let Some(found) = typed.iter().find(|one| one.line == line.line) {
            line.clone_from(found);
        }
    }
    lines
}
