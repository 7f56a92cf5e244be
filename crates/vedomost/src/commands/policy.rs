//! `vedomost policy dump`: the whole access table.

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use domain::access::{Needs, matrix};
use serde_json::json;

/// Rules of access.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Напечатать таблицу доступа: роль, действие, охват, нужен ли приказ.
    #[command(after_help = "Пример:\n  vedomost policy dump --json")]
    Dump {
        /// Как JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a policy command.
pub fn run(command: &PolicyCommand, out: &mut dyn Write) -> Result<ExitCode, String> {
    let PolicyCommand::Dump { json } = command;
    let text = if *json { as_json() } else { as_lines() };
    writeln!(out, "{text}").map_err(|error| error.to_string())?;
    Ok(ExitCode::SUCCESS)
}

fn as_json() -> String {
    let rows: Vec<_> = matrix()
        .into_iter()
        .map(|(role, action, permission)| {
            json!({
                "role": role.code(),
                "action": action.code(),
                "reach": permission.map(|(reach, _)| reach.code()),
                "order": permission.is_some_and(|(_, needs)| needs == Needs::Order),
            })
        })
        .collect();
    serde_json::to_string_pretty(&rows).unwrap_or_default()
}

fn as_lines() -> String {
    let line =
        |(role, action, permission): (domain::access::Role, domain::access::Action, domain::access::Permission)| {
            let (reach, order) = match permission {
                None => ("-", ""),
                Some((reach, Needs::Order)) => (reach.code(), " order"),
                Some((reach, Needs::Appointment)) => (reach.code(), ""),
            };
            format!("{:<22} {:<26} {reach}{order}", role.code(), action.code())
        };
    matrix().into_iter().map(line).collect::<Vec<_>>().join("\n")
}
