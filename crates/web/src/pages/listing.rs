//! What lists share: fifty rows a page, files to take away, answers that are files.

use app::tables::{ListFile, ListFormat};
use axum::response::Response;
use domain::access::{Action, Reach};
use serde::Deserialize;
use ui::components::{Link, Pager};

use crate::failure::Failure;
use crate::list_query::ListQuery;
use crate::pieces::{self, download};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Rows on one page.
pub(super) const PER_PAGE: usize = 50;

/// The rows of one page (from 1) and the links to the others; `address` ends so that a page number may follow.
pub(super) fn one_page<T>(rows: Vec<T>, page: i64, address: &str) -> (Vec<T>, Option<Pager>) {
    let total = rows.len();
    let last = total.div_ceil(PER_PAGE).max(1);
    let page = usize::try_from(page).unwrap_or(1).clamp(1, last);
    let shown = rows.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
    (shown, pager_of(page, total, address))
}

/// The links to the pages of a list cut already.
pub(super) fn pager_of(page: usize, total: usize, address: &str) -> Option<Pager> {
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    pieces::pager(number(page), number(PER_PAGE), number(total), address)
}

/// Value of `exam` that asks for all exams together. Of the whole region these are thousands of rows, so there a list begins with
/// one exam and they have to be asked for; who sees less sees them all.
pub(super) fn all_exams(signed_in: &SignedInRequest, action: Action) -> &'static str {
    match signed_in.request.authorise(action).map(|scope| scope.reach()) {
        Ok(Reach::Region) => "all",
        _ => "",
    }
}

/// The address of a list, with the exam in focus where the list begins with one and none was asked for.
pub(super) async fn with_focus(
    staff: &Staff,
    signed_in: &SignedInRequest,
    action: Action,
    query: ListQuery,
) -> Result<ListQuery, Failure> {
    if all_exams(signed_in, action).is_empty() || !query.one("exam").is_empty() {
        return Ok(query);
    }
    let (_, focus) = staff.app.exams_and_focus(&signed_in.request).await?;
    Ok(match focus {
        Some(exam) => query.with("exam", &exam.id.to_string()),
        None => query,
    })
}

/// How a file of a list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Encoding {
    #[serde(default)]
    pub(super) encoding: String,
}

/// The links «таблица .xlsx», «.csv», «.csv (Windows-1251)» of a list; `query` without `?`, empty for none.
pub(super) fn export_links(path: &str, query: &str) -> Vec<Link> {
    let with = |ending: &str, more: &str| {
        let parts: Vec<&str> = [query, more].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            format!("{path}.{ending}")
        } else {
            format!("{path}.{ending}?{}", parts.join("&"))
        }
    };
    vec![
        Link::new(".xlsx", with("xlsx", "")),
        Link::new(".csv", with("csv", "")),
        Link::new(
            ".csv\u{a0}для\u{a0}старых программ (Windows-1251)",
            with("csv", "encoding=windows-1251"),
        ),
    ]
}

/// The format of a file's ending.
pub(super) fn format_of(ending: &str, encoding: &str) -> Result<ListFormat, Failure> {
    ListFormat::asked(ending, encoding).ok_or(Failure::NoSuchPage)
}

/// A file as an answer.
pub(super) fn file(file: ListFile) -> Response {
    download(&file.file_name, file.media_type, file.bytes)
}

/// `4312` → 4312 for view models that count in `u32`.
pub(super) fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_fifty_rows_and_no_page_lies_outside() {
        for (page, first, rows) in [(1, 0, 50), (3, 100, 20), (99, 100, 20), (0, 0, 50), (-5, 0, 50)] {
            let (shown, pager) = one_page((0..120).collect(), page, "/x?page=");
            assert_eq!((shown.first().copied(), shown.len()), (Some(first), rows), "{page}");
            assert!(pager.is_some());
        }
    }
}
