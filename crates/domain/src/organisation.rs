//! Organisations: the tree through which results travel.

use crate::codes::coded;

coded! {
    /// What an organisation is; decides which hops a result takes.
    OrganisationKind {
        Ministry = "ministry", "министерство";
        ProcessingCentre = "processing-centre", "РЦОИ";
        MunicipalBody = "municipal-body", "МОУО";
        School = "school", "школа";
        /// Subordinate to the ministry directly (kuzbass-4195:2.5).
        StateSchool = "state-school", "государственная школа";
        /// Subordinate to the ministry directly (kuzbass-4195:2.5).
        College = "college", "колледж";
        ExamCommission = "exam-commission", "ГЭК";
        AppealsCommission = "appeals-commission", "апелляционная комиссия";
    }
}

/// By which way an organisation receives essay results (kuzbass-4195:2.2, 2.3, 2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryRoute {
    /// РЦОИ → МОУО: the municipal body's own statement.
    FromProcessingCentre,
    /// РЦОИ → МОУО → school.
    ThroughMunicipalBody,
    /// РЦОИ → state school or college, past the municipal body.
    DirectToStateOrganisation,
}

impl OrganisationKind {
    /// The way results reach an organisation of this kind; `None` where results are not handed down to it.
    pub const fn delivery_route(self) -> Option<DeliveryRoute> {
        match self {
            Self::MunicipalBody => Some(DeliveryRoute::FromProcessingCentre),
            Self::School => Some(DeliveryRoute::ThroughMunicipalBody),
            Self::StateSchool | Self::College => Some(DeliveryRoute::DirectToStateOrganisation),
            Self::Ministry | Self::ProcessingCentre | Self::ExamCommission | Self::AppealsCommission => None,
        }
    }

    /// Which kind of organisation stands above this one in the tree; `None` for the root.
    pub const fn parent_kind(self) -> Option<Self> {
        match self {
            Self::Ministry => None,
            Self::School => Some(Self::MunicipalBody),
            Self::ProcessingCentre
            | Self::MunicipalBody
            | Self::StateSchool
            | Self::College
            | Self::ExamCommission
            | Self::AppealsCommission => Some(Self::Ministry),
        }
    }
}
