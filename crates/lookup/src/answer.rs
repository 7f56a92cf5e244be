//! A released result in everyday words: what it is, what it is good for, what to do next and until when.

use domain::essay::{AttendanceMark, EssayField, EssayMark, EssayValue, WorkType};
use regulations::LegalDate;
use regulations::essay_dates;
use regulations::russian::{capitalised, long_date};
use ui::pages::public::{DatedStep, EssayAnswer, EssayVerdict, MarkGroup, MarkRow, RowMark};

use crate::clauses::{APPLICATION, RETAKE, SECOND_CHECK, VALIDITY};
use crate::not_checked::told_in_passing;
use crate::results::{PublishedEssay, SittingOutcome};

/// Days before the essay by which an application must be in (kirov-1497:3.1).
const APPLICATION_DAYS: i64 = 14;
/// Years after the year of writing for which universities take the result (rostov-essay:11).
const UNIVERSITY_YEARS: i16 = 4;

/// The checked works among `results`, in their order (newest first). Sittings without a checked work are told in the
/// newest answer's notes.
pub fn essay_answers(results: &[PublishedEssay], today: LegalDate) -> Vec<EssayAnswer> {
    let checked: Vec<(&PublishedEssay, EssayValue)> = results
        .iter()
        .filter_map(|result| match result.outcome {
            SittingOutcome::Checked(value) => Some((result, value)),
            SittingOutcome::NotChecked(_) => None,
        })
        .collect();
    let fails = checked
        .iter()
        .filter(|(_, value)| value.result() == EssayMark::Fail)
        .count();
    let has_pass = fails < checked.len();
    let mut answers = Vec::new();
    for (index, (result, value)) in checked.iter().enumerate() {
        let mut answer = essay_answer(result, value);
        if index == 0 {
            answer
                .notes
                .extend(not_checked(results).map(|(result, mark)| told_in_passing(result, mark)));
            if !has_pass {
                answer.next_steps = next_steps_after_fail(result.paper.exam_date, today, fails);
            }
        }
        answers.push(answer);
    }
    answers
}

/// Where the result is told under signature.
pub fn told_by_line(told_by: &str) -> String {
    format!("Под подпись с\u{a0}результатом знакомят здесь: {told_by}.")
}

/// Whom to tell of a mistake.
pub fn correction_advice(told_by: &str) -> String {
    format!(
        "Ошибка в\u{a0}результате или документе\u{a0}— скажите там, где вас знакомят с\u{a0}результатом: {told_by}."
    )
}

/// The additional dates of the school year that are still to come (kirov-1497:4.3).
pub fn additional_dates(exam_date: LegalDate, today: LegalDate) -> Vec<LegalDate> {
    let autumn = if exam_date.month() >= 9 {
        exam_date.year()
    } else {
        exam_date.year() - 1
    };
    let dates = essay_dates(autumn).map(|dates| vec![dates.february, dates.april]);
    let is_coming = |date: &LegalDate| *date > exam_date && *date > today;
    dates.unwrap_or_default().into_iter().filter(is_coming).collect()
}

/// Application and dates, in the order they come.
pub fn steps_to_write_again(exam_date: LegalDate, today: LegalDate) -> Vec<DatedStep> {
    let dates = additional_dates(exam_date, today);
    let reachable = dates.iter().map(|date| (date.plus_days(-APPLICATION_DAYS), *date));
    let application = reachable.filter(|(by, _)| *by >= today).min();
    let mut steps = Vec::new();
    if let Some((by, date)) = application {
        let what = format!(
            "подайте заявление там, где регистрировались, чтобы писать {} ({APPLICATION}).",
            long_date(date)
        );
        steps.push(step(&format!("До\u{a0}{}", long_date(by)), &what));
    }
    let reachable = |date: &&LegalDate| date.plus_days(-APPLICATION_DAYS) >= today;
    for date in dates.iter().filter(reachable) {
        steps.push(step(
            &long_date(*date),
            "дополнительная дата сочинения, начало в\u{a0}10:00.",
        ));
    }
    steps
}

/// Sittings without a checked work, in their order.
pub fn not_checked(results: &[PublishedEssay]) -> impl Iterator<Item = (&PublishedEssay, AttendanceMark)> {
    results.iter().filter_map(|result| match result.outcome {
        SittingOutcome::NotChecked(mark) => Some((result, mark)),
        SittingOutcome::Checked(_) => None,
    })
}

fn essay_answer(result: &PublishedEssay, value: &EssayValue) -> EssayAnswer {
    let (verdict, meaning, notes) = match value.result() {
        EssayMark::Pass => (
            EssayVerdict::Pass,
            "Условие допуска к\u{a0}ГИА-11 выполнено",
            pass_notes(result),
        ),
        EssayMark::Fail => (
            EssayVerdict::Fail,
            "Условие допуска к\u{a0}ГИА-11 пока не\u{a0}выполнено",
            fail_notes(result, value),
        ),
    };
    EssayAnswer {
        work_type: format!("Итоговое {}", result.paper.work_type.russian()),
        exam_date: long_date(result.paper.exam_date),
        verdict,
        meaning: meaning.to_owned(),
        notes,
        next_steps: Vec::new(),
        groups: mark_groups(result.paper.work_type, value),
        source: format!(
            "Публикация №\u{a0}{} от\u{a0}{}",
            result.paper.publication_number, result.paper.published_at
        ),
    }
}

fn pass_notes(result: &PublishedEssay) -> Vec<String> {
    let mut notes = vec![format!(
        "Зачёт допускает к\u{a0}экзаменам 11\u{a0}класса и\u{a0}действует бессрочно ({VALIDITY})."
    )];
    if result.paper.work_type == WorkType::Composition {
        let until = result.paper.exam_date.year() + UNIVERSITY_YEARS;
        notes.push(format!("Вузы принимают его до\u{a0}конца {until}\u{a0}года."));
    }
    notes
}

fn fail_notes(result: &PublishedEssay, value: &EssayValue) -> Vec<String> {
    let mut notes = vec![why_failed(result.paper.work_type, value)];
    notes.push(format!(
        "Ученики и\u{a0}экстерны могут написать ещё раз в\u{a0}дополнительные даты, не\u{a0}больше двух раз за\u{a0}учебный год ({RETAKE})."
    ));
    notes
}

/// The first failed cell decides; where criteria 1 and 2 passed, all of 3 to 5 failed (domain-facts 1.5).
fn why_failed(work_type: WorkType, value: &EssayValue) -> String {
    let failed = value
        .cells()
        .find(|(_, mark)| *mark == Some(EssayMark::Fail))
        .map(|(field, _)| field);
    match failed {
        Some(field @ EssayField::Requirement(_)) => {
            format!("Не\u{a0}выполнено {}: дальше работу не\u{a0}проверяли.", lower_named(field, work_type))
        }
        Some(field @ EssayField::Criterion(1 | 2)) => {
            format!("Нет зачёта по\u{a0}обязательному критерию: {}.", lower_named(field, work_type))
        }
        _ => "Нет зачёта ни\u{a0}по\u{a0}одному из\u{a0}критериев с\u{a0}третьего по\u{a0}пятый, а\u{a0}нужен хотя\u{a0}бы один."
            .to_owned(),
    }
}

/// «требование 1 «Объём итогового сочинения»».
fn lower_named(field: EssayField, work_type: WorkType) -> String {
    let (notion, number) = match field {
        EssayField::Requirement(number) => ("требование", number.to_string()),
        EssayField::Criterion(number) => ("критерий", number.to_string()),
        EssayField::Result => ("результат", String::new()),
    };
    format!("{notion}\u{a0}{number} «{}»", field.title(work_type))
}

fn next_steps_after_fail(exam_date: LegalDate, today: LegalDate, fails: usize) -> Vec<DatedStep> {
    let mut steps = Vec::new();
    if fails > 1 {
        let what = format!(
            "можно письменно попросить муниципальный орган образования, чтобы работу проверила другая комиссия ({SECOND_CHECK})."
        );
        steps.push(step("Три дня после публикации", &what));
    }
    let again = steps_to_write_again(exam_date, today);
    if again.is_empty() {
        steps.push(step(
            "Сейчас",
            "спросите в\u{a0}школе, когда можно написать ещё раз: в\u{a0}расписании этого года дат больше нет.",
        ));
    }
    steps.extend(again);
    steps
}

fn mark_groups(work_type: WorkType, value: &EssayValue) -> Vec<MarkGroup> {
    let is_oral = is_oral(value);
    let row = |field: EssayField, mark: Option<EssayMark>| {
        let number = match field {
            EssayField::Requirement(number) | EssayField::Criterion(number) => number.to_string(),
            EssayField::Result => String::new(),
        };
        let mark = match mark {
            Some(EssayMark::Pass) => RowMark::Pass,
            Some(EssayMark::Fail) => RowMark::Fail,
            None if is_oral => RowMark::NotApplied,
            None => RowMark::NotChecked,
        };
        MarkRow {
            name: format!("{number}.\u{a0}{}", field.title(work_type)),
            mark,
        }
    };
    let rows = |wanted: fn(&EssayField) -> bool| {
        value
            .cells()
            .filter(|(field, _)| wanted(field))
            .map(|(field, mark)| row(field, mark))
            .collect()
    };
    vec![
        MarkGroup {
            title: "Требования".to_owned(),
            rows: rows(|field| matches!(field, EssayField::Requirement(_))),
        },
        MarkGroup {
            title: "Критерии".to_owned(),
            rows: rows(|field| matches!(field, EssayField::Criterion(_))),
        },
    ]
}

/// Criterion 5 alone is empty only in an oral work (domain-facts 1.6).
fn is_oral(value: &EssayValue) -> bool {
    let [first, second, third, fourth, fifth] = value.criteria();
    fifth.is_none() && [first, second, third, fourth].iter().all(Option::is_some)
}

fn step(when: &str, what: &str) -> DatedStep {
    DatedStep {
        when: capitalised(when),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::EssayPaper;

    fn day(text: &str) -> LegalDate {
        text.parse().unwrap()
    }

    fn result(code: &str, exam_date: &str) -> PublishedEssay {
        PublishedEssay {
            paper: EssayPaper {
                work_type: WorkType::Composition,
                exam_date: day(exam_date),
                publication_number: 7,
                published_at: "16\u{a0}декабря 2026, 10:00".to_owned(),
            }
            .into(),
            outcome: SittingOutcome::Checked(EssayValue::from_code(code).unwrap()),
            told_by: "лицей №\u{a0}11".into(),
        }
    }

    fn whens(answer: &EssayAnswer) -> Vec<String> {
        answer
            .next_steps
            .iter()
            .map(|step| step.when.replace('\u{a0}', " "))
            .collect()
    }

    #[track_caller]
    fn check_reason(code: &str, expected: &str) {
        let value = EssayValue::from_code(code).unwrap();
        let reason = why_failed(WorkType::Composition, &value).replace('\u{a0}', " ");
        assert!(reason.contains(expected), "{code}: {reason}");
    }

    #[test]
    fn a_fail_names_what_failed() {
        check_reason("0-|-----|0", "требование 1 «Объём");
        check_reason("10|-----|0", "требование 2 «Самостоятельность");
        check_reason("11|0----|0", "критерий 1 «Соответствие теме»");
        check_reason("11|10---|0", "критерий 2 «Аргументация");
        check_reason("11|11000|0", "с третьего по пятый");
    }

    #[track_caller]
    fn check_steps(results: &[PublishedEssay], today: &str, expected: &[&str]) {
        let answers = essay_answers(results, day(today));
        assert_eq!(whens(&answers[0]), expected);
        assert!(answers.iter().skip(1).all(|answer| answer.next_steps.is_empty()));
    }

    #[test]
    fn a_fail_leads_to_the_dates_that_can_still_be_reached() {
        let december = result("0-|-----|0", "2026-12-02");
        check_steps(
            std::slice::from_ref(&december),
            "2026-12-17",
            &["До 20 января 2027", "3 февраля 2027", "14 апреля 2027"],
        );
        check_steps(
            std::slice::from_ref(&december),
            "2027-01-21",
            &["До 31 марта 2027", "14 апреля 2027"],
        );
        check_steps(std::slice::from_ref(&december), "2027-04-20", &["Сейчас"]);
        let february = result("11|0----|0", "2027-02-03");
        check_steps(
            &[february, december],
            "2027-02-16",
            &["Три дня после публикации", "До 31 марта 2027", "14 апреля 2027"],
        );
    }

    #[test]
    fn a_pass_has_nothing_left_to_do_even_after_a_fail() {
        let both = [result("11|11011|1", "2027-02-03"), result("0-|-----|0", "2026-12-02")];
        check_steps(&both, "2027-02-16", &[]);
        let notes = essay_answers(&both, day("2027-02-16"))[0]
            .notes
            .join(" ")
            .replace('\u{a0}', " ");
        assert!(
            notes.contains("бессрочно") && notes.contains("до конца 2031 года"),
            "{notes}"
        );
    }

    #[test]
    fn an_exposition_says_nothing_of_universities() {
        let written = result("11|11111|1", "2026-12-02");
        let exposition = PublishedEssay {
            paper: EssayPaper {
                work_type: WorkType::Exposition,
                ..(*written.paper).clone()
            }
            .into(),
            ..written
        };
        let answer = &essay_answers(&[exposition], day("2026-12-17"))[0];
        assert_eq!(answer.work_type, "Итоговое изложение");
        assert_eq!(answer.notes.len(), 1);
    }

    #[test]
    fn empty_marks_are_told_as_what_they_are() {
        let marks = |code: &str| -> Vec<RowMark> {
            let groups = mark_groups(WorkType::Composition, &EssayValue::from_code(code).unwrap());
            groups
                .iter()
                .flat_map(|group| group.rows.iter().map(|row| row.mark))
                .collect()
        };
        assert_eq!(marks("11|1110-|1")[6], RowMark::NotApplied);
        assert_eq!(marks("0-|-----|0")[6], RowMark::NotChecked);
        assert_eq!(marks("11|0----|0")[6], RowMark::NotChecked);
        assert_eq!(marks("11|11011|1")[4], RowMark::Fail);
    }
}
