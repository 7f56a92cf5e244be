//! The ledger of acquaintance: thirty lines filled in by keyboard.

use askama::Template;

use crate::components::{Act, Clock, ErrorSummary, Link, Phrase, PostForm, Progress};
use crate::page::Shell;

/// One ledger, open for entry or closed.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ledger.html")]
pub struct LedgerPage {
    pub shell: Shell,
    /// «Ознакомление 11 «А» под подпись»
    pub heading: String,
    /// School, exam, number of the ledger, moment.
    pub sub: String,
    pub errors: Option<ErrorSummary>,
    /// Somebody else saved meanwhile.
    pub conflict: Option<LedgerConflict>,
    pub clock: Clock,
    pub mode: LedgerMode,
    /// None when there is nothing left to fill in or the ledger is closed.
    pub bulk: Option<BulkEntry>,
    pub progress: Progress,
    /// Carries the row version; inputs are `told-<n>`, `time-<n>`, `date-<n>`, `note-<n>` for line n.
    pub form: PostForm,
    pub lines: Vec<LedgerLine>,
    /// The A4 ledger and other files.
    pub prints: Vec<Link>,
    /// «Сохранено в 12:41»; empty before the first save.
    pub saved: String,
    /// The way to the hand-in's preview; none tells why not yet in [`LedgerPage::hand_in_note`].
    pub hand_in: Option<Act>,
    /// «Сдать ведомость можно, когда внесены все 30 или указана причина.»
    pub hand_in_note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerMode {
    Entry,
    /// Handed in with everybody told, or shown to somebody who only watches.
    ReadOnly,
}

/// «Внести сразу всем, кроме…».
#[derive(Debug, Clone)]
pub struct BulkEntry {
    /// Posts `date`, `time`, `except`.
    pub form: PostForm,
    /// «16.12.2026»
    pub date: String,
    /// «10:05»
    pub time: String,
    /// «14, 23, 27»
    pub except: String,
    /// What is wrong with the three; empty for nothing.
    pub error: String,
    /// «Заполнить 27 строк»
    pub button: String,
}

/// One participant of the ledger.
#[derive(Debug, Clone)]
pub struct LedgerLine {
    pub number: u32,
    pub name: String,
    /// Where the name leads; empty for plain text.
    pub href: String,
    /// «зачёт», «незачёт» as a tag.
    pub result: Phrase,
    pub told: Told,
    pub entry: LineEntry,
    /// «10:05»
    pub time: String,
    /// «16.12.2026»
    pub date: String,
    /// Note; for a participant not told, the reason.
    pub note: String,
    pub fault: Option<LineFault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Yes,
    No,
}

/// May the line still be changed?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEntry {
    Open,
    /// Told before the ledger was handed in: shown, not asked.
    Fixed,
}

/// What is wrong in a line and with which input.
#[derive(Debug, Clone)]
pub struct LineFault {
    pub input: LineInput,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineInput {
    Told,
    Time,
    Date,
    Note,
}

/// What another person saved while this one was typing.
#[derive(Debug, Clone)]
pub struct LedgerConflict {
    /// «Рудакова Е. С. сохранила ведомость в 12:40»
    pub who_and_when: String,
    /// One line per difference: what is theirs, what is yours.
    pub differences: Vec<Phrase>,
    /// What to do now.
    pub advice: String,
}

impl LedgerPage {
    /// Id of the input an error summary leads to.
    pub fn input_id(line: u32, input: LineInput) -> String {
        let stem = match input {
            LineInput::Told => "told",
            LineInput::Time => "time",
            LineInput::Date => "date",
            LineInput::Note => "note",
        };
        format!("{stem}-{line}")
    }

    fn is_entry(&self) -> bool {
        self.mode == LedgerMode::Entry
    }
}

impl LedgerLine {
    fn is_told(&self) -> bool {
        self.told == Told::Yes
    }

    fn is_fixed(&self) -> bool {
        self.entry == LineEntry::Fixed
    }

    fn row_class(&self) -> &'static str {
        match (&self.fault, self.told) {
            (Some(_), _) => "is-err",
            (None, Told::No) => "is-open",
            (None, Told::Yes) => "",
        }
    }

    /// Attributes for assistive technology and look of one input.
    fn fault_at(&self, input: LineInput) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault.input == input)
    }
}
