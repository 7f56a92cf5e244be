//! The organisations an actor may know of, for lists and choices.

use domain::access::Action;
use domain::organisation::OrganisationKind;
use storage::boxed;
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;

/// An organisation in a list.
#[derive(Debug, Clone)]
pub struct OrganisationView {
    /// Its id.
    pub id: Uuid,
    /// The region's code of it.
    pub code: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Full name.
    pub name: String,
    /// Name for lists.
    pub short_name: String,
    /// The organisation above.
    pub parent: Option<Uuid>,
}

impl App {
    /// The organisations in the actor's reach, by code.
    pub async fn list_organisations(&self, request: &Request) -> Result<Vec<OrganisationView>, AppError> {
        let scope = request.authorise(Action::SeeOrganisations)?;
        self.store
            .read(&scope, |tx, scope| {
                boxed(async move {
                    let rows = storage::organisations::in_scope(tx, scope).await?;
                    rows.into_iter()
                        .map(|row| {
                            Ok(OrganisationView {
                                id: row.id,
                                kind: OrganisationKind::from_code(&row.kind)?,
                                code: row.code,
                                name: row.name,
                                short_name: row.short_name,
                                parent: row.parent_id,
                            })
                        })
                        .collect()
                })
            })
            .await
    }
}
