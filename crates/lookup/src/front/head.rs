//! The head of a response as bytes. What every page carries is written out once, from the very map that the guard fills.

use std::cell::RefCell;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use axum::http::{HeaderMap, StatusCode};

use super::request::Afterwards;
use crate::guard::complete;
use crate::options::Transport;
use crate::page::{BringsScript, HTML, Page};
use crate::stencil::digits;

/// Lines of the pages' headers.
pub struct Heads {
    of_pages: Vec<u8>,
    of_challenge: Vec<u8>,
}

impl Heads {
    pub fn of(transport: Transport) -> Self {
        let lines = |script| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HTML);
            complete(&mut headers, script, transport);
            let mut lines = Vec::new();
            write_lines(&mut lines, &headers);
            lines
        };
        Self {
            of_pages: lines(None),
            of_challenge: lines(Some(BringsScript)),
        }
    }

    /// Writes the head of a page.
    pub fn write_page(&self, head: &mut Vec<u8>, page: &Page, after: Afterwards) {
        write_status(head, page.status);
        head.extend_from_slice(match page.script {
            Some(BringsScript) => &self.of_challenge,
            None => &self.of_pages,
        });
        if let Some(seconds) = page.retry_after {
            write_number(head, "retry-after: ", u64::from(seconds));
        }
        write_end(head, page.html.bytes().len(), after);
    }
}

/// Writes the head of whatever the router answered.
pub fn write_routed(
    head: &mut Vec<u8>,
    status: StatusCode,
    headers: &HeaderMap,
    body_length: usize,
    after: Afterwards,
) {
    write_status(head, status);
    write_lines(head, headers);
    write_end(head, body_length, after);
}

fn write_status(head: &mut Vec<u8>, status: StatusCode) {
    head.extend_from_slice(b"HTTP/1.1 ");
    head.extend_from_slice(status.as_str().as_bytes());
    head.push(b' ');
    head.extend_from_slice(status.canonical_reason().unwrap_or_default().as_bytes());
    head.extend_from_slice(b"\r\n");
}

fn write_lines(head: &mut Vec<u8>, headers: &HeaderMap) {
    let written_below = [CONTENT_LENGTH, DATE];
    for (name, value) in headers.iter().filter(|(name, _)| !written_below.contains(name)) {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
}

fn write_end(head: &mut Vec<u8>, body_length: usize, after: Afterwards) {
    write_number(head, "content-length: ", body_length as u64);
    if after == Afterwards::Closed {
        head.extend_from_slice(b"connection: close\r\n");
    }
    head.extend_from_slice(b"date: ");
    write_date(head);
    head.extend_from_slice(b"\r\n\r\n");
}

fn write_number(head: &mut Vec<u8>, name: &str, number: u64) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(digits(number).as_bytes());
    head.extend_from_slice(b"\r\n");
}

/// The moment of the answer; its words are made once a second.
fn write_date(head: &mut Vec<u8>) {
    thread_local! {
        static LAST: RefCell<(u64, String)> = const { RefCell::new((0, String::new())) };
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the protocol's own moment, not a moment of the product"
    )]
    let now = SystemTime::now();
    let second = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    LAST.with_borrow_mut(|(of, words)| {
        if *of != second || words.is_empty() {
            *of = second;
            *words = httpdate::fmt_http_date(now);
        }
        head.extend_from_slice(words.as_bytes());
    });
}
