//! Files that are not what they should be as a whole: encodings, limits, cuts, formats.

use std::io::Write;

use exchange::table::{Delimiter, TextEncoding};
use exchange::{
    EssayOutcome, ExchangeProfile, Limits, ProfileKind, TableError, TableFormat, match_columns, parse_essay_results,
    read_table, wrong_rows_file,
};

use crate::support::*;

#[test]
fn good_files_read_in_every_format_and_encoding() {
    let text = csv(RESULT_HEADINGS, &[GOOD_RESULT]);
    let (windows, ..) = encoding_rs::WINDOWS_1251.encode(std::str::from_utf8(&text).unwrap());
    let commas = String::from_utf8(text.clone()).unwrap().replace(';', ",");
    let tabs = String::from_utf8(text.clone())
        .unwrap()
        .replace(';', "\t")
        .replace("\r\n", "\n");
    let check = |bytes: &[u8], format: TableFormat| {
        assert_eq!(read(bytes, ProfileKind::EssayResults).unwrap().format, format);
        let parsed = results(bytes);
        assert_eq!(problems(&parsed), Vec::<String>::new());
        let row = &parsed.rows[0];
        assert_eq!(
            (row.line, row.who.as_str(), parsed.total),
            (2, "Ёлкина Дарья Сергеевна", 1)
        );
        assert_eq!(row.value.document.as_ref().unwrap().normalised(), "3217031457");
        assert_eq!(
            (row.value.topic.as_deref(), row.value.school_code.as_str()),
            (Some("104"), "420525")
        );
        let EssayOutcome::Checked(value) = row.value.outcome else {
            panic!("{:?}", row.value.outcome)
        };
        assert_eq!(value.code(), "11|11101|1");
    };
    let csv_format = |encoding, delimiter| TableFormat::Csv { encoding, delimiter };
    check(&text, csv_format(TextEncoding::Utf8, Delimiter::Semicolon));
    check(
        &[b"\xef\xbb\xbf", text.as_slice()].concat(),
        csv_format(TextEncoding::Utf8, Delimiter::Semicolon),
    );
    check(&windows, csv_format(TextEncoding::Windows1251, Delimiter::Semicolon));
    check(commas.as_bytes(), csv_format(TextEncoding::Utf8, Delimiter::Comma));
    check(tabs.as_bytes(), csv_format(TextEncoding::Utf8, Delimiter::Tab));
    check(&xlsx(RESULT_HEADINGS, &[GOOD_RESULT]), TableFormat::Xlsx);
}

#[test]
fn foreign_encodings_are_named() {
    let text = String::from_utf8(csv(RESULT_HEADINGS, &[GOOD_RESULT])).unwrap();
    let check = |bytes: &[u8], name: &str| match read(bytes, ProfileKind::EssayResults) {
        Err(TableError::ForeignEncoding { name: found }) => {
            assert!(found.contains(name), "{found}")
        }
        other => panic!("{other:?}"),
    };
    check(&encoding_rs::IBM866.encode(&text.replace('№', "N")).0, "CP866");
    check(&encoding_rs::KOI8_R.encode(&text).0, "КОИ-8");
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    check(&utf16, "UTF-16");
    check(&utf16[2..], "UTF-16");
}

#[test]
fn headings_may_stand_below_a_title() {
    for above in 0..10 {
        let mut text = "Результаты итогового сочинения;;\r\n".repeat(above);
        text.push_str(
            std::str::from_utf8(&csv(
                RESULT_HEADINGS,
                &["1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19", GOOD_RESULT],
            ))
            .unwrap(),
        );
        let parsed = results(text.as_bytes());
        assert_eq!((parsed.rows.len(), parsed.wrong.len()), (1, 0), "{above}");
        assert_eq!(parsed.rows[0].line as usize, above + 3);
    }
    let too_deep = "Титул;;\r\n".repeat(10) + std::str::from_utf8(&csv(RESULT_HEADINGS, &[GOOD_RESULT])).unwrap();
    assert!(matches!(
        read(too_deep.as_bytes(), ProfileKind::EssayResults),
        Err(TableError::HeaderNotFound { .. })
    ));
}

#[test]
fn what_is_no_table_is_refused_by_content() {
    let check = |bytes: &[u8], words: &str| {
        let error = read(bytes, ProfileKind::EssayResults).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    check(b"", "Файл пуст");
    check(b"%PDF-1.4 ...", "PDF");
    check(b"<!DOCTYPE html><table>", "HTML");
    check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "повреждён");
    check(b"PK\x03\x04 and nothing more", "повреждён");
    check("просто текст без таблицы".as_bytes(), "нет заголовков");
    check(&csv(RESULT_HEADINGS, &[]), "нет ни одной строки");
    check(&xlsx(RESULT_HEADINGS, &[]), "нет ни одной строки");
    check(
        &package(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<t/>")]),
        "документ Word",
    );
    check(&package(&[("content.xml", b"<w/>"), ("mimetype", b"x")]), "LibreOffice");
    check(&package(&[("photo.jpg", b"x")]), "архив ZIP");
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn limits_hold() {
    let small = Limits {
        max_bytes: 4_000,
        max_rows: 3,
        max_columns: 20,
        max_cell_chars: 50,
        max_unpacked_bytes: 60_000,
    };
    let profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    let wide = format!("{GOOD_RESULT}лишнее;ещё;ещё");
    let long = with(RESULT_HEADINGS, GOOD_RESULT, &[("Отчество", &"а".repeat(51))]);
    for make in [csv, xlsx] {
        let read = |rows: &[&str]| {
            read_table(
                "x",
                &make(RESULT_HEADINGS, rows),
                &profile,
                &Limits {
                    max_bytes: 40_000,
                    ..small
                },
            )
        };
        assert!(read(&[GOOD_RESULT; 3]).is_ok());
        assert_eq!(
            read(&[GOOD_RESULT; 4]).unwrap_err(),
            TableError::TooManyRows { limit: 3 }
        );
        assert_eq!(
            read(&[GOOD_RESULT, &wide]).unwrap_err(),
            TableError::TooManyColumns { line: 3, limit: 20 }
        );
        assert_eq!(
            read(&[&long]).unwrap_err(),
            TableError::CellTooLong {
                cell: "D2".to_owned(),
                limit: 50
            }
        );
    }
    let big = csv(RESULT_HEADINGS, &[GOOD_RESULT; 40]);
    assert!(matches!(
        read_table("x", &big, &profile, &small),
        Err(TableError::TooBig { limit: 4_000, .. })
    ));
}

#[test]
fn zip_bombs_are_refused_before_they_unpack() {
    let zeros = vec![b' '; 30 << 20];
    let bomb = package(&[
        ("[Content_Types].xml", b"<t/>"),
        ("xl/workbook.xml", b"<w/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 1 << 20);
    let profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    let limits = Limits {
        max_unpacked_bytes: 8 << 20,
        ..Limits::default()
    };
    assert_eq!(
        read_table("x", &bomb, &profile, &limits).unwrap_err(),
        TableError::UnpacksTooBig { limit: 8 << 20 }
    );
    let styles = package(&[
        ("[Content_Types].xml", b"<t/>"),
        ("xl/workbook.xml", b"<w/>"),
        ("xl/styles.xml", &zeros),
    ]);
    assert!(matches!(
        read_table("x", &styles, &profile, &Limits::default()),
        Err(TableError::UnpacksTooBig { .. })
    ));
    let book = xlsx(RESULT_HEADINGS, &[GOOD_RESULT]);
    let liar = edited(&book, "xl/sharedStrings.xml", |xml| {
        xml.replacen("uniqueCount=\"", "uniqueCount=\"4000000000", 1)
    });
    assert_eq!(
        read_table("x", &liar, &profile, &Limits::default()).unwrap_err(),
        TableError::DamagedWorkbook
    );
}

#[test]
fn a_file_cut_in_the_middle_names_the_line() {
    let whole = csv(RESULT_HEADINGS, &[GOOD_RESULT, GOOD_RESULT, GOOD_RESULT]);
    let last_line = whole.len() - GOOD_RESULT.len() - 2;
    // Anywhere within the last row but its very end the cut shows; the last cell is empty, its delimiter is the end.
    for cut in last_line + 1..whole.len() - 3 {
        assert_eq!(
            read(&whole[..cut], ProfileKind::EssayResults).unwrap_err(),
            TableError::CutOff { line: 4 },
            "{cut}"
        );
    }
    let open_quote = csv(
        RESULT_HEADINGS,
        &[
            GOOD_RESULT,
            &with(RESULT_HEADINGS, GOOD_RESULT, &[("Имя", "\"Дарья")]),
            GOOD_RESULT,
        ],
    );
    assert_eq!(
        read(&open_quote, ProfileKind::EssayResults).unwrap_err(),
        TableError::CutOff { line: 3 }
    );
    let book = xlsx(RESULT_HEADINGS, &[GOOD_RESULT]);
    for cut in (10..book.len()).step_by(97) {
        assert_eq!(
            read(&book[..cut], ProfileKind::EssayResults).unwrap_err(),
            TableError::DamagedWorkbook,
            "{cut}"
        );
    }
}

#[test]
fn quotes_and_line_breaks_within_cells_are_read() {
    let name = "\"Школа; «Лицей \"\"Радуга\"\"»\r\nфилиал\"";
    let row = format!("420525;школа;{name};СОШ № 25;025;;");
    let parsed = organisations(&csv(
        ORGANISATION_HEADINGS,
        &[&row, "025;МОУО;Управление;УО;42;Asia/Novokuznetsk;г. Киселёвск"],
    ));
    assert_eq!(problems(&parsed), Vec::<String>::new());
    assert_eq!(parsed.rows[0].value.name, "Школа; «Лицей \"Радуга\"» филиал");
    assert_eq!(
        (parsed.rows[1].line, parsed.rows[1].value.zone.as_deref()),
        (4, Some("Asia/Novokuznetsk"))
    );
}

#[test]
fn careless_workbooks_are_read_as_far_as_they_are_clear() {
    let bytes = careless_workbook();
    let table = read(&bytes, ProfileKind::EssayResults).unwrap();
    assert_eq!(
        (table.sheet_name.as_deref(), table.header.number(), table.rows.len()),
        (Some("Итоги"), 2, 4)
    );
    let parsed = results(&bytes);
    assert_eq!(parsed.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 6]);
    assert_eq!(parsed.rows[0].value.exam_date.to_string(), "2026-12-02");
    assert_eq!(parsed.rows[0].value.school_code, "420525");
    assert!(parsed.rows[0].warnings[0].message.contains("посчитано формулой"));
    let found = problems(&parsed);
    assert!(
        found
            .iter()
            .any(|text| text.starts_with("K5: В ячейке формула без посчитанного значения")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|text| text.starts_with("B7: Ячейки B7:C7 объединены")),
        "{found:?}"
    );
    assert_eq!(parsed.wrong.iter().map(|wrong| wrong.line).collect::<Vec<_>>(), [5, 7]);
}

#[test]
fn wrong_rows_come_back_in_the_files_own_format_and_mended_ones_load() {
    let bad = with(
        RESULT_HEADINGS,
        GOOD_RESULT,
        &[("Номер", "31457"), ("Отчество", "=1+1"), ("Код участника", "2")],
    );
    let text = csv(RESULT_HEADINGS, &[GOOD_RESULT, &bad]);
    let (windows, ..) = encoding_rs::WINDOWS_1251.encode(std::str::from_utf8(&text).unwrap());
    let profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    for (name, bytes) in [
        ("Итоги.csv", text.clone()),
        ("Итоги.csv", windows.into_owned()),
        ("Итоги.xlsx", xlsx(RESULT_HEADINGS, &[GOOD_RESULT, &bad])),
    ] {
        let table = read_table(name, &bytes, &profile, &Limits::default()).unwrap();
        let matching = match_columns(&table, &profile);
        let parsed = parse_essay_results(&table, &matching, &profile).unwrap();
        let file = wrong_rows_file(&table, &parsed.wrong).unwrap();
        assert!(file.file_name.starts_with("Итоги — ошибки."), "{}", file.file_name);
        assert_eq!(
            file,
            wrong_rows_file(&table, &parsed.wrong).unwrap(),
            "equal rows make equal bytes"
        );
        let again = read_table("x", &file.bytes, &profile, &Limits::default()).unwrap();
        assert_eq!((again.format, again.rows.len()), (table.format, 1));
        let cells: Vec<&str> = again.rows[0].cells().collect();
        assert_eq!(
            &cells[..19],
            table.rows[1].cells().chain([""]).take(19).collect::<Vec<_>>(),
            "the row as it was"
        );
        assert_eq!(cells[19], "3");
        assert!(
            cells[20].contains("F3: Номер: цифр 5, а нужно 6")
                && cells[20].contains("D3: Отчество: недопустимый знак «=»"),
            "{}",
            cells[20]
        );
        let matching = match_columns(&again, &profile);
        assert!(matching.missing.is_empty());
    }
    let raw = String::from_utf8(
        wrong_rows_file(&read(&text, ProfileKind::EssayResults).unwrap(), &results(&text).wrong)
            .unwrap()
            .bytes,
    )
    .unwrap();
    assert!(raw.starts_with('\u{feff}') && raw.contains(";'=1+1;"), "{raw}");
}
