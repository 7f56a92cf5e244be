//! Every file that came in.

use app::import::ImportSummary;
use axum::extract::State;
use ui::components::Phrase;
use ui::pages::imports::{ImportRow, ImportState, ImportsPage};
use ui::pages::lists::ListFrame;
use ui::typography::{counted, plural};

use super::{address, kind_words, moment};
use crate::failure::Failure;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/imports";
const KEPT: &[&str] = &["sort"];

/// Newest first unless sorted otherwise. Names of files are sealed (people put names there), so they are not searched by address.
pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ImportsPage>, Failure> {
    let mut all = staff.app.list_imports(&signed_in.request).await?;
    let waiting = all.iter().filter(|one| one.row.state == "staged").count();
    sort_rows(&mut all, query.one("sort"), |one, column| match column {
        "file" => Some(one.file_name.to_lowercase()),
        "kind" => Some(one.kind.code().to_owned()),
        "state" => Some(one.row.state.clone()),
        "received" => Some(format!("{:020}", one.row.staged_at)),
        _ => None,
    });
    let (shown, pager) = one_page(all, query.page(), &query.address_of_pages(PATH, KEPT));
    let sorts = ["file", "kind", "state", "received"];
    Ok(Page::new(ImportsPage {
        shell: signed_in.shell("Загрузки", Section::Imports),
        lead: lead(waiting),
        new_href: "/imports/new".to_owned(),
        rows: shown.iter().map(|one| row(&signed_in, one)).collect(),
        list: ListFrame {
            sorts: sorts.map(|key| (key, query.sort(PATH, KEPT, key))).to_vec(),
            pager,
            ..ListFrame::default()
        },
    }))
}

fn lead(waiting: usize) -> Phrase {
    let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
    match waiting {
        0 => Phrase::of("Ни\u{a0}одна загрузка не\u{a0}ждёт решения."),
        _ => {
            let verb = plural(waiting, ["ждёт", "ждут", "ждут"]);
            Phrase::default()
                .bold(counted(waiting, ["загрузка", "загрузки", "загрузок"]))
                .text(format!(" {verb} решения: пока ничего из\u{a0}них не\u{a0}записано."))
        }
    }
}

/// How far the conversation has come.
pub(super) fn state_of(summary: &ImportSummary) -> ImportState {
    match summary.row.state.as_str() {
        "applied" => ImportState::Applied,
        "dropped" => ImportState::Dropped,
        _ if summary.row.base_hash.is_empty() => ImportState::Matching,
        _ => ImportState::Compared,
    }
}

fn row(signed_in: &SignedInRequest, one: &ImportSummary) -> ImportRow {
    ImportRow {
        file_name: one.file_name.clone(),
        href: address(one),
        kind: kind_words(one.kind),
        received_at: moment(signed_in, one.row.staged_at),
        by: one.staged_by.clone(),
        state: state_of(one),
        counts: counts(one),
    }
}

fn counts(one: &ImportSummary) -> String {
    let rows = counted(one.row.total_rows, ["строка", "строки", "строк"]);
    match state_of(one) {
        ImportState::Matching => rows,
        ImportState::Dropped => format!("{rows}, не\u{a0}записано ничего"),
        ImportState::Applied => {
            format!(
                "новых {}, изменений {}, с\u{a0}ошибками {}",
                one.row.new_rows, one.row.changed_rows, one.row.wrong_rows
            )
        }
        ImportState::Compared | ImportState::Unreadable => {
            format!(
                "{rows}: новых {}, изменяют {}, с\u{a0}ошибками {}",
                one.row.new_rows, one.row.changed_rows, one.row.wrong_rows
            )
        }
    }
}
