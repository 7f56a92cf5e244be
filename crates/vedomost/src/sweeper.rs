//! Once a day what uploads that came to nothing have left is removed.

use std::sync::Arc;
use std::time::Duration;

use app::App;

const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Sweeps at once and then daily. Never ends.
pub async fn run(app: Arc<App>) {
    loop {
        match app.sweep_files().await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "files without an import removed"),
            // Nothing depends on it: tomorrow is another day.
            Err(error) => tracing::warn!(%error, "files without an import not removed"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
