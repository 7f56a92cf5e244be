//! The code page of a .dbf: what the file says, what the profile says, and what the text looks like.

use encoding_rs::{Encoding, IBM866, WINDOWS_1251};
use serde::{Deserialize, Serialize};

use crate::table::TableError;

/// The code pages of Russian .dbf files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DbfCodePage {
    #[serde(rename = "866")]
    Dos866,
    #[serde(rename = "1251")]
    Windows1251,
}

impl DbfCodePage {
    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dos866 => "DOS (866)",
            Self::Windows1251 => "Windows-1251",
        }
    }

    pub(super) const fn table(self) -> &'static Encoding {
        match self {
            Self::Dos866 => IBM866,
            Self::Windows1251 => WINDOWS_1251,
        }
    }

    /// By the language driver byte; other bytes speak of pages that have no Russian letters, which programs write without
    /// a thought.
    const fn of_driver(driver: u8) -> Option<Self> {
        match driver {
            0x26 | 0x65 => Some(Self::Dos866),
            0xc9 => Some(Self::Windows1251),
            _ => None,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Dos866 => Self::Windows1251,
            Self::Windows1251 => Self::Dos866,
        }
    }
}

/// Fewer letters tell nothing.
const FEWEST_LETTERS: usize = 8;

/// The page to read by; none for a file without a letter beyond ASCII. A page that the text plainly contradicts is
/// refused, unless the profile asks for the likely one against the file's own word.
pub(super) fn code_page(
    driver: u8,
    of_profile: Option<DbfCodePage>,
    sample: &[u8],
) -> Result<Option<DbfCodePage>, TableError> {
    let of_file = DbfCodePage::of_driver(driver);
    let Some(stated) = of_file.or(of_profile) else {
        return if sample.is_ascii() {
            Ok(None)
        } else {
            Err(TableError::CodePageUnknown)
        };
    };
    let likely = stated.other();
    let (letters, strange) = letters_and_strange(stated, sample);
    let (_, strange_there) = letters_and_strange(likely, sample);
    let is_contradicted = letters + strange >= FEWEST_LETTERS && strange_there == 0 && strange * 5 > letters + strange;
    match (is_contradicted, of_profile) {
        (true, Some(page)) if page == likely => Ok(Some(likely)),
        (true, _) => Err(TableError::WrongCodePage {
            stated: stated.name(),
            likely: likely.name(),
        }),
        (false, _) => Ok(Some(stated)),
    }
}

/// How many signs beyond ASCII are Russian text, and how many are not.
fn letters_and_strange(page: DbfCodePage, sample: &[u8]) -> (usize, usize) {
    let text = page.table().decode_without_bom_handling(sample).0;
    let beyond = text.chars().filter(|sign| !sign.is_ascii());
    let (letters, strange): (Vec<char>, Vec<char>) =
        beyond.partition(|sign| matches!(sign, 'А'..='я' | 'Ё' | 'ё' | '№' | '«' | '»' | '–' | '—' | '\u{a0}'));
    (letters.len(), strange.len())
}
