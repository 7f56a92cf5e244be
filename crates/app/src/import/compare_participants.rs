//! A file of participants of the essay against what stands.

use exchange::{ColumnMatching, ExchangeProfile, SheetTable, parse_participants};
use storage::Tx;

use super::compare_registrations::{self, valued};
use super::plan::ImportPlan;
use super::registrant::PlannedRow;
use crate::context::App;
use crate::error::AppError;

pub(super) async fn plan(
    app: &App,
    tx: &mut Tx,
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<ImportPlan, AppError> {
    let parsed =
        parse_participants(table, matching, profile).map_err(|error| AppError::field("file", error.to_string()))?;
    let planned = valued(parsed, |_, row| Some(PlannedRow::essay(row)));
    compare_registrations::plan(app, tx, planned, matching).await
}
