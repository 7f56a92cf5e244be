//! Headers of a request, whoever read them: the router's map, or the lines as they came over the connection. What is decided
//! by headers is written once, over this.

use axum::http::{HeaderMap, HeaderName};

/// Lines by name.
pub trait HeaderLines {
    /// Every line of this name, a lower-case one, in order.
    fn lines<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a [u8]>;

    /// The first of them.
    fn line<'a>(&'a self, name: &'static str) -> Option<&'a [u8]> {
        self.lines(name).next()
    }
}

impl HeaderLines for HeaderMap {
    fn lines<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a [u8]> {
        let name = HeaderName::from_static(name);
        self.get_all(name).into_iter().map(axum::http::HeaderValue::as_bytes)
    }
}

impl HeaderLines for [httparse::Header<'_>] {
    fn lines<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a [u8]> {
        let named = move |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case(name);
        self.iter().filter(named).map(|header| header.value)
    }
}

/// A value of visible ASCII characters, as every value that we read is; `None` for another.
pub fn visible_text(value: &[u8]) -> Option<&str> {
    let is_visible = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
    let text = std::str::from_utf8(value).ok()?;
    value.iter().all(is_visible).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn visible_text_is_what_the_map_takes_for_it(bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                prop_assert_eq!(visible_text(&bytes), value.to_str().ok());
            }
        }
    }

    #[test]
    fn lines_are_the_same_in_the_map_and_on_the_wire() {
        let wire: [httparse::Header<'_>; 3] =
            [("X-A", "1"), ("Host", "h"), ("x-a", "2")].map(|(name, value)| httparse::Header {
                name,
                value: value.as_bytes(),
            });
        let mut map = HeaderMap::new();
        for header in &wire {
            let name = HeaderName::from_bytes(header.name.as_bytes()).unwrap();
            map.append(name, HeaderValue::from_bytes(header.value).unwrap());
        }
        for name in ["x-a", "host", "cookie"] {
            let of_map: Vec<&[u8]> = map.lines(name).collect();
            assert_eq!(wire.lines(name).collect::<Vec<_>>(), of_map);
            assert_eq!(wire.line(name), of_map.first().copied());
        }
    }
}
