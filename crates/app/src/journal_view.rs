//! The journal as a page.

use std::collections::BTreeMap;

use domain::access::Action;
use storage::boxed;
use storage::journal::{self, JournalFilter, JournalRow};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::staff_names::staff_names_in;

/// A page of the journal.
#[derive(Debug, Clone)]
pub struct JournalPage {
    /// Events, newest first.
    pub rows: Vec<JournalRow>,
    /// How many in all.
    pub total: i64,
    /// Names of the accounts that acted.
    pub staff: BTreeMap<Uuid, String>,
}

impl App {
    /// A page of the journal: the region's, or the actor's own organisation's.
    pub async fn journal_page(&self, request: &Request, filter: &JournalFilter) -> Result<JournalPage, AppError> {
        let scope = request.authorise(Action::SeeJournal)?;
        self.store
            .read(&(self, scope, filter), |tx, (app, scope, filter)| {
                boxed(async move {
                    let (rows, total) = journal::page(tx, scope, filter).await?;
                    let directory = app.directory_in(tx).await?;
                    let staff = staff_names_in(tx, rows.iter().filter_map(|row| row.account_id), &directory).await?;
                    Ok(JournalPage { rows, total, staff })
                })
            })
            .await
    }
}
