//! Results of state exams on the answer page, and the open exams on the first page.

use super::DatedStep;

/// Open exams of one form, as the first page lists them.
#[derive(Clone, Debug)]
pub struct OpenGroup {
    /// «ЕГЭ», «ОГЭ», «Итоговое сочинение (изложение)».
    pub title: String,
    /// «Русский язык — 31 мая, 22 июня 2027»; of the essay its days alone.
    pub lines: Vec<String>,
}

/// The results of one person in one form of exam, newest first.
#[derive(Clone, Debug)]
pub struct GiaGroup {
    /// «ЕГЭ», «ГВЭ-11», «ОГЭ», «ГВЭ-9».
    pub title: String,
    pub answers: Vec<GiaAnswer>,
    /// What may still be done, once for the whole group.
    pub next_steps: Vec<DatedStep>,
    /// Where the values come from: «Публикация № 14 от 10 июня 2027, 18:05».
    pub source: String,
}

/// One released result of a state exam.
#[derive(Clone, Debug)]
pub struct GiaAnswer {
    /// «Русский язык».
    pub subject: String,
    /// «31 мая 2027», of a foreign language with the day of its oral part.
    pub exam_date: String,
    /// «Тестовый балл», «Ваша отметка»; empty where no work was checked.
    pub label: String,
    /// «73», «4», «Не пришли на экзамен».
    pub value: String,
    /// How the result stands to the minimum that decides: «Минимум для аттестата — 24 балла, набран».
    pub standing: Option<GiaStanding>,
    /// Primary score, the university's minimum, the protocol.
    pub rows: Vec<FactRow>,
    /// One sentence each.
    pub notes: Vec<String>,
}

/// How one appeal of the participant stands.
#[derive(Clone, Debug)]
pub struct CaseLine {
    /// «Апелляция о несогласии с баллами: отклонена».
    pub title: String,
    /// Since when, what follows.
    pub words: String,
}

/// A minimum and whether it is reached.
#[derive(Clone, Debug)]
pub struct GiaStanding {
    pub words: String,
    pub reached: Reached,
}

/// Is the result at or above the minimum?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Yes,
    No,
}

impl Reached {
    /// Class of the line; its words say the same.
    pub fn css_class(&self) -> &'static str {
        match self {
            Reached::Yes => "ok",
            Reached::No => "no",
        }
    }
}

/// A name and what stands there.
#[derive(Clone, Debug)]
pub struct FactRow {
    pub name: String,
    pub value: String,
}
