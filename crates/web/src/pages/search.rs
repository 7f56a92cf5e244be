//! The one search box: people by any part of the name, documents, codes, organisations, statements, ledgers.
//!
//! What is typed may be a name or a document, and addresses are kept by browsers and logs: the box posts, and GET shows
//! the empty page whatever stands in its address.

use app::search::Found;
use axum::Json;
use axum::extract::State;
use domain::access::Action;
use serde::{Deserialize, Serialize};
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
        .post("/search/suggestions", access, suggestions)
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

/// What the script shows under the box while somebody types.
#[derive(Serialize)]
struct Suggestions {
    /// For the live region: «Подсказок: 4…».
    summary: String,
    groups: Vec<SuggestedGroup>,
}

#[derive(Serialize)]
struct SuggestedGroup {
    heading: String,
    hits: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Suggestion {
    label: String,
    about: String,
    href: String,
}

async fn suggestions(
    State(staff): State<Staff>,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Json<Suggestions>, Failure> {
    let words: String = typed.q.trim().chars().take(LONGEST).collect();
    let groups = groups(staff.app.suggest(&signed_in.request, &words).await?);
    let count: usize = groups.iter().map(|group| group.hits.len()).sum();
    let summary = match count {
        0 => "Подсказок нет".to_owned(),
        _ => format!("Подсказок: {count}. Выберите стрелками вверх и\u{a0}вниз"),
    };
    let groups = groups.into_iter().map(|group| SuggestedGroup {
        heading: group.heading,
        hits: group.hits.into_iter().map(suggestion).collect(),
    });
    Ok(Json(Suggestions {
        summary,
        groups: groups.collect(),
    }))
}

fn suggestion(hit: SearchHit) -> Suggestion {
    Suggestion {
        label: hit.link.label,
        about: hit.about,
        href: hit.link.href,
    }
}

async fn find(staff: &Staff, signed_in: &SignedInRequest, typed: &str) -> Result<Page<SearchPage>, Failure> {
    let words: String = typed.trim().chars().take(LONGEST).collect();
    let found = staff.app.search(&signed_in.request, &words).await?;
    let groups = groups(found);
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

/// What was found, by kind; kinds with nothing are left out.
fn groups(found: Found) -> Vec<SearchGroup> {
    let people = found.people.into_iter().map(|one| {
        let about = [one.organisation, one.class_name]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        hit(one.name, format!("/people/{}", one.person), about)
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
    groups
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
