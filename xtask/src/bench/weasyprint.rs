//! WeasyPrint, which many would take to print such a statement: the measure that ours is compared with.

use std::path::Path;
use std::process::Command;

use super::figures::Figures;
use crate::failure::Failure;
use crate::steps::{output_of, run, workspace_root};

pub struct Measured {
    /// With its version.
    pub name: String,
    pub documents: u32,
    /// CPU time of one document, the median.
    pub milliseconds: f64,
    pub bytes: f64,
}

const VERSION: &str = "70.0";
const DOCUMENTS: u32 = 5;
const SCRIPT: &str = "xtask/src/bench/weasyprint_statement.py";
const FONT: &str = "crates/documents/fonts/GolosText-Regular.ttf";

/// Makes a statement of `rows` rows several times in one process; starting Python is not counted.
pub fn milliseconds_each(rows: u32) -> Result<Measured, Failure> {
    let root = workspace_root();
    let environment = root.join("target/bench-weasyprint");
    install(&environment)?;
    let mut python = Command::new(environment.join("bin/python"));
    python
        .arg(root.join(SCRIPT))
        .arg(root.join(FONT))
        .args([rows.to_string(), DOCUMENTS.to_string()]);
    let figures = Figures::parse(&output_of(&mut python)?);
    Ok(Measured {
        name: format!("WeasyPrint {VERSION}"),
        documents: DOCUMENTS,
        milliseconds: figures.get("milliseconds")?,
        bytes: figures.get("bytes")?,
    })
}

/// Needs python3 with venv, the package index, and Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0).
fn install(environment: &Path) -> Result<(), Failure> {
    let is_installed = environment.join("bin/weasyprint").exists();
    if is_installed {
        return Ok(());
    }
    println!("==> WeasyPrint {VERSION} into {}", environment.display());
    run(Command::new("python3").args(["-m", "venv"]).arg(environment))?;
    run(Command::new(environment.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .arg(format!("weasyprint=={VERSION}")))
}
