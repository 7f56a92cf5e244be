use std::sync::Arc;

use axum::http::Extensions;
use ui::pages::public::{PublicFonts, Vision};

use crate::defence::Defence;
use crate::options::LookupOptions;
use crate::repeat::RepeatSeal;
use crate::results::PublishedResults;

/// What every handler is given.
pub struct Site {
    pub results: Arc<dyn PublishedResults>,
    pub options: LookupOptions,
    pub fonts: PublicFonts,
    pub repeat: RepeatSeal,
    pub defence: Defence,
}

/// One request, as far as pages care: the guard makes it and puts it among the request's extensions.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Of the page's own style, fresh for every response.
    pub nonce: String,
    pub vision: Vision,
}

impl Visit {
    /// The visit of a request that went through the guard; without it the page is merely unstyled.
    pub fn of(extensions: &Extensions) -> Self {
        let unguarded = || Self {
            nonce: String::new(),
            vision: Vision::Ordinary,
        };
        extensions.get().cloned().unwrap_or_else(unguarded)
    }
}
