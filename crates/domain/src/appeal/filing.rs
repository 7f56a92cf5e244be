//! Filing an appeal about scores: the window, who files, and what stands in the way (kuzbass-gia9:rights 6).

use regulations::Instant;

use crate::codes::coded;
use crate::edition::EditionState;

coded! {
    /// Who files.
    Applicant {
        Participant = "participant", "участник";
        Parent = "parent", "родитель (законный представитель)";
        /// Of the parents, with identity document and power of attorney.
        Proxy = "proxy", "лицо, уполномоченное родителями";
    }
}

/// When an appeal may be filed. *Reading*: from the beginning of the official day of announcement on, so that whoever is told
/// that day need not come again; to the end of the term that follows it. Days off in between do not shut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilingWindow {
    pub opens_at: Instant,
    /// Exclusive.
    pub ends_at: Instant,
}

/// What is known when somebody files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// When the paper was taken, as it says; entry may follow later.
    pub filed_at: Instant,
    pub now: Instant,
    /// `None` while the result is not announced at this place, or the region's law names no term.
    pub window: Option<FilingWindow>,
    /// State of the newest edition that was released; `None` where none was.
    pub edition: Option<EditionState>,
    /// Was a work checked?
    pub has_work: bool,
    pub applicant: Applicant,
    pub has_power_of_attorney: bool,
    pub has_identity_document: bool,
    pub claims: usize,
    /// Another appeal on the same result stands, not withdrawn.
    pub earlier: bool,
}

/// What stands in the way, at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFiled {
    #[error("результат ещё не объявлен: подать апелляцию пока нельзя")]
    NotAnnounced,
    #[error("результат аннулирован: о баллах, которых нет, апелляцию не подают")]
    Annulled,
    #[error("работы не проверяли: оспаривать нечего")]
    NoWork,
    #[error("раньше официального дня объявления результатов: срок подачи ещё не начался")]
    TooEarly,
    #[error("срок подачи прошёл")]
    TooLate,
    #[error("время ещё не наступило")]
    InFuture,
    #[error("впишите реквизиты доверенности: без неё уполномоченное лицо подать апелляцию не может")]
    NoPowerOfAttorney,
    #[error("впишите документ, удостоверяющий личность того, кто подаёт")]
    NoIdentityDocument,
    #[error("отметьте, с чем не согласен участник")]
    NoClaim,
    #[error("об этом результате апелляция уже подана. Второй не бывает, пока первая не отозвана")]
    Second,
}

impl NotFiled {
    /// The field of the form that it belongs to.
    pub const fn field(self) -> &'static str {
        match self {
            Self::NotAnnounced | Self::Annulled | Self::NoWork | Self::Second => "result",
            Self::TooEarly | Self::TooLate | Self::InFuture => "filed_day",
            Self::NoPowerOfAttorney => "power_of_attorney",
            Self::NoIdentityDocument => "applicant_document",
            Self::NoClaim => "claims",
        }
    }
}

impl Filing {
    /// Everything that stands in the way; empty when the appeal is taken.
    pub fn problems(&self) -> Vec<NotFiled> {
        let mut problems = Vec::new();
        match self.edition {
            None => problems.push(NotFiled::NotAnnounced),
            Some(EditionState::Annulled) => problems.push(NotFiled::Annulled),
            Some(_) if !self.has_work => problems.push(NotFiled::NoWork),
            Some(_) => {}
        }
        if self.earlier {
            problems.push(NotFiled::Second);
        }
        if problems.is_empty() {
            problems.extend(self.untimely());
        }
        if self.applicant == Applicant::Proxy && !self.has_power_of_attorney {
            problems.push(NotFiled::NoPowerOfAttorney);
        }
        if self.applicant != Applicant::Participant && !self.has_identity_document {
            problems.push(NotFiled::NoIdentityDocument);
        }
        if self.claims == 0 {
            problems.push(NotFiled::NoClaim);
        }
        problems
    }

    fn untimely(&self) -> Option<NotFiled> {
        let Some(window) = self.window else {
            return Some(NotFiled::NotAnnounced);
        };
        if self.filed_at > self.now {
            return Some(NotFiled::InFuture);
        }
        if self.filed_at < window.opens_at {
            return Some(NotFiled::TooEarly);
        }
        (self.filed_at >= window.ends_at).then_some(NotFiled::TooLate)
    }
}
