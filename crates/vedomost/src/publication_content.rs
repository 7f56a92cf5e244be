//! What a snapshot says, from what the application holds open. The one place where the public side and the application meet.

use std::collections::HashMap;

use crate::publication_notes::Notes;
use app::App;
use app::lookup::{FoundResult, SecondQuestion};
use app::open_publication::OpenPublication;
use app::published_gia::{CountedIn, PublishedGia, PublishedMinimum, subject_name};
use domain::essay::{AttendanceMark, EssayValue};
use domain::exam::AttendanceOutcome;
use domain::gia_score::{Mark, TestScore};
use lookup::snapshot::{
    HeadAppeal, HeadCountedIn, HeadExam, HeadMinimum, HeadProtocol, LineOutcome, Paper, PublicSettings, ResultLine,
    SnapshotWriter,
};
use regulations::{EventCode, ExamForm, ExamKind, Ruleset, SubjectCode};

/// Who answers for the site before the directory names a ministry.
const NAMELESS_MINISTRY: &str = "Министерство образования";

/// What every page says.
pub fn settings(app: &App, publication: &OpenPublication) -> PublicSettings {
    PublicSettings {
        zone: app.zone.name().to_owned(),
        owner: publication
            .owner
            .clone()
            .unwrap_or_else(|| NAMELESS_MINISTRY.to_owned()),
        asks_surname: match publication.second_question {
            SecondQuestion::Surname => true,
            SecondQuestion::Nothing => false,
        },
        hot_line: publication.hot_line.clone(),
        procedure: procedure(app),
        open_exams: publication
            .open_exams
            .iter()
            .map(|exam| HeadExam {
                group: exam.group.clone(),
                subject: exam.subject.clone(),
                date: exam.date.to_string(),
            })
            .collect(),
    }
}

/// Everybody's results into the writer, by document and surname.
///
/// # Errors
/// A sentence when a published record is none: then nothing is published, and the old snapshot goes on.
pub fn fill(app: &App, publication: &OpenPublication, writer: &mut SnapshotWriter<'_>) -> Result<(), String> {
    let rules = app.ruleset().ok();
    let appeals: HashMap<ExamKind, Option<HeadAppeal>> = [ExamKind::Essay, ExamKind::Gia11, ExamKind::Gia9]
        .into_iter()
        .map(|kind| (kind, rules.as_ref().and_then(|rules| appeal_term(rules, kind))))
        .collect();
    let mut notes = Notes::of(publication);
    // The rows come by document.
    for person in publication.results.chunk_by(|one, other| one.index == other.index) {
        let mut by_surname: Vec<(&str, Vec<ResultLine>)> = Vec::new();
        for open in person {
            let line = line(app, &appeals, &open.result, writer)?;
            let mut own = vec![line];
            notes.add_appeals((open.index, open.exam), &line, writer, &mut own);
            let surname = open.result.record.surname.as_str();
            match by_surname.iter_mut().find(|(known, _)| *known == surname) {
                Some((_, lines)) => lines.append(&mut own),
                None => by_surname.push((surname, own)),
            }
        }
        let index = person.first().map(|first| first.index).unwrap_or_default();
        for (surname, mut own) in notes.take_annulled(app, index, writer)? {
            match by_surname.iter_mut().find(|(known, _)| *known == surname) {
                Some((_, lines)) => lines.append(&mut own),
                None => by_surname.push((surname, own)),
            }
        }
        for (surname, lines) in by_surname {
            writer.add(index, surname, &lines).map_err(|error| error.to_string())?;
        }
    }
    for index in notes.left() {
        for (surname, lines) in notes.take_annulled(app, index, writer)? {
            writer.add(index, surname, &lines).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

fn line(
    app: &App,
    appeals: &HashMap<ExamKind, Option<HeadAppeal>>,
    found: &FoundResult,
    writer: &mut SnapshotWriter<'_>,
) -> Result<ResultLine, String> {
    let record = &found.record;
    let told_by = writer.organisation(&record.told_by);
    let mark = unchecked(&record.attendance)?;
    let Some(gia) = &record.gia else {
        let outcome = match (mark, record.essay_value.as_deref()) {
            (Some(mark), _) => LineOutcome::NotChecked(mark),
            (None, Some(code)) => {
                EssayValue::from_code(code).map_err(|error| error.to_string())?;
                LineOutcome::Essay(writer.essay_value(code))
            }
            (None, None) => return Err("опубликованная работа без оценки".to_owned()),
        };
        return Ok(ResultLine {
            paper: writer.paper(essay_paper(found)),
            told_by,
            outcome,
            to_pass: None,
            university: None,
            protocol: None,
        });
    };
    let reached = |minimum: &Option<PublishedMinimum>| minimum.as_ref().and_then(|minimum| minimum.reached);
    Ok(ResultLine {
        paper: writer.paper(gia_paper(app, appeals, found, gia)?),
        told_by,
        outcome: match mark {
            Some(mark) => LineOutcome::NotChecked(mark),
            None => checked(gia)?,
        },
        to_pass: reached(&gia.to_pass),
        university: reached(&gia.university),
        protocol: gia.protocol.as_ref().map(|protocol| {
            writer.protocol(HeadProtocol {
                number: protocol.number.clone(),
                day: protocol.approved_on.clone(),
            })
        }),
    })
}

fn essay_paper(found: &FoundResult) -> Paper {
    Paper {
        kind: ExamKind::Essay.code().to_owned(),
        form: None,
        subject: String::new(),
        code: found.record.subject_code,
        written_part: None,
        date: found.record.exam_date.clone(),
        oral_part: None,
        greatest: None,
        to_pass: None,
        university: None,
        appeal: None,
        publication: found.publication,
        published_at: found.published_at.as_micros(),
    }
}

fn gia_paper(
    app: &App,
    appeals: &HashMap<ExamKind, Option<HeadAppeal>>,
    found: &FoundResult,
    gia: &PublishedGia,
) -> Result<Paper, String> {
    let scales = app.law.scales();
    let kind = ExamKind::from_code(&gia.kind).map_err(|error| error.to_string())?;
    let form = ExamForm::from_code(&gia.form).map_err(|error| error.to_string())?;
    let code = SubjectCode::new(found.record.subject_code).map_err(|error| error.to_string())?;
    let subject = scales.subject(form, code).ok();
    Ok(Paper {
        kind: gia.kind.clone(),
        form: Some(gia.form.clone()),
        subject: subject_name(scales, form, found.record.subject_code),
        written_part: subject
            .and_then(|subject| subject.written)
            .map(|code| i64::from(code.number())),
        oral_part: gia.oral_part.clone(),
        greatest: gia.greatest_primary_score,
        to_pass: gia.to_pass.as_ref().map(minimum),
        university: gia.university.as_ref().map(minimum),
        appeal: appeals.get(&kind).cloned().flatten(),
        ..essay_paper(found)
    })
}

fn checked(gia: &PublishedGia) -> Result<LineOutcome, String> {
    let primary = gia.primary_score.and_then(|primary| u32::try_from(primary).ok());
    let primary = primary.ok_or("опубликованный результат без первичного балла")?;
    let small = |value: i64| u8::try_from(value).map_err(|error| error.to_string());
    match (gia.test_score, gia.mark) {
        (Some(score), None) => {
            TestScore::new(score).map_err(|error| error.to_string())?;
            Ok(LineOutcome::Test {
                primary,
                score: small(score)?,
            })
        }
        (None, Some(mark)) => {
            Mark::new(mark).map_err(|error| error.to_string())?;
            Ok(LineOutcome::Mark {
                primary,
                mark: small(mark)?,
            })
        }
        _ => Err("опубликованный результат без балла и отметки".to_owned()),
    }
}

fn unchecked(attendance: &str) -> Result<Option<AttendanceMark>, String> {
    AttendanceOutcome::from_code(attendance)
        .map(mark_without_a_work)
        .map_err(|error| error.to_string())
}

const fn minimum(stored: &PublishedMinimum) -> HeadMinimum {
    HeadMinimum {
        counted_in: match stored.counted_in {
            CountedIn::PrimaryScore => HeadCountedIn::PrimaryScore,
            CountedIn::TestScore => HeadCountedIn::TestScore,
            CountedIn::Mark => HeadCountedIn::Mark,
        },
        least: stored.least,
    }
}

const fn mark_without_a_work(attendance: AttendanceOutcome) -> Option<AttendanceMark> {
    match attendance {
        AttendanceOutcome::Written => None,
        AttendanceOutcome::NotFinished => Some(AttendanceMark::NotFinished),
        AttendanceOutcome::Removed => Some(AttendanceMark::Removed),
        AttendanceOutcome::Absent => Some(AttendanceMark::Absent),
    }
}

/// How long an appeal against the score may be filed, by the region's rules (kuzbass-gia9:rights 6; of GIA-11 the federal
/// base).
fn appeal_term(rules: &Ruleset, kind: ExamKind) -> Option<HeadAppeal> {
    let mut terms = rules.terms().iter();
    let term = terms.find(|term| term.concerns(kind) && term.discharged_by == EventCode::ScoreAppealFiled)?;
    let length = term.lengths.iter().find(|entry| entry.when.is_empty())?;
    Some(HeadAppeal {
        length: length.length.words(),
        clause: rules.clause_words(&term.clause)?.chip,
    })
}

/// The procedure in our own words, with clauses.
fn procedure(app: &App) -> Vec<String> {
    [
        (
            "О\u{a0}сочинении рассказывают школы и\u{a0}муниципальные органы, печать, горячие линии и\u{a0}сайты; телефон горячей \
             линии\u{a0}— внизу страницы",
            "kuzbass-4195:1.3",
        ),
        (
            "Результат говорят там, где участник учится: в\u{a0}школе или колледже. Экстернам\u{a0}— там, где они \
             регистрировались, выпускникам прошлых лет\u{a0}— в\u{a0}муниципальном органе образования",
            "kuzbass-4195:2.1",
        ),
        (
            "Знакомят под подпись, не\u{a0}позже следующего рабочего дня после того, как результаты переданы \
             в\u{a0}муниципалитет, государственную школу или колледж",
            "kuzbass-4195:2.7",
        ),
        (
            "По\u{a0}решению министерства результат можно узнать и\u{a0}здесь, по\u{a0}серии и\u{a0}номеру документа",
            "kuzbass-4195:2.8",
        ),
        (
            "Получившие незачёт ученики и\u{a0}экстерны могут написать ещё раз в\u{a0}дополнительные даты, \
             не\u{a0}больше двух раз за\u{a0}учебный год",
            "kirov-1497:4.3",
        ),
        (
            "ЕГЭ и\u{a0}ГВЭ-11: утверждённые результаты передают в\u{a0}школы и\u{a0}муниципальные органы за\u{a0}один рабочий \
             день, ещё за\u{a0}один вас с\u{a0}ними знакомят; этот день\u{a0}— официальный день объявления",
            "mordovia-187:4",
        ),
        (
            "В\u{a0}день утверждения результаты экзаменов открывают и\u{a0}здесь, по\u{a0}решению государственной \
             экзаменационной комиссии",
            "mordovia-187:8.3",
        ),
        (
            "ОГЭ и\u{a0}ГВЭ-9: результат узнают за\u{a0}один рабочий день со\u{a0}дня передачи в\u{a0}школу; этот день\u{a0}— \
             официальный день объявления",
            "kuzbass-gia9:info 6",
        ),
        (
            "Апелляцию о\u{a0}несогласии с\u{a0}баллами подают за\u{a0}два рабочих дня после официального дня объявления",
            "kuzbass-gia9:rights 6",
        ),
    ]
    .into_iter()
    .map(|(words, citation)| with_clause(app, words, citation))
    .collect()
}

fn with_clause(app: &App, words: &str, citation: &str) -> String {
    let clause = citation.parse().ok();
    match clause.and_then(|clause| app.law.clause_words(&clause)) {
        Some(clause) => format!("{words} ({}).", clause.chip),
        None => format!("{words}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appeal_has_the_term_of_its_kind() {
        let law = regulations::Law::embedded().unwrap();
        let rules = law.ruleset("42", None).unwrap();
        for (kind, clause) in [
            (ExamKind::Gia11, "апелляции"),
            (ExamKind::Gia9, "памятки ГИА-9 Кузбасса"),
        ] {
            let term = appeal_term(&rules, kind).unwrap();
            assert_eq!(term.length.replace('\u{a0}', " "), "2 рабочих дня");
            assert!(term.clause.contains(clause), "{}", term.clause);
        }
        assert_eq!(appeal_term(&rules, ExamKind::Essay), None);
    }

    #[test]
    fn a_published_exam_is_told_by_its_columns() {
        let gia = |columns: &str| -> PublishedGia {
            serde_json::from_str(&format!(r#"{{"k":"gia-11","f":"ege"{columns}}}"#)).unwrap()
        };
        let test = checked(&gia(r#","p":40,"x":50,"t":72"#)).unwrap();
        assert_eq!(test, LineOutcome::Test { primary: 40, score: 72 });
        let mark = checked(&gia(r#","p":20,"m":4"#)).unwrap();
        assert_eq!(mark, LineOutcome::Mark { primary: 20, mark: 4 });
        for columns in [
            "",
            r#","p":40"#,
            r#","t":72"#,
            r#","p":-1,"t":72"#,
            r#","p":40,"t":72,"m":4"#,
            r#","p":40,"t":101"#,
        ] {
            assert!(checked(&gia(columns)).is_err(), "{columns}");
        }
        assert_eq!(unchecked("absent"), Ok(Some(AttendanceMark::Absent)));
        assert_eq!(unchecked("written"), Ok(None));
        assert!(unchecked("asleep").is_err());
    }
}
