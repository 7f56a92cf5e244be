//! What must hold of subjects, scales and minimums as a whole: known subjects, sound conditions, no two at once.

use crate::law::Law;
use crate::load::LawError;
use crate::russian::NBSP;
use crate::scale::{Conversion, Floor, MarkCondition, Minimum, Origin, Scale, ScaleScope};
use crate::scale_book::ScaleBook;
use crate::score::{ExamForm, Mark, TestScore};
use crate::vocabulary::TermStatus;

const FIRST_YEAR: i16 = 2001;
const LAST_YEAR: i16 = 2100;

pub(crate) fn whole(law: &Law) -> Result<(), LawError> {
    let book = &law.scales;
    subjects_are_sound(book)?;
    for scale in book.scales.iter() {
        let at = || format!("шкала {}", place(&scale.scope));
        scope_is_sound(law, &scale.scope).map_err(bad(at()))?;
        origin_is_told(&scale.origin).map_err(bad(at()))?;
        conditions_are_sound(scale).map_err(bad(at()))?;
    }
    for minimum in book.minimums.iter() {
        let at = || format!("минимум {}", place(&minimum.scope));
        scope_is_sound(law, &minimum.scope).map_err(bad(at()))?;
        origin_is_told(&minimum.origin).map_err(bad(at()))?;
        minimum_is_on_the_scales(book, minimum).map_err(bad(at()))?;
    }
    no_two_at_once("шкалы", book.scales.iter().map(|one| &one.scope))?;
    no_two_at_once("минимума", book.minimums.iter().map(|one| &one.scope))
}

fn bad(at: String) -> impl FnOnce(String) -> LawError {
    move |problem| LawError::BadScale { at, problem }
}

fn place(scope: &ScaleScope) -> String {
    let mut words = format!("{}, предмет{NBSP}{}", scope.form.russian(), scope.subject);
    if let Some(series) = scope.series {
        words.push_str(&format!(", варианты серии{NBSP}{series}"));
    }
    words.push_str(&format!(", {}–{}", scope.years.first, scope.years.last));
    if let Some(region) = &scope.region {
        words.push_str(&format!(", регион{NBSP}{region}"));
    }
    words
}

/// A code belongs to one form of its kind of exam, or the kind and the code could not tell the form.
fn subjects_are_sound(book: &ScaleBook) -> Result<(), LawError> {
    for (index, subject) in book.subjects.iter().enumerate() {
        let at = format!("предмет {} «{}»", subject.code, subject.name);
        origin_is_told(&subject.origin).map_err(bad(at.clone()))?;
        let mut earlier = book.subjects.iter().take(index);
        if earlier.any(|other| other.code == subject.code && other.form.kind() == subject.form.kind()) {
            return Err(LawError::Duplicate {
                what: "предмет",
                id: format!("{} {}", subject.form.kind().russian(), subject.code),
            });
        }
        if let Some(written) = subject.written {
            let found = book.subject(subject.form, written);
            if !found.is_ok_and(|found| found.written.is_none()) {
                return Err(bad(at)(format!("письменной части с кодом {written} в этой форме нет")));
            }
        }
    }
    Ok(())
}

fn scope_is_sound(law: &Law, scope: &ScaleScope) -> Result<(), String> {
    let subject = law.scales.subject(scope.form, scope.subject);
    let subject = subject.map_err(|problem| problem.to_string())?;
    if subject.written.is_some() {
        return Err("у устной части своей шкалы и своего минимума нет".to_owned());
    }
    if let Some(region) = &scope.region
        && !law.regions.contains_key(region)
    {
        return Err(format!("региона «{region}» нет"));
    }
    let years = scope.years;
    if years.first > years.last {
        return Err("годы идут задом наперёд".to_owned());
    }
    if years.first < FIRST_YEAR || years.last > LAST_YEAR {
        return Err(format!("годы должны лежать между {FIRST_YEAR} и {LAST_YEAR}"));
    }
    Ok(())
}

fn origin_is_told(origin: &Origin) -> Result<(), String> {
    if origin.source.trim().is_empty() {
        return Err("источник не указан (source)".to_owned());
    }
    let has_note = origin.note.as_ref().is_some_and(|note| !note.trim().is_empty());
    let needs_note = matches!(origin.status, TermStatus::Reading | TermStatus::FromMemory);
    if needs_note && !has_note {
        return Err(format!(
            "статус «{}» требует примечания (note): что выбрано и откуда",
            origin.status.code()
        ));
    }
    Ok(())
}

fn conditions_are_sound(scale: &Scale) -> Result<(), String> {
    let gives_marks = matches!(scale.conversion, Conversion::Marks(_));
    if !gives_marks && (!scale.conditions.is_empty() || !scale.parts.is_empty()) {
        return Err("условия бывают только у отметок".to_owned());
    }
    for (index, part) in scale.parts.iter().enumerate() {
        let mut earlier = scale.parts.iter().take(index);
        if earlier.any(|other| other.code == part.code) {
            return Err(format!("часть «{}» описана дважды", part.code));
        }
        let mut tasks = part.tasks.clone();
        tasks.sort_unstable();
        tasks.dedup();
        if tasks.is_empty() || tasks.len() != part.tasks.len() {
            return Err(format!("часть «{}»: заданий нет или одно названо дважды", part.code));
        }
    }
    for condition in &scale.conditions {
        if scale.part(&condition.part).is_none() {
            return Err(format!("условие о части «{}», которой нет", condition.part));
        }
        if condition.marks.is_empty() || condition.at_least == 0 {
            return Err("условие ничего не требует".to_owned());
        }
        if condition.marks.iter().any(|mark| *mark <= condition.otherwise) {
            return Err("без условия отметка должна стать ниже".to_owned());
        }
        falls_below_nobody(scale, condition)?;
    }
    Ok(())
}

/// More primary points must never make a lower mark: what falls past another mark for want of a part's points is
/// sound only where that mark falls as deep for want of the same.
fn falls_below_nobody(scale: &Scale, condition: &MarkCondition) -> Result<(), String> {
    let highest = condition.marks.iter().copied().max().unwrap_or(condition.otherwise);
    let passed = Mark::ALL
        .iter()
        .filter(|mark| condition.otherwise < **mark && **mark < highest);
    for mark in passed {
        let falls_too = scale.conditions.iter().any(|other| {
            let same = other.part == condition.part && other.marks.contains(mark);
            same && other.at_least >= condition.at_least && other.otherwise <= condition.otherwise
        });
        if !falls_too {
            return Err(format!(
                "отметка {highest} падает ниже отметки {mark}, которая баллов за часть «{}» не требует",
                condition.part
            ));
        }
    }
    Ok(())
}

/// Somebody has to be able to score exactly the minimum, otherwise the figure and the table contradict each other.
fn minimum_is_on_the_scales(book: &ScaleBook, minimum: &Minimum) -> Result<(), String> {
    if minimum.to_pass.is_none() && minimum.university.is_none() {
        return Err("не сказано, какой".to_owned());
    }
    if minimum.university.is_some() && minimum.scope.form != ExamForm::Ege {
        return Err("вузовский минимум бывает только у ЕГЭ".to_owned());
    }
    let scope = &minimum.scope;
    let is_beside = |scale: &&Scale| {
        let same_place = scope.region.is_none() || scale.scope.region.is_none() || scale.scope.region == scope.region;
        let same_subject = scale.scope.form == scope.form && scale.scope.subject == scope.subject;
        same_place && same_subject && scale.scope.years.meet(scope.years)
    };
    for scale in book.scales.iter().filter(is_beside) {
        if let Some(floor) = minimum.to_pass {
            floor_is_on(scale, floor)?;
        }
        if let Some(score) = minimum.university {
            score_is_on(scale, score)?;
        }
    }
    Ok(())
}

fn floor_is_on(scale: &Scale, floor: Floor) -> Result<(), String> {
    match (floor, &scale.conversion) {
        (Floor::Test(score), _) => score_is_on(scale, score),
        (Floor::Mark(_), Conversion::Marks(_)) => Ok(()),
        (Floor::Mark(_), Conversion::TestScores(_)) => Err("минимум в отметках, а шкала в баллах".to_owned()),
        (Floor::Primary(points), _) if points <= scale.max_primary() => Ok(()),
        (Floor::Primary(points), _) => Err(format!("первичного балла {points} на шкале нет")),
    }
}

fn score_is_on(scale: &Scale, score: TestScore) -> Result<(), String> {
    match &scale.conversion {
        Conversion::TestScores(table) if table.contains(&score) => Ok(()),
        Conversion::TestScores(_) => Err(format!("тестового балла {score} на шкале нет")),
        Conversion::Marks(_) => Err("минимум в баллах, а шкала в отметках".to_owned()),
    }
}

fn no_two_at_once<'a>(what: &'static str, scopes: impl Iterator<Item = &'a ScaleScope>) -> Result<(), LawError> {
    let scopes: Vec<_> = scopes.collect();
    for (index, scope) in scopes.iter().enumerate() {
        let clash = scopes.iter().take(index).any(|other| {
            let same_work = other.form == scope.form && other.subject == scope.subject && other.region == scope.region;
            // A scale for all variants would stand beside the scale of a series.
            let same_series = other.series == scope.series || other.series.is_none() || scope.series.is_none();
            same_work && same_series && other.years.meet(scope.years)
        });
        if clash {
            return Err(LawError::ScalesOverlap { what, at: place(scope) });
        }
    }
    Ok(())
}
