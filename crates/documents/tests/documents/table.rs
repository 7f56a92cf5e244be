use crate::pdf_reader::read;
use crate::samples;
use crate::{TYPESETTER, check_determinism, check_nothing_overlaps};
use calamine::{Data, Reader, Xlsx};
use documents::DocumentError;
use documents::table::{Cell, Column, ColumnKind, CsvEncoding, Table, render_csv, render_pdf, render_spreadsheet};

fn one_column(cells: Vec<Cell>) -> Table {
    Table {
        columns: vec![Column {
            title: "Примечание".to_owned(),
            kind: ColumnKind::Text,
            width_hint: 0,
        }],
        rows: cells.into_iter().map(|cell| vec![cell]).collect(),
        ..samples::table(0)
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn spreadsheet(table: &Table) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(render_spreadsheet(table).unwrap())).unwrap();
    let range = workbook.worksheet_range("Список").unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn paper_reads_in_order_and_pages() {
    insta::assert_snapshot!(
        "table_text",
        read(&render_pdf(&TYPESETTER, &samples::table(3)).unwrap()).text()
    );
    check_determinism("table", |typesetter| {
        render_pdf(typesetter, &samples::table(70)).unwrap()
    });
    for rows in [0, 1, 30, 31, 60, 500] {
        let document = read(&render_pdf(&TYPESETTER, &samples::table(rows)).unwrap());
        check_nothing_overlaps(&document);
        assert_eq!(document.count("16.12.2026"), rows);
    }
}

#[test]
fn a_wide_table_lies_across_and_a_hopeless_one_is_refused() {
    let columns = |count: usize| {
        let mut table = one_column(Vec::new());
        table.columns = vec![
            Column {
                width_hint: 20,
                ..table.columns[0].clone()
            };
            count
        ];
        table.rows = vec![vec![text("Самый обыкновенный текст"); count]; 5];
        render_pdf(&TYPESETTER, &table)
    };
    let document = read(&columns(8).unwrap());
    assert!(document.pages[0].width > document.pages[0].height);
    check_nothing_overlaps(&document);
    let error = columns(40).unwrap_err().to_string();
    assert!(error.contains("40 столбцов"), "{error}");
}

#[test]
fn csv_has_mark_semicolons_and_line_ends() {
    let bytes = render_csv(&samples::table(1), CsvEncoding::Utf8).unwrap();
    let expected = "\u{feff}№;Фамилия, имя, отчество;Школа;Код школы;Документ;Срок\r\n\
        1;Агеева Дарья Ильинична;МБОУ «СОШ №\u{a0}25»;004205;0014 000000;16.12.2026\r\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn csv_defuses_formulas() {
    let check = |value: Cell, expected: &str| {
        let bytes = render_csv(&one_column(vec![value.clone()]), CsvEncoding::Utf8).unwrap();
        let file = String::from_utf8(bytes).unwrap();
        let line = file
            .strip_prefix("\u{feff}Примечание\r\n")
            .unwrap()
            .strip_suffix("\r\n")
            .unwrap();
        assert_eq!(line, expected, "{value:?}");
    };
    check(text("=1+1"), "'=1+1");
    check(text("+7 900 000-00-00"), "'+7 900 000-00-00");
    check(text("-Иванов"), "'-Иванов");
    check(text("@SUM(A1)"), "'@SUM(A1)");
    check(text("\t=1"), "\"'\t=1\"");
    check(text("\r=1"), "\"'\r=1\"");
    check(text("\n=1"), "\"'\n=1\"");
    check(text("＝1"), "'＝1");
    check(
        text("=HYPERLINK(\"http://x\";\"y\")"),
        "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"",
    );
    check(text("Иванов; Пётр"), "\"Иванов; Пётр\"");
    check(text("ООО \"Ромашка\""), "\"ООО \"\"Ромашка\"\"\"");
    check(text("a=b"), "a=b");
    check(text(""), "");
    check(Cell::Empty, "");
    check(Cell::Integer(-5), "-5");
}

#[test]
fn windows_1251_says_what_it_cannot_hold() {
    let encode = |value: &str| render_csv(&one_column(vec![text("Ё"), text(value)]), CsvEncoding::Windows1251);
    let bytes = encode("№\u{202f}7 — «−5»").unwrap();
    let (decoded, _, lost) = encoding_rs::WINDOWS_1251.decode(&bytes);
    assert!(!lost);
    assert_eq!(decoded, "Примечание\r\nЁ\r\n№\u{a0}7 — «-5»\r\n");
    let error = encode("Гөлнара").unwrap_err();
    assert!(
        matches!(&error, DocumentError::NotInWindows1251 { row: 2, column, character: 'ө' } if column == "Примечание")
    );
    assert!(error.to_string().contains("UTF-8"), "{error}");
    assert!(
        !error.to_string().contains("лнара"),
        "the value itself stays out: {error}"
    );
}

#[test]
fn the_spreadsheet_keeps_codes_and_never_holds_a_formula() {
    let rows = spreadsheet(&samples::table(2));
    assert_eq!(rows[4][3], Data::String("Код школы".to_owned()));
    assert_eq!(rows[5][3], Data::String("004205".to_owned()));
    assert_eq!(rows[5][4], Data::String("0014 000000".to_owned()));
    assert_eq!(rows[6][0], Data::Float(2.0));
    assert!(matches!(rows[5][5], Data::DateTime(_)), "{:?}", rows[5][5]);
    let rows = spreadsheet(&one_column(vec![
        text("=1+1"),
        text("{=1}"),
        text("http://example.org"),
        Cell::Integer(i64::MAX),
    ]));
    assert_eq!(rows[5][0], Data::String("=1+1".to_owned()));
    assert_eq!(rows[6][0], Data::String("{=1}".to_owned()));
    assert_eq!(rows[7][0], Data::String("http://example.org".to_owned()));
    assert_eq!(rows[8][0], Data::String("9223372036854775807".to_owned()));
}

#[test]
fn the_spreadsheet_is_the_same_every_time() {
    let first = render_spreadsheet(&samples::table(70)).unwrap();
    assert!(first == render_spreadsheet(&samples::table(70)).unwrap());
    insta::assert_snapshot!(
        "table_xlsx_bytes",
        format!("{} bytes, hash {:016x}", first.len(), crate::hash(&first))
    );
}

#[test]
fn bad_tables_are_refused() {
    let mut ragged = samples::table(3);
    ragged.rows[1].pop();
    for error in [
        render_pdf(&TYPESETTER, &ragged).unwrap_err(),
        render_spreadsheet(&ragged).unwrap_err(),
        render_csv(&ragged, CsvEncoding::Utf8).unwrap_err(),
    ] {
        assert!(
            matches!(
                error,
                DocumentError::RowShape {
                    row: 2,
                    cells: 5,
                    columns: 6
                }
            ),
            "{error}"
        );
    }
    let nonsense = one_column(vec![Cell::Date {
        year: 2026,
        month: 2,
        day: 30,
    }]);
    assert!(matches!(
        render_spreadsheet(&nonsense),
        Err(DocumentError::NoSuchDate { .. })
    ));
    let endless = one_column(vec![text(&"а".repeat(32_768))]);
    let error = render_spreadsheet(&endless).unwrap_err().to_string();
    assert!(error.contains("32 767"), "{error}");
}
