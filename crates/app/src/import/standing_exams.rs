//! The exams that the people of some rows of GIA results stand at: those the rows speak of, and those they may mean instead.

use std::collections::HashMap;

use storage::standing::SittingResultRow;
use uuid::Uuid;

use super::registrant::ExamKey;
use super::sitting_match::{ByDocument, ExamSittings};

/// By key; every exam there is, with as many sittings as are asked about.
pub(super) struct StandingExams(HashMap<ExamKey, ExamSittings>);

impl StandingExams {
    pub(super) fn of(exams: &[(ExamKey, Uuid)], sittings: Vec<SittingResultRow>) -> Self {
        let mut by_exam: HashMap<Uuid, Vec<SittingResultRow>> = HashMap::new();
        for sitting in sittings {
            by_exam.entry(sitting.exam_id).or_default().push(sitting);
        }
        let standing = exams
            .iter()
            .map(|(key, id)| (*key, ExamSittings::of(by_exam.remove(id).unwrap_or_default())));
        Self(standing.collect())
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
