use crate::pdf_reader::{ReadDocument, read};
use crate::samples;
use crate::{TYPESETTER, check_nothing_overlaps};
use documents::Signatory;
use documents::extract::Fact;
use documents::paper::{CasePaper, ChangeRow, render, render_all};

fn fact(label: &str, value: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

fn protocol() -> CasePaper {
    CasePaper {
        title: "Протокол рассмотрения апелляции".to_owned(),
        about: vec!["ОГЭ. Математика, 26 мая 2026".to_owned(), "Апелляция № 1".to_owned()],
        facts: vec![
            fact("Участник", "Лукин Пётр"),
            fact("Решение", "апелляцию удовлетворить"),
        ],
        changes: vec![ChangeRow {
            task: "25".to_owned(),
            was: "1".to_owned(),
            now: "2".to_owned(),
            why: String::new(),
        }],
        texts: vec![fact("Заключение эксперта", "Ход решения верный.\nКритерий 2.")],
        signatories: ["Председатель комиссии", "Член комиссии"]
            .map(|post| Signatory {
                post: post.to_owned(),
                name: "Ведерникова О. П.".to_owned(),
            })
            .to_vec(),
        running: "Апелляция № 1".to_owned(),
        printed_at: "17 июня 2026, 09:00".to_owned(),
        created: samples::extract().created,
    }
}

fn printed(document: &CasePaper) -> ReadDocument {
    read(&render(&TYPESETTER, document).unwrap())
}

#[test]
fn a_protocol_says_what_was_and_what_is_now() {
    let document = printed(&protocol());
    let text = document.text();
    for words in [
        "Задание",
        "Было",
        "Стало",
        "апелляцию удовлетворить",
        "Критерий 2.",
        "Член комиссии",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!document.title.contains("Лукин"), "the title of the file names nobody");
    check_nothing_overlaps(&document);
    assert_eq!(
        render(&TYPESETTER, &protocol()).unwrap(),
        render(&TYPESETTER, &protocol()).unwrap()
    );
}

#[test]
fn a_long_conclusion_goes_on_on_further_sheets() {
    let mut long = protocol();
    long.texts[0].value = "Задание 25: ход решения верный, недочёт в обосновании.\n".repeat(90);
    let document = printed(&long);
    check_nothing_overlaps(&document);
    assert!(document.pages.len() > 1);
}

#[test]
fn f4_a_conclusion_tells_why_beside_the_points() {
    let mut conclusion = protocol();
    conclusion.changes[0].why =
        "Ход решения верный, вычислительная ошибка: по критерию 2 это один балл из двух. ".repeat(6);
    let document = printed(&conclusion);
    let text = document.text();
    assert!(text.contains("Почему") && text.contains("вычислительная"), "{text}");
    check_nothing_overlaps(&document);
}

#[test]
fn f2_the_notices_of_a_hearing_begin_a_sheet_each() {
    let notice = |number: u32| CasePaper {
        about: vec![format!("Апелляция № {number}")],
        running: format!("Апелляция № {number}"),
        ..protocol()
    };
    let all = render_all(&TYPESETTER, &notice(1), &[notice(2), notice(3)]).unwrap();
    let document = read(&all);
    assert_eq!(document.pages.len(), 3);
    assert_eq!(document.title, "Апелляция № 1");
    check_nothing_overlaps(&document);
    let text = document.text();
    for number in 1..=3 {
        assert!(text.contains(&format!("Апелляция № {number}")), "{number}: {text}");
    }
}
