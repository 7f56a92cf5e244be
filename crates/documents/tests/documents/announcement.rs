use crate::pdf_reader::{ReadDocument, read};
use crate::samples;
use crate::{TYPESETTER, check_determinism, check_nothing_overlaps};
use documents::announcement::{AnnouncementDocument, render};

fn printed(document: &AnnouncementDocument) -> ReadDocument {
    read(&render(&TYPESETTER, document).unwrap())
}

#[test]
fn text_reads_in_order() {
    insta::assert_snapshot!("announcement_text", printed(&samples::announcement(3)).text());
}

#[test]
fn the_same_values_give_the_same_bytes() {
    check_determinism("announcement", |typesetter| {
        render(typesetter, &samples::announcement(30)).unwrap()
    });
}

#[test]
fn thirty_participants_sign_on_one_sheet() {
    let check = |participants: usize, sheets: usize| {
        let document = printed(&samples::announcement(participants));
        check_nothing_overlaps(&document);
        assert_eq!(document.pages.len(), sheets, "{participants} participants");
    };
    check(0, 2);
    check(30, 2);
    check(45, 3);
}

#[test]
fn a_long_procedure_goes_on_on_further_sheets() {
    let mut announcement = samples::announcement(1);
    let paragraph = announcement.paragraphs[1].clone();
    announcement.paragraphs = vec![paragraph; 60];
    let document = printed(&announcement);
    check_nothing_overlaps(&document);
    assert_eq!(document.text().matches("Результат должен быть объявлен").count(), 60);
    assert_eq!(document.pages.len(), 4);
}
