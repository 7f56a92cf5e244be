//! What may be a password: long enough, not made of common words. No rules on kinds of characters, no expiry.

/// Longest password, in characters.
pub const LONGEST_PASSWORD: usize = 128;
const SHORTEST_ALONE: usize = 15;
const SHORTEST_WITH_SECOND_FACTOR: usize = 8;

/// Fewer different characters than this, once common words are taken out, is no secret.
const FEWEST_OWN_CHARACTERS: usize = 5;
/// A run along a keyboard row, the alphabet or the digits counts as a common word from this length on.
const SHORTEST_RUN: usize = 4;
/// A character repeated this often in a row counts as one common word.
const SHORTEST_REPETITION: usize = 3;
/// Shorter logins stand in too many honest words.
const SHORTEST_LOGIN_WORD: usize = 3;

/// Whether the account has a second factor of sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    Absent,
    Present,
}

/// Why a text cannot be a password. Never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    #[error("Пароль короткий: знаков {actual}, нужно не меньше {least}. Подойдёт фраза из нескольких слов")]
    TooShort { actual: usize, least: usize },
    #[error("Пароль длинный: знаков {actual}, можно не больше {LONGEST_PASSWORD}. Сократите его")]
    TooLong { actual: usize },
    #[error(
        "Пароль легко угадать: он составлен из частых слов, клавиш подряд, повторов, логина или названия программы. Придумайте фразу из нескольких несвязанных слов"
    )]
    EasyToGuess,
}

/// Common passwords and words of this trade, lower case, е for ё; some as typed with the other keyboard layout on.
const COMMON_WORDS: &[&str] = &[
    "пароль",
    "gfhjkm",
    "parol",
    "password",
    "passwd",
    "passwort",
    "pass",
    "йцукен",
    "qwerty",
    "qwertz",
    "qazwsx",
    "1q2w3e4r",
    "1qaz2wsx",
    "zaq12wsx",
    "q1w2e3r4",
    "админ",
    "админка",
    "администратор",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "test",
    "тест",
    "login",
    "логин",
    "secret",
    "секрет",
    "секретный",
    "welcome",
    "letmein",
    "changeme",
    "default",
    "master",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "superman",
    "batman",
    "shadow",
    "iloveyou",
    "trustno1",
    "hello",
    "привет",
    "ghbdtn",
    "любовь",
    "люблю",
    "k.,jdm",
    "солнышко",
    "наташа",
    "максим",
    "спартак",
    "зенит",
    "россия",
    "москва",
    "russia",
    "moscow",
    "школа",
    "school",
    "irjkf",
    "директор",
    "director",
    "завуч",
    "учитель",
    "teacher",
    "экзамен",
    "exam",
    "'rpfvty",
    "егэ",
    "огэ",
    "гиа",
    "рцои",
    "rcoi",
    "моуо",
    "министерство",
    "сочинение",
    "essay",
    "ведомость",
    "vedomost",
    "dtljvjcnm",
    "ведомости",
    "abc123",
];

/// Rows along which fingers run, both ways.
const ROWS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "!@#$%^&*()_+",
    "!\"№;%:?*()_+",
];

/// Refuses a new password that is too short, too long or easy to guess. Any characters are allowed, spaces too.
pub fn check_new_password(password: &str, login: &str, second_factor: SecondFactor) -> Result<(), PasswordProblem> {
    let least = match second_factor {
        SecondFactor::Absent => SHORTEST_ALONE,
        SecondFactor::Present => SHORTEST_WITH_SECOND_FACTOR,
    };
    let actual = password.chars().count();
    if actual < least {
        return Err(PasswordProblem::TooShort { actual, least });
    }
    if actual > LONGEST_PASSWORD {
        return Err(PasswordProblem::TooLong { actual });
    }
    let words = words_to_take_out(login);
    let plain = folded(password);
    let easy = [with_letters_for_signs(&plain), plain]
        .iter()
        .any(|text| own_characters(text, &words) < FEWEST_OWN_CHARACTERS);
    if easy {
        Err(PasswordProblem::EasyToGuess)
    } else {
        Ok(())
    }
}

/// Common words, the login and its parts; longer ones first, so that «администратор» goes whole.
fn words_to_take_out(login: &str) -> Vec<String> {
    let login = folded(login);
    let parts = login.split(|letter: char| !letter.is_alphanumeric());
    let mut words: Vec<String> = COMMON_WORDS
        .iter()
        .copied()
        .chain(parts)
        .chain([login.as_str()])
        .filter(|word| word.chars().count() >= SHORTEST_LOGIN_WORD)
        .map(str::to_owned)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// «p@ssw0rd» as "password".
fn with_letters_for_signs(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '@' | '4' => 'a',
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '$' | '5' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// How many different characters are left when words, runs and repetitions are taken out.
fn own_characters(text: &str, words: &[String]) -> usize {
    // A space keeps what stood left and right of a word from joining into another one.
    let without_words = words
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word.as_str(), " "));
    let mut own = std::collections::BTreeSet::new();
    let mut rest: &[char] = &without_words.chars().collect::<Vec<_>>();
    while let Some((first, tail)) = rest.split_first() {
        let skipped = run_length(rest).max(repetition_length(rest));
        if skipped == 0 {
            if !first.is_whitespace() {
                own.insert(*first);
            }
            rest = tail;
        } else {
            rest = rest.get(skipped..).unwrap_or(&[]);
        }
    }
    own.len()
}

/// Length of the longest run at the start, 0 if shorter than counts.
fn run_length(text: &[char]) -> usize {
    let longest = ROWS
        .iter()
        .flat_map(|row| {
            let forward: Vec<char> = row.chars().collect();
            let backward: Vec<char> = row.chars().rev().collect();
            [common_run(text, &forward), common_run(text, &backward)]
        })
        .max()
        .unwrap_or(0);
    if longest >= SHORTEST_RUN { longest } else { 0 }
}

fn common_run(text: &[char], row: &[char]) -> usize {
    let starts = (0..row.len()).filter_map(|start| row.get(start..));
    starts
        .map(|rest| text.iter().zip(rest).take_while(|(left, right)| left == right).count())
        .max()
        .unwrap_or(0)
}

fn repetition_length(text: &[char]) -> usize {
    let length = text.iter().take_while(|letter| Some(*letter) == text.first()).count();
    if length >= SHORTEST_REPETITION { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: &str = "ivanova.school12";

    fn alone(password: &str) -> Result<(), PasswordProblem> {
        check_new_password(password, LOGIN, SecondFactor::Absent)
    }

    fn with_factor(password: &str) -> Result<(), PasswordProblem> {
        check_new_password(password, LOGIN, SecondFactor::Present)
    }

    #[test]
    fn length_alone_decides_among_honest_passwords() {
        for good in [
            "корова летит над рекой",
            "Зелёный трамвай 7 утра",
            "correct horse battery staple",
            "x7!kQ2pz#mW9vL4",
            "пятнадцатьзнако",
            "🦀🐢🦊🐝🦉🐙🦋🐌🦔🐬🦎🐧🦜🐿🦩",
            "    много пробелов внутри    ",
            "пароль от старого сундука бабушки",
            "日本語のパスワードはとても長いです",
            &"абырвалг-".repeat(14),
        ] {
            assert_eq!(alone(good), Ok(()), "{good}");
        }
        for good in ["x7!kQ2pz", "сундук-9", "Ъыжщ№кёя"] {
            assert_eq!(with_factor(good), Ok(()), "{good}");
            assert!(
                matches!(alone(good), Err(PasswordProblem::TooShort { least: 15, .. })),
                "{good}"
            );
        }
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let check = |password: String, second_factor, expected| {
            assert_eq!(
                check_new_password(&password, LOGIN, second_factor),
                expected,
                "{password}"
            );
        };
        let long = |count: usize| "абвыгдзе".chars().cycle().take(count).collect::<String>();
        check(
            String::new(),
            SecondFactor::Present,
            Err(PasswordProblem::TooShort { actual: 0, least: 8 }),
        );
        check(
            long(7),
            SecondFactor::Present,
            Err(PasswordProblem::TooShort { actual: 7, least: 8 }),
        );
        check(long(8), SecondFactor::Present, Ok(()));
        check(
            long(14),
            SecondFactor::Absent,
            Err(PasswordProblem::TooShort { actual: 14, least: 15 }),
        );
        check(long(15), SecondFactor::Absent, Ok(()));
        check(long(128), SecondFactor::Absent, Ok(()));
        check(
            long(129),
            SecondFactor::Absent,
            Err(PasswordProblem::TooLong { actual: 129 }),
        );
    }

    #[test]
    fn common_passwords_are_refused_however_dressed() {
        for bad in [
            "пароль12345678",
            "ПарольПароль",
            "Пароль2026!",
            "p@ssw0rd",
            "P@$$w0rd123",
            "password1",
            "gfhjkm2026",
            "qwerty123",
            "qwertyuiop",
            "йцукенгшщз",
            "фывапролдж",
            "zxcvbnm,./",
            "1q2w3e4r",
            "0987654321",
            "12345678",
            "abcdefgh",
            "абвгдежз",
            "aaaaaaaa",
            "ААААбббб",
            "aabbaabb",
            "        ",
            "Ведомость",
            "vedomost-2026",
            "ВЕДОМОСТЬ_1",
            "dtljvjcnm1",
            "администратор",
            "Admin-Admin",
            "рцои-2026",
            "ivanova.school12",
            "Ivanova1",
            "ivanova-ivanova",
            "!@#$%^&*",
        ] {
            assert_eq!(with_factor(bad), Err(PasswordProblem::EasyToGuess), "{bad}");
        }
        for bad in [
            "123456789012345",
            "parolparolparol",
            "пароль-пароль-пароль",
            "qwertyuiopasdfghjkl",
            "ведомость ведомость 26",
            "abababababababab",
            "111222333444555",
            "aaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(alone(bad), Err(PasswordProblem::EasyToGuess), "{bad}");
        }
    }

    #[test]
    fn a_login_of_short_parts_is_taken_out_whole() {
        let check = |login| check_new_password("Лю.Ки.Ан-1", login, SecondFactor::Present);
        assert_eq!(check("лю.ки.ан"), Err(PasswordProblem::EasyToGuess));
        assert_eq!(check(LOGIN), Ok(()));
    }

    #[test]
    fn messages_tell_what_to_do_and_show_no_password() {
        let message = alone("корова1").unwrap_err().to_string();
        assert!(
            message.contains("15") && message.contains("знаков 7") && !message.contains("корова"),
            "{message}"
        );
    }
}
