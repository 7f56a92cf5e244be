//! What is wrong with a form, ready for its fields and for the summary above it.

use app::{AppError, FieldProblem};
use ui::components::ErrorSummary;

use crate::failure::Failure;

/// The problems of one form; empty for a form not sent yet.
#[derive(Debug, Clone, Default)]
pub struct Problems(Vec<FieldProblem>);

impl Problems {
    /// The problems of a refused form; every other refusal goes on as a page of its own.
    pub fn of(error: AppError) -> Result<Self, Failure> {
        match error {
            AppError::Invalid(problems) => Ok(Self(problems)),
            other => Err(Failure::App(other)),
        }
    }

    /// A problem found by the page itself.
    pub fn one(field: &str, message: &str) -> Self {
        Self(vec![FieldProblem::new(field, message)])
    }

    /// Several found by the page itself: field and message.
    pub fn all(found: &[(&str, &str)]) -> Self {
        let problem = |(field, message): &(&str, &str)| FieldProblem::new(*field, *message);
        Self(found.iter().map(problem).collect())
    }

    /// What is wrong with a field; empty when nothing is.
    pub fn of_field(&self, field: &str) -> String {
        self.0
            .iter()
            .find(|problem| problem.field == field)
            .map_or_else(String::new, |problem| problem.message.clone())
    }

    /// The summary above the form; ids of inputs equal names of fields. None when nothing is wrong.
    pub fn summary(&self) -> Option<ErrorSummary> {
        self.summary_with_ids("")
    }

    /// The same where the inputs' ids have a prefix, because the page has another form with such names.
    pub fn summary_with_ids(&self, prefix: &str) -> Option<ErrorSummary> {
        if self.0.is_empty() {
            return None;
        }
        let start = ErrorSummary::new("Проверьте введённое");
        Some(self.0.iter().fold(start, |summary, problem| {
            summary.item(problem.message.clone(), format!("{prefix}{}", problem.field))
        }))
    }
}
