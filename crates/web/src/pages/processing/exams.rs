//! The exams of the region.

use app::exams::ExamSummary;
use axum::extract::State;
use ui::components::Phrase;
use ui::pages::lists::ListFrame;
use ui::pages::processing::{ExamRow, ExamsPage};
use ui::typography::counted;

use super::{counts_view, state_tag};
use crate::failure::Failure;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/exams";
const KEPT: &[&str] = &["sort"];

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ExamsPage>, Failure> {
    let mut all = staff.app.list_exams(&signed_in.request).await?;
    let lead = counted(
        i64::try_from(all.len()).unwrap_or(i64::MAX),
        ["экзамен", "экзамена", "экзаменов"],
    );
    sort_rows(&mut all, query.one("sort"), |one, column| match column {
        "exam" => Some((0, one.exam.date.to_string())),
        "registered" => Some((one.counts.registered, String::new())),
        "received" => Some((one.counts.received, String::new())),
        "held" => Some((one.counts.held, String::new())),
        "released" => Some((one.counts.released, String::new())),
        _ => None,
    });
    let (shown, pager) = one_page(all, query.page(), &query.address_of_pages(PATH, KEPT));
    let sorts = ["exam", "registered", "received", "held", "released"];
    Ok(Page::new(ExamsPage {
        shell: signed_in.shell("Экзамены", Section::Processing),
        lead: Phrase::of(lead),
        rows: shown.iter().map(row).collect(),
        list: ListFrame {
            sorts: sorts.map(|key| (key, query.sort(PATH, KEPT, key))).to_vec(),
            pager,
            ..ListFrame::default()
        },
    }))
}

fn row(one: &ExamSummary) -> ExamRow {
    ExamRow {
        name: one.exam.title(),
        href: format!("/exams/{}", one.exam.id),
        counts: counts_view(one.counts),
        state: state_tag(one),
    }
}
