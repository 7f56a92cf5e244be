//! The region's rules as they stand here: embedded law plus the days users entered.

use regulations::{DayOverride, LegalDate, OverrideKind, Ruleset};
use storage::settings::{self, DayOverrideRow};
use storage::{StorageError, Tx};

use crate::context::App;
use crate::error::AppError;

impl App {
    /// The ruleset with users' days off and working days.
    pub async fn ruleset_in(&self, tx: &mut Tx) -> Result<Ruleset, AppError> {
        let days = settings::day_overrides(tx)
            .await?
            .iter()
            .map(day_override)
            .collect::<Result<Vec<_>, _>>()?;
        self.ruleset()?
            .with_overrides(&days)
            .map_err(|error| AppError::Law(error.to_string()))
    }
}

/// A stored day as the law's data holds one.
pub fn day_override(row: &DayOverrideRow) -> Result<DayOverride, AppError> {
    let date: LegalDate = row.day.parse().map_err(|_| StorageError::Damaged("day_override.day"))?;
    let kind = match row.kind.as_str() {
        "day-off" => OverrideKind::DayOff,
        "working" => OverrideKind::Working,
        _ => return Err(StorageError::Damaged("day_override.kind").into()),
    };
    Ok(DayOverride {
        date,
        kind,
        ground: row.ground.clone(),
    })
}
