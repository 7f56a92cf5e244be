//! The ordinary import files' headings, and the words that stand in their cells.

use domain::essay::{EssayMark, WorkType};
use domain::organisation::OrganisationKind;
use domain::registration::{ParticipantCategory, Sex};
use regulations::LegalDate;

use crate::organisations::MadeUpOrganisation;
use crate::participants::{HealthLimits, MadeUpParticipant};
use crate::results::{MadeUpResult, Outcome, TrueMarks};
use crate::table::Table;

/// Headings of the organisations file.
pub const ORGANISATION_HEADINGS: [&str; 7] = [
    "Код",
    "Вид",
    "Наименование",
    "Краткое наименование",
    "Код вышестоящей",
    "Часовой пояс",
    "Адрес",
];

/// Headings of the participants file.
pub const PARTICIPANT_HEADINGS: [&str; 16] = [
    "Код участника",
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "Пол",
    "Вид документа",
    "Серия",
    "Номер",
    "Категория",
    "Класс",
    "Код организации регистрации",
    "Код места обучения",
    "Код вида работы",
    "Дата экзамена",
    "ОВЗ",
];

/// Headings of a results file. Т1, Т2 are the requirements, К1 to К5 the criteria.
pub const RESULT_HEADINGS: [&str; 19] = [
    "Код участника",
    "Фамилия",
    "Имя",
    "Отчество",
    "Серия",
    "Номер",
    "Код ОО",
    "Дата экзамена",
    "Код вида работы",
    "Номер темы",
    "Т1",
    "Т2",
    "К1",
    "К2",
    "К3",
    "К4",
    "К5",
    "Результат",
    "Отметка",
];

pub(crate) fn organisation_table(organisations: &[MadeUpOrganisation]) -> Table {
    Table {
        title: "Организации",
        headings: &ORGANISATION_HEADINGS,
        rows: organisations.iter().map(organisation_row).collect(),
    }
}

pub(crate) fn participant_table(participants: &[MadeUpParticipant], exam_date: LegalDate) -> Table {
    Table {
        title: "Участники",
        headings: &PARTICIPANT_HEADINGS,
        rows: participants
            .iter()
            .map(|participant| participant_row(participant, exam_date))
            .collect(),
    }
}

pub(crate) fn result_table<'a>(
    results: impl Iterator<Item = (&'a MadeUpParticipant, &'a MadeUpResult)>,
    exam_date: LegalDate,
) -> Table {
    Table {
        title: "Результаты",
        headings: &RESULT_HEADINGS,
        rows: results
            .map(|(participant, result)| result_row(participant, result, exam_date))
            .collect(),
    }
}

/// «02.12.2026».
pub(crate) fn russian_date(date: LegalDate) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

fn organisation_row(organisation: &MadeUpOrganisation) -> Vec<String> {
    vec![
        organisation.code.clone(),
        kind_word(organisation.kind).to_owned(),
        organisation.name.clone(),
        organisation.short_name.clone(),
        organisation.parent_code.clone().unwrap_or_default(),
        organisation.zone.to_owned(),
        organisation.address.clone(),
    ]
}

fn participant_row(participant: &MadeUpParticipant, exam_date: LegalDate) -> Vec<String> {
    vec![
        participant.code.clone(),
        participant.name.surname.clone(),
        participant.name.given_name.clone(),
        participant.name.patronymic.clone().unwrap_or_default(),
        russian_date(participant.born),
        sex_word(participant.sex).to_owned(),
        capitalised(participant.document.document_type.russian()),
        participant.document.series.clone(),
        participant.document.number.clone(),
        category_word(participant.category).to_owned(),
        participant.class.clone(),
        participant.registering_code.clone(),
        participant.study_code.clone().unwrap_or_default(),
        work_type_code(participant.work_type).to_owned(),
        russian_date(exam_date),
        health_word(participant.health).to_owned(),
    ]
}

fn result_row(participant: &MadeUpParticipant, result: &MadeUpResult, exam_date: LegalDate) -> Vec<String> {
    let mut row = vec![
        participant.code.clone(),
        participant.name.surname.clone(),
        participant.name.given_name.clone(),
        participant.name.patronymic.clone().unwrap_or_default(),
        participant.document.series.clone(),
        participant.document.number.clone(),
        participant.informing_code.clone(),
        russian_date(exam_date),
        work_type_code(participant.work_type).to_owned(),
        result.topic.clone().unwrap_or_default(),
    ];
    match result.outcome {
        Outcome::Checked(marks) => row.extend(mark_cells(&marks)),
        Outcome::Removed | Outcome::NotFinished | Outcome::Absent => row.extend(vec![String::new(); 8]),
    }
    row.push(outcome_word(result.outcome).to_owned());
    row
}

/// Т1 to Результат.
fn mark_cells(marks: &TrueMarks) -> Vec<String> {
    let requirements = marks.requirements.iter().copied();
    let criteria = marks.criteria.iter().copied().map(Some);
    let all = requirements.chain(criteria).chain([Some(marks.result)]);
    all.map(|mark| mark.map_or("", mark_word).to_owned()).collect()
}

fn kind_word(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Ministry => "Министерство",
        OrganisationKind::ProcessingCentre => "РЦОИ",
        OrganisationKind::MunicipalBody => "МОУО",
        OrganisationKind::School => "Школа",
        OrganisationKind::StateSchool => "Государственная школа",
        OrganisationKind::College => "Колледж",
        OrganisationKind::ExamCommission => "ГЭК",
        OrganisationKind::AppealsCommission => "Апелляционная комиссия",
    }
}

pub(crate) fn category_word(category: ParticipantCategory) -> &'static str {
    match category {
        ParticipantCategory::Student => "Обучающийся",
        ParticipantCategory::Extern => "Экстерн",
        ParticipantCategory::PastGraduate => "Выпускник прошлых лет",
        ParticipantCategory::CollegeStudent => "Обучающийся СПО",
        ParticipantCategory::ForeignSchoolStudent => "Обучающийся иностранной ОО",
        ParticipantCategory::CertificateHolder => "Лицо со справкой об обучении",
    }
}

pub(crate) fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "М",
        Sex::Female => "Ж",
    }
}

pub(crate) fn health_word(health: HealthLimits) -> &'static str {
    match health {
        HealthLimits::Recorded => "да",
        HealthLimits::NotRecorded => "нет",
    }
}

fn work_type_code(work_type: WorkType) -> &'static str {
    match work_type {
        WorkType::Composition => "20",
        WorkType::Exposition => "21",
    }
}

fn mark_word(mark: EssayMark) -> &'static str {
    match mark {
        EssayMark::Pass => "зачет",
        EssayMark::Fail => "незачет",
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Checked(_) => "",
        Outcome::Removed => "Удален",
        Outcome::NotFinished => "Не закончил",
        Outcome::Absent => "Не явился",
    }
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
