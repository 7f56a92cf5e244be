//! What keeps a result of GIA back from approval: the day's records, open inquiries, appeals and rechecks
//! (mordovia-187:7, 8.1, 9.1; kuzbass-gia9:info 3, bans, rights 4, 6).

use crate::codes::coded;
use crate::edition::HoldReason;
use crate::exam::AttendanceOutcome;

coded! {
    /// What the lists of the exam day say of a participant (mordovia-187:8.1).
    DayRecord {
        Removed = "removed", "удалён с экзамена";
        /// Early for a good reason, by an act; whoever simply finished is not on the list.
        EndedEarly = "ended-early", "завершил досрочно по уважительной причине";
        Unregistered = "unregistered", "пришёл без регистрации";
    }
}

coded! {
    /// What is open about a sitting and has to end before its result is approved.
    OpenMatter {
        ViolationInquiry = "violation-inquiry", "проверяется нарушение порядка";
        ProcedureAppeal = "procedure-appeal", "подана апелляция о нарушении порядка";
        Recheck = "recheck", "работа на перепроверке";
    }
}

/// Why a result is held, each reason once, the weightiest first; empty for a result that may be approved. *Reading*: a
/// removed participant's result waits for the chair's decision on annulment, also where file and list agree.
pub fn approval_holds(delivered: AttendanceOutcome, day: &[DayRecord], open: &[OpenMatter]) -> Vec<HoldReason> {
    let is_removed = delivered == AttendanceOutcome::Removed || day.contains(&DayRecord::Removed);
    let has = |matter| open.contains(&matter);
    let reasons = [
        (is_removed, HoldReason::RemovedFromExam),
        (has(OpenMatter::ViolationInquiry), HoldReason::ViolationInquiry),
        (!agree(delivered, day), HoldReason::DayRecordsConflict),
        (has(OpenMatter::ProcedureAppeal), HoldReason::ProcedureAppealPending),
        (has(OpenMatter::Recheck), HoldReason::UnderRecheck),
    ];
    reasons
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
}

/// Does the delivery say the same as the lists of the day?
fn agree(delivered: AttendanceOutcome, day: &[DayRecord]) -> bool {
    let expected: &[DayRecord] = match delivered {
        AttendanceOutcome::Written | AttendanceOutcome::Absent => &[],
        AttendanceOutcome::NotFinished => &[DayRecord::EndedEarly],
        AttendanceOutcome::Removed => &[DayRecord::Removed],
    };
    DayRecord::ALL
        .iter()
        .all(|record| day.contains(record) == expected.contains(record))
}
