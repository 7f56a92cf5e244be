//! Identifiers: UUIDv7 behind one type each, so that a school's id cannot be passed for a person's.

use std::fmt;
use std::str::FromStr;

use regulations::Instant;
use uuid::Uuid;

/// The text is not an identifier of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("это не идентификатор")]
pub struct BadId;

/// Ten random bytes and a moment make an id; both are arguments, so that the same inputs make the same id.
pub fn uuid_v7(at: Instant, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.as_micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Makes the ids of one moment grow by one each: what one act writes lies side by side in every index, in its own order.
/// Another moment begins at another random place, and so does another process.
#[derive(Debug)]
pub struct IdSequence {
    at: Option<Instant>,
    next: u128,
}

/// The highest bit that counts in the lower part of an id. Clear at the start, it leaves room to grow.
const ROOM_TO_GROW: u128 = 1 << 61;

impl IdSequence {
    /// Before the first id.
    pub const NEW: Self = Self { at: None, next: 0 };

    /// The next id of `at`; `random` is asked when the moment is another than the last one.
    ///
    /// # Errors
    /// That of `random`.
    pub fn next<E>(&mut self, at: Instant, random: impl FnOnce() -> Result<[u8; 10], E>) -> Result<Uuid, E> {
        if self.at != Some(at) {
            let mut bytes = [0; 16];
            for (byte, drawn) in bytes.iter_mut().skip(6).zip(random()?) {
                *byte = drawn;
            }
            self.next = u128::from_be_bytes(bytes) & !ROOM_TO_GROW;
            self.at = Some(at);
        }
        let [_, _, _, _, _, _, tail @ ..] = self.next.to_be_bytes();
        self.next += 1;
        Ok(uuid_v7(at, tail))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::parse_str(text).map(Self).map_err(|_| BadId)
            }
        }
    )+};
}

ids! {
    /// A sign-in of a person of staff.
    AccountId,
    /// An appeal.
    AppealId,
    /// An announcement of procedure and schedule.
    AnnouncementId,
    /// A member of the appeals commission or an expert it calls in.
    CommissionPersonId,
    /// One recorded end of processing.
    CompletionId,
    /// One value of a result.
    EditionId,
    /// One exam: kind, subject and date.
    ExamId,
    /// A stored file (sealed).
    FileId,
    /// One received file with its rows.
    ImportId,
    /// A ledger of acquaintance.
    LedgerId,
    /// One participant's line of a ledger.
    LedgerLineId,
    /// A recorded decision that opens the look-up.
    LookupOpeningId,
    /// A day and room in which the appeals commission hears.
    HearingId,
    /// Any organisation.
    OrganisationId,
    /// A key that another system acts with.
    TokenId,
    /// Anybody known by name.
    PersonId,
    /// A saved exchange profile.
    ProfileId,
    /// A protocol of the exam commission.
    ProtocolId,
    /// A person's registration for one exam kind and school year.
    RegistrationId,
    /// An order that names a responsible person.
    ResponsibilityId,
    /// The result of one sitting.
    ResultId,
    /// One registration at one exam.
    SittingId,
    /// A statement of results.
    StatementId,
}
