//! The clauses that the public pages quote, as they are named in a sentence.

/// rostov-essay:11.
pub const VALIDITY: &str = "п.\u{a0}11 порядка Ростовской области";
/// rostov-essay:8.2.
pub const PROCESSING: &str = "п.\u{a0}8.2 порядка Ростовской области";
/// rostov-essay:10.2.1.
pub const SECOND_CHECK: &str = "п.\u{a0}10.2.1 порядка Ростовской области";
/// kirov-1497:3.1.
pub const APPLICATION: &str = "п.\u{a0}3.1 распоряжения №\u{a0}1497";
/// kirov-1497:4.3.
pub const RETAKE: &str = "п.\u{a0}4.3 распоряжения №\u{a0}1497";
/// kirov-1497:4.5.
pub const ADMITTED_AGAIN: &str = "п.\u{a0}4.5 распоряжения №\u{a0}1497";

#[cfg(test)]
mod tests {
    use super::*;
    use regulations::Law;

    #[test]
    fn clauses_are_named_as_everywhere_in_the_product() {
        let law = Law::embedded().unwrap();
        for (citation, expected) in [
            ("rostov-essay:11", VALIDITY),
            ("rostov-essay:8.2", PROCESSING),
            ("rostov-essay:10.2.1", SECOND_CHECK),
            ("kirov-1497:3.1", APPLICATION),
            ("kirov-1497:4.3", RETAKE),
            ("kirov-1497:4.5", ADMITTED_AGAIN),
        ] {
            let words = law.clause_words(&citation.parse().unwrap()).unwrap();
            assert_eq!(words.chip, expected);
        }
    }
}
