//! One application: where it stands, its terms, what is to be done next and by whom; its acts.

use app::AppError;
use app::essay_rechecks::list::ApplicationView;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::essay_recheck::{EssayChecker, EssayRecheckState};
use regulations::Instant;
use regulations::russian::{capitalised, date_time};
use ui::components::{
    Act, Choice, Choices, Emphasis, Facts, Field, FormBlock, Phrase, PostForm, Section as Part, Width,
};
use ui::page::Flash;
use ui::pages::general::DetailPage;
use uuid::Uuid;

use super::{state_tag, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

type Form = VerifiedForm<Fields>;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    let page = page_of(&staff, &signed_in, id, &Fields::default(), &Problems::default()).await?;
    Ok(Page::new(page))
}

pub(super) async fn notify(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let app = &staff.app;
    let done = app
        .notify_of_application(&signed_in.request, what, fields.one("notice"))
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Извещение записано.")).await
}

pub(super) async fn assign(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let checker = (fields.one("checker"), fields.one("checker_code"));
    let done = staff.app.assign_checker(&signed_in.request, what, checker).await;
    after(&staff, &signed_in, id, &fields, (done, "Комиссия записана.")).await
}

pub(super) async fn transfer(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let app = &staff.app;
    let done = app
        .transfer_application(&signed_in.request, what, fields.one("marks"))
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Материалы переданы в\u{a0}РЦОИ."),
    )
    .await
}

pub(super) async fn withdraw(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let app = &staff.app;
    let done = app
        .withdraw_application(&signed_in.request, what, fields.one("outcome"))
        .await;
    let words = "Отзыв записан. Результат остался прежним.";
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

pub(super) async fn take_over(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let done = staff
        .app
        .take_outcome_over(&signed_in.request, id, fields.version())
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Итог повторной проверки внесён."),
    )
    .await
}

async fn after(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    (outcome, words): (Result<(), AppError>, &str),
) -> Result<Response, Failure> {
    let back = format!("/essay-rechecks/{id}");
    match outcome {
        Ok(()) => Ok(see_other_with(staff, &back, &Flash::done(words))),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = page_of(staff, signed_in, id, typed, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

async fn page_of(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let view = staff.app.find_application(&signed_in.request, id).await?;
    let heading = format!("Заявление №\u{a0}{}", view.row.number);
    let mut page = DetailPage::new(signed_in.shell(heading.clone(), Section::Appeals), heading);
    page.shell.breadcrumbs = trail();
    page.sub = format!("Повторная проверка. {}", view.exam.title());
    page.errors = problems.summary();
    page.lead = Phrase::default()
        .tag(state_tag(view.state))
        .text(format!(" {}", next_words(&view)));
    page.clock = clock_of(&view.duties);
    page.facts = Some(facts(signed_in, &view));
    let desk = Desk {
        signed_in,
        view: &view,
        typed,
        problems,
    };
    page.sections.extend(desk.parts());
    Ok(page)
}

fn next_words(view: &ApplicationView) -> String {
    let notice = if view.row.noticed_at.is_none() && !view.state.is_final() {
        "Известить министерство и\u{a0}РЦОИ. "
    } else {
        ""
    };
    let next = match view.state {
        EssayRecheckState::Filed => "Передать чистую копию работы другой комиссии.",
        EssayRecheckState::Assigned => "Получить итог и\u{a0}передать материалы в\u{a0}РЦОИ.",
        EssayRecheckState::Checked if view.row.new_edition_id.is_some() => {
            "Новую редакцию выпустит следующее окончание обработки."
        }
        EssayRecheckState::Checked => "РЦОИ внести итог.",
        EssayRecheckState::Changed => "Новая редакция выпущена.",
        EssayRecheckState::Kept | EssayRecheckState::Withdrawn => "Результат остался прежним.",
    };
    format!("{notice}{next}")
}

fn facts(signed_in: &SignedInRequest, view: &ApplicationView) -> Facts {
    let moment = |at: i64| date_time(&signed_in.person.zone, Instant::from_micros(at));
    let row = &view.row;
    let mut who = Phrase::of(format!("{}, код {}", view.name, view.participant_code));
    if signed_in.may(Action::SeeResults) {
        who = who
            .text(". ")
            .link("История результата", format!("/results/{}", row.result_id));
    }
    let mut facts = Facts::default()
        .row("Участник", who)
        .row("Где знакомят", view.school.as_str())
        .row("Подано", format!("{}, {}", moment(row.filed_at), view.municipal_body))
        .row("Заявление", view.words.as_str());
    if let (Some(at), Some(notice)) = (row.noticed_at, &row.notice) {
        facts = facts.row("Министерство и\u{a0}РЦОИ извещены", format!("{}, {notice}", moment(at)));
    }
    if let Some(checker) = &view.checker {
        facts = facts.row("Проверяет", capitalised(checker));
    }
    if let Some(at) = row.transferred_at {
        facts = facts.row("Материалы в\u{a0}РЦОИ", moment(at));
    }
    if let Some(value) = &view.value {
        facts = facts.row("Итог повторной проверки", value.as_str());
    }
    if let Some(outcome) = &row.outcome {
        facts = facts.row("Чем кончилось", outcome.as_str());
    }
    facts
}

/// The reader, the application, and what a refused form held.
struct Desk<'d> {
    signed_in: &'d SignedInRequest,
    view: &'d ApplicationView,
    typed: &'d Fields,
    problems: &'d Problems,
}

impl Desk<'_> {
    fn form(&self, act: &str) -> PostForm {
        self.signed_in
            .form(format!("/essay-rechecks/{}/{act}", self.view.row.id))
            .with("version", self.view.row.version.to_string())
    }

    fn text(&self, name: &str, label: &str, hint: &str) -> Field {
        Field::text(name, label)
            .hint(hint)
            .value(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let state = self.view.state;
        let is_own = self.signed_in.may(Action::RecheckEssays)
            && self.view.row.organisation_id == self.signed_in.request.actor.organisation.0;
        if is_own && !state.is_final() {
            parts.extend(self.municipal(state));
        }
        if self.signed_in.may(Action::PrepareAppeals)
            && state == EssayRecheckState::Checked
            && self.view.row.new_edition_id.is_none()
        {
            parts.push(
                Part::new("take-over", "Внести итог")
                    .lead("Если итог другой, появится новая редакция: её выпустит следующее окончание обработки. Если тот\u{a0}же, заявление окончено.")
                    .act(Act::post("Внести итог повторной проверки", self.form("take-over"))),
            );
        }
        parts
    }

    fn municipal(&self, state: EssayRecheckState) -> Vec<Part> {
        let mut parts = Vec::new();
        if self.view.row.noticed_at.is_none() {
            let field = self.text(
                "notice",
                "Письмо министерству и\u{a0}РЦОИ",
                "Номер и\u{a0}день; без фамилий",
            );
            let block = FormBlock::new(self.form("notice"), "Записать извещение").part(field);
            parts.push(Part::new("notice", "Известить министерство и\u{a0}РЦОИ").form(block));
        }
        if matches!(state, EssayRecheckState::Filed | EssayRecheckState::Assigned) {
            let options = EssayChecker::ALL
                .iter()
                .map(|one| Choice::new(one.code(), capitalised(one.russian())))
                .collect();
            let block = FormBlock::new(self.form("checker"), "Записать, кто проверяет")
                .part(
                    Choices::radios("checker", "Кто проверяет", options)
                        .choose(self.typed.one("checker"))
                        .error(self.problems.of_field("checker")),
                )
                .part(
                    self.text(
                        "checker_code",
                        "Код школы",
                        "Не\u{a0}школа участника; для муниципальной комиссии пусто",
                    )
                    .width(Width::Characters20),
                );
            parts.push(
                Part::new("checker", "Передать работу другой комиссии")
                    .lead("Копия без отметок первой проверки.")
                    .form(block),
            );
        }
        if state == EssayRecheckState::Assigned {
            let marks = self
                .text(
                    "marks",
                    "Отметки подряд",
                    "Требования\u{a0}1 и\u{a0}2, критерии 1–5: 1\u{a0}— зачёт, 0\u{a0}— незачёт, «-»\u{a0}— не\u{a0}проверяли. Например 1111011",
                )
                .width(Width::Characters20);
            let block = FormBlock::new(self.form("transfer"), "Передать материалы в\u{a0}РЦОИ").part(marks);
            parts.push(Part::new("transfer", "Итог повторной проверки").form(block));
        }
        if matches!(state, EssayRecheckState::Filed | EssayRecheckState::Assigned) {
            let field = self.text("outcome", "Каким заявлением отозвано", "День и\u{a0}номер; без фамилий");
            let block = FormBlock::new(self.form("withdraw"), "Записать отзыв")
                .part(field)
                .emphasis(Emphasis::Warning);
            parts.push(Part::new("withdraw", "Отозвать заявление").form(block));
        }
        parts
    }
}
