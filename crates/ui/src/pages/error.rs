//! Pages for what did not work: what happened, why, what to do next.

use askama::Template;

use crate::components::{Facts, Link, Phrase};
use crate::page::Shell;

/// One failure in words. The text never tells what the reader may not know of: «нет такого» and «не ваше» are one page.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    pub shell: Shell,
    /// Status of the answer, 404; for the caller, not shown large.
    pub status: u16,
    pub heading: String,
    pub paragraphs: Vec<Phrase>,
    pub facts: Option<Facts>,
    /// Number by which support finds the failure in the log; empty hides it.
    pub request_number: String,
    /// Ways out; the first is a button.
    pub ways: Vec<Link>,
}

impl ErrorPage {
    fn build(mut shell: Shell, status: u16, heading: &str, paragraphs: &[&str]) -> Self {
        shell.title = heading.to_owned();
        Self {
            shell,
            status,
            heading: heading.to_owned(),
            paragraphs: paragraphs.iter().map(|text| Phrase::of(*text)).collect(),
            facts: None,
            request_number: String::new(),
            ways: vec![Link::new("На главную", "/")],
        }
    }

    #[must_use]
    pub fn way(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.ways.insert(0, Link::new(label, href));
        self
    }

    #[must_use]
    pub fn request_number(mut self, number: impl Into<String>) -> Self {
        self.request_number = number.into();
        self
    }

    #[must_use]
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = Some(facts);
        self
    }

    /// 404, and also what the reader may not see.
    pub fn not_found(shell: Shell) -> Self {
        Self::build(
            shell,
            404,
            "Такой страницы нет",
            &[
                "Либо адрес набран с\u{a0}ошибкой, либо запись вам не\u{a0}открыта.",
                "Если её должны видеть вы, попросите того, кто назначает роли в\u{a0}вашей организации.",
            ],
        )
    }

    /// 400 or 422: the request cannot be understood; `what` says which part.
    pub fn unprocessable(shell: Shell, what: impl Into<Phrase>) -> Self {
        let mut page = Self::build(shell, 422, "Данные не приняты", &[]);
        page.paragraphs = vec![
            what.into(),
            Phrase::of("Ничего не\u{a0}записано. Вернитесь, исправьте и\u{a0}отправьте ещё раз."),
        ];
        page
    }

    /// 409: what was previewed or edited has changed meanwhile; `what` says how.
    pub fn conflict(shell: Shell, what: impl Into<Phrase>, again_href: impl Into<String>) -> Self {
        let mut page = Self::build(shell, 409, "Набор изменился", &[]);
        page.paragraphs = vec![
            what.into(),
            Phrase::of("Ничего не\u{a0}записано. Откройте страницу заново: на\u{a0}ней будет то, что есть сейчас."),
        ];
        page.ways = vec![Link::new("Посмотреть, что есть сейчас", again_href)];
        page
    }

    /// 403 for a form whose token is missing or old.
    pub fn stale_form(shell: Shell, again_href: impl Into<String>) -> Self {
        let mut page = Self::build(
            shell,
            403,
            "Страница устарела",
            &["Форма открыта давно или из\u{a0}другого окна, поэтому её нельзя принять. Ничего не\u{a0}записано."],
        );
        page.ways = vec![Link::new("Открыть страницу заново", again_href)];
        page
    }

    /// 413; `limit` like «20 МБ».
    pub fn too_large(shell: Shell, limit: &str) -> Self {
        let mut page = Self::build(shell, 413, "Файл слишком большой", &[]);
        page.paragraphs = vec![Phrase::of(format!(
            "Принимаются файлы до\u{a0}{limit}. Разделите файл на\u{a0}части или уберите из\u{a0}него лишние листы и\u{a0}картинки."
        ))];
        page
    }

    /// 429; `wait` like «через 2 минуты».
    pub fn too_many(shell: Shell, wait: &str) -> Self {
        let mut page = Self::build(shell, 429, "Слишком много запросов подряд", &[]);
        page.paragraphs = vec![Phrase::of(format!(
            "Попробуйте {wait}. Это защита от\u{a0}подбора, с\u{a0}вашими данными ничего не\u{a0}случилось."
        ))];
        page
    }

    /// 500.
    pub fn internal(shell: Shell) -> Self {
        Self::build(
            shell,
            500,
            "Что-то сломалось у\u{a0}нас",
            &[
                "Это ошибка программы, а\u{a0}не ваша. Записано только то, о\u{a0}чём страница сказала «Готово».",
                "Попробуйте ещё раз. Если повторится, позвоните и\u{a0}назовите номер ниже.",
            ],
        )
    }

    /// 503: overloaded or being stopped.
    pub fn unavailable(shell: Shell) -> Self {
        Self::build(
            shell,
            503,
            "Система сейчас занята",
            &["Запрос не\u{a0}выполнен, ничего не\u{a0}записано. Повторите через минуту."],
        )
    }
}
