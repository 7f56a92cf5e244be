//! The list of statements: what waits for an act first.

use std::collections::BTreeMap;

use app::AppError;
use app::exam_view::Exam;
use app::statements::{StatementState as Stage, StatementSummary};
use app::subject_duties::{SubjectDuty, most_pressing};
use axum::extract::State;
use axum::response::Response;
use domain::access::Action;
use domain::exam::ExamKind;
use domain::statement::StatementHop;
use regulations::SubjectKind;
use regulations::russian::{count, day_and_month, plural};
use ui::components::{Act, Choice, Choices, Field, FilterForm, FormPart, Link, Phrase, Width};
use ui::page::Current;
use ui::pages::lists::ListFrame;
use ui::pages::statements::{Lateness, StatementRow, StatementState, StatementTabCounts, StatementsPage};
use uuid::Uuid;

use crate::failure::Failure;
use crate::law_pieces::due_words;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const KEPT: &[&str] = &["state", "exam", "q", "sort"];

/// One statement with its duty to be handed over.
struct Listed {
    summary: StatementSummary,
    duty: Option<SubjectDuty>,
    own: Own,
}

/// On which side of the statement the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    Sender,
    Recipient,
    Neither,
}

impl Listed {
    /// What the row says of its state; an opened statement is one the recipient has looked into.
    fn state(&self) -> StatementState {
        match self.summary.state {
            Stage::Waiting | Stage::Formed => StatementState::Formed,
            Stage::HandedOver => StatementState::HandedOver,
            Stage::Received if self.summary.first_opened_at.is_some() => StatementState::Opened,
            Stage::Received => StatementState::Received,
        }
    }

    fn is_late(&self) -> bool {
        self.duty.as_ref().is_some_and(SubjectDuty::is_late)
    }

    fn fits_tab(&self, tab: &str) -> bool {
        match tab {
            "formed" => self.state() == StatementState::Formed,
            "handed-over" => self.state() == StatementState::HandedOver,
            "received" => self.state() == StatementState::Received,
            "opened" => self.state() == StatementState::Opened,
            "late" => self.is_late(),
            _ => true,
        }
    }

    fn fits_words(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        [&self.summary.row.number, &self.summary.sender, &self.summary.recipient]
            .iter()
            .any(|text| text.to_lowercase().contains(&words))
    }

    fn due(&self) -> String {
        match self.summary.state {
            Stage::Waiting => "ждёт получения в\u{a0}МОУО".to_owned(),
            Stage::Formed => self
                .duty
                .as_ref()
                .map_or_else(String::new, |duty| due_words(duty, "передать")),
            Stage::HandedOver if self.own == Own::Recipient => "подтвердите получение".to_owned(),
            Stage::HandedOver | Stage::Received => String::new(),
        }
    }

    fn counterpart(&self) -> String {
        match self.own {
            Own::Recipient => self.summary.sender.clone(),
            Own::Sender => self.summary.recipient.clone(),
            Own::Neither => format!("{} → {}", self.summary.sender, self.summary.recipient),
        }
    }
}

/// What the page is made of.
struct Loaded {
    exams: Vec<Exam>,
    all: Vec<Listed>,
}

async fn load(staff: &Staff, signed_in: &SignedInRequest, query: &ListQuery) -> Result<Loaded, Failure> {
    let request = &signed_in.request;
    let exam = query.id("exam");
    let summaries = staff.app.list_statements(request, exam).await?;
    let mut duties: BTreeMap<Uuid, Vec<SubjectDuty>> =
        staff.app.duties_of_kind(request, exam, SubjectKind::Statement).await?;
    let organisation = request.actor.organisation.0;
    let all = summaries
        .into_iter()
        .map(|summary| {
            let duty = duties
                .remove(&summary.row.id)
                .and_then(|found| most_pressing(&found).cloned());
            let own = match (
                summary.row.sender_id == organisation,
                summary.row.recipient_id == organisation,
            ) {
                (true, _) => Own::Sender,
                (false, true) => Own::Recipient,
                (false, false) => Own::Neither,
            };
            Listed { summary, duty, own }
        })
        .collect();
    Ok(Loaded {
        exams: staff.app.exams().await?,
        all,
    })
}

/// GET `/statements`.
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<StatementsPage>, Failure> {
    let query = listing::with_focus(&staff, &signed_in, Action::ListStatements, query).await?;
    let loaded = load(&staff, &signed_in, &query).await?;
    Ok(Page::new(view(&signed_in, &query, loaded)))
}

/// GET `/statements.xlsx`.
pub async fn xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    file(&staff, &signed_in, &query, "xlsx").await
}

/// GET `/statements.csv`.
pub async fn csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    file(&staff, &signed_in, &query, "csv").await
}

async fn file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    ending: &str,
) -> Result<Response, Failure> {
    let format = listing::format_of(ending, query.one("encoding"))?;
    let query = &listing::with_focus(staff, signed_in, Action::ListStatements, query.clone()).await?;
    let loaded = load(staff, signed_in, query).await?;
    let kept: std::collections::BTreeSet<Uuid> = loaded
        .all
        .iter()
        .filter(|one| one.fits_tab(query.one("state")) && one.fits_words(query.one("q")))
        .map(|one| one.summary.row.id)
        .collect();
    let file = staff
        .app
        .statements_file(&signed_in.request, query.id("exam"), format, |one| {
            kept.contains(&one.row.id)
        })
        .await?;
    Ok(listing::file(file))
}

fn view(signed_in: &SignedInRequest, query: &ListQuery, loaded: Loaded) -> StatementsPage {
    let Loaded { exams, all } = loaded;
    let counts = tab_counts(query, &all);
    let (lead, act) = lead_and_act(signed_in, &all);
    let counterpart_heading = if all.iter().all(|one| one.own == Own::Recipient) && !all.is_empty() {
        "От\u{a0}кого"
    } else if all.iter().any(|one| one.own == Own::Neither) {
        "От\u{a0}кого и\u{a0}кому"
    } else {
        "Кому"
    };
    let mut rows: Vec<Listed> = all
        .into_iter()
        .filter(|one| one.fits_tab(query.one("state")) && one.fits_words(query.one("q")))
        .collect();
    rows.sort_by_key(|one| (one.state() != StatementState::Formed, !one.is_late()));
    sort_rows(&mut rows, query.one("sort"), sort_key);
    let (rows, pager) = listing::one_page(rows, query.page(), &query.address_of_pages("/statements", KEPT));
    StatementsPage {
        shell: signed_in.shell("Ведомости", Section::Statements),
        lead,
        act,
        counts,
        list: ListFrame {
            filter: Some(filter(
                query,
                &exams,
                listing::all_exams(signed_in, Action::ListStatements),
            )),
            sorts: ["number", "counterpart", "results", "state", "due"]
                .map(|key| (key, query.sort("/statements", KEPT, key)))
                .to_vec(),
            pager,
            export_links: export_links(signed_in, query),
            ..ListFrame::default()
        },
        counterpart_heading: counterpart_heading.to_owned(),
        rows: rows.iter().map(|one| row(one, &exams)).collect(),
    }
}

/// The list as a table; and on paper, for whoever may see rows.
fn export_links(signed_in: &SignedInRequest, query: &ListQuery) -> Vec<Link> {
    let mut links = listing::export_links("/statements", &query.kept(KEPT));
    if signed_in.may(Action::OpenStatement) {
        let address = query.address("/statements.zip", KEPT, &[]);
        links.push(Link::new("сами ведомости в\u{a0}PDF, архивом .zip", address));
    }
    links
}

/// GET `/statements.zip`: the statements of the list on paper, without those whose receipt is not confirmed yet; the opening
/// of each is recorded.
pub async fn zip(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    let query = listing::with_focus(&staff, &signed_in, Action::ListStatements, query).await?;
    let loaded = load(&staff, &signed_in, &query).await?;
    let ids: Vec<Uuid> = loaded
        .all
        .iter()
        .filter(|one| one.fits_tab(query.one("state")) && one.fits_words(query.one("q")))
        .filter(|one| !one.summary.awaits_receipt_of(&signed_in.request))
        .map(|one| one.summary.row.id)
        .collect();
    if ids.is_empty() {
        let sentence = "печатать нечего: в списке нет ведомостей, чьи строки вам открыты".to_owned();
        return Err(Failure::from(AppError::NotNow(sentence)).back_to("/statements"));
    }
    let file = staff.app.print_statements(&signed_in.request, &ids).await?;
    Ok(listing::file(file))
}

fn sort_key(one: &Listed, column: &str) -> Option<(i64, String)> {
    match column {
        "number" => Some((0, one.summary.row.number.clone())),
        "counterpart" => Some((0, one.counterpart().to_lowercase())),
        "results" => Some((one.summary.row.line_count, String::new())),
        "state" => Some((stage_order(one.state()), String::new())),
        "due" => Some((
            one.duty.as_ref().map_or(i64::MAX, |duty| duty.due_at.as_micros()),
            String::new(),
        )),
        _ => None,
    }
}

const fn stage_order(state: StatementState) -> i64 {
    match state {
        StatementState::Formed => 0,
        StatementState::HandedOver => 1,
        StatementState::Received => 2,
        StatementState::Opened => 3,
    }
}

fn row(one: &Listed, exams: &[Exam]) -> StatementRow {
    let statement = &one.summary.row;
    StatementRow {
        number: format!("№\u{a0}{}", statement.number),
        href: format!("/statements/{}", statement.id),
        exam: exams
            .iter()
            .find(|exam| exam.id == statement.exam_id)
            .map_or_else(String::new, short_title),
        counterpart: one.counterpart(),
        results: u32::try_from(statement.line_count).unwrap_or(u32::MAX),
        state: one.state(),
        due: one.due(),
        lateness: if one.is_late() {
            Lateness::Late
        } else {
            Lateness::InTime
        },
    }
}

/// «Сочинение, 2 декабря 2026».
pub fn short_title(exam: &Exam) -> String {
    match exam.kind {
        ExamKind::Essay => format!("Сочинение, {}", regulations::russian::long_date(exam.date)),
        ExamKind::Gia11 | ExamKind::Gia9 => exam.title(),
    }
}

fn tab_counts(query: &ListQuery, all: &[Listed]) -> StatementTabCounts {
    let tab = |code: &str| {
        let number = all.iter().filter(|one| one.fits_tab(code)).count();
        (
            u32::try_from(number).unwrap_or(u32::MAX),
            query.address("/statements", &["exam", "q", "sort"], &[("state", code)]),
        )
    };
    StatementTabCounts {
        all: tab(""),
        formed: tab("formed"),
        handed_over: tab("handed-over"),
        received: tab("received"),
        opened: tab("opened"),
        late: tab("late"),
        current: match query.one("state") {
            "formed" => Some(StatementState::Formed),
            "handed-over" => Some(StatementState::HandedOver),
            "received" => Some(StatementState::Received),
            "opened" => Some(StatementState::Opened),
            _ => None,
        },
        late_is_current: Current::when(|| query.one("state") == "late"),
    }
}

fn filter(query: &ListQuery, exams: &[Exam], all_exams: &str) -> FilterForm {
    let chosen = query.one("exam");
    let mut options = vec![Choice::new(all_exams, "все")];
    options.extend(
        exams
            .iter()
            .map(|exam| Choice::new(exam.id.to_string(), short_title(exam))),
    );
    let mut parts: Vec<FormPart> = vec![
        Field::text("q", "Номер или организация")
            .value(query.one("q"))
            .width(Width::Characters20)
            .into(),
        Choices::select("exam", "Экзамен", options).choose(chosen).into(),
    ];
    if !query.one("state").is_empty() {
        let states = [
            ("", "все"),
            ("formed", "сформированы"),
            ("handed-over", "переданы"),
            ("received", "получены"),
            ("opened", "открыты"),
            ("late", "просрочены"),
        ];
        let states = states.map(|(code, label)| Choice::new(code, label)).to_vec();
        parts.push(
            Choices::select("state", "Состояние", states)
                .choose(query.one("state"))
                .into(),
        );
    }
    let is_narrowed = !query.one("q").is_empty() || !chosen.is_empty();
    FilterForm {
        action: "/statements".to_owned(),
        parts,
        button: "Отобрать".to_owned(),
        reset_href: if is_narrowed {
            query.address("/statements", &["state"], &[])
        } else {
            String::new()
        },
    }
}

/// What waits for the reader, and the way to do it.
fn lead_and_act(signed_in: &SignedInRequest, all: &[Listed]) -> (Phrase, Option<Act>) {
    let own = signed_in.request.actor.organisation.0;
    let to_hand_over: Vec<&Listed> = all
        .iter()
        .filter(|one| one.summary.is_to_be_handed_over_by(own))
        .collect();
    let to_receive: Vec<&Listed> = all
        .iter()
        .filter(|one| one.own == Own::Recipient && one.summary.state == Stage::HandedOver)
        .collect();
    if let [only] = to_receive.as_slice() {
        let lead = Phrase::of("Вам передана ")
            .link(
                format!("ведомость №\u{a0}{}", only.summary.row.number),
                format!("/statements/{}", only.summary.row.id),
            )
            .text(": подтвердите получение.");
        return (lead, None);
    }
    if !to_receive.is_empty() {
        let number = i64::try_from(to_receive.len()).unwrap_or(i64::MAX);
        return (
            Phrase::default()
                .bold(count(number, "ведомость", "ведомости", "ведомостей"))
                .text(" переданы вам: откройте каждую и\u{a0}подтвердите получение."),
            None,
        );
    }
    if to_hand_over.is_empty() {
        let text = if all.is_empty() {
            "Ведомости появятся, когда РЦОИ запишет окончание обработки сочинения или\u{a0}ГЭК утвердит результаты ГИА."
        } else {
            "Передавать сейчас нечего."
        };
        return (Phrase::of(text), None);
    }
    let number = i64::try_from(to_hand_over.len()).unwrap_or(i64::MAX);
    let late = to_hand_over.iter().filter(|one| one.is_late()).count();
    let last = to_hand_over
        .iter()
        .filter_map(|one| one.duty.as_ref())
        .filter(|duty| !duty.is_late())
        .map(|duty| duty.due_day)
        .min();
    let mut lead = Phrase::default()
        .bold(count(number, "ведомость", "ведомости", "ведомостей"))
        .text(" надо передать");
    if let Some(last) = last {
        lead = lead.text(format!(" до\u{a0}конца {}", day_and_month(last)));
    }
    if late > 0 {
        lead = lead.text(", ").late(count(
            i64::try_from(late).unwrap_or(i64::MAX),
            "просрочена",
            "просрочены",
            "просрочено",
        ));
    }
    let act = signed_in
        .may(Action::HandOverStatement)
        .then(|| Act::link(hand_over_label(&to_hand_over), "/statements/hand-over"));
    (lead.text("."), act)
}

/// «Передать 11 школам», «Передать 38 получателям».
fn hand_over_label(rows: &[&Listed]) -> String {
    let number = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let [one, few, many] = recipients_words(rows.iter().map(|one| one.summary.hop));
    format!("Передать {number}\u{a0}{}", plural(number, one, few, many))
}

/// The recipients of these hops in the dative.
pub fn recipients_words(mut hops: impl Iterator<Item = StatementHop>) -> [&'static str; 3] {
    if hops.all(|hop| hop == StatementHop::ToSchool) {
        ["школе", "школам", "школам"]
    } else {
        ["получателю", "получателям", "получателям"]
    }
}
