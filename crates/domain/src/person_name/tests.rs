use super::*;

/// «Фамилия|Имя|Отчество» as three parts.
fn parse(text: &str) -> Result<PersonName, NameError> {
    let parts: Vec<&str> = text.split('|').collect();
    PersonName::parse(
        parts[0],
        parts.get(1).copied().unwrap_or_default(),
        parts.get(2).copied(),
    )
}

fn named(text: &str) -> PersonName {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn reads_names_as_documents_have_them() {
    let check = |input: &str, expected: &str| assert_eq!(named(input).to_string(), expected, "{input}");
    check("Егорова|Мария|Петровна", "Егорова Мария Петровна");
    check("  Егорова |\u{a0}Мария\u{a0}| Петровна\t", "Егорова Мария Петровна");
    check(
        "Салтыков \u{2013} Щедрин|Михаил|Евграфович",
        "Салтыков-Щедрин Михаил Евграфович",
    );
    check("Мамедова|Айла|Рашад   кызы", "Мамедова Айла Рашад кызы");
    check("Исмаилов|Тимур|Руслан-оглы", "Исмаилов Тимур Руслан-оглы");
    check("Ким|Вера|", "Ким Вера");
    check("Ким|Вера|-", "Ким Вера");
    check("Ким|Вера|нет", "Ким Вера");
    check("Ким|Вера", "Ким Вера");
    check("Д\u{2019}Арк|Анна-Мария|", "Д'Арк Анна-Мария");
    check("Smith|John|", "Smith John");
    check("Müller|Jürgen|", "Müller Jürgen");
    check("Соловье\u{308}в|Андреи\u{306}|", "Соловьёв Андрей");
    check("Ибрагимов|Ә|", "Ибрагимов Ә");
    check("Петров|А.|Б.", "Петров А. Б.");
    check("Zero\u{200b}wide|Anna|", "Zerowide Anna");
}

#[test]
fn refuses_what_is_no_name() {
    use NamePart::{GivenName, Patronymic, Surname};
    let check = |input: &str, expected: NameError| assert_eq!(parse(input).err(), Some(expected), "{input}");
    check("|Мария|", NameError::Empty { part: Surname });
    check("Егорова|  |", NameError::Empty { part: GivenName });
    check(
        "Егорова|Мария1|",
        NameError::ForbiddenCharacter {
            part: GivenName,
            character: '1',
            position: 6,
        },
    );
    check(
        "Егорова (Петрова)|Мария|",
        NameError::ForbiddenCharacter {
            part: Surname,
            character: '(',
            position: 9,
        },
    );
    check("Егорова|.|", NameError::NoLetter { part: GivenName });
    check(
        "Егорова|Мария|<b>",
        NameError::ForbiddenCharacter {
            part: Patronymic,
            character: '<',
            position: 1,
        },
    );
    check(
        &format!("{}|Мария|", "а".repeat(81)),
        NameError::TooLong {
            part: Surname,
            actual: 81,
        },
    );
    assert!(parse(&format!("{}|Мария|", "а".repeat(80))).is_ok());
}

#[test]
fn flags_letters_of_the_other_alphabet() {
    let check = |input: &str, position: usize, letter: char, suggestion: Option<&str>| match parse(input) {
        Err(NameError::MixedAlphabets {
            position: p,
            letter: l,
            suggestion: s,
            ..
        }) => {
            assert_eq!((p, l, s.as_deref()), (position, letter, suggestion), "{input}");
        }
        other => panic!("{input}: {other:?}"),
    };
    // Latin "a", "E", "o" among Cyrillic letters.
    check("С\u{61}фонов|Пётр|", 2, 'a', Some("Сафонов"));
    check("\u{45}горова|Мария|", 1, 'E', Some("Егорова"));
    check("Салтыков-Щедрин|М\u{61}рия-Анн\u{61}|", 2, 'a', Some("Мария-Анна"));
    check("Иванова-Петр\u{6f}ва|Мария|", 13, 'o', Some("Иванова-Петрова"));
    // A Cyrillic «о» among Latin letters; no look-alike for «w».
    check("Smith|J\u{43e}hn|", 2, 'о', Some("John"));
    check("Ивановw|Мария|", 7, 'w', None);
    // A whole word of Latin look-alikes beside Cyrillic ones.
    check("Попова|EBA|", 1, 'E', Some("ЕВА"));
    let text = parse("С\u{61}фонов|Пётр|").unwrap_err().to_string();
    assert!(text.contains("на 2-м месте латинская буква «a»"), "{text}");
    assert!(!text.contains("фонов"), "the text must not repeat the name");
}

#[test]
fn normalises_for_matching() {
    let check = |input: &str, expected: &str| assert_eq!(normalise_name(input), expected, "{input}");
    check(" Семёнова ", "семенова");
    check("САЛТЫКОВ—ЩЕДРИН", "салтыков щедрин");
    check("Салтыков Щедрин", "салтыков щедрин");
    check("Майоров", "майоров");
    check("Д’Арк", "дарк");
    check("Руслан-Оглы", "руслан оглы");
    check("А.Б.", "а б");
    check("...", "");
    check("Соловье\u{308}в", "соловьев");
    assert_eq!(
        named("Ёлкина|Дарья|").normalised(),
        named("ЕЛКИНА|дарья|-").normalised()
    );
}

#[test]
fn orders_as_russian_dictionaries_do() {
    let expected = [
        "Егоров|Пётр|",
        "Елкин|Лев|",
        "Еялов|Лев|",
        "Ёжиков|Лев|",
        "Ёлкин|Лев|",
        "Жуков|Лев|",
        "Иванов|Лев|",
        "Иванов|Лев|Ильич",
        "Иванов|Олег|",
        "Иванов Сухой|Лев|",
        "Иванова|Анна|",
        "Йовлев|Лев|",
    ];
    let mut names: Vec<PersonName> = expected.iter().rev().map(|text| named(text)).collect();
    names.sort_by_key(PersonName::sort_key);
    let sorted: Vec<String> = names.iter().map(ToString::to_string).collect();
    let wanted: Vec<String> = expected.iter().map(|text| named(text).to_string()).collect();
    assert_eq!(sorted, wanted);
}

#[test]
fn shortens_with_no_break_spaces() {
    let check = |input: &str, expected: &str| assert_eq!(named(input).short(), expected);
    check("Егорова|Мария|Петровна", "Егорова\u{a0}М.\u{a0}П.");
    check("Ким|Вера|", "Ким\u{a0}В.");
    check("Егорова|анна-мария|Петровна", "Егорова\u{a0}А.-М.\u{a0}П.");
    check("Мамедова|Айла|Рашад кызы", "Мамедова\u{a0}А.\u{a0}Р.");
}

#[test]
fn debug_shows_no_letter() {
    assert_eq!(format!("{:?}", named("Егорова|Мария|")), "PersonName(…)");
}

proptest::proptest! {
    /// The short way for Russian letters is only shorter.
    #[test]
    fn russian_letters_are_normalised_as_any_text_is(name in "[А-Яа-яЁё]{0,20}") {
        proptest::prop_assert_eq!(normalise_name(&name), normalise_any_name(&name));
    }
}
