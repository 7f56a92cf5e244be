//! Damaged, foreign and older files are refused, and what was served before goes on being served.

use lookup::Outcome;
use lookup::snapshot::{LookupKeys, PublishedSnapshot, Snapshot, SnapshotSigner, SnapshotWriter, take_up};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::support::{
    Folder, bytes_of, index, keys, keys_of, person, query, score, scored, serving, settings, signer, stamp, written,
};

const PEOPLE: u32 = 60;

fn ordinary(number: i64) -> Vec<u8> {
    bytes_of(&written(&keys(), number, PEOPLE, |one| Some(one as u8)))
}

fn of_another(keys: &LookupKeys, signer: &SnapshotSigner) -> Vec<u8> {
    let mut writer = SnapshotWriter::new(keys);
    let line = scored(&mut writer, 99);
    writer.add(index(keys, "3214", "000001"), "Любая", &[line]).unwrap();
    bytes_of(&writer.finish(stamp(9), settings(), signer).unwrap())
}

/// As files are put there: under another name first, so that whoever reads the old one goes on reading it.
fn put(folder: &Folder, bytes: &[u8]) {
    let other = folder.path().join("other");
    std::fs::write(&other, bytes).unwrap();
    std::fs::rename(other, folder.file()).unwrap();
}

fn still_serves(published: &PublishedSnapshot, what: &str) {
    assert_eq!(published.served().unwrap().number, 5, "{what}");
    for one in 0..PEOPLE {
        assert_eq!(score(published, one), Some(i64::from(one)), "{what}");
    }
}

#[test]
fn whatever_is_wrong_with_a_file_is_refused_with_its_reason() {
    let folder = Folder::new();
    let published = serving(&folder, &written(&keys(), 5, PEOPLE, |one| Some(one as u8)));
    let good = ordinary(6);
    let cut = |length: usize| good[..length].to_vec();
    let flipped = |place: usize| {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        bytes
    };
    let other_signer = SnapshotSigner::from_seed(&[4; 32]);
    let longer = [good.as_slice(), b"x"].concat();
    for (what, bytes, expected) in [
        ("empty", Vec::new(), "не файл публикации"),
        ("a text", "Ведомость".repeat(20).into_bytes(), "не файл публикации"),
        ("cut in the prelude", cut(40), "не файл публикации"),
        ("cut in the head", cut(200), "не файл публикации"),
        ("cut by one byte", cut(good.len() - 1), "обрезан"),
        ("longer", longer, "дописан"),
        ("magic", flipped(0), "не файл публикации"),
        ("signature", flipped(20), "подписан другим ключом"),
        ("head", flipped(120), "подписан другим ключом"),
        ("last bucket", flipped(good.len() - 1), "повреждён"),
        ("older", ordinary(4), "старше"),
        (
            "another key",
            of_another(&keys_of("42", 1, &other_signer), &other_signer),
            "подписан другим ключом",
        ),
        (
            "another region",
            of_another(&keys_of("43", 1, &signer()), &signer()),
            "другого региона: 43",
        ),
    ] {
        put(&folder, &bytes);
        let refusal = take_up(&folder.file(), &published).unwrap_err();
        assert!(refusal.to_string().contains(expected), "{what}: {refusal}");
        still_serves(&published, what);
    }
    put(&folder, &good);
    take_up(&folder.file(), &published).unwrap();
    assert_eq!(published.served().unwrap().number, 6);
}

/// Two thousand damaged files: each is refused, and where one is asked without having been read through, an answer is the
/// right one or a fault.
#[test]
fn a_flipped_or_lost_byte_anywhere_is_noticed_and_never_answers_wrongly() {
    let folder = Folder::new();
    let good = ordinary(5);
    let mut random = ChaCha8Rng::seed_from_u64(20_261_130);
    let mut refused_at_once = 0;
    for round in 0..2_000 {
        let mut bytes = good.clone();
        for _ in 0..random.random_range(1..4) {
            let place = random.random_range(0..bytes.len());
            bytes[place] ^= 1 << random.random_range(0..8);
        }
        match round % 8 {
            0 => bytes.truncate(random.random_range(0..good.len())),
            1 => {
                let (from, to) = (random.random_range(0..good.len()), random.random_range(0..good.len()));
                bytes[from] = good[to];
            }
            _ => {}
        }
        if bytes == good {
            continue;
        }
        std::fs::write(folder.file(), &bytes).unwrap();
        let Ok(snapshot) = Snapshot::open(&folder.file(), &keys()) else {
            refused_at_once += 1;
            continue;
        };
        assert!(snapshot.check_whole().is_err(), "round {round} was not noticed");
        for one in 0..PEOPLE {
            let (series, number, surname) = person(one);
            let document = domain::identity_document::normalise_document(Some(&series), &number);
            if let Ok(found) = snapshot.find(&document, &domain::person_name::normalise_name(&surname)) {
                let shown = found.expect("somebody published is never unknown").exams[0].outcome;
                assert!(
                    format!("{shown:?}").contains(&format!("TestScore({one})")),
                    "round {round}: {shown:?}"
                );
            }
        }
    }
    assert!(
        (500..2_000).contains(&refused_at_once),
        "both ways were walked: {refused_at_once}"
    );
}

#[test]
fn a_bucket_moved_into_another_file_does_not_open() {
    let folder = Folder::new();
    let (five, six) = (ordinary(5), ordinary(6));
    assert_eq!(five.len(), six.len());
    let tail = five.len() / 2;
    let spliced = [&six[..tail], &five[tail..]].concat();
    std::fs::write(folder.file(), spliced).unwrap();
    let snapshot = Snapshot::open(&folder.file(), &keys()).unwrap();
    assert!(snapshot.check_whole().is_err());
    let faults = (0..PEOPLE).filter(|one| {
        let (series, number, surname) = person(*one);
        let document = domain::identity_document::normalise_document(Some(&series), &number);
        snapshot
            .find(&document, &domain::person_name::normalise_name(&surname))
            .is_err()
    });
    assert!(faults.count() > 0);
}

#[test]
fn a_damaged_file_found_in_the_background_goes_out_of_service_and_the_one_before_serves() {
    let folder = Folder::new();
    serving(&folder, &written(&keys(), 5, PEOPLE, |one| Some(one as u8)));
    serving(&folder, &written(&keys(), 6, PEOPLE, |_| Some(1)));
    let mut bytes = std::fs::read(folder.file()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    put(&folder, &bytes);
    let now = std::sync::Arc::new(|| regulations::Instant::from_micros(crate::support::NOON));
    let published = std::sync::Arc::new(PublishedSnapshot::new(keys(), now));
    lookup::snapshot::adopt_at_start(&folder.file(), &published);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while published.served().map(|served| served.number) != Some(5) {
        assert!(std::time::Instant::now() < until, "{:?}", published.trouble());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    still_serves(&published, "after a damaged one");
}

#[test]
fn nothing_served_is_our_fault_and_not_an_unknown_document() {
    let now = std::sync::Arc::new(|| regulations::Instant::from_micros(crate::support::NOON));
    let published = PublishedSnapshot::new(keys(), now);
    assert!(published.facts_now().is_err());
    assert!(!matches!(
        published.find_now(&query("3214", "000001", "Любая")),
        Ok(Outcome::NothingFound)
    ));
}
