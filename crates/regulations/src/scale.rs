//! A scale: how primary scores of one subject become test scores or marks in certain years; and the year's minimums.

use crate::score::{ExamForm, Mark, PrimaryScore, SubjectCode, TaskCode, TestScore};
use crate::time::LegalDate;
use crate::vocabulary::{ExamKind, TermStatus};

/// A subject as one form of GIA knows it (domain-facts 3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub form: ExamForm,
    pub code: SubjectCode,
    pub name: String,
    /// For the oral part of a foreign language, sat on another day: the written part that carries the one result.
    pub written: Option<SubjectCode>,
    pub origin: Origin,
}

/// Where a figure comes from and how far it may be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub status: TermStatus,
    /// The document or publication, in words.
    pub source: String,
    /// What was chosen where the source is silent; always there for a reading or a figure from memory.
    pub note: Option<String>,
    pub reviewed_on: LegalDate,
}

/// Calendar years of exams, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Years {
    pub first: i16,
    pub last: i16,
}

impl Years {
    pub const fn hold(self, year: i16) -> bool {
        self.first <= year && year <= self.last
    }

    pub(crate) const fn meet(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// For what and where a scale or a minimum holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleScope {
    pub form: ExamForm,
    pub subject: SubjectCode,
    /// Numbers of variants of ГВЭ-9 mathematics begin with a series: 100, 200, 300. `None`: all variants alike.
    pub series: Option<u16>,
    pub years: Years,
    /// The region that set it (kuzbass-gia9:info 4); `None` is the federal scale, for ОГЭ only a recommendation.
    pub region: Option<String>,
}

/// One dated scale. Checked when the law is read: without gaps, from nought to the last primary score, never falling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    pub scope: ScaleScope,
    pub conversion: Conversion,
    /// The parts of a work that conditions speak of.
    pub parts: Vec<ScalePart>,
    pub conditions: Vec<MarkCondition>,
    pub origin: Origin,
}

/// What primary scores become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conversion {
    /// The test score of each primary score; the index is the primary score.
    TestScores(Vec<TestScore>),
    Marks(MarkBounds),
}

/// The first primary score of each mark above 2, and the last there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkBounds {
    pub three: PrimaryScore,
    pub four: PrimaryScore,
    pub five: PrimaryScore,
    pub max: PrimaryScore,
}

/// Tasks that count together: geometry, literacy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScalePart {
    /// The name that conditions use: `geometry`.
    pub code: String,
    /// «геометрия».
    pub name: String,
    pub tasks: Vec<TaskCode>,
}

/// An extra demand of ОГЭ: a mark of the list needs points of a part; without them the mark is a lower one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkCondition {
    pub marks: Vec<Mark>,
    /// Code of the part.
    pub part: String,
    pub at_least: u16,
    pub otherwise: Mark,
}

/// The least result of a year that passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minimum {
    pub scope: ScaleScope,
    /// For the school certificate.
    pub to_pass: Option<Floor>,
    /// For admission to a university, where it is another one.
    pub university: Option<TestScore>,
    pub origin: Origin,
}

/// In what a minimum is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    Test(TestScore),
    Mark(Mark),
    /// Set by a ministry in primary scores (kuzbass-gia9:info 4).
    Primary(PrimaryScore),
}

impl Scale {
    /// The greatest primary score there is.
    pub fn max_primary(&self) -> PrimaryScore {
        match &self.conversion {
            Conversion::Marks(bounds) => bounds.max,
            Conversion::TestScores(table) => PrimaryScore::last_of(table.len()),
        }
    }

    /// A federal scale of GIA-9 recommends; the region sets its own (kuzbass-gia9:info 4). To be said wherever a result
    /// counted by it is shown to staff.
    pub fn is_only_recommended(&self) -> bool {
        self.scope.region.is_none() && self.scope.form.kind() == ExamKind::Gia9
    }

    /// The part of this code; conditions name only parts that are there.
    pub fn part(&self, code: &str) -> Option<&ScalePart> {
        self.parts.iter().find(|part| part.code == code)
    }
}

impl MarkBounds {
    /// The mark by intervals alone; `None` beyond the last primary score.
    pub fn mark_of(&self, primary: PrimaryScore) -> Option<Mark> {
        if primary > self.max {
            None
        } else if primary >= self.five {
            Some(Mark::Five)
        } else if primary >= self.four {
            Some(Mark::Four)
        } else if primary >= self.three {
            Some(Mark::Three)
        } else {
            Some(Mark::Two)
        }
    }
}
