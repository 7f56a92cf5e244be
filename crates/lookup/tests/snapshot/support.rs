//! Made-up people in a snapshot.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::essay::AttendanceMark;
use lookup::snapshot::{
    HeadAppeal, HeadCountedIn, HeadExam, HeadMinimum, HeadProtocol, LineOutcome, LookupKeys, Paper, PublicSettings,
    PublishedSnapshot, ResultLine, SnapshotSigner, SnapshotWriter, Stamp, WrittenSnapshot, place,
};
use lookup::{Outcome, Query};
use regulations::Instant;

pub const NOON: i64 = 1_781_100_000_000_000;

/// A folder that goes when the test ends.
pub struct Folder(PathBuf);

static FOLDERS: AtomicU64 = AtomicU64::new(0);

impl Folder {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("vedomost-snapshot-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("publication")
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn signer() -> SnapshotSigner {
    SnapshotSigner::from_seed(&[3; 32])
}

pub fn keys() -> LookupKeys {
    keys_of("42", 1, &signer())
}

pub fn keys_of(region: &str, secret: u8, signer: &SnapshotSigner) -> LookupKeys {
    LookupKeys::new(region, &[secret; 32], &[secret + 100; 32], &signer.verifying_key()).unwrap()
}

pub fn settings() -> PublicSettings {
    PublicSettings {
        zone: "Asia/Novokuznetsk".to_owned(),
        owner: "Министерство образования".to_owned(),
        asks_surname: true,
        hot_line: "8 (3842) 00-00-00".to_owned(),
        procedure: vec!["Результат говорят в школе.".to_owned()],
        open_exams: vec![HeadExam {
            group: "ЕГЭ".to_owned(),
            subject: "Русский язык".to_owned(),
            date: "2027-05-31".to_owned(),
        }],
    }
}

pub fn stamp(number: i64) -> Stamp {
    let mut salt = [0; 32];
    salt[..8].copy_from_slice(&number.to_be_bytes());
    Stamp {
        number,
        made_at: NOON + number,
        salt,
    }
}

pub fn paper(subject: &str, code: i64) -> Paper {
    Paper {
        kind: "gia-11".to_owned(),
        form: Some("ege".to_owned()),
        subject: subject.to_owned(),
        code,
        written_part: None,
        date: "2027-05-31".to_owned(),
        oral_part: None,
        greatest: Some(50),
        to_pass: Some(HeadMinimum {
            counted_in: HeadCountedIn::TestScore,
            least: 24,
        }),
        university: None,
        appeal: Some(HeadAppeal {
            length: "2 рабочих дня".to_owned(),
            clause: "п. 6".to_owned(),
        }),
        publication: 7,
        published_at: NOON,
    }
}

pub fn essay() -> Paper {
    Paper {
        kind: "essay".to_owned(),
        form: None,
        subject: String::new(),
        code: 20,
        date: "2026-12-02".to_owned(),
        greatest: None,
        to_pass: None,
        appeal: None,
        publication: 3,
        ..paper("", 0)
    }
}

/// A test score of somebody in Russian.
pub fn scored(writer: &mut SnapshotWriter<'_>, score: u8) -> ResultLine {
    ResultLine {
        paper: writer.paper(paper("Русский язык", 1)),
        told_by: writer.organisation("лицей № 11"),
        outcome: LineOutcome::Test { primary: 40, score },
        to_pass: Some(score >= 24),
        university: None,
        protocol: Some(writer.protocol(HeadProtocol {
            number: "12".to_owned(),
            day: "2027-06-10".to_owned(),
        })),
    }
}

pub fn absent(writer: &mut SnapshotWriter<'_>) -> ResultLine {
    ResultLine {
        outcome: LineOutcome::NotChecked(AttendanceMark::Absent),
        to_pass: None,
        ..scored(writer, 0)
    }
}

/// Document and surname of a made-up person.
pub fn person(number: u32) -> (String, String, String) {
    let letters = ["ва", "ло", "ри", "ме", "ту", "ко"];
    let middle: String = (0..3)
        .map(|place| letters[(number as usize >> (place * 2)) % 6])
        .collect();
    (
        "3214".to_owned(),
        format!("{number:06}"),
        format!("С{middle}нова{}", ["", "-Д"][number as usize % 2]),
    )
}

pub fn query(series: &str, number: &str, surname: &str) -> Query {
    Query {
        series: series.to_owned(),
        number: number.to_owned(),
        surname: surname.to_owned(),
    }
}

pub fn index(keys: &LookupKeys, series: &str, number: &str) -> [u8; 16] {
    keys.index(&domain::identity_document::normalise_document(Some(series), number))
}

/// `people` with one score each: `score_of` decides, `None` leaves the person out.
pub fn written(keys: &LookupKeys, number: i64, people: u32, score_of: impl Fn(u32) -> Option<u8>) -> WrittenSnapshot {
    let mut writer = SnapshotWriter::new(keys);
    for one in 0..people {
        if let Some(score) = score_of(one) {
            let (series, document, surname) = person(one);
            let line = scored(&mut writer, score);
            writer.add(index(keys, &series, &document), &surname, &[line]).unwrap();
        }
    }
    writer.finish(stamp(number), settings(), &signer()).unwrap()
}

pub fn bytes_of(written: &WrittenSnapshot) -> Vec<u8> {
    let mut bytes = Vec::new();
    written.write_to(&mut bytes).unwrap();
    bytes
}

/// Places and serves.
pub fn serving(folder: &Folder, written: &WrittenSnapshot) -> Arc<PublishedSnapshot> {
    place(&folder.file(), written).unwrap();
    let published = Arc::new(PublishedSnapshot::new(keys(), Arc::new(|| Instant::from_micros(NOON))));
    lookup::snapshot::take_up(&folder.file(), &published).unwrap();
    published
}

/// The test score of a made-up person; `None` when nothing is found.
pub fn score(published: &PublishedSnapshot, one: u32) -> Option<i64> {
    let (series, number, surname) = person(one);
    match published.find_now(&query(&series, &number, &surname)).unwrap() {
        Outcome::Found(found) => match found.exams[0].outcome {
            lookup::GiaSittingOutcome::Checked {
                outcome: domain::gia_score::GiaOutcome::Test(score),
                ..
            } => Some(i64::from(score.number())),
            _ => panic!("a test score was published"),
        },
        _ => None,
    }
}
