//! One person's results in few bytes: numbers into the head's tables, and the values.

use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::AppealKind;
use domain::appeal::public::{PublicState, number_among};
use domain::essay::AttendanceMark;

use super::varint::{Cursor, put};

/// One result before it is packed; the numbers come from the writer's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultLine {
    /// Which paper.
    pub paper: u32,
    /// Who tells it under signature.
    pub told_by: u32,
    /// How the sitting ended.
    pub outcome: LineOutcome,
    /// Is the result not below the minimum for the certificate?
    pub to_pass: Option<bool>,
    /// The same for a university.
    pub university: Option<bool>,
    /// Which protocol approved it.
    pub protocol: Option<u32>,
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOutcome {
    /// An essay, by the number of its value.
    Essay(u32),
    /// Primary and test score.
    Test { primary: u32, score: u8 },
    /// Primary score and mark.
    Mark { primary: u32, mark: u8 },
    /// There is no checked work.
    NotChecked(AttendanceMark),
    /// The chair annulled the result on this day, counted from 1 January 2000.
    Annulled {
        ground: AnnulmentGround,
        resit: Resit,
        day: u32,
    },
    /// No result: how an appeal about the result of the line before stands.
    Appeal {
        kind: AppealKind,
        state: PublicState,
        /// Minutes of the epoch: when it came to stand so, or when it will be heard.
        minute: u32,
        /// Of the hearing, by the number of its place.
        place: Option<u32>,
    },
}

const ANNULLED: u8 = 6;
const APPEAL: u8 = 7;
const ENDED: u8 = 0b0000_0111;
const TO_PASS_SHIFT: u8 = 3;
const UNIVERSITY_SHIFT: u8 = 5;
const HAS_PROTOCOL: u8 = 0b1000_0000;

impl ResultLine {
    /// Appends the line.
    pub(super) fn pack(&self, target: &mut Vec<u8>) {
        let ended = match self.outcome {
            LineOutcome::Essay(_) => 0,
            LineOutcome::Test { .. } => 1,
            LineOutcome::Mark { .. } => 2,
            LineOutcome::NotChecked(AttendanceMark::Absent) => 3,
            LineOutcome::NotChecked(AttendanceMark::Removed) => 4,
            LineOutcome::NotChecked(AttendanceMark::NotFinished) => 5,
            LineOutcome::Annulled { .. } => ANNULLED,
            LineOutcome::Appeal { .. } => APPEAL,
        };
        let protocol = if self.protocol.is_some() { HAS_PROTOCOL } else { 0 };
        put(target, self.paper);
        target.push(
            ended
                | (packed_answer(self.to_pass) << TO_PASS_SHIFT)
                | (packed_answer(self.university) << UNIVERSITY_SHIFT)
                | protocol,
        );
        put(target, self.told_by);
        match self.outcome {
            LineOutcome::Essay(value) => put(target, value),
            LineOutcome::Test { primary, score: value } | LineOutcome::Mark { primary, mark: value } => {
                put(target, primary);
                target.push(value);
            }
            LineOutcome::NotChecked(_) => {}
            LineOutcome::Annulled { ground, resit, day } => {
                target.push(number_among(AnnulmentGround::ALL, ground));
                target.push(number_among(Resit::ALL, resit));
                put(target, day);
            }
            LineOutcome::Appeal {
                kind,
                state,
                minute,
                place,
            } => {
                target.push(number_among(AppealKind::ALL, kind));
                target.push(state.number());
                put(target, minute);
                // Zero is no place.
                put(target, place.map_or(0, |place| place.saturating_add(1)));
            }
        }
        if let Some(protocol) = self.protocol {
            put(target, protocol);
        }
    }

    /// The next line; `None` when the bytes are none.
    pub(super) fn unpack(cursor: &mut Cursor<'_>) -> Option<Self> {
        let paper = cursor.number()?;
        let flags = cursor.byte()?;
        let told_by = cursor.number()?;
        let outcome = match flags & ENDED {
            0 => LineOutcome::Essay(cursor.number()?),
            1 => LineOutcome::Test {
                primary: cursor.number()?,
                score: cursor.byte()?,
            },
            2 => LineOutcome::Mark {
                primary: cursor.number()?,
                mark: cursor.byte()?,
            },
            3 => LineOutcome::NotChecked(AttendanceMark::Absent),
            4 => LineOutcome::NotChecked(AttendanceMark::Removed),
            5 => LineOutcome::NotChecked(AttendanceMark::NotFinished),
            ANNULLED => LineOutcome::Annulled {
                ground: *AnnulmentGround::ALL.get(usize::from(cursor.byte()?))?,
                resit: *Resit::ALL.get(usize::from(cursor.byte()?))?,
                day: cursor.number()?,
            },
            APPEAL => LineOutcome::Appeal {
                kind: *AppealKind::ALL.get(usize::from(cursor.byte()?))?,
                state: PublicState::from_number(cursor.byte()?)?,
                minute: cursor.number()?,
                place: cursor.number()?.checked_sub(1),
            },
            _ => return None,
        };
        Some(Self {
            paper,
            told_by,
            outcome,
            to_pass: unpacked_answer(flags >> TO_PASS_SHIFT)?,
            university: unpacked_answer(flags >> UNIVERSITY_SHIFT)?,
            protocol: if flags & HAS_PROTOCOL == 0 {
                None
            } else {
                Some(cursor.number()?)
            },
        })
    }
}

const fn packed_answer(answer: Option<bool>) -> u8 {
    match answer {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    }
}

#[expect(
    clippy::option_option,
    reason = "nonsense, no answer, and an answer are three things"
)]
const fn unpacked_answer(bits: u8) -> Option<Option<bool>> {
    match bits & 0b11 {
        0 => Some(None),
        1 => Some(Some(false)),
        2 => Some(Some(true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outcomes() -> impl Strategy<Value = LineOutcome> {
        prop_oneof![
            any::<u32>().prop_map(LineOutcome::Essay),
            (0..AnnulmentGround::ALL.len(), 0..Resit::ALL.len(), any::<u32>()).prop_map(|(ground, resit, day)| {
                LineOutcome::Annulled {
                    ground: AnnulmentGround::ALL[ground],
                    resit: Resit::ALL[resit],
                    day,
                }
            }),
            (
                0..PublicState::ALL.len(),
                any::<u32>(),
                proptest::option::of(0..u32::MAX)
            )
                .prop_map(|(state, minute, place)| {
                    LineOutcome::Appeal {
                        kind: AppealKind::Score,
                        state: PublicState::ALL[state],
                        minute,
                        place,
                    }
                }),
            (any::<u32>(), any::<u8>()).prop_map(|(primary, score)| LineOutcome::Test { primary, score }),
            (any::<u32>(), any::<u8>()).prop_map(|(primary, mark)| LineOutcome::Mark { primary, mark }),
            Just(LineOutcome::NotChecked(AttendanceMark::Absent)),
            Just(LineOutcome::NotChecked(AttendanceMark::Removed)),
            Just(LineOutcome::NotChecked(AttendanceMark::NotFinished)),
        ]
    }

    proptest! {
        #[test]
        fn a_line_comes_back_whole(
            (paper, told_by) in any::<(u32, u32)>(),
            outcome in outcomes(),
            (to_pass, university) in any::<(Option<bool>, Option<bool>)>(),
            protocol in any::<Option<u32>>(),
        ) {
            let line = ResultLine { paper, told_by, outcome, to_pass, university, protocol };
            let mut bytes = Vec::new();
            line.pack(&mut bytes);
            let mut cursor = Cursor::new(&bytes);
            prop_assert_eq!(ResultLine::unpack(&mut cursor), Some(line));
            prop_assert!(cursor.is_at_end());
        }

        #[test]
        fn any_bytes_are_read_without_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
            let _ = ResultLine::unpack(&mut Cursor::new(&bytes));
        }
    }

    #[test]
    fn an_ordinary_result_takes_eight_bytes() {
        let line = ResultLine {
            paper: 31,
            told_by: 690,
            outcome: LineOutcome::Test { primary: 40, score: 73 },
            to_pass: Some(true),
            university: Some(true),
            protocol: Some(140),
        };
        let mut bytes = Vec::new();
        line.pack(&mut bytes);
        assert_eq!(bytes.len(), 8);
    }
}
