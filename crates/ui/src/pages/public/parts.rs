//! The parts of an answer that are the person's own, each as HTML: the page around them is the same for everybody and can be
//! prepared ahead.

use askama::{Error, Template};

use super::{CaseLine, DatedStep, EssayAnswer, GiaAnswer, GiaGroup};

/// One result of a state exam.
#[derive(Template)]
#[template(path = "public/answer_gia.html")]
pub struct GiaPart<'a> {
    pub answer: &'a GiaAnswer,
}

/// The results of one form of exam; `answers` and `steps` are HTML of [`GiaPart`] and [`StepPart`].
#[derive(Template)]
#[template(path = "public/answer_group.html")]
pub struct GroupPart<'a> {
    /// Which group of the page, from 1.
    pub number: &'a str,
    pub title: &'a str,
    pub answers: &'a str,
    pub steps: &'a str,
    pub source: &'a str,
}

/// One line of what may still be done.
#[derive(Template)]
#[template(path = "public/answer_step.html")]
pub struct StepPart<'a> {
    pub step: &'a DatedStep,
}

/// One result of an essay; `number` counts those of the page from 1.
#[derive(Template)]
#[template(path = "public/answer_essay.html")]
pub struct EssayPart<'a> {
    pub answer: &'a EssayAnswer,
    pub number: usize,
}

/// How the appeals about one result stand.
#[derive(Template)]
#[template(path = "public/answer_case.html")]
pub struct CasePart {
    pub lines: Vec<CaseLine>,
}

/// A sentence of its own.
#[derive(Template)]
#[template(path = "public/answer_remark.html")]
pub struct RemarkPart<'a> {
    pub remark: &'a str,
}

/// All of them in the order of the page.
///
/// # Errors
/// When a template cannot be rendered.
pub fn sections(exams: &[GiaGroup], essays: &[EssayAnswer], remarks: &[String]) -> Result<String, Error> {
    let mut html = String::new();
    for (group, number) in exams.iter().zip(1..) {
        html += &group_html(group, number)?;
    }
    for (answer, number) in essays.iter().zip(1..) {
        EssayPart { answer, number }.render_into(&mut html)?;
    }
    for remark in remarks {
        RemarkPart { remark }.render_into(&mut html)?;
    }
    Ok(html)
}

fn group_html(group: &GiaGroup, number: usize) -> Result<String, Error> {
    let mut answers = String::new();
    for answer in &group.answers {
        GiaPart { answer }.render_into(&mut answers)?;
    }
    let mut steps = String::new();
    for step in &group.next_steps {
        StepPart { step }.render_into(&mut steps)?;
    }
    GroupPart {
        number: &number.to_string(),
        title: &group.title,
        answers: &answers,
        steps: &steps,
        source: &group.source,
    }
    .render()
}
