//! May this person sit, when, and what becomes of the earlier result: one decision per clause, over plain facts.
//!
//! Every answer names the clauses it rests on (`order:clause`) and is told in a Russian sentence. Nothing is asked of a clock or
//! a database: the facts and the day come from the caller.

pub mod essay;
pub mod gia11;
pub mod gia9;
pub mod validity;

use regulations::LegalDate;

use crate::codes::coded;

/// Days before an exam or a period by which an application must be in (kirov-1497:3.1; kuzbass-gia9:additional).
pub const APPLICATION_DAYS: i64 = 14;

coded! {
    /// What the answer comes to.
    Verdict {
        /// Nothing is left to sit.
        Passed = "passed", "сдано";
        MaySit = "may-sit", "допущен";
        /// The right is there; a document that proves it is not.
        NeedsDocument = "needs-document", "нужен документ";
        /// Nothing can be said before a result is known.
        Waiting = "waiting", "результата ещё нет";
        NotThisYear = "not-this-year", "не\u{a0}в\u{a0}этом году";
        /// The orders known here give no right.
        NoGround = "no-ground", "права нет";
    }
}

coded! {
    /// Why: the reason a list is narrowed by.
    AdmissionReason {
        Passed = "passed", "сдано";
        NotYetSat = "not-yet-sat", "ещё не\u{a0}сдавал";
        NoResultYet = "no-result-yet", "результата ещё нет";
        Failed = "failed", "незачёт или ниже минимума";
        Removed = "removed", "удалён";
        AbsentForGoodReason = "absent-good-reason", "не\u{a0}явился по\u{a0}уважительной причине";
        NotFinishedForGoodReason = "not-finished-good-reason", "не\u{a0}закончил по\u{a0}уважительной причине";
        ReasonNotProved = "reason-not-proved", "причина не\u{a0}подтверждена документом";
        RetakesUsed = "retakes-used", "обе пересдачи использованы";
        NoDateLeft = "no-date-left", "дат в\u{a0}этом году больше нет";
        OwnWish = "own-wish", "пишет по\u{a0}желанию";
        NotForThisCategory = "not-for-this-category", "категорию повторно не\u{a0}допускают";
        ProcedureAppeal = "procedure-appeal", "удовлетворена апелляция о\u{a0}нарушении порядка";
        NoShowStop = "no-show-stop", "экзамен остановлен: никто не\u{a0}явился";
        LateAdmission = "late-admission", "группа\u{a0}1: допущен слишком поздно";
        NotPassed = "not-passed", "группа\u{a0}2: ГИА не\u{a0}пройдена";
        ManyFailed = "many-failed", "группа\u{a0}3: больше двух предметов или повторно";
        MandatoryFailed = "mandatory-failed", "группа\u{a0}4: обязательные предметы";
        AdditionalFailed = "additional-failed", "не\u{a0}сдано в\u{a0}дополнительный период";
        AppliedLate = "applied-late", "срок заявления прошёл";
        ResultAnnulled = "result-annulled", "результат аннулирован";
    }
}

/// On which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitOn {
    Day(LegalDate),
    /// The schedule holds no such day yet.
    ReserveDay,
    /// The schedule of the period is not known yet.
    NotBefore(LegalDate),
    NextYear(i16),
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub verdict: Verdict,
    pub reason: AdmissionReason,
    pub sit_on: Option<SitOn>,
    /// Last day of the application.
    pub apply_until: Option<LegalDate>,
    /// `order:clause`.
    pub clauses: Vec<&'static str>,
    /// The answer as somebody would say it.
    pub words: String,
    /// What becomes of the earlier result; empty where there is none.
    pub earlier: &'static str,
}

impl Answer {
    pub(crate) fn new(
        verdict: Verdict,
        reason: AdmissionReason,
        clauses: &[&'static str],
        words: impl Into<String>,
    ) -> Self {
        Self {
            verdict,
            reason,
            sit_on: None,
            apply_until: None,
            clauses: clauses.to_vec(),
            words: words.into(),
            earlier: "",
        }
    }

    pub(crate) fn on(mut self, sit_on: SitOn, apply_until: Option<LegalDate>) -> Self {
        self.sit_on = Some(sit_on);
        self.apply_until = apply_until;
        self
    }

    pub(crate) const fn earlier(mut self, words: &'static str) -> Self {
        self.earlier = words;
        self
    }

    /// The day to be invited to; `None` for an answer without one.
    pub const fn day(&self) -> Option<LegalDate> {
        match (self.verdict, self.sit_on) {
            (Verdict::MaySit, Some(SitOn::Day(day))) => Some(day),
            _ => None,
        }
    }
}

/// Last day of an application for an exam or period that begins on `begins`.
pub fn last_application_day(begins: LegalDate) -> LegalDate {
    begins.plus_days(-APPLICATION_DAYS)
}

/// An application that came after its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("заявление подают не\u{a0}позднее чем за\u{a0}две недели, до\u{a0}{}", regulations::russian::long_date(*.last_day))]
pub struct AppliedTooLate {
    pub last_day: LegalDate,
}

/// Does an application of `filed` come in time for what begins on `begins`?
pub fn application_in_time(filed: LegalDate, begins: LegalDate) -> Result<(), AppliedTooLate> {
    let last_day = last_application_day(begins);
    if filed <= last_day {
        Ok(())
    } else {
        Err(AppliedTooLate { last_day })
    }
}
