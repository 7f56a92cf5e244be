//! `vedomost lookup-key`: what a look-up process must hold, and no more: with it published files are read and checked; nothing
//! of the working database opens with it, and no publication can be signed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use lookup::snapshot::write_key_file;
use storage::keys::KeyStore;

use crate::publisher::lookup_keys;
use crate::serve::say;

#[derive(Debug, Args)]
pub struct LookupKeyArguments {
    /// Папка ключей основного сервера.
    #[arg(long, env = "VEDOMOST_KEYS_DIR", default_value = "vedomost-keys")]
    keys_dir: PathBuf,
    /// Код региона.
    #[arg(long, env = "VEDOMOST_REGION", default_value = "42")]
    region: String,
    /// Куда записать ключ; существующий файл не перезаписывается.
    #[arg(long)]
    out: PathBuf,
}

/// Writes the file, mode 0600.
pub async fn run(arguments: &LookupKeyArguments) -> Result<ExitCode, String> {
    regulations::Law::embedded()
        .and_then(|law| law.ruleset(&arguments.region, None))
        .map_err(|error| error.to_string())?;
    let keys = KeyStore::open(&arguments.keys_dir)
        .await
        .map_err(|error| error.to_string())?;
    let (keys, _) = lookup_keys(&keys, &arguments.region)?;
    write_key_file(&arguments.out, &keys).map_err(|error| error.to_string())?;
    say(&format!(
        "Ключ просмотра записан: {}. Перенесите его на узел просмотра защищённо: вместе с файлом публикации он позволяет \
         проверять, есть ли в ней документ.",
        arguments.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
