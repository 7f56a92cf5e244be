//! All scales and minimums, by form, subject, year and region. What is not there is an error, never a guess.

use std::sync::Arc;

use crate::scale::{Minimum, Scale, ScaleScope, Subject, Years};
use crate::score::{ExamForm, SubjectCode};
use crate::vocabulary::ExamKind;

/// The subjects, scales and minimums of the law.
#[derive(Debug, Clone, Default)]
pub struct ScaleBook {
    pub(crate) subjects: Arc<Vec<Subject>>,
    pub(crate) scales: Arc<Vec<Scale>>,
    pub(crate) minimums: Arc<Vec<Minimum>>,
}

/// Which scale is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleKey<'a> {
    pub form: ExamForm,
    pub subject: SubjectCode,
    /// The series of variants, where the work's variant tells one: 100, 200, 300.
    pub series: Option<u16>,
    /// Calendar year of the exam.
    pub year: i16,
    /// The region's code; its own scale goes before the federal one.
    pub region: &'a str,
}

/// Why there is no scale or minimum to count by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScaleError {
    #[error("{form}: предмета с кодом {code} нет в справочнике. Исправьте код или внесите предмет в справочник", form = .form.russian())]
    UnknownSubject { form: ExamForm, code: SubjectCode },
    #[error("{kind}: предмета с кодом {code} нет в справочнике. Исправьте код или внесите предмет в справочник", kind = .kind.russian())]
    UnknownSubjectOfKind { kind: ExamKind, code: SubjectCode },
    #[error("{form}, {subject}, {year}\u{a0}год: шкалы перевода нет ({known}). Баллы не переводятся, пока шкала не внесена с указанием источника", form = .form.russian())]
    NoScale {
        form: ExamForm,
        subject: String,
        year: i16,
        /// «есть за 2025» or «нет ни за один год».
        known: String,
    },
    #[error("{form}, {subject}, {year}\u{a0}год: шкала зависит от варианта ({known}), а номер варианта не указан. Укажите вариант", form = .form.russian())]
    SeriesNeeded {
        form: ExamForm,
        subject: String,
        year: i16,
        known: String,
    },
    #[error("{form}, {subject}: устная часть отдельно не переводится, результат один с письменной. Передайте баллы по предмету с кодом {written}", form = .form.russian())]
    OralPart {
        form: ExamForm,
        subject: String,
        written: SubjectCode,
    },
    #[error("{form}, {subject}, {year}\u{a0}год: минимальный балл не внесён. Внесите его с указанием источника", form = .form.russian())]
    NoMinimum { form: ExamForm, subject: String, year: i16 },
}

impl ScaleBook {
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    pub fn minimums(&self) -> &[Minimum] {
        &self.minimums
    }

    pub fn subject(&self, form: ExamForm, code: SubjectCode) -> Result<&Subject, ScaleError> {
        let found = self.subjects.iter().find(|one| one.form == form && one.code == code);
        found.ok_or(ScaleError::UnknownSubject { form, code })
    }

    /// The form a subject's code is sat in: 1 of GIA-9 is ОГЭ, 51 is ГВЭ-9.
    pub fn form_of(&self, kind: ExamKind, code: SubjectCode) -> Result<ExamForm, ScaleError> {
        let mut subjects = self.subjects.iter();
        let found = subjects.find(|one| one.form.kind() == kind && one.code == code);
        found
            .map(|subject| subject.form)
            .ok_or(ScaleError::UnknownSubjectOfKind { kind, code })
    }

    /// The scale of the year: the region's own, otherwise the federal one.
    pub fn scale(&self, key: ScaleKey<'_>) -> Result<&Scale, ScaleError> {
        let subject = self.subject(key.form, key.subject)?;
        if let Some(written) = subject.written {
            return Err(ScaleError::OralPart {
                form: key.form,
                subject: subject.name.clone(),
                written,
            });
        }
        let scales = || {
            self.scales
                .iter()
                .filter(|one| one.scope.is_of(&key) && one.scope.years.hold(key.year))
        };
        let own = scales().filter(|one| one.scope.region.as_deref() == Some(key.region));
        let found = own
            .chain(scales().filter(|one| one.scope.region.is_none()))
            .find(|one| one.scope.fits_series(&key));
        found.ok_or_else(|| self.no_scale(key, subject))
    }

    /// Scales of the same subject that hold in other years here: to tell a score that follows from one of them.
    pub fn scales_of_other_years<'a>(&'a self, key: ScaleKey<'a>) -> impl Iterator<Item = &'a Scale> {
        self.scales.iter().filter(move |one| {
            let is_here = one.scope.region.is_none() || one.scope.region.as_deref() == Some(key.region);
            is_here && one.scope.is_of(&key) && one.scope.fits_series(&key) && !one.scope.years.hold(key.year)
        })
    }

    /// The minimum of the year: the region's own, otherwise the federal one.
    pub fn minimum(&self, key: ScaleKey<'_>) -> Result<&Minimum, ScaleError> {
        let subject = self.subject(key.form, key.subject)?;
        let minimums = || {
            self.minimums
                .iter()
                .filter(|one| one.scope.is_of(&key) && one.scope.years.hold(key.year))
        };
        let own = minimums().find(|one| one.scope.region.as_deref() == Some(key.region));
        let found = own.or_else(|| minimums().find(|one| one.scope.region.is_none()));
        found.ok_or_else(|| ScaleError::NoMinimum {
            form: key.form,
            subject: subject.name.clone(),
            year: key.year,
        })
    }

    fn no_scale(&self, key: ScaleKey<'_>, subject: &Subject) -> ScaleError {
        let of_subject = || self.scales.iter().filter(|one| one.scope.is_of(&key));
        let of_year = of_subject().filter(|one| one.scope.years.hold(key.year));
        let series: Vec<_> = of_year
            .filter_map(|one| one.scope.series)
            .map(|series| series.to_string())
            .collect();
        let (form, name, year) = (key.form, subject.name.clone(), key.year);
        if key.series.is_none() && !series.is_empty() {
            return ScaleError::SeriesNeeded {
                form,
                subject: name,
                year,
                known: series.join(", "),
            };
        }
        let mut years: Vec<_> = of_subject().map(|one| one.scope.years).collect();
        years.sort_unstable();
        years.dedup();
        ScaleError::NoScale {
            form,
            subject: name,
            year,
            known: years_in_words(&years),
        }
    }
}

impl ScaleScope {
    fn is_of(&self, key: &ScaleKey<'_>) -> bool {
        self.form == key.form && self.subject == key.subject
    }

    fn fits_series(&self, key: &ScaleKey<'_>) -> bool {
        self.series.is_none() || self.series == key.series
    }
}

fn years_in_words(years: &[Years]) -> String {
    if years.is_empty() {
        return "нет ни за один год".to_owned();
    }
    let words: Vec<_> = years
        .iter()
        .map(|years| match years {
            Years { first, last } if first == last => first.to_string(),
            Years { first, last } => format!("{first}–{last}"),
        })
        .collect();
    format!("есть за {}", words.join(", "))
}
