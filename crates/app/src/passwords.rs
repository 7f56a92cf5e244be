//! Passwords of staff: what may be one, how one is kept, how one is checked.
//!
//! Kept as Argon2id with a pepper that stands outside the database. Hashing is dear on purpose, so only a few run at a
//! time, away from the threads that answer requests; the rest wait.

mod policy;

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _};
use argon2::{Algorithm, Argon2, Params, PasswordVerifier as _, Version};
use storage::keys::PurposeKey;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

pub use policy::{LONGEST_PASSWORD, PasswordProblem, SecondFactor, check_new_password};

/// Length of a salt, in bytes. Make a new one for every hash.
pub const SALT_BYTES: usize = 16;

/// Stored hashes asking for more than this are not of our making; computing them would be an attack on ourselves.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 8;

/// What one hash costs and how many may run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingParameters {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    pub at_once: usize,
}

impl HashingParameters {
    /// 46 MiB, one pass, one lane: about 0.1 s and no more than 368 MiB in all.
    pub const PRODUCTION: Self = Self {
        memory_kib: 46 * 1024,
        passes: 1,
        lanes: 1,
        at_once: 8,
    };
}

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Right, but kept with other parameters than today's: hash it anew and store that.
    RightButHashAnew,
    Wrong,
}

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("Хэш пароля в базе не читается. Задайте пользователю новый пароль")]
    UnreadableHash,
    #[error("Параметры хэширования паролей недопустимы: {0}")]
    BadParameters(argon2::Error),
    #[error("Проверка пароля не выполнена: сервер останавливается или не хватило памяти. Повторите")]
    Unavailable,
}

/// Hashes and checks passwords. Cheap to clone; all clones share one queue.
#[derive(Clone)]
pub struct Passwords {
    shared: Arc<Shared>,
    places: Arc<Semaphore>,
}

struct Shared {
    params: Params,
    pepper: PurposeKey,
}

impl Passwords {
    /// `pepper` is the key of `Purpose::PasswordPepper`.
    pub fn new(parameters: HashingParameters, pepper: PurposeKey) -> Result<Self, PasswordError> {
        let params = Params::new(parameters.memory_kib, parameters.passes, parameters.lanes, None)
            .map_err(PasswordError::BadParameters)?;
        let places = Arc::new(Semaphore::new(parameters.at_once.max(1)));
        Ok(Self {
            shared: Arc::new(Shared { params, pepper }),
            places,
        })
    }

    /// The text to store, in the PHC form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. The salt is random and used once.
    pub async fn hash(&self, password: &str, salt: [u8; SALT_BYTES]) -> Result<String, PasswordError> {
        self.in_turn(password, move |shared, password| shared.hash(password, &salt))
            .await
    }

    /// Checks a password against what is stored. `None` is for a login that does not exist or has no password: it costs
    /// the same time and is always wrong, so that the answer does not tell whether the login exists.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verdict, PasswordError> {
        let stored = stored.map(str::to_owned);
        self.in_turn(password, move |shared, password| match stored {
            Some(stored) => shared.verify(password, &stored),
            None => shared.hash(password, &[0; SALT_BYTES]).map(|_| Verdict::Wrong),
        })
        .await
    }

    /// Whether a stored hash was made with other parameters than today's.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        PasswordHash::new(stored).map_or(true, |hash| self.shared.differs_from_today(&hash))
    }

    /// Waits for a free place, then works on a thread for blocking work. The place is held until the work ends, even
    /// when nobody waits for it any more.
    async fn in_turn<T: Send + 'static>(
        &self,
        password: &str,
        work: impl FnOnce(&Shared, &[u8]) -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let password = Zeroizing::new(password.to_owned());
        let shared = Arc::clone(&self.shared);
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(|_| PasswordError::Unavailable)?;
        let task = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&shared, password.as_bytes())
        });
        task.await.map_err(|_| PasswordError::Unavailable)?
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Passwords")
            .field("params", &self.shared.params)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn hash(&self, password: &[u8], salt: &[u8]) -> Result<String, PasswordError> {
        let hash = self
            .argon2()?
            .hash_password_with_salt(password, salt)
            .map_err(|_| PasswordError::Unavailable)?;
        Ok(hash.to_string())
    }

    fn verify(&self, password: &[u8], stored: &str) -> Result<Verdict, PasswordError> {
        let hash = PasswordHash::new(stored).map_err(|_| PasswordError::UnreadableHash)?;
        refuse_excessive(&hash)?;
        match self.argon2()?.verify_password(password, &hash) {
            Ok(()) if self.differs_from_today(&hash) => Ok(Verdict::RightButHashAnew),
            Ok(()) => Ok(Verdict::Right),
            Err(HashError::PasswordInvalid) => Ok(Verdict::Wrong),
            Err(HashError::OutOfMemory) => Err(PasswordError::Unavailable),
            Err(_) => Err(PasswordError::UnreadableHash),
        }
    }

    fn differs_from_today(&self, hash: &PasswordHash) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let today = hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && Params::try_from(hash).is_ok_and(|params| cost(&params) == cost(&self.params));
        !today
    }

    fn argon2(&self) -> Result<Argon2<'_>, PasswordError> {
        let (secret, params) = (self.pepper.expose_secret(), self.params.clone());
        Argon2::new_with_secret(secret, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(PasswordError::BadParameters)
    }
}

fn refuse_excessive(hash: &PasswordHash) -> Result<(), PasswordError> {
    let params = Params::try_from(hash).map_err(|_| PasswordError::UnreadableHash)?;
    let bearable =
        params.m_cost() <= MOST_MEMORY_KIB && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES;
    if bearable {
        Ok(())
    } else {
        Err(PasswordError::UnreadableHash)
    }
}

#[cfg(test)]
mod tests;
