use crate::pdf_reader::{ReadDocument, read};
use crate::samples;
use crate::{TYPESETTER, check_determinism, check_nothing_overlaps};
use documents::ledger::{LedgerDocument, ShownResult, render};

fn printed(document: &LedgerDocument) -> ReadDocument {
    read(&render(&TYPESETTER, document).unwrap())
}

#[test]
fn text_reads_in_order() {
    insta::assert_snapshot!("ledger_text", printed(&samples::ledger(3)).text());
}

#[test]
fn the_same_values_give_the_same_bytes() {
    check_determinism("ledger", |typesetter| render(typesetter, &samples::ledger(30)).unwrap());
}

#[test]
fn thirty_lines_stand_on_one_sheet() {
    let check = |lines: usize, sheets: usize| {
        let document = printed(&samples::ledger(lines));
        check_nothing_overlaps(&document);
        assert_eq!(document.pages.len(), sheets, "{lines} lines");
        for number in 1..=lines {
            assert_eq!(
                document.count(&format!("11А-{number:02}")),
                1,
                "line {number} of {lines}"
            );
        }
        for (index, page) in document.pages.iter().enumerate() {
            let text = page.text();
            assert!(
                text.contains(&format!("420525-11А-1, лист {}", index + 1)),
                "each sheet has its code: {text}"
            );
            assert!(text.contains("п. 2.7"), "each sheet cites the clause: {text}");
        }
    };
    check(0, 1);
    check(1, 1);
    check(30, 1);
    check(31, 2);
    check(60, 2);
    check(500, 15);
}

#[test]
fn the_result_is_printed_only_on_demand() {
    let hidden = printed(&samples::ledger(30)).text();
    assert!(!hidden.contains("зачёт") && !hidden.contains("Результат"), "{hidden}");
    let shown = LedgerDocument {
        shown_result: ShownResult::Printed,
        ..samples::ledger(30)
    };
    let shown = printed(&shown);
    check_nothing_overlaps(&shown);
    assert_eq!(shown.count("зачёт"), 30);
}

#[test]
fn long_names_and_organisations_leave_the_sheet_in_order() {
    let mut ledger = samples::ledger(30);
    ledger.organisation = format!(
        "{}, Киселёвский городской округ · класс 11 «А»",
        "Муниципальное бюджетное учреждение".repeat(4)
    );
    ledger.lines[7].full_name =
        "Константинопольская-Рождественская Аполлинария-Екатерина Святополк-Мирославовна".to_owned();
    ledger.lines[8].code.label = "420525-11А-1-0000000009".to_owned();
    check_nothing_overlaps(&printed(&ledger));
}

#[test]
fn a_code_too_long_for_a_symbol_is_named_by_its_label() {
    let mut ledger = samples::ledger(1);
    ledger.lines[0].code.payload = "1A".repeat(2000);
    let error = render(&TYPESETTER, &ledger).unwrap_err().to_string();
    assert!(error.contains("«11А-01»"), "{error}");
}
