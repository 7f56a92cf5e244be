//! Russian dates, counts and numbers, with the no-break spaces that typography asks for.

use crate::time::{Instant, LegalDate, Weekday, Zone};

/// A space that does not break a line.
pub const NBSP: char = '\u{a0}';

/// «16 декабря 2026».
pub fn long_date(date: LegalDate) -> String {
    format!("{}{NBSP}{}", day_and_month(date), date.year())
}

/// «16 декабря».
pub fn day_and_month(date: LegalDate) -> String {
    format!("{}{NBSP}{}", date.day(), month_genitive(date.month()))
}

/// «16 дек», «4 мая».
pub fn short_date(date: LegalDate) -> String {
    format!("{}{NBSP}{}", date.day(), month_short(date.month()))
}

/// «16.12.2026».
pub fn numeric_date(date: LegalDate) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

/// «16 декабря 2026, 15:05».
pub fn date_time(zone: &Zone, instant: Instant) -> String {
    let date = long_date(zone.local_date(instant));
    format!("{date}, {}", zone.local_time(instant))
}

/// «16 декабря, 15:05».
pub fn short_date_time(zone: &Zone, instant: Instant) -> String {
    let date = day_and_month(zone.local_date(instant));
    format!("{date}, {}", zone.local_time(instant))
}

/// «четверг, 17 декабря 2026».
pub fn date_with_weekday(date: LegalDate) -> String {
    format!("{}, {}", weekday_name(date.weekday()), long_date(date))
}

/// «среда».
pub const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "понедельник",
        Weekday::Tuesday => "вторник",
        Weekday::Wednesday => "среда",
        Weekday::Thursday => "четверг",
        Weekday::Friday => "пятница",
        Weekday::Saturday => "суббота",
        Weekday::Sunday => "воскресенье",
    }
}

/// «ср».
pub const fn weekday_short(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "пн",
        Weekday::Tuesday => "вт",
        Weekday::Wednesday => "ср",
        Weekday::Thursday => "чт",
        Weekday::Friday => "пт",
        Weekday::Saturday => "сб",
        Weekday::Sunday => "вс",
    }
}

/// «декабря».
pub const fn month_genitive(month: i8) -> &'static str {
    match month {
        1 => "января",
        2 => "февраля",
        3 => "марта",
        4 => "апреля",
        5 => "мая",
        6 => "июня",
        7 => "июля",
        8 => "августа",
        9 => "сентября",
        10 => "октября",
        11 => "ноября",
        _ => "декабря",
    }
}

/// «декабрь».
pub const fn month_name(month: i8) -> &'static str {
    match month {
        1 => "январь",
        2 => "февраль",
        3 => "март",
        4 => "апрель",
        5 => "май",
        6 => "июнь",
        7 => "июль",
        8 => "август",
        9 => "сентябрь",
        10 => "октябрь",
        11 => "ноябрь",
        _ => "декабрь",
    }
}

const fn month_short(month: i8) -> &'static str {
    match month {
        1 => "янв",
        2 => "фев",
        3 => "мар",
        4 => "апр",
        5 => "мая",
        6 => "июн",
        7 => "июл",
        8 => "авг",
        9 => "сен",
        10 => "окт",
        11 => "ноя",
        _ => "дек",
    }
}

/// Chooses the form that goes with the number: 1 день, 2 дня, 5 дней.
pub const fn plural<'a>(number: i64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    let tens = number.unsigned_abs() % 100;
    let ones = tens % 10;
    if tens >= 11 && tens <= 14 {
        return many;
    }
    match ones {
        1 => one,
        2..=4 => few,
        _ => many,
    }
}

/// The number and its noun: «2 дня», «4 312 результатов».
pub fn count(amount: i64, one: &str, few: &str, many: &str) -> String {
    format!("{}{NBSP}{}", number(amount), plural(amount, one, few, many))
}

/// «1 рабочий день», «2 рабочих дня».
pub fn working_days(amount: i64) -> String {
    count(amount, "рабочий день", "рабочих дня", "рабочих дней")
}

/// «1 календарный день», «7 календарных дней».
pub fn calendar_days(amount: i64) -> String {
    count(amount, "календарный день", "календарных дня", "календарных дней")
}

/// «9 ч 40 мин», «40 мин», «2 ч»; less than a minute is «меньше минуты».
pub fn hours_and_minutes(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, 0) => "меньше минуты".to_owned(),
        (0, rest) => format!("{rest}{NBSP}мин"),
        (hours, 0) => format!("{}{NBSP}ч", number(hours)),
        (hours, rest) => format!("{}{NBSP}ч{NBSP}{rest}{NBSP}мин", number(hours)),
    }
}

/// A number with no-break spaces between thousands: «312», «4 312», «1 234 567». The minus is «−».
pub fn number(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::new();
    if amount < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(NBSP);
        }
        text.push(digit);
    }
    text
}

/// The first letter made capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(NBSP, "~")
    }

    #[test]
    fn dates_in_words() {
        let date: LegalDate = "2026-12-16".parse().unwrap();
        assert_eq!(plain(&long_date(date)), "16~декабря~2026");
        assert_eq!(plain(&short_date(date)), "16~дек");
        assert_eq!(plain(&date_with_weekday(date)), "среда, 16~декабря~2026");
        assert_eq!(numeric_date(date), "16.12.2026");
        let zone = Zone::new("Asia/Novokuznetsk").unwrap();
        let moment = zone.parse_local("2026-12-16T15:05").unwrap();
        assert_eq!(plain(&date_time(&zone, moment)), "16~декабря~2026, 15:05");
    }

    #[test]
    fn numbers_agree_with_nouns() {
        let cases = [
            (0, "0~рабочих дней"),
            (1, "1~рабочий день"),
            (2, "2~рабочих дня"),
            (5, "5~рабочих дней"),
            (11, "11~рабочих дней"),
            (12, "12~рабочих дней"),
            (21, "21~рабочий день"),
            (111, "111~рабочих дней"),
            (122, "122~рабочих дня"),
        ];
        for (amount, expected) in cases {
            assert_eq!(plain(&working_days(amount)), expected);
        }
    }

    #[test]
    fn long_numbers_are_grouped() {
        let cases = [
            (0, "0"),
            (312, "312"),
            (4_312, "4~312"),
            (1_234_567, "1~234~567"),
            (-4_312, "−4~312"),
        ];
        for (amount, expected) in cases {
            assert_eq!(plain(&number(amount)), expected);
        }
    }

    #[test]
    fn spans_in_words() {
        let cases = [(0, "меньше минуты"), (40, "40~мин"), (120, "2~ч"), (580, "9~ч~40~мин")];
        for (minutes, expected) in cases {
            assert_eq!(plain(&hours_and_minutes(minutes)), expected);
        }
    }
}
