//! Can requests be answered now? For the probe of a load balancer; tells nobody why not, that stands in the log.

use storage::boxed;

use crate::context::App;
use crate::error::AppError;

/// Written and removed again to see that the disk takes files.
const TRIAL: &[u8] = b"vedomost: is the disk writable?";

impl App {
    /// The database answers and a file can be written through to the disk.
    pub async fn check_readiness(&self) -> Result<(), AppError> {
        self.store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(storage::installation::find(tx).await?) })
            })
            .await?;
        let written = self.files.write(TRIAL.to_vec(), self.clock.now()).await?;
        self.files.remove(written.id).await?;
        Ok(())
    }
}
