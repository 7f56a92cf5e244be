//! `vedomost verify`: everything that can be checked, checked; nothing changed.

use std::process::ExitCode;
use std::sync::Arc;

use crate::clock::SystemClock;
use crate::configuration::InstallationArguments;
use crate::installation::{Opening, open};
use crate::serve::say;

/// Runs the verification; exit code 1 when something does not agree.
pub async fn run(arguments: &InstallationArguments) -> Result<ExitCode, String> {
    let app = open(arguments, Opening::Existing, Arc::new(SystemClock)).await?;
    let found = app.verify().await.map_err(|error| error.to_string())?;
    say(&format!(
        "Проверено: записей журнала {}, ведомостей {}, строк {} (из них людей с уничтоженными данными {}), файлов {}, обязательств {}",
        found.journal_events, found.statements, found.lines, found.destroyed_lines, found.files, found.obligations
    ));
    if found.problems.is_empty() {
        say("Всё сходится.");
        return Ok(ExitCode::SUCCESS);
    }
    for problem in &found.problems {
        say(&format!("Не сходится: {problem}"));
    }
    Ok(ExitCode::from(1))
}
