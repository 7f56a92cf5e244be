//! The session's form token as it stands in pages: masked anew in every answer, so that a compressed page beside typed
//! words gives nothing away (BREACH).

use subtle::ConstantTimeEq;

/// Bytes of a token.
const TOKEN_BYTES: usize = 32;

/// The token for a form: a random pad and the token under it, in hex. Empty, and so refused, when there is no randomness.
pub fn masked(token: &str) -> String {
    let (Ok(token), mut pad) = (hex::decode(token), [0u8; TOKEN_BYTES]) else {
        return String::new();
    };
    if getrandom::fill(&mut pad).is_err() || token.len() != TOKEN_BYTES {
        return String::new();
    }
    let covered: Vec<u8> = token.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
    format!("{}{}", hex::encode(pad), hex::encode(covered))
}

/// Is this the masked token of the session? Takes the same time wherever they differ.
pub fn fits(sent: &str, token: &str) -> bool {
    let (Ok(sent), Ok(token)) = (hex::decode(sent), hex::decode(token)) else {
        return false;
    };
    if sent.len() != 2 * TOKEN_BYTES || token.len() != TOKEN_BYTES {
        return false;
    }
    let (pad, covered) = sent.split_at(TOKEN_BYTES);
    let uncovered: Vec<u8> = covered.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
    bool::from(uncovered.ct_eq(&token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_token_fits_its_own_session_only() {
        let (token, other) = ("0f".repeat(32), "f0".repeat(32));
        let first = masked(&token);
        assert!(fits(&first, &token));
        assert_ne!(first, masked(&token));
        for sent in ["", "00", &token, &masked(&other), &"00".repeat(64)] {
            assert!(!fits(sent, &token), "{sent}");
        }
    }
}
