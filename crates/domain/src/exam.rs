//! Exams: kind, subject, date; and what the kind decides as data rather than as branches.

pub use regulations::ExamKind;

use crate::codes::coded;

coded! {
    /// Which of the dates of the school year (kirov-1497:4.3; rostov-essay:8.2).
    ExamPeriod {
        /// First Wednesday of December; main period of GIA.
        Main = "main", "основной срок";
        February = "february", "дополнительный срок, февраль";
        April = "april", "дополнительный срок, апрель";
        /// A date set by Rosobrnadzor; additional period of GIA.
        Additional = "additional", "дополнительный срок";
        Early = "early", "досрочный период";
        Reserve = "reserve", "резервный срок";
    }
}

coded! {
    /// What makes a received edition visible below the processing centre.
    ReleaseRule {
        /// The recorded end of processing releases (kuzbass-4195:2.2).
        EndOfProcessing = "end-of-processing", "окончание обработки";
        /// The chair of the exam commission approves, then the results are released (mordovia-187:7; kuzbass-gia9:info 5).
        Approval = "approval", "утверждение председателем ГЭК";
    }
}

coded! {
    /// How a sitting ended, other than by a checked work.
    AttendanceOutcome {
        Written = "written", "работа сдана";
        NotFinished = "not-finished", "не закончил";
        Removed = "removed", "удалён";
        Absent = "absent", "не явился";
    }
}

/// The act that releases results of this kind.
pub const fn release_rule(kind: ExamKind) -> ReleaseRule {
    match kind {
        ExamKind::Essay => ReleaseRule::EndOfProcessing,
        ExamKind::Gia11 | ExamKind::Gia9 => ReleaseRule::Approval,
    }
}
