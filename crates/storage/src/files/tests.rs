use std::os::unix::fs::MetadataExt;

use proptest::prelude::*;

use super::*;
use crate::keys::Purpose;

const NOW: Instant = Instant::from_micros(1_797_000_000_000_000);
const LATER: Instant = NOW.plus_micros(3_600_000_000);
const CHUNK: usize = 64 * 1024;

fn key() -> PurposeKey {
    PurposeKey::from_bytes(Purpose::FileContent, &[5; 32])
}

fn store() -> (tempfile::TempDir, FileStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(&folder.path().join("files"), key()).unwrap();
    (folder, store)
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path))
        } else {
            found.push(path)
        }
    }
    found
}

#[tokio::test]
async fn content_of_any_length_comes_back_and_stands_nowhere_in_clear() {
    let (folder, store) = store();
    for length in [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17] {
        let content: Vec<u8> = "Смородинова Агриппина;".bytes().cycle().take(length).collect();
        let stored = store.write(content.clone(), NOW).await.unwrap();
        assert_eq!(stored.size, length as u64);
        assert_eq!(stored.sha256, <[u8; 32]>::from(Sha256::digest(&content)));
        assert_eq!(store.read(stored.id).await.unwrap(), content);
        store.check(stored).await.unwrap();
    }
    for path in files_below(folder.path()) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(
            !bytes.windows(8).any(|window| window == &"Смор".as_bytes()[..8]),
            "{path:?}"
        );
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_row_that_says_otherwise_is_damage() {
    let (_folder, store) = store();
    let stored = store.write(b"content".to_vec(), NOW).await.unwrap();
    let other_hash = StoredFile {
        sha256: [0; 32],
        ..stored
    };
    assert!(matches!(store.check(other_hash).await, Err(FileError::Damaged(id)) if id == stored.id));
    let other_size = StoredFile { size: 8, ..stored };
    assert!(matches!(store.check(other_size).await, Err(FileError::Damaged(_))));
}

#[tokio::test]
async fn every_altered_byte_cut_and_swap_is_noticed() {
    let (_folder, store) = store();
    let stored = store.write(vec![7; 2 * CHUNK + 100], NOW).await.unwrap();
    let other = store.write(vec![7; 2 * CHUNK + 100], NOW).await.unwrap();
    let path = store.shared.path_of(stored.id);
    let good = std::fs::read(&path).unwrap();
    let mut mutants: Vec<Vec<u8>> = (0..good.len())
        .step_by(good.len() / 300)
        .chain(0..60)
        .map(|index| {
            let mut mutant = good.clone();
            mutant[index] ^= 1;
            mutant
        })
        .collect();
    // Cut at any place, between chunks too; lengthened; chunks swapped; another file under this name.
    let header = 28;
    let sealed_chunk = CHUNK + 16;
    for length in [
        0,
        5,
        header,
        header + sealed_chunk,
        header + 2 * sealed_chunk,
        good.len() - 1,
    ] {
        mutants.push(good[..length].to_vec());
    }
    mutants.push([good.as_slice(), &[0]].concat());
    let (first, second) = (
        header..header + sealed_chunk,
        header + sealed_chunk..header + 2 * sealed_chunk,
    );
    mutants.push(
        [
            &good[..header],
            &good[second.clone()],
            &good[first],
            &good[second.end..],
        ]
        .concat(),
    );
    mutants.push(std::fs::read(store.shared.path_of(other.id)).unwrap());
    for (number, mutant) in mutants.iter().enumerate() {
        std::fs::write(&path, mutant).unwrap();
        assert!(
            matches!(store.read(stored.id).await, Err(FileError::Damaged(_))),
            "mutant {number}"
        );
    }
    std::fs::write(&path, &good).unwrap();
    store.check(stored).await.unwrap();
}

#[tokio::test]
async fn another_key_opens_nothing() {
    let (folder, store) = store();
    let stored = store.write(b"content".to_vec(), NOW).await.unwrap();
    let other = PurposeKey::from_bytes(Purpose::FileContent, &[6; 32]);
    let with_other_key = FileStore::open(&folder.path().join("files"), other).unwrap();
    assert!(matches!(
        with_other_key.read(stored.id).await,
        Err(FileError::Damaged(_))
    ));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_missing() {
    let (_folder, store) = store();
    let absent = fresh_id(NOW).unwrap();
    assert!(matches!(store.read(absent).await, Err(FileError::Missing(id)) if id == absent));
    store.remove(absent).await.unwrap();
}

#[tokio::test]
async fn the_sweeper_takes_what_no_row_names_once_it_is_old() {
    let (_folder, store) = store();
    let named = store.write(b"named".to_vec(), NOW).await.unwrap().id;
    let orphan = store.write(b"orphan".to_vec(), NOW).await.unwrap().id;
    let fresh = store.write(b"fresh".to_vec(), LATER).await.unwrap().id;
    let cut_short = store
        .shared
        .folder
        .join(INCOMING)
        .join(file_name(fresh_id(NOW).unwrap()));
    std::fs::write(&cut_short, b"half").unwrap();
    let foreign = store.shared.folder.join("README");
    std::fs::write(&foreign, b"not ours").unwrap();

    let referenced = HashSet::from([named]);
    assert_eq!(store.sweep_unreferenced(referenced.clone(), NOW).await.unwrap(), 0);
    assert_eq!(store.sweep_unreferenced(referenced, LATER).await.unwrap(), 2);

    let left: HashSet<FileId> = store.list().await.unwrap().into_iter().collect();
    assert_eq!(left, HashSet::from([named, fresh]));
    assert!(matches!(store.read(orphan).await, Err(FileError::Missing(_))));
    assert!(!cut_short.exists());
    assert!(foreign.exists());
}

#[tokio::test]
async fn a_failed_fsync_is_told_apart_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("files");
    FileStore::open(&path, key()).unwrap();
    let shared = Shared {
        folder: path,
        key: key(),
        sync: |_| Err(std::io::Error::other("EIO")),
        unconfirmed: watch::Sender::new(false),
    };
    let store = FileStore {
        shared: Arc::new(shared),
    };
    // The folder of the file's id is new, so its own fsync fails first; then, with folders there, the file's.
    for byte in 0..=255_u8 {
        std::fs::create_dir(store.shared.folder.join(format!("{byte:02x}"))).unwrap();
    }
    assert!(matches!(
        store.write(b"content".to_vec(), NOW).await,
        Err(FileError::NotDurable(_))
    ));
    assert!(files_below(folder.path()).is_empty());
    let told = tokio::time::timeout(std::time::Duration::from_secs(5), store.unconfirmed());
    assert!(told.await.is_ok(), "whoever watches is told to stop");
}

#[tokio::test]
async fn a_confirmed_write_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(&folder.path().join("files"), key()).unwrap();
    store.write(b"content".to_vec(), NOW).await.unwrap();
    let told = tokio::time::timeout(std::time::Duration::from_millis(50), store.unconfirmed());
    assert!(told.await.is_err());
}

/// Pieces of any length, then the content from any place: as a whole and as a slice.
async fn comes_back_in_pieces(content: &[u8], pieces: usize, from: usize) {
    let (folder, store) = store();
    let mut incoming = store.receive(NOW).await.unwrap();
    for piece in content.chunks(pieces) {
        incoming.append(piece).await.unwrap();
    }
    let stored = incoming.finish().await.unwrap();
    assert_eq!(
        (stored.size, stored.sha256),
        (content.len() as u64, Sha256::digest(content).into())
    );
    assert_eq!(store.read(stored.id).await.unwrap(), content);
    let mut reader = store.open_content(stored.id).await.unwrap();
    assert_eq!(reader.length(), content.len() as u64);
    for from in [from, 0, content.len(), content.len() + 7] {
        let mut rest = Vec::new();
        std::io::Seek::seek(&mut reader, std::io::SeekFrom::Start(from as u64)).unwrap();
        reader.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, content.get(from..).unwrap_or_default(), "from {from}");
    }
    assert_eq!(files_below(folder.path()).len(), 1);
}

#[tokio::test]
async fn a_file_left_off_leaves_nothing() {
    let (folder, store) = store();
    let mut incoming = store.receive(NOW).await.unwrap();
    incoming.append(&vec![7; 600_000]).await.unwrap();
    assert_eq!(files_below(folder.path()).len(), 1);
    drop(incoming);
    assert!(files_below(folder.path()).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_content_survives_in_pieces(
        content in proptest::collection::vec(any::<u8>(), 0..400_000),
        pieces in 1_usize..300_000,
        from in 0_usize..400_000,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(comes_back_in_pieces(&content, pieces.max(content.len() / 50 + 1), from));
    }
}
