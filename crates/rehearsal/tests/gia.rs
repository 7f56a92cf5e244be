//! Made-up GIA is what its plan says, follows its scales, and shares nobody with the essay.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

use std::collections::HashSet;

use domain::exam::ExamKind;
use domain::gia_score::{GiaOutcome, Threshold, minimum_standing};
use domain::organisation::OrganisationKind;
use domain::registration::{InformingCandidate, ParticipantCategory, gia_informing_organisation};
use domain::scale_conversion::{DeliveredScore, check_delivered};
use exchange::{ExchangeProfile, Limits, ProfileKind, match_columns, parse_gia_participants, parse_gia_results};
use regulations::{Law, ScaleKey};
use rehearsal::{
    FileFormat, GiaPlan, GiaTruth, MadeUpGia, MadeUpRegion, RegionPlan, law_with_made_up_scales, made_up_scale_files,
    make, make_gia,
};

fn law() -> Law {
    law_with_made_up_scales(&Law::embedded().unwrap(), "42", 2026).unwrap()
}

fn region() -> MadeUpRegion {
    make(&RegionPlan::demo().unwrap()).unwrap()
}

fn gia(region: &MadeUpRegion) -> MadeUpGia {
    make_gia(region, &GiaPlan::demo(), &law()).unwrap()
}

#[test]
fn the_same_plan_makes_the_same_gia() {
    let region = region();
    assert_eq!(gia(&region), gia(&region));
    let other = GiaPlan {
        seed: 1,
        ..GiaPlan::demo()
    };
    assert_ne!(
        make_gia(&region, &other, &law()).unwrap().participants,
        gia(&region).participants
    );
    // Without scales of the year nothing is invented.
    assert!(make_gia(&region, &GiaPlan::demo(), &Law::embedded().unwrap()).is_err());
}

#[test]
fn made_up_scales_say_so_and_go_before_none_that_is_known() {
    for (name, text) in made_up_scale_files(&Law::embedded().unwrap(), "42", 2026) {
        assert!(
            text.contains("Вымышленн") && text.contains("status = \"reading\""),
            "{name}"
        );
        // The one scale of 2026 that the law knows.
        assert!(!name.contains("ege") || !text.contains("subjects = [2]\n"), "{text}");
    }
}

#[test]
fn everybody_is_somebody_else_and_told_where_the_orders_say() {
    let region = region();
    let gia = gia(&region);
    let count = |kind| {
        gia.participants
            .iter()
            .filter(|person| person.exam_kind == kind)
            .count()
    };
    assert_eq!((count(ExamKind::Gia11), count(ExamKind::Gia9)), (400, 300));
    let of_essay: HashSet<_> = region.participants.iter().map(|person| &person.document).collect();
    let mut documents = HashSet::new();
    let mut codes = HashSet::new();
    for person in &gia.participants {
        assert!(!of_essay.contains(&person.document) && documents.insert(&person.document));
        assert!(codes.insert(&person.code) && person.code.chars().count() <= 16);
        assert!((1..=5).contains(&person.sittings.len()), "{}", person.sittings.len());
        let candidate = |code: &str| {
            let one = region.organisation(code).unwrap();
            InformingCandidate {
                id: one.code.clone(),
                kind: one.kind,
                parent: one.parent_code.as_ref().map(|code| {
                    let parent = region.organisation(code).unwrap();
                    (parent.code.clone(), parent.kind)
                }),
            }
        };
        // The rule wants ids that copy: positions in the region's list.
        let place = |code: &str| region.organisations.iter().position(|one| one.code == code).unwrap();
        let small = |code: &str| {
            let one = candidate(code);
            InformingCandidate {
                id: place(&one.id),
                kind: one.kind,
                parent: one.parent.map(|(code, kind)| (place(&code), kind)),
            }
        };
        let study = person.study_code.as_deref().map(small);
        let told = gia_informing_organisation(person.category, small(&person.registering_code), study);
        assert_eq!(told, Ok(place(&person.informing_code)), "{:?}", person.category);
    }
    let has = |category| gia.participants.iter().any(|person| person.category == category);
    assert!(has(ParticipantCategory::PastGraduate) && has(ParticipantCategory::CollegeStudent));
    assert!(
        region
            .organisations
            .iter()
            .any(|one| one.kind == OrganisationKind::College)
    );
}

#[test]
fn every_value_follows_from_the_scale() {
    let region = region();
    let gia = gia(&region);
    let law = law();
    let (mut checked, mut below) = (0, 0);
    for exam in &gia.exams {
        for (_, sitting) in gia.sittings_of(exam) {
            let GiaTruth::Checked {
                primary,
                outcome,
                points,
            } = &sitting.truth
            else {
                continue;
            };
            let key = ScaleKey {
                form: exam.form,
                subject: exam.subject,
                series: None,
                year: 2026,
                region: "42",
            };
            let (test_score, mark) = match outcome {
                GiaOutcome::Test(score) => (Some(*score), None),
                GiaOutcome::Mark(mark) => (None, Some(*mark)),
            };
            let delivered = DeliveredScore {
                primary: *primary,
                test_score,
                mark,
                points: points.clone(),
            };
            let score = check_delivered(law.scales(), key, delivered).unwrap();
            checked += 1;
            if let Ok(minimum) = law.scales().minimum(key) {
                below += usize::from(minimum_standing(minimum, &score).to_pass == Some(Threshold::NotReached));
            }
        }
    }
    assert!(
        checked > 2000 && below > 10 && below < checked / 4,
        "{below} of {checked}"
    );
}

#[test]
fn the_files_are_read_whole() {
    let region = region();
    let gia = gia(&region);
    for format in [FileFormat::CsvUtf8, FileFormat::Xlsx] {
        let profile = ExchangeProfile::standard(ProfileKind::GiaParticipants);
        let bytes = gia.participants_table().write(format).unwrap();
        let table = exchange::read_table("x", &bytes, &profile, &Limits::default()).unwrap();
        let parsed = parse_gia_participants(&table, &match_columns(&table, &profile), &profile).unwrap();
        assert!(parsed.wrong.is_empty(), "{:?}", parsed.wrong.first());
        assert_eq!(
            parsed.rows.len(),
            gia.participants.iter().map(|one| one.sittings.len()).sum::<usize>()
        );
        let profile = ExchangeProfile::standard(ProfileKind::GiaResults);
        let last = gia.exams.last().unwrap().date;
        let bytes = gia.results_up_to(last).write(format).unwrap();
        let table = exchange::read_table("x", &bytes, &profile, &Limits::default()).unwrap();
        let parsed = parse_gia_results(&table, &match_columns(&table, &profile), &profile).unwrap();
        assert!(parsed.wrong.is_empty(), "{:?}", parsed.wrong.first());
    }
}
