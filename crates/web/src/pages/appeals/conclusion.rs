//! The expert's conclusion criterion by criterion: the form, and the table that is shown at the hearing.

use app::appeals::conclusion::{ConclusionInput, CriterionInput, CriterionView};
use domain::appeal::Verdict;
use ui::components::{Cell, Column, Field, FormBlock, FormPart, Phrase, Row, Section as Part, TableView, Width};

use super::forms::{Desk, options};
use crate::forms::Fields;

/// Lines for criteria of a work whose points per task were not delivered.
const FREE_LINES: usize = 8;

/// What the form says: only lines in which something was written.
pub(super) fn input(fields: &Fields) -> ConclusionInput {
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

pub(super) fn form(desk: &Desk<'_>) -> Part {
    let mut block = FormBlock::new(desk.form("conclusion"), "Внести заключение").part(desk.radios(
        "verdict",
        "К\u{a0}чему пришёл эксперт",
        options(Verdict::ALL, Verdict::code, Verdict::russian),
    ));
    let whole = desk.problems.of_field("criteria");
    if !whole.is_empty() {
        block.parts.push(FormPart::Note(Phrase::default().late(whole)));
    }
    let points = desk.view.disputed.as_ref().map(|disputed| &disputed.points);
    match points.filter(|points| !points.is_empty()) {
        Some(points) => {
            block.parts.push(FormPart::Note(Phrase::of(
                "По\u{a0}критериям: впишите балл и\u{a0}почему там, где эксперт дал заключение; остальные строки оставьте пустыми.",
            )));
            for (first, (task, points)) in points.iter().enumerate() {
                let now = Field::text(format!("now-{task}"), format!("{task} (было {points}), стало"));
                let now = if first == 0 { now.id("criteria") } else { now };
                let field = |field: Field, name: &str| one(desk, field, name);
                block.parts.push(FormPart::Line(vec![
                    field(now, &format!("now-{task}"))
                        .width(Width::Characters5)
                        .inputmode("numeric"),
                    field(Field::text(format!("why-{task}"), "Почему"), &format!("why-{task}")),
                ]));
            }
        }
        None => {
            for line in 0..FREE_LINES {
                let row = format!("{FREE}{line}");
                let named = |name: &str| format!("{name}-{row}");
                let criterion = Field::text(named("criterion"), "Задание, критерий").width(Width::Characters10);
                let criterion = if line == 0 { criterion.id("criteria") } else { criterion };
                block.parts.push(FormPart::Line(vec![
                    one(desk, criterion, &named("criterion")),
                    one(desk, Field::text(named("was"), "Было"), &named("was")).width(Width::Characters5),
                    one(desk, Field::text(named("now"), "Стало"), &named("now")).width(Width::Characters5),
                    one(desk, Field::text(named("why"), "Почему"), &named("why")),
                ]));
            }
        }
    }
    let block = block.part(desk.area("conclusion", "О\u{a0}работе в\u{a0}целом", "Необязательно"));
    Part::new("conclusion", "Заключение эксперта").form(block)
}

fn one(desk: &Desk<'_>, field: Field, name: &str) -> Field {
    field.value(desk.typed.one(name)).error(desk.problems.of_field(name))
}

/// The last conclusion as a table; the earlier one stays in the thread by its step.
pub(super) fn section(criteria: &[CriterionView]) -> Option<Part> {
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
