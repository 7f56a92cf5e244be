//! Corrections of results already reported, so that an import has changed rows to show.

use domain::essay::EssayMark;

use crate::participants::MadeUpParticipant;
use crate::results::{MadeUpResult, Outcome, TrueMarks};

/// So many failed works turn out to pass on criterion 3, so many have another topic.
const CHANGED_MARKS: usize = 5;
const CHANGED_TOPICS: usize = 3;

/// The same participants with their corrected results.
pub(crate) fn corrected_rows<'a>(
    reported: impl Iterator<Item = (&'a MadeUpParticipant, &'a MadeUpResult)>,
) -> Vec<(&'a MadeUpParticipant, MadeUpResult)> {
    let (mut marks_left, mut topics_left) = (CHANGED_MARKS, CHANGED_TOPICS);
    let mut corrected = Vec::new();
    for (participant, result) in reported {
        if let Some(marks) = passes_after_all(result).filter(|_| marks_left > 0) {
            marks_left -= 1;
            corrected.push((
                participant,
                MadeUpResult {
                    outcome: Outcome::Checked(marks),
                    ..result.clone()
                },
            ));
        } else if let Some(topic) = digits_swapped(result).filter(|_| topics_left > 0) {
            topics_left -= 1;
            corrected.push((
                participant,
                MadeUpResult {
                    topic: Some(topic),
                    ..result.clone()
                },
            ));
        }
    }
    corrected
}

fn passes_after_all(result: &MadeUpResult) -> Option<TrueMarks> {
    use EssayMark::{Fail, Pass};
    let Outcome::Checked(marks) = result.outcome else {
        return None;
    };
    let only_the_last_three = marks.criteria == [Pass, Pass, Fail, Fail, Fail];
    only_the_last_three.then_some(TrueMarks {
        criteria: [Pass, Pass, Pass, Fail, Fail],
        result: Pass,
        ..marks
    })
}

/// 104 read as 140: a likely slip, where it makes another number.
fn digits_swapped(result: &MadeUpResult) -> Option<String> {
    let topic = result.topic.as_deref()?;
    let (head, tail) = topic.split_at_checked(1)?;
    let swapped = format!("{head}{}", tail.chars().rev().collect::<String>());
    (swapped != topic).then_some(swapped)
}
