//! A protocol: its page, its results, the chair's approval, withdrawal, sending to РЦОИ, the paper.

use app::AppError;
use app::commission::protocols::ProtocolView;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::approval::ApprovalStage;
use regulations::Instant;
use regulations::russian::date_time;
use serde::Deserialize;
use ui::components::{Act, Facts, Link, Phrase, Preview, Section as Part};
use ui::page::Flash;
use ui::pages::general::{ConfirmPage, DetailPage, ListPage};
use uuid::Uuid;

use super::exam::short_hash;
use super::rows::{filter_of, page_asked, protocol_trail, table_of, tabs};
use super::{grouped, places_table, reasons_words, results, trail_of};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clock_of;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::{self, one_page, pager_of};
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const NO_TICK: &str = "Отметьте, что просмотрели набор";

#[derive(Deserialize)]
pub(super) struct Confirmation {
    #[serde(default)]
    previewed_hash: String,
    #[serde(default)]
    confirmed: String,
}

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<DetailPage>, Failure> {
    let view = staff.app.find_protocol(&signed_in.request, id).await?;
    let heading = format!("Протокол №\u{a0}{}", view.row.number);
    let mut page = DetailPage::new(signed_in.shell(heading.as_str(), Section::Desk), heading.as_str());
    page.shell.breadcrumbs = trail_of(&view.exam);
    page.sub = format!("{} · {} · {}", view.exam.title(), view.part_words, view.stage.russian());
    page.lead = say(&view);
    if signed_in.may(Action::SeeObligations) {
        let duties = staff
            .app
            .duties_of_subject(&signed_in.request, view.exam.id, id)
            .await?;
        page.clock = clock_of(&duties);
    }
    page.facts = Some(facts(&signed_in, &view));
    page.acts = acts(&signed_in, &view);
    let address = query.address_of_pages(&format!("/protocols/{id}"), &[]);
    let (places, pager) = one_page(view.by_organisation.clone(), query.page(), &address);
    let mut table = places_table(&places);
    table.pager = pager;
    page.sections = vec![Part::new("places", "По\u{a0}организациям").table(table)];
    Ok(Page::new(page))
}

fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}

fn say(view: &ProtocolView) -> Phrase {
    let verb = match view.stage {
        ApprovalStage::Approved => "Утверждено: ",
        ApprovalStage::Draft | ApprovalStage::Proposed => "Предложено утвердить: ",
        ApprovalStage::Void => "Предлагалось утвердить: ",
    };
    let say = Phrase::of(verb).bold(results(count(view.row.approve_count)));
    let say = match view.row.held_count {
        0 => say.text(". Задержанных нет."),
        held => say.text(format!(
            ". Задержано: {} ({}).",
            grouped(count(held)),
            reasons_words(&view.held)
        )),
    };
    match (view.stage, view.row.void_reason.as_deref()) {
        (ApprovalStage::Void, Some("withdrawn")) => say.text(" Проект отозван и\u{a0}не\u{a0}действует."),
        (ApprovalStage::Void, _) => {
            say.text(" Набор изменился после предложения, поэтому проект не\u{a0}действует: предложите новый.")
        }
        _ => say,
    }
}

fn facts(signed_in: &SignedInRequest, view: &ProtocolView) -> Facts {
    let act = |at: Option<i64>, by: &str| {
        at.map(|at| format!("{}, {by}", date_time(&signed_in.person.zone, Instant::from_micros(at))))
    };
    let mut facts = Facts::default().row("Отпечаток набора", short_hash(&view.content_hash));
    for (name, words) in [
        ("Предложен", act(view.row.proposed_at, &view.proposed_by)),
        ("Утверждён", act(view.row.approved_at, &view.approved_by)),
        ("Недействителен", act(view.row.void_at, &view.void_by)),
        ("Отправлен в\u{a0}РЦОИ", act(view.row.sent_at, &view.sent_by)),
        ("Основание исправления", view.row.correction_ground.clone()),
    ] {
        if let Some(words) = words {
            facts = facts.row(name, words.trim_end_matches(", ").to_owned());
        }
    }
    if let Some(corrected) = view.row.corrects {
        facts = facts.row(
            "Исправляет",
            Phrase::linked(view.part_words.as_str(), format!("/protocols/{corrected}")),
        );
    }
    facts
}

fn acts(signed_in: &SignedInRequest, view: &ProtocolView) -> Vec<Act> {
    let id = view.row.id;
    let mut acts = Vec::new();
    let is_proposed = view.stage == ApprovalStage::Proposed;
    if is_proposed && signed_in.may(Action::ApproveProtocol) {
        acts.push(Act::link(
            "Рассмотреть и\u{a0}утвердить",
            format!("/protocols/{id}/approve"),
        ));
    }
    if view.stage == ApprovalStage::Approved && view.row.sent_at.is_none() && signed_in.may(Action::SendProtocol) {
        acts.push(Act::post(
            "Отправить в\u{a0}РЦОИ",
            signed_in.form(format!("/protocols/{id}/send")),
        ));
    }
    if signed_in.may(Action::ReviewResults) {
        acts.push(Act::link("Результаты протокола", format!("/protocols/{id}/rows")).secondary());
        acts.push(Act::link("Протокол (PDF)", format!("/protocols/{id}/pdf")).secondary());
    }
    if is_proposed && signed_in.may(Action::WithdrawProtocol) {
        acts.push(Act::post("Отозвать проект", signed_in.form(format!("/protocols/{id}/withdraw"))).secondary());
    }
    acts
}

pub(super) async fn rows(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let view = staff.app.find_protocol(&signed_in.request, id).await?;
    let filter = filter_of(&query);
    let look = page_asked(&query);
    let review = staff.app.protocol_rows(&signed_in.request, id, filter, look).await?;
    let path = format!("/protocols/{id}/rows");
    let address = query.address_of_pages(&path, &["state"]);
    let mut table = table_of(&review.rows);
    table.pager = pager_of(review.page, review.total, &address);
    let heading = format!("Результаты протокола №\u{a0}{}", view.row.number);
    let mut page = ListPage::new(
        signed_in.shell(heading.as_str(), Section::Desk),
        heading.as_str(),
        table,
    );
    page.sub = view.exam.title();
    page.lead = Phrase::of(results(review.total));
    page.tabs = Some(tabs(&path, "", filter));
    page.shell.breadcrumbs = protocol_trail(&review, &view.row.number, id);
    Ok(Page::new(page))
}

pub(super) async fn pdf(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    Ok(listing::file(staff.app.print_protocol(&signed_in.request, id).await?))
}

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    Ok(Page::new(confirm(&staff, &signed_in, id, &Problems::default()).await?))
}

pub(super) async fn approve(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Confirmation>,
) -> Result<Response, Failure> {
    if fields.confirmed != "yes" {
        let page = confirm(&staff, &signed_in, id, &Problems::one("confirmed", NO_TICK)).await?;
        return Ok(Page::with_mistakes(page).into_response());
    }
    let back = format!("/protocols/{id}");
    let approved = staff
        .app
        .approve_protocol(&signed_in.request, id, &fields.previewed_hash)
        .await;
    approved.map_err(|error| Failure::from(error).back_to(&back))?;
    let flash = Flash::done("Протокол утверждён, результаты выпущены.");
    Ok(see_other_with(&staff, &back, &flash))
}

async fn confirm(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    problems: &Problems,
) -> Result<ConfirmPage, Failure> {
    let view = staff.app.find_protocol(&signed_in.request, id).await?;
    if view.stage != ApprovalStage::Proposed {
        let words = format!("протокол сейчас «{}»: утверждать нечего", view.stage.russian());
        return Err(Failure::from(AppError::NotNow(words)).back_to(format!("/protocols/{id}")));
    }
    let approve = count(view.row.approve_count);
    let form = signed_in
        .form(format!("/protocols/{id}/approve"))
        .with("previewed_hash", &view.content_hash);
    let mut act = Preview::new(
        say(&view),
        format!("Утвердить: {}", results(approve)),
        form,
        Link::new("Вернуться к\u{a0}протоколу", format!("/protocols/{id}")),
    )
    .final_act("Отменить утверждение нельзя. Ошибку исправит только новый протокол.")
    .consequence("Сразу после утверждения результаты выпускаются, РЦОИ начинает передачу организациям.")
    .consequence("Секретарь в\u{a0}тот\u{a0}же день отправляет протокол в\u{a0}РЦОИ.")
    .tick(format!(
        "Я\u{a0}просмотрел(а) набор {}: {} утверждаю, {} задерживаю",
        short_hash(&view.content_hash),
        grouped(approve),
        grouped(count(view.row.held_count))
    ))
    .other(Link::new("Просмотреть результаты", format!("/protocols/{id}/rows")))
    .other(Link::new("Протокол (PDF, проект)", format!("/protocols/{id}/pdf")));
    act.tick_error = problems.of_field("confirmed");
    let heading = format!("Утвердить протокол №\u{a0}{}", view.row.number);
    let mut page = ConfirmPage::new(signed_in.shell(heading.as_str(), Section::Desk), heading.as_str(), act);
    page.shell.breadcrumbs = trail_of(&view.exam);
    page.sub = format!("{} · {}", view.exam.title(), view.part_words);
    page.errors = problems.summary();
    page.facts = Some(facts(signed_in, &view));
    if view.proposed_by_reader {
        let words = "Этот проект предложили вы\u{a0}сами, пусть и\u{a0}под другой учётной записью: утвердить должен другой человек.";
        page.sections
            .push(Part::new("same", "Нужен второй человек").lead(words));
    }
    if signed_in.may(Action::SeeObligations) {
        let duties = staff
            .app
            .duties_by_subject(&signed_in.request, Some(view.exam.id))
            .await?;
        let open: Vec<_> = duties.into_values().flatten().filter(|duty| duty.is_open()).collect();
        page.clock = clock_of(&open);
    }
    page.sections
        .push(Part::new("places", "По\u{a0}организациям").table(places_table(&view.by_organisation)));
    Ok(page)
}

pub(super) async fn withdraw(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, .. }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/protocols/{id}");
    let withdrawn = staff.app.withdraw_protocol(&signed_in.request, id).await;
    withdrawn.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(&staff, &back, &Flash::done("Проект отозван.")))
}

pub(super) async fn send(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, .. }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/protocols/{id}");
    let sent = staff.app.send_protocol(&signed_in.request, id).await;
    sent.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(
        &staff,
        &back,
        &Flash::done("Протокол отправлен в\u{a0}РЦОИ."),
    ))
}
