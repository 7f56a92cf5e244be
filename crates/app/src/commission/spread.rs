//! How the scores of what would be approved are spread, form by form, with the year's minimum: values in the sum, so for
//! who may review them (mordovia-187:3).

use std::collections::{BTreeMap, HashSet};

use domain::access::Action;
use domain::approval::ApprovalStage;
use domain::gia_score::{ExamForm, GiaScore, SubjectCode};
use domain::score_distribution::ScoreDistribution;
use regulations::ScaleKey;
use storage::results::EditionInContextRow;
use storage::{Tx, boxed, protocols};
use uuid::Uuid;

use super::form_words;
use super::waiting::score_of;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};

/// The scores of what would be approved.
#[derive(Debug, Clone, Default)]
pub struct ScoreSpread {
    /// «ЕГЭ» and its scores, by form.
    pub of_forms: Vec<(String, ScoreDistribution)>,
    /// What would be approved without a checked work: absent, removed.
    pub without_work: usize,
}

impl App {
    /// The scores of what this protocol approves, or would.
    pub async fn spread_of_protocol(&self, request: &Request, protocol: Uuid) -> Result<ScoreSpread, AppError> {
        request.authorise(Action::ReviewResults)?;
        self.store
            .read(&(self, protocol), |tx, (app, protocol)| {
                boxed(async move {
                    let row = protocols::find(tx, *protocol).await?.ok_or(AppError::NotFound)?;
                    let exam = find_exam(tx, row.exam_id).await?;
                    if row.state == ApprovalStage::Proposed.code()
                        && let Some(spread) = app.spread_of_waiting(tx, &exam, *protocol).await?
                    {
                        return Ok(spread);
                    }
                    let lines = protocols::lines_in_context(tx, *protocol).await?;
                    let approved = lines.iter().filter(|line| line.holds.is_empty());
                    app.spread(&exam, approved.map(|line| &line.edition))
                })
            })
            .await
    }

    /// The same from what is kept in memory: whatever a proposal approves waits. `None` where it does not any more.
    async fn spread_of_waiting(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        protocol: Uuid,
    ) -> Result<Option<ScoreSpread>, AppError> {
        let waiting = self.waiting_now(tx, exam.id).await?;
        let kept = self.lines_of_version(tx, protocol, waiting.version).await?;
        let approved: HashSet<Uuid, foldhash::fast::RandomState> = kept
            .lines
            .iter()
            .filter(|line| line.holds.is_empty())
            .map(|line| line.edition)
            .collect();
        let editions: Vec<_> = waiting
            .candidates
            .iter()
            .map(|one| &one.row.edition)
            .filter(|edition| approved.contains(&edition.edition_id))
            .collect();
        if editions.len() != approved.len() {
            return Ok(None);
        }
        Ok(Some(self.spread(exam, editions.into_iter())?))
    }

    pub(super) fn spread<'a>(
        &self,
        exam: &Exam,
        editions: impl Iterator<Item = &'a EditionInContextRow>,
    ) -> Result<ScoreSpread, AppError> {
        let mut by_form: BTreeMap<Option<&str>, Vec<GiaScore>> = BTreeMap::new();
        let mut without_work = 0;
        for edition in editions {
            match score_of(edition)? {
                Some(score) => by_form.entry(edition.form.as_deref()).or_default().push(score),
                None => without_work += 1,
            }
        }
        let of_form = |(form, scores): (Option<&str>, Vec<GiaScore>)| {
            Some((form_words(form), self.distribution(exam, form, &scores)?))
        };
        Ok(ScoreSpread {
            of_forms: by_form.into_iter().filter_map(of_form).collect(),
            without_work,
        })
    }

    fn distribution(&self, exam: &Exam, form: Option<&str>, scores: &[GiaScore]) -> Option<ScoreDistribution> {
        let book = self.law.scales();
        let form = form.and_then(|code| ExamForm::from_code(code).ok());
        let key = SubjectCode::new(exam.subject_code).ok().and_then(|subject| {
            Some(ScaleKey {
                form: form.or_else(|| book.form_of(exam.kind, subject).ok())?,
                subject,
                series: None,
                year: exam.date.year(),
                region: &self.region_code,
            })
        });
        let scale = key.and_then(|key| book.scale(key).ok());
        let minimum = key.and_then(|key| book.minimum(key).ok());
        ScoreDistribution::of(scores, scale, minimum.and_then(|minimum| minimum.to_pass))
    }
}
