//! The hot line as the region wrote it, made into a telephone that can be touched.

use ui::pages::public::HotLine;

/// Fewest digits of a telephone: short numbers such as 122.
const FEWEST_DIGITS: usize = 3;

/// The telephone in a text like «8 (3842) 00-00-00, будни с 9 до 18», with the words around it; `None` when the text
/// holds no number.
pub fn hot_line(text: &str) -> Option<HotLine> {
    let number = telephones(text).max_by_key(|part| digits_of(part).len())?;
    let digits = digits_of(number);
    if digits.len() < FEWEST_DIGITS {
        return None;
    }
    let (before, after) = text.split_once(number)?;
    let name = trimmed(before);
    let hours = trimmed(after);
    Some(HotLine {
        name: if name.is_empty() {
            "Горячая линия".to_owned()
        } else {
            name
        },
        hours: if hours.is_empty() {
            "вопросы о\u{a0}результатах".to_owned()
        } else {
            hours
        },
        number: number.to_owned(),
        tel_href: format!("tel:{}", dialled(number, &digits)),
    })
}

/// Runs of characters that telephones are written with.
fn telephones(text: &str) -> impl Iterator<Item = &str> {
    let belongs = |c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ' | '\u{a0}');
    text.split(move |c| !belongs(c))
        .map(|part| part.trim_matches([' ', '\u{a0}', '-']))
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Numbers of the country are dialled with +7.
fn dialled(number: &str, digits: &str) -> String {
    match digits.strip_prefix('8') {
        Some(rest) if digits.len() == 11 => format!("+7{rest}"),
        _ if number.starts_with('+') => format!("+{digits}"),
        _ => digits.to_owned(),
    }
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '—' | '–' | '-'))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<[&str; 4]>) {
        let found = hot_line(text);
        let found = found.map(|line| [line.name, line.hours, line.number, line.tel_href]);
        assert_eq!(found, expected.map(|parts| parts.map(str::to_owned)));
    }

    #[test]
    fn a_telephone_is_found_among_words() {
        let name = "Горячая линия";
        let hours = "вопросы о\u{a0}результатах";
        let plain = "8 (3842) 00-00-00";
        check(plain, Some([name, hours, plain, "tel:+73842000000"]));
        check(
            "8 (3842) 00-00-00, будни с 9 до 18",
            Some([name, "будни с 9 до 18", plain, "tel:+73842000000"]),
        );
        check(
            "Министерство: +7 3842 00-00-00.",
            Some(["Министерство", hours, "+7 3842 00-00-00", "tel:+73842000000"]),
        );
        check("122", Some([name, hours, "122", "tel:122"]));
        check("", None);
        check("спросите в школе, кабинет 12", None);
    }
}
