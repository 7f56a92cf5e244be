//! What another system may do with a token: one purpose, and of the holder's permissions only those that serve it.

use crate::access::{Action, Role, permission};
use crate::codes::coded;
use crate::ids::TokenId;

coded! {
    /// The one purpose of a token.
    TokenPurpose {
        /// Results, participants and organisations come in from the processing centre's own systems.
        DeliverResults = "deliver-results", "загружать файлы";
        FetchStatements = "fetch-statements", "получать ведомости";
        ReportAcquaintance = "report-acquaintance", "сообщать об ознакомлении";
        ReadObligations = "read-obligations", "читать обязательства";
        /// A look-up process pulls what is published.
        FetchPublication = "fetch-publication", "забирать публикацию для просмотра";
    }
}

/// The token a program acts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldToken {
    pub id: TokenId,
    pub purpose: TokenPurpose,
}

impl TokenPurpose {
    /// The actions it covers; the holder's role, order and reach still decide each of them.
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::DeliverResults => &[Action::Import],
            Self::FetchStatements => &[Action::ListStatements, Action::OpenStatement, Action::ReceiveStatement],
            Self::ReportAcquaintance => &[Action::SeeAcquaintance, Action::FillLedger],
            Self::ReadObligations => &[Action::SeeObligations],
            Self::FetchPublication => &[Action::FetchPublication],
        }
    }

    /// May an account of this role ever use it?
    pub fn fits(self, role: Role) -> bool {
        self.actions().iter().any(|action| permission(role, *action).is_some())
    }

    /// Does it cover the action?
    pub fn covers(self, action: Action) -> bool {
        self.actions().contains(&action)
    }
}
