//! A file of organisations against what stands.

use std::collections::{HashMap, HashSet};

use domain::organisation::OrganisationKind;
use exchange::{ColumnMatching, ExchangeProfile, Field, OrganisationRow, Refusal, SheetTable, parse_organisations};
use storage::{Tx, organisations};

use super::PlanHash;
use super::plan::{Differences, Effect, ImportPlan, Write, outcome};
use crate::context::App;
use crate::error::AppError;

pub(super) async fn plan(
    _app: &App,
    tx: &mut Tx,
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<ImportPlan, AppError> {
    let mut parsed =
        parse_organisations(table, matching, profile).map_err(|error| AppError::field("file", error.to_string()))?;
    let standing = organisations::all(tx).await?;
    let by_code: HashMap<&str, &organisations::OrganisationRow> =
        standing.iter().map(|row| (row.code.as_str(), row)).collect();
    let code_of_id: HashMap<uuid::Uuid, &str> = standing.iter().map(|row| (row.id, row.code.as_str())).collect();
    let kinds: HashMap<String, OrganisationKind> = standing
        .iter()
        .filter_map(|row| Some((row.code.clone(), OrganisationKind::from_code(&row.kind).ok()?)))
        .chain(parsed.rows.iter().map(|row| (row.value.code.clone(), row.value.kind)))
        .collect();
    let refusals: Vec<Refusal> = parsed
        .rows
        .iter()
        .filter_map(|row| refuse_parent(row.line, &row.value, &kinds, &standing))
        .collect();
    parsed.refuse(matching, refusals);
    parsed.rows.sort_by_key(|row| (depth(row.value.kind), row.line));
    let mut hash = PlanHash::new();
    let mut rows = Vec::with_capacity(parsed.rows.len());
    let mut writes = Vec::new();
    for row in parsed.rows {
        let effect = match by_code.get(row.value.code.as_str()) {
            None => {
                writes.push(Write::InsertOrganisation(row.value.clone()));
                Effect::New
            }
            Some(known) => {
                let parent = known
                    .parent_id
                    .and_then(|id| code_of_id.get(&id))
                    .copied()
                    .unwrap_or_default();
                let effect = differences(known, parent, &row.value);
                if effect != Effect::Same {
                    writes.push(Write::UpdateOrganisation(known.id, row.value.clone()));
                }
                effect
            }
        };
        if effect != Effect::Same {
            hash.add(&format!("{effect:?} {:?}", row.value));
        }
        rows.push(outcome(
            &row,
            row.value.parent_code.clone().unwrap_or_default(),
            format!("{}, {}", row.value.kind.russian(), row.value.short_name),
            effect,
        ));
    }
    rows.sort_by_key(|row| row.line);
    Ok(ImportPlan {
        total: parsed.total,
        rows,
        wrong: parsed.wrong,
        writes,
        new_people: Vec::new(),
        hash: hash.finish(),
    })
}

fn differences(known: &organisations::OrganisationRow, parent: &str, row: &OrganisationRow) -> Effect {
    let mut differences = Differences::default();
    let was_kind = OrganisationKind::from_code(&known.kind).map_or("", OrganisationKind::russian);
    differences.compare("Вид", was_kind, row.kind.russian());
    differences.compare("Наименование", &known.name, &row.name);
    differences.compare("Краткое наименование", &known.short_name, &row.short_name);
    differences.compare(
        "Код вышестоящей",
        parent,
        row.parent_code.as_deref().unwrap_or_default(),
    );
    differences.compare(
        "Часовой пояс",
        known.zone.as_deref().unwrap_or_default(),
        row.zone.as_deref().unwrap_or_default(),
    );
    differences.compare(
        "Адрес",
        known.address.as_deref().unwrap_or_default(),
        row.address.as_deref().unwrap_or_default(),
    );
    differences.effect()
}

fn refuse_parent(
    line: u32,
    row: &OrganisationRow,
    kinds: &HashMap<String, OrganisationKind>,
    standing: &[organisations::OrganisationRow],
) -> Option<Refusal> {
    let refusal = |field: Field, value: &str, message: String| {
        Some(Refusal {
            line,
            field,
            value: value.to_owned(),
            message,
        })
    };
    let expected = row.kind.parent_kind();
    match (&row.parent_code, expected) {
        (None, None) => {
            let another = standing
                .iter()
                .any(|known| known.parent_id.is_none() && known.code != row.code);
            another.then(|| Refusal {
                line,
                field: Field::OrganisationCode,
                value: row.code.clone(),
                message: "Министерство в регионе одно, и оно уже записано под другим кодом. Исправьте код".to_owned(),
            })
        }
        (None, Some(kind)) => refusal(
            Field::ParentCode,
            "",
            format!(
                "Не указана вышестоящая организация: нужен код организации вида «{}»",
                kind.russian()
            ),
        ),
        (Some(code), None) => refusal(
            Field::ParentCode,
            code,
            "У министерства нет вышестоящей организации: очистите ячейку".to_owned(),
        ),
        (Some(code), Some(kind)) => match kinds.get(code) {
            Some(found) if *found == kind => None,
            Some(found) => refusal(
                Field::ParentCode,
                code,
                format!(
                    "Вышестоящая организация вида «{}», а нужна вида «{}»",
                    found.russian(),
                    kind.russian()
                ),
            ),
            None => refusal(
                Field::ParentCode,
                code,
                "Такой организации нет ни в справочнике, ни в этом файле".to_owned(),
            ),
        },
    }
}

const fn depth(kind: OrganisationKind) -> u8 {
    match kind {
        OrganisationKind::Ministry => 0,
        OrganisationKind::School => 2,
        _ => 1,
    }
}

/// Codes nearest to a mistyped one: same length, one or two places different.
pub(super) fn nearest_codes(code: &str, known: &HashSet<&str>) -> Vec<String> {
    let distance = |other: &str| {
        other
            .chars()
            .zip(code.chars())
            .filter(|(left, right)| left != right)
            .count()
    };
    let mut near: Vec<(usize, String)> = known
        .iter()
        .filter(|other| other.len() == code.len() && distance(other) <= 2)
        .map(|other| (distance(other), (*other).to_owned()))
        .collect();
    near.sort();
    near.into_iter().take(2).map(|(_, code)| code).collect()
}
