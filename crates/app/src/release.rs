//! What releases results: the recorded end of processing of an essay or a protocol of ГЭК. Statements and ledgers are
//! formed alike by both; only what their numbers end in and which row they point at differ.

use domain::exam::ExamKind;
use storage::Tx;
use storage::exams;
use uuid::Uuid;

use crate::error::AppError;
use crate::exam_view::Exam;
use crate::statement_forming::day_digits;

/// The act that released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Release<'r> {
    /// A recorded end of processing (kuzbass-4195:2.2).
    Completion {
        /// The row.
        id: Uuid,
        /// 1, 2, … per exam.
        number: i64,
    },
    /// An approved protocol (mordovia-187:7; kuzbass-gia9:info 5).
    Protocol {
        /// The row.
        id: Uuid,
        /// As it stands on paper, unique per exam.
        number: &'r str,
    },
    /// An annulment of what a protocol had approved (mordovia-187:7): it goes the same way down as a change by protocol.
    Annulment {
        /// The row.
        id: Uuid,
        /// The protocol that had approved the result.
        protocol: Uuid,
        /// 1, 2, … per exam.
        number: usize,
    },
}

impl Release<'_> {
    pub(crate) const fn completion(&self) -> Option<Uuid> {
        match self {
            Self::Completion { id, .. } => Some(*id),
            Self::Protocol { .. } | Self::Annulment { .. } => None,
        }
    }

    pub(crate) const fn protocol(&self) -> Option<Uuid> {
        match self {
            Self::Completion { .. } => None,
            Self::Protocol { id, .. } | Self::Annulment { protocol: id, .. } => Some(*id),
        }
    }

    pub(crate) const fn annulment(&self) -> Option<Uuid> {
        match self {
            Self::Completion { .. } | Self::Protocol { .. } => None,
            Self::Annulment { id, .. } => Some(*id),
        }
    }

    /// What numbers of statements and ledgers end in: «021226-1» of an essay, «01-280526-2» of ГИА-11, «9-01-280526-2» of
    /// ГИА-9, «01-280526-А1» of an annulment.
    pub(crate) async fn number_ending(&self, tx: &mut Tx, exam: &Exam) -> Result<String, AppError> {
        let day = day_digits(exam);
        match self {
            Self::Completion { number, .. } => Ok(format!("{day}-{number}")),
            Self::Protocol { number, .. } => of_the_commission(tx, exam, &day, number).await,
            Self::Annulment { number, .. } => of_the_commission(tx, exam, &day, &format!("А{number}")).await,
        }
    }
}

/// The subject keeps two exams of one day apart, the 9 two kinds that count their subjects alike.
async fn of_the_commission(tx: &mut Tx, exam: &Exam, day: &str, number: &str) -> Result<String, AppError> {
    let subject = exams::find(tx, exam.id).await?.ok_or(AppError::NotFound)?.subject_code;
    let kind = if exam.kind == ExamKind::Gia9 { "9-" } else { "" };
    Ok(format!("{kind}{subject:02}-{day}-{number}"))
}
