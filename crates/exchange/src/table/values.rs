//! Numbers, moments and truth as the text of a cell, in every format the same.

pub(super) const TRUE: &str = "ИСТИНА";
pub(super) const FALSE: &str = "ЛОЖЬ";

pub(super) fn text_of_number(number: f64) -> String {
    // Beyond 15 digits a spreadsheet has lost the number anyway; the format is then the shortest that says so.
    if number.abs() < 1e15 && number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// Year, month, day; hour and minute. Midnight is no time.
pub(super) fn text_of_moment((year, month, day): (u16, u8, u8), (hour, minute): (u8, u8)) -> String {
    match (hour, minute) {
        (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
    }
}
