//! The monitor at the levels of region and school.

use askama::Template;

use super::clause_2_7;
use super::home::state;
use crate::components::{
    Act, Cell, Clock, ClockState, Column, Link, Pager, Phrase, Row, RowTone, SearchBox, Sort, Tab, TableView, Tabs, Tag,
};
use crate::page::{Current, Shell};
use crate::pages::home::ExamState;
use crate::pages::monitor::MonitorPage;

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("monitor-municipality", municipality().render()?),
        ("monitor-school", school().render()?),
    ])
}

fn tabs() -> Tabs {
    Tabs {
        label: "Участники по\u{a0}состоянию".to_owned(),
        items: vec![
            Tab::new("16", "не\u{a0}ознакомлены", "/monitor", Current::Yes),
            Tab::new("9", "срок сегодня", "/monitor?today=1", Current::No),
            Tab::new("7", "просрочены", "/monitor?late=1", Current::No).alarming(),
            Tab::new("402", "ознакомлены", "/monitor?told=1", Current::No),
            Tab::new("418", "все", "/monitor?all=1", Current::No),
        ],
    }
}

fn municipality() -> MonitorPage {
    MonitorPage {
        shell: Shell::sample("Ознакомление: Киселёвск", "Ознакомление").below(&[("Регион", "/monitor")]),
        heading: "Кто ещё не\u{a0}ознакомлен: Киселёвский городской округ".to_owned(),
        sub: "Итоговое сочинение 2\u{a0}декабря 2026 · четверг, 17\u{a0}декабря, 09:20".to_owned(),
        clock: Some(Clock {
            state: ClockState::Late,
            due: "Срок истёк 16\u{a0}декабря для 7\u{a0}участников".to_owned(),
            who_and_left: Phrase::of("Отвечают директора трёх организаций; для 9\u{a0}участников срок сегодня"),
            clauses: vec![clause_2_7()],
        }),
        tabs: vec![tabs()],
        acts: vec![Act::link("Напомнить директорам", "/duties/remind").secondary()],
        state: state(),
    }
}

fn child(name: &str, class: &str, told: Phrase, term: Phrase, note: &str) -> Row {
    Row::new(vec![
        Cell::link(name, "/people/1"),
        class.into(),
        told.into(),
        term.into(),
        Cell::new(note).full_line(),
    ])
}

fn school() -> MonitorPage {
    let late = || Phrase::default().late("истёк 16\u{a0}дек");
    let no = || Phrase::default().tag(Tag::red("нет"));
    MonitorPage {
        shell: Shell::sample("Ознакомление: СОШ №\u{a0}14", "Ознакомление")
            .below(&[("Регион", "/monitor"), ("Киселёвск", "/monitor/1")]),
        heading: "Кто ещё не\u{a0}ознакомлен: СОШ №\u{a0}14".to_owned(),
        sub: "Итоговое сочинение 2\u{a0}декабря 2026".to_owned(),
        clock: None,
        tabs: vec![tabs()],
        acts: Vec::new(),
        state: ExamState {
            heading: "4 участника".to_owned(),
            sub: String::new(),
            flow: Vec::new(),
            chart: None,
            table: TableView {
                caption: "Участники школы".to_owned(),
                hide_caption: true,
                search: Some(SearchBox {
                    action: "/monitor/school".to_owned(),
                    post: None,
                    label: "Фамилия или класс".to_owned(),
                    name: "q".to_owned(),
                    value: String::new(),
                    kept: vec![("late".to_owned(), "1".to_owned())],
                    reset_href: String::new(),
                }),
                columns: vec![
                    Column::new("Участник").sorted(Sort::Ascending("/monitor/school?sort=-name".to_owned())),
                    Column::new("Класс").sorted(Sort::Offered("/monitor/school?sort=class".to_owned())),
                    Column::new("Ознакомлен"),
                    Column::new("Срок"),
                    Column::new("Примечание школы"),
                ],
                rows: vec![
                    child("Борисова Нина Львовна", "11\u{a0}«А»", no(), late(), "болеет").tone(RowTone::Wrong),
                    child("Гришин Олег Ильич", "11\u{a0}«А»", no(), late(), "").tone(RowTone::Wrong),
                    child("Дорохов Ян", "11\u{a0}«Б»", no(), late(), "").tone(RowTone::Wrong),
                    child(
                        "Юсупова Камила Рашид кызы",
                        "11\u{a0}«Б»",
                        no(),
                        late(),
                        "сменила школу",
                    )
                    .tone(RowTone::Wrong),
                ],
                pager: Some(Pager {
                    summary: "Показаны 1–4 из\u{a0}41".to_owned(),
                    previous: None,
                    next: Some("/monitor/school?page=2".to_owned()),
                    pages: vec![
                        ("1".to_owned(), "/monitor/school?page=1".to_owned(), Current::Yes),
                        ("2".to_owned(), "/monitor/school?page=2".to_owned(), Current::No),
                        ("…".to_owned(), String::new(), Current::No),
                        ("11".to_owned(), "/monitor/school?page=11".to_owned(), Current::No),
                    ],
                }),
                export_links: vec![
                    Link::new("таблица .xlsx", "/monitor.xlsx"),
                    Link::new(".csv", "/monitor.csv"),
                ],
                note: "Обновлено в\u{a0}09:20".to_owned(),
                ..TableView::default()
            },
        },
    }
}
