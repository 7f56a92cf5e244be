//! Sittings that ended without a checked work: neither pass nor fail, so they are told in words of their own.

use domain::essay::{AttendanceMark, WorkType};
use regulations::LegalDate;
use regulations::russian::long_date;

use crate::answer::{not_checked, steps_to_write_again, told_by_line};
use crate::clauses::ADMITTED_AGAIN;
use crate::results::PublishedEssay;

/// A heading and a few sentences.
pub struct Told {
    pub heading: String,
    pub paragraphs: Vec<String>,
}

/// What to say when none of the sittings (newest first) has a checked work; `None` when some has.
pub fn only_not_checked(results: &[PublishedEssay], today: LegalDate) -> Option<Told> {
    let sittings: Vec<_> = not_checked(results).collect();
    let (newest, mark) = sittings.first().copied().filter(|_| sittings.len() == results.len())?;
    let mut paragraphs = vec![newest_sentence(newest, mark), way_on(mark)];
    for step in steps_to_write_again(newest.paper.exam_date, today) {
        paragraphs.push(format!("{}\u{a0}— {}", step.when, step.what));
    }
    paragraphs.extend(
        sittings
            .iter()
            .skip(1)
            .map(|(result, mark)| told_in_passing(result, *mark)),
    );
    paragraphs.push(told_by_line(&newest.told_by));
    paragraphs.push(format!(
        "Публикация №\u{a0}{} от\u{a0}{}.",
        newest.paper.publication_number, newest.paper.published_at
    ));
    Some(Told {
        heading: heading(newest.paper.work_type, mark),
        paragraphs,
    })
}

/// One sentence beside another result: «2 декабря 2026 вы не пришли на сочинение.»
pub fn told_in_passing(result: &PublishedEssay, mark: AttendanceMark) -> String {
    let day = long_date(result.paper.exam_date);
    let work = work(result.paper.work_type);
    match mark {
        AttendanceMark::Absent => format!("{day} вы не\u{a0}пришли на\u{a0}{work}."),
        AttendanceMark::Removed => {
            format!(
                "{day} вас удалили с\u{a0}{}, работу не\u{a0}проверяли.",
                work_genitive(result.paper.work_type)
            )
        }
        AttendanceMark::NotFinished => {
            format!("{day} вы не\u{a0}закончили {work}, работу не\u{a0}проверяли.")
        }
    }
}

fn heading(work_type: WorkType, mark: AttendanceMark) -> String {
    let work = work(work_type);
    match mark {
        AttendanceMark::Absent => format!("Вы не\u{a0}пришли на\u{a0}{work}"),
        AttendanceMark::Removed => format!("Вас удалили с\u{a0}{}", work_genitive(work_type)),
        AttendanceMark::NotFinished => format!("Вы не\u{a0}закончили {work}"),
    }
}

fn newest_sentence(result: &PublishedEssay, mark: AttendanceMark) -> String {
    let day = long_date(result.paper.exam_date);
    match mark {
        AttendanceMark::Absent => {
            format!("{day} вас не\u{a0}было среди писавших: зачёта или незачёта за\u{a0}этот день нет.")
        }
        AttendanceMark::Removed => {
            format!(
                "{day}: удаление за\u{a0}нарушение порядка. Работу не\u{a0}проверяли, зачёта или незачёта за\u{a0}неё нет."
            )
        }
        AttendanceMark::NotFinished => {
            format!(
                "{day}: работа не\u{a0}закончена по\u{a0}уважительной причине. Её не\u{a0}проверяли, зачёта или незачёта нет."
            )
        }
    }
}

/// Who is admitted again and on what ground (kirov-1497:4.5).
fn way_on(mark: AttendanceMark) -> String {
    match mark {
        AttendanceMark::Absent | AttendanceMark::NotFinished => format!(
            "Если причина уважительная и\u{a0}есть документ о\u{a0}ней, можно писать в\u{a0}дополнительную дату этого учебного года ({ADMITTED_AGAIN})."
        ),
        AttendanceMark::Removed => format!(
            "Ученики и\u{a0}экстерны могут написать ещё раз в\u{a0}дополнительную дату этого учебного года ({ADMITTED_AGAIN})."
        ),
    }
}

const fn work(work_type: WorkType) -> &'static str {
    work_type.russian()
}

const fn work_genitive(work_type: WorkType) -> &'static str {
    match work_type {
        WorkType::Composition => "сочинения",
        WorkType::Exposition => "изложения",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::EssayPaper;
    use crate::results::SittingOutcome;
    use domain::essay::EssayValue;

    fn result(outcome: SittingOutcome, exam_date: &str) -> PublishedEssay {
        PublishedEssay {
            paper: EssayPaper {
                work_type: WorkType::Composition,
                exam_date: exam_date.parse().unwrap(),
                publication_number: 7,
                published_at: "16\u{a0}декабря 2026, 10:00".to_owned(),
            }
            .into(),
            outcome,
            told_by: "лицей №\u{a0}11".into(),
        }
    }

    #[track_caller]
    fn check(mark: AttendanceMark, heading: &str) {
        let results = [result(SittingOutcome::NotChecked(mark), "2026-12-02")];
        let told = only_not_checked(&results, "2026-12-17".parse().unwrap()).unwrap();
        assert_eq!(told.heading.replace('\u{a0}', " "), heading);
        let text = told.paragraphs.join("\n").replace('\u{a0}', " ");
        assert!(text.contains("3 февраля 2027") && text.contains("п. 4.5"), "{text}");
        assert!(!text.contains("допуск"), "{text}");
    }

    #[test]
    fn each_way_to_end_without_a_work_has_its_own_words() {
        check(AttendanceMark::Absent, "Вы не пришли на сочинение");
        check(AttendanceMark::Removed, "Вас удалили с сочинения");
        check(AttendanceMark::NotFinished, "Вы не закончили сочинение");
    }

    #[test]
    fn beside_a_checked_work_they_are_told_in_passing() {
        let pass = SittingOutcome::Checked(EssayValue::from_code("11|11111|1").unwrap());
        let absent = SittingOutcome::NotChecked(AttendanceMark::Absent);
        let results = [result(pass, "2027-02-03"), result(absent, "2026-12-02")];
        assert!(only_not_checked(&results, "2027-02-16".parse().unwrap()).is_none());
        let answers = crate::answer::essay_answers(&results, "2027-02-16".parse().unwrap());
        assert_eq!(answers.len(), 1);
        let note = answers[0].notes.last().unwrap().replace('\u{a0}', " ");
        assert_eq!(note, "2 декабря 2026 вы не пришли на сочинение.");
    }
}
