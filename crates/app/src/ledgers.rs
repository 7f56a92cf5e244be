//! Acquaintance ledgers: who was told, when, under signature (kuzbass-4195:2.7; mordovia-187:10.4, 11.2).

use std::collections::HashMap;

use domain::access::{Action, Scope};
use domain::ledger::{LineEntry, check_told_at, lines_in_the_way_of_hand_in};
use domain::organisation::OrganisationKind;
use regulations::russian::short_date_time;
use regulations::{Instant, LegalDate, Zone};
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::directory::Directory;
use storage::ledgers::{self, LedgerInListRow, LedgerLineInContextRow, LedgerLineRow};
use storage::sealed::{SealedError, fields};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::gia_words::GiaSubject;
use crate::names::full_name;
use crate::obligations::{DueMoments, Touched};
use crate::official_day::OfficialDay;

/// Why a line of a ledger that is handed in stays as it is.
const HANDED_IN_LINE: &str =
    "Ведомость сдана: можно внести только время тех, кто тогда не был ознакомлен; остальные строки не меняются";

impl App {
    /// The ledgers the actor may know of, with progress; no names.
    pub async fn list_ledgers(&self, request: &Request, exam: Option<Uuid>) -> Result<Vec<LedgerSummary>, AppError> {
        let scope = request.authorise(Action::SeeAcquaintance)?;
        self.store
            .read(&(self, scope, exam), |tx, (app, scope, exam)| {
                boxed(async move {
                    let organisations = app.organisations_in(tx).await?;
                    let rows = ledgers::in_scope(tx, scope, *exam).await?;
                    Ok(rows
                        .into_iter()
                        .map(|row| LedgerSummary::new(row, &organisations))
                        .collect())
                })
            })
            .await
    }

    /// One ledger with its lines. Only after the statement was handed over to the telling organisation.
    pub async fn open_ledger(&self, request: &Request, id: Uuid) -> Result<OpenedLedger, AppError> {
        let scope = request.authorise(Action::FillLedger)?;
        self.store
            .read(&(self, scope, id), |tx, (app, scope, id)| {
                boxed(async move { app.load_ledger(tx, scope, *id).await })
            })
            .await
    }

    async fn load_ledger(&self, tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<OpenedLedger, AppError> {
        let row = ledgers::find(tx, scope, id).await?.ok_or(AppError::NotFound)?;
        if row.available_at.is_none() {
            return Err(AppError::NotNow(
                "ведомость результатов ещё не передана вашей организации: знакомить пока не с чем".to_owned(),
            ));
        }
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let exam = find_exam(tx, row.ledger.exam_id).await?;
        let lines = ledgers::lines(tx, id)
            .await?
            .into_iter()
            .map(|line| self.open_line(line, &directory))
            .collect::<Result<Vec<_>, _>>()?;
        let subject = self.gia_subject(&exam);
        let official_day = self.official_day_in(tx, &exam, id, &organisations).await?;
        let zone = organisations
            .zone(row.ledger.organisation_id)
            .unwrap_or_else(|| self.zone.clone());
        Ok(OpenedLedger {
            summary: LedgerSummary::new(row, &organisations),
            exam,
            lines,
            zone,
            official_day,
            subject,
        })
    }

    fn open_line(&self, row: LedgerLineInContextRow, directory: &Directory) -> Result<OpenedLine, AppError> {
        let note = match &row.line.note_sealed {
            None => String::new(),
            Some(sealed) => match self
                .keys
                .open_text(row.line.person_id, fields::LEDGER_LINE_NOTE, row.line.id, sealed)
            {
                Ok(text) => text,
                Err(SealedError::Destroyed) => String::new(),
                Err(error) => return Err(error.into()),
            },
        };
        Ok(OpenedLine {
            name: full_name(directory, row.line.person_id),
            note,
            row,
        })
    }

    /// Saves the lines that were entered, all or none. A line that somebody else changed meanwhile, a moment before the
    /// hand-over or in the future refuses the whole with every problem named.
    pub async fn save_ledger(
        &self,
        request: &Request,
        id: Uuid,
        entries: &[LineInput],
    ) -> Result<SavedLedger, AppError> {
        let scope = request.authorise(Action::FillLedger)?;
        let fingerprint = format!("save-ledger {id} {entries:?}");
        let input = (self, request, scope, id, entries);
        self.act(
            request,
            &fingerprint,
            &input,
            |tx, (app, request, scope, id, entries)| {
                boxed(async move {
                    let ledger = app.load_ledger(tx, scope, *id).await?;
                    ledger.must_be_own(request)?;
                    let rows = app.rows_to_write(request, &ledger, entries)?;
                    if !ledgers::update_lines(tx, &rows).await? {
                        return Err(line_changed_meanwhile());
                    }
                    if !rows.is_empty() && !ledgers::touch(tx, *id).await? {
                        return Err(AppError::NotNow("ведомость уже сдана: изменить её нельзя".to_owned()));
                    }
                    app.reconcile_touched(tx, ledger.exam.id, Touched::Ledger(*id), request.now, DueMoments::Keep)
                        .await?;
                    let saved = SavedLedger { lines: rows.len() };
                    let details = json!({"number": ledger.summary.row.ledger.number, "lines": rows.len()});
                    Ok(Done {
                        value: saved,
                        event: event("ledger-saved", "ledger", Some(*id), details),
                    })
                })
            },
        )
        .await
    }

    fn rows_to_write(
        &self,
        request: &Request,
        ledger: &OpenedLedger,
        entries: &[LineInput],
    ) -> Result<Vec<LedgerLineRow>, AppError> {
        let by_id: HashMap<Uuid, &OpenedLine> = ledger.lines.iter().map(|line| (line.row.line.id, line)).collect();
        let mut problems = Vec::new();
        let mut rows = Vec::new();
        for input in entries {
            let line = by_id.get(&input.line).ok_or(AppError::NotFound)?;
            match ledger.check_line(request, line, input) {
                Ok(entry) if entry == line.entry() => {}
                Ok(entry) if !ledger.may_write(line, &entry) => {
                    problems.push(FieldProblem::new(
                        format!("time-{}", line.row.line.line_number),
                        HANDED_IN_LINE,
                    ));
                }
                Ok(_) if line.row.line.version != input.version => {
                    return Err(line_changed_meanwhile());
                }
                Ok(entry) => rows.push(self.line_row(request, line, entry)?),
                Err(message) => problems.push(FieldProblem::new(
                    format!("time-{}", line.row.line.line_number),
                    message,
                )),
            }
        }
        if problems.is_empty() {
            Ok(rows)
        } else {
            Err(AppError::Invalid(problems))
        }
    }

    fn line_row(&self, request: &Request, line: &OpenedLine, entry: LineEntry) -> Result<LedgerLineRow, AppError> {
        let mut row = line.row.line.clone();
        let (told_at, note, not_told) = match entry {
            LineEntry::Empty => (None, None, false),
            LineEntry::Told { at, note } => (Some(at.as_micros()), note, false),
            LineEntry::NotTold { reason } => (None, Some(reason), true),
        };
        row.told_at = told_at;
        row.not_told = not_told;
        row.note_sealed = match note {
            Some(text) => Some(
                self.keys
                    .seal_text(row.person_id, fields::LEDGER_LINE_NOTE, row.id, &text)?,
            ),
            None => None,
        };
        row.entered_at = Some(request.at());
        row.entered_by = Some(request.account());
        Ok(row)
    }

    /// Ends the entry into a ledger: every line told or with a reason.
    pub async fn hand_in_ledger(&self, request: &Request, id: Uuid, version: i64) -> Result<(), AppError> {
        let scope = request.authorise(Action::FillLedger)?;
        let input = (self, request, scope, id, version);
        self.act(request, &format!("hand-in {id} {version}"), &input, |tx, (app, request, scope, id, version)| {
            boxed(async move {
                let ledger = app.load_ledger(tx, scope, *id).await?;
                ledger.must_be_own(request)?;
                ledger.must_be_open()?;
                if ledger.summary.row.ledger.version != *version {
                    return Err(AppError::Changed("ведомость изменилась, пока вы смотрели: проверьте её ещё раз и сдайте".to_owned()));
                }
                let entries: Vec<LineEntry> = ledger.lines.iter().map(OpenedLine::entry).collect();
                let empty = lines_in_the_way_of_hand_in(&entries);
                if !empty.is_empty() {
                    let numbers: Vec<String> = empty.iter().map(usize::to_string).collect();
                    return Err(AppError::NotNow(format!(
                        "сдать нельзя: в строках {} нет ни времени, ни причины. Внесите время ознакомления или напишите, почему участник не ознакомлен",
                        numbers.join(", ")
                    )));
                }
                let hash = ledger.content_hash();
                if !ledgers::hand_in(tx, *id, request.at(), request.account(), &hash).await? {
                    return Err(AppError::NotNow("ведомость уже сдана".to_owned()));
                }
                app.reconcile_touched(tx, ledger.exam.id, Touched::Ledger(*id), request.now, DueMoments::Keep).await?;
                let told = entries.iter().filter(|entry| matches!(entry, LineEntry::Told { .. })).count();
                let details = json!({"number": ledger.summary.row.ledger.number, "told": told, "of": entries.len(), "content": hex::encode(&hash)});
                Ok(Done { value: (), event: event("ledger-handed-in", "ledger", Some(*id), details) })
            })
        })
        .await
    }
}

fn line_changed_meanwhile() -> AppError {
    AppError::Changed("строки этой ведомости только что изменил другой сотрудник: ваши изменения не записаны, посмотрите, что стоит теперь".to_owned())
}

/// What a form says of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInput {
    /// Which line.
    pub line: Uuid,
    /// The version the form was made from.
    pub version: i64,
    /// Was the participant told?
    pub told: Told,
    /// Day as typed, `16.12.2026` or ISO; empty: the day of the ledger's form.
    pub day: String,
    /// Time as typed: `10:05`, `1005`, `10.05`.
    pub time: String,
    /// Note, or the reason why not told.
    pub note: String,
}

/// The tick of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Ticked.
    Yes,
    /// Not ticked.
    No,
}

/// What a save did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedLedger {
    /// Lines written.
    pub lines: usize,
}

impl crate::act::Repeatable for SavedLedger {
    fn to_answer(&self) -> String {
        self.lines.to_string()
    }
    fn from_answer(answer: &str) -> Option<Self> {
        answer.parse().ok().map(|lines| Self { lines })
    }
}

/// A ledger without its names.
#[derive(Debug, Clone)]
pub struct LedgerSummary {
    /// As stored, with progress.
    pub row: LedgerInListRow,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// Its kind.
    pub organisation_kind: Option<OrganisationKind>,
    /// The organisation above.
    pub above: Option<Uuid>,
}

impl LedgerSummary {
    fn new(row: LedgerInListRow, organisations: &Organisations) -> Self {
        let id = row.ledger.organisation_id;
        Self {
            organisation: organisations.short_name(id),
            organisation_kind: organisations.kind(id).ok(),
            above: organisations.get(id).ok().and_then(|found| found.parent_id),
            row,
        }
    }
}

/// One line with its name and note.
#[derive(Debug, Clone)]
pub struct OpenedLine {
    /// As stored.
    pub row: LedgerLineInContextRow,
    /// Full name.
    pub name: String,
    /// Note or reason.
    pub note: String,
}

impl OpenedLine {
    /// What stands in the line.
    pub fn entry(&self) -> LineEntry {
        let note = (!self.note.is_empty()).then(|| self.note.clone());
        match (self.row.line.told_at, self.row.line.not_told, note) {
            (Some(at), _, note) => LineEntry::Told {
                at: Instant::from_micros(at),
                note,
            },
            (None, true, Some(reason)) => LineEntry::NotTold { reason },
            _ => LineEntry::Empty,
        }
    }
}

/// A ledger with its lines.
#[derive(Debug, Clone)]
pub struct OpenedLedger {
    /// The ledger.
    pub summary: LedgerSummary,
    /// The exam.
    pub exam: Exam,
    /// Its lines.
    pub lines: Vec<OpenedLine>,
    /// Local time of the telling organisation.
    pub zone: Zone,
    /// The day that opens the window for appeals; `None` of the essay.
    pub official_day: Option<OfficialDay>,
    /// Subject and form; `None` of the essay.
    pub subject: Option<GiaSubject>,
}

impl OpenedLedger {
    /// When the telling organisation had the statement.
    pub fn available_at(&self) -> Instant {
        Instant::from_micros(self.summary.row.available_at.unwrap_or(i64::MAX))
    }

    fn must_be_own(&self, request: &Request) -> Result<(), AppError> {
        if self.summary.row.ledger.organisation_id == request.actor.organisation.0 {
            Ok(())
        } else {
            Err(AppError::NotFound)
        }
    }

    fn must_be_open(&self) -> Result<(), AppError> {
        if self.summary.row.ledger.state == "open" {
            return Ok(());
        }
        Err(AppError::NotNow("ведомость сдана: изменить её нельзя".to_owned()))
    }

    /// An open ledger takes everything. A ledger handed in takes only those who were not told then and come later.
    pub fn may_write(&self, line: &OpenedLine, entry: &LineEntry) -> bool {
        let late_comer = line.row.line.told_at.is_none() && matches!(entry, LineEntry::Told { .. });
        self.summary.row.ledger.state == "open" || late_comer
    }

    fn check_line(&self, request: &Request, line: &OpenedLine, input: &LineInput) -> Result<LineEntry, String> {
        let note = input.note.trim();
        if note.chars().count() > 500 {
            return Err("Примечание длиннее 500 знаков: сократите".to_owned());
        }
        if input.told == Told::No {
            return Ok(if note.is_empty() {
                LineEntry::Empty
            } else {
                LineEntry::NotTold {
                    reason: note.to_owned(),
                }
            });
        }
        let row = line.row.line.line_number;
        let day = if input.day.trim().is_empty() {
            line.row
                .line
                .told_at
                .map_or(request.today, |at| self.zone.local_date(Instant::from_micros(at)))
        } else {
            parse_day(&input.day)
                .ok_or_else(|| format!("Строка {row}: «{}» не дата, нужен вид 16.12.2026", input.day.trim()))?
        };
        let (hour, minute) = parse_time(&input.time)
            .ok_or_else(|| format!("Строка {row}: внесите время ознакомления, например 10:05 или 1005"))?;
        let at = self
            .zone
            .at(day, hour, minute)
            .map_err(|error| format!("Строка {row}: {error}"))?;
        let minute_of_handover =
            Instant::from_micros(self.available_at().as_micros().div_euclid(60_000_000) * 60_000_000);
        check_told_at(at, minute_of_handover, request.now).map_err(|refused| {
            let handed = short_date_time(&self.zone, self.available_at());
            match refused {
                domain::ledger::LineRefused::BeforeHandover => {
                    format!("Строка {row}, {}: время {hour:02}:{minute:02} раньше, чем ведомость передана организации ({handed})", line.name)
                }
                domain::ledger::LineRefused::InFuture => format!("Строка {row}, {}: время {hour:02}:{minute:02} ещё не наступило", line.name),
            }
        })?;
        Ok(LineEntry::Told {
            at,
            note: (!note.is_empty()).then(|| note.to_owned()),
        })
    }

    /// Hash of the lines as they stand: codes, editions and moments, no names.
    pub fn content_hash(&self) -> Vec<u8> {
        content_hash(
            &self.summary.row.ledger.number,
            self.lines.iter().map(|line| &line.row.line),
        )
    }
}

/// [`OpenedLedger::content_hash`] of bare lines.
pub(crate) fn content_hash<'l>(number: &str, lines: impl Iterator<Item = &'l LedgerLineRow>) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(number.as_bytes());
    for row in lines {
        hasher.update(
            format!(
                "|{}|{}|{}|{:?}|{}",
                row.line_number, row.code, row.edition_id, row.told_at, row.not_told
            )
            .as_bytes(),
        );
    }
    hasher.finalize().to_vec()
}

/// `16.12.2026` or `2026-12-16`.
pub fn parse_day(text: &str) -> Option<LegalDate> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    LegalDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `10:05`, `10.05`, `1005`, `905`, `9:5` is refused.
pub fn parse_time(text: &str) -> Option<(i8, i8)> {
    let text = text.trim();
    let (hour, minute) = match text.split_once([':', '.', '-', ' ']) {
        Some((hour, minute)) => (hour, minute),
        None if (3..=4).contains(&text.len()) && text.is_ascii() => text.split_at(text.len() - 2),
        None => return None,
    };
    if minute.len() != 2 || hour.is_empty() || hour.len() > 2 {
        return None;
    }
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_a_clerk_types_them() {
        for (typed, expected) in [
            ("10:05", Some((10, 5))),
            ("1005", Some((10, 5))),
            ("905", Some((9, 5))),
            ("9.05", Some((9, 5))),
            ("24:00", None),
            ("10:5", None),
            ("", None),
            ("десять", None),
            ("10:05:01", None),
        ] {
            assert_eq!(parse_time(typed), expected, "{typed}");
        }
    }

    #[test]
    fn days_are_read_in_both_ways() {
        let day = LegalDate::new(2026, 12, 16).ok();
        for (typed, expected) in [
            ("16.12.2026", day),
            ("2026-12-16", day),
            ("31.02.2026", None),
            ("16.12.26", None),
            ("", None),
        ] {
            assert_eq!(parse_day(typed), expected, "{typed}");
        }
    }
}
