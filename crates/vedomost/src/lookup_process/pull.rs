//! Takes new publications from the main server: asked by tag, written beside, read through, then put in place and served.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lookup::snapshot::{PublishedSnapshot, Snapshot, put_in_place, unfinished_of};
use reqwest::header::{AUTHORIZATION, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use reqwest::{Client, StatusCode};

/// A main server that says nothing for so long is off.
const SILENCE: Duration = Duration::from_secs(20);
/// Longer than any publication: offsets in it have 32 bits.
const MOST_BYTES: u64 = 5 << 30;

/// Asks one main server.
pub struct Puller {
    client: Client,
    address: String,
    path: PathBuf,
    /// Tag of the file that was taken last.
    tag: Mutex<Option<HeaderValue>>,
}

impl Puller {
    /// `from` is the staff address of the main server; the token goes into a header only.
    pub fn new(from: &str, token: &str, path: PathBuf) -> Result<Self, String> {
        // Another part of the process may have chosen it already: that is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| "в файле токена не ключ: одна строка, как её показала программа".to_owned())?;
        bearer.set_sensitive(true);
        let client = Client::builder()
            .default_headers(HeaderMap::from_iter([(AUTHORIZATION, bearer)]))
            .connect_timeout(SILENCE)
            .read_timeout(SILENCE)
            // A redirect could carry the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            address: format!("{}/api/v1/publication", from.trim_end_matches('/')),
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
            Ok(()) => {}
            Err(reason) => published.note_trouble(&format!("основной сервер: {reason}")),
        }
    }

    async fn take_newer(&self, published: &Arc<PublishedSnapshot>) -> Result<(), String> {
        let mut request = self.client.get(&self.address);
        if let Some(tag) = self.tag.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let mut response = request.send().await.map_err(without_address)?;
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
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .map_err(|error| format!("файл {} не пишется: {error}", unfinished.display()))?;
        let mut length = 0u64;
        while let Some(chunk) = response.chunk().await.map_err(without_address)? {
            length += chunk.len() as u64;
            if length > MOST_BYTES {
                return Err("прислал слишком большой файл".to_owned());
            }
            file.write_all(&chunk).map_err(|error| error.to_string())?;
        }
        let (published, path) = (Arc::clone(published), self.path.clone());
        let taken = tokio::task::spawn_blocking(move || {
            file.sync_all().map_err(|error| error.to_string())?;
            take(&unfinished, &path, &published)
        });
        taken.await.map_err(|error| error.to_string())??;
        *self.tag.lock().unwrap_or_else(PoisonError::into_inner) = tag;
        Ok(())
    }
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

/// Errors of the client name the address, which may be an inner one; the operator knows it.
fn without_address(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(&error);
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    words
}
