//! An application to sit the essay or exposition, GIA-11, GIA-9: who applies where, until when, for what, with which papers
//! (kirov-1497:2, 3, 4.4, 6.1; rostov-essay:annex; kuzbass-gia9:sign; G1-G4, G6, G7, M2, D5).

pub mod filing;
pub mod papers;

use crate::access::Role;
use crate::codes::coded;

coded! {
    /// Where an application stands.
    ApplicationState {
        Filed = "filed", "подано";
        /// The registration stands.
        Accepted = "accepted", "зарегистрирован";
        Withdrawn = "withdrawn", "отозвано";
        Refused = "refused", "отказано";
    }
}

coded! {
    /// Who brings the application (kirov-1497:3.2, 3.5).
    FiledBy {
        Participant = "participant", "участник лично";
        Parent = "parent", "родитель (законный представитель)";
        Proxy = "proxy", "уполномоченное лицо по доверенности";
    }
}

coded! {
    /// Where somebody who is no longer at school lives (kirov-1497:3.4).
    Residence {
        Elsewhere = "elsewhere", "в районе или другом городе";
        Capital = "capital", "в столице региона";
    }
}

coded! {
    /// Why somebody sits under special conditions or may write the exposition (kirov-1497:2.3, 3.3, 4.2, 6.1).
    ConditionGround {
        None = "none", "обычные условия";
        LimitedHealth = "limited-health", "ОВЗ: рекомендации ПМПК";
        Disability = "disability", "инвалидность: справка";
        HomeTaught = "home-taught", "обучается на дому: заключение и рекомендации ПМПК";
        MedicalOrganisation = "medical-organisation", "длительно лечится: заключение медицинской организации";
        ClosedInstitution = "closed-institution", "учреждение закрытого типа или исполнения наказания";
    }
}

coded! {
    /// What a ground may grant (kirov-1497:4.2, 5.3.1, 6.1, 6.2).
    Condition {
        ExtraTime = "extra-time", "на 90 минут дольше";
        OralForm = "oral-form", "в устной форме";
        OwnRoom = "own-room", "отдельная аудитория";
        Assistant = "assistant", "ассистент";
        Equipment = "equipment", "оборудование";
        AtHome = "at-home", "на дому";
    }
}

coded! {
    /// One act on an application, as its history holds it.
    ApplicationAct {
        File = "filed", "заявление подано";
        RecordPaper = "paper", "документ предъявлен";
        WithdrawConsent = "consent-withdrawn", "согласие отозвано";
        Change = "changed", "выбор изменён";
        Accept = "accepted", "участник зарегистрирован";
        Withdraw = "withdrawn", "заявление отозвано";
        Refuse = "refused", "в регистрации отказано";
    }
}

/// What a consent lets be processed, and nothing else (rostov-essay:annex; M2).
pub const CONSENT_DATA: [&str; 8] = [
    "фамилия, имя, отчество",
    "пол",
    "дата рождения",
    "вид документа, удостоверяющего личность",
    "данные документа, удостоверяющего личность",
    "гражданство",
    "результаты",
    "категория: ОВЗ, ребёнок-инвалид, инвалид",
];

/// Longer by this many minutes with [`Condition::ExtraTime`] (kirov-1497:4.2).
pub const EXTRA_MINUTES: i64 = 90;

impl ConditionGround {
    /// Whether the ground lets a participant write the exposition (kirov-1497:2.3).
    pub const fn allows_exposition(self) -> bool {
        match self {
            Self::LimitedHealth
            | Self::Disability
            | Self::HomeTaught
            | Self::MedicalOrganisation
            | Self::ClosedInstitution => true,
            Self::None => false,
        }
    }

    /// Whether a paper proves it; an institution knows of itself.
    pub const fn needs_paper(self) -> bool {
        !matches!(self, Self::None | Self::ClosedInstitution)
    }

    /// What it may grant: longer for all whose health is the ground (kirov-1497:4.2), home for the home-taught (6.1), oral
    /// form, room, equipment, assistants for ОВЗ and disabled (5.3.1, 6.1, 6.2). *Reading*: the home-taught may have them too,
    /// since they come with recommendations of the same commission.
    pub const fn grants(self, condition: Condition) -> bool {
        match (self, condition) {
            (
                Self::LimitedHealth | Self::Disability | Self::HomeTaught | Self::MedicalOrganisation,
                Condition::ExtraTime,
            ) => true,
            (Self::HomeTaught, Condition::AtHome) => true,
            (
                Self::LimitedHealth | Self::Disability | Self::HomeTaught,
                Condition::OralForm | Condition::OwnRoom | Condition::Assistant | Condition::Equipment,
            ) => true,
            (
                Self::MedicalOrganisation
                | Self::LimitedHealth
                | Self::Disability
                | Self::ClosedInstitution
                | Self::None,
                _,
            ) => false,
        }
    }
}

/// Why an act is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationRefused {
    #[error("сделать это может только организация, которая приняла заявление")]
    NotYours,
    #[error("заявление уже {}: больше с\u{a0}ним ничего не\u{a0}делают", .0.russian())]
    Ended(ApplicationState),
    #[error("участник уже зарегистрирован")]
    AlreadyAccepted,
    #[error("экзамен уже начался: выбор больше не\u{a0}меняют")]
    ExamBegan,
}

/// Whether an exam of the application has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExamsOfIt {
    Ahead,
    Begun,
}

impl ApplicationState {
    /// Nothing follows any more.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Withdrawn | Self::Refused => true,
            Self::Filed | Self::Accepted => false,
        }
    }
}

/// Where an act leads. A consent is withdrawn at any time, of an ended application too (rostov-essay:annex).
pub fn step(
    state: ApplicationState,
    act: ApplicationAct,
    role: Role,
    exams: ExamsOfIt,
) -> Result<ApplicationState, ApplicationRefused> {
    if !matches!(
        role,
        Role::SchoolOfficer | Role::MunicipalClerk | Role::ProcessingOperator
    ) {
        return Err(ApplicationRefused::NotYours);
    }
    match (state, act) {
        (_, ApplicationAct::WithdrawConsent) => Ok(state),
        (ApplicationState::Withdrawn | ApplicationState::Refused, _) => Err(ApplicationRefused::Ended(state)),
        (_, ApplicationAct::File | ApplicationAct::RecordPaper) => Ok(state),
        (ApplicationState::Accepted, ApplicationAct::Accept | ApplicationAct::Refuse) => {
            Err(ApplicationRefused::AlreadyAccepted)
        }
        (_, ApplicationAct::Change | ApplicationAct::Withdraw | ApplicationAct::Accept)
            if exams == ExamsOfIt::Begun =>
        {
            Err(ApplicationRefused::ExamBegan)
        }
        (_, ApplicationAct::Change) => Ok(state),
        (ApplicationState::Filed, ApplicationAct::Accept) => Ok(ApplicationState::Accepted),
        (ApplicationState::Filed, ApplicationAct::Refuse) => Ok(ApplicationState::Refused),
        (ApplicationState::Filed | ApplicationState::Accepted, ApplicationAct::Withdraw) => {
            Ok(ApplicationState::Withdrawn)
        }
    }
}
