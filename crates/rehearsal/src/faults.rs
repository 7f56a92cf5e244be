//! What is wrong in the files made for trying errors.

use crate::table::Table;

/// A table with known bad rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyTable {
    pub table: Table,
    /// In the order of the rows; every row not named is good, but for those that a bad one clashes with.
    pub faults: Vec<Fault>,
}

/// One bad row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row in a file with headings in row 1: the first row of data is 2.
    pub file_row: usize,
    /// The row it clashes with, counted alike, where a fault takes two: duplicates, one document of two people. An
    /// import cannot tell which of the two is wrong and may refuse both.
    pub clashes_with: Option<usize>,
    /// The column that is wrong; `None` where the row as a whole is.
    pub heading: Option<&'static str>,
    pub kind: FaultKind,
}

/// Kinds of bad rows. The doc of each says how the row came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// A well-formed code that no organisation has.
    UnknownOrganisation,
    /// A participant code and document nobody registered.
    UnregisteredPerson,
    /// Criterion 1 or 2 failed and the result is зачет.
    PassContradictsCriteria,
    /// Everything passed and the result is незачет.
    FailContradictsCriteria,
    /// Requirement 1 failed and a criterion is зачет.
    CriterionAfterFailedRequirement,
    /// Neither result nor outcome.
    ResultMissing,
    /// «Не явился» beside marks.
    MarksBesideOutcome,
    /// A word that is no mark.
    UnknownMark,
    /// A word that is no outcome.
    UnknownOutcome,
    /// Neither 20 nor 21.
    UnknownWorkType,
    /// Exposition for somebody not entitled to it (kirov-1497:2.3).
    ExpositionWithoutRight,
    /// A topic number longer than the form has cells.
    TopicTooLong,
    /// The zero in front lost: five digits of six.
    PassportNumberTooShort,
    /// A registration without a document number.
    DocumentNumberMissing,
    /// A result with neither participant code nor document number.
    NobodyNamed,
    /// One Latin letter among Cyrillic ones.
    LatinLetterInSurname,
    /// More than 80 letters.
    SurnameTooLong,
    /// The same document as another person of the file.
    TwoPeopleOneDocument,
    /// The same day of the year before.
    WrongExamDate,
    /// 31 February.
    ImpossibleDate,
    /// Born after the exam.
    BornInFuture,
    /// The whole row once more.
    DuplicateRow,
    /// The same participant with other values.
    ConflictingDuplicate,
    /// The same code as another row.
    DuplicateCode,
    /// A word that is no category.
    UnknownCategory,
    /// A word that is no kind of organisation.
    UnknownKind,
    /// A code of a wrong length.
    MalformedCode,
    /// No name.
    NameMissing,
    /// A superior that is not there.
    UnknownParent,
    /// Its own superior.
    OwnParent,
    /// A zone no list has.
    UnknownZone,
}

impl FaultKind {
    /// Whether the row clashes with an earlier one.
    pub const fn takes_two_rows(self) -> bool {
        matches!(
            self,
            Self::DuplicateRow | Self::ConflictingDuplicate | Self::DuplicateCode | Self::TwoPeopleOneDocument
        )
    }

    /// Whether the row is seen to be wrong from the file alone, without what is already stored.
    pub const fn shows_in_the_file(self) -> bool {
        !matches!(
            self,
            Self::UnknownOrganisation | Self::UnregisteredPerson | Self::WrongExamDate | Self::UnknownParent
        )
    }
}
