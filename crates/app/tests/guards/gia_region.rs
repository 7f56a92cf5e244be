//! A region with an exam of GIA whose results wait: the people and organisations of the made-up region, entered past the
//! import.

use app::{AppError, Request};
use domain::access::Scope;
use domain::ids::OrganisationId;
use domain::organisation::OrganisationKind;
use regulations::Instant;
use storage::boxed;
use storage::exams::{ExamRow, SittingRow};
use storage::participants::ParticipantNarrowing;
use storage::people::RegistrationRow;
use storage::protocols::{ProtocolLineRow, ProtocolRow};
use storage::results::{EditionInContextRow, EditionRow};
use uuid::Uuid;

use crate::support::{Engine, Installation};
use exchange::ProfileKind;

/// A GIA exam to be made.
#[derive(Clone, Copy)]
pub struct GiaExam {
    /// `gia-11`, `gia-9`.
    pub kind: &'static str,
    pub form: &'static str,
    pub subject: i64,
    pub date: &'static str,
}

pub const RUSSIAN: GiaExam = GiaExam {
    kind: "gia-11",
    form: "ege",
    subject: 1,
    date: "2027-05-31",
};

pub const PHYSICS: GiaExam = GiaExam { subject: 3, ..RUSSIAN };

pub const RUSSIAN_OF_GRADE_9: GiaExam = GiaExam {
    kind: "gia-9",
    form: "oge",
    ..RUSSIAN
};

impl Installation {
    /// Organisations and people, no results yet.
    pub async fn with_people(engine: Engine) -> Self {
        let one = Self::empty(engine).await;
        let ministry = one.organisation("420").await;
        let boot = one.account(domain::access::Role::ProcessingOperator, ministry).await;
        one.import(boot, ProfileKind::Organisations, &one.region.organisations_table())
            .await
            .unwrap();
        one.import(boot, ProfileKind::Participants, &one.region.participants_table())
            .await
            .unwrap();
        one
    }

    /// The exam with a received edition for everybody; its id. College students are told by the body where they registered
    /// (mordovia-187:10.4), here the first one.
    pub async fn gia_results(&self, made: GiaExam) -> Uuid {
        let body = self.organisation(&self.first(OrganisationKind::MunicipalBody)).await;
        let essay = self.exam().await;
        let exam = self.fresh();
        let at = self.app.clock.now().as_micros();
        let input = (self, made, essay, exam, body, at);
        self.app
            .store
            .write(&input, |tx, (one, made, essay, exam, body, at)| {
                boxed(async move {
                    let (made, essay, exam, body, at) = (*made, *essay, *exam, *body, *at);
                    storage::exams::insert(
                        tx,
                        &ExamRow {
                            id: exam,
                            kind: made.kind.to_owned(),
                            subject_code: made.subject,
                            exam_date: made.date.to_owned(),
                            period: "main".to_owned(),
                            created_at: at,
                        },
                    )
                    .await?;
                    let scope = Scope::of_the_system(OrganisationId(body));
                    let all =
                        storage::participants::in_exam(tx, &scope, essay, ParticipantNarrowing::default()).await?;
                    let known = storage::people::registrations_of_year(tx, 2027, made.kind).await?;
                    let mut registrations = Vec::new();
                    let mut sittings = Vec::new();
                    let mut results = Vec::new();
                    let mut editions = Vec::new();
                    for (index, row) in all.iter().enumerate() {
                        let registration = match known.iter().find(|known| known.person_id == row.person_id) {
                            Some(known) => known.id,
                            None => one.fresh(),
                        };
                        let informing = if row.category == "college-student" {
                            body
                        } else {
                            row.informing_organisation_id
                        };
                        if !known.iter().any(|known| known.id == registration) {
                            registrations.push(RegistrationRow {
                                id: registration,
                                person_id: row.person_id,
                                school_year: 2027,
                                exam_kind: made.kind.to_owned(),
                                participant_code: row.participant_code.clone(),
                                category: row.category.clone(),
                                class_name: row.class_name.clone(),
                                registering_organisation_id: informing,
                                study_organisation_id: None,
                                informing_organisation_id: informing,
                                conditions_sealed: None,
                                created_at: at,
                                version: 1,
                            });
                        }
                        let (sitting, result) = (one.fresh(), one.fresh());
                        sittings.push(SittingRow {
                            id: sitting,
                            registration_id: registration,
                            exam_id: exam,
                            subject_code: made.subject,
                            form: Some(made.form.to_owned()),
                            written_sitting_id: None,
                            created_at: at,
                            version: 1,
                        });
                        results.push((result, sitting, at));
                        editions.push(made.edition(one.fresh(), result, 1, index, at));
                    }
                    storage::people::insert_registrations(tx, &registrations).await?;
                    storage::exams::insert_sittings(tx, &sittings).await?;
                    storage::results::insert_results(tx, &results).await?;
                    storage::results::insert_editions(tx, &editions).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
            .unwrap();
        exam
    }

    /// What waits of an exam.
    pub async fn waiting(&self, exam: Uuid) -> Vec<EditionInContextRow> {
        self.app
            .store
            .read(&exam, |tx, exam| {
                boxed(async move { Ok::<_, AppError>(storage::results::pending(tx, *exam).await?) })
            })
            .await
            .unwrap()
    }

    /// Approves these editions now by protocol `number`, as the commission's act does: the protocol's row, the release, the
    /// obligations; how many statements.
    pub async fn approve(&self, exam: Uuid, number: &str, editions: &[EditionInContextRow]) -> Result<usize, AppError> {
        let row = self.protocol_row(exam, number, editions.len()).await;
        let input = (self, row, editions);
        self.app
            .store
            .write(&input, |tx, (one, row, editions)| {
                boxed(async move {
                    let now = one.app.clock.now();
                    let exam = app::exam_view::find_exam(tx, row.exam_id).await?;
                    storage::protocols::insert(tx, row).await?;
                    let lines: Vec<ProtocolLineRow> = (1..).zip(*editions).map(line_of).collect();
                    storage::protocols::insert_lines(tx, row.id, &lines).await?;
                    let formed = one
                        .app
                        .release_protocol(tx, &exam, row.id, &row.number, editions, now)
                        .await?;
                    one.app
                        .reconcile(tx, exam.id, now, app::obligations::DueMoments::Keep)
                        .await?;
                    Ok(formed)
                })
            })
            .await
    }

    /// A row of an approved protocol: the commission's desk writes it in the product.
    async fn protocol_row(&self, exam: Uuid, number: &str, approved: usize) -> ProtocolRow {
        let at = self.app.clock.now().as_micros();
        let people = self.app.store.read(&(), |tx, ()| {
            boxed(async move { Ok::<_, AppError>(storage::people::all_persons(tx).await?) })
        });
        let people = people.await.unwrap();
        let (one, other) = (people[0].id, people[1].id);
        ProtocolRow {
            id: self.fresh(),
            exam_id: exam,
            number: number.to_owned(),
            state: "approved".to_owned(),
            part: "everything".to_owned(),
            part_form: None,
            part_organisation_id: None,
            content_hash: Some(vec![7; 32]),
            approve_count: i64::try_from(approved).unwrap(),
            held_count: 0,
            corrects: None,
            correction_ground: None,
            proposed_by: Some(one),
            proposed_person: Some(one),
            proposed_role: Some("commission-secretary".to_owned()),
            proposed_at: Some(at),
            approved_by: Some(other),
            approved_person: Some(other),
            approved_role: Some("commission-chair".to_owned()),
            approved_at: Some(at),
            void_reason: None,
            void_note: None,
            void_at: None,
            void_by: None,
            void_person: None,
            void_role: None,
            sent_at: None,
            sent_by: None,
        }
    }

    pub fn fresh(&self) -> Uuid {
        self.app.fresh_id(self.app.clock.now()).unwrap()
    }

    /// A corrected edition for one result, waiting.
    pub async fn correct(&self, made: GiaExam, result: Uuid, number: i64, points: usize) {
        let row = made.edition(self.fresh(), result, number, points, self.app.clock.now().as_micros());
        self.app
            .store
            .write(&row, |tx, row| {
                boxed(async move {
                    Ok::<_, AppError>(storage::results::insert_editions(tx, std::slice::from_ref(row)).await?)
                })
            })
            .await
            .unwrap();
    }

    /// The moment a duty of the reader ends, by term: local text of the last day, and whether it is met.
    pub async fn duty(
        &self,
        request: &Request,
        exam: Uuid,
        subject: Uuid,
        term: &str,
    ) -> Option<(String, Option<Instant>)> {
        let duties = self.app.duties_of_subject(request, exam, subject).await.unwrap();
        duties
            .into_iter()
            .find(|duty| duty.term_id == term)
            .map(|duty| (duty.due_day.to_string(), duty.met_at))
    }
}

impl GiaExam {
    fn edition(self, id: Uuid, result: Uuid, number: i64, index: usize, at: i64) -> EditionRow {
        let absent = index % 19 == 7;
        let primary = i64::try_from(index % 30).unwrap();
        EditionRow {
            id,
            result_id: result,
            number,
            state: "received".to_owned(),
            attendance: if absent { "absent" } else { "written" }.to_owned(),
            essay_value: None,
            topic: None,
            primary_score: (!absent).then_some(primary),
            test_score: (!absent && self.kind == "gia-11").then_some(primary * 2),
            mark: (!absent && self.kind == "gia-9").then_some(2 + primary % 4),
            task_points: None,
            ground: "проверка".to_owned(),
            document_reference: None,
            author_account_id: id,
            import_id: None,
            received_at: at,
            hold_reason: None,
            hold_note: None,
            completion_id: None,
            protocol_id: None,
            released_at: None,
            ended_at: None,
        }
    }
}

fn line_of((line_number, edition): (i64, &EditionInContextRow)) -> ProtocolLineRow {
    ProtocolLineRow {
        line_number,
        edition_id: edition.edition_id,
        holds: String::new(),
    }
}
