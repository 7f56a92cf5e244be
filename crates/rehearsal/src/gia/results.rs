//! What came of each sitting: points by chance, the rest by the scale.

use domain::scale_conversion::convert;
use domain::task_points::TaskPoints;
use regulations::{ExamForm, Law, PrimaryScore, Scale, ScaleKey, TaskCode};

use super::{GiaError, GiaPlan, GiaTruth, MadeUpExam, MadeUpGiaParticipant};
use crate::chance::{Chance, Stream};
use crate::region::MadeUpRegion;

/// Tasks and criteria with the most points of each; they sum up to the scale's last primary score.
const EGE_MATHEMATICS: &[(&str, usize)] = &[
    ("1", 1),
    ("2", 1),
    ("3", 1),
    ("4", 1),
    ("5", 1),
    ("6", 1),
    ("7", 1),
    ("8", 1),
    ("9", 1),
    ("10", 1),
    ("11", 1),
    ("12", 1),
    ("13", 2),
    ("14", 3),
    ("15", 2),
    ("16", 2),
    ("17", 3),
    ("18", 4),
    ("19", 4),
];
const OGE_MATHEMATICS: &[(&str, usize)] = &[
    ("1", 1),
    ("2", 1),
    ("3", 1),
    ("4", 1),
    ("5", 1),
    ("6", 1),
    ("7", 1),
    ("8", 1),
    ("9", 1),
    ("10", 1),
    ("11", 1),
    ("12", 1),
    ("13", 1),
    ("14", 1),
    ("15", 1),
    ("16", 1),
    ("17", 1),
    ("18", 1),
    ("19", 1),
    ("20", 2),
    ("21", 2),
    ("22", 2),
    ("23", 2),
    ("24", 2),
    ("25", 2),
];
const OGE_RUSSIAN: &[(&str, usize)] = &[
    ("2", 1),
    ("3", 1),
    ("4", 1),
    ("5", 1),
    ("6", 1),
    ("7", 1),
    ("8", 1),
    ("9", 1),
    ("10", 1),
    ("11", 1),
    ("12", 1),
    ("ИК1", 2),
    ("ИК2", 2),
    ("ИК3", 2),
    ("СК1", 2),
    ("СК2", 2),
    ("СК3", 2),
    ("ГК1", 2),
    ("ГК2", 2),
    ("ГК3", 2),
    ("ГК4", 2),
    ("ФК1", 2),
];

pub(super) fn fill(
    participants: &mut [MadeUpGiaParticipant],
    region: &MadeUpRegion,
    plan: &GiaPlan,
    law: &Law,
) -> Result<(), GiaError> {
    let mut chance = Chance::new(plan.seed, Stream::GiaResults);
    for person in participants {
        // How good somebody is shows in every subject, 0 to 100.
        let ability = (chance.below(101) + chance.below(101)) / 2;
        for sitting in &mut person.sittings {
            sitting.truth = truth(&sitting.exam, ability, region, law, &mut chance)?;
        }
    }
    Ok(())
}

fn truth(
    exam: &MadeUpExam,
    ability: usize,
    region: &MadeUpRegion,
    law: &Law,
    chance: &mut Chance,
) -> Result<GiaTruth, GiaError> {
    if law.scales().subject(exam.form, exam.subject)?.written.is_some() {
        return Ok(GiaTruth::WithTheWrittenPart);
    }
    match chance.below(1000) {
        0..4 => return Ok(GiaTruth::Removed),
        4..8 => return Ok(GiaTruth::NotFinished),
        8..22 => return Ok(GiaTruth::Absent),
        _ => {}
    }
    let scale = law.scales().scale(ScaleKey {
        form: exam.form,
        subject: exam.subject,
        series: None,
        year: exam.date.year(),
        region: &region.plan.region_code,
    })?;
    let (primary, points) = match tasks_of(exam) {
        Some(tasks) => by_tasks(tasks, ability, chance)?,
        None => (whole(scale, ability, chance)?, TaskPoints::none()),
    };
    let conclusion = convert(scale, primary, &points).map_err(|error| GiaError::NotConverted(error.to_string()))?;
    Ok(GiaTruth::Checked {
        primary,
        outcome: conclusion.outcome,
        points,
    })
}

fn tasks_of(exam: &MadeUpExam) -> Option<&'static [(&'static str, usize)]> {
    match (exam.form, exam.subject.number()) {
        (ExamForm::Ege, 2) => Some(EGE_MATHEMATICS),
        (ExamForm::Oge, 2) => Some(OGE_MATHEMATICS),
        (ExamForm::Oge, 1) => Some(OGE_RUSSIAN),
        _ => None,
    }
}

fn by_tasks(
    tasks: &[(&str, usize)],
    ability: usize,
    chance: &mut Chance,
) -> Result<(PrimaryScore, TaskPoints), GiaError> {
    let mut given = Vec::with_capacity(tasks.len());
    let mut sum = 0;
    for (task, most) in tasks {
        let points = (0..*most).filter(|_| chance.below(100) < 25 + ability * 7 / 10).count();
        sum += points;
        let code = TaskCode::new(task).map_err(|error| GiaError::NotConverted(error.to_string()))?;
        given.push((code, u16::try_from(points).unwrap_or_default()));
    }
    let points = TaskPoints::new(given).map_err(|error| GiaError::NotConverted(error.to_string()))?;
    Ok((primary(sum)?, points))
}

fn whole(scale: &Scale, ability: usize, chance: &mut Chance) -> Result<PrimaryScore, GiaError> {
    let most = usize::from(scale.max_primary().number());
    let share = (ability * 2 + chance.below(101)) / 3;
    primary((most * (15 + share * 85 / 100) / 100).min(most))
}

fn primary(number: usize) -> Result<PrimaryScore, GiaError> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    PrimaryScore::new(number).map_err(|error| GiaError::NotConverted(error.to_string()))
}
