//! Forms are taken from our own pages only.

use crate::header_lines::{HeaderLines, visible_text};

/// Whether a POST comes from a page of this site, as far as the browser says.
///
/// `Sec-Fetch-Site` decides where it is sent. Older browsers send `Origin` only, and because our pages ask for no
/// referrer it reads `null` from our own forms: that one is let in. There is no session here to ride on; what a foreign
/// page could do is to use up its visitor's tries.
pub fn is_from_own_page(headers: &(impl HeaderLines + ?Sized)) -> bool {
    let text = |name: &'static str| headers.line(name).map(|value| visible_text(value).unwrap_or(""));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None | Some("null")) => true,
        (None, Some(origin)) => text("host").is_some_and(|host| authority(origin) == Some(own_authority(host))),
    }
}

fn authority(origin: &str) -> Option<String> {
    let (scheme, rest) = origin.split_once("://")?;
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let rest = rest.strip_suffix(default_port).unwrap_or(rest);
    Some(rest.to_ascii_lowercase())
}

fn own_authority(host: &str) -> String {
    let bare = host.strip_suffix(":80").or(host.strip_suffix(":443"));
    bare.unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        assert_eq!(is_from_own_page(&headers), expected, "{headers:?}");
    }

    #[test]
    fn the_browser_says_where_a_form_comes_from() {
        let host = ("host", "results.example");
        check(&[host], true);
        check(&[host, ("sec-fetch-site", "same-origin")], true);
        check(&[host, ("sec-fetch-site", "none")], true);
        check(&[host, ("sec-fetch-site", "cross-site")], false);
        check(&[host, ("sec-fetch-site", "same-site")], false);
        check(&[host, ("sec-fetch-site", "")], false);
        check(&[host, ("origin", "https://results.example")], true);
        check(&[host, ("origin", "https://Results.Example:443")], true);
        check(&[host, ("origin", "null")], true);
        check(&[host, ("origin", "https://other.example")], false);
        check(&[host, ("origin", "https://results.example:8443")], false);
        check(&[host, ("origin", "file://results.example")], false);
        check(&[("origin", "https://results.example")], false);
        let own_null_but_cross = ("sec-fetch-site", "cross-site");
        check(&[host, ("origin", "null"), own_null_but_cross], false);
    }
}
