//! A made-up protocol of the exam commission.

use super::{created, name, signatory};
use documents::protocol::{ProtocolDocument, ProtocolHeldRow, ProtocolPlaceRow};

pub fn protocol(places: usize, held: usize) -> ProtocolDocument {
    ProtocolDocument {
        number: "3".to_owned(),
        stage: String::new(),
        exam_title: "Русский язык, ГИА-11".to_owned(),
        exam_date: "31\u{a0}мая 2027\u{a0}года".to_owned(),
        commission: "Государственная экзаменационная комиссия Кемеровской области\u{a0}— Кузбасса".to_owned(),
        part: "весь экзамен".to_owned(),
        ground: String::new(),
        dated: "11.06.2027, 11:05".to_owned(),
        forms: "ЕГЭ\u{a0}— 3\u{a0}000, ГВЭ-11\u{a0}— 12".to_owned(),
        places: (0..places).map(place).collect(),
        held: (0..held).map(held_row).collect(),
        content_hash: "7f3a91c20b5e".repeat(5) + "7f3a",
        proposed_by: signatory("Секретарь ГЭК", "Лаптева И.\u{a0}С."),
        approved_by: signatory("Председатель ГЭК", "Гордеев П.\u{a0}А."),
        created: created(),
    }
}

fn place(index: usize) -> ProtocolPlaceRow {
    ProtocolPlaceRow {
        organisation: format!("МБОУ «СОШ №\u{a0}{}»", index + 1),
        above: "УО Киселёвского городского округа".to_owned(),
        approved: 40 + index % 30,
        held: index % 3,
    }
}

fn held_row(index: usize) -> ProtocolHeldRow {
    ProtocolHeldRow {
        full_name: name(index),
        code: format!("42-{:06}", 100_017 + index),
        organisation: format!("МБОУ «СОШ №\u{a0}{}»", index % 40 + 1),
        reason: "Рассматривается апелляция о\u{a0}нарушении порядка".to_owned(),
    }
}
