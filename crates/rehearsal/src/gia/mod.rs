//! Made-up GIA of one year: participants, exams of May and June, results by scales.

mod exams;
mod people;
mod results;
mod scales;
mod tables;

use domain::exam::ExamKind;
use domain::gia_score::GiaOutcome;
use domain::registration::{ParticipantCategory, Sex};
use domain::task_points::TaskPoints;
use regulations::{Law, LegalDate, PrimaryScore, ScaleError, TimeError};

use crate::identity_documents::MadeUpDocument;
use crate::names::MadeUpName;
use crate::participants::HealthLimits;
use crate::region::MadeUpRegion;
use crate::table::Table;

pub use exams::MadeUpExam;
pub use scales::{law_with_made_up_scales, made_up_scale_files};
pub use tables::{GIA_PARTICIPANT_HEADINGS, GIA_RESULT_HEADINGS};

/// How much GIA to invent. Exams are in May and June of `year`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaPlan {
    pub year: i16,
    /// People of GIA-11, with 1 to 4 exams each.
    pub gia11: usize,
    /// People of GIA-9, with 4 exams each.
    pub gia9: usize,
    pub graduates: Graduates,
    pub seed: u64,
}

/// Who this year's graduates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graduates {
    /// People of their own: nobody of them wrote the region's essay.
    Apart,
    /// Who wrote the region's essay as students of a class, while there are enough of them; the essay is of the same school
    /// year.
    OfTheEssay,
}

/// GIA that cannot be invented.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GiaError {
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The law has no scale for the year: see [`law_with_made_up_scales`].
    #[error(transparent)]
    Scale(#[from] ScaleError),
    #[error("шкала не даёт значения для вымышленного балла: {0}")]
    NotConverted(String),
}

/// What the files of GIA say, and the truth they were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpGia {
    pub plan: GiaPlan,
    /// In the order of the year.
    pub exams: Vec<MadeUpExam>,
    /// GIA-11 first; by informing organisation, class, name.
    pub participants: Vec<MadeUpGiaParticipant>,
}

/// A made-up participant of GIA with one registration and some exams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpGiaParticipant {
    /// Eleven characters: region, year, kind, running number.
    pub code: String,
    pub name: MadeUpName,
    pub born: LegalDate,
    pub sex: Sex,
    pub document: MadeUpDocument,
    pub category: ParticipantCategory,
    /// «11А», «9Б»; the group of a college student; empty for the categories without a class.
    pub class: String,
    pub registering_code: String,
    /// The school that admitted the participant; `None` where the person does not study in the region.
    pub study_code: Option<String>,
    /// Truth: who must tell the results (mordovia-187:4, 10.4; kuzbass-gia9:info 5).
    pub informing_code: String,
    pub exam_kind: ExamKind,
    pub health: HealthLimits,
    /// By day.
    pub sittings: Vec<MadeUpSitting>,
}

/// One exam of a participant with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpSitting {
    pub exam: MadeUpExam,
    pub truth: GiaTruth,
}

/// How a sitting of GIA ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GiaTruth {
    Checked {
        primary: PrimaryScore,
        /// By the scale of the year.
        outcome: GiaOutcome,
        points: TaskPoints,
    },
    Absent,
    Removed,
    /// Early, for a good reason.
    NotFinished,
    /// The oral part of a language: its result is the written part's.
    WithTheWrittenPart,
}

impl GiaPlan {
    /// The demo: some hundreds of both kinds, the summer before its essay.
    pub const fn demo() -> Self {
        Self {
            year: 2026,
            gia11: 400,
            gia9: 300,
            graduates: Graduates::Apart,
            seed: 233,
        }
    }

    /// A whole region: about 145 000 sittings of the graduates of its essay and of grade 9.
    pub const fn region() -> Self {
        Self {
            gia11: 13_000,
            gia9: 27_000,
            graduates: Graduates::OfTheEssay,
            ..Self::demo()
        }
    }
}

/// Invents GIA in a region. The law must have the scales of the year; the same arguments give the same GIA.
pub fn make_gia(region: &MadeUpRegion, plan: &GiaPlan, law: &Law) -> Result<MadeUpGia, GiaError> {
    let exams = exams::exams_of(plan.year)?;
    let mut participants = people::make_people(region, plan, &exams)?;
    results::fill(&mut participants, region, plan, law)?;
    Ok(MadeUpGia {
        plan: plan.clone(),
        exams,
        participants,
    })
}

impl MadeUpGia {
    /// The participants file: a row per participant and exam.
    pub fn participants_table(&self) -> Table {
        tables::participant_table(&self.participants)
    }

    /// The rows of one kind: the file of a whole region is more than an import takes at once.
    pub fn participants_table_of(&self, kind: ExamKind) -> Table {
        let of_kind: Vec<MadeUpGiaParticipant> = self
            .participants
            .iter()
            .filter(|person| person.exam_kind == kind)
            .cloned()
            .collect();
        tables::participant_table(&of_kind)
    }

    /// The results of one exam.
    pub fn results_table(&self, exam: &MadeUpExam) -> Table {
        tables::result_table(&self.participants, |other| other == exam)
    }

    /// The results of every exam up to a day, in one file.
    pub fn results_up_to(&self, day: LegalDate) -> Table {
        tables::result_table(&self.participants, |exam| exam.date <= day)
    }

    /// The exam of a subject; where it is sat on several days, the first.
    pub fn exam(&self, kind: ExamKind, subject: i64) -> Option<&MadeUpExam> {
        let mut exams = self.exams.iter();
        exams.find(|exam| exam.form.kind() == kind && i64::from(exam.subject.number()) == subject)
    }

    /// Everybody who sits an exam, with what came of it.
    pub fn sittings_of<'a>(
        &'a self,
        exam: &'a MadeUpExam,
    ) -> impl Iterator<Item = (&'a MadeUpGiaParticipant, &'a MadeUpSitting)> {
        self.participants.iter().flat_map(move |person| {
            let sittings = person.sittings.iter().filter(move |sitting| sitting.exam == *exam);
            sittings.map(move |sitting| (person, sitting))
        })
    }
}
