//! What a person types, read before anything is looked up: only well-formed answers are.

use std::borrow::Cow;

use domain::identity_document::{
    DocumentError, DocumentPart, DocumentType, IdentityDocument, MAX_NUMBER_CHARS, MAX_SERIES_CHARS,
};
use domain::person_name::{MAX_NAME_PART_CHARS, PersonName, normalise_name};
use ui::pages::public::FieldFault;

/// Series and number without separators, in upper case. No `Debug`: it must not reach logs.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedDocument {
    /// May be empty: foreign documents have none.
    pub series: String,
    /// 1 to 12 letters and digits.
    pub number: String,
}

impl TypedDocument {
    /// Reads both boxes; every fault at once.
    pub fn parse(series: &str, number: &str) -> Result<Self, Vec<FieldFault>> {
        let own_series = parse_part(DocumentPart::Series, series);
        let own_number = parse_part(DocumentPart::Number, number);
        match (own_series, own_number) {
            (Ok(series), Ok(number)) => Ok(Self { series, number }),
            (series, number) => Err([series.err(), number.err()].into_iter().flatten().collect()),
        }
    }
}

/// One box by the rules of a document of any kind. The type of the document is not asked (kuzbass-4195:2.8).
fn parse_part(part: DocumentPart, text: &str) -> Result<String, FieldFault> {
    // Nearly every document of an exam is a passport, and digits are what they are.
    let lengths = match part {
        DocumentPart::Series => 0..=MAX_SERIES_CHARS,
        DocumentPart::Number => 1..=MAX_NUMBER_CHARS,
    };
    if lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    parse_any(part, text)
}

fn parse_any(part: DocumentPart, text: &str) -> Result<String, FieldFault> {
    // A lone number is a document of its own, so each box can be read as one.
    let (series, number) = match part {
        DocumentPart::Series => (text, "0"),
        DocumentPart::Number => ("", text),
    };
    match IdentityDocument::parse(DocumentType::Other, Some(series), number) {
        Ok(document) => Ok(match part {
            DocumentPart::Series => document.series().unwrap_or_default().to_owned(),
            DocumentPart::Number => document.number().to_owned(),
        }),
        Err(error) => Err(fault(part, &error)),
    }
}

fn fault(part: DocumentPart, error: &DocumentError) -> FieldFault {
    let message = match (part, error) {
        (DocumentPart::Number, DocumentError::Missing { .. }) => "Введите номер документа".to_owned(),
        (DocumentPart::Number, DocumentError::TooLong { .. }) => {
            format!("В\u{a0}номере больше {MAX_NUMBER_CHARS} знаков: проверьте по\u{a0}документу")
        }
        (DocumentPart::Series, DocumentError::TooLong { .. }) => {
            format!("В\u{a0}серии больше {MAX_SERIES_CHARS} знаков: проверьте по\u{a0}документу")
        }
        (DocumentPart::Number, _) => "В\u{a0}номере бывают только буквы и\u{a0}цифры: уберите другие знаки".to_owned(),
        (DocumentPart::Series, _) => "В\u{a0}серии бывают только буквы и\u{a0}цифры: уберите другие знаки".to_owned(),
    };
    let field_id = match part {
        DocumentPart::Series => "series",
        DocumentPart::Number => "number",
    };
    FieldFault {
        field_id: field_id.to_owned(),
        message,
    }
}

/// The surname as it is compared. An empty one is never looked up: it would equal the surname of nobody.
pub fn parse_surname(text: &str) -> Result<String, FieldFault> {
    // Nearly every surname typed is plain Russian letters, where nothing can be wrong but the length.
    let is_plain = text.chars().all(|c| matches!(c, 'А'..='я' | 'ё' | 'Ё'));
    if is_plain && (1..=MAX_NAME_PART_CHARS).contains(&(text.len() / 2)) {
        return Ok(normalise_name(text));
    }
    parse_any_surname(text)
}

fn parse_any_surname(text: &str) -> Result<String, FieldFault> {
    let surname = normalise_name(&in_one_alphabet(text));
    let message = if surname.is_empty() {
        "Введите фамилию".to_owned()
    } else if surname.chars().count() > MAX_NAME_PART_CHARS {
        format!("В\u{a0}фамилии больше {MAX_NAME_PART_CHARS} знаков: введите только фамилию")
    } else if surname.chars().any(|c| !c.is_alphabetic() && c != ' ') {
        "В\u{a0}фамилии бывают только буквы и\u{a0}дефис: уберите другие знаки".to_owned()
    } else {
        return Ok(surname);
    };
    Err(FieldFault {
        field_id: "surname".to_owned(),
        message,
    })
}

/// A slip of the keyboard: a Latin letter among Russian ones, or the other way round, is read as the one it looks like.
fn in_one_alphabet(text: &str) -> Cow<'_, str> {
    let is_russian = |c: char| c.is_alphabetic() && !c.is_ascii();
    if !(text.contains(is_russian) && text.contains(|c: char| c.is_ascii_alphabetic())) {
        return Cow::Borrowed(text);
    }
    match PersonName::parse(text, "Имя", None) {
        Err(error) => match error.suggestion() {
            Some(one_alphabet) => Cow::Owned(one_alphabet.to_owned()),
            None => Cow::Borrowed(text),
        },
        Ok(_) => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::identity_document::normalise_document;
    use proptest::prelude::*;

    #[track_caller]
    fn check(series: &str, number: &str, expected: Result<(&str, &str), &[&str]>) {
        let parsed = TypedDocument::parse(series, number);
        let ids: Vec<String>;
        let found = match &parsed {
            Ok(document) => Ok((document.series.as_str(), document.number.as_str())),
            Err(faults) => {
                ids = faults.iter().map(|fault| fault.field_id.clone()).collect();
                Err(ids.iter().map(String::as_str).collect::<Vec<_>>())
            }
        };
        assert_eq!(found, expected.map_err(<[&str]>::to_vec));
    }

    #[test]
    fn documents_are_read_as_people_type_them() {
        check("3214", "001234", Ok(("3214", "001234")));
        check(" 32 14 ", "№ 001 234", Ok(("3214", "001234")));
        check("", "3214001234", Ok(("", "3214001234")));
        check("iv-мю", "512345", Ok(("IVМЮ", "512345")));
        check("", "AB1234567", Ok(("", "AB1234567")));
        check("", "123456789012", Ok(("", "123456789012")));
    }

    /// What a document is found by, whatever way it was typed.
    #[test]
    fn e3_one_document_has_one_key_however_it_is_typed() {
        let key = |(series, number): (&str, &str)| {
            let typed = TypedDocument::parse(series, number);
            let document = typed.unwrap_or_else(|_| panic!("{series} {number}"));
            normalise_document(Some(&document.series), &document.number)
        };
        for (expected, others) in [
            // A passport of the Russian Federation.
            (
                ("3214", "001234"),
                &[
                    ("32 14", "001 234"),
                    ("", "3214001234"),
                    ("3214", "№001234"),
                    ("32-14", "00-12-34"),
                ][..],
            ),
            // A birth certificate: the roman number in either alphabet, the letters in either, small ones, kinds of hyphens.
            (
                ("IV-МЮ", "512345"),
                &[
                    ("iv-мю", "512345"),
                    ("IV МЮ", "512345"),
                    ("IV–MЮ", "512345"),
                    ("IVМЮ", "№ 512345"),
                    ("", "IV-МЮ 512345"),
                ],
            ),
            (
                ("I-АН", "600001"),
                &[("I-AH", "600001"), ("i-ан", "600001"), ("І-АН", "600001")],
            ),
            (("III-ЛО", "700002"), &[("ІІІ-ЛО", "700002"), ("III-ЛO", "700002")]),
            // Foreign documents, with and without a series, a Russian letter where the Latin one is meant.
            (
                ("AA", "0123456"),
                &[("АА", "0123456"), ("aa", "0123456"), ("", "AA0123456")],
            ),
            (
                ("", "C01X00T47"),
                &[("", "с01х00т47"), ("C01", "X00T47"), ("", "C01-X00-T47")],
            ),
            (("", "ABC1234567"), &[("ABC", "1234567"), ("", "АВС 1234567")]),
        ] {
            for other in others {
                assert_eq!(key(*other), key(expected), "{other:?}");
            }
        }
        assert_ne!(key(("3214", "001234")), key(("3214", "001235")));
    }

    #[test]
    fn faults_are_told_by_box() {
        check("3214", "", Err(&["number"]));
        check("3214", "  ", Err(&["number"]));
        check("", "1234567890123", Err(&["number"]));
        check("1234567890", "001234", Err(&["series"]));
        check("32*14", "00?234", Err(&["series", "number"]));
        check("3214", "001234\u{fffd}", Err(&["number"]));
        check("3214", "<b>", Err(&["number"]));
    }

    #[test]
    fn surnames_are_read_as_people_type_them() {
        for (text, expected) in [
            ("Артемьева", Some("артемьева")),
            ("  АРТЕМЬЕВ ", Some("артемьев")),
            ("Ёлкина-Белая", Some("елкина белая")),
            ("О'Нил", Some("онил")),
            ("О’Нил", Some("онил")),
            ("Мамедов оглы", Some("мамедов оглы")),
            ("Петрова – Водкина", Some("петрова водкина")),
            ("Smith", Some("smith")),
            ("Müller", Some("müller")),
            // One Latin letter that looks Russian, in a Russian word.
            ("Aртемьева", Some("артемьева")),
            ("Артeмьевa", Some("артемьева")),
            ("Петрова-Boдкина", Some("петрова водкина")),
            ("", None),
            ("-", None),
            ("Артемьев1", None),
            ("<script>", None),
        ] {
            assert_eq!(parse_surname(text).ok().as_deref(), expected, "{text}");
        }
        assert!(parse_surname(&"а".repeat(80)).is_ok());
        assert!(parse_surname(&"а".repeat(81)).is_err());
    }

    proptest! {
        /// What is accepted is within limits, reads the same again, and is found by the same key as what was typed.
        #[test]
        fn accepted_documents_keep_their_key(series in "\\PC{0,12}|[0-9 №-]{0,12}", number in "\\PC{0,14}|[0-9 №-]{0,14}") {
            if let Ok(document) = TypedDocument::parse(&series, &number) {
                let length = document.number.chars().count();
                prop_assert!((1..=MAX_NUMBER_CHARS).contains(&length));
                prop_assert!(document.series.chars().count() <= MAX_SERIES_CHARS);
                let again = TypedDocument::parse(&document.series, &document.number);
                prop_assert!(again.is_ok_and(|again| again == document));
                prop_assert_eq!(
                    normalise_document(Some(&document.series), &document.number),
                    normalise_document(Some(&series), &number)
                );
            }
        }

        /// The short way is only shorter.
        #[test]
        fn the_short_way_leads_to_the_same(digits in "[0-9]{0,14}", surname in "[А-Яа-яЁё]{0,90}") {
            for part in [DocumentPart::Series, DocumentPart::Number] {
                let (short, whole) = (parse_part(part, &digits), parse_any(part, &digits));
                prop_assert_eq!(short.ok(), whole.ok());
            }
            prop_assert_eq!(parse_surname(&surname).ok(), parse_any_surname(&surname).ok());
        }

        #[test]
        fn accepted_surnames_read_the_same_again(text in "\\PC{0,100}|[а-яё -]{1,100}") {
            if let Ok(surname) = parse_surname(&text) {
                prop_assert!(!surname.is_empty());
                prop_assert_eq!(parse_surname(&surname).ok(), Some(surname));
            }
        }
    }
}
