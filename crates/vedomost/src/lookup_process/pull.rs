//! Takes new publications from the main server: asked by tag, written beside, read through, then put in place and served.

use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lookup::snapshot::{PublishedSnapshot, Snapshot, put_in_place, unfinished_of};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use crate::certificates;

/// A main server that says nothing for so long is off.
const SILENCE: Duration = Duration::from_secs(20);
/// Longer than any publication: offsets in it have 32 bits.
const MOST_BYTES: u64 = 5 << 30;

/// Asks one main server. Redirects are not followed: one could carry the token elsewhere.
pub struct Puller {
    client: Client<HttpsConnector<HttpConnector>, Body>,
    address: Uri,
    bearer: HeaderValue,
    path: PathBuf,
    /// Tag of the file that was taken last.
    tag: Mutex<Option<HeaderValue>>,
}

impl Puller {
    /// `from` is the staff address of the main server; the token goes into a header only. Its certificate must come from a root of
    /// the system or from `extra_root`.
    pub fn new(from: &str, token: &str, path: PathBuf, extra_root: Option<&Path>) -> Result<Self, String> {
        let address: Uri = format!("{}/api/v1/publication", from.trim_end_matches('/'))
            .parse()
            .map_err(|_| format!("«{from}» — не адрес: нужен вид https://vedomost.example"))?;
        let tls = match address.scheme_str() {
            Some("https") => trusting(roots(extra_root)?)?,
            // The loopback address, where no certificate is asked for.
            Some("http") if is_loopback(&address) => trusting(RootCertStore::empty())?,
            _ => return Err("забирать публикации можно по https, а по http — только с этого же компьютера".to_owned()),
        };
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| "в файле токена не ключ: одна строка, как её показала программа".to_owned())?;
        bearer.set_sensitive(true);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            address,
            bearer,
            path,
            tag: Mutex::new(None),
        })
    }

    /// Where the last publication is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Asks again and again. Never ends.
    pub async fn run(self, published: Arc<PublishedSnapshot>, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
            self.pull(&published).await;
        }
    }

    /// Asks once. Whatever goes wrong is noted; what was served goes on being served.
    pub async fn pull(&self, published: &Arc<PublishedSnapshot>) {
        match self.take_newer(published).await {
            Ok(()) => published.forget_trouble(),
            Err(reason) => published.note_trouble(&format!("основной сервер: {reason}")),
        }
    }

    async fn take_newer(&self, published: &Arc<PublishedSnapshot>) -> Result<(), String> {
        let response = self.ask().await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(
                    "ключ не принят: выдайте новый с назначением «забирать публикацию для просмотра»".to_owned(),
                );
            }
            status => return Err(format!("ответил {status}")),
        }
        let tag = response.headers().get(ETAG).cloned();
        let unfinished = unfinished_of(&self.path);
        let file = receive(response, &unfinished).await?;
        let (published, path) = (Arc::clone(published), self.path.clone());
        let taken = tokio::task::spawn_blocking(move || {
            file.sync_all().map_err(text)?;
            take(&unfinished, &path, &published)
        });
        taken.await.map_err(text)??;
        *self.tag.lock().unwrap_or_else(PoisonError::into_inner) = tag;
        Ok(())
    }

    async fn ask(&self) -> Result<Response<Incoming>, String> {
        let mut request = Request::get(self.address.clone()).header(AUTHORIZATION, self.bearer.clone());
        if let Some(tag) = self.tag.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let request = request.body(Body::empty()).map_err(text)?;
        let answer = timeout(SILENCE, self.client.request(request)).await;
        answer.map_err(|_| silent())?.map_err(|error| with_causes(&error))
    }
}

/// Writes the body as it comes.
async fn receive(response: Response<Incoming>, path: &Path) -> Result<std::fs::File, String> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| format!("файл {} не пишется: {error}", path.display()))?;
    let mut body = response.into_body();
    let mut length = 0u64;
    while let Some(frame) = timeout(SILENCE, body.frame()).await.map_err(|_| silent())? {
        let frame = frame.map_err(|error| with_causes(&error))?;
        let Some(chunk) = frame.data_ref() else { continue };
        length += chunk.len() as u64;
        if length > MOST_BYTES {
            return Err("прислал слишком большой файл".to_owned());
        }
        file.write_all(chunk).map_err(text)?;
    }
    Ok(file)
}

/// A file that would be refused never takes the place of the one that serves.
fn take(unfinished: &Path, path: &Path, published: &PublishedSnapshot) -> Result<(), String> {
    let snapshot = Snapshot::open(unfinished, published.keys()).map_err(|refusal| refusal.to_string())?;
    snapshot.check_whole().map_err(|refusal| refusal.to_string())?;
    let number = snapshot.number();
    let is_served = published
        .served()
        .is_some_and(|served| (served.number, served.made_at) == (number, snapshot.made_at()));
    published.adopt(snapshot).map_err(|refusal| refusal.to_string())?;
    if is_served {
        return Ok(());
    }
    put_in_place(unfinished, path).map_err(|error| format!("файл {} не пишется: {error}", path.display()))
}

/// Those of the system and the one of the configuration.
fn roots(extra: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if let Some(path) = extra {
        for certificate in certificates::read_chain(path)? {
            roots
                .add(certificate)
                .map_err(|error| format!("в файле {} не корневой сертификат: {error}", path.display()))?;
        }
    }
    if roots.is_empty() {
        let why = found.errors.first().map(text).unwrap_or_default();
        return Err(format!(
            "корневые сертификаты системы не читаются ({why}): установите ca-certificates или укажите --root-certificate"
        ));
    }
    Ok(roots)
}

fn trusting(roots: RootCertStore) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(text)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn is_loopback(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn silent() -> String {
    format!("молчит {} с", SILENCE.as_secs())
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    words
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_travels_by_tls_or_not_at_all() {
        let allowed = |from: &str| Puller::new(from, "0123", "publication".into(), None).is_ok();
        assert!(allowed("https://vedomost.example"));
        assert!(allowed("http://127.0.0.1:8080"));
        assert!(allowed("http://localhost:8080/"));
        assert!(allowed("http://[::1]:8080"));
        for refused in [
            "http://vedomost.example",
            "http://10.0.0.1:8080",
            "vedomost.example",
            "ftp://vedomost.example",
            "",
            "https:// ",
        ] {
            assert!(!allowed(refused), "{refused}");
        }
        assert!(Puller::new("https://vedomost.example", "two\nlines", "publication".into(), None).is_err());
    }
}
