//! The way in: login and password, a new password, the demo's choice of role.

use askama::Template;

use crate::components::{ErrorSummary, Field, Phrase, PostForm};
use crate::page::Shell;

/// Login and password.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/sign_in.html")]
pub struct SignInPage {
    pub shell: Shell,
    /// Whose system this is: «Министерство образования Кузбасса».
    pub region_line: String,
    pub errors: Option<ErrorSummary>,
    /// «После пяти неверных попыток вход замедлен. Следующая — через 2 минуты»; empty hides it.
    pub slowed: String,
    pub form: PostForm,
    /// Names `login` and `password`.
    pub login: Field,
    pub password: Field,
    /// Shown in a demo only.
    pub demo_roles: Vec<DemoRole>,
}

impl SignInPage {
    pub fn new(shell: Shell, form: PostForm) -> Self {
        Self {
            shell,
            region_line: String::new(),
            errors: None,
            slowed: String::new(),
            form,
            login: Field::text("login", "Имя входа").autocomplete("username").required(),
            password: Field::password("password", "Пароль").required(),
            demo_roles: Vec::new(),
        }
    }
}

/// A made-up person of the demo; the button signs in at once.
#[derive(Debug, Clone)]
pub struct DemoRole {
    /// «Специалист управления образования»
    pub role: String,
    /// «Егорова Марина Павловна, Киселёвский городской округ»
    pub person: String,
    /// «передаёт ведомости школам, следит за сроками»
    pub does: String,
    pub form: PostForm,
}

/// A password chosen by its owner: from an invitation link or from «сменить пароль».
#[derive(Debug, Clone, Template)]
#[template(path = "pages/set_password.html")]
pub struct SetPasswordPage {
    pub shell: Shell,
    pub heading: String,
    pub lead: Phrase,
    pub errors: Option<ErrorSummary>,
    pub form: PostForm,
    /// `old_password` where one exists, `password`, `password_again`.
    pub fields: Vec<Field>,
    pub button: String,
}

impl SetPasswordPage {
    /// For a person who followed an invitation.
    pub fn invited(shell: Shell, person_line: &str, login: &str, form: PostForm) -> Self {
        Self {
            shell,
            heading: "Придумайте пароль".to_owned(),
            lead: Phrase::of(format!("{person_line}. Ваше имя входа: "))
                .bold(login)
                .text("."),
            errors: None,
            form,
            fields: vec![
                Field::password("password", "Пароль")
                    .hint("Не короче 15 знаков. Хороша фраза из\u{a0}нескольких слов")
                    .autocomplete("new-password")
                    .required(),
                Field::password("password_again", "Пароль ещё раз")
                    .autocomplete("new-password")
                    .required(),
            ],
            button: "Сохранить пароль и войти".to_owned(),
        }
    }
}
