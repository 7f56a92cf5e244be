//! The first page of every role: what must be done now and by when, and where the results are.

use app::App;
use app::home::{DutyGroup as Group, DutyMember, Home};
use app::monitor::{Monitor, MonitorRow};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::{Action, Reach};
use regulations::russian::{capitalised, date_with_weekday, day_and_month};
use regulations::{ObligationState, SubjectKind};
use ui::components::{
    Act, Bar, BarChart, Cell, Clause, Column, Duty, DutyGroup, Fill, FlowStep, KeyItem, Link, Phrase, Row, RowTone,
    TableView, Urgency,
};
use ui::pages::home::{ExamState, HomePage};
use ui::typography::{counted, number};

use crate::failure::Failure;
use crate::list_query::ListQuery;
use crate::nav::{self, Section};
use crate::notice::see_other;
use crate::page::Page;
use crate::pages::monitor::term_in_brief;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// More duties of one urgency than this are behind a link.
const MOST_SHOWN: usize = 12;
/// More debtors than this are a number.
const MOST_NAMED: usize = 3;
/// More bars than this make no picture.
const MOST_BARS: usize = 40;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/", Access::SignedIn, show)
}

async fn show(State(staff): State<Staff>, signed_in: SignedInRequest, query: ListQuery) -> Result<Response, Failure> {
    if !signed_in.may(Action::SeeObligations) {
        return Ok(see_other(nav::landing(&signed_in)));
    }
    let home = staff.app.home(&signed_in.request).await?;
    let state = exam_state(&staff.app, &signed_in, &home).await?;
    let most = if query.one("all") == "yes" {
        usize::MAX
    } else {
        MOST_SHOWN
    };
    Ok(Page::new(view(&signed_in, home, state, most)).into_response())
}

async fn exam_state(app: &App, signed_in: &SignedInRequest, home: &Home) -> Result<Option<ExamState>, Failure> {
    let Some(exam) = home.exam.as_ref().filter(|_| signed_in.may(Action::SeeAcquaintance)) else {
        return Ok(None);
    };
    let monitor = app.monitor_sums(&signed_in.request, exam.id, None).await?;
    Ok((monitor.sum.total > 0).then(|| state_view(&monitor, signed_in)))
}

fn view(signed_in: &SignedInRequest, home: Home, state: Option<ExamState>, most: usize) -> HomePage {
    let person = &signed_in.person;
    let (today, time) = (
        person.zone.local_date(signed_in.request.now),
        person.zone.local_time(signed_in.request.now),
    );
    let groups = [Urgency::Late, Urgency::Today, Urgency::Soon];
    HomePage {
        shell: signed_in.shell("Что сделать и\u{a0}до\u{a0}какого дня", Section::Duties),
        sub: format!(
            "{}, {time} · {}",
            capitalised(&date_with_weekday(today)),
            person.organisation_short
        ),
        nothing_to_do: nothing_to_do(&home),
        groups: groups
            .into_iter()
            .map(|urgency| group_view(urgency, &home.open, signed_in, most))
            .filter(|group| !group.duties.is_empty())
            .collect(),
        acts: acts_of_role(signed_in),
        state,
    }
}

fn nothing_to_do(home: &Home) -> Phrase {
    let met = counted(
        i64::try_from(home.met).unwrap_or(i64::MAX),
        [
            "обязательство выполнено",
            "обязательства выполнены",
            "обязательств выполнено",
        ],
    );
    match (home.met, home.met_late) {
        (0, _) => Phrase::of("Сейчас делать нечего: ни\u{a0}один срок не\u{a0}идёт."),
        (_, 0) => Phrase::of(format!("Сейчас делать нечего. {met}, все в\u{a0}срок.")),
        (_, late) => Phrase::of(format!(
            "Сейчас делать нечего. {met}, из\u{a0}них с\u{a0}опозданием: {late}."
        )),
    }
}

fn acts_of_role(signed_in: &SignedInRequest) -> Vec<Act> {
    let mut acts = Vec::new();
    if signed_in.may(Action::Import) {
        acts.push(Act::link("Загрузить файл", "/imports/new").secondary());
    }
    if signed_in.may(Action::Announce) {
        acts.push(Act::link("Объявить порядок и\u{a0}график", "/announcements").secondary());
    }
    acts
}

fn urgency(state: ObligationState) -> Urgency {
    match state {
        ObligationState::Overdue => Urgency::Late,
        ObligationState::Today => Urgency::Today,
        _ => Urgency::Soon,
    }
}

fn group_view(wanted: Urgency, open: &[Group], signed_in: &SignedInRequest, most: usize) -> DutyGroup {
    let mut groups: Vec<&Group> = open.iter().filter(|group| urgency(group.state) == wanted).collect();
    // One's own duties stand before those one controls.
    groups.sort_by_key(|group| (!group.own, group.due_at));
    let all = groups.len();
    DutyGroup {
        urgency: wanted,
        count: all.to_string(),
        duties: groups
            .into_iter()
            .take(most)
            .map(|group| duty_view(group, signed_in))
            .collect(),
        more: (all > most).then(|| Link::new(format!("Показать остальные {}", all - most), "/?all=yes")),
    }
}

fn duty_view(group: &Group, signed_in: &SignedInRequest) -> Duty {
    let day = day_and_month(group.due_day);
    Duty {
        left: capitalised(&group.words),
        due: if group.state == ObligationState::Overdue {
            format!("срок был {day}")
        } else {
            format!("до\u{a0}конца {day}")
        },
        what: what(group),
        meta: meta(group),
        clauses: vec![clause(group)],
        act: act(group, signed_in),
    }
}

fn clause(group: &Group) -> Clause {
    Clause::new(&group.clause_chip, capitalised(&group.clause_act), &group.clause_words)
        .counted(capitalised(&group.counted))
}

fn members(group: &Group) -> i64 {
    i64::try_from(group.members.len()).unwrap_or(i64::MAX)
}

fn open_count(group: &Group) -> i64 {
    group.members.iter().map(|member| member.open_count).sum()
}

/// The thing owed, as a sentence with a link to what it counts.
fn what(group: &Group) -> Phrase {
    let href = subject_href(group);
    match SubjectKind::from_code(&group.subject_kind) {
        Ok(SubjectKind::Exam) => Phrase::of("Закончить обработку: ").link(group.exam.title(), href),
        Ok(SubjectKind::Statement) => {
            let statements = counted(members(group), ["ведомость", "ведомости", "ведомостей"]);
            let results = counted(open_count(group), ["результат", "результата", "результатов"]);
            Phrase::of("Передать ")
                .link(statements, href)
                .text(format!(": {results}"))
        }
        Ok(SubjectKind::Ledger) => {
            let people = counted(open_count(group), ["участника", "участников", "участников"]);
            Phrase::of("Ознакомить под подпись ").link(people, href)
        }
        Ok(SubjectKind::Announcement) => Phrase::of("Объявить порядок и\u{a0}график: ").link(group.exam.title(), href),
        _ => Phrase::linked(&group.clause_words, href),
    }
}

fn subject_href(group: &Group) -> String {
    let exam = group.exam.id;
    let only = match group.members.as_slice() {
        [member] => Some(member.row.subject_id),
        _ => None,
    };
    match (SubjectKind::from_code(&group.subject_kind), only) {
        (Ok(SubjectKind::Exam), _) => format!("/exams/{exam}"),
        (Ok(SubjectKind::Statement), Some(id)) => format!("/statements/{id}"),
        (Ok(SubjectKind::Statement), None) => format!("/statements?exam={exam}"),
        (Ok(SubjectKind::Ledger), Some(id)) if group.own && group.members.iter().all(|member| member.can_act) => {
            format!("/ledgers/{id}")
        }
        (Ok(SubjectKind::Ledger), _) if group.own => format!("/ledgers?exam={exam}"),
        (Ok(SubjectKind::Ledger), _) => format!("/acquaintance?exam={exam}"),
        (Ok(SubjectKind::Announcement), _) if group.own => format!("/announcements/{exam}"),
        (Ok(SubjectKind::Announcement), _) => format!("/announcements?exam={exam}"),
        _ => "/terms".to_owned(),
    }
}

/// Who owes it; of several the three with most to do.
fn meta(group: &Group) -> Phrase {
    let mut debtors: Vec<(&str, i64)> = Vec::new();
    for member in &group.members {
        match debtors.iter_mut().find(|(name, _)| *name == member.debtor) {
            Some((_, open)) => *open += member.open_count,
            None => debtors.push((&member.debtor, member.open_count)),
        }
    }
    debtors.sort_by_key(|(name, open)| (-open, *name));
    let mut phrase = Phrase::of(if debtors.len() == 1 {
        "Отвечает: "
    } else {
        "Отвечают: "
    });
    let several = debtors.len() > 1;
    for (index, (name, open)) in debtors.iter().take(MOST_NAMED).enumerate() {
        if index > 0 {
            phrase = phrase.text(", ");
        }
        phrase = phrase.bold(*name);
        if several && *open > 0 {
            phrase = phrase.text(format!("\u{a0}— {}", number(*open)));
        }
    }
    if let Some(rest) = debtors.len().checked_sub(MOST_NAMED).filter(|rest| *rest > 0) {
        phrase = phrase.text(format!(" и\u{a0}ещё {rest}"));
    }
    phrase = phrase.text(format!(". {}", group.exam.title()));
    if group.members.iter().any(|member: &DutyMember| !member.can_act) {
        phrase = phrase.text(". Начнут, когда получат ведомость");
    }
    if group.own {
        phrase
    } else {
        phrase.text(". Контроль: вы")
    }
}

/// The act that discharges the duty, or the way to see who must act.
fn act(group: &Group, signed_in: &SignedInRequest) -> Option<Act> {
    let href = subject_href(group);
    let exam = group.exam.id;
    let kind = SubjectKind::from_code(&group.subject_kind).ok()?;
    if !group.own {
        return match kind {
            SubjectKind::Ledger => Some(Act::link("Кто ещё не\u{a0}ознакомлен", href).secondary()),
            SubjectKind::Statement => Some(Act::link("Какие ведомости не\u{a0}переданы", href).secondary()),
            SubjectKind::Announcement => Some(Act::link("Кто ещё не\u{a0}объявил", href).secondary()),
            _ => None,
        };
    }
    match kind {
        SubjectKind::Exam if signed_in.may(Action::DeclareProcessing) => Some(Act::link(
            "Предпросмотр окончания обработки",
            format!("/exams/{exam}/processing"),
        )),
        SubjectKind::Statement
            if signed_in.may(Action::HandOverStatement) && group.members.iter().all(|member| member.can_act) =>
        {
            let count = counted(members(group), ["ведомость", "ведомости", "ведомостей"]);
            Some(Act::link(format!("Передать {count}"), hand_over_href(group)))
        }
        SubjectKind::Ledger
            if signed_in.may(Action::FillLedger) && group.members.iter().all(|member| member.can_act) =>
        {
            Some(Act::link("Внести ознакомление", href))
        }
        SubjectKind::Announcement if signed_in.may(Action::Announce) => Some(Act::link("Объявить", href)),
        _ => None,
    }
}

fn hand_over_href(group: &Group) -> String {
    match group.members.as_slice() {
        [member] => format!("/statements/hand-over?statement={}", member.row.subject_id),
        _ => format!("/statements/hand-over?exam={}", group.exam.id),
    }
}

/// The picture: sums as steps, a chart and a table of the same numbers.
fn state_view(monitor: &Monitor, signed_in: &SignedInRequest) -> ExamState {
    let exam = monitor.exam.id;
    let sum = &monitor.sum;
    let drawn = (2..=MOST_BARS).contains(&monitor.rows.len());
    ExamState {
        heading: "Где результаты сейчас".to_owned(),
        sub: monitor.exam.title(),
        flow: flow(monitor),
        chart: drawn.then(|| chart(monitor)),
        table: TableView {
            caption: "Те же числа, отстающие сверху".to_owned(),
            columns: vec![
                Column::new(place_heading(signed_in)),
                Column::number("Выпущено"),
                Column::number("Передано"),
                Column::number("Ознакомлены"),
                Column::number("Осталось"),
                Column::new("Срок"),
            ],
            rows: monitor.rows.iter().map(|row| table_row(row, monitor)).collect(),
            total: vec![
                "Всего".into(),
                number(sum.total).into(),
                number(sum.handed_down).into(),
                number(sum.told).into(),
                number(sum.left()).into(),
                Cell::empty(),
            ],
            export_links: vec![Link::new("таблица .xlsx", format!("/acquaintance.xlsx?exam={exam}"))],
            note: format!(
                "Обновлено в\u{a0}{}",
                signed_in.person.zone.local_time(signed_in.request.now)
            ),
            ..TableView::default()
        },
    }
}

fn place_heading(signed_in: &SignedInRequest) -> &'static str {
    match signed_in
        .request
        .authorise(Action::SeeAcquaintance)
        .map(|scope| scope.reach())
    {
        Ok(Reach::Region) => "Муниципалитет или организация",
        _ => "Организация",
    }
}

fn flow(monitor: &Monitor) -> Vec<FlowStep> {
    let (sum, href) = (&monitor.sum, format!("/acquaintance?exam={}", monitor.exam.id));
    let step = |count: i64, label: &str, why: String| FlowStep {
        count: number(count),
        href: href.clone(),
        label: label.to_owned(),
        why,
    };
    let late: i64 = monitor
        .rows
        .iter()
        .filter(|row| row.state == Some(ObligationState::Overdue))
        .map(MonitorRow::left)
        .sum();
    let left = match (sum.left(), late) {
        (0, _) => "никого не\u{a0}осталось".to_owned(),
        (left, 0) => format!("осталось {}", number(left)),
        (left, late) => format!(
            "осталось {}, из\u{a0}них {} там, где срок истёк",
            number(left),
            number(late)
        ),
    };
    let waiting = match sum.total - sum.handed_down {
        0 => "все".to_owned(),
        waiting => format!("ещё {} в\u{a0}пути", number(waiting)),
    };
    vec![
        step(sum.total, "выпущены", String::new()),
        step(sum.handed_down, "переданы тем, кто знакомит", waiting),
        step(sum.told, "ознакомлены", left),
    ]
}

fn chart(monitor: &Monitor) -> BarChart {
    let sum = &monitor.sum;
    let key = |fill, label: &str| KeyItem {
        fill,
        label: label.to_owned(),
    };
    BarChart {
        id: "ch".to_owned(),
        caption: "Доля ознакомленных".to_owned(),
        title: format!("Где результаты: {}", monitor.exam.title()),
        description: format!(
            "Из {} выпущенных результатов {} переданы тем, кто знакомит, {} участников ознакомлены. Те же числа — в таблице.",
            number(sum.total),
            number(sum.handed_down),
            number(sum.told)
        ),
        key: vec![
            key(Fill::Done, "ознакомлены"),
            key(Fill::UnderWay, "переданы, не\u{a0}ознакомлены"),
            key(Fill::Waiting, "ещё не\u{a0}переданы"),
        ],
        bars: monitor.rows.iter().map(bar).collect(),
    }
}

fn bar(row: &MonitorRow) -> Bar {
    let share = |value: i64| u32::try_from(value).unwrap_or_default();
    let down = row.handed_down.max(row.told);
    let figure = format!("{} из\u{a0}{}", number(row.told), number(row.total));
    let bar = Bar::new(
        &row.name,
        figure,
        share(row.told),
        share(down - row.told),
        share(row.total - down),
    );
    if row.state == Some(ObligationState::Overdue) && row.left() > 0 {
        bar.late()
    } else {
        bar
    }
}

fn table_row(row: &MonitorRow, monitor: &Monitor) -> Row {
    let href = format!(
        "/acquaintance?exam={}&organisation={}",
        monitor.exam.id, row.organisation
    );
    let late = row.state == Some(ObligationState::Overdue) && row.left() > 0;
    let left = match (row.left(), late) {
        (0, _) => Phrase::of("0"),
        (left, true) => Phrase::default().late_link(number(left), &href),
        (left, false) => Phrase::linked(number(left), &href),
    };
    let cells = vec![
        Cell::link(&row.name, &href),
        number(row.total).into(),
        number(row.handed_down).into(),
        number(row.told).into(),
        Cell::new(left),
        Cell::new(term_in_brief(row)),
    ];
    Row::new(cells).tone(if late { RowTone::Wrong } else { RowTone::Plain })
}
