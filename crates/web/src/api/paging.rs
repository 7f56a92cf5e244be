//! Lists in parts: `offset` and `limit`, the whole count beside them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Rows in one part when nothing else is asked.
const USUAL: usize = 100;
/// Rows in one part at most.
const MOST: usize = 1_000;

/// Which part of a list, of which exam.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListPart {
    /// Only of this exam.
    pub exam: Option<Uuid>,
    /// Only in this state; the states are those of the answer.
    pub state: Option<String>,
    /// Rows to leave out at the beginning.
    #[serde(default)]
    pub offset: usize,
    /// Rows at most, 1 to 1000; 100 when left out.
    pub limit: Option<usize>,
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// The rows of this part.
    pub items: Vec<T>,
    /// Rows of the whole list.
    pub total: usize,
}

impl ListPart {
    /// The asked part of a whole list.
    pub fn of<S, T>(&self, whole: Vec<S>, row: impl Fn(S) -> T) -> Listed<T> {
        let total = whole.len();
        let limit = self.limit.unwrap_or(USUAL).clamp(1, MOST);
        let items = whole.into_iter().skip(self.offset).take(limit).map(row).collect();
        Listed { items, total }
    }

    /// Is this the asked state, or any?
    pub fn wants(&self, state: &str) -> bool {
        self.state.as_deref().is_none_or(|wanted| wanted == state)
    }
}
