//! Made-up files: everything a test may damage.

use std::io::{Cursor, Read, Write};

use exchange::{
    ColumnMatching, EssayResultRow, ExchangeProfile, GiaParticipantRow, GiaResultRow, Limits, OrganisationRow, Parsed,
    ParticipantRow, ProfileKind, SheetTable, TableError, match_columns, parse_essay_results, parse_gia_participants,
    parse_gia_results, parse_organisations, parse_participants, read_table,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

pub const ORGANISATION_HEADINGS: &str = "Код;Вид;Наименование;Краткое наименование;Код вышестоящей;Часовой пояс;Адрес";
pub const PARTICIPANT_HEADINGS: &str = "Код участника;Фамилия;Имя;Отчество;Дата рождения;Пол;Вид документа;Серия;Номер;Категория;\
                                        Класс;Код организации регистрации;Код места обучения;Код вида работы;Дата экзамена;ОВЗ";
pub const RESULT_HEADINGS: &str = "Код участника;Фамилия;Имя;Отчество;Серия;Номер;Код ОО;Дата экзамена;Код вида работы;Номер темы;\
                                   Т1;Т2;К1;К2;К3;К4;К5;Результат;Отметка";

pub const GOOD_PARTICIPANT: &str =
    "420525000017;Ёлкина;Дарья;Сергеевна;17.03.2009;ж;паспорт РФ;3217;031457;обучающийся;11А;420525;;20;02.12.2026;";
pub const GOOD_RESULT: &str =
    "420525000017;Ёлкина;Дарья;Сергеевна;3217;031457;420525;02.12.2026;20;104;1;1;1;1;1;0;1;зачёт;";

pub const GIA_HEADINGS: &str = "Код участника;Фамилия;Имя;Серия;Номер;Вид ГИА;Форма ГИА;Код предмета;Дата экзамена;Состояние;Вариант;\
                                Первичный балл;Тестовый балл;Отметка по шкале;Минимум набран;Баллы за задания";
pub const GOOD_GIA: &str =
    "420525000017;Ёлкина;Дарья;3217;031457;ГИА-11;ЕГЭ;02;01.06.2027;6;0312;19;82;;да;1101(1)2(2)0(3)";

pub const GIA_PARTICIPANT_HEADINGS: &str = "Код участника;Фамилия;Имя;Отчество;Дата рождения;Пол;Вид документа;Серия;Номер;Категория;\
                                            Класс;Код организации регистрации;Код места обучения;Вид ГИА;Форма ГИА;Код предмета;Предмет;\
                                            Дата экзамена;Период;ОВЗ";
pub const GOOD_GIA_PARTICIPANT: &str = "420525000017;Ёлкина;Дарья;Сергеевна;17.03.2009;ж;паспорт РФ;3217;031457;обучающийся;11А;420525;;\
                                        ГИА-11;ЕГЭ;02;;01.06.2027;основной;";

pub fn csv(headings: &str, rows: &[&str]) -> Vec<u8> {
    let mut text = headings.to_owned();
    for row in rows {
        text.push_str("\r\n");
        text.push_str(row);
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// A workbook with every cell as text.
pub fn xlsx(headings: &str, rows: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Итоги").unwrap();
    for (row, line) in (0..).zip([headings].iter().chain(rows)) {
        for (column, cell) in (0..).zip(line.split(';')) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

pub fn read(bytes: &[u8], kind: ProfileKind) -> Result<SheetTable, TableError> {
    read_table("Файл.csv", bytes, &ExchangeProfile::standard(kind), &Limits::default())
}

pub fn matched(bytes: &[u8], profile: &ExchangeProfile) -> (SheetTable, ColumnMatching) {
    let table = read_table("Файл.csv", bytes, profile, &Limits::default()).unwrap();
    let matching = match_columns(&table, profile);
    (table, matching)
}

pub fn organisations(bytes: &[u8]) -> Parsed<OrganisationRow> {
    let profile = ExchangeProfile::standard(ProfileKind::Organisations);
    let (table, matching) = matched(bytes, &profile);
    parse_organisations(&table, &matching, &profile).unwrap()
}

pub fn participants(bytes: &[u8]) -> Parsed<ParticipantRow> {
    let profile = ExchangeProfile::standard(ProfileKind::Participants);
    let (table, matching) = matched(bytes, &profile);
    parse_participants(&table, &matching, &profile).unwrap()
}

pub fn results(bytes: &[u8]) -> Parsed<EssayResultRow> {
    let profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    let (table, matching) = matched(bytes, &profile);
    parse_essay_results(&table, &matching, &profile).unwrap()
}

pub fn gia(bytes: &[u8]) -> Parsed<GiaResultRow> {
    let profile = ExchangeProfile::standard(ProfileKind::GiaResults);
    let (table, matching) = matched(bytes, &profile);
    parse_gia_results(&table, &matching, &profile).unwrap()
}

pub fn gia_participants(bytes: &[u8]) -> Parsed<GiaParticipantRow> {
    let profile = ExchangeProfile::standard(ProfileKind::GiaParticipants);
    let (table, matching) = matched(bytes, &profile);
    parse_gia_participants(&table, &matching, &profile).unwrap()
}

/// The row with some cells replaced, by heading.
pub fn with(headings: &str, row: &str, changes: &[(&str, &str)]) -> String {
    let mut cells: Vec<&str> = row.split(';').collect();
    for (heading, value) in changes {
        let column = headings.split(';').position(|known| known == *heading).unwrap();
        cells[column] = value;
    }
    cells.join(";")
}

/// A results workbook as careless people make them: title row, dates and numbers as such, formulas, merged cells.
pub fn careless_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("Пояснения")
        .unwrap()
        .write_string(0, 0, "Заполните второй лист")
        .unwrap();
    let sheet = workbook.add_worksheet().set_name("Итоги").unwrap();
    sheet
        .merge_range(0, 0, 0, 18, "Результаты итогового сочинения", &Format::new())
        .unwrap();
    let headings: Vec<&str> = RESULT_HEADINGS.split(';').collect();
    for (column, heading) in (0..).zip(&headings) {
        sheet.write_string(1, column, *heading).unwrap();
        sheet.write_number(2, column, f64::from(column) + 1.0).unwrap();
    }
    let date = Format::new().set_num_format("dd.mm.yyyy");
    for row in 3..7 {
        let cells = [
            "",
            "Гусев",
            "Лев",
            "Ильич",
            "3217",
            "",
            "",
            "",
            "20",
            "104",
            "1",
            "1",
            "1",
            "1",
            "1",
            "0",
            "1",
            "зачёт",
            "",
        ];
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet.write_string(row, 0, format!("42052500{row:04}")).unwrap();
        sheet.write_string(row, 5, format!("{:06}", row + 31457)).unwrap();
        sheet.write_number(row, 6, 420_525).unwrap();
        sheet
            .write_datetime_with_format(row, 7, ExcelDateTime::from_ymd(2026, 12, 2).unwrap(), &date)
            .unwrap();
    }
    // Row 4: a computed value. Row 5: a formula without one. Row 6 and 7: the class's school merged down.
    sheet
        .write_formula(3, 10, Formula::new("=1+0").set_result("1"))
        .unwrap();
    sheet
        .write_formula(4, 10, Formula::new("=1+0").set_result("777"))
        .unwrap();
    sheet.merge_range(5, 6, 6, 6, "420525", &Format::new()).unwrap();
    sheet.merge_range(6, 1, 6, 2, "Гусев Лев", &Format::new()).unwrap();
    edited(&workbook.save_to_buffer().unwrap(), "xl/worksheets/sheet2.xml", |xml| {
        xml.replace("<v>777</v>", "")
    })
}

/// The package with one part rewritten.
pub fn edited(package: &[u8], part: &str, edit: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == part {
            bytes = edit(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// «F17: …» of every problem.
pub fn problems<T>(parsed: &Parsed<T>) -> Vec<String> {
    let all = parsed.wrong.iter().flat_map(|wrong| &wrong.problems);
    all.map(|problem| format!("{}: {}", problem.cell, problem.message))
        .collect()
}

#[track_caller]
pub fn assert_one_problem<T>(parsed: &Parsed<T>, cell: &str, words: &str) {
    let found = problems(parsed);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(&format!("{cell}: ")) && found[0].contains(words),
        "{found:?}"
    );
}
