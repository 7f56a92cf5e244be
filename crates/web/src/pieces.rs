//! Small things that several pages need.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use regulations::LegalDate;
use regulations::russian::long_date;
use ui::components::Pager;
use ui::page::Current;
use ui::typography::number;
use uuid::Uuid;

use crate::failure::Failure;
use crate::staff::Staff;

/// The one id in a route's path; anything else than an id is a page that does not exist.
pub struct PathId(pub Uuid);

impl FromRequestParts<Staff> for PathId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, Failure> {
        let Path(text) = Path::<String>::from_request_parts(parts, staff)
            .await
            .map_err(|_| Failure::NoSuchPage)?;
        parse_id(&text).map(Self)
    }
}

/// Two ids in a route's path.
pub struct PathIds(pub Uuid, pub Uuid);

impl FromRequestParts<Staff> for PathIds {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, Failure> {
        let Path((first, second)) = Path::<(String, String)>::from_request_parts(parts, staff)
            .await
            .map_err(|_| Failure::NoSuchPage)?;
        Ok(Self(parse_id(&first)?, parse_id(&second)?))
    }
}

/// An id as pages write it.
pub fn parse_id(text: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| Failure::NoSuchPage)
}

/// A stored legal day in words; as stored where it cannot be read.
pub fn day_words(stored: &str) -> String {
    stored
        .parse::<LegalDate>()
        .map_or_else(|_| stored.to_owned(), long_date)
}

/// A file to take away under this name.
pub fn download(name: &str, content_type: &'static str, content: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_') {
                letter
            } else {
                '_'
            }
        })
        .collect();
    let disposition = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent_encoded(name)
    );
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        content,
    )
        .into_response()
}

/// A value for the query of a link.
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The links between pages of a long list; pages count from 1. `address` ends so that a page number may follow.
pub fn pager(page: i64, per_page: i64, total: i64, address: &str) -> Option<Pager> {
    let last = (total + per_page - 1).div_euclid(per_page).max(1);
    if last == 1 {
        return None;
    }
    let first_shown = (page - 1) * per_page + 1;
    let link = |page: i64| (1..=last).contains(&page).then(|| format!("{address}{page}"));
    let near = [1, page - 1, page, page + 1, last];
    let mut pages: Vec<(String, String, Current)> = Vec::new();
    let mut before = 0;
    for shown in (1..=last).filter(|shown| near.contains(shown)) {
        if shown > before + 1 {
            pages.push(("…".to_owned(), String::new(), Current::No));
        }
        pages.push((
            shown.to_string(),
            format!("{address}{shown}"),
            Current::when(|| shown == page),
        ));
        before = shown;
    }
    Some(Pager {
        summary: format!(
            "Показаны {}–{} из\u{a0}{}",
            number(first_shown),
            number((page * per_page).min(total)),
            number(total)
        ),
        previous: link(page - 1),
        next: link(page + 1),
        pages,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_leads_to_its_ends_and_neighbours() {
        let pager = pager(5, 50, 1000, "/journal?page=").unwrap();
        let labels: Vec<&str> = pager.pages.iter().map(|page| page.0.as_str()).collect();
        assert_eq!(labels, ["1", "…", "4", "5", "6", "…", "20"]);
        assert_eq!(pager.summary, "Показаны 201–250 из\u{a0}1\u{a0}000");
        assert_eq!(pager.next.as_deref(), Some("/journal?page=6"));
    }

    #[test]
    fn a_short_list_has_no_pager() {
        assert!(pager(1, 50, 50, "/journal?page=").is_none());
    }

    #[test]
    fn names_of_files_travel_whole() {
        let response = download("ведомость 7.pdf", "application/pdf", Vec::new());
        let line = response
            .headers()
            .get(header::CONTENT_DISPOSITION)
            .unwrap()
            .to_str()
            .unwrap();
        assert_eq!(
            line,
            "attachment; filename=\"__________7.pdf\"; filename*=UTF-8''%D0%B2%D0%B5%D0%B4%D0%BE%D0%BC%D0%BE%D1%81%D1%82%D1%8C%207.pdf"
        );
    }
}
