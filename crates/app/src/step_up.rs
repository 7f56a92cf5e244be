//! The password once more before an act that cannot be undone (promise 14): a use case that needs it takes a
//! [`CheckedPassword`], and only a right password makes one.

use domain::access::Refusal;
use domain::ids::AccountId;
use regulations::Instant;
use serde_json::json;
use storage::accounts::{self, AccountRow};
use storage::journal::{self, Author, Event};
use storage::{boxed, sessions};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::passwords::Verdict;
use crate::sign_in::after_failure;

/// Longer ago than this the password has to be typed again.
const FRESH_MINUTES: i64 = 5;

/// Proof that the account's password was typed and right a moment ago. It belongs to one account and grows old.
#[derive(Debug)]
pub struct CheckedPassword {
    account: AccountId,
    at: Instant,
}

impl App {
    /// Checks the password of whoever acts once more, before an act on `object` (kind and id, for the journal). A wrong one
    /// slows the account as a wrong sign-in does, and is journalled without the password.
    ///
    /// Errors: [`AppError::Invalid`] at `password` for none or a wrong one; [`AppError::TooMany`] while the account must wait,
    /// when nothing is evaluated; [`AppError::Refused`] for a program with a token: a program has no password.
    pub async fn check_password_again(
        &self,
        request: &Request,
        password: &str,
        object: (&'static str, Uuid),
    ) -> Result<CheckedPassword, AppError> {
        if let Some(token) = request.actor.token {
            return Err(Refusal::NotForThisToken(token.purpose).into());
        }
        if password.is_empty() {
            let words = "Впишите свой пароль: без него действие не\u{a0}выполняется, ничего не\u{a0}записано";
            return Err(AppError::field("password", words));
        }
        let now = self.clock.steady();
        let row = self.account_of(request).await?;
        let key = self.throttle_key("sign-in-account", &row.login);
        self.refuse_while_waiting(&[&key], now).await?;
        let stored = row.password_hash.as_deref().filter(|_| row.state != "blocked");
        let verdict = self
            .passwords
            .verify(password, stored)
            .await
            .map_err(|error| AppError::NotNow(error.to_string()))?;
        if verdict == Verdict::Wrong {
            self.note_wrong_password(request, &key, object, now).await?;
            let words = "Пароль не\u{a0}подходит, ничего не\u{a0}записано. Проверьте раскладку клавиатуры и\u{a0}впишите пароль ещё раз";
            return Err(AppError::field("password", words));
        }
        self.forget_failures(&key).await?;
        Ok(CheckedPassword {
            account: request.actor.account,
            at: now,
        })
    }

    /// Refuses a proof of somebody else's password, and one that has grown old.
    pub(crate) fn must_be_fresh(&self, request: &Request, checked: &CheckedPassword) -> Result<(), AppError> {
        let is_fresh = self.clock.steady().minutes_since(checked.at) < FRESH_MINUTES;
        if checked.account == request.actor.account && is_fresh {
            Ok(())
        } else {
            Err(AppError::field(
                "password",
                "Пароль вписан давно, ничего не\u{a0}записано. Впишите его ещё раз",
            ))
        }
    }

    async fn account_of(&self, request: &Request) -> Result<AccountRow, AppError> {
        let account = request.account();
        self.store
            .read(&account, |tx, account| {
                boxed(async move { accounts::find(tx, *account).await?.ok_or(AppError::NotFound) })
            })
            .await
            .map(|row| row.account)
    }

    async fn note_wrong_password(
        &self,
        request: &Request,
        key: &[u8],
        (kind, id): (&'static str, Uuid),
        now: Instant,
    ) -> Result<(), AppError> {
        let author = Author {
            account: Some(request.account()),
            organisation: Some(request.actor.organisation.0),
            at: request.at(),
        };
        let refusal: Event = event("password-again-refused", kind, Some(id), json!({}));
        self.store
            .write(&(key, now, author, refusal), |tx, (key, now, author, refusal)| {
                boxed(async move {
                    let stored = sessions::throttle(tx, key).await?;
                    sessions::put_throttle(tx, &after_failure(key, stored, 0, *now)).await?;
                    journal::append(tx, *author, refusal).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// As a right sign-in does; writes only where something is to be forgotten.
    async fn forget_failures(&self, key: &[u8]) -> Result<(), AppError> {
        let failed = self.store.read(&key, |tx, key| {
            boxed(async move { Ok::<_, AppError>(sessions::throttle(tx, key).await?.is_some()) })
        });
        if !failed.await? {
            return Ok(());
        }
        self.store
            .write(&key, |tx, key| {
                boxed(async move { Ok::<_, AppError>(sessions::clear_throttle(tx, key).await?) })
            })
            .await
    }
}
