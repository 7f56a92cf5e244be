//! What goes into a file comes out of it, in either format.

use crate::support::*;
use domain::identity_document::normalise_document;
use domain::person_name::{PersonName, normalise_name};
use exchange::{
    ExchangeProfile, Field, Limits, Problem, ProfileKind, SheetTable, WrongRow, match_columns, read_table,
    wrong_rows_file,
};
use proptest::prelude::*;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[а-яёА-ЯЁ][а-яё -]{0,12}[а-яё]",
        "0[0-9]{1,8}",
        "[А-Яа-я]{1,5}[;,\"\t][А-Яа-я\"]{1,5}",
        "[=@+-][А-Я0-9]{1,6}",
        Just("строка\r\nвторая".to_owned()),
        Just(String::new()),
    ]
}

fn table_of(rows: &[Vec<String>]) -> SheetTable {
    let mut table = read(
        &csv(ORGANISATION_HEADINGS, &["1;2;x;4;5;6;7"]),
        ProfileKind::Organisations,
    )
    .unwrap();
    table.rows = (2..)
        .zip(rows)
        .map(|(number, row)| exchange::SheetRow::new(number, row.iter().map(String::as_str)))
        .collect();
    table
}

fn all_wrong(table: &SheetTable) -> Vec<WrongRow> {
    let problem = Problem {
        cell: "A1".to_owned(),
        field: Some(Field::Name),
        value: String::new(),
        message: "так".to_owned(),
    };
    table
        .rows
        .iter()
        .map(|row| WrongRow {
            line: row.number(),
            who: String::new(),
            problems: vec![problem.clone()],
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_survive_the_way_out_and_in(rows in prop::collection::vec(prop::collection::vec(cell(), 7), 1..6)) {
        let profile = ExchangeProfile::standard(ProfileKind::Organisations);
        let mut table = table_of(&rows);
        for format in [table.format, exchange::TableFormat::Xlsx] {
            table.format = format;
            let file = wrong_rows_file(&table, &all_wrong(&table)).unwrap();
            let again = read_table("x", &file.bytes, &profile, &Limits::default()).unwrap();
            prop_assert_eq!(again.rows.len(), rows.len());
            for (row, expected) in again.rows.iter().zip(&rows) {
                let cells: Vec<&str> = (0..7).map(|column| row.cell(column)).collect();
                let plain: Vec<String> = expected.iter().map(|cell| if format == exchange::TableFormat::Xlsx { cell.replace("\r\n", "\n") } else { cell.clone() }).collect();
                let read: Vec<String> = cells.iter().map(|cell| if format == exchange::TableFormat::Xlsx { cell.replace("\r\n", "\n").replace("_x000D_", "").replace('\r', "") } else { (*cell).to_owned() }).collect();
                prop_assert_eq!(read, plain);
            }
            prop_assert!(match_columns(&again, &profile).missing.is_empty());
        }
    }

    #[test]
    fn normalising_twice_is_normalising_once(text in "[а-яёА-ЯЁa-zA-Z0-9№ .'’–-]{0,40}") {
        let name = normalise_name(&text);
        prop_assert_eq!(normalise_name(&name), name.clone());
        let document = normalise_document(None, &text);
        prop_assert_eq!(normalise_document(None, &document), document.clone());
    }

    #[test]
    fn a_name_is_found_however_it_is_typed(surname in "[А-ЯЁ][а-яё]{1,10}(-[А-ЯЁ][а-яё]{1,10})?", given in "[А-ЯЁ][а-яё]{1,10}") {
        let name = PersonName::parse(&surname, &given, None).unwrap();
        let typed = PersonName::parse(&surname.to_uppercase().replace('Ё', "Е").replace('-', " "), &format!("  {} ", given.to_lowercase()), Some("-")).unwrap();
        prop_assert_eq!(name.normalised(), typed.normalised());
        prop_assert_eq!(normalise_name(&surname), normalise_name(typed.surname()));
    }

    #[test]
    fn series_and_number_may_be_split_anywhere(document in "[0-9]{4}[0-9]{6}|[IVX]{1,3}-[А-Я]{2}[0-9]{6}|[A-Z]{0,2}[0-9]{5,9}", at in 0_usize..8) {
        let characters: Vec<char> = document.chars().collect();
        let (series, number) = characters.split_at(at.min(characters.len()));
        let (series, number): (String, String) = (series.iter().collect(), number.iter().collect());
        prop_assert_eq!(normalise_document(Some(&series), &number), normalise_document(None, &document));
        prop_assert_eq!(normalise_document(Some(&series.to_lowercase()), &format!("№ {number}")), normalise_document(None, &document));
    }
}
