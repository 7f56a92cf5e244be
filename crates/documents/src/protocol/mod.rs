//! The exam commission's protocol that approves results (mordovia-187:7, 9.2; kuzbass-gia9:info 5): what it approves by
//! organisation, what it leaves held and why, two signatures.

mod pdf;

pub use pdf::render;

use crate::{CreationMoment, Signatory};

/// A protocol, ready to print: every field is shown as it stands.
#[derive(Debug, Clone)]
pub struct ProtocolDocument {
    /// Number without «№».
    pub number: String,
    /// «проект», «недействителен»; empty for an approved one.
    pub stage: String,
    /// For example «Русский язык, ЕГЭ».
    pub exam_title: String,
    /// For example «31 мая 2027 года».
    pub exam_date: String,
    /// Full name of the commission.
    pub commission: String,
    /// «весь экзамен», «форма ЕГЭ», «исправление протокола № 1».
    pub part: String,
    /// Why the corrected protocol was wrong; may be empty.
    pub ground: String,
    /// Local date and time of the approval; of the proposal while it is not approved.
    pub dated: String,
    /// «ЕГЭ — 3 000, ГВЭ-11 — 12»; may be empty.
    pub forms: String,
    pub places: Vec<ProtocolPlaceRow>,
    pub held: Vec<ProtocolHeldRow>,
    /// Content hash as hexadecimal digits.
    pub content_hash: String,
    pub proposed_by: Signatory,
    pub approved_by: Signatory,
    pub created: CreationMoment,
}

/// How many results of one organisation are approved and held.
#[derive(Debug, Clone)]
pub struct ProtocolPlaceRow {
    pub organisation: String,
    /// Who stands above it; may be empty.
    pub above: String,
    pub approved: usize,
    pub held: usize,
}

/// A result that is not approved.
#[derive(Debug, Clone)]
pub struct ProtocolHeldRow {
    pub full_name: String,
    pub code: String,
    pub organisation: String,
    /// «Удалён с экзамена».
    pub reason: String,
}

/// «Утверждается результатов: 4 312. Задержано: 7.»
pub(crate) fn count_line(document: &ProtocolDocument) -> String {
    let approved: usize = document.places.iter().map(|place| place.approved).sum();
    format!(
        "Утверждается результатов: {approved}. Задержано: {}.",
        document.held.len()
    )
}
