//! Writers of formats that no library of ours writes, for tests: .dbf byte by byte, .ods as a package of XML.

use std::io::{Cursor, Write};

use encoding_rs::Encoding;

/// Fields and records of a .dbf; every part of its head may lie.
pub struct Dbf {
    pub version: u8,
    /// The language driver byte.
    pub driver: u8,
    pub page: &'static Encoding,
    /// Name, letter, length.
    pub fields: Vec<(String, u8, u8)>,
    /// The mark of deletion and the texts.
    pub records: Vec<(u8, Vec<String>)>,
    pub declared: Option<u32>,
}

impl Dbf {
    /// Texts of 40 bytes.
    pub fn of(headings: &str, rows: &[&str]) -> Self {
        Self {
            version: 0x03,
            driver: 0x65,
            page: encoding_rs::IBM866,
            fields: headings.split(';').map(|name| (name.to_owned(), b'C', 40)).collect(),
            records: rows
                .iter()
                .map(|row| (b' ', row.split(';').map(str::to_owned).collect()))
                .collect(),
            declared: None,
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let record_length = 1 + self.fields.iter().map(|field| u16::from(field.2)).sum::<u16>();
        let header_length = u16::try_from(33 + 32 * self.fields.len()).unwrap();
        let declared = self.declared.unwrap_or(u32::try_from(self.records.len()).unwrap());
        let mut bytes = vec![self.version, 126, 12, 2];
        bytes.extend(declared.to_le_bytes());
        bytes.extend(header_length.to_le_bytes());
        bytes.extend(record_length.to_le_bytes());
        bytes.resize(29, 0);
        bytes.extend([self.driver, 0, 0]);
        for (name, letter, length) in &self.fields {
            let start = bytes.len();
            let name = self.page.encode(name).0;
            bytes.extend(name.iter().take(10));
            bytes.resize(start + 11, 0);
            bytes.push(*letter);
            bytes.resize(start + 16, 0);
            bytes.push(*length);
            bytes.resize(start + 32, 0);
        }
        bytes.push(0x0d);
        for (mark, cells) in &self.records {
            bytes.push(*mark);
            for ((_, _, length), cell) in self.fields.iter().zip(cells) {
                let end = bytes.len() + usize::from(*length);
                bytes.extend(self.page.encode(cell).0.iter().take(usize::from(*length)));
                bytes.resize(end, b' ');
            }
        }
        bytes.push(0x1a);
        bytes
    }
}

/// A package of .ods around the tables of a spreadsheet.
pub fn ods_of(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c"><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    ods_package("application/vnd.oasis.opendocument.spreadsheet", &content)
}

pub fn ods_package(media_type: &str, content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", media_type),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", content),
    ] {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn text_cell(text: &str) -> String {
    if text.is_empty() {
        "<table:table-cell/>".to_owned()
    } else {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    }
}

pub fn ods_row(line: &str) -> String {
    let cells: String = line.split(';').map(text_cell).collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

/// Every cell as text.
pub fn ods(headings: &str, rows: &[&str]) -> Vec<u8> {
    let rows: String = [headings].iter().chain(rows).map(|line| ods_row(line)).collect();
    ods_of(&format!(r#"<table:table table:name="Итоги">{rows}</table:table>"#))
}

/// The same table as `careless_workbook`: a hidden sheet, a title, headings in row 2, values as such, formulas, merged cells.
pub fn careless_ods(headings: &str) -> Vec<u8> {
    let numbers: Vec<String> = (1..=headings.split(';').count())
        .map(|number| number.to_string())
        .collect();
    let mut rows = r#"<table:table-row><table:table-cell table:number-columns-spanned="19" table:number-rows-spanned="1" office:value-type="string"><text:p>Результаты</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="18"/></table:table-row>"#.to_owned();
    rows += &ods_row(headings);
    rows += &ods_row(&numbers.join(";"));
    for row in 3..7 {
        let mut cells: Vec<String> = ";Гусев;Лев;Ильич;3217;;;;20;104;1;1;1;1;1;0;1;зачёт;"
            .split(';')
            .map(text_cell)
            .collect();
        cells[0] = text_cell(&format!("42052500{row:04}"));
        cells[5] = text_cell(&format!("{:06}", row + 31457));
        cells[6] = r#"<table:table-cell office:value-type="float" office:value="420525"><text:p>420 525</text:p></table:table-cell>"#.to_owned();
        cells[7] = r#"<table:table-cell office:value-type="date" office:date-value="2026-12-02"><text:p>02.12.26</text:p></table:table-cell>"#.to_owned();
        match row {
            3 => cells[10] = r#"<table:table-cell table:formula="of:=1+0" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>"#.to_owned(),
            4 => cells[10] = r#"<table:table-cell table:formula="of:=1+0"/>"#.to_owned(),
            5 => cells[6] = r#"<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1" office:value-type="string"><text:p>420525</text:p></table:table-cell>"#.to_owned(),
            _ => {
                cells[6] = "<table:covered-table-cell/>".to_owned();
                cells[1] = r#"<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="string"><text:p>Гусев Лев<office:annotation><text:p>проверить</text:p></office:annotation></text:p></table:table-cell>"#.to_owned();
                cells[2] = "<table:covered-table-cell/>".to_owned();
            }
        }
        rows += &format!("<table:table-row>{}</table:table-row>", cells.concat());
    }
    rows += r#"<table:table-row table:number-rows-repeated="1048569"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    ods_of(&format!(
        r#"<table:table table:name="Пояснения"><table:table-row><table:table-cell><text:p>Заполните</text:p></table:table-cell></table:table-row></table:table><table:table table:name="Старое" table:style-name="ta2">{}</table:table><table:table table:name="Итоги">{rows}</table:table>"#,
        ods_row(headings)
    ))
}

/// A workbook of Excel 97 with one sheet: two headings, then a row per reference to one shared text. It declares a sheet of
/// four thousand million rows.
pub fn xls_of_one_text(headings: [&str; 2], text: &str, rows: u16) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
    };
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let begin = |kind: u16| {
        record(
            0x0809,
            &[&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat(),
        )
    };
    let mut strings = [3_u32.to_le_bytes(), 3_u32.to_le_bytes()].concat();
    for text in [headings[0], headings[1], text] {
        let length = u16::try_from(text.encode_utf16().count()).unwrap();
        strings.extend([&length.to_le_bytes()[..], &[1], &wide(text)].concat());
    }
    let strings = record(0x00fc, &strings);
    let sheet_head = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 2, 0], b"AB"].concat());
    let globals = [begin(5), sheet_head(0), strings.clone(), record(0x000a, &[])].concat();
    let place = u32::try_from(globals.len()).unwrap();
    let mut stream = [begin(5), sheet_head(place), strings, record(0x000a, &[]), begin(16)].concat();
    stream.extend(record(
        0x0200,
        &[
            &0_u32.to_le_bytes()[..],
            &u32::MAX.to_le_bytes(),
            &[0, 0, 255, 255, 0, 0],
        ]
        .concat(),
    ));
    let mut cell = |row: u16, column: u16, index: u32| {
        let head = [row, column, 0].map(u16::to_le_bytes).concat();
        stream.extend(record(0x00fd, &[&head[..], &index.to_le_bytes()].concat()));
    };
    cell(0, 0, 0);
    cell(0, 1, 1);
    (1..=rows).for_each(|row| cell(row, 0, 2));
    stream.extend(record(0x000a, &[]));
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner().into_inner()
}
