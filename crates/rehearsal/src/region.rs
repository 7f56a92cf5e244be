//! The whole region.

use crate::corrections::corrected_rows;
use crate::fault_rows::{faulty_organisations, faulty_participants, faulty_results};
use crate::faults::FaultyTable;
use crate::organisations::{MadeUpOrganisation, make_organisations};
use crate::participants::{MadeUpParticipant, make_participants};
use crate::plan::{PlanError, RegionPlan};
use crate::results::{Batch, MadeUpResult, make_results};
use crate::staff::{StaffMember, make_staff};
use crate::table::Table;
use crate::tables::{organisation_table, participant_table, result_table};
use crate::words::Words;

/// A made-up region: what the files say, and the truth they were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpRegion {
    pub plan: RegionPlan,
    /// Parents before children: ministry, processing centre, municipal bodies, schools, state schools, colleges.
    pub organisations: Vec<MadeUpOrganisation>,
    /// By informing organisation, class, name.
    pub participants: Vec<MadeUpParticipant>,
    /// `results[i]` is the result of `participants[i]`.
    pub results: Vec<MadeUpResult>,
    /// By organisation, head first.
    pub staff: Vec<StaffMember>,
}

/// Invents the region of a plan. The same plan gives the same region.
pub fn make(plan: &RegionPlan) -> Result<MadeUpRegion, PlanError> {
    plan.check()?;
    let words = Words::read();
    let organisations = make_organisations(plan, &words);
    let participants = make_participants(plan, &organisations, &words);
    let results = make_results(plan, &participants);
    let staff = make_staff(plan, &organisations, &words);
    Ok(MadeUpRegion {
        plan: plan.clone(),
        organisations,
        participants,
        results,
        staff,
    })
}

impl MadeUpRegion {
    /// The organisations file.
    pub fn organisations_table(&self) -> Table {
        organisation_table(&self.organisations)
    }

    /// The participants file.
    pub fn participants_table(&self) -> Table {
        participant_table(&self.participants, self.plan.exam_date)
    }

    /// The results that came in time, about 97 of a hundred.
    pub fn results_first_batch(&self) -> Table {
        result_table(self.results_of(Batch::First), self.plan.exam_date)
    }

    /// The results that came late and need a supplementary statement.
    pub fn results_second_batch(&self) -> Table {
        result_table(self.results_of(Batch::Second), self.plan.exam_date)
    }

    /// A few results of the first batch with other values, as corrected after comparing with the originals.
    pub fn results_corrections(&self) -> Table {
        let rows = corrected_rows(self.results_of(Batch::First));
        result_table(
            rows.iter().map(|(participant, result)| (*participant, result)),
            self.plan.exam_date,
        )
    }

    /// Good rows of the first batch and among them one of every kind of bad row.
    pub fn results_with_faults(&self) -> FaultyTable {
        faulty_results(&self.results_first_batch(), self.plan.exam_date)
    }

    /// Good participants and among them one of every kind of bad row.
    pub fn participants_with_faults(&self) -> FaultyTable {
        faulty_participants(&self.participants_table(), self.plan.exam_date)
    }

    /// Good organisations and among them one of every kind of bad row.
    pub fn organisations_with_faults(&self) -> FaultyTable {
        faulty_organisations(&self.organisations_table())
    }

    /// The organisation of this code.
    pub fn organisation(&self, code: &str) -> Option<&MadeUpOrganisation> {
        self.organisations.iter().find(|organisation| organisation.code == code)
    }

    /// Participants with their results, in the order of the files.
    pub fn participants_with_results(&self) -> impl Iterator<Item = (&MadeUpParticipant, &MadeUpResult)> {
        self.participants.iter().zip(&self.results)
    }

    fn results_of(&self, batch: Batch) -> impl Iterator<Item = (&MadeUpParticipant, &MadeUpResult)> {
        self.participants_with_results()
            .filter(move |(_, result)| result.batch == batch)
    }
}
