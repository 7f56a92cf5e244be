//! The region's settings, the opening of the look-up, the calendar, the journal.

use askama::Template;

use super::{clause_2_8, post};
use crate::components::{
    Act, Cell, Choice, Choices, Column, Field, FilterForm, FormBlock, FormPart, Link, Pager, Phrase, Preview, Row,
    RowTone, Section, Tab, TableView, Tabs, Tag, Width,
};
use crate::page::{Current, Shell};
use crate::pages::general::{ConfirmPage, DetailPage, FormPage, ListPage};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("lookup-opening", lookup_opening().render()?),
        ("lookup-opening-preview", lookup_preview().render()?),
        ("lookup-list", lookup_list().render()?),
        ("settings", settings().render()?),
        ("setting", setting().render()?),
        ("calendar", calendar().render()?),
        ("calendar-preview", calendar_preview().render()?),
        ("journal", journal().render()?),
    ])
}

fn lookup_opening() -> FormPage {
    let block = FormBlock::new(post("/lookup/preview"), "Посмотреть, что откроется")
        .part(FormPart::Line(vec![
            Field::text("number", "Номер решения").width(Width::Characters10),
            Field::date("date", "Дата решения"),
        ]))
        .part(
            Choices::radios(
                "second_factor",
                "Что спросить кроме документа",
                vec![
                    Choice::new("surname", "Фамилию")
                        .hint("Так решено для региона")
                        .chosen(),
                    Choice::new("code", "Код регистрации"),
                    Choice::new("none", "Ничего")
                        .hint("По приказу достаточно серии и\u{a0}номера; подобрать чужой результат проще"),
                ],
            )
            .hint("Настройка региона, изменение запишется в\u{a0}журнал"),
        )
        .back("Не\u{a0}открывать", "/");
    let mut page = FormPage::new(
        Shell::sample("Открыть просмотр результатов", "Документы"),
        "Открыть просмотр результатов на\u{a0}сайте",
        block,
    );
    page.sub = "Итоговое сочинение 2\u{a0}декабря 2026 · просмотр закрыт".to_owned();
    page.lead = Phrase::of("Пока решение не\u{a0}записано, сайт не\u{a0}показывает ни\u{a0}одного результата.");
    page.clauses = vec![clause_2_8()];
    page
}

fn lookup_preview() -> ConfirmPage {
    let preview = Preview::new(
        Phrase::of("Откроется просмотр ")
            .bold("4\u{a0}312\u{a0}результатов")
            .text(" итогового сочинения по\u{a0}решению №\u{a0}318 от\u{a0}16\u{a0}декабря 2026."),
        "Открыть просмотр 4\u{a0}312\u{a0}результатов",
        post("/lookup/open").with("hash", "7F3A91C20B5E"),
        Link::new("Вернуться к\u{a0}решению", "/lookup"),
    )
    .consequence("Участник увидит зачёт или незачёт, требования и\u{a0}критерии.")
    .consequence("7\u{a0}задержанных результатов не\u{a0}покажутся: сайт ответит, как на\u{a0}незнакомый документ.")
    .consequence("Спросим документ и\u{a0}фамилию.");
    let mut page = ConfirmPage::new(
        Shell::sample("Открыть просмотр", "Документы").below(&[("Просмотр на\u{a0}сайте", "/lookup")]),
        "Что откроется",
        preview,
    );
    page.sub = "Итоговое сочинение 2\u{a0}декабря 2026".to_owned();
    page
}

/// The exam commission's list: what waits for its decision first.
fn lookup_list() -> ListPage {
    let row = |name: Cell, state: Tag, decision: &str, published: &str| {
        Row::new(vec![
            name,
            Cell::tag(state),
            Cell::new(decision).full_line(),
            published.into(),
        ])
    };
    let waiting = |title: &str| Cell::link(title, "/lookup/1");
    let table = TableView {
        caption: "Экзамены".to_owned(),
        hide_caption: true,
        columns: ["Экзамен", "Просмотр", "Решение", "Опубликовано"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: vec![
            row(
                waiting("ЕГЭ. Химия, 31\u{a0}мая 2027"),
                Tag::red("закрыт, срок прошёл"),
                "срок\u{a0}— до\u{a0}конца 9\u{a0}июня",
                "412\u{a0}результатов",
            ),
            row(
                waiting("ЕГЭ. Русский язык, 31\u{a0}мая 2027"),
                Tag::amber("закрыт"),
                "срок\u{a0}— до\u{a0}конца 10\u{a0}июня",
                "9\u{a0}120\u{a0}результатов",
            ),
            row(
                Cell::new("ЕГЭ. Физика, 4\u{a0}июня 2027"),
                Tag::grey("не\u{a0}утверждён"),
                "",
                "0\u{a0}результатов",
            )
            .tone(RowTone::Faded),
            row(
                Cell::new("ЕГЭ. Литература, 28\u{a0}мая 2027"),
                Tag::green("открыт"),
                "№\u{a0}12 от\u{a0}7\u{a0}июня, записано 7\u{a0}июня 2027, 17:40",
                "218\u{a0}результатов",
            ),
        ],
        ..TableView::default()
    };
    let mut page = ListPage::new(
        Shell::sample("Просмотр на\u{a0}сайте", "Документы"),
        "Самостоятельный просмотр результатов",
        table,
    );
    page.sub = "Ждут решения: 2 · Результатов ещё нет: 1 · Открыты: 1".to_owned();
    page.lead = "Пока решение не\u{a0}записано, сайт не\u{a0}показывает ни\u{a0}одного результата экзамена.".into();
    page.filter = Some(FilterForm {
        action: "/lookup".to_owned(),
        parts: vec![Field::text("q", "Предмет или день").width(Width::Characters20).into()],
        button: "Отобрать".to_owned(),
        reset_href: String::new(),
    });
    page
}

fn settings() -> ListPage {
    let row = |name: &str, value: &str, since: &str| {
        Row::new(vec![
            Cell::link(name, "/settings/saturdays"),
            Cell::new(value).full_line(),
            since.into(),
        ])
    };
    let mut page = ListPage::new(
        Shell::sample("Настройки региона", "Документы"),
        "Настройки региона",
        TableView {
            caption: "Настройки".to_owned(),
            hide_caption: true,
            columns: vec![
                Column::new("Настройка"),
                Column::new("Сейчас"),
                Column::new("С\u{a0}какого дня и\u{a0}по\u{a0}чему"),
            ],
            rows: vec![
                row(
                    "Что спросить при просмотре на\u{a0}сайте",
                    "фамилию",
                    "16\u{a0}декабря 2026, решение №\u{a0}318",
                ),
                row(
                    "Субботы в\u{a0}сроках ознакомления",
                    "не\u{a0}считаются рабочими",
                    "с\u{a0}начала",
                ),
                row(
                    "Где знакомят с\u{a0}сочинением",
                    "в\u{a0}школе, где учатся",
                    "с\u{a0}начала",
                ),
            ],
            ..TableView::default()
        },
    );
    page.lead = Phrase::of(
        "Здесь то, что приказы оставляют региону. Каждое изменение требует основания и\u{a0}остаётся в\u{a0}журнале.",
    );
    page
}

fn setting() -> FormPage {
    let block = FormBlock::new(
        post("/settings/saturdays").with("version", "2"),
        "Показать, что сдвинется",
    )
    .part(Choices::radios(
        "value",
        "Субботы в\u{a0}сроках ознакомления",
        vec![
            Choice::new("no", "Не\u{a0}считаются рабочими").chosen(),
            Choice::new("yes", "Считаются рабочими"),
        ],
    ))
    .part(Field::date("from", "С\u{a0}какого дня"))
    .part(Field::text("ground", "Основание").hint("Например: приказ от\u{a0}14.12.2026 №\u{a0}3"))
    .back("Не\u{a0}менять", "/settings");
    let mut page = FormPage::new(
        Shell::sample("Субботы в\u{a0}сроках", "Документы").below(&[("Настройки", "/settings")]),
        "Субботы в\u{a0}сроках ознакомления",
        block,
    );
    page.sections = vec![Section::new("history", "Как менялась").table(TableView {
        caption: "История настройки".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Когда"),
            Column::new("Было и\u{a0}стало"),
            Column::new("Основание"),
            Column::new("Кто"),
        ],
        rows: vec![Row::new(vec![
            "1\u{a0}сентября 2026, 10:12".into(),
            Cell::new(Phrase::default().change("считаются", "не\u{a0}считаются")),
            "приказ от\u{a0}28.08.2026 №\u{a0}12".into(),
            "Орлова Т.\u{a0}Л.".into(),
        ])],
        ..TableView::default()
    })];
    page
}

fn calendar() -> DetailPage {
    let row = |day: &str, kind: Tag, why: &str, source: &str| {
        Row::new(vec![
            day.into(),
            Cell::tag(kind),
            Cell::new(why).full_line(),
            source.into(),
        ])
    };
    let mut page = DetailPage::new(
        Shell::sample("Календарь", "Документы"),
        "Рабочие и\u{a0}выходные дни 2027\u{a0}года",
    );
    page.lead = Phrase::of(
        "По\u{a0}этим дням считаются все сроки. Суббота и\u{a0}воскресенье\u{a0}— выходные, кроме перенесённых.",
    );
    page.tabs = Some(Tabs {
        label: "Годы".to_owned(),
        items: vec![
            Tab::new("2026", "утверждён", "/calendar/2026", Current::No),
            Tab::new("2027", "утверждён", "/calendar/2027", Current::Yes),
            Tab::new("2028", "не\u{a0}утверждён", "/calendar/2028", Current::No).alarming(),
        ],
    });
    page.sections = vec![
        Section::new("days", "Не\u{a0}как обычно").table(TableView {
            caption: "Праздники, переносы и\u{a0}дни региона".to_owned(),
            hide_caption: true,
            columns: vec![
                Column::new("День"),
                Column::new("Какой"),
                Column::new("Почему"),
                Column::new("Откуда"),
            ],
            rows: vec![
                row(
                    "1–8\u{a0}января",
                    Tag::red("выходные"),
                    "Новогодние каникулы",
                    "производственный календарь",
                ),
                row(
                    "20\u{a0}февраля, суббота",
                    Tag::blue("рабочая"),
                    "перенос на\u{a0}22\u{a0}февраля",
                    "производственный календарь",
                ),
                row(
                    "14\u{a0}июня, понедельник",
                    Tag::red("выходной"),
                    "день отдыха за\u{a0}12\u{a0}июня",
                    "производственный календарь",
                ),
                row(
                    "5\u{a0}июля, понедельник",
                    Tag::amber("выходной региона"),
                    "День города",
                    "распоряжение №\u{a0}41, внесла Орлова Т.\u{a0}Л.",
                ),
            ],
            ..TableView::default()
        }),
        Section::new("add", "Добавить день региона")
            .lead("Сначала покажем, какие сроки сдвинутся; запишем после подтверждения.")
            .form(
                FormBlock::new(post("/calendar/preview"), "Показать, что сдвинется")
                    .part(FormPart::Line(vec![
                        Field::date("day", "День"),
                        Field::text("ground", "Основание").width(Width::Characters20),
                    ]))
                    .part(Choices::radios(
                        "kind",
                        "Какой это день",
                        vec![
                            Choice::new("off", "Выходной").chosen(),
                            Choice::new("working", "Рабочий"),
                        ],
                    )),
            ),
    ];
    page
}

fn calendar_preview() -> ConfirmPage {
    let preview = Preview::new(
        Phrase::of("18\u{a0}декабря 2026 станет выходным: сдвинутся ")
            .bold("3\u{a0}срока")
            .text(" у\u{a0}двух организаций."),
        "Записать день и\u{a0}сдвинуть 3\u{a0}срока",
        post("/calendar").with("day", "2026-12-18").with("hash", "B21D04E7"),
        Link::new("Не\u{a0}записывать", "/calendar/2026"),
    )
    .field(Field::text("ground", "Основание").value("распоряжение губернатора от\u{a0}15.12.2026 №\u{a0}51"));
    let mut page = ConfirmPage::new(
        Shell::sample("Что сдвинется", "Документы").below(&[("Календарь", "/calendar/2026")]),
        "Что сдвинется, если 18\u{a0}декабря выходной",
        preview,
    );
    page.sections = vec![Section::new("moves", "Сроки до\u{a0}и\u{a0}после").table(TableView {
        caption: "Сдвиг сроков".to_owned(),
        hide_caption: true,
        columns: vec![Column::new("Кто и\u{a0}что"), Column::new("Было и\u{a0}станет")],
        rows: vec![
            Row::new(vec![
                "СОШ №\u{a0}27: ознакомить 7\u{a0}участников".into(),
                Cell::new(Phrase::default().change("18\u{a0}декабря", "21\u{a0}декабря")),
            ]),
            Row::new(vec![
                "СОШ №\u{a0}30: ознакомить 2\u{a0}участников".into(),
                Cell::new(Phrase::default().change("18\u{a0}декабря", "21\u{a0}декабря")),
            ]),
            Row::new(vec![
                "Управление образования: передать ведомость №\u{a0}3".into(),
                Cell::new(Phrase::default().change("18\u{a0}декабря", "21\u{a0}декабря")),
            ]),
        ],
        ..TableView::default()
    })];
    page
}

fn journal() -> ListPage {
    let row = |number: &str, when: &str, who: &str, what: Phrase, about: &str| {
        Row::new(vec![
            number.into(),
            when.into(),
            Cell::new(who).full_line(),
            Cell::new(what).full_line(),
            about.into(),
        ])
    };
    let mut page = ListPage::new(
        Shell::sample("Журнал", "Журнал"),
        "Журнал",
        TableView {
            caption: "Записи журнала".to_owned(),
            hide_caption: true,
            columns: vec![
                Column::new("№"),
                Column::new("Когда"),
                Column::new("Кто"),
                Column::new("Что сделал"),
                Column::new("Над чем"),
            ],
            rows: vec![
                row(
                    "18\u{a0}204",
                    "17\u{a0}декабря, 09:18:07",
                    "Егорова М.\u{a0}П., управление образования",
                    Phrase::of("Открыла ведомость №\u{a0}2 (9\u{a0}результатов)"),
                    "ведомость №\u{a0}2",
                ),
                row(
                    "18\u{a0}203",
                    "17\u{a0}декабря, 09:02:44",
                    "Ким В.\u{a0}Р., РЦОИ",
                    Phrase::of("Исправила 2\u{a0}результата: ").link("акт сверки №\u{a0}3", "/documents/3"),
                    "сочинение 2\u{a0}декабря",
                ),
                row(
                    "18\u{a0}202",
                    "17\u{a0}декабря, 08:59:10",
                    "неизвестный",
                    Phrase::default().late("Вход не\u{a0}удался"),
                    "имя входа «egorova»",
                )
                .tone(RowTone::Wrong),
            ],
            pager: Some(Pager {
                summary: "Показаны 1–3 из\u{a0}18\u{a0}204".to_owned(),
                previous: None,
                next: Some("/journal?before=18202".to_owned()),
                pages: Vec::new(),
            }),
            export_links: vec![
                Link::new("таблица .xlsx", "/journal.xlsx"),
                Link::new(".csv", "/journal.csv"),
            ],
            note: "Цепочка отпечатков цела, проверена в\u{a0}09:20".to_owned(),
            ..TableView::default()
        },
    );
    page.filter = Some(FilterForm {
        action: "/journal".to_owned(),
        parts: vec![
            FormPart::Line(vec![
                Field::date("from", "С\u{a0}дня"),
                Field::date("to", "По\u{a0}день"),
            ]),
            Choices::select(
                "act",
                "Что сделано",
                vec![
                    Choice::new("", "всё"),
                    Choice::new("open", "открытие персональных данных"),
                    Choice::new("hand-over", "передача"),
                ],
            )
            .into(),
            Field::text("who", "Кто").width(Width::Characters20).into(),
        ],
        button: "Отобрать".to_owned(),
        reset_href: "/journal".to_owned(),
    });
    page.acts = vec![Act::link("Проверить цепочку", "/journal/check").secondary()];
    page
}
