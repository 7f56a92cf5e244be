//! May this application be taken? Everything that stands in the way, at once.

use regulations::russian::{day_and_month, long_date};
use regulations::{ExamKind, LegalDate};

use super::{Condition, ConditionGround, FiledBy, Residence};
use crate::exam::ExamPeriod;
use crate::organisation::OrganisationKind;
use crate::registration::ParticipantCategory;

/// Code of the exposition among the work types of the essay (domain-facts 1.1).
pub const EXPOSITION: i64 = 21;

/// One exam that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    pub date: LegalDate,
    pub period: ExamPeriod,
    /// The last day of applications for it; `None` where the region's orders know no such day.
    pub last_day: Option<LegalDate>,
}

/// Whether somebody was registered for an earlier date of this school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierDate {
    None,
    Registered,
}

/// What an application says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application<'a> {
    pub kind: ExamKind,
    pub category: ParticipantCategory,
    pub residence: Residence,
    /// Who takes it.
    pub taken_at: OrganisationKind,
    pub filed_by: FiledBy,
    /// Name of the parent or proxy as typed.
    pub applicant: &'a str,
    /// Work type of the essay: 20 or 21.
    pub work_type: Option<i64>,
    pub chosen: &'a [Chosen],
    pub earlier: EarlierDate,
    pub filed_on: LegalDate,
    pub today: LegalDate,
    pub birth: LegalDate,
    pub ground: ConditionGround,
    pub conditions: &'a [Condition],
    /// What the paper is called, its number and day, as typed.
    pub ground_paper: &'a str,
    /// Last day of the paper; `None` is without end.
    pub paper_ends: Option<LegalDate>,
    /// Which equipment, as typed.
    pub equipment: &'a str,
}

/// What stands in the way of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("ГИА-9 сдают обучающиеся и\u{a0}экстерны 9\u{a0}классов: выберите другую категорию или экзамен")]
    NotForGia9,
    #[error("{}: заявление подают в\u{a0}школу или колледж, где {}", .0.russian(), if matches!(.0, ParticipantCategory::Extern) { "экстерн решил сдавать" } else { "участник учится или восстановлен" })]
    AtSchool(ParticipantCategory),
    #[error("{}: заявление подают в\u{a0}управление образования по\u{a0}месту жительства, в\u{a0}столице региона\u{a0}— в\u{a0}РЦОИ", .0.russian())]
    AtMunicipalBody(ParticipantCategory),
    #[error(
        "живущие в\u{a0}столице региона подают заявление в\u{a0}РЦОИ, остальные\u{a0}— в\u{a0}управление образования по\u{a0}месту жительства"
    )]
    WrongResidence,
    #[error("обучающийся иностранной организации подаёт заявление в\u{a0}РЦОИ")]
    AtProcessingCentre,
    #[error(
        "изложение пишут только обучающиеся и\u{a0}экстерны с\u{a0}ОВЗ, инвалидностью, обучающиеся на\u{a0}дому, на\u{a0}длительном лечении, в\u{a0}учреждениях закрытого типа. Выберите сочинение или впишите основание"
    )]
    NoExposition,
    #[error("выберите сочинение или изложение")]
    NoWorkType,
    #[error("выберите хотя\u{a0}бы один экзамен")]
    NothingChosen,
    #[error("выберите один день: за\u{a0}одним заявлением стоит одно сочинение")]
    SeveralDates,
    #[error("на\u{a0}{} заявления принимали до\u{a0}конца {}", day_and_month(*.exam), day_and_month(*.last))]
    TooLate { exam: LegalDate, last: LegalDate },
    #[error("экзамен {} уже прошёл", day_and_month(*.0))]
    Held(LegalDate),
    #[error("обучающиеся и\u{a0}экстерны пишут в\u{a0}первую среду декабря; {}\u{a0}— день для допущенных повторно, а\u{a0}участник в\u{a0}этом году ещё не\u{a0}писал", day_and_month(*.0))]
    NotTheirDate(LegalDate),
    #[error("этот день ещё не\u{a0}наступил")]
    FiledInFuture,
    #[error("впишите, кто подал: фамилию, имя, отчество")]
    NoApplicant,
    #[error("по\u{a0}дате рождения участнику {0} лет. Проверьте дату")]
    StrangeAge(i16),
    #[error("для «{}» такое основание условия не\u{a0}даёт: выберите основание или снимите отметку", .0.russian())]
    NotGranted(Condition),
    #[error("впишите документ, который даёт условия: название, номер и\u{a0}день")]
    NoGroundPaper,
    #[error("документ действует по\u{a0}{}, а\u{a0}экзамен {}: к\u{a0}экзамену он закончится. Нужен новый документ", long_date(*.ends), day_and_month(*.exam))]
    PaperEnds { ends: LegalDate, exam: LegalDate },
    #[error("впишите, какое нужно оборудование")]
    NoEquipment,
}

impl NotTaken {
    /// The field of the form that it belongs to.
    pub const fn field(self) -> &'static str {
        match self {
            Self::NotForGia9 | Self::AtSchool(_) | Self::AtMunicipalBody(_) | Self::AtProcessingCentre => "category",
            Self::WrongResidence => "residence",
            Self::NoExposition | Self::NoWorkType => "work_type",
            Self::NothingChosen | Self::SeveralDates | Self::TooLate { .. } | Self::Held(_) | Self::NotTheirDate(_) => {
                "exam"
            }
            Self::FiledInFuture => "filed_day",
            Self::NoApplicant => "applicant",
            Self::StrangeAge(_) => "birth",
            Self::NotGranted(_) => "condition",
            Self::NoGroundPaper => "ground_paper",
            Self::PaperEnds { .. } => "paper_ends",
            Self::NoEquipment => "equipment",
        }
    }

    /// The clause behind it, where an order has one for this refusal; the term's clause is known to the term.
    pub const fn clause(self) -> Option<&'static str> {
        match self {
            Self::AtSchool(ParticipantCategory::CertificateHolder) => Some("kirov-1497:3.8"),
            Self::AtSchool(_) => Some("kirov-1497:3.2"),
            Self::AtMunicipalBody(_) | Self::WrongResidence | Self::AtProcessingCentre => Some("kirov-1497:3.4"),
            Self::NoExposition => Some("kirov-1497:2.3"),
            Self::NotTheirDate(_) => Some("kirov-1497:4.3"),
            Self::NotGranted(Condition::ExtraTime) => Some("kirov-1497:4.2"),
            Self::NotGranted(Condition::OralForm | Condition::AtHome) => Some("kirov-1497:6.1"),
            Self::NotGranted(Condition::OwnRoom | Condition::Equipment) => Some("kirov-1497:6.2"),
            Self::NotGranted(Condition::Assistant) => Some("kirov-1497:5.3.1"),
            Self::NoGroundPaper | Self::PaperEnds { .. } => Some("kirov-1497:3.3"),
            Self::NoApplicant => Some("kirov-1497:3.2"),
            Self::NotForGia9
            | Self::NoWorkType
            | Self::NothingChosen
            | Self::SeveralDates
            | Self::TooLate { .. }
            | Self::Held(_)
            | Self::FiledInFuture
            | Self::StrangeAge(_)
            | Self::NoEquipment => None,
        }
    }
}

impl ParticipantCategory {
    /// Whether one writes on any of the scheduled days by choice (kirov-1497:4.4).
    pub const fn chooses_date(self) -> bool {
        match self {
            Self::PastGraduate | Self::CollegeStudent | Self::ForeignSchoolStudent | Self::CertificateHolder => true,
            Self::Student | Self::Extern => false,
        }
    }
}

/// Whole years on a day; somebody born on 29 February is a year older on 1 March.
pub fn age_on(day: LegalDate, birth: LegalDate) -> i16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(!had_birthday)
}

impl Application<'_> {
    /// Everything that stands in the way; empty when the application is taken.
    pub fn problems(&self) -> Vec<NotTaken> {
        let mut problems = Vec::new();
        problems.extend(self.wrong_place());
        problems.extend(self.wrong_work_type());
        problems.extend(self.wrong_dates());
        problems.extend(self.wrong_conditions());
        if self.filed_by != FiledBy::Participant && self.applicant.trim().is_empty() {
            problems.push(NotTaken::NoApplicant);
        }
        if self.filed_on > self.today {
            problems.push(NotTaken::FiledInFuture);
        }
        let age = age_on(self.filed_on, self.birth);
        if !(10..=100).contains(&age) {
            problems.push(NotTaken::StrangeAge(age));
        }
        problems
    }

    /// Where the category applies (kirov-1497:3.2, 3.4, 3.8). *Reading*: GIA-11 takes the essay's places; its order does not
    /// tell the capital from elsewhere, so there the residence is not asked.
    fn wrong_place(&self) -> Option<NotTaken> {
        use OrganisationKind::{College, MunicipalBody, ProcessingCentre, School, StateSchool};
        let at_school = matches!(self.taken_at, School | StateSchool | College);
        match self.category {
            ParticipantCategory::Student | ParticipantCategory::Extern => {
                (!at_school).then_some(NotTaken::AtSchool(self.category))
            }
            _ if self.kind == ExamKind::Gia9 => Some(NotTaken::NotForGia9),
            ParticipantCategory::CertificateHolder => (!at_school).then_some(NotTaken::AtSchool(self.category)),
            ParticipantCategory::ForeignSchoolStudent => {
                (self.taken_at != ProcessingCentre).then_some(NotTaken::AtProcessingCentre)
            }
            ParticipantCategory::PastGraduate | ParticipantCategory::CollegeStudent => {
                match (self.taken_at, self.residence) {
                    (MunicipalBody, Residence::Elsewhere) | (ProcessingCentre, Residence::Capital) => None,
                    (MunicipalBody | ProcessingCentre, _) => {
                        (self.kind == ExamKind::Essay).then_some(NotTaken::WrongResidence)
                    }
                    _ => Some(NotTaken::AtMunicipalBody(self.category)),
                }
            }
        }
    }

    /// Exposition for those of 2.3 only, for nobody of 2.2.
    fn wrong_work_type(&self) -> Option<NotTaken> {
        if self.kind != ExamKind::Essay {
            return None;
        }
        match self.work_type {
            None => Some(NotTaken::NoWorkType),
            Some(EXPOSITION) if self.category.chooses_date() || !self.ground.allows_exposition() => {
                Some(NotTaken::NoExposition)
            }
            Some(_) => None,
        }
    }

    fn wrong_dates(&self) -> Vec<NotTaken> {
        let mut problems = Vec::new();
        if self.chosen.is_empty() {
            problems.push(NotTaken::NothingChosen);
        }
        if self.kind == ExamKind::Essay && self.chosen.len() > 1 {
            problems.push(NotTaken::SeveralDates);
        }
        for one in self.chosen {
            if one.date <= self.filed_on {
                problems.push(NotTaken::Held(one.date));
            } else if let Some(last) = one.last_day.filter(|last| self.filed_on > *last) {
                problems.push(NotTaken::TooLate { exam: one.date, last });
            }
            let is_repeat = matches!(one.period, ExamPeriod::February | ExamPeriod::April);
            if self.kind == ExamKind::Essay
                && !self.category.chooses_date()
                && is_repeat
                && self.earlier == EarlierDate::None
            {
                problems.push(NotTaken::NotTheirDate(one.date));
            }
        }
        problems
    }

    fn wrong_conditions(&self) -> Vec<NotTaken> {
        let mut problems = Vec::new();
        for condition in self.conditions {
            if !self.ground.grants(*condition) {
                problems.push(NotTaken::NotGranted(*condition));
            }
        }
        if self.conditions.contains(&Condition::Equipment) && self.equipment.trim().is_empty() {
            problems.push(NotTaken::NoEquipment);
        }
        if self.ground.needs_paper() {
            if self.ground_paper.trim().is_empty() {
                problems.push(NotTaken::NoGroundPaper);
            }
            let last_exam = self.chosen.iter().map(|one| one.date).max();
            if let (Some(ends), Some(exam)) = (self.paper_ends, last_exam)
                && ends < exam
            {
                problems.push(NotTaken::PaperEnds { ends, exam });
            }
        }
        problems
    }
}
