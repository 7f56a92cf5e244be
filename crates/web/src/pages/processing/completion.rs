//! A recorded end of processing with the statements it formed.

use app::exam_view::Exam;
use app::exams::CompletionView;
use app::statements::{StatementState, StatementSummary};
use app::subject_duties::SubjectDuty;
use axum::extract::{Path, State};
use domain::access::Action;
use regulations::Instant;
use regulations::russian::date_time;
use ui::components::{Act, Facts, Link, Phrase, Tag};
use ui::pages::lists::ListFrame;
use ui::pages::processing::{CompletionPage, FormedStatementRow};

use super::preview::short_hash;
use super::trail;
use crate::failure::Failure;
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::small;
use crate::pieces::parse_id;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Path((exam, number)): Path<(String, String)>,
) -> Result<Page<CompletionPage>, Failure> {
    let number = number.parse().map_err(|_| Failure::NoSuchPage)?;
    let (exam, one) = staff
        .app
        .find_completion(&signed_in.request, parse_id(&exam)?, number)
        .await?;
    let formed = formed(&staff, &signed_in, &exam, &one).await?;
    let duties = match signed_in.may(Action::SeeObligations) {
        true => staff.app.duties_by_subject(&signed_in.request, Some(exam.id)).await?,
        false => Default::default(),
    };
    let mut first_hop: Vec<SubjectDuty> = Vec::new();
    for duty in formed
        .iter()
        .filter_map(|statement| duties.get(&statement.row.id))
        .flatten()
    {
        if first_hop.iter().all(|known| known.term_id != duty.term_id) {
            first_hop.push(duty.clone());
        }
    }
    let mut page = view(&signed_in, &exam, &one, &formed);
    page.clock = clock_of(&first_hop);
    Ok(Page::new(page))
}

/// The statements of the first hops; those below are the municipal bodies' own.
async fn formed(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exam: &Exam,
    one: &CompletionView,
) -> Result<Vec<StatementSummary>, Failure> {
    if !signed_in.may(Action::ListStatements) {
        return Ok(Vec::new());
    }
    let all = staff.app.list_statements(&signed_in.request, Some(exam.id)).await?;
    Ok(all
        .into_iter()
        .filter(|statement| statement.row.completion_id == Some(one.row.id) && statement.row.parent_id.is_none())
        .collect())
}

fn view(signed_in: &SignedInRequest, exam: &Exam, one: &CompletionView, formed: &[StatementSummary]) -> CompletionPage {
    let recorded = date_time(&signed_in.person.zone, Instant::from_micros(one.row.declared_at));
    let waits = formed.iter().any(|statement| statement.state == StatementState::Formed);
    let mut page = CompletionPage {
        shell: signed_in.shell(
            format!("Окончание обработки №\u{a0}{}", one.row.number),
            Section::Processing,
        ),
        exam: exam.title(),
        released: small(one.row.released_count),
        held: small(one.row.held_count),
        recorded: format!("{recorded}, {}", one.by),
        consequences: vec![Phrase::of(
            "Отменить запись нельзя. Ошибку исправит новая редакция результата и\u{a0}следующее окончание обработки.",
        )],
        act: (waits && signed_in.may(Action::HandOverStatement))
            .then(|| Act::link("Передать ведомости", format!("/statements/hand-over?exam={}", exam.id))),
        links: vec![Link::new(
            "Выпущенные результаты",
            format!("/participants?exam={}&state=released", exam.id),
        )],
        facts: Facts::default()
            .row("Номер", format!("№\u{a0}{}", one.row.number))
            .row("Отпечаток набора", short_hash(&hex::encode(&one.row.content_hash))),
        clock: None,
        statements: formed.iter().map(row).collect(),
        list: ListFrame::default(),
    };
    page.shell.breadcrumbs = trail();
    page.shell
        .breadcrumbs
        .push(Link::new(exam.title(), format!("/exams/{}", exam.id)));
    page
}

fn row(statement: &StatementSummary) -> FormedStatementRow {
    let words = statement.state.russian();
    FormedStatementRow {
        number: format!("№\u{a0}{}", statement.row.number),
        href: format!("/statements/{}", statement.row.id),
        recipient: statement.recipient.clone(),
        results: small(statement.row.line_count),
        state: match statement.state {
            StatementState::Formed => Tag::amber(words),
            StatementState::Waiting => Tag::grey(words),
            StatementState::HandedOver => Tag::blue(words),
            StatementState::Received => Tag::green(words),
        },
    }
}
