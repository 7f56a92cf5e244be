//! Made-up examples of the pages that speak of state exams.

use super::samples::{sample_pass, shown, step};
use super::{
    AnswerPage, DatedStep, EssayAnswer, FactRow, GiaAnswer, GiaGroup, GiaStanding, OpenGroup, PublicFrame, Reached,
    StartPage,
};

const SUBJECTS: [&str; 15] = [
    "Русский язык",
    "Математика (профильная)",
    "Математика (базовая)",
    "Физика",
    "Химия",
    "Информатика (на\u{a0}компьютере)",
    "Биология",
    "История",
    "География",
    "Английский язык",
    "Немецкий язык",
    "Французский язык",
    "Обществознание",
    "Испанский язык",
    "Литература",
];

impl StartPage {
    /// Fifteen subjects of two forms are open, and an essay.
    pub fn sample_of_exams() -> Self {
        let lines = |days: &str| -> Vec<String> {
            let names = SUBJECTS.iter();
            names.map(|name| format!("{name}\u{a0}— {days}")).collect()
        };
        let has_no_levels = |line: &String| !line.contains('(');
        let group = |title: &str, lines: Vec<String>| OpenGroup {
            title: title.to_owned(),
            lines,
        };
        StartPage {
            heading: "Узнать результат экзамена".to_owned(),
            document_hint: "Введите документ, с\u{a0}которым вы регистрировались.".to_owned(),
            open: vec![
                group("ЕГЭ", lines("31\u{a0}мая, 22\u{a0}июня 2027")),
                group(
                    "ОГЭ",
                    lines("4\u{a0}июня 2027").into_iter().filter(has_no_levels).collect(),
                ),
                group(
                    "Итоговое сочинение (изложение)",
                    vec!["2\u{a0}декабря 2026, 3\u{a0}февраля 2027".to_owned()],
                ),
            ],
            ..Self::sample()
        }
    }
}

impl AnswerPage {
    /// Five subjects of ЕГЭ: one minimum missed, one exam not attended, base mathematics as a mark; and the essay.
    pub fn sample_of_gia() -> Self {
        AnswerPage {
            heading: "Ваши результаты".to_owned(),
            sections: shown(
                &[group_of_ege()],
                &[EssayAnswer {
                    groups: Vec::new(),
                    ..sample_pass()
                }],
            ),
            ..Self::sample()
        }
    }

    /// The same for weak sight.
    pub fn sample_of_gia_strong() -> Self {
        AnswerPage {
            frame: PublicFrame::sample_strong(),
            sections: shown(&[group_of_ege()], &[]),
            schedule: Vec::new(),
            ..Self::sample_of_gia()
        }
    }

    /// Marks of ОГЭ and one of ГВЭ-9.
    pub fn sample_of_gia_9() -> Self {
        let mark = |subject: &str, value: &str, words: &str, reached| GiaAnswer {
            subject: subject.to_owned(),
            exam_date: "4\u{a0}июня 2027".to_owned(),
            label: "Ваша отметка".to_owned(),
            value: value.to_owned(),
            standing: standing(words, reached),
            rows: vec![
                row("Первичный балл", "17 из\u{a0}31"),
                row("Протокол ГЭК", "№\u{a0}31 от\u{a0}15\u{a0}июня 2027"),
            ],
            notes: Vec::new(),
        };
        let oge = GiaGroup {
            title: "ОГЭ".to_owned(),
            answers: vec![
                mark(
                    "Математика",
                    "4",
                    "Минимум для аттестата\u{a0}— отметка 3, набран",
                    Reached::Yes,
                ),
                mark(
                    "Химия",
                    "2",
                    "Минимум для аттестата\u{a0}— отметка 3, не\u{a0}набран",
                    Reached::No,
                ),
            ],
            next_steps: sample_next(),
            source: "Публикация №\u{a0}31 от\u{a0}15\u{a0}июня 2027, 17:40".to_owned(),
        };
        let gve = GiaGroup {
            title: "ГВЭ-9".to_owned(),
            answers: vec![mark(
                "Русский язык (ГВЭ)",
                "5",
                "Минимум для аттестата\u{a0}— отметка 3, набран",
                Reached::Yes,
            )],
            next_steps: Vec::new(),
            ..oge.clone()
        };
        AnswerPage {
            heading: "Ваши результаты".to_owned(),
            sections: shown(&[oge, gve], &[]),
            schedule: Vec::new(),
            ..Self::sample()
        }
    }
}

fn group_of_ege() -> GiaGroup {
    let scored = |subject: &str, value: &str, words: &str, reached| GiaAnswer {
        subject: subject.to_owned(),
        exam_date: "31\u{a0}мая 2027".to_owned(),
        label: "Тестовый балл".to_owned(),
        value: value.to_owned(),
        standing: standing(words, reached),
        rows: vec![
            row("Первичный балл", "40 из\u{a0}50"),
            row("Протокол ГЭК", "№\u{a0}12 от\u{a0}10\u{a0}июня 2027"),
        ],
        notes: Vec::new(),
    };
    GiaGroup {
        title: "ЕГЭ".to_owned(),
        answers: vec![
            GiaAnswer {
                rows: vec![
                    row("Первичный балл", "40 из\u{a0}50"),
                    row("Минимум для вуза", "36 баллов, набран"),
                    row("Протокол ГЭК", "№\u{a0}12 от\u{a0}10\u{a0}июня 2027"),
                ],
                ..scored(
                    "Русский язык",
                    "73",
                    "Минимум для аттестата\u{a0}— 24\u{a0}балла, набран",
                    Reached::Yes,
                )
            },
            scored(
                "Обществознание",
                "38",
                "Минимум для вуза\u{a0}— 42\u{a0}балла, не\u{a0}набран",
                Reached::No,
            ),
            GiaAnswer {
                label: "Ваша отметка".to_owned(),
                ..scored(
                    "Математика (базовая)",
                    "4",
                    "Минимум для аттестата\u{a0}— отметка 3, набран",
                    Reached::Yes,
                )
            },
            GiaAnswer {
                exam_date: "11\u{a0}июня 2027, устная часть 16\u{a0}июня 2027".to_owned(),
                ..scored(
                    "Английский язык",
                    "68",
                    "Минимум для вуза\u{a0}— 22\u{a0}балла, набран",
                    Reached::Yes,
                )
            },
            GiaAnswer {
                label: String::new(),
                value: "Не\u{a0}пришли на\u{a0}экзамен".to_owned(),
                standing: None,
                rows: vec![row("Протокол ГЭК", "№\u{a0}14 от\u{a0}18\u{a0}июня 2027")],
                ..scored("История", "", "", Reached::Yes)
            },
        ],
        next_steps: sample_next(),
        source: "Публикация №\u{a0}14 от\u{a0}18\u{a0}июня 2027, 18:05".to_owned(),
    }
}

fn sample_next() -> Vec<DatedStep> {
    vec![step(
        "2 рабочих дня после дня объявления",
        "срок апелляции о\u{a0}несогласии с\u{a0}баллами. День объявления назовут там, где вас знакомят с\u{a0}результатом.",
    )]
}

fn standing(words: &str, reached: Reached) -> Option<GiaStanding> {
    Some(GiaStanding {
        words: words.to_owned(),
        reached,
    })
}

fn row(name: &str, value: &str) -> FactRow {
    FactRow {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}
