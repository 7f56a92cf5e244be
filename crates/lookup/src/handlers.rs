//! One function per address: read the form, ask, choose the page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

use crate::defence::Admission;
use crate::form::{PostedBody, PostedForm};
use crate::limits::Ended;
use crate::page::Page;
use crate::pages::{StartForm, SurnameForm, Trouble};
use crate::results::{Outcome, PublicFacts, Query, SecondQuestion};
use crate::site::{Site, Visit};
use crate::typed::{TypedDocument, parse_surname};
use crate::vision::{vision_cookie, vision_of_code};

/// The first question.
pub const HOME: &str = "/";
/// Takes the document, asks the surname.
pub const SURNAME: &str = "/result/surname";
/// Takes all answers, shows the result.
pub const RESULT: &str = "/result";
/// The procedure and the schedule.
pub const PROCEDURE: &str = "/procedure";
/// The switch of vision.
pub const VISION: &str = "/vision";

type AtSite = State<Arc<Site>>;

/// GET /
pub async fn start(State(site): AtSite, Extension(visit): Extension<Visit>) -> Page {
    start_page(&site, visit)
}

/// The first question, or what stands in its place while nothing is open.
pub fn start_page(site: &Site, visit: Visit) -> Page {
    match open_facts(site, visit) {
        Ok(facts) => site.start_page(visit, &facts, StartForm::default()),
        Err(page) => page,
    }
}

/// POST /result/surname
pub async fn ask_surname(State(site): AtSite, Extension(visit): Extension<Visit>, body: PostedBody) -> Page {
    surname_page(&site, visit, &body.form())
}

/// The second question; the answer where none is asked.
pub fn surname_page(site: &Site, visit: Visit, form: &PostedForm<'_>) -> Page {
    let (facts, document) = match facts_and_document(site, visit, form) {
        Ok(both) => both,
        Err(page) => return page,
    };
    match facts.second_question {
        SecondQuestion::Surname => site.surname_page(visit, &facts, &SurnameForm::about(document)),
        SecondQuestion::Nothing => answer(site, visit, &facts, query(document, String::new()), form),
    }
}

/// POST /result
pub async fn show_result(State(site): AtSite, Extension(visit): Extension<Visit>, body: PostedBody) -> Page {
    result_page(&site, visit, &body.form())
}

/// The answer, or whatever comes before it.
pub fn result_page(site: &Site, visit: Visit, form: &PostedForm<'_>) -> Page {
    let (facts, document) = match facts_and_document(site, visit, form) {
        Ok(both) => both,
        Err(page) => return page,
    };
    if facts.second_question == SecondQuestion::Nothing {
        return answer(site, visit, &facts, query(document, String::new()), form);
    }
    // The setting was changed between the two questions: the surname has not been asked yet.
    let Some(typed) = form.field("surname") else {
        return site.surname_page(visit, &facts, &SurnameForm::about(document));
    };
    match parse_surname(typed) {
        Ok(surname) => answer(site, visit, &facts, query(document, surname), form),
        Err(fault) => {
            let again = SurnameForm {
                document,
                typed: typed.to_owned(),
                errors: vec![fault],
            };
            site.surname_page(visit, &facts, &again)
        }
    }
}

/// GET of an address that only takes forms: the page was reloaded or its address was shared.
pub async fn to_start() -> Redirect {
    Redirect::to(HOME)
}

/// GET /procedure
pub async fn procedure(State(site): AtSite, Extension(visit): Extension<Visit>) -> Page {
    match site.results.facts() {
        Ok(facts) => site.procedure_page(visit, &facts),
        Err(error) => site.unavailable(visit, &error),
    }
}

/// POST /vision: the same page in the other version where that can be. An answer is looked up once more by the sealed
/// query that its page carries.
pub async fn switch_vision(State(site): AtSite, body: PostedBody) -> Response {
    let form = body.form();
    let visit = Visit {
        vision: vision_of_code(form.text("vision")),
    };
    let mut response = switched(&site, visit, &form);
    let cookie = vision_cookie(visit.vision, site.options.transport);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

fn switched(site: &Site, visit: Visit, form: &PostedForm<'_>) -> Response {
    match form.text("page") {
        "surname" => surname_page_again(site, visit, form),
        "procedure" => Redirect::to(PROCEDURE).into_response(),
        "answer" => answer_again(site, visit, form),
        "challenge" => result_page(site, visit, form).into_response(),
        "not-found" => match open_facts(site, visit) {
            Ok(facts) => site.not_found_page(visit, &facts).into_response(),
            Err(page) => page.into_response(),
        },
        _ => Redirect::to(HOME).into_response(),
    }
}

fn surname_page_again(site: &Site, visit: Visit, form: &PostedForm<'_>) -> Response {
    match facts_and_document(site, visit, form) {
        Ok((facts, document)) if facts.second_question == SecondQuestion::Surname => site
            .surname_page(visit, &facts, &SurnameForm::about(document))
            .into_response(),
        Ok(_) => Redirect::to(HOME).into_response(),
        Err(page) => page.into_response(),
    }
}

fn answer_again(site: &Site, visit: Visit, form: &PostedForm<'_>) -> Response {
    let facts = match open_facts(site, visit) {
        Ok(facts) => facts,
        Err(page) => return page.into_response(),
    };
    let Some(again) = site.repeat.open(form.text("again")) else {
        return Redirect::to(HOME).into_response();
    };
    let surname = match facts.second_question {
        // The setting was changed meanwhile: the surname has not been asked yet.
        SecondQuestion::Surname if again.surname.is_empty() => {
            let question = SurnameForm::about(again.document);
            return site.surname_page(visit, &facts, &question).into_response();
        }
        SecondQuestion::Surname => again.surname,
        SecondQuestion::Nothing => String::new(),
    };
    // Who holds the sealed query was shown its answer already: this is no try, and is not counted as one.
    let (page, _) = found(site, visit, &facts, &query(again.document, surname));
    page.into_response()
}

/// GET /assets/…: stylesheet, fonts and icon, under names that hold their hash.
pub async fn asset(State(site): AtSite, Extension(visit): Extension<Visit>, uri: Uri) -> Response {
    let named = [ui::assets::icon_path(), ui::assets::public_stylesheet_path()];
    let is_named = named.contains(&uri.path());
    let public = ui::assets::asset(uri.path()).filter(|asset| is_named || asset.content_type.starts_with("font/"));
    match public {
        Some(file) => {
            let kept = [
                (CONTENT_TYPE, file.content_type),
                (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (kept, file.bytes).into_response()
        }
        None => site.trouble_page(visit, Trouble::NoSuchPage).into_response(),
    }
}

/// GET /health/live: the process answers; says nothing of the results behind it.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Every other address.
pub async fn no_such_page(State(site): AtSite, Extension(visit): Extension<Visit>) -> Page {
    site.trouble_page(visit, Trouble::NoSuchPage)
}

/// A known address asked in a way it does not answer to.
pub async fn wrong_method(State(site): AtSite, request: Request) -> Page {
    site.trouble_page(Visit::of(request.extensions()), Trouble::WrongMethod)
}

/// One try: evaluated only where the counters of tries allow it.
fn answer(site: &Site, visit: Visit, facts: &Arc<PublicFacts>, query: Query, form: &PostedForm<'_>) -> Page {
    match site.defence.admit(&form.client, &query, form.brought()) {
        Admission::Evaluate(ticket) => {
            let (page, ended) = found(site, visit, facts, &query);
            site.defence.settle(&ticket, ended);
            page
        }
        Admission::Challenge(challenge) => site.challenge_page(visit, facts, &query, &challenge),
        Admission::Wait { seconds } => site.wait_page(visit, facts, seconds),
    }
}

pub fn found(site: &Site, visit: Visit, facts: &Arc<PublicFacts>, query: &Query) -> (Page, Ended) {
    match site.results.find(query) {
        Ok(Outcome::Found(found)) => {
            // Without randomness the page carries none, and the switch leads to the first question.
            let again = site.repeat.seal(&query.series, &query.number, &query.surname);
            let again = again.unwrap_or_default();
            (site.answer_page(visit, facts, found, &again), Ended::Right)
        }
        Ok(Outcome::NothingFound) => (site.not_found_page(visit, facts), Ended::Wrong),
        Err(error) => (site.unavailable(visit, &error), Ended::Unanswered),
    }
}

fn query(document: TypedDocument, surname: String) -> Query {
    Query {
        series: document.series,
        number: document.number,
        surname,
    }
}

/// The facts while some look-up is open; otherwise the page to show instead.
fn open_facts(site: &Site, visit: Visit) -> Result<Arc<PublicFacts>, Page> {
    let facts = site.results.facts().map_err(|error| site.unavailable(visit, &error))?;
    if facts.open_exams.is_empty() {
        Err(site.not_open_page(visit, &facts))
    } else {
        Ok(facts)
    }
}

/// The facts and the document that was typed; otherwise the page to show instead.
fn facts_and_document(
    site: &Site,
    visit: Visit,
    form: &PostedForm<'_>,
) -> Result<(Arc<PublicFacts>, TypedDocument), Page> {
    let facts = open_facts(site, visit)?;
    let (series, number) = (form.text("series"), form.text("number"));
    match TypedDocument::parse(series, number) {
        Ok(document) => Ok((facts, document)),
        Err(errors) => {
            let again = StartForm {
                series: series.to_owned(),
                number: number.to_owned(),
                errors,
            };
            Err(site.start_page(visit, &facts, again))
        }
    }
}

/// The status of a page that is shown again with faults.
pub const FAULTY_FORM: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
