//! What a file writes, batch by batch.

use std::collections::HashMap;

use domain::exam::AttendanceOutcome;
use domain::gia_score::GiaColumns;
use exchange::{PlainGiaRow, SheetRow};
use foldhash::fast::RandomState;
use storage::{Tx, standing};
use uuid::Uuid;

use super::super::gia_subjects::subject_of;
use super::super::plan::{EditionContent, NewEdition};
use super::super::registrant::ExamKey;
use super::super::staged_file::Batches;
use super::Source;
use super::against::Judge;
use super::plain::{Model, PlainLook};
use super::standing::{CODE_BYTES, code_of};
use super::verdicts::Verdicts;
use crate::error::AppError;

/// The file on its second reading.
pub(in super::super) struct Writing<'a> {
    judge: Judge<'a>,
    verdicts: &'a Verdicts,
    source: Source<'a>,
    batches: Batches,
    passed: usize,
    plain: PlainLook<'a>,
    empty: EmptySittings,
}

/// The sittings without a result of the exams met so far, each exam's by participant code.
#[derive(Default)]
struct EmptySittings(HashMap<ExamKey, EmptyOfExam, RandomState>);

#[derive(Default)]
struct EmptyOfExam {
    sittings: Vec<([u8; CODE_BYTES], Uuid)>,
    /// Files have people in order more often than not: where the last one was found.
    last: usize,
}

impl<'a> Writing<'a> {
    pub(in super::super) async fn begin(
        tx: &mut Tx,
        source: Source<'a>,
        verdicts: &'a Verdicts,
    ) -> Result<Self, AppError> {
        Ok(Self {
            judge: Judge::load(tx, source).await?,
            verdicts,
            source,
            batches: source.rows().await?,
            passed: 0,
            plain: PlainLook::of(source),
            empty: EmptySittings::default(),
        })
    }

    /// The editions that the next rows make; `None` behind the last row.
    pub(in super::super) async fn next(
        &mut self,
        tx: &mut Tx,
    ) -> Result<Option<Vec<(NewEdition, EditionContent)>>, AppError> {
        let Some(batch) = self.batches.next().await? else {
            return Ok(None);
        };
        let mut editions = Vec::with_capacity(batch.len());
        let mut read = Vec::new();
        for (number, cells) in (self.passed..).zip(&batch) {
            if !self.verdicts.writes(number) {
                continue;
            }
            let first = match self.verdicts.adds(number) {
                true => self.first_edition(cells),
                false => None,
            };
            match first {
                Some(edition) => editions.push(edition),
                None => read.extend(self.source.parse(cells).ok().map(|row| (cells, row))),
            }
        }
        self.passed += batch.len();
        for (cells, row) in &read {
            let model = self
                .plain
                .learn(&self.judge, cells, row, subject_of(self.judge.book(), &row.value));
            if let Some(model) = model {
                self.empty.meet(tx, &self.judge, model.exam).await?;
            }
        }
        let rows: Vec<_> = read.iter().map(|(_, row)| row).collect();
        let judged = self.judge.judge(tx, &rows).await?;
        let judged = judged.into_iter().flatten();
        editions.extend(judged.map(|found| (found.consequence().edition, found.content)));
        Ok(Some(editions))
    }

    /// What a plain row adds to a sitting without a result. That the row is this participant's was seen when it was compared.
    fn first_edition(&mut self, cells: &SheetRow) -> Option<(NewEdition, EditionContent)> {
        let (row, model) = self.plain.read(cells)?;
        let sitting = self.empty.find(&row, model)?;
        let outcome = PlainLook::outcome(&row, model)?;
        let value = self.plain.content(&row, outcome);
        let content = EditionContent {
            attendance: AttendanceOutcome::Written,
            essay_value: None,
            topic: None,
            gia: Some(GiaColumns {
                primary_score: i64::from(row.primary),
                test_score: value.test_score,
                mark: value.mark,
                task_points: Some(value.task_points.to_owned()).filter(|points| !points.is_empty()),
            }),
        };
        let edition = NewEdition {
            sitting,
            result: None,
            pending: None,
            number: 1,
            hold: None,
        };
        Some((edition, content))
    }
}

impl EmptySittings {
    async fn meet(&mut self, tx: &mut Tx, judge: &Judge<'_>, key: ExamKey) -> Result<(), AppError> {
        let (false, Some(exam)) = (self.0.contains_key(&key), judge.exam(key)) else {
            return Ok(());
        };
        let sittings = &mut self.0.entry(key).or_default().sittings;
        standing::each_of_exam(tx, exam, |row| {
            if let (None, Some(code)) = (row.edition, code_of(row.participant_code)) {
                sittings.push((code, row.sitting_id));
            }
        })
        .await?;
        sittings.sort_unstable();
        sittings.shrink_to_fit();
        Ok(())
    }

    fn find(&mut self, row: &PlainGiaRow<'_>, model: Model<'_>) -> Option<Uuid> {
        let code = code_of(row.participant_code)?;
        let exam = self.0.get_mut(&model.exam)?;
        let next = exam.last + 1;
        exam.last = match exam.sittings.get(next) {
            Some((known, _)) if *known == code => next,
            _ => exam.sittings.binary_search_by_key(&code, |(known, _)| *known).ok()?,
        };
        exam.sittings.get(exam.last).map(|(_, sitting)| *sitting)
    }
}
