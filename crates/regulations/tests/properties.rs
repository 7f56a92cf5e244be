//! What must hold of every date: later events are never due earlier, working-day terms end on working days, a day off
//! never brings a due date nearer.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use std::sync::LazyLock;

use proptest::prelude::*;
use regulations::{Calendar, Conditions, DayOverride, Due, Instant, Law, LegalDate, OverrideKind, Ruleset};

fn rules() -> Ruleset {
    static RULES: LazyLock<Ruleset> = LazyLock::new(|| Law::embedded().unwrap().ruleset("42", None).unwrap());
    RULES.clone()
}

/// Any minute of the years whose terms end inside the published calendars.
fn event() -> impl Strategy<Value = Instant> {
    let first = 1_674_200_000_i64;
    let last = 1_828_000_000_i64;
    (first / 60..last / 60).prop_map(|minute| Instant::from_seconds(minute * 60))
}

fn due(rules: &Ruleset, id: &str, event: Instant) -> Due {
    rules.due(rules.term(id).unwrap(), event, &Conditions::none()).unwrap()
}

const WORKING_DAY_TERMS: [&str; 4] = [
    "kuzbass-4195.2.2",
    "mordovia-187.7-recheck",
    "kuzbass-gia9.rights-6-score-decision",
    "federal-233-552.checking-centre",
];

fn counted_working_days(calendar: &Calendar, due: &Due) -> usize {
    let counts = |date: LegalDate| calendar.is_working(date).unwrap();
    due.counted.iter().filter(|day| day.counts && counts(day.date)).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_later_event_is_never_due_earlier(one in event(), other in event()) {
        let rules = rules();
        let (earlier, later) = (one.min(other), one.max(other));
        for id in ["kuzbass-4195.2.2", "rostov-essay.9.7", "rostov-essay.8.3-originals", "kirov-1497.3.1", "mordovia-187.11.1"] {
            prop_assert!(due(&rules, id, earlier).at <= due(&rules, id, later).at, "{id}");
        }
    }

    #[test]
    fn a_working_day_term_ends_on_a_working_day_after_the_event(moment in event()) {
        let rules = rules();
        for (id, length) in WORKING_DAY_TERMS.into_iter().zip([1, 2, 4, 5]) {
            let found = due(&rules, id, moment);
            prop_assert!(rules.calendar().is_working(found.day).unwrap());
            prop_assert!(found.day > rules.zone().local_date(moment));
            prop_assert_eq!(counted_working_days(rules.calendar(), &found), length);
            prop_assert_eq!(found.counted.last().unwrap().date, found.day);
        }
    }

    #[test]
    fn a_day_off_never_brings_a_due_date_nearer(moment in event(), ahead in 0_i64..12) {
        let rules = rules();
        let date = rules.zone().local_date(moment).plus_days(ahead);
        let change = DayOverride { date, kind: OverrideKind::DayOff, ground: "указ".to_owned() };
        let changed = rules.with_overrides(&[change]).unwrap();
        for id in WORKING_DAY_TERMS {
            prop_assert!(due(&rules, id, moment).at <= due(&changed, id, moment).at);
        }
        // A term that looks back may only be due earlier.
        let (before, after) = (due(&rules, "kuzbass-gia9.rights-6-notice", moment), due(&changed, "kuzbass-gia9.rights-6-notice", moment));
        prop_assert!(after.at <= before.at);
    }

    #[test]
    fn adding_and_subtracting_working_days_agree(moment in event(), count in 1_u32..30) {
        let rules = rules();
        let from = rules.zone().local_date(moment);
        let calendar = rules.calendar();
        if let Ok(later) = calendar.add_working_days(from, count) {
            prop_assert_eq!(calendar.working_days_between(from, later).unwrap(), i64::from(count));
            let back = calendar.subtract_working_days(later, count).unwrap_or(from);
            prop_assert!(back <= from);
        }
    }

    #[test]
    fn dates_survive_writing_and_reading(moment in event()) {
        let zone = rules().zone().clone();
        let date = zone.local_date(moment);
        prop_assert_eq!(date.to_string().parse::<LegalDate>().unwrap(), date);
        prop_assert_eq!(zone.parse_local(&zone.format_local(moment)).unwrap(), moment);
        prop_assert!(zone.start_of_day(date) <= moment && moment < zone.end_of_day(date));
    }
}
