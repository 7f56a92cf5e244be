//! One person: registrations and what came of them.

use app::people::{PersonResult, PersonView};
use app::print::class_words;
use app::results_in_words::StoredValue;
use app::stored_rows::RegistrationRow;
use axum::extract::State;
use domain::access::Action;
use domain::registration::ParticipantCategory;
use ui::components::{Facts, Link, Phrase};
use ui::pages::people::{ParticipantPage, RegistrationCard, ResultRow};

use super::super::admission::parts_of_person;
use super::{edition_tag, told_words};
use crate::failure::Failure;
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ParticipantPage>, Failure> {
    let person = staff.app.find_person(&signed_in.request, id).await?;
    let mut page = view(&signed_in, &person);
    if signed_in.may(Action::SeeResults) {
        let admission = staff.app.person_admission(&signed_in.request, id).await?;
        page.sections = parts_of_person(&staff, &admission)?;
    }
    Ok(Page::new(page))
}

fn view(signed_in: &SignedInRequest, person: &PersonView) -> ParticipantPage {
    let mut page = ParticipantPage {
        shell: signed_in.shell(person.name.clone(), Section::People),
        summary: summary(person),
        say: say(person),
        acts: Vec::new(),
        facts: Facts::default().row(
            "Документ",
            if person.document.is_empty() {
                "нет"
            } else {
                person.document.as_str()
            },
        ),
        warnings: Vec::new(),
        registrations: person
            .registrations
            .iter()
            .map(|(row, registering, informing)| card(row, registering, informing))
            .collect(),
        results: person.results.iter().map(|one| result_row(signed_in, one)).collect(),
        sections: Vec::new(),
        links: Vec::new(),
    };
    page.shell.breadcrumbs = vec![Link::new("Участники", "/participants")];
    page
}

/// «11 «А», СОШ № 25».
fn summary(person: &PersonView) -> String {
    let last = person.registrations.last();
    last.map(|(row, _, informing)| {
        let class_name = class_words(&row.class_name);
        if class_name.is_empty() {
            informing.clone()
        } else {
            format!("{class_name}, {informing}")
        }
    })
    .unwrap_or_default()
}

fn say(person: &PersonView) -> Phrase {
    let untold = person
        .results
        .iter()
        .filter(|one| one.edition.state == "released" && one.told_at.is_none())
        .count();
    match (person.results.is_empty(), untold) {
        (true, _) => Phrase::default(),
        (false, 0) => Phrase::default(),
        (false, _) => Phrase::of("Результат выпущен, участник ещё не\u{a0}ознакомлен."),
    }
}

fn card(row: &RegistrationRow, registering: &str, informing: &str) -> RegistrationCard {
    let category = ParticipantCategory::from_code(&row.category).map_or(row.category.as_str(), |known| known.russian());
    let kind = match row.exam_kind.as_str() {
        "essay" => "Итоговое сочинение (изложение)",
        "gia-11" => "ГИА-11",
        "gia-9" => "ГИА-9",
        other => other,
    };
    let mut facts = Facts::default()
        .row("Код участника", row.participant_code.as_str())
        .row("Категория", category);
    if !row.class_name.is_empty() {
        facts = facts.row("Класс", class_words(&row.class_name));
    }
    RegistrationCard {
        title: format!(
            "{kind}, {}/{:02} учебный год",
            row.school_year - 1,
            row.school_year.rem_euclid(100)
        ),
        facts: facts
            .row(
                "Где зарегистрирован",
                Phrase::linked(
                    registering,
                    format!("/organisations/{}", row.registering_organisation_id),
                ),
            )
            .row(
                "Кто знакомит",
                Phrase::linked(informing, format!("/organisations/{}", row.informing_organisation_id)),
            ),
    }
}

fn result_row(signed_in: &SignedInRequest, one: &PersonResult) -> ResultRow {
    ResultRow {
        exam: one.exam.title(),
        history_href: format!("/results/{}", one.row.result_id),
        value: Phrase::of(one.edition.long_words()),
        edition: format!("редакция {}", one.edition.number),
        state: edition_tag(&one.edition),
        acquainted: told_words(signed_in, one.told_at),
    }
}
