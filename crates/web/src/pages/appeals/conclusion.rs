//! The expert's conclusion criterion by criterion: the form, and the table that is shown at the hearing.

use app::appeals::conclusion::{ConclusionInput, CriterionInput, CriterionView};
use domain::appeal::Verdict;
use domain::task_points::TaskPoints;
use ui::components::{
    Cell, Choices, Column, Field, FormBlock, FormPart, Phrase, PostForm, Row, Section as Part, TableView, Width,
};

use super::forms::{Desk, options};
use crate::forms::Fields;
use crate::problems::Problems;

/// Lines for criteria of a work whose points per task were not delivered.
const FREE_LINES: usize = 8;

/// What the form says: only lines in which something was written.
pub(in crate::pages) fn input(fields: &Fields) -> ConclusionInput {
    let lines = fields
        .with_prefix("why-")
        .map(|(row, reasoning)| {
            let of = |name: &str| fields.one(&format!("{name}-{row}")).to_owned();
            CriterionInput {
                row: row.to_owned(),
                criterion: match of("criterion") {
                    typed if typed.is_empty() && !row.starts_with(FREE) => row.to_owned(),
                    typed => typed,
                },
                was: of("was"),
                now: of("now"),
                reasoning: reasoning.to_owned(),
            }
        })
        .filter(|line| {
            let typed_name = line.row.starts_with(FREE) && !line.criterion.trim().is_empty();
            typed_name || !line.now.trim().is_empty() || !line.reasoning.trim().is_empty()
        })
        .collect();
    ConclusionInput {
        verdict: fields.one("verdict").to_owned(),
        words: fields.one("conclusion").to_owned(),
        lines,
    }
}

/// Before the number of a free line.
const FREE: &str = "line";

/// The form of a conclusion: the secretary's from paper, or the expert's own.
pub(in crate::pages) struct ConclusionForm<'f> {
    pub(in crate::pages) form: PostForm,
    /// Empty where the work has no points per task.
    pub(in crate::pages) points: &'f TaskPoints,
    pub(in crate::pages) typed: &'f Fields,
    pub(in crate::pages) problems: &'f Problems,
    /// «К чему пришёл эксперт».
    pub(in crate::pages) question: &'static str,
    pub(in crate::pages) button: &'static str,
}

/// Of a case on its page.
pub(super) fn form(desk: &Desk<'_>) -> Part {
    let none = TaskPoints::default();
    let disputed = desk.view.disputed.as_ref();
    let block = ConclusionForm {
        form: desk.form("conclusion"),
        points: disputed.map_or(&none, |disputed| &disputed.points),
        typed: desk.typed,
        problems: desk.problems,
        question: "К\u{a0}чему пришёл эксперт",
        button: "Внести заключение",
    };
    let mut part = Part::new("conclusion", "Заключение эксперта").form(block.into_block());
    if desk
        .view
        .expert
        .as_ref()
        .is_some_and(|one| one.row.account_id.is_some())
    {
        part = part.lead("У\u{a0}эксперта есть своя учётная запись: заключение он даёт сам. Внести с\u{a0}бумаги можно и\u{a0}здесь; в\u{a0}деле останется, кто внёс.");
    }
    part
}

impl ConclusionForm<'_> {
    pub(in crate::pages) fn into_block(self) -> FormBlock {
        let of = |name: &str| self.problems.of_field(name);
        let mut block = FormBlock::new(self.form.clone(), self.button).part(
            Choices::radios(
                "verdict",
                self.question,
                options(Verdict::ALL, Verdict::code, Verdict::russian),
            )
            .choose(self.typed.one("verdict"))
            .error(of("verdict")),
        );
        let whole = of("criteria");
        if !whole.is_empty() {
            block.parts.push(FormPart::Note(Phrase::default().late(whole)));
        }
        match self.points.is_empty() {
            false => self.lines_of_tasks(&mut block),
            true => self.free_lines(&mut block),
        }
        block.part(
            Field::area("conclusion", "О\u{a0}работе в\u{a0}целом", 4)
                .hint("Необязательно")
                .value(self.typed.one("conclusion"))
                .error(of("conclusion")),
        )
    }

    fn lines_of_tasks(&self, block: &mut FormBlock) {
        block.parts.push(FormPart::Note(Phrase::of(
            "По\u{a0}критериям: впишите балл и\u{a0}почему там, где есть заключение; остальные строки оставьте пустыми.",
        )));
        for (first, (task, points)) in self.points.iter().enumerate() {
            let now = Field::text(format!("now-{task}"), format!("{task} (было {points}), стало"));
            let now = if first == 0 { now.id("criteria") } else { now };
            block.parts.push(FormPart::Line(vec![
                self.one(now, &format!("now-{task}"))
                    .width(Width::Characters5)
                    .inputmode("numeric"),
                self.one(Field::text(format!("why-{task}"), "Почему"), &format!("why-{task}")),
            ]));
        }
    }

    fn free_lines(&self, block: &mut FormBlock) {
        for line in 0..FREE_LINES {
            let row = format!("{FREE}{line}");
            let named = |name: &str| format!("{name}-{row}");
            let criterion = Field::text(named("criterion"), "Задание, критерий").width(Width::Characters10);
            let criterion = if line == 0 { criterion.id("criteria") } else { criterion };
            block.parts.push(FormPart::Line(vec![
                self.one(criterion, &named("criterion")),
                self.one(Field::text(named("was"), "Было"), &named("was"))
                    .width(Width::Characters5),
                self.one(Field::text(named("now"), "Стало"), &named("now"))
                    .width(Width::Characters5),
                self.one(Field::text(named("why"), "Почему"), &named("why")),
            ]));
        }
    }

    fn one(&self, field: Field, name: &str) -> Field {
        field.value(self.typed.one(name)).error(self.problems.of_field(name))
    }
}

/// The last conclusion as a table; the earlier one stays in the thread by its step.
pub(in crate::pages) fn section(criteria: &[CriterionView]) -> Option<Part> {
    let last = criteria.iter().map(|one| one.conclusion).max()?;
    let mut part = Part::new("criteria", "Заключение по\u{a0}критериям").lead(match last {
        1 => "Показывают участнику на\u{a0}заседании.",
        _ => "После ответа разработчиков КИМ. Показывают участнику на\u{a0}заседании.",
    });
    part.table = Some(TableView {
        caption: "Критерий, балл и\u{a0}почему".to_owned(),
        hide_caption: true,
        columns: ["Критерий", "Балл", "Почему"].into_iter().map(Column::new).collect(),
        rows: criteria
            .iter()
            .filter(|one| one.conclusion == last)
            .map(|one| {
                let points = match one.was == one.now {
                    true => Phrase::of(format!("{}, верно", one.was)),
                    false => Phrase::default().change(one.was.to_string(), one.now.to_string()),
                };
                Row::new(vec![
                    Cell::from(one.criterion.as_str()),
                    Cell::new(points),
                    Cell::from(one.reasoning.as_str()).full_line(),
                ])
            })
            .collect(),
        ..TableView::default()
    });
    Some(part)
}
