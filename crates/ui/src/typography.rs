//! Russian typography for texts composed by programs.

/// U+00A0, no-break space.
pub const NBSP: char = '\u{a0}';

/// Groups digits by three with no-break spaces from five digits on and for four as well: `4312` → `4 312`.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        grouped.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(NBSP);
        }
        grouped.push(digit);
    }
    grouped
}

/// Number with its noun in the right form: `counted(21, ["строка", "строки", "строк"])` → `21 строка`.
///
/// Forms: for one, for two to four, for five and more.
pub fn counted(value: i64, forms: [&str; 3]) -> String {
    format!("{}{NBSP}{}", number(value), plural(value, forms))
}

/// The noun alone in the form that the number asks for.
pub fn plural(value: i64, forms: [&str; 3]) -> &str {
    let [one, few, many] = forms;
    let tail = value.unsigned_abs() % 100;
    match (tail, tail % 10) {
        (11..=14, _) => many,
        (_, 1) => one,
        (_, 2..=4) => few,
        _ => many,
    }
}

/// Puts no-break spaces where Russian needs them: after №, §, п., пп., ст., after one- and two-letter words, between a
/// day and its month, before a dash and before units after a number.
pub fn tie(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut tied = String::with_capacity(text.len() + 16);
    for (index, word) in words.iter().enumerate() {
        tied.push_str(word);
        if let Some(next) = words.get(index + 1) {
            tied.push(if holds(word, next) { NBSP } else { ' ' });
        }
    }
    tied
}

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

const SHORTENINGS: [&str; 8] = ["№", "§", "п.", "пп.", "ст.", "г.", "ул.", "д."];

fn holds(word: &str, next: &str) -> bool {
    let opened = word.trim_start_matches(['«', '(', '„']);
    let bare_next = next.trim_end_matches(['.', ',', ';', ':', ')', '»']);
    let is_number = !opened.is_empty() && opened.chars().all(|letter| letter.is_ascii_digit());
    next == "—"
        || SHORTENINGS.contains(&opened)
        || (is_number && (MONTHS.contains(&bare_next) || bare_next.chars().all(char::is_alphabetic)))
        || is_short_word(opened)
        || is_initial(opened)
}

fn is_short_word(word: &str) -> bool {
    (1..=2).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}

fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    matches!((letters.next(), letters.next(), letters.next()), (Some(first), Some('.'), None) if first.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (value, expected) in [
            (0, "0"),
            (418, "418"),
            (4312, "4\u{a0}312"),
            (-1200, "\u{2212}1\u{a0}200"),
            (1234567, "1\u{a0}234\u{a0}567"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn nouns_follow_their_numbers() {
        let rows = ["строка", "строки", "строк"];
        for (value, expected) in [
            (0, "строк"),
            (1, "строка"),
            (3, "строки"),
            (5, "строк"),
            (11, "строк"),
            (14, "строк"),
            (21, "строка"),
            (112, "строк"),
        ] {
            assert_eq!(plural(value, rows), expected, "{value}");
        }
    }

    #[test]
    fn words_are_tied() {
        for (text, expected) in [
            ("до 16 декабря, в среду", "до\u{a0}16\u{a0}декабря, в\u{a0}среду"),
            ("СОШ № 25 — 7", "СОШ №\u{a0}25\u{a0}— 7"),
            ("п. 2.7 приказа № 4195", "п.\u{a0}2.7 приказа №\u{a0}4195"),
            ("Егорова М. П.", "Егорова М.\u{a0}П."),
            ("", ""),
        ] {
            assert_eq!(tie(text), expected);
        }
    }
}
