//! Which account an expert of the appeals commission signs in with. Only an account of the commission's own experts, and only
//! one of the same name: whoever signs in with it sees the works given to this expert.

use domain::access::{Action, Role};
use domain::appeal::people::CommissionPart;
use serde_json::json;
use storage::hearings;
use storage::{Tx, accounts, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::names::full_name;

/// An account that an expert may be given.
#[derive(Debug, Clone)]
pub struct ExpertAccount {
    pub id: Uuid,
    pub login: String,
    /// Full name of who signs in with it.
    pub name: String,
}

impl App {
    /// The accounts of experts of the actor's commission, by name.
    pub async fn expert_accounts(&self, request: &Request) -> Result<Vec<ExpertAccount>, AppError> {
        request.authorise(Action::RunAppeals)?;
        self.store
            .read(&(self, request), |tx, (app, request)| {
                boxed(async move { app.expert_accounts_in(tx, request).await })
            })
            .await
    }

    async fn expert_accounts_in(&self, tx: &mut Tx, request: &Request) -> Result<Vec<ExpertAccount>, AppError> {
        let scope = request.authorise(Action::RunAppeals)?;
        let directory = self.directory_in(tx).await?;
        let own = request.actor.organisation.0;
        let mut found: Vec<ExpertAccount> = accounts::in_scope(tx, &scope)
            .await?
            .into_iter()
            .filter(|row| row.role == Role::AppealsExpert.code() && row.organisation_id == own)
            .filter(|row| row.account.state != "blocked")
            .map(|row| ExpertAccount {
                id: row.account.id,
                name: full_name(&directory, row.account.person_id),
                login: row.account.login,
            })
            .collect();
        found.sort_by(|one, other| (&one.name, &one.login).cmp(&(&other.name, &other.login)));
        Ok(found)
    }

    /// Lets an expert sign in with an account, or with none any more.
    ///
    /// Errors: [`AppError::Invalid`] at `expert` for somebody who is no expert of the commission now, at `account` for an
    /// account of another name; [`AppError::NotFound`] for an account that is no expert's of this commission.
    pub async fn give_expert_account(
        &self,
        request: &Request,
        expert: Uuid,
        account: Option<Uuid>,
    ) -> Result<(), AppError> {
        request.authorise(Action::RunAppeals)?;
        let fingerprint = format!("give-expert-account {expert} {account:?}");
        let whole = (self, request, expert, account);
        self.act(request, &fingerprint, &whole, |tx, (app, request, expert, account)| {
            boxed(async move {
                app.authorised_now(tx, request, Action::RunAppeals).await?;
                let people = app.commission_people_in(tx).await?;
                let chosen = people
                    .iter()
                    .find(|one| one.row.id == *expert && one.part == CommissionPart::Expert)
                    .filter(|one| one.row.ended_at.is_none())
                    .ok_or_else(|| AppError::field("expert", "Выберите эксперта"))?;
                if let Some(account) = account {
                    let all = app.expert_accounts_in(tx, request).await?;
                    let found = all.iter().find(|one| one.id == *account).ok_or(AppError::NotFound)?;
                    if plain(&found.name) != plain(&chosen.name) {
                        return Err(AppError::field(
                            "account",
                            format!(
                                "Учётная запись на\u{a0}имя {}, а\u{a0}эксперт\u{a0}— {}: выберите запись этого эксперта",
                                found.name, chosen.name
                            ),
                        ));
                    }
                }
                if !hearings::set_account(tx, *expert, *account).await? {
                    return Err(AppError::NotFound);
                }
                let details = json!({"expert": chosen.row.code, "account": account});
                Ok(Done {
                    value: (),
                    event: event("expert-account-given", "commission-person", Some(*expert), details),
                })
            })
        })
        .await
    }
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('ё', "е")
}
