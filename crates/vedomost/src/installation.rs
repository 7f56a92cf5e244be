//! Opens the parts of an installation in the order in which they depend on each other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::passwords::{HashingParameters, Passwords};
use app::{App, Clock};
use regulations::{Law, Zone};
use storage::files::FileStore;
use storage::keys::{DataState, KeyStore, Purpose};
use storage::{Location, Store};

use crate::configuration::InstallationArguments;

/// Whether missing folders may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Data and keys must be there: commands that only look.
    Existing,
    /// A first start makes both.
    CreateIfNew,
}

/// The law with the installation's own scales over it, and the region's zone.
pub fn law_of_region(region: &str, scales: &[PathBuf]) -> Result<(Arc<Law>, Zone), String> {
    let mut law = Law::embedded().map_err(|error| error.to_string())?;
    for path in scales {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| format!("файл шкал {name} не читается: {error}"))?;
        law = law.with_scale_file(&name, &text).map_err(|error| error.to_string())?;
    }
    let zone = law
        .ruleset(region, None)
        .map_err(|error| error.to_string())?
        .zone()
        .clone();
    Ok((Arc::new(law), zone))
}

/// Opens keys, database and files, and puts the application together.
pub async fn open(arguments: &InstallationArguments, opening: Opening, clock: Arc<dyn Clock>) -> Result<App, String> {
    let (law, zone) = law_of_region(&arguments.region, &arguments.scales)?;
    let location = arguments.location()?;
    let data = data_state(&location, &arguments.data_dir);
    if opening == Opening::Existing && data == DataState::New {
        return Err(format!(
            "в папке {} нет данных: укажите другую через --data-dir",
            arguments.data_dir.display()
        ));
    }
    std::fs::create_dir_all(&arguments.data_dir)
        .map_err(|error| format!("папка {} не создаётся: {error}", arguments.data_dir.display()))?;
    let keys = match opening {
        Opening::Existing => KeyStore::open(&arguments.keys_dir).await,
        Opening::CreateIfNew => KeyStore::open_or_create_for_new_data(&arguments.keys_dir, data).await,
    };
    let keys = keys.map_err(|error| error.to_string())?;
    let store = Store::open(&location).await.map_err(|error| error.to_string())?;
    let files = FileStore::open(
        &arguments.data_dir.join("files"),
        keys.purpose_key(Purpose::FileContent),
    )
    .map_err(|error| error.to_string())?;
    let passwords = Passwords::new(HashingParameters::PRODUCTION, keys.purpose_key(Purpose::PasswordPepper))
        .map_err(|error| error.to_string())?;
    Ok(App::new(
        store,
        Arc::new(keys),
        files,
        law,
        arguments.region.clone(),
        zone,
        clock,
        passwords,
    ))
}

/// An SQLite file that is not there is new data. A PostgreSQL database is new while nothing stands beside it on disk.
fn data_state(location: &Location, data_dir: &Path) -> DataState {
    let new = match location {
        Location::SqliteFile(path) => !path.exists(),
        Location::Postgres(_) => !data_dir.join("files").exists(),
    };
    if new { DataState::New } else { DataState::Existing }
}
