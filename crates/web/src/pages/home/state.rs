//! Where the results of one exam are now: sums as steps, a chart, a table of the same numbers.

use app::monitor::{Monitor, MonitorRow};
use domain::access::{Action, Reach};
use regulations::ObligationState;
use ui::components::{Bar, BarChart, Cell, Column, Fill, FlowStep, KeyItem, Link, Phrase, Row, RowTone, TableView};
use ui::pages::home::ExamState;
use ui::typography::number;

use crate::pages::monitor::term_in_brief;
use crate::signed_in::SignedInRequest;

/// More bars than this make no picture.
const MOST_BARS: usize = 40;

/// The picture: sums as steps, a chart and a table of the same numbers.
pub(super) fn state_view(monitor: &Monitor, signed_in: &SignedInRequest) -> ExamState {
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
