//! The seam: all that the public pages may know, and what they ask.

use std::error::Error;
use std::ops::Deref;
use std::sync::Arc;

use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::AppealKind;
use domain::appeal::public::PublicState;
use domain::essay::{AttendanceMark, EssayValue, WorkType};
use domain::gia_score::GiaOutcome;
use regulations::{ExamForm, ExamKind, LegalDate, SubjectCode};

use crate::prepared::{EssayParts, GiaParts, ProtocolParts};
use crate::told_by::ToldBy;

/// The published results of one region, and nothing else of it. Answers come from memory and one small read, so nobody waits
/// for them.
pub trait PublishedResults: Send + Sync + 'static {
    /// What every page says; asked once for each, so it is shared and not copied.
    ///
    /// # Errors
    /// [`Unavailable`] when the source of results cannot be read.
    fn facts(&self) -> Result<Arc<PublicFacts>, Unavailable>;

    /// What is published for the document.
    ///
    /// Unknown documents, wrong surnames, results not released and exams whose look-up is shut are all
    /// [`Outcome::NothingFound`], reached by the same work, so that the time tells them apart no better than the page.
    /// Who may ask how often is decided before: nothing is counted here.
    ///
    /// # Errors
    /// [`Unavailable`] when the source of results cannot be read.
    fn find(&self, query: &Query) -> Result<Outcome, Unavailable>;
}

/// What is true of the region at this moment, for everybody who looks.
#[derive(Debug, Clone)]
pub struct PublicFacts {
    /// The exams whose look-up a recorded decision opened, newest decision first; empty while all are shut
    /// (kuzbass-4195:2.8; mordovia-187:5).
    pub open_exams: Vec<OpenExam>,
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

/// An exam whose look-up is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenExam {
    /// «Итоговое сочинение (изложение)», «ЕГЭ», «ГВЭ-9».
    pub group: String,
    /// «Русский язык»; empty of the essay.
    pub subject: String,
    /// Its day.
    pub date: LegalDate,
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
}

/// What a look-up comes to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// At least one result.
    Found(Found),
    /// Nothing that may be told, whatever the reason.
    NothingFound,
}

/// Everything that is published for one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Essays, in no order.
    pub essays: Vec<PublishedEssay>,
    /// State exams, in no order.
    pub exams: Vec<PublishedGia>,
}

/// What many answers share, copied by reference, with the parts of pages that were made of it.
pub struct Shared<T, P>(Arc<Kept<T, P>>);

struct Kept<T, P> {
    value: T,
    parts: P,
}

/// An essay as everybody who wrote it shares it.
pub type SharedEssay = Shared<EssayPaper, EssayParts>;
/// An exam as everybody who sat it shares it.
pub type SharedGia = Shared<GiaPaper, GiaParts>;
/// A protocol as everybody who stands in it shares it.
pub type SharedProtocol = Shared<ApprovedBy, ProtocolParts>;

impl<T, P> Shared<T, P> {
    /// Is it the very same, not one that reads alike?
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn parts(&self) -> &P {
        &self.0.parts
    }
}

impl<T, P: Default> From<T> for Shared<T, P> {
    fn from(value: T) -> Self {
        let parts = P::default();
        Self(Arc::new(Kept { value, parts }))
    }
}

impl<T, P> Clone for Shared<T, P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T, P> Deref for Shared<T, P> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: std::fmt::Debug, P> std::fmt::Debug for Shared<T, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.value.fmt(f)
    }
}

impl<T: PartialEq, P> PartialEq for Shared<T, P> {
    fn eq(&self, other: &Self) -> bool {
        self.0.value == other.0.value
    }
}

impl<T: Eq, P> Eq for Shared<T, P> {}

/// What a result of an essay has in common with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EssayPaper {
    /// Composition or exposition.
    pub work_type: WorkType,
    /// Day of the exam.
    pub exam_date: LegalDate,
    /// Number of the publication that wrote it last.
    pub publication_number: i64,
    /// Moment of that publication in words, «16 декабря 2026, 10:00».
    pub published_at: String,
}

/// One released result of an essay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEssay {
    /// Which essay.
    pub paper: SharedEssay,
    /// How the sitting ended.
    pub outcome: SittingOutcome,
    /// Short name of the organisation that tells the result under signature.
    pub told_by: ToldBy,
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SittingOutcome {
    /// The work was checked.
    Checked(EssayValue),
    /// There is no checked work.
    NotChecked(AttendanceMark),
}

/// What a result of a state exam has in common with others (E2, L4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaPaper {
    /// ГИА-11 or ГИА-9.
    pub kind: ExamKind,
    /// Its form.
    pub form: ExamForm,
    /// «Русский язык».
    pub subject: String,
    /// Code of the subject.
    pub subject_code: SubjectCode,
    /// For the oral part of a foreign language: the written part that carries the one result.
    pub written_part: Option<SubjectCode>,
    /// Day of the exam.
    pub exam_date: LegalDate,
    /// Day of the oral part whose points stand in this result.
    pub oral_part: Option<LegalDate>,
    /// The most that could be scored that year, where the law knows it.
    pub greatest: Option<i64>,
    /// The minimum for the school certificate, where the year names one.
    pub to_pass: Option<YearsMinimum>,
    /// The minimum for admission to a university, where the year names one.
    pub university: Option<YearsMinimum>,
    /// How long an appeal against the score may be filed; `None` where the region's rules name no term.
    pub appeal: Option<AppealTerm>,
    /// Number of the publication that wrote it last.
    pub publication_number: i64,
    /// Moment of that publication in words, «10 июня 2027, 18:05».
    pub published_at: String,
}

/// One released result of a state exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedGia {
    /// Which exam.
    pub paper: SharedGia,
    /// How the sitting ended.
    pub outcome: GiaSittingOutcome,
    /// Is the result not below the minimum for the certificate? `None` without a checked work.
    pub passed: Option<bool>,
    /// The same for a university.
    pub for_university: Option<bool>,
    /// The protocol that approved it.
    pub protocol: Option<SharedProtocol>,
    /// Short name of the organisation that tells the result under signature.
    pub told_by: ToldBy,
    /// Appeals about this result and about the procedure of this exam, in the order of their filing.
    pub appeals: Vec<PublishedAppeal>,
}

/// How an appeal stands, as its participant is told (E2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedAppeal {
    /// About scores or about the procedure.
    pub kind: AppealKind,
    /// Where it stands.
    pub state: PublicState,
    /// When it came to stand so, or when it will be heard: «22 июня 2027, 10:20».
    pub at: String,
    /// Where it will be heard.
    pub place: Option<Arc<str>>,
}

/// A result that the chair of the exam commission annulled (B6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnulledResult {
    /// Why.
    pub ground: AnnulmentGround,
    /// When the participant sits again.
    pub resit: Resit,
    /// Day of the decision.
    pub day: LegalDate,
}

/// How a sitting of a state exam ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiaSittingOutcome {
    /// The work was checked.
    Checked {
        /// Primary score.
        primary: i64,
        /// Test score or mark.
        outcome: GiaOutcome,
    },
    /// There is no checked work.
    NotChecked(AttendanceMark),
    /// The result was annulled.
    Annulled(AnnulledResult),
}

/// A minimum of the year of the exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearsMinimum {
    /// In what it is counted.
    pub counted_in: MinimumCountedIn,
    /// The least result that passes.
    pub least: i64,
}

/// In what a minimum is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinimumCountedIn {
    /// «14 первичных баллов».
    PrimaryScore,
    /// «24 балла».
    TestScore,
    /// «отметка 3».
    Mark,
}

/// A protocol of the exam commission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedBy {
    /// Its number.
    pub number: String,
    /// Its legal day.
    pub day: LegalDate,
}

/// How long after the official day of announcement an appeal may be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealTerm {
    /// «2 рабочих дня».
    pub length: String,
    /// The clause as a sentence names it: «п. 6 прав памятки ГИА-9 Кузбасса».
    pub clause: String,
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
