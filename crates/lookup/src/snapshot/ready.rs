//! The head's tables as the domain's values: parsed once when a file is opened, so that a look-up only copies.

use std::sync::Arc;

use domain::annulment::{AnnulmentGround, Resit};
use domain::essay::{EssayValue, WorkType};
use domain::gia_score::{GiaOutcome, Mark, TestScore};
use regulations::russian::date_time;
use regulations::{ExamForm, ExamKind, Instant, LegalDate, SubjectCode, Zone};

use super::head::{HeadCountedIn, HeadMinimum, Paper, Tables};
use super::record::{LineOutcome, ResultLine};
use super::refusal::Refusal;
use crate::results::{
    AnnulledResult, AppealTerm, ApprovedBy, EssayPaper, Found, GiaPaper, GiaSittingOutcome, MinimumCountedIn,
    PublishedAppeal, PublishedEssay, PublishedGia, SharedEssay, SharedGia, SharedProtocol, SittingOutcome,
    YearsMinimum,
};
use crate::told_by::Names;

/// Makes answers out of compact lines.
pub struct ReadyTables {
    papers: Vec<ReadyPaper>,
    organisations: Arc<Names>,
    protocols: Vec<SharedProtocol>,
    essay_values: Vec<EssayValue>,
    places: Vec<Arc<str>>,
    zone: Zone,
}

/// What everybody who sat the same shares.
enum ReadyPaper {
    Essay(SharedEssay),
    Gia(SharedGia),
}

impl ReadyTables {
    pub fn parse(tables: Tables, zone: &Zone) -> Result<Self, Refusal> {
        let Tables {
            papers,
            organisations,
            protocols,
            essay_values,
            places,
        } = tables;
        Ok(Self {
            papers: papers
                .iter()
                .map(|paper| parse_paper(paper, zone))
                .collect::<Option<_>>()
                .ok_or(Refusal::Damaged("таблица экзаменов"))?,
            organisations: Names::of(organisations.iter().map(String::as_str))
                .ok_or(Refusal::Damaged("таблица организаций"))?,
            protocols: protocols
                .into_iter()
                .map(|protocol| {
                    Some(SharedProtocol::from(ApprovedBy {
                        number: protocol.number,
                        day: protocol.day.parse().ok()?,
                    }))
                })
                .collect::<Option<_>>()
                .ok_or(Refusal::Damaged("таблица протоколов"))?,
            essay_values: essay_values
                .iter()
                .map(|code| EssayValue::from_code(code).ok())
                .collect::<Option<_>>()
                .ok_or(Refusal::Damaged("таблица оценок"))?,
            places: places.into_iter().map(Arc::from).collect(),
            zone: zone.clone(),
        })
    }

    /// Adds the result of a line; `None` when the line refers to what is not there.
    pub fn add(&self, line: &ResultLine, found: &mut Found) -> Option<()> {
        let told_by = self.organisations.told_by(line.told_by)?;
        match self.papers.get(line.paper as usize)? {
            ReadyPaper::Essay(paper) => found.essays.push(PublishedEssay {
                paper: paper.clone(),
                outcome: match line.outcome {
                    LineOutcome::Essay(value) => SittingOutcome::Checked(*self.essay_values.get(value as usize)?),
                    LineOutcome::NotChecked(mark) => SittingOutcome::NotChecked(mark),
                    LineOutcome::Test { .. }
                    | LineOutcome::Mark { .. }
                    | LineOutcome::Annulled { .. }
                    | LineOutcome::Appeal { .. } => return None,
                },
                told_by,
            }),
            ReadyPaper::Gia(paper) => {
                if let LineOutcome::Appeal { .. } = line.outcome {
                    let result = found.exams.last_mut().filter(|result| result.paper.is(paper))?;
                    result.appeals.push(self.appeal(line.outcome)?);
                    return Some(());
                }
                let protocol = match line.protocol {
                    Some(number) => Some(self.protocols.get(number as usize)?.clone()),
                    None => None,
                };
                found.exams.push(PublishedGia {
                    outcome: outcome(line.outcome)?,
                    passed: line.to_pass.filter(|_| paper.to_pass.is_some()),
                    for_university: line.university.filter(|_| paper.university.is_some()),
                    paper: paper.clone(),
                    protocol,
                    told_by,
                    appeals: Vec::new(),
                });
            }
        }
        Some(())
    }

    fn appeal(&self, line: LineOutcome) -> Option<PublishedAppeal> {
        let LineOutcome::Appeal {
            kind,
            state,
            minute,
            place,
        } = line
        else {
            return None;
        };
        let at = Instant::from_micros(i64::from(minute) * MICROS_OF_A_MINUTE);
        Some(PublishedAppeal {
            kind,
            state,
            at: date_time(&self.zone, at),
            place: match place {
                Some(place) => Some(Arc::clone(self.places.get(place as usize)?)),
                None => None,
            },
        })
    }
}

const MICROS_OF_A_MINUTE: i64 = 60_000_000;

/// The day of an annulment, from the number of days that [`annulment_day`] made of it.
fn annulled(ground: AnnulmentGround, resit: Resit, day: u32) -> Option<GiaSittingOutcome> {
    let day = first_day()?.plus_days(i64::from(day));
    Some(GiaSittingOutcome::Annulled(AnnulledResult { ground, resit, day }))
}

/// The day of an annulment as a line of the file has it; `None` before the year 2000.
pub fn annulment_day(day: LegalDate) -> Option<u32> {
    u32::try_from(day.days_since(first_day()?)).ok()
}

fn first_day() -> Option<LegalDate> {
    "2000-01-01".parse().ok()
}

fn outcome(line: LineOutcome) -> Option<GiaSittingOutcome> {
    let checked = |primary: u32, outcome| GiaSittingOutcome::Checked {
        primary: i64::from(primary),
        outcome,
    };
    Some(match line {
        LineOutcome::Test { primary, score } => {
            checked(primary, GiaOutcome::Test(TestScore::new(i64::from(score)).ok()?))
        }
        LineOutcome::Mark { primary, mark } => checked(primary, GiaOutcome::Mark(Mark::new(i64::from(mark)).ok()?)),
        LineOutcome::NotChecked(mark) => GiaSittingOutcome::NotChecked(mark),
        LineOutcome::Annulled { ground, resit, day } => annulled(ground, resit, day)?,
        LineOutcome::Essay(_) | LineOutcome::Appeal { .. } => return None,
    })
}

fn parse_paper(paper: &Paper, zone: &Zone) -> Option<ReadyPaper> {
    let exam_date: LegalDate = paper.date.parse().ok()?;
    let published_at = date_time(zone, Instant::from_micros(paper.published_at));
    let kind = ExamKind::from_code(&paper.kind).ok()?;
    let Some(form) = &paper.form else {
        return Some(ReadyPaper::Essay(SharedEssay::from(EssayPaper {
            work_type: WorkType::from_code(&paper.code.to_string()).ok()?,
            exam_date,
            publication_number: paper.publication,
            published_at,
        })));
    };
    let written_part = match paper.written_part {
        Some(code) => Some(SubjectCode::new(code).ok()?),
        None => None,
    };
    let oral_part = match &paper.oral_part {
        Some(day) => Some(day.parse().ok()?),
        None => None,
    };
    Some(ReadyPaper::Gia(SharedGia::from(GiaPaper {
        kind,
        form: ExamForm::from_code(form).ok()?,
        subject: paper.subject.clone(),
        subject_code: SubjectCode::new(paper.code).ok()?,
        written_part,
        exam_date,
        oral_part,
        greatest: paper.greatest,
        to_pass: paper.to_pass.map(minimum),
        university: paper.university.map(minimum),
        appeal: paper.appeal.as_ref().map(|appeal| AppealTerm {
            length: appeal.length.clone(),
            clause: appeal.clause.clone(),
        }),
        publication_number: paper.publication,
        published_at,
    })))
}

const fn minimum(stored: HeadMinimum) -> YearsMinimum {
    YearsMinimum {
        counted_in: match stored.counted_in {
            HeadCountedIn::PrimaryScore => MinimumCountedIn::PrimaryScore,
            HeadCountedIn::TestScore => MinimumCountedIn::TestScore,
            HeadCountedIn::Mark => MinimumCountedIn::Mark,
        },
        least: stored.least,
    }
}
