//! Who tells an essay's result: every category × kind of registering organisation × kind of place of study
//! (kuzbass-4195:2.1, 2.6).

use domain::organisation::{DeliveryRoute, OrganisationKind};
use domain::registration::{
    InformingCandidate, InformingError, ParticipantCategory, essay_informing_organisation, gia_informing_organisation,
};

use OrganisationKind::{College, MunicipalBody, School, StateSchool};
use ParticipantCategory::{CertificateHolder, CollegeStudent, Extern, ForeignSchoolStudent, PastGraduate, Student};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Registering,
    Study,
    Above,
}

/// The clause said once more, as a reader of the order would: who studies is told where he studies, everybody else where
/// he registered; a place that gets no statement tells nobody.
fn as_the_order_says(
    category: ParticipantCategory,
    registering: OrganisationKind,
    study: Option<OrganisationKind>,
) -> Result<Place, InformingError> {
    let tells = |kind| [MunicipalBody, School, StateSchool, College].contains(&kind);
    let studies = matches!(category, Student | CollegeStudent);
    let (place, kind) = match (studies, study) {
        (false, _) => (Place::Registering, registering),
        (true, Some(study)) => (Place::Study, study),
        // A student whose file names no separate place of study studies where registered, unless that is no school.
        (true, None) if [School, StateSchool, College].contains(&registering) => (Place::Registering, registering),
        (true, None) => return Err(InformingError::NoPlaceOfStudy),
    };
    if tells(kind) {
        Ok(place)
    } else {
        Err(InformingError::KindDoesNotInform(kind.russian()))
    }
}

#[test]
fn every_category_and_pair_of_kinds_is_told_where_the_order_says() {
    let mut tried = 0;
    for &category in ParticipantCategory::ALL {
        for &registering in OrganisationKind::ALL {
            for study in OrganisationKind::ALL.iter().copied().map(Some).chain([None]) {
                let answer = essay_informing_organisation(
                    category,
                    (Place::Registering, registering),
                    study.map(|kind| (Place::Study, kind)),
                );
                assert_eq!(
                    answer,
                    as_the_order_says(category, registering, study),
                    "{category:?} {registering:?} {study:?}"
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 6 * 8 * 9);
}

/// The cases a person would ask about, written out.
#[test]
fn usual_cases_by_name() {
    let cases = [
        (Student, School, Some(School), Ok(Place::Study)),
        (Student, School, None, Ok(Place::Registering)),
        (CollegeStudent, MunicipalBody, Some(College), Ok(Place::Study)),
        (CollegeStudent, MunicipalBody, None, Err(InformingError::NoPlaceOfStudy)),
        (Extern, School, None, Ok(Place::Registering)),
        (PastGraduate, MunicipalBody, None, Ok(Place::Registering)),
        (PastGraduate, MunicipalBody, Some(College), Ok(Place::Registering)),
        (ForeignSchoolStudent, MunicipalBody, None, Ok(Place::Registering)),
        (CertificateHolder, MunicipalBody, None, Ok(Place::Registering)),
        (
            PastGraduate,
            OrganisationKind::ProcessingCentre,
            None,
            Err(InformingError::KindDoesNotInform("РЦОИ")),
        ),
    ];
    for (category, registering, study, expected) in cases {
        let answer = essay_informing_organisation(
            category,
            (Place::Registering, registering),
            study.map(|kind| (Place::Study, kind)),
        );
        assert_eq!(answer, expected, "{category:?} {registering:?} {study:?}");
    }
}

/// GIA: this year's graduates at the school that admitted them, past graduates and college students by the municipal body
/// where they registered (mordovia-187:4, 10.4).
#[test]
fn c5_gia_is_told_by_the_admitting_school_or_the_municipal_body() {
    let candidate = |place, kind: OrganisationKind| InformingCandidate {
        id: place,
        kind,
        parent: kind.parent_kind().map(|parent| (Place::Above, parent)),
    };
    let cases = [
        (Student, School, Some(School), Ok(Place::Study)),
        (Student, School, None, Ok(Place::Registering)),
        (Student, StateSchool, None, Ok(Place::Registering)),
        (Student, MunicipalBody, Some(School), Ok(Place::Study)),
        (Student, MunicipalBody, None, Err(InformingError::NoAdmittingSchool)),
        (
            Student,
            OrganisationKind::Ministry,
            None,
            Err(InformingError::KindDoesNotInform("министерство")),
        ),
        (PastGraduate, MunicipalBody, None, Ok(Place::Registering)),
        (PastGraduate, School, None, Ok(Place::Above)),
        (PastGraduate, MunicipalBody, Some(College), Ok(Place::Registering)),
        (
            PastGraduate,
            OrganisationKind::ProcessingCentre,
            None,
            Err(InformingError::NoMunicipalBody("РЦОИ")),
        ),
        (CollegeStudent, MunicipalBody, Some(College), Ok(Place::Registering)),
        (CollegeStudent, School, Some(College), Ok(Place::Above)),
        (
            CollegeStudent,
            College,
            Some(College),
            Err(InformingError::NoMunicipalBody("колледж")),
        ),
        (Extern, School, Some(College), Ok(Place::Registering)),
        (ForeignSchoolStudent, MunicipalBody, None, Ok(Place::Registering)),
        (
            CertificateHolder,
            OrganisationKind::ExamCommission,
            None,
            Err(InformingError::KindDoesNotInform("ГЭК")),
        ),
    ];
    for (category, registering, study, expected) in cases {
        let answer = gia_informing_organisation(
            category,
            candidate(Place::Registering, registering),
            study.map(|kind| candidate(Place::Study, kind)),
        );
        assert_eq!(answer, expected, "{category:?} {registering:?} {study:?}");
    }
}

#[test]
fn the_tree_and_the_routes_agree() {
    for &kind in OrganisationKind::ALL {
        let expected = match kind {
            MunicipalBody => Some(DeliveryRoute::FromProcessingCentre),
            School => Some(DeliveryRoute::ThroughMunicipalBody),
            StateSchool | College => Some(DeliveryRoute::DirectToStateOrganisation),
            _ => None,
        };
        assert_eq!(kind.delivery_route(), expected, "{kind:?}");
        // Only what stands under a municipal body is reached through one.
        assert_eq!(
            kind.parent_kind() == Some(MunicipalBody),
            expected == Some(DeliveryRoute::ThroughMunicipalBody),
            "{kind:?}"
        );
        assert_eq!(
            kind.parent_kind().is_none(),
            kind == OrganisationKind::Ministry,
            "{kind:?}"
        );
    }
}
