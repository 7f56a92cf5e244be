//! The script that stands inside the page of a challenge. Its text never changes while a program runs, so browsers are told
//! its hash and not a nonce.

use std::sync::LazyLock;

use askama::Template;
use sha2::{Digest, Sha256};

/// The script of the challenge.
pub fn challenge_script() -> &'static str {
    &SCRIPT.0
}

/// The source of `Content-Security-Policy: script-src` that allows it and no other.
pub fn challenge_script_source() -> &'static str {
    &SCRIPT.1
}

#[derive(Template)]
#[template(path = "public/challenge_script.html", escape = "none")]
struct ChallengeScript;

/// Text and source. A template of constants cannot fail; if it did, visitors would wait instead.
static SCRIPT: LazyLock<(String, String)> = LazyLock::new(|| {
    let text = ChallengeScript.render().unwrap_or_default();
    let source = format!("'sha256-{}'", base64(&Sha256::digest(&text)));
    (text, source)
});

/// RFC 4648 with padding, as policies write hashes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three = chunk.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS.get((three >> (18 - 6 * place)) as usize & 63);
            let is_padding = place > chunk.len();
            text.push(letter.filter(|_| !is_padding).map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    /// A browser takes line ends as they stand, and ends the element at the first end tag.
    #[test]
    fn the_script_ends_where_it_should() {
        let text = challenge_script();
        assert!(text.len() > 1000, "{text}");
        assert!(
            !text.contains("</") && !text.contains('\r') && !text.contains("{#"),
            "{text}"
        );
    }
}
