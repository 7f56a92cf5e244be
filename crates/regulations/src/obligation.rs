//! How an obligation stands at a moment: computed from `now`, never stored.

use crate::calendar::Calendar;
use crate::codes::coded;
use crate::russian::{calendar_days, hours_and_minutes, working_days};
use crate::time::{Instant, LegalDate, Zone};

coded! {
    /// Due, soon, overdue, met, met late (A3).
    ObligationState {
        /// Due later than the next working day.
        Open = "open", "впереди";
        /// Due by the end of the next working day.
        Soon = "soon", "скоро";
        /// Due today.
        Today = "today", "сегодня";
        Overdue = "overdue", "просрочено";
        Met = "met", "выполнено в срок";
        MetLate = "met-late", "выполнено с опозданием";
    }
}

/// An obligation's two moments: until when, and when it was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The exclusive end: [`crate::Due::at`].
    pub due_at: Instant,
    pub met_at: Option<Instant>,
}

/// The region's clock and days, for telling how an obligation stands.
#[derive(Debug, Clone, Copy)]
pub struct Viewpoint<'a> {
    pub zone: &'a Zone,
    pub calendar: &'a Calendar,
    pub now: Instant,
}

impl Standing {
    pub fn state(self, view: Viewpoint<'_>) -> ObligationState {
        match self.met_at {
            Some(met) if met < self.due_at => ObligationState::Met,
            Some(_) => ObligationState::MetLate,
            None if view.now >= self.due_at => ObligationState::Overdue,
            None => self.state_ahead(view),
        }
    }

    /// What is left, in words: «осталось 9 ч 40 мин», «через 17 рабочих дней», «на 1 рабочий день» (overdue),
    /// «в срок», «с опозданием на 2 рабочих дня».
    pub fn words(self, view: Viewpoint<'_>) -> String {
        match self.state(view) {
            ObligationState::Met => "в срок".to_owned(),
            ObligationState::MetLate => {
                let late = self.lateness(view, self.met_at.unwrap_or(self.due_at));
                format!("с опозданием {late}")
            }
            ObligationState::Overdue => self.lateness(view, view.now),
            ObligationState::Today => {
                let left = hours_and_minutes(self.due_at.minutes_since(view.now));
                format!("осталось {left}")
            }
            ObligationState::Soon | ObligationState::Open => {
                let days = days_between(view, view.zone.local_date(view.now), self.last_day(view));
                format!("через {}", days.unwrap_or_default())
            }
        }
    }

    /// The last local day on which the duty is still done in time.
    pub fn last_day(self, view: Viewpoint<'_>) -> LegalDate {
        view.zone.local_date(self.due_at.plus_micros(-1))
    }

    fn state_ahead(self, view: Viewpoint<'_>) -> ObligationState {
        let today = view.zone.local_date(view.now);
        let last = self.last_day(view);
        // Beyond the published calendar nothing can be due soon but by the plain next day.
        let next = view.calendar.add_working_days(today, 1);
        if last <= today {
            ObligationState::Today
        } else if last <= next.unwrap_or_else(|_| today.plus_days(1)) {
            ObligationState::Soon
        } else {
            ObligationState::Open
        }
    }

    fn lateness(self, view: Viewpoint<'_>, moment: Instant) -> String {
        let days = days_between(view, self.last_day(view), view.zone.local_date(moment));
        let minutes = || hours_and_minutes(moment.minutes_since(self.due_at));
        format!("на {}", days.unwrap_or_else(minutes))
    }
}

/// Working days where there is one, else calendar days; `None` within one day.
fn days_between(view: Viewpoint<'_>, after: LegalDate, until: LegalDate) -> Option<String> {
    let working = view.calendar.working_days_between(after, until);
    match (working, until.days_since(after)) {
        (Ok(amount), _) if amount > 0 => Some(working_days(amount)),
        (_, amount) if amount > 0 => Some(calendar_days(amount)),
        _ => None,
    }
}
