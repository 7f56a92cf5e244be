//! The ordinary import reads the region's files: the good ones whole, the faulty ones as they are faulty.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

use std::collections::BTreeSet;

use exchange::{
    ColumnMatching, ExchangeProfile, Limits, MissingColumns, Parsed, ProfileKind, SheetTable, match_columns,
    parse_essay_results, parse_organisations, parse_participants, read_table,
};
use rehearsal::{FaultKind, FaultyTable, FileFormat, MadeUpRegion, RegionPlan, Table, make};

type Parse<T> = fn(&SheetTable, &ColumnMatching, &ExchangeProfile) -> Result<Parsed<T>, MissingColumns>;

/// What the import says of one file.
#[derive(Debug, PartialEq, Eq)]
struct Reading {
    good: usize,
    /// File rows and what is said of them.
    wrong: Vec<(usize, String)>,
}

fn demo() -> MadeUpRegion {
    make(&RegionPlan::demo().unwrap()).unwrap()
}

fn read<T>(table: &Table, format: FileFormat, kind: ProfileKind, parse: Parse<T>) -> Reading {
    let profile = ExchangeProfile::standard(kind);
    let name = format!("{}.{}", table.title, format.extension());
    let bytes = table.write(format).unwrap();
    let sheet = read_table(&name, &bytes, &profile, &Limits::default()).unwrap();
    let matching = match_columns(&sheet, &profile);
    let parsed = parse(&sheet, &matching, &profile).unwrap();
    let wrong = parsed.wrong.iter();
    Reading {
        good: parsed.rows.len(),
        wrong: wrong
            .map(|row| (usize::try_from(row.line).unwrap(), format!("{:?}", row.problems)))
            .collect(),
    }
}

#[test]
fn the_import_takes_every_good_row_in_every_format() {
    let region = demo();
    for format in FileFormat::ALL {
        let check = |table: Table, reading: Reading| {
            let expected = Reading {
                good: table.rows.len(),
                wrong: Vec::new(),
            };
            assert_eq!(reading, expected, "{} {format:?}", table.title);
        };
        let organisations = region.organisations_table();
        let reading = read(&organisations, format, ProfileKind::Organisations, parse_organisations);
        check(organisations, reading);
        let participants = region.participants_table();
        let reading = read(&participants, format, ProfileKind::Participants, parse_participants);
        check(participants, reading);
        let results = [
            region.results_first_batch(),
            region.results_second_batch(),
            region.results_corrections(),
        ];
        for table in results {
            let reading = read(&table, format, ProfileKind::EssayResults, parse_essay_results);
            check(table, reading);
        }
    }
}

#[test]
fn the_import_finds_the_faults_and_nothing_else() {
    let region = demo();
    let check = |faulty: FaultyTable, reading: Reading| {
        let refused: BTreeSet<usize> = reading.wrong.iter().map(|(row, _)| *row).collect();
        let mut faults = faulty.faults.iter();
        let missed: Vec<FaultKind> = faults
            .by_ref()
            .filter(|fault| fault.kind.shows_in_the_file() && !refused.contains(&fault.file_row))
            .map(|fault| fault.kind)
            .collect();
        assert_eq!(missed, [], "{} not found", faulty.table.title);
        let faulty_rows = faulty
            .faults
            .iter()
            .flat_map(|fault| [Some(fault.file_row), fault.clashes_with]);
        let may_be_refused: BTreeSet<usize> = faulty_rows.flatten().collect();
        let slandered: Vec<&(usize, String)> = reading
            .wrong
            .iter()
            .filter(|(row, _)| !may_be_refused.contains(row))
            .collect();
        assert!(slandered.is_empty(), "{}: {slandered:?}", faulty.table.title);
    };
    let format = FileFormat::CsvUtf8;
    let faulty = region.organisations_with_faults();
    let reading = read(&faulty.table, format, ProfileKind::Organisations, parse_organisations);
    check(faulty, reading);
    let faulty = region.participants_with_faults();
    let reading = read(&faulty.table, format, ProfileKind::Participants, parse_participants);
    check(faulty, reading);
    let faulty = region.results_with_faults();
    let reading = read(&faulty.table, format, ProfileKind::EssayResults, parse_essay_results);
    check(faulty, reading);
}
