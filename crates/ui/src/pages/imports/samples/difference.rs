//! Made-up examples of the difference page.

use super::form;
use super::shell;
use crate::components::{ErrorSummary, Link, Pager, Phrase};
use crate::page::Current;
use crate::pages::imports::{
    ApplyStep, ChangeRow, ColumnsRead, DifferenceCounts, DifferenceHrefs, DifferencePage, DifferenceTab, FormerValue,
    Ground, NewRow, WrongRow,
};
use crate::typography::tie;

impl DifferencePage {
    /// The whole file: wrong and changed rows first.
    pub fn sample() -> Self {
        DifferencePage {
            shell: shell("Что изменит этот файл", &["Файл от 14 декабря, 18:07"]),
            errors: None,
            file_name: "Результаты_ИС_02-12-2026.xlsx".to_owned(),
            reading_line: tie("лист «Итоги», заголовок во второй строке"),
            received_at: tie("14 декабря 2026, 18:07"),
            counts: DifferenceCounts {
                all: 4318,
                wrong: 12,
                changed: 23,
                new: 4187,
                same: 96,
            },
            hrefs: DifferenceHrefs {
                all: "/imports/14".to_owned(),
                wrong: "/imports/14".to_owned(),
                changed: "/imports/14".to_owned(),
                new: "/imports/14".to_owned(),
                same: "/imports/14".to_owned(),
            },
            tab: DifferenceTab::All,
            subject_heading: "Участник".to_owned(),
            place_heading: "Школа".to_owned(),
            wrong: sample_wrong(),
            errors_file: Some(Link::new("Скачать файл с\u{a0}ошибками (.xlsx)", "/imports/14")),
            errors_column: "N".to_owned(),
            changed: sample_changes(),
            new: Vec::new(),
            same: Vec::new(),
            pager: None,
            profile_line: tie(
                "Профиль обмена «Итоговое сочинение, Кузбасс»: 13 столбцов из 14 узнаны, кодировка UTF-8.",
            ),
            columns: sample_columns(),
            columns_href: "/imports/14".to_owned(),
            apply: ApplyStep::Write {
                form: form("/imports/14"),
                ground: Ground::Needed {
                    changes: 2,
                    value: String::new(),
                    error: String::new(),
                },
                consequences: vec![Phrase::of(tie(
                    "Школы и участники увидят новые результаты только после записи об окончании обработки.",
                ))],
            },
            drop_form: form("/imports/14"),
            new_import_href: "/imports/14".to_owned(),
        }
    }

    /// The tab of new rows, with paging.
    pub fn sample_of_new() -> Self {
        DifferencePage {
            tab: DifferenceTab::New,
            new: vec![
                new_row(3, "Агеева Мария Ильинична", "СОШ № 25, Киселёвск", "сочинение, зачёт"),
                new_row(
                    4,
                    "Баранов-Ёлкин Глеб",
                    "СОШ № 25, Киселёвск",
                    "сочинение, незачёт: требование 1",
                ),
                new_row(
                    5,
                    "Исмаилов Тимур Руслан оглы",
                    "Лицей № 62, Кемерово",
                    "изложение, зачёт",
                ),
            ],
            pager: Some(Pager {
                summary: tie("Показаны 1–50 из 4 187"),
                previous: None,
                next: Some("/imports/14".to_owned()),
                pages: vec![
                    ("1".to_owned(), "/imports/14".to_owned(), Current::Yes),
                    ("2".to_owned(), "/imports/14".to_owned(), Current::No),
                    (String::new(), String::new(), Current::No),
                    ("84".to_owned(), "/imports/14".to_owned(), Current::No),
                ],
            }),
            ..Self::sample()
        }
    }

    /// The same file again: nothing to write.
    pub fn sample_of_nothing() -> Self {
        DifferencePage {
            counts: DifferenceCounts {
                all: 96,
                wrong: 0,
                changed: 0,
                new: 0,
                same: 96,
            },
            wrong: Vec::new(),
            changed: Vec::new(),
            tab: DifferenceTab::Same,
            same: vec![new_row(
                3,
                "Агеева Мария Ильинична",
                "СОШ № 25, Киселёвск",
                "сочинение, зачёт",
            )],
            apply: ApplyStep::Nothing(Phrase::of(tie(
                "Записывать нечего: все 96 строк уже записаны такими же.",
            ))),
            ..Self::sample()
        }
    }

    /// The ground was left empty.
    pub fn sample_with_error() -> Self {
        DifferencePage {
            errors: Some(ErrorSummary::new("Файл не записан").item("Впишите основание изменений", "ground")),
            apply: ApplyStep::Write {
                form: form("/imports/14"),
                ground: Ground::Needed {
                    changes: 2,
                    value: String::new(),
                    error: "Впишите основание изменений".to_owned(),
                },
                consequences: Vec::new(),
            },
            ..Self::sample()
        }
    }
}

fn sample_wrong() -> Vec<WrongRow> {
    [
        (
            "F17",
            "Гусев Лев Ильич",
            "Результат",
            "зачёт",
            "Критерии 1 и 2 — «незачёт», а результат — «зачёт». При незачёте по критерию 1 или 2 вся работа — незачёт.",
        ),
        (
            "C88",
            "Ёлкина Дарья",
            "Документ, номер",
            "31457",
            "В номере паспорта 5 цифр вместо 6. Похоже, Excel убрал ноль в начале: 031457.",
        ),
        (
            "B140",
            "Сaфонов Пётр",
            "Фамилия",
            "Сaфонов",
            "Вторая буква «a» — латинская. По документу найден Сафонов Пётр Андреевич, СОШ № 14.",
        ),
        (
            "A902",
            "Мамедова Айла Рашад кызы",
            "Код школы",
            "420519",
            "Такой школы нет в справочнике. Ближайшие: 420515 (СОШ № 15), 420591 (СОШ № 91).",
        ),
        (
            "H1204",
            "Орлов Тимур",
            "Дата",
            "",
            "Дата не указана. Профиль ждёт 02.12.2026.",
        ),
    ]
    .map(|(cell, subject, field, value, cause)| WrongRow {
        cell: cell.to_owned(),
        subject: subject.to_owned(),
        field: field.to_owned(),
        value: value.to_owned(),
        cause: tie(cause),
    })
    .to_vec()
}

fn sample_changes() -> Vec<ChangeRow> {
    [
        (
            1207,
            "Абрамова Ксения Олеговна",
            "СОШ № 25, Киселёвск",
            "Результат",
            "незачёт",
            "зачёт",
            FormerValue::Released,
        ),
        (
            1215,
            "Беляев Марк Сергеевич",
            "СОШ № 25, Киселёвск",
            "Критерий 4",
            "незачёт",
            "зачёт",
            FormerValue::Released,
        ),
        (
            1733,
            "Васильченко Роман Ильич",
            "Гимназия № 44, Новокузнецк",
            "Номер темы",
            "104",
            "140",
            FormerValue::Received,
        ),
        (
            2040,
            "Исмаилов Тимур Руслан оглы",
            "Лицей № 62, Кемерово",
            "Отчество",
            "Русланович",
            "Руслан оглы",
            FormerValue::Plain,
        ),
        (
            2916,
            "Пак Алина Викторовна",
            "СОШ № 8, Юрга",
            "Требование 1 (объём)",
            "зачёт",
            "незачёт",
            FormerValue::Held,
        ),
        (
            2916,
            "Пак Алина Викторовна",
            "СОШ № 8, Юрга",
            "Результат",
            "зачёт",
            "незачёт",
            FormerValue::Held,
        ),
    ]
    .map(|(line, subject, place, field, was, now, former)| ChangeRow {
        line,
        subject: subject.to_owned(),
        subject_href: "/imports/14".to_owned(),
        place: tie(place),
        field: field.to_owned(),
        was: was.to_owned(),
        now: now.to_owned(),
        former,
    })
    .to_vec()
}

fn new_row(line: u32, subject: &str, place: &str, value: &str) -> NewRow {
    NewRow {
        line,
        subject: subject.to_owned(),
        place: tie(place),
        value: tie(value),
    }
}

fn sample_columns() -> Vec<ColumnsRead> {
    [
        ("A", "КодОО", "Код школы", "420525", "текст, 6 цифр, нули сохранены"),
        ("B", "Фамилия", "Фамилия", "Абрамова", "Ё и дефис как в документе"),
        ("C", "НомерДок", "Документ, номер", "031457", "текст, нули сохранены"),
        ("F", "Итог", "Результат", "5 или 2", "5 — зачёт, 2 — незачёт"),
        ("G–K", "К1…К5", "Критерии 1–5", "1 / 0", "1 — зачёт, 0 — незачёт"),
        ("M", "Примечание", "не загружается", "", "столбец не описан в профиле"),
    ]
    .map(|(address, heading, field, sample, reading)| ColumnsRead {
        address: address.to_owned(),
        heading: heading.to_owned(),
        field: tie(field),
        sample: tie(sample),
        reading: tie(reading),
    })
    .to_vec()
}
