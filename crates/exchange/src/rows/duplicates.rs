//! Rows of one file that cannot all be true.

use std::collections::HashMap;

use crate::profile::Field;
use crate::rows::{ParsedRow, Refusal};

/// More lines than that are not listed.
const LISTED_LINES: usize = 5;

/// Groups rows by a key; groups of more than one row for which `conflict` holds have each row refused at `field`, with the
/// value `shown` there, naming the others.
pub(super) fn conflicts<T>(
    rows: &[ParsedRow<T>],
    field: Field,
    shown: impl Fn(&T) -> String,
    key: impl Fn(&T) -> Option<String>,
    conflict: impl Fn(&[&ParsedRow<T>]) -> bool,
    message: impl Fn(&str) -> String,
) -> Vec<Refusal> {
    let mut groups: HashMap<String, Vec<&ParsedRow<T>>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row.value) {
            groups.entry(key).or_default().push(row);
        }
    }
    let mut refusals = Vec::new();
    for group in groups.values().filter(|group| group.len() > 1 && conflict(group)) {
        for row in group {
            let message = message(&other_lines(group, row.line));
            refusals.push(Refusal {
                line: row.line,
                field,
                value: shown(&row.value),
                message,
            });
        }
    }
    refusals
}

/// Whether the rows differ in something that should be one.
pub(super) fn differ<T, K: PartialEq>(group: &[&ParsedRow<T>], part: impl Fn(&T) -> K) -> bool {
    let mut parts = group.iter().map(|row| part(&row.value));
    let first = parts.next();
    parts.any(|part| Some(part) != first)
}

/// «строке 9», «строках 9, 12», «строках 9, 12 и ещё 3».
fn other_lines<T>(group: &[&ParsedRow<T>], line: u32) -> String {
    let others: Vec<String> = group
        .iter()
        .map(|row| row.line)
        .filter(|other| *other != line)
        .take(LISTED_LINES)
        .map(|other| other.to_string())
        .collect();
    let unlisted = group.len() - 1 - others.len();
    match (others.as_slice(), unlisted) {
        ([only], 0) => format!("строке\u{a0}{only}"),
        (several, 0) => format!("строках\u{a0}{}", several.join(", ")),
        (several, more) => format!("строках\u{a0}{} и\u{a0}ещё\u{a0}{more}", several.join(", ")),
    }
}
