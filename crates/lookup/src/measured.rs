//! For measurements only: an answer made without a connection.

use std::sync::Arc;

use ui::pages::public::Vision;

use crate::handlers::found;
use crate::options::LookupOptions;
use crate::results::{PublishedResults, Query};
use crate::site::{Site, Visit};

/// A site that nobody visits.
pub struct Measured {
    site: Site,
    visit: Visit,
}

impl Measured {
    pub fn new(results: Arc<dyn PublishedResults>, options: LookupOptions) -> Self {
        Self {
            site: Site::new(results, options),
            visit: Visit {
                vision: Vision::Ordinary,
            },
        }
    }

    /// Looks up and renders; how many bytes the page has, 0 while nothing is published.
    pub fn answer(&self, query: &Query) -> usize {
        let Ok(facts) = self.site.results.facts() else { return 0 };
        let (page, _) = found(&self.site, self.visit, &facts, query);
        let bytes = page.html.bytes().len();
        page.html.with_head(b"").give_back();
        bytes
    }
}
