//! `vedomost check`: each setting with its value and where it came from, then whether the installation can start.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::certificates;
use crate::clock::SystemClock;
use crate::configuration::ServeArguments;
use crate::installation::{Opening, law_of_region, open};
use crate::serve::say;

/// Prints the settings; exit code 1 when something stands in the way of a start.
pub async fn run(arguments: &ServeArguments) -> Result<ExitCode, String> {
    let installation = &arguments.installation;
    let database = match (&installation.database_url, &installation.database_url_file) {
        (Some(_), _) => "PostgreSQL (адрес скрыт)".to_owned(),
        (None, Some(path)) => format!("PostgreSQL (адрес в файле {})", path.display()),
        (None, None) => "SQLite в папке данных".to_owned(),
    };
    let scales: Vec<String> = installation
        .scales
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    for (flag, variable, value) in [
        (
            "--data-dir",
            "VEDOMOST_DATA_DIR",
            installation.data_dir.display().to_string(),
        ),
        (
            "--keys-dir",
            "VEDOMOST_KEYS_DIR",
            installation.keys_dir.display().to_string(),
        ),
        ("--region", "VEDOMOST_REGION", installation.region.clone()),
        ("--database-url", "VEDOMOST_DATABASE_URL", database),
        ("--listen", "VEDOMOST_LISTEN", arguments.listen.to_string()),
        (
            "--public-listen",
            "VEDOMOST_PUBLIC_LISTEN",
            arguments.public_listen.to_string(),
        ),
        ("--hosts", "VEDOMOST_HOSTS", arguments.hosts.join(",")),
        (
            "--plain-loopback",
            "VEDOMOST_PLAIN_LOOPBACK",
            arguments.plain_loopback.to_string(),
        ),
        (
            "--tls-certificate",
            "VEDOMOST_TLS_CERTIFICATE",
            path(&arguments.tls.tls_certificate),
        ),
        ("--tls-key", "VEDOMOST_TLS_KEY", path(&arguments.tls.tls_key)),
        (
            "--public-tls-certificate",
            "VEDOMOST_PUBLIC_TLS_CERTIFICATE",
            path(&arguments.public_tls_certificate),
        ),
        (
            "--public-tls-key",
            "VEDOMOST_PUBLIC_TLS_KEY",
            path(&arguments.public_tls_key),
        ),
        ("--ministry", "VEDOMOST_MINISTRY", arguments.ministry.clone()),
        ("--scales", "VEDOMOST_SCALES", scales.join(", ")),
    ] {
        say(&format!("{flag:<24} {value:<40} {}", source(flag, variable)));
    }
    let mut problems = Vec::new();
    if let Err(error) = law_of_region(&installation.region, &installation.scales) {
        problems.push(error);
    }
    if let Err(error) = open(installation, Opening::Existing, Arc::new(SystemClock)).await {
        problems.push(error);
    }
    if let Err(error) = certificates::of_serve(arguments) {
        problems.push(error);
    }
    for problem in &problems {
        say(&format!("Мешает: {problem}"));
    }
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// Flag, variable or default.
#[expect(clippy::disallowed_methods, reason = "the binary is where configuration is read")]
fn source(flag: &str, variable: &str) -> String {
    let given = std::env::args().any(|argument| argument == flag || argument.starts_with(&format!("{flag}=")));
    if given {
        return "(флаг)".to_owned();
    }
    if std::env::var(variable).is_ok() {
        format!("({variable})")
    } else {
        "(по умолчанию)".to_owned()
    }
}
