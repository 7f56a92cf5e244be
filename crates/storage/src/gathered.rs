//! Long answers taken in portions. SQLite's thread gives rows one at a time: whoever waits for each is woken for each, which
//! costs more than the row. So whoever finds few rows waits a little and takes those that have gathered.

use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};

/// Most rows of a portion.
const PORTION: usize = 2048;
const FEW: usize = PORTION / 4;
const A_LITTLE: Duration = Duration::from_millis(1);

/// Gives every row to `take`.
pub(crate) async fn each<R>(
    rows: impl Stream<Item = Result<R, sqlx::Error>>,
    mut take: impl FnMut(R) -> Result<(), sqlx::Error>,
) -> Result<(), sqlx::Error> {
    let mut portions = pin!(rows.ready_chunks(PORTION));
    while let Some(portion) = portions.next().await {
        let are_few = portion.len() < FEW;
        for row in portion {
            take(row?)?;
        }
        if are_few {
            tokio::time::sleep(A_LITTLE).await;
        }
    }
    Ok(())
}
