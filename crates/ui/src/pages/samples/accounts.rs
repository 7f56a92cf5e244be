//! Accounts and roles.

use askama::Template;

use super::post;
use crate::components::{
    Act, Cell, Choice, Choices, Column, Emphasis, Facts, Field, FormBlock, FormPart, Link, Phrase, Preview, Row,
    RowTone, SearchBox, Section, TableView, Tag, Width,
};
use crate::page::Shell;
use crate::pages::general::{ConfirmPage, DetailPage, FormPage, ListPage};
use crate::pages::shown_once::ShownOncePage;

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("accounts", list().render()?),
        ("account", account().render()?),
        ("account-form", form().render()?),
        ("account-block", block().render()?),
        ("invitation", invitation().render()?),
    ])
}

fn list() -> ListPage {
    let mut page = ListPage::new(
        Shell::sample("Учётные записи", "Школы"),
        "Учётные записи",
        TableView {
            caption: "Учётные записи округа".to_owned(),
            hide_caption: true,
            search: Some(SearchBox {
                action: "/accounts".to_owned(),
                post: None,
                label: "Фамилия, имя входа или организация".to_owned(),
                name: "q".to_owned(),
                value: "солов".to_owned(),
                reset_href: "/accounts".to_owned(),
                ..SearchBox::default()
            }),
            columns: vec![
                Column::new("Человек"),
                Column::new("Роль"),
                Column::new("Приказ"),
                Column::new("Состояние"),
            ],
            rows: vec![
                Row::new(vec![
                    Cell::link("Соловьёва Нина Григорьевна", "/accounts/1"),
                    Cell::new("ответственная за\u{a0}ознакомление, СОШ №\u{a0}25").full_line(),
                    "№\u{a0}41-о, до\u{a0}31\u{a0}августа 2027".into(),
                    Cell::tag(Tag::green("входила сегодня")),
                ]),
                Row::new(vec![
                    Cell::link("Соловьёв Пётр Ильич", "/accounts/2"),
                    Cell::new("директор, лицей №\u{a0}1").full_line(),
                    "приказ кончился 30\u{a0}ноября".into(),
                    Cell::tag(Tag::red("закрыта")),
                ])
                .tone(RowTone::Faded),
            ],
            ..TableView::default()
        },
    );
    page.acts = vec![Act::link("Завести учётную запись", "/accounts/new")];
    page
}

fn account() -> DetailPage {
    let mut page = DetailPage::new(
        Shell::sample("Соловьёва Нина Григорьевна", "Школы").below(&[("Учётные записи", "/accounts")]),
        "Соловьёва Нина Григорьевна",
    );
    page.sub = "имя входа solovyova".to_owned();
    page.facts = Some(
        Facts::default()
            .row("Состояние", Phrase::default().tag(Tag::green("действует")))
            .row("Последний вход", "17\u{a0}декабря 2026, 08:55")
            .row("Пароль", "задан 2\u{a0}сентября 2026"),
    );
    page.acts = vec![
        Act::post("Выдать новую ссылку для входа", post("/accounts/1/invite")).secondary(),
        Act::link("Закрыть вход", "/accounts/1/block").secondary(),
    ];
    page.sections = vec![
        Section::new("roles", "Роли").table(TableView {
            caption: "Роли и\u{a0}приказы".to_owned(),
            hide_caption: true,
            columns: vec![
                Column::new("Роль"),
                Column::new("Организация"),
                Column::new("Приказ"),
                Column::new("Срок"),
                Column::new(""),
            ],
            rows: vec![Row::new(vec![
                "ответственная за\u{a0}ознакомление".into(),
                "СОШ №\u{a0}25".into(),
                "№\u{a0}41-о от\u{a0}1\u{a0}сентября 2026".into(),
                "с\u{a0}1\u{a0}сентября 2026 до\u{a0}31\u{a0}августа 2027".into(),
                Cell::act(Act::post("Снять роль", post("/accounts/1/roles/1/end")).secondary()),
            ])],
            ..TableView::default()
        }),
        Section::new("add", "Назначить роль").form(appointment("/accounts/1/roles").emphasis(Emphasis::Secondary)),
    ];
    page
}

fn appointment(action: &str) -> FormBlock {
    FormBlock::new(post(action), "Назначить роль")
        .part(Choices::select(
            "role",
            "Роль",
            vec![
                Choice::new("school-responsible", "ответственный за\u{a0}ознакомление"),
                Choice::new("school-head", "директор"),
            ],
        ))
        .part(FormPart::Note(Phrase::of(
            "Ведомости открывает только тот, кого назвал приказ.",
        )))
        .part(FormPart::Line(vec![
            Field::text("order_number", "Номер приказа").width(Width::Characters10),
            Field::date("order_date", "Дата приказа"),
        ]))
        .part(FormPart::Line(vec![
            Field::date("from", "Действует с"),
            Field::date("to", "По\u{a0}день").hint("Пусто\u{a0}— без срока"),
        ]))
}

fn form() -> FormPage {
    let mut page = FormPage::new(
        Shell::sample("Новая учётная запись", "Школы").below(&[("Учётные записи", "/accounts")]),
        "Завести учётную запись",
        appointment("/accounts")
            .part(
                Field::text("login", "Имя входа")
                    .width(Width::Characters20)
                    .hint("Латинские буквы и\u{a0}цифры"),
            )
            .back("Не\u{a0}заводить", "/accounts"),
    );
    page.form.parts.insert(
        0,
        FormPart::Line(vec![
            Field::text("family_name", "Фамилия").width(Width::Characters20),
            Field::text("given_name", "Имя").width(Width::Characters20),
            Field::text("patronymic", "Отчество").width(Width::Characters20),
        ]),
    );
    page.form.button = "Завести и\u{a0}получить ссылку для входа".to_owned();
    page
}

fn block() -> ConfirmPage {
    let mut page = ConfirmPage::new(
        Shell::sample("Закрыть вход", "Школы")
            .below(&[("Учётные записи", "/accounts"), ("Соловьёва Н.\u{a0}Г.", "/accounts/1")]),
        "Закрыть вход Соловьёвой Н.\u{a0}Г.",
        Preview::new(
            "Соловьёва Н.\u{a0}Г. больше не\u{a0}войдёт, открытые окна перестанут работать сразу.",
            "Закрыть вход",
            post("/accounts/1/block"),
            Link::new("Не\u{a0}закрывать", "/accounts/1"),
        )
        .consequence("За\u{a0}ознакомление в\u{a0}СОШ №\u{a0}25 никто не\u{a0}отвечает: назначьте другого.")
        .field(
            Field::text("ground", "Основание")
                .hint("Например: приказ об\u{a0}увольнении от\u{a0}16.12.2026 №\u{a0}44-л"),
        ),
    );
    page.sub = "имя входа solovyova".to_owned();
    page
}

fn invitation() -> ShownOncePage {
    ShownOncePage {
        shell: Shell::sample("Ссылка для входа", "Школы").below(&[("Учётные записи", "/accounts")]),
        heading: "Ссылка для\u{a0}входа".to_owned(),
        lead: Phrase::of("Соловьёва Нина Григорьевна, заместитель директора, СОШ №\u{a0}25. Имя входа: ")
            .bold("solovyova")
            .text("."),
        label: "Передайте ссылку лично или по\u{a0}защищённой почте".to_owned(),
        hint: "Действует один раз, до\u{a0}19\u{a0}декабря 2026, 09:20".to_owned(),
        value: "https://vedomost.example/invitation/4f7c2d90b1e84a55".to_owned(),
        warning:
            "Больше эту ссылку увидеть нельзя. Если она потеряется, выдайте новую: прежняя перестанет действовать."
                .to_owned(),
        back: Link::new("К\u{a0}учётной записи", "/accounts/1"),
    }
}
