//! «Слова и сроки»: every term of the region with its clause and the trust it deserves.

use axum::extract::{Query, State};
use domain::access::Action;
use regulations::russian::{capitalised, long_date};
use regulations::{ConditionalLength, ExamKind, Ruleset, Sense, Term, TermStatus};
use serde::Deserialize;
use ui::components::{Cell, Clause, Column, Row, SearchBox, Tab, TableView, Tabs, Tag};
use ui::page::Current;
use ui::pages::terms::{TermCard, TermsPage};

use crate::failure::Failure;
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::percent_encoded;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Words of the interface that people ask about.
const WORDS: &[(&str, &str)] = &[
    (
        "РЦОИ",
        "региональный центр обработки информации: обрабатывает работы, хранит результаты, передаёт ведомости",
    ),
    ("МОУО", "муниципальный орган, который управляет образованием"),
    (
        "Ведомость результатов",
        "список результатов, который одна организация передаёт другой",
    ),
    (
        "Ведомость ознакомления",
        "кому, когда и\u{a0}под чью подпись сообщили результат",
    ),
    (
        "Окончание обработки",
        "записанный РЦОИ момент, с\u{a0}которого результаты сочинения можно передавать",
    ),
    (
        "Редакция результата",
        "одно значение результата; прежние не\u{a0}удаляются",
    ),
    ("Ответственное лицо", "тот, кого приказ допустил к\u{a0}ведомостям"),
    (
        "Рабочий день",
        "по\u{a0}производственному календарю с\u{a0}переносами и\u{a0}днями региона",
    ),
    (
        "Прочтение",
        "место, где приказ молчит или неясен: выбрано одно понимание, его можно изменить",
    ),
];

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/terms", Access::May(Action::SeeTerms), show)
}

#[derive(Deserialize, Default)]
struct Filter {
    #[serde(default)]
    status: String,
    #[serde(default)]
    q: String,
}

async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Query(filter): Query<Filter>,
) -> Result<Page<TermsPage>, Failure> {
    let rules = staff.app.ruleset()?;
    let status = TermStatus::from_code(&filter.status).ok();
    let cards: Vec<(TermStatus, TermCard)> = in_order(&rules).map(|term| (term.status, card(&rules, term))).collect();
    let words = filter.q.trim().to_lowercase();
    let fits = |(found, card): &&(TermStatus, TermCard)| {
        status.is_none_or(|status| *found == status) && mentions(card, &words)
    };
    let shown = cards.iter().filter(fits).map(|(_, card)| card.clone()).collect();
    let page = TermsPage {
        shell: signed_in.shell("Слова и\u{a0}сроки", Section::None),
        sub: format!("{} · приказы, которые действуют {}", rules.region().name, long_date(signed_in.request.today)),
        lead: "Каждый срок\u{a0}— со\u{a0}своим пунктом и\u{a0}нашими словами: кто, что, кому и\u{a0}от\u{a0}чего считать.".into(),
        tabs: Some(tabs(&cards, status, &filter.q)),
        search: Some(SearchBox {
            action: "/terms".to_owned(),
            post: None,
            label: "Слово, пункт или кто отвечает".to_owned(),
            name: "q".to_owned(),
            value: filter.q.clone(),
            kept: status.map(|status| ("status".to_owned(), status.code().to_owned())).into_iter().collect(),
            reset_href: if words.is_empty() { String::new() } else { "/terms".to_owned() },
        }),
        terms: shown,
        words: Some(words_table()),
    };
    Ok(Page::new(page))
}

/// Terms of the essay first, then those of the region's orders, then the federal ones; by clause within each.
fn in_order(rules: &Ruleset) -> impl Iterator<Item = &Term> {
    let mut terms: Vec<&Term> = rules.terms().iter().collect();
    terms.sort_by_key(|term| {
        (
            !term.concerns(ExamKind::Essay),
            matches!(term.status, TermStatus::FederalSeen | TermStatus::FromMemory),
        )
    });
    terms.into_iter()
}

fn mentions(card: &TermCard, words: &str) -> bool {
    let texts = [
        &card.what,
        &card.who,
        &card.length,
        &card.runs_from,
        &card.clause.label,
        &card.clause.words,
    ];
    words.is_empty()
        || texts
            .iter()
            .any(|text| text.to_lowercase().replace('\u{a0}', " ").contains(words))
}

fn tabs(cards: &[(TermStatus, TermCard)], chosen: Option<TermStatus>, q: &str) -> Tabs {
    let rest = if q.trim().is_empty() {
        String::new()
    } else {
        format!("q={}", percent_encoded(q.trim()))
    };
    let mut items = vec![Tab::new(
        cards.len().to_string(),
        "все",
        format!("/terms?{rest}"),
        Current::when(|| chosen.is_none()),
    )];
    for status in TermStatus::ALL {
        let count = cards.iter().filter(|(found, _)| found == status).count();
        if count > 0 {
            let href = format!("/terms?status={}&{rest}", status.code());
            items.push(Tab::new(
                count.to_string(),
                status.russian(),
                href,
                Current::when(|| chosen == Some(*status)),
            ));
        }
    }
    Tabs {
        label: "Сроки по\u{a0}источнику".to_owned(),
        items,
    }
}

fn card(rules: &Ruleset, term: &Term) -> TermCard {
    let words = rules.clause_words(&term.clause);
    let mut clause = match &words {
        Some(found) => Clause::new(&found.chip, capitalised(&found.act), &found.words),
        None => Clause::new(term.clause.to_string(), "", ""),
    };
    if let Some(note) = &term.note {
        clause = clause.status(note.as_str());
    }
    TermCard {
        id: term.id.replace([':', '.', ' '], "-"),
        what: term.summary.clone(),
        who: format!("{} → {}", term.debtor.russian(), term.creditor.russian()),
        length: lengths(term),
        runs_from: runs_from(term),
        channel: term
            .channel
            .map(|channel| channel.russian().to_owned())
            .unwrap_or_default(),
        in_force: in_force(term),
        clause,
        status: tag(term.status),
    }
}

fn lengths(term: &Term) -> String {
    let one = |entry: &ConditionalLength| {
        let when: Vec<&str> = entry.when.iter().map(|condition| condition.russian()).collect();
        if when.is_empty() {
            entry.length.words()
        } else {
            format!("{} ({})", entry.length.words(), when.join(", "))
        }
    };
    term.lengths.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn runs_from(term: &Term) -> String {
    let event = term.event.russian();
    match term.sense {
        Sense::Within => format!("с\u{a0}события «{event}»"),
        Sense::Before => format!("не\u{a0}позже, чем за\u{a0}это время до\u{a0}события «{event}»"),
        Sense::NotEarlierThan => format!("не\u{a0}раньше, чем через это время после события «{event}»"),
    }
}

fn in_force(term: &Term) -> String {
    let from = format!("Действует с\u{a0}{}", long_date(term.in_force_from));
    term.in_force_to
        .map_or(from.clone(), |last| format!("{from} по\u{a0}{}", long_date(last)))
}

fn tag(status: TermStatus) -> Tag {
    match status {
        TermStatus::Order => Tag::green(status.russian()),
        TermStatus::FederalSeen => Tag::blue(status.russian()),
        TermStatus::Reading => Tag::amber(status.russian()),
        TermStatus::FromMemory => Tag::red(status.russian()),
    }
}

fn words_table() -> TableView {
    TableView {
        caption: "Слова".to_owned(),
        hide_caption: true,
        columns: vec![Column::new("Слово"), Column::new("Что значит")],
        rows: WORDS
            .iter()
            .map(|(word, meaning)| Row::new(vec![(*word).into(), Cell::new(*meaning).full_line()]))
            .collect(),
        ..TableView::default()
    }
}
