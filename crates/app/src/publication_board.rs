//! What the look-up serves at this moment, for staff, for metrics and for look-up processes that fetch it. The publisher
//! writes it; it is lost with the process and told anew at the next start.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

use domain::access::Action;
use regulations::Instant;

use crate::context::{App, Request};
use crate::error::AppError;

/// Shared between the publisher and the pages.
#[derive(Debug, Default)]
pub struct PublicationBoard {
    state: RwLock<BoardState>,
}

#[derive(Debug, Clone, Default)]
struct BoardState {
    served: Option<BoardEntry>,
    trouble: Option<String>,
}

/// The publication that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardEntry {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub made_at: Instant,
    /// Documents in it.
    pub people: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// The file.
    pub path: PathBuf,
    /// Longest time in seconds between an act and the look-up that knows it, as this publisher promises it.
    pub greatest_delay: u64,
}

/// The publication as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationStanding {
    /// What is served; `None` while nothing is.
    pub served: Option<BoardEntry>,
    /// Number of the last act that changes what is open; above the served one while a file is being made.
    pub latest: i64,
    /// Why the last file was not made or not taken.
    pub trouble: Option<String>,
}

/// A publication for another process.
#[derive(Debug)]
pub struct PublicationFile {
    /// Number and moment: two files never share both.
    pub tag: String,
    /// At its first byte.
    pub file: File,
    /// Length.
    pub bytes: u64,
}

impl PublicationBoard {
    /// This one is served from now on.
    pub fn tell_served(&self, entry: BoardEntry) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.served = Some(entry);
        state.trouble = None;
    }

    /// The last one could not be made or taken.
    pub fn tell_trouble(&self, reason: String) {
        self.state.write().unwrap_or_else(PoisonError::into_inner).trouble = Some(reason);
    }

    /// What is served is the latest again.
    pub fn tell_settled(&self) {
        let is_told = self
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .trouble
            .is_some();
        if is_told {
            self.state.write().unwrap_or_else(PoisonError::into_inner).trouble = None;
        }
    }

    fn state(&self) -> BoardState {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl App {
    /// What is served and whether something newer waits: for who decides on the look-up.
    pub async fn publication_standing(&self, request: &Request) -> Result<PublicationStanding, AppError> {
        request.authorise(Action::OpenLookup)?;
        self.publication_metrics().await
    }

    /// The same without anybody asking: numbers and moments only, for the operator's monitoring.
    pub async fn publication_metrics(&self) -> Result<PublicationStanding, AppError> {
        let BoardState { served, trouble } = self.publication_board.state();
        Ok(PublicationStanding {
            served,
            trouble,
            latest: self.publication_number().await?,
        })
    }

    /// The served file for a look-up process; `known` is the tag that it has already.
    ///
    /// Errors: [`AppError::NotNow`] while nothing is published.
    pub fn fetch_publication(
        &self,
        request: &Request,
        known: Option<&str>,
    ) -> Result<Option<PublicationFile>, AppError> {
        request.authorise(Action::FetchPublication)?;
        let nothing = || AppError::NotNow("публикации ещё нет: подождите, пока сервер её сделает".to_owned());
        let served = self.publication_board.state().served.ok_or_else(nothing)?;
        let tag = format!("\"{}-{}\"", served.number, served.made_at.as_micros());
        if known == Some(tag.as_str()) {
            return Ok(None);
        }
        let opened = File::open(&served.path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (bytes, file) = opened.map_err(|error| {
            tracing::error!(%error, "the publication's file cannot be read");
            nothing()
        })?;
        Ok(Some(PublicationFile { tag, file, bytes }))
    }
}
