//! The oral part of a foreign language is sat on another day and has one result with its written part, to which it is
//! linked (domain-facts 3.1).

use std::collections::HashMap;

use domain::exam::ExamKind;
use regulations::LegalDate;
use storage::Tx;
use storage::exams::{self, SittingRow};
use uuid::Uuid;

use super::registrant::ExamKey;
use crate::error::AppError;

/// The written parts of a language by registration, kind and subject: sitting and day.
type WrittenParts = HashMap<(Uuid, ExamKind, i64), Vec<(Uuid, LegalDate)>>;

/// Links new oral parts to the written part of the same registration, the one nearest by day. Returns the oral parts that
/// stand without one and whose written part is known now.
pub(super) async fn link(
    tx: &mut Tx,
    known: &HashMap<ExamKey, Uuid>,
    fresh: &mut [SittingRow],
) -> Result<Vec<(Uuid, Uuid)>, AppError> {
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = pairs();
    let keys: HashMap<Uuid, ExamKey> = known
        .iter()
        .filter(|(key, _)| {
            pairs
                .iter()
                .any(|(kind, oral, written)| *kind == key.kind && [*oral, *written].contains(&key.subject))
        })
        .map(|(key, id)| (*id, *key))
        .collect();
    let mut written = WrittenParts::new();
    let mut waiting = Vec::new();
    for (exam, key) in &keys {
        for sitting in exams::sittings(tx, *exam).await? {
            note(&mut written, &sitting, key, &pairs);
            if sitting.written_sitting_id.is_none() {
                waiting.push(sitting);
            }
        }
    }
    for sitting in fresh.iter() {
        if let Some(key) = keys.get(&sitting.exam_id) {
            note(&mut written, sitting, key, &pairs);
        }
    }
    for sitting in fresh.iter_mut() {
        sitting.written_sitting_id = written_part(sitting, &keys, &written, &pairs);
    }
    let late = waiting.iter().filter_map(|sitting| {
        let part = written_part(sitting, &keys, &written, &pairs)?;
        Some((sitting.id, part))
    });
    Ok(late.collect())
}

/// Kind, oral part, written part.
fn pairs() -> Vec<(ExamKind, i64, i64)> {
    let number = |code: regulations::SubjectCode| i64::from(code.number());
    regulations::embedded_subjects()
        .iter()
        .filter_map(|subject| Some((subject.form.kind(), number(subject.code), number(subject.written?))))
        .collect()
}

fn note(written: &mut WrittenParts, sitting: &SittingRow, key: &ExamKey, pairs: &[(ExamKind, i64, i64)]) {
    let is_written = pairs
        .iter()
        .any(|(kind, _, part)| *kind == key.kind && *part == key.subject);
    if is_written {
        let parts = written
            .entry((sitting.registration_id, key.kind, key.subject))
            .or_default();
        parts.push((sitting.id, key.date));
    }
}

fn written_part(
    sitting: &SittingRow,
    keys: &HashMap<Uuid, ExamKey>,
    written: &WrittenParts,
    pairs: &[(ExamKind, i64, i64)],
) -> Option<Uuid> {
    let key = keys.get(&sitting.exam_id)?;
    let (_, _, part) = pairs
        .iter()
        .find(|(kind, oral, _)| *kind == key.kind && *oral == key.subject)?;
    let parts = written.get(&(sitting.registration_id, key.kind, *part))?;
    parts
        .iter()
        .min_by_key(|(id, date)| (days_between(*date, key.date), *id))
        .map(|(id, _)| *id)
}

fn days_between(one: LegalDate, other: LegalDate) -> i64 {
    one.days_since(other).abs()
}
