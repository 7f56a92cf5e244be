//! Makes or changes one's own announcement.

use app::AppError;
use app::announcements::{AnnouncementInput, OpenedAnnouncement};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use regulations::Instant;
use regulations::russian::numeric_date;
use ui::components::{Field, FormBlock, FormPart, Link, Phrase, Width};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

use super::CLAUSES;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::{clauses_in_words, clock_of};
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Proposed while nothing was announced.
pub(super) const USUAL_PROCEDURE: &str = "Результат сообщают каждому участнику лично. После этого участник расписывается в ведомости ознакомления. \
    Кто не смог прийти, узнаёт результат в другое время по договорённости.";

/// GET `/announcements/{exam}/edit`.
pub async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
) -> Result<Page<FormPage>, Failure> {
    let opened = staff.app.open_announcement(&signed_in.request, exam).await?;
    Ok(Page::new(page(&staff, &signed_in, &opened).await?))
}

/// The form with what stands now.
pub async fn page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    opened: &OpenedAnnouncement,
) -> Result<FormPage, Failure> {
    view(
        staff,
        signed_in,
        opened,
        &stored(signed_in, opened),
        &Problems::default(),
    )
    .await
}

fn stored(signed_in: &SignedInRequest, opened: &OpenedAnnouncement) -> AnnouncementInput {
    match &opened.row {
        None => AnnouncementInput {
            procedure: USUAL_PROCEDURE.to_owned(),
            ..AnnouncementInput::default()
        },
        Some(row) => {
            let (zone, told_at) = (&signed_in.person.zone, Instant::from_micros(row.told_at));
            AnnouncementInput {
                day: numeric_date(zone.local_date(told_at)),
                time: zone.local_time(told_at).to_string(),
                place: row.place.clone(),
                procedure: row.procedure_text.clone(),
                version: row.version,
            }
        }
    }
}

/// POST `/announcements/{exam}`: `day`, `time`, `place`, `procedure`, `version`.
pub async fn announce(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    form: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let (signed_in, fields) = (&form.signed_in, &form.fields);
    let text = |name: &str| fields.one(name).to_owned();
    let typed = AnnouncementInput {
        day: text("day"),
        time: text("time"),
        place: text("place"),
        procedure: text("procedure"),
        version: fields.one("version").parse().unwrap_or(0),
    };
    let address = format!("/announcements/{exam}");
    match staff.app.announce(&signed_in.request, exam, &typed).await {
        Ok(_) => {
            let flash = Flash::done("Объявление записано. Соберите подписи и\u{a0}сообщите день и\u{a0}время.");
            Ok(see_other_with(&staff, &address, &flash))
        }
        Err(AppError::Changed(sentence)) => {
            // What was typed stays; the version is the one that stands now, so the next save is a knowing one.
            let opened = staff.app.open_announcement(&signed_in.request, exam).await?;
            let version = opened.row.as_ref().map_or(0, |row| row.version);
            let typed = AnnouncementInput { version, ..typed };
            let mut page = view(&staff, signed_in, &opened, &typed, &Problems::one("day", &sentence)).await?;
            page.lead = now_stands(&stored(signed_in, &opened));
            Ok(Page::with_status(StatusCode::CONFLICT, page).into_response())
        }
        Err(error @ AppError::Invalid(_)) => {
            let opened = staff.app.open_announcement(&signed_in.request, exam).await?;
            Ok(
                Page::with_mistakes(view(&staff, signed_in, &opened, &typed, &Problems::of(error)?).await?)
                    .into_response(),
            )
        }
        Err(error) => Err(Failure::from(error).back_to("/announcements")),
    }
}

fn now_stands(stored: &AnnouncementInput) -> Phrase {
    Phrase::of("Сейчас записано: ")
        .bold(format!("{}, {}, {}", stored.day, stored.time, stored.place))
        .text(". Ниже\u{a0}— то, что внесли вы.")
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    opened: &OpenedAnnouncement,
    typed: &AnnouncementInput,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let exam: Uuid = opened.exam.id;
    let address = format!("/announcements/{exam}");
    let heading = if opened.row.is_some() {
        "Изменить объявление"
    } else {
        "Объявить порядок и\u{a0}график"
    };
    let form = signed_in.form(&address).with("version", typed.version.to_string());
    let day = Field::date("day", "День")
        .value(&typed.day)
        .error(problems.of_field("day"))
        .required();
    let time = Field::time("time", "Время")
        .value(&typed.time)
        .error(problems.of_field("time"))
        .required();
    let place = Field::text("place", "Где")
        .hint("Кабинет, зал или адрес")
        .value(&typed.place)
        .error(problems.of_field("place"))
        .width(Width::Full);
    let procedure = Field::area("procedure", "Порядок", 6)
        .hint("Кто сообщит результат, что взять с\u{a0}собой, кто ответит на\u{a0}вопросы")
        .value(&typed.procedure)
        .error(problems.of_field("procedure"));
    let back = if opened.row.is_some() {
        address
    } else {
        "/announcements".to_owned()
    };
    let block = FormBlock::new(
        form,
        if opened.row.is_some() {
            "Сохранить"
        } else {
            "Объявить"
        },
    )
    .part(FormPart::Line(vec![day, time]))
    .part(place)
    .part(procedure)
    .back("Не\u{a0}менять", back);
    let mut shell = signed_in.shell(heading, Section::Announcements);
    shell.breadcrumbs = vec![Link::new("Объявления", "/announcements")];
    let mut page = FormPage::new(shell, heading, block);
    page.sub = format!("{} · {}", opened.organisation.1, opened.exam.title());
    page.errors = problems.summary();
    page.clauses = clauses_in_words(staff, &CLAUSES)?;
    let mut duties = staff.app.duties_of_subject(&signed_in.request, exam, exam).await?;
    duties.retain(|duty| duty.debtor == opened.organisation.0);
    page.clock = clock_of(&duties);
    Ok(page)
}
