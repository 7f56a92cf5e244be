use crate::pdf_reader::{ReadDocument, read};
use crate::samples;
use crate::{TYPESETTER, check_determinism, check_nothing_overlaps};
use calamine::{Data, Reader, Xlsx};
use documents::statement::{Mark, StatementDocument, StatementRow, StatementRows, render, render_spreadsheet};
use proptest::prelude::*;

/// The lines of a statement of an essay.
fn essay_rows(document: &mut StatementDocument) -> &mut Vec<StatementRow> {
    match &mut document.rows {
        StatementRows::Essay(rows) => rows,
        StatementRows::Gia(_) => panic!("a statement of GIA"),
    }
}

fn printed(document: &StatementDocument) -> ReadDocument {
    read(&render(&TYPESETTER, document).unwrap())
}

#[test]
fn text_reads_in_order() {
    let mut statement = samples::statement(7);
    essay_rows(&mut statement)[2].result = Mark::Absent;
    let document = printed(&statement);
    insta::assert_snapshot!("statement_text", document.text());
    assert_eq!(document.title, "Ведомость результатов №\u{a0}420525-ИС-1");
}

#[test]
fn the_same_values_give_the_same_bytes() {
    check_determinism("statement", |typesetter| {
        render(typesetter, &samples::statement(60)).unwrap()
    });
    let changed = StatementDocument {
        release: "Выпуск №\u{a0}2".to_owned(),
        ..samples::statement(60)
    };
    let changed = render(&TYPESETTER, &changed).unwrap();
    assert!(changed != render(&TYPESETTER, &samples::statement(60)).unwrap());
}

#[test]
fn rows_spread_over_sheets_with_the_header_on_each() {
    let check = |rows: usize, sheets: usize| {
        let document = printed(&samples::statement(rows));
        check_nothing_overlaps(&document);
        assert_eq!(document.pages.len(), sheets, "{rows} rows");
        assert_eq!(
            document.count("Результат"),
            sheets,
            "{rows} rows: a header on each sheet"
        );
        for number in 1..=rows {
            let page_has_row = |page: &&crate::pdf_reader::ReadPage| page.runs.iter().any(|run| is_number(run, number));
            assert_eq!(
                document.pages.iter().filter(page_has_row).count(),
                1,
                "{rows} rows: row {number}"
            );
        }
        let last = document.pages.last().unwrap().text();
        assert!(last.contains(&format!("лист {sheets} из {sheets}")), "{last}");
        assert!(last.contains("Передал") && last.contains("Получил"), "{last}");
    };
    check(0, 1);
    check(1, 1);
    check(30, 2);
    check(31, 2);
    check(60, 3);
    check(500, 18);
}

/// Whether the piece is the number in the first column.
fn is_number(run: &crate::pdf_reader::Run, number: usize) -> bool {
    run.text == number.to_string() && run.x + run.width < 70.0
}

#[test]
fn long_values_wrap_or_shrink() {
    let mut statement = samples::statement(30);
    essay_rows(&mut statement)[3].full_name =
        "Константинопольская-Рождественская Аполлинария-Екатерина Святополк-Мирославовна Кызы-Оглы".to_owned();
    essay_rows(&mut statement)[4].full_name = "Ы".repeat(240);
    essay_rows(&mut statement)[5].class = "11 «Физико-математический»".to_owned();
    essay_rows(&mut statement)[6].document = "Свидетельство о предоставлении временного убежища ••• 123".to_owned();
    statement.sender = "Государственное казённое учреждение ".repeat(6);
    statement.recipient = "Муниципальное автономное общеобразовательное учреждение ".repeat(5);
    statement.received_by = samples::signatory(
        &"Исполняющий обязанности начальника управления ".repeat(2),
        "Константинопольский-Рождественский А.-Е. С.-М.",
    );
    let document = printed(&statement);
    check_nothing_overlaps(&document);
    let text = document.text();
    assert!(text.contains("Мирославовна"), "{text}");
    assert_eq!(text.matches('Ы').count(), 240);
}

#[test]
fn rare_letters_are_printed_and_read_back() {
    let mut statement = samples::statement(2);
    essay_rows(&mut statement)[0].full_name = "Гөлнара Җәүдәт кызы Сәйфетдинова-Ҡыҙыл".to_owned();
    essay_rows(&mut statement)[1].full_name = "Müller Łukasz 李".to_owned();
    let text = printed(&statement).text();
    assert!(text.contains("Гөлнара Җәүдәт кызы Сәйфетдинова-Ҡыҙыл"), "{text}");
    // A letter that the font has not is an empty box, never a dropped or another letter.
    assert!(text.contains("Müller Łukasz \u{fffd}"), "{text}");
}

#[test]
fn a_name_higher_than_a_sheet_is_an_error_that_names_the_row_only() {
    let mut statement = samples::statement(3);
    essay_rows(&mut statement)[1].full_name = "Безымянный ".repeat(2000);
    let error = render(&TYPESETTER, &statement).unwrap_err().to_string();
    assert!(error.starts_with("Строка 2 "), "{error}");
    assert!(!error.contains("Безымянный"), "{error}");
}

#[test]
fn the_spreadsheet_holds_the_same_rows() {
    let bytes = render_spreadsheet(&samples::statement(60)).unwrap();
    assert!(
        bytes == render_spreadsheet(&samples::statement(60)).unwrap(),
        "two runs differ"
    );
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("Список").unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    assert_eq!(
        rows[0][0],
        Data::String("Ведомость результатов №\u{a0}420525-ИС-1".to_owned())
    );
    assert_eq!(rows[7][1], Data::String("Фамилия, имя, отчество".to_owned()));
    assert_eq!(rows.len(), 8 + 60);
    assert_eq!(rows[13][12], Data::String("незачёт".to_owned()));
    assert_eq!(rows[8][4], Data::String("20".to_owned()), "a code stays text");
}

#[test]
fn a_statement_of_gia_shows_scores_and_no_criteria() {
    check_determinism("gia_statement", |typesetter| {
        render(typesetter, &samples::gia_statement(60)).unwrap()
    });
    let document = printed(&samples::gia_statement(9));
    check_nothing_overlaps(&document);
    insta::assert_snapshot!("gia_statement_text", document.text());
    assert!(!document.text().contains("Критерии"));
    let marks = printed(&samples::gia_statement_of_marks(3)).text();
    assert!(marks.contains("Отметка") && !marks.contains("Тестовый балл"), "{marks}");
    let nobody = printed(&samples::gia_statement(0));
    assert!(
        nobody.text().contains("Ведомости школ, переданные вместе"),
        "{}",
        nobody.text()
    );
}

#[test]
fn the_spreadsheet_of_gia_holds_numbers() {
    let bytes = render_spreadsheet(&samples::gia_statement(9)).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("Список").unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    assert_eq!(rows[7][4], Data::String("Первичный балл".to_owned()));
    assert_eq!(rows[8][5], Data::Float(40.0));
    assert_eq!(rows[8][6], Data::String("порог пройден".to_owned()));
    assert_eq!(rows[12][4], Data::Empty, "nobody checked the work of who did not come");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_names_fit_and_none_is_lost(names in prop::collection::vec("[А-ЯЁа-яё -]{1,140}", 0..70)) {
        let mut statement = samples::statement(names.len());
        for (row, name) in essay_rows(&mut statement).iter_mut().zip(&names) {
            row.full_name.clone_from(name);
        }
        let document = printed(&statement);
        check_nothing_overlaps(&document);
        for number in 1..=names.len() {
            let places = document.pages.iter().flat_map(|page| &page.runs).filter(|run| is_number(run, number)).count();
            prop_assert_eq!(places, 1);
        }
    }
}
