//! What guessing at results is counted with: a clock that nobody moves, a key that lasts, a file beside the data.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::{App, Clock};
use lookup::DefenceOptions;
use lookup::snapshot::LookupKeys;

use crate::publisher::lookup_keys;

/// Name of the file in the data folder.
const FILE_NAME: &str = "look-up-tries";

/// For the look-up of an installation.
///
/// # Errors
/// A sentence when the installation has no keys for a look-up.
pub fn of_installation(app: &App, data_dir: &Path) -> Result<DefenceOptions, String> {
    let (keys, _) = lookup_keys(&app.keys, &app.region_code)?;
    Ok(beside(data_dir, &keys, Arc::clone(&app.clock)))
}

/// For a look-up whose data lies in `folder`: a restart there forgives nobody.
pub fn beside(folder: &Path, keys: &LookupKeys, clock: Arc<dyn Clock>) -> DefenceOptions {
    DefenceOptions {
        clock: Arc::new(move || Duration::from_micros(u64::try_from(clock.steady().as_micros()).unwrap_or(0))),
        hash_key: keys.tries_key(),
        kept_in: Some(folder.join(FILE_NAME)),
    }
}
