//! How appeals end: by subject and by where they were filed, within the actor's reach. Counts only.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::appeal::CaseState;
use serde_json::json;
use storage::appeals::AppealRow;
use storage::{Tx, appeals, boxed};
use uuid::Uuid;

use super::seen_by;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::find_exam;

/// Counts of one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    pub filed: usize,
    /// Not decided yet.
    pub open: usize,
    pub withdrawn: usize,
    pub not_considered: usize,
    pub rejected: usize,
    /// Granted, whatever became of the value.
    pub granted: usize,
    /// Granted so that the value changes.
    pub changed: usize,
}

/// Both tables.
#[derive(Debug, Clone, Default)]
pub struct AppealStatistics {
    /// «ЕГЭ. Русский язык».
    pub by_subject: Vec<(String, OutcomeCounts)>,
    /// Short names.
    pub by_organisation: Vec<(String, OutcomeCounts)>,
    pub total: OutcomeCounts,
}

impl OutcomeCounts {
    fn add(&mut self, row: &AppealRow) -> Result<(), AppError> {
        self.filed += 1;
        match CaseState::from_code(&row.state)? {
            CaseState::Filed | CaseState::Received | CaseState::Appointed | CaseState::Heard => self.open += 1,
            CaseState::Withdrawn => self.withdrawn += 1,
            CaseState::NotConsidered => self.not_considered += 1,
            CaseState::Rejected => self.rejected += 1,
            CaseState::Granted | CaseState::AtCentre | CaseState::Recounted | CaseState::Closed => {
                self.granted += 1;
                self.changed += usize::from(row.decided_primary.is_some());
            }
        }
        Ok(())
    }
}

impl App {
    /// How the appeals of one's reach ended.
    pub async fn appeal_statistics(&self, request: &Request) -> Result<AppealStatistics, AppError> {
        request.authorise(Action::SeeAppeals)?;
        let found = self
            .store
            .read(&(self, request), |tx, (app, request)| {
                boxed(async move { app.statistics_in(tx, request).await })
            })
            .await?;
        let read = event("appeals-read", "exam", None, json!({"rows": found.total.filed}));
        self.note_reading(request, read).await?;
        Ok(found)
    }

    async fn statistics_in(&self, tx: &mut Tx, request: &Request) -> Result<AppealStatistics, AppError> {
        let scope = seen_by(request)?;
        let organisations = self.organisations_in(tx).await?;
        let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
        let mut by_subject: BTreeMap<String, OutcomeCounts> = BTreeMap::new();
        let mut by_organisation: BTreeMap<String, OutcomeCounts> = BTreeMap::new();
        let mut total = OutcomeCounts::default();
        for row in appeals::in_scope(tx, &scope, None).await? {
            let name = match names.get(&row.exam_id) {
                Some(name) => name.clone(),
                None => {
                    let name = find_exam(tx, row.exam_id).await?.name();
                    names.insert(row.exam_id, name.clone());
                    name
                }
            };
            by_subject.entry(name).or_default().add(&row)?;
            let place = organisations.short_name(row.organisation_id);
            by_organisation.entry(place).or_default().add(&row)?;
            total.add(&row)?;
        }
        Ok(AppealStatistics {
            by_subject: by_subject.into_iter().collect(),
            by_organisation: by_organisation.into_iter().collect(),
            total,
        })
    }
}
