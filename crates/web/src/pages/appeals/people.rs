//! Who sits in the commission and which experts it may call in.

use app::AppError;
use app::appeals::people::{CommissionPersonInput, CommissionPersonView};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::appeal::people::CommissionPart;
use domain::exam::ExamKind;
use regulations::russian::capitalised;
use ui::components::{
    Act, Cell, Choice, Choices, Column, Field, FormBlock, FormPart, Row, RowTone, Section as Part, TableView, Width,
};
use ui::page::Flash;
use ui::pages::general::ListPage;
use uuid::Uuid;

use super::trail;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const ADDRESS: &str = "/commission-people";

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let input = CommissionPersonInput::default();
    Ok(Page::new(
        view(&staff, &signed_in, &query, &input, &Problems::default()).await?,
    ))
}

pub(super) async fn enter(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let field = |name: &str| fields.one(name).to_owned();
    let input = CommissionPersonInput {
        part: field("part"),
        code: field("code"),
        surname: field("surname"),
        given_name: field("given_name"),
        patronymic: field("patronymic"),
        workplace: field("workplace"),
        exam_kind: field("exam_kind"),
        subject: field("subject"),
    };
    match staff.app.enter_commission_person(&signed_in.request, &input).await {
        Ok(_) => Ok(see_other_with(&staff, ADDRESS, &Flash::done("Внесено."))),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = view(&staff, &signed_in, &ListQuery::default(), &input, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(ADDRESS)),
    }
}

pub(super) async fn end(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, .. }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let ended = staff.app.end_commission_person(&signed_in.request, id).await;
    ended.map_err(|error| Failure::from(error).back_to(ADDRESS))?;
    Ok(see_other_with(
        &staff,
        ADDRESS,
        &Flash::done("Человек выведен из\u{a0}состава. В\u{a0}прежних делах он остался."),
    ))
}

/// With which account an expert signs in; «none» for with none any more.
pub(super) async fn give_account(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let id = |name: &str| Uuid::parse_str(fields.one(name)).ok();
    let asked = match (id("expert"), fields.one("account"), id("account")) {
        (None, ..) => Err(AppError::field("expert", "Выберите эксперта")),
        (Some(expert), "none", _) => Ok((expert, None)),
        (Some(_), _, None) => Err(AppError::field("account", "Выберите учётную запись")),
        (Some(expert), _, account) => Ok((expert, account)),
    };
    let given = match asked {
        Ok((expert, account)) => staff.app.give_expert_account(&signed_in.request, expert, account).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(()) => Ok(see_other_with(
            &staff,
            ADDRESS,
            &Flash::done("Записано, с\u{a0}какой учётной записью входит эксперт."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let mut page = view(
                &staff,
                &signed_in,
                &ListQuery::default(),
                &CommissionPersonInput::default(),
                &Problems::default(),
            )
            .await?;
            let typed = (fields.one("expert"), fields.one("account"));
            page.sections.retain(|part| part.id != ACCOUNT_PART);
            page.sections
                .insert(0, account_part(&staff, &signed_in, typed, &problems).await?);
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(ADDRESS)),
    }
}

const ACCOUNT_PART: &str = "account";

async fn account_part(
    staff: &Staff,
    signed_in: &SignedInRequest,
    (expert, account): (&str, &str),
    problems: &Problems,
) -> Result<Part, Failure> {
    let people = staff.app.commission_people(&signed_in.request).await?;
    let accounts = staff.app.expert_accounts(&signed_in.request).await?;
    let mut experts = vec![Choice::new("", "Выберите")];
    experts.extend(
        people
            .iter()
            .filter(|one| one.part == CommissionPart::Expert && one.row.ended_at.is_none())
            .map(|one| {
                let label = format!("{}, {} ({})", one.name, one.subject, one.row.code);
                Choice::new(one.row.id.to_string(), label)
            }),
    );
    let mut logins = vec![
        Choice::new("", "Выберите"),
        Choice::new("none", "Без учётной записи: заключения вносит секретарь"),
    ];
    logins.extend(
        accounts
            .iter()
            .map(|one| Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.login))),
    );
    let block = FormBlock::new(signed_in.form(format!("{ADDRESS}/account")), "Записать")
        .part(
            Choices::select("expert", "Эксперт", experts)
                .choose(expert)
                .error(problems.of_field("expert")),
        )
        .part(
            Choices::select("account", "Учётная запись", logins)
                .hint("Имя в\u{a0}записи и\u{a0}имя эксперта должны совпадать")
                .choose(account)
                .error(problems.of_field("account")),
        );
    Ok(Part::new(ACCOUNT_PART, "Вход эксперта")
        .lead("Эксперт со\u{a0}своей учётной записью видит только дела, которые ему дали, без имени и\u{a0}документа участника, и\u{a0}даёт заключение сам. Учётную запись с\u{a0}ролью «эксперт апелляционной комиссии» заводит администратор.")
        .form(block))
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    typed: &CommissionPersonInput,
    problems: &Problems,
) -> Result<ListPage, Failure> {
    let people = staff.app.commission_people(&signed_in.request).await?;
    let kind = query.one("part");
    let kept: Vec<CommissionPersonView> = people
        .into_iter()
        .filter(|one| kind.is_empty() || one.part.code() == kind)
        .collect();
    let (shown, pager) = one_page(kept, query.page(), &query.address_of_pages(ADDRESS, &["part"]));
    let heading = "Состав комиссии и\u{a0}эксперты";
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: ["Имя", "Код", "Кто", "Где работает", "Предмет", "Вход", "Действие"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: shown.iter().map(|one| person_row(signed_in, one)).collect(),
        pager,
        empty_text: "Пока никого нет: внесите председателя, членов комиссии и\u{a0}экспертов.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::Appeals), heading, table);
    page.shell.breadcrumbs = trail();
    page.lead = "Решают председатель и\u{a0}члены комиссии. Эксперта привлекают только к\u{a0}работе, о\u{a0}которой известно, что он её не\u{a0}проверял.".into();
    page.sections
        .push(account_part(staff, signed_in, ("", ""), &Problems::default()).await?);
    page.sections
        .push(Part::new("new", "Внести человека").form(form(signed_in, typed, problems)));
    Ok(page)
}

fn person_row(signed_in: &SignedInRequest, one: &CommissionPersonView) -> Row {
    let ended = one.row.ended_at.is_some();
    let act = match ended {
        true => Cell::from("выведен"),
        false => Cell::act(
            Act::post(
                "Вывести из\u{a0}состава",
                signed_in.form(format!("{ADDRESS}/{}/end", one.row.id)),
            )
            .secondary(),
        ),
    };
    let text = |words: &str| match words {
        "" => Cell::empty(),
        words => Cell::from(words),
    };
    Row::new(vec![
        Cell::from(one.name.as_str()),
        Cell::from(one.row.code.as_str()),
        Cell::from(one.part.russian()),
        text(&one.workplace),
        text(&one.subject),
        text(match (one.part, one.row.account_id) {
            (CommissionPart::Expert, Some(_)) => "свой",
            (CommissionPart::Expert, None) => "нет, вносит секретарь",
            (CommissionPart::Chair | CommissionPart::Member, _) => "",
        }),
        act,
    ])
    .tone(if ended { RowTone::Faded } else { RowTone::Plain })
}

fn form(signed_in: &SignedInRequest, typed: &CommissionPersonInput, problems: &Problems) -> FormBlock {
    let of = |field: &str| problems.of_field(field);
    let parts = CommissionPart::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let mut kinds = vec![Choice::new("", "Не\u{a0}эксперт")];
    kinds.extend([ExamKind::Gia11, ExamKind::Gia9].map(|kind| Choice::new(kind.code(), kind.russian())));
    let mut subjects = vec![Choice::new("", "Не\u{a0}эксперт")];
    let mut codes: Vec<(u8, String)> = regulations::embedded_subjects()
        .iter()
        .map(|subject| {
            let name = subject.name.trim_end_matches(" (ГВЭ)");
            (subject.code.number(), format!("{:02} {name}", subject.code.number()))
        })
        .collect();
    codes.sort();
    codes.dedup_by_key(|(code, _)| *code);
    subjects.extend(
        codes
            .into_iter()
            .map(|(code, name)| Choice::new(code.to_string(), name)),
    );
    FormBlock::new(signed_in.form(ADDRESS), "Внести")
        .part(Choices::radios("part", "Кто", parts).choose(&typed.part).error(of("part")))
        .part(
            Field::text("code", "Код")
                .hint("Как в\u{a0}приказе о\u{a0}составе или в\u{a0}протоколах проверки, без пробелов")
                .value(&typed.code)
                .width(Width::Characters20)
                .error(of("code")),
        )
        .part(FormPart::Line(vec![
            Field::text("surname", "Фамилия").value(&typed.surname).error(of("surname")),
            Field::text("given_name", "Имя").value(&typed.given_name),
            Field::text("patronymic", "Отчество").value(&typed.patronymic),
        ]))
        .part(
            Field::text("workplace", "Код организации, где работает")
                .hint("Кто работает в\u{a0}организации участника, не\u{a0}решает и\u{a0}не\u{a0}даёт заключения. Можно оставить пустым")
                .value(&typed.workplace)
                .width(Width::Characters10)
                .error(of("workplace")),
        )
        .part(
            Choices::select("exam_kind", "Вид экзамена эксперта", kinds)
                .choose(&typed.exam_kind)
                .error(of("exam_kind")),
        )
        .part(
            Choices::select("subject", "Предмет эксперта", subjects)
                .choose(&typed.subject)
                .error(of("subject")),
        )
}
