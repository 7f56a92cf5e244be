//! Lives the results weeks of the made-up state exams: two exams went all the way, two wait for the commission, one has
//! just come in.

use app::Request;
use app::announcements::AnnouncementInput;
use app::commission::day_records::{DayList, DayRecordInput};
use app::commission::matters::MatterInput;
use app::commission::propose::Proposal;
use app::statements::StatementState;
use app::step_up::CheckedPassword;
use domain::access::Role;
use domain::approval::holds::{DayRecord, OpenMatter};
use domain::approval::parts::ProtocolPart;
use domain::exam::ExamKind;
use domain::organisation::OrganisationKind;
use exchange::ProfileKind;
use regulations::russian::numeric_date;
use rehearsal::{
    FileFormat, GiaTruth, MadeUpExam, MadeUpGia, MadeUpOrganisation, ORGANISATION_HEADINGS, StaffPost, Table,
};
use uuid::Uuid;

use super::accounts::{DemoAccounts, KeptAccount, KeptParticipant};
use super::appeals::AppealStep;
use super::build::{Week, ids, text};
use super::plan::GIA_NOW;
use super::rechecks::RecheckStep;
use crate::configuration::DemoScale;

/// Code of the exam commission.
const COMMISSION: &str = "422";
/// Accounts in `Week::people`.
pub(super) const CHAIR: &str = "chair";
const SECRETARY: &str = "secretary";

/// What happens to an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Lists,
    Results,
    Give,
    Inform,
    Inquiry,
    Propose,
    Approve,
    OpenLookUp,
    HandDown,
    ReceiveByBodies,
    ToSchools,
    Tell,
    Appeals(AppealStep),
    Rechecks(RecheckStep),
}

/// Subject of the ЕГЭ or ОГЭ, local moment, what happens.
const COURSE: [(ExamKind, i64, &str, Step); 33] = [
    (ExamKind::Gia9, 2, "2026-06-08T09:00", Step::Results),
    (ExamKind::Gia9, 2, "2026-06-08T09:20", Step::Give),
    (ExamKind::Gia9, 2, "2026-06-08T09:40", Step::Inform),
    (ExamKind::Gia9, 2, "2026-06-08T15:00", Step::Propose),
    (ExamKind::Gia9, 2, "2026-06-09T10:10", Step::Approve),
    (ExamKind::Gia9, 2, "2026-06-09T11:30", Step::OpenLookUp),
    (ExamKind::Gia9, 2, "2026-06-09T15:00", Step::HandDown),
    (ExamKind::Gia9, 2, "2026-06-09T16:00", Step::ReceiveByBodies),
    (ExamKind::Gia9, 2, "2026-06-10T09:20", Step::ToSchools),
    (ExamKind::Gia9, 2, "2026-06-10T11:00", Step::Tell),
    (ExamKind::Gia9, 2, "2026-06-11T15:30", Step::Appeals(AppealStep::File)),
    (
        ExamKind::Gia9,
        2,
        "2026-06-15T10:00",
        Step::Appeals(AppealStep::Prepare),
    ),
    (ExamKind::Gia9, 2, "2026-06-16T11:20", Step::Appeals(AppealStep::Hear)),
    (
        ExamKind::Gia9,
        2,
        "2026-06-16T11:50",
        Step::Rechecks(RecheckStep::NewKey),
    ),
    (
        ExamKind::Gia11,
        1,
        "2026-06-16T16:20",
        Step::Rechecks(RecheckStep::Order),
    ),
    (ExamKind::Gia11, 1, "2026-06-10T08:40", Step::Results),
    (ExamKind::Gia11, 1, "2026-06-10T08:50", Step::Give),
    (ExamKind::Gia11, 1, "2026-06-10T08:55", Step::Inform),
    (ExamKind::Gia11, 1, "2026-06-11T10:00", Step::Propose),
    (ExamKind::Gia11, 1, "2026-06-11T11:10", Step::Approve),
    (ExamKind::Gia11, 1, "2026-06-11T11:40", Step::OpenLookUp),
    (ExamKind::Gia11, 1, "2026-06-11T14:30", Step::HandDown),
    (ExamKind::Gia11, 1, "2026-06-15T09:30", Step::ReceiveByBodies),
    (ExamKind::Gia11, 1, "2026-06-15T12:00", Step::Tell),
    (
        ExamKind::Gia11,
        1,
        "2026-06-16T16:10",
        Step::Appeals(AppealStep::FileOnly),
    ),
    (ExamKind::Gia11, 2, "2026-06-16T08:40", Step::Results),
    (ExamKind::Gia11, 2, "2026-06-16T08:50", Step::Give),
    (ExamKind::Gia11, 2, "2026-06-16T09:00", Step::Inquiry),
    (ExamKind::Gia11, 2, "2026-06-16T09:10", Step::Inform),
    (ExamKind::Gia11, 2, "2026-06-16T15:20", Step::Propose),
    (ExamKind::Gia11, 22, "2026-06-16T10:00", Step::Results),
    (ExamKind::Gia11, 22, "2026-06-16T10:10", Step::Give),
    (ExamKind::Gia11, 4, "2026-06-17T08:50", Step::Results),
];

/// What a whole region has besides: a second exam of grade 9 all the way, more that wait for the commission.
const COURSE_OF_A_REGION: [(ExamKind, i64, &str, Step); 19] = [
    (ExamKind::Gia9, 1, "2026-06-09T08:30", Step::Results),
    (ExamKind::Gia9, 1, "2026-06-09T08:50", Step::Give),
    (ExamKind::Gia9, 1, "2026-06-09T09:10", Step::Inform),
    (ExamKind::Gia9, 1, "2026-06-09T14:00", Step::Propose),
    (ExamKind::Gia9, 1, "2026-06-10T10:00", Step::Approve),
    (ExamKind::Gia9, 1, "2026-06-10T11:20", Step::OpenLookUp),
    (ExamKind::Gia9, 1, "2026-06-10T13:00", Step::HandDown),
    (ExamKind::Gia9, 1, "2026-06-10T15:00", Step::ReceiveByBodies),
    (ExamKind::Gia9, 1, "2026-06-11T09:00", Step::ToSchools),
    (ExamKind::Gia9, 1, "2026-06-11T12:30", Step::Tell),
    (ExamKind::Gia9, 12, "2026-06-16T10:30", Step::Results),
    (ExamKind::Gia9, 12, "2026-06-16T10:40", Step::Give),
    (ExamKind::Gia9, 12, "2026-06-16T10:50", Step::Inform),
    (ExamKind::Gia9, 3, "2026-06-16T11:00", Step::Results),
    (ExamKind::Gia9, 3, "2026-06-16T11:10", Step::Give),
    (ExamKind::Gia11, 12, "2026-06-16T11:40", Step::Results),
    (ExamKind::Gia11, 12, "2026-06-16T11:50", Step::Give),
    (ExamKind::Gia11, 12, "2026-06-16T12:00", Step::Inform),
    (ExamKind::Gia9, 6, "2026-06-17T08:20", Step::Results),
];

/// What the participants' file and the announcements are of the work of making a region.
const FILE_PARTS: u32 = 20;
const ANNOUNCEMENT_PARTS: u32 = 80;

/// More people than this come in by a file of each kind.
const PEOPLE_OF_ONE_FILE: usize = 5_000;

/// A moment, an exam and what happens to it then.
pub(super) type Course<'a> = Vec<(String, &'a MadeUpExam, Step)>;

/// What the weeks of the state exams are of the work of making a region ([`super::progress`]).
pub(super) fn gia_parts(course: &Course<'_>) -> u32 {
    FILE_PARTS + ANNOUNCEMENT_PARTS + course.iter().map(|(_, exam, step)| step.parts(exam)).sum::<u32>()
}

impl Step {
    /// Of the work of making a region: grade 9 is twice as many people as the graduates.
    fn parts(self, exam: &MadeUpExam) -> u32 {
        let large = match exam.kind() {
            ExamKind::Gia9 => 2,
            _ => 1,
        };
        match self {
            Self::Tell => 24 * large,
            Self::Results | Self::Approve | Self::Lists => 4 * large,
            Self::HandDown | Self::ToSchools | Self::ReceiveByBodies => 2,
            Self::Give
            | Self::Inform
            | Self::Inquiry
            | Self::Propose
            | Self::OpenLookUp
            | Self::Appeals(_)
            | Self::Rechecks(_) => 1,
        }
    }

    /// For the line that tells how far the work is.
    const fn words(self) -> &'static str {
        match self {
            Self::Lists => "списки дня экзамена",
            Self::Results => "результаты из файла",
            Self::Give => "результаты переданы в ГЭК",
            Self::Inform => "председателю доложено",
            Self::Inquiry => "проверка нарушения",
            Self::Propose => "протокол подготовлен",
            Self::Approve => "протокол утверждается",
            Self::OpenLookUp => "открывается просмотр",
            Self::HandDown => "ведомости передаются",
            Self::ReceiveByBodies => "управления получают ведомости",
            Self::ToSchools => "управления передают ведомости школам",
            Self::Tell => "школы знакомят под подпись",
            Self::Appeals(step) => step.words(),
            Self::Rechecks(step) => step.words(),
        }
    }
}

impl Week<'_> {
    /// What happens to the exams, in order.
    pub(super) fn course<'a>(&self, gia: &'a MadeUpGia, scale: DemoScale) -> Course<'a> {
        let more: &[_] = match scale {
            DemoScale::Small => &[],
            DemoScale::Region => &COURSE_OF_A_REGION,
        };
        let mut course: Course<'a> = COURSE
            .iter()
            .chain(more)
            .filter_map(|(kind, subject, moment, step)| Some(((*moment).to_owned(), gia.exam(*kind, *subject)?, *step)))
            .collect();
        let held = gia.exams.iter().map(|exam| (format!("{}T18:30", exam.date), exam));
        let held = held.filter(|(moment, _)| moment.as_str() < GIA_NOW);
        course.extend(held.map(|(moment, exam)| (moment, exam, Step::Lists)));
        course.sort_by(|one, other| one.0.cmp(&other.0));
        course
    }

    /// The people who act and the commission stand.
    pub(super) async fn live_gia(
        &mut self,
        gia: &MadeUpGia,
        course: Course<'_>,
        kept: Vec<KeptAccount>,
    ) -> Result<DemoAccounts, String> {
        self.at("2026-05-12T11:00")?;
        self.progress.step(FILE_PARTS, "участники ГИА из файла");
        self.import_participants(gia).await?;
        self.progress.step(ANNOUNCEMENT_PARTS, "объявления школ об экзаменах");
        self.announce_exams(gia).await?;
        for (moment, exam, step) in course {
            self.at(&moment)?;
            let what = format!("{} {:02}, {}", exam.form.russian(), exam.subject.number(), step.words());
            self.progress.step(step.parts(exam), what);
            self.step(gia, exam, step)
                .await
                .map_err(|error| format!("{moment} {step:?}: {error}"))?;
        }
        self.take_applications().await?;
        Ok(DemoAccounts {
            accounts: kept,
            participant: somebody_to_look_up(gia),
        })
    }

    /// One file, or one of each kind where one would be more than an import takes.
    async fn import_participants(&self, gia: &MadeUpGia) -> Result<(), String> {
        if gia.participants.len() <= PEOPLE_OF_ONE_FILE {
            let (all, name) = (gia.participants_table(), "участники ГИА.csv");
            return self
                .import("421", ProfileKind::GiaParticipants, &all, FileFormat::CsvUtf8, name)
                .await;
        }
        for (kind, name) in [
            (ExamKind::Gia11, "участники ГИА-11.csv"),
            (ExamKind::Gia9, "участники ГИА-9.csv"),
        ] {
            let people = gia.participants_table_of(kind);
            let format = FileFormat::CsvWindows1251;
            self.import("421", ProfileKind::GiaParticipants, &people, format, name)
                .await?;
        }
        Ok(())
    }

    /// The commission comes in by a file of organisations; its chair and secretary are named by orders.
    pub(super) async fn enter_commission(&mut self, kept: &mut Vec<KeptAccount>) -> Result<(), String> {
        let name = "Государственная экзаменационная комиссия Кемеровской области\u{a0}— Кузбасса";
        let row = [COMMISSION, "ГЭК", name, "ГЭК", "420", "", ""];
        let table = Table {
            title: "Организации",
            headings: &ORGANISATION_HEADINGS,
            rows: vec![row.map(str::to_owned).to_vec()],
        };
        self.import(
            "421",
            ProfileKind::Organisations,
            &table,
            FileFormat::CsvUtf8,
            "ГЭК.csv",
        )
        .await?;
        self.reload_organisations().await?;
        let commission = MadeUpOrganisation {
            code: COMMISSION.to_owned(),
            kind: OrganisationKind::ExamCommission,
            name: name.to_owned(),
            short_name: "ГЭК".to_owned(),
            parent_code: Some("420".to_owned()),
            ..self.made.organisations.first().cloned().ok_or("нет организаций")?
        };
        for (key, from, role, position, title, does) in [
            (
                CHAIR,
                ("420", StaffPost::Head),
                Role::CommissionChair,
                "председатель ГЭК",
                "Председатель ГЭК",
                "утверждает результаты",
            ),
            (
                SECRETARY,
                ("421", StaffPost::DeputyHead),
                Role::CommissionSecretary,
                "ответственный секретарь ГЭК",
                "Секретарь ГЭК",
                "готовит протоколы, открывает просмотр",
            ),
        ] {
            let account = self
                .enter_lent(&commission, from, role, (key, position, title, does), kept)
                .await?;
            self.people.insert(key.to_owned(), account);
        }
        let passwords = kept.iter().map(|one| (one.login.clone(), one.password.clone()));
        self.passwords.extend(passwords);
        Ok(())
    }

    async fn announce_exams(&self, gia: &MadeUpGia) -> Result<(), String> {
        let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
        let exams: Vec<&MadeUpExam> = gia.exams.iter().filter(|exam| exam.kind() == ExamKind::Gia11).collect();
        for (number, made) in exams.iter().enumerate() {
            let exam = self.exam_of(made).await?;
            self.at("2026-05-14T10:00")?;
            for (index, code) in codes.iter().enumerate() {
                self.progress
                    .within(number * codes.len() + index, exams.len() * codes.len());
                let request = self.request(code).await?;
                let input = AnnouncementInput {
                    day: numeric_date(made.date.plus_days(14)),
                    time: "12:00".to_owned(),
                    place: "актовый зал".to_owned(),
                    procedure: "Результат сообщают лично, под подпись. Можно прийти с родителем.".to_owned(),
                    version: 0,
                };
                match self.app.announce(&request, exam, &input).await {
                    // An organisation nobody is told by owes no announcement.
                    Err(app::AppError::NotNow(_)) => continue,
                    other => other.map_err(text)?,
                };
                self.app.notify_of_announcement(&request, exam).await.map_err(text)?;
            }
        }
        Ok(())
    }

    pub(super) async fn exam_of(&self, made: &MadeUpExam) -> Result<Uuid, String> {
        let exams = self.app.exams().await.map_err(text)?;
        let found = exams.iter().find(|exam| {
            exam.kind == made.kind() && exam.date == made.date && exam.subject_code == i64::from(made.subject.number())
        });
        found.map(|exam| exam.id).ok_or_else(|| "нет экзамена".to_owned())
    }

    pub(super) async fn step(&mut self, gia: &MadeUpGia, made: &MadeUpExam, step: Step) -> Result<(), String> {
        let exam = self.exam_of(made).await?;
        let operator = self.request("421").await?;
        let (secretary, chair) = (self.request(SECRETARY).await?, self.request(CHAIR).await?);
        match step {
            Step::Appeals(step) => self.appeal_step(gia, made, step).await?,
            Step::Rechecks(step) => {
                let checked = gia
                    .sittings_of(made)
                    .filter(|(_, sitting)| matches!(sitting.truth, GiaTruth::Checked { .. }));
                let codes: Vec<&str> = checked.map(|(who, _)| who.code.as_str()).take(3).collect();
                self.recheck_step(exam, &codes, step).await?;
            }
            Step::Lists => self.lists_of_the_day(gia, made, exam).await?,
            Step::Results => {
                let file = format!("Результаты {} {:02}.csv", made.form.russian(), made.subject.number());
                let table = gia.results_table(made);
                self.import(
                    "421",
                    ProfileKind::GiaResults,
                    &table,
                    FileFormat::CsvWindows1251,
                    &file,
                )
                .await?;
            }
            Step::Give => {
                self.app.give_to_commission(&operator, exam).await.map_err(text)?;
            }
            Step::Inform => {
                self.app.inform_chair(&secretary, exam).await.map_err(text)?;
            }
            Step::Inquiry => self.inquiry(gia, made, exam).await?,
            Step::Propose => {
                let part = ProtocolPart::Everything;
                let preview = self.app.preview_protocol(&secretary, exam, part).await.map_err(text)?;
                let proposal = Proposal {
                    part,
                    ground: String::new(),
                    previewed_hash: preview.content_hash,
                };
                self.app
                    .propose_protocol(&secretary, exam, &proposal)
                    .await
                    .map_err(text)?;
            }
            Step::Approve => {
                let protocols = self.app.list_protocols(&chair, exam).await.map_err(text)?;
                let protocol = protocols.last().ok_or("нет протокола")?;
                let hash = protocol
                    .row
                    .content_hash
                    .as_deref()
                    .map(hex::encode)
                    .unwrap_or_default();
                let checked = self.chairs_password(&chair, protocol.row.id).await?;
                self.app
                    .approve_protocol(&chair, protocol.row.id, &hash, &checked)
                    .await
                    .map_err(text)?;
                self.app
                    .send_protocol(&secretary, protocol.row.id)
                    .await
                    .map_err(text)?;
            }
            Step::OpenLookUp => {
                let day = numeric_date(secretary.today);
                self.app.open_lookup(&secretary, exam, "14", &day).await.map_err(text)?;
            }
            Step::HandDown => {
                let own = operator.actor.organisation.0;
                let formed = self
                    .statements(&operator, |one| {
                        one.row.exam_id == exam && one.row.sender_id == own && one.state == StatementState::Formed
                    })
                    .await?;
                self.app.hand_over(&operator, &ids(&formed)).await.map_err(text)?;
            }
            Step::ReceiveByBodies => {
                for code in self.codes_of(&[OrganisationKind::MunicipalBody]) {
                    self.receive(&code).await?;
                }
            }
            Step::ToSchools => {
                for code in self.codes_of(&[OrganisationKind::MunicipalBody]) {
                    self.hand_down(&code).await?;
                }
            }
            Step::Tell => {
                let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
                for (index, code) in codes.iter().enumerate() {
                    self.progress.within(index, codes.len());
                    self.receive(code).await?;
                    if index % 19 != 7 {
                        self.tell(code, index % 8 == 0).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The chair types the password, as on the page.
    pub(super) async fn chairs_password(&self, chair: &Request, protocol: Uuid) -> Result<CheckedPassword, String> {
        let password = self.passwords.get(CHAIR).ok_or("у\u{a0}председателя нет пароля")?;
        self.app
            .check_chairs_password(chair, protocol, password)
            .await
            .map_err(text)
    }

    /// The removed and those who ended early, as the acts of the day say; both lists go to the commission the same day.
    async fn lists_of_the_day(&self, gia: &MadeUpGia, made: &MadeUpExam, exam: Uuid) -> Result<(), String> {
        let operator = self.request("421").await?;
        for (number, (who, sitting)) in gia.sittings_of(made).enumerate() {
            let kind = match sitting.truth {
                GiaTruth::Removed => DayRecord::Removed,
                GiaTruth::NotFinished => DayRecord::EndedEarly,
                GiaTruth::Checked { .. } | GiaTruth::Absent | GiaTruth::WithTheWrittenPart => continue,
            };
            let input = DayRecordInput {
                kind: kind.code().to_owned(),
                participant_code: who.code.clone(),
                person: String::new(),
                act_number: format!("{}", number + 1),
                time: "11:40".to_owned(),
            };
            self.app.record_exam_day(&operator, exam, &input).await.map_err(text)?;
        }
        for list in [DayList::Removed, DayList::Unregistered] {
            self.app.give_day_list(&operator, exam, list).await.map_err(text)?;
        }
        Ok(())
    }

    /// Somebody's work is being inquired into.
    async fn inquiry(&self, gia: &MadeUpGia, made: &MadeUpExam, exam: Uuid) -> Result<(), String> {
        let secretary = self.request(SECRETARY).await?;
        let mut checked = gia
            .sittings_of(made)
            .filter(|(_, sitting)| matches!(sitting.truth, GiaTruth::Checked { .. }));
        let (who, _) = checked.nth(9).ok_or("некого проверять")?;
        let input = MatterInput {
            kind: OpenMatter::ViolationInquiry.code().to_owned(),
            participant_code: who.code.clone(),
            ground: "служебная записка члена ГЭК от\u{a0}15.06.2026 №\u{a0}3".to_owned(),
        };
        self.app.open_matter(&secretary, exam, &input).await.map_err(text)?;
        Ok(())
    }
}

fn somebody_to_look_up(gia: &MadeUpGia) -> Option<KeptParticipant> {
    let russian = gia.exam(ExamKind::Gia11, 1)?;
    let (who, _) = gia.sittings_of(russian).find(|(who, sitting)| {
        let series = &who.document.series;
        matches!(sitting.truth, GiaTruth::Checked { .. })
            && series.len() == 4
            && series.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    Some(KeptParticipant {
        series: who.document.series.clone(),
        number: who.document.number.clone(),
        surname: who.name.surname.clone(),
    })
}
