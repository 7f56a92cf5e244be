//! The participants' own look-up (kuzbass-4195:2.8; mordovia-187:5; E1, E2): opened by a recorded decision, answered from the
//! publication projection alone. Unreleased, unknown, mistyped and wrong surname are one answer, reached by the same work.

use domain::identity_document::normalise_document;
use domain::person_name::normalise_name;
use regulations::Instant;
use storage::boxed;
use storage::document_index::LookupIndexer;
use storage::keys::Purpose;
use storage::lookup::{self, FoundResultRow};
use storage::sealed::{RowId, Sealer, fields};
use storage::sessions::{self, ThrottleRow};
use subtle::ConstantTimeEq;

use crate::context::App;
use crate::error::AppError;
use crate::publication::PublishedRecord;
use crate::settings::SettingName;

/// Tries from one address in an hour before it waits; right answers do not count.
const FREE_TRIES_PER_HOUR: i64 = 20;
/// Length to which surnames are padded before they are compared.
const SURNAME_BYTES: usize = 256;

/// What the look-up asks besides the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondQuestion {
    /// The surname (the default).
    Surname,
    /// Nothing: the clause asks for series and number only; a recorded setting of the region.
    Nothing,
}

/// One result as the participant is shown it.
#[derive(Debug, Clone)]
pub struct FoundResult {
    /// The published record.
    pub record: PublishedRecord,
    /// In which publication it was last written.
    pub publication: i64,
    /// When that was.
    pub published_at: Instant,
}

impl App {
    /// What the look-up asks besides the document: the region's recorded setting.
    pub async fn second_question(&self) -> Result<SecondQuestion, AppError> {
        self.store
            .read(self, |tx, app| boxed(async move { app.second_question_in(tx).await }))
            .await
    }

    pub(crate) async fn second_question_in(&self, tx: &mut storage::Tx) -> Result<SecondQuestion, AppError> {
        let value = self.setting_in(tx, SettingName::LookupSecondQuestion).await?;
        Ok(if value == "nothing" {
            SecondQuestion::Nothing
        } else {
            SecondQuestion::Surname
        })
    }

    /// Everything published for a document whose look-up is open; empty when there is nothing, whatever the reason.
    /// [`AppError::TooMany`] when the address tried too often without an answer.
    pub async fn find_published(
        &self,
        series: &str,
        number: &str,
        surname: &str,
        address: &str,
    ) -> Result<Vec<FoundResult>, AppError> {
        let now = self.clock.steady();
        let throttle_key = self.throttle_key("look-up-address", address);
        self.refuse_swept(&throttle_key, now).await?;
        let index = LookupIndexer::new(&self.keys).index(&normalise_document(Some(series), number));
        let input = (self, *index.as_bytes());
        let (rows, question) = self
            .store
            .read(&input, |tx, (app, index)| {
                boxed(async move {
                    Ok::<_, AppError>((
                        lookup::find(tx, index.as_slice()).await?,
                        app.second_question_in(tx).await?,
                    ))
                })
            })
            .await?;
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::LookupSeal));
        let typed = padded(&normalise_name(surname));
        let mut found = Vec::new();
        // The comparison runs once more than there are rows, against nothing: an unknown document costs the same work.
        let nobody = padded("");
        let _ = bool::from(typed.ct_eq(&nobody));
        for row in rows {
            let record = open_record(&sealer, index, &row)?;
            let surname_fits = bool::from(typed.ct_eq(&padded(&record.surname)));
            if surname_fits || question == SecondQuestion::Nothing {
                found.push(FoundResult {
                    record,
                    publication: row.publication_number,
                    published_at: Instant::from_micros(row.published_at),
                });
            }
        }
        if found.is_empty() {
            self.note_miss(&throttle_key, now).await?;
        }
        Ok(found)
    }

    async fn refuse_swept(&self, key: &[u8], now: Instant) -> Result<(), AppError> {
        let stored = self
            .store
            .read(&key, |tx, key| {
                boxed(async move { Ok::<_, AppError>(sessions::throttle(tx, key).await?) })
            })
            .await?;
        match stored {
            Some(row) if row.allowed_at > now.as_micros() => Err(AppError::TooMany(
                (row.allowed_at - now.as_micros()).div_euclid(1_000_000) + 1,
            )),
            _ => Ok(()),
        }
    }

    async fn note_miss(&self, key: &[u8], now: Instant) -> Result<(), AppError> {
        self.store
            .write(&(key, now), |tx, (key, now)| {
                boxed(async move {
                    let stored = sessions::throttle(tx, key).await?;
                    sessions::put_throttle(tx, &after_miss(key, stored, *now)).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}

/// Misses are counted by the hour; past the free ones the address waits for the hour's end.
fn after_miss(key: &[u8], stored: Option<ThrottleRow>, now: Instant) -> ThrottleRow {
    let current = stored.filter(|row| now.minutes_since(Instant::from_micros(row.window_started_at)) < 60);
    let (failures, started) = current.map_or((1, now.as_micros()), |row| (row.failures + 1, row.window_started_at));
    let allowed_at = if failures >= FREE_TRIES_PER_HOUR {
        Instant::from_micros(started).plus_minutes(60).as_micros()
    } else {
        0
    };
    ThrottleRow {
        key: key.to_vec(),
        failures,
        window_started_at: started,
        allowed_at,
    }
}

fn open_record(
    sealer: &Sealer,
    index: storage::document_index::LookupIndex,
    row: &FoundResultRow,
) -> Result<PublishedRecord, AppError> {
    let bytes = sealer.open_bytes(
        fields::PUBLISHED_RECORD,
        RowId::Published(index, row.exam_id),
        &row.record_sealed,
    )?;
    serde_json::from_slice(&bytes)
        .map_err(|_| AppError::Storage(storage::StorageError::Damaged("published_result.record_sealed")))
}

fn padded(text: &str) -> [u8; SURNAME_BYTES] {
    let mut bytes = [0u8; SURNAME_BYTES];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_after_twenty_misses_and_is_free_the_next_hour() {
        let start = Instant::from_seconds(1_000_000);
        let mut stored = None;
        for miss in 1..FREE_TRIES_PER_HOUR {
            let row = after_miss(b"k", stored, start);
            assert_eq!(row.allowed_at, 0, "miss {miss}");
            stored = Some(row);
        }
        let last = after_miss(b"k", stored, start);
        assert_eq!(last.allowed_at, start.plus_minutes(60).as_micros());
        assert_eq!(after_miss(b"k", Some(last), start.plus_minutes(60)).failures, 1);
    }
}
