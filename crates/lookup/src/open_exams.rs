//! The open exams as the first page names them: by form, a subject a line, with the days of its exams.

use regulations::LegalDate;
use regulations::russian::{capitalised, day_and_month, long_date};
use ui::pages::public::OpenGroup;

use crate::results::OpenExam;

/// Exams of the essay named in the hint; older ones answer too.
const MOST_TITLES: usize = 3;
/// Lines of the list: the page must stay light; older exams answer without being named.
const MOST_LINES: usize = 36;
/// Days named on one line, the newest.
const MOST_DAYS: usize = 3;

/// What the first page says of the open exams.
pub struct OpenWords {
    pub heading: &'static str,
    pub hint: String,
    pub groups: Vec<OpenGroup>,
}

/// While the essay alone is open the hint names it; a list stands only where state exams are.
pub fn open_words(open: &[OpenExam]) -> OpenWords {
    let essays = open.iter().filter(|exam| is_essay(exam)).count();
    if essays == open.len() {
        return OpenWords {
            heading: "Узнать результат сочинения",
            hint: essay_hint(open),
            groups: Vec::new(),
        };
    }
    OpenWords {
        heading: if essays == 0 {
            "Узнать результат экзамена"
        } else {
            "Узнать результат экзамена или сочинения"
        },
        hint: "Введите документ, с\u{a0}которым вы регистрировались.".to_owned(),
        groups: groups(open),
    }
}

fn is_essay(exam: &OpenExam) -> bool {
    exam.subject.is_empty()
}

fn essay_hint(open: &[OpenExam]) -> String {
    let named = open.iter().take(MOST_TITLES);
    let titles: Vec<String> = named
        .map(|exam| format!("{} {}", exam.group, long_date(exam.date)))
        .collect();
    format!(
        "{}: просмотр открыт. Введите документ, с\u{a0}которым вы регистрировались.",
        capitalised(&titles.join("; "))
    )
}

/// Newest first: forms by their newest exam, subjects by theirs, then by name.
fn groups(open: &[OpenExam]) -> Vec<OpenGroup> {
    let mut subjects: Vec<(&str, &str, Vec<LegalDate>)> = Vec::new();
    for exam in open {
        let key = (exam.group.as_str(), exam.subject.as_str());
        match subjects
            .iter_mut()
            .find(|(group, subject, _)| (*group, *subject) == key)
        {
            Some((_, _, days)) => days.push(exam.date),
            None => subjects.push((key.0, key.1, vec![exam.date])),
        }
    }
    for (_, _, days) in &mut subjects {
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
    }
    subjects.sort_by(|one, other| {
        let newest = |days: &[LegalDate]| days.first().copied();
        newest(&other.2).cmp(&newest(&one.2)).then_with(|| one.1.cmp(other.1))
    });
    let mut groups: Vec<OpenGroup> = Vec::new();
    for (group, subject, days) in subjects.iter().take(MOST_LINES) {
        let line = line(subject, days);
        match groups.iter_mut().find(|one| one.title == *group) {
            Some(known) => known.lines.push(line),
            None => groups.push(OpenGroup {
                title: (*group).to_owned(),
                lines: vec![line],
            }),
        }
    }
    if subjects.len() > MOST_LINES
        && let Some(last) = groups.last_mut()
    {
        last.lines.push("И\u{a0}другие, более ранние".to_owned());
    }
    groups
}

fn line(subject: &str, days: &[LegalDate]) -> String {
    let mut shown: Vec<LegalDate> = days.iter().copied().take(MOST_DAYS).collect();
    shown.reverse();
    let words: Vec<String> = shown
        .iter()
        .enumerate()
        .map(|(index, day)| match shown.get(index + 1) {
            Some(next) if next.year() == day.year() => day_and_month(*day),
            _ => long_date(*day),
        })
        .collect();
    if subject.is_empty() {
        capitalised(&words.join(", "))
    } else {
        format!("{}\u{a0}— {}", capitalised(subject), words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exam(group: &str, subject: &str, date: &str) -> OpenExam {
        OpenExam {
            group: group.to_owned(),
            subject: subject.to_owned(),
            date: date.parse().unwrap(),
        }
    }

    fn lines(open: &[OpenExam]) -> Vec<String> {
        let groups = open_words(open).groups;
        let texts = groups
            .iter()
            .flat_map(|group| group.lines.iter().map(move |line| format!("{}: {line}", group.title)));
        texts.map(|text| text.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn the_essay_alone_is_named_in_the_hint() {
        let words = open_words(&[exam("Итоговое сочинение (изложение)", "", "2026-12-02")]);
        assert_eq!(words.heading, "Узнать результат сочинения");
        assert!(
            words
                .hint
                .replace('\u{a0}', " ")
                .contains("2 декабря 2026: просмотр открыт")
        );
        assert!(words.groups.is_empty());
    }

    #[test]
    fn exams_stand_by_form_and_subject_newest_first() {
        let open = [
            exam("ЕГЭ", "Русский язык", "2027-05-31"),
            exam("ОГЭ", "Химия", "2027-06-04"),
            exam("ЕГЭ", "Русский язык", "2027-06-22"),
            exam("ЕГЭ", "Физика", "2027-06-04"),
            exam("Итоговое сочинение (изложение)", "", "2026-12-02"),
        ];
        assert_eq!(
            lines(&open),
            [
                "ЕГЭ: Русский язык — 31 мая, 22 июня 2027",
                "ЕГЭ: Физика — 4 июня 2027",
                "ОГЭ: Химия — 4 июня 2027",
                "Итоговое сочинение (изложение): 2 декабря 2026",
            ]
        );
        assert_eq!(open_words(&open).heading, "Узнать результат экзамена или сочинения");
    }

    #[test]
    fn a_long_list_is_cut() {
        let open: Vec<OpenExam> = (0..60)
            .map(|number| exam("ЕГЭ", &format!("Предмет {number}"), "2027-05-31"))
            .collect();
        assert_eq!(lines(&open).len(), MOST_LINES + 1);
    }
}
