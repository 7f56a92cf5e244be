//! Reads a request as browsers send it. Anything else is not judged here but left to hyper.

use std::mem::MaybeUninit;

use httparse::{Header, Status};

use crate::form::MOST_BODY_BYTES;
use crate::header_lines::HeaderLines;

/// More headers than any browser sends.
pub const MOST_HEADERS: usize = 40;
/// A longer head is unusual.
pub const MOST_HEAD_BYTES: usize = 16 * 1024;

/// Place for the headers of one request.
pub type HeaderSpace<'b> = [MaybeUninit<Header<'b>>; MOST_HEADERS];

/// What the bytes that have come so far are.
pub enum Came<'h, 'b> {
    /// A request, whole.
    Whole(Plain<'h, 'b>),
    /// The beginning of one.
    Part {
        /// Its head is there and its body is not.
        has_head: bool,
    },
    /// Something for hyper.
    Unusual,
}

/// A GET without a body or a POST with a short one, over HTTP/1.1.
pub struct Plain<'h, 'b> {
    pub method: Method,
    pub path: &'b str,
    pub headers: &'h [Header<'b>],
    pub body: &'b [u8],
    /// Bytes of head and body.
    pub length: usize,
    /// What the visitor wants of the connection.
    pub after: Afterwards,
}

/// What becomes of a connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    Kept,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Reads the first request in `bytes`.
pub fn read<'h, 'b>(bytes: &'b [u8], space: &'h mut HeaderSpace<'b>) -> Came<'h, 'b> {
    let mut parsed = httparse::Request::new(&mut []);
    let head_length = match parsed.parse_with_uninit_headers(bytes, space) {
        Ok(Status::Complete(length)) if length <= MOST_HEAD_BYTES => length,
        Ok(Status::Partial) if bytes.len() < MOST_HEAD_BYTES => return Came::Part { has_head: false },
        Ok(_) | Err(_) => return Came::Unusual,
    };
    let headers: &'h [Header<'b>] = parsed.headers;
    let (Some(1), Some(method), Some(path)) = (parsed.version, parsed.method, parsed.path) else {
        return Came::Unusual;
    };
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => return Came::Unusual,
    };
    let (Some(body_length), Some(after)) = (body_length(headers, method), afterwards(headers)) else {
        return Came::Unusual;
    };
    if ["transfer-encoding", "expect", "upgrade"]
        .iter()
        .any(|name| headers.line(name).is_some())
        || !path.starts_with('/')
    {
        return Came::Unusual;
    }
    let length = head_length + body_length;
    match bytes.get(head_length..length) {
        Some(body) => Came::Whole(Plain {
            method,
            path,
            headers,
            body,
            length,
            after,
        }),
        None => Came::Part { has_head: true },
    }
}

/// `None` for a length that is unusual: more than one, no plain number, too long, or of a GET.
fn body_length(headers: &[Header<'_>], method: Method) -> Option<usize> {
    let mut lines = headers.lines("content-length");
    let (first, second) = (lines.next(), lines.next());
    match (method, first, second) {
        (_, None, None) => Some(0),
        (Method::Post, Some(digits), None) if (1..=5).contains(&digits.len()) => {
            let is_number = digits.iter().all(u8::is_ascii_digit);
            let text = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
            text.parse().ok().filter(|length| *length <= MOST_BODY_BYTES)
        }
        _ => None,
    }
}

/// `None` where the connection is to become something else.
fn afterwards(headers: &[Header<'_>]) -> Option<Afterwards> {
    let mut lines = headers.lines("connection");
    match (lines.next(), lines.next()) {
        (None, None) => Some(Afterwards::Kept),
        (Some(value), None) if value.eq_ignore_ascii_case(b"keep-alive") => Some(Afterwards::Kept),
        (Some(value), None) if value.eq_ignore_ascii_case(b"close") => Some(Afterwards::Closed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    enum Told {
        Whole(Method, String, String, Afterwards),
        Part(bool),
        Unusual,
    }

    fn told(bytes: &str) -> Told {
        let mut space = [const { MaybeUninit::uninit() }; MOST_HEADERS];
        match read(bytes.as_bytes(), &mut space) {
            Came::Whole(plain) => Told::Whole(
                plain.method,
                plain.path.to_owned(),
                String::from_utf8(plain.body.to_vec()).unwrap(),
                plain.after,
            ),
            Came::Part { has_head } => Told::Part(has_head),
            Came::Unusual => Told::Unusual,
        }
    }

    #[test]
    fn what_browsers_send_is_read() {
        let get = told("GET /?a=1 HTTP/1.1\r\nHost: x\r\n\r\nGET");
        assert_eq!(
            get,
            Told::Whole(Method::Get, "/?a=1".to_owned(), String::new(), Afterwards::Kept)
        );
        let post = "POST /result HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\nconnection: Close\r\n\r\na=b&";
        let whole = Told::Whole(Method::Post, "/result".to_owned(), "a=b".to_owned(), Afterwards::Closed);
        assert_eq!(told(post), whole);
        for length in 0..post.len() - 1 {
            let has_head = length >= post.find("a=b").unwrap();
            assert_eq!(told(&post[..length]), Told::Part(has_head), "{length}");
        }
    }

    #[test]
    fn whatever_two_readers_might_read_in_two_ways_is_left_to_hyper() {
        for lines in [
            "content-length: 3\r\ncontent-length: 3",
            "content-length: 3, 3",
            "content-length: +3",
            "content-length: 0x3",
            "content-length:",
            "content-length: 99999",
            "content-length: 8193",
            "content-length: 3\r\ntransfer-encoding: chunked",
            "transfer-encoding: chunked",
            "expect: 100-continue\r\ncontent-length: 3",
            "upgrade: h2c\r\nconnection: upgrade",
            "connection: keep-alive, upgrade",
            "connection: close\r\nconnection: keep-alive",
            "broken header",
            "x: a\r\n folded: b",
        ] {
            let post = format!("POST /result HTTP/1.1\r\nhost: x\r\n{lines}\r\n\r\na=b");
            assert_eq!(told(&post), Told::Unusual, "{lines}");
        }
        for first in [
            "GET / HTTP/1.0",
            "HEAD / HTTP/1.1",
            "PUT / HTTP/1.1",
            "GET http://x/ HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "GET  / HTTP/1.1",
            "PRI * HTTP/2.0",
        ] {
            assert_eq!(told(&format!("{first}\r\nhost: x\r\n\r\n")), Told::Unusual, "{first}");
        }
        assert_eq!(told("GET / HTTP/1.1\r\ncontent-length: 3\r\n\r\na=b"), Told::Unusual);
        assert_eq!(
            told(&format!("GET / HTTP/1.1\r\nx: {}", "a".repeat(MOST_HEAD_BYTES))),
            Told::Unusual
        );
        let many = "x: a\r\n".repeat(MOST_HEADERS + 1);
        assert_eq!(told(&format!("GET / HTTP/1.1\r\n{many}\r\n")), Told::Unusual);
    }
}
