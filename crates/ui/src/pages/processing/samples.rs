//! Made-up examples of every state of the processing pages.

use askama::Template;

use super::{
    CompletionPage, CompletionPreviewPage, CompletionRow, ConfirmStep, ExamCounts, ExamPage, ExamRow, ExamsPage,
    FormedStatementRow, HeldRow, MunicipalityRow, SetChange, SetChangeRow,
};
use crate::components::{Act, Clause, Clock, ClockState, ErrorSummary, Facts, Link, Phrase, PostForm, Tag};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, sample_shell};
use crate::typography::tie;

/// Every state of the processing pages, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("processing-exams", ExamsPage::sample().render()?),
        ("processing-exam", ExamPage::sample().render()?),
        ("processing-preview", CompletionPreviewPage::sample().render()?),
        (
            "processing-preview-conflict",
            CompletionPreviewPage::sample_of_conflict().render()?,
        ),
        (
            "processing-preview-impossible",
            CompletionPreviewPage::sample_of_nothing().render()?,
        ),
        ("processing-completion", CompletionPage::sample().render()?),
    ])
}

const EXAM: &str = "Итоговое сочинение, 2 декабря 2026";

fn shell(title: &str, trail: &[&str]) -> Shell {
    sample_shell(title, "Обработка", trail)
}

/// The clause of the end of processing and the first hop.
fn hand_down_clause() -> Clause {
    Clause::new(
        tie("п. 2.2 приказа № 4195"),
        tie("Приказ Министерства образования Кузбасса от 10.12.2024 № 4195, пункт 2.2"),
        tie("Когда обработка завершена, у РЦОИ есть один рабочий день, чтобы передать результаты муниципалитетам по защищённому каналу."),
    )
    .counted(tie("обработка завершена 15 декабря 2026 (вторник); 16 декабря (среда) — первый рабочий день. Срок — до конца 16 декабря."))
}

impl ExamsPage {
    /// Two essays of the year.
    pub fn sample() -> Self {
        ExamsPage {
            shell: shell("Обработка", &[]),
            lead: Phrase::of(tie(
                "Сочинение 2 декабря получено полностью: осталось записать окончание обработки.",
            )),
            rows: vec![
                ExamRow {
                    name: tie(EXAM),
                    href: "/processing/1".to_owned(),
                    counts: ExamCounts {
                        registered: 2004,
                        received: 1984,
                        held: 7,
                        released: 0,
                    },
                    state: Some(Tag::amber(tie("срок сегодня"))),
                },
                ExamRow {
                    name: tie("Итоговое сочинение, 3 февраля 2027"),
                    href: "/processing/1".to_owned(),
                    counts: ExamCounts {
                        registered: 41,
                        ..ExamCounts::default()
                    },
                    state: None,
                },
            ],
            list: ListFrame::default(),
        }
    }
}

impl ExamPage {
    /// Received, not released yet.
    pub fn sample() -> Self {
        ExamPage {
            shell: shell(EXAM, &[]),
            lead: Phrase::default()
                .bold_link(tie("1 984 результата"), "/processing/1")
                .text(tie(" получены и ждут выпуска, "))
                .link("7\u{a0}задержаны", "/processing/1")
                .text("."),
            counts: ExamCounts {
                registered: 2004,
                received: 1984,
                held: 7,
                released: 0,
            },
            count_hrefs: [
                "/processing/1".to_owned(),
                "/processing/1".to_owned(),
                "/processing/1".to_owned(),
                String::new(),
            ],
            clock: Some(Clock {
                state: ClockState::Today,
                due: tie("Завершить обработку сегодня, до конца 14 декабря"),
                who_and_left: Phrase::of(tie("Отвечает РЦОИ. Осталось 5 ч 20 мин")),
                clauses: vec![
                    Clause::new(
                        tie("п. 8.2 порядка Ростовской области"),
                        "Порядок Ростовской области, пункт 8.2",
                        tie(
                            "На проверку и обработку декабрьских и февральских работ есть двенадцать календарных дней.",
                        ),
                    )
                    .status("Принят регионом, где своего пункта нет"),
                ],
            }),
            act: Some(Act::link("Предпросмотр окончания обработки", "/processing/1")),
            municipalities: vec![
                municipality("Киселёвский округ", 418, 412, 2),
                municipality("Новокузнецк", 731, 726, 3),
                municipality("Прокопьевск", 355, 350, 2),
                municipality("Кузнецкий металлургический колледж", 96, 96, 0),
            ],
            list: ListFrame {
                export_links: vec![Link::new("таблица .xlsx", "/processing/1")],
                ..ListFrame::default()
            },
            completions: vec![CompletionRow::sample()],
        }
    }
}

fn municipality(name: &str, registered: u32, received: u32, held: u32) -> MunicipalityRow {
    MunicipalityRow {
        name: tie(name),
        href: "/processing/1".to_owned(),
        counts: ExamCounts {
            registered,
            received,
            held,
            released: 0,
        },
    }
}

impl CompletionPreviewPage {
    /// Ready to be recorded.
    pub fn sample() -> Self {
        CompletionPreviewPage {
            shell: shell("Окончание обработки: предпросмотр", &[EXAM]),
            errors: None,
            shown_at: tie("Итоговое сочинение, 2 декабря 2026 · 15 декабря 2026, 17:40"),
            released: 1984,
            released_href: "/processing/1".to_owned(),
            organisations: 10,
            organisations_href: "/processing/1".to_owned(),
            held: 7,
            held_reasons: tie("удаление — 3, не закончил — 2, не явился, но работа есть — 2"),
            consequences: vec![
                Phrase::of(tie("РЦОИ должен передать 10 ведомостей до конца 16 декабря.")),
                Phrase::of(tie(
                    "Муниципалитеты передают школам до 17 декабря; участников знакомят в тот же срок.",
                )),
                Phrase::of(tie(
                    "Участники увидят результат на сайте после решения министерства об открытии просмотра.",
                )),
            ],
            clock: Some(Clock {
                state: ClockState::Today,
                due: tie("После записи: передать до конца 16 декабря"),
                who_and_left: Phrase::of(tie("Отвечает РЦОИ")),
                clauses: vec![hand_down_clause()],
            }),
            facts: Facts::default()
                .row("Отпечаток набора", "7F3A 91C2 0B5E")
                .row(
                    "Файлы",
                    Phrase::linked("Результаты_ИС_02-12-2026.xlsx", "/processing/1"),
                )
                .row(
                    "Без результата",
                    Phrase::linked(tie("13 участников"), "/processing/1").text(tie(": не явились")),
                ),
            held_rows: sample_held(),
            conflict: None,
            hash: "7F3A\u{a0}91C2\u{a0}0B5E".to_owned(),
            confirm: ConfirmStep::Confirm {
                form: PostForm::new("/processing/1", "csrf", "key").with("hash", "7f3a91c20b5e"),
                tick_error: String::new(),
                back: Link::new("Вернуться к\u{a0}экзамену", "/processing/1"),
            },
        }
    }

    /// A file was written between the preview and the confirmation.
    pub fn sample_of_conflict() -> Self {
        CompletionPreviewPage {
            errors: Some(
                ErrorSummary::new("Окончание обработки не\u{a0}записано")
                    .item("Набор изменился после предпросмотра", "conflict"),
            ),
            conflict: Some(SetChange {
                was_hash: "51D0\u{a0}88AE\u{a0}F3C7".to_owned(),
                cause: Phrase::of(tie("В 17:52 Ким В. Р. записала файл «Досыл_15-12.xlsx».")),
                rows: vec![
                    set_change("Пак Алина Викторовна", "СОШ № 8, Юрга", "зачёт", "незачёт"),
                    set_change("Орлов Тимур", "СОШ № 25, Киселёвск", "нет результата", "зачёт"),
                ],
                all: 6,
            }),
            ..Self::sample()
        }
    }

    /// Nothing was received since the last completion.
    pub fn sample_of_nothing() -> Self {
        CompletionPreviewPage {
            released: 0,
            organisations: 0,
            held: 0,
            held_rows: Vec::new(),
            consequences: Vec::new(),
            clock: None,
            confirm: ConfirmStep::Impossible(
                Phrase::of(tie("Выпускать нечего: после записи № 1 новых результатов нет. "))
                    .link("Загрузите файл результатов", "/processing/1")
                    .text("."),
            ),
            ..Self::sample()
        }
    }
}

fn sample_held() -> Vec<HeldRow> {
    [
        (
            "Антипов Глеб Денисович",
            "СОШ № 12, Новокузнецк",
            "Удалён",
            "нет акта об удалении",
        ),
        (
            "Дроздова Вероника Павловна",
            "СОШ № 12, Новокузнецк",
            "Удалён",
            "нет акта об удалении",
        ),
        (
            "Ершов Данил Олегович",
            "СОШ № 71, Прокопьевск",
            "Не закончил",
            "причина не подтверждена документом",
        ),
        (
            "Фокина Алиса Романовна",
            "СОШ № 94, Новокузнецк",
            "Не явился, но работа есть",
            "ждём ответа школы",
        ),
    ]
    .map(|(participant, organisation, reason, detail)| HeldRow {
        participant: participant.to_owned(),
        participant_href: "/processing/1".to_owned(),
        organisation: tie(organisation),
        reason: tie(reason),
        detail: tie(detail),
        clause: Some(Clause::new(
            tie("п. 9.1 порядка Ростовской области"),
            "Порядок Ростовской области, пункт 9.1",
            tie("Отметки «удалён» и «не закончил» ставят на бланке с подписью члена комиссии."),
        )),
    })
    .to_vec()
}

fn set_change(participant: &str, organisation: &str, was: &str, now: &str) -> SetChangeRow {
    SetChangeRow {
        participant: participant.to_owned(),
        participant_href: "/processing/1".to_owned(),
        organisation: tie(organisation),
        was: tie(was),
        now: tie(now),
    }
}

impl CompletionPage {
    /// The first end of processing of the essay.
    pub fn sample() -> Self {
        CompletionPage {
            shell: shell("Окончание обработки № 1", &[EXAM]),
            exam: tie(EXAM),
            released: 1984,
            held: 7,
            recorded: tie("15 декабря 2026, 17:45, Ким В. Р., РЦОИ"),
            consequences: vec![
                Phrase::of("Сформировано ")
                    .link(tie("10 ведомостей"), "#statements")
                    .text(": шести муниципалитетам и\u{a0}четырём колледжам."),
                Phrase::of(tie("7 задержанных войдут в следующую запись, когда причины снимут.")),
            ],
            act: Some(Act::link("Передать 10\u{a0}ведомостей", "/processing/1")),
            links: vec![
                Link::new("Запись (PDF)", "/processing/1"),
                Link::new(tie("Журнал: запись № 10 448"), "/processing/1"),
            ],
            facts: Facts::default()
                .row("Отпечаток набора", "7F3A 91C2 0B5E")
                .row("Публикация", tie("№ 7, просмотр ещё закрыт")),
            clock: Some(Clock {
                state: ClockState::Today,
                due: tie("Передать до конца 16 декабря"),
                who_and_left: Phrase::of(tie("Отвечает РЦОИ. Осталось 1 д 6 ч")),
                clauses: vec![hand_down_clause()],
            }),
            statements: vec![
                formed(
                    "№ 118",
                    "Управление образования Киселёвского округа",
                    412,
                    Tag::amber("сформирована"),
                ),
                formed("№ 119", "Комитет образования Новокузнецка", 726, Tag::blue("передана")),
                formed(
                    "№ 120",
                    "Кузнецкий металлургический колледж",
                    96,
                    Tag::green("получена"),
                ),
            ],
            list: ListFrame::default(),
        }
    }
}

fn formed(number: &str, recipient: &str, results: u32, state: Tag) -> FormedStatementRow {
    FormedStatementRow {
        number: tie(number),
        href: "/processing/1".to_owned(),
        recipient: tie(recipient),
        results,
        state,
    }
}

impl CompletionRow {
    /// An earlier record, for the page of the exam.
    pub fn sample() -> Self {
        CompletionRow {
            number: "№\u{a0}1".to_owned(),
            href: "/processing/1".to_owned(),
            recorded_at: tie("15 декабря 2026, 17:45"),
            by: tie("Ким В. Р."),
            released: 1984,
        }
    }
}
