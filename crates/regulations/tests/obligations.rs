//! How an obligation stands as its clock runs, and what a day off would move.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use regulations::{
    Conditions, DayOverride, Instant, Law, ObligationState, OverrideKind, Ruleset, Standing, StandingDue, Viewpoint,
    preview_override,
};

fn rules() -> Ruleset {
    Law::embedded().unwrap().ruleset("42", None).unwrap()
}

fn at(rules: &Ruleset, text: &str) -> Instant {
    rules.zone().parse_local(text).unwrap()
}

fn shown(rules: &Ruleset, due_day: &str, met: Option<&str>, now: &str) -> (ObligationState, String) {
    let standing = Standing {
        due_at: rules.zone().end_of_day(due_day.parse().unwrap()),
        met_at: met.map(|text| at(rules, text)),
    };
    let view = Viewpoint {
        zone: rules.zone(),
        calendar: rules.calendar(),
        now: at(rules, now),
    };
    (standing.state(view), standing.words(view).replace('\u{a0}', " "))
}

#[test]
fn the_state_follows_the_clock() {
    use ObligationState::{Met, MetLate, Open, Overdue, Soon, Today};
    let cases = [
        // A Wednesday; the demo's morning is Thursday the 17th.
        ("2026-12-16", None, "2026-12-14T09:20", Open, "через 2 рабочих дня"),
        ("2026-12-16", None, "2026-12-15T09:20", Soon, "через 1 рабочий день"),
        ("2026-12-16", None, "2026-12-16T09:20", Today, "осталось 14 ч 40 мин"),
        ("2026-12-16", None, "2026-12-16T23:59", Today, "осталось 1 мин"),
        ("2026-12-16", None, "2026-12-17T00:00", Overdue, "на 1 рабочий день"),
        ("2026-12-16", None, "2026-12-17T09:20", Overdue, "на 1 рабочий день"),
        (
            "2026-12-16",
            Some("2026-12-16T23:59"),
            "2026-12-20T00:00",
            Met,
            "в срок",
        ),
        (
            "2026-12-16",
            Some("2026-12-17T00:00"),
            "2026-12-20T00:00",
            MetLate,
            "с опозданием на 1 рабочий день",
        ),
        // Due on a Friday: on Saturday no working day has passed yet; on Thursday it is soon, and on Sunday late by days.
        ("2026-12-18", None, "2026-12-19T10:00", Overdue, "на 1 календарный день"),
        ("2026-12-18", None, "2026-12-21T10:00", Overdue, "на 1 рабочий день"),
        ("2026-12-21", None, "2026-12-18T10:00", Soon, "через 1 рабочий день"),
        // Calendar-day term that ends on a Saturday.
        ("2026-04-11", None, "2026-04-10T10:00", Soon, "через 1 календарный день"),
        // The last days of the published calendars.
        (
            "2028-01-10",
            None,
            "2027-12-30T10:00",
            Open,
            "через 11 календарных дней",
        ),
        ("2027-01-20", None, "2026-12-17T09:20", Open, "через 17 рабочих дней"),
    ];
    let rules = rules();
    for (due, met, now, state, words) in cases {
        let found = shown(&rules, due, met, now);
        assert_eq!(found, (state, words.to_owned()), "{due}, {met:?}, {now}");
    }
}

#[test]
fn a_term_of_hours_is_late_by_minutes() {
    let rules = rules();
    let standing = Standing {
        due_at: at(&rules, "2026-12-02T18:40"),
        met_at: None,
    };
    let view = Viewpoint {
        zone: rules.zone(),
        calendar: rules.calendar(),
        now: at(&rules, "2026-12-02T20:45"),
    };
    assert_eq!(standing.words(view).replace('\u{a0}', " "), "на 2 ч 5 мин");
}

#[test]
fn a_day_off_is_previewed_before_it_moves_anything() {
    let rules = rules();
    let due_of = |term: &'static str, event: &str| {
        let event = at(&rules, event);
        let due = rules
            .due(rules.term(term).unwrap(), event, &Conditions::none())
            .unwrap();
        StandingDue {
            term,
            event,
            conditions: Conditions::none(),
            due_at: due.at,
        }
    };
    let standing = [
        due_of("kuzbass-4195.2.7-school", "2026-12-15T11:40"),
        due_of("kuzbass-4195.2.3-schools", "2026-12-16T15:05"),
        due_of("rostov-essay.9.7", "2026-12-14T15:05"),
    ];
    let change = DayOverride {
        date: "2026-12-17".parse().unwrap(),
        kind: OverrideKind::DayOff,
        ground: "распоряжение губернатора".to_owned(),
    };
    let moved = preview_override(&rules, &change, &standing).unwrap();
    let indexes: Vec<_> = moved.iter().map(|one| one.index).collect();
    assert_eq!(indexes, [1]);
    assert_eq!(moved[0].before, standing[1].due_at);
    assert_eq!(moved[0].after.day.to_string(), "2026-12-18");
    assert!(moved[0].after.explanation.contains("распоряжение губернатора"));
    // The rules themselves have not changed.
    assert!(rules.calendar().is_working(change.date).unwrap());
}

#[test]
fn a_working_day_added_by_the_region_counts() {
    let rules = rules();
    let change = DayOverride {
        date: "2026-12-19".parse().unwrap(),
        kind: OverrideKind::Working,
        ground: "рабочая суббота".to_owned(),
    };
    let changed = rules.with_overrides(std::slice::from_ref(&change)).unwrap();
    let event = at(&rules, "2026-12-18T10:00");
    let term = changed.term("kuzbass-4195.2.2").unwrap();
    let due = changed.due(term, event, &Conditions::none()).unwrap();
    assert_eq!(due.day, change.date);
    assert!(changed.with_overrides(&[change.clone(), change]).is_err());
}
