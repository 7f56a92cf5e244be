//! Sealed cells from outside: what is put in comes out of its own cell and of no other.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use regulations::Instant;
use storage::document_index::{DocumentIndexer, LookupIndexer};
use storage::keys::{KeyStore, Purpose, PurposeKey};
use storage::sealed::{ALL_SEALED_FIELDS, RowId, Sealed, SealedError, SealedField, Sealer, fields};
use uuid::Uuid;

const NOW: Instant = Instant::from_micros(1_797_000_000_000_000);
const PERSON: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);
const OTHER: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0002);
const NAME: &str = "Смородинова Агриппина Львовна";

async fn store() -> (tempfile::TempDir, KeyStore) {
    let temporary = tempfile::tempdir().unwrap();
    let store = KeyStore::create(&temporary.path().join("keys")).await.unwrap();
    store.create_person_keys(&[PERSON, OTHER], NOW).await.unwrap();
    (temporary, store)
}

fn sealer() -> Sealer {
    Sealer::new(PurposeKey::from_bytes(Purpose::LookupSeal, &[3; 32]))
}

#[tokio::test]
async fn five_hundred_mutants_are_all_damage() {
    let (_folder, store) = store().await;
    let sealed = store.seal_text(PERSON, fields::PERSON_NAME, PERSON, NAME).unwrap();
    let good = sealed.as_bytes();
    // Every byte once, then bits of every byte in turn, then every length, then bytes added.
    let flips = (0..500).map(|number| {
        let mut mutant = good.to_vec();
        mutant[number % good.len()] ^= 1 << ((number / good.len()) % 8);
        mutant
    });
    let cuts = (0..good.len()).map(|length| good[..length].to_vec());
    let longer = [vec![0; 1], vec![0; 16], good.to_vec()].map(|tail| [good, &tail].concat());
    let mut tried = 0;
    for mutant in flips.chain(cuts).chain(longer) {
        tried += 1;
        let opened = store.open_text(PERSON, fields::PERSON_NAME, PERSON, &Sealed::from_bytes(mutant));
        assert_eq!(opened, Err(SealedError::Damaged), "mutant {tried}");
    }
    assert!(tried > 500);
    assert_eq!(
        store.open_text(PERSON, fields::PERSON_NAME, PERSON, &sealed).unwrap(),
        NAME
    );
}

#[tokio::test]
async fn a_cell_opens_in_its_own_place_only() {
    let (_folder, store) = store().await;
    let home = fields::PERSON_NAME;
    let sealed = store.seal_text(PERSON, home, PERSON, NAME).unwrap();
    let elsewhere = |person, field: SealedField, row: Uuid| store.open_text(person, field, row, &sealed);
    assert_eq!(elsewhere(PERSON, home, PERSON).unwrap(), NAME);
    assert_eq!(elsewhere(PERSON, home, OTHER), Err(SealedError::Damaged), "another row");
    assert_eq!(
        elsewhere(OTHER, home, PERSON),
        Err(SealedError::Damaged),
        "another person"
    );
    let other_column = SealedField {
        column: "details_sealed",
        ..home
    };
    assert_eq!(
        elsewhere(PERSON, other_column, PERSON),
        Err(SealedError::Damaged),
        "another column"
    );
    let other_table = SealedField {
        table: "person_document",
        ..home
    };
    assert_eq!(
        elsewhere(PERSON, other_table, PERSON),
        Err(SealedError::Damaged),
        "another table"
    );
    // The border between the two names is bound as well.
    let shifted = SealedField {
        table: "personn",
        column: "ame_sealed",
        ..home
    };
    assert_eq!(
        elsewhere(PERSON, shifted, PERSON),
        Err(SealedError::Damaged),
        "another border"
    );
    for field in ALL_SEALED_FIELDS.iter().filter(|field| **field != home) {
        assert_eq!(
            elsewhere(PERSON, *field, PERSON),
            Err(SealedError::Damaged),
            "{field:?}"
        );
    }
}

#[tokio::test]
async fn a_published_record_is_bound_to_its_document_and_exam() {
    let (_folder, store) = store().await;
    let indexer = LookupIndexer::new(&store);
    let (mine, foreign) = (indexer.index("4510 123456"), indexer.index("4510 123457"));
    let sealer = Sealer::new(store.purpose_key(Purpose::LookupSeal));
    let sealed = sealer
        .seal_text(fields::PUBLISHED_RECORD, RowId::Published(mine, PERSON), "зачёт")
        .unwrap();
    let open = |row: RowId| sealer.open_text(fields::PUBLISHED_RECORD, row, &sealed);
    assert_eq!(open(RowId::Published(mine, PERSON)).unwrap(), "зачёт");
    assert_eq!(open(RowId::Published(foreign, PERSON)), Err(SealedError::Damaged));
    assert_eq!(open(RowId::Published(mine, OTHER)), Err(SealedError::Damaged));
    let other_purpose = Sealer::new(store.purpose_key(Purpose::RecordSeal));
    let opened = other_purpose.open_text(fields::PUBLISHED_RECORD, RowId::Published(mine, PERSON), &sealed);
    assert_eq!(opened, Err(SealedError::Damaged));
}

#[tokio::test]
async fn the_same_text_never_seals_alike_and_lengths_tell_little() {
    let (_folder, store) = store().await;
    let seal = |text: &str| store.seal_text(PERSON, fields::PERSON_NAME, PERSON, text).unwrap();
    assert_ne!(seal(NAME), seal(NAME));
    assert_eq!(seal("зачёт").as_bytes().len(), seal("незачёт").as_bytes().len());
    assert_eq!(seal("").as_bytes().len(), seal("Ким Ир").as_bytes().len());
}

#[tokio::test]
async fn a_person_without_a_key_is_destroyed_and_debug_shows_nothing() {
    let (_folder, store) = store().await;
    let sealed = store.seal_text(PERSON, fields::PERSON_NAME, PERSON, NAME).unwrap();
    let stranger = Uuid::from_u128(7);
    assert_eq!(
        store.open_text(stranger, fields::PERSON_NAME, PERSON, &sealed),
        Err(SealedError::Destroyed)
    );
    assert_eq!(
        store.person_commitment(stranger, "statement", b"x"),
        Err(SealedError::Destroyed)
    );
    assert_eq!(
        format!("{sealed:?}"),
        format!("Sealed({} bytes)", sealed.as_bytes().len())
    );
}

#[tokio::test]
async fn bytes_that_are_no_text_are_damage_as_text() {
    let (_folder, store) = store().await;
    let sealed = store
        .seal_bytes(PERSON, fields::PERSON_DETAILS, PERSON, &[0xff, 0x80, 0])
        .unwrap();
    assert_eq!(
        store
            .open_bytes(PERSON, fields::PERSON_DETAILS, PERSON, &sealed)
            .unwrap(),
        [0xff, 0x80, 0]
    );
    assert_eq!(
        store.open_text(PERSON, fields::PERSON_DETAILS, PERSON, &sealed),
        Err(SealedError::Damaged)
    );
}

#[tokio::test]
async fn commitments_tell_people_uses_and_data_apart() {
    let (_folder, store) = store().await;
    let commit = |person, label, data: &[u8]| store.person_commitment(person, label, data).unwrap();
    let one = commit(PERSON, "statement", b"pass");
    assert_eq!(commit(PERSON, "statement", b"pass"), one);
    assert_ne!(commit(OTHER, "statement", b"pass"), one);
    assert_ne!(commit(PERSON, "protocol", b"pass"), one);
    assert_ne!(commit(PERSON, "statement", b"fail"), one);
    assert_ne!(commit(PERSON, "statementpas", b"s"), one);
}

#[tokio::test]
async fn indexes_are_stable_and_the_two_databases_cannot_be_matched() {
    let (_folder, store) = store().await;
    let (working, published) = (DocumentIndexer::new(&store), LookupIndexer::new(&store));
    assert_eq!(
        working.index("4510 123456"),
        DocumentIndexer::new(&store).index("4510 123456")
    );
    assert_ne!(working.index("4510 123456"), working.index("4510 123457"));
    assert_ne!(
        working.index("4510 123456").as_bytes(),
        published.index("4510 123456").as_bytes()
    );
    assert_eq!(format!("{:?}", working.index("4510 123456")), "DocumentIndex(…)");
}

#[tokio::test]
async fn cells_and_indexes_go_through_the_database() {
    let (_folder, store) = store().await;
    let sealed = store.seal_text(PERSON, fields::PERSON_NAME, PERSON, NAME).unwrap();
    let index = DocumentIndexer::new(&store).index("4510 123456");
    let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect("sqlite::memory:")
        .await
        .unwrap();
    sqlx::query("CREATE TABLE cell (id BLOB, sealed BLOB, doc BLOB, missing BLOB) STRICT")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("INSERT INTO cell VALUES ($1, $2, $3, $4)")
        .bind(PERSON)
        .bind(&sealed)
        .bind(index)
        .bind(None::<Sealed>)
        .execute(&mut connection)
        .await
        .unwrap();
    type Row = (Uuid, Sealed, storage::document_index::DocumentIndex, Option<Sealed>);
    let row: Row = sqlx::query_as("SELECT id, sealed, doc, missing FROM cell WHERE doc = $1")
        .bind(index)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(row, (PERSON, sealed, index, None));
    let short = sqlx::query_scalar::<_, storage::document_index::DocumentIndex>("SELECT x'0102'");
    assert!(short.fetch_one(&mut connection).await.is_err());
}

/// The same types on PostgreSQL: that it compiles is the test.
#[expect(dead_code, reason = "only its types are checked")]
fn postgres_takes_the_same_types(sealed: Sealed, index: storage::document_index::LookupIndex) {
    let query = sqlx::query::<sqlx::Postgres>("SELECT $1, $2").bind(sealed).bind(index);
    drop(query);
    let _ = sqlx::query_as::<sqlx::Postgres, (Sealed, storage::document_index::LookupIndex)>("SELECT 1");
}

proptest! {
    #[test]
    fn any_text_comes_back_from_its_own_cell_only(text in "\\PC{0,120}", row in any::<u128>(), other in any::<u128>()) {
        let (row, other) = (Uuid::from_u128(row), Uuid::from_u128(other));
        let sealed = sealer().seal_text(fields::PUBLISHED_RECORD, row, &text).unwrap();
        prop_assert_eq!(sealer().open_text(fields::PUBLISHED_RECORD, row, &sealed).unwrap(), text.clone());
        if row != other {
            prop_assert_eq!(sealer().open_text(fields::PUBLISHED_RECORD, other, &sealed), Err(SealedError::Damaged));
        }
        // Four letters of random text do not turn up in random bytes by chance.
        let bytes = text.as_bytes();
        if bytes.len() >= 8 {
            prop_assert!(!sealed.as_bytes().windows(8).any(|window| window == &bytes[..8]));
        }
    }

    #[test]
    fn any_bytes_opened_as_a_cell_are_damage(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let opened = sealer().open_bytes(fields::PUBLISHED_RECORD, PERSON, &Sealed::from_bytes(bytes));
        prop_assert_eq!(opened, Err(SealedError::Damaged));
    }
}
