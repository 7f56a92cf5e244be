//! The first sign-in: a link that works once leads to a password of one's own.

use app::AppError;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use ui::components::{Field, PostForm};
use ui::page::Flash;
use ui::pages::sign_in::SetPasswordPage;

use crate::failure::Failure;
use crate::forms::VisitorForm;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::request_frame::RequestFrame;
use crate::routes::{Access, Routes};
use crate::shell;
use crate::staff::Staff;

/// Its routes. The token stands in the path because a link is handed over; it works once, and `no-referrer` keeps it here.
pub fn routes() -> Routes {
    Routes::new().get("/invitation/{token}", Access::Everyone, ask).post(
        "/invitation/{token}",
        Access::Everyone,
        accept,
    )
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
}

async fn ask(
    State(staff): State<Staff>,
    frame: RequestFrame,
    Path(token): Path<String>,
) -> Result<Page<SetPasswordPage>, Failure> {
    must_live(&staff, &token).await?;
    Ok(Page::new(form(&staff, &frame, &token, &Problems::default())))
}

async fn accept(
    State(staff): State<Staff>,
    frame: RequestFrame,
    Path(token): Path<String>,
    VisitorForm(typed): VisitorForm<Typed>,
) -> Result<Response, Failure> {
    must_live(&staff, &token).await?;
    if typed.password != typed.password_again {
        let problems = Problems::one("password_again", "Пароли не совпали: введите тот же пароль ещё раз");
        return Ok(Page::with_mistakes(form(&staff, &frame, &token, &problems)).into_response());
    }
    match staff.app.accept_invitation(&token, &typed.password).await {
        Ok(()) => Ok(see_other_with(
            &staff,
            "/sign-in",
            &Flash::done("Пароль сохранён. Войдите с\u{a0}ним."),
        )),
        Err(error) => {
            let problems = Problems::of(error)?;
            Ok(Page::with_mistakes(form(&staff, &frame, &token, &problems)).into_response())
        }
    }
}

/// Asked before a password is hashed: guessing links costs us nothing.
async fn must_live(staff: &Staff, token: &str) -> Result<(), Failure> {
    if is_token(token) && staff.app.invitation_lives(token).await? {
        return Ok(());
    }
    let words = "ссылка уже использована или истекла: попросите новую у\u{a0}того, кто её выдал";
    Err(Failure::from(AppError::NotNow(words.to_owned())).back_to("/sign-in"))
}

fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn form(staff: &Staff, frame: &RequestFrame, token: &str, problems: &Problems) -> SetPasswordPage {
    let shell = shell::for_visitor(staff, frame, "Придумайте пароль");
    let mut page = SetPasswordPage::invited(shell, "", "", PostForm::new(format!("/invitation/{token}"), "", ""));
    page.lead = "Ссылка действует один раз. После сохранения войдите с\u{a0}именем входа, которое вам сообщили, и\u{a0}этим паролем.".into();
    page.fields = vec![
        Field::password("password", "Пароль")
            .hint("Не\u{a0}короче 15\u{a0}знаков. Хороша фраза из\u{a0}нескольких несвязанных слов")
            .autocomplete("new-password")
            .error(problems.of_field("password"))
            .required(),
        Field::password("password_again", "Пароль ещё раз")
            .autocomplete("new-password")
            .error(problems.of_field("password_again"))
            .required(),
    ];
    page.errors = problems.summary();
    page.button = "Сохранить пароль".to_owned();
    page
}
