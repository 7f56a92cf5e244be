//! A protocol: its page, its results, withdrawal, sending to РЦОИ, the paper.

use app::commission::protocols::ProtocolView;
use axum::extract::State;
use axum::response::Response;
use domain::access::Action;
use domain::approval::ApprovalStage;
use regulations::Instant;
use regulations::russian::date_time;
use ui::components::{Act, Facts, Phrase, Section as Part};
use ui::page::Flash;
use ui::pages::general::{DetailPage, ListPage};

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
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

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

pub(super) fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}

pub(super) fn say(view: &ProtocolView) -> Phrase {
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
        (ApprovalStage::Void, Some("returned")) => say.text(
            " Председатель вернул проект секретарю, и\u{a0}он не\u{a0}действует: исправьте и\u{a0}предложите новый.",
        ),
        (ApprovalStage::Void, _) => {
            say.text(" Набор изменился после предложения, поэтому проект не\u{a0}действует: предложите новый.")
        }
        _ => say,
    }
}

pub(super) fn facts(signed_in: &SignedInRequest, view: &ProtocolView) -> Facts {
    let act = |at: Option<i64>, by: &str| {
        at.map(|at| format!("{}, {by}", date_time(&signed_in.person.zone, Instant::from_micros(at))))
    };
    let mut facts = Facts::default().row("Отпечаток набора", short_hash(&view.content_hash));
    for (name, words) in [
        ("Предложен", act(view.row.proposed_at, &view.proposed_by)),
        ("Утверждён", act(view.row.approved_at, &view.approved_by)),
        ("Недействителен", act(view.row.void_at, &view.void_by)),
        ("Отправлен в\u{a0}РЦОИ", act(view.row.sent_at, &view.sent_by)),
        ("Почему возвращён", view.row.void_note.clone()),
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
            "Рассмотреть: утвердить или вернуть",
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
