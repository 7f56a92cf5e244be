//! Queries of long lists: filters, order and page as they stand in the address. Nothing typed into a link is trusted; what
//! cannot be read is as if it were not there.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use ui::components::Sort;
use uuid::Uuid;

use crate::failure::Failure;
use crate::forms::Fields;
use crate::pieces::percent_encoded;
use crate::staff::Staff;

/// The query of a list's address.
#[derive(Debug, Clone, Default)]
pub struct ListQuery(Fields);

impl FromRequestParts<Staff> for ListQuery {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, Failure> {
        let found = Query::<Fields>::from_request_parts(parts, staff).await;
        Ok(Self(found.map(|Query(fields)| fields).unwrap_or_default()))
    }
}

impl ListQuery {
    /// A value without spaces around it; empty when there is none.
    pub fn one(&self, name: &str) -> &str {
        self.0.one(name).trim()
    }

    /// The same address with another value.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        Self(self.0.with(name, value))
    }

    /// An id; none for anything else.
    pub fn id(&self, name: &str) -> Option<Uuid> {
        Uuid::parse_str(self.one(name)).ok()
    }

    /// The page, from 1.
    pub fn page(&self) -> i64 {
        self.one("page")
            .parse()
            .ok()
            .filter(|page| (1..1_000_000).contains(page))
            .unwrap_or(1)
    }

    /// The address of the same list with other values; an empty value leaves the field out, and so does the page.
    pub fn address(&self, path: &str, kept: &[&str], changed: &[(&str, &str)]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for name in kept
            .iter()
            .filter(|name| !changed.iter().any(|(changed, _)| changed == *name))
        {
            parts.extend(part(name, self.one(name)));
        }
        for (name, value) in changed {
            parts.extend(part(name, value));
        }
        if parts.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", parts.join("&"))
        }
    }

    /// The kept fields as a query, without `?`; for links to files.
    pub fn kept(&self, kept: &[&str]) -> String {
        self.address("", kept, &[]).trim_start_matches('?').to_owned()
    }

    /// The same address, ending so that a page number may follow.
    pub fn address_of_pages(&self, path: &str, kept: &[&str]) -> String {
        let address = self.address(path, kept, &[]);
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}page=")
    }

    /// The link in the heading of a column that may be sorted by: `sort=key`, `sort=-key`.
    pub fn sort(&self, path: &str, kept: &[&str], key: &str) -> Sort {
        let descending = format!("-{key}");
        let present = self.one("sort");
        if present == key {
            Sort::Ascending(self.address(path, kept, &[("sort", &descending)]))
        } else if present == descending {
            Sort::Descending(self.address(path, kept, &[("sort", key)]))
        } else {
            Sort::Offered(self.address(path, kept, &[("sort", key)]))
        }
    }
}

impl From<Fields> for ListQuery {
    fn from(fields: Fields) -> Self {
        Self(fields)
    }
}

fn part(name: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("{name}={}", percent_encoded(value)))
}

/// Sorts by the address's `sort`; keys are given by a function of the column's name.
pub fn sort_rows<T, K: Ord>(rows: &mut [T], sort: &str, key: impl Fn(&T, &str) -> Option<K>) {
    let (column, descending) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
    if column.is_empty() || rows.first().is_none_or(|row| key(row, column).is_none()) {
        return;
    }
    rows.sort_by_cached_key(|row| key(row, column));
    if descending {
        rows.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> ListQuery {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        ListQuery::from(Fields::from(pairs))
    }

    #[test]
    fn addresses_keep_filters_and_drop_the_page() {
        let asked = query(&[("q", "СОШ 25"), ("state", "formed"), ("page", "3"), ("foreign", "x")]);
        assert_eq!(
            asked.address("/statements", &["q", "state"], &[("state", "")]),
            "/statements?q=%D0%A1%D0%9E%D0%A8%2025"
        );
        assert_eq!(
            asked.address_of_pages("/statements", &["state"]),
            "/statements?state=formed&page="
        );
        assert_eq!(
            query(&[]).address_of_pages("/statements", &["state"]),
            "/statements?page="
        );
    }

    #[test]
    fn pages_out_of_range_are_the_first() {
        for (typed, page) in [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("", 1), ("99999999999", 1)] {
            assert_eq!(query(&[("page", typed)]).page(), page, "{typed}");
        }
    }

    #[test]
    fn unknown_columns_sort_nothing() {
        let mut rows = vec![2, 3, 1];
        sort_rows(&mut rows, "unknown", |_, _| None::<i32>);
        assert_eq!(rows, [2, 3, 1]);
        sort_rows(&mut rows, "-number", |row, column| (column == "number").then_some(*row));
        assert_eq!(rows, [3, 2, 1]);
    }
}
