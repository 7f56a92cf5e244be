//! One function per address: read the form, ask, choose the page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

use crate::defence::Admission;
use crate::form::PostedForm;
use crate::limits::{Ended, Ticket};
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
pub async fn start(State(site): AtSite, Extension(visit): Extension<Visit>) -> Response {
    let facts = match open_facts(&site, &visit).await {
        Ok(facts) => facts,
        Err(page) => return page,
    };
    site.start_page(&visit, &facts, StartForm::default())
}

/// POST /result/surname
pub async fn ask_surname(State(site): AtSite, Extension(visit): Extension<Visit>, form: PostedForm) -> Response {
    let (facts, document) = match facts_and_document(&site, &visit, &form).await {
        Ok(both) => both,
        Err(page) => return page,
    };
    match facts.second_question {
        SecondQuestion::Surname => site.surname_page(&visit, &facts, SurnameForm::about(document)),
        SecondQuestion::Nothing => answer(&site, &visit, &facts, query(document, String::new()), &form).await,
    }
}

/// POST /result
pub async fn show_result(State(site): AtSite, Extension(visit): Extension<Visit>, form: PostedForm) -> Response {
    result_page(&site, &visit, &form).await
}

async fn result_page(site: &Site, visit: &Visit, form: &PostedForm) -> Response {
    let (facts, document) = match facts_and_document(site, visit, form).await {
        Ok(both) => both,
        Err(page) => return page,
    };
    if facts.second_question == SecondQuestion::Nothing {
        return answer(site, visit, &facts, query(document, String::new()), form).await;
    }
    // The setting was changed between the two questions: the surname has not been asked yet.
    let Some(typed) = form.field("surname") else {
        return site.surname_page(visit, &facts, SurnameForm::about(document));
    };
    match parse_surname(typed) {
        Ok(surname) => answer(site, visit, &facts, query(document, surname), form).await,
        Err(fault) => {
            let again = SurnameForm {
                document,
                typed: typed.to_owned(),
                errors: vec![fault],
            };
            site.surname_page(visit, &facts, again)
        }
    }
}

/// GET of an address that only takes forms: the page was reloaded or its address was shared.
pub async fn to_start() -> Redirect {
    Redirect::to(HOME)
}

/// GET /procedure
pub async fn procedure(State(site): AtSite, Extension(visit): Extension<Visit>) -> Response {
    match site.results.facts().await {
        Ok(facts) => site.procedure_page(&visit, &facts),
        Err(error) => site.unavailable(&visit, &error),
    }
}

/// POST /vision: the same page in the other version where that can be. An answer is looked up once more by the sealed
/// query that its page carries.
pub async fn switch_vision(State(site): AtSite, Extension(visit): Extension<Visit>, form: PostedForm) -> Response {
    let visit = Visit {
        vision: vision_of_code(form.text("vision")),
        ..visit
    };
    let mut response = match form.text("page") {
        "surname" => surname_page_again(&site, &visit, &form).await,
        "procedure" => Redirect::to(PROCEDURE).into_response(),
        "answer" => answer_again(&site, &visit, &form).await,
        "challenge" => result_page(&site, &visit, &form).await,
        "not-found" => match open_facts(&site, &visit).await {
            Ok(facts) => site.not_found_page(&visit, &facts),
            Err(page) => page,
        },
        _ => Redirect::to(HOME).into_response(),
    };
    let cookie = vision_cookie(visit.vision, site.options.transport);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

async fn surname_page_again(site: &Site, visit: &Visit, form: &PostedForm) -> Response {
    match facts_and_document(site, visit, form).await {
        Ok((facts, document)) if facts.second_question == SecondQuestion::Surname => {
            site.surname_page(visit, &facts, SurnameForm::about(document))
        }
        Ok(_) => Redirect::to(HOME).into_response(),
        Err(page) => page,
    }
}

async fn answer_again(site: &Site, visit: &Visit, form: &PostedForm) -> Response {
    let facts = match open_facts(site, visit).await {
        Ok(facts) => facts,
        Err(page) => return page,
    };
    let Some(again) = site.repeat.open(form.text("again")) else {
        return Redirect::to(HOME).into_response();
    };
    match facts.second_question {
        // The setting was changed meanwhile: the surname has not been asked yet.
        SecondQuestion::Surname if again.surname.is_empty() => {
            site.surname_page(visit, &facts, SurnameForm::about(again.document))
        }
        // Who holds the sealed query was shown its answer already: this is no try, and is not counted as one.
        SecondQuestion::Surname => {
            found(site, visit, &facts, &query(again.document, again.surname))
                .await
                .0
        }
        SecondQuestion::Nothing => {
            found(site, visit, &facts, &query(again.document, String::new()))
                .await
                .0
        }
    }
}

/// GET /assets/…: the fonts and the icon, under names that hold their hash.
pub async fn asset(State(site): AtSite, Extension(visit): Extension<Visit>, uri: Uri) -> Response {
    let is_icon = uri.path() == ui::assets::icon_path();
    let public = ui::assets::asset(uri.path()).filter(|asset| is_icon || asset.content_type.starts_with("font/"));
    match public {
        Some(file) => {
            let kept = [
                (CONTENT_TYPE, file.content_type),
                (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (kept, file.bytes).into_response()
        }
        None => site.trouble_page(&visit, Trouble::NoSuchPage),
    }
}

/// GET /health/live: the process answers; says nothing of the results behind it.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Every other address.
pub async fn no_such_page(State(site): AtSite, Extension(visit): Extension<Visit>) -> Response {
    site.trouble_page(&visit, Trouble::NoSuchPage)
}

/// A known address asked in a way it does not answer to.
pub async fn wrong_method(State(site): AtSite, request: Request) -> Response {
    site.trouble_page(&Visit::of(request.extensions()), Trouble::WrongMethod)
}

/// One try: evaluated only where the counters of tries allow it.
async fn answer(site: &Site, visit: &Visit, facts: &PublicFacts, query: Query, form: &PostedForm) -> Response {
    match site.defence.admit(&form.client, &query, form.brought()) {
        Admission::Evaluate(ticket) => evaluated(site, visit, facts, &query, &ticket).await,
        Admission::Challenge(challenge) => site.challenge_page(visit, facts, &query, &challenge),
        Admission::Wait { seconds } => site.wait_page(visit, facts, seconds),
    }
}

async fn evaluated(site: &Site, visit: &Visit, facts: &PublicFacts, query: &Query, ticket: &Ticket) -> Response {
    let (page, ended) = found(site, visit, facts, query).await;
    site.defence.settle(ticket, ended);
    page
}

async fn found(site: &Site, visit: &Visit, facts: &PublicFacts, query: &Query) -> (Response, Ended) {
    match site.results.find(query).await {
        Ok(Outcome::Found(found)) => {
            let again = site.repeat.seal(&query.series, &query.number, &query.surname);
            (site.answer_page(visit, facts, found, again), Ended::Right)
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
async fn open_facts(site: &Site, visit: &Visit) -> Result<Arc<PublicFacts>, Response> {
    let facts = site
        .results
        .facts()
        .await
        .map_err(|error| site.unavailable(visit, &error))?;
    if facts.open_exams.is_empty() {
        Err(site.not_open_page(visit, &facts))
    } else {
        Ok(facts)
    }
}

/// The facts and the document that was typed; otherwise the page to show instead.
async fn facts_and_document(
    site: &Site,
    visit: &Visit,
    form: &PostedForm,
) -> Result<(Arc<PublicFacts>, TypedDocument), Response> {
    let facts = open_facts(site, visit).await?;
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
