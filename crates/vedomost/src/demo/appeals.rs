//! Appeals of the made-up weeks: some have just been taken, some are being prepared, one hearing day is over, one change waits
//! for the chair, so that every page of the commission has something to show.

use std::collections::HashMap;

use app::Request;
use app::appeals::conclusion::{ConclusionInput, CriterionInput};
use app::appeals::decision::{DecisionInput, HearInput};
use app::appeals::filing::FilingInput;
use app::appeals::hearings::HearingInput;
use app::appeals::papers::ScanInput;
use app::appeals::people::CommissionPersonInput;
use app::appeals::print::AppealPaper;
use domain::access::Role;
use domain::appeal::filing::Applicant;
use domain::appeal::papers::PaperKind;
use domain::organisation::OrganisationKind;
use exchange::ProfileKind;
use regulations::russian::numeric_date;
use rehearsal::{
    FileFormat, GiaTruth, MadeUpExam, MadeUpGia, MadeUpOrganisation, ORGANISATION_HEADINGS, StaffPost, Table,
};
use uuid::Uuid;

use super::accounts::KeptAccount;
use super::build::{Week, text};

/// Code of the appeals commission.
const COMMISSION: &str = "423";
/// Account in `Week::people`.
const SECRETARY: &str = "appeals";

/// Account of the expert who signs in, and whose name it is.
const EXPERT: &str = "expert";
const EXPERT_IS: (&str, StaffPost) = ("421", StaffPost::Head);

/// Papers of one school.
const MOST_OF_A_SCHOOL: usize = 2;

/// What happens to the appeals of an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AppealStep {
    /// Papers are taken at several schools, most of them handed over.
    File,
    /// Materials, check, expert, conclusion; a hearing day is opened and told of.
    Prepare,
    /// The hearing day: decisions, one appeal goes to РЦОИ and is recounted.
    Hear,
    /// Papers taken this morning: the school has yet to hand them over.
    FileOnly,
}

impl AppealStep {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::File | Self::FileOnly => "апелляции принимаются",
            Self::Prepare => "апелляции готовятся",
            Self::Hear => "апелляции рассматриваются",
        }
    }
}

impl Week<'_> {
    /// The commission comes in by a file of organisations; its secretary is named by an order.
    pub(super) async fn enter_appeals_commission(&mut self, kept: &mut Vec<KeptAccount>) -> Result<(), String> {
        let name = "Апелляционная комиссия Кемеровской области\u{a0}— Кузбасса";
        let row = [COMMISSION, "апелляционная комиссия", name, "АК", "420", "", ""];
        let table = Table {
            title: "Организации",
            headings: &ORGANISATION_HEADINGS,
            rows: vec![row.map(str::to_owned).to_vec()],
        };
        let (kind, format) = (ProfileKind::Organisations, FileFormat::CsvUtf8);
        self.import("421", kind, &table, format, "АК.csv").await?;
        self.reload_organisations().await?;
        let commission = MadeUpOrganisation {
            code: COMMISSION.to_owned(),
            kind: OrganisationKind::AppealsCommission,
            name: name.to_owned(),
            short_name: "АК".to_owned(),
            parent_code: Some("420".to_owned()),
            ..self.made.organisations.first().cloned().ok_or("нет организаций")?
        };
        let lent = (
            SECRETARY,
            "секретарь апелляционной комиссии",
            "Секретарь апелляционной комиссии",
            "готовит апелляции, назначает заседания, записывает решения",
        );
        let from = ("420", StaffPost::DeputyHead);
        let account = self
            .enter_lent(&commission, from, Role::AppealsSecretary, lent, kept)
            .await?;
        self.people.insert(SECRETARY.to_owned(), account);
        let lent = (
            EXPERT,
            "эксперт апелляционной комиссии",
            "Эксперт апелляционной комиссии",
            "видит только дела, которые ему дали, без имён, и\u{a0}даёт заключение по\u{a0}критериям",
        );
        let account = self
            .enter_lent(&commission, EXPERT_IS, Role::AppealsExpert, lent, kept)
            .await?;
        self.people.insert(EXPERT.to_owned(), account);
        Ok(())
    }

    /// The expert with an account of their own: called in for the last case, which still waits for a conclusion.
    async fn enter_signed_in_expert(&self, secretary: &Request, of: (&str, &str)) -> Result<Uuid, String> {
        let account = *self.people.get(EXPERT).ok_or("нет учётной записи эксперта")?;
        let name = &self.staff(EXPERT_IS.0, EXPERT_IS.1)?.name;
        let input = CommissionPersonInput {
            part: "expert".to_owned(),
            code: "Э-130".to_owned(),
            surname: name.surname.clone(),
            given_name: name.given_name.clone(),
            patronymic: name.patronymic.clone().unwrap_or_default(),
            workplace: String::new(),
            exam_kind: of.0.to_owned(),
            subject: of.1.to_owned(),
        };
        let expert = self
            .app
            .enter_commission_person(secretary, &input)
            .await
            .map_err(text)?;
        self.app
            .give_expert_account(secretary, expert, Some(account))
            .await
            .map_err(text)?;
        Ok(expert)
    }

    pub(super) async fn appeal_step(&self, gia: &MadeUpGia, made: &MadeUpExam, step: AppealStep) -> Result<(), String> {
        let exam = self.exam_of(made).await?;
        match step {
            AppealStep::File => self.file_appeals(gia, made, exam, 7, 1).await,
            AppealStep::FileOnly => self.file_appeals(gia, made, exam, 3, 3).await,
            AppealStep::Prepare => self.prepare_appeals(made).await,
            AppealStep::Hear => self.hear_appeals().await,
        }
    }

    /// Takes up to `wanted` papers, one a school as far as there are schools; the last `stay` stay at the school.
    async fn file_appeals(
        &self,
        gia: &MadeUpGia,
        made: &MadeUpExam,
        exam: Uuid,
        wanted: usize,
        stay: usize,
    ) -> Result<(), String> {
        let schools = self.codes_of(&[OrganisationKind::School]);
        let mut filed = 0;
        let mut by_school: HashMap<&str, usize> = HashMap::new();
        let checked = gia
            .sittings_of(made)
            .filter(|(_, sitting)| matches!(sitting.truth, GiaTruth::Checked { .. }));
        for (number, (who, _)) in checked.enumerate() {
            if filed == wanted {
                break;
            }
            let of_school = by_school.entry(who.informing_code.as_str()).or_default();
            if !number.is_multiple_of(3) || *of_school == MOST_OF_A_SCHOOL || !schools.contains(&who.informing_code) {
                continue;
            }
            let request = self.request(&who.informing_code).await?;
            let Ok(result) = self.app.result_to_dispute(&request, exam, &who.code).await else {
                continue;
            };
            let input = paper(&request, filed, self.zone);
            let Ok(appeal) = self.app.file_appeal(&request, result, &input).await else {
                continue;
            };
            self.add_scans(&request, appeal, &input.applicant).await?;
            filed += 1;
            *of_school += 1;
            if filed + stay <= wanted {
                self.app.transfer_appeal(&request, appeal, 1).await.map_err(text)?;
            }
        }
        Ok(())
    }

    /// The paper as the school scanned it, and the power of attorney where a proxy filed.
    async fn add_scans(&self, request: &Request, appeal: Uuid, applicant: &str) -> Result<(), String> {
        let printed = self
            .app
            .print_appeal(request, appeal, AppealPaper::Application)
            .await
            .map_err(text)?;
        let mut kinds = vec![PaperKind::Application];
        if applicant == Applicant::Proxy.code() {
            kinds.push(PaperKind::PowerOfAttorney);
        }
        for kind in kinds {
            let mut incoming = self.app.receive_upload(request).await.map_err(text)?;
            incoming
                .append(&printed.bytes)
                .await
                .map_err(|error| error.to_string())?;
            let scan = ScanInput {
                kind: kind.code(),
                name: "скан 0001.pdf",
                stored: incoming.finish().await.map_err(|error| error.to_string())?,
            };
            self.app.add_scan(request, appeal, &scan).await.map_err(text)?;
        }
        Ok(())
    }

    async fn prepare_appeals(&self, made: &MadeUpExam) -> Result<(), String> {
        let (secretary, operator) = (self.request(SECRETARY).await?, self.request("421").await?);
        let kind = made.kind().code().to_owned();
        let subject = made.subject.number().to_string();
        for (part, code, surname, given_name, patronymic) in [
            ("chair", "АК-1", "Ведерникова", "Ольга", "Петровна"),
            ("member", "АК-2", "Дорофеев", "Илья", "Сергеевич"),
            ("member", "АК-3", "Сазонова", "Мария", "Юрьевна"),
            ("member", "АК-4", "Тихомиров", "Антон", "Львович"),
            ("expert", "Э-107", "Логинова", "Вера", "Андреевна"),
            ("expert", "Э-112", "Прохоров", "Олег", "Ильич"),
            ("expert", "Э-121", "Ершова", "Нина", "Павловна"),
        ] {
            let input = CommissionPersonInput {
                part: part.to_owned(),
                code: code.to_owned(),
                surname: surname.to_owned(),
                given_name: given_name.to_owned(),
                patronymic: patronymic.to_owned(),
                workplace: String::new(),
                exam_kind: kind.clone(),
                subject: subject.clone(),
            };
            self.app
                .enter_commission_person(&secretary, &input)
                .await
                .map_err(text)?;
        }
        let signed_in = self.enter_signed_in_expert(&secretary, (&kind, &subject)).await?;
        let people = self.app.commission_people(&secretary).await.map_err(text)?;
        let expert = people
            .iter()
            .find(|one| one.row.code == "Э-121")
            .ok_or("нет эксперта")?;
        let hearing = HearingInput {
            day: numeric_date(secretary.today.plus_days(1)),
            time: "10:00".to_owned(),
            place: "РЦОИ, Кемерово".to_owned(),
            room: "214".to_owned(),
        };
        let hearing = self.app.enter_hearing(&secretary, &hearing).await.map_err(text)?;
        let mut appointed = Vec::new();
        for (index, (appeal, mut version)) in self.waiting_appeals(&secretary).await?.into_iter().enumerate() {
            self.app
                .ask_materials(&secretary, appeal, version)
                .await
                .map_err(text)?;
            version += 1;
            if index == 4 {
                break;
            }
            let papers = ["images", "protocols", "tasks"].map(str::to_owned);
            let given = (papers.as_slice(), "Э-107, Э-112");
            self.app
                .give_materials(&operator, appeal, version, given)
                .await
                .map_err(text)?;
            self.app
                .check_processing(&operator, appeal, version + 1, ("right", ""))
                .await
                .map_err(text)?;
            version += 2;
            if index == 3 {
                self.app
                    .appoint_expert(&secretary, appeal, version, signed_in)
                    .await
                    .map_err(text)?;
                continue;
            }
            self.app
                .appoint_expert(&secretary, appeal, version, expert.row.id)
                .await
                .map_err(text)?;
            let conclusion = self
                .conclusion(&secretary, appeal, if index == 0 { 1 } else { 0 })
                .await?;
            self.app
                .conclude(&secretary, appeal, version + 1, &conclusion)
                .await
                .map_err(text)?;
            appointed.push((appeal, version + 2));
        }
        self.app
            .appoint_cases(&secretary, hearing, &appointed)
            .await
            .map_err(text)?;
        self.app.give_notices(&secretary, hearing).await.map_err(text)?;
        Ok(())
    }

    /// The expert gives the last task so many points more.
    async fn conclusion(&self, secretary: &Request, appeal: Uuid, more: u16) -> Result<ConclusionInput, String> {
        let view = self.app.case_view(secretary, appeal).await.map_err(text)?;
        let points = view.disputed.map(|disputed| disputed.points).unwrap_or_default();
        let (criterion, was) = points.iter().last().map_or(
            ("Последнее задание, критерий 2".to_owned(), 1),
            |(task, points)| (task.to_string(), points),
        );
        Ok(ConclusionInput {
            verdict: if more > 0 { "change" } else { "right" }.to_owned(),
            words: String::new(),
            lines: vec![CriterionInput {
                row: criterion.clone(),
                criterion,
                was: was.to_string(),
                now: (was + more).to_string(),
                reasoning: "Ход решения верный, недочёт в\u{a0}обосновании: так оценивают по\u{a0}критерию\u{a0}2."
                    .to_owned(),
            }],
        })
    }

    /// Cases the commission has, oldest first, with their versions.
    async fn waiting_appeals(&self, secretary: &Request) -> Result<Vec<(Uuid, i64)>, String> {
        let ask = app::appeals::list::CaseAsk {
            group: Some(app::appeals::list::CaseGroup::Preparing),
            page: 1,
            per_page: 50,
            ..Default::default()
        };
        let list = self.app.list_appeals(secretary, &ask).await.map_err(text)?;
        Ok(list.lines.iter().map(|line| (line.row.id, line.row.version)).collect())
    }

    async fn hear_appeals(&self) -> Result<(), String> {
        let (secretary, operator) = (self.request(SECRETARY).await?, self.request("421").await?);
        let (hearings, _) = self.app.hearing_calendar(&secretary).await.map_err(text)?;
        let hearing = hearings.first().ok_or("нет заседания")?;
        let view = self.app.hearing_view(&secretary, hearing.row.id).await.map_err(text)?;
        let people = self.app.commission_people(&secretary).await.map_err(text)?;
        let present: Vec<Uuid> = people
            .iter()
            .filter(|one| one.part.decides())
            .map(|one| one.row.id)
            .collect();
        for (index, line) in view.lines.iter().enumerate() {
            let (appeal, version) = (line.row.id, line.row.version);
            let heard = HearInput {
                attendance: if index == 1 { "nobody" } else { "with-parent" }.to_owned(),
                confirmation: if index == 1 { "not-asked" } else { "confirmed" }.to_owned(),
                words: "Показаны изображения работы и\u{a0}заключение эксперта.".to_owned(),
            };
            self.app
                .record_hearing(&secretary, appeal, version, &heard)
                .await
                .map_err(text)?;
            let case = self.app.case_view(&secretary, appeal).await.map_err(text)?;
            let decide = |outcome: &str, points: Vec<(String, String)>, primary: String| DecisionInput {
                outcome: outcome.to_owned(),
                present: present.clone(),
                votes_for: present.len().to_string(),
                votes_against: "0".to_owned(),
                points,
                primary,
                words: "По\u{a0}заключению эксперта.".to_owned(),
            };
            let rejected = decide("rejected", Vec::new(), String::new());
            if index != 0 {
                self.app
                    .decide_appeal(&secretary, appeal, version + 1, &rejected)
                    .await
                    .map_err(text)?;
                continue;
            }
            let disputed = case.disputed.as_ref().ok_or("нечего оспаривать")?;
            let last = disputed
                .points
                .iter()
                .last()
                .map(|(task, points)| (task.to_string(), points));
            let granted = match last {
                Some((task, points)) => decide("granted", vec![(task, (points + 1).to_string())], String::new()),
                None => {
                    let primary = disputed.primary.unwrap_or_default() + 1;
                    decide("granted", Vec::new(), primary.to_string())
                }
            };
            self.app
                .decide_appeal(&secretary, appeal, version + 1, &granted)
                .await
                .map_err(text)?;
            self.app
                .send_decision(&secretary, appeal, version + 2)
                .await
                .map_err(text)?;
            let preview = self.app.recount_preview(&operator, appeal).await.map_err(text)?;
            self.app
                .recount(&operator, appeal, preview.row.version, &preview.hash)
                .await
                .map_err(text)?;
        }
        Ok(())
    }
}

/// A paper of the moment: most are the participants' own, every third a parent's, the fifth a proxy's.
fn paper(request: &Request, number: usize, zone: &regulations::Zone) -> FilingInput {
    let applicant = match number {
        4 => Applicant::Proxy,
        2 | 5 => Applicant::Parent,
        _ => Applicant::Participant,
    };
    let (name, document) = match applicant {
        Applicant::Participant => ("", ""),
        Applicant::Parent => ("Самойлова Инна Олеговна", "паспорт 3204 000117"),
        Applicant::Proxy => ("Кротова Нина Павловна", "паспорт 3204 000118"),
    };
    let power_of_attorney = match applicant {
        Applicant::Proxy => "№\u{a0}14 от\u{a0}1\u{a0}июня 2026, нотариус Белова",
        Applicant::Participant | Applicant::Parent => "",
    };
    FilingInput {
        applicant: applicant.code().to_owned(),
        applicant_name: name.to_owned(),
        applicant_document: document.to_owned(),
        power_of_attorney: power_of_attorney.to_owned(),
        contact: "8-900-000-00-17".to_owned(),
        filed_day: numeric_date(request.today),
        filed_time: zone.local_time(request.now).to_string(),
        claims: vec![if number == 5 { "short-answers" } else { "expert-marking" }.to_owned()],
        words: "Прошу проверить оценивание последнего задания.".to_owned(),
        wants_tasks: number.is_multiple_of(2),
    }
}
