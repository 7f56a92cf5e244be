//! What the reader may do with a case now: each act as a part of the page.

use app::appeals::preparation::PAPERS;
use app::appeals::view::CaseView;
use domain::access::Action;
use domain::appeal::hearing::{Attendance, Confirmation, Outcome};
use domain::appeal::people::CommissionPart;
use domain::appeal::{AppealKind, CaseState, Claim, Developers, Materials, Processing, Verdict};
use regulations::russian::capitalised;
use ui::components::{
    Act, Choice, Choices, Emphasis, Field, FormBlock, FormPart, Phrase, PostForm, Section as Part, Width,
};

use super::{conclusion, papers};
use crate::forms::Fields;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;

/// The reader, the case, and what a refused form held.
pub(super) struct Desk<'d> {
    pub(super) signed_in: &'d SignedInRequest,
    pub(super) view: &'d CaseView,
    pub(super) typed: &'d Fields,
    pub(super) problems: &'d Problems,
}

/// Everything the reader may do now, the next thing first.
pub(super) fn sections(signed_in: &SignedInRequest, view: &CaseView, typed: &Fields, problems: &Problems) -> Vec<Part> {
    let desk = Desk {
        signed_in,
        view,
        typed,
        problems,
    };
    let mut parts = Vec::new();
    if signed_in.may(Action::FileAppeal) && view.line.state == CaseState::Filed {
        let act = Act::post("Передать в\u{a0}комиссию", desk.form("transfer"));
        parts.push(
            Part::new("transfer", "Передать в\u{a0}комиссию")
                .lead("Апелляция уйдёт в\u{a0}апелляционную комиссию сразу; с\u{a0}этого дня идёт срок рассмотрения.")
                .act(act),
        );
    }
    if signed_in.may(Action::PrepareAppeals) {
        parts.extend(desk.centre());
    }
    if signed_in.may(Action::RunAppeals) {
        parts.extend(desk.commission());
    }
    parts.extend(desk.chair());
    parts.extend(conclusion::section(&view.criteria));
    parts.extend(papers::tasks_section(&desk));
    parts
}

/// Scans, and the form to add one.
pub(super) fn scans(signed_in: &SignedInRequest, view: &CaseView, typed: &Fields, problems: &Problems) -> Option<Part> {
    papers::section(&Desk {
        signed_in,
        view,
        typed,
        problems,
    })
}

/// The applicant takes it back: possible until the decision.
pub(super) fn withdrawal(
    signed_in: &SignedInRequest,
    view: &CaseView,
    typed: &Fields,
    problems: &Problems,
) -> Option<Part> {
    let desk = Desk {
        signed_in,
        view,
        typed,
        problems,
    };
    if !signed_in.may(Action::WithdrawAppeal) || !view.line.state.is_before_decision() {
        return None;
    }
    let block = FormBlock::new(desk.form("withdraw"), "Записать отзыв")
        .part(desk.text(
            "words",
            "Кто и\u{a0}когда отозвал",
            "Заявление, его дата. Результат останется прежним",
        ))
        .emphasis(Emphasis::Warning);
    Some(Part::new("withdraw", "Отозвать апелляцию").form(block))
}

impl Desk<'_> {
    pub(super) fn form(&self, act: &str) -> PostForm {
        let row = &self.view.line.row;
        self.signed_in
            .form(format!("/appeals/{}/{act}", row.id))
            .with("version", row.version.to_string())
    }

    fn text(&self, name: &str, label: &str, hint: &str) -> Field {
        self.field(Field::text(name, label), name, hint)
    }

    pub(super) fn area(&self, name: &str, label: &str, hint: &str) -> Field {
        self.field(Field::area(name, label, 4), name, hint)
    }

    fn field(&self, field: Field, name: &str, hint: &str) -> Field {
        field
            .hint(hint)
            .value(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    pub(super) fn radios(&self, name: &str, legend: &str, options: Vec<Choice>) -> Choices {
        Choices::radios(name, legend, options)
            .choose(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    fn ticks(&self, name: &str, legend: &str, options: Vec<Choice>) -> Choices {
        let mut choices = Choices::checkboxes(name, legend, options).error(self.problems.of_field(name));
        for value in self.typed.all(name) {
            choices = choices.choose(value);
        }
        choices
    }

    /// What РЦОИ does for the commission.
    fn centre(&self) -> Vec<Part> {
        let case = &self.view.case;
        let mut parts = Vec::new();
        let is_prepared = matches!(case.state, CaseState::Received | CaseState::Appointed);
        if is_prepared && case.materials == Materials::Asked {
            let papers = PAPERS
                .iter()
                .map(|(code, words)| Choice::new(*code, capitalised(words)))
                .collect();
            let block = FormBlock::new(self.form("materials"), "Записать передачу материалов")
                .part(self.ticks("papers", "Что передано", papers))
                .part(self.text(
                    "markers",
                    "Кто проверял работу",
                    "Коды экспертов из\u{a0}протоколов проверки, через запятую",
                ));
            parts.push(Part::new("materials", "Передать материалы комиссии").form(block));
        }
        if is_prepared && case.materials == Materials::Given {
            let block = FormBlock::new(self.form("processing"), "Записать проверку")
                .part(self.radios(
                    "processing",
                    "Что нашли",
                    options(Processing::ALL, Processing::code, Processing::russian),
                ))
                .part(self.area(
                    "processing_words",
                    "Какая ошибка, в\u{a0}каких заданиях",
                    "Если ошибка есть. Решение о\u{a0}баллах примет комиссия",
                ));
            let heading = match case.processing {
                None => "Проверить обработку работы",
                Some(_) => "Проверить обработку ещё раз",
            };
            parts.push(Part::new("processing", heading).form(block));
        }
        if case.state == CaseState::AtCentre {
            parts.push(
                Part::new("recount", "Пересчитать")
                    .lead("Комиссия удовлетворила апелляцию. Посмотрите, что изменится, и\u{a0}передайте новую редакцию в\u{a0}ГЭК.")
                    .act(Act::link(
                        "Предпросмотр пересчёта",
                        format!("/appeals/{}/recount", self.view.line.row.id),
                    )),
            );
        }
        parts
    }

    /// After a granted procedure appeal the chair annuls what stands of the result.
    fn chair(&self) -> Option<Part> {
        let is_due = self.view.line.kind == AppealKind::Procedure && self.view.case.state == CaseState::Granted;
        if !is_due || !self.signed_in.may(Action::ApproveProtocol) {
            return None;
        }
        let part = Part::new("annul", "Аннулировать результат");
        Some(match self.view.result {
            Some(result) => part.act(Act::link(
                "Аннулировать результат",
                format!("/results/{result}/annul"),
            )),
            None => part.lead("Результат ещё не\u{a0}поступил. Пока дело открыто, он не\u{a0}будет утверждён; когда поступит, аннулируйте его."),
        })
    }

    /// The commission's acts.
    fn commission(&self) -> Vec<Part> {
        let case = &self.view.case;
        match case.state {
            CaseState::Received | CaseState::Appointed => self.preparation(),
            CaseState::Heard => vec![self.decision()],
            CaseState::Granted if self.view.line.kind == AppealKind::Procedure => Vec::new(),
            CaseState::Granted => vec![
                Part::new("send", "Передать решение в\u{a0}РЦОИ")
                    .lead("РЦОИ пересчитает результат по\u{a0}шкале года и\u{a0}передаст его в\u{a0}ГЭК.")
                    .act(Act::post("Передать решение в\u{a0}РЦОИ", self.form("send"))),
            ],
            CaseState::Filed
            | CaseState::NotConsidered
            | CaseState::Withdrawn
            | CaseState::Rejected
            | CaseState::AtCentre
            | CaseState::Recounted
            | CaseState::Closed => Vec::new(),
        }
    }

    fn preparation(&self) -> Vec<Part> {
        let case = &self.view.case;
        let mut parts = Vec::new();
        let of_scores = self.view.line.kind == AppealKind::Score;
        if of_scores && !case.claims.iter().any(|claim| claim.is_considered()) {
            parts.push(self.refusal());
            return parts;
        }
        if of_scores && case.materials == Materials::NotAsked {
            parts.push(
                Part::new("ask-materials", "Запросить материалы у\u{a0}РЦОИ")
                    .lead("Изображения работы, ответы, протоколы проверки, КИМ; РЦОИ назовёт, кто проверял работу.")
                    .act(Act::post("Запросить материалы", self.form("ask-materials"))),
            );
        }
        if case.materials == Materials::Given && case.claims.contains(&Claim::ExpertMarking) {
            parts.extend(self.expert());
        }
        if case.slot.is_none() {
            parts.push(
                Part::new("appoint", "Назначить рассмотрение")
                    .lead(
                        "Время назначают на\u{a0}странице заседания: там видны свободные места по\u{a0}20\u{a0}минут.",
                    )
                    .act(Act::link("К\u{a0}календарю заседаний", "/hearings").secondary()),
            );
        } else if case.noticed {
            parts.push(self.hearing());
        } else if let Some(hearing) = &self.view.hearing {
            parts.push(Part::new("notice", "Известить о\u{a0}рассмотрении").act(Act::link(
                "Известить всех этого заседания",
                format!("/hearings/{}", hearing.id),
            )));
        }
        parts
    }

    fn refusal(&self) -> Part {
        let options = self
            .view
            .claims
            .iter()
            .map(|claim| Choice::new(claim.code(), capitalised(claim.russian())))
            .collect();
        let block = FormBlock::new(self.form("refuse"), "Отказать в\u{a0}рассмотрении")
            .part(self.radios("ground", "Почему не\u{a0}рассматривается", options))
            .part(self.area("ground_words", "Что ответить участнику", "Необязательно"))
            .emphasis(Emphasis::Warning);
        Part::new("refuse", "Отказать в\u{a0}рассмотрении")
            .lead(Phrase::of(format!(
                "Комиссия не\u{a0}рассматривает апелляции о\u{a0}таком ({}). Результат не\u{a0}изменится.",
                self.view.clause
            )))
            .form(block)
    }

    fn expert(&self) -> Vec<Part> {
        let case = &self.view.case;
        if !case.has_expert {
            let marked = |id: uuid::Uuid| self.view.markers.iter().any(|one| one.row.id == id);
            let mut options = vec![Choice::new("", "Выберите")];
            options.extend(
                self.view
                    .people
                    .iter()
                    .filter(|one| one.part == CommissionPart::Expert && one.row.ended_at.is_none())
                    .map(|one| {
                        let mut label = format!("{}, {} ({})", one.name, one.subject, one.row.code);
                        if marked(one.row.id) {
                            label.push_str("\u{a0}— проверял эту работу");
                        }
                        Choice::new(one.row.id.to_string(), label)
                    }),
            );
            let block = FormBlock::new(self.form("expert"), "Привлечь эксперта").part(
                Choices::select("expert", "Эксперт", options)
                    .hint("Только тот, о\u{a0}ком известно, что он этой работы не\u{a0}проверял")
                    .choose(self.typed.one("expert"))
                    .error(self.problems.of_field("expert")),
            );
            return vec![Part::new("expert", "Привлечь эксперта").form(block)];
        }
        match (case.verdict, case.developers) {
            (None, _) | (Some(Verdict::Unclear), Developers::Answered) => vec![conclusion::form(self)],
            (Some(Verdict::Unclear), Developers::NotAsked) => {
                let block = FormBlock::new(self.form("query"), "Записать запрос").part(self.area(
                    "query",
                    "О\u{a0}чём спросили",
                    "Критерий и\u{a0}в\u{a0}чём сомнение, без фамилий",
                ));
                vec![Part::new("query", "Запросить разработчиков КИМ").form(block)]
            }
            (Some(Verdict::Unclear), Developers::Asked) => {
                let block = FormBlock::new(self.form("answer"), "Внести ответ").part(self.area("answer", "Ответ", ""));
                vec![Part::new("answer", "Ответ разработчиков КИМ").form(block)]
            }
            (Some(_), _) => Vec::new(),
        }
    }

    fn hearing(&self) -> Part {
        let block = FormBlock::new(self.form("hearing"), "Записать рассмотрение")
            .part(self.radios(
                "attendance",
                "Кто пришёл",
                options(Attendance::ALL, Attendance::code, Attendance::russian),
            ))
            .part(
                self.radios(
                    "confirmation",
                    "Подтвердил\u{a0}ли участник письменно, что показанное\u{a0}— его",
                    options(Confirmation::ALL, Confirmation::code, Confirmation::russian),
                )
                .hint("Участник младше 14\u{a0}лет подтверждает вместе с\u{a0}родителем"),
            )
            .part(self.area(
                "hearing_words",
                "Что показано и\u{a0}разъяснено",
                "Рекомендуют уложиться в\u{a0}20\u{a0}минут; комиссия может продлить",
            ));
        Part::new("hearing", "Записать рассмотрение").form(block)
    }

    fn decision(&self) -> Part {
        let members = self
            .view
            .people
            .iter()
            .filter(|one| one.part.decides() && one.row.ended_at.is_none())
            .map(|one| {
                let choice = Choice::new(one.row.id.to_string(), format!("{}, {}", one.name, one.part.russian()));
                match one.row.workplace_id == Some(self.view.line.row.organisation_id) {
                    true => choice.hint("Работает в\u{a0}организации участника: не\u{a0}голосует"),
                    false => choice,
                }
            })
            .collect();
        let mut block = FormBlock::new(self.form("decision"), "Записать решение")
            .part(self.radios(
                "outcome",
                "Решение",
                options(Outcome::ALL, Outcome::code, Outcome::russian),
            ))
            .part(
                self.ticks("present", "Присутствовали", members)
                    .hint(format!("Для решения нужно не\u{a0}меньше {}", self.view.quorum)),
            )
            .part(FormPart::Line(vec![
                self.text("votes_for", "Голосов за", "").width(Width::Characters5),
                self.text("votes_against", "Против", "").width(Width::Characters5),
            ]));
        block = self.points(block);
        block = block.part(self.area("decision", "Почему так решено", "Войдёт в\u{a0}протокол"));
        Part::new("decision", "Записать решение").form(block)
    }

    /// New points per task; of a work without them the primary score.
    fn points(&self, mut block: FormBlock) -> FormBlock {
        let Some(disputed) = &self.view.disputed else {
            return block;
        };
        if disputed.points.is_empty() {
            let was = disputed
                .primary
                .map_or_else(String::new, |primary| format!("Сейчас {primary}. "));
            return block.part(
                self.text("primary", "Новый первичный балл", &format!("{was}Пусто\u{a0}— прежний"))
                    .width(Width::Characters5),
            );
        }
        let whole = self.problems.of_field("points");
        if !whole.is_empty() {
            block.parts.push(FormPart::Note(Phrase::default().late(whole)));
        }
        block.parts.push(FormPart::Note(Phrase::of(
            "Новые баллы за\u{a0}задания: впишите только там, где балл меняется.",
        )));
        let mut line = Vec::new();
        for (task, points) in disputed.points.iter() {
            let name = format!("points-{task}");
            let id = if line.is_empty() && block.parts.len() < 7 {
                "points".to_owned()
            } else {
                name.clone()
            };
            let field = Field::text(name.clone(), format!("{task} (было {points})"))
                .id(id)
                .value(self.typed.one(&name))
                .width(Width::Characters5)
                .inputmode("numeric")
                .error(self.problems.of_field(&name));
            line.push(field);
            if line.len() == 6 {
                block.parts.push(FormPart::Line(std::mem::take(&mut line)));
            }
        }
        if !line.is_empty() {
            block.parts.push(FormPart::Line(line));
        }
        block
    }
}

pub(super) fn options<T: Copy>(all: &[T], code: fn(T) -> &'static str, russian: fn(T) -> &'static str) -> Vec<Choice> {
    all.iter()
        .map(|one| Choice::new(code(*one), capitalised(russian(*one))))
        .collect()
}
