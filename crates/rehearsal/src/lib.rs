//! A made-up region with known truth: organisations, people, results of one essay, and staff. Pure and deterministic:
//! the same plan makes the same region to the byte.
//!
//! [`make`] invents the region; [`MadeUpRegion`] writes it as the ordinary import files (CSV, XLSX), which the demo
//! imports through the ordinary import, and as files with known faults for trying the import's answers.
//! [`make_gia`] adds participants and results of GIA in such a region, by scales that it makes up where a year has none.
//! Everybody here is made up: names are random combinations of common parts, passports have series that are not issued.

mod chance;
mod corrections;
mod fault_rows;
mod faults;
mod gia;
mod identity_documents;
mod names;
mod organisations;
mod participants;
mod plan;
mod region;
mod results;
mod staff;
mod table;
mod tables;
mod words;
mod writers;

pub use faults::{Fault, FaultKind, FaultyTable};
pub use gia::{
    GIA_PARTICIPANT_HEADINGS, GIA_RESULT_HEADINGS, GiaError, GiaPlan, GiaTruth, Graduates, MadeUpExam, MadeUpGia,
    MadeUpGiaParticipant, MadeUpSitting, law_with_made_up_scales, made_up_scale_files, make_gia,
};
pub use identity_documents::MadeUpDocument;
pub use names::MadeUpName;
pub use organisations::MadeUpOrganisation;
pub use participants::{HealthLimits, MadeUpParticipant};
pub use plan::{MAX_MUNICIPAL_BODIES, PlanError, RegionPlan};
pub use region::{MadeUpRegion, make};
pub use results::{Batch, MadeUpResult, Outcome, TrueMarks};
pub use staff::{ResponsibleOrder, StaffMember, StaffPost};
pub use table::Table;
pub use tables::{ORGANISATION_HEADINGS, PARTICIPANT_HEADINGS, RESULT_HEADINGS};
pub use writers::{FileFormat, WriteError};
