//! Names of colleagues for pages that say who did something.

use std::collections::BTreeMap;

use storage::boxed;
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::names::short_name;

impl App {
    /// «Рудакова Е. С.» by account, for accounts found in an object the caller was allowed to open.
    pub async fn staff_names(&self, accounts: &[Uuid]) -> Result<BTreeMap<Uuid, String>, AppError> {
        self.store
            .read(&(self, accounts), |tx, (app, accounts)| {
                boxed(async move {
                    let directory = app.directory_in(tx).await?;
                    let mut names = BTreeMap::new();
                    for account in accounts.iter() {
                        if let Some(found) = storage::accounts::find(tx, *account).await? {
                            names.insert(*account, short_name(&directory, found.account.person_id));
                        }
                    }
                    Ok(names)
                })
            })
            .await
    }
}
