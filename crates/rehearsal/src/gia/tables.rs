//! The import files of GIA: headings and rows.

use domain::gia_score::GiaOutcome;

use super::{GiaTruth, MadeUpExam, MadeUpGiaParticipant, MadeUpSitting};
use crate::table::Table;
use crate::tables::{capitalised, category_word, health_word, russian_date, sex_word};

/// Headings of a file of participants of GIA.
pub const GIA_PARTICIPANT_HEADINGS: [&str; 19] = [
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
    "Вид ГИА",
    "Форма ГИА",
    "Код предмета",
    "Дата экзамена",
    "Период",
    "ОВЗ",
];

/// Headings of a file of GIA results.
pub const GIA_RESULT_HEADINGS: [&str; 16] = [
    "Код участника",
    "Фамилия",
    "Имя",
    "Отчество",
    "Серия",
    "Номер",
    "Код ОО",
    "Вид ГИА",
    "Форма ГИА",
    "Код предмета",
    "Дата экзамена",
    "Отметка",
    "Первичный балл",
    "Тестовый балл",
    "Отметка по шкале",
    "Баллы за задания",
];

pub(super) fn participant_table(participants: &[MadeUpGiaParticipant]) -> Table {
    let rows = participants.iter().flat_map(|person| {
        person
            .sittings
            .iter()
            .map(|sitting| participant_row(person, &sitting.exam))
    });
    Table {
        title: "Участники ГИА",
        headings: &GIA_PARTICIPANT_HEADINGS,
        rows: rows.collect(),
    }
}

pub(super) fn result_table(participants: &[MadeUpGiaParticipant], of: impl Fn(&MadeUpExam) -> bool) -> Table {
    let mut rows = Vec::new();
    for person in participants {
        let sittings = person.sittings.iter().filter(|sitting| of(&sitting.exam));
        rows.extend(sittings.filter_map(|sitting| result_row(person, sitting)));
    }
    Table {
        title: "Результаты ГИА",
        headings: &GIA_RESULT_HEADINGS,
        rows,
    }
}

fn participant_row(person: &MadeUpGiaParticipant, exam: &MadeUpExam) -> Vec<String> {
    vec![
        person.code.clone(),
        person.name.surname.clone(),
        person.name.given_name.clone(),
        person.name.patronymic.clone().unwrap_or_default(),
        russian_date(person.born),
        sex_word(person.sex).to_owned(),
        capitalised(person.document.document_type.russian()),
        person.document.series.clone(),
        person.document.number.clone(),
        category_word(person.category).to_owned(),
        person.class.clone(),
        person.registering_code.clone(),
        person.study_code.clone().unwrap_or_default(),
        exam.kind().russian().to_owned(),
        exam.form.russian().to_owned(),
        exam.subject.to_string(),
        russian_date(exam.date),
        "основной".to_owned(),
        health_word(person.health).to_owned(),
    ]
}

/// `None`: an oral part has no row of its own.
fn result_row(person: &MadeUpGiaParticipant, sitting: &MadeUpSitting) -> Option<Vec<String>> {
    let exam = &sitting.exam;
    let [attendance, primary, test, mark, points] = match &sitting.truth {
        GiaTruth::WithTheWrittenPart => return None,
        GiaTruth::Absent => only("Не явился"),
        GiaTruth::Removed => only("Удален"),
        GiaTruth::NotFinished => only("Не закончил"),
        GiaTruth::Checked {
            primary,
            outcome,
            points,
        } => {
            let (test, mark) = match outcome {
                GiaOutcome::Test(score) => (score.to_string(), String::new()),
                GiaOutcome::Mark(mark) => (String::new(), mark.to_string()),
            };
            [
                String::new(),
                primary.to_string(),
                test,
                mark,
                points.code().replace(';', " "),
            ]
        }
    };
    Some(vec![
        person.code.clone(),
        person.name.surname.clone(),
        person.name.given_name.clone(),
        person.name.patronymic.clone().unwrap_or_default(),
        person.document.series.clone(),
        person.document.number.clone(),
        person.registering_code.clone(),
        exam.kind().russian().to_owned(),
        exam.form.russian().to_owned(),
        exam.subject.to_string(),
        russian_date(exam.date),
        attendance,
        primary,
        test,
        mark,
        points,
    ])
}

fn only(word: &str) -> [String; 5] {
    [
        word.to_owned(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ]
}
