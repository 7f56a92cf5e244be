//! The first page of a municipal clerk and of somebody with nothing to do.

use askama::Template;

use super::{ORDER, clause_2_3, clause_2_7, post};
use crate::components::{
    Act, Bar, BarChart, Cell, Clause, Column, Duty, DutyGroup, Fill, FlowStep, KeyItem, Link, Phrase, Row, TableView,
    Urgency,
};
use crate::page::{Flash, Shell};
use crate::pages::home::{ExamState, HomePage};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![("home", home().render()?), ("home-quiet", quiet().render()?)])
}

fn home() -> HomePage {
    HomePage {
        shell: Shell::sample("Что сделать и до\u{a0}какого дня", "Обязательства"),
        sub: "Четверг, 17\u{a0}декабря 2026, 09:20 · Киселёвский городской округ: 11\u{a0}школ, 418\u{a0}участников сочинения 2\u{a0}декабря".to_owned(),
        notices: Vec::new(),
        groups: vec![late(), today(), soon()],
        nothing_to_do: Phrase::default(),
        acts: Vec::new(),
        state: Some(state()),
    }
}

fn quiet() -> HomePage {
    let mut shell = Shell::sample("Что сделать и до\u{a0}какого дня", "Обязательства").in_demo();
    shell.flash = Some(
        Flash::done("Ведомость сдана в\u{a0}12:44, номер 420525-11А-1.")
            .with_link(Link::new("Скачать (PDF)", "/ledgers/1/paper.pdf")),
    );
    HomePage {
        shell,
        sub: "Среда, 16\u{a0}декабря 2026, 12:44 · СОШ №\u{a0}25, Киселёвск".to_owned(),
        notices: Vec::new(),
        groups: Vec::new(),
        nothing_to_do: Phrase::of("Ближайший срок — 20\u{a0}января: заявления на\u{a0}сочинение 3\u{a0}февраля."),
        acts: vec![Act::link("Объявить порядок и\u{a0}график", "/announcements/new").secondary()],
        state: None,
    }
}

fn late() -> DutyGroup {
    DutyGroup {
        urgency: Urgency::Late,
        count: "2".to_owned(),
        duties: vec![
            Duty {
                left: "На\u{a0}1\u{a0}рабочий день".to_owned(),
                due: "срок был 16\u{a0}декабря".to_owned(),
                what: Phrase::of("Ознакомить под подпись ").link("6\u{a0}участников", "/monitor?late=1").text(" двух школ"),
                meta: Phrase::of("Отвечают: ")
                    .bold("директор СОШ №\u{a0}14")
                    .text("\u{a0}— 4, ")
                    .bold("директор лицея №\u{a0}1")
                    .text("\u{a0}— 2. Контроль: вы"),
                clauses: vec![
                    clause_2_7()
                        .counted("передано в\u{a0}МОУО 15\u{a0}декабря (вторник); первый рабочий день после\u{a0}— 16\u{a0}декабря (среда); срок\u{a0}— до\u{a0}конца 16\u{a0}декабря.")
                        .opened(),
                ],
                act: Some(Act::post("Напомнить директорам", post("/duties/remind"))),
            },
            Duty {
                left: "На\u{a0}1\u{a0}рабочий день".to_owned(),
                due: "срок был 16\u{a0}декабря".to_owned(),
                what: Phrase::of("Ознакомить выпускника прошлых лет: ").link("Юдин Артём", "/people/7"),
                meta: Phrase::of("Отвечает: ").bold("управление образования").text(" (Егорова М.\u{a0}П.)"),
                clauses: vec![Clause::new(
                    "пп.\u{a0}2.1 и\u{a0}2.7 приказа №\u{a0}4195",
                    format!("{ORDER}, пункты 2.1 и\u{a0}2.7"),
                    "Выпускники прошлых лет узнают результат в\u{a0}МОУО, где зарегистрировались на\u{a0}сочинение, под подпись, в\u{a0}течение одного рабочего дня.",
                )],
                act: Some(Act::link("Внести ознакомление", "/ledgers/9")),
            },
        ],
        more: None,
    }
}

fn today() -> DutyGroup {
    DutyGroup {
        urgency: Urgency::Today,
        count: "2".to_owned(),
        duties: vec![
            Duty {
                left: "Осталось 14\u{a0}ч 40\u{a0}мин".to_owned(),
                due: "до\u{a0}конца 17\u{a0}декабря".to_owned(),
                what: Phrase::of("Передать школам дополнительную ведомость №\u{a0}2: ")
                    .link("9\u{a0}результатов", "/statements/2"),
                meta: Phrase::of("Отвечает: ")
                    .bold("управление образования")
                    .text(" (Егорова М.\u{a0}П.). Получена 16\u{a0}декабря, 15:05"),
                clauses: vec![clause_2_3().counted(
                    "получено 16\u{a0}декабря (среда), 15:05; срок\u{a0}— до\u{a0}конца 17\u{a0}декабря (четверг).",
                )],
                act: Some(Act::link("Передать двум школам", "/statements/2/hand-over")),
            },
            Duty {
                left: "Осталось 14\u{a0}ч 40\u{a0}мин".to_owned(),
                due: "до\u{a0}конца 17\u{a0}декабря".to_owned(),
                what: Phrase::of("Ознакомить под подпись ")
                    .link("9\u{a0}участников", "/monitor?statement=2")
                    .text(" ведомости №\u{a0}2"),
                meta: Phrase::of("Отвечают: ")
                    .bold("директор СОШ №\u{a0}27")
                    .text("\u{a0}— 7, ")
                    .bold("директор СОШ №\u{a0}30")
                    .text("\u{a0}— 2. Начнут, когда вы передадите ведомость"),
                clauses: vec![clause_2_7()],
                act: Some(Act::link("Кто ещё не\u{a0}ознакомлен", "/monitor?statement=2").secondary()),
            },
        ],
        more: None,
    }
}

fn soon() -> DutyGroup {
    DutyGroup {
        urgency: Urgency::Soon,
        count: "1".to_owned(),
        duties: vec![Duty {
            left: "Через 17\u{a0}рабочих дней".to_owned(),
            due: "до\u{a0}20\u{a0}января 2027".to_owned(),
            what: Phrase::of("Принять заявления на\u{a0}сочинение 3\u{a0}февраля: ")
                .link("11\u{a0}участников с\u{a0}незачётом", "/people?mark=fail"),
            meta: Phrase::of("Отвечают: ")
                .bold("директора шести школ")
                .text(". Подано 2 из\u{a0}11"),
            clauses: vec![Clause::new(
                "п.\u{a0}3.1 Порядка проведения сочинения",
                "Порядок проведения итогового сочинения, пункт 3.1",
                "Заявление подают не\u{a0}позднее чем за\u{a0}две недели до\u{a0}дня проведения.",
            )],
            act: Some(Act::link("Список одиннадцати", "/people?mark=fail").secondary()),
        }],
        more: Some(Link::new("Показать всё до\u{a0}конца учебного года", "/duties")),
    }
}

/// School, received, handed down, told, term.
const SCHOOLS: [(&str, u32, u32, u32, Term); 12] = [
    ("СОШ №\u{a0}27", 52, 45, 45, Term::Today),
    ("СОШ №\u{a0}14", 41, 41, 37, Term::Late),
    ("Лицей №\u{a0}1", 58, 58, 56, Term::Late),
    ("СОШ №\u{a0}30", 33, 31, 31, Term::Today),
    ("Выпускники прошлых лет", 6, 6, 5, Term::Late),
    ("СОШ №\u{a0}25", 60, 60, 60, Term::Met),
    ("СОШ №\u{a0}11", 38, 38, 38, Term::Met),
    ("СОШ №\u{a0}3", 34, 34, 34, Term::Met),
    ("СОШ №\u{a0}28", 29, 29, 29, Term::Met),
    ("СОШ №\u{a0}6", 27, 27, 27, Term::Met),
    ("СОШ №\u{a0}5", 22, 22, 22, Term::Met),
    ("СОШ №\u{a0}33", 18, 18, 18, Term::Met),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Term {
    Late,
    Today,
    Met,
}

pub(super) fn state() -> ExamState {
    ExamState {
        heading: "Где результаты сейчас".to_owned(),
        sub: String::new(),
        flow: vec![
            step(
                "418",
                "получены от\u{a0}РЦОИ",
                "ведомости №\u{a0}1 (15\u{a0}декабря) и\u{a0}№\u{a0}2 (16\u{a0}декабря)",
            ),
            step("409", "переданы школам", "ещё 9 ждут вас\u{a0}— срок сегодня"),
            step("402", "ознакомлены", "осталось 16, из\u{a0}них 7 просрочены"),
        ],
        chart: Some(BarChart {
            id: "ch".to_owned(),
            caption: "Доля ознакомленных по\u{a0}школам".to_owned(),
            title: "Где результаты итогового сочинения, по\u{a0}школам".to_owned(),
            description:
                "Из 418 полученных результатов 409 переданы школам, 402 участника ознакомлены. Те же числа — в таблице."
                    .to_owned(),
            key: vec![
                KeyItem {
                    fill: Fill::Done,
                    label: "ознакомлены".to_owned(),
                },
                KeyItem {
                    fill: Fill::UnderWay,
                    label: "переданы школе, не\u{a0}ознакомлены".to_owned(),
                },
                KeyItem {
                    fill: Fill::Waiting,
                    label: "ещё не\u{a0}переданы школе".to_owned(),
                },
            ],
            bars: SCHOOLS.into_iter().map(bar).collect(),
        }),
        table: TableView {
            caption: "Те же числа по\u{a0}школам, отстающие сверху".to_owned(),
            columns: vec![
                Column::new("Школа"),
                Column::number("Получено"),
                Column::number("Передано"),
                Column::number("Ознакомлены"),
                Column::number("Осталось"),
                Column::new("Срок"),
            ],
            rows: SCHOOLS.into_iter().map(row).collect(),
            total: vec![
                "Всего".into(),
                "418".into(),
                "409".into(),
                "402".into(),
                "16".into(),
                Cell::empty(),
            ],
            export_links: vec![
                Link::new("таблица .xlsx", "/monitor.xlsx"),
                Link::new("список шестнадцати .xlsx", "/monitor.xlsx?left=1"),
            ],
            note: "Обновлено в\u{a0}09:20".to_owned(),
            ..TableView::default()
        },
    }
}

fn step(count: &str, label: &str, why: &str) -> FlowStep {
    FlowStep {
        count: count.to_owned(),
        href: "/monitor".to_owned(),
        label: label.to_owned(),
        why: why.to_owned(),
    }
}

fn bar((school, received, down, told, term): (&str, u32, u32, u32, Term)) -> Bar {
    let bar = Bar::new(
        school,
        format!("{told} из\u{a0}{received}"),
        told,
        down - told,
        received - down,
    );
    if term == Term::Late { bar.late() } else { bar }
}

fn row((school, received, down, told, term): (&str, u32, u32, u32, Term)) -> Row {
    let left = received - told;
    let spoken = format!(" не\u{a0}ознакомлены, {school}");
    let left_cell = match (left, term) {
        (0, _) => Phrase::of("0"),
        (_, Term::Late) => Phrase::default()
            .late_link(left.to_string(), "/monitor?late=1")
            .hidden(spoken),
        (_, Term::Today | Term::Met) => Phrase::linked(left.to_string(), "/monitor?left=1").hidden(spoken),
    };
    let term_cell = match term {
        Term::Late => Phrase::default().late("истёк 16\u{a0}дек"),
        Term::Today => Phrase::of("сегодня"),
        Term::Met => Phrase::default().muted("в\u{a0}срок"),
    };
    Row::new(vec![
        Cell::link(school, "/monitor/school"),
        received.to_string().into(),
        down.to_string().into(),
        told.to_string().into(),
        left_cell.into(),
        term_cell.into(),
    ])
}
