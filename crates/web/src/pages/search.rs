//! The one search box: people by any part of the name, documents, codes, organisations, statements, ledgers.
//!
//! What is typed may be a name or a document, and addresses are kept by browsers and logs: the box posts, and GET shows
//! the empty page whatever stands in its address.

use axum::extract::State;
use domain::access::Action;
use serde::Deserialize;
use ui::components::{Link, Phrase};
use ui::pages::search::{SearchGroup, SearchHit, SearchPage};
use ui::typography::number;

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::page::Page;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Longest words looked for.
const LONGEST: usize = 200;

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::Search);
    Routes::new()
        .get("/search", access, empty)
        .post("/search", access, by_form)
}

#[derive(Deserialize, Default)]
struct Typed {
    #[serde(default)]
    q: String,
}

async fn empty(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<SearchPage>, Failure> {
    find(&staff, &signed_in, "").await
}

async fn by_form(
    State(staff): State<Staff>,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Page<SearchPage>, Failure> {
    find(&staff, &signed_in, &typed.q).await
}

async fn find(staff: &Staff, signed_in: &SignedInRequest, typed: &str) -> Result<Page<SearchPage>, Failure> {
    let words: String = typed.trim().chars().take(LONGEST).collect();
    let found = staff.app.search(&signed_in.request, &words).await?;
    let people = found.people.into_iter().map(|(id, name, class_name, organisation)| {
        let about = [organisation, class_name]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        hit(name, format!("/people/{id}"), about)
    });
    let organisations = found.organisations.into_iter().map(|row| {
        hit(
            row.name,
            format!("/organisations/{}", row.id),
            format!("код {}", row.code),
        )
    });
    let statements = found.statements.into_iter().map(|row| {
        let lines = ui::typography::counted(row.line_count, ["строка", "строки", "строк"]);
        hit(
            format!("Ведомость №\u{a0}{}", row.number),
            format!("/statements/{}", row.id),
            lines,
        )
    });
    let ledgers = found.ledgers.into_iter().map(|row| {
        hit(
            format!("Ведомость ознакомления №\u{a0}{}", row.number),
            format!("/ledgers/{}", row.id),
            row.class_name,
        )
    });
    let people_total = i64::try_from(found.people_total).unwrap_or(i64::MAX);
    let mut groups = vec![
        group("people", "Люди", people.collect(), Some(people_total)),
        group("organisations", "Организации", organisations.collect(), None),
        group("statements", "Ведомости результатов", statements.collect(), None),
        group("ledgers", "Ведомости ознакомления", ledgers.collect(), None),
    ];
    groups.retain(|group| !group.hits.is_empty());
    let mut shell = signed_in.shell("Поиск", Section::None);
    shell.search_words = words.clone();
    let summary = summary(&words, &groups);
    Ok(Page::new(SearchPage {
        shell,
        words,
        summary,
        groups,
        advice: advice(),
    }))
}

fn hit(label: String, href: String, about: String) -> SearchHit {
    SearchHit {
        link: Link::new(label, href),
        about,
        tag: None,
    }
}

fn group(id: &str, heading: &str, hits: Vec<SearchHit>, total: Option<i64>) -> SearchGroup {
    let total = total.unwrap_or(i64::try_from(hits.len()).unwrap_or(i64::MAX));
    SearchGroup {
        id: id.to_owned(),
        heading: heading.to_owned(),
        count: number(total),
        hits,
        more: None,
    }
}

fn summary(words: &str, groups: &[SearchGroup]) -> String {
    match (words.is_empty(), groups.is_empty()) {
        (true, _) => String::new(),
        (false, true) => "Ничего не\u{a0}найдено среди того, что вам открыто".to_owned(),
        (false, false) => format!(
            "Найдено: {}",
            groups
                .iter()
                .map(|group| format!("{}\u{a0}— {}", group.heading.to_lowercase(), group.count))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}

fn advice() -> Vec<Phrase> {
    [
        "Фамилию, имя или их часть: «соловьёва нина»",
        "Документ целиком, серию и\u{a0}номер подряд",
        "Код участника или код строки ведомости",
        "Школу, управление или их код",
        "Номер ведомости",
    ]
    .into_iter()
    .map(Phrase::of)
    .collect()
}
