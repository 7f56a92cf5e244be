//! Writes one sample of every document into a folder, to be looked at.
//!
//! `cargo run -p documents --example render_samples -- some/folder`

#[path = "../tests/documents/samples/mod.rs"]
mod samples;

use documents::table::CsvEncoding;
use documents::{DocumentError, Typesetter, announcement, extract, ledger, protocol, statement, table};
use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    for (name, bytes) in rendered()? {
        write(&folder.join(name), &bytes)?;
    }
    Ok(())
}

fn rendered() -> Result<Vec<(&'static str, Vec<u8>)>, DocumentError> {
    let typesetter = Typesetter::new()?;
    Ok(vec![
        (
            "statement.pdf",
            statement::render(&typesetter, &samples::statement(60))?,
        ),
        (
            "statement.xlsx",
            statement::render_spreadsheet(&samples::statement(60))?,
        ),
        (
            "gia-statement.pdf",
            statement::render(&typesetter, &samples::gia_statement(60))?,
        ),
        (
            "gia-marks.pdf",
            statement::render(&typesetter, &samples::gia_statement_of_marks(9))?,
        ),
        ("ledger.pdf", ledger::render(&typesetter, &samples::ledger(30))?),
        (
            "announcement.pdf",
            announcement::render(&typesetter, &samples::announcement(30))?,
        ),
        (
            "protocol.pdf",
            protocol::render(&typesetter, &samples::protocol(60, 7))?,
        ),
        ("extract.pdf", extract::render(&typesetter, &samples::extract())?),
        ("table.pdf", table::render_pdf(&typesetter, &samples::table(70))?),
        ("table.xlsx", table::render_spreadsheet(&samples::table(70))?),
        ("table.csv", table::render_csv(&samples::table(70), CsvEncoding::Utf8)?),
        (
            "table-1251.csv",
            table::render_csv(&samples::table(70), CsvEncoding::Windows1251)?,
        ),
    ])
}

#[expect(clippy::disallowed_methods, reason = "an example may write files; the crate may not")]
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)
}
