//! `vedomost bench-print`: statements of sixty rows from the database to PDF.

use std::process::ExitCode;

use rehearsal::RegionPlan;

use super::region::{make, text};
use super::{BenchArguments, cpu_seconds};
use crate::serve::say;

/// Statements to print.
const STATEMENTS: usize = 700;
/// Rows of each.
const ROWS: usize = 60;

/// Prints figures as `name=number`.
pub async fn run(arguments: &BenchArguments) -> Result<ExitCode, String> {
    let mut plan = RegionPlan::region().map_err(|error| error.to_string())?;
    plan.essay_participants = STATEMENTS * ROWS + 3000;
    let region = make(&arguments.folder, &plan).await?;
    let request = region.request(region.operator).await?;
    let mut statements = region
        .app
        .list_statements(&request, Some(region.exam))
        .await
        .map_err(text)?;
    statements.retain(|one| one.row.parent_id.is_some());
    statements.truncate(STATEMENTS);
    let ids: Vec<_> = statements.iter().map(|one| one.row.id).collect();
    let rows: i64 = statements.iter().map(|one| one.row.line_count).sum();
    // A running server has the names in memory; the first one to ask after an import waits for them.
    region.app.directory().await.map_err(text)?;
    let before = cpu_seconds()?;
    let archive = region.app.print_statements(&request, &ids).await.map_err(text)?;
    let bytes = archive.bytes.len();
    let seconds = cpu_seconds()? - before;
    let documents = statements.len().max(1);
    say(&format!(
        "documents={documents} rows={} bytes={} cpu_seconds={seconds:.3} ms_each={:.3}",
        rows / i64::try_from(documents).unwrap_or(1),
        bytes / documents,
        seconds * 1000.0 / f64::from(u32::try_from(documents).unwrap_or(1)),
    ));
    Ok(ExitCode::SUCCESS)
}
