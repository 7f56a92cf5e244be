//! Made-up examples of every state of the imports pages.

mod difference;

use askama::Template;

use super::{
    ColumnMatch, ColumnMatchPage, DifferencePage, ImportOutcomePage, ImportRow, ImportState, ImportsPage,
    NewImportPage, Outcome,
};
use crate::components::{
    Act, Choice, Choices, ErrorSummary, Facts, Field, Link, Pager, Phrase, PostForm, SearchBox, Tabs,
};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, sample_shell};
use crate::typography::tie;

/// Every state of the imports pages, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("imports-list", ImportsPage::sample().render()?),
        ("imports-list-empty", ImportsPage::sample_empty().render()?),
        ("imports-new", NewImportPage::sample().render()?),
        ("imports-new-error", NewImportPage::sample_with_error().render()?),
        ("imports-columns", ColumnMatchPage::sample().render()?),
        ("imports-difference", DifferencePage::sample().render()?),
        ("imports-difference-new", DifferencePage::sample_of_new().render()?),
        ("imports-difference-same", DifferencePage::sample_of_nothing().render()?),
        (
            "imports-difference-error",
            DifferencePage::sample_with_error().render()?,
        ),
        ("imports-applied", ImportOutcomePage::sample().render()?),
        ("imports-dropped", ImportOutcomePage::sample_dropped().render()?),
        ("imports-unreadable", ImportOutcomePage::sample_unreadable().render()?),
    ])
}

fn shell(title: &str, trail: &[&str]) -> Shell {
    sample_shell(title, "Загрузки", trail)
}

fn form(action: &str) -> PostForm {
    PostForm::new(action, "csrf", "key")
}

impl ImportsPage {
    /// Two imports wait for a decision.
    pub fn sample() -> Self {
        ImportsPage {
            shell: shell("Загрузки", &[]),
            lead: Phrase::default()
                .bold("Две загрузки")
                .text(tie(" ждут решения: пока ничего из них не записано.")),
            new_href: "/imports/14".to_owned(),
            rows: vec![
                import(
                    "Результаты_ИС_02-12-2026.xlsx",
                    "Результаты сочинения",
                    "14 декабря 2026, 18:07",
                    ImportState::Compared,
                    "4 318 строк, с ошибками 12",
                ),
                import(
                    "Колледжи_результаты.csv",
                    "Результаты сочинения",
                    "14 декабря 2026, 17:40",
                    ImportState::Matching,
                    "214 строк",
                ),
                import(
                    "Участники_декабрь_3.xlsx",
                    "Участники",
                    "16 ноября 2026, 11:02",
                    ImportState::Applied,
                    "записано 36, с ошибками 0",
                ),
                import(
                    "Участники_декабрь_2.xlsx",
                    "Участники",
                    "16 ноября 2026, 10:21",
                    ImportState::Dropped,
                    "не записано ничего",
                ),
                import(
                    "Организации_школы.xlsx",
                    "Организации",
                    "2 сентября 2026, 09:15",
                    ImportState::Unreadable,
                    "файл обрывается",
                ),
            ],
            list: ListFrame {
                search: Some(SearchBox {
                    action: "/imports/14".to_owned(),
                    label: "Имя файла или кто загрузил".to_owned(),
                    name: "q".to_owned(),
                    ..SearchBox::default()
                }),
                pager: Some(Pager {
                    summary: tie("Показаны 1–5 из 5"),
                    ..Pager::default()
                }),
                ..ListFrame::default()
            },
        }
    }

    /// Before the first file.
    pub fn sample_empty() -> Self {
        ImportsPage {
            lead: Phrase::of("Файлы с данными приходят сюда."),
            rows: Vec::new(),
            list: ListFrame::default(),
            ..Self::sample()
        }
    }
}

fn import(file_name: &str, kind: &str, received_at: &str, state: ImportState, counts: &str) -> ImportRow {
    ImportRow {
        file_name: file_name.to_owned(),
        href: "/imports/14".to_owned(),
        kind: kind.to_owned(),
        received_at: tie(received_at),
        by: tie("Ким В. Р."),
        state,
        counts: tie(counts),
    }
}

impl NewImportPage {
    /// Nothing chosen yet.
    pub fn sample() -> Self {
        NewImportPage {
            shell: shell("Загрузить файл", &["Новая загрузка"]),
            errors: None,
            form: form("/imports/14"),
            kind: Choices::radios(
                "kind",
                "Что в файле",
                vec![
                    Choice::new("results", "Результаты сочинения")
                        .hint("Зачёт или незачёт, требования и критерии")
                        .chosen(),
                    Choice::new("participants", "Участники").hint("Кто пишет, с каким документом, где его знакомят"),
                    Choice::new("organisations", "Организации").hint("Муниципалитеты, школы, колледжи с кодами"),
                ],
            ),
            exam: Some(Choices::select(
                "exam",
                "Экзамен",
                vec![Choice::new("1", tie("Итоговое сочинение, 2 декабря 2026"))],
            )),
            profile: Choices::select(
                "profile",
                "Профиль обмена",
                vec![
                    Choice::new("", "Сопоставить столбцы заново"),
                    Choice::new("7", "Итоговое сочинение, Кузбасс").chosen(),
                ],
            )
            .hint(tie("Запомненное соответствие столбцов файла нашим полям")),
            file: Field::file("file", "Файл", ".xlsx,.xls,.ods,.csv,.dbf").required(),
            limits: [
                "Книга .xlsx, .xls или .ods, таблица .dbf либо текст .csv с «;», «,» или табуляцией, в UTF-8 или Windows-1251",
                "До 20 МБ и до 200 000 строк; результаты ГИА текстом .csv или таблицей .dbf — до 300 МБ и до 2 000 000 строк",
                "Заголовок — в одной из первых десяти строк; название и объединённые ячейки над ним не мешают",
                "Нули в начале кодов и номеров сохраняются",
                "Один и тот же файл дважды ничего не меняет",
            ]
            .map(tie)
            .to_vec(),
            templates: vec![
                Link::new("результаты", "/imports/14"),
                Link::new("участники", "/imports/14"),
                Link::new("организации", "/imports/14"),
            ],
            back: Link::new("К\u{a0}списку загрузок", "/imports/14"),
        }
    }

    /// The file was not chosen.
    pub fn sample_with_error() -> Self {
        let sample = Self::sample();
        NewImportPage {
            errors: Some(ErrorSummary::new("Файл не принят").item("Выберите файл", "file")),
            file: sample.file.error("Выберите файл"),
            ..sample
        }
    }
}

impl ColumnMatchPage {
    /// A required field has no column yet.
    pub fn sample() -> Self {
        ColumnMatchPage {
            shell: shell("Какой столбец что значит", &["Колледжи_результаты.csv"]),
            file_line: tie("Колледжи_результаты.csv · 214 строк · Windows-1251, «;» · принят 14 декабря 2026, 17:40"),
            errors: None,
            form: form("/imports/14"),
            place: vec![Choices::select(
                "header_row",
                "Строка заголовка",
                vec![Choice::new("1", "1"), Choice::new("2", "2").chosen()],
            )],
            columns: vec![
                column(
                    "A",
                    "КодОО",
                    &["420901", "420901"],
                    1,
                    "текст, 6 цифр, нули сохранены",
                    "",
                ),
                column(
                    "B",
                    "Фамилия",
                    &["Абрамова", "Беляев"],
                    2,
                    "Ё и дефис как в документе",
                    "",
                ),
                column("C", "Номер", &["031457", "112890"], 3, "текст, нули сохранены", ""),
                column(
                    "D",
                    "Фамилия 2",
                    &["", ""],
                    2,
                    "",
                    "Поле «Фамилия» уже взято столбцом B. Оставьте одно.",
                ),
                column("E", "", &["5", "2"], 0, "", ""),
            ],
            missing: vec!["Результат".to_owned(), "Дата".to_owned()],
            profile_name: Field::text("profile_name", "Название профиля обмена")
                .hint(tie("Например: Колледжи, декабрь. Пусто — не запоминать")),
            back: Link::new("К\u{a0}списку загрузок", "/imports/14"),
        }
    }
}

fn column(address: &str, heading: &str, samples: &[&str], chosen: usize, reading: &str, error: &str) -> ColumnMatch {
    let labels = [
        "не загружать",
        "Код школы",
        "Фамилия",
        "Документ, номер",
        "Результат",
        "Дата",
    ];
    let options = labels.iter().enumerate().map(|(index, label)| {
        let option = Choice::new(index.to_string(), tie(label));
        if index == chosen { option.chosen() } else { option }
    });
    ColumnMatch {
        address: address.to_owned(),
        heading: heading.to_owned(),
        samples: samples
            .iter()
            .filter(|sample| !sample.is_empty())
            .map(|&sample| sample.to_owned())
            .collect(),
        select_name: format!("column-{address}"),
        options: options.collect(),
        reading: tie(reading),
        error: tie(error),
    }
}

impl ImportOutcomePage {
    /// Written.
    pub fn sample() -> Self {
        ImportOutcomePage {
            shell: shell("Файл записан", &["Файл от 14 декабря, 18:07"]),
            outcome: Outcome::Applied,
            file_line: tie("Результаты_ИС_02-12-2026.xlsx · принят 14 декабря 2026, 18:07"),
            say: Phrase::of("Записано ")
                .bold(tie("4 210 строк"))
                .text(tie(": 4 187 новых результатов и 23 изменения новыми редакциями.")),
            consequences: vec![Phrase::of(tie(
                "Никто ниже РЦОИ их пока не видит: сначала запишите окончание обработки.",
            ))],
            acts: vec![Act::link("Предпросмотр окончания обработки", "/imports/14")],
            facts: Facts::default()
                .row("Записала", tie("Ким В. Р., 14 декабря 2026, 18:31"))
                .row("Основание", tie("акт сверки от 14.12.2026 № 3"))
                .row("Журнал", Phrase::linked(tie("запись № 10 442"), "/imports/14"))
                .row("Профиль", "Итоговое сочинение, Кузбасс")
                .row("Отпечаток файла", "5C1E 09AF 77D2"),
            tabs: DifferencePage::sample().tabs(),
            links: vec![Link::new("Скачать файл с\u{a0}ошибками (.xlsx)", "/imports/14")],
        }
    }

    /// Dropped without writing.
    pub fn sample_dropped() -> Self {
        ImportOutcomePage {
            shell: shell("Загрузка снята", &["Файл от 14 декабря, 18:07"]),
            outcome: Outcome::Dropped,
            say: Phrase::of(tie("Из этого файла ничего не записано.")),
            consequences: vec![Phrase::of(tie(
                "Сам файл и сравнение остались здесь, чтобы было видно, что приходило.",
            ))],
            acts: vec![Act::link("Загрузить исправленный файл", "/imports/14")],
            facts: Facts::default()
                .row("Сняла", tie("Ким В. Р., 14 декабря 2026, 18:31"))
                .row("Журнал", Phrase::linked(tie("запись № 10 442"), "/imports/14")),
            ..Self::sample()
        }
    }

    /// The file is cut in the middle.
    pub fn sample_unreadable() -> Self {
        ImportOutcomePage {
            shell: shell("Файл не прочитан", &["Организации_школы.xlsx"]),
            outcome: Outcome::Unreadable,
            file_line: tie("Организации_школы.xlsx · 2 сентября 2026, 09:15"),
            say: Phrase::of(tie("Файл обрывается: в заголовке обещано 700 строк, прочитано 412.")),
            consequences: vec![Phrase::of(tie(
                "Выгрузите его ещё раз и проверьте, что он скопирован до конца.",
            ))],
            acts: vec![Act::link("Загрузить другой файл", "/imports/14")],
            facts: Facts::default()
                .row("Загрузила", tie("Ким В. Р."))
                .row("Размер", tie("1,2 МБ")),
            tabs: Tabs::default(),
            links: Vec::new(),
        }
    }
}
