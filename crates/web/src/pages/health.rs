//! Probes for the operator's tools: is the process alive, can it answer now.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::answer::{JSON, NotAPage};
use crate::routes::{Access, Routes};
use crate::staff::Staff;

/// A finding stands for so long, so that probes cannot load the disk.
const FRESH: Duration = Duration::from_secs(2);

/// Its routes.
pub fn routes() -> Routes {
    Routes::new()
        .get("/health/live", Access::Everyone, live)
        .get("/health/ready", Access::Everyone, ready)
}

async fn live() -> Response {
    probe(StatusCode::OK, r#"{"live":true}"#)
}

/// Database and disk answer. Why not stands in the log only.
async fn ready(State(staff): State<Staff>) -> Response {
    let found = match staff.readiness.kept() {
        Some(kept) => kept,
        None => staff.readiness.keep(is_ready(&staff).await),
    };
    if found {
        probe(StatusCode::OK, r#"{"ready":true}"#)
    } else {
        probe(StatusCode::SERVICE_UNAVAILABLE, r#"{"ready":false}"#)
    }
}

async fn is_ready(staff: &Staff) -> bool {
    match staff.app.check_readiness().await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "not ready");
            false
        }
    }
}

fn probe(status: StatusCode, body: &'static str) -> Response {
    (status, Extension(NotAPage), [(header::CONTENT_TYPE, JSON)], body).into_response()
}

/// The last finding and when it was made.
#[derive(Default)]
pub struct Readiness {
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    fn kept(&self) -> Option<bool> {
        let last = *self.last.lock().ok()?;
        last.filter(|(at, _)| at.elapsed() < FRESH).map(|(_, found)| found)
    }

    fn keep(&self, found: bool) -> bool {
        if let Ok(mut last) = self.last.lock() {
            *last = Some((Instant::now(), found));
        }
        found
    }
}
