//! The seam: all that the public pages may know, and what they ask.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;

use domain::essay::{AttendanceMark, EssayValue, WorkType};
use regulations::LegalDate;

/// An answer that is on its way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Unavailable>> + Send + 'a>>;

/// The published results of one region, and nothing else of it.
pub trait PublishedResults: Send + Sync + 'static {
    /// What every page says; asked once for each.
    ///
    /// # Errors
    /// [`Unavailable`] when the source of results cannot be read.
    fn facts(&self) -> Pending<'_, PublicFacts>;

    /// What is published for the document.
    ///
    /// Unknown documents, wrong surnames, results not released and exams whose look-up is shut are all
    /// [`Outcome::NothingFound`], reached by the same work, so that the time tells them apart no better than the page.
    /// Tries are counted here, by [`Query::address`], because several processes may answer for one region.
    ///
    /// # Errors
    /// [`Unavailable`] when the source of results cannot be read.
    fn find<'a>(&'a self, query: &'a Query) -> Pending<'a, Outcome>;
}

/// What is true of the region at this moment, for everybody who looks.
#[derive(Debug, Clone)]
pub struct PublicFacts {
    /// Titles of the exams whose look-up a recorded decision opened, newest first; empty while all are shut
    /// (kuzbass-4195:2.8).
    pub open_exams: Vec<String>,
    /// The region's recorded setting.
    pub second_question: SecondQuestion,
    /// The hot line as the region wrote it, «8 (3842) 00-00-00, будни с 9 до 18»; empty when none is set
    /// (kuzbass-4195:1.3).
    pub hot_line: String,
    /// The procedure, a paragraph a line (mordovia-187:11.1).
    pub procedure: Vec<String>,
    /// Dates of the school year, in order.
    pub schedule: Vec<DatedLine>,
    /// The legal day.
    pub today: LegalDate,
    /// The present moment in words, «17 декабря 2026, 14:05».
    pub now: String,
    /// How fresh the data is: «Публикация № 7 от 16 декабря 2026, 10:00». Must not depend on who asks.
    pub as_of: String,
}

/// A day and what happens on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedLine {
    /// The day.
    pub date: LegalDate,
    /// «основная дата сочинения, начало в 10:00».
    pub what: String,
}

/// What is asked besides series and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondQuestion {
    /// The surname (the default).
    Surname,
    /// Nothing.
    Nothing,
}

/// One look-up. No `Debug`: series, number and surname must not reach logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    /// Without separators, upper case; empty for documents that have none.
    pub series: String,
    /// Without separators, upper case, leading zeros kept; 1 to 12 letters and digits.
    pub number: String,
    /// Normalised; empty when the surname is not asked.
    pub surname: String,
    /// Who is counted for too many tries: an IPv4 address, or the /64 network of an IPv6 address.
    pub address: String,
}

/// What a look-up comes to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// At least one result.
    Found(Vec<PublishedResult>),
    /// Nothing that may be told, whatever the reason.
    NothingFound,
    /// Too many tries from this address.
    Wait {
        /// Until the next try.
        seconds: u64,
    },
}

/// One released result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedResult {
    /// Composition or exposition.
    pub work_type: WorkType,
    /// Day of the exam.
    pub exam_date: LegalDate,
    /// How the sitting ended.
    pub outcome: SittingOutcome,
    /// Short name of the organisation that tells the result under signature.
    pub told_by: String,
    /// Number of the publication that wrote it last.
    pub publication_number: i64,
    /// Moment of that publication in words, «16 декабря 2026, 10:00».
    pub published_at: String,
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SittingOutcome {
    /// The work was checked.
    Checked(EssayValue),
    /// There is no checked work.
    NotChecked(AttendanceMark),
}

/// The source of results cannot be read. The cause goes to the log, the visitor reads that the fault is ours.
#[derive(Debug, thiserror::Error)]
#[error("опубликованные результаты недоступны: {0}")]
pub struct Unavailable(#[source] Box<dyn Error + Send + Sync>);

impl Unavailable {
    /// Wraps the cause; its text must hold no personal data.
    pub fn because(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}
