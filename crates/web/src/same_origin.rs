//! Did the form come from a page of ours? Asked of every request that may change something (promise 17).
//!
//! `Sec-Fetch-Site` decides where the browser sends it. Pages say `no-referrer`, so browsers write `Origin: null` on their
//! forms; without `Sec-Fetch-Site` that is not enough. A request with our session's cookie and neither header is refused:
//! no browser in use sends such a one.

use axum::http::{HeaderMap, Method, header};

/// Does the request carry our session's cookie?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionCookie {
    Carried,
    Absent,
}

/// Must a request of this method be checked?
pub fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Is the request from our own page?
pub fn is_same_origin(headers: &HeaderMap, cookie: SessionCookie) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text("origin").filter(|origin| *origin != "null");
    let opaque = text("origin") == Some("null");
    let origin_fits = |origin: &str| text(header::HOST.as_str()).is_some_and(|host| authority(origin) == Some(host));
    match (text("sec-fetch-site"), origin) {
        (Some("same-origin"), None) => true,
        (Some("same-origin") | None, Some(origin)) => origin_fits(origin),
        (Some(_), _) => false,
        (None, None) => !opaque && cookie == SessionCookie::Absent,
    }
}

fn authority(origin: &str) -> Option<&str> {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
}

#[cfg(test)]
mod tests {
    use super::SessionCookie::{Absent, Carried};
    use super::*;

    #[test]
    fn only_our_own_pages_may_change_something() {
        let cases = [
            (Some("same-origin"), Some("http://staff.example:8080"), Carried, true),
            (Some("same-origin"), Some("null"), Carried, true),
            (Some("same-origin"), None, Carried, true),
            (None, Some("http://staff.example:8080"), Carried, true),
            (Some("cross-site"), Some("http://staff.example:8080"), Carried, false),
            (Some("same-site"), None, Carried, false),
            (Some("none"), None, Carried, false),
            (Some("same-origin"), Some("http://evil.example"), Carried, false),
            (None, Some("http://evil.example"), Absent, false),
            (None, Some("http://staff.example"), Carried, false),
            (None, Some("null"), Carried, false),
            (None, Some("null"), Absent, false),
            (None, None, Carried, false),
            (None, None, Absent, true),
        ];
        for (site, origin, cookie, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("host", "staff.example:8080".parse().unwrap());
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(
                is_same_origin(&headers, cookie),
                expected,
                "{site:?} {origin:?} {cookie:?}"
            );
        }
    }
}
