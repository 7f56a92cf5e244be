//! The files a made-up region is handed over in.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may stop the test")]

use std::collections::{BTreeSet, HashSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rehearsal::{FaultKind, FaultyTable, FileFormat, MadeUpRegion, RegionPlan, Table, WriteError, make};

fn demo() -> MadeUpRegion {
    make(&RegionPlan::demo().unwrap()).unwrap()
}

fn good_tables(region: &MadeUpRegion) -> Vec<Table> {
    vec![
        region.organisations_table(),
        region.participants_table(),
        region.results_first_batch(),
        region.results_second_batch(),
        region.results_corrections(),
    ]
}

fn faulty_tables(region: &MadeUpRegion) -> Vec<(FaultyTable, Table)> {
    vec![
        (region.organisations_with_faults(), region.organisations_table()),
        (region.participants_with_faults(), region.participants_table()),
        (region.results_with_faults(), region.results_first_batch()),
    ]
}

#[test]
fn headings_are_the_agreed_ones() {
    let check = |table: Table, expected: &str| assert_eq!(table.headings.join(";"), expected);
    let region = demo();
    check(
        region.organisations_table(),
        "Код;Вид;Наименование;Краткое наименование;Код вышестоящей;Часовой пояс;Адрес",
    );
    check(
        region.participants_table(),
        "Код участника;Фамилия;Имя;Отчество;Дата рождения;Пол;Вид документа;Серия;Номер;Категория;Класс;\
         Код организации регистрации;Код места обучения;Код вида работы;Дата экзамена;ОВЗ",
    );
    check(
        region.results_first_batch(),
        "Код участника;Фамилия;Имя;Отчество;Серия;Номер;Код ОО;Дата экзамена;Код вида работы;Номер темы;\
         Т1;Т2;К1;К2;К3;К4;К5;Результат;Отметка",
    );
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let (one, other) = (demo(), demo());
    for (one, other) in good_tables(&one).iter().zip(good_tables(&other)) {
        for format in FileFormat::ALL {
            assert_eq!(
                one.write(format).unwrap(),
                other.write(format).unwrap(),
                "{} {format:?}",
                one.title
            );
        }
    }
}

#[test]
fn csv_has_mark_semicolons_and_crlf() {
    let bytes = demo().participants_table().write(FileFormat::CsvUtf8).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.starts_with("\u{feff}Код участника;Фамилия;"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.lines().count(), 2001);
    assert!(!text.contains('"'), "nothing needs quoting");
}

#[test]
fn windows_1251_says_the_same_as_utf_8() {
    for table in good_tables(&demo()) {
        let utf8 = table.write(FileFormat::CsvUtf8).unwrap();
        let windows = table.write(FileFormat::CsvWindows1251).unwrap();
        let (decoded, _, _) = encoding_rs::WINDOWS_1251.decode(&windows);
        assert_eq!(
            format!("\u{feff}{decoded}"),
            String::from_utf8(utf8).unwrap(),
            "{}",
            table.title
        );
    }
}

#[test]
fn a_sign_outside_windows_1251_is_named_by_its_row() {
    let mut table = demo().organisations_table();
    table.rows[4][2].push('漢');
    let error = table
        .write(FileFormat::CsvWindows1251)
        .expect_err("there is no such sign");
    assert!(matches!(error, WriteError::NotInWindows1251 { row: 6, .. }), "{error}");
}

#[test]
fn xlsx_reads_back_as_texts() {
    for table in good_tables(&demo()) {
        let rows = read_back(&table.write(FileFormat::Xlsx).unwrap());
        assert_eq!(rows[0], texts(table.headings));
        assert_eq!(rows.len(), table.rows.len() + 1);
        for (number, row) in table.rows.iter().enumerate() {
            assert_eq!(rows[number + 1], *row, "row {number} of {}", table.title);
        }
    }
}

#[test]
fn the_titled_sheet_has_headings_in_its_second_row_and_real_dates() {
    let table = demo().participants_table();
    let bytes = table.write(FileFormat::XlsxWithTitle).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(table.title).unwrap();
    assert_eq!(range.get((0, 0)), Some(&Data::String("Участники".to_owned())));
    assert_eq!(range.get((1, 0)), Some(&Data::String("Код участника".to_owned())));
    assert!(matches!(range.get((2, 4)), Some(Data::DateTime(_))));
    assert!(matches!(range.get((2, 8)), Some(Data::String(_))));
}

fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let (_, range) = book.worksheets().remove(0);
    let to_text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    };
    let width = range.width();
    let rows = range.rows().map(|row| row.iter().map(to_text).collect::<Vec<_>>());
    rows.inspect(|row| assert_eq!(row.len(), width)).collect()
}

fn texts(headings: &[&str]) -> Vec<String> {
    headings.iter().map(|heading| (*heading).to_owned()).collect()
}

#[test]
fn the_two_batches_hold_every_participant_once() {
    let region = demo();
    let (first, second) = (region.results_first_batch(), region.results_second_batch());
    let codes: BTreeSet<&str> = first
        .rows
        .iter()
        .chain(&second.rows)
        .map(|row| row[0].as_str())
        .collect();
    assert_eq!(codes.len(), region.participants.len());
    assert_eq!(first.rows.len() + second.rows.len(), region.participants.len());
    assert!(!second.rows.is_empty());
}

#[test]
fn corrections_change_rows_of_the_first_batch() {
    let region = demo();
    let first = region.results_first_batch();
    let corrections = region.results_corrections();
    assert_eq!(corrections.rows.len(), 8);
    for row in &corrections.rows {
        let before = first.rows.iter().find(|other| other[0] == row[0]).unwrap();
        assert_ne!(before, row);
        assert_eq!(before[..9], row[..9], "who, where and when stay");
    }
}

#[test]
fn faulty_files_have_each_fault_of_their_kind_once_and_all_other_rows_good() {
    let region = demo();
    for (faulty, good) in faulty_tables(&region) {
        let kinds: HashSet<FaultKind> = faulty.faults.iter().map(|fault| fault.kind).collect();
        assert_eq!(kinds.len(), faulty.faults.len(), "{}", good.title);
        let good_rows: HashSet<&Vec<String>> = good.rows.iter().collect();
        for (index, row) in faulty.table.rows.iter().enumerate() {
            let fault = faulty.faults.iter().find(|fault| fault.file_row == index + 2);
            let repeated = faulty.table.rows.iter().take(index).any(|earlier| earlier == row);
            let bad = repeated || !good_rows.contains(row);
            assert_eq!(bad, fault.is_some(), "{} row {}", good.title, index + 2);
            if let Some(heading) = fault.and_then(|fault| fault.heading) {
                assert!(faulty.table.column(heading).is_some(), "{heading}");
            }
        }
    }
}

#[test]
fn no_kind_of_fault_is_left_out() {
    let region = demo();
    let check = |faulty: FaultyTable, expected: usize| assert_eq!(faulty.faults.len(), expected, "{:?}", faulty.faults);
    check(region.organisations_with_faults(), 8);
    check(region.participants_with_faults(), 14);
    check(region.results_with_faults(), 20);
}

#[test]
fn faults_are_what_they_are_called() {
    let faulty = demo().results_with_faults();
    let cell = |kind: FaultKind, heading: &str| -> String {
        let fault = faulty.faults.iter().find(|fault| fault.kind == kind).unwrap();
        faulty.table.cell(fault.file_row - 2, heading).unwrap().to_owned()
    };
    assert_eq!(cell(FaultKind::PassportNumberTooShort, "Номер").len(), 5);
    assert_eq!(cell(FaultKind::PassportNumberTooShort, "Серия").len(), 4);
    assert_eq!(cell(FaultKind::UnknownOrganisation, "Код ОО"), "429999");
    assert_eq!(cell(FaultKind::PassContradictsCriteria, "К1"), "незачет");
    assert_eq!(cell(FaultKind::PassContradictsCriteria, "Результат"), "зачет");
    assert_eq!(cell(FaultKind::WrongExamDate, "Дата экзамена"), "02.12.2025");
    assert!(cell(FaultKind::LatinLetterInSurname, "Фамилия").contains('o'));
    assert!(cell(FaultKind::SurnameTooLong, "Фамилия").chars().count() > 80);
    let document = (
        cell(FaultKind::TwoPeopleOneDocument, "Серия"),
        cell(FaultKind::TwoPeopleOneDocument, "Номер"),
    );
    let holders: HashSet<&String> = faulty
        .table
        .rows
        .iter()
        .filter(|row| (&row[4], &row[5]) == (&document.0, &document.1))
        .map(|row| &row[0])
        .collect();
    assert_eq!(holders.len(), 2);
}
