//! Organisations: the tree of the region, one organisation, and who in it may reach statements.

mod list;
mod one;
mod responsible;
mod samples;

pub use list::{BranchOpening, OrganisationBranch, OrganisationRow, OrganisationsPage};
pub use one::{AccountRow, AccountState, OrganisationPage, ResponsibleRow, ResponsibleState};
pub use responsible::ResponsibleFormPage;
pub use samples::samples;
