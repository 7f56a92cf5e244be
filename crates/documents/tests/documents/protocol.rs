use crate::pdf_reader::{ReadDocument, read};
use crate::samples;
use crate::{TYPESETTER, check_determinism, check_nothing_overlaps};
use documents::protocol::{ProtocolDocument, render};

fn printed(document: &ProtocolDocument) -> ReadDocument {
    read(&render(&TYPESETTER, document).unwrap())
}

#[test]
fn text_reads_in_order() {
    let document = printed(&samples::protocol(3, 2));
    insta::assert_snapshot!("protocol_text", document.text());
    assert_eq!(document.title, "Протокол об утверждении результатов №\u{a0}3");
}

#[test]
fn the_same_values_give_the_same_bytes() {
    check_determinism("protocol", |typesetter| {
        render(typesetter, &samples::protocol(60, 7)).unwrap()
    });
}

#[test]
fn every_organisation_and_every_held_result_stands_once_on_however_many_sheets() {
    for (places, held, sheets) in [(0, 0, 1), (3, 0, 1), (3, 1, 2), (60, 7, 3), (200, 120, 8)] {
        let document = printed(&samples::protocol(places, held));
        check_nothing_overlaps(&document);
        assert_eq!(document.pages.len(), sheets, "{places} places, {held} held");
        let text = document.text();
        assert_eq!(text.matches("Предложил").count(), 1, "the signatures stand once");
        assert_eq!(text.matches("Приложение").count(), usize::from(held > 0));
        for index in 0..held {
            assert_eq!(text.matches(&format!("42-{:06}", 100_017 + index)).count(), 1);
        }
    }
}

#[test]
fn a_draft_says_so_on_every_sheet() {
    let mut draft = samples::protocol(60, 7);
    draft.stage = "проект".to_owned();
    draft.approved_by = documents::Signatory::default();
    let document = printed(&draft);
    for page in &document.pages {
        assert!(page.text().contains("проект"), "{}", page.text());
    }
}

#[test]
fn long_values_wrap_or_shrink() {
    let mut protocol = samples::protocol(5, 5);
    protocol.commission = "Государственная экзаменационная комиссия ".repeat(6);
    protocol.ground = "Письмо о технической ошибке ".repeat(8);
    protocol.places[1].organisation = "Муниципальное автономное учреждение ".repeat(5);
    protocol.held[2].full_name = "Ы".repeat(200);
    let document = printed(&protocol);
    check_nothing_overlaps(&document);
    assert_eq!(document.text().matches('Ы').count(), 200);
}
