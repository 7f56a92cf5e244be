//! The page of an answer: a shell that everybody shares, and the person's own results.

use axum::http::StatusCode;
use ui::pages::public::parts::{EssayPart, RemarkPart};
use ui::pages::public::{AnswerPage, MessagePage};

use std::sync::Arc;

use crate::answer::{correction_advice, essay_answers, not_checked, told_by_line};
use crate::gia_answer::GiaResults;
use crate::handlers::HOME;
use crate::not_checked::{only_not_checked, told_in_passing};
use crate::page::Page;
use crate::pages::{coming, hidden};
use crate::rendered::rendered;
use crate::repeat::Sealed;
use crate::results::{Found, PublicFacts, PublishedEssay, PublishedGia, SittingOutcome};
use crate::scratch::{self, Html};
use crate::shells::Holed;
use crate::site::{Site, Visit};
use crate::stencil::{HOLES, Stencil, push_escaped};
use regulations::LegalDate;

/// Room for the results of one person.
const USUAL_BYTES: usize = 6 * 1024;

impl Site {
    /// The answer; nothing that was typed can be read in it. `again` is the sealed query, for the switch of vision.
    pub fn answer_page(&self, visit: Visit, facts: &Arc<PublicFacts>, found: Found, again: &Sealed) -> Page {
        let Found { mut essays, exams } = found;
        essays.sort_by_key(|result| std::cmp::Reverse(result.paper.exam_date));
        let Some(told_by) = told_by(&essays, &exams) else {
            return self.not_found_page(visit, facts);
        };
        let only_told = only_not_checked(&essays, facts.today);
        if let (Some(told), true) = (&only_told, exams.is_empty()) {
            let fields = vec![hidden("page", "answer"), hidden("again", &again.text())];
            let page = MessagePage {
                frame: self.frame(visit, facts, fields),
                heading: told.heading.clone(),
                paragraphs: told.paragraphs.clone(),
                action_href: HOME.to_owned(),
                action_words: "Закончить и\u{a0}убрать с\u{a0}экрана".to_owned(),
            };
            return Page::of(StatusCode::OK, &page);
        }
        let exams = GiaResults::of(&exams);
        let checked = essays
            .iter()
            .filter(|essay| matches!(essay.outcome, SittingOutcome::Checked(_)))
            .count();
        let heading = if checked + exams.count() == 1 {
            "Ваш результат"
        } else {
            "Ваши результаты"
        };
        // The dates of the essay say nothing to who wrote none.
        let with_schedule = !essays.is_empty();
        let shells = self.shells.of(facts);
        let shell = shells.holed(Holed::Answer { with_schedule }, visit.vision, || {
            self.answer_shell(visit, facts, with_schedule)
        });
        let mut html = scratch::take(shell.len() + USUAL_BYTES);
        shell.fill_with(&mut html, |hole, html| match hole {
            0 => again.write(html),
            1 => html.push_str(heading),
            2 => push_escaped(html, told_by),
            _ => {
                exams.write(html, facts.today);
                write_essays(html, &essays, facts.today);
                if only_told.is_some() {
                    write_remarks(html, &essays);
                }
            }
        });
        Page::ok(Html::Made(html))
    }

    fn answer_shell(&self, visit: Visit, facts: &PublicFacts, with_schedule: bool) -> Stencil {
        let [again, heading, told_by, sections, _] = HOLES;
        let fields = vec![hidden("page", "answer"), hidden("again", again)];
        Stencil::cut(&rendered(&AnswerPage {
            frame: self.frame(visit, facts, fields),
            heading: heading.to_owned(),
            person_line: told_by_line(told_by),
            shown_at: format!("Показано {}", facts.now),
            sections: sections.to_owned(),
            schedule: if with_schedule { coming(facts) } else { Vec::new() },
            correction_advice: correction_advice(told_by),
            as_of: facts.as_of.clone(),
        }))
    }
}

/// Who tells the newest result; `None` without any.
fn told_by<'a>(essays: &'a [PublishedEssay], exams: &'a [PublishedGia]) -> Option<&'a str> {
    let of_essays = essays.iter().map(|result| (result.paper.exam_date, &result.told_by));
    let of_exams = exams.iter().map(|result| (result.paper.exam_date, &result.told_by));
    let newest = of_essays.chain(of_exams).max_by_key(|(date, _)| *date);
    newest.map(|(_, told_by)| &**told_by)
}

fn write_essays(html: &mut String, essays: &[PublishedEssay], today: LegalDate) {
    // Nearly everybody has one essay: its answer follows from its value and the day.
    if let [essay] = essays
        && let SittingOutcome::Checked(value) = essay.outcome
    {
        let make = || essays_html(essays, today);
        html.push_str(&essay.paper.parts().answer(value, today, make));
        return;
    }
    html.push_str(&essays_html(essays, today));
}

fn essays_html(essays: &[PublishedEssay], today: LegalDate) -> String {
    let answers = essay_answers(essays, today);
    let numbered = answers.iter().zip(1..);
    numbered
        .map(|(answer, number)| rendered(&EssayPart { answer, number }))
        .collect()
}

/// Essays without a checked work beside results of exams.
fn write_remarks(html: &mut String, essays: &[PublishedEssay]) {
    for (result, mark) in not_checked(essays) {
        let remark = told_in_passing(result, mark);
        html.push_str(&rendered(&RemarkPart { remark: &remark }));
    }
}
