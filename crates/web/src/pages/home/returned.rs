//! What the chair returned to the secretary, on the secretary's first page.

use app::commission::returned::ReturnedProtocol;
use regulations::russian::date_time;
use ui::components::{Cell, Column, Row, RowTone, Section, TableView};

use crate::signed_in::SignedInRequest;

/// None while nothing came back.
pub(super) fn returned_section(signed_in: &SignedInRequest, returned: &[ReturnedProtocol]) -> Option<Section> {
    if returned.is_empty() {
        return None;
    }
    let row = |one: &ReturnedProtocol| {
        Row::new(vec![
            Cell::link(format!("№\u{a0}{}", one.number), format!("/protocols/{}", one.id)),
            Cell::link(
                format!("{}, {}", one.exam.title(), one.part_words),
                format!("/desk/{}", one.exam.id),
            )
            .full_line(),
            Cell::from(one.reason.as_str()).full_line(),
            Cell::from(format!("{}, {}", date_time(&signed_in.person.zone, one.at), one.by)).full_line(),
        ])
        .tone(RowTone::Open)
    };
    let table = TableView {
        caption: "Возвращённые проекты протоколов".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Проект"),
            Column::new("Экзамен и\u{a0}часть"),
            Column::new("Что исправить"),
            Column::new("Кто и\u{a0}когда вернул"),
        ],
        rows: returned.iter().map(row).collect(),
        ..TableView::default()
    };
    let lead = "Эти проекты не\u{a0}действуют. Исправьте, что сказано, и\u{a0}предложите новый протокол.";
    Some(Section::new("returned", "Председатель вернул").lead(lead).table(table))
}
