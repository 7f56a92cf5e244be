//! What every use case is given: the installation's parts, and on whose behalf and when it acts.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use domain::access::{Action, Actor, Scope};
use regulations::{Instant, Law, LegalDate, Ruleset, Zone};
use storage::directory::Directory;
use storage::files::FileStore;
use storage::keys::KeyStore;
use storage::{StorageError, Store};
use uuid::Uuid;

use crate::commission::in_memory::CommissionMemory;
use crate::error::AppError;
use crate::exam_view::Organisations;
use crate::participants::Roster;
use crate::passwords::Passwords;
use crate::publication_board::PublicationBoard;
use crate::search::SuggestionsNoted;

/// Where the present moment comes from; the binary hands in the system's clock or the demo's.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;

    /// Now, for sessions and waits, which must not jump when a demo's clock is moved.
    fn steady(&self) -> Instant {
        self.now()
    }
}

/// The parts of one installation: one database is one region.
pub struct App {
    /// The working database.
    pub store: Store,
    /// Keys of persons and purposes.
    pub keys: Arc<KeyStore>,
    /// Received files, encrypted.
    pub files: FileStore,
    /// The orders as data.
    pub law: Arc<Law>,
    /// Code of the region, for example `42`.
    pub region_code: String,
    /// The region's zone.
    pub zone: Zone,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Hashes and checks passwords, a few at a time.
    pub passwords: Passwords,
    /// What the look-up serves, as the publisher last told it.
    pub publication_board: PublicationBoard,
    /// Names in memory, refreshed by the change counter.
    pub(crate) directory: RwLock<Arc<Directory>>,
    /// Organisations in memory, refreshed by their change counter.
    pub(crate) organisations: RwLock<Arc<Organisations>>,
    /// The region's list of each exam in memory, as old as the directory.
    pub(crate) rosters: RwLock<HashMap<Uuid, Arc<Roster>>>,
    /// What waits for the commission, refreshed by each exam's change counter.
    pub(crate) commission: CommissionMemory,
    /// Whose suggestions while typing stand in the journal already.
    pub(crate) suggestions_noted: SuggestionsNoted,
}

/// One request on behalf of a signed-in person.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who.
    pub actor: Actor,
    /// When: one moment for the whole request.
    pub now: Instant,
    /// The region's legal day of `now`.
    pub today: LegalDate,
    /// Makes a repeated act one act; forms and API send one with every change.
    pub idempotency_key: Option<String>,
}

impl Request {
    /// The scope of `action`, or the refusal.
    pub fn authorise(&self, action: Action) -> Result<Scope, AppError> {
        Ok(self.actor.authorise(action, self.today)?)
    }

    /// Microseconds UTC of `now`.
    pub fn at(&self) -> i64 {
        self.now.as_micros()
    }

    /// The account that acts.
    pub fn account(&self) -> Uuid {
        self.actor.account.0
    }
}

impl App {
    /// Puts the parts together; the names are read on first use.
    #[expect(
        clippy::too_many_arguments,
        reason = "called once, by the binary's wiring and by tests; each part is its own type"
    )]
    pub fn new(
        store: Store,
        keys: Arc<KeyStore>,
        files: FileStore,
        law: Arc<Law>,
        region_code: String,
        zone: Zone,
        clock: Arc<dyn Clock>,
        passwords: Passwords,
    ) -> Self {
        Self {
            store,
            keys,
            files,
            law,
            region_code,
            zone,
            clock,
            passwords,
            publication_board: PublicationBoard::default(),
            directory: RwLock::new(Arc::new(Directory::default())),
            organisations: RwLock::default(),
            rosters: RwLock::default(),
            commission: CommissionMemory::default(),
            suggestions_noted: SuggestionsNoted::default(),
        }
    }

    /// The rules of this region with the days off of the law's data only; see [`crate::law_in_force`] for users' days.
    pub fn ruleset(&self) -> Result<Ruleset, AppError> {
        self.law
            .ruleset(&self.region_code, None)
            .map_err(|error| AppError::Law(error.to_string()))
    }

    /// The region's legal day of a moment.
    pub fn day_of(&self, at: Instant) -> LegalDate {
        self.zone.local_date(at)
    }

    /// A fresh id.
    pub fn fresh_id(&self, at: Instant) -> Result<Uuid, StorageError> {
        storage::fresh_uuid(at)
    }
}
