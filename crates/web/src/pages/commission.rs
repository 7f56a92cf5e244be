//! The exam commission's desk: exams of GIA, arrivals, the lists of the exam day, open matters, protocols.

mod approve;
mod arrivals;
mod day;
mod desk;
mod exam;
mod matters;
mod propose;
mod protocol;
mod rows;
mod spread;

use app::commission::protocols::ProtocolPlace;
use app::exam_view::Exam;
use domain::access::Action;
use domain::approval::ApprovalStage;
use domain::approval::parts::{ExamForm, ProtocolPart};
use domain::edition::HoldReason;
use domain::ids::{OrganisationId, ProtocolId};
use regulations::russian::capitalised;
use ui::components::{Cell, Column, Link, Row, Section, TableView, Tag};
use ui::typography::{counted, number};
use uuid::Uuid;

use crate::failure::Failure;
use crate::routes::{Access, Routes};

const RESULTS: [&str; 3] = ["результат", "результата", "результатов"];
const ORGANISATIONS: [&str; 3] = ["организация", "организации", "организаций"];
/// Rows that leave the act below them in sight.
const MOST_PLACES_OPEN: usize = 10;

/// Its routes.
pub fn routes() -> Routes {
    let may = Access::May;
    let (see, review) = (may(Action::SeeDesk), may(Action::ReviewResults));
    let (record, matters) = (may(Action::RecordExamDay), may(Action::KeepMatters));
    let (propose, may_approve) = (may(Action::ProposeProtocol), may(Action::ApproveProtocol));
    Routes::new()
        .get("/desk", see, desk::show)
        .get("/desk/{exam}", see, exam::show)
        .get("/desk/{exam}/rows", review, rows::show)
        .post("/desk/{exam}/rows", review, rows::find)
        .post("/desk/{exam}/give", may(Action::GiveToCommission), arrivals::give)
        .post("/desk/{exam}/inform", matters, arrivals::inform)
        .get("/desk/{exam}/day", review, day::show)
        .post("/desk/{exam}/day", record, day::record)
        .post("/desk/{exam}/day/list", record, day::give_list)
        .post("/desk/{exam}/day/{record}/cancel", record, day::cancel)
        .get("/desk/{exam}/matters", review, matters::show)
        .post("/desk/{exam}/matters", matters, matters::open)
        .post("/desk/{exam}/matters/{matter}/close", matters, matters::close)
        .get("/desk/{exam}/propose", propose, propose::ask)
        .post("/desk/{exam}/propose", propose, propose::propose)
        .get("/protocols/{id}", see, protocol::show)
        .get("/protocols/{id}/rows", review, protocol::rows)
        .get("/protocols/{id}/pdf", review, protocol::pdf)
        .get("/protocols/{id}/approve", may_approve, approve::ask)
        .post("/protocols/{id}/approve", may_approve, approve::approve)
        .post("/protocols/{id}/return", may_approve, approve::return_to_secretary)
        .post(
            "/protocols/{id}/withdraw",
            may(Action::WithdrawProtocol),
            protocol::withdraw,
        )
        .post("/protocols/{id}/send", may(Action::SendProtocol), protocol::send)
}

/// A part as it stands in an address: `everything`, `form-ege`, `municipality-<id>`, `correction-<id>`.
fn part_code(part: ProtocolPart) -> String {
    match part {
        ProtocolPart::Everything => "everything".to_owned(),
        ProtocolPart::Form(form) => format!("form-{}", form.code()),
        ProtocolPart::Municipality(organisation) => format!("municipality-{}", organisation.0),
        ProtocolPart::Correction(protocol) => format!("correction-{}", protocol.0),
    }
}

/// Reads [`part_code`]; nothing means everything, and what cannot be read is a page that does not exist.
fn part_of(code: &str) -> Result<ProtocolPart, Failure> {
    let id = |text: &str| Uuid::parse_str(text).map_err(|_| Failure::NoSuchPage);
    if code.is_empty() || code == "everything" {
        Ok(ProtocolPart::Everything)
    } else if let Some(form) = code.strip_prefix("form-") {
        ExamForm::from_code(form)
            .map(ProtocolPart::Form)
            .map_err(|_| Failure::NoSuchPage)
    } else if let Some(organisation) = code.strip_prefix("municipality-") {
        Ok(ProtocolPart::Municipality(OrganisationId(id(organisation)?)))
    } else if let Some(protocol) = code.strip_prefix("correction-") {
        Ok(ProtocolPart::Correction(ProtocolId(id(protocol)?)))
    } else {
        Err(Failure::NoSuchPage)
    }
}

fn trail_of(exam: &Exam) -> Vec<Link> {
    vec![
        Link::new("Стол ГЭК", "/desk"),
        Link::new(exam.title(), format!("/desk/{}", exam.id)),
    ]
}

fn results(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), RESULTS)
}

fn grouped(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// «удалён с экзамена — 2, идёт перепроверка — 1».
fn reasons_words(reasons: &[(HoldReason, usize)]) -> String {
    let words: Vec<String> = reasons
        .iter()
        .map(|(reason, count)| format!("{}\u{a0}— {}", reason.russian(), grouped(*count)))
        .collect();
    words.join(", ")
}

fn stage_tag(stage: ApprovalStage) -> Tag {
    let words = stage.russian();
    match stage {
        ApprovalStage::Draft => Tag::grey(words),
        ApprovalStage::Proposed => Tag::amber(words),
        ApprovalStage::Approved => Tag::green(words),
        ApprovalStage::Void => Tag::grey(words),
    }
}

/// Results by telling organisation, above the act that they lead to: a long list lies folded.
fn places_section(places: &[ProtocolPlace]) -> Section {
    let section = Section::new("places", "По\u{a0}организациям");
    match places.len() {
        0..=MOST_PLACES_OPEN => section.table(places_table(places)),
        many => {
            let many = i64::try_from(many).unwrap_or(i64::MAX);
            section.folded_table(
                format!("Показать все: {}", counted(many, ORGANISATIONS)),
                places_table(places),
            )
        }
    }
}

/// Results by telling organisation.
fn places_table(places: &[ProtocolPlace]) -> TableView {
    TableView {
        caption: "Результаты по\u{a0}организациям".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Организация"),
            Column::new("Муниципалитет"),
            Column::number("Утверждается"),
            Column::number("Задержано"),
        ],
        rows: places
            .iter()
            .map(|place| {
                Row::new(vec![
                    Cell::from(place.name.as_str()),
                    Cell::from(place.above.as_str()),
                    Cell::from(grouped(place.approve)),
                    Cell::from(grouped(place.held)),
                ])
            })
            .collect(),
        empty_text: "Результатов в\u{a0}этой части нет.".into(),
        ..TableView::default()
    }
}

fn holds_words(holds: &[HoldReason]) -> String {
    let words: Vec<&str> = holds.iter().map(|hold| hold.russian()).collect();
    capitalised(&words.join("; "))
}
