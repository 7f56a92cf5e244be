//! The way in, errors, search.

use askama::Template;

use super::post;
use crate::components::{ErrorSummary, Facts, Field, Link, Phrase, Tag};
use crate::page::{Contrast, Shell};
use crate::pages::error::ErrorPage;
use crate::pages::search::{SearchGroup, SearchHit, SearchPage};
use crate::pages::sign_in::{DemoRole, SetPasswordPage, SignInPage};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    let shell = || Shell::sample("Ошибка", "");
    Ok(vec![
        ("sign-in", sign_in().render()?),
        ("sign-in-error", sign_in_error().render()?),
        ("sign-in-demo", sign_in_demo().render()?),
        (
            "set-password",
            SetPasswordPage::invited(
                Shell::sample_signed_out("Придумайте пароль"),
                "Соловьёва Нина Григорьевна, заместитель директора, СОШ №\u{a0}25",
                "solovyova",
                post("/invitation"),
            )
            .render()?,
        ),
        ("error-404", ErrorPage::not_found(shell()).render()?),
        ("error-409", conflict().render()?),
        ("error-403", ErrorPage::stale_form(shell(), "/ledgers/1").render()?),
        ("error-413", ErrorPage::too_large(shell(), "20\u{a0}МБ").render()?),
        (
            "error-422",
            ErrorPage::unprocessable(shell(), "В\u{a0}поле «День» ожидается дата вида 16.12.2026.").render()?,
        ),
        (
            "error-429",
            ErrorPage::too_many(Shell::sample_signed_out(""), "через 2\u{a0}минуты").render()?,
        ),
        (
            "error-500",
            ErrorPage::internal(shell()).request_number("7F3A-91C2").render()?,
        ),
        (
            "error-503",
            ErrorPage::unavailable(Shell::sample_signed_out("")).render()?,
        ),
        ("search", search().render()?),
        ("search-nothing", search_nothing().render()?),
    ])
}

fn sign_in() -> SignInPage {
    let mut page = SignInPage::new(Shell::sample_signed_out("Вход"), post("/sign-in"));
    page.region_line = "Министерство образования Кузбасса".to_owned();
    page
}

fn sign_in_error() -> SignInPage {
    let mut page = sign_in();
    page.shell.contrast = Contrast::Strong;
    page.errors = Some(
        ErrorSummary::new("Войти не\u{a0}удалось")
            .item("Имя входа и\u{a0}пароль не\u{a0}подходят друг к\u{a0}другу", "login"),
    );
    page.slowed = "Было пять неверных попыток. Следующая — через 2\u{a0}минуты.".to_owned();
    page.login = Field::text("login", "Имя входа")
        .autocomplete("username")
        .value("egorova")
        .error("Имя входа и\u{a0}пароль не\u{a0}подходят друг к\u{a0}другу")
        .required();
    page
}

fn sign_in_demo() -> SignInPage {
    let mut page = sign_in();
    page.shell = page.shell.in_demo();
    page.demo_roles = [
        (
            "Оператор РЦОИ",
            "Ким Вера Романовна",
            "загружает результаты, завершает обработку, передаёт в\u{a0}муниципалитеты",
        ),
        (
            "Специалист управления образования",
            "Егорова Марина Павловна, Киселёвск",
            "передаёт ведомости школам, следит за\u{a0}сроками",
        ),
        (
            "Заместитель директора школы",
            "Соловьёва Нина Григорьевна, СОШ №\u{a0}25",
            "знакомит под подпись и\u{a0}сдаёт ведомость",
        ),
        (
            "Специалист министерства",
            "Орлова Тамара Львовна",
            "видит весь регион, открывает просмотр на\u{a0}сайте",
        ),
    ]
    .into_iter()
    .map(|(role, person, does)| DemoRole {
        role: role.to_owned(),
        person: person.to_owned(),
        does: does.to_owned(),
        form: post("/demo/sign-in").with("role", role),
    })
    .collect();
    page
}

fn conflict() -> ErrorPage {
    ErrorPage::conflict(
        Shell::sample("Набор изменился", ""),
        "Пока вы смотрели, РЦОИ исправил 2\u{a0}результата этой ведомости.",
        "/statements/2/hand-over",
    )
    .facts(
        Facts::default()
            .row("Вы смотрели набор", "7F3A 91C2 0B5E, 9\u{a0}результатов")
            .row("Сейчас", "B21D 04E7 66F0, 9\u{a0}результатов, изменён в\u{a0}09:18"),
    )
    .way("К\u{a0}обязательствам", "/")
}

fn hit(label: &str, about: &str) -> SearchHit {
    SearchHit {
        link: Link::new(label, "/people/1"),
        about: about.to_owned(),
        tag: None,
    }
}

fn search() -> SearchPage {
    let mut shell = Shell::sample("Поиск: лукин", "");
    shell.search_words = "лукин".to_owned();
    let mut namesake = hit(
        "Лукин Платон Андреевич",
        "ВПЛ, зарегистрирован в\u{a0}управлении образования",
    );
    namesake.tag = Some(Tag::amber("тёзка"));
    SearchPage {
        shell,
        words: "лукин".to_owned(),
        summary: "Найдено 4".to_owned(),
        groups: vec![
            SearchGroup {
                id: "people".to_owned(),
                heading: "Люди".to_owned(),
                count: "3".to_owned(),
                hits: vec![
                    hit("Лукин Платон Витальевич", "11\u{a0}«А», СОШ №\u{a0}25, Киселёвск"),
                    namesake,
                    hit("Лукина Варвара Олеговна", "11\u{a0}«Б», лицей №\u{a0}1, Киселёвск"),
                ],
                more: None,
            },
            SearchGroup {
                id: "ledgers".to_owned(),
                heading: "Ведомости ознакомления".to_owned(),
                count: "1".to_owned(),
                hits: vec![hit(
                    "№\u{a0}420525-11А-1",
                    "строка 19: Лукин Платон Витальевич, не\u{a0}ознакомлен",
                )],
                more: Some(Link::new("Все ведомости школы", "/ledgers")),
            },
        ],
        advice: Vec::new(),
    }
}

fn search_nothing() -> SearchPage {
    SearchPage {
        shell: Shell::sample("Поиск", ""),
        words: "зззз".to_owned(),
        summary: "Ничего не\u{a0}найдено среди того, что вам открыто".to_owned(),
        groups: Vec::new(),
        advice: vec![
            Phrase::of("Любую часть фамилии, имени или отчества: «лук плат»"),
            Phrase::of("Серию и\u{a0}номер документа целиком"),
            Phrase::of("Код или название школы, номер ведомости, код строки"),
        ],
    }
}
