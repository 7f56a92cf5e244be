//! First start: what region this is, and the first administrator. Used by `serve`, `demo` and tests alike.

use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use regulations::Instant;
use serde_json::json;
use storage::accounts::{self, AccountRow};
use storage::installation::{self, Counter, InstallationRow};
use storage::journal::{self, Author};
use storage::organisations::{self, OrganisationRow};
use storage::people::{self, PersonRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::event;
use crate::context::App;
use crate::error::AppError;

/// A person of staff to be entered with an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Who.
    pub name: PersonName,
    /// Name typed at the sign-in.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Where.
    pub organisation: Uuid,
    /// Post in words.
    pub position: String,
    /// Argon2id hash; `None` for an invitation.
    pub password_hash: Option<String>,
}

/// How far an installation is from its first sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstSignIn {
    /// No administrator is entered.
    NobodyEntered,
    /// This administrator has not used the invitation yet.
    Awaited(Uuid),
    /// Somebody has a password.
    Done,
}

impl App {
    /// Records the region and the key's fingerprint in an empty database, and the ministry as the root of the tree (imports
    /// complete it by its code). Does nothing in a database that is set up; refuses keys that are not its own.
    pub async fn set_up(&self, ministry_code: &str, ministry_name: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        let input = (self, ministry_code, ministry_name, now);
        self.store
            .write(&input, |tx, (app, code, name, now)| {
                boxed(async move { app.set_up_in(tx, code, name, *now).await })
            })
            .await
    }

    async fn set_up_in(
        &self,
        tx: &mut Tx,
        ministry_code: &str,
        ministry_name: &str,
        now: Instant,
    ) -> Result<(), AppError> {
        if let Some(found) = installation::find(tx).await? {
            self.keys.confirm_belongs_to_data(&found.key_fingerprint)?;
            if found.region_code != self.region_code {
                return Err(AppError::NotNow(format!(
                    "в этой базе регион {}, а программа запущена для региона {}: одна база — один регион",
                    found.region_code, self.region_code
                )));
            }
            return Ok(());
        }
        let row = InstallationRow {
            region_code: self.region_code.clone(),
            key_fingerprint: self.keys.root_fingerprint().as_str().to_owned(),
            created_at: now.as_micros(),
        };
        installation::insert(tx, &row).await?;
        let ministry = OrganisationRow {
            id: self.fresh_id(now)?,
            code: ministry_code.to_owned(),
            kind: OrganisationKind::Ministry.code().to_owned(),
            name: ministry_name.to_owned(),
            short_name: ministry_name.to_owned(),
            parent_id: None,
            zone: None,
            address: None,
            valid_from: self.day_of(now).to_string(),
            valid_to: None,
            version: 1,
        };
        organisations::insert(tx, &ministry).await?;
        let author = Author {
            account: None,
            organisation: None,
            at: now.as_micros(),
        };
        let details = json!({"region": self.region_code});
        journal::append(tx, author, &event("installation-set-up", "installation", None, details)).await?;
        Ok(())
    }

    /// Enters the processing centre under the ministry if there is none: its operator brings in everything else by import.
    pub async fn set_up_processing_centre(&self, code: &str, name: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        self.store
            .write(&(self, code, name, now), |tx, (app, code, name, now)| {
                boxed(async move {
                    let all = organisations::all(tx).await?;
                    if all
                        .iter()
                        .any(|row| row.kind == OrganisationKind::ProcessingCentre.code())
                    {
                        return Ok(());
                    }
                    let row = OrganisationRow {
                        id: app.fresh_id(*now)?,
                        code: (*code).to_owned(),
                        kind: OrganisationKind::ProcessingCentre.code().to_owned(),
                        name: (*name).to_owned(),
                        short_name: (*name).to_owned(),
                        parent_id: all.iter().find(|row| row.parent_id.is_none()).map(|row| row.id),
                        zone: None,
                        address: None,
                        valid_from: app.day_of(*now).to_string(),
                        valid_to: None,
                        version: 1,
                    };
                    organisations::insert(tx, &row).await?;
                    let author = Author {
                        account: None,
                        organisation: None,
                        at: now.as_micros(),
                    };
                    let entered = event(
                        "organisation-entered",
                        "organisation",
                        Some(row.id),
                        json!({"code": code}),
                    );
                    journal::append(tx, author, &entered).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Destroys keys that belong to nobody: left by an import that was refused after its keys were made.
    pub async fn sweep_orphan_keys(&self) -> Result<usize, AppError> {
        let persons = self
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(people::all_persons(tx).await?) })
            })
            .await?;
        let known = persons.iter().map(|row| row.id).collect();
        Ok(self
            .keys
            .sweep_orphans(&known, self.clock.now().plus_hours(-24))
            .await?)
    }

    /// Can anybody sign in? An account without a password waits for its invitation, which may have been lost or have run
    /// out since.
    pub async fn first_sign_in(&self) -> Result<FirstSignIn, AppError> {
        self.store
            .read(&(), |tx, ()| {
                boxed(async move {
                    let Some(root) = organisations::all(tx)
                        .await?
                        .into_iter()
                        .find(|row| row.parent_id.is_none())
                    else {
                        return Ok(FirstSignIn::NobodyEntered);
                    };
                    let all = accounts::in_scope(tx, &crate::obligations::system_scope(root.id)).await?;
                    if all.iter().any(|row| row.account.password_hash.is_some()) {
                        return Ok(FirstSignIn::Done);
                    }
                    let waiting = all.iter().find(|row| row.role == Role::Administrator.code());
                    Ok(waiting.map_or(FirstSignIn::NobodyEntered, |row| FirstSignIn::Awaited(row.account.id)))
                })
            })
            .await
    }

    /// The root of the organisations' tree: the ministry.
    pub async fn root_organisation(&self) -> Result<Uuid, AppError> {
        self.store
            .read(&(), |tx, ()| {
                boxed(async move {
                    let root = organisations::all(tx)
                        .await?
                        .into_iter()
                        .find(|row| row.parent_id.is_none());
                    root.map(|row| row.id).ok_or(AppError::NotFound)
                })
            })
            .await
    }

    /// Enters a person of staff with an account, on behalf of the system (first administrator, demo). Returns the account.
    pub async fn enter_first_account(&self, account: &NewAccount) -> Result<Uuid, AppError> {
        let now = self.clock.now();
        let person = self.fresh_id(now)?;
        self.keys.create_person_keys(&[person], now).await?;
        self.store
            .write(&(self, account, person, now), |tx, (app, account, person, now)| {
                boxed(async move {
                    let id = app.enter_account(tx, account, *person, *now).await?;
                    let author = Author {
                        account: None,
                        organisation: Some(account.organisation),
                        at: now.as_micros(),
                    };
                    let details = json!({"role": account.role.code(), "organisation": account.organisation});
                    journal::append(tx, author, &event("account-entered", "account", Some(id), details)).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Stores person, account and appointment. The person's key must stand in the key store.
    pub(crate) async fn enter_account(
        &self,
        tx: &mut Tx,
        account: &NewAccount,
        person: Uuid,
        now: Instant,
    ) -> Result<Uuid, AppError> {
        if accounts::by_login(tx, &account.login).await?.is_some() {
            return Err(AppError::field("login", "Такой логин уже есть: придумайте другой"));
        }
        let row = PersonRow {
            id: person,
            name_sealed: self.seal_name(person, &account.name)?,
            details_sealed: None,
            is_participant: false,
            created_at: now.as_micros(),
            version: 1,
        };
        people::insert_persons(tx, &[row]).await?;
        let id = self.fresh_id(now)?;
        let state = if account.password_hash.is_some() {
            "active"
        } else {
            "invited"
        };
        let row = AccountRow {
            id,
            person_id: person,
            login: account.login.clone(),
            password_hash: account.password_hash.clone(),
            state: state.to_owned(),
            policy_epoch: 1,
            created_at: now.as_micros(),
            version: 1,
        };
        accounts::insert(tx, &row).await?;
        let appointment = self.fresh_id(now)?;
        accounts::insert_appointment(
            tx,
            appointment,
            id,
            account.role.code(),
            account.organisation,
            &account.position,
            now.as_micros(),
        )
        .await?;
        installation::bump(tx, Counter::Directory, 1).await?;
        Ok(id)
    }
}
