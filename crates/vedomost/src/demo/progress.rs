//! Says how far the making of a region is, so that whoever waits sees that it is alive and for how long yet.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::serve::say;

/// A line at most this often.
const BETWEEN_LINES: Duration = Duration::from_secs(2);
/// Before so much of the work is done the rest is not guessed.
const ENOUGH_TO_GUESS: f64 = 0.04;

/// The work of making a region, in parts of about equal time.
pub struct Progress {
    begun: Instant,
    state: Mutex<State>,
}

struct State {
    all: u32,
    done: u32,
    /// Parts of the step that is being made.
    step: u32,
    words: String,
    last_line: Option<Instant>,
}

impl Progress {
    /// `all` parts are ahead.
    pub fn of(all: u32) -> Self {
        let state = State {
            all,
            done: 0,
            step: 0,
            words: String::new(),
            last_line: None,
        };
        Self {
            begun: Instant::now(),
            state: Mutex::new(state),
        }
    }

    /// A step of so many parts begins; the one before it is done.
    pub fn step(&self, parts: u32, words: impl Into<String>) {
        let Ok(mut state) = self.state.lock() else { return };
        state.done += state.step;
        state.step = parts;
        state.words = words.into();
        self.line(&mut state, 0, 1);
    }

    /// So much of the step is done.
    pub fn within(&self, done: usize, of: usize) {
        let Ok(mut state) = self.state.lock() else { return };
        self.line(&mut state, done, of);
    }

    fn line(&self, state: &mut State, done: usize, of: usize) {
        if state.last_line.is_some_and(|last| last.elapsed() < BETWEEN_LINES) {
            return;
        }
        state.last_line = Some(Instant::now());
        let share = share(state, done, of);
        let counted = if done > 0 {
            format!(" ({done} из {of})")
        } else {
            String::new()
        };
        say(&format!(
            "{:>3.0} %, {}: {}{counted}",
            share * 100.0,
            rest(self.begun.elapsed(), share),
            state.words
        ));
    }
}

/// How much of everything is done, 0 to 1.
fn share(state: &State, done: usize, of: usize) -> f64 {
    let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    let within = f64::from(state.step) * number(done) / number(of.max(1));
    ((f64::from(state.done) + within) / f64::from(state.all.max(1))).clamp(0.0, 1.0)
}

/// «осталось около 2 мин 10 с»
fn rest(elapsed: Duration, share: f64) -> String {
    if share < ENOUGH_TO_GUESS {
        return format!("прошло {}", minutes_and_seconds(elapsed));
    }
    let left = elapsed.mul_f64((1.0 - share) / share);
    format!("осталось около {}", minutes_and_seconds(left))
}

fn minutes_and_seconds(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds / 60 {
        0 => format!("{seconds} с"),
        minutes => format!("{minutes} мин {} с", seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_follows_from_what_is_done() {
        let check = |(seconds, share), expected: &str| {
            assert_eq!(
                rest(Duration::from_secs(seconds), share),
                expected,
                "{seconds} s, {share}"
            );
        };
        check((7, 0.0), "прошло 7 с");
        check((30, 0.25), "осталось около 1 мин 30 с");
        check((100, 1.0), "осталось около 0 с");
        let progress = Progress::of(10);
        progress.step(4, "первое");
        progress.step(6, "второе");
        let state = progress.state.lock().unwrap();
        assert!((share(&state, 1, 2) - 0.7).abs() < 1e-9);
    }
}
