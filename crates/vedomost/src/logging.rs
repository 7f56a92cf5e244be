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
    // A panic's message may quote a person's data: only its place is logged.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}
