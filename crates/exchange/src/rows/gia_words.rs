//! Words that files of GIA results use for our codes.

use domain::essay::AttendanceMark;
use domain::exam::{AttendanceOutcome, ExamKind, ExamPeriod};
use regulations::ExamForm;

use crate::rows::words::{Attendance, Word, find};

/// The form in which somebody sat an exam of GIA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GiaForm {
    /// ЕГЭ, of GIA-11 only.
    Ege,
    /// ОГЭ, of GIA-9 only.
    Oge,
    /// ГВЭ, of either kind; written.
    Gve,
    /// ГВЭ, oral.
    GveOral,
}

impl GiaForm {
    pub const ALL: [Self; 4] = [Self::Ege, Self::Oge, Self::Gve, Self::GveOral];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Ege => "ege",
            Self::Oge => "oge",
            Self::Gve => "gve",
            Self::GveOral => "gve-oral",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    pub const fn russian(self) -> &'static str {
        match self {
            Self::Ege => "ЕГЭ",
            Self::Oge => "ОГЭ",
            Self::Gve => "ГВЭ",
            Self::GveOral => "ГВЭ (устно)",
        }
    }

    /// The kind of exam that alone is sat in this form.
    pub const fn only_kind(self) -> Option<ExamKind> {
        match self {
            Self::Ege => Some(ExamKind::Gia11),
            Self::Oge => Some(ExamKind::Gia9),
            Self::Gve | Self::GveOral => None,
        }
    }

    /// The form as scales know it; `None` where the kind is not sat in it. Scales do not tell oral ГВЭ apart.
    pub const fn of_kind(self, kind: ExamKind) -> Option<ExamForm> {
        match (self, kind) {
            (Self::Ege, ExamKind::Gia11) => Some(ExamForm::Ege),
            (Self::Oge, ExamKind::Gia9) => Some(ExamForm::Oge),
            (Self::Gve | Self::GveOral, ExamKind::Gia11) => Some(ExamForm::Gve11),
            (Self::Gve | Self::GveOral, ExamKind::Gia9) => Some(ExamForm::Gve9),
            (Self::Ege | Self::Oge, _) | (Self::Gve | Self::GveOral, ExamKind::Essay) => None,
        }
    }
}

impl Word for GiaForm {
    const ACCEPTED: &'static str = "ЕГЭ, ОГЭ, ГВЭ, ГВЭ устно";

    fn of_code(code: &str) -> Option<Self> {
        Self::from_code(code)
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self::Ege, "егэ егэ11 единыйгосударственныйэкзамен"),
                (Self::Oge, "огэ огэ9 основнойгосударственныйэкзамен"),
                (
                    Self::Gve,
                    "гвэ гвэ9 гвэ11 гвэписьменно гвэписьменный государственныйвыпускнойэкзамен",
                ),
                (Self::GveOral, "гвэустно гвэустный гвэ9устно гвэ11устно"),
            ],
        )
    }
}

/// One of the two kinds of GIA; the essay is no exam of it.
#[derive(Clone, Copy)]
pub(super) struct GiaKind(pub(super) ExamKind);

impl Word for GiaKind {
    const ACCEPTED: &'static str = "ГИА-11 или ГИА-9";

    fn of_code(code: &str) -> Option<Self> {
        ExamKind::from_code(code)
            .ok()
            .filter(|kind| *kind != ExamKind::Essay)
            .map(Self)
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self(ExamKind::Gia11), "гиа11 11 гиа11класс егэ гвэ11"),
                (Self(ExamKind::Gia9), "гиа9 9 гиа9класс огэ гвэ9"),
            ],
        )
    }
}

/// How a sitting ended, by our words or by the state of a result (domain-facts 5.3: 6, 201, 202).
#[derive(Clone, Copy)]
pub(super) struct GiaAttendance(pub(super) AttendanceOutcome);

impl Word for GiaAttendance {
    const ACCEPTED: &'static str =
        "явился, не закончил (202), удалён (201), не явился — или пусто; оценённый результат — 6";

    fn of_code(code: &str) -> Option<Self> {
        match code {
            "6" => Some(Self(AttendanceOutcome::Written)),
            "201" => Some(Self(AttendanceOutcome::Removed)),
            "202" => Some(Self(AttendanceOutcome::NotFinished)),
            code => AttendanceOutcome::from_code(code).ok().map(Self),
        }
    }

    fn of_word(key: &str) -> Option<Self> {
        match key {
            "оцененныйрезультат" => Some(Self(AttendanceOutcome::Written)),
            "удаленныйсэкзамена" => Some(Self(AttendanceOutcome::Removed)),
            "незакончившийпоуважительнойпричине" => {
                Some(Self(AttendanceOutcome::NotFinished))
            }
            key => Attendance::of_word(key).map(|word| Self(outcome_of(word.0))),
        }
    }
}

const fn outcome_of(mark: Option<AttendanceMark>) -> AttendanceOutcome {
    match mark {
        None => AttendanceOutcome::Written,
        Some(AttendanceMark::NotFinished) => AttendanceOutcome::NotFinished,
        Some(AttendanceMark::Removed) => AttendanceOutcome::Removed,
        Some(AttendanceMark::Absent) => AttendanceOutcome::Absent,
    }
}

/// Yes or no.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum YesNo {
    Yes,
    No,
}

impl Word for YesNo {
    const ACCEPTED: &'static str = "да или нет, 1 или 0";

    fn of_code(code: &str) -> Option<Self> {
        find(code, &[(Self::Yes, "yes 1"), (Self::No, "no 0")])
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self::Yes, "да истина + набран преодолен достигнут"),
                (Self::No, "нет ложь ненабран непреодолен недостигнут"),
            ],
        )
    }
}

/// One of the periods of GIA, by our words or by federal wave (domain-facts 5.4: 1, 2, 3).
#[derive(Clone, Copy)]
pub(super) struct GiaPeriod(pub(super) ExamPeriod);

impl Word for GiaPeriod {
    const ACCEPTED: &'static str = "досрочный, основной, резервный, дополнительный — или пусто";

    fn of_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self(ExamPeriod::Early)),
            "2" => Some(Self(ExamPeriod::Main)),
            "3" => Some(Self(ExamPeriod::Additional)),
            code => ExamPeriod::from_code(code)
                .ok()
                .filter(|period| !matches!(period, ExamPeriod::February | ExamPeriod::April))
                .map(Self),
        }
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (
                    Self(ExamPeriod::Early),
                    "досрочный досрочныйпериод досрочныйэтап досрочно",
                ),
                (
                    Self(ExamPeriod::Main),
                    "основной основнойпериод основнойэтап основнойсрок",
                ),
                (
                    Self(ExamPeriod::Reserve),
                    "резервный резерв резервныйдень резервныйсрок основнойрезерв основнойпериод,резервныйдень",
                ),
                (
                    Self(ExamPeriod::Additional),
                    "дополнительный дополнительныйпериод дополнительныйэтап дополнительныйсрок сентябрь",
                ),
            ],
        )
    }
}
