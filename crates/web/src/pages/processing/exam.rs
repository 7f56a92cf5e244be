//! One exam: how far its results are, by municipality.

use app::exams::{CompletionView, ExamOverview, ExamPlace, ResultCounts};
use app::tables::ListFormat;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::access::Action;
use domain::exam::{ExamKind, ReleaseRule, release_rule};
use regulations::Instant;
use regulations::russian::date_time;
use ui::components::{Act, Phrase};
use ui::pages::lists::ListFrame;
use ui::pages::processing::{CompletionRow, ExamPage, MunicipalityRow};
use ui::typography::{counted, number};

use super::{clock, counts_view, trail};
use crate::failure::Failure;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{self, Encoding, one_page, small};
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const KEPT: &[&str] = &["sort"];

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<ExamPage>, Failure> {
    let overview = staff.app.exam_overview(&signed_in.request, id).await?;
    Ok(Page::new(view(&signed_in, overview, &query)))
}

pub(super) async fn xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    Ok(listing::file(
        staff.app.exam_file(&signed_in.request, id, ListFormat::Xlsx).await?,
    ))
}

pub(super) async fn csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    Query(asked): Query<Encoding>,
) -> Result<Response, Failure> {
    let format = listing::format_of("csv", &asked.encoding)?;
    Ok(listing::file(
        staff.app.exam_file(&signed_in.request, id, format).await?,
    ))
}

fn view(signed_in: &SignedInRequest, overview: ExamOverview, query: &ListQuery) -> ExamPage {
    let summary = overview.summary;
    let (id, path) = (summary.exam.id, format!("/exams/{}", summary.exam.id));
    let people = |state: &str| format!("/participants?exam={id}&state={state}");
    let mut places = overview.places;
    sort_rows(&mut places, query.one("sort"), |one, column| match column {
        "organisation" => Some((0, one.name.clone())),
        "registered" => Some((one.counts.registered, String::new())),
        "received" => Some((one.counts.received, String::new())),
        "held" => Some((one.counts.held, String::new())),
        "released" => Some((one.counts.released, String::new())),
        _ => None,
    });
    let (places, pager) = one_page(places, query.page(), &query.address_of_pages(&path, KEPT));
    let sorts = ["organisation", "registered", "received", "held", "released"];
    let mut page = ExamPage {
        shell: signed_in.shell(summary.exam.title(), Section::Processing),
        lead: lead(&summary.counts),
        counts: counts_view(summary.counts),
        count_hrefs: [
            format!("/participants?exam={id}"),
            people("waiting"),
            people("held"),
            people("released"),
        ],
        clock: summary.term.as_ref().map(clock),
        act: next_act(signed_in, summary.exam.kind, id, &path),
        municipalities: places.iter().map(|place| place_row(place, id)).collect(),
        list: ListFrame {
            sorts: sorts.map(|key| (key, query.sort(&path, KEPT, key))).to_vec(),
            pager,
            export_links: listing::export_links(&format!("{path}/counts"), ""),
            ..ListFrame::default()
        },
        completions: overview
            .completions
            .iter()
            .map(|one| completion_row(signed_in, one))
            .collect(),
    };
    page.shell.breadcrumbs = trail();
    page
}

/// Who releases the results of this kind: РЦОИ by the end of processing, the commission by its protocol.
fn next_act(signed_in: &SignedInRequest, kind: ExamKind, id: uuid::Uuid, path: &str) -> Option<Act> {
    match release_rule(kind) {
        ReleaseRule::EndOfProcessing => signed_in
            .may(Action::DeclareProcessing)
            .then(|| Act::link("Предпросмотр окончания обработки", format!("{path}/processing"))),
        ReleaseRule::Approval => signed_in
            .may(Action::SeeDesk)
            .then(|| Act::link("Утверждение в\u{a0}ГЭК", format!("/desk/{id}"))),
    }
}

fn lead(counts: &ResultCounts) -> Phrase {
    let received = counted(
        counts.received,
        [
            "результат ждёт выпуска",
            "результата ждут выпуска",
            "результатов ждут выпуска",
        ],
    );
    match (counts.received, counts.held, counts.released) {
        (0, 0, 0) => Phrase::of("Результатов ещё нет."),
        (0, 0, _) => Phrase::of("Ничто не\u{a0}ждёт выпуска."),
        (_, 0, _) => Phrase::default().bold(received).text("."),
        (0, held, _) => Phrase::of(format!("Ничто не\u{a0}ждёт выпуска, задержано: {}.", number(held))),
        (_, held, _) => Phrase::default()
            .bold(received)
            .text(format!(", задержано: {}.", number(held))),
    }
}

fn place_row(place: &ExamPlace, exam: uuid::Uuid) -> MunicipalityRow {
    MunicipalityRow {
        name: place.name.clone(),
        href: format!("/participants?exam={exam}&organisation={}", place.organisation),
        counts: counts_view(place.counts),
    }
}

fn completion_row(signed_in: &SignedInRequest, one: &CompletionView) -> CompletionRow {
    CompletionRow {
        number: format!("№\u{a0}{}", one.row.number),
        href: format!("/exams/{}/processing/{}", one.row.exam_id, one.row.number),
        recorded_at: date_time(&signed_in.person.zone, Instant::from_micros(one.row.declared_at)),
        by: one.by.clone(),
        released: small(one.row.released_count),
    }
}
