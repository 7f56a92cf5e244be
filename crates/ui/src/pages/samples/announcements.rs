//! Announcements of procedure and schedule.

use askama::Template;

use super::post;
use crate::components::{
    Act, Cell, Choice, Choices, Clause, Column, ErrorSummary, Facts, Field, FormBlock, FormPart, Phrase, Progress, Row,
    TableView, Tag,
};
use crate::page::Shell;
use crate::pages::announcement::{AnnouncementPage, SignatureLine, Signed};
use crate::pages::general::{FormPage, ListPage};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("announcements", list().render()?),
        ("announcement-form", form().render()?),
        ("announcement", announcement().render()?),
    ])
}

fn clause() -> Clause {
    Clause::new(
        "пп.\u{a0}11.1 и\u{a0}11.3 приказа №\u{a0}187",
        "Приказ Министерства образования Мордовии №\u{a0}187, пункты 11.1 и\u{a0}11.3",
        "Школа заранее под подпись сообщает ученикам и\u{a0}родителям, где и\u{a0}когда объявят результаты, и\u{a0}сообщает управлению день и\u{a0}время.",
    )
}

fn list() -> ListPage {
    let mut page = ListPage::new(
        Shell::sample("Объявления", "Ознакомление"),
        "Объявления порядка и\u{a0}графика",
        TableView {
            caption: "Объявления школы".to_owned(),
            hide_caption: true,
            columns: vec![
                Column::new("Когда и\u{a0}где"),
                Column::new("Экзамен"),
                Column::number("Расписались"),
                Column::new("Управление знает"),
            ],
            rows: vec![
                Row::new(vec![
                    Cell::link("16\u{a0}декабря, 10:00, кабинет 12", "/announcements/1"),
                    "Сочинение 2\u{a0}декабря".into(),
                    "58 из\u{a0}60".into(),
                    Cell::tag(Tag::green("с\u{a0}10\u{a0}декабря, 11:02")),
                ]),
                Row::new(vec![
                    Cell::link("17\u{a0}июня, 09:30, актовый зал", "/announcements/2"),
                    "Русский язык, ЕГЭ".into(),
                    "0 из\u{a0}60".into(),
                    Cell::tag(Tag::amber("не\u{a0}сообщено")),
                ]),
            ],
            ..TableView::default()
        },
    );
    page.clauses = vec![clause()];
    page.acts = vec![Act::link("Объявить порядок и\u{a0}график", "/announcements/new")];
    page
}

fn form() -> FormPage {
    let block = FormBlock::new(post("/announcements"), "Объявить")
        .part(Choices::select(
            "exam",
            "Экзамен",
            vec![
                Choice::new("", "Выберите экзамен"),
                Choice::new("1", "Итоговое сочинение, 2\u{a0}декабря 2026").chosen(),
                Choice::new("2", "Итоговое сочинение, 3\u{a0}февраля 2027"),
            ],
        ))
        .part(FormPart::Line(vec![
            Field::date("date", "День").value("2026-12-16").required(),
            Field::time("time", "Время").value("10:00").required(),
        ]))
        .part(
            Field::text("place", "Где")
                .hint("Кабинет, зал или адрес")
                .error("Укажите, где объявят результаты"),
        )
        .part(
            Field::area("procedure", "Порядок", 5)
                .hint("Что узнает участник, что взять с\u{a0}собой, кто ответит на\u{a0}вопросы")
                .value("Результат сообщит классный руководитель; распишитесь в\u{a0}ведомости."),
        )
        .part(Choices::checkboxes(
            "notify",
            "Сообщить управлению образования",
            vec![
                Choice::new("yes", "Сообщить день и\u{a0}время сразу")
                    .hint("Управление увидит объявление на\u{a0}своей первой странице")
                    .chosen(),
            ],
        ))
        .back("Не\u{a0}объявлять", "/announcements");
    let mut page = FormPage::new(
        Shell::sample("Новое объявление", "Ознакомление").below(&[("Объявления", "/announcements")]),
        "Объявить порядок и\u{a0}график",
        block,
    );
    page.errors =
        Some(ErrorSummary::new("Объявление не\u{a0}записано").item("Укажите, где объявят результаты", "place"));
    page.clauses = vec![clause()];
    page
}

fn announcement() -> AnnouncementPage {
    let line = |number: u32, name: &str, who: &str, signed: Signed, date: &str, error: &str| SignatureLine {
        number,
        name: name.to_owned(),
        who: who.to_owned(),
        signed,
        date: date.to_owned(),
        error: error.to_owned(),
    };
    AnnouncementPage {
        shell: Shell::sample("Объявление 16\u{a0}декабря", "Ознакомление").below(&[("Объявления", "/announcements")]),
        heading: "Результаты сочинения объявят 16\u{a0}декабря в\u{a0}10:00".to_owned(),
        sub: "СОШ №\u{a0}25, Киселёвск · 11\u{a0}«А»".to_owned(),
        errors: Some(
            ErrorSummary::new("Одна подпись не\u{a0}сохранена").item("Строка 3: день позже сегодняшнего", "date-3"),
        ),
        facts: Facts::default()
            .row("Где", "кабинет 12, второй этаж")
            .row(
                "Порядок",
                "Результат сообщит классный руководитель; распишитесь в\u{a0}ведомости.",
            )
            .row(
                "Управление образования",
                Phrase::default().tag(Tag::green("знает с\u{a0}10\u{a0}декабря, 11:02")),
            ),
        clauses: vec![clause()],
        acts: vec![
            Act::link("Печать листа подписей (A4)", "/announcements/1/paper.pdf").secondary(),
            Act::link("Изменить", "/announcements/1/edit").secondary(),
        ],
        progress: Progress {
            say: "Расписались 2 из\u{a0}4".into(),
            rest: "1 с\u{a0}ошибкой, осталась 1".to_owned(),
            done: 2,
            wrong: 1,
            total: 4,
        },
        form: post("/announcements/1/signatures").with("version", "3"),
        lines: vec![
            line(1, "Агеева Дарья Ильинична", "участник", Signed::Yes, "10.12.2026", ""),
            line(2, "Агеева Ольга Петровна", "мать", Signed::Yes, "10.12.2026", ""),
            line(
                3,
                "Артюхов Никита Павлович",
                "участник",
                Signed::Yes,
                "20.12.2026",
                "День позже сегодняшнего",
            ),
            line(4, "Артюхов Павел Игоревич", "отец", Signed::No, "", ""),
        ],
        button: "Сохранить подписи".to_owned(),
        saved: "Сохранено в\u{a0}11:20".into(),
    }
}
