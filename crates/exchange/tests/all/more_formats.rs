//! .xls, .ods and .dbf: read as .xlsx and .csv are, and refused as clearly.

use std::io::{Cursor, Read, Seek, SeekFrom};

use exchange::{
    DbfCodePage, EssayOutcome, ExchangeProfile, Field, Limits, ProfileKind, SheetTable, TableError, TableFormat,
    match_columns, open_table, parse_essay_results, read_table, wrong_rows_file,
};
use proptest::prelude::*;

use crate::made::*;
use crate::support::*;

/// How it was made stands in careless_xls.py beside it.
const CARELESS_XLS: &[u8] = include_bytes!("../fixtures/careless.xls");

fn essay() -> ExchangeProfile {
    ExchangeProfile::standard(ProfileKind::EssayResults)
}

fn read_with(bytes: &[u8], profile: &ExchangeProfile) -> Result<SheetTable, TableError> {
    read_table("Итоги.dat", bytes, profile, &Limits::default())
}

fn dbf_results(rows: &[&str]) -> Dbf {
    Dbf::of(RESULT_HEADINGS, rows)
}

#[test]
fn a_good_row_reads_in_every_format() {
    let dbf = TableFormat::Dbf {
        code_page: Some(DbfCodePage::Dos866),
    };
    for (bytes, format) in [
        (ods(RESULT_HEADINGS, &[GOOD_RESULT]), TableFormat::Ods),
        (dbf_results(&[GOOD_RESULT]).bytes(), dbf),
    ] {
        let (table, matching) = matched(&bytes, &essay());
        assert_eq!((table.format, matching.missing.len()), (format, 0));
        let parsed = parse_essay_results(&table, &matching, &essay()).unwrap();
        assert_eq!(problems(&parsed), Vec::<String>::new());
        assert_eq!(
            (parsed.rows[0].line, parsed.rows[0].who.as_str()),
            (2, "Ёлкина Дарья Сергеевна")
        );
        let EssayOutcome::Checked(value) = parsed.rows[0].value.outcome else {
            panic!("not checked")
        };
        assert_eq!(value.code(), "11|11101|1");
    }
}

#[test]
fn wrong_cells_are_named_alike_in_every_format() {
    let bad = with(
        RESULT_HEADINGS,
        GOOD_RESULT,
        &[("К2", "3"), ("Код участника", "7"), ("Номер", "031458")],
    );
    let rows = [GOOD_RESULT, bad.as_str()];
    for bytes in [
        csv(RESULT_HEADINGS, &rows),
        xlsx(RESULT_HEADINGS, &rows),
        ods(RESULT_HEADINGS, &rows),
        dbf_results(&rows).bytes(),
    ] {
        assert_one_problem(&results(&bytes), "N3", "Такого значения нет");
    }
}

#[test]
fn careless_workbooks_read_alike() {
    for (bytes, format, first_is_computed) in [
        (CARELESS_XLS.to_vec(), TableFormat::Xls, false),
        (careless_ods(RESULT_HEADINGS), TableFormat::Ods, true),
    ] {
        let table = read(&bytes, ProfileKind::EssayResults).unwrap();
        assert_eq!(
            (
                table.format,
                table.sheet_name.as_deref(),
                table.header.number(),
                table.rows.len()
            ),
            (format, Some("Итоги"), 2, 4)
        );
        let parsed = results(&bytes);
        assert_eq!(
            parsed.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            [4, 6],
            "{format:?}"
        );
        assert_eq!(parsed.rows[0].value.exam_date.to_string(), "2026-12-02");
        assert_eq!(parsed.rows[0].value.school_code, "420525");
        assert_eq!(!parsed.rows[0].warnings.is_empty(), first_is_computed);
        let found = problems(&parsed);
        assert!(
            found.iter().any(|text| text.starts_with("K5: В ячейке формула")),
            "{format:?} {found:?}"
        );
        assert!(
            found.iter().any(|text| text.starts_with("B7: Ячейки B7:C7 объединены")),
            "{format:?} {found:?}"
        );
        let down = table.rows[3].notes().iter().any(|note| note.column == 6);
        assert!(down && table.rows[3].cell(6) == "420525", "{format:?}");
    }
}

#[test]
fn limits_hold_in_every_format() {
    let limits = Limits {
        max_bytes: 40_000,
        max_rows: 3,
        max_columns: 20,
        max_cell_chars: 30,
        max_unpacked_bytes: 60_000,
    };
    let long = with(RESULT_HEADINGS, GOOD_RESULT, &[("Отчество", &"а".repeat(31))]);
    let too_long = TableError::CellTooLong {
        cell: "D2".to_owned(),
        limit: 30,
    };
    for format in [TableFormat::Ods, TableFormat::Dbf { code_page: None }] {
        let make = |rows: &[&str]| match format {
            TableFormat::Ods => ods(RESULT_HEADINGS, rows),
            _ => dbf_results(rows).bytes(),
        };
        let read = |rows: &[&str]| read_table("x", &make(rows), &essay(), &limits);
        assert!(read(&[GOOD_RESULT; 3]).is_ok());
        assert_eq!(
            read(&[GOOD_RESULT; 4]).unwrap_err(),
            TableError::TooManyRows { limit: 3 }
        );
        assert_eq!(read(&[&long]).unwrap_err(), too_long);
    }
    let wide = format!("{RESULT_HEADINGS};a;b");
    let wide_row = format!("{GOOD_RESULT};1;2");
    for (bytes, line) in [(ods(&wide, &[&wide_row]), 1), (Dbf::of(&wide, &[&wide_row]).bytes(), 1)] {
        assert_eq!(
            read_table("x", &bytes, &essay(), &limits).unwrap_err(),
            TableError::TooManyColumns { line, limit: 20 }
        );
    }
    let small = Limits {
        max_bytes: 9_000,
        ..limits
    };
    for bytes in [CARELESS_XLS.to_vec(), dbf_results(&[GOOD_RESULT; 12]).bytes()] {
        assert!(matches!(
            read_table("x", &bytes, &essay(), &small),
            Err(TableError::TooBig { limit: 9_000, .. })
        ));
    }
    let few = Limits {
        max_rows: 3,
        ..Limits::default()
    };
    let refused = read_table("x", CARELESS_XLS, &essay(), &few).unwrap_err();
    assert_eq!(refused, TableError::TooManyRows { limit: 3 });
}

#[test]
fn ods_bombs_are_refused_before_they_unpack() {
    let check = |tables: &str, expected: TableError| {
        let content = format!(
            r#"<table:table table:name="x">{}{tables}</table:table>"#,
            ods_row(RESULT_HEADINGS)
        );
        let limits = Limits {
            max_unpacked_bytes: 8 << 20,
            ..Limits::default()
        };
        let refused = read_table("x", &ods_of(&content), &essay(), &limits).unwrap_err();
        assert_eq!(refused, expected);
    };
    check(&" ".repeat(9 << 20), TableError::UnpacksTooBig { limit: 8 << 20 });
    // One token without an end is not gathered.
    check(&text_cell(&"а".repeat(2 << 20)), TableError::DamagedWorkbook);
    check(
        r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>а</text:p></table:table-cell></table:table-row>"#,
        TableError::TooManyRows { limit: 200_000 },
    );
    check(
        r#"<table:table-row><table:table-cell table:number-columns-repeated="4000000000"><text:p>а</text:p></table:table-cell></table:table-row>"#,
        TableError::TooManyColumns { line: 2, limit: 64 },
    );
    check(
        r#"<table:table-row><table:table-cell><text:p><text:s text:c="4000000000"/>а</text:p></table:table-cell></table:table-row>"#,
        TableError::CellTooLong {
            cell: "A2".to_owned(),
            limit: 2_000,
        },
    );
    check(
        &format!("{}{}", "<a>".repeat(300), "</a>".repeat(300)),
        TableError::DamagedWorkbook,
    );
    check("<table:table-row>&bomb;</table:table-row>", TableError::DamagedWorkbook);
}

#[test]
fn a_text_shared_by_many_cells_of_an_xls_is_counted_for_each() {
    let bytes = xls_of_one_text(["Фамилия", "Имя"], &"я".repeat(1_500), 1_000);
    let limits = Limits {
        max_unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    let refused = read_table("x", &bytes, &essay(), &limits).unwrap_err();
    assert_eq!(refused, TableError::UnpacksTooBig { limit: 1 << 20 });
    let table = read_with(&bytes, &essay()).unwrap();
    assert_eq!((table.sheet_name.as_deref(), table.rows.len()), (Some("AB"), 1_000));
}

#[test]
fn other_packages_and_compound_files_are_named() {
    let check = |bytes: &[u8], words: &str| {
        let error = read(bytes, ProfileKind::EssayResults).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    check(
        &ods_package("application/vnd.oasis.opendocument.text", "<x/>"),
        "другой файл LibreOffice",
    );
    let compound = |stream: &str| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        drop(file.create_stream(stream).unwrap());
        file.into_inner().into_inner()
    };
    check(&compound("/EncryptedPackage"), "под паролем");
    check(&compound("/Book"), "старше 1997 года");
    check(&compound("/WordDocument"), "документ Word");
    check(&compound("/Workbook"), "повреждён");
    for cut in (8..CARELESS_XLS.len()).step_by(61) {
        assert_eq!(
            read(&CARELESS_XLS[..cut], ProfileKind::EssayResults).unwrap_err(),
            TableError::DamagedWorkbook,
            "{cut}"
        );
    }
    let whole = ods(RESULT_HEADINGS, &[GOOD_RESULT]);
    for cut in (10..whole.len()).step_by(37) {
        assert_eq!(
            read(&whole[..cut], ProfileKind::EssayResults).unwrap_err(),
            TableError::DamagedWorkbook,
            "{cut}"
        );
    }
}

#[test]
fn deleted_records_are_skipped_and_counted() {
    let mut dbf = dbf_results(&[GOOD_RESULT, GOOD_RESULT, GOOD_RESULT]);
    dbf.records[0].0 = b'*';
    dbf.records[2].0 = b'*';
    let table = read_with(&dbf.bytes(), &essay()).unwrap();
    assert_eq!((table.rows.len(), table.deleted_rows), (1, 2));
    assert_eq!(table.rows[0].number(), 3);
    dbf.records[1].0 = b'*';
    assert_eq!(read_with(&dbf.bytes(), &essay()).unwrap_err(), TableError::NoRows);
}

#[test]
fn code_pages_are_the_files_own_or_the_profiles() {
    use DbfCodePage::{Dos866, Windows1251};
    let (ibm, windows) = (encoding_rs::IBM866, encoding_rs::WINDOWS_1251);
    let check = |driver: u8, page, of_profile, expected: Result<DbfCodePage, TableError>| {
        let mut dbf = dbf_results(&[GOOD_RESULT]);
        (dbf.driver, dbf.page) = (driver, page);
        let profile = ExchangeProfile {
            dbf_code_page: of_profile,
            ..essay()
        };
        let read = read_with(&dbf.bytes(), &profile);
        if let Ok(table) = &read {
            assert_eq!(table.rows[0].cell(1), "Ёлкина");
        }
        let format = read.map(|table| table.format);
        let expected = expected.map(|page| TableFormat::Dbf { code_page: Some(page) });
        assert_eq!(format, expected, "{driver:#x} {of_profile:?}");
    };
    let wrong = |stated: DbfCodePage, likely: DbfCodePage| {
        Err(TableError::WrongCodePage {
            stated: stated.name(),
            likely: likely.name(),
        })
    };
    for driver in [0x26, 0x65] {
        check(driver, ibm, None, Ok(Dos866));
        check(driver, windows, None, wrong(Dos866, Windows1251));
        check(driver, windows, Some(Windows1251), Ok(Windows1251));
    }
    check(0xc9, windows, None, Ok(Windows1251));
    check(0xc9, windows, Some(Dos866), Ok(Windows1251));
    check(0xc9, ibm, None, wrong(Windows1251, Dos866));
    for silent in [0x00, 0x03, 0x57] {
        check(silent, ibm, None, Err(TableError::CodePageUnknown));
        check(silent, ibm, Some(Dos866), Ok(Dos866));
        check(silent, windows, Some(Windows1251), Ok(Windows1251));
        check(silent, windows, Some(Dos866), wrong(Dos866, Windows1251));
    }
    let mut plain = Dbf::of("NAME;SURNAME", &["Ivan;Petrov"]);
    plain.driver = 0;
    let table = read_with(&plain.bytes(), &essay()).unwrap();
    assert_eq!(table.format, TableFormat::Dbf { code_page: None });
}

#[test]
fn lying_and_cut_dbf_files_are_refused() {
    let whole = dbf_results(&[GOOD_RESULT, GOOD_RESULT]).bytes();
    let header = 33 + 32 * 19;
    let record = 1 + 40 * 19;
    for cut in 33..whole.len() - 1 {
        let expected = match cut.checked_sub(header) {
            None => TableError::DamagedDbf,
            Some(data) => TableError::CutOff {
                line: u32::try_from(data / record).unwrap() + 2,
            },
        };
        assert_eq!(read_with(&whole[..cut], &essay()).unwrap_err(), expected, "{cut}");
    }
    let declared = |count| {
        let mut dbf = dbf_results(&[GOOD_RESULT, GOOD_RESULT]);
        dbf.declared = Some(count);
        read_with(&dbf.bytes(), &essay()).unwrap_err()
    };
    assert_eq!(declared(1), TableError::DbfCount { declared: 1, found: 2 });
    assert_eq!(declared(3), TableError::CutOff { line: 4 });
    assert_eq!(declared(u32::MAX), TableError::CutOff { line: 4 });
    let patched = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        read_with(&bytes, &essay()).unwrap_err()
    };
    assert_eq!(patched(10, 0), TableError::DamagedDbf);
    assert_eq!(patched(8, 0), TableError::DamagedDbf);
    assert_eq!(patched(32 + 16, 41), TableError::DamagedDbf);
    assert_eq!(patched(32 + 16, 0), TableError::DamagedDbf);
    assert_eq!(patched(32 + 11, b'Z'), TableError::DamagedDbf);
    assert_eq!(patched(header - 1, b'x'), TableError::DamagedDbf);
    assert_eq!(patched(header, b'?'), TableError::DamagedDbf);
    assert_eq!(patched(0, 0x04), TableError::OtherDbf);
    let mut memo = dbf_results(&[&with(RESULT_HEADINGS, GOOD_RESULT, &[("Имя", "12")])]);
    memo.fields[2].1 = b'M';
    assert_one_problem(&results(&memo.bytes()), "C2", "в отдельном файле примечаний");
}

#[test]
fn wrong_rows_of_other_formats_come_back_as_a_workbook() {
    let bad = with(RESULT_HEADINGS, GOOD_RESULT, &[("Номер", "31457")]);
    for bytes in [ods(RESULT_HEADINGS, &[&bad]), dbf_results(&[&bad]).bytes()] {
        let (table, matching) = matched(&bytes, &essay());
        let parsed = parse_essay_results(&table, &matching, &essay()).unwrap();
        let file = wrong_rows_file(&table, &parsed.wrong).unwrap();
        assert_eq!(file.file_name, "Файл — ошибки.xlsx");
        let again = read_with(&file.bytes, &essay()).unwrap();
        assert_eq!((again.format, again.rows.len()), (TableFormat::Xlsx, 1));
        assert!(again.rows[0].cells().any(|cell| cell.contains("F2: Номер: цифр 5")));
    }
}

#[test]
fn names_cut_to_ten_signs_are_known_in_dbf_only() {
    let dbf = dbf_results(&[GOOD_RESULT]).bytes();
    let (_, matching) = matched(&dbf, &essay());
    assert_eq!(matching.column_of(Field::ParticipantCode), Some(0));
    assert_eq!(matching.columns[0].heading, "Код участн");
    let text = csv("Код участн;Фамилия;Имя", &["17;Гусев;Лев"]);
    assert_eq!(matched(&text, &essay()).1.column_of(Field::ParticipantCode), None);
}

/// A file that is never whole in memory: a head, then one piece again and again.
struct Repeated {
    head: Vec<u8>,
    piece: Vec<u8>,
    pieces: u64,
    at: u64,
}

impl Repeated {
    fn length(&self) -> u64 {
        self.head.len() as u64 + self.piece.len() as u64 * self.pieces
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let head = self.head.len() as u64;
        let from = match self.at {
            at if at >= self.length() => return Ok(0),
            at if at < head => &self.head[usize::try_from(at).unwrap()..],
            at => &self.piece[usize::try_from((at - head) % self.piece.len() as u64).unwrap()..],
        };
        let read = from.len().min(buffer.len());
        buffer[..read].copy_from_slice(&from[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Repeated {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.length().checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn long_files_come_row_by_row() {
    const ROWS: u32 = 60_000;
    let text = csv(RESULT_HEADINGS, &[GOOD_RESULT]);
    let head = RESULT_HEADINGS.len() + 2;
    let mut dbf = dbf_results(&[GOOD_RESULT]);
    dbf.declared = Some(ROWS);
    let dbf = dbf.bytes();
    let dbf_head = 33 + 32 * 19;
    for (head, piece) in [
        (&text[..head], &text[head..]),
        (&dbf[..dbf_head], &dbf[dbf_head..dbf.len() - 1]),
    ] {
        let source = Repeated {
            head: head.to_vec(),
            piece: piece.to_vec(),
            pieces: u64::from(ROWS),
            at: 0,
        };
        let table = open_table("Итоги", source, &essay(), &Limits::STREAMED).unwrap();
        assert!(match_columns(table.beginning(), &essay()).missing.is_empty());
        let mut last = 1;
        for row in table {
            last += 1;
            let row = row.unwrap();
            assert_eq!((row.number(), row.cell(1)), (last, "Ёлкина"));
        }
        assert_eq!(last, ROWS + 1);
    }
}

/// One of every format that reads, to be damaged.
fn whole_files() -> Vec<Vec<u8>> {
    vec![
        csv(RESULT_HEADINGS, &[GOOD_RESULT; 3]),
        xlsx(RESULT_HEADINGS, &[GOOD_RESULT; 3]),
        CARELESS_XLS.to_vec(),
        careless_ods(RESULT_HEADINGS),
        dbf_results(&[GOOD_RESULT; 3]).bytes(),
    ]
}

fn read_through(bytes: &[u8]) {
    if let Ok(table) = read_with(bytes, &essay()) {
        let matching = match_columns(&table, &essay());
        if let Ok(parsed) = parse_essay_results(&table, &matching, &essay()) {
            assert_eq!(parsed.rows.len() + parsed.wrong.len(), table.rows.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_behind_any_beginning_are_read_or_refused(kind in 0_usize..5, kept in 0_usize..600, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let whole = &whole_files()[kind];
        let mut file = whole[..kept.min(whole.len())].to_vec();
        file.extend(bytes);
        read_through(&file);
    }

    #[test]
    fn any_changed_bytes_are_read_or_refused(kind in 0_usize..5, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut file = whole_files()[kind].clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        read_through(&file);
    }

    #[test]
    fn what_goes_into_a_dbf_comes_out(cells in prop::collection::vec("[а-яёА-ЯЁ0-9.,;-]{0,39}[а-я]", 2..8), rows in 1_usize..5) {
        let headings = (0..cells.len()).map(|column| format!("F{column}")).collect::<Vec<_>>().join(";");
        let mut dbf = Dbf::of(&headings, &[]);
        dbf.records = vec![(b' ', cells.clone()); rows];
        for (driver, page) in [(0x65, encoding_rs::IBM866), (0xc9, encoding_rs::WINDOWS_1251)] {
            (dbf.driver, dbf.page) = (driver, page);
            let table = read_with(&dbf.bytes(), &essay()).unwrap();
            prop_assert_eq!(table.rows.len(), rows);
            prop_assert_eq!(table.rows[0].cells().map(str::to_owned).collect::<Vec<_>>(), cells.clone());
        }
    }
}
