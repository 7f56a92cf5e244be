//! What only the public look-up must keep: light for a phone, no scripts, nothing of a person in an address, and one
//! answer for whatever may not be told.

use ui::Template;
use ui::pages::public::{AnswerPage, NotFoundPage, PublicFrame, SecondFactor, samples};

const LIMIT_BYTES: usize = 15 * 1024;

#[test]
fn pages_are_light_and_only_the_challenge_has_a_script() {
    for (name, html) in samples().unwrap() {
        assert!(html.len() <= LIMIT_BYTES, "{name}: {} bytes", html.len());
        let scripts = html.matches("<script").count();
        assert_eq!(scripts, usize::from(name.starts_with("public-challenge")), "{name}");
    }
}

#[test]
fn no_form_puts_answers_into_an_address() {
    for (name, html) in samples().unwrap() {
        for form in html.split("<form").skip(1) {
            let tag = form.split('>').next().unwrap();
            assert!(tag.contains("method=\"post\""), "{name}: {tag}");
        }
    }
}

/// The page has no field of its own for what was asked; rendered twice it is the same to the byte.
#[test]
fn not_found_says_the_same_to_everybody() {
    let page = || {
        let page = NotFoundPage {
            frame: PublicFrame::sample(),
            second_factor: SecondFactor::Surname,
            as_of: "Публикация № 7".to_owned(),
        };
        page.render().unwrap()
    };
    assert_eq!(page(), page());
    for told in ["не выпущен", "существует", "неверная фамилия"] {
        assert!(!page().contains(told));
    }
}

#[test]
fn text_of_people_is_escaped() {
    let page = AnswerPage {
        person_line: "<img src=x>".to_owned(),
        ..AnswerPage::sample()
    };
    assert!(!page.render().unwrap().contains("<img"));
}

/// Headings do not skip a level, on staff pages too.
#[test]
fn headings_do_not_skip_a_level() {
    for (name, html) in ui::pages::samples().unwrap() {
        let mut before = 1;
        let levels = html.split("<h").filter_map(|rest| rest.chars().next()?.to_digit(10));
        for level in levels.skip_while(|level| *level != 1) {
            assert!(level <= before + 1, "{name}: h{level} after h{before}");
            before = level;
        }
    }
}
