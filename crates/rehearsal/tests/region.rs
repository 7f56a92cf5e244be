//! A made-up region is what its plan says, and its truth is legal.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::essay::{EssayMark, WorkType};
use domain::identity_document::{DocumentType, IdentityDocument};
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use domain::registration::{ParticipantCategory, essay_informing_organisation};
use proptest::prelude::*;
use regulations::LegalDate;
use rehearsal::{Batch, HealthLimits, MadeUpRegion, Outcome, PlanError, RegionPlan, StaffPost, TrueMarks, make};

fn demo() -> MadeUpRegion {
    make(&RegionPlan::demo().unwrap()).unwrap()
}

fn count_of_kind(region: &MadeUpRegion, kind: OrganisationKind) -> usize {
    region
        .organisations
        .iter()
        .filter(|organisation| organisation.kind == kind)
        .count()
}

#[test]
fn the_same_plan_makes_the_same_region() {
    assert_eq!(demo(), demo());
    let other = RegionPlan {
        seed: 7,
        ..RegionPlan::demo().unwrap()
    };
    assert_ne!(make(&other).unwrap().participants, demo().participants);
}

#[test]
fn the_demo_has_the_organisations_of_its_plan() {
    use OrganisationKind::*;
    let region = demo();
    let expected = [
        (Ministry, 1),
        (ProcessingCentre, 1),
        (MunicipalBody, 6),
        (School, 60),
        (StateSchool, 2),
        (College, 4),
    ];
    for (kind, count) in expected {
        assert_eq!(count_of_kind(&region, kind), count, "{}", kind.russian());
    }
    assert_eq!(region.participants.len(), 2000);
    assert_eq!(region.results.len(), 2000);
    assert_eq!(region.staff.len(), 74 * 3 + 1);
}

#[test]
fn a_whole_region_has_its_size() {
    let region = make(&RegionPlan::region().unwrap()).unwrap();
    assert_eq!(count_of_kind(&region, OrganisationKind::MunicipalBody), 34);
    assert_eq!(count_of_kind(&region, OrganisationKind::School), 700);
    assert_eq!(region.participants.len(), 13_000);
    check_whole(&region);
}

#[test]
fn organisations_hang_in_one_tree_parents_first() {
    let region = demo();
    let mut known: HashMap<&str, OrganisationKind> = HashMap::new();
    for organisation in &region.organisations {
        let parent = organisation.parent_code.as_deref().map(|code| known[code]);
        assert_eq!(parent, organisation.kind.parent_kind(), "{}", organisation.code);
        assert!(
            known.insert(&organisation.code, organisation.kind).is_none(),
            "{} twice",
            organisation.code
        );
        let length = match organisation.kind {
            OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College => 6,
            _ => 3,
        };
        assert_eq!(organisation.code.len(), length);
    }
    let names: HashSet<&str> = region
        .organisations
        .iter()
        .map(|organisation| organisation.short_name.as_str())
        .collect();
    assert_eq!(
        names.len(),
        region.organisations.len(),
        "short names tell organisations apart"
    );
}

#[test]
fn the_demo_is_legal_throughout() {
    check_whole(&demo());
}

/// Everything that must hold of any region.
fn check_whole(region: &MadeUpRegion) {
    let codes: HashSet<&str> = region
        .participants
        .iter()
        .map(|participant| participant.code.as_str())
        .collect();
    assert_eq!(codes.len(), region.participants.len(), "participant codes are distinct");
    let documents: HashSet<_> = region
        .participants
        .iter()
        .map(|participant| (&participant.document.series, &participant.document.number))
        .collect();
    assert_eq!(documents.len(), region.participants.len(), "documents are distinct");
    let kinds: HashMap<&str, OrganisationKind> = region
        .organisations
        .iter()
        .map(|organisation| (organisation.code.as_str(), organisation.kind))
        .collect();
    for (participant, result) in region.participants_with_results() {
        let code = &participant.code;
        check_category(participant, &kinds);
        check_person(participant, region.plan.exam_date);
        match result.outcome {
            Outcome::Checked(marks) => assert!(lawful(&marks), "{code}: {marks:?}"),
            _ => assert_eq!(result.batch, Batch::First, "{code}"),
        }
        assert_eq!(result.topic.is_none(), result.outcome == Outcome::Absent, "{code}");
        if let Some(topic) = &result.topic {
            assert!(
                topic.len() == 3 && topic.bytes().all(|byte| byte.is_ascii_digit()),
                "{code}"
            );
        }
    }
}

fn check_category(participant: &rehearsal::MadeUpParticipant, kinds: &HashMap<&str, OrganisationKind>) {
    use ParticipantCategory::*;
    let code = &participant.code;
    let with_kind = |code: &str| (kinds.get_key_value(code).unwrap().0.to_owned(), kinds[code]);
    let registering = with_kind(&participant.registering_code);
    let study = participant.study_code.as_deref().map(with_kind);
    let informed = essay_informing_organisation(participant.category, registering, study).unwrap();
    assert_eq!(informed, participant.informing_code, "{code}");
    let place = kinds[participant.informing_code.as_str()];
    let allowed: &[OrganisationKind] = match participant.category {
        Student => &[OrganisationKind::School, OrganisationKind::StateSchool],
        Extern | CertificateHolder => &[OrganisationKind::School],
        PastGraduate | ForeignSchoolStudent => &[OrganisationKind::MunicipalBody],
        CollegeStudent => &[OrganisationKind::College],
    };
    assert!(allowed.contains(&place), "{code}: {place:?}");
    if participant.work_type == WorkType::Exposition {
        assert_eq!(participant.health, HealthLimits::Recorded, "{code}");
        assert!(matches!(participant.category, Student | Extern), "{code}");
    }
    assert_eq!(
        participant.class.is_empty(),
        !matches!(participant.category, Student | CollegeStudent),
        "{code}"
    );
}

fn check_person(participant: &rehearsal::MadeUpParticipant, exam_date: LegalDate) {
    let (name, document) = (&participant.name, &participant.document);
    let parsed = PersonName::parse(&name.surname, &name.given_name, name.patronymic.as_deref()).unwrap();
    assert_eq!(parsed.to_string(), name.to_string());
    let series = Some(document.series.as_str()).filter(|series| !series.is_empty());
    assert!(
        IdentityDocument::parse(document.document_type, series, &document.number).is_ok(),
        "{document:?}"
    );
    if document.document_type == DocumentType::RussianPassport {
        assert!(document.series.starts_with("00"), "no region issues such passports");
    }
    let years = exam_date.days_since(participant.born) / 365;
    assert!((16..=36).contains(&years), "{years}");
}

/// An oracle of domain-facts 1.2 and 1.5, written apart from the maker and from `domain`.
fn lawful(marks: &TrueMarks) -> bool {
    let passed: Vec<usize> = (0..5)
        .filter(|index| marks.criteria.get(*index) == Some(&EssayMark::Pass))
        .collect();
    let work_passed = marks.result == EssayMark::Pass;
    let requirements = marks.requirements.map(|mark| mark.map(|mark| mark == EssayMark::Pass));
    match (requirements, passed.as_slice()) {
        ([Some(false), None] | [Some(true), Some(false)], []) => !work_passed,
        ([Some(true), Some(true)], [] | [0] | [0, 1]) => !work_passed,
        ([Some(true), Some(true)], [0, 1, _, ..]) => work_passed,
        _ => false,
    }
}

#[test]
fn the_oracle_refuses_unlawful_marks() {
    use EssayMark::{Fail, Pass};
    let good = TrueMarks {
        requirements: [Some(Pass); 2],
        criteria: [Pass; 5],
        result: Pass,
    };
    assert!(lawful(&good));
    assert!(!lawful(&TrueMarks { result: Fail, ..good }));
    assert!(!lawful(&TrueMarks {
        criteria: [Pass, Pass, Fail, Fail, Fail],
        ..good
    }));
    assert!(!lawful(&TrueMarks {
        requirements: [Some(Fail), None],
        result: Fail,
        ..good
    }));
    assert!(!lawful(&TrueMarks {
        criteria: [Fail, Fail, Pass, Fail, Fail],
        result: Fail,
        ..good
    }));
}

/// Of a thousand, by a condition.
fn per_mille(
    region: &MadeUpRegion,
    holds: impl Fn(&rehearsal::MadeUpParticipant, &rehearsal::MadeUpResult) -> bool,
) -> usize {
    let holding = region
        .participants_with_results()
        .filter(|(participant, result)| holds(participant, result))
        .count();
    holding * 1000 / region.participants.len()
}

#[test]
fn shares_are_those_of_an_ordinary_essay() {
    for plan in [RegionPlan::demo().unwrap(), RegionPlan::region().unwrap()] {
        let region = make(&plan).unwrap();
        let failed = per_mille(
            &region,
            |_, result| matches!(result.outcome, Outcome::Checked(marks) if marks.result == EssayMark::Fail),
        );
        let unchecked = per_mille(&region, |_, result| !matches!(result.outcome, Outcome::Checked(_)));
        let exposition = per_mille(&region, |participant, _| participant.work_type == WorkType::Exposition);
        let late = per_mille(&region, |_, result| result.batch == Batch::Second);
        assert!((30..=52).contains(&failed), "failed {failed}");
        assert!((6..=16).contains(&unchecked), "unchecked {unchecked}");
        assert!((9..=22).contains(&exposition), "exposition {exposition}");
        assert!((20..=42).contains(&late), "late {late}");
    }
}

#[test]
fn every_ending_of_a_sitting_and_every_category_is_in_the_demo() {
    let region = demo();
    for outcome in [Outcome::Absent, Outcome::NotFinished, Outcome::Removed] {
        assert!(
            region.results.iter().any(|result| result.outcome == outcome),
            "{outcome:?}"
        );
    }
    for category in ParticipantCategory::ALL {
        assert!(
            region
                .participants
                .iter()
                .any(|participant| participant.category == *category),
            "{}",
            category.russian()
        );
    }
}

#[test]
fn classes_have_ordinary_sizes_and_order() {
    for plan in [RegionPlan::demo().unwrap(), RegionPlan::region().unwrap()] {
        let region = make(&plan).unwrap();
        let mut sizes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for participant in &region.participants {
            if participant.category == ParticipantCategory::Student {
                *sizes
                    .entry((&participant.informing_code, &participant.class))
                    .or_default() += 1;
            }
        }
        for ((school, class), size) in &sizes {
            assert!((15..=32).contains(size), "{school} {class}: {size}");
        }
        let different: HashSet<&usize> = sizes.values().collect();
        assert!(different.len() > 8, "{different:?}");
    }
    let region = demo();
    let of_class = |code: &str, class: &str| -> Vec<String> {
        let members = region
            .participants
            .iter()
            .filter(|participant| participant.informing_code == code && participant.class == class);
        members
            .map(|participant| participant.name.surname.to_lowercase().replace('ё', "е"))
            .collect()
    };
    let first = &region
        .participants
        .iter()
        .find(|participant| participant.class == "11А")
        .unwrap()
        .informing_code;
    assert!(of_class(first, "11А").is_sorted());
}

#[test]
fn names_and_documents_are_as_various_as_real_ones() {
    let region = demo();
    let some = |what: &str, holds: &dyn Fn(&rehearsal::MadeUpParticipant) -> bool| {
        assert!(region.participants.iter().any(holds), "{what}");
    };
    some("оглы", &|p| {
        p.name.patronymic.as_deref().is_some_and(|text| text.ends_with(" оглы"))
    });
    some("кызы", &|p| {
        p.name.patronymic.as_deref().is_some_and(|text| text.ends_with(" кызы"))
    });
    some("no patronymic", &|p| p.name.patronymic.is_none());
    some("ё", &|p| p.name.surname.contains('ё'));
    some("Ё", &|p| p.name.surname.starts_with('Ё'));
    some("hyphen", &|p| p.name.surname.contains('-'));
    some("double given name", &|p| p.name.given_name.contains('-'));
    some("foreign passport", &|p| {
        p.document.document_type == DocumentType::ForeignPassport
    });
    some("no series", &|p| p.document.series.is_empty());
    some("birth certificate", &|p| {
        p.document.document_type == DocumentType::BirthCertificate
    });
    some("zero in front", &|p| p.document.number.starts_with('0'));
    let mut seen = HashSet::new();
    let namesakes = region
        .participants
        .iter()
        .any(|p| !seen.insert((&p.informing_code, &p.class, p.name.to_string())));
    assert!(namesakes, "two of one full name in one class");
    let mut seen = HashSet::new();
    let twins = region
        .participants
        .iter()
        .any(|p| !p.class.is_empty() && !seen.insert((&p.informing_code, &p.class, &p.name.surname, p.born)));
    assert!(twins, "two of one surname and birthday in one class");
}

#[test]
fn every_organisation_has_its_staff_named_by_an_order() {
    let region = demo();
    let exam = region.plan.exam_date;
    for organisation in &region.organisations {
        let staff: Vec<_> = region
            .staff
            .iter()
            .filter(|member| member.organisation_code == organisation.code)
            .collect();
        let posts: Vec<StaffPost> = staff.iter().map(|member| member.post).take(3).collect();
        assert_eq!(posts, [StaffPost::Head, StaffPost::DeputyHead, StaffPost::Clerk]);
        for member in staff {
            let expired = member.order.valid_to < exam;
            assert_eq!(expired, member.post == StaffPost::FormerClerk);
            assert!(
                member.order.issued_on <= member.order.valid_from && member.order.valid_from < member.order.valid_to
            );
        }
    }
    assert_eq!(
        region
            .staff
            .iter()
            .filter(|member| member.post == StaffPost::FormerClerk)
            .count(),
        1
    );
}

#[test]
fn impossible_plans_are_refused() {
    let check = |change: &dyn Fn(&mut RegionPlan), expected: PlanError| {
        let mut plan = RegionPlan::demo().unwrap();
        change(&mut plan);
        assert_eq!(make(&plan).unwrap_err(), expected);
    };
    check(
        &|plan| plan.region_code = "4".to_owned(),
        PlanError::RegionCode("4".to_owned()),
    );
    check(
        &|plan| plan.region_code = "42а".to_owned(),
        PlanError::RegionCode("42а".to_owned()),
    );
    check(&|plan| plan.municipal_bodies = 0, PlanError::MunicipalBodies(0));
    check(&|plan| plan.municipal_bodies = 35, PlanError::MunicipalBodies(35));
    check(
        &|plan| plan.schools = 5,
        PlanError::Schools {
            given: 5,
            least: 6,
            most: 540,
        },
    );
    check(&|plan| plan.colleges = 91, PlanError::StateOrganisations(91));
    check(
        &|plan| plan.essay_participants = 20_000,
        PlanError::Participants {
            given: 20_000,
            most: 15_872,
        },
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_possible_plan_is_kept(
        municipal_bodies in 1_usize..8,
        more_schools in 0_usize..30,
        state_schools in 0_usize..4,
        colleges in 0_usize..8,
        fill in 0_usize..=100,
        seed: u64,
    ) {
        let schools = municipal_bodies + more_schools;
        let essay_participants = (schools + state_schools) * 8 * 32 * fill / 100;
        let plan = RegionPlan { municipal_bodies, schools, state_schools, colleges, essay_participants, seed, ..RegionPlan::demo().unwrap() };
        let region = make(&plan).unwrap();
        prop_assert_eq!(region.participants.len(), essay_participants);
        prop_assert_eq!(count_of_kind(&region, OrganisationKind::School), schools);
        check_whole(&region);
    }
}
