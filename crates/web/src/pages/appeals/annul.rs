//! The chair annuls a result: what will happen, on what ground, when the participant sits again; with the password once more.

use app::AppError;
use app::appeals::annul::{AnnulInput, AnnulView};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::annulment::{AnnulmentGround, Resit};
use regulations::russian::{capitalised, numeric_date};
use ui::components::{Choice, Choices, Facts, Field, Link, Phrase, Preview};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;
use uuid::Uuid;

use super::number_words;
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
    let found = staff.app.annul_view(&signed_in.request, result).await?;
    let typed = match &found.appeal {
        Some((_, _, decided)) => AnnulInput {
            ground: AnnulmentGround::ProcedureAppeal.code().to_owned(),
            ended_on: numeric_date(*decided),
            resit: Resit::ReserveDay.code().to_owned(),
            document: String::new(),
        },
        None => AnnulInput::default(),
    };
    Ok(Page::new(view(&signed_in, &found, &typed, false, &Problems::default())))
}

pub(super) async fn annul(
    State(staff): State<Staff>,
    PathId(result): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let typed = AnnulInput {
        ground: fields.one("ground").to_owned(),
        document: fields.one("document").to_owned(),
        ended_on: fields.one("ended_on").to_owned(),
        resit: fields.one("resit").to_owned(),
    };
    let ticked = fields.one("confirmed") == "yes";
    match annulled(&staff, &signed_in, result, &typed, (ticked, fields.one("password"))).await {
        Ok(()) => Ok(see_other_with(
            &staff,
            &format!("/results/{result}"),
            &Flash::done("Результат аннулирован. В\u{a0}истории он остался."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            again(&staff, &signed_in, result, (&typed, ticked), &problems).await
        }
        Err(error) => Err(Failure::from(error).back_to(format!("/results/{result}"))),
    }
}

async fn annulled(
    staff: &Staff,
    signed_in: &SignedInRequest,
    result: Uuid,
    typed: &AnnulInput,
    (ticked, password): (bool, &str),
) -> Result<(), AppError> {
    let request = &signed_in.request;
    if !ticked {
        return Err(AppError::field(
            "confirmed",
            "Отметьте, что проверили участника и\u{a0}основание",
        ));
    }
    let checked = staff.app.check_password_to_annul(request, result, password).await?;
    staff.app.annul_result(request, result, typed, &checked).await
}

async fn again(
    staff: &Staff,
    signed_in: &SignedInRequest,
    result: Uuid,
    (typed, ticked): (&AnnulInput, bool),
    problems: &Problems,
) -> Result<Response, Failure> {
    let found = staff.app.annul_view(&signed_in.request, result).await?;
    Ok(Page::with_mistakes(view(signed_in, &found, typed, ticked, problems)).into_response())
}

fn view(
    signed_in: &SignedInRequest,
    found: &AnnulView,
    typed: &AnnulInput,
    ticked: bool,
    problems: &Problems,
) -> ConfirmPage {
    let back = format!("/results/{}", found.result);
    let of = |field: &str| problems.of_field(field);
    let grounds = AnnulmentGround::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let resits = Resit::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let published = match found.is_released {
        true => "Результат выпущен: после аннулирования сайт его не\u{a0}покажет.",
        false => "Результат ещё не\u{a0}выпущен: он не\u{a0}будет утверждён.",
    };
    let say = Phrase::of("Будет аннулирован результат: ").bold(&found.value);
    let mut act = Preview::new(
        say,
        "Аннулировать результат",
        signed_in.form(format!("{back}/annul")),
        Link::new("Назад к\u{a0}истории результата", &back),
    )
    .final_act("Отменить аннулирование нельзя: потребуется новая редакция с\u{a0}основанием")
    .consequence(published)
    .choices(
        Choices::radios("ground", "Основание", grounds)
            .choose(&typed.ground)
            .error(of("ground")),
    )
    .choices(
        Choices::radios("resit", "Сдаёт\u{a0}ли участник снова", resits)
            .choose(&typed.resit)
            .error(of("resit")),
    )
    .field(
        Field::date("ended_on", "День решения комиссии или окончания проверки")
            .hint("С\u{a0}него идут два рабочих дня председателя")
            .value(&typed.ended_on)
            .error(of("ended_on")),
    )
    .field(
        Field::text("document", "Документ")
            .hint("Номер и\u{a0}дата решения или материалов проверки. Без фамилий")
            .value(&typed.document)
            .error(of("document")),
    )
    .field(Field::password("password", "Ваш пароль").error(of("password")))
    .tick("Участника и\u{a0}основание проверил");
    act.tick_error = of("confirmed");
    act.tick_is_set = ticked;
    let heading = "Аннулировать результат";
    let mut page = ConfirmPage::new(signed_in.shell(heading, Section::Desk), heading, act);
    page.shell.breadcrumbs = vec![
        Link::new("Стол ГЭК", "/desk"),
        Link::new(found.exam.title(), format!("/desk/{}", found.exam.id)),
        Link::new(&found.name, &back),
    ];
    page.sub = found.exam.title();
    page.errors = problems.summary();
    let mut facts = Facts::default()
        .row("Участник", format!("{}, код {}", found.name, found.participant_code))
        .row("Где знакомят", found.organisation.as_str())
        .row("Результат", found.value.as_str());
    if let Some((id, number, _)) = found.appeal {
        facts = facts.row(
            "Апелляция о\u{a0}нарушении",
            Phrase::linked(
                format!("{}, удовлетворена", number_words(number)),
                format!("/appeals/{id}"),
            ),
        );
    }
    page.facts = Some(facts);
    page
}
