//! Makes the published snapshot anew whenever what is open has changed, and serves it. A release, a withdrawal, an opening
//! decision and a public setting are one to it: the next look at the counter finds them, and everything open is written anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use app::App;
use app::publication_board::BoardEntry;
use lookup::snapshot::{
    LookupKeys, PublishedSnapshot, SnapshotSigner, SnapshotWriter, Stamp, adopt_at_start, place, take_up,
};
use storage::keys::{KeyStore, Purpose};

use crate::publication_content::{fill, settings};

/// How often the counter is looked at: the part of the greatest delay that is waiting.
const EVERY: Duration = Duration::from_millis(250);
/// A file is promised to take no less: the next one may hold more.
const LEAST_MAKING: Duration = Duration::from_millis(500);
/// Name of the file in the data folder.
pub const FILE_NAME: &str = "publication";

/// Keeps the served snapshot as new as the database.
pub struct Publisher {
    app: Arc<App>,
    signer: Arc<SnapshotSigner>,
    published: Arc<PublishedSnapshot>,
    path: PathBuf,
}

/// The secrets of a look-up process, and the signer, which it never gets.
pub fn lookup_keys(keys: &KeyStore, region: &str) -> Result<(LookupKeys, SnapshotSigner), String> {
    let signer = SnapshotSigner::from_seed(keys.purpose_key(Purpose::SnapshotSigning).expose_secret());
    let lookup_keys = LookupKeys::new(
        region,
        keys.purpose_key(Purpose::LookupIndex).expose_secret(),
        keys.purpose_key(Purpose::SnapshotSeal).expose_secret(),
        &signer.verifying_key(),
    );
    Ok((lookup_keys.ok_or("ключ подписи публикации не годится")?, signer))
}

impl Publisher {
    /// Of an installation; serves what lies in its data folder and brings it up to date, so that whoever asks first is
    /// answered as of now. A publication that cannot be made is logged, and the one before goes on being served.
    pub async fn start(app: Arc<App>, data_dir: &Path) -> Result<Arc<Self>, String> {
        let (keys, signer) = lookup_keys(&app.keys, &app.region_code)?;
        let clock = Arc::clone(&app.clock);
        let published = Arc::new(PublishedSnapshot::new(keys, Arc::new(move || clock.now())));
        let path = data_dir.join(FILE_NAME);
        adopt_at_start(&path, &published);
        let publisher = Arc::new(Self {
            app,
            signer: Arc::new(signer),
            published,
            path,
        });
        publisher.tell_board(Duration::ZERO);
        publisher.say_if_failed(publisher.bring_up_to_date().await);
        Ok(publisher)
    }

    /// What answers the public pages.
    pub fn published(&self) -> Arc<PublishedSnapshot> {
        Arc::clone(&self.published)
    }

    /// Looks and publishes again and again. Never ends.
    pub async fn run(self: Arc<Self>) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.say_if_failed(self.publish_if_behind().await);
        }
    }

    /// At a start also what no counter tells: a newer program words the procedure otherwise, and a database restored from
    /// before the last publication counts on from above it.
    async fn bring_up_to_date(&self) -> Result<(), String> {
        let latest = self.app.publication_number().await.map_err(text)?;
        if let Some(served) = self.published.served()
            && served.number > latest
        {
            self.app.raise_publication_number(served.number).await.map_err(text)?;
        }
        let publication = self.app.open_publication().await.map_err(text)?;
        let is_said = self.published.settings() == Some(settings(&self.app, &publication));
        if is_said
            && self
                .published
                .served()
                .is_some_and(|served| served.number == publication.number)
        {
            return Ok(());
        }
        self.publish().await
    }

    async fn publish_if_behind(&self) -> Result<(), String> {
        let latest = self.app.publication_number().await.map_err(text)?;
        match self.published.served() {
            Some(served) if served.number >= latest => Ok(()),
            _ => self.publish().await,
        }
    }

    async fn publish(&self) -> Result<(), String> {
        let began = Stopwatch::now();
        let publication = self.app.open_publication().await.map_err(text)?;
        let (app, published, path) = (Arc::clone(&self.app), self.published(), self.path.clone());
        let made_at = self.app.clock.now();
        let stamp = Stamp {
            number: publication.number,
            made_at: made_at.as_micros(),
            salt: fresh_salt()?,
        };
        let signer = Arc::clone(&self.signer);
        let made = tokio::task::spawn_blocking(move || {
            let mut writer = SnapshotWriter::new(published.keys());
            fill(&app, &publication, &mut writer)?;
            let written = writer
                .finish(stamp, settings(&app, &publication), &signer)
                .map_err(text)?;
            place(&path, &written).map_err(|error| format!("файл {} не пишется: {error}", path.display()))?;
            take_up(&path, &published).map_err(text)
        });
        made.await.map_err(text)??;
        self.tell_board(began.elapsed());
        Ok(())
    }

    /// The greatest delay is the wait, twice the making (an act may come right after one began), and a rounding up.
    fn tell_board(&self, making: Duration) {
        if let Some(served) = self.published.served() {
            self.app.publication_board.tell_served(BoardEntry {
                number: served.number,
                made_at: served.made_at,
                people: served.people,
                bytes: served.bytes,
                path: self.path.clone(),
                greatest_delay: (EVERY + making.max(LEAST_MAKING) * 2).as_secs() + 1,
            });
        }
    }

    fn say_if_failed(&self, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => {
                self.published.forget_trouble();
                self.app.publication_board.tell_settled();
            }
            Err(reason) => {
                self.published.note_trouble(&reason);
                self.app.publication_board.tell_trouble(reason);
            }
        }
    }
}

fn fresh_salt() -> Result<[u8; 32], String> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(text)?;
    Ok(salt)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
