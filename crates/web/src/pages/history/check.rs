//! Is a printed extract ours, and is it still the whole history?

use app::AppError;
use app::extract_check::ExtractFound;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use regulations::russian::date_time;
use ui::components::{Facts, Field, FormBlock, Phrase, Width};
use ui::pages::general::FormPage;

use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::page::Page;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

use super::section_of;

pub(super) async fn ask(signed_in: SignedInRequest) -> Page<FormPage> {
    Page::new(page(&signed_in, "", &Problems::default()))
}

pub(super) async fn tell(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let typed = fields.one("code");
    match staff.app.check_extract(&signed_in.request, typed).await {
        Ok(found) => {
            let mut page = page(&signed_in, typed, &Problems::default());
            match found {
                None => {
                    page.lead = Phrase::default().late(
                        "Выписки с\u{a0}таким кодом среди результатов, которые вам видны, нет. Сверьте код с\u{a0}бумагой.",
                    );
                }
                Some(found) => tell_found(&signed_in, &mut page, &found),
            }
            Ok(Page::new(page).into_response())
        }
        Err(error @ AppError::Invalid(_)) => {
            let page = page(&signed_in, typed, &Problems::of(error)?);
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/extracts")),
    }
}

fn page(signed_in: &SignedInRequest, typed: &str, problems: &Problems) -> FormPage {
    let heading = "Проверить выписку";
    let form = FormBlock::new(signed_in.form("/extracts"), "Проверить").part(
        Field::text("code", "Код проверки")
            .hint("Восемь знаков внизу выписки; подойдёт и\u{a0}номер выписки, и\u{a0}то, что прочитано с\u{a0}квадратного кода")
            .value(typed)
            .width(Width::Characters20)
            .error(problems.of_field("code")),
    );
    let mut page = FormPage::new(signed_in.shell(heading, section_of(signed_in)), heading, form);
    page.errors = problems.summary();
    page
}

fn tell_found(signed_in: &SignedInRequest, page: &mut FormPage, found: &ExtractFound) {
    let now = i64::try_from(found.editions_now).unwrap_or(i64::MAX);
    page.lead = match now == found.editions {
        true => "Выписку составила эта программа, новых редакций с\u{a0}тех пор нет. Сверьте с\u{a0}бумагой:".into(),
        false => Phrase::default()
            .late("Выписку составила эта программа, но\u{a0}история с\u{a0}тех пор изменилась. Составьте новую:"),
    };
    let made: Vec<String> = found
        .made
        .iter()
        .map(|at| date_time(&signed_in.person.zone, *at))
        .collect();
    page.facts = Some(
        Facts::default()
            .row(
                "Участник",
                Phrase::linked(&found.name, format!("/results/{}", found.result)),
            )
            .row("Экзамен", found.exam.title())
            .row("Составлена", made.join("; "))
            .row("Редакций в\u{a0}выписке", found.editions.to_string())
            .row("Редакций сейчас", now.to_string()),
    );
}
