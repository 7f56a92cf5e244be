//! Moments and legal days. An [`Instant`] is a point on the time line; a [`LegalDate`] is a day as a law counts
//! it, in the region's own zone. They are different types, and only a [`Zone`] turns one into the other.

mod instant;
mod legal_date;
mod local_time;
#[cfg(test)]
mod tests;
mod zone;

pub use instant::Instant;
pub use legal_date::{LegalDate, Weekday};
pub use local_time::LocalTime;
pub use zone::Zone;

/// What is wrong with a date, a time or a zone that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("«{text}» не дата: нужен день вида 2026-12-17, год от 1900 до 2199")]
    NotADate { text: String },
    #[error("«{text}» не местные дата и время: нужен вид 2026-12-17T09:20")]
    NotALocalDateTime { text: String },
    #[error("«{hour}:{minute}» не время суток: час от 0 до 23, минута от 0 до 59")]
    NotATime { hour: i8, minute: i8 },
    #[error("часовой пояс «{name}» неизвестен: нужно имя IANA, например Asia/Novokuznetsk")]
    UnknownZone { name: String },
}

fn digits(text: Option<&str>, length: usize) -> Option<i16> {
    let text = text?;
    let all_digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}
