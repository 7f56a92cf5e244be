//! Numbers for the operator's monitoring, as Prometheus reads them: moments and counts, nobody's data.

use std::fmt::Write;

use app::publication_board::PublicationStanding;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use regulations::Instant;

use crate::answer::NotAPage;
use crate::routes::{Access, Routes};
use crate::staff::Staff;

/// Its address.
pub const PATH: &str = "/metrics";
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get(PATH, Access::Everyone, show)
}

/// GET /metrics
async fn show(State(staff): State<Staff>) -> Response {
    let (status, body) = match staff.app.publication_metrics().await {
        Ok(standing) => (StatusCode::OK, text(&standing, staff.app.clock.now())),
        Err(error) => {
            tracing::error!(%error, "no metrics");
            (StatusCode::SERVICE_UNAVAILABLE, String::new())
        }
    };
    (status, Extension(NotAPage), [(header::CONTENT_TYPE, TEXT)], body).into_response()
}

fn text(standing: &PublicationStanding, now: Instant) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: i64| {
        // Writing to a string cannot fail.
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
    };
    gauge(
        "vedomost_publication_latest_number",
        "Number of the last act that changes what is open.",
        standing.latest,
    );
    gauge(
        "vedomost_publication_trouble",
        "1 while the last publication could not be made or taken.",
        i64::from(standing.trouble.is_some()),
    );
    if let Some(served) = &standing.served {
        gauge(
            "vedomost_publication_number",
            "Number of the publication that is served.",
            served.number,
        );
        gauge(
            "vedomost_publication_age_seconds",
            "Seconds since the served publication was made.",
            (now.as_seconds() - served.made_at.as_seconds()).max(0),
        );
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        gauge("vedomost_publication_people", "Documents in it.", whole(served.people));
        gauge("vedomost_publication_bytes", "Length of its file.", whole(served.bytes));
        gauge(
            "vedomost_publication_greatest_delay_seconds",
            "Longest time between an act and the look-up that knows it.",
            whole(served.greatest_delay),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::publication_board::BoardEntry;

    #[test]
    fn what_is_served_is_told_in_numbers() {
        let mut standing = PublicationStanding {
            served: None,
            latest: 8,
            trouble: None,
        };
        let now = Instant::from_seconds(1_000);
        assert!(!text(&standing, now).contains("age_seconds"));
        standing.served = Some(BoardEntry {
            number: 7,
            made_at: Instant::from_seconds(940),
            people: 3,
            bytes: 900,
            path: "p".into(),
            greatest_delay: 2,
        });
        let told = text(&standing, now);
        for line in [
            "vedomost_publication_latest_number 8",
            "vedomost_publication_number 7",
            "vedomost_publication_age_seconds 60",
            "vedomost_publication_trouble 0",
        ] {
            assert!(told.lines().any(|one| one == line), "{line}: {told}");
        }
    }
}
