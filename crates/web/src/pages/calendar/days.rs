//! Tables of days.

use app::stored_rows::DayOverrideRow;
use regulations::russian::{capitalised, day_and_month, weekday_name};
use regulations::{Calendar, DayKind, LegalDate};
use ui::components::{Cell, Column, Row, TableView, Tag};

use crate::pieces::day_words;

/// Consecutive days of one kind and one reason.
struct Run {
    first: LegalDate,
    last: LegalDate,
    kind: DayKind,
    reason: String,
}

/// Every day of the year that is not simply working or a weekend.
pub fn special(calendar: &Calendar, year: i16) -> TableView {
    let row = |run: &Run| {
        Row::new(vec![
            days_words(run).into(),
            Cell::tag(tag(run.kind)),
            Cell::new(capitalised(&run.reason)).full_line(),
        ])
    };
    TableView {
        caption: "Особые дни года".to_owned(),
        hide_caption: true,
        columns: ["День", "Какой", "Почему"].into_iter().map(Column::new).collect(),
        rows: runs(calendar, year).iter().map(row).collect(),
        ..TableView::default()
    }
}

fn runs(calendar: &Calendar, year: i16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let Ok(start) = LegalDate::new(year, 1, 1) else {
        return runs;
    };
    for day in start.and_following().take_while(|day| day.year() == year) {
        let (Ok(kind), Ok(reason)) = (calendar.kind(day), calendar.reason(day)) else {
            continue;
        };
        if matches!(kind, DayKind::Working | DayKind::Weekend) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.last.plus_days(1) == day && run.kind == kind && run.reason == reason => run.last = day,
            _ => runs.push(Run {
                first: day,
                last: day,
                kind,
                reason,
            }),
        }
    }
    runs
}

fn days_words(run: &Run) -> String {
    if run.first == run.last {
        return format!("{}, {}", day_and_month(run.first), weekday_name(run.first.weekday()));
    }
    if run.first.month() == run.last.month() {
        return format!("{}–{}", run.first.day(), day_and_month(run.last));
    }
    format!("{}\u{a0}– {}", day_and_month(run.first), day_and_month(run.last))
}

fn tag(kind: DayKind) -> Tag {
    match kind {
        DayKind::Working | DayKind::WorkingWeekend => Tag::blue("рабочий"),
        DayKind::AddedWorkingDay => Tag::amber("рабочий, внесён"),
        DayKind::AddedDayOff => Tag::amber("выходной, внесён"),
        DayKind::Weekend | DayKind::Holiday | DayKind::TransferredDayOff => Tag::red("выходной"),
    }
}

/// The days that users entered.
pub fn entered(rows: &[&DayOverrideRow], may_remove: bool) -> TableView {
    let row = |row: &&DayOverrideRow| {
        let kind = if row.kind == "working" {
            "рабочий"
        } else {
            "выходной"
        };
        let act = if may_remove {
            Cell::link("Убрать", format!("/calendar/days/{}/remove", row.day))
        } else {
            Cell::empty()
        };
        Row::new(vec![
            day_words(&row.day).into(),
            kind.into(),
            Cell::new(row.ground.as_str()).full_line(),
            act,
        ])
    };
    TableView {
        caption: "Дни, внесённые регионом".to_owned(),
        hide_caption: true,
        columns: ["День", "Какой", "Основание", ""]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: rows.iter().map(row).collect(),
        empty_text: "Своих дней регион не\u{a0}вносил.".into(),
        ..TableView::default()
    }
}
