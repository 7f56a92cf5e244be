//! How scores are spread: what a protocol would approve as a picture, for the eye that notices a wrong scale.

use regulations::{Conversion, Floor, Mark, MarkBounds, PrimaryScore, Scale};

use crate::gia_score::{GiaOutcome, GiaScore};

/// On which axis the scores lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    TestScore,
    PrimaryScore,
}

/// What the results of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreGroupKind {
    Mark(Mark),
    /// Below the year's minimum.
    Below,
    /// The minimum reached.
    Reached,
    /// The year's minimum is not known.
    All,
}

/// Results between two scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreGroup {
    pub kind: ScoreGroupKind,
    /// Least score of the group by the scale; where no scale is known, of what is there.
    pub from: u16,
    /// Greatest score, inclusive.
    pub to: u16,
    /// Results in it. A mark lowered by a condition counts under the mark, not under its primary score.
    pub count: usize,
}

/// Results of one form by score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreDistribution {
    pub counted_by: CountedBy,
    /// Ascending.
    pub groups: Vec<ScoreGroup>,
    /// How many results each score has, by group: the index is the score, from nought to the greatest there is.
    pub bars: Vec<Vec<usize>>,
    /// The least score that passes; `None` where the year names none on this axis.
    pub minimum: Option<u16>,
}

impl ScoreDistribution {
    /// The spread of the scores of one form; `None` without scores. Marks are counted by primary score, and so are test scores
    /// whose minimum is set in primary scores (kuzbass-gia9:info 4).
    pub fn of(scores: &[GiaScore], scale: Option<&Scale>, minimum: Option<Floor>) -> Option<Self> {
        let first = scores.first()?;
        let bounds = match scale.map(|scale| &scale.conversion) {
            Some(Conversion::Marks(bounds)) => Some(*bounds),
            Some(Conversion::TestScores(_)) | None => None,
        };
        let counted_by = match (first.outcome(), minimum) {
            (GiaOutcome::Mark(_), _) | (GiaOutcome::Test(_), Some(Floor::Primary(_))) => CountedBy::PrimaryScore,
            (GiaOutcome::Test(_), _) => CountedBy::TestScore,
        };
        let minimum = least_that_passes(counted_by, minimum, bounds);
        let top = top_of(counted_by, scores, scale);
        let mut groups = match first.outcome() {
            GiaOutcome::Mark(_) => groups_of_marks(scores, bounds),
            GiaOutcome::Test(_) => groups_of_scores(minimum, top),
        };
        let mut bars = vec![vec![0; groups.len()]; usize::from(top) + 1];
        for score in scores {
            let place = place_of(counted_by, score);
            let group = groups.iter().position(|group| holds(group, score, place));
            let Some(index) = group else { continue };
            if let Some(group) = groups.get_mut(index) {
                group.count += 1;
            }
            if let Some(count) = bars.get_mut(usize::from(place)).and_then(|bar| bar.get_mut(index)) {
                *count += 1;
            }
        }
        Some(Self {
            counted_by,
            groups,
            bars,
            minimum,
        })
    }

    /// All results.
    pub fn total(&self) -> usize {
        self.groups.iter().map(|group| group.count).sum()
    }
}

fn place_of(counted_by: CountedBy, score: &GiaScore) -> u16 {
    match (counted_by, score.outcome()) {
        (CountedBy::TestScore, GiaOutcome::Test(test)) => u16::from(test.number()),
        _ => score.primary().number(),
    }
}

fn holds(group: &ScoreGroup, score: &GiaScore, place: u16) -> bool {
    match (group.kind, score.outcome()) {
        (ScoreGroupKind::Mark(mark), GiaOutcome::Mark(given)) => mark == given,
        (ScoreGroupKind::Mark(_), GiaOutcome::Test(_)) => false,
        _ => (group.from..=group.to).contains(&place),
    }
}

fn least_that_passes(counted_by: CountedBy, minimum: Option<Floor>, bounds: Option<MarkBounds>) -> Option<u16> {
    match (counted_by, minimum?) {
        (CountedBy::PrimaryScore, Floor::Primary(least)) => Some(least.number()),
        (CountedBy::PrimaryScore, Floor::Mark(mark)) => Some(first_of(bounds?, mark)),
        (CountedBy::TestScore, Floor::Test(least)) => Some(u16::from(least.number())),
        _ => None,
    }
}

fn top_of(counted_by: CountedBy, scores: &[GiaScore], scale: Option<&Scale>) -> u16 {
    let seen = scores
        .iter()
        .map(|score| place_of(counted_by, score))
        .max()
        .unwrap_or(0);
    match counted_by {
        CountedBy::TestScore => seen.max(100),
        CountedBy::PrimaryScore => scale.map_or(seen, |scale| scale.max_primary().number().max(seen)),
    }
}

const fn first_of(bounds: MarkBounds, mark: Mark) -> u16 {
    match mark {
        Mark::Two => 0,
        Mark::Three => bounds.three.number(),
        Mark::Four => bounds.four.number(),
        Mark::Five => bounds.five.number(),
    }
}

fn last_of(bounds: MarkBounds, mark: Mark) -> u16 {
    let before = |next: PrimaryScore| next.number().saturating_sub(1);
    match mark {
        Mark::Two => before(bounds.three),
        Mark::Three => before(bounds.four),
        Mark::Four => before(bounds.five),
        Mark::Five => bounds.max.number(),
    }
}

fn groups_of_marks(scores: &[GiaScore], bounds: Option<MarkBounds>) -> Vec<ScoreGroup> {
    let group = |mark: Mark| {
        let (from, to) = match bounds {
            Some(bounds) => (first_of(bounds, mark), last_of(bounds, mark)),
            None => {
                let places = || {
                    let own = scores
                        .iter()
                        .filter(move |score| score.outcome() == GiaOutcome::Mark(mark));
                    own.map(|score| score.primary().number())
                };
                (places().min()?, places().max()?)
            }
        };
        Some(ScoreGroup {
            kind: ScoreGroupKind::Mark(mark),
            from,
            to,
            count: 0,
        })
    };
    Mark::ALL.iter().filter_map(|mark| group(*mark)).collect()
}

fn groups_of_scores(minimum: Option<u16>, top: u16) -> Vec<ScoreGroup> {
    let group = |kind, from, to| ScoreGroup {
        kind,
        from,
        to,
        count: 0,
    };
    match minimum {
        None => vec![group(ScoreGroupKind::All, 0, top)],
        Some(0) => vec![group(ScoreGroupKind::Reached, 0, top)],
        Some(least) if least > top => vec![group(ScoreGroupKind::Below, 0, top)],
        Some(least) => vec![
            group(ScoreGroupKind::Below, 0, least - 1),
            group(ScoreGroupKind::Reached, least, top),
        ],
    }
}

#[cfg(test)]
mod tests {
    use regulations::{ExamForm, Law, ScaleKey, SubjectCode, TestScore};

    use super::*;
    use crate::gia_score::GiaColumns;

    fn score(primary_score: i64, test_score: Option<i64>, mark: Option<i64>) -> GiaScore {
        let columns = GiaColumns {
            primary_score,
            test_score,
            mark,
            task_points: None,
        };
        GiaScore::from_columns(&columns).unwrap()
    }

    fn scale(form: ExamForm, year: i16, subject: i64) -> Scale {
        let law = Law::embedded().unwrap();
        let key = ScaleKey {
            form,
            subject: SubjectCode::new(subject).unwrap(),
            series: None,
            year,
            region: "42",
        };
        law.scales().scale(key).unwrap().clone()
    }

    fn summed(spread: &ScoreDistribution) -> Vec<(ScoreGroupKind, u16, u16, usize)> {
        let one = |group: &ScoreGroup| (group.kind, group.from, group.to, group.count);
        spread.groups.iter().map(one).collect()
    }

    #[test]
    fn b3_test_scores_fall_on_both_sides_of_the_minimum() {
        let scores = [(10, 26), (11, 27), (32, 100), (0, 0)].map(|(primary, test)| score(primary, Some(test), None));
        let floor = Floor::Test(TestScore::new(27).unwrap());
        let spread = ScoreDistribution::of(&scores, Some(&scale(ExamForm::Ege, 2025, 2)), Some(floor)).unwrap();
        assert_eq!((spread.counted_by, spread.minimum), (CountedBy::TestScore, Some(27)));
        assert_eq!(
            summed(&spread),
            [(ScoreGroupKind::Below, 0, 26, 2), (ScoreGroupKind::Reached, 27, 100, 2)]
        );
        assert_eq!((spread.bars.len(), spread.total()), (101, 4));
        assert_eq!((&spread.bars[26], &spread.bars[100]), (&vec![1, 0], &vec![0, 1]));
        let unknown = ScoreDistribution::of(&scores, None, None).unwrap();
        assert_eq!(summed(&unknown), [(ScoreGroupKind::All, 0, 100, 4)]);
    }

    #[test]
    fn b3_marks_are_counted_by_primary_score_and_a_lowered_mark_under_the_mark() {
        // 16 primary points are a four by the intervals; without geometry they are a two.
        let scores =
            [(5, 2), (8, 3), (16, 4), (16, 2), (31, 5)].map(|(primary, mark)| score(primary, None, Some(mark)));
        let scale = scale(ExamForm::Oge, 2023, 2);
        let spread = ScoreDistribution::of(&scores, Some(&scale), Some(Floor::Mark(Mark::Three))).unwrap();
        assert_eq!((spread.counted_by, spread.minimum), (CountedBy::PrimaryScore, Some(8)));
        assert_eq!(
            summed(&spread),
            [
                (ScoreGroupKind::Mark(Mark::Two), 0, 7, 2),
                (ScoreGroupKind::Mark(Mark::Three), 8, 14, 1),
                (ScoreGroupKind::Mark(Mark::Four), 15, 21, 1),
                (ScoreGroupKind::Mark(Mark::Five), 22, 31, 1)
            ]
        );
        assert_eq!((spread.bars.len(), &spread.bars[16]), (32, &vec![1, 0, 1, 0]));
        // Without a scale (ГВЭ-11) the groups are what is there.
        let bare = ScoreDistribution::of(&scores[1..], None, Some(Floor::Mark(Mark::Three))).unwrap();
        assert_eq!(bare.minimum, None);
        assert_eq!(summed(&bare)[0], (ScoreGroupKind::Mark(Mark::Two), 16, 16, 1));
    }

    #[test]
    fn b3_a_minimum_in_primary_scores_is_marked_on_their_axis() {
        let scores = [(4, 11), (7, 40)].map(|(primary, test)| score(primary, Some(test), None));
        let floor = Floor::Primary(PrimaryScore::new(5).unwrap());
        let spread = ScoreDistribution::of(&scores, Some(&scale(ExamForm::Ege, 2025, 2)), Some(floor)).unwrap();
        assert_eq!((spread.counted_by, spread.minimum), (CountedBy::PrimaryScore, Some(5)));
        assert_eq!(
            summed(&spread),
            [(ScoreGroupKind::Below, 0, 4, 1), (ScoreGroupKind::Reached, 5, 32, 1)]
        );
        assert_eq!(ScoreDistribution::of(&[], None, None), None);
    }
}
