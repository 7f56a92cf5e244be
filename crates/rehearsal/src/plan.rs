//! What region to invent.

use regulations::{LegalDate, TimeError};

/// As many municipal bodies as `data/municipalities.txt` describes.
pub const MAX_MUNICIPAL_BODIES: usize = 34;
/// School codes hold two digits for the number of a school in its municipality.
pub(crate) const MAX_SCHOOLS_PER_MUNICIPALITY: usize = 90;
pub(crate) const MAX_STATE_ORGANISATIONS: usize = 90;
pub(crate) const MIN_CLASS: usize = 15;
pub(crate) const MAX_CLASS: usize = 32;
pub(crate) const MAX_CLASSES_PER_SCHOOL: usize = 8;

/// The size of a made-up region and the seed everything random in it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionPlan {
    /// Two digits; begins the codes of the ministry, the processing centre and the schools. The municipalities'
    /// names are those of region 42 whatever the code.
    pub region_code: String,
    /// 1 to [`MAX_MUNICIPAL_BODIES`].
    pub municipal_bodies: usize,
    /// Municipal schools, at least one per municipal body.
    pub schools: usize,
    /// Schools subordinate to the ministry directly, on top of `schools`.
    pub state_schools: usize,
    /// Colleges subordinate to the ministry directly.
    pub colleges: usize,
    /// Participants of the essay, all categories together.
    pub essay_participants: usize,
    pub seed: u64,
    pub exam_date: LegalDate,
}

/// A plan no region can be made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("код региона «{0}»: нужны ровно две цифры")]
    RegionCode(String),
    #[error("МОУО {0}: допустимо от 1 до {MAX_MUNICIPAL_BODIES}")]
    MunicipalBodies(usize),
    #[error("школ {given}: допустимо от {least} (по одной на МОУО) до {most}")]
    Schools { given: usize, least: usize, most: usize },
    #[error("организаций, подведомственных министерству, {0}: допустимо до {MAX_STATE_ORGANISATIONS} каждого вида")]
    StateOrganisations(usize),
    #[error("участников {given}: в такие школы поместится до {most}")]
    Participants { given: usize, most: usize },
}

impl RegionPlan {
    /// The demo: 6 municipal bodies, 60 schools, 4 state colleges, 2000 participants, the essay of 2 December 2026.
    pub fn demo() -> Result<Self, TimeError> {
        Ok(Self {
            region_code: "42".to_owned(),
            municipal_bodies: 6,
            schools: 60,
            state_schools: 2,
            colleges: 4,
            essay_participants: 2000,
            seed: 4195,
            exam_date: LegalDate::new(2026, 12, 2)?,
        })
    }

    /// A whole region, for benchmarks: 34 municipal bodies, 700 schools, 13 000 participants.
    pub fn region() -> Result<Self, TimeError> {
        Ok(Self {
            municipal_bodies: MAX_MUNICIPAL_BODIES,
            schools: 700,
            state_schools: 6,
            colleges: 20,
            essay_participants: 13_000,
            ..Self::demo()?
        })
    }

    pub(crate) fn check(&self) -> Result<(), PlanError> {
        let digits = self.region_code.bytes().filter(u8::is_ascii_digit).count();
        if digits != 2 || self.region_code.len() != 2 {
            return Err(PlanError::RegionCode(self.region_code.clone()));
        }
        if !(1..=MAX_MUNICIPAL_BODIES).contains(&self.municipal_bodies) {
            return Err(PlanError::MunicipalBodies(self.municipal_bodies));
        }
        let (least, most) = (
            self.municipal_bodies,
            self.municipal_bodies * MAX_SCHOOLS_PER_MUNICIPALITY,
        );
        if !(least..=most).contains(&self.schools) {
            let given = self.schools;
            return Err(PlanError::Schools { given, least, most });
        }
        let state = self.state_schools.max(self.colleges);
        if state > MAX_STATE_ORGANISATIONS {
            return Err(PlanError::StateOrganisations(state));
        }
        let most = (self.schools + self.state_schools) * MAX_CLASSES_PER_SCHOOL * MAX_CLASS;
        if self.essay_participants > most {
            let given = self.essay_participants;
            return Err(PlanError::Participants { given, most });
        }
        Ok(())
    }
}
