//! Certificates with which the listeners end TLS: read at the start, and taken up anew whenever their files change. A pair that
//! does not fit is refused with a reason; at the start it ends the start, later the old one goes on.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::{Ticketer, default_provider};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use crate::configuration::{ServeArguments, TlsArguments};

/// Programs that renew certificates give the key's group to read it, nobody else.
const WIDEST_KEY_MODE: u32 = 0o640;
/// Longer than any chain.
const MOST_BYTES: u64 = 1 << 20;
/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(1);
/// Browsers resume a session instead of a new handshake; one ticket is enough, we serve no parallel connections by it.
const TICKETS: usize = 1;

/// What the two listeners of an installation serve by; `None` where a proxy in front ends TLS.
pub struct TlsConfigs {
    pub staff: Option<Arc<ServerConfig>>,
    pub public: Option<Arc<ServerConfig>>,
}

/// For `vedomost serve`.
///
/// # Errors
/// A sentence when a certificate cannot be served by.
pub fn of_serve(arguments: &ServeArguments) -> Result<TlsConfigs, String> {
    let staff = of_files(&arguments.tls)?;
    let own = TlsArguments {
        tls_certificate: arguments.public_tls_certificate.clone(),
        tls_key: arguments.public_tls_key.clone(),
    };
    let public = of_files(&own)?.or_else(|| staff.clone());
    Ok(TlsConfigs { staff, public })
}

/// For one pair of files; `None` where none is named. From here on the files are watched.
///
/// # Errors
/// A sentence when they cannot be served by.
pub fn of_files(arguments: &TlsArguments) -> Result<Option<Arc<ServerConfig>>, String> {
    let (Some(certificate), Some(key)) = (&arguments.tls_certificate, &arguments.tls_key) else {
        return Ok(None);
    };
    let files = Files {
        certificate: certificate.clone(),
        key: key.clone(),
    };
    let stamp = files.stamp();
    let current = Arc::new(Current(RwLock::new(Arc::new(files.read()?))));
    let config = config(Arc::clone(&current)).map_err(|error| format!("TLS не настраивается: {error}"))?;
    tokio::spawn(follow(files, stamp, current));
    Ok(Some(Arc::new(config)))
}

/// As it is written in addresses.
pub fn scheme(tls: Option<&Arc<ServerConfig>>) -> &'static str {
    if tls.is_some() { "https" } else { "http" }
}

/// The certificates of a file, in order.
///
/// # Errors
/// A sentence when there are none.
pub fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let bytes = read(open(path)?, path)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(format!(
            "в файле {} нет сертификата: нужен вид PEM, «-----BEGIN CERTIFICATE-----»",
            path.display()
        )),
    }
}

fn config(certificates: Arc<Current>) -> Result<ServerConfig, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.ticketer = Ticketer::new()?;
    config.send_tls13_tickets = TICKETS;
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(default_provider())
}

/// The pair that new connections are served by; those under way keep theirs.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// Tells another file, or another content of the same.
type Stamp = [Option<(u64, u64, i64, i64, u32)>; 2];

impl Files {
    fn stamp(&self) -> Stamp {
        [&self.certificate, &self.key].map(|path| {
            let found = std::fs::metadata(path).ok()?;
            Some((
                found.ino(),
                found.size(),
                found.mtime(),
                found.mtime_nsec(),
                found.mode(),
            ))
        })
    }

    fn read(&self) -> Result<CertifiedKey, String> {
        let chain = read_chain(&self.certificate)?;
        let key = read_key(&self.key)?;
        CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => format!(
                "ключ {} не от сертификата {}: положите пару, выданную вместе",
                self.key.display(),
                self.certificate.display()
            ),
            rustls::Error::InvalidCertificate(_) => {
                format!("сертификат {} повреждён: {error}", self.certificate.display())
            }
            other => format!("ключ {} не подходит: {other}", self.key.display()),
        })
    }
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let file = open(path)?;
    let found = file.metadata().map_err(|error| unreadable(path, &error))?.mode() & 0o7777;
    if found & !WIDEST_KEY_MODE != 0 {
        return Err(format!(
            "права на ключ {} слишком широки ({found:04o}): поставьте 0600 или 0640",
            path.display()
        ));
    }
    PrivateKeyDer::from_pem_slice(&read(file, path)?)
        .map_err(|_| format!("в файле {} нет ключа: нужен вид PEM без пароля", path.display()))
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| unreadable(path, &error))
}

fn read(file: File, path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("файл {} не читается: {error}", path.display())
}

/// Takes up a new pair. Two files cannot change in one moment, so a pair is judged once it stood still between two looks; each
/// is judged once. Never ends.
async fn follow(files: Files, mut judged: Stamp, current: Arc<Current>) {
    let mut seen = judged;
    loop {
        tokio::time::sleep(EVERY).await;
        let now = files.stamp();
        let stood_still = now == seen;
        seen = now;
        if !stood_still || now == judged {
            continue;
        }
        judged = now;
        let name = files.certificate.display();
        match files.read() {
            Ok(fresh) => {
                *current.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                tracing::info!("новый сертификат {name} принят");
            }
            Err(why) => tracing::error!("новый сертификат не принят, работает прежний: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rcgen::{CertifiedKey as Made, generate_simple_self_signed};
    use testkit::TemporaryFolder;

    use super::*;

    fn made() -> (String, String) {
        let Made { cert, signing_key } = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        (cert.pem(), signing_key.serialize_pem())
    }

    /// What is said of files with these contents and this mode of the key; empty for a pair that serves.
    fn judged(certificate: &str, key: &str, mode: u32) -> String {
        let folder = TemporaryFolder::new("certificates").unwrap();
        let files = Files {
            certificate: folder.path().join("chain.pem"),
            key: folder.path().join("key.pem"),
        };
        std::fs::write(&files.certificate, certificate).unwrap();
        std::fs::write(&files.key, key).unwrap();
        std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(mode)).unwrap();
        files.read().err().unwrap_or_default()
    }

    #[test]
    fn a_pair_serves_or_is_refused_with_what_to_do() {
        let ((certificate, key), (_, foreign)) = (made(), made());
        for mode in [0o400, 0o600, 0o640] {
            assert_eq!(judged(&certificate, &key, mode), "");
        }
        let cut: String = certificate.chars().take(certificate.len() / 2).collect();
        for (certificate, key, mode, expected) in [
            (certificate.as_str(), key.as_str(), 0o644, "слишком широки (0644)"),
            (&certificate, &key, 0o660, "слишком широки (0660)"),
            (&certificate, &foreign, 0o600, "не от сертификата"),
            (&certificate, "", 0o600, "нет ключа"),
            (&certificate, &certificate, 0o600, "нет ключа"),
            ("", &key, 0o600, "нет сертификата"),
            (&key, &key, 0o600, "нет сертификата"),
            (&cut, &key, 0o600, "нет сертификата"),
        ] {
            let told = judged(certificate, key, mode);
            assert!(told.contains(expected), "expected «{expected}»: {told}");
            assert!(!told.contains("BEGIN PRIVATE"), "{told}");
        }
    }

    #[test]
    fn missing_files_are_named() {
        let told = read_chain(Path::new("/nonexistent/chain.pem")).unwrap_err();
        assert!(told.contains("/nonexistent/chain.pem не читается"), "{told}");
    }
}
