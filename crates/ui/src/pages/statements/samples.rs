//! Made-up examples of every state of the statements pages.

use askama::Template;

use super::{
    ChainStep, ChainStepState, HandoverPage, HandoverRow, Lateness, Refusal, ResultColumns, ScoreCells, StatementLine,
    StatementPage, StatementRow, StatementState, StatementTabCounts, StatementsPage,
};
use crate::components::{
    Act, Choice, Choices, Clause, Clock, ClockState, Facts, Field, FilterForm, FormPart, Link, Pager, Phrase, PostForm,
    Sort, Tag, Width,
};
use crate::page::{Current, Shell};
use crate::pages::lists::{ListFrame, sample_shell};
use crate::typography::tie;

/// Every state of the statements pages, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("statements-list", StatementsPage::sample().render()?),
        ("statements-list-empty", StatementsPage::sample_empty().render()?),
        ("statements-one", StatementPage::sample().render()?),
        ("statements-one-received", StatementPage::sample_to_receive().render()?),
        ("statements-one-refused", StatementPage::sample_refused().render()?),
        ("statements-one-hidden", StatementPage::sample_hidden().render()?),
        ("statements-one-gia", StatementPage::sample_of_gia().render()?),
        ("statements-handover", HandoverPage::sample().render()?),
    ])
}

fn shell(title: &str, trail: &[&str]) -> Shell {
    sample_shell(title, "Ведомости", trail)
}

fn municipal_clause() -> Clause {
    Clause::new(
        tie("п. 2.3 приказа № 4195"),
        tie("Приказ Министерства образования Кузбасса от 10.12.2024 № 4195, пункт 2.3"),
        tie("Получив результаты, муниципалитет за один рабочий день доводит их до школ, экстернов и выпускников прошлых лет."),
    )
    .counted(tie("получено 16 декабря 2026 (среда); 17 декабря (четверг) — первый рабочий день. Срок — до конца 17 декабря."))
}

impl StatementsPage {
    /// A municipal clerk has eleven to hand over.
    pub fn sample() -> Self {
        StatementsPage {
            shell: shell("Ведомости", &[]),
            lead: Phrase::default()
                .bold(tie("11 ведомостей"))
                .text(tie(" надо передать школам до конца 17 декабря, одна просрочена.")),
            act: Some(Act::link("Передать 11\u{a0}школам", "/statements/203")),
            counts: StatementTabCounts {
                all: (26, "/statements/203".to_owned()),
                formed: (11, "/statements/203".to_owned()),
                handed_over: (5, "/statements/203".to_owned()),
                received: (4, "/statements/203".to_owned()),
                opened: (6, "/statements/203".to_owned()),
                late: (1, "/statements/203".to_owned()),
                current: None,
                late_is_current: Current::No,
            },
            list: ListFrame {
                filter: Some(FilterForm {
                    action: "/statements/203".to_owned(),
                    parts: vec![
                        Field::text("q", "Номер или школа").width(Width::Characters20).into(),
                        FormPart::Choices(Choices::select(
                            "exam",
                            "Экзамен",
                            vec![
                                Choice::new("", "все"),
                                Choice::new("1", tie("Сочинение, 2 декабря 2026")).chosen(),
                            ],
                        )),
                    ],
                    button: "Отобрать".to_owned(),
                    reset_href: "/statements/203".to_owned(),
                }),
                sorts: vec![
                    ("number", Sort::Ascending("/statements/203".to_owned())),
                    ("counterpart", Sort::Offered("/statements/203".to_owned())),
                ],
                pager: Some(Pager {
                    summary: tie("Показаны 1–4 из 26"),
                    next: Some("/statements/203".to_owned()),
                    ..Pager::default()
                }),
                export_links: vec![
                    Link::new("таблица .xlsx", "/statements/203"),
                    Link::new("таблица .csv", "/statements/203"),
                ],
                note: tie("Обновлено в 09:20"),
                ..ListFrame::default()
            },
            counterpart_heading: "Кому".to_owned(),
            rows: vec![
                row(
                    "№ 203",
                    "СОШ № 25, Киселёвск",
                    34,
                    StatementState::Formed,
                    "передать до 17 декабря",
                    Lateness::InTime,
                ),
                row(
                    "№ 204",
                    "СОШ № 28, Киселёвск",
                    41,
                    StatementState::Formed,
                    "срок был 16 декабря",
                    Lateness::Late,
                ),
                row(
                    "№ 205",
                    "Лицей № 1, Киселёвск",
                    52,
                    StatementState::HandedOver,
                    "",
                    Lateness::InTime,
                ),
                row(
                    "№ 206",
                    "Гимназия № 3, Киселёвск",
                    47,
                    StatementState::Opened,
                    "",
                    Lateness::InTime,
                ),
            ],
        }
    }

    /// Nothing came yet.
    pub fn sample_empty() -> Self {
        StatementsPage {
            lead: Phrase::of(tie("Ведомости появятся, когда РЦОИ запишет окончание обработки.")),
            act: None,
            counts: StatementTabCounts::default(),
            list: ListFrame::default(),
            rows: Vec::new(),
            ..Self::sample()
        }
    }
}

fn row(
    number: &str,
    counterpart: &str,
    results: u32,
    state: StatementState,
    due: &str,
    lateness: Lateness,
) -> StatementRow {
    StatementRow {
        number: tie(number),
        href: "/statements/203".to_owned(),
        exam: tie("Сочинение, 2 декабря 2026"),
        counterpart: tie(counterpart),
        results,
        state,
        due: tie(due),
        lateness,
    }
}

impl StatementPage {
    /// A municipal body's statement for one school, ready to be handed over.
    pub fn sample() -> Self {
        StatementPage {
            shell: shell("Ведомость № 203", &[]),
            summary: tie("Итоговое сочинение, 2 декабря 2026 · Управление образования Киселёвского округа → СОШ № 25"),
            refusal: None,
            say: Phrase::default()
                .bold(tie("34 результата"))
                .text(tie(" ждут передачи школе.")),
            acts: vec![Act::post(
                "Передать школе",
                PostForm::new("/statements/203", "csrf", "key"),
            )],
            links: vec![
                Link::new("PDF", "/statements/203"),
                Link::new("XLSX", "/statements/203"),
                Link::new(tie("Журнал: 3 записи"), "/statements/203"),
            ],
            clock: Some(Clock {
                state: ClockState::Today,
                due: tie("Передать сегодня, до конца 17 декабря"),
                who_and_left: Phrase::of(tie("Отвечает управление образования. Осталось 14 ч 40 мин")),
                clauses: vec![municipal_clause()],
            }),
            facts: Facts::default()
                .row("Отправитель", "Управление образования Киселёвского округа")
                .row(
                    "Получатель",
                    Phrase::linked(tie("СОШ № 25, Киселёвск"), "/statements/203"),
                )
                .row("Кому сообщат", tie("34 участникам: 33 ученикам, 1 экстерну"))
                .row("Отпечаток", "9C04 1D7E 55A2")
                .row("Сформирована", tie("15 декабря 2026, 17:45"))
                .row("Из ведомости", Phrase::linked(tie("№ 118 от РЦОИ"), "/statements/203")),
            chain: sample_chain(),
            relatives_heading: String::new(),
            relatives: Vec::new(),
            lines: vec![
                line(1, "Абрамова Ксения Олеговна", "11 «А»", "зачёт", ""),
                line(2, "Беляев Марк Сергеевич", "11 «А»", "зачёт", ""),
                line(3, "Гусев Лев Ильич", "11 «Б»", "незачёт: требование 1", ""),
                line(4, "Ёлкина Дарья", "экстерн", "зачёт", ""),
            ],
            columns: ResultColumns::Words,
            lines_hidden: Phrase::default(),
            list: ListFrame {
                pager: Some(Pager {
                    summary: tie("Показаны 1–4 из 34"),
                    next: Some("/statements/203".to_owned()),
                    ..Pager::default()
                }),
                ..ListFrame::default()
            },
        }
    }

    /// The school's side: the receipt is to be confirmed.
    pub fn sample_to_receive() -> Self {
        StatementPage {
            say: Phrase::default()
                .bold(tie("34 результата"))
                .text(tie(" переданы вам. Подтвердите получение, и строки откроются.")),
            acts: vec![Act::post(
                "Подтвердить получение",
                PostForm::new("/statements/203", "csrf", "key"),
            )],
            clock: Some(Clock {
                state: ClockState::Late,
                due: tie("Ознакомить участников: срок был 17 декабря"),
                who_and_left: Phrase::of(tie("Отвечает директор школы. Просрочено на 1 рабочий день")),
                clauses: Vec::new(),
            }),
            relatives_heading: "Ведомости ознакомления".to_owned(),
            relatives: vec![
                Link::new(tie("11 «А», 18 строк"), "/statements/203"),
                Link::new(tie("11 «Б», 15 строк"), "/statements/203"),
            ],
            ..Self::sample()
        }
    }

    /// The hand-over was tried before the receipt.
    pub fn sample_refused() -> Self {
        StatementPage {
            refusal: Some(Refusal {
                title: tie("Ведомость не передана"),
                why: Phrase::of(tie(
                    "Сначала подтвердите получение ведомости № 118 от РЦОИ: из неё взяты эти результаты. ",
                ))
                .link(tie("Открыть ведомость № 118"), "/statements/203")
                .text("."),
                clauses: vec![municipal_clause()],
            }),
            ..Self::sample()
        }
    }

    /// A subject of ГИА-11 at a school.
    pub fn sample_of_gia() -> Self {
        let scored = |number, name, primary: &str, outcome: &str, standing: &str| StatementLine {
            scores: Some(ScoreCells {
                primary: primary.to_owned(),
                outcome: outcome.to_owned(),
                standing: tie(standing),
            }),
            ..line(number, name, "11 «А»", "", "")
        };
        StatementPage {
            summary: tie("ЕГЭ. Русский язык, 28 мая 2026 · РЦОИ → СОШ № 25"),
            facts: Facts::default().row("Протокол ГЭК", tie("№ 2")).row(
                "Объявление",
                tie("официальный день объявления: 10 июня; апелляцию о баллах подают до конца 15 июня"),
            ),
            lines: vec![
                scored(1, "Абрамова Ксения Олеговна", "43", "78", "порог пройден"),
                scored(2, "Беляев Марк Сергеевич", "12", "24", "ниже порога"),
                scored(3, "Гусев Лев Ильич", "", "", "не явился"),
            ],
            columns: ResultColumns::TestScores,
            ..Self::sample()
        }
    }

    /// A clerk whom no order names.
    pub fn sample_hidden() -> Self {
        StatementPage {
            acts: Vec::new(),
            lines: Vec::new(),
            lines_hidden: Phrase::of(tie(
                "Строки видят только ответственные лица, названные приказом. Вас в приказе нет. ",
            ))
            .link("Кто ответственный", "/statements/203")
            .text("."),
            ..Self::sample()
        }
    }
}

fn sample_chain() -> Vec<ChainStep> {
    let step = |what: &str, state, when: &str, who: &str| ChainStep {
        what: what.to_owned(),
        state,
        when: tie(when),
        who: tie(who),
        timeliness: None,
        clause: None,
    };
    vec![
        ChainStep {
            timeliness: Some(Tag::green(tie("в срок"))),
            ..step(
                "Передана из РЦОИ",
                ChainStepState::Done,
                "16 декабря 2026, 09:12",
                "Ким В. Р., приказ РЦОИ № 31 от 01.09.2026",
            )
        },
        step(
            "Получена управлением",
            ChainStepState::Done,
            "16 декабря 2026, 10:04",
            "Егорова М. П., приказ № 214 от 01.09.2026",
        ),
        step(
            "Открыта",
            ChainStepState::Done,
            "16 декабря 2026, 10:05",
            "Егорова М. П.; ещё 3 раза",
        ),
        ChainStep {
            clause: Some(municipal_clause()),
            ..step(
                "Передача школе",
                ChainStepState::Next,
                "до конца 17 декабря",
                "управление образования",
            )
        },
        step("Получение школой", ChainStepState::Ahead, "", "СОШ № 25"),
        step(
            "Ознакомление под подпись",
            ChainStepState::Ahead,
            "до конца 17 декабря",
            "директор школы",
        ),
    ]
}

fn line(number: u32, participant: &str, class: &str, result: &str, acquainted: &str) -> StatementLine {
    StatementLine {
        line: number,
        participant: participant.to_owned(),
        participant_href: "/statements/203".to_owned(),
        class: tie(class),
        result: tie(result),
        scores: None,
        acquainted: tie(acquainted),
    }
}

impl HandoverPage {
    /// Eleven schools at once; three are shown, one cannot be handed over.
    pub fn sample() -> Self {
        HandoverPage {
            shell: shell("Передать ведомости школам", &["Сочинение, 2 декабря 2026"]),
            errors: None,
            recipients: ["школе".to_owned(), "школам".to_owned(), "школам".to_owned()],
            form: PostForm::new("/statements/203", "csrf", "key"),
            rows: vec![
                ready("203", "СОШ № 25, Киселёвск", "Рудакова Е. С., приказ № 58", 34),
                ready("204", "СОШ № 28, Киселёвск", "Ветрова Л. И., приказ № 12", 41),
                ready("207", "СОШ № 30, Киселёвск", "Носкова Т. Л., приказ № 77-о", 29),
            ],
            excluded: vec![
                Phrase::of(tie(
                    "СОШ № 31: у школы нет ответственного лица с действующим приказом. ",
                ))
                .link("Назначить", "/statements/203")
                .text("."),
            ],
            consequences: vec![
                Phrase::of(tie("Школы увидят результаты сразу и подтвердят получение.")),
                Phrase::of(tie(
                    "Участников надо ознакомить до конца 17 декабря: срок идёт от передачи муниципалитету.",
                )),
            ],
            clock: Some(Clock {
                state: ClockState::Today,
                due: tie("Передать сегодня, до конца 17 декабря"),
                who_and_left: Phrase::of(tie("Отвечает управление образования. Осталось 14 ч 40 мин")),
                clauses: vec![municipal_clause()],
            }),
            back: Link::new("К\u{a0}списку ведомостей", "/statements/203"),
        }
    }
}

fn ready(number: &str, recipient: &str, responsible: &str, results: u32) -> HandoverRow {
    HandoverRow {
        value: number.to_owned(),
        number: tie(&format!("№ {number}")),
        href: "/statements/203".to_owned(),
        recipient: tie(recipient),
        responsible: Phrase::of(tie(responsible)),
        results,
    }
}
