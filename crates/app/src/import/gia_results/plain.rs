//! Rows that are not even read word by word: those that differ from a row read before in nothing but a person's own plain
//! cells ([`exchange::PlainGiaReader`]), held to the exam, form and scale which that row named.

use std::collections::HashMap;

use domain::exam::AttendanceOutcome;
use domain::gia_score::{GiaOutcome, PrimaryScore};
use domain::scale_conversion::plain_outcome;
use exchange::{GiaResultRow, ParsedRow, PlainGiaReader, PlainGiaRow, SheetRow};
use foldhash::fast::RandomState;
use regulations::{ExamForm, Scale, Subject};

use super::super::registrant::ExamKey;
use super::Source;
use super::against::{Judge, key_of, scale_key};
use super::standing::Content;

/// A file with more kinds of shared cells than that has them in no column of its exam.
const MOST_MODELS: usize = 4096;

/// Knows the shared cells of the rows that were read.
pub(super) struct PlainLook<'a> {
    reader: Option<PlainGiaReader>,
    /// By shared cells; `None`: such rows are read word by word.
    models: HashMap<String, Option<Model<'a>>, RandomState>,
    shared: String,
    document: String,
    points: String,
}

/// What rows with the same shared cells have in common.
#[derive(Clone, Copy)]
pub(super) struct Model<'a> {
    pub exam: ExamKey,
    pub form: ExamForm,
    scale: &'a Scale,
}

impl<'a> PlainLook<'a> {
    pub(super) fn of(source: Source<'_>) -> Self {
        Self {
            reader: PlainGiaReader::of(&source.file.table.header, &source.file.matching),
            models: HashMap::default(),
            shared: String::new(),
            document: String::new(),
            points: String::new(),
        }
    }

    /// The row's own cells and what it shares with rows before it, where it is plain.
    pub(super) fn read<'row>(&mut self, row: &'row SheetRow) -> Option<(PlainGiaRow<'row>, Model<'a>)> {
        let reader = self.reader.as_ref()?;
        reader.shared_cells(row, &mut self.shared);
        let model = (*self.models.get(&self.shared)?)?;
        Some((reader.own_cells(row)?, model))
    }

    /// Notes a row that was read word by word, so that those like it need not be. What such rows have in common, where it
    /// was not known.
    pub(super) fn learn(
        &mut self,
        judge: &Judge<'a>,
        row: &SheetRow,
        read: &ParsedRow<GiaResultRow>,
        subject: Option<&'a Subject>,
    ) -> Option<Model<'a>> {
        let reader = self.reader.as_ref()?;
        reader.shared_cells(row, &mut self.shared);
        if self.models.contains_key(&self.shared) || self.models.len() >= MOST_MODELS || !row.notes().is_empty() {
            return None;
        }
        let model = subject.and_then(|subject| model_of(judge, read, subject));
        self.models.insert(self.shared.clone(), model);
        model
    }

    /// As [`domain::identity_document::normalise_document`] has ten digits.
    pub(super) fn document(&mut self, [series, number]: [&str; 2]) -> &str {
        self.document.clear();
        self.document.push_str(series);
        self.document.push_str(number);
        &self.document
    }

    /// The row's value, where it is what its scale makes of it.
    pub(super) fn outcome(row: &PlainGiaRow<'_>, model: Model<'_>) -> Option<GiaOutcome> {
        let primary = PrimaryScore::new(i64::from(row.primary)).ok()?;
        let points = row.tasks.bytes().map(|digit| u32::from(digit - b'0'));
        let sum = (!row.tasks.is_empty()).then(|| points.sum());
        plain_outcome(model.scale, primary, (row.test, row.mark), sum)
    }

    /// What would stand if the row were written.
    pub(super) fn content(&mut self, row: &PlainGiaRow<'_>, outcome: GiaOutcome) -> Content<'_> {
        self.points.clear();
        for (number, digit) in (1_u8..).zip(row.tasks.chars()) {
            if number > 1 {
                self.points.push(';');
            }
            push_number(&mut self.points, number);
            self.points.push('=');
            self.points.push(digit);
        }
        let (test_score, mark) = match outcome {
            GiaOutcome::Test(score) => (Some(i64::from(score.number())), None),
            GiaOutcome::Mark(mark) => (None, Some(i64::from(mark.number()))),
        };
        Content {
            attendance: AttendanceOutcome::Written.code(),
            primary_score: Some(i64::from(row.primary)),
            test_score,
            mark,
            task_points: &self.points,
        }
    }
}

/// A number of a task, in digits: written thirty million times in a large file, which formatting is too slow for.
fn push_number(text: &mut String, number: u8) {
    let digit = |digit: u8| char::from(b'0' + digit % 10);
    if number >= 100 {
        text.push(digit(number / 100));
    }
    if number >= 10 {
        text.push(digit(number / 10));
    }
    text.push(digit(number));
}

/// Of a checked work that says nothing of the minimum, where the year has a scale.
fn model_of<'a>(judge: &Judge<'a>, read: &ParsedRow<GiaResultRow>, subject: &'a Subject) -> Option<Model<'a>> {
    let exchange::GiaOutcome::Checked(scores) = &read.value.outcome else {
        return None;
    };
    if scores.minimum_reached.is_some() || !read.warnings.is_empty() {
        return None;
    }
    let key = scale_key(judge.region(), &read.value, subject);
    Some(Model {
        exam: key_of(&read.value),
        form: subject.form,
        scale: judge.book().scale(key).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_a_task_is_written_as_it_is_formatted() {
        for number in 0..=u8::MAX {
            let mut text = String::new();
            push_number(&mut text, number);
            assert_eq!(text, number.to_string());
        }
    }
}
