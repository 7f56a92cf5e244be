//! The end of entry: what will be told to the organisation above, then the act.

use app::AppError;
use app::ledgers::{OpenedLedger, OpenedLine};
use app::print::class_words;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ledger::LineEntry;
use regulations::Instant;
use regulations::russian::{count, short_date_time};
use ui::components::{Column, ErrorSummary, Facts, Link, Phrase, Preview, Row, Section as Part, TableView};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;
use uuid::Uuid;

use super::view::overseer;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const TICK: &str = "Подписи на\u{a0}бумаге есть у\u{a0}всех, кто отмечен";

/// GET `/ledgers/{id}/hand-in`.
pub async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    Ok(Page::new(preview(&staff, &signed_in, id, "").await?))
}

/// POST `/ledgers/{id}/hand-in`: `version` of the ledger that was looked at, `confirmed=yes`.
pub async fn hand_in(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    if form.fields.one("confirmed") != "yes" {
        let page = preview(
            &staff,
            &form.signed_in,
            id,
            "Подтвердите, что подписи на\u{a0}бумаге есть",
        )
        .await?;
        return Ok(Page::with_mistakes(page).into_response());
    }
    let version = form.fields.one("version").parse().unwrap_or(0);
    let back = format!("/ledgers/{id}");
    staff
        .app
        .hand_in_ledger(&form.signed_in.request, id, version)
        .await
        .map_err(|error| Failure::from(error).back_to(format!("{back}/hand-in")))?;
    let flash = Flash::done("Ведомость сдана.").with_link(Link::new("Печать (A4)", format!("{back}/print")));
    Ok(see_other_with(&staff, &back, &flash))
}

async fn preview(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    tick_error: &str,
) -> Result<ConfirmPage, Failure> {
    let back = format!("/ledgers/{id}");
    let ledger = staff
        .app
        .open_ledger(&signed_in.request, id)
        .await
        .map_err(|error| Failure::from(error).back_to("/ledgers"))?;
    let row = &ledger.summary.row;
    if row.ledger.state != "open" {
        return Err(Failure::from(AppError::NotNow("ведомость уже сдана".to_owned())).back_to(back));
    }
    let missing = row.ledger.line_count - row.told - row.not_told;
    if missing > 0 {
        let sentence = format!(
            "сдать нельзя: без времени и\u{a0}без причины осталось {}",
            count(missing, "строка", "строки", "строк")
        );
        return Err(Failure::from(AppError::NotNow(sentence)).back_to(back));
    }
    let duties = staff
        .app
        .duties_of_subject(&signed_in.request, ledger.exam.id, id)
        .await?;
    let class = class_words(&row.ledger.class_name);
    let mut shell = signed_in.shell("Сдача ведомости", Section::Ledgers);
    shell.breadcrumbs = vec![
        Link::new("Ознакомление", "/ledgers"),
        Link::new(format!("№\u{a0}{}", row.ledger.number), back),
    ];
    let mut page = ConfirmPage::new(
        shell,
        format!("Сдать ведомость {class}"),
        question(signed_in, &ledger, tick_error),
    );
    page.sub = format!(
        "{} · ведомость №\u{a0}{}",
        ledger.summary.organisation, row.ledger.number
    );
    page.errors =
        (!tick_error.is_empty()).then(|| ErrorSummary::new("Ведомость не\u{a0}сдана").item(tick_error, "confirmed"));
    page.clock = clock_of(&duties);
    page.facts = Some(facts(&ledger));
    page.sections = not_told(&ledger).into_iter().collect();
    Ok(page)
}

fn question(signed_in: &SignedInRequest, ledger: &OpenedLedger, tick_error: &str) -> Preview {
    let row = &ledger.summary.row;
    let mut say =
        Phrase::of("Будет сдана ведомость: ").bold(count(row.told, "ознакомлен", "ознакомлены", "ознакомлено"));
    if row.not_told > 0 {
        say = say.text(format!(", {}\u{a0}не\u{a0}ознакомлены с\u{a0}причиной", row.not_told));
    }
    let form = signed_in
        .form(format!("/ledgers/{}/hand-in", row.ledger.id))
        .with("version", row.ledger.version.to_string());
    let back = Link::new("Вернуться к\u{a0}внесению", format!("/ledgers/{}", row.ledger.id));
    let overseer = overseer(ledger.summary.organisation_kind);
    let mut preview = Preview::new(say.text("."), "Сдать ведомость", form, back)
        .consequence(format!("{overseer} увидит её сразу."))
        .final_act("После сдачи внесённое не\u{a0}меняется; тех, кто придёт позже, можно будет дописать.")
        .tick(TICK);
    if row.not_told > 0 {
        preview = preview.consequence(
            "Не\u{a0}ознакомленные останутся в\u{a0}списке, и\u{a0}срок ознакомления для них не\u{a0}закроется.",
        );
    }
    preview.tick_error = tick_error.to_owned();
    preview
}

fn facts(ledger: &OpenedLedger) -> Facts {
    let row = &ledger.summary.row;
    let told: Vec<i64> = ledger.lines.iter().filter_map(|line| line.row.line.told_at).collect();
    let mut facts = Facts::default()
        .row("Участников", row.ledger.line_count.to_string())
        .row("Ознакомлены", row.told.to_string());
    if let (Some(first), Some(last)) = (told.iter().min(), told.iter().max()) {
        let words = |at: &i64| short_date_time(&ledger.zone, Instant::from_micros(*at));
        facts = facts.row(
            "Первый и\u{a0}последний",
            format!("{} и\u{a0}{}", words(first), words(last)),
        );
    }
    facts
}

fn not_told(ledger: &OpenedLedger) -> Option<Part> {
    let row = |line: &OpenedLine| match line.entry() {
        LineEntry::NotTold { reason } => Some(Row::new(vec![line.name.as_str().into(), reason.into()])),
        _ => None,
    };
    let rows: Vec<Row> = ledger.lines.iter().filter_map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let heading = format!("Не\u{a0}ознакомлены: {}", rows.len());
    let table = TableView {
        caption: "Не\u{a0}ознакомленные и\u{a0}причины".to_owned(),
        hide_caption: true,
        columns: vec![Column::new("Участник"), Column::new("Причина")],
        rows,
        ..TableView::default()
    };
    Some(Part::new("left", heading).table(table))
}
