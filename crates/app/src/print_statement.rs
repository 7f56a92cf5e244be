//! A statement as paper and as a table (C7). Every way of opening it is recorded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use documents::Signatory;
use documents::archive::Archive;
use documents::statement::{
    GiaOutcomeColumn, GiaRow, GiaRows, Mark, StatementDocument, StatementRow as DocumentRow, StatementRows, WorkType,
    gia_notes, render, render_spreadsheet, usual_notes,
};
use domain::essay::{EssayMark, EssayValue};
use domain::statement::StatementHop;
use regulations::russian::{long_date, numeric_date};
use regulations::{Instant, Zone};
use storage::obligations::ObligationRow;
use storage::sealed::{SealedError, fields};
use storage::statements::{StatementLineInContextRow, StatementRow};
use storage::{Tx, boxed, results};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Organisations;
use crate::names::full_name;
use crate::people::mask;
use crate::print::{PDF, PrintedFile, XLSX, ZIP, class_words, creation_moment, file_stem, typesetter};
use crate::publication::split_document;
use crate::statements::{OpenedStatement, OpeningForm};

/// Most statements printed at once: a region has fewer schools.
pub const MOST_AT_ONCE: usize = 1500;

impl App {
    /// The statement on A4. The opening is recorded as one on paper.
    pub async fn print_statement(&self, request: &Request, id: Uuid) -> Result<PrintedFile, AppError> {
        let opened = self.open_statement(request, id, OpeningForm::Pdf).await?;
        let document = self.statement_document(&opened).await?;
        let bytes = render(typesetter()?, &document)?;
        Ok(PrintedFile {
            file_name: format!("{}.pdf", file_stem(&document.number)),
            media_type: PDF,
            bytes,
        })
    }

    /// Several statements as PDF files in one .zip, in the order of their numbers. The opening of each is recorded, in one
    /// act; one that the actor may not open refuses them all.
    ///
    /// Errors: [`AppError::Invalid`] for none or more than [`MOST_AT_ONCE`].
    pub async fn print_statements(&self, request: &Request, ids: &[Uuid]) -> Result<PrintedFile, AppError> {
        if ids.is_empty() || ids.len() > MOST_AT_ONCE {
            return Err(AppError::field(
                "statement",
                format!("Выберите от одной до {MOST_AT_ONCE} ведомостей"),
            ));
        }
        let opened = self.open_statements(request, ids, OpeningForm::Pdf).await?;
        let documents = self
            .store
            .read(&(self, &opened), |tx, (app, opened)| {
                boxed(async move { app.statement_documents_in(tx, opened).await })
            })
            .await?;
        let mut archive = Archive::new();
        for document in &documents {
            archive.add(
                &format!("{}.pdf", file_stem(&document.number)),
                &render(typesetter()?, document)?,
            )?;
        }
        Ok(PrintedFile {
            file_name: format!("ведомости-{}.zip", numeric_date(request.today)),
            media_type: ZIP,
            bytes: archive.finish()?,
        })
    }

    /// The statement as a spreadsheet. The opening is recorded as one of a table.
    pub async fn statement_spreadsheet(&self, request: &Request, id: Uuid) -> Result<PrintedFile, AppError> {
        let opened = self.open_statement(request, id, OpeningForm::Xlsx).await?;
        let document = self.statement_document(&opened).await?;
        let bytes = render_spreadsheet(&document)?;
        Ok(PrintedFile {
            file_name: format!("{}.xlsx", file_stem(&document.number)),
            media_type: XLSX,
            bytes,
        })
    }

    /// An opened statement as a document; the same statement gives the same document.
    pub async fn statement_document(&self, opened: &OpenedStatement) -> Result<StatementDocument, AppError> {
        self.store
            .read(&(self, opened), |tx, (app, opened)| {
                boxed(async move { app.statement_document_in(tx, opened).await })
            })
            .await
    }

    /// [`Self::statement_document`] within a transaction.
    pub async fn statement_document_in(
        &self,
        tx: &mut Tx,
        opened: &OpenedStatement,
    ) -> Result<StatementDocument, AppError> {
        let one = std::slice::from_ref(opened);
        let mut documents = self.statement_documents_in(tx, one).await?;
        documents.pop().ok_or(AppError::NotFound)
    }

    /// Any number of opened statements as documents, with as few queries as one.
    async fn statement_documents_in(
        &self,
        tx: &mut Tx,
        opened: &[OpenedStatement],
    ) -> Result<Vec<StatementDocument>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let mut parts = Parts {
            documents: self.masked_documents(tx, opened).await?,
            ..Parts::default()
        };
        for exam in opened.iter().map(|one| one.exam.id).collect::<BTreeSet<_>>() {
            let completions = results::completions(tx, exam).await?;
            parts
                .releases
                .extend(completions.into_iter().map(|row| (row.id, row.number.to_string())));
            let approvals = storage::protocols::approved(tx, Some(exam)).await?;
            parts
                .releases
                .extend(approvals.into_iter().map(|row| (row.id, row.number)));
            let annulled = storage::annulments::of_exam(tx, exam).await?;
            let words = annulled.iter().map(|row| (row.id, self.annulment_words(row)));
            parts.releases.extend(words);
        }
        let subjects: Vec<Uuid> = opened.iter().map(|one| one.summary.row.id).collect();
        for duty in storage::obligations::about(tx, &subjects).await? {
            parts.duties.entry(duty.subject_id).or_insert(duty);
        }
        let acted = |one: &OpenedStatement| [one.summary.row.handed_over_by, one.summary.row.received_by];
        parts.posts = self.signatories(tx, opened.iter().flat_map(acted)).await?;
        opened
            .iter()
            .map(|one| self.document_of(one, &organisations, &parts))
            .collect()
    }

    fn document_of(
        &self,
        opened: &OpenedStatement,
        organisations: &Organisations,
        parts: &Parts,
    ) -> Result<StatementDocument, AppError> {
        let statement = &opened.summary.row;
        let zone = organisations
            .zone(statement.recipient_id)
            .unwrap_or_else(|| self.zone.clone());
        let (title, rows, notes) = match &opened.subject {
            Some(subject) => {
                let rows = gia_rows(opened, &parts.documents);
                let notes = gia_notes(rows.outcome, &opened.listed);
                (subject.title(), StatementRows::Gia(rows), notes)
            }
            None => {
                let lines = opened.lines.iter();
                let rows = lines.map(|line| document_row(line, opened, &parts.documents));
                let rows = StatementRows::Essay(rows.collect::<Result<_, AppError>>()?);
                ("Итоговое сочинение (изложение)".to_owned(), rows, usual_notes())
            }
        };
        let signatory =
            |account: Option<Uuid>| account.and_then(|id| parts.posts.get(&id).cloned()).unwrap_or_default();
        Ok(StatementDocument {
            number: statement.number.clone(),
            exam_title: title,
            exam_date: format!("{} года", long_date(opened.exam.date)),
            sender: organisations.get(statement.sender_id)?.name.clone(),
            recipient: organisations.get(statement.recipient_id)?.name.clone(),
            formed_at: numeric_moment(&zone, Instant::from_micros(statement.formed_at)),
            release: release_words(statement, &parts.releases),
            term: self.handover_term(parts.duties.get(&statement.id), opened, &zone)?,
            rows,
            content_hash: hex::encode(&statement.content_hash),
            handed_by: signatory(statement.handed_over_by),
            received_by: signatory(statement.received_by),
            notes,
            created: creation_moment(&zone, Instant::from_micros(statement.formed_at)),
        })
    }

    /// «Передать до конца 16.12.2026 (п. 2.2 приказа № 4195)», from the obligation to hand it over.
    fn handover_term(
        &self,
        duty: Option<&ObligationRow>,
        opened: &OpenedStatement,
        zone: &Zone,
    ) -> Result<String, AppError> {
        let Some(duty) = duty else {
            return Ok(String::new());
        };
        let clause = duty
            .clause
            .parse()
            .map_err(|_| storage::StorageError::Damaged("obligation.clause"))?;
        let chip = self
            .law
            .clause_words(&clause)
            .map_or_else(|| duty.clause.clone(), |words| words.chip);
        let last = zone.local_date(Instant::from_micros(duty.due_at).plus_micros(-1));
        let whom = match opened.summary.hop {
            StatementHop::ToMunicipalBody => "в МОУО",
            StatementHop::ToSchool => "школе",
            StatementHop::ToStateOrganisation => "организации",
        };
        Ok(format!("Передать {whom} до конца {} ({chip})", numeric_date(last)))
    }

    async fn masked_documents(
        &self,
        tx: &mut Tx,
        opened: &[OpenedStatement],
    ) -> Result<HashMap<Uuid, String>, AppError> {
        let people: BTreeSet<Uuid> = opened
            .iter()
            .flat_map(|one| &one.lines)
            .map(|line| line.person_id)
            .collect();
        let people: Vec<Uuid> = people.into_iter().collect();
        let mut masked = HashMap::new();
        for (person, document, sealed) in storage::people::documents_of(tx, &people).await? {
            match self.keys.open_text(person, fields::PERSON_DOCUMENT, document, &sealed) {
                Ok(text) => {
                    let (_, series, number) = split_document(&text);
                    masked.insert(person, mask(series, number));
                }
                Err(SealedError::Destroyed) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(masked)
    }

    /// Posts and short names of the accounts that acted.
    pub(crate) async fn signatories(
        &self,
        tx: &mut Tx,
        accounts: impl IntoIterator<Item = Option<Uuid>>,
    ) -> Result<BTreeMap<Uuid, Signatory>, AppError> {
        let directory = self.directory_in(tx).await?;
        let mut found = BTreeMap::new();
        for account in accounts.into_iter().flatten() {
            if found.contains_key(&account) {
                continue;
            }
            if let Some(row) = storage::accounts::find(tx, account).await? {
                let name = crate::names::short_name(&directory, row.account.person_id);
                found.insert(
                    account,
                    Signatory {
                        post: row.position,
                        name,
                    },
                );
            }
        }
        Ok(found)
    }
}

/// «Выпуск № 1», «Протокол ГЭК № 2», «Аннулирование от 16.06.2027, решение № 4».
fn release_words(statement: &StatementRow, releases: &HashMap<Uuid, String>) -> String {
    let of = |id: Option<Uuid>| id.and_then(|id| releases.get(&id).cloned()).unwrap_or_default();
    match (statement.completion_id, statement.annulment_id) {
        (Some(_), _) => format!("Выпуск №\u{a0}{}", of(statement.completion_id)),
        (None, Some(_)) => format!("Аннулирование {}", of(statement.annulment_id)),
        (None, None) => format!("Протокол ГЭК №\u{a0}{}", of(statement.protocol_id)),
    }
}

/// What documents of statements need besides their rows.
#[derive(Default)]
struct Parts {
    /// Masked documents by person.
    documents: HashMap<Uuid, String>,
    /// Numbers of ends of processing and of protocols.
    releases: HashMap<Uuid, String>,
    /// The duty to hand over, by statement.
    duties: HashMap<Uuid, ObligationRow>,
    /// Who acted, by account.
    posts: BTreeMap<Uuid, Signatory>,
}

/// Of one subject: marks where any line has one, else test scores.
fn gia_rows(opened: &OpenedStatement, documents: &HashMap<Uuid, String>) -> GiaRows {
    let outcome = if opened.counts_in_marks() {
        GiaOutcomeColumn::Mark
    } else {
        GiaOutcomeColumn::TestScore
    };
    let rows = opened.lines.iter().map(|line| GiaRow {
        number: u32::try_from(line.line_number).unwrap_or(0),
        full_name: full_name(&opened.directory, line.person_id),
        class: class_words(&line.class_name),
        document: documents.get(&line.person_id).cloned().unwrap_or_default(),
        primary: line.primary_score,
        outcome: line.test_score.or(line.mark),
        standing: opened.standing_of(line),
        edition: u32::try_from(line.edition_number).unwrap_or(0),
    });
    GiaRows {
        outcome,
        rows: rows.collect(),
    }
}

fn document_row(
    line: &StatementLineInContextRow,
    opened: &OpenedStatement,
    documents: &HashMap<Uuid, String>,
) -> Result<DocumentRow, AppError> {
    let value = line.essay_value.as_deref().map(EssayValue::from_code).transpose();
    let value = value.map_err(|_| storage::StorageError::Damaged("edition.essay_value"))?;
    Ok(DocumentRow {
        number: u32::try_from(line.line_number).unwrap_or(0),
        full_name: full_name(&opened.directory, line.person_id),
        class: class_words(&line.class_name),
        document: documents.get(&line.person_id).cloned().unwrap_or_default(),
        work_type: if line.subject_code == 21 {
            WorkType::Exposition
        } else {
            WorkType::Composition
        },
        requirements: value.map_or([Mark::Absent; 2], |value| value.requirements().map(mark)),
        criteria: value.map_or([Mark::Absent; 5], |value| value.criteria().map(mark)),
        result: value.map_or(Mark::Absent, |value| mark(Some(value.result()))),
        edition: u32::try_from(line.edition_number).unwrap_or(0),
    })
}

const fn mark(mark: Option<EssayMark>) -> Mark {
    match mark {
        Some(EssayMark::Pass) => Mark::Pass,
        Some(EssayMark::Fail) => Mark::Fail,
        None => Mark::Absent,
    }
}

/// «15.12.2026, 18:05».
pub(crate) fn numeric_moment(zone: &Zone, at: Instant) -> String {
    format!("{}, {}", numeric_date(zone.local_date(at)), zone.local_time(at))
}
