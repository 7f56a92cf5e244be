//! Results of GIA released and received at one school, for the tests of what follows.

use app::AppError;
use app::commission::propose::Proposal;
use domain::access::{Role, Scope};
use domain::approval::parts::ProtocolPart;
use domain::ids::OrganisationId;
use domain::organisation::OrganisationKind;
use storage::boxed;
use storage::exams::{ExamRow, SittingRow};
use storage::organisations::OrganisationRow;
use storage::participants::{ParticipantNarrowing, ParticipantRow};
use storage::people::RegistrationRow;
use storage::results::EditionRow;
use uuid::Uuid;

use crate::essay_region::{Engine, EssayRegion, Named};
use crate::support::{Answer, Browser, PASSWORD};

/// Announced at one school: the official day is Wednesday, 18 November 2026; appeals are taken until the end of the 20th.
pub struct Announced {
    pub region: EssayRegion,
    pub exam: Uuid,
    pub people: Vec<ParticipantRow>,
}

pub async fn send(browser: &Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let key = page.hidden("idempotency_key");
    let mut all = vec![("idempotency_key", key.as_str())];
    all.extend_from_slice(fields);
    browser.post_with_token(path, &all).await
}

impl Announced {
    pub async fn make(engine: Engine) -> Self {
        let region = EssayRegion::with_people(engine).await;
        region.set_clock("2026-11-16T09:00");
        for (code, kind) in [
            ("429", OrganisationKind::ExamCommission),
            ("431", OrganisationKind::AppealsCommission),
        ] {
            region.add_organisation(code, kind).await;
        }
        let school = region.first(OrganisationKind::School);
        for (login, role, code) in [
            ("secretary", Role::CommissionSecretary, "429"),
            ("chair", Role::CommissionChair, "429"),
            ("appeals", Role::AppealsSecretary, "431"),
            ("expert", Role::AppealsExpert, "431"),
            ("school", Role::SchoolOfficer, school.as_str()),
        ] {
            region.account(login, role, code, Named::ByOrder).await;
        }
        let exam = region.add_results(&school).await;
        let app = &region.app;
        let operator = region.request_of("operator").await;
        app.give_to_commission(&operator, exam).await.unwrap();
        let secretary = region.request_of("secretary").await;
        let preview = app
            .preview_protocol(&secretary, exam, ProtocolPart::Everything)
            .await
            .unwrap();
        let proposal = Proposal {
            part: ProtocolPart::Everything,
            ground: String::new(),
            previewed_hash: preview.content_hash,
        };
        let protocol = app.propose_protocol(&secretary, exam, &proposal).await.unwrap();
        region.approve(protocol).await;
        region.set_clock("2026-11-17T10:00");
        let operator = region.request_of("operator").await;
        let all = app.list_statements(&operator, Some(exam)).await.unwrap();
        let ids: Vec<Uuid> = all.iter().map(|one| one.row.id).collect();
        app.hand_over(&operator, &ids).await.unwrap();
        let officer = region.request_of("school").await;
        let own = app.list_statements(&officer, Some(exam)).await.unwrap();
        let ids: Vec<Uuid> = own.iter().map(|one| one.row.id).collect();
        app.receive(&officer, &ids).await.unwrap();
        let scope = Scope::of_the_system(OrganisationId(officer.actor.organisation.0));
        let asked = (scope, exam);
        let people = app.store.read(&asked, |tx, (scope, exam)| {
            boxed(async move {
                Ok::<_, AppError>(
                    storage::participants::in_exam(tx, scope, *exam, ParticipantNarrowing::default()).await?,
                )
            })
        });
        let people = people.await.unwrap();
        region.set_clock("2026-11-19T10:30");
        Self { region, exam, people }
    }
}

impl EssayRegion {
    pub async fn add_organisation(&self, code: &str, kind: OrganisationKind) {
        let row = OrganisationRow {
            id: self.app.fresh_id(self.app.clock.now()).unwrap(),
            code: code.to_owned(),
            kind: kind.code().to_owned(),
            name: kind.russian().to_owned(),
            short_name: kind.russian().to_owned(),
            parent_id: Some(self.organisation("420").await),
            zone: None,
            address: None,
            valid_from: "2026-09-01".to_owned(),
            valid_to: None,
            version: 1,
        };
        let written = self.app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::organisations::insert(tx, row).await?) })
        });
        written.await.unwrap();
    }

    pub async fn approve(&self, protocol: Uuid) {
        let chair = self.request_of("chair").await;
        let shown = self.app.find_protocol(&chair, protocol).await.unwrap();
        let checked = self
            .app
            .check_password_again(&chair, PASSWORD, ("protocol", protocol))
            .await
            .unwrap();
        self.app
            .approve_protocol(&chair, protocol, &shown.content_hash, &checked)
            .await
            .unwrap();
    }

    /// Russian language of 5 November 2026: everybody of the school has 30 primary points, 4 of them for task 27К1.
    pub async fn add_results(&self, school: &str) -> Uuid {
        let app = &self.app;
        let now = app.clock.now();
        let (essay, school) = (self.exam().await, self.organisation(school).await);
        let scope = Scope::of_the_system(OrganisationId(school));
        let exam = app.fresh_id(now).unwrap();
        let asked = (scope, essay);
        let known = app.store.read(&asked, |tx, (scope, essay)| {
            boxed(async move {
                Ok::<_, AppError>(
                    storage::participants::in_exam(tx, scope, *essay, ParticipantNarrowing::default()).await?,
                )
            })
        });
        let known = known.await.unwrap();
        let row = ExamRow {
            id: exam,
            kind: "gia-11".to_owned(),
            subject_code: 1,
            exam_date: "2026-11-05".to_owned(),
            period: "main".to_owned(),
            created_at: now.as_micros(),
        };
        let (mut registrations, mut sittings, mut results, mut editions) = (vec![], vec![], vec![], vec![]);
        for known in known.iter().filter(|row| row.informing_organisation_id == school) {
            let fresh = || app.fresh_id(now).unwrap();
            let (registration, sitting, result) = (fresh(), fresh(), fresh());
            registrations.push(RegistrationRow {
                id: registration,
                person_id: known.person_id,
                school_year: 2026,
                exam_kind: "gia-11".to_owned(),
                participant_code: known.participant_code.clone(),
                category: "student".to_owned(),
                class_name: "11А".to_owned(),
                registering_organisation_id: school,
                study_organisation_id: None,
                informing_organisation_id: school,
                conditions_sealed: None,
                created_at: now.as_micros(),
                version: 1,
            });
            sittings.push(SittingRow {
                id: sitting,
                registration_id: registration,
                exam_id: exam,
                subject_code: 1,
                form: Some("ege".to_owned()),
                written_sitting_id: None,
                created_at: now.as_micros(),
                version: 1,
            });
            results.push((result, sitting, now.as_micros()));
            editions.push(EditionRow {
                id: fresh(),
                result_id: result,
                number: 1,
                state: "received".to_owned(),
                attendance: "written".to_owned(),
                essay_value: None,
                topic: None,
                primary_score: Some(30),
                test_score: Some(58),
                mark: None,
                task_points: Some("1=10;2=16;27К1=4".to_owned()),
                ground: "результаты проверки".to_owned(),
                document_reference: None,
                author_account_id: fresh(),
                import_id: None,
                received_at: now.as_micros(),
                hold_reason: None,
                hold_note: None,
                completion_id: None,
                protocol_id: None,
                released_at: None,
                ended_at: None,
            });
        }
        let input = (app, row, registrations, sittings, results, editions);
        let written = app
            .store
            .write(&input, |tx, (app, exam, registrations, sittings, results, editions)| {
                boxed(async move {
                    storage::exams::insert(tx, exam).await?;
                    storage::people::insert_registrations(tx, registrations).await?;
                    storage::exams::insert_sittings(tx, sittings).await?;
                    storage::results::insert_results(tx, results).await?;
                    storage::results::insert_editions(tx, editions).await?;
                    let keep = app::obligations::DueMoments::Keep;
                    app.reconcile(tx, exam.id, app.clock.now(), keep).await?;
                    Ok::<_, AppError>(())
                })
            });
        written.await.unwrap();
        exam
    }
}
