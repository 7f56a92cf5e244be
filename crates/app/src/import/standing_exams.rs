//! The exams a file of GIA results speaks of, and those its people may stand at instead.

use std::collections::{HashMap, HashSet};

use storage::{Tx, exams};

use super::compare_registrations::key_of;
use super::registrant::ExamKey;
use super::sitting_match::{ByDocument, ExamSittings};
use crate::error::AppError;

/// By key, with sittings.
pub(super) struct StandingExams(HashMap<ExamKey, ExamSittings>);

impl StandingExams {
    /// The wanted exams, and those of the same kind that share a day or a subject with one of them.
    pub(super) async fn load(tx: &mut Tx, wanted: HashSet<ExamKey>) -> Result<Self, AppError> {
        let days: HashSet<_> = wanted.iter().map(|key| (key.kind, key.date)).collect();
        let subjects: HashSet<_> = wanted.iter().map(|key| (key.kind, key.subject)).collect();
        let mut standing = HashMap::new();
        for exam in exams::all(tx).await? {
            let key = key_of(&exam)?;
            if days.contains(&(key.kind, key.date)) || subjects.contains(&(key.kind, key.subject)) {
                standing.insert(key, ExamSittings::of_exam(tx, exam.id).await?);
            }
        }
        Ok(Self(standing))
    }

    pub(super) fn get(&self, key: &ExamKey) -> Option<&ExamSittings> {
        self.0.get(key)
    }

    /// Exams on the same day, or of the same subject, at which the participant is registered; by day.
    pub(super) fn elsewhere(&self, key: &ExamKey, code: Option<&str>, document: ByDocument) -> Vec<ExamKey> {
        let mut found: Vec<ExamKey> = self
            .0
            .iter()
            .filter(|(other, _)| other.kind == key.kind && (other.date == key.date || other.subject == key.subject))
            .filter(|(_, sittings)| sittings.find(code, document).is_ok())
            .map(|(other, _)| *other)
            .collect();
        found.sort_by_key(|other| (other.date, other.subject));
        found
    }
}
