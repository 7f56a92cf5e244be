use std::sync::Arc;

use axum::http::Extensions;
use ui::pages::public::Vision;

use crate::defence::Defence;
use crate::options::LookupOptions;
use crate::repeat::RepeatSeal;
use crate::results::PublishedResults;
use crate::shells::KeptShells;

/// What every handler is given.
pub struct Site {
    pub results: Arc<dyn PublishedResults>,
    pub options: LookupOptions,
    pub repeat: RepeatSeal,
    pub defence: Defence,
    pub shells: KeptShells,
}

impl Site {
    pub fn new(results: Arc<dyn PublishedResults>, options: LookupOptions) -> Self {
        Self {
            defence: Defence::starting(options.defence.clone()),
            results,
            options,
            repeat: RepeatSeal::fresh(),
            shells: KeptShells::default(),
        }
    }
}

/// One request, as far as pages care: the guard makes it and puts it among the request's extensions.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    pub vision: Vision,
}

impl Visit {
    /// The visit of a request that went through the guard.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self {
            vision: Vision::Ordinary,
        })
    }
}
