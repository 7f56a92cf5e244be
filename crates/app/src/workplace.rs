//! What stands around every staff page: who works here, for whom, by which clock.

use domain::access::Actor;
use domain::organisation::OrganisationKind;
use regulations::Zone;
use storage::{Tx, boxed, organisations};

use crate::context::App;
use crate::error::AppError;
use crate::names::full_name;
use crate::settings::SettingName;

/// The place of one signed-in person.
#[derive(Debug, Clone)]
pub struct Workplace {
    /// Full name.
    pub name: String,
    /// Name typed at the sign-in.
    pub login: String,
    /// Full name of the organisation.
    pub organisation: String,
    /// Its name for lists.
    pub organisation_short: String,
    /// The organisation's own zone, or the region's.
    pub zone: Zone,
    /// Telephone of the hot line; empty when none is recorded.
    pub hot_line: String,
}

impl App {
    /// Full name of the region's ministry, which answers for the public site; none before the first start's set-up.
    pub async fn ministry_name(&self) -> Result<Option<String>, AppError> {
        self.store
            .read(&(), |tx, ()| boxed(async move { ministry_name_in(tx).await }))
            .await
    }

    /// The actor's own place: needs no right beyond being signed in.
    pub(crate) async fn workplace_in(&self, tx: &mut Tx, actor: &Actor, login: String) -> Result<Workplace, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let organisation = organisations.get(actor.organisation.0)?;
        let directory = self.directory_in(tx).await?;
        Ok(Workplace {
            name: full_name(&directory, actor.person.0),
            login,
            organisation: organisation.name.clone(),
            organisation_short: organisation.short_name.clone(),
            zone: organisations
                .zone(actor.organisation.0)
                .unwrap_or_else(|| self.zone.clone()),
            hot_line: self.setting_in(tx, SettingName::HotLine).await?,
        })
    }
}

pub(crate) async fn ministry_name_in(tx: &mut Tx) -> Result<Option<String>, AppError> {
    let rows = organisations::all(tx).await?;
    let ministry = OrganisationKind::Ministry.code();
    Ok(rows.into_iter().find(|row| row.kind == ministry).map(|row| row.name))
}
