//! Writes what a plan says: set-based, in one transaction.

use std::collections::{HashMap, HashSet};

use domain::edition::EditionState;
use domain::exam::{ExamKind, ExamPeriod};
use exchange::OrganisationRow;
use regulations::{EssayDateKind, essay_date_kind};
use storage::document_index::{DOCUMENT_INDEX_VERSION, DocumentIndexer};
use storage::exams::{self, ExamRow, SittingRow};
use storage::first_values::{self, FirstScores, FirstValueIds, FirstValues, Received};
use storage::imports::ImportRow;
use storage::installation::{self, Counter};
use storage::organisations;
use storage::people::{self, PersonDocumentRow, PersonRow, RegistrationRow};
use storage::results::{self, EditionRow};
use storage::sealed::{Sealed, fields};
use storage::{StorageError, Tx};
use uuid::Uuid;

use super::compare_registrations::key_of;
use super::gia_results::{Content, Reading, Taker, Verdicts};
use super::oral_parts;
use super::plan::{EditionContent, ImportPlan, NewEdition, ParticipantWrite, PersonWrite, SittingWrite, Write};
use super::registrant::{ExamKey, Places, PlannedSitting, Registrant};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::obligations::DueMoments;

pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    request: &Request,
    import: &ImportRow,
    plan: &ImportPlan,
    ground: &str,
) -> Result<(), AppError> {
    let mut writer = Writer::load(app, tx, request, import).await?;
    for one in &plan.writes {
        match one {
            Write::InsertOrganisation(row) => writer.insert_organisation(tx, row).await?,
            Write::UpdateOrganisation(id, row) => writer.update_organisation(tx, *id, row).await?,
            Write::Participant(row) => writer.write_participant(tx, plan, row).await?,
            Write::Edition(edition, content) => writer.add_edition(import, edition, content, ground)?,
        }
    }
    writer.flush(tx).await
}

/// The same for a file of results that is read row by row: no more of it is held than one batch. What became of the rows.
pub(super) async fn write_streamed(
    app: &App,
    tx: &mut Tx,
    request: &Request,
    import: &ImportRow,
    mut reading: Reading<'_>,
    ground: &str,
) -> Result<Verdicts, AppError> {
    let mut writer = StreamWriter {
        writer: Writer::load(app, tx, request, import).await?,
        values: FirstValues::default(),
        import,
        ground,
    };
    let document_reference = document_reference(import);
    let received = Received {
        ground: ground_in_words(ground),
        document_reference: &document_reference,
        author_account_id: request.account(),
        import_id: import.id,
        received_at: request.at(),
    };
    while reading.next(tx, &mut writer).await? {
        if writer.values.len() >= FIRST_VALUES_AT_ONCE {
            first_values::insert(tx, &received, &writer.values).await?;
            writer.values.clear();
        }
        writer.writer.flush_editions(tx).await?;
    }
    first_values::insert(tx, &received, &writer.values).await?;
    writer.writer.flush(tx).await?;
    reading.finish()
}

/// So many rows may change how the database should be asked.
const MANY_ROWS: usize = 10_000;

/// A statement keeps what it would have to take back, once for each page it changes; people in a file's order lie all over
/// the pages of an index by school. So many rows make some megabytes.
const FIRST_VALUES_AT_ONCE: usize = 16_384;

/// Takes what the rows of a file write while it is read.
struct StreamWriter<'a> {
    writer: Writer<'a>,
    values: FirstValues,
    import: &'a ImportRow,
    ground: &'a str,
}

impl Taker for StreamWriter<'_> {
    const TAKES: bool = true;

    fn first_value(&mut self, sitting: Uuid, content: &Content<'_>) -> Result<(), AppError> {
        let Writer { app, request, .. } = self.writer;
        let ids = FirstValueIds {
            result: app.fresh_id(request.now)?,
            edition: app.fresh_id(request.now)?,
            sitting,
        };
        let scores = FirstScores {
            primary: score(content.primary_score)?.unwrap_or_default(),
            test: score(content.test_score)?,
            mark: score(content.mark)?,
        };
        self.values.push(ids, scores, content.task_points);
        self.writer.written += 1;
        Ok(())
    }

    fn edition(&mut self, edition: &NewEdition, content: &EditionContent) -> Result<(), AppError> {
        self.writer.add_edition(self.import, edition, content, self.ground)
    }
}

fn score(score: Option<i64>) -> Result<Option<u16>, StorageError> {
    let small = score.map(u16::try_from).transpose();
    small.map_err(|_| StorageError::Damaged("edition.primary_score"))
}

fn ground_in_words(ground: &str) -> &str {
    match ground.is_empty() {
        true => "результаты проверки",
        false => ground,
    }
}

fn document_reference(import: &ImportRow) -> String {
    format!("загрузка № {}", import.number)
}

struct Writer<'a> {
    app: &'a App,
    request: &'a Request,
    places: Places,
    exams: HashMap<ExamKey, Uuid>,
    /// Kinds of exams whose obligations may follow otherwise afterwards.
    kinds: HashSet<ExamKind>,
    new_people: HashSet<Uuid>,
    persons: Vec<PersonRow>,
    documents: Vec<PersonDocumentRow>,
    registrations: Vec<RegistrationRow>,
    sittings: Vec<SittingRow>,
    results: Vec<(Uuid, Uuid, i64)>,
    editions: Vec<EditionRow>,
    /// Waiting editions that give way to those.
    superseded: Vec<Uuid>,
    touched_people: bool,
    /// Sittings and values written so far.
    written: usize,
}

impl<'a> Writer<'a> {
    async fn load(app: &'a App, tx: &mut Tx, request: &'a Request, import: &ImportRow) -> Result<Self, AppError> {
        let mut known = HashMap::new();
        for exam in exams::all(tx).await? {
            known.insert(key_of(&exam)?, exam.id);
        }
        Ok(Self {
            app,
            request,
            places: Places::load(tx).await?,
            exams: known,
            kinds: kinds_touched(&import.kind),
            new_people: HashSet::new(),
            persons: Vec::new(),
            documents: Vec::new(),
            registrations: Vec::new(),
            sittings: Vec::new(),
            results: Vec::new(),
            editions: Vec::new(),
            superseded: Vec::new(),
            touched_people: false,
            written: 0,
        })
    }

    async fn insert_organisation(&mut self, tx: &mut Tx, row: &OrganisationRow) -> Result<(), AppError> {
        let id = self.app.fresh_id(self.request.now)?;
        let stored = self.organisation_row(id, row);
        organisations::insert(tx, &stored).await?;
        self.places.insert(stored);
        Ok(())
    }

    async fn update_organisation(&mut self, tx: &mut Tx, id: Uuid, row: &OrganisationRow) -> Result<(), AppError> {
        let stored = self.organisation_row(id, row);
        organisations::update(tx, &stored).await?;
        self.touched_people = true;
        Ok(())
    }

    fn organisation_row(&self, id: Uuid, row: &OrganisationRow) -> organisations::OrganisationRow {
        organisations::OrganisationRow {
            id,
            code: row.code.clone(),
            kind: row.kind.code().to_owned(),
            name: row.name.clone(),
            short_name: row.short_name.clone(),
            parent_id: row
                .parent_code
                .as_ref()
                .and_then(|code| self.places.get(code))
                .map(|parent| parent.id),
            zone: row.zone.clone(),
            address: row.address.clone(),
            valid_from: self.request.today.to_string(),
            valid_to: None,
            version: 1,
        }
    }

    /// A person with the registration and exams of one kind.
    async fn write_participant(
        &mut self,
        tx: &mut Tx,
        plan: &ImportPlan,
        write: &ParticipantWrite,
    ) -> Result<(), AppError> {
        let registrant = &write.registrant;
        let registration = match &write.person {
            PersonWrite::New(position) => {
                let made = plan.new_people.get(*position);
                let (_, person) = *made.ok_or(StorageError::Damaged("import plan"))?;
                // One person may be new under two kinds of exams.
                if self.new_people.insert(person) {
                    let stored = self.person_row(person, registrant)?;
                    self.persons.push(stored);
                    let document = self.document_row(person, registrant)?;
                    self.documents.push(document);
                }
                let registration = self.registration_row(person, None, None, registrant)?;
                let id = registration.id;
                self.registrations.push(registration);
                id
            }
            PersonWrite::Known(known) => {
                if known.person_differs {
                    people::update_person(tx, &self.person_row(known.person, registrant)?).await?;
                }
                if known.document_differs {
                    people::close_document(tx, known.person, &self.request.today.to_string()).await?;
                    let document = self.document_row(known.person, registrant)?;
                    people::insert_documents(tx, &[document]).await?;
                }
                let kept = known.kept_conditions.clone();
                let registration = self.registration_row(known.person, known.registration, kept, registrant)?;
                let id = registration.id;
                match known.registration {
                    None => self.registrations.push(registration),
                    Some(_) if known.registration_differs => people::update_registration(tx, &registration).await?,
                    Some(_) => {}
                }
                id
            }
        };
        for SittingWrite { planned, standing } in &write.sittings {
            match standing {
                None => self.add_sitting(tx, registration, planned).await?,
                Some(sitting) => exams::update_sitting_subject(tx, *sitting, planned.subject).await?,
            }
        }
        self.touched_people = true;
        Ok(())
    }

    fn person_row(&self, person: Uuid, row: &Registrant) -> Result<PersonRow, AppError> {
        Ok(PersonRow {
            id: person,
            name_sealed: self.app.seal_name(person, &row.name)?,
            details_sealed: Some(self.app.keys.seal_text(
                person,
                fields::PERSON_DETAILS,
                person,
                &row.details_text(),
            )?),
            is_participant: true,
            created_at: self.request.at(),
            version: 1,
        })
    }

    fn document_row(&self, person: Uuid, row: &Registrant) -> Result<PersonDocumentRow, AppError> {
        let id = self.app.fresh_id(self.request.now)?;
        let index = DocumentIndexer::new(&self.app.keys).index(&row.document.normalised());
        Ok(PersonDocumentRow {
            id,
            person_id: person,
            document_sealed: self
                .app
                .keys
                .seal_text(person, fields::PERSON_DOCUMENT, id, &row.document_text())?,
            document_index: index.as_bytes().to_vec(),
            index_version: DOCUMENT_INDEX_VERSION,
            valid_from: self.request.today.to_string(),
            valid_to: None,
            created_at: self.request.at(),
        })
    }

    fn registration_row(
        &self,
        person: Uuid,
        known: Option<Uuid>,
        kept_conditions: Option<Sealed>,
        row: &Registrant,
    ) -> Result<RegistrationRow, AppError> {
        let id = match known {
            Some(id) => id,
            None => self.app.fresh_id(self.request.now)?,
        };
        let registering = self.organisation(&row.registering_code)?;
        let study = row.study_code.as_deref();
        let study = study.map(|code| self.organisation(code)).transpose()?;
        let informing = self.places.informing(row.exam_kind, row.category, registering, study);
        let conditions = match &row.conditions {
            Some(text) => Some(
                self.app
                    .keys
                    .seal_text(person, fields::REGISTRATION_CONDITIONS, id, text)?,
            ),
            None => kept_conditions,
        };
        Ok(RegistrationRow {
            id,
            person_id: person,
            school_year: row.school_year,
            exam_kind: row.exam_kind.code().to_owned(),
            participant_code: row.participant_code.clone(),
            category: row.category.code().to_owned(),
            class_name: row.class.clone().unwrap_or_default(),
            registering_organisation_id: registering.id,
            study_organisation_id: study.map(|found| found.id),
            informing_organisation_id: informing.map_err(AppError::NotNow)?,
            conditions_sealed: conditions,
            created_at: self.request.at(),
            version: 1,
        })
    }

    fn organisation(&self, code: &str) -> Result<&organisations::OrganisationRow, AppError> {
        self.places
            .get(code)
            .ok_or_else(|| AppError::NotNow(format!("организации {code} нет в справочнике")))
    }

    async fn add_sitting(&mut self, tx: &mut Tx, registration: Uuid, planned: &PlannedSitting) -> Result<(), AppError> {
        let exam_id = self.exam(tx, planned).await?;
        self.sittings.push(SittingRow {
            id: self.app.fresh_id(self.request.now)?,
            registration_id: registration,
            exam_id,
            subject_code: planned.subject,
            form: planned.form.map(|form| form.code().to_owned()),
            written_sitting_id: None,
            created_at: self.request.at(),
            version: 1,
        });
        Ok(())
    }

    /// The exam of a sitting; the first participant of an exam makes it.
    async fn exam(&mut self, tx: &mut Tx, planned: &PlannedSitting) -> Result<Uuid, AppError> {
        let key = planned.exam;
        if let Some(id) = self.exams.get(&key) {
            return Ok(*id);
        }
        let period = match (key.kind, essay_date_kind(key.date)) {
            (ExamKind::Gia11 | ExamKind::Gia9, _) => planned.period.unwrap_or(ExamPeriod::Main),
            (ExamKind::Essay, EssayDateKind::Main) => ExamPeriod::Main,
            (ExamKind::Essay, EssayDateKind::February) => ExamPeriod::February,
            (ExamKind::Essay, EssayDateKind::April) => ExamPeriod::April,
            (ExamKind::Essay, EssayDateKind::Additional) => ExamPeriod::Additional,
        };
        let row = ExamRow {
            id: self.app.fresh_id(self.request.now)?,
            kind: key.kind.code().to_owned(),
            subject_code: key.subject,
            exam_date: key.date.to_string(),
            period: period.code().to_owned(),
            created_at: self.request.at(),
        };
        exams::insert(tx, &row).await?;
        self.exams.insert(key, row.id);
        Ok(row.id)
    }

    fn add_edition(
        &mut self,
        import: &ImportRow,
        edition: &NewEdition,
        content: &EditionContent,
        ground: &str,
    ) -> Result<(), AppError> {
        self.superseded.extend(edition.pending);
        let result = match edition.result {
            Some(result) => result,
            None => {
                let id = self.app.fresh_id(self.request.now)?;
                self.results.push((id, edition.sitting, self.request.at()));
                id
            }
        };
        let (state, hold_reason, hold_note) = match edition.hold.clone() {
            Some((reason, note)) => (EditionState::Held, Some(reason), note),
            None => (EditionState::Received, None, None),
        };
        let gia = content.gia.as_ref();
        self.editions.push(EditionRow {
            id: self.app.fresh_id(self.request.now)?,
            result_id: result,
            number: edition.number,
            state: state.code().to_owned(),
            attendance: content.attendance.code().to_owned(),
            essay_value: content.essay_value.clone(),
            topic: content.topic.clone(),
            primary_score: gia.map(|columns| columns.primary_score),
            test_score: gia.and_then(|columns| columns.test_score),
            mark: gia.and_then(|columns| columns.mark),
            task_points: gia.and_then(|columns| columns.task_points.clone()),
            ground: ground_in_words(ground).to_owned(),
            document_reference: Some(document_reference(import)),
            author_account_id: self.request.account(),
            import_id: Some(import.id),
            received_at: self.request.at(),
            hold_reason,
            hold_note,
            completion_id: None,
            protocol_id: None,
            released_at: None,
            ended_at: None,
        });
        Ok(())
    }

    /// Writes the results and editions gathered so far.
    async fn flush_editions(&mut self, tx: &mut Tx) -> Result<(), AppError> {
        self.written += self.editions.len();
        results::supersede_pending(tx, &self.superseded, self.request.at()).await?;
        results::insert_results_with_editions(tx, &self.results, &self.editions).await?;
        self.superseded.clear();
        self.results.clear();
        self.editions.clear();
        Ok(())
    }

    async fn flush(mut self, tx: &mut Tx) -> Result<(), AppError> {
        people::insert_persons(tx, &self.persons).await?;
        people::insert_documents(tx, &self.documents).await?;
        people::insert_registrations(tx, &self.registrations).await?;
        in_order_of_exams(&mut self.sittings);
        self.written += self.sittings.len();
        let late = oral_parts::link(tx, &self.exams, &mut self.sittings).await?;
        // The written part stands before the oral one that names it.
        let (written, oral): (Vec<_>, Vec<_>) = std::mem::take(&mut self.sittings)
            .into_iter()
            .partition(|row| row.written_sitting_id.is_none());
        exams::insert_sittings(tx, &written).await?;
        exams::insert_sittings(tx, &oral).await?;
        for (oral, written) in late {
            exams::link_to_written_part(tx, oral, written).await?;
        }
        self.flush_editions(tx).await?;
        if self.written >= MANY_ROWS {
            storage::look_at_filled_tables(tx).await?;
        }
        if self.touched_people {
            installation::bump(tx, Counter::Directory, 1).await?;
        }
        for (_, exam) in self.exams.iter().filter(|(key, _)| self.kinds.contains(&key.kind)) {
            self.app.void_changed_proposals(tx, *exam, self.request.now).await?;
            self.app
                .reconcile(tx, *exam, self.request.now, DueMoments::Keep)
                .await?;
        }
        Ok(())
    }
}

/// Whatever comes later comes exam by exam: what one exam reads and writes lies together.
fn in_order_of_exams(sittings: &mut [SittingRow]) {
    let ids: Vec<Uuid> = sittings.iter().map(|row| row.id).collect();
    sittings.sort_by_key(|row| row.exam_id);
    for (row, id) in sittings.iter_mut().zip(ids) {
        row.id = id;
    }
}

/// Organisations concern every exam, people and results those of their kind.
fn kinds_touched(import_kind: &str) -> HashSet<ExamKind> {
    let kinds: &[ExamKind] = match import_kind {
        "participants" | "essay-results" => &[ExamKind::Essay],
        "gia-participants" | "gia-results" => &[ExamKind::Gia11, ExamKind::Gia9],
        _ => ExamKind::ALL,
    };
    kinds.iter().copied().collect()
}
