//! One-time notices: an act answers with a redirect, the next page says what was done.
//!
//! The notice travels in a cookie that only this server sets and that the next page clears. Put no names of people in it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ui::components::Link;
use ui::page::{Flash, FlashKind};

use crate::cookies;
use crate::staff::Staff;

/// Between the parts of a notice.
const PART: char = '\u{1f}';
/// A notice of more bytes than this would not fit into a cookie.
const LONGEST: usize = 1500;

/// `303 See Other` to a path of ours.
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// `303 See Other`; the page there shows the notice once.
pub fn see_other_with(staff: &Staff, path: &str, flash: &Flash) -> Response {
    let mut response = see_other(path);
    if let Some(line) = cookies::notice(&written(flash), staff.options.cookies) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

fn written(flash: &Flash) -> String {
    let kind = if flash.is_done() { "done" } else { "notice" };
    let link = flash
        .link
        .as_ref()
        .map_or_else(String::new, |link| format!("{PART}{}{PART}{}", link.label, link.href));
    let text = format!("{kind}{PART}{}{link}", flash.text);
    if text.len() <= LONGEST {
        hex::encode(text)
    } else {
        hex::encode(format!("done{PART}Записано."))
    }
}

/// The notice of a cookie's value; `None` for anything that [`see_other_with`] did not write.
pub fn read(value: &str) -> Option<Flash> {
    let text = String::from_utf8(hex::decode(value).ok()?).ok()?;
    let mut parts = text.split(PART);
    let kind = match parts.next()? {
        "done" => FlashKind::Done,
        "notice" => FlashKind::Notice,
        _ => return None,
    };
    let text = parts.next()?.to_owned();
    let link = parts
        .next()
        .zip(parts.next())
        .filter(|(_, href)| is_local_path(href))
        .map(|(label, href)| Link::new(label, href));
    Some(Flash { kind, text, link })
}

/// Is this a path on this server, safe to redirect to?
pub fn is_local_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.chars().all(|letter| letter.is_ascii_graphic() && letter != '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_read_back_as_written() {
        let flash = Flash::done("День внесён").with_link(Link::new("Календарь", "/calendar"));
        let read = read(&written(&flash)).unwrap();
        assert_eq!(read.text, "День внесён");
        assert_eq!(read.link, Some(Link::new("Календарь", "/calendar")));
    }

    #[test]
    fn foreign_values_are_no_notice() {
        for value in ["", "zz", "646f6e65", "ff"] {
            assert!(read(value).is_none(), "{value}");
        }
    }

    #[test]
    fn only_paths_of_this_server_are_local() {
        for (path, local) in [
            ("/", true),
            ("/a?b=c", true),
            ("//evil.example", false),
            ("/\\evil", false),
            ("https://e", false),
            ("", false),
            ("/a\nb", false),
        ] {
            assert_eq!(is_local_path(path), local, "{path}");
        }
    }
}
