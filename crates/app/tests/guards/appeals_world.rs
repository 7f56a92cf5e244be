//! An exam of GIA that was approved, handed down and announced at a school: appeals may be filed.
//!
//! Approved on Tuesday, 8 June 2027; the school received on the 9th, so the official day is the 10th. The 12th is a holiday on
//! Saturday, the 14th is off: appeals are taken until the end of Tuesday, the 15th.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::appeals::conclusion::{ConclusionInput, CriterionInput};
use app::appeals::decision::{DecisionInput, HearInput};
use app::appeals::filing::FilingInput;
use app::appeals::hearings::HearingInput;
use app::appeals::people::CommissionPersonInput;
use app::appeals::view::CaseView;
use app::{AppError, Request};
use domain::access::{Role, Scope};
use domain::ids::OrganisationId;
use domain::organisation::OrganisationKind;
use regulations::Law;
use rehearsal::law_with_made_up_scales;
use storage::boxed;
use storage::organisations::OrganisationRow;
use storage::participants::{ParticipantNarrowing, ParticipantRow};
use storage::sealed::fields;
use uuid::Uuid;

use crate::gia_region::{GiaExam, RUSSIAN};
use crate::support::{Engine, Installation};

/// What must stay the same to the byte on every way that ends in refusal or withdrawal.
pub const PUBLISHED: [&str; 8] = [
    "edition",
    "result",
    "published_result",
    "publication",
    "statement",
    "statement_line",
    "ledger_line",
    "protocol",
];

pub struct AppealsWorld {
    pub one: Installation,
    pub exam: Uuid,
    pub school: Uuid,
    pub people: Vec<ParticipantRow>,
    pub officer: Uuid,
    pub other_officer: Uuid,
    pub operator: Uuid,
    pub appeals: Uuid,
    pub secretary: Uuid,
    pub chair: Uuid,
    pub members: Vec<Uuid>,
    pub experts: BTreeMap<&'static str, Uuid>,
}

impl AppealsWorld {
    pub async fn announced(engine: Engine) -> Self {
        Self::announced_of(engine, RUSSIAN).await
    }

    /// The school lives in another zone than the region.
    pub async fn announced_in(engine: Engine, zone: &str) -> Self {
        Self::make(engine, RUSSIAN, Some(zone)).await
    }

    pub async fn announced_of(engine: Engine, made: GiaExam) -> Self {
        Self::make(engine, made, None).await
    }

    async fn make(engine: Engine, made: GiaExam, zone: Option<&str>) -> Self {
        let mut one = Installation::with_people(engine).await;
        if let Some(zone) = zone {
            let school = one.first(OrganisationKind::School);
            one.alter(&format!(
                "UPDATE organisation SET zone = '{zone}' WHERE code = '{school}'"
            ))
            .await;
            one.alter("UPDATE counter SET value = value + 1 WHERE name = 'organisation'")
                .await;
        }
        one.app.law = Arc::new(law_with_made_up_scales(&Law::embedded().unwrap(), "42", 2027).unwrap());
        let exam_commission = one.add_body(OrganisationKind::ExamCommission, "429").await;
        let appeals_commission = one.add_body(OrganisationKind::AppealsCommission, "431").await;
        one.set_clock("2027-06-07T15:00");
        let exam = one.gia_results(made).await;
        one.alter(
            "UPDATE edition SET task_points = '1=' || primary_score || ';27К1=0' WHERE primary_score IS NOT NULL",
        )
        .await;
        one.set_clock("2027-06-08T11:00");
        let waiting = one.waiting(exam).await;
        one.approve(exam, "1", &waiting).await.unwrap();
        let school_code = one.first(OrganisationKind::School);
        let school = one.organisation(&school_code).await;
        let officer = one.account(Role::SchoolOfficer, school).await;
        let other = one
            .region
            .organisations
            .iter()
            .filter(|row| row.kind == OrganisationKind::School)
            .nth(1)
            .unwrap()
            .code
            .clone();
        let other = one.organisation(&other).await;
        let other_officer = one.account(Role::SchoolOfficer, other).await;
        let centre = one.organisation("421").await;
        let operator = one.account(Role::ProcessingOperator, centre).await;
        let appeals = one.account(Role::AppealsSecretary, appeals_commission).await;
        let secretary = one.account(Role::CommissionSecretary, exam_commission).await;
        let chair = one.account(Role::CommissionChair, exam_commission).await;
        one.give_password(chair).await;
        let mut world = Self {
            people: Vec::new(),
            members: Vec::new(),
            experts: BTreeMap::new(),
            one,
            exam,
            school,
            officer,
            other_officer,
            operator,
            appeals,
            secretary,
            chair,
        };
        world.hand_down(made).await;
        world.enter_people(&school_code, made).await;
        world
    }

    async fn hand_down(&mut self, made: GiaExam) {
        self.one.set_clock("2027-06-09T10:00");
        let operator = self.by(self.operator).await;
        if made.kind == "gia-11" {
            let all = self.one.app.list_statements(&operator, Some(self.exam)).await.unwrap();
            let ids: Vec<Uuid> = all.iter().map(|row| row.row.id).collect();
            self.one.app.hand_over(&operator, &ids).await.unwrap();
        } else {
            let centre = operator.actor.organisation.0;
            let all = self.one.app.list_statements(&operator, Some(self.exam)).await.unwrap();
            let first: Vec<Uuid> = all
                .iter()
                .filter(|row| row.row.sender_id == centre)
                .map(|row| row.row.id)
                .collect();
            self.one.app.hand_over(&operator, &first).await.unwrap();
            let code = self.one.first(OrganisationKind::School);
            let body = self
                .one
                .region
                .organisation(&code)
                .unwrap()
                .parent_code
                .clone()
                .unwrap();
            let body = self.one.as_role(Role::MunicipalClerk, &body).await;
            let own = self.one.app.list_statements(&body, Some(self.exam)).await.unwrap();
            let to_body: Vec<Uuid> = own
                .iter()
                .filter(|row| row.row.recipient_id == body.actor.organisation.0)
                .map(|row| row.row.id)
                .collect();
            self.one.app.receive(&body, &to_body).await.unwrap();
            let to_school: Vec<Uuid> = own
                .iter()
                .filter(|row| row.row.recipient_id == self.school)
                .map(|row| row.row.id)
                .collect();
            self.one.app.hand_over(&body, &to_school).await.unwrap();
        }
        self.one.set_clock("2027-06-09T12:00");
        let officer = self.by(self.officer).await;
        let own = self.one.app.list_statements(&officer, Some(self.exam)).await.unwrap();
        let ids: Vec<Uuid> = own.iter().map(|row| row.row.id).collect();
        self.one.app.receive(&officer, &ids).await.unwrap();
        let scope = Scope::of_the_system(OrganisationId(self.school));
        let asked = (scope, self.exam);
        let found = self.one.app.store.read(&asked, |tx, (scope, exam)| {
            boxed(async move {
                Ok::<_, AppError>(
                    storage::participants::in_exam(tx, scope, *exam, ParticipantNarrowing::default()).await?,
                )
            })
        });
        let written = self.written().await;
        let mut people = found.await.unwrap();
        people.retain(|row| {
            row.informing_organisation_id == self.school && written.contains(&row.released_edition_id.unwrap())
        });
        people.sort_by(|one, other| one.participant_code.cmp(&other.participant_code));
        self.people = people;
        self.one.set_clock("2027-06-11T10:30");
    }

    async fn written(&self) -> Vec<Uuid> {
        let rows = self.one.app.store.read(&self.exam, |tx, exam| {
            boxed(async move { Ok::<_, AppError>(storage::results::released_of_exam(tx, *exam).await?) })
        });
        let rows = rows.await.unwrap();
        let written = rows
            .into_iter()
            .filter(|row| row.primary_score.is_some_and(|score| score > 2));
        written.map(|row| row.edition_id).collect()
    }

    async fn enter_people(&mut self, school_code: &str, made: GiaExam) {
        let request = self.by(self.appeals).await;
        for (code, part, surname, workplace) in [
            ("П-1", "chair", "Ведерникова", ""),
            ("Ч-2", "member", "Дорофеев", ""),
            ("Ч-3", "member", "Сазонова", ""),
            ("Ч-4", "member", "Тихомирова", school_code),
        ] {
            let id = self.enter(&request, code, part, surname, workplace, made).await;
            self.members.push(id);
        }
        for (code, surname, workplace) in [
            ("Э-1", "Логинова", ""),
            ("Э-2", "Прохоров", ""),
            ("Э-3", "Ершова", ""),
            ("Э-4", "Якушева", school_code),
        ] {
            let id = self.enter(&request, code, "expert", surname, workplace, made).await;
            self.experts.insert(code, id);
        }
    }

    async fn enter(
        &self,
        request: &Request,
        code: &str,
        part: &str,
        surname: &str,
        place: &str,
        made: GiaExam,
    ) -> Uuid {
        let input = CommissionPersonInput {
            part: part.to_owned(),
            code: code.to_owned(),
            surname: surname.to_owned(),
            given_name: "Анна".to_owned(),
            patronymic: String::new(),
            workplace: place.to_owned(),
            exam_kind: made.kind.to_owned(),
            subject: made.subject.to_string(),
        };
        self.one.app.enter_commission_person(request, &input).await.unwrap()
    }

    pub async fn by(&self, account: Uuid) -> Request {
        self.one.request(account).await
    }

    pub fn result(&self, index: usize) -> Uuid {
        self.people[index].result_id.unwrap()
    }

    /// An appeal of the participant, taken on 11 June at 10:20.
    pub fn filing() -> FilingInput {
        FilingInput {
            applicant: "participant".to_owned(),
            contact: "8-900-000-00-00".to_owned(),
            filed_day: "11.06.2027".to_owned(),
            filed_time: "10:20".to_owned(),
            claims: vec!["expert-marking".to_owned()],
            words: "Не согласен с баллом за сочинение".to_owned(),
            wants_tasks: true,
            ..FilingInput::default()
        }
    }

    pub async fn file(&self, index: usize) -> Uuid {
        let officer = self.by(self.officer).await;
        self.one
            .app
            .file_appeal(&officer, self.result(index), &Self::filing())
            .await
            .unwrap()
    }

    pub async fn case(&self, appeal: Uuid) -> CaseView {
        let request = self.by(self.appeals).await;
        self.one.app.case_view(&request, appeal).await.unwrap()
    }

    pub async fn version(&self, appeal: Uuid) -> i64 {
        self.case(appeal).await.line.row.version
    }

    pub async fn state(&self, appeal: Uuid) -> String {
        self.case(appeal).await.line.row.state
    }

    pub async fn transfer(&self, appeal: Uuid) {
        let officer = self.by(self.officer).await;
        let version = self.version(appeal).await;
        self.one.app.transfer_appeal(&officer, appeal, version).await.unwrap();
    }

    /// Materials with markers Э-1 and Э-2, processing right, expert Э-3, who would change the points.
    pub async fn prepare(&self, appeal: Uuid) {
        let app = &self.one.app;
        let (appeals, operator) = (self.by(self.appeals).await, self.by(self.operator).await);
        app.ask_materials(&appeals, appeal, self.version(appeal).await)
            .await
            .unwrap();
        let papers = ["images".to_owned(), "protocols".to_owned()];
        app.give_materials(&operator, appeal, self.version(appeal).await, (&papers, "Э-1, Э-2"))
            .await
            .unwrap();
        app.check_processing(&operator, appeal, self.version(appeal).await, ("right", ""))
            .await
            .unwrap();
        app.appoint_expert(&appeals, appeal, self.version(appeal).await, self.experts["Э-3"])
            .await
            .unwrap();
        app.conclude(&appeals, appeal, self.version(appeal).await, &concluded("change", 6))
            .await
            .unwrap();
    }

    pub async fn hearing(&self, day: &str, time: &str, room: &str) -> Result<Uuid, AppError> {
        let input = HearingInput {
            day: day.to_owned(),
            time: time.to_owned(),
            place: "РЦОИ, Кемерово".to_owned(),
            room: room.to_owned(),
        };
        let request = self.by(self.appeals).await;
        self.one.app.enter_hearing(&request, &input).await
    }

    /// Appoints for Wednesday, 16 June, 14:00, tells, and waits until it has begun.
    pub async fn appoint(&self, appeal: Uuid, room: &str) -> Uuid {
        let hearing = self.hearing("16.06.2027", "14:00", room).await.unwrap();
        let request = self.by(self.appeals).await;
        let cases = [(appeal, self.version(appeal).await)];
        assert_eq!(self.one.app.appoint_cases(&request, hearing, &cases).await.unwrap(), 1);
        assert_eq!(self.one.app.give_notices(&request, hearing).await.unwrap(), 1);
        hearing
    }

    pub async fn hear(&self, appeal: Uuid) {
        self.one.set_clock("2027-06-16T14:15");
        let request = self.by(self.appeals).await;
        let input = HearInput {
            attendance: "participant".to_owned(),
            confirmation: "confirmed".to_owned(),
            words: "Показаны изображения и заключение".to_owned(),
        };
        let version = self.version(appeal).await;
        self.one
            .app
            .record_hearing(&request, appeal, version, &input)
            .await
            .unwrap();
    }

    /// A decision of three members by all their votes; `points` new points of 27К1.
    pub fn decision(&self, outcome: &str, points: &str) -> DecisionInput {
        DecisionInput {
            outcome: outcome.to_owned(),
            present: self.members[..3].to_vec(),
            votes_for: "3".to_owned(),
            votes_against: "0".to_owned(),
            points: vec![("27К1".to_owned(), points.to_owned())],
            primary: String::new(),
            words: "По заключению эксперта".to_owned(),
        }
    }

    pub async fn decide(&self, appeal: Uuid, input: &DecisionInput) -> Result<(), AppError> {
        let request = self.by(self.appeals).await;
        let version = self.version(appeal).await;
        self.one.app.decide_appeal(&request, appeal, version, input).await
    }

    /// A case that was heard.
    pub async fn heard(&self, index: usize, room: &str) -> Uuid {
        let appeal = self.file(index).await;
        self.transfer(appeal).await;
        self.prepare(appeal).await;
        self.appoint(appeal, room).await;
        self.hear(appeal).await;
        appeal
    }

    /// Granted with two points more, sent to РЦОИ, recounted there.
    pub async fn recount(&self, appeal: Uuid) {
        let app = &self.one.app;
        let (appeals, operator) = (self.by(self.appeals).await, self.by(self.operator).await);
        app.send_decision(&appeals, appeal, self.version(appeal).await)
            .await
            .unwrap();
        let preview = app.recount_preview(&operator, appeal).await.unwrap();
        app.recount(&operator, appeal, preview.row.version, &preview.hash)
            .await
            .unwrap();
    }
}

impl Installation {
    /// The person's birth date becomes this day.
    pub async fn born(&self, person: Uuid, day: &str) {
        self.app
            .store
            .write(&(self, person, day), |tx, (one, person, day)| {
                boxed(async move {
                    let mut row = storage::people::find_person(tx, *person).await?.unwrap();
                    let text = format!("{day}, женский");
                    let sealed = one
                        .app
                        .keys
                        .seal_text(*person, fields::PERSON_DETAILS, *person, &text)?;
                    row.details_sealed = Some(sealed);
                    Ok::<_, AppError>(storage::people::update_person(tx, &row).await?)
                })
            })
            .await
            .unwrap();
    }

    async fn add_body(&self, kind: OrganisationKind, code: &str) -> Uuid {
        let id = self.fresh();
        let row = OrganisationRow {
            id,
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
        self.app
            .store
            .write(&row, |tx, row| {
                boxed(async move { Ok::<_, AppError>(storage::organisations::insert(tx, row).await?) })
            })
            .await
            .unwrap();
        id
    }
}

/// A conclusion about 27К1, which has no points yet.
pub fn concluded(verdict: &str, now: i64) -> ConclusionInput {
    ConclusionInput {
        verdict: verdict.to_owned(),
        words: "тезис доказан".to_owned(),
        lines: vec![CriterionInput {
            row: "27К1".to_owned(),
            criterion: "27К1".to_owned(),
            was: String::new(),
            now: now.to_string(),
            reasoning: "тезис доказан, критерий К1".to_owned(),
        }],
    }
}
