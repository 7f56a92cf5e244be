//! Words and terms.

use askama::Template;

use super::{clause_2_3, clause_2_7, clause_2_8};
use crate::components::{Column, Phrase, Row, SearchBox, Tab, TableView, Tabs, Tag};
use crate::page::{Current, Shell};
use crate::pages::terms::{TermCard, TermsPage};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![("terms", page().render()?)])
}

fn page() -> TermsPage {
    TermsPage {
        shell: Shell::sample("Слова и\u{a0}сроки", ""),
        sub: "Кузбасс · приказы, которые действуют 17\u{a0}декабря 2026".to_owned(),
        lead: Phrase::of(
            "Каждый срок\u{a0}— со\u{a0}своим пунктом и\u{a0}нашими словами: кто, что, кому и\u{a0}от\u{a0}чего считать.",
        ),
        tabs: Some(Tabs {
            label: "Сроки по\u{a0}источнику".to_owned(),
            items: vec![
                Tab::new("31", "все", "/terms", Current::Yes),
                Tab::new("24", "из\u{a0}приказа", "/terms?status=order", Current::No),
                Tab::new("7", "прочтения", "/terms?status=reading", Current::No),
            ],
        }),
        search: Some(SearchBox {
            action: "/terms".to_owned(),
            label: "Слово, пункт или кто отвечает".to_owned(),
            name: "q".to_owned(),
            ..SearchBox::default()
        }),
        terms: vec![
            TermCard {
                id: "essay-tell".to_owned(),
                what: "Ознакомить участников с\u{a0}результатами сочинения".to_owned(),
                who: "школа → участнику".to_owned(),
                length: "1\u{a0}рабочий день".to_owned(),
                runs_from: "со\u{a0}дня передачи результатов в\u{a0}МОУО".to_owned(),
                channel: "под подпись".to_owned(),
                in_force: "Действует с\u{a0}10\u{a0}декабря 2024".to_owned(),
                clause: clause_2_7(),
                status: Tag::green("из\u{a0}приказа"),
            },
            TermCard {
                id: "essay-hand-down".to_owned(),
                what: "Передать результаты школам".to_owned(),
                who: "МОУО → школе, экстернам, выпускникам прошлых лет".to_owned(),
                length: "1\u{a0}рабочий день".to_owned(),
                runs_from: "с\u{a0}получения от\u{a0}РЦОИ".to_owned(),
                channel: String::new(),
                in_force: "Действует с\u{a0}10\u{a0}декабря 2024".to_owned(),
                clause: clause_2_3(),
                status: Tag::green("из\u{a0}приказа"),
            },
            TermCard {
                id: "essay-lookup".to_owned(),
                what: "Открыть просмотр на\u{a0}сайте".to_owned(),
                who: "министерство → участникам".to_owned(),
                length: "без срока".to_owned(),
                runs_from: "по\u{a0}решению министерства".to_owned(),
                channel: "на\u{a0}сайте".to_owned(),
                in_force: String::new(),
                clause: clause_2_8().status("Приказ не\u{a0}называет срока: прочтение."),
                status: Tag::amber("прочтение"),
            },
        ],
        words: Some(TableView {
            caption: "Слова".to_owned(),
            hide_caption: true,
            columns: vec![Column::new("Слово"), Column::new("Что значит")],
            rows: vec![
                Row::new(vec![
                    "РЦОИ".into(),
                    "обрабатывает работы, хранит результаты, передаёт ведомости".into(),
                ]),
                Row::new(vec![
                    "МОУО".into(),
                    "муниципальный орган, который управляет образованием".into(),
                ]),
                Row::new(vec![
                    "Ведомость ознакомления".into(),
                    "кому, когда и\u{a0}под чью подпись сообщили результат".into(),
                ]),
            ],
            ..TableView::default()
        }),
    }
}
