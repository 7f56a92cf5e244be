//! Files of organisations, participants and results: in from .xlsx, .xls, .ods, .csv and .dbf, and back out with what to
//! mend.
//!
//! The way of a file: [`table::read_table`] (or, a row at a time, [`table::open_table`]) turns bytes into rows of text, [`profile::match_columns`] says which column is
//! which field, [`rows`] turns rows into values or into wrong rows with cell addresses, [`wrong_file`] gives the wrong
//! rows back in the file's own format. Pure: bytes and values in, bytes and values out.

mod address;
pub mod profile;
pub mod rows;
pub mod table;
pub mod wrong_file;

pub use address::cell_address;
pub use profile::{ColumnMatch, ColumnMatching, ExchangeProfile, Field, MissingField, ProfileKind, match_columns};
pub use rows::{
    EssayOutcome, EssayResultRow, GiaForm, GiaOutcome, GiaParticipantRow, GiaResultRow, GiaScores, MissingColumns,
    OrganisationRow, Parsed, ParsedRow, ParticipantRow, PlainGiaReader, PlainGiaRow, Problem, Refusal,
    SpecialCondition, TaskPoints, WrongRow, parse_essay_results, parse_gia_participants, parse_gia_results,
    parse_gia_row, parse_organisations, parse_participants,
};
pub use table::{
    DbfCodePage, Limits, SheetRow, SheetTable, TableError, TableFormat, TableStream, open_table, open_table_again,
    read_table,
};
pub use wrong_file::{WrongFile, wrong_rows_file};
