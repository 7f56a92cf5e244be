//! Conditions that a participant sits an essay under.

/// What gives a participant other conditions, and some of it the right to an exposition (kirov-1497:2.3, 6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecialCondition {
    LimitedHealth,
    Disability,
    /// Taught at home or in a medical organisation for reasons of health.
    HomeTaught,
    /// Closed institution or place of imprisonment.
    ClosedInstitution,
    /// Writes nothing: answers orally.
    OralForm,
}

impl SpecialCondition {
    pub const ALL: [Self; 5] = [
        Self::LimitedHealth,
        Self::Disability,
        Self::HomeTaught,
        Self::ClosedInstitution,
        Self::OralForm,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::LimitedHealth => "limited-health",
            Self::Disability => "disability",
            Self::HomeTaught => "home-taught",
            Self::ClosedInstitution => "closed-institution",
            Self::OralForm => "oral-form",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.code() == code)
    }

    pub const fn russian(self) -> &'static str {
        match self {
            Self::LimitedHealth => "ОВЗ",
            Self::Disability => "инвалид",
            Self::HomeTaught => "обучение на дому",
            Self::ClosedInstitution => "закрытое учреждение",
            Self::OralForm => "устная форма",
        }
    }

    /// Whether the condition lets a student or extern write an exposition (kirov-1497:2.3).
    pub const fn entitles_to_exposition(self) -> bool {
        !matches!(self, Self::OralForm)
    }
}
