//! The key store from outside: creation, refusals, several processes, destruction without remnants.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use regulations::Instant;
use storage::keys::{DataState, KeyStore, KeyStoreError, PERSON_KEY_FILE_NAME, Purpose, ROOT_KEY_FILE_NAME, Refreshed};
use storage::sealed::{SealedError, fields};
use tempfile::TempDir;
use uuid::Uuid;

const NOW: Instant = Instant::from_micros(1_797_000_000_000_000);
const LATER: Instant = NOW.plus_micros(3_600_000_000);
const NAME: &str = "Смородинова Агриппина Ёлкина";

struct Folder {
    _temporary: TempDir,
    keys: PathBuf,
}

fn folder() -> Folder {
    let temporary = tempfile::tempdir().unwrap();
    let keys = temporary.path().join("keys");
    Folder {
        _temporary: temporary,
        keys,
    }
}

fn person(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + number)
}

fn people(count: u128) -> Vec<Uuid> {
    (0..count).map(person).collect()
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// All bytes of all files of the folder.
fn bytes_in(folder: &Path) -> Vec<u8> {
    std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The wrapped key as it stands in the database, read by a connection of our own.
async fn wrapped_key(folder: &Path, person: Uuid) -> Vec<u8> {
    let mut connection = connection(folder).await;
    sqlx::query_scalar("SELECT wrapped FROM person_key WHERE person_id = ?")
        .bind(person)
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

async fn connection(folder: &Path) -> sqlx::SqliteConnection {
    use sqlx::Connection;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join(PERSON_KEY_FILE_NAME));
    sqlx::SqliteConnection::connect_with(&options).await.unwrap()
}

#[tokio::test]
async fn a_new_store_has_tight_modes_and_opens_again_with_the_same_keys() {
    let folder = folder();
    let created = KeyStore::create(&folder.keys).await.unwrap();
    assert_eq!(mode(&folder.keys), 0o700);
    assert_eq!(mode(&folder.keys.join(ROOT_KEY_FILE_NAME)), 0o400);
    for entry in std::fs::read_dir(&folder.keys).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{path:?}");
    }
    created.create_person_keys(&people(3), NOW).await.unwrap();
    let sealed = created
        .seal_text(person(1), fields::PERSON_NAME, person(1), NAME)
        .unwrap();
    let text = std::fs::read_to_string(folder.keys.join(ROOT_KEY_FILE_NAME)).unwrap();
    assert!(text.starts_with("vedomost-root-key-v1\n"), "a header line comes first");

    let opened = KeyStore::open(&folder.keys).await.unwrap();
    assert_eq!(opened.root_fingerprint(), created.root_fingerprint());
    assert_eq!(opened.person_key_count(), 3);
    assert_eq!(
        opened
            .open_text(person(1), fields::PERSON_NAME, person(1), &sealed)
            .unwrap(),
        NAME
    );
    for purpose in Purpose::ALL {
        let (left, right) = (opened.purpose_key(*purpose), created.purpose_key(*purpose));
        assert_eq!(left.expose_secret(), right.expose_secret());
    }
}

#[tokio::test]
async fn purposes_and_roots_have_distinct_keys() {
    let (one, two) = (folder(), folder());
    let (one, two) = (
        KeyStore::create(&one.keys).await.unwrap(),
        KeyStore::create(&two.keys).await.unwrap(),
    );
    assert_ne!(one.root_fingerprint(), two.root_fingerprint());
    let secrets: HashSet<[u8; 32]> = Purpose::ALL
        .iter()
        .flat_map(|purpose| {
            [
                *one.purpose_key(*purpose).expose_secret(),
                *two.purpose_key(*purpose).expose_secret(),
            ]
        })
        .collect();
    assert_eq!(secrets.len(), 2 * Purpose::ALL.len());
}

#[tokio::test]
async fn modes_looser_than_needed_are_refused() {
    for (name, loose) in [
        (ROOT_KEY_FILE_NAME, 0o440),
        (ROOT_KEY_FILE_NAME, 0o404),
        (ROOT_KEY_FILE_NAME, 0o600),
        (PERSON_KEY_FILE_NAME, 0o644),
        ("", 0o750),
        ("", 0o701),
    ] {
        let folder = folder();
        drop(KeyStore::create(&folder.keys).await.unwrap());
        let path = if name.is_empty() {
            folder.keys.clone()
        } else {
            folder.keys.join(name)
        };
        set_mode(&path, loose);
        let error = KeyStore::open(&folder.keys).await.unwrap_err();
        assert!(
            matches!(&error, KeyStoreError::LooseMode { path: at, found, .. } if *at == path && *found == loose),
            "{name} {loose:o}: {error}"
        );
        let line = error.to_string();
        assert!(line.contains("chmod") && line.lines().count() == 1, "{line}");
    }
}

#[tokio::test]
async fn keys_are_never_invented_for_existing_data() {
    let absent = folder();
    let error = KeyStore::open_or_create_for_new_data(&absent.keys, DataState::Existing)
        .await
        .unwrap_err();
    assert!(matches!(error, KeyStoreError::MissingForExistingData { .. }), "{error}");
    assert_eq!(error.to_string().lines().count(), 1);
    assert!(!absent.keys.exists(), "a refusal leaves nothing behind");

    let without_root = folder();
    let store = KeyStore::create(&without_root.keys).await.unwrap();
    store.create_person_keys(&people(2), NOW).await.unwrap();
    drop(store);
    std::fs::remove_file(without_root.keys.join(ROOT_KEY_FILE_NAME)).unwrap();
    for (state, what) in [(DataState::Existing, "with data"), (DataState::New, "without data")] {
        let error = KeyStore::open_or_create_for_new_data(&without_root.keys, state)
            .await
            .unwrap_err();
        let expected = matches!(
            (&error, state),
            (KeyStoreError::MissingForExistingData { .. }, DataState::Existing)
                | (KeyStoreError::PersonKeysWithoutRoot { .. }, DataState::New)
        );
        assert!(expected, "{what}: {error}");
        assert!(!without_root.keys.join(ROOT_KEY_FILE_NAME).exists());
    }

    let without_persons = folder();
    drop(KeyStore::create(&without_persons.keys).await.unwrap());
    std::fs::remove_file(without_persons.keys.join(PERSON_KEY_FILE_NAME)).unwrap();
    for state in [DataState::Existing, DataState::New] {
        let error = KeyStore::open_or_create_for_new_data(&without_persons.keys, state)
            .await
            .unwrap_err();
        assert!(matches!(error, KeyStoreError::Missing { .. }), "{error}");
        assert!(!without_persons.keys.join(PERSON_KEY_FILE_NAME).exists());
    }
}

#[tokio::test]
async fn new_data_get_keys_once_and_a_creation_cut_short_is_repeated() {
    let folder = folder();
    let first = KeyStore::open_or_create_for_new_data(&folder.keys, DataState::New)
        .await
        .unwrap();
    let again = KeyStore::open_or_create_for_new_data(&folder.keys, DataState::New)
        .await
        .unwrap();
    assert_eq!(first.root_fingerprint(), again.root_fingerprint());
    assert!(matches!(
        KeyStore::create(&folder.keys).await,
        Err(KeyStoreError::AlreadyExists { .. })
    ));
    drop((first, again));

    // Killed after the person keys' file, before the root key's rename.
    let root = folder.keys.join(ROOT_KEY_FILE_NAME);
    std::fs::rename(&root, folder.keys.join("root.key.new")).unwrap();
    let repeated = KeyStore::open_or_create_for_new_data(&folder.keys, DataState::New)
        .await
        .unwrap();
    assert_eq!(repeated.person_key_count(), 0);
    assert_eq!(mode(&root), 0o400);
    assert!(!folder.keys.join("root.key.new").exists());
}

#[tokio::test]
async fn another_root_is_noticed() {
    let (ours, theirs) = (folder(), folder());
    let store = KeyStore::create(&ours.keys).await.unwrap();
    let other = KeyStore::create(&theirs.keys).await.unwrap();
    let stored_in_the_main_database = store.root_fingerprint().as_str().to_owned();
    store.confirm_belongs_to_data(&stored_in_the_main_database).unwrap();
    let refused = other.confirm_belongs_to_data(&stored_in_the_main_database);
    assert!(matches!(refused, Err(KeyStoreError::OtherRoot { .. })));
    drop((store, other));

    let root = ours.keys.join(ROOT_KEY_FILE_NAME);
    std::fs::remove_file(&root).unwrap();
    std::fs::copy(theirs.keys.join(ROOT_KEY_FILE_NAME), &root).unwrap();
    assert!(matches!(
        KeyStore::open(&ours.keys).await,
        Err(KeyStoreError::OtherRoot { .. })
    ));

    for damaged in [
        b"".as_slice(),
        b"vedomost-root-key-v1\nAAAA\n",
        b"\xff\xfe",
        &[b'A'; 300],
    ] {
        set_mode(&root, 0o600);
        std::fs::write(&root, damaged).unwrap();
        set_mode(&root, 0o400);
        assert!(matches!(
            KeyStore::open(&ours.keys).await,
            Err(KeyStoreError::UnreadableRoot { .. })
        ));
    }
}

#[tokio::test]
async fn making_keys_again_keeps_the_first_ones() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    let twice: Vec<Uuid> = [people(5), people(5)].concat();
    store.create_person_keys(&twice, NOW).await.unwrap();
    let before = wrapped_key(&folder.keys, person(4)).await;
    store.create_person_keys(&people(6), LATER).await.unwrap();
    assert_eq!(store.person_key_count(), 6);
    assert_eq!(wrapped_key(&folder.keys, person(4)).await, before);
}

#[tokio::test]
async fn processes_see_each_others_keys_and_destructions() {
    let folder = folder();
    let one = KeyStore::create(&folder.keys).await.unwrap();
    let two = KeyStore::open(&folder.keys).await.unwrap();
    one.create_person_keys(&people(2), NOW).await.unwrap();
    let sealed = one.seal_text(person(0), fields::PERSON_NAME, person(0), NAME).unwrap();

    assert!(!two.has_person_key(person(0)));
    two.refresh_on_miss(&people(2)).await.unwrap();
    assert_eq!(
        two.open_text(person(0), fields::PERSON_NAME, person(0), &sealed)
            .unwrap(),
        NAME
    );
    assert_eq!(two.refresh_if_changed().await.unwrap(), Refreshed::Unchanged);
    assert_eq!(
        one.refresh_if_changed().await.unwrap(),
        Refreshed::Unchanged,
        "our own writes are no news"
    );

    // Both make a key for the same person: the one that came first is used by both.
    one.create_person_keys(&[person(7)], NOW).await.unwrap();
    two.create_person_keys(&[person(7)], NOW).await.unwrap();
    let sealed_by_two = two.seal_text(person(7), fields::PERSON_NAME, person(7), NAME).unwrap();
    assert_eq!(
        one.open_text(person(7), fields::PERSON_NAME, person(7), &sealed_by_two)
            .unwrap(),
        NAME
    );

    assert_eq!(two.destroy_person_key(person(0)).await.unwrap(), 1);
    assert_eq!(
        one.refresh_if_changed().await.unwrap(),
        Refreshed::Reloaded { added: 0, removed: 1 }
    );
    assert_eq!(
        one.open_text(person(0), fields::PERSON_NAME, person(0), &sealed),
        Err(SealedError::Destroyed)
    );
}

#[tokio::test]
async fn a_destroyed_key_leaves_no_byte_behind() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    let many = people(3_000);
    store.create_person_keys(&many, NOW).await.unwrap();
    let doomed: Vec<Uuid> = many.iter().copied().step_by(7).collect();
    let mut remnants = Vec::new();
    for id in &doomed {
        remnants.push(wrapped_key(&folder.keys, *id).await);
    }
    let spared = wrapped_key(&folder.keys, person(1)).await;
    let sealed = store
        .seal_text(person(7), fields::PERSON_NAME, person(7), NAME)
        .unwrap();
    assert_eq!(store.destroy_person_keys(&doomed).await.unwrap(), doomed.len());

    assert_eq!(
        store.open_text(person(7), fields::PERSON_NAME, person(7), &sealed),
        Err(SealedError::Destroyed)
    );
    assert_eq!(
        store
            .seal_text(person(7), fields::PERSON_NAME, person(7), NAME)
            .unwrap_err(),
        SealedError::Destroyed
    );
    let bytes = bytes_in(&folder.keys);
    let found: HashSet<[u8; 8]> = bytes.windows(8).map(|window| window.try_into().unwrap()).collect();
    // Skipping the header, which all wrapped keys share.
    let stands = |piece: &[u8]| found.contains(piece);
    for wrapped in &remnants {
        assert!(!wrapped[8..].chunks_exact(8).any(stands));
    }
    assert!(
        spared[8..].chunks_exact(8).all(stands),
        "the search itself must find keys"
    );
    let log = folder.keys.join(format!("{PERSON_KEY_FILE_NAME}-wal"));
    assert_eq!(std::fs::metadata(log).map(|file| file.len()).unwrap_or(0), 0);

    assert_eq!(store.destroy_person_keys(&doomed).await.unwrap(), 0, "repeatable");
    drop(store);
    let opened = KeyStore::open(&folder.keys).await.unwrap();
    assert_eq!(opened.person_key_count(), many.len() - doomed.len());
    assert_eq!(
        opened.open_text(person(7), fields::PERSON_NAME, person(7), &sealed),
        Err(SealedError::Destroyed)
    );
}

#[tokio::test]
async fn a_destruction_that_could_not_empty_the_log_says_so_and_can_be_repeated() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    store.create_person_keys(&people(3), NOW).await.unwrap();
    let mut reader = connection(&folder.keys).await;
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    let _: i64 = sqlx::query_scalar("SELECT count(*) FROM person_key")
        .fetch_one(&mut reader)
        .await
        .unwrap();

    let blocked = store.destroy_person_key(person(1)).await;
    assert!(matches!(blocked, Err(KeyStoreError::RemnantsMayRemain)), "{blocked:?}");
    assert!(!store.has_person_key(person(1)), "gone for us all the same");

    sqlx::query("COMMIT").execute(&mut reader).await.unwrap();
    assert_eq!(store.destroy_person_key(person(1)).await.unwrap(), 0);
}

#[tokio::test]
async fn orphans_are_swept_once_old_and_never_by_an_empty_list() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    store.create_person_keys(&people(4), NOW).await.unwrap();
    store.create_person_keys(&[person(9)], LATER).await.unwrap();
    let known = HashSet::from([person(0), person(1)]);
    assert_eq!(store.sweep_orphans(&HashSet::new(), LATER).await.unwrap(), 0);
    assert_eq!(store.sweep_orphans(&known, NOW).await.unwrap(), 0);
    assert_eq!(store.sweep_orphans(&known, LATER).await.unwrap(), 2);
    let left: Vec<bool> = [0, 1, 2, 3, 9]
        .map(|number| store.has_person_key(person(number)))
        .to_vec();
    assert_eq!(left, [true, true, false, false, true]);
}

#[tokio::test]
async fn an_altered_or_moved_wrapped_key_is_damage_of_that_person_only() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    store.create_person_keys(&people(4), NOW).await.unwrap();
    let sealed: Vec<_> = people(4)
        .into_iter()
        .map(|id| store.seal_text(id, fields::PERSON_NAME, id, NAME).unwrap())
        .collect();
    drop(store);
    let mut altered = wrapped_key(&folder.keys, person(0)).await;
    altered[40] ^= 1;
    let foreign = wrapped_key(&folder.keys, person(3)).await;
    let mut writer = connection(&folder.keys).await;
    for (id, wrapped) in [(person(0), altered), (person(1), foreign)] {
        sqlx::query("UPDATE person_key SET wrapped = ? WHERE person_id = ?")
            .bind(wrapped)
            .bind(id)
            .execute(&mut writer)
            .await
            .unwrap();
    }

    let opened = KeyStore::open(&folder.keys).await.unwrap();
    assert_eq!(opened.damaged_person_keys(), [person(0), person(1)]);
    for (id, cell) in people(4).into_iter().zip(&sealed) {
        let expected = if id == person(0) || id == person(1) {
            Err(SealedError::Damaged)
        } else {
            Ok(NAME.to_owned())
        };
        assert_eq!(opened.open_text(id, fields::PERSON_NAME, id, cell), expected);
    }
}

#[tokio::test]
async fn names_and_secrets_stand_nowhere() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    store.create_person_keys(&people(50), NOW).await.unwrap();
    let cells: Vec<u8> = people(50)
        .into_iter()
        .flat_map(|id| {
            store
                .seal_text(id, fields::PERSON_NAME, id, NAME)
                .unwrap()
                .as_bytes()
                .to_vec()
        })
        .collect();
    let everything = [bytes_in(&folder.keys), cells].concat();
    for word in NAME.split(' ') {
        assert!(!contains(&everything, word.as_bytes()));
    }
    assert!(!format!("{store:?}").contains("root"));
    let purpose_secret = *store.purpose_key(Purpose::PersonWrap).expose_secret();
    assert!(!contains(&bytes_in(&folder.keys), &purpose_secret));
}

#[tokio::test]
async fn keys_of_a_region_are_made_and_opened_in_bulk() {
    let folder = folder();
    let store = KeyStore::create(&folder.keys).await.unwrap();
    let region = people(10_000);
    store.create_person_keys(&region, NOW).await.unwrap();
    drop(store);
    let opened = KeyStore::open(&folder.keys).await.unwrap();
    assert_eq!(opened.person_key_count(), region.len());
}
