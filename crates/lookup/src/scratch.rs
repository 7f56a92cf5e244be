//! Texts that are made for one answer and used again for the next: their memory stays warm.

use std::cell::RefCell;

use axum::body::Bytes;

/// Kept by a thread at most.
const MOST_KEPT: usize = 4;
/// A larger one is not kept.
const MOST_BYTES: usize = 64 * 1024;

thread_local! {
    static KEPT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// An empty text with room for so many bytes.
pub fn take(room: usize) -> String {
    let mut text = KEPT.with_borrow_mut(Vec::pop).unwrap_or_default();
    text.reserve(room);
    text
}

/// The HTML of a page.
pub enum Html {
    /// The same for many visitors.
    Shared(Bytes),
    /// Made for one.
    Made(String),
}

impl Html {
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Made(text) => text.as_bytes(),
        }
    }

    pub fn into_bytes(self) -> Bytes {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Made(text) => Bytes::from(text),
        }
    }

    /// It was sent.
    pub fn give_back(self) {
        if let Self::Made(mut text) = self
            && text.capacity() <= MOST_BYTES
        {
            text.clear();
            KEPT.with_borrow_mut(|kept| {
                if kept.len() < MOST_KEPT {
                    kept.push(text);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_answer_is_left_in_the_next() {
        let mut text = take(100);
        text.push_str("балл 72");
        let place = text.as_ptr();
        Html::Made(text).give_back();
        let next = take(10);
        assert_eq!(
            (next.as_str(), next.as_ptr()),
            ("", place),
            "the same memory, and empty"
        );
        for _ in 0..MOST_KEPT + 3 {
            Html::Made(String::with_capacity(10)).give_back();
        }
        Html::Made(String::with_capacity(MOST_BYTES + 1)).give_back();
        assert_eq!(KEPT.with_borrow(Vec::len), MOST_KEPT);
    }
}
