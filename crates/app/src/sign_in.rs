//! Signing in and out, and who a session speaks for.
//!
//! Sessions live on the server: the cookie holds 32 random bytes, the database their keyed hash. A session is bound to the
//! account's policy epoch, so that any change of rights ends it at the next request. Failures slow the account and the
//! address, and never lock them.

use domain::access::{Actor, ResponsibilityOrder, Role};
use domain::ids::{AccountId, OrganisationId, PersonId};
use domain::organisation::OrganisationKind;
use regulations::Instant;
use serde_json::json;
use storage::accounts::{self, AppointedAccountRow, ResponsiblePersonRow};
use storage::journal::{self, Author};
use storage::keys::Purpose;
use storage::sessions::{self, SessionRow, ThrottleRow};
use storage::{StorageError, Tx, boxed};

use crate::act::event;
use crate::context::App;
use crate::error::AppError;
use crate::passwords::Verdict;
use crate::workplace::Workplace;

/// Idle for so many minutes: ended.
const IDLE_MINUTES: i64 = 30;
/// After so many minutes a session ends in any case.
const LONGEST_MINUTES: i64 = 12 * 60;
/// Wait in seconds after the n-th failure in a row (promise 12); after the last the wait stays.
const WAITS: [i64; 8] = [0, 0, 1, 3, 5, 10, 30, 60];
/// Failures are forgotten after so many minutes without a new one.
const FORGET_MINUTES: i64 = 60;
/// One address may fail so often in an hour before it waits.
const ADDRESS_FREE_FAILURES: i64 = 30;

/// A fresh session: the token goes into the cookie and nowhere else.
#[derive(Clone)]
pub struct NewSession {
    /// 32 random bytes, hex.
    pub token: String,
}

/// Who a request's cookie speaks for.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// On whose behalf acts happen.
    pub actor: Actor,
    /// Post in words.
    pub position: String,
    /// The form token of this session, against forged requests.
    pub form_token: String,
    /// What stands around every page.
    pub workplace: Workplace,
}

impl App {
    /// Checks login and password; opens a session. The same answer and the same time for an unknown login, a blocked
    /// account and a wrong password. [`AppError::TooMany`] while the account or the address must wait: nothing is evaluated.
    pub async fn sign_in(&self, login: &str, password: &str, address: &str) -> Result<NewSession, AppError> {
        let now = self.clock.steady();
        let login = login.trim().to_lowercase();
        let account_key = self.throttle_key("sign-in-account", &login);
        let address_key = self.throttle_key("sign-in-address", address);
        let keys = (account_key.as_slice(), address_key.as_slice());
        self.refuse_while_waiting(&[keys.0, keys.1], now).await?;
        let found = self
            .store
            .read(&login, |tx, login| {
                boxed(async move { Ok::<_, AppError>(accounts::by_login(tx, login).await?) })
            })
            .await?;
        let usable = found.filter(|row| row.account.state == "active");
        let stored = usable.as_ref().and_then(|row| row.account.password_hash.as_deref());
        let verdict = self
            .passwords
            .verify(password, stored)
            .await
            .map_err(|error| AppError::NotNow(error.to_string()))?;
        match usable {
            Some(row) if verdict != Verdict::Wrong => {
                if verdict == Verdict::RightButHashAnew {
                    self.hash_anew(&row, password).await?;
                }
                self.open_session(&row, keys.0, now).await
            }
            _ => {
                self.note_failure(keys, now).await?;
                Err(AppError::field(
                    "password",
                    "Логин или пароль не подходят. Проверьте раскладку клавиатуры и повторите",
                ))
            }
        }
    }

    /// The signed-in person behind a cookie; `None` when the session is unknown, ended, idle too long, or of an older epoch.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>, AppError> {
        let now = self.clock.steady();
        let hash = self.token_hash(token);
        let found = self
            .store
            .read(&(self, hash.as_slice(), now), |tx, (app, hash, now)| {
                boxed(async move { app.load_session(tx, hash, *now).await })
            })
            .await?;
        let Some((signed_in, last_seen)) = found else {
            return Ok(None);
        };
        if now.minutes_since(last_seen) >= 1 {
            self.store
                .write(&(hash.as_slice(), now), |tx, (hash, now)| {
                    boxed(async move { Ok::<_, AppError>(sessions::seen(tx, hash, now.as_micros()).await?) })
                })
                .await?;
        }
        Ok(Some(SignedIn {
            form_token: self.form_token(token),
            ..signed_in
        }))
    }

    /// The actor of an account, outside any session: for commands and the demo's builder.
    pub async fn actor_of_account(&self, account: uuid::Uuid) -> Result<Actor, AppError> {
        self.store
            .read(&account, |tx, account| {
                boxed(async move {
                    let row = accounts::find(tx, *account).await?.ok_or(AppError::NotFound)?;
                    let orders = accounts::orders(tx, *account).await?;
                    actor_of(&row, &orders)
                })
            })
            .await
    }

    async fn load_session(
        &self,
        tx: &mut Tx,
        hash: &[u8],
        now: Instant,
    ) -> Result<Option<(SignedIn, Instant)>, AppError> {
        let Some(session) = sessions::find(tx, hash).await? else {
            return Ok(None);
        };
        let last_seen = Instant::from_micros(session.last_seen_at);
        let too_old = now.minutes_since(Instant::from_micros(session.created_at)) >= LONGEST_MINUTES;
        if session.ended_at.is_some() || too_old || now.minutes_since(last_seen) >= IDLE_MINUTES {
            return Ok(None);
        }
        let Some(row) = accounts::find(tx, session.account_id).await? else {
            return Ok(None);
        };
        if row.account.state != "active" || row.account.policy_epoch != session.policy_epoch {
            return Ok(None);
        }
        let orders = accounts::orders(tx, row.account.id).await?;
        let actor = actor_of(&row, &orders)?;
        let workplace = self.workplace_in(tx, &actor, row.account.login).await?;
        Ok(Some((
            SignedIn {
                actor,
                workplace,
                position: row.position,
                form_token: String::new(),
            },
            last_seen,
        )))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        let hash = self.token_hash(token);
        self.store
            .write(&(hash.as_slice(), now), |tx, (hash, now)| {
                boxed(async move {
                    let Some(session) = sessions::find(tx, hash).await? else {
                        return Ok(());
                    };
                    sessions::end(tx, hash, now.as_micros()).await?;
                    let author = Author {
                        account: Some(session.account_id),
                        organisation: None,
                        at: now.as_micros(),
                    };
                    journal::append(
                        tx,
                        author,
                        &event("signed-out", "account", Some(session.account_id), json!({})),
                    )
                    .await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    async fn open_session(
        &self,
        row: &AppointedAccountRow,
        account_key: &[u8],
        now: Instant,
    ) -> Result<NewSession, AppError> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| StorageError::Damaged("random"))?;
        let token = hex::encode(bytes);
        let session = SessionRow {
            token_hash: self.token_hash(&token),
            account_id: row.account.id,
            policy_epoch: row.account.policy_epoch,
            created_at: now.as_micros(),
            last_seen_at: now.as_micros(),
            ended_at: None,
        };
        let organisation = row.organisation_id;
        let acted_at = self.clock.now().as_micros();
        self.store
            .write(
                &(&session, account_key, organisation, acted_at),
                |tx, (session, account_key, organisation, acted_at)| {
                    boxed(async move {
                        sessions::insert(tx, session).await?;
                        sessions::clear_throttle(tx, account_key).await?;
                        let author = Author {
                            account: Some(session.account_id),
                            organisation: Some(*organisation),
                            at: *acted_at,
                        };
                        journal::append(
                            tx,
                            author,
                            &event("signed-in", "account", Some(session.account_id), json!({})),
                        )
                        .await?;
                        Ok::<_, AppError>(())
                    })
                },
            )
            .await?;
        Ok(NewSession { token })
    }

    async fn hash_anew(&self, row: &AppointedAccountRow, password: &str) -> Result<(), AppError> {
        let hash = self.hash_password(password).await?;
        self.store
            .write(&(row.account.id, hash), |tx, (id, hash)| {
                boxed(async move { Ok::<_, AppError>(accounts::rehash(tx, *id, hash).await?) })
            })
            .await
    }

    /// Argon2id of a new password under a fresh salt.
    pub async fn hash_password(&self, password: &str) -> Result<String, AppError> {
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|_| StorageError::Damaged("random"))?;
        self.passwords
            .hash(password, salt)
            .await
            .map_err(|error| AppError::NotNow(error.to_string()))
    }

    fn token_hash(&self, token: &str) -> Vec<u8> {
        self.keys
            .purpose_key(Purpose::SessionToken)
            .keyed_hash(&[token.as_bytes()])
            .to_vec()
    }

    fn form_token(&self, token: &str) -> String {
        hex::encode(
            self.keys
                .purpose_key(Purpose::FormToken)
                .keyed_hash(&[token.as_bytes()]),
        )
    }

    pub(crate) fn throttle_key(&self, what: &str, value: &str) -> Vec<u8> {
        self.keys
            .purpose_key(Purpose::AddressIndex)
            .keyed_hash(&[what.as_bytes(), value.as_bytes()])
            .to_vec()
    }

    /// [`AppError::TooMany`] while any of these throttles says to wait.
    pub(crate) async fn refuse_while_waiting(&self, keys: &[&[u8]], now: Instant) -> Result<(), AppError> {
        let latest = self
            .store
            .read(&keys, |tx, keys| {
                boxed(async move {
                    let mut latest = i64::MIN;
                    for key in keys.iter() {
                        if let Some(row) = sessions::throttle(tx, key).await? {
                            latest = latest.max(row.allowed_at);
                        }
                    }
                    Ok::<_, AppError>(latest)
                })
            })
            .await?;
        if latest > now.as_micros() {
            Err(AppError::TooMany(seconds_until(latest, now)))
        } else {
            Ok(())
        }
    }

    async fn note_failure(&self, keys: (&[u8], &[u8]), now: Instant) -> Result<(), AppError> {
        self.store
            .write(&(keys, now), |tx, (keys, now)| {
                boxed(async move {
                    for (key, free) in [(keys.0, 0), (keys.1, ADDRESS_FREE_FAILURES)] {
                        let stored = sessions::throttle(tx, key).await?;
                        sessions::put_throttle(tx, &after_failure(key, stored, free, *now)).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}

fn seconds_until(at: i64, now: Instant) -> i64 {
    (at - now.as_micros()).div_euclid(1_000_000) + 1
}

/// The throttle after one more failure; the first `free` failures cost nothing.
pub(crate) fn after_failure(key: &[u8], stored: Option<ThrottleRow>, free: i64, now: Instant) -> ThrottleRow {
    let forgotten =
        |row: &ThrottleRow| now.minutes_since(Instant::from_micros(row.window_started_at)) >= FORGET_MINUTES;
    let failures = stored.filter(|row| !forgotten(row)).map_or(0, |row| row.failures) + 1;
    let step = usize::try_from((failures - free).max(0)).unwrap_or(0);
    let wait = WAITS.get(step).or(WAITS.last()).copied().unwrap_or(0);
    ThrottleRow {
        key: key.to_vec(),
        failures,
        window_started_at: now.as_micros(),
        allowed_at: now.plus_seconds(wait).as_micros(),
    }
}

/// The actor of a stored account.
pub fn actor_of(row: &AppointedAccountRow, orders: &[ResponsiblePersonRow]) -> Result<Actor, AppError> {
    let own = orders
        .iter()
        .filter(|order| order.organisation_id == row.organisation_id);
    Ok(Actor {
        account: AccountId(row.account.id),
        person: PersonId(row.account.person_id),
        role: Role::from_code(&row.role)?,
        organisation: OrganisationId(row.organisation_id),
        organisation_kind: OrganisationKind::from_code(&row.organisation_kind)?,
        orders: own.map(order_of).collect::<Result<_, _>>()?,
        token: None,
    })
}

fn order_of(row: &ResponsiblePersonRow) -> Result<ResponsibilityOrder, AppError> {
    let day = |text: &str| {
        text.parse()
            .map_err(|_| AppError::Storage(StorageError::Damaged("responsible_person")))
    };
    Ok(ResponsibilityOrder {
        number: row.order_number.clone(),
        date: day(&row.order_date)?,
        valid_from: day(&row.valid_from)?,
        valid_to: row.valid_to.as_deref().map(day).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_slow_step_by_step_and_are_forgotten() {
        let mut now = Instant::from_seconds(1_000_000);
        let mut stored = None;
        for expected in [0, 1, 3, 5, 10, 30, 60, 60] {
            let row = after_failure(b"k", stored, 0, now);
            assert_eq!(
                row.allowed_at,
                now.plus_seconds(expected).as_micros(),
                "failure {}",
                row.failures
            );
            stored = Some(row);
        }
        now = now.plus_minutes(FORGET_MINUTES);
        assert_eq!(after_failure(b"k", stored, 0, now).failures, 1);
    }
}
