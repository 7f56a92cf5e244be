//! The head's tables as the domain's values: parsed once when a file is opened, so that a look-up only copies.

use domain::essay::{EssayValue, WorkType};
use domain::gia_score::{GiaOutcome, Mark, TestScore};
use regulations::russian::date_time;
use regulations::{ExamForm, ExamKind, Instant, LegalDate, SubjectCode, Zone};

use super::head::{HeadCountedIn, HeadMinimum, Paper, Tables};
use super::record::{LineOutcome, ResultLine};
use super::refusal::Refusal;
use crate::results::{
    AppealTerm, ApprovedBy, Found, GiaSittingOutcome, MinimumCountedIn, PublishedEssay, PublishedGia, SittingOutcome,
    YearsMinimum,
};

/// Makes answers out of compact lines.
pub struct ReadyTables {
    papers: Vec<ReadyPaper>,
    organisations: Vec<String>,
    protocols: Vec<ApprovedBy>,
    essay_values: Vec<EssayValue>,
}

/// A result without what is its owner's.
enum ReadyPaper {
    Essay(PublishedEssay),
    Gia {
        template: PublishedGia,
        greatest: Option<i64>,
    },
}

impl ReadyTables {
    pub fn parse(tables: Tables, zone: &Zone) -> Result<Self, Refusal> {
        let Tables {
            papers,
            organisations,
            protocols,
            essay_values,
        } = tables;
        Ok(Self {
            papers: papers
                .iter()
                .map(|paper| parse_paper(paper, zone))
                .collect::<Option<_>>()
                .ok_or(Refusal::Damaged("таблица экзаменов"))?,
            organisations,
            protocols: protocols
                .into_iter()
                .map(|protocol| {
                    Some(ApprovedBy {
                        number: protocol.number,
                        day: protocol.day.parse().ok()?,
                    })
                })
                .collect::<Option<_>>()
                .ok_or(Refusal::Damaged("таблица протоколов"))?,
            essay_values: essay_values
                .iter()
                .map(|code| EssayValue::from_code(code).ok())
                .collect::<Option<_>>()
                .ok_or(Refusal::Damaged("таблица оценок"))?,
        })
    }

    /// Adds the result of a line; `None` when the line refers to what is not there.
    pub fn add(&self, line: &ResultLine, found: &mut Found) -> Option<()> {
        let told_by = self.organisations.get(line.told_by as usize)?.clone();
        match self.papers.get(line.paper as usize)? {
            ReadyPaper::Essay(template) => found.essays.push(PublishedEssay {
                outcome: match line.outcome {
                    LineOutcome::Essay(value) => SittingOutcome::Checked(*self.essay_values.get(value as usize)?),
                    LineOutcome::NotChecked(mark) => SittingOutcome::NotChecked(mark),
                    LineOutcome::Test { .. } | LineOutcome::Mark { .. } => return None,
                },
                told_by,
                ..template.clone()
            }),
            ReadyPaper::Gia { template, greatest } => {
                let protocol = match line.protocol {
                    Some(number) => Some(self.protocols.get(number as usize)?.clone()),
                    None => None,
                };
                found.exams.push(PublishedGia {
                    outcome: outcome(line.outcome, *greatest)?,
                    to_pass: with_answer(template.to_pass, line.to_pass),
                    university: with_answer(template.university, line.university),
                    protocol,
                    told_by,
                    ..template.clone()
                });
            }
        }
        Some(())
    }
}

fn outcome(line: LineOutcome, greatest: Option<i64>) -> Option<GiaSittingOutcome> {
    let checked = |primary: u32, outcome| GiaSittingOutcome::Checked {
        primary: i64::from(primary),
        greatest,
        outcome,
    };
    Some(match line {
        LineOutcome::Test { primary, score } => {
            checked(primary, GiaOutcome::Test(TestScore::new(i64::from(score)).ok()?))
        }
        LineOutcome::Mark { primary, mark } => checked(primary, GiaOutcome::Mark(Mark::new(i64::from(mark)).ok()?)),
        LineOutcome::NotChecked(mark) => GiaSittingOutcome::NotChecked(mark),
        LineOutcome::Essay(_) => return None,
    })
}

fn with_answer(minimum: Option<YearsMinimum>, reached: Option<bool>) -> Option<YearsMinimum> {
    minimum.map(|minimum| YearsMinimum { reached, ..minimum })
}

fn parse_paper(paper: &Paper, zone: &Zone) -> Option<ReadyPaper> {
    let exam_date: LegalDate = paper.date.parse().ok()?;
    let published_at = date_time(zone, Instant::from_micros(paper.published_at));
    let kind = ExamKind::from_code(&paper.kind).ok()?;
    let Some(form) = &paper.form else {
        return Some(ReadyPaper::Essay(PublishedEssay {
            work_type: WorkType::from_code(&paper.code.to_string()).ok()?,
            exam_date,
            outcome: SittingOutcome::NotChecked(domain::essay::AttendanceMark::Absent),
            told_by: String::new(),
            publication_number: paper.publication,
            published_at,
        }));
    };
    let written_part = match paper.written_part {
        Some(code) => Some(SubjectCode::new(code).ok()?),
        None => None,
    };
    let oral_part = match &paper.oral_part {
        Some(day) => Some(day.parse().ok()?),
        None => None,
    };
    Some(ReadyPaper::Gia {
        template: PublishedGia {
            kind,
            form: ExamForm::from_code(form).ok()?,
            subject: paper.subject.clone(),
            subject_code: SubjectCode::new(paper.code).ok()?,
            written_part,
            exam_date,
            oral_part,
            outcome: GiaSittingOutcome::NotChecked(domain::essay::AttendanceMark::Absent),
            to_pass: paper.to_pass.map(minimum),
            university: paper.university.map(minimum),
            protocol: None,
            appeal: paper.appeal.as_ref().map(|appeal| AppealTerm {
                length: appeal.length.clone(),
                clause: appeal.clause.clone(),
            }),
            told_by: String::new(),
            publication_number: paper.publication,
            published_at,
        },
        greatest: paper.greatest,
    })
}

const fn minimum(stored: HeadMinimum) -> YearsMinimum {
    YearsMinimum {
        counted_in: match stored.counted_in {
            HeadCountedIn::PrimaryScore => MinimumCountedIn::PrimaryScore,
            HeadCountedIn::TestScore => MinimumCountedIn::TestScore,
            HeadCountedIn::Mark => MinimumCountedIn::Mark,
        },
        least: stored.least,
        reached: None,
    }
}
