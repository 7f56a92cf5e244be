//! On whose behalf a request acts, why it is refused, and the scope that an allowed act gets.

use regulations::LegalDate;

use super::{Action, Needs, Reach, Role, permission};
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::organisation::OrganisationKind;
use crate::token_purpose::{HeldToken, TokenPurpose};

/// An order that names a responsible person, with its days in force (both inclusive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsibilityOrder {
    /// Number of the order.
    pub number: String,
    /// Its date.
    pub date: LegalDate,
    /// First day of access.
    pub valid_from: LegalDate,
    /// Last day of access; `None` while not ended.
    pub valid_to: Option<LegalDate>,
}

impl ResponsibilityOrder {
    /// Is the order in force on `day`?
    pub fn in_force(&self, day: LegalDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// On whose behalf a request acts: made anew for every request from the stored account, never trusted from outside.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account signed in.
    pub account: AccountId,
    /// The person behind it (two accounts may be one person).
    pub person: PersonId,
    /// Its role.
    pub role: Role,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// That organisation's kind.
    pub organisation_kind: OrganisationKind,
    /// Orders that name this account in this organisation.
    pub orders: Vec<ResponsibilityOrder>,
    /// The token, when a program acts for the person; `None` when the person does.
    pub token: Option<HeldToken>,
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role never may.
    #[error("у вашей роли нет такого права: {action}", action = .0.russian())]
    NotForThisRole(Action),
    /// Nobody named this person by order, or the order is not in force today.
    #[error(
        "доступ к ведомостям имеют только лица, назначенные приказом; действующего приказа на вас нет. Попросите руководителя внести приказ"
    )]
    NoOrderInForce(Action),
    /// The token was issued for something else.
    #[error("этот ключ выдан для другого: {purpose}. Попросите администратора выдать ключ с нужным назначением", purpose = .0.russian())]
    NotForThisToken(TokenPurpose),
}

/// What an actor may see or touch in one act. Only [`Actor::authorise`] makes one, and every list query demands one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    reach: Reach,
    organisation: OrganisationId,
}

impl Scope {
    /// `region`, `subtree` or `own`.
    pub const fn mode(&self) -> &'static str {
        self.reach.code()
    }

    /// The organisation the reach starts from.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// How far.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// Does an organisation with this parent lie in the scope?
    pub fn covers(&self, organisation: OrganisationId, parent: Option<OrganisationId>) -> bool {
        match self.reach {
            Reach::Region => true,
            Reach::Subtree => organisation == self.organisation || parent == Some(self.organisation),
            Reach::Own => organisation == self.organisation,
        }
    }

    /// The scope of the system itself (reconciler, verification); never of a person.
    pub const fn of_the_system(root: OrganisationId) -> Self {
        Self {
            reach: Reach::Region,
            organisation: root,
        }
    }
}

impl Actor {
    /// May this actor do `action` on `today`, and how far? Refusals name the missing right or order.
    pub fn authorise(&self, action: Action, today: LegalDate) -> Result<Scope, Refusal> {
        if let Some(token) = self.token
            && !token.purpose.covers(action)
        {
            return Err(Refusal::NotForThisToken(token.purpose));
        }
        let Some((reach, needs)) = permission(self.role, action) else {
            return Err(Refusal::NotForThisRole(action));
        };
        if needs == Needs::Order && !self.orders.iter().any(|order| order.in_force(today)) {
            return Err(Refusal::NoOrderInForce(action));
        }
        Ok(Scope {
            reach,
            organisation: self.organisation,
        })
    }

    /// Is the action one this actor may do today? For menus; acts call [`Actor::authorise`].
    pub fn may(&self, action: Action, today: LegalDate) -> bool {
        self.authorise(action, today).is_ok()
    }
}
