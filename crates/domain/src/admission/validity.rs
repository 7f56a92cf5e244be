//! How long an essay is good, and for what (rostov-essay:11).

use regulations::russian::long_date;
use regulations::{LegalDate, TimeError};

use super::essay::is_obliged;
use crate::essay::WorkType;
use crate::registration::ParticipantCategory;

/// Years after the year of writing for which universities take an essay.
pub const UNIVERSITY_YEARS: i16 = 4;

/// A passed essay or exposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassedEssay {
    pub on: LegalDate,
    pub work_type: WorkType,
    /// As what the person wrote it.
    pub category: ParticipantCategory,
}

/// One passed essay and what it is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    pub essay: PassedEssay,
    /// Last day for universities; `None` of an exposition and of one annulled by a later essay.
    pub university_until: Option<LegalDate>,
    /// The later essay that annulled it.
    pub annulled_by: Option<LegalDate>,
    pub clauses: Vec<&'static str>,
    pub words: String,
}

/// The essays with what each is good for. `written` are days on which somebody of kirov-1497:2.2 wrote once more, whatever
/// came of it. *Reading*: whoever only registered or stayed away has not taken part, and the earlier essay stands.
pub fn validity(
    passed: &[PassedEssay],
    written: &[(LegalDate, ParticipantCategory)],
) -> Result<Vec<Validity>, TimeError> {
    passed.iter().map(|essay| one(*essay, written)).collect()
}

fn one(essay: PassedEssay, written: &[(LegalDate, ParticipantCategory)]) -> Result<Validity, TimeError> {
    let later = written
        .iter()
        .filter(|(on, category)| !is_obliged(*category) && school_year(*on) > school_year(essay.on));
    if let Some(on) = later.map(|(on, _)| *on).min() {
        let words = format!(
            "Аннулировано для\u{a0}вуза: {} написано новое, вуз примет только его. Как допуск к\u{a0}ГИА-11 действует бессрочно.",
            long_date(on)
        );
        return Ok(Validity {
            essay,
            university_until: None,
            annulled_by: Some(on),
            clauses: vec!["rostov-essay:11", "kirov-1497:2.2"],
            words,
        });
    }
    let until = match essay.work_type {
        WorkType::Composition => Some(LegalDate::new(
            essay.on.year().saturating_add(UNIVERSITY_YEARS),
            12,
            31,
        )?),
        WorkType::Exposition => None,
    };
    let words = match until {
        Some(until) => format!(
            "Как допуск к\u{a0}ГИА-11 действует бессрочно, для\u{a0}вуза\u{a0}— до\u{a0}{}.",
            long_date(until)
        ),
        None => "Как допуск к\u{a0}ГИА-11 действует бессрочно; вузы изложение не\u{a0}принимают.".to_owned(),
    };
    Ok(Validity {
        essay,
        university_until: until,
        annulled_by: None,
        clauses: vec!["rostov-essay:11"],
        words,
    })
}

/// 2026/27 is 2027.
pub const fn school_year_of(year: i16, month: i8) -> i16 {
    if month >= 9 { year.saturating_add(1) } else { year }
}

fn school_year(on: LegalDate) -> i16 {
    school_year_of(on.year(), on.month())
}
