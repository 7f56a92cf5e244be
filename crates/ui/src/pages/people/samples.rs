//! Made-up examples of every state of the pages about participants.

use askama::Template;

use super::{
    HistoryPart, NameSearch, ParticipantPage, ParticipantRow, ParticipantsPage, RegistrationCard, ResultHistoryPage,
    ResultRow,
};
use crate::components::{
    Act, Choice, Choices, Clause, EditionBox, EntryKind, Facts, FilterForm, FormPart, Link, Pager, Phrase, PostForm,
    Sort, Tag, Timeline, TimelineEntry,
};
use crate::page::{Current, Shell};
use crate::pages::lists::{ListFrame, sample_shell};
use crate::typography::tie;

/// Every state of the pages about participants, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("people-list", ParticipantsPage::sample().render()?),
        ("people-list-empty", ParticipantsPage::sample_empty().render()?),
        ("people-one", ParticipantPage::sample().render()?),
        ("people-history", ResultHistoryPage::sample().render()?),
        ("people-history-none", ResultHistoryPage::sample_of_nothing().render()?),
    ])
}

fn shell(title: &str, trail: &[&str]) -> Shell {
    sample_shell(title, "Участники", trail)
}

impl ParticipantsPage {
    /// The first page of the region.
    pub fn sample() -> Self {
        ParticipantsPage {
            shell: shell("Участники", &[]),
            lead: Phrase::default()
                .bold(tie("2 004 участника"))
                .text(tie(" сочинения 2 декабря 2026; "))
                .link(tie("13 без результата"), "/people/317")
                .text(", ")
                .link(tie("41 не ознакомлен"), "/people/317")
                .text("."),
            name_search: Some(NameSearch {
                form: PostForm::new("/people/317", "csrf", ""),
                words: String::new(),
            }),
            list: ListFrame {
                filter: Some(sample_filter()),
                sorts: vec![
                    ("name", Sort::Ascending("/people/317".to_owned())),
                    ("organisation", Sort::Offered("/people/317".to_owned())),
                    ("acquainted", Sort::Offered("/people/317".to_owned())),
                ],
                pager: Some(Pager {
                    summary: tie("Показаны 1–50 из 2 004"),
                    previous: None,
                    next: Some("/people/317".to_owned()),
                    pages: vec![
                        ("1".to_owned(), "/people/317".to_owned(), Current::Yes),
                        ("2".to_owned(), "/people/317".to_owned(), Current::No),
                        (String::new(), String::new(), Current::No),
                        ("41".to_owned(), "/people/317".to_owned(), Current::No),
                    ],
                }),
                export_links: vec![
                    Link::new("таблица .xlsx", "/people/317"),
                    Link::new("таблица .csv", "/people/317"),
                ],
                note: tie("Обновлено в 09:20"),
                ..ListFrame::default()
            },
            rows: vec![
                participant(
                    "Абрамова Ксения Олеговна",
                    "СОШ № 25, Киселёвск",
                    "11 «А»",
                    "ученик",
                    "зачёт",
                    Some(Tag::green(tie("ознакомлена 16 декабря"))),
                ),
                participant(
                    "Баранов-Ёлкин Глеб",
                    "СОШ № 25, Киселёвск",
                    "11 «А»",
                    "ученик",
                    "незачёт",
                    Some(Tag::amber(tie("срок сегодня"))),
                ),
                participant(
                    "Гусев Лев Ильич",
                    "СОШ № 28, Киселёвск",
                    "11 «Б»",
                    "ученик",
                    "незачёт",
                    Some(Tag::red(tie("просрочено на 1 день"))),
                ),
                participant(
                    "Исмаилов Тимур Руслан оглы",
                    "Управление образования, Киселёвск",
                    "",
                    "выпускник прошлых лет",
                    "зачёт",
                    Some(Tag::green(tie("ознакомлен 17 декабря"))),
                ),
                participant(
                    "Мамедова Айла Рашад кызы",
                    "Кузнецкий металлургический колледж",
                    "ТМ-24",
                    "студент колледжа",
                    "ещё нет",
                    None,
                ),
            ],
        }
    }

    /// Nobody answers the filter.
    pub fn sample_empty() -> Self {
        ParticipantsPage {
            lead: Phrase::default(),
            rows: Vec::new(),
            list: ListFrame {
                filter: Some(sample_filter()),
                ..ListFrame::default()
            },
            ..Self::sample()
        }
    }
}

fn sample_filter() -> FilterForm {
    let select =
        |name: &str, legend: &str, options: Vec<Choice>| FormPart::Choices(Choices::select(name, legend, options));
    FilterForm {
        action: "/people/317".to_owned(),
        parts: vec![
            select(
                "category",
                "Категория",
                vec![
                    Choice::new("", "все"),
                    Choice::new("student", "ученики"),
                    Choice::new("past", tie("выпускники прошлых лет")),
                ],
            ),
            select(
                "organisation",
                "Где знакомят",
                vec![Choice::new("", "везде"), Choice::new("1", tie("СОШ № 25, Киселёвск"))],
            ),
            select(
                "state",
                "Состояние",
                vec![
                    Choice::new("", "любое"),
                    Choice::new("none", "без результата"),
                    Choice::new("untold", tie("не ознакомлены")),
                ],
            ),
        ],
        button: "Отобрать".to_owned(),
        reset_href: String::new(),
    }
}

fn participant(
    name: &str,
    organisation: &str,
    class: &str,
    category: &str,
    result: &str,
    acquaintance: Option<Tag>,
) -> ParticipantRow {
    ParticipantRow {
        name: name.to_owned(),
        href: "/people/317".to_owned(),
        organisation: tie(organisation),
        class: tie(class),
        category: tie(category),
        result: Phrase::of(tie(result)),
        acquaintance,
    }
}

impl ParticipantPage {
    /// A pupil who was told the first fail and is registered again.
    pub fn sample() -> Self {
        ParticipantPage {
            shell: shell("Гусев Лев Ильич", &[]),
            summary: tie("11 «Б», СОШ № 28, Киселёвск"),
            say: Phrase::of(tie("Результат сочинения у школы с 16 декабря, "))
                .late(tie("участник не ознакомлен: срок был 17 декабря"))
                .text("."),
            acts: vec![Act::link(tie("Открыть ведомость ознакомления 11 «Б»"), "/people/317")],
            facts: Facts::default()
                .row("Документ", tie("паспорт, 32 14 ••••57"))
                .row("Дата рождения", tie("4 марта 2009"))
                .row("Код участника", "42-0104-00317")
                .row(
                    "Личность",
                    Phrase::of("подтверждена файлом ").link(tie("Участники_декабрь_3.xlsx, строка 214"), "/people/317"),
                ),
            warnings: vec![
                Phrase::of(tie("Есть полный тёзка с другим документом: "))
                    .link(tie("Гусев Лев Ильич, лицей № 1"), "/people/317")
                    .text("."),
            ],
            registrations: vec![RegistrationCard {
                title: tie("Итоговое сочинение, 2026/27 учебный год"),
                facts: Facts::default()
                    .row("Категория", "ученик")
                    .row("Зарегистрирован", tie("СОШ № 28, Киселёвск, 12 ноября 2026"))
                    .row("Знакомит", tie("СОШ № 28, Киселёвск"))
                    .row("Даты", tie("2 декабря 2026; 3 февраля 2027 — повторно")),
            }],
            results: vec![
                ResultRow {
                    exam: tie("Итоговое сочинение, 3 февраля 2027"),
                    history_href: "/people/317".to_owned(),
                    value: Phrase::default().muted("ещё нет"),
                    edition: String::new(),
                    state: Tag::grey("зарегистрирован"),
                    acquainted: String::new(),
                },
                ResultRow {
                    exam: tie("Итоговое сочинение, 2 декабря 2026"),
                    history_href: "/people/317".to_owned(),
                    value: Phrase::of(tie("незачёт: требование 1")),
                    edition: tie("редакция 1"),
                    state: Tag::green("выпущен"),
                    acquainted: String::new(),
                },
            ],
            sections: Vec::new(),
            links: vec![Link::new(tie("Журнал: 12 записей"), "/people/317")],
        }
    }
}

impl ResultHistoryPage {
    /// A result that was corrected after its release.
    pub fn sample() -> Self {
        ResultHistoryPage {
            shell: shell(
                "История результата: Абрамова Ксения Олеговна",
                &["Сочинение, 2 декабря 2026", "СОШ № 25, Киселёвск"],
            ),
            summary: tie("Итоговое сочинение, 2 декабря 2026 · 11 «А», СОШ № 25, Киселёвск · работа 42-104-11873"),
            value: "Зачёт".to_owned(),
            explanation: Phrase::of(tie(
                "Действует редакция 2 с 21 декабря 2026 по записи об окончании обработки № 2. Первая редакция: незачёт.",
            )),
            extract_href: "/people/317".to_owned(),
            journal: Some(Link::new(tie("Журнал: 31 запись"), "/people/317")),
            facts: Facts::default()
                .row("Требования", tie("объём — зачёт, самостоятельность — зачёт"))
                .row("Критерии", tie("1–3 и 5 — зачёт, 4 — незачёт"))
                .row("Участник знает", tie("да, 22 декабря 2026, 10:15, под подпись"))
                .row("Бумага", tie("хранится в РЦОИ до 2 июня 2027")),
            parts: vec![sample_received(), sample_handed_down(), sample_corrected()],
        }
    }

    /// Nothing was received yet.
    pub fn sample_of_nothing() -> Self {
        ResultHistoryPage {
            value: tie("Результата ещё нет"),
            explanation: Phrase::of(tie("Работа проверяется. Обработать её надо до 14 декабря 2026.")),
            extract_href: String::new(),
            parts: Vec::new(),
            ..Self::sample()
        }
    }
}

fn order_clause(number: &str, words: &str) -> Clause {
    Clause::new(
        tie(&format!("п. {number} приказа № 4195")),
        tie(&format!(
            "Приказ Министерства образования Кузбасса от 10.12.2024 № 4195, пункт {number}"
        )),
        tie(words),
    )
}

fn entry(kind: EntryKind, day: &str, time: &str, what: &str, text: &str, by: &str) -> TimelineEntry {
    TimelineEntry::new(kind, tie(day), time, tie(what))
        .text(Phrase::of(tie(text)))
        .by(tie(by))
}

fn part(id: &str, title: &str, days: &str, entries: Vec<TimelineEntry>) -> HistoryPart {
    HistoryPart {
        id: id.to_owned(),
        title: tie(title),
        days: tie(days),
        timeline: Timeline { entries },
    }
}

fn sample_received() -> HistoryPart {
    let received = entry(
        EntryKind::Passage,
        "14 декабря",
        "18:31",
        "Получен из файла",
        "Результаты_ИС_02-12-2026.xlsx, строка 1 207. Отметки не противоречат друг другу.",
        "Загрузила Ким В. Р., РЦОИ",
    );
    let released = entry(
        EntryKind::Edition,
        "15 декабря",
        "17:45",
        "Выпущен",
        "Окончание обработки № 1: 1 984 результата, 7 задержаны.",
        "Записала Ким В. Р., РЦОИ. Отпечаток набора 7F3A 91C2 0B5E",
    );
    let first_edition = EditionBox {
        was: String::new(),
        value: "Незачёт".to_owned(),
        note: tie("Редакция 1. Действовала до 21 декабря 2026"),
    };
    part(
        "received",
        "Получение и выпуск",
        "14–15 декабря",
        vec![
            received.link("Строка файла", "/people/317"),
            released
                .edition(first_edition)
                .link(tie("Запись № 1 (PDF)"), "/people/317")
                .clause(order_clause(
                    "2.2",
                    "Обработка завершена — у РЦОИ один рабочий день, чтобы передать результаты муниципалитетам.",
                )),
        ],
    )
}

fn sample_handed_down() -> HistoryPart {
    let municipal = entry(
        EntryKind::Passage,
        "16 декабря",
        "10:04",
        "Передан муниципалитету и получен",
        "Передан в 09:12, открыт в 10:05. Срок — 16 декабря, выполнено в срок.",
        "Егорова М. П., управление образования, приказ № 214",
    );
    let school = entry(
        EntryKind::Passage,
        "16 декабря",
        "14:20",
        "Передан школе",
        "Получен в 15:02, открыт в 15:03. Срок — 17 декабря, выполнено в срок.",
        "СОШ № 25, Рудакова Е. С., приказ № 58",
    );
    let told = entry(
        EntryKind::Act,
        "17 декабря",
        "10:15",
        "Участник ознакомлен под подпись",
        "Срок — 17 декабря: он идёт от передачи муниципалитету, не от получения школой.",
        "Ведомость 420525-11А, строка 1; внесла Рудакова Е. С.",
    );
    let looked = entry(
        EntryKind::Passage,
        "17 декабря",
        "18:44",
        "Посмотрен на сайте",
        "2 просмотра. Адреса не хранятся.",
        "Вход по документу и фамилии",
    );
    part(
        "handed-down",
        "Передача и ознакомление",
        "16–17 декабря",
        vec![
            municipal
                .link(tie("Ведомость № 118, строка 4"), "/people/317")
                .clause(order_clause(
                    "2.2",
                    "Обработка завершена — у РЦОИ один рабочий день, чтобы передать результаты муниципалитетам.",
                )),
            school
                .link(tie("Ведомость № 203, строка 1"), "/people/317")
                .clause(order_clause(
                    "2.3",
                    "Получив результаты, муниципалитет за один рабочий день доводит их до школ.",
                )),
            told.link("Строка ведомости", "/people/317").clause(
                order_clause(
                    "2.7",
                    "Участников знакомят под подпись за один рабочий день со дня передачи результатов муниципалитету.",
                )
                .opened(),
            ),
            looked.link("Просмотры", "/people/317"),
        ],
    )
}

fn sample_corrected() -> HistoryPart {
    let claim = entry(
        EntryKind::Claim,
        "18 декабря",
        "11:30",
        "Школа сообщила об ошибке",
        "На оригинале бланка по критерию 1 — «зачёт», в файле стоял «незачёт».",
        "Рудакова Е. С., СОШ № 25",
    );
    let corrected = entry(
        EntryKind::Edition,
        "21 декабря",
        "12:10",
        "Изменён",
        "Файл сверки с оригиналами, строка 3. Окончание обработки № 2.",
        "Ким В. Р., РЦОИ. Основание: акт сверки от 14.12.2026 № 3",
    );
    let told = entry(
        EntryKind::Act,
        "22 декабря",
        "10:15",
        "Передан школе, участник ознакомлен",
        "Ведомость изменений получена в 09:30, подпись в 10:15. Оба срока выполнены.",
        "Рудакова Е. С., СОШ № 25",
    );
    let second_edition = EditionBox {
        was: "незачёт".to_owned(),
        value: "Зачёт".to_owned(),
        note: tie("Редакция 2. Действует"),
    };
    part(
        "corrected",
        "Новая редакция",
        "18–22 декабря",
        vec![
            claim.link("Сообщение", "/people/317"),
            corrected.edition(second_edition).link("Акт сверки", "/people/317"),
            told.link("Ведомость изменений", "/people/317").clause(order_clause(
                "2.7",
                "Участников знакомят под подпись за один рабочий день со дня передачи.",
            )),
        ],
    )
}
