//! Identity documents: what a series and number may look like, and the one form by which a document is found.

use std::fmt;

use crate::codes::coded;

/// Longest series, in characters without separators (domain-facts 5.2: `varchar(9)`).
pub const MAX_SERIES_CHARS: usize = 9;
/// Longest number, in characters without separators (domain-facts 5.2: `varchar(12)`).
pub const MAX_NUMBER_CHARS: usize = 12;

/// Raised whenever [`normalise_document`] changes its answer for any input, because keyed hashes of it are stored.
pub const DOCUMENT_NORMALISATION_VERSION: u16 = 1;

coded! {
    /// Kind of an identity document. The codes are ours: the list of the federal data set is not verified
    /// (domain-facts 5.2, 8).
    DocumentType {
        RussianPassport = "russian-passport", "паспорт гражданина РФ";
        BirthCertificate = "birth-certificate", "свидетельство о рождении";
        /// Passport of a Russian citizen for travel abroad.
        TravelPassport = "travel-passport", "заграничный паспорт гражданина РФ";
        ForeignPassport = "foreign-passport", "паспорт иностранного гражданина";
        ResidencePermit = "residence-permit", "вид на жительство";
        TemporaryIdentity = "temporary-identity", "временное удостоверение личности";
        Refugee = "refugee", "удостоверение беженца";
        Other = "other", "иной документ";
    }
}

/// What the series or number of a type of document consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartFormat {
    /// Exactly so many digits.
    Digits(usize),
    /// A roman number and two Cyrillic letters: IV-МЮ.
    RomanAndLetters,
    /// The part is not used.
    Absent,
    /// Letters and digits, within the length limit.
    Free,
}

/// A document in a type's format. `Debug` shows neither series nor number: they must not reach logs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityDocument {
    document_type: DocumentType,
    series: Option<String>,
    number: String,
}

/// Series or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentPart {
    Series,
    Number,
}

/// Why a text is not a document. No variant's text repeats the series or number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("{part}: не заполнено, а документ «{}» без этого не бывает. Впишите как в документе", document_type.russian())]
    Missing {
        document_type: DocumentType,
        part: DocumentPart,
    },
    #[error("{part}: у документа «{}» этого нет. Оставьте пустым или исправьте вид документа", document_type.russian())]
    NotUsed {
        document_type: DocumentType,
        part: DocumentPart,
    },
    #[error("{part}: {actual} знаков, допустимо не больше {limit}. Проверьте по документу")]
    TooLong {
        part: DocumentPart,
        actual: usize,
        limit: usize,
    },
    #[error("{part}: недопустимый знак «{character}». Допустимы буквы и цифры")]
    ForbiddenCharacter { part: DocumentPart, character: char },
    /// Only digits, but too few: a spreadsheet has dropped the zeros in front. `restored` is the text with them.
    #[error(
        "{part}: цифр {actual}, а нужно {expected}. Похоже, Excel убрал ноль в начале: верните его и задайте столбцу формат «Текстовый»"
    )]
    LeadingZerosLost {
        part: DocumentPart,
        actual: usize,
        expected: usize,
        restored: String,
    },
    #[error("{part}: нужно ровно {expected} цифр (документ «{}»). Проверьте по документу или исправьте вид документа", document_type.russian())]
    NotDigits {
        document_type: DocumentType,
        part: DocumentPart,
        expected: usize,
    },
    #[error(
        "Серия: у свидетельства о рождении это римское число и две русские буквы, например IV-МЮ. Проверьте по документу"
    )]
    NotRomanAndLetters,
}

impl DocumentError {
    /// The part the error speaks of.
    pub const fn part(&self) -> DocumentPart {
        match self {
            Self::Missing { part, .. }
            | Self::NotUsed { part, .. }
            | Self::TooLong { part, .. }
            | Self::ForbiddenCharacter { part, .. }
            | Self::LeadingZerosLost { part, .. }
            | Self::NotDigits { part, .. } => *part,
            Self::NotRomanAndLetters => DocumentPart::Series,
        }
    }

    /// The part as it probably was. A document's number: not for logs.
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::LeadingZerosLost { restored, .. } => Some(restored),
            _ => None,
        }
    }
}

impl DocumentType {
    /// Formats of series and number.
    pub const fn formats(self) -> &'static [(PartFormat, PartFormat)] {
        match self {
            Self::RussianPassport => &[(PartFormat::Digits(4), PartFormat::Digits(6))],
            Self::BirthCertificate => &[(PartFormat::RomanAndLetters, PartFormat::Digits(6))],
            // Some lists hold all nine digits as the number.
            Self::TravelPassport => &[
                (PartFormat::Digits(2), PartFormat::Digits(7)),
                (PartFormat::Absent, PartFormat::Digits(9)),
            ],
            Self::ForeignPassport | Self::ResidencePermit | Self::TemporaryIdentity | Self::Refugee | Self::Other => &[
                (PartFormat::Free, PartFormat::Free),
                (PartFormat::Absent, PartFormat::Free),
            ],
        }
    }

    /// Whether a document of this type always has a series.
    pub fn needs_series(self) -> bool {
        self.formats().iter().all(|(series, _)| *series != PartFormat::Absent)
    }
}

impl IdentityDocument {
    /// Reads series and number as a file or form has them: separators («№», spaces, hyphens, dots, slashes) are removed,
    /// letters made upper case, look-alikes of the other alphabet replaced where the format says which alphabet is meant.
    /// Leading zeros are kept.
    pub fn parse(document_type: DocumentType, series: Option<&str>, number: &str) -> Result<Self, DocumentError> {
        let series = checked_part(DocumentPart::Series, series.unwrap_or_default(), MAX_SERIES_CHARS)?;
        let number = checked_part(DocumentPart::Number, number, MAX_NUMBER_CHARS)?;
        let formats = document_type.formats();
        let fitting = formats
            .iter()
            .filter(|(series_format, _)| (*series_format == PartFormat::Absent) == series.is_empty());
        // Where no format has (or lacks) a series as the text does, the first one says what is wrong.
        let tried = fitting.chain(formats.first());
        let mut refusal = DocumentError::Missing {
            document_type,
            part: DocumentPart::Number,
        };
        for (index, (series_format, number_format)) in tried.enumerate() {
            let fitted = fit(document_type, DocumentPart::Series, *series_format, &series).and_then(|series| {
                Ok((
                    series,
                    fit(document_type, DocumentPart::Number, *number_format, &number)?,
                ))
            });
            match fitted {
                Ok((series, number)) => {
                    let series = Some(series).filter(|text| !text.is_empty());
                    return Ok(Self {
                        document_type,
                        series,
                        number,
                    });
                }
                Err(error) if index == 0 => refusal = error,
                Err(_) => {}
            }
        }
        Err(refusal)
    }

    pub const fn document_type(&self) -> DocumentType {
        self.document_type
    }

    pub fn series(&self) -> Option<&str> {
        self.series.as_deref()
    }

    pub fn number(&self) -> &str {
        &self.number
    }

    /// The key a document is found by: [`normalise_document`] of series and number. The type is left out, because a
    /// participant looking up a result is asked for series and number only (kuzbass-4195:2.8).
    pub fn normalised(&self) -> String {
        normalise_document(self.series(), &self.number)
    }

    /// For paper and screens: «45•• ••1234». The first two characters of the series and the last four of the number
    /// (fewer of a short one) stay.
    pub fn masked(&self) -> String {
        let length = self.number.chars().count();
        let hidden = length - (length * 2 / 3).min(4);
        let number = self
            .number
            .chars()
            .enumerate()
            .map(|(index, c)| if index < hidden { '•' } else { c });
        let series = self.series.iter().flat_map(|series| series.chars().enumerate());
        let mut masked: String = series
            .map(|(index, c)| if index < 2 || c == '-' { c } else { '•' })
            .collect();
        if !masked.is_empty() {
            masked.push('\u{a0}');
        }
        masked.extend(number);
        masked
    }
}

/// The one normaliser of documents, for any text a person may type: separators and invisible characters dropped, upper
/// case, Ё as Е, Cyrillic letters as the Latin ones they look like, the roman number of a birth certificate in one
/// spelling. Series and number are joined, so it does not matter where between the two boxes they were split. Never fails.
pub fn normalise_document(series: Option<&str>, number: &str) -> String {
    let series = series.unwrap_or_default();
    // Nearly every document of an exam is a passport: digits are what they are.
    if [series, number]
        .iter()
        .all(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return [series, number].concat();
    }
    normalise_any(series, number)
}

fn normalise_any(series: &str, number: &str) -> String {
    let joined: String = stripped(series).chain(stripped(number)).collect();
    let (roman, rest) = split_birth_certificate(&joined).unwrap_or((String::new(), &joined));
    roman + &rest.chars().map(latinised).collect::<String>()
}

impl fmt::Display for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.series {
            Some(series) => write!(f, "{series}\u{a0}{}", self.number),
            None => f.write_str(&self.number),
        }
    }
}

impl fmt::Debug for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityDocument({}, …)", self.document_type.code())
    }
}

impl fmt::Display for DocumentPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Series => "Серия",
            Self::Number => "Номер",
        })
    }
}

/// Characters that separate, decorate or do not show; the same for parsing and for the key.
fn stripped(text: &str) -> impl Iterator<Item = char> {
    let kept = |c: &char| {
        !c.is_whitespace()
            && !matches!(
                c,
                '№' | '#' | '-' | '.' | '/' | '\\' | '_' | '\'' | '\u{2010}'..='\u{2015}' | '\u{2212}'
            )
            && !matches!(
                c,
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{306}' | '\u{308}'
            )
    };
    text.chars()
        .filter(kept)
        .flat_map(char::to_uppercase)
        .map(|c| if c == 'Ё' { 'Е' } else { c })
}

fn checked_part(part: DocumentPart, text: &str, limit: usize) -> Result<String, DocumentError> {
    let text: String = stripped(text).collect();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || ('\u{400}'..='\u{52f}').contains(&c);
    if let Some(character) = text.chars().find(|c| !is_allowed(*c)) {
        return Err(DocumentError::ForbiddenCharacter { part, character });
    }
    let actual = text.chars().count();
    if actual > limit {
        return Err(DocumentError::TooLong { part, actual, limit });
    }
    Ok(text)
}

fn fit(
    document_type: DocumentType,
    part: DocumentPart,
    format: PartFormat,
    text: &str,
) -> Result<String, DocumentError> {
    match format {
        PartFormat::Absent if text.is_empty() => Ok(String::new()),
        PartFormat::Absent => Err(DocumentError::NotUsed { document_type, part }),
        _ if text.is_empty() => Err(DocumentError::Missing { document_type, part }),
        PartFormat::Free => Ok(text.to_owned()),
        PartFormat::Digits(expected) => fit_digits(document_type, part, expected, text),
        PartFormat::RomanAndLetters => fit_roman_and_letters(text),
    }
}

fn fit_digits(
    document_type: DocumentType,
    part: DocumentPart,
    expected: usize,
    text: &str,
) -> Result<String, DocumentError> {
    let actual = text.chars().count();
    if !text.chars().all(|c| c.is_ascii_digit()) || actual > expected || actual * 2 < expected {
        return Err(DocumentError::NotDigits {
            document_type,
            part,
            expected,
        });
    }
    if actual < expected {
        let restored = format!("{text:0>expected$}");
        return Err(DocumentError::LeadingZerosLost {
            part,
            actual,
            expected,
            restored,
        });
    }
    Ok(text.to_owned())
}

fn fit_roman_and_letters(text: &str) -> Result<String, DocumentError> {
    let (roman, letters) = split_roman(text).ok_or(DocumentError::NotRomanAndLetters)?;
    let letters: String = letters.chars().map(cyrillicised).collect();
    let all_cyrillic = letters.chars().all(|c| ('А'..='Я').contains(&c));
    if all_cyrillic {
        Ok(format!("{roman}-{letters}"))
    } else {
        Err(DocumentError::NotRomanAndLetters)
    }
}

/// The roman number in one spelling, and the two letters and six digits behind it.
fn split_birth_certificate(joined: &str) -> Option<(String, &str)> {
    let (digits_at, _) = joined.char_indices().rev().nth(5)?;
    let (series, digits) = joined.split_at_checked(digits_at)?;
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (roman, letters) = split_roman(series)?;
    let rest = joined.get(series.len() - letters.len()..)?;
    Some((roman, rest))
}

/// The roman number in one spelling, and exactly two letters behind it.
fn split_roman(series: &str) -> Option<(String, &str)> {
    let (letters_at, _) = series.char_indices().rev().nth(1)?;
    let (roman, letters) = series.split_at_checked(letters_at)?;
    if roman.is_empty() || !letters.chars().all(char::is_alphabetic) {
        return None;
    }
    let roman: Option<String> = roman.chars().map(roman_digits).collect();
    Some((roman?, letters))
}

/// Roman digits as people type them: in Latin, in Cyrillic by look, or with the figure one.
const fn roman_digits(typed: char) -> Option<&'static str> {
    match typed {
        'I' | 'І' | '1' => Some("I"),
        'V' | 'У' | 'Y' => Some("V"),
        'X' | 'Х' => Some("X"),
        'L' => Some("L"),
        'C' | 'С' => Some("C"),
        'П' => Some("II"),
        'Ш' => Some("III"),
        _ => None,
    }
}

/// Cyrillic capitals beside the Latin ones they cannot be told from in print.
const LOOK_ALIKES: [(char, char); 15] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
    ('І', 'I'),
    ('Ѕ', 'S'),
    ('Ј', 'J'),
];

fn latinised(character: char) -> char {
    match character {
        'Й' => 'И',
        other => LOOK_ALIKES
            .iter()
            .find(|pair| pair.0 == other)
            .map_or(other, |pair| pair.1),
    }
}

fn cyrillicised(character: char) -> char {
    LOOK_ALIKES
        .iter()
        .find(|pair| pair.1 == character)
        .map_or(character, |pair| pair.0)
}

#[cfg(test)]
mod tests;
