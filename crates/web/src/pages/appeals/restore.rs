//! The secretary takes an annulment back: what would stand again, on what ground.

use app::AppError;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ui::components::{Facts, Field, Link, Phrase, Preview};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;
use uuid::Uuid;

use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(result): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    let page = view(&staff, &signed_in, result, ("", ""), &Problems::default()).await?;
    Ok(Page::new(page))
}

pub(super) async fn restore(
    State(staff): State<Staff>,
    PathId(result): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let typed = (fields.one("document"), fields.one("reason"));
    let back = format!("/results/{result}");
    match staff.app.restore_result(&signed_in.request, result, typed).await {
        Ok(()) => Ok(see_other_with(
            &staff,
            &back,
            &Flash::done("Новая редакция ждёт протокола: предложите его на\u{a0}столе ГЭК."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = view(&staff, &signed_in, result, typed, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    result: Uuid,
    (document, reason): (&str, &str),
    problems: &Problems,
) -> Result<ConfirmPage, Failure> {
    let back = format!("/results/{result}");
    let found = staff.app.restore_view(&signed_in.request, result).await;
    let found = found.map_err(|error| Failure::from(error).back_to(&back))?;
    let say = Phrase::of("Снова станет действовать результат: ").bold(&found.value);
    let act = Preview::new(
        say,
        "Отменить аннулирование",
        signed_in.form(format!("{back}/restore")),
        Link::new("Назад к\u{a0}истории результата", &back),
    )
    .consequence("Появится новая редакция с\u{a0}прежним значением. Её предлагает секретарь и\u{a0}утверждает председатель; до\u{a0}этого результат аннулирован.")
    .consequence("После утверждения он пойдёт обычным путём: ведомости, ознакомление, сайт.")
    .field(
        Field::text("document", "Документ")
            .hint("Номер и\u{a0}день; без фамилий")
            .value(document)
            .error(problems.of_field("document")),
    )
    .field(
        Field::text("reason", "Почему")
            .hint("Без фамилий: это увидят в\u{a0}истории результата")
            .value(reason)
            .error(problems.of_field("reason")),
    );
    let heading = "Отменить аннулирование";
    let mut page = ConfirmPage::new(signed_in.shell(heading, Section::Desk), heading, act);
    page.shell.breadcrumbs = vec![
        Link::new("Стол ГЭК", "/desk"),
        Link::new(found.exam.title(), format!("/desk/{}", found.exam.id)),
    ];
    page.sub = found.exam.title();
    page.errors = problems.summary();
    page.facts = Some(Facts::default().row("Код участника", found.participant_code.as_str()));
    Ok(page)
}
