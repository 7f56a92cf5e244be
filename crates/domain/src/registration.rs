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

/// A registration that names no organisation able to tell the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InformingError {
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
