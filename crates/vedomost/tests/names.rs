//! No name, document or file name stands readable on disk or in a log (architecture: sealed fields).
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]
#![expect(clippy::indexing_slicing, reason = "a broken fixture ends the test")]

mod support;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use rehearsal::MadeUpRegion;
use support::demo::{self, Size};
use support::folders::files_below;
use support::server::Server;

/// Shorter byte strings turn up in sealed data by chance.
const LEAST_BYTES: usize = 6;
/// Names of the files that the demo imports.
const FILE_NAMES: [&str; 4] = [
    "организации.csv",
    "участники.csv",
    "Результаты_ИС_02-12-2026.xlsx",
    "Результаты_ИС_дополнение.xlsx",
];

/// What may not be found, in every encoding in which somebody might have written it.
struct Secrets {
    /// By the first bytes of the pattern.
    patterns: HashMap<[u8; LEAST_BYTES], Vec<Pattern>>,
}

struct Pattern {
    bytes: Vec<u8>,
    what: String,
    /// Digits stand in longer numbers by chance: those are looked for as a word of their own.
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    BetweenSigns,
}

impl Secrets {
    fn of(region: &MadeUpRegion) -> Self {
        let mut secrets = Self {
            patterns: HashMap::new(),
        };
        let participants = region.participants.iter().map(|one| &one.name);
        let staff = region.staff.iter().map(|one| &one.name);
        let surnames: BTreeSet<&str> = participants.chain(staff).map(|name| name.surname.as_str()).collect();
        for surname in surnames {
            for word in [surname.to_owned(), surname.to_uppercase(), surname.to_lowercase()] {
                secrets.add(&word, Place::Anywhere);
            }
        }
        for participant in &region.participants {
            let document = &participant.document;
            secrets.add(&document.number, Place::BetweenSigns);
            secrets.add(&format!("{}{}", document.series, document.number), Place::BetweenSigns);
        }
        for name in FILE_NAMES {
            secrets.add(name, Place::Anywhere);
        }
        secrets
    }

    fn add(&mut self, text: &str, place: Place) {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [text.as_bytes().to_vec(), little, big, windows_1251(text)] {
            let Some(start) = bytes.first_chunk::<LEAST_BYTES>() else {
                continue;
            };
            let known = self.patterns.entry(*start).or_default();
            if known.iter().all(|pattern| pattern.bytes != bytes) {
                known.push(Pattern {
                    bytes,
                    what: text.to_owned(),
                    place,
                });
            }
        }
    }

    fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for (position, window) in bytes.windows(LEAST_BYTES).enumerate() {
            let Some(patterns) = window.first_chunk().and_then(|start| self.patterns.get(start)) else {
                continue;
            };
            let rest = &bytes[position..];
            for pattern in patterns.iter().filter(|pattern| rest.starts_with(&pattern.bytes)) {
                let before = position.checked_sub(1).and_then(|before| bytes.get(before));
                let sides = [before, rest.get(pattern.bytes.len())];
                let alone = sides.iter().flatten().all(|byte| !byte.is_ascii_alphanumeric());
                if pattern.place == Place::Anywhere || alone {
                    found.insert(pattern.what.as_str());
                }
            }
        }
        found
    }

    fn must_not_be_below(&self, folder: &Path) {
        let files = files_below(folder);
        assert!(!files.is_empty(), "{}", folder.display());
        for file in files {
            let found = self.found_in(&std::fs::read(&file).unwrap());
            assert!(found.is_empty(), "{}: {found:?}", file.display());
            let name = file.to_string_lossy().into_owned();
            let found = self.found_in(name.as_bytes());
            assert!(found.is_empty(), "the name {name}: {found:?}");
        }
    }
}

/// Latin letters, digits, Russian letters and «ё»: what the made-up region is written in.
fn windows_1251(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'А'..='я' => u8::try_from(u32::from(letter) - u32::from('А') + 0xC0).unwrap(),
        'Ё' => 0xA8,
        'ё' => 0xB8,
        other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

#[test]
fn the_search_finds_what_is_planted() {
    let region = Size::Small.region();
    let secrets = Secrets::of(&region);
    let participant = &region.participants[0];
    let surname = &participant.name.surname;
    let utf_16: Vec<u8> = surname.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for planted in [
        surname.as_bytes().to_vec(),
        utf_16,
        windows_1251(&surname.to_uppercase()),
    ] {
        let noise = [&b"\0x"[..], &planted, &b"x\xff"[..]].concat();
        assert!(
            secrets
                .found_in(&noise)
                .iter()
                .any(|found| found.to_lowercase() == surname.to_lowercase()),
            "{surname}"
        );
    }
    let number = &participant.document.number;
    assert_eq!(secrets.found_in(format!("\"{number}\"").as_bytes()).len(), 1);
    assert!(secrets.found_in(format!("77{number}77").as_bytes()).is_empty());
    assert_eq!(windows_1251("Ёж я"), [0xA8, 0xE6, b' ', 0xFF]);
}

#[test]
fn no_name_stands_readable_in_the_folders() {
    let secrets = Secrets::of(&Size::Small.region());
    let original = demo::original(Size::Small);
    assert!(original.join("data/vedomost.sqlite").exists());
    secrets.must_not_be_below(&original);
}

/// Pages full of names, searches, refusals, a wrong password, look-ups: the log and the folders know nobody.
#[tokio::test(flavor = "multi_thread")]
async fn no_name_stands_in_the_log_after_visits() {
    let region = Size::Small.region();
    let folders = demo::copy(Size::Small);
    let server = Server::demo(&folders);
    let participant = &region.participants[0];
    let (surname, document) = (&participant.name.surname, &participant.document);
    for login in ["admin", "ministry", "rcoi", "mouo", "school", "former"] {
        let visitor = server.signed_in(login).await;
        for page in [
            "/",
            "/participants",
            "/acquaintance",
            "/journal",
            "/accounts",
            "/no-such-page",
        ] {
            visitor.get(page).await;
        }
        let start = visitor.get("/organisations").await;
        let found = support::form::Form::find(&start.text(), "/search").map(|form| form.with("q", surname));
        if let Some(form) = found {
            visitor.submit(&form).await;
        }
        visitor.get(&format!("/search?q={}", encoded(surname))).await;
        visitor.get(&format!("/people/{}", encoded(surname))).await;
    }
    server.staff_visitor().sign_in(surname, &document.number).await;
    let visitor = server.public_visitor();
    let fields = [
        ("series", document.series.as_str()),
        ("number", &document.number),
        ("surname", surname),
    ];
    visitor.post("/result/surname", &fields).await;
    let answer = visitor.post("/result", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    let output = server.program.output();
    assert!(output.contains("\"route\":\"/participants\""), "the visits are logged");
    let log: String = output.lines().filter(|line| line.starts_with('{')).collect();
    let secrets = Secrets::of(&region);
    assert_eq!(secrets.found_in(log.as_bytes()), BTreeSet::new());
    assert!(!log.contains(&encoded(surname)), "neither written for an address");
    drop(server);
    secrets.must_not_be_below(folders.root());
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
