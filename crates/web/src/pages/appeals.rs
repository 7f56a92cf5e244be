//! Appeals: the list of cases, filing at the school, one case in time order with what is to be done, hearings, the people of
//! the commission, the recount of РЦОИ.

mod acts;
mod annul;
pub(super) mod conclusion;
mod file;
mod forms;
mod hearings;
mod list;
mod one;
mod papers;
mod people;
mod procedure;
mod recount;
mod restore;
mod statistics;
mod timeline;

use app::appeals::list::CaseLine;
use domain::access::Action;
use domain::appeal::CaseState;
use regulations::Instant;
use regulations::russian::{date_time, day_and_month};
use ui::components::{Cell, Column, Link, Row, RowTone, TableView, Tag};

use crate::law_pieces::timeliness;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use app::subject_duties::most_pressing;

/// Its routes.
pub fn routes() -> Routes {
    let may = Access::May;
    let (see, file) = (may(Action::SeeAppeals), may(Action::FileAppeal));
    let (run, prepare) = (may(Action::RunAppeals), may(Action::PrepareAppeals));
    Routes::new()
        .get("/appeals", see, list::show)
        .post("/appeals", see, list::find)
        .get("/appeals.xlsx", see, list::xlsx)
        .get("/appeals.csv", see, list::csv)
        .get("/appeals/statistics", see, statistics::show)
        .get("/appeals/new", file, file::choose)
        .post("/appeals/new", file, file::chosen)
        .get("/appeals/new/{result}", file, file::ask)
        .post("/appeals/new/{result}", file, file::file)
        .get("/appeals/{id}", see, one::show)
        .get("/appeals/{id}/application.pdf", see, one::application)
        .get("/appeals/{id}/notice.pdf", see, one::notice)
        .get("/appeals/{id}/decision.pdf", see, one::decision)
        .get("/appeals/{id}/resit.pdf", see, one::resit)
        .get("/appeals/{id}/conclusion.pdf", run, one::conclusion)
        .get("/appeals/{id}/protocol.pdf", run, one::protocol)
        .upload("/appeals/{id}/papers", see, papers::add)
        .get("/appeals/{id}/papers/{paper}", see, papers::show)
        .post("/appeals/{id}/tasks", file, acts::ask_tasks)
        .post("/appeals/{id}/transfer", file, acts::transfer)
        .post("/appeals/{id}/withdraw", may(Action::WithdrawAppeal), acts::withdraw)
        .post("/appeals/{id}/refuse", run, acts::refuse)
        .post("/appeals/{id}/ask-materials", run, acts::ask_materials)
        .post("/appeals/{id}/materials", prepare, acts::give_materials)
        .post("/appeals/{id}/processing", prepare, acts::check_processing)
        .post("/appeals/{id}/expert", run, acts::appoint_expert)
        .post("/appeals/{id}/conclusion", run, acts::conclude)
        .post("/appeals/{id}/query", run, acts::ask_developers)
        .post("/appeals/{id}/answer", run, acts::take_answer)
        .post("/appeals/{id}/hearing", run, acts::record_hearing)
        .post("/appeals/{id}/decision", run, acts::decide)
        .post("/appeals/{id}/send", run, acts::send_decision)
        .get("/appeals/{id}/recount", prepare, recount::ask)
        .post("/appeals/{id}/recount", prepare, recount::recount)
        .get(
            "/desk/{exam}/procedure-appeal",
            may(Action::KeepMatters),
            procedure::ask,
        )
        .post(
            "/desk/{exam}/procedure-appeal",
            may(Action::KeepMatters),
            procedure::file,
        )
        .get("/results/{id}/annul", may(Action::ApproveProtocol), annul::ask)
        .post("/results/{id}/annul", may(Action::ApproveProtocol), annul::annul)
        .get("/results/{id}/restore", may(Action::KeepMatters), restore::ask)
        .post("/results/{id}/restore", may(Action::KeepMatters), restore::restore)
        .get("/hearings", run, hearings::show)
        .post("/hearings", run, hearings::enter)
        .get("/hearings/{id}", run, hearings::one)
        .get("/hearings/{id}/notices.pdf", run, hearings::notices_pdf)
        .get("/hearings/{id}/decisions.pdf", run, hearings::decisions_pdf)
        .post("/hearings/{id}/appoint", run, hearings::appoint)
        .post("/hearings/{id}/notices", run, hearings::notices)
        .get("/commission-people", run, people::show)
        .post("/commission-people", run, people::enter)
        .post("/commission-people/{id}/end", run, people::end)
        .post("/commission-people/account", run, people::give_account)
}

/// «№ 12».
fn number_words(number: i64) -> String {
    format!("№\u{a0}{number}")
}

fn state_tag(state: CaseState) -> Tag {
    let words = state.russian();
    match state {
        CaseState::Filed | CaseState::Heard => Tag::amber(words),
        CaseState::Received | CaseState::Appointed => Tag::blue(words),
        CaseState::Granted | CaseState::AtCentre | CaseState::Recounted => Tag::blue(words),
        CaseState::Closed => Tag::green(words),
        CaseState::Rejected | CaseState::NotConsidered | CaseState::Withdrawn => Tag::grey(words),
    }
}

fn trail() -> Vec<Link> {
    vec![Link::new("Апелляции", "/appeals")]
}

fn moment(signed_in: &SignedInRequest, at: i64) -> String {
    date_time(&signed_in.person.zone, Instant::from_micros(at))
}

/// The columns of every table of cases.
fn case_columns() -> Vec<Column> {
    ["Апелляция", "Участник", "Экзамен", "Где подана", "Состояние", "Срок"]
        .into_iter()
        .map(Column::new)
        .collect()
}

/// A case as a row.
fn case_row(signed_in: &SignedInRequest, line: &CaseLine) -> Row {
    let term = match most_pressing(&line.duties) {
        Some(duty) if duty.is_open() => {
            let day = day_and_month(duty.due_day);
            match duty.is_late() {
                true => Cell::tag(Tag::red(format!("срок был {day}"))),
                false => Cell::from(format!("до\u{a0}конца {day}, {}", duty.debtor_name)),
            }
        }
        Some(duty) => timeliness(duty).map_or_else(Cell::empty, Cell::tag),
        None => Cell::empty(),
    };
    let tone = match (
        line.state.is_final(),
        line.duties.iter().any(|duty| duty.is_late() && duty.is_open()),
    ) {
        (true, _) => RowTone::Faded,
        (false, true) => RowTone::Open,
        (false, false) => RowTone::Plain,
    };
    Row::new(vec![
        Cell::link(number_words(line.row.number), format!("/appeals/{}", line.row.id)),
        Cell::from(format!("{}, код {}", line.name, line.participant_code)),
        Cell::from(line.exam.title()).full_line(),
        Cell::from(format!(
            "{}, {}",
            line.organisation,
            moment(signed_in, line.row.filed_at)
        )),
        Cell::tag(state_tag(line.state)),
        term,
    ])
    .tone(tone)
}

fn case_table(signed_in: &SignedInRequest, lines: &[CaseLine], caption: &str, empty: &str) -> TableView {
    TableView {
        caption: caption.to_owned(),
        hide_caption: true,
        columns: case_columns(),
        rows: lines.iter().map(|line| case_row(signed_in, line)).collect(),
        empty_text: empty.into(),
        ..TableView::default()
    }
}
