//! Takes up the file of a path at the start and whenever it changes.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::place::previous_of;
use super::reader::Snapshot;
use super::refusal::Refusal;
use super::served::PublishedSnapshot;

/// How long after a start the file is read through.
const BEFORE_CHECK: Duration = Duration::from_millis(500);

/// Serves what lies at `path` (or, if that is refused, the one before it) after the quick check; whole files are read through
/// in the background. Without a file nothing is served yet.
pub fn adopt_at_start(path: &Path, published: &Arc<PublishedSnapshot>) {
    for candidate in [path.to_owned(), previous_of(path)] {
        if !candidate.exists() {
            continue;
        }
        let adopted = Snapshot::open(&candidate, published.keys()).and_then(|snapshot| {
            let number = snapshot.number();
            published.adopt(snapshot).map(|()| number)
        });
        match adopted {
            Ok(number) => {
                check_in_background(candidate, number, published);
                return;
            }
            Err(refusal) => published.note_trouble(&told(&candidate, &refusal)),
        }
    }
}

/// Looks at the path again and again, and serves a new file once it was read through. The greatest delay is `every` and the
/// time it takes to read the file once. Never ends.
pub async fn watch(path: PathBuf, published: Arc<PublishedSnapshot>, every: Duration) {
    let mut seen = identity(&path);
    loop {
        tokio::time::sleep(every).await;
        let now = identity(&path);
        if now == seen {
            continue;
        }
        seen = now;
        if now.is_none() {
            published.note_trouble(&format!("файла {} больше нет", path.display()));
            continue;
        }
        let (taken, target) = (path.clone(), Arc::clone(&published));
        let outcome = tokio::task::spawn_blocking(move || take_up(&taken, &target)).await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => published.note_trouble(&told(&path, &refusal)),
            Err(_) => published.note_trouble("файл публикации не удалось проверить"),
        }
    }
}

/// Opens a file, reads it through, and serves it.
///
/// # Errors
/// [`Refusal`]; what was served before goes on being served.
pub fn take_up(path: &Path, published: &PublishedSnapshot) -> Result<(), Refusal> {
    let snapshot = Snapshot::open(path, published.keys())?;
    snapshot.check_whole()?;
    published.adopt(snapshot)
}

fn check_in_background(path: PathBuf, number: i64, published: &Arc<PublishedSnapshot>) {
    let published = Arc::clone(published);
    std::thread::spawn(move || {
        // First the process begins to answer: on one core both would wait for each other.
        std::thread::sleep(BEFORE_CHECK);
        let checked = Snapshot::open(&path, published.keys()).and_then(|snapshot| {
            // Replaced meanwhile: whoever replaced it has read it through.
            if snapshot.number() == number {
                snapshot.check_whole()
            } else {
                Ok(())
            }
        });
        if let Err(refusal) = checked {
            published.withdraw_damaged(number);
            published.note_trouble(&told(&path, &refusal));
            let previous = previous_of(&path);
            if previous.exists()
                && let Err(refusal) = take_up(&previous, &published)
            {
                published.note_trouble(&told(&previous, &refusal));
            }
        }
    });
}

fn told(path: &Path, refusal: &Refusal) -> String {
    format!("{}: {refusal}", path.display())
}

/// Tells one file at a path from the next.
fn identity(path: &Path) -> Option<(u64, u64, u64, i64, i64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((
        metadata.dev(),
        metadata.ino(),
        metadata.len(),
        metadata.mtime(),
        metadata.mtime_nsec(),
    ))
}
