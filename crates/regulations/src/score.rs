//! What a score is made of: form of exam, subject, primary score, test score, mark, a task's number on the form.

use std::fmt;

use crate::codes::coded;
use crate::vocabulary::ExamKind;

coded! {
    /// How a subject of GIA is sat; every form has scales of its own.
    ExamForm {
        Ege = "ege", "ЕГЭ";
        Gve11 = "gve-11", "ГВЭ-11";
        Oge = "oge", "ОГЭ";
        Gve9 = "gve-9", "ГВЭ-9";
    }
}

impl ExamForm {
    /// The kind of exam that is sat in this form.
    pub const fn kind(self) -> ExamKind {
        match self {
            Self::Ege | Self::Gve11 => ExamKind::Gia11,
            Self::Oge | Self::Gve9 => ExamKind::Gia9,
        }
    }
}

coded! {
    /// A mark of GIA-9, of ГВЭ and of basic mathematics, 2 to 5; a better mark is greater.
    Mark {
        Two = "2", "неудовлетворительно";
        Three = "3", "удовлетворительно";
        Four = "4", "хорошо";
        Five = "5", "отлично";
    }
}

impl Mark {
    /// 2 to 5.
    pub const fn number(self) -> u8 {
        match self {
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
        }
    }

    /// The mark of this number.
    pub fn new(number: i64) -> Result<Self, NotAScore> {
        Self::ALL
            .iter()
            .copied()
            .find(|mark| i64::from(mark.number()) == number)
            .ok_or(NotAScore::Mark(number))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// A number that is no score of its kind: what is wrong and what may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAScore {
    #[error("код предмета «{0}» не годится: нужно число от 1 до 99. Исправьте код по справочнику предметов")]
    Subject(i64),
    #[error("первичный балл «{0}» не годится: нужно целое число от 0 до 999. Исправьте балл")]
    Primary(i64),
    #[error("тестовый балл «{0}» не годится: нужно целое число от 0 до 100. Исправьте балл")]
    Test(i64),
    #[error("отметка «{0}» не годится: бывает 2, 3, 4 или 5. Исправьте отметку")]
    Mark(i64),
}

/// Code of a subject, 1 to 99 (domain-facts 3.1). The form tells codes of ЕГЭ and ОГЭ apart where they mean different
/// subjects; names are data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectCode(u8);

impl SubjectCode {
    pub fn new(number: i64) -> Result<Self, NotAScore> {
        match u8::try_from(number) {
            Ok(code) if (1..=99).contains(&code) => Ok(Self(code)),
            _ => Err(NotAScore::Subject(number)),
        }
    }

    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for SubjectCode {
    /// Two digits, as on forms: `01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// Sum of the points given by the experts and by the machine, 0 to 999; the scale says how many there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrimaryScore(u16);

impl PrimaryScore {
    pub fn new(number: i64) -> Result<Self, NotAScore> {
        match u16::try_from(number) {
            Ok(points) if points <= 999 => Ok(Self(points)),
            _ => Err(NotAScore::Primary(number)),
        }
    }

    pub const fn number(self) -> u16 {
        self.0
    }

    /// The last primary score of a table of so many rows that begins with nought.
    pub(crate) fn last_of(rows: usize) -> Self {
        Self(u16::try_from(rows.saturating_sub(1)).unwrap_or(u16::MAX))
    }
}

impl fmt::Display for PrimaryScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A score on the hundred-point scale, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestScore(u8);

impl TestScore {
    /// The top of every scale of test scores.
    pub const HUNDRED: Self = Self(100);

    pub fn new(number: i64) -> Result<Self, NotAScore> {
        match u8::try_from(number) {
            Ok(score) if score <= 100 => Ok(Self(score)),
            _ => Err(NotAScore::Test(number)),
        }
    }

    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for TestScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A text that names no task of a work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("номер задания «{text}» не годится: нужны буквы, цифры, точка или дефис, не больше восьми знаков")]
pub struct NotATask {
    pub text: String,
}

/// Bytes of the longest code: eight letters of most alphabets.
const TASK_BYTES: usize = 24;

/// How a task or criterion is called on the form: «15», «ГК1». Files have some thirty of them a row, so they are kept in
/// place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskCode {
    bytes: [u8; TASK_BYTES],
    length: u8,
}

impl TaskCode {
    /// 1 to 8 letters, digits, points or hyphens; small letters become capitals, so that «гк1» is «ГК1».
    pub fn new(text: &str) -> Result<Self, NotATask> {
        let code = text.trim().to_uppercase();
        let length = code.chars().count();
        let is_plain = code
            .chars()
            .all(|sign| sign.is_alphanumeric() || sign == '.' || sign == '-');
        let kept = Self::keep(&code).filter(|_| (1..=8).contains(&length) && is_plain);
        kept.ok_or_else(|| NotATask { text: text.to_owned() })
    }

    /// The task of this number.
    pub fn numbered(number: u8) -> Self {
        let mut code = Self {
            bytes: [0; TASK_BYTES],
            length: 0,
        };
        let digits = [number / 100, number / 10 % 10, number % 10];
        let leading = digits.iter().take(2).take_while(|digit| **digit == 0).count();
        for (slot, digit) in code.bytes.iter_mut().zip(digits.iter().skip(leading)) {
            *slot = b'0' + digit;
            code.length += 1;
        }
        code
    }

    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        // What was kept was a text.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    fn keep(text: &str) -> Option<Self> {
        let mut bytes = [0; TASK_BYTES];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { bytes, length })
    }
}

impl fmt::Debug for TaskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for TaskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
