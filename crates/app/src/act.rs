//! The one way to change anything: a serialisable transaction that also writes the journal and the idempotent answer.

use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::journal::{Author, Event};
use storage::{Body, Tx, boxed};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;

/// What an act leaves behind besides its effect.
pub struct Done<T> {
    /// For the caller.
    pub value: T,
    /// For the journal.
    pub event: Event,
}

/// Makes an event; `details` carries ids, counts and hashes, never a person's data.
pub fn event(
    action: &'static str,
    object_kind: &'static str,
    object_id: Option<Uuid>,
    details: impl Serialize,
) -> Event {
    let details = serde_json::to_string(&details).unwrap_or_else(|_| "{}".to_owned());
    Event {
        action,
        object_kind,
        object_id,
        details,
    }
}

/// Answers that can be given again to a repeated request.
pub trait Repeatable: Sized {
    /// As stored text.
    fn to_answer(&self) -> String;
    /// Back from stored text.
    fn from_answer(answer: &str) -> Option<Self>;
}

impl Repeatable for () {
    fn to_answer(&self) -> String {
        String::new()
    }
    fn from_answer(_: &str) -> Option<Self> {
        Some(())
    }
}

impl Repeatable for Uuid {
    fn to_answer(&self) -> String {
        self.to_string()
    }
    fn from_answer(answer: &str) -> Option<Self> {
        Uuid::parse_str(answer).ok()
    }
}

impl Repeatable for i64 {
    fn to_answer(&self) -> String {
        self.to_string()
    }
    fn from_answer(answer: &str) -> Option<Self> {
        answer.parse().ok()
    }
}

impl App {
    /// Runs `body` in one write transaction with its journal event. With an idempotency key the same request is answered
    /// from the stored answer, another request under the same key is refused. `fingerprint` is the request's canonical
    /// text (action and input), compared by hash.
    pub async fn act<I, T>(
        &self,
        request: &Request,
        fingerprint: &str,
        input: &I,
        body: impl for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, Done<T>, AppError> + Send + Sync,
    ) -> Result<T, AppError>
    where
        I: Sync,
        T: Repeatable + Send,
    {
        let hash = Sha256::digest(fingerprint.as_bytes()).to_vec();
        let whole = (request, hash, input, &body);
        self.store
            .write(&whole, |tx, (request, hash, input, body)| {
                boxed(act_in(tx, request, hash, *input, *body))
            })
            .await
    }
}

/// The event, with the token that a program acted with.
fn told_of_token(event: Event, request: &Request) -> Event {
    let Some(token) = request.actor.token else {
        return event;
    };
    let mut details: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&event.details).unwrap_or_default();
    details.insert("token".to_owned(), token.id.to_string().into());
    Event {
        details: serde_json::Value::Object(details).to_string(),
        ..event
    }
}

async fn act_in<I, T>(
    tx: &mut Tx,
    request: &Request,
    hash: &[u8],
    input: &I,
    body: &(impl for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, Done<T>, AppError> + Send + Sync),
) -> Result<T, AppError>
where
    I: Sync,
    T: Repeatable + Send,
{
    if let Some(key) = &request.idempotency_key
        && let Some(stored) = storage::sessions::answer(tx, request.account(), key).await?
    {
        if stored.request_hash != hash {
            return Err(AppError::KeyReused);
        }
        return T::from_answer(&stored.answer)
            .ok_or(AppError::Storage(storage::StorageError::Damaged("idempotency.answer")));
    }
    let done = body(tx, input).await?;
    let author = Author {
        account: Some(request.account()),
        organisation: Some(request.actor.organisation.0),
        at: request.at(),
    };
    storage::journal::append(tx, author, &told_of_token(done.event, request)).await?;
    if let Some(key) = &request.idempotency_key {
        let row = storage::sessions::IdempotencyRow {
            request_hash: hash.to_vec(),
            answer: done.value.to_answer(),
        };
        storage::sessions::put_answer(tx, request.account(), key, &row, request.at()).await?;
    }
    Ok(done.value)
}
