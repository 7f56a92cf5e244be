use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::AppealKind;
use domain::appeal::public::PublicState;
use domain::essay::{AttendanceMark, EssayValue};
use domain::gia_score::{GiaOutcome, Mark};
use lookup::snapshot::{
    HeadCountedIn, HeadMinimum, LineOutcome, Paper, PublishedSnapshot, ResultLine, SnapshotWriter, annulment_day,
};
use lookup::{AnnulledResult, Found, GiaSittingOutcome, Outcome, SecondQuestion, SittingOutcome};

use crate::support::{
    Folder, NOON, absent, essay, index, keys, paper, person, query, scored, serving, settings, signer, stamp,
};

fn found(published: &PublishedSnapshot, series: &str, number: &str, surname: &str) -> Option<Found> {
    match published.find_now(&query(series, number, surname)).unwrap() {
        Outcome::Found(found) => Some(found),
        _ => None,
    }
}

#[test]
fn e2_everything_that_was_published_comes_back() {
    let (folder, keys) = (Folder::new(), keys());
    let mut writer = SnapshotWriter::new(&keys);
    let essay_line = ResultLine {
        paper: writer.paper(essay()),
        told_by: writer.organisation("школа № 1"),
        outcome: LineOutcome::Essay(writer.essay_value("11|11011|1")),
        to_pass: None,
        university: None,
        protocol: None,
    };
    let mark_line = ResultLine {
        paper: writer.paper(Paper {
            kind: "gia-9".to_owned(),
            form: Some("oge".to_owned()),
            oral_part: Some("2027-06-05".to_owned()),
            to_pass: Some(HeadMinimum {
                counted_in: HeadCountedIn::Mark,
                least: 3,
            }),
            ..paper("Английский язык", 9)
        }),
        outcome: LineOutcome::Mark { primary: 30, mark: 2 },
        to_pass: Some(false),
        ..scored(&mut writer, 0)
    };
    let lines = [essay_line, scored(&mut writer, 73), mark_line, absent(&mut writer)];
    writer.add(index(&keys, "3214", "001234"), "Артемьева", &lines).unwrap();
    let published = serving(&folder, &writer.finish(stamp(7), settings(), &signer()).unwrap());

    let found = found(&published, "3214", "001234", "АРТЕМЬЕВА").unwrap();
    let [essay] = found.essays.as_slice() else {
        panic!("one essay")
    };
    let value = EssayValue::from_code("11|11011|1").unwrap();
    assert_eq!(essay.outcome, SittingOutcome::Checked(value));
    assert_eq!((&*essay.told_by, essay.paper.publication_number), ("школа № 1", 3));
    let [test, mark, none] = found.exams.as_slice() else {
        panic!("three exams")
    };
    assert_eq!(test.protocol.as_ref().unwrap().number, "12");
    assert_eq!(test.passed, Some(true));
    assert_eq!(test.paper.published_at.replace('\u{a0}', " "), "10 июня 2026, 21:00");
    assert_eq!(mark.paper.oral_part.unwrap().to_string(), "2027-06-05");
    assert_eq!(mark.passed, Some(false));
    assert_eq!(mark.paper.greatest, Some(50));
    let expected = GiaSittingOutcome::Checked {
        primary: 30,
        outcome: GiaOutcome::Mark(Mark::new(2).unwrap()),
    };
    assert_eq!(mark.outcome, expected);
    assert_eq!(none.outcome, GiaSittingOutcome::NotChecked(AttendanceMark::Absent));

    let facts = published.facts_now().unwrap();
    assert_eq!(facts.second_question, SecondQuestion::Surname);
    assert!(facts.as_of.contains("№\u{a0}7"), "{}", facts.as_of);
    assert_eq!(facts.open_exams[0].subject, "Русский язык");
}

#[test]
fn a_result_answers_to_its_own_surname_unless_none_is_asked() {
    let (folder, keys) = (Folder::new(), keys());
    let write = |number, asks_surname| {
        let mut writer = SnapshotWriter::new(&keys);
        let (before, after) = (scored(&mut writer, 50), scored(&mut writer, 60));
        writer.add(index(&keys, "3214", "000001"), "Ёлкина", &[before]).unwrap();
        writer.add(index(&keys, "3214", "000001"), "Соснина", &[after]).unwrap();
        let settings = lookup::snapshot::PublicSettings {
            asks_surname,
            ..settings()
        };
        writer.finish(stamp(number), settings, &signer()).unwrap()
    };
    let asked = serving(&folder, &write(1, true));
    for (surname, expected) in [("елкина", 1), ("Ёлкина", 1), ("Соснина", 1), ("Иванова", 0), ("", 0)]
    {
        let shown = found(&asked, "3214", "000001", surname).map_or(0, |found| found.exams.len());
        assert_eq!(shown, expected, "{surname}");
    }
    let not_asked = serving(&folder, &write(2, false));
    assert_eq!(found(&not_asked, "3214", "000001", "").unwrap().exams.len(), 2);
    assert!(found(&not_asked, "3214", "000002", "").is_none());
}

#[test]
fn everybody_is_found_and_nobody_else() {
    let folder = Folder::new();
    let people = 5_000;
    let published = serving(
        &folder,
        &crate::support::written(&keys(), 1, people, |one| Some((one % 101) as u8)),
    );
    for one in 0..people {
        assert_eq!(
            crate::support::score(&published, one),
            Some(i64::from(one % 101)),
            "{one}"
        );
        let (series, number, surname) = person(one + people);
        assert!(found(&published, &series, &number, &surname).is_none(), "{one}");
        let (series, number, _) = person(one);
        assert!(found(&published, &series, &number, "Чужая").is_none(), "{one}");
    }
}

#[test]
fn nobody_at_all_is_a_publication_too() {
    let folder = Folder::new();
    let published = serving(&folder, &crate::support::written(&keys(), 1, 0, |_| None));
    assert_eq!(crate::support::score(&published, 1), None);
    assert_eq!(published.served().unwrap().people, 0);
}

#[test]
fn four_results_take_at_most_130_bytes_a_person() {
    let keys = keys();
    let mut writer = SnapshotWriter::new(&keys);
    let people = 50_000u32;
    let papers: Vec<u32> = (0..40).map(|code| writer.paper(paper("Предмет", code + 1))).collect();
    let schools: Vec<u32> = (0..700)
        .map(|number| writer.organisation(&format!("школа № {number}")))
        .collect();
    let line = scored(&mut writer, 73);
    for one in 0..people {
        let lines = [0, 1, 2, 3].map(|step| ResultLine {
            paper: papers[(one as usize + step) % papers.len()],
            told_by: schools[one as usize % schools.len()],
            protocol: Some(line.protocol.unwrap()),
            ..line
        });
        let (series, number, surname) = person(one);
        writer.add(index(&keys, &series, &number), &surname, &lines).unwrap();
    }
    let written = writer.finish(stamp(1), settings(), &signer()).unwrap();
    let bytes = written.bytes() / people as usize;
    assert!(bytes <= 70, "{bytes} bytes a person; the promise is 130");
}

#[test]
fn e2_b6_appeals_and_annulments_come_back_and_nobody_else_grows() {
    let (folder, keys) = (Folder::new(), keys());
    let mut writer = SnapshotWriter::new(&keys);
    let result = scored(&mut writer, 73);
    let appeal = ResultLine {
        outcome: LineOutcome::Appeal {
            kind: AppealKind::Score,
            state: PublicState::Appointed,
            minute: u32::try_from(NOON / 60_000_000).unwrap(),
            place: Some(writer.place("РЦОИ, аудитория 3")),
        },
        to_pass: None,
        protocol: None,
        ..result
    };
    let day = "2027-06-12".parse().unwrap();
    let annulled = ResultLine {
        outcome: LineOutcome::Annulled {
            ground: AnnulmentGround::VideoFault,
            resit: Resit::ReserveDay,
            day: annulment_day(day).unwrap(),
        },
        to_pass: None,
        protocol: None,
        ..result
    };
    writer
        .add(index(&keys, "3214", "001234"), "Артемьева", &[result, appeal])
        .unwrap();
    writer
        .add(index(&keys, "3214", "001235"), "Быкова", &[annulled, appeal])
        .unwrap();
    writer
        .add(index(&keys, "3214", "001236"), "Власова", &[result])
        .unwrap();
    // Lines of appeals that belong to nothing are damage, not an answer.
    writer.add(index(&keys, "3214", "001237"), "Гусева", &[appeal]).unwrap();
    let published = serving(&folder, &writer.finish(stamp(7), settings(), &signer()).unwrap());

    let one = found(&published, "3214", "001234", "АРТЕМЬЕВА").unwrap();
    let [exam] = one.exams.as_slice() else {
        panic!("one exam")
    };
    let [told] = exam.appeals.as_slice() else {
        panic!("one appeal")
    };
    assert_eq!((told.kind, told.state), (AppealKind::Score, PublicState::Appointed));
    assert_eq!(told.at.replace('\u{a0}', " "), "10 июня 2026, 21:00");
    assert_eq!(told.place.as_deref(), Some("РЦОИ, аудитория 3"));
    let other = found(&published, "3214", "001235", "БЫКОВА").unwrap();
    let expected = AnnulledResult {
        ground: AnnulmentGround::VideoFault,
        resit: Resit::ReserveDay,
        day,
    };
    assert_eq!(other.exams[0].outcome, GiaSittingOutcome::Annulled(expected));
    assert_eq!(other.exams[0].appeals.len(), 1);
    assert_eq!(
        found(&published, "3214", "001236", "ВЛАСОВА").unwrap().exams[0].appeals,
        []
    );
    assert!(published.find_now(&query("3214", "001237", "ГУСЕВА")).is_err());
}
