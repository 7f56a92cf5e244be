//! Names of colleagues for pages that say who did something.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use storage::directory::Directory;
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::names::{full_name, short_name};

impl App {
    /// «Рудакова Е. С.» by account, for accounts found in an object the caller was allowed to open.
    pub async fn staff_names(&self, accounts: &[Uuid]) -> Result<BTreeMap<Uuid, String>, AppError> {
        self.store
            .read(&(self, accounts), |tx, (app, accounts)| {
                boxed(async move {
                    let directory = app.directory_in(tx).await?;
                    let people = people_of(tx, accounts).await?;
                    let named = accounts.iter().filter_map(|account| {
                        let person = people.get(account)?;
                        Some((*account, short_name(&directory, *person)))
                    });
                    Ok(named.collect())
                })
            })
            .await
    }
}

/// Full names by account, in one statement however many they are.
pub(crate) async fn staff_names_in(
    tx: &mut Tx,
    accounts: impl IntoIterator<Item = Uuid>,
    directory: &Directory,
) -> Result<BTreeMap<Uuid, String>, AppError> {
    let accounts: BTreeSet<Uuid> = accounts.into_iter().collect();
    let accounts: Vec<Uuid> = accounts.into_iter().collect();
    let people = people_of(tx, &accounts).await?;
    let named = accounts.into_iter().filter_map(|account| {
        let person = people.get(&account)?;
        Some((account, full_name(directory, *person)))
    });
    Ok(named.collect())
}

impl App {
    /// Full name behind one account; empty for an unknown one.
    pub(crate) async fn account_name(
        &self,
        tx: &mut Tx,
        account: Uuid,
        directory: &Directory,
    ) -> Result<String, AppError> {
        let mut names = staff_names_in(tx, [account], directory).await?;
        Ok(names.remove(&account).unwrap_or_default())
    }
}

async fn people_of(tx: &mut Tx, accounts: &[Uuid]) -> Result<HashMap<Uuid, Uuid>, AppError> {
    Ok(storage::accounts::people(tx, accounts).await?.into_iter().collect())
}
