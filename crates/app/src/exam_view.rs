//! Exams and organisations as use cases name them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use domain::access::{Reach, Scope};
use domain::exam::{ExamKind, ExamPeriod};
use domain::organisation::OrganisationKind;
use regulations::russian::long_date;
use regulations::{Condition, Conditions, EssayDateKind, ExamForm, Instant, LegalDate, Subject, Zone};
use storage::exams::{self, ExamRow};
use storage::installation::{self, Counter};
use storage::organisations::{self, OrganisationRow};
use storage::{StorageError, Tx};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::import::registrant::{gia_school_year, school_year};

/// An exam with its codes read.
#[derive(Debug, Clone)]
pub struct Exam {
    /// Id.
    pub id: Uuid,
    /// Kind.
    pub kind: ExamKind,
    /// Code of the subject; 20 stands for the essay and the exposition together.
    pub subject_code: i64,
    /// Day.
    pub date: LegalDate,
    /// Which of the dates of the year.
    pub period: ExamPeriod,
    /// When the first participant of it was entered.
    pub scheduled_at: Instant,
}

impl Exam {
    /// Reads a stored row.
    pub fn from_row(row: &ExamRow) -> Result<Self, AppError> {
        Ok(Self {
            id: row.id,
            kind: ExamKind::from_code(&row.kind)?,
            subject_code: row.subject_code,
            date: row
                .exam_date
                .parse()
                .map_err(|_| StorageError::Damaged("exam.exam_date"))?,
            period: ExamPeriod::from_code(&row.period)?,
            scheduled_at: Instant::from_micros(row.created_at),
        })
    }

    /// «Итоговое сочинение (изложение) 2 декабря 2026», «ЕГЭ. Русский язык, 28 мая 2026».
    pub fn title(&self) -> String {
        match self.kind {
            ExamKind::Essay => format!("{} {}", self.name(), long_date(self.date)),
            ExamKind::Gia11 | ExamKind::Gia9 => format!("{}, {}", self.name(), long_date(self.date)),
        }
    }

    /// The same without its day: «ЕГЭ. Русский язык».
    pub fn name(&self) -> String {
        exam_name(self.kind, self.subject_code)
    }

    /// «Русский язык»; of the essay its kind.
    pub fn subject(&self) -> String {
        subject_name(self.kind, self.subject_code)
    }

    /// The form in which it is sat; `None` of the essay, and where the list of subjects has no such code.
    pub fn form(&self) -> Option<ExamForm> {
        subject_of(self.kind, self.subject_code).map(|subject| subject.form)
    }

    /// The year its school year ends in.
    pub fn school_year(&self) -> i64 {
        match self.kind {
            ExamKind::Essay => school_year(self.date),
            ExamKind::Gia11 | ExamKind::Gia9 => gia_school_year(self.date),
        }
    }

    /// When it was held: 10:00 local (kirov-1497:4.1).
    pub fn held_at(&self, zone: &Zone) -> Result<Instant, AppError> {
        zone.at(self.date, 10, 0)
            .map_err(|error| AppError::Law(error.to_string()))
    }

    /// What the lengths of its terms depend on.
    pub fn conditions(&self) -> Conditions {
        match self.kind {
            ExamKind::Essay => Conditions::essay(match self.period {
                ExamPeriod::February => EssayDateKind::February,
                ExamPeriod::April => EssayDateKind::April,
                ExamPeriod::Additional => EssayDateKind::Additional,
                ExamPeriod::Main | ExamPeriod::Early | ExamPeriod::Reserve => EssayDateKind::Main,
            }),
            ExamKind::Gia11 => Conditions::of(match (self.period, self.subject_code) {
                (ExamPeriod::Additional | ExamPeriod::Reserve, _) => Condition::AdditionalOrReserve,
                (_, 1 | 2 | 22 | 51 | 52) => Condition::RussianOrMathematics,
                _ => Condition::OtherSubject,
            }),
            ExamKind::Gia9 => Conditions::of(match self.period {
                ExamPeriod::Main => Condition::Gia9MainPeriod,
                _ => Condition::Gia9OtherPeriod,
            }),
        }
    }
}

/// «Итоговое сочинение (изложение)», «ЕГЭ. Русский язык», «ГВЭ-9. Математика».
pub fn exam_name(kind: ExamKind, subject_code: i64) -> String {
    match kind {
        ExamKind::Essay => subject_name(kind, subject_code),
        ExamKind::Gia11 | ExamKind::Gia9 => {
            let form = subject_of(kind, subject_code).map_or(kind.russian(), |subject| subject.form.russian());
            format!("{form}. {}", subject_name(kind, subject_code))
        }
    }
}

/// «Русский язык», without the form that some names of the list carry; «Предмет 97» for a code that is not in the list.
pub fn subject_name(kind: ExamKind, subject_code: i64) -> String {
    if kind == ExamKind::Essay {
        return "Итоговое сочинение (изложение)".to_owned();
    }
    match subject_of(kind, subject_code) {
        Some(subject) => subject.name.trim_end_matches(" (ГВЭ)").to_owned(),
        None => format!("Предмет {subject_code:02}"),
    }
}

fn subject_of(kind: ExamKind, code: i64) -> Option<&'static Subject> {
    regulations::embedded_subjects()
        .iter()
        .find(|subject| subject.form.kind() == kind && i64::from(subject.code.number()) == code)
}

/// One exam or [`AppError::NotFound`].
pub async fn find_exam(tx: &mut Tx, id: Uuid) -> Result<Exam, AppError> {
    let row = exams::find(tx, id).await?.ok_or(AppError::NotFound)?;
    Exam::from_row(&row)
}

/// Organisations by id, with what the chain asks of them.
#[derive(Default)]
pub struct Organisations {
    version: i64,
    by_id: HashMap<Uuid, OrganisationRow>,
    /// By code, with what the search box compares; made when somebody first searches.
    for_search: OnceLock<Vec<SearchedNames>>,
}

/// Both names of an organisation, made comparable once.
struct SearchedNames {
    organisation: Uuid,
    names: String,
}

impl App {
    /// All organisations of the region: the system's own view, never shown whole to a person. One statement when nothing
    /// changed.
    pub(crate) async fn organisations_in(&self, tx: &mut Tx) -> Result<Arc<Organisations>, AppError> {
        let version = installation::value(tx, Counter::Organisation).await?;
        let present = self
            .organisations
            .read()
            .map(|organisations| Arc::clone(&organisations))
            .unwrap_or_default();
        if present.version == version && !present.by_id.is_empty() {
            return Ok(present);
        }
        let rows = organisations::all(tx).await?;
        let fresh = Arc::new(Organisations {
            version,
            for_search: OnceLock::new(),
            by_id: rows.into_iter().map(|row| (row.id, row)).collect(),
        });
        if tx.sees_only_what_is_committed()
            && let Ok(mut slot) = self.organisations.write()
        {
            *slot = Arc::clone(&fresh);
        }
        Ok(fresh)
    }
}

impl Organisations {
    /// One of them.
    pub fn get(&self, id: Uuid) -> Result<&OrganisationRow, AppError> {
        self.by_id
            .get(&id)
            .ok_or(AppError::Storage(StorageError::Damaged("organisation")))
    }

    /// Its kind.
    pub fn kind(&self, id: Uuid) -> Result<OrganisationKind, AppError> {
        Ok(OrganisationKind::from_code(&self.get(id)?.kind)?)
    }

    /// Short name for lists; empty for an unknown id.
    pub fn short_name(&self, id: Uuid) -> String {
        self.by_id
            .get(&id)
            .map(|row| row.short_name.clone())
            .unwrap_or_default()
    }

    /// Every organisation, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &OrganisationRow> {
        self.by_id.values()
    }

    /// Those within a scope whose code begins, or whose name has, what is typed; by code.
    pub(crate) fn named(&self, scope: &Scope, typed: &str, limit: usize) -> Vec<OrganisationRow> {
        let typed = comparable(typed.trim());
        self.for_search
            .get_or_init(|| self.searched_names())
            .iter()
            .filter_map(|one| Some((self.by_id.get(&one.organisation)?, &one.names)))
            .filter(|(row, names)| covers(scope, row) && (row.code.starts_with(&typed) || names.contains(&typed)))
            .map(|(row, _)| row.clone())
            .take(limit)
            .collect()
    }

    fn searched_names(&self) -> Vec<SearchedNames> {
        let mut rows: Vec<&OrganisationRow> = self.by_id.values().collect();
        rows.sort_by(|one, other| one.code.cmp(&other.code));
        let names = |row: &OrganisationRow| SearchedNames {
            organisation: row.id,
            names: comparable(&format!("{}\n{}", row.name, row.short_name)),
        };
        rows.into_iter().map(names).collect()
    }

    /// The region's processing centre.
    pub fn processing_centre(&self) -> Result<&OrganisationRow, AppError> {
        self.by_id
            .values()
            .find(|row| row.kind == OrganisationKind::ProcessingCentre.code())
            .ok_or_else(|| AppError::NotNow("в справочнике организаций нет РЦОИ: загрузите организации".to_owned()))
    }

    /// The organisation's own zone, where it differs from the region's.
    pub fn zone(&self, id: Uuid) -> Option<Zone> {
        self.by_id
            .get(&id)?
            .zone
            .as_deref()
            .and_then(|name| Zone::new(name).ok())
    }
}

/// Case does not matter, е and ё are one letter.
fn comparable(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// As `storage::organisations::in_scope` chooses.
fn covers(scope: &Scope, row: &OrganisationRow) -> bool {
    let own = scope.organisation().0;
    match scope.reach() {
        Reach::Region => true,
        Reach::Subtree => row.id == own || row.parent_id == Some(own),
        Reach::Own => row.id == own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exams_are_named_by_form_and_subject() {
        for (kind, subject, name) in [
            (ExamKind::Essay, 20, "Итоговое сочинение (изложение)"),
            (ExamKind::Gia11, 1, "ЕГЭ. Русский язык"),
            (ExamKind::Gia11, 22, "ЕГЭ. Математика (базовая)"),
            (ExamKind::Gia11, 29, "ЕГЭ. Английский язык (устная часть)"),
            (ExamKind::Gia11, 51, "ГВЭ-11. Русский язык"),
            (ExamKind::Gia9, 1, "ОГЭ. Русский язык"),
            (ExamKind::Gia9, 52, "ГВЭ-9. Математика"),
            (ExamKind::Gia9, 97, "ГИА-9. Предмет 97"),
        ] {
            assert_eq!(exam_name(kind, subject), name);
        }
    }

    #[test]
    fn terms_depend_on_subject_and_period() {
        let exam = |kind, subject_code, period| Exam {
            id: Uuid::nil(),
            kind,
            subject_code,
            date: LegalDate::new(2026, 5, 28).unwrap(),
            period,
            scheduled_at: Instant::from_micros(0),
        };
        for (kind, subject, period, condition) in [
            (ExamKind::Essay, 20, ExamPeriod::April, Condition::EssayApril),
            (ExamKind::Gia11, 2, ExamPeriod::Main, Condition::RussianOrMathematics),
            (ExamKind::Gia11, 3, ExamPeriod::Early, Condition::OtherSubject),
            (ExamKind::Gia11, 1, ExamPeriod::Reserve, Condition::AdditionalOrReserve),
            (ExamKind::Gia9, 1, ExamPeriod::Main, Condition::Gia9MainPeriod),
            (ExamKind::Gia9, 1, ExamPeriod::Reserve, Condition::Gia9OtherPeriod),
        ] {
            assert_eq!(exam(kind, subject, period).conditions(), Conditions::of(condition));
        }
    }
}
