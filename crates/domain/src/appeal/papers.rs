//! Papers of a case: which there are, who brings them, who may look at them, and what a scan is by its content.

use crate::access::Role;
use crate::appeal::CaseState;
use crate::appeal::filing::Applicant;
use crate::codes::coded;

coded! {
    /// What a paper is.
    PaperKind {
        Application = "application", "заявление";
        PowerOfAttorney = "power-of-attorney", "доверенность";
        /// Images, answers, protocols, КИМ.
        Materials = "materials", "материалы работы";
        Conclusion = "conclusion", "заключение эксперта";
        /// Signed by the members.
        Decision = "decision", "подписанное решение";
    }
}

coded! {
    /// What a scan is.
    ScanMedia {
        Pdf = "pdf", "PDF";
        Jpeg = "jpeg", "JPEG";
        Png = "png", "PNG";
    }
}

/// Largest scan, bytes.
pub const MOST_SCAN_BYTES: u64 = 10 * 1024 * 1024;
/// Most papers of one case.
pub const MOST_PAPERS: usize = 40;

/// Why a file is no scan, or why it is not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    #[error("это не PDF, не JPEG и не PNG: приложите скан или снимок")]
    NotAScan,
    #[error("файл обрезан: выгрузите его со сканера ещё раз")]
    CutOff,
    #[error("файл больше 10 МБ: уменьшите разрешение скана")]
    TooLarge,
    #[error("в деле уже 40 бумаг")]
    TooMany,
    #[error("эту бумагу вносит не ваша организация")]
    NotYours,
    #[error("дело закончено: бумаг больше не добавляют")]
    Ended,
    #[error("доверенность прикладывают, когда апелляцию подаёт уполномоченное лицо")]
    NoProxy,
}

impl PaperKind {
    /// Which roles bring it.
    pub const fn brought_by(self) -> &'static [Role] {
        match self {
            Self::Application => &[
                Role::SchoolOfficer,
                Role::MunicipalClerk,
                Role::CommissionSecretary,
                Role::AppealsSecretary,
            ],
            Self::PowerOfAttorney => &[Role::SchoolOfficer, Role::MunicipalClerk, Role::AppealsSecretary],
            Self::Materials => &[Role::ProcessingOperator],
            Self::Conclusion | Self::Decision => &[Role::AppealsSecretary],
        }
    }

    /// May a role that sees the case look at this paper? Materials and what the commission wrote are not the school's.
    pub const fn is_shown_to(self, role: Role) -> bool {
        match self {
            Self::Application | Self::PowerOfAttorney => true,
            Self::Materials | Self::Conclusion | Self::Decision => matches!(
                role,
                Role::AppealsSecretary | Role::ProcessingOperator | Role::CommissionSecretary | Role::CommissionChair
            ),
        }
    }

    /// May the expert who was called in look at it? What names the participant or tells of the applicant is not the expert's.
    pub const fn is_shown_to_expert(self) -> bool {
        match self {
            Self::Materials | Self::Conclusion => true,
            Self::Application | Self::PowerOfAttorney | Self::Decision => false,
        }
    }

    /// May it still be added?
    pub fn may_be_added(self, by: Role, state: CaseState, applicant: Applicant) -> Result<(), NotAdded> {
        if !self.brought_by().contains(&by) {
            return Err(NotAdded::NotYours);
        }
        if self == Self::PowerOfAttorney && applicant != Applicant::Proxy {
            return Err(NotAdded::NoProxy);
        }
        let is_open = match self {
            // The paper of an ended case is scanned late as often as not.
            Self::Application | Self::Decision => true,
            Self::PowerOfAttorney | Self::Materials | Self::Conclusion => state.is_before_decision(),
        };
        if is_open { Ok(()) } else { Err(NotAdded::Ended) }
    }
}

impl ScanMedia {
    /// What a file is by its content; its name says nothing.
    pub fn of(content: &[u8]) -> Result<Self, NotAdded> {
        if u64::try_from(content.len()).unwrap_or(u64::MAX) > MOST_SCAN_BYTES {
            return Err(NotAdded::TooLarge);
        }
        let ends_with = |mark: &[u8], within: usize| {
            let tail = content.get(content.len().saturating_sub(within)..).unwrap_or_default();
            tail.windows(mark.len()).any(|part| part == mark)
        };
        let (media, is_whole) = if content.starts_with(b"%PDF-") {
            (Self::Pdf, ends_with(b"%%EOF", 2048))
        } else if content.starts_with(&[0xff, 0xd8, 0xff]) {
            (Self::Jpeg, ends_with(&[0xff, 0xd9], 1024))
        } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
            (Self::Png, ends_with(b"IEND", 64))
        } else {
            return Err(NotAdded::NotAScan);
        };
        if is_whole { Ok(media) } else { Err(NotAdded::CutOff) }
    }

    /// As HTTP names it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// Ending of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// Is the scan of a power of attorney in the case, where it must be (kuzbass-gia9:rights 6)?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyPaper {
    NotNeeded,
    Scanned,
    Missing,
}

impl ProxyPaper {
    /// Of a case with these papers.
    pub fn of(applicant: Applicant, papers: &[PaperKind]) -> Self {
        match applicant {
            Applicant::Participant | Applicant::Parent => Self::NotNeeded,
            Applicant::Proxy if papers.contains(&PaperKind::PowerOfAttorney) => Self::Scanned,
            Applicant::Proxy => Self::Missing,
        }
    }
}

/// A request to be shown the КИМ: it comes with the appeal or later, but within the days of filing (*reading* of the damaged
/// clause in kuzbass-gia9:rights 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TasksAsked {
    InTime,
    TooLate,
    TooEarly,
    InFuture,
    /// The case says so already.
    Already,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_known_by_its_content() {
        let pdf = b"%PDF-1.7 something %%EOF\n".to_vec();
        let jpeg = [&[0xff, 0xd8, 0xff, 0xe0][..], b"some", &[0xff, 0xd9]].concat();
        let png = [&b"\x89PNG\r\n\x1a\n"[..], b"pixels", b"IEND\xaeB`\x82"].concat();
        let large = [b"%PDF-1.7".to_vec(), vec![0; 10 * 1024 * 1024], b"%%EOF".to_vec()].concat();
        for (content, expected) in [
            (pdf.clone(), Ok(ScanMedia::Pdf)),
            (jpeg.clone(), Ok(ScanMedia::Jpeg)),
            (png.clone(), Ok(ScanMedia::Png)),
            (pdf[..12].to_vec(), Err(NotAdded::CutOff)),
            (jpeg[..6].to_vec(), Err(NotAdded::CutOff)),
            (png[..10].to_vec(), Err(NotAdded::CutOff)),
            (b"<html>%PDF-1.7 %%EOF".to_vec(), Err(NotAdded::NotAScan)),
            (b"MZ\x90".to_vec(), Err(NotAdded::NotAScan)),
            (Vec::new(), Err(NotAdded::NotAScan)),
            (large, Err(NotAdded::TooLarge)),
        ] {
            assert_eq!(ScanMedia::of(&content), expected, "{:?}", content.get(..8));
        }
    }

    #[test]
    fn what_the_commission_wrote_is_not_shown_to_the_school() {
        for kind in PaperKind::ALL {
            let of_the_applicant = matches!(kind, PaperKind::Application | PaperKind::PowerOfAttorney);
            assert_eq!(kind.is_shown_to(Role::SchoolOfficer), of_the_applicant, "{kind:?}");
            assert!(kind.is_shown_to(Role::AppealsSecretary), "{kind:?}");
        }
    }
}
