use super::*;
use DocumentType::{BirthCertificate, ForeignPassport, Other, Refugee, RussianPassport, TravelPassport};

fn parse(document_type: DocumentType, text: &str) -> Result<IdentityDocument, DocumentError> {
    let (series, number) = text.split_once('|').unwrap();
    IdentityDocument::parse(document_type, Some(series), number)
}

#[test]
fn reads_documents() {
    let check = |document_type, input: &str, series: Option<&str>, number: &str| {
        let document = parse(document_type, input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!((document.series(), document.number()), (series, number), "{input}");
    };
    check(RussianPassport, "3217|031457", Some("3217"), "031457");
    check(RussianPassport, "32 17|№ 031-457", Some("3217"), "031457");
    check(RussianPassport, "0417|000457", Some("0417"), "000457");
    check(BirthCertificate, "IV-МЮ|123456", Some("IV-МЮ"), "123456");
    check(BirthCertificate, "iv мю|123456", Some("IV-МЮ"), "123456");
    check(BirthCertificate, "ІУ–ЛО|123456", Some("IV-ЛО"), "123456");
    check(BirthCertificate, "1-\u{41}\u{4d}|123456", Some("I-АМ"), "123456");
    check(BirthCertificate, "Ш-ЁЖ|123456", Some("III-ЕЖ"), "123456");
    check(TravelPassport, "75|1234567", Some("75"), "1234567");
    check(TravelPassport, "|751234567", None, "751234567");
    check(ForeignPassport, "|AB1234567", None, "AB1234567");
    check(ForeignPassport, "ab|0012", Some("AB"), "0012");
    check(Refugee, "БЖ|0004521", Some("БЖ"), "0004521");
    check(Other, "|7", None, "7");
}

#[test]
fn refuses_documents_that_do_not_fit_their_type() {
    use DocumentPart::{Number, Series};
    let check = |document_type, input: &str, expected: DocumentError| {
        assert_eq!(parse(document_type, input).err(), Some(expected), "{input}")
    };
    let lost = |part, actual, expected, restored: &str| DocumentError::LeadingZerosLost {
        part,
        actual,
        expected,
        restored: restored.to_owned(),
    };
    check(RussianPassport, "3217|31457", lost(Number, 5, 6, "031457"));
    check(RussianPassport, "417|031457", lost(Series, 3, 4, "0417"));
    check(
        RussianPassport,
        "|031457",
        DocumentError::Missing {
            document_type: RussianPassport,
            part: Series,
        },
    );
    check(
        RussianPassport,
        "3217|",
        DocumentError::Missing {
            document_type: RussianPassport,
            part: Number,
        },
    );
    check(
        RussianPassport,
        "3217|0314579",
        DocumentError::NotDigits {
            document_type: RussianPassport,
            part: Number,
            expected: 6,
        },
    );
    check(
        RussianPassport,
        "3217|О31457",
        DocumentError::NotDigits {
            document_type: RussianPassport,
            part: Number,
            expected: 6,
        },
    );
    check(
        RussianPassport,
        "3217|12",
        DocumentError::NotDigits {
            document_type: RussianPassport,
            part: Number,
            expected: 6,
        },
    );
    check(BirthCertificate, "3217|123456", DocumentError::NotRomanAndLetters);
    check(BirthCertificate, "IV|123456", DocumentError::NotRomanAndLetters);
    check(BirthCertificate, "IV-WW|123456", DocumentError::NotRomanAndLetters);
    check(TravelPassport, "|75123456", lost(Number, 8, 9, "075123456"));
    check(TravelPassport, "75|123456", lost(Number, 6, 7, "0123456"));
    check(
        Other,
        "|",
        DocumentError::Missing {
            document_type: Other,
            part: Number,
        },
    );
    check(
        Other,
        "|12*4",
        DocumentError::ForbiddenCharacter {
            part: Number,
            character: '*',
        },
    );
    check(
        Other,
        "1234567890|1",
        DocumentError::TooLong {
            part: Series,
            actual: 10,
            limit: 9,
        },
    );
    check(
        Other,
        "|1234567890123",
        DocumentError::TooLong {
            part: Number,
            actual: 13,
            limit: 12,
        },
    );
}

#[test]
fn one_document_has_one_key_however_it_is_typed() {
    let check = |expected: &str, spellings: &[(&str, &str)]| {
        for (series, number) in spellings {
            assert_eq!(normalise_document(Some(series), number), expected, "{series} {number}");
        }
    };
    check(
        "3217031457",
        &[
            ("3217", "031457"),
            ("32 17", "№ 031 457"),
            ("", "3217 031457"),
            ("32", "17031457"),
            (" 3217 ", "031457\u{200b}"),
        ],
    );
    check(
        "IVMЮ123456",
        &[
            ("IV-МЮ", "123456"),
            ("iv мю", "123456"),
            ("ІУ-мю", "123456"),
            ("1У—\u{4d}Ю", "123 456"),
            ("", "IV-МЮ 123456"),
        ],
    );
    check(
        "IIIEЖ000001",
        &[("III-ЕЖ", "000001"), ("Ш-ЁЖ", "000001"), ("111 ёж", "000001")],
    );
    check("AB1234567", &[("", "AB1234567"), ("ав", "1234567"), ("А", "B1234567")]);
    check("", &[("", ""), (" - ", "№")]);
}

#[test]
fn keys_of_different_documents_differ() {
    let keys = [
        ("3217", "031457"),
        ("3217", "31457"),
        ("IV-МЮ", "123456"),
        ("VI-МЮ", "123456"),
        ("IV-МО", "123456"),
        ("", "031457"),
    ];
    for (index, left) in keys.iter().enumerate() {
        for right in keys.iter().skip(index + 1) {
            assert_ne!(
                normalise_document(Some(left.0), left.1),
                normalise_document(Some(right.0), right.1)
            );
        }
    }
}

#[test]
fn the_key_of_a_parsed_document_is_the_key_of_what_was_typed() {
    for (document_type, input) in [
        (RussianPassport, "32 17|№031457"),
        (BirthCertificate, "ІУ-мю|123456"),
        (TravelPassport, "75|1234567"),
        (Refugee, "БЖ|000452"),
    ] {
        let (series, number) = input.split_once('|').unwrap();
        assert_eq!(
            parse(document_type, input).unwrap().normalised(),
            normalise_document(Some(series), number)
        );
    }
}

#[test]
fn masks_for_paper() {
    let check = |document_type, input: &str, expected: &str| {
        assert_eq!(parse(document_type, input).unwrap().masked(), expected)
    };
    check(RussianPassport, "4510|561234", "45••\u{a0}••1234");
    check(BirthCertificate, "IV-МЮ|123456", "IV-••\u{a0}••3456");
    check(ForeignPassport, "|AB1234567", "•••••4567");
    check(Other, "|7", "•");
    check(Other, "|123", "•23");
}

#[test]
fn debug_and_errors_show_no_digit() {
    assert_eq!(
        format!("{:?}", parse(RussianPassport, "4510|561234").unwrap()),
        "IdentityDocument(russian-passport, …)"
    );
    assert!(
        !parse(RussianPassport, "3217|31457")
            .unwrap_err()
            .to_string()
            .contains("31457")
    );
}

proptest::proptest! {
    /// The short way for digits is only shorter.
    #[test]
    fn digits_have_the_key_that_any_text_has(series in "[0-9]{0,10}", number in "[0-9]{0,12}") {
        proptest::prop_assert_eq!(normalise_document(Some(&series), &number), normalise_any(&series, &number));
    }
}
