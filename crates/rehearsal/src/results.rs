//! The truth of every participant's essay: what was written and how it was marked.

use domain::essay::{EssayMark, WorkType};

use crate::chance::{Chance, Stream};
use crate::participants::MadeUpParticipant;
use crate::plan::RegionPlan;

/// How one sitting ended and when its result reached the processing centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpResult {
    /// Three digits; `None` for who did not come.
    pub topic: Option<String>,
    pub outcome: Outcome,
    pub batch: Batch,
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Checked(TrueMarks),
    NotFinished,
    Removed,
    Absent,
}

/// A coherent set of marks (domain-facts 1.2, 1.5), as an expert leaves them on the form: `None` is a mark not given,
/// because a requirement failed before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueMarks {
    pub requirements: [Option<EssayMark>; 2],
    pub criteria: [EssayMark; 5],
    pub result: EssayMark,
}

/// Which results file a result comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// Nearly everybody.
    First,
    /// Works that came late; they need a supplementary statement.
    Second,
}

/// Topics of one set, two from each section (domain-facts 1.7), and texts for exposition.
struct Topics {
    composition: Vec<String>,
    exposition: Vec<String>,
}

/// One result per participant, in the same order.
pub(crate) fn make_results(plan: &RegionPlan, participants: &[MadeUpParticipant]) -> Vec<MadeUpResult> {
    let mut chance = Chance::new(plan.seed, Stream::Results);
    let topics = Topics::draw(&mut chance);
    let mut results: Vec<MadeUpResult> = participants
        .iter()
        .map(|participant| make_result(participant.work_type, &topics, &mut chance))
        .collect();
    delay_some(plan, participants, &mut results);
    results
}

fn make_result(work_type: WorkType, topics: &Topics, chance: &mut Chance) -> MadeUpResult {
    let outcome = match chance.below(1000) {
        0..2 => Outcome::Removed,
        2..5 => Outcome::NotFinished,
        5..11 => Outcome::Absent,
        11..51 => Outcome::Checked(failed_marks(chance)),
        _ => Outcome::Checked(passed_marks(chance)),
    };
    let topic = topics.pick(work_type, chance);
    MadeUpResult {
        topic: (outcome != Outcome::Absent).then_some(topic),
        outcome,
        batch: Batch::First,
    }
}

impl Topics {
    fn draw(chance: &mut Chance) -> Self {
        let mut of_section = |section: usize, low: i64, high: i64| format!("{section}{:02}", chance.between(low, high));
        let mut composition = Vec::new();
        for section in 1..=3 {
            composition.push(of_section(section, 1, 20));
            composition.push(of_section(section, 21, 40));
        }
        let exposition = vec![of_section(4, 1, 20), of_section(4, 21, 40)];
        Self {
            composition,
            exposition,
        }
    }

    fn pick(&self, work_type: WorkType, chance: &mut Chance) -> String {
        let numbers = match work_type {
            WorkType::Composition => &self.composition,
            WorkType::Exposition => &self.exposition,
        };
        let references: Vec<&str> = numbers.iter().map(String::as_str).collect();
        chance.pick(&references).to_owned()
    }
}

/// Both requirements, criteria 1 and 2, and at least one of 3 to 5 (domain-facts 1.5).
fn passed_marks(chance: &mut Chance) -> TrueMarks {
    use EssayMark::{Fail, Pass};
    let mut draw = |fails_of_thousand| {
        if chance.per_mille(fails_of_thousand) {
            Fail
        } else {
            Pass
        }
    };
    let (third, fourth, fifth) = (draw(40), draw(60), draw(180));
    // All three failed would make the whole work fail: then the composition of the work was good enough.
    let third = if (fourth, fifth) == (Fail, Fail) { Pass } else { third };
    TrueMarks {
        requirements: [Some(Pass); 2],
        criteria: [Pass, Pass, third, fourth, fifth],
        result: Pass,
    }
}

/// Each way to fail, the rest of the form filled as experts fill it (domain-facts 1.2, 1.5).
fn failed_marks(chance: &mut Chance) -> TrueMarks {
    use EssayMark::{Fail, Pass};
    let (requirements, criteria) = match chance.below(100) {
        0..20 => ([Some(Fail), None], [Fail; 5]),
        20..32 => ([Some(Pass), Some(Fail)], [Fail; 5]),
        32..52 => ([Some(Pass); 2], [Fail; 5]),
        52..68 => ([Some(Pass); 2], [Pass, Fail, Fail, Fail, Fail]),
        _ => ([Some(Pass); 2], [Pass, Pass, Fail, Fail, Fail]),
    };
    TrueMarks {
        requirements,
        criteria,
        result: Fail,
    }
}

/// About three checked works of a hundred come late: a whole class here and there, and single works.
fn delay_some(plan: &RegionPlan, participants: &[MadeUpParticipant], results: &mut [MadeUpResult]) {
    let mut chance = Chance::new(plan.seed, Stream::LateResults);
    let classes = participants
        .iter()
        .filter_map(|participant| participant.class_number)
        .max()
        .map_or(0, |last| last + 1);
    let late_classes: Vec<usize> = (0..classes / 70).map(|_| chance.below(classes)).collect();
    for (participant, result) in participants.iter().zip(results) {
        let alone = chance.per_mille(18);
        let with_class = participant
            .class_number
            .is_some_and(|number| late_classes.contains(&number));
        if (alone || with_class) && matches!(result.outcome, Outcome::Checked(_)) {
            result.batch = Batch::Second;
        }
    }
}
