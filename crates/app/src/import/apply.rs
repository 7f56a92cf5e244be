//! Writes what a plan says: set-based, in one transaction.

use std::collections::HashMap;

use domain::edition::EditionState;
use domain::exam::ExamPeriod;
use exchange::{EssayOutcome, EssayResultRow, OrganisationRow, ParticipantRow};
use regulations::{EssayDateKind, LegalDate, essay_date_kind};
use storage::document_index::{DOCUMENT_INDEX_VERSION, DocumentIndexer};
use storage::exams::{self, ExamRow, SittingRow};
use storage::imports::ImportRow;
use storage::installation::{self, Counter};
use storage::organisations;
use storage::people::{self, PersonDocumentRow, PersonRow, RegistrationRow};
use storage::results::{self, EditionRow};
use storage::sealed::{Sealed, fields};
use storage::{StorageError, Tx};
use uuid::Uuid;

use super::compare_participants::{details_text, document_text, informing, school_year};
use super::compare_results::attendance_of;
use super::plan::{ImportPlan, KnownParticipant, NewEdition, Write};
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
    let mut writer = Writer::load(app, tx, request).await?;
    for one in &plan.writes {
        match one {
            Write::InsertOrganisation(row) => writer.insert_organisation(tx, row).await?,
            Write::UpdateOrganisation(id, row) => writer.update_organisation(tx, *id, row).await?,
            Write::InsertParticipant(position, row) => {
                let (_, person) = plan
                    .new_people
                    .get(*position)
                    .ok_or(StorageError::Damaged("import plan"))?;
                writer.add_participant(tx, *person, row).await?;
            }
            Write::UpdateParticipant(known, row) => writer.update_participant(tx, known, row).await?,
            Write::Edition(edition, row) => writer.add_edition(tx, import, edition, row, ground).await?,
        }
    }
    writer.flush(tx).await
}

struct Writer<'a> {
    app: &'a App,
    request: &'a Request,
    organisations: HashMap<String, organisations::OrganisationRow>,
    exams: HashMap<LegalDate, Uuid>,
    persons: Vec<PersonRow>,
    documents: Vec<PersonDocumentRow>,
    registrations: Vec<RegistrationRow>,
    sittings: Vec<SittingRow>,
    results: Vec<(Uuid, Uuid, i64)>,
    editions: Vec<EditionRow>,
    touched_people: bool,
}

impl<'a> Writer<'a> {
    async fn load(app: &'a App, tx: &mut Tx, request: &'a Request) -> Result<Self, AppError> {
        let organisations = organisations::all(tx)
            .await?
            .into_iter()
            .map(|row| (row.code.clone(), row))
            .collect();
        let mut known = HashMap::new();
        for exam in exams::all(tx).await?.into_iter().filter(|exam| exam.kind == "essay") {
            known.insert(
                exam.exam_date
                    .parse()
                    .map_err(|_| StorageError::Damaged("exam.exam_date"))?,
                exam.id,
            );
        }
        Ok(Self {
            app,
            request,
            organisations,
            exams: known,
            persons: Vec::new(),
            documents: Vec::new(),
            registrations: Vec::new(),
            sittings: Vec::new(),
            results: Vec::new(),
            editions: Vec::new(),
            touched_people: false,
        })
    }

    async fn insert_organisation(&mut self, tx: &mut Tx, row: &OrganisationRow) -> Result<(), AppError> {
        let id = self.app.fresh_id(self.request.now)?;
        let stored = self.organisation_row(id, row);
        organisations::insert(tx, &stored).await?;
        self.organisations.insert(stored.code.clone(), stored);
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
                .and_then(|code| self.organisations.get(code))
                .map(|parent| parent.id),
            zone: row.zone.clone(),
            address: row.address.clone(),
            valid_from: self.request.today.to_string(),
            valid_to: None,
            version: 1,
        }
    }

    async fn add_participant(&mut self, tx: &mut Tx, person: Uuid, row: &ParticipantRow) -> Result<(), AppError> {
        let stored = self.person_row(person, row)?;
        self.persons.push(stored);
        let document = self.document_row(person, row)?;
        self.documents.push(document);
        let registration = self.registration_row(person, None, None, row)?;
        let registration_id = registration.id;
        self.registrations.push(registration);
        self.add_sitting(tx, registration_id, row).await?;
        self.touched_people = true;
        Ok(())
    }

    async fn update_participant(
        &mut self,
        tx: &mut Tx,
        known: &KnownParticipant,
        row: &ParticipantRow,
    ) -> Result<(), AppError> {
        if known.person_differs {
            people::update_person(tx, &self.person_row(known.person, row)?).await?;
        }
        if known.document_differs {
            people::close_document(tx, known.person, &self.request.today.to_string()).await?;
            let document = self.document_row(known.person, row)?;
            people::insert_documents(tx, &[document]).await?;
        }
        let registration =
            self.registration_row(known.person, known.registration, known.kept_conditions.clone(), row)?;
        let registration_id = registration.id;
        match known.registration {
            None => self.registrations.push(registration),
            Some(_) if known.registration_differs => people::update_registration(tx, &registration).await?,
            Some(_) => {}
        }
        match known.sitting {
            None => self.add_sitting(tx, registration_id, row).await?,
            Some(sitting) if known.sitting_differs => {
                exams::update_sitting_subject(tx, sitting, i64::from(row.work_type.number())).await?
            }
            Some(_) => {}
        }
        self.touched_people = true;
        Ok(())
    }

    fn person_row(&self, person: Uuid, row: &ParticipantRow) -> Result<PersonRow, AppError> {
        Ok(PersonRow {
            id: person,
            name_sealed: self.app.seal_name(person, &row.name)?,
            details_sealed: Some(self.app.keys.seal_text(
                person,
                fields::PERSON_DETAILS,
                person,
                &details_text(row),
            )?),
            is_participant: true,
            created_at: self.request.at(),
            version: 1,
        })
    }

    fn document_row(&self, person: Uuid, row: &ParticipantRow) -> Result<PersonDocumentRow, AppError> {
        let id = self.app.fresh_id(self.request.now)?;
        let index = DocumentIndexer::new(&self.app.keys).index(&row.document.normalised());
        Ok(PersonDocumentRow {
            id,
            person_id: person,
            document_sealed: self
                .app
                .keys
                .seal_text(person, fields::PERSON_DOCUMENT, id, &document_text(row))?,
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
        row: &ParticipantRow,
    ) -> Result<RegistrationRow, AppError> {
        let id = match known {
            Some(id) => id,
            None => self.app.fresh_id(self.request.now)?,
        };
        let registering = self.organisation(&row.registering_code)?;
        let study = row
            .study_code
            .as_deref()
            .map(|code| self.organisation(code))
            .transpose()?;
        let informing = informing(row.category, registering, study).map_err(AppError::NotNow)?;
        let conditions = match &row.special_conditions_text {
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
            school_year: school_year(row.exam_date),
            exam_kind: "essay".to_owned(),
            participant_code: row.participant_code.clone(),
            category: row.category.code().to_owned(),
            class_name: row.class.clone().unwrap_or_default(),
            registering_organisation_id: registering.id,
            study_organisation_id: study.map(|found| found.id),
            informing_organisation_id: informing,
            conditions_sealed: conditions,
            created_at: self.request.at(),
            version: 1,
        })
    }

    fn organisation(&self, code: &str) -> Result<&organisations::OrganisationRow, AppError> {
        self.organisations
            .get(code)
            .ok_or_else(|| AppError::NotNow(format!("организации {code} нет в справочнике")))
    }

    async fn add_sitting(&mut self, tx: &mut Tx, registration: Uuid, row: &ParticipantRow) -> Result<(), AppError> {
        let exam_id = self.exam(tx, row.exam_date).await?;
        self.sittings.push(SittingRow {
            id: self.app.fresh_id(self.request.now)?,
            registration_id: registration,
            exam_id,
            subject_code: i64::from(row.work_type.number()),
            form: None,
            written_sitting_id: None,
            created_at: self.request.at(),
            version: 1,
        });
        Ok(())
    }

    /// The essay of a day; the first participant of a day makes it.
    async fn exam(&mut self, tx: &mut Tx, day: LegalDate) -> Result<Uuid, AppError> {
        if let Some(id) = self.exams.get(&day) {
            return Ok(*id);
        }
        let period = match essay_date_kind(day) {
            EssayDateKind::Main => ExamPeriod::Main,
            EssayDateKind::February => ExamPeriod::February,
            EssayDateKind::April => ExamPeriod::April,
            EssayDateKind::Additional => ExamPeriod::Additional,
        };
        let row = ExamRow {
            id: self.app.fresh_id(self.request.now)?,
            kind: "essay".to_owned(),
            subject_code: 20,
            exam_date: day.to_string(),
            period: period.code().to_owned(),
            created_at: self.request.at(),
        };
        exams::insert(tx, &row).await?;
        self.exams.insert(day, row.id);
        Ok(row.id)
    }

    async fn add_edition(
        &mut self,
        tx: &mut Tx,
        import: &ImportRow,
        edition: &NewEdition,
        row: &EssayResultRow,
        ground: &str,
    ) -> Result<(), AppError> {
        if let Some(pending) = edition.pending {
            results::supersede_pending(tx, pending, self.request.at()).await?;
        }
        let result = match edition.result {
            Some(result) => result,
            None => {
                let id = self.app.fresh_id(self.request.now)?;
                self.results.push((id, edition.sitting, self.request.at()));
                id
            }
        };
        let value = match &row.outcome {
            EssayOutcome::Checked(value) => Some(value.code()),
            EssayOutcome::NotChecked(_) => None,
        };
        let (state, hold_reason, hold_note) = match edition.hold.clone() {
            Some((reason, note)) => (EditionState::Held, Some(reason), note),
            None => (EditionState::Received, None, None),
        };
        self.editions.push(EditionRow {
            id: self.app.fresh_id(self.request.now)?,
            result_id: result,
            number: edition.number,
            state: state.code().to_owned(),
            attendance: attendance_of(row).code().to_owned(),
            essay_value: value,
            topic: row.topic.clone(),
            primary_score: None,
            test_score: None,
            mark: None,
            task_points: None,
            ground: if ground.is_empty() {
                "результаты проверки".to_owned()
            } else {
                ground.to_owned()
            },
            document_reference: Some(format!("загрузка № {}", import.number)),
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

    async fn flush(self, tx: &mut Tx) -> Result<(), AppError> {
        people::insert_persons(tx, &self.persons).await?;
        people::insert_documents(tx, &self.documents).await?;
        people::insert_registrations(tx, &self.registrations).await?;
        exams::insert_sittings(tx, &self.sittings).await?;
        results::insert_results(tx, &self.results).await?;
        results::insert_editions(tx, &self.editions).await?;
        if self.touched_people {
            installation::bump(tx, Counter::Directory, 1).await?;
        }
        for exam in self.exams.values() {
            self.app.void_changed_proposals(tx, *exam, self.request.now).await?;
            self.app
                .reconcile(tx, *exam, self.request.now, DueMoments::Keep)
                .await?;
        }
        Ok(())
    }
}
