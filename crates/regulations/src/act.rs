//! An act: an order of a region or a federal rule, and the clauses of it that the project cites.

use std::collections::BTreeMap;

use crate::clause::Clause;
use crate::codes::coded;
use crate::russian::long_date;
use crate::time::LegalDate;
use crate::vocabulary::ExamKind;

coded! {
    /// Whose act it is.
    ActKind {
        /// Holds in the regions that adopted it.
        Regional = "regional", "приказ региона";
        /// Holds everywhere, under the regions' orders.
        Federal = "federal", "федеральный порядок";
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The first half of a citation.
    pub id: String,
    pub kind: ActKind,
    /// What the act governs, in our own words.
    pub title: String,
    pub issuer: String,
    pub number: Option<String>,
    pub date: Option<LegalDate>,
    /// «приказ», «распоряжение», «памятка», in the nominative.
    pub form: String,
    /// What follows the clause on a chip: «приказа № 4195».
    pub chip: String,
    pub exams: Vec<ExamKind>,
    /// Known faults of the copy that we work from.
    pub faults: Option<String>,
    /// The cited clauses in our own words, by point.
    pub clauses: BTreeMap<String, ClauseText>,
}

/// A cited clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseText {
    /// The point's name on a chip: «п. 2.7».
    pub point: String,
    /// What the clause says, in our own words.
    pub words: String,
}

/// A clause for the screen: short on a chip, in full on a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseWords {
    /// «п. 2.7 приказа № 4195».
    pub chip: String,
    /// The act by name, number and date: «приказ Министерства образования Кузбасса от 10 декабря 2024 № 4195».
    pub act: String,
    /// What the clause says, in our own words.
    pub words: String,
}

impl ClauseWords {
    /// Act, point and words in one paragraph.
    pub fn full(&self) -> String {
        format!("{} ({}): {}", self.chip, self.act, self.words)
    }
}

impl Act {
    /// «приказ Министерства образования Кузбасса от 10 декабря 2024 № 4195».
    pub fn name(&self) -> String {
        let mut name = format!("{} {}", self.form, self.issuer);
        if let Some(date) = self.date {
            name.push_str(" от ");
            name.push_str(&long_date(date));
        }
        if let Some(number) = &self.number {
            name.push_str(" №\u{a0}");
            name.push_str(number);
        }
        name
    }

    /// The words of a clause of this act; `None` when the project does not cite it.
    pub fn clause_words(&self, clause: &Clause) -> Option<ClauseWords> {
        let text = self.clauses.get(clause.point())?;
        Some(ClauseWords {
            chip: format!("{} {}", text.point, self.chip),
            act: self.name(),
            words: text.words.clone(),
        })
    }
}
