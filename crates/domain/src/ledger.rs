//! The acquaintance ledger: who was told, when, under signature (kuzbass-4195:2.7; mordovia-187:10.4, 11.2).

use regulations::{ExamKind, Instant, LegalDate};

use crate::codes::coded;

coded! {
    /// Where a ledger stands.
    LedgerState {
        Open = "open", "заполняется";
        HandedIn = "handed-in", "сдана";
    }
}

/// What a line says about one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineEntry {
    /// Nothing entered.
    Empty,
    /// Told at this moment, under signature.
    Told {
        /// When the participant signed.
        at: Instant,
        /// For example that a parent signed.
        note: Option<String>,
    },
    /// Not told, with the reason.
    NotTold {
        /// Why, in the clerk's words.
        reason: String,
    },
}

/// Why a line is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineRefused {
    /// The moment is before the informing organisation had the statement.
    #[error("раньше, чем ведомость передана организации")]
    BeforeHandover,
    /// The moment is in the future.
    #[error("время ещё не наступило")]
    InFuture,
}

/// Checks the moment of one line: not before the statement was handed to the informing organisation, not after `now`.
pub fn check_told_at(at: Instant, handed_over_at: Instant, now: Instant) -> Result<(), LineRefused> {
    if at < handed_over_at {
        return Err(LineRefused::BeforeHandover);
    }
    if at > now {
        return Err(LineRefused::InFuture);
    }
    Ok(())
}

/// The official day of announcement of a ledger's results: the last legal day of the term in which its people are told;
/// `None` of the essay, which has none, and until the term runs. Only in GIA does this day open the window for appeals about
/// scores (mordovia-187:4; kuzbass-gia9:info 6).
///
/// *Reading*: the day belongs to exam and place and follows from the term alone, so a signature, early or late, does not
/// move it, and everybody of the place has the same days to appeal.
pub fn official_day(kind: ExamKind, last_day_of_acquaintance: Option<LegalDate>) -> Option<LegalDate> {
    match kind {
        ExamKind::Essay => None,
        ExamKind::Gia11 | ExamKind::Gia9 => last_day_of_acquaintance,
    }
}

/// May the ledger be handed in? Every line told or with a reason; returns the numbers of lines that are neither.
pub fn lines_in_the_way_of_hand_in(entries: &[LineEntry]) -> Vec<usize> {
    entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| matches!(entry, LineEntry::Empty))
        .map(|(index, _)| index + 1)
        .collect()
}
