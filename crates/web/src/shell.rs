//! What stands around a page's content.

use domain::access::Action;
use regulations::russian::{capitalised, count, date_with_weekday, hours_and_minutes, numeric_date};
use ui::components::{Link, PostForm};
use ui::page::{Contrast, DemoBar, Shell};

use crate::form_token;
use crate::nav::{self, Section};
use crate::request_frame::RequestFrame;
use crate::signed_in::SignedInRequest;
use crate::staff::{Staff, WebOptions};

/// The shell of a signed-in person's page.
pub(crate) fn for_person(signed_in: &SignedInRequest, title: String, section: Section) -> Shell {
    let person = &signed_in.person;
    let csrf = form_token::masked(&person.form_token);
    let position = if person.position.is_empty() {
        signed_in.request.actor.role.russian()
    } else {
        person.position.as_str()
    };
    Shell {
        title,
        nav: if signed_in.may(Action::SeeTerms) {
            nav::items(signed_in, section)
        } else {
            Vec::new()
        },
        person_line: format!("{}, {position}", person.name),
        organisation_line: person.organisation.clone(),
        time_line: format!("Время местное, {}", person.zone.offset_label(signed_in.request.now)),
        help: help(&person.hot_line),
        terms_href: "/terms".to_owned(),
        search: signed_in
            .may(Action::Search)
            .then(|| PostForm::new("/search", csrf.as_str(), "")),
        sign_out: Some(PostForm::new("/sign-out", csrf, "")),
        ..base(&signed_in.frame, &signed_in.options)
    }
}

/// The shell of a page for somebody not signed in.
pub fn for_visitor(staff: &Staff, frame: &RequestFrame, title: impl Into<String>) -> Shell {
    Shell {
        title: title.into(),
        ..base(frame, &staff.options)
    }
}

/// The shell of an error page, whoever reads it.
pub(crate) fn for_error(staff: &Staff, frame: &RequestFrame) -> Shell {
    match frame.signed_in() {
        Some(signed_in) => for_person(signed_in, String::new(), Section::None),
        None => for_visitor(staff, frame, String::new()),
    }
}

/// «через 3 с», «через 5 мин».
pub fn wait_words(seconds: i64) -> String {
    let seconds = seconds.max(1);
    if seconds < 120 {
        return format!("через {}", count(seconds, "секунду", "секунды", "секунд"));
    }
    format!("через {}", hours_and_minutes(seconds.div_euclid(60) + 1))
}

fn base(frame: &RequestFrame, options: &WebOptions) -> Shell {
    let look = match frame.look() {
        Contrast::Ordinary => "strong",
        Contrast::Strong => "ordinary",
    };
    Shell {
        contrast: frame.look(),
        contrast_href: format!("/look?contrast={look}&back={}", frame.path_to_come_back_to()),
        nonce: frame.nonce().to_owned(),
        flash: frame.flash(),
        demo: options.demo.as_ref().map(|control| demo_bar(&control.now_local())),
        ..Shell::default()
    }
}

fn demo_bar(now_local: &str) -> DemoBar {
    let (day, time) = now_local.split_once('T').unwrap_or((now_local, ""));
    let words = day.parse().map_or_else(|_| day.to_owned(), date_with_weekday);
    let form = || PostForm::new("/demo/clock", "", "");
    DemoBar {
        now_local: format!("{words}, {time}"),
        note: "Люди и\u{a0}школы вымышлены.".to_owned(),
        add_hour: form(),
        add_day: form(),
        to_date: form(),
        today: day.parse().map_or_else(|_| day.to_owned(), numeric_date),
        switch_role: Some(Link::new("Войти другим человеком", "/sign-in")),
    }
}

fn help(hot_line: &str) -> Option<Link> {
    let digits: String = hot_line
        .chars()
        .filter(|letter| letter.is_ascii_digit() || *letter == '+')
        .collect();
    if digits.is_empty() {
        return None;
    }
    let international = digits
        .strip_prefix('8')
        .filter(|rest| rest.len() == 10)
        .map_or(digits.clone(), |rest| format!("+7{rest}"));
    Some(Link::new(
        capitalised(&format!("помощь: {hot_line}")),
        format!("tel:{international}"),
    ))
}
