//! Which papers an application needs, and which it still lacks.

use regulations::ExamKind;

use super::{ConditionGround, FiledBy};
use crate::codes::coded;
use crate::registration::ParticipantCategory;

coded! {
    /// A paper shown or signed. What gives special conditions has one neutral name: its kind would tell of somebody's health.
    Paper {
        /// Identity document (kirov-1497:3.2, 3.5).
        Identity = "identity", "документ, удостоверяющий личность";
        /// Power of attorney (kirov-1497:3.2, 3.5).
        PowerOfAttorney = "power-of-attorney", "доверенность";
        /// Document on education (kirov-1497:3.6).
        Education = "education", "документ об образовании";
        /// Certificate of the place of study (kirov-1497:3.6).
        StudyCertificate = "study-certificate", "справка с места учёбы";
        /// Certificate of study of who did not pass GIA (kirov-1497:3.8).
        LearningCertificate = "learning-certificate", "справка об обучении";
        /// Recommendations, certificate, conclusion (kirov-1497:2.3, 3.3, 3.7).
        Conditions = "conditions", "документ об особых условиях";
        /// Of the participant (rostov-essay:annex).
        Consent = "consent", "согласие участника на обработку данных";
        /// Of a minor's parent (rostov-essay:annex).
        ParentConsent = "parent-consent", "согласие родителя на обработку данных";
        /// The memo, signed by the participant (rostov-essay:annex; kuzbass-gia9:sign).
        Memo = "memo", "памятка подписана участником";
        /// The memo, signed by a parent (kuzbass-gia9:sign).
        ParentMemo = "parent-memo", "памятка подписана родителем";
    }
}

/// Of age or not on the day of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Minor,
    Adult,
}

impl Paper {
    /// A consent may be taken back.
    pub const fn is_consent(self) -> bool {
        matches!(self, Self::Consent | Self::ParentConsent)
    }

    /// Whether nobody is registered without it. *Reading*: the orders give the memo no day, so it may be signed after the
    /// registration.
    pub const fn stops_registration(self) -> bool {
        !matches!(self, Self::Memo | Self::ParentMemo)
    }

    /// The clause that asks for it.
    pub const fn clause(self, kind: ExamKind) -> &'static str {
        match self {
            Self::Identity | Self::PowerOfAttorney => "kirov-1497:3.2",
            Self::Education | Self::StudyCertificate => "kirov-1497:3.6",
            Self::LearningCertificate => "kirov-1497:3.8",
            Self::Conditions => "kirov-1497:3.3",
            Self::Consent | Self::ParentConsent => "rostov-essay:annex",
            Self::Memo | Self::ParentMemo => match kind {
                ExamKind::Gia9 => "kuzbass-gia9:sign",
                ExamKind::Essay | ExamKind::Gia11 => "rostov-essay:annex",
            },
        }
    }
}

/// The papers of an application, in the order in which they are asked for. *Reading*: GIA-11 takes the essay's.
pub fn required(
    kind: ExamKind,
    category: ParticipantCategory,
    filed_by: FiledBy,
    ground: ConditionGround,
    age: Age,
) -> Vec<Paper> {
    let mut papers = vec![Paper::Identity];
    if filed_by == FiledBy::Proxy {
        papers.push(Paper::PowerOfAttorney);
    }
    match category {
        ParticipantCategory::PastGraduate => papers.push(Paper::Education),
        ParticipantCategory::CollegeStudent | ParticipantCategory::ForeignSchoolStudent => {
            papers.push(Paper::StudyCertificate);
        }
        ParticipantCategory::CertificateHolder => papers.push(Paper::LearningCertificate),
        ParticipantCategory::Student | ParticipantCategory::Extern => {}
    }
    if ground.needs_paper() {
        papers.push(Paper::Conditions);
    }
    papers.push(Paper::Consent);
    if age == Age::Minor {
        papers.push(Paper::ParentConsent);
    }
    papers.push(Paper::Memo);
    if kind == ExamKind::Gia9 {
        papers.push(Paper::ParentMemo);
    }
    papers
}

/// Those of the required papers that are not at hand.
pub fn lacking(required: &[Paper], at_hand: &[Paper]) -> Vec<Paper> {
    required.iter().filter(|one| !at_hand.contains(one)).copied().collect()
}
