use super::*;

fn kuzbass() -> Zone {
    Zone::new("Asia/Novokuznetsk").unwrap()
}

fn date(text: &str) -> LegalDate {
    text.parse().unwrap()
}

#[test]
fn dates_are_read_strictly() {
    for good in ["2026-12-17", "2024-02-29", "1900-01-01", "2199-12-31"] {
        assert_eq!(date(good).to_string(), good);
    }
    let bad = [
        "",
        "2026-12-7",
        "26-12-17",
        "2026-13-01",
        "2025-02-29",
        "2026-12-17 ",
        " 2026-12-17",
        "2026-12-17T00",
        "+026-12-17",
        "2026-12-17-1",
        "1899-12-31",
        "2200-01-01",
        "17.12.2026",
        "2026-00-10",
        "２０２６-12-17",
    ];
    for text in bad {
        assert!(text.parse::<LegalDate>().is_err(), "«{text}»");
    }
}

#[test]
fn the_same_moment_is_another_day_in_another_region() {
    let moscow = Zone::new("Europe/Moscow").unwrap();
    let late = moscow.at(date("2025-12-15"), 21, 0).unwrap();
    assert_eq!(moscow.local_date(late), date("2025-12-15"));
    assert_eq!(kuzbass().local_date(late), date("2025-12-16"));
    assert_eq!(kuzbass().local_time(late).to_string(), "01:00");
}

#[test]
fn a_day_ends_where_the_next_begins() {
    let zone = kuzbass();
    let day = date("2026-12-16");
    assert_eq!(zone.end_of_day(day), zone.start_of_day(date("2026-12-17")));
    assert_eq!(zone.rfc3339(zone.end_of_day(day)), "2026-12-17T00:00:00+07:00");
    let last = zone.end_of_day(day).plus_micros(-1);
    assert_eq!(zone.local_date(last), day);
}

#[test]
fn zones_have_their_offsets() {
    let moment = Instant::from_seconds(1_797_000_000);
    let cases = [
        ("Asia/Novokuznetsk", "UTC+7"),
        ("Europe/Kirov", "UTC+3"),
        ("Europe/Moscow", "UTC+3"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("UTC", "UTC"),
        ("America/Lima", "UTC−5"),
    ];
    for (name, expected) in cases {
        assert_eq!(Zone::new(name).unwrap().offset_label(moment), expected, "{name}");
    }
    assert!(Zone::new("Asia/Kemerovo").is_err());
}

#[test]
fn local_moments_are_read_and_written() {
    let zone = kuzbass();
    let moment = zone.parse_local("2026-12-17T09:20").unwrap();
    assert_eq!(zone.format_local(moment), "2026-12-17T09:20");
    assert_eq!(zone.rfc3339(moment), "2026-12-17T09:20:00+07:00");
    for bad in [
        "2026-12-17",
        "2026-12-17 09:20",
        "2026-12-17T24:00",
        "2026-12-17T9:20",
        "2026-12-17T09:60",
        "2026-12-17T09:20Z",
        "",
    ] {
        assert!(zone.parse_local(bad).is_err(), "«{bad}»");
    }
}

#[test]
fn shifting_stops_at_the_edge() {
    assert_eq!(date("2024-01-31").plus_months(1), date("2024-02-29"));
    assert_eq!(date("2024-02-29").plus_years(1), date("2025-02-28"));
    assert_eq!(date("2026-12-31").plus_days(1), date("2027-01-01"));
    assert_eq!(date("2026-12-31").plus_days(i64::MAX), date("2199-12-31"));
    assert_eq!(date("2026-12-31").plus_days(i64::MIN), date("1900-01-01"));
    assert_eq!(date("2026-12-31").days_since(date("2026-01-01")), 364);
}

#[test]
fn moments_far_outside_do_not_break() {
    let zone = kuzbass();
    assert_eq!(zone.local_date(Instant::from_micros(i64::MAX)), date("2199-12-31"));
    assert_eq!(zone.local_date(Instant::from_micros(i64::MIN)), date("1900-01-01"));
}
