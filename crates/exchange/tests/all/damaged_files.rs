//! Thousands of damaged files: none ends the process, none gets past the limits, and what is read adds up.

use std::io::{Cursor, Read, Write};

use crate::made::{Dbf, careless_ods};
use crate::support::*;
use exchange::{
    ExchangeProfile, Limits, Parsed, ProfileKind, match_columns, parse_essay_results, parse_gia_participants,
    parse_gia_results, parse_organisations, parse_participants, read_table, wrong_rows_file,
};

const LIMITS: Limits = Limits {
    max_bytes: 1 << 20,
    max_rows: 50,
    max_columns: 30,
    max_cell_chars: 200,
    max_unpacked_bytes: 2 << 20,
};

/// The same numbers on every run.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let until = (at + 1 + self.below(40)).min(bytes.len());
            match self.below(8) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..until)),
                2 => bytes.extend_from_within(at..until),
                3 => bytes.splice(at..at, *b"\"").for_each(drop),
                4 => bytes
                    .splice(at..at, INTERESTING[self.below(INTERESTING.len())].bytes())
                    .for_each(drop),
                5 => bytes[at..until].reverse(),
                _ if bytes.is_empty() => {}
                _ => bytes[at] = u8::try_from(self.next() % 256).unwrap(),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
    }
}

/// Pieces that parsers trip over.
const INTERESTING: [&str; 24] = [
    ";",
    "\n",
    "\r",
    ",",
    "\t",
    "\u{feff}",
    "\0",
    "999999999999999999999",
    "-1",
    "XFD1048576",
    "A0",
    "ZZZZZZZZ9",
    "<f/>",
    "<v>",
    "</row>",
    "t=\"s\"",
    "<c r=\"A1\" t=\"s\"><v>999999</v></c>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<mergeCell ref=\"B9:A1\"/>",
    "&#x110000;",
    "&amp;",
    "uniqueCount=\"4294967295\"",
    "<row r=\"4294967295\">",
    "<f t=\"shared\" ref=\"A1:A9\" si=\"99999999999\">1</f>",
];

fn read_through(bytes: &[u8], kind: ProfileKind) -> bool {
    let profile = ExchangeProfile::standard(kind);
    let Ok(table) = read_table("Файл", bytes, &profile, &LIMITS) else {
        return false;
    };
    assert!(table.rows.len() <= LIMITS.max_rows && table.rows.iter().all(|row| row.width() <= LIMITS.max_columns));
    assert!(
        table
            .rows
            .iter()
            .flat_map(|row| row.cells())
            .all(|cell| cell.chars().count() <= LIMITS.max_cell_chars)
    );
    let matching = match_columns(&table, &profile);
    match kind {
        ProfileKind::Organisations => {
            parse_organisations(&table, &matching, &profile).is_ok_and(|parsed| adds_up(&table, &parsed))
        }
        ProfileKind::Participants => {
            parse_participants(&table, &matching, &profile).is_ok_and(|parsed| adds_up(&table, &parsed))
        }
        ProfileKind::EssayResults => {
            parse_essay_results(&table, &matching, &profile).is_ok_and(|parsed| adds_up(&table, &parsed))
        }
        ProfileKind::GiaParticipants => {
            parse_gia_participants(&table, &matching, &profile).is_ok_and(|parsed| adds_up(&table, &parsed))
        }
        ProfileKind::GiaResults => {
            parse_gia_results(&table, &matching, &profile).is_ok_and(|parsed| adds_up(&table, &parsed))
        }
    }
}

fn adds_up<T>(table: &exchange::SheetTable, parsed: &Parsed<T>) -> bool {
    assert_eq!(parsed.rows.len() + parsed.wrong.len(), parsed.total);
    assert!(parsed.wrong.iter().all(|wrong| !wrong.problems.is_empty()));
    let file = wrong_rows_file(table, &parsed.wrong).unwrap();
    assert!(!file.bytes.is_empty());
    true
}

fn try_damaged(
    seed: u64,
    times: usize,
    kind: ProfileKind,
    whole: &[u8],
    damage: impl Fn(&mut Seeded, &[u8]) -> Vec<u8>,
) {
    assert!(read_through(whole, kind), "the whole file reads");
    let mut seeded = Seeded(seed);
    let read = (0..times)
        .filter(|_| read_through(&damage(&mut seeded, whole), kind))
        .count();
    // Damage that never lets a file through, or always does, tests nothing.
    assert!(read > 0 && read < times, "{read} of {times}");
}

fn damage_bytes(seeded: &mut Seeded, whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    seeded.damage(&mut bytes);
    bytes
}

/// Damages one XML part and packs it again, so that the damage reaches the reader.
fn damage_part(seeded: &mut Seeded, whole: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let chosen = seeded.below(archive.len());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if index == chosen || name.contains("sheet2") || name.contains("sharedStrings") && seeded.below(2) == 0 {
            seeded.damage(&mut bytes);
        }
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn damaged_text_files() {
    let results = csv(RESULT_HEADINGS, &[GOOD_RESULT; 6]);
    let (windows, ..) = encoding_rs::WINDOWS_1251.encode(std::str::from_utf8(&results).unwrap());
    try_damaged(1, 1_500, ProfileKind::EssayResults, &results, damage_bytes);
    try_damaged(2, 1_500, ProfileKind::EssayResults, &windows, damage_bytes);
    try_damaged(
        3,
        1_500,
        ProfileKind::Participants,
        &csv(PARTICIPANT_HEADINGS, &[GOOD_PARTICIPANT; 6]),
        damage_bytes,
    );
    let school = "420525;школа;\"Школа «25»\r\nфилиал\";СОШ № 25;025;Asia/Novokuznetsk;адрес";
    try_damaged(
        4,
        1_500,
        ProfileKind::Organisations,
        &csv(ORGANISATION_HEADINGS, &[school; 6]),
        damage_bytes,
    );
}

#[test]
fn damaged_gia_files() {
    let rows = [1, 2, 3, 4].map(|subject| with(GIA_HEADINGS, GOOD_GIA, &[("Код предмета", &format!("{subject}"))]));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    try_damaged(
        8,
        1_500,
        ProfileKind::GiaResults,
        &csv(GIA_HEADINGS, &rows),
        damage_bytes,
    );
    let rows = [1, 2, 3, 4].map(|subject| {
        let code = format!("{subject}");
        with(
            GIA_PARTICIPANT_HEADINGS,
            GOOD_GIA_PARTICIPANT,
            &[("Код предмета", &code)],
        )
    });
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    try_damaged(
        12,
        1_500,
        ProfileKind::GiaParticipants,
        &csv(GIA_PARTICIPANT_HEADINGS, &rows),
        damage_bytes,
    );
}

#[test]
fn damaged_older_formats() {
    let xls = include_bytes!("../fixtures/careless.xls");
    try_damaged(9, 1_500, ProfileKind::EssayResults, xls, damage_bytes);
    let rows = [GOOD_RESULT; 6];
    let dbf = Dbf::of(RESULT_HEADINGS, &rows).bytes();
    try_damaged(10, 1_500, ProfileKind::EssayResults, &dbf, damage_bytes);
    let ods = careless_ods(RESULT_HEADINGS);
    try_damaged(11, 1_500, ProfileKind::EssayResults, &ods, damage_part);
}

#[test]
fn damaged_packages() {
    try_damaged(5, 1_500, ProfileKind::EssayResults, &careless_workbook(), damage_bytes);
}

#[test]
fn damaged_sheets() {
    try_damaged(6, 1_500, ProfileKind::EssayResults, &careless_workbook(), damage_part);
    try_damaged(
        7,
        700,
        ProfileKind::Participants,
        &xlsx(PARTICIPANT_HEADINGS, &[GOOD_PARTICIPANT; 6]),
        damage_part,
    );
}
