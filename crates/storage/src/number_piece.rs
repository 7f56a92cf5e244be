//! A piece of a statement's or ledger's number as somebody types it.

/// Patterns for `LIKE … ESCAPE '!'`. Numbers are digits, signs and the letters of a class, which stand in one case: what is
/// typed is looked for in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPiece {
    lower: String,
    upper: String,
}

impl NumberPiece {
    /// `None` where no number can have it: every number has a digit, and who types a name is not asked for all numbers.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.chars().any(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let pattern = |text: String| {
            let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
            format!("%{escaped}%")
        };
        Some(Self {
            lower: pattern(text.to_lowercase()),
            upper: pattern(text.to_uppercase()),
        })
    }

    pub(crate) fn lower(&self) -> &str {
        &self.lower
    }

    pub(crate) fn upper(&self) -> &str {
        &self.upper
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_stand_for_themselves() {
        let piece = NumberPiece::typed(" 11а%_!-2 ").unwrap();
        assert_eq!((piece.lower(), piece.upper()), ("%11а!%!_!!-2%", "%11А!%!_!!-2%"));
        assert_eq!(NumberPiece::typed("соловьёва"), None);
    }
}
