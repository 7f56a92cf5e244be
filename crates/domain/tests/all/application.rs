//! The rules of applications, case by case: one line is one clause a lawyer can check.

use domain::access::Role;
use domain::application::filing::{Application, Chosen, EarlierDate, NotTaken, age_on};
use domain::application::papers::{Age, Paper, lacking, required};
use domain::application::{
    ApplicationAct as Act, ApplicationRefused, ApplicationState as State, Condition, ConditionGround as Ground,
    ExamsOfIt, FiledBy, Residence, step,
};
use domain::exam::{ExamKind, ExamPeriod};
use domain::organisation::OrganisationKind as Kind;
use domain::registration::ParticipantCategory as Category;
use regulations::LegalDate;

fn day(text: &str) -> LegalDate {
    text.parse().unwrap()
}

fn december() -> Chosen {
    Chosen {
        date: day("2026-12-02"),
        period: ExamPeriod::Main,
        last_day: Some(day("2026-11-18")),
    }
}

fn february() -> Chosen {
    Chosen {
        date: day("2027-02-03"),
        period: ExamPeriod::February,
        last_day: Some(day("2027-01-20")),
    }
}

/// A student's essay of December, filed in time.
fn student(chosen: &[Chosen]) -> Application<'_> {
    Application {
        kind: ExamKind::Essay,
        category: Category::Student,
        residence: Residence::Elsewhere,
        taken_at: Kind::School,
        filed_by: FiledBy::Participant,
        applicant: "",
        work_type: Some(20),
        chosen,
        earlier: EarlierDate::None,
        filed_on: day("2026-11-18"),
        today: day("2026-11-18"),
        birth: day("2009-03-04"),
        ground: Ground::None,
        conditions: &[],
        ground_paper: "",
        paper_ends: None,
        equipment: "",
    }
}

fn check(name: &str, application: &Application<'_>, expected: &[NotTaken]) {
    assert_eq!(application.problems(), expected, "{name}");
}

#[test]
fn the_term_and_the_dates() {
    let december = [december()];
    check("two weeks ahead", &student(&december), &[]);
    let late = Application {
        filed_on: day("2026-11-19"),
        today: day("2026-11-19"),
        ..student(&december)
    };
    let too_late = NotTaken::TooLate {
        exam: day("2026-12-02"),
        last: day("2026-11-18"),
    };
    check("13 days ahead", &late, &[too_late]);
    let future = Application {
        today: day("2026-11-17"),
        ..student(&december)
    };
    check("a paper of tomorrow", &future, &[NotTaken::FiledInFuture]);
    let held = Application {
        filed_on: day("2026-12-02"),
        today: day("2026-12-02"),
        ..student(&december)
    };
    check("on the day", &held, &[NotTaken::Held(day("2026-12-02"))]);
    check("no exam", &student(&[]), &[NotTaken::NothingChosen]);

    let february = [february()];
    check(
        "a student in February",
        &student(&february),
        &[NotTaken::NotTheirDate(day("2027-02-03"))],
    );
    let again = Application {
        earlier: EarlierDate::Registered,
        ..student(&february)
    };
    check("a student who was registered for December", &again, &[]);
    let graduate = Application {
        category: Category::PastGraduate,
        taken_at: Kind::MunicipalBody,
        ..student(&february)
    };
    check("past graduates choose their day", &graduate, &[]);
    let both = [december[0], february[0]];
    let several = Application {
        category: Category::PastGraduate,
        taken_at: Kind::MunicipalBody,
        ..student(&both)
    };
    check("one paper, one day", &several, &[NotTaken::SeveralDates]);
}

#[test]
fn where_each_category_applies() {
    use Residence::{Capital, Elsewhere};
    let cases = [
        (Category::Student, Kind::School, Elsewhere, None),
        (
            Category::Student,
            Kind::MunicipalBody,
            Elsewhere,
            Some(NotTaken::AtSchool(Category::Student)),
        ),
        (Category::Extern, Kind::School, Elsewhere, None),
        (Category::CertificateHolder, Kind::School, Elsewhere, None),
        (
            Category::CertificateHolder,
            Kind::ProcessingCentre,
            Elsewhere,
            Some(NotTaken::AtSchool(Category::CertificateHolder)),
        ),
        (Category::PastGraduate, Kind::MunicipalBody, Elsewhere, None),
        (
            Category::PastGraduate,
            Kind::MunicipalBody,
            Capital,
            Some(NotTaken::WrongResidence),
        ),
        (Category::PastGraduate, Kind::ProcessingCentre, Capital, None),
        (
            Category::PastGraduate,
            Kind::ProcessingCentre,
            Elsewhere,
            Some(NotTaken::WrongResidence),
        ),
        (
            Category::PastGraduate,
            Kind::School,
            Elsewhere,
            Some(NotTaken::AtMunicipalBody(Category::PastGraduate)),
        ),
        (Category::CollegeStudent, Kind::MunicipalBody, Elsewhere, None),
        (Category::CollegeStudent, Kind::ProcessingCentre, Capital, None),
        (
            Category::CollegeStudent,
            Kind::College,
            Elsewhere,
            Some(NotTaken::AtMunicipalBody(Category::CollegeStudent)),
        ),
        (Category::ForeignSchoolStudent, Kind::ProcessingCentre, Elsewhere, None),
        (
            Category::ForeignSchoolStudent,
            Kind::MunicipalBody,
            Elsewhere,
            Some(NotTaken::AtProcessingCentre),
        ),
    ];
    let chosen = [december()];
    for (category, taken_at, residence, expected) in cases {
        let application = Application {
            category,
            taken_at,
            residence,
            ..student(&chosen)
        };
        check(
            &format!("{category:?} at {taken_at:?}, {residence:?}"),
            &application,
            &Vec::from_iter(expected),
        );
    }
    let gia9 = Application {
        kind: ExamKind::Gia9,
        category: Category::PastGraduate,
        taken_at: Kind::MunicipalBody,
        work_type: None,
        ..student(&chosen)
    };
    check("a past graduate at GIA-9", &gia9, &[NotTaken::NotForGia9]);
}

#[test]
fn exposition_is_for_those_of_2_3_and_for_nobody_of_2_2() {
    let chosen = [december()];
    for ground in Ground::ALL {
        let exposition = Application {
            work_type: Some(21),
            ground: *ground,
            ground_paper: "заключение № 4",
            ..student(&chosen)
        };
        let expected: &[NotTaken] = if *ground == Ground::None {
            &[NotTaken::NoExposition]
        } else {
            &[]
        };
        check(&format!("{ground:?}"), &exposition, expected);
        let graduate = Application {
            category: Category::PastGraduate,
            taken_at: Kind::MunicipalBody,
            ..exposition
        };
        check(
            &format!("past graduate, {ground:?}"),
            &graduate,
            &[NotTaken::NoExposition],
        );
    }
    let none = Application {
        work_type: None,
        ..student(&chosen)
    };
    check("nothing chosen", &none, &[NotTaken::NoWorkType]);
}

#[test]
fn conditions_come_with_a_ground_and_a_paper_that_lasts() {
    let chosen = [december()];
    let conditions = [Condition::ExtraTime];
    let without = Application {
        conditions: &conditions,
        ..student(&chosen)
    };
    check(
        "longer without a ground",
        &without,
        &[NotTaken::NotGranted(Condition::ExtraTime)],
    );
    let disabled = Application {
        ground: Ground::Disability,
        ground_paper: "справка № 17",
        paper_ends: Some(day("2026-12-02")),
        ..without.clone()
    };
    check("the paper lasts to the day", &disabled, &[]);
    let ended = Application {
        paper_ends: Some(day("2026-12-01")),
        ..disabled.clone()
    };
    let ends = NotTaken::PaperEnds {
        ends: day("2026-12-01"),
        exam: day("2026-12-02"),
    };
    check("the paper ends the day before", &ended, &[ends]);
    let unnamed = Application {
        ground_paper: " ",
        paper_ends: None,
        ..disabled.clone()
    };
    check("no paper", &unnamed, &[NotTaken::NoGroundPaper]);
    let equipment = [Condition::Equipment];
    let bare = Application {
        conditions: &equipment,
        ..disabled.clone()
    };
    check("which equipment", &bare, &[NotTaken::NoEquipment]);
    let home = [Condition::AtHome];
    let at_home = Application {
        conditions: &home,
        ..disabled
    };
    check(
        "home is for the home-taught",
        &at_home,
        &[NotTaken::NotGranted(Condition::AtHome)],
    );
    for (ground, granted) in [
        (Ground::None, 0),
        (Ground::ClosedInstitution, 0),
        (Ground::MedicalOrganisation, 1),
        (Ground::LimitedHealth, 5),
        (Ground::Disability, 5),
        (Ground::HomeTaught, 6),
    ] {
        let found = Condition::ALL.iter().filter(|one| ground.grants(**one)).count();
        assert_eq!(found, granted, "{ground:?}");
    }
}

#[test]
fn papers_follow_category_applicant_ground_and_age() {
    use Paper::{
        Conditions, Consent, Education, Identity, LearningCertificate, Memo, ParentConsent, ParentMemo,
        PowerOfAttorney, StudyCertificate,
    };
    let of = |kind, category, by, ground, age| required(kind, category, by, ground, age);
    let essay = ExamKind::Essay;
    let (own, none) = (FiledBy::Participant, Ground::None);
    assert_eq!(
        of(essay, Category::Student, own, none, Age::Adult),
        [Identity, Consent, Memo]
    );
    assert_eq!(
        of(essay, Category::Student, own, none, Age::Minor),
        [Identity, Consent, ParentConsent, Memo]
    );
    assert_eq!(
        of(essay, Category::PastGraduate, FiledBy::Proxy, none, Age::Adult),
        [Identity, PowerOfAttorney, Education, Consent, Memo]
    );
    assert_eq!(
        of(essay, Category::CollegeStudent, own, Ground::Disability, Age::Adult),
        [Identity, StudyCertificate, Conditions, Consent, Memo]
    );
    assert_eq!(
        of(
            essay,
            Category::CertificateHolder,
            own,
            Ground::ClosedInstitution,
            Age::Adult
        ),
        [Identity, LearningCertificate, Consent, Memo]
    );
    assert_eq!(
        of(ExamKind::Gia9, Category::Student, own, none, Age::Minor),
        [Identity, Consent, ParentConsent, Memo, ParentMemo]
    );
    assert_eq!(
        lacking(&[Identity, Consent, Memo], &[Consent, Education]),
        [Identity, Memo]
    );
}

#[test]
fn who_was_born_on_29_february() {
    let born = day("2008-02-29");
    assert_eq!(age_on(day("2026-02-28"), born), 17);
    assert_eq!(age_on(day("2026-03-01"), born), 18);
    assert_eq!(age_on(day("2028-02-29"), born), 20);
}

#[test]
fn acts_lead_where_they_may() {
    let school = Role::SchoolOfficer;
    let ahead = ExamsOfIt::Ahead;
    let cases = [
        (State::Filed, Act::Accept, ahead, Ok(State::Accepted)),
        (State::Filed, Act::Refuse, ahead, Ok(State::Refused)),
        (State::Filed, Act::Withdraw, ahead, Ok(State::Withdrawn)),
        (State::Accepted, Act::Withdraw, ahead, Ok(State::Withdrawn)),
        (
            State::Accepted,
            Act::Accept,
            ahead,
            Err(ApplicationRefused::AlreadyAccepted),
        ),
        (
            State::Accepted,
            Act::Refuse,
            ahead,
            Err(ApplicationRefused::AlreadyAccepted),
        ),
        (
            State::Accepted,
            Act::Change,
            ExamsOfIt::Begun,
            Err(ApplicationRefused::ExamBegan),
        ),
        (
            State::Accepted,
            Act::Withdraw,
            ExamsOfIt::Begun,
            Err(ApplicationRefused::ExamBegan),
        ),
        (
            State::Filed,
            Act::Accept,
            ExamsOfIt::Begun,
            Err(ApplicationRefused::ExamBegan),
        ),
        (
            State::Withdrawn,
            Act::Accept,
            ahead,
            Err(ApplicationRefused::Ended(State::Withdrawn)),
        ),
        (State::Withdrawn, Act::WithdrawConsent, ahead, Ok(State::Withdrawn)),
        (
            State::Accepted,
            Act::WithdrawConsent,
            ExamsOfIt::Begun,
            Ok(State::Accepted),
        ),
        (
            State::Refused,
            Act::RecordPaper,
            ahead,
            Err(ApplicationRefused::Ended(State::Refused)),
        ),
    ];
    for (state, act, exams, expected) in cases {
        assert_eq!(step(state, act, school, exams), expected, "{state:?} {act:?} {exams:?}");
    }
    let chair = step(State::Filed, Act::Accept, Role::CommissionChair, ahead);
    assert_eq!(chair, Err(ApplicationRefused::NotYours));
}
