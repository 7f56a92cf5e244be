//! Logs: one JSON object a line on standard error, without personal data.

/// Starts logging; called once.
pub fn start() {
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .with_current_span(false);
    // A second start (tests in one process) keeps the first.
    let _ = subscriber.try_init();
}
