//! Documents: values in, bytes out. Statements, ledgers, announcements, extracts and lists as PDF, XLSX and CSV.
//!
//! Nothing here reads a clock, a file or a database: the caller hands in strings that are ready to show, and the moment the document was
//! formed. The same input gives the same bytes on every machine.
//!
//! Make one [`Typesetter`] at start and share it: it holds the parsed font, and every PDF is printed with `&self` of it.

pub mod announcement;
pub mod archive;
mod error;
pub mod extract;
mod layout;
pub mod ledger;
mod moment;
mod page;
pub mod paper;
pub mod protocol;
pub mod statement;
pub mod table;
mod typography;

pub use error::DocumentError;
pub use layout::Signatory;
pub use moment::CreationMoment;
pub use page::Code;
pub use typography::Typesetter;
