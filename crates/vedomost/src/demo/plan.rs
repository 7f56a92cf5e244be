//! What a demo is of: whose weeks it lives through and how large its region is.

use std::path::Path;

use regulations::LegalDate;
use rehearsal::{GiaPlan, RegionPlan};

use crate::configuration::{DemoArguments, DemoExams, DemoScale, RegionSize};

/// Written when the region is whole, with what it is of: a demo cut short is made again.
const WHOLE_FILE: &str = "demo-whole";
/// Local moment of a fresh demo of the essay: some duties met, some due today, some overdue.
const ESSAY_NOW: &str = "2026-12-17T09:20";
/// Local moment of a fresh demo with state exams.
pub(super) const GIA_NOW: &str = "2026-06-17T09:20";
/// The essay of a region that goes on to its state exams is a year less a day earlier, on a weekday of the same name.
const DAYS_BACK: i64 = 364;

/// A demo's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPlan {
    pub exams: DemoExams,
    pub scale: DemoScale,
}

impl DemoPlan {
    /// What was asked for; a finished demo keeps its own, and another one asked for is refused.
    pub fn of(arguments: &DemoArguments) -> Result<(Self, Finished), String> {
        let path = arguments.data_dir.join(WHOLE_FILE);
        if !path.exists() {
            return Ok((Self::asked(arguments), Finished::NotYet));
        }
        let words =
            std::fs::read_to_string(&path).map_err(|error| format!("файл {} не читается: {error}", path.display()))?;
        let kept = Self::kept(&words);
        let other = arguments.exams.is_some_and(|asked| asked != kept.exams)
            || arguments.scale.is_some_and(|asked| asked != kept.scale);
        if other {
            return Err(format!(
                "в папке {} лежит другой показ: укажите другие папки через --data-dir и --keys-dir или не задавайте --exams и --scale",
                arguments.data_dir.display()
            ));
        }
        Ok((kept, Finished::Whole))
    }

    fn asked(arguments: &DemoArguments) -> Self {
        let scale = arguments.scale.unwrap_or(DemoScale::Small);
        let usual = match scale {
            DemoScale::Small => DemoExams::Essay,
            DemoScale::Region => DemoExams::All,
        };
        Self {
            exams: arguments.exams.unwrap_or(usual),
            scale,
        }
    }

    /// Reads what [`Self::keep`] wrote.
    fn kept(words: &str) -> Self {
        let has = |word: &str| words.split_whitespace().any(|one| one == word);
        let exams = [DemoExams::Gia, DemoExams::All]
            .into_iter()
            .find(|exams| has(word_of(*exams)));
        Self {
            exams: exams.unwrap_or(DemoExams::Essay),
            scale: if has("region") {
                DemoScale::Region
            } else {
                DemoScale::Small
            },
        }
    }

    /// The region is whole: says so, and of what it is.
    pub fn keep(self, data_dir: &Path) -> Result<(), String> {
        std::fs::write(data_dir.join(WHOLE_FILE), self.words()).map_err(|error| error.to_string())
    }

    fn words(self) -> String {
        match self.scale {
            DemoScale::Small => word_of(self.exams).to_owned(),
            DemoScale::Region => format!("{} region", word_of(self.exams)),
        }
    }

    /// Where the clock of a fresh demo stands.
    pub const fn now(self) -> &'static str {
        match self.exams {
            DemoExams::Essay => ESSAY_NOW,
            DemoExams::Gia | DemoExams::All => GIA_NOW,
        }
    }

    /// By how many days the essay's weeks of [`RegionPlan::demo`] are moved.
    pub const fn essay_shift(self) -> i64 {
        match self.exams {
            DemoExams::Essay | DemoExams::Gia => 0,
            DemoExams::All => -DAYS_BACK,
        }
    }

    /// The region, made smaller for tests.
    pub fn region(self, size: &RegionSize) -> Result<RegionPlan, String> {
        let usual = match self.scale {
            DemoScale::Small => RegionPlan::demo(),
            DemoScale::Region => RegionPlan::region(),
        };
        let usual = usual.map_err(|error| error.to_string())?;
        Ok(RegionPlan {
            municipal_bodies: size.municipal_bodies.unwrap_or(usual.municipal_bodies),
            schools: size.schools.unwrap_or(usual.schools),
            essay_participants: size.participants.unwrap_or(usual.essay_participants),
            exam_date: self.first_exam(usual.exam_date)?,
            ..usual
        })
    }

    /// Its state exams.
    pub fn gia(self, size: &RegionSize) -> GiaPlan {
        let usual = match (self.scale, self.exams) {
            (DemoScale::Region, _) => GiaPlan::region(),
            (DemoScale::Small, DemoExams::All) => GiaPlan {
                graduates: rehearsal::Graduates::OfTheEssay,
                ..GiaPlan::demo()
            },
            (DemoScale::Small, DemoExams::Essay | DemoExams::Gia) => GiaPlan::demo(),
        };
        GiaPlan {
            gia11: size.gia11.unwrap_or(usual.gia11),
            gia9: size.gia9.unwrap_or(usual.gia9),
            ..usual
        }
    }

    /// The day around which orders name their people.
    fn first_exam(self, essay: LegalDate) -> Result<LegalDate, String> {
        match self.exams {
            DemoExams::Essay | DemoExams::All => Ok(essay.plus_days(self.essay_shift())),
            DemoExams::Gia => first_day_of_gia(),
        }
    }
}

/// The first day of the made-up exams of GIA-11.
pub(super) fn first_day_of_gia() -> Result<LegalDate, String> {
    LegalDate::new(2026, 5, 28).map_err(|error| error.to_string())
}

/// Is the region of a folder made?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    Whole,
    NotYet,
}

const fn word_of(exams: DemoExams) -> &'static str {
    match exams {
        DemoExams::Essay => "essay",
        DemoExams::Gia => "gia",
        DemoExams::All => "all",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_demo_says_what_it_is_of() {
        for exams in [DemoExams::Essay, DemoExams::Gia, DemoExams::All] {
            for scale in [DemoScale::Small, DemoScale::Region] {
                let plan = DemoPlan { exams, scale };
                assert_eq!(DemoPlan::kept(&plan.words()), plan);
            }
        }
    }
}
