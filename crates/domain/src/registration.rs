//! Who is registered, in which category, and where that person is told the result.

use crate::codes::coded;
use crate::organisation::OrganisationKind;

coded! {
    /// Category of a participant (kirov-1497:2.1, 2.2).
    ParticipantCategory {
        Student = "student", "обучающийся";
        Extern = "extern", "экстерн";
        PastGraduate = "past-graduate", "выпускник прошлых лет";
        CollegeStudent = "college-student", "обучающийся СПО";
        ForeignSchoolStudent = "foreign-school-student", "обучающийся иностранной ОО";
        CertificateHolder = "certificate-holder", "лицо со справкой об обучении";
    }
}

coded! {
    /// Sex as the registration data set holds it.
    Sex {
        Male = "male", "мужской";
        Female = "female", "женский";
    }
}

/// Where a participant is told the result of an essay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InformingPlace {
    /// The organisation of study.
    PlaceOfStudy,
    /// The organisation where the participant registered.
    PlaceOfRegistration,
}

/// Where a participant is told the result of GIA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiaInformingPlace {
    /// The school that admitted the participant.
    AdmittingSchool,
    /// The municipal body where the participant registered.
    MunicipalBodyOfRegistration,
    /// The organisation where the participant registered.
    PlaceOfRegistration,
}

/// A registration that names no organisation able to tell the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InformingError {
    /// The admitting school is needed and missing.
    #[error("не указана школа, допустившая к\u{a0}ГИА: впишите код места обучения")]
    NoAdmittingSchool,
    /// A municipal body of registration is needed, and this is none and has none above it.
    #[error(
        "с\u{a0}результатами этой категории знакомит МОУО, где участник зарегистрирован, а\u{a0}организация регистрации — другого вида ({0}). Укажите код МОУО"
    )]
    NoMunicipalBody(&'static str),
    /// Study place is needed and missing.
    #[error(
        "не указано место обучения: по п.\u{a0}2.1 приказа №\u{a0}4195 обучающийся узнаёт результат там, где учится"
    )]
    NoPlaceOfStudy,
    /// The organisation's kind does not tell results.
    #[error("организация этого вида ({0}) не знакомит с результатами")]
    KindDoesNotInform(&'static str),
}

impl ParticipantCategory {
    /// Where this category is told an essay's result: students, college students too, where they study; externs
    /// where registered; past graduates at the municipal body of registration (kuzbass-4195:2.1, 2.6). The order is
    /// silent on foreign-school students and holders of a certificate; *reading*: where they registered.
    pub const fn essay_informing_place(self) -> InformingPlace {
        match self {
            Self::Student | Self::CollegeStudent => InformingPlace::PlaceOfStudy,
            Self::Extern | Self::PastGraduate | Self::ForeignSchoolStudent | Self::CertificateHolder => {
                InformingPlace::PlaceOfRegistration
            }
        }
    }
}

/// Chooses the organisation that tells an essay's result (kuzbass-4195:2.1). `study` and `registering` are the
/// organisation and its kind; a student without a separate place of study studies where registered.
pub fn essay_informing_organisation<T: Copy>(
    category: ParticipantCategory,
    registering: (T, OrganisationKind),
    study: Option<(T, OrganisationKind)>,
) -> Result<T, InformingError> {
    let chosen = match category.essay_informing_place() {
        InformingPlace::PlaceOfRegistration => registering,
        InformingPlace::PlaceOfStudy => match study {
            Some(place) => place,
            None if registering.1.delivery_route().is_some() && registering.1 != OrganisationKind::MunicipalBody => {
                registering
            }
            None => return Err(InformingError::NoPlaceOfStudy),
        },
    };
    if chosen.1.delivery_route().is_none() {
        return Err(InformingError::KindDoesNotInform(chosen.1.russian()));
    }
    Ok(chosen.0)
}

impl ParticipantCategory {
    /// Where this category is told a result of GIA: this year's graduates at the school that admitted them, past graduates
    /// and college students by the municipal body where they registered (mordovia-187:4, 10.4; for GIA-9 the schools,
    /// kuzbass-gia9:info 5, 6). The orders are silent on the others; *reading*: externs are admitted and told where they
    /// registered, foreign-school students and holders of a certificate too.
    pub const fn gia_informing_place(self) -> GiaInformingPlace {
        match self {
            Self::Student => GiaInformingPlace::AdmittingSchool,
            Self::PastGraduate | Self::CollegeStudent => GiaInformingPlace::MunicipalBodyOfRegistration,
            Self::Extern | Self::ForeignSchoolStudent | Self::CertificateHolder => {
                GiaInformingPlace::PlaceOfRegistration
            }
        }
    }
}

/// An organisation as the choice of who tells a result of GIA sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InformingCandidate<T> {
    pub id: T,
    pub kind: OrganisationKind,
    /// The organisation above it.
    pub parent: Option<(T, OrganisationKind)>,
}

/// Chooses the organisation that tells a result of GIA. A student without a place of study was admitted where registered.
/// *Reading*: who registered at a school of a municipal body registered with that body.
pub fn gia_informing_organisation<T: Copy>(
    category: ParticipantCategory,
    registering: InformingCandidate<T>,
    study: Option<InformingCandidate<T>>,
) -> Result<T, InformingError> {
    let is_school = |kind| {
        matches!(
            kind,
            OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College
        )
    };
    match category.gia_informing_place() {
        GiaInformingPlace::AdmittingSchool => match study.unwrap_or(registering) {
            place if is_school(place.kind) => Ok(place.id),
            place if place.kind == OrganisationKind::MunicipalBody => Err(InformingError::NoAdmittingSchool),
            place => Err(InformingError::KindDoesNotInform(place.kind.russian())),
        },
        GiaInformingPlace::MunicipalBodyOfRegistration => match (registering.kind, registering.parent) {
            (OrganisationKind::MunicipalBody, _) => Ok(registering.id),
            (_, Some((parent, OrganisationKind::MunicipalBody))) => Ok(parent),
            (kind, _) => Err(InformingError::NoMunicipalBody(kind.russian())),
        },
        GiaInformingPlace::PlaceOfRegistration if registering.kind.delivery_route().is_some() => Ok(registering.id),
        GiaInformingPlace::PlaceOfRegistration => Err(InformingError::KindDoesNotInform(registering.kind.russian())),
    }
}
