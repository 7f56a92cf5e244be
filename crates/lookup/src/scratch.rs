//! Texts that are made for one answer and used again for the next: their memory stays warm.

use std::cell::RefCell;

use axum::body::Bytes;

/// Bytes at the beginning of such a text where the head of the response finds room, so that both leave in one piece.
pub const HEAD_ROOM: usize = 1_024;
/// Kept by a thread at most.
const MOST_KEPT: usize = 4;
/// A larger one is not kept.
const MOST_BYTES: usize = 64 * 1024;

thread_local! {
    static KEPT: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A text that begins with room for a head, and has room for so many bytes of HTML.
pub fn take(room: usize) -> String {
    let kept = KEPT.with_borrow_mut(Vec::pop).unwrap_or_default();
    let mut text = String::from_utf8(kept).unwrap_or_default();
    text.reserve(HEAD_ROOM + room);
    const SPACES: &str = match std::str::from_utf8(&[b' '; HEAD_ROOM]) {
        Ok(spaces) => spaces,
        Err(_) => "",
    };
    text.push_str(SPACES);
    text
}

/// The HTML of a page.
pub enum Html {
    /// The same for many visitors.
    Shared(Bytes),
    /// A text from [`take`].
    Made(String),
}

/// Head and body on their way to a visitor.
pub enum Whole {
    /// The body with the head before it, from the first byte on that counts.
    InOne(Vec<u8>, usize),
    /// The head, and a body that others are sent too.
    InTwo(Vec<u8>, Bytes),
}

impl Html {
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Made(text) => text.as_bytes().get(HEAD_ROOM..).unwrap_or_default(),
        }
    }

    pub fn into_bytes(self) -> Bytes {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Made(text) => {
                let mut bytes = Bytes::from(text);
                bytes.split_off(HEAD_ROOM.min(bytes.len()))
            }
        }
    }

    /// With the head that belongs to it.
    pub fn with_head(self, head: &[u8]) -> Whole {
        let text = match self {
            Self::Shared(bytes) => return Whole::InTwo(head.to_vec(), bytes),
            Self::Made(text) => text,
        };
        let start = HEAD_ROOM.saturating_sub(head.len());
        let mut bytes = text.into_bytes();
        match bytes.get_mut(start..HEAD_ROOM) {
            Some(room) if room.len() == head.len() => {
                room.copy_from_slice(head);
                Whole::InOne(bytes, start)
            }
            _ => {
                let mut body = Bytes::from(bytes);
                Whole::InTwo(head.to_vec(), body.split_off(HEAD_ROOM.min(body.len())))
            }
        }
    }
}

impl Whole {
    /// The bytes from this one on: a first part and perhaps a second.
    pub fn from(&self, written: usize) -> [&[u8]; 2] {
        match self {
            Self::InOne(bytes, start) => [bytes.get(start + written..).unwrap_or_default(), &[]],
            Self::InTwo(head, body) => {
                let of_body = body.get(written.saturating_sub(head.len())..).unwrap_or_default();
                [head.get(written..).unwrap_or_default(), of_body]
            }
        }
    }

    pub fn len(&self) -> usize {
        self.from(0).map(<[u8]>::len).iter().sum()
    }

    /// It was sent.
    pub fn give_back(self) {
        if let Self::InOne(mut bytes, _) = self
            && bytes.capacity() <= MOST_BYTES
        {
            bytes.clear();
            KEPT.with_borrow_mut(|kept| {
                if kept.len() < MOST_KEPT {
                    kept.push(bytes);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(whole: &Whole, written: usize) -> String {
        String::from_utf8(whole.from(written).concat()).unwrap()
    }

    #[test]
    fn nothing_of_an_answer_is_left_in_the_next() {
        let mut text = take(100);
        text.push_str("балл 72");
        let place = text.as_ptr();
        let whole = Html::Made(text).with_head(b"HTTP/1.1 200 OK\r\n\r\n");
        assert_eq!(sent(&whole, 0), "HTTP/1.1 200 OK\r\n\r\nбалл 72");
        whole.give_back();
        let next = take(10);
        assert_eq!(next.as_ptr(), place, "the same memory");
        assert_eq!(next, " ".repeat(HEAD_ROOM), "and nothing in it");
        for _ in 0..MOST_KEPT + 3 {
            Whole::InOne(Vec::with_capacity(10), 0).give_back();
        }
        Whole::InOne(Vec::with_capacity(MOST_BYTES + 1), 0).give_back();
        assert_eq!(KEPT.with_borrow(Vec::len), MOST_KEPT);
    }

    #[test]
    fn head_and_body_are_the_same_however_they_are_kept() {
        let made = |body: &str| {
            let mut text = take(body.len());
            text.push_str(body);
            Html::Made(text)
        };
        assert_eq!(made("body").bytes(), b"body");
        assert_eq!(made("body").into_bytes(), "body");
        let long_head = "h".repeat(HEAD_ROOM + 1);
        for head in ["", "head", &long_head[1..], &long_head] {
            let both = [made("body"), Html::Shared(Bytes::from_static(b"body"))];
            for whole in both.map(|html| html.with_head(head.as_bytes())) {
                let expected = format!("{head}body");
                assert_eq!(whole.len(), expected.len());
                for written in 0..=expected.len() {
                    assert_eq!(sent(&whole, written), expected[written..]);
                }
            }
        }
    }
}
