//! Exams of GIA with approved and unapproved results, written as rows: people of the made-up essay sit them too. The
//! exam commission's own acts are proved elsewhere; here their outcome is what the look-up must show or hide.

use app::AppError;
use domain::access::Scope;
use domain::ids::OrganisationId;
use regulations::ExamKind;
use rehearsal::MadeUpParticipant;
use storage::boxed;
use storage::exams::{ExamRow, SittingRow};
use storage::people::RegistrationRow;
use storage::results::EditionRow;
use uuid::Uuid;

use crate::support::Installation;

/// A value as an edition's columns hold it.
#[derive(Clone, Copy)]
pub struct Score {
    pub attendance: &'static str,
    pub primary: Option<i64>,
    pub test: Option<i64>,
    pub mark: Option<i64>,
}

impl Score {
    pub const fn test(primary: i64, test: i64) -> Self {
        Self {
            attendance: "written",
            primary: Some(primary),
            test: Some(test),
            mark: None,
        }
    }

    pub const fn mark(primary: i64, mark: i64) -> Self {
        Self {
            attendance: "written",
            primary: Some(primary),
            test: None,
            mark: Some(mark),
        }
    }

    pub const ABSENT: Self = Self {
        attendance: "absent",
        primary: None,
        test: None,
        mark: None,
    };
}

/// An edition of GIA that stands `received`: nobody but РЦОИ and ГЭК may know of it.
pub struct Received {
    pub sitting: Uuid,
    pub edition: Uuid,
}

impl Installation {
    pub async fn new_gia_exam(&self, kind: ExamKind, subject_code: i64, day: &str) -> Uuid {
        let row = ExamRow {
            id: self.fresh(),
            kind: kind.code().to_owned(),
            subject_code,
            exam_date: day.to_owned(),
            period: "main".to_owned(),
            created_at: self.app.clock.now().as_micros(),
        };
        let write = self.app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::exams::insert(tx, row).await?) })
        });
        write.await.unwrap();
        row.id
    }

    /// Registers the participant for the exam, if not registered for its kind yet, and receives a result.
    pub async fn receive(
        &self,
        exam: Uuid,
        form: &str,
        who: &MadeUpParticipant,
        score: Score,
        written_sitting: Option<Uuid>,
    ) -> Received {
        let done = Received {
            sitting: self.fresh(),
            edition: self.fresh(),
        };
        let (registration, result) = (self.fresh(), self.fresh());
        let author = self.organisation("420").await;
        let now = self.app.clock.now().as_micros();
        let person = self.person_of(&who.code).await;
        let whole = (
            &done,
            registration,
            result,
            author,
            now,
            person,
            exam,
            form,
            score,
            written_sitting,
        );
        let write = self.app.store.write(&whole, |tx, whole| {
            boxed(async move {
                let (done, registration, result, author, now, person, exam, form, score, written_sitting) = *whole;
                let row = storage::exams::find(tx, exam).await?.unwrap();
                let scope = Scope::of_the_system(OrganisationId(author));
                let known = storage::people::registrations_of_person(tx, &scope, person).await?;
                let registration = match known.iter().find(|one| one.exam_kind == row.kind) {
                    Some(one) => one.id,
                    None => {
                        let fresh = RegistrationRow {
                            id: registration,
                            exam_kind: row.kind.clone(),
                            ..known[0].clone()
                        };
                        storage::people::insert_registrations(tx, &[fresh]).await?;
                        registration
                    }
                };
                let sitting = SittingRow {
                    id: done.sitting,
                    registration_id: registration,
                    exam_id: exam,
                    subject_code: row.subject_code,
                    form: Some(form.to_owned()),
                    written_sitting_id: written_sitting,
                    created_at: now,
                    version: 1,
                };
                storage::exams::insert_sittings(tx, &[sitting]).await?;
                storage::results::insert_results(tx, &[(result, done.sitting, now)]).await?;
                let edition = EditionRow {
                    id: done.edition,
                    result_id: result,
                    number: 1,
                    state: "received".to_owned(),
                    attendance: score.attendance.to_owned(),
                    essay_value: None,
                    topic: None,
                    primary_score: score.primary,
                    test_score: score.test,
                    mark: score.mark,
                    task_points: None,
                    ground: "загрузка".to_owned(),
                    document_reference: None,
                    author_account_id: author,
                    import_id: None,
                    received_at: now,
                    hold_reason: None,
                    hold_note: None,
                    completion_id: None,
                    protocol_id: None,
                    released_at: None,
                    ended_at: None,
                };
                storage::results::insert_editions(tx, &[edition]).await?;
                Ok::<_, AppError>(())
            })
        });
        write.await.unwrap();
        done
    }

    async fn person_of(&self, code: &str) -> Uuid {
        let code = code.to_owned();
        let read = self.app.store.read(&code, |tx, code| {
            boxed(async move {
                let rows = storage::people::registrations_of_year(tx, 2027, "essay").await?;
                Ok::<_, AppError>(
                    rows.into_iter()
                        .find(|row| row.participant_code == *code)
                        .unwrap()
                        .person_id,
                )
            })
        });
        read.await.unwrap()
    }

    /// The commission approves these editions of an exam by a protocol, now; they are released and published.
    pub async fn approve_editions(&self, exam: Uuid, number: &str, editions: &[Uuid]) {
        let mut waiting = self.waiting(exam).await;
        waiting.retain(|row| editions.contains(&row.edition_id));
        assert_eq!(waiting.len(), editions.len(), "every edition waits");
        self.approve(exam, number, &waiting).await.unwrap();
    }
}
