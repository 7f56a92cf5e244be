//! What every page must have, checked on every sample.
#![expect(clippy::expect_used, reason = "a sample that does not render fails the test")]

use std::collections::HashSet;

use ui::pages::public::challenge_script;

fn pages() -> Vec<(&'static str, String)> {
    ui::pages::samples().expect("every sample renders")
}

fn staff_pages() -> Vec<(&'static str, String)> {
    pages()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("public"))
        .collect()
}

/// Opening tags of the page with their attributes, in order.
fn tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| !tag.starts_with(['/', '!']))
        .collect()
}

fn name_of(tag: &str) -> &str {
    tag.split([' ', '\n']).next().unwrap_or_default()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn names_of_samples_are_unique() {
    let mut seen = HashSet::new();
    for (name, _) in pages() {
        assert!(seen.insert(name), "two samples are called {name}");
    }
    assert!(seen.len() > 50, "samples are missing: {}", seen.len());
}

#[test]
fn every_page_is_russian_with_one_heading_and_landmarks() {
    for (name, html) in pages() {
        assert!(html.trim_start().starts_with("<!DOCTYPE html>"), "{name}: doctype");
        assert!(html.contains("<html lang=\"ru\""), "{name}: lang");
        assert_eq!(html.matches("<h1").count(), 1, "{name}: one h1");
        assert_eq!(html.matches("<main").count(), 1, "{name}: one main");
        assert_eq!(html.matches("<title>").count(), 1, "{name}: one title");
        assert!(html.contains("Перейти к"), "{name}: skip link");
    }
}

#[test]
fn no_page_needs_an_inline_style_or_script() {
    for (name, html) in pages() {
        for tag in tags(&html) {
            assert!(attribute(tag, "style").is_none(), "{name}: style attribute in <{tag}>");
            assert!(!tag.contains(" on"), "{name}: event attribute in <{tag}>");
            if name_of(tag) == "script" {
                // The challenge carries its one script with it: nobody who is asked to prove work fetches anything more.
                let is_challenge = name.starts_with("public-challenge");
                assert!(is_challenge || attribute(tag, "src").is_some(), "{name}: inline script");
                let is_challenges = html.contains(&format!("<script>{}</script>", challenge_script()));
                let has_nonce = attribute(tag, "nonce").is_some();
                assert!(has_nonce || is_challenges, "{name}: script without nonce or hash");
            }
            assert_ne!(name_of(tag), "style", "{name}: style element");
        }
        assert!(!html.contains("javascript:"), "{name}: javascript address");
    }
}

#[test]
fn no_page_loads_anything_from_elsewhere() {
    for (name, html) in pages() {
        for tag in tags(&html) {
            for attribute_name in ["src", "href", "action"] {
                let value = attribute(tag, attribute_name).unwrap_or_default();
                let loads = matches!(name_of(tag), "script" | "link" | "img" | "form" | "use");
                assert!(!(loads && value.contains("//")), "{name}: {value}");
            }
        }
    }
}

#[test]
fn every_input_has_a_label() {
    for (name, html) in pages() {
        let tags = tags(&html);
        let labelled: HashSet<&str> = tags
            .iter()
            .filter(|tag| name_of(tag) == "label")
            .filter_map(|tag| attribute(tag, "for"))
            .collect();
        for tag in &tags {
            if !matches!(name_of(tag), "input" | "select" | "textarea") {
                continue;
            }
            if attribute(tag, "type") == Some("hidden") {
                continue;
            }
            let by_label = attribute(tag, "id").is_some_and(|id| labelled.contains(id));
            let by_aria = attribute(tag, "aria-labelledby").is_some();
            assert!(by_label || by_aria, "{name}: no label for <{tag}>");
        }
    }
}

#[test]
fn ids_are_unique_and_references_lead_to_them() {
    for (name, html) in pages() {
        let tags = tags(&html);
        let mut ids = HashSet::new();
        for id in tags.iter().filter_map(|tag| attribute(tag, "id")) {
            assert!(ids.insert(id), "{name}: id {id} twice");
        }
        for tag in &tags {
            for reference in ["aria-labelledby", "aria-describedby", "for"] {
                for id in attribute(tag, reference)
                    .unwrap_or_default()
                    .split(' ')
                    .filter(|id| !id.is_empty())
                {
                    assert!(ids.contains(id), "{name}: {reference} leads nowhere: {id}");
                }
            }
            if name_of(tag) == "a"
                && let Some(id) = attribute(tag, "href").and_then(|href| href.strip_prefix('#'))
            {
                assert!(ids.contains(id), "{name}: link leads nowhere: #{id}");
            }
        }
    }
}

#[test]
fn every_form_that_changes_data_carries_its_token() {
    for (name, html) in staff_pages() {
        for form in html.split("<form").skip(1) {
            let (tag, body) = form.split_once('>').unwrap_or_default();
            if attribute(&format!("form{tag}"), "method") != Some("post") {
                continue;
            }
            let body = body.split("</form>").next().unwrap_or_default();
            assert!(body.contains("name=\"csrf\""), "{name}: form without a token: {tag}");
            assert!(body.contains("<button"), "{name}: form without a button: {tag}");
        }
    }
}

#[test]
fn nothing_typed_by_people_becomes_markup() {
    let page = ui::pages::general::ListPage::new(
        ui::page::Shell::titled("<b>x</b>"),
        "<script>alert(1)</script>",
        ui::components::TableView {
            columns: vec![ui::components::Column::new("Имя")],
            rows: vec![ui::components::Row::new(vec!["\"><img src=x>".into()])],
            ..ui::components::TableView::default()
        },
    );
    let html = ui::Template::render(&page).expect("renders");
    assert!(!html.contains("<script>alert") && !html.contains("<img") && !html.contains("<b>x"));
}

#[test]
fn pages_are_light() {
    for (name, html) in staff_pages() {
        assert!(html.len() < 120_000, "{name}: {} bytes before compression", html.len());
    }
}
