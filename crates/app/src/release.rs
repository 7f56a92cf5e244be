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
}

impl Release<'_> {
    pub(crate) const fn completion(&self) -> Option<Uuid> {
        match self {
            Self::Completion { id, .. } => Some(*id),
            Self::Protocol { .. } => None,
        }
    }

    pub(crate) const fn protocol(&self) -> Option<Uuid> {
        match self {
            Self::Completion { .. } => None,
            Self::Protocol { id, .. } => Some(*id),
        }
    }

    /// What numbers of statements and ledgers end in: «021226-1» of an essay, «01-280526-2» of ГИА-11, «9-01-280526-2» of
    /// ГИА-9. The subject keeps two exams of one day apart, the 9 two kinds that count their subjects alike.
    pub(crate) async fn number_ending(&self, tx: &mut Tx, exam: &Exam) -> Result<String, AppError> {
        let day = day_digits(exam);
        match self {
            Self::Completion { number, .. } => Ok(format!("{day}-{number}")),
            Self::Protocol { number, .. } => {
                let subject = exams::find(tx, exam.id).await?.ok_or(AppError::NotFound)?.subject_code;
                let kind = if exam.kind == ExamKind::Gia9 { "9-" } else { "" };
                Ok(format!("{kind}{subject:02}-{day}-{number}"))
            }
        }
    }
}
