use crate::pdf_reader::{ReadDocument, read};
use crate::samples;
use crate::{TYPESETTER, check_determinism, check_nothing_overlaps};
use documents::extract::{HistoryExtract, render};

fn printed(document: &HistoryExtract) -> ReadDocument {
    read(&render(&TYPESETTER, document).unwrap())
}

#[test]
fn text_reads_in_order() {
    let document = printed(&samples::extract());
    insta::assert_snapshot!("extract_text", document.text());
    assert!(
        !document.title.contains("Лукин"),
        "the title of the file names nobody: {}",
        document.title
    );
}

#[test]
fn the_same_values_give_the_same_bytes() {
    check_determinism("extract", |typesetter| render(typesetter, &samples::extract()).unwrap());
}

#[test]
fn a_long_history_goes_on_on_further_sheets() {
    let mut extract = samples::extract();
    extract.entries = extract.entries.iter().cycle().take(90).cloned().collect();
    extract.entries[4].text = "Причина исправления записана в акте. ".repeat(20);
    let document = printed(&extract);
    check_nothing_overlaps(&document);
    assert_eq!(document.count("Обработка окончена"), 15);
    assert!(document.pages.len() > 5);
    assert!(
        document
            .pages
            .last()
            .unwrap()
            .text()
            .contains("Код проверки: 7F3A-91C2-0B5E")
    );
}
