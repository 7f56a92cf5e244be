//! Made-up values for tests and examples.

mod gia_statement;
mod protocol;
mod statement;

pub use gia_statement::{gia_statement, gia_statement_of_marks};
pub use protocol::protocol;
pub use statement::{created, name, signatory, statement};

use documents::Code;
use documents::announcement::{AnnouncementDocument, AnnouncementEvent, AnnouncementLine};
use documents::extract::{EntryKind, Fact, HistoryEntry, HistoryExtract};
use documents::ledger::{LedgerDocument, LedgerLine, ShownResult};
use documents::table::{Cell, Column, ColumnKind, Table};

pub fn ledger(lines: usize) -> LedgerDocument {
    LedgerDocument {
        title: "Ведомость ознакомления с\u{a0}результатами\nитогового сочинения 2\u{a0}декабря 2026\u{a0}года"
            .to_owned(),
        number: "420525-11А-1".to_owned(),
        organisation: "МБОУ «СОШ №\u{a0}25», Киселёвский городской округ · класс 11\u{a0}«А»".to_owned(),
        term: "Передано в\u{a0}МОУО 15.12.2026. Ознакомить до конца 16.12.2026".to_owned(),
        clause: "приказ №\u{a0}4195, п.\u{a0}2.7".to_owned(),
        lines: (0..lines).map(ledger_line).collect(),
        shown_result: ShownResult::Hidden,
        code: Code {
            payload: "L1/420525-11A-1".to_owned(),
            label: "420525-11А-1".to_owned(),
        },
        responsible: signatory("Заместитель директора", "Соловьёва Н.\u{a0}Г."),
        head: signatory("Директор", "Ветрова Л.\u{a0}И."),
        created: created(),
    }
}

fn ledger_line(index: usize) -> LedgerLine {
    LedgerLine {
        number: u32::try_from(index + 1).unwrap_or(0),
        full_name: name(index),
        result: "зачёт".to_owned(),
        code: Code {
            payload: format!("L1/420525-11A-1/{:02}", index + 1),
            label: format!("11А-{:02}", index + 1),
        },
    }
}

pub fn announcement(participants: usize) -> AnnouncementDocument {
    AnnouncementDocument {
        title: "О\u{a0}порядке и\u{a0}графике ознакомления с\u{a0}результатами\nитогового сочинения 2\u{a0}декабря 2026\u{a0}года".to_owned(),
        number: "420525-11А-О1".to_owned(),
        organisation: "МБОУ «СОШ №\u{a0}25», Киселёвский городской округ · класс 11\u{a0}«А»".to_owned(),
        paragraphs: vec![
            "С\u{a0}результатом знакомят в\u{a0}школе, под подпись. Каждый участник сам читает свой результат; результаты других не\u{a0}показывают.".to_owned(),
            "Результат должен быть объявлен не\u{a0}позже следующего рабочего дня после того, как его передали в\u{a0}муниципальный орган управления образованием.".to_owned(),
            "Кто не\u{a0}смог прийти, знакомится в\u{a0}дни, указанные ниже. Родители (законные представители) могут прийти вместе с\u{a0}участником.".to_owned(),
        ],
        events: vec![
            event("Ознакомление класса 11\u{a0}«А»", "16\u{a0}декабря 2026, среда", "10:05", "Кабинет 31"),
            event("Для тех, кого не\u{a0}было 16\u{a0}декабря", "17\u{a0}декабря 2026, четверг", "с\u{a0}9:00 до\u{a0}17:00", "Кабинет заместителя директора"),
        ],
        basis: "приказ №\u{a0}4195, п.\u{a0}2.4 и\u{a0}2.7; приказ №\u{a0}187, п.\u{a0}11.1".to_owned(),
        participants: (0..participants)
            .map(|index| AnnouncementLine { number: u32::try_from(index + 1).unwrap_or(0), full_name: name(index) })
            .collect(),
        head: signatory("Директор", "Ветрова Л.\u{a0}И."),
        code: Code { payload: "A1/420525-11A-O1".to_owned(), label: "420525-11А-О1".to_owned() },
        created: created(),
    }
}

fn event(what: &str, date: &str, time: &str, place: &str) -> AnnouncementEvent {
    AnnouncementEvent {
        what: what.to_owned(),
        date: date.to_owned(),
        time: time.to_owned(),
        place: place.to_owned(),
    }
}

pub fn extract() -> HistoryExtract {
    HistoryExtract {
        number: "В-118".to_owned(),
        full_name: "Лукин Платон Витальевич".to_owned(),
        about: vec![
            "Итоговое сочинение (код вида работы 20), 2\u{a0}декабря 2026\u{a0}года".to_owned(),
            "МБОУ «СОШ №\u{a0}25», Киселёвский городской округ · 11\u{a0}«А»".to_owned(),
        ],
        current_value: "зачёт".to_owned(),
        current_ground: "Действует редакция 2 с\u{a0}18\u{a0}декабря 2026. Первая редакция: незачёт.".to_owned(),
        facts: vec![
            Fact {
                label: "Требования".to_owned(),
                value: "1 — зачёт, 2 — зачёт".to_owned(),
            },
            Fact {
                label: "Критерии".to_owned(),
                value: "1 — зачёт, 2 — зачёт, 3 — зачёт, 4 — незачёт, 5 — зачёт".to_owned(),
            },
            Fact {
                label: "Участник знает".to_owned(),
                value: "да, 18\u{a0}декабря 2026, 12:05, под подпись".to_owned(),
            },
        ],
        entries: vec![
            entry(
                "14\u{a0}декабря 2026",
                "16:40",
                "Результат получен",
                "Файл «Результаты ИС.xlsx», строка 118.",
                "Оператор Ким В.\u{a0}Р., РЦОИ",
                &["Загрузка №\u{a0}12"],
                "",
                EntryKind::Passage,
            ),
            entry(
                "15\u{a0}декабря 2026",
                "17:50",
                "Обработка окончена",
                "Выпущено 1\u{a0}984 результата, задержано 3.",
                "Оператор Ким В.\u{a0}Р., РЦОИ",
                &["Выпуск №\u{a0}1"],
                "приказ №\u{a0}4195, п.\u{a0}2.2",
                edition("незачёт", "Редакция 1. Действовала до 18\u{a0}декабря 2026"),
            ),
            entry(
                "15\u{a0}декабря 2026",
                "18:05",
                "Передан в\u{a0}МОУО",
                "",
                "РЦОИ, Ким В.\u{a0}Р.",
                &["Ведомость №\u{a0}420500-ИС-1, строка\u{a0}44"],
                "приказ №\u{a0}4195, п.\u{a0}2.2",
                EntryKind::Act,
            ),
            entry(
                "16\u{a0}декабря 2026",
                "10:05",
                "Участник ознакомлен под подпись",
                "Срок — до конца 16\u{a0}декабря, выполнено в\u{a0}срок.",
                "Соловьёва Н.\u{a0}Г., СОШ №\u{a0}25",
                &["Ведомость 420525-11А-1, строка\u{a0}19"],
                "приказ №\u{a0}4195, п.\u{a0}2.7",
                EntryKind::Act,
            ),
            entry(
                "18\u{a0}декабря 2026",
                "09:30",
                "Исправлена ошибка загрузки",
                "В\u{a0}файле были перепутаны строки 118 и\u{a0}119; сверено с\u{a0}бланком регистрации.",
                "Оператор Ким В.\u{a0}Р., РЦОИ",
                &["Акт №\u{a0}7", "Выпуск №\u{a0}2"],
                "приказ №\u{a0}4195, п.\u{a0}2.2",
                edition("зачёт", "Редакция 2. Действует"),
            ),
            entry(
                "18\u{a0}декабря 2026",
                "12:05",
                "Участник ознакомлен под подпись",
                "",
                "Соловьёва Н.\u{a0}Г., СОШ №\u{a0}25",
                &["Ведомость 420525-11А-2, строка\u{a0}1"],
                "приказ №\u{a0}4195, п.\u{a0}2.7",
                EntryKind::Act,
            ),
        ],
        code: Code {
            payload: "V1/7F3A-91C2-0B5E".to_owned(),
            label: "7F3A-91C2-0B5E".to_owned(),
        },
        verification_hint: "Подлинность проверяет РЦОИ по\u{a0}коду в\u{a0}поиске программы.".to_owned(),
        issued_at: "21.12.2026, 11:40".to_owned(),
        issued_by: signatory("Оператор РЦОИ", "Ким В.\u{a0}Р."),
        created: created(),
    }
}

fn edition(value: &str, note: &str) -> EntryKind {
    EntryKind::Edition {
        value: value.to_owned(),
        note: note.to_owned(),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a line of sample data reads like the line of the document"
)]
fn entry(
    date: &str,
    time: &str,
    title: &str,
    text: &str,
    by: &str,
    documents: &[&str],
    clause: &str,
    kind: EntryKind,
) -> HistoryEntry {
    HistoryEntry {
        date: date.to_owned(),
        time: time.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        by: by.to_owned(),
        documents: documents.iter().map(|document| (*document).to_owned()).collect(),
        clause: clause.to_owned(),
        kind,
    }
}

pub fn table(rows: usize) -> Table {
    let column = |title: &str, kind, width_hint| Column {
        title: title.to_owned(),
        kind,
        width_hint,
    };
    Table {
        title: "Не\u{a0}ознакомлены с\u{a0}результатами".to_owned(),
        subtitle_lines: vec![
            "Итоговое сочинение (изложение), 2\u{a0}декабря 2026\u{a0}года".to_owned(),
            "Киселёвский городской округ, на 16.12.2026, 14:20".to_owned(),
        ],
        columns: vec![
            column("№", ColumnKind::Integer, 4),
            column("Фамилия, имя, отчество", ColumnKind::Text, 34),
            column("Школа", ColumnKind::Text, 24),
            column("Код школы", ColumnKind::Code, 0),
            column("Документ", ColumnKind::Code, 0),
            column("Срок", ColumnKind::Date, 0),
        ],
        rows: (0..rows)
            .map(|index| {
                vec![
                    Cell::Integer(i64::try_from(index + 1).unwrap_or(0)),
                    Cell::Text(name(index)),
                    Cell::Text("МБОУ «СОШ №\u{a0}25»".to_owned()),
                    Cell::Text("004205".to_owned()),
                    Cell::Text(format!("0014 {:06}", index * 7919 % 1_000_000)),
                    Cell::Date {
                        year: 2026,
                        month: 12,
                        day: 16,
                    },
                ]
            })
            .collect(),
        created: created(),
    }
}
