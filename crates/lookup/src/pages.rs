//! View models of the public pages from facts and answers, and their statuses.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use regulations::russian::long_date;
use ui::Template;
use ui::pages::public::{
    AnswerPage, ChallengePage, DatedStep, FieldFault, HiddenField, MessagePage, NotFoundPage, NotOpenPage,
    ProcedurePage, PublicFrame, ScheduleTable, SecondFactor, StartPage, SurnamePage,
};
use ui::typography::counted;

use crate::answer::{correction_advice, essay_answers, not_checked, told_by_line};
use crate::challenge::{Challenge, PARTS, zeros};
use crate::form::{CHALLENGE_FIELD, WORK_FIELD};
use crate::gia_answer::gia_groups;
use crate::guard::BringsScript;
use crate::handlers::{FAULTY_FORM, HOME, PROCEDURE, RESULT, SURNAME, VISION};
use crate::hot_line::hot_line;
use crate::not_checked::{only_not_checked, told_in_passing};
use crate::open_exams::open_words;
use crate::results::{DatedLine, Found, PublicFacts, PublishedEssay, PublishedGia, Query, SecondQuestion, Unavailable};
use crate::site::{Site, Visit};
use crate::typed::TypedDocument;

/// Longest texts shown back to who typed them: the boxes take no more.
const SERIES_BOX_CHARS: usize = 20;
const NUMBER_BOX_CHARS: usize = 30;
const SURNAME_BOX_CHARS: usize = 100;

/// The first question, perhaps shown again.
#[derive(Default)]
pub struct StartForm {
    pub series: String,
    pub number: String,
    pub errors: Vec<FieldFault>,
}

/// The second question, perhaps shown again.
pub struct SurnameForm {
    pub document: TypedDocument,
    pub typed: String,
    pub errors: Vec<FieldFault>,
}

impl SurnameForm {
    /// Not answered yet.
    pub fn about(document: TypedDocument) -> Self {
        Self {
            document,
            typed: String::new(),
            errors: Vec::new(),
        }
    }
}

/// A request that no page answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    NoSuchPage,
    WrongMethod,
    TooLarge,
    TooSlow,
    NotAForm,
    ForeignForm,
    /// Ours.
    Fault(StatusCode),
}

impl Site {
    /// The first question; with faults when it is shown again.
    pub fn start_page(&self, visit: &Visit, facts: &PublicFacts, form: StartForm) -> Response {
        let asks_surname = facts.second_question == SecondQuestion::Surname;
        let (action, words) = if asks_surname {
            (SURNAME, "Продолжить")
        } else {
            (RESULT, "Показать результат")
        };
        let status = status_of(&form.errors);
        let open = open_words(&facts.open_exams);
        let page = StartPage {
            frame: self.frame(visit, facts, Vec::new()),
            heading: open.heading.to_owned(),
            document_hint: open.hint,
            open: open.groups,
            form_action: action.to_owned(),
            hidden_fields: Vec::new(),
            series: first_chars(&form.series, SERIES_BOX_CHARS),
            number: first_chars(&form.number, NUMBER_BOX_CHARS),
            errors: form.errors,
            submit_words: words.to_owned(),
            as_of: facts.as_of.clone(),
        };
        html(status, &page)
    }

    /// The second question. The document goes along in hidden fields, so that nothing of it is kept here.
    pub fn surname_page(&self, visit: &Visit, facts: &PublicFacts, form: SurnameForm) -> Response {
        let document = vec![
            hidden("series", &form.document.series),
            hidden("number", &form.document.number),
        ];
        let mut for_vision = document.clone();
        for_vision.push(hidden("page", "surname"));
        let status = status_of(&form.errors);
        let page = SurnamePage {
            frame: self.frame(visit, facts, for_vision),
            form_action: RESULT.to_owned(),
            hidden_fields: document,
            surname: first_chars(&form.typed, SURNAME_BOX_CHARS),
            errors: form.errors,
        };
        html(status, &page)
    }

    /// The answer; nothing that was typed can be read in it. `again` is the sealed query, for the switch of vision.
    pub fn answer_page(&self, visit: &Visit, facts: &PublicFacts, found: Found, again: Option<String>) -> Response {
        let Found { mut essays, exams } = found;
        essays.sort_by_key(|result| std::cmp::Reverse(result.exam_date));
        let Some(told_by) = told_by(&essays, &exams) else {
            return self.not_found_page(visit, facts);
        };
        let mut for_vision = vec![hidden("page", "answer")];
        for_vision.extend(again.map(|again| hidden("again", &again)));
        let frame = self.frame(visit, facts, for_vision);
        let only_told = only_not_checked(&essays, facts.today);
        if let (Some(told), true) = (&only_told, exams.is_empty()) {
            let page = MessagePage {
                frame,
                heading: told.heading.clone(),
                paragraphs: told.paragraphs.clone(),
                action_href: HOME.to_owned(),
                action_words: "Закончить и\u{a0}убрать с\u{a0}экрана".to_owned(),
            };
            return html(StatusCode::OK, &page);
        }
        let remarks = match only_told {
            Some(_) => not_checked(&essays)
                .map(|(result, mark)| told_in_passing(result, mark))
                .collect(),
            None => Vec::new(),
        };
        let exams = gia_groups(exams, facts.today);
        let answers = essay_answers(&essays, facts.today);
        let shown = answers.len() + exams.iter().map(|group| group.answers.len()).sum::<usize>();
        let page = AnswerPage {
            frame,
            heading: if shown == 1 {
                "Ваш результат"
            } else {
                "Ваши результаты"
            }
            .to_owned(),
            person_line: told_by_line(&told_by),
            shown_at: format!("Показано {}", facts.now),
            exams,
            answers,
            remarks,
            // The dates of the essay say nothing to who wrote none.
            schedule: if essays.is_empty() { Vec::new() } else { coming(facts) },
            correction_advice: correction_advice(&told_by),
            as_of: facts.as_of.clone(),
        };
        html(StatusCode::OK, &page)
    }

    /// The one page for whatever may not be told. Takes nothing of the query on purpose.
    pub fn not_found_page(&self, visit: &Visit, facts: &PublicFacts) -> Response {
        let second_factor = match facts.second_question {
            SecondQuestion::Surname => SecondFactor::Surname,
            SecondQuestion::Nothing => SecondFactor::None,
        };
        let frame = self.frame(visit, facts, vec![hidden("page", "not-found")]);
        html(
            StatusCode::OK,
            &NotFoundPage {
                frame,
                second_factor,
                as_of: facts.as_of.clone(),
            },
        )
    }

    /// A challenge before the try: the answers go along in hidden fields, so that nothing of them is kept here.
    pub fn challenge_page(&self, visit: &Visit, facts: &PublicFacts, query: &Query, challenge: &Challenge) -> Response {
        let answers = vec![
            hidden("series", &query.series),
            hidden("number", &query.number),
            hidden("surname", &query.surname),
        ];
        let mut for_vision = answers.clone();
        for_vision.push(hidden("page", "challenge"));
        let mut hidden_fields = answers;
        hidden_fields.push(hidden(CHALLENGE_FIELD, &challenge.token));
        let seconds = i64::from(challenge.seconds_to_wait.max(1));
        let page = ChallengePage {
            frame: self.frame(visit, facts, for_vision),
            form_action: RESULT.to_owned(),
            hidden_fields,
            work_field: WORK_FIELD.to_owned(),
            seed: challenge.seed.clone(),
            zeros: zeros(challenge.bits),
            parts: PARTS,
            wait_words: counted(seconds, ["секунду", "секунды", "секунд"]),
            is_early: challenge.is_early,
        };
        let mut response = html(StatusCode::OK, &page);
        response.extensions_mut().insert(BringsScript);
        response
    }

    /// Too many tries even for a challenge.
    pub fn wait_page(&self, visit: &Visit, facts: &PublicFacts, seconds: u32) -> Response {
        let seconds = seconds.max(1);
        let words = format!("через {}", time_words(seconds));
        let page = MessagePage::too_many_attempts(self.frame(visit, facts, Vec::new()), &words);
        let mut response = html(StatusCode::TOO_MANY_REQUESTS, &page);
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    /// While no look-up is open.
    pub fn not_open_page(&self, visit: &Visit, facts: &PublicFacts) -> Response {
        let page = NotOpenPage {
            frame: self.frame(visit, facts, Vec::new()),
            heading: "Результаты будут здесь позже".to_owned(),
            explanation: "Просмотр сочинения откроет министерство, экзаменов\u{a0}— государственная экзаменационная \
                          комиссия, своим решением, когда работы проверят. Заходить каждый час не\u{a0}нужно."
                .to_owned(),
            schedule: coming(facts),
        };
        html(StatusCode::OK, &page)
    }

    /// The procedure and the schedule.
    pub fn procedure_page(&self, visit: &Visit, facts: &PublicFacts) -> Response {
        let rows: Vec<DatedStep> = facts.schedule.iter().map(dated_step).collect();
        let table = ScheduleTable {
            title: "Даты учебного года".to_owned(),
            rows,
        };
        let page = ProcedurePage {
            frame: self.frame(visit, facts, vec![hidden("page", "procedure")]),
            paragraphs: facts.procedure.clone(),
            tables: if table.rows.is_empty() { Vec::new() } else { vec![table] },
        };
        html(StatusCode::OK, &page)
    }

    /// The source of results cannot be read: logged here, once.
    pub fn unavailable(&self, visit: &Visit, error: &Unavailable) -> Response {
        tracing::error!(%error, "the published results could not be read");
        self.trouble_page(visit, Trouble::Fault(StatusCode::SERVICE_UNAVAILABLE))
    }

    /// Made without asking for anything, so that it can always be made.
    pub fn trouble_page(&self, visit: &Visit, trouble: Trouble) -> Response {
        let frame = self.bare_frame(visit);
        let (status, page) = match trouble {
            Trouble::NoSuchPage => (StatusCode::NOT_FOUND, MessagePage::no_such_page(frame)),
            Trouble::Fault(status) => (status, MessagePage::fault(frame)),
            Trouble::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                message(
                    frame,
                    "Так эту страницу не\u{a0}открыть",
                    "Начните с\u{a0}первой страницы.",
                ),
            ),
            Trouble::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                message(
                    frame,
                    "Слишком длинный запрос",
                    "Введите только серию, номер и\u{a0}фамилию.",
                ),
            ),
            Trouble::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                message(
                    frame,
                    "Запрос шёл слишком долго",
                    "Похоже, связь прервалась. Введите данные ещё раз.",
                ),
            ),
            Trouble::NotAForm => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                message(
                    frame,
                    "Запрос не\u{a0}прочитан",
                    "Введите данные в\u{a0}форму на\u{a0}первой странице.",
                ),
            ),
            Trouble::ForeignForm => (
                StatusCode::FORBIDDEN,
                message(
                    frame,
                    "Форма отправлена с\u{a0}другого сайта",
                    "Результаты спрашивают только здесь: откройте первую страницу и\u{a0}введите данные на\u{a0}ней.",
                ),
            ),
        };
        html(status, &page)
    }

    fn frame(&self, visit: &Visit, facts: &PublicFacts, vision_fields: Vec<HiddenField>) -> PublicFrame {
        PublicFrame {
            hot_lines: hot_line(&facts.hot_line).into_iter().collect(),
            vision_fields,
            ..self.bare_frame(visit)
        }
    }

    fn bare_frame(&self, visit: &Visit) -> PublicFrame {
        PublicFrame {
            style_nonce: visit.nonce.clone(),
            service_name: self.options.service_name.clone(),
            home_href: HOME.to_owned(),
            procedure_href: PROCEDURE.to_owned(),
            owner: self.options.owner.clone(),
            vision: visit.vision,
            vision_action: VISION.to_owned(),
            vision_fields: Vec::new(),
            hot_lines: Vec::new(),
            fonts: self.fonts.clone(),
        }
    }
}

fn message(frame: PublicFrame, heading: &str, paragraph: &str) -> MessagePage {
    MessagePage {
        frame,
        heading: heading.to_owned(),
        paragraphs: vec![paragraph.to_owned()],
        action_href: HOME.to_owned(),
        action_words: "Узнать результат".to_owned(),
    }
}

fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a public page could not be rendered");
            let text = "Не получилось показать страницу. Ошибка у нас: попробуйте через минуту.\n";
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                [(CONTENT_TYPE, "text/plain; charset=utf-8")],
                text,
            )
                .into_response()
        }
    }
}

fn status_of(errors: &[FieldFault]) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { FAULTY_FORM }
}

/// Who tells the newest result; `None` without any.
fn told_by(essays: &[PublishedEssay], exams: &[PublishedGia]) -> Option<String> {
    let of_essays = essays.iter().map(|result| (result.exam_date, &result.told_by));
    let of_exams = exams.iter().map(|result| (result.exam_date, &result.told_by));
    let newest = of_essays.chain(of_exams).max_by_key(|(date, _)| *date);
    newest.map(|(_, told_by)| told_by.clone())
}

fn coming(facts: &PublicFacts) -> Vec<DatedStep> {
    facts
        .schedule
        .iter()
        .filter(|line| line.date >= facts.today)
        .map(dated_step)
        .collect()
}

fn dated_step(line: &DatedLine) -> DatedStep {
    DatedStep {
        when: long_date(line.date),
        what: line.what.clone(),
    }
}

fn hidden(name: &str, value: &str) -> HiddenField {
    HiddenField {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// Whole minutes up to two hours, then whole hours.
fn time_words(seconds: u32) -> String {
    let minutes = i64::from(seconds.div_ceil(60));
    if minutes <= 120 {
        counted(minutes, ["минуту", "минуты", "минут"])
    } else {
        counted((minutes + 59) / 60, ["час", "часа", "часов"])
    }
}

fn first_chars(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}
