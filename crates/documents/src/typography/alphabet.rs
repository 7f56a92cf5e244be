//! The characters that nearly every document needs. A document that uses only these carries a small font; one that needs another letter
//! (Tatar, Bashkir, Chuvash, a foreign name) carries the whole font.

/// Russian and Latin letters, digits and the punctuation of Russian documents.
const COMMON: &str = concat!(
    " АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "«»„“”’'\"()[]{}<>.,:;!?-–—…·•№§%/\\|_+=*#&@~^$−×→←°",
    "\u{00a0}\u{2011}\u{202f}",
);

/// The characters of [`COMMON`], each once, in a fixed order.
pub(crate) fn common_characters() -> impl Iterator<Item = char> {
    COMMON.chars()
}
