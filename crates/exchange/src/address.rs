//! Cell addresses as spreadsheets show them.

/// "F17" for column 5 (from 0) of row 17 (from 1).
pub fn cell_address(column: usize, row: u32) -> String {
    format!("{}{row}", column_letters(column))
}

/// "A" for 0, "Z" for 25, "AA" for 26.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// 4312 as «4 312» with no-break spaces.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check = |column, row, expected: &str| assert_eq!(cell_address(column, row), expected);
        check(0, 1, "A1");
        check(5, 17, "F17");
        check(25, 2, "Z2");
        check(26, 2, "AA2");
        check(701, 9, "ZZ9");
        check(702, 9, "AAA9");
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(200_000), "200\u{a0}000");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
    }
}
