//! The official day of announcement: from when the days to appeal about scores are counted (mordovia-187:4; kuzbass-gia9:info 6;
//! D2, F2).

use std::collections::BTreeMap;

use domain::appeal::filing::FilingWindow;
use domain::ledger::official_day;
use regulations::russian::day_and_month;
use regulations::{EventCode, Instant, LegalDate, Ruleset};
use storage::Tx;
use storage::obligations::{self, ObligationRow};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations};

/// Noon: any hour of the official day counts alike, a whole day is the event.
const HOUR: i8 = 12;

/// The official day at one place and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialDay {
    /// The day.
    pub day: LegalDate,
    /// The last day to file an appeal about scores, and the clause as a chip; `None` where the region's law names no term.
    pub appeal_until: Option<(LegalDate, String)>,
    /// From when and to when such an appeal may be filed.
    pub window: Option<FilingWindow>,
}

impl OfficialDay {
    /// «официальный день объявления: 10 июня; апелляцию о баллах подают до конца 15 июня».
    pub fn words(&self) -> String {
        let day = format!("официальный день объявления: {}", day_and_month(self.day));
        match &self.appeal_until {
            Some((last, _)) => format!(
                "{day}; апелляцию о\u{a0}баллах подают до\u{a0}конца {}",
                day_and_month(*last)
            ),
            None => day,
        }
    }
}

impl App {
    /// The official days of ledgers of one exam; those whose term does not run yet are left out, and every one of the essay.
    pub(crate) async fn official_days_in(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        ledgers: &[Uuid],
        organisations: &Organisations,
    ) -> Result<BTreeMap<Uuid, OfficialDay>, AppError> {
        let mut found = BTreeMap::new();
        if official_day(exam.kind, Some(exam.date)).is_none() {
            return Ok(found);
        }
        let ruleset = self.ruleset_in(tx).await?;
        for row in obligations::about(tx, ledgers).await? {
            if let Some(day) = self.official_day_of(exam, &row, &ruleset, organisations)? {
                // Where two clauses bind, the earlier day counts: the rows are in that order.
                found.entry(row.subject_id).or_insert(day);
            }
        }
        Ok(found)
    }

    /// [`Self::official_days_in`] of one ledger.
    pub(crate) async fn official_day_in(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        ledger: Uuid,
        organisations: &Organisations,
    ) -> Result<Option<OfficialDay>, AppError> {
        let mut found = self.official_days_in(tx, exam, &[ledger], organisations).await?;
        Ok(found.remove(&ledger))
    }

    fn official_day_of(
        &self,
        exam: &Exam,
        duty: &ObligationRow,
        ruleset: &Ruleset,
        organisations: &Organisations,
    ) -> Result<Option<OfficialDay>, AppError> {
        let law = |error: regulations::TermError| AppError::Law(error.to_string());
        if ruleset.term(&duty.term_id).map_err(law)?.discharged_by != EventCode::AcquaintanceCompleted {
            return Ok(None);
        }
        let zone = organisations.zone(duty.debtor_id).unwrap_or_else(|| self.zone.clone());
        let last = zone.local_date(Instant::from_micros(duty.due_at).plus_micros(-1));
        let Some(day) = official_day(exam.kind, Some(last)) else {
            return Ok(None);
        };
        let event = zone
            .at(day, HOUR, 0)
            .map_err(|error| AppError::Law(error.to_string()))?;
        let local = ruleset.in_zone(zone);
        let filing = local
            .terms_triggered_by(EventCode::OfficialAnnouncementDay, exam.kind)
            .into_iter()
            .find(|term| term.discharged_by == EventCode::ScoreAppealFiled);
        let opens_at = local.zone().start_of_day(day);
        let (appeal_until, window) = match filing {
            Some(term) => {
                let due = local.due(term, event, &exam.conditions()).map_err(law)?;
                let chip = local
                    .clause_words(&term.clause)
                    .map_or_else(|| term.clause.to_string(), |words| words.chip);
                let ends_at = due.at;
                (Some((due.day, chip)), Some(FilingWindow { opens_at, ends_at }))
            }
            None => (None, None),
        };
        Ok(Some(OfficialDay {
            day,
            appeal_until,
            window,
        }))
    }
}
