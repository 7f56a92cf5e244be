//! The acquaintance ledger on A4: everybody signs, every line has its code (D3).

use documents::ledger::{LedgerDocument, LedgerLine, ShownResult, render};
use documents::{Code, Signatory};
use regulations::Instant;
use regulations::SubjectKind;
use regulations::russian::{capitalised, long_date, numeric_date};
use serde_json::json;
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::ledgers::OpenedLedger;
use crate::print::{PDF, PrintedFile, class_words, creation_moment, file_stem, typesetter};
use crate::results_in_words::StoredValue;
use crate::settings::SettingName;

impl App {
    /// The ledger to be signed. Printing it is journalled as a reading of its names.
    pub async fn print_ledger(&self, request: &Request, id: Uuid) -> Result<PrintedFile, AppError> {
        let opened = self.open_ledger(request, id).await?;
        let document = self
            .store
            .read(&(self, &opened), |tx, (app, opened)| {
                boxed(async move { app.ledger_document_in(tx, opened).await })
            })
            .await?;
        let bytes = render(typesetter()?, &document)?;
        let details = json!({"number": document.number, "lines": document.lines.len()});
        self.note_reading(request, event("ledger-printed", "ledger", Some(id), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("{}.pdf", file_stem(&document.number)),
            media_type: PDF,
            bytes,
        })
    }

    /// An opened ledger as a document; the same lines give the same document.
    pub async fn ledger_document_in(&self, tx: &mut Tx, opened: &OpenedLedger) -> Result<LedgerDocument, AppError> {
        let ledger = &opened.summary.row.ledger;
        let organisations = self.organisations_in(tx).await?;
        let organisation = organisations.get(ledger.organisation_id)?;
        let (term, clause) = self.acquaintance_term(tx, opened).await?;
        let shown_result = match self.setting_in(tx, SettingName::LedgerShowsResults).await?.as_str() {
            "yes" => ShownResult::Printed,
            _ => ShownResult::Hidden,
        };
        let class = match class_words(&ledger.class_name) {
            class if class.is_empty() => String::new(),
            class => format!(" · класс {class}"),
        };
        Ok(LedgerDocument {
            title: match &opened.subject {
                Some(subject) => format!(
                    "Ведомость ознакомления с результатами\n{}, {} года",
                    subject.title(),
                    long_date(opened.exam.date)
                ),
                None => format!(
                    "Ведомость ознакомления с результатами\nитогового сочинения (изложения) {} года",
                    long_date(opened.exam.date)
                ),
            },
            number: ledger.number.clone(),
            organisation: format!("{}{class}", organisation.name),
            term: match &opened.official_day {
                Some(day) => format!("{term}. {}", capitalised(&day.words())),
                None => term,
            },
            clause,
            lines: opened.lines.iter().map(ledger_line).collect(),
            shown_result,
            code: Code {
                payload: ascii_code(&ledger.number),
                label: ledger.number.clone(),
            },
            responsible: Signatory::default(),
            head: Signatory::default(),
            created: creation_moment(&opened.zone, opened.available_at()),
        })
    }

    /// «Передано в МОУО 15.12.2026. Ознакомить до конца 16.12.2026» and «п. 2.7 приказа № 4195».
    async fn acquaintance_term(&self, tx: &mut Tx, opened: &OpenedLedger) -> Result<(String, String), AppError> {
        let ledger = &opened.summary.row.ledger;
        let ruleset = self.ruleset_in(tx).await?;
        let duties = storage::obligations::of_exam(tx, opened.exam.id).await?;
        let own = duties
            .into_iter()
            .filter(|row| row.subject_id == ledger.id && row.subject_kind == SubjectKind::Ledger.code());
        // Where two clauses bind, the sheet says the earlier day.
        let Some(duty) = own.min_by_key(|row| row.due_at) else {
            return Ok((String::new(), String::new()));
        };
        let term = ruleset
            .term(&duty.term_id)
            .map_err(|error| AppError::Law(error.to_string()))?;
        let chip = ruleset
            .clause_words(&term.clause)
            .map_or_else(|| duty.clause.clone(), |words| words.chip);
        let from = numeric_date(opened.zone.local_date(Instant::from_micros(duty.event_at)));
        let last = numeric_date(
            opened
                .zone
                .local_date(Instant::from_micros(duty.due_at).plus_micros(-1)),
        );
        let event = capitalised(term.event.russian());
        Ok((format!("{event} {from}. Ознакомить до конца {last}"), chip))
    }
}

fn ledger_line(line: &crate::ledgers::OpenedLine) -> LedgerLine {
    LedgerLine {
        number: u32::try_from(line.row.line.line_number).unwrap_or(0),
        full_name: line.name.clone(),
        result: line.row.short_words(),
        code: Code {
            payload: line.row.line.code.clone(),
            label: line.row.line.code.clone(),
        },
    }
}

/// Scanners garble Cyrillic letters: the symbol carries Latin ones.
pub(crate) fn ascii_code(number: &str) -> String {
    file_stem(number)
}
