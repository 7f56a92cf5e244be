//! The fields a file may have: code, heading, and the other words people use for it.

use serde::{Deserialize, Serialize};

use crate::profile::gia_fields::{GIA_PARTICIPANTS, GIA_RESULTS};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileKind {
    Organisations,
    Participants,
    EssayResults,
    /// A row per participant and exam of GIA.
    GiaParticipants,
    GiaResults,
}

/// A field of a kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    pub field: Field,
    pub need: Need,
    /// Headings that mean this field in this kind of file, besides [`Field::heading`].
    pub synonyms: &'static [&'static str],
}

/// Whether the file must have the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Required,
    /// This column or the one of the other field.
    EitherOr(Field),
    Optional,
}

macro_rules! fields {
    ($($variant:ident = $code:literal, $heading:literal, $how_read:literal;)+) => {
        /// A field of an imported file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Field { $($variant),+ }

        impl Field {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable code for saved profiles.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Our own heading, as in files we write.
            pub const fn heading(self) -> &'static str {
                match self { $(Self::$variant => $heading),+ }
            }

            /// How values are read, for the page that shows the match.
            pub const fn how_read(self) -> &'static str {
                match self { $(Self::$variant => $how_read),+ }
            }
        }
    };
}

fields! {
    OrganisationCode = "organisation-code", "Код", "текст, 3 цифры у МОУО и 6 у ОО, нули сохранены";
    OrganisationKind = "organisation-kind", "Вид", "министерство, РЦОИ, МОУО, школа, государственная школа, колледж";
    Name = "name", "Наименование", "текст до 500 знаков";
    ShortName = "short-name", "Краткое наименование", "текст до 200 знаков";
    ParentCode = "parent-code", "Код вышестоящей", "текст, нули сохранены";
    Zone = "zone", "Часовой пояс", "имя IANA, пусто — пояс региона";
    Address = "address", "Адрес", "текст до 500 знаков";
    ParticipantCode = "participant-code", "Код участника", "текст до 16 знаков, нули сохранены";
    Surname = "surname", "Фамилия", "ё и дефис как в документе";
    GivenName = "given-name", "Имя", "ё и дефис как в документе";
    Patronymic = "patronymic", "Отчество", "пусто — без отчества; «оглы» и «кызы» сохранены";
    BirthDate = "birth-date", "Дата рождения", "дата ДД.ММ.ГГГГ";
    Sex = "sex", "Пол", "м — мужской, ж — женский";
    DocumentType = "document-type", "Вид документа", "паспорт РФ, свидетельство о рождении и другие";
    Series = "series", "Серия", "текст, нули сохранены";
    Number = "number", "Номер", "текст, нули сохранены";
    Category = "category", "Категория", "обучающийся, экстерн, ВПЛ, СПО, иностранная ОО, справка";
    Class = "class", "Класс", "текст до 50 знаков";
    RegisteringCode = "registering-code", "Код организации регистрации", "текст, нули сохранены";
    StudyCode = "study-code", "Код места обучения", "текст, нули сохранены; пусто — там, где регистрировался";
    WorkType = "work-type", "Код вида работы", "20 — сочинение, 21 — изложение";
    ExamDate = "exam-date", "Дата экзамена", "дата ДД.ММ.ГГГГ";
    SpecialConditions = "special-conditions", "ОВЗ", "да, ОВЗ, инвалид, на дому, закрытое учреждение, устно; через запятую";
    SchoolCode = "school-code", "Код ОО", "текст, 6 цифр (МОУО — 3), нули сохранены";
    Topic = "topic", "Номер темы", "текст до 4 цифр";
    WorkForm = "work-form", "Форма", "письменная или устная; пусто — письменная";
    Requirement1 = "requirement-1", "Т1", "1 — зачёт, 0 — незачёт";
    Requirement2 = "requirement-2", "Т2", "1 — зачёт, 0 — незачёт";
    Criterion1 = "criterion-1", "К1", "1 — зачёт, 0 — незачёт";
    Criterion2 = "criterion-2", "К2", "1 — зачёт, 0 — незачёт";
    Criterion3 = "criterion-3", "К3", "1 — зачёт, 0 — незачёт";
    Criterion4 = "criterion-4", "К4", "1 — зачёт, 0 — незачёт";
    Criterion5 = "criterion-5", "К5", "1 — зачёт, 0 — незачёт; в устной форме пусто";
    Result = "result", "Результат", "5 или 1 — зачёт, 2 или 0 — незачёт, и слова";
    Attendance = "attendance", "Отметка", "не закончил, удалён, не явился; пусто — работа сдана";
    ExamKind = "exam-kind", "Вид ГИА", "ГИА-11 или ГИА-9; пусто — по форме";
    ExamForm = "exam-form", "Форма ГИА", "ЕГЭ, ОГЭ, ГВЭ";
    SubjectCode = "subject-code", "Код предмета", "1 или 2 цифры";
    SubjectName = "subject-name", "Предмет", "название по справочнику предметов, где нет кода";
    Period = "period", "Период", "досрочный, основной, резервный, дополнительный; пусто — основной";
    Variant = "variant", "Вариант", "текст до 16 знаков, нули сохранены";
    PrimaryScore = "primary-score", "Первичный балл", "целое число до 3 цифр";
    TestScore = "test-score", "Тестовый балл", "целое число от 0 до 100";
    GradeMark = "grade-mark", "Отметка по шкале", "2, 3, 4 или 5";
    MinimumReached = "minimum-reached", "Минимум набран", "да или нет";
    TaskPoints = "task-points", "Баллы за задания", "подряд: 12(2)1; двузначные — через пробел; с критериями: 1=1 ГК1=2";
    Task01 = "task-1", "Задание 1", "балл или балл(наибольший): 2(3)";
    Task02 = "task-2", "Задание 2", "балл или балл(наибольший): 2(3)";
    Task03 = "task-3", "Задание 3", "балл или балл(наибольший): 2(3)";
    Task04 = "task-4", "Задание 4", "балл или балл(наибольший): 2(3)";
    Task05 = "task-5", "Задание 5", "балл или балл(наибольший): 2(3)";
    Task06 = "task-6", "Задание 6", "балл или балл(наибольший): 2(3)";
    Task07 = "task-7", "Задание 7", "балл или балл(наибольший): 2(3)";
    Task08 = "task-8", "Задание 8", "балл или балл(наибольший): 2(3)";
    Task09 = "task-9", "Задание 9", "балл или балл(наибольший): 2(3)";
    Task10 = "task-10", "Задание 10", "балл или балл(наибольший): 2(3)";
    Task11 = "task-11", "Задание 11", "балл или балл(наибольший): 2(3)";
    Task12 = "task-12", "Задание 12", "балл или балл(наибольший): 2(3)";
    Task13 = "task-13", "Задание 13", "балл или балл(наибольший): 2(3)";
    Task14 = "task-14", "Задание 14", "балл или балл(наибольший): 2(3)";
    Task15 = "task-15", "Задание 15", "балл или балл(наибольший): 2(3)";
    Task16 = "task-16", "Задание 16", "балл или балл(наибольший): 2(3)";
    Task17 = "task-17", "Задание 17", "балл или балл(наибольший): 2(3)";
    Task18 = "task-18", "Задание 18", "балл или балл(наибольший): 2(3)";
    Task19 = "task-19", "Задание 19", "балл или балл(наибольший): 2(3)";
    Task20 = "task-20", "Задание 20", "балл или балл(наибольший): 2(3)";
    Task21 = "task-21", "Задание 21", "балл или балл(наибольший): 2(3)";
    Task22 = "task-22", "Задание 22", "балл или балл(наибольший): 2(3)";
    Task23 = "task-23", "Задание 23", "балл или балл(наибольший): 2(3)";
    Task24 = "task-24", "Задание 24", "балл или балл(наибольший): 2(3)";
    Task25 = "task-25", "Задание 25", "балл или балл(наибольший): 2(3)";
    Task26 = "task-26", "Задание 26", "балл или балл(наибольший): 2(3)";
    Task27 = "task-27", "Задание 27", "балл или балл(наибольший): 2(3)";
    Task28 = "task-28", "Задание 28", "балл или балл(наибольший): 2(3)";
    Task29 = "task-29", "Задание 29", "балл или балл(наибольший): 2(3)";
    Task30 = "task-30", "Задание 30", "балл или балл(наибольший): 2(3)";
    Task31 = "task-31", "Задание 31", "балл или балл(наибольший): 2(3)";
    Task32 = "task-32", "Задание 32", "балл или балл(наибольший): 2(3)";
    Task33 = "task-33", "Задание 33", "балл или балл(наибольший): 2(3)";
    Task34 = "task-34", "Задание 34", "балл или балл(наибольший): 2(3)";
    Task35 = "task-35", "Задание 35", "балл или балл(наибольший): 2(3)";
    Task36 = "task-36", "Задание 36", "балл или балл(наибольший): 2(3)";
    Task37 = "task-37", "Задание 37", "балл или балл(наибольший): 2(3)";
    Task38 = "task-38", "Задание 38", "балл или балл(наибольший): 2(3)";
    Task39 = "task-39", "Задание 39", "балл или балл(наибольший): 2(3)";
    Task40 = "task-40", "Задание 40", "балл или балл(наибольший): 2(3)";
}

impl Field {
    /// The columns of single tasks, in order: the first is task 1.
    pub const TASKS: [Self; 40] = [
        Self::Task01,
        Self::Task02,
        Self::Task03,
        Self::Task04,
        Self::Task05,
        Self::Task06,
        Self::Task07,
        Self::Task08,
        Self::Task09,
        Self::Task10,
        Self::Task11,
        Self::Task12,
        Self::Task13,
        Self::Task14,
        Self::Task15,
        Self::Task16,
        Self::Task17,
        Self::Task18,
        Self::Task19,
        Self::Task20,
        Self::Task21,
        Self::Task22,
        Self::Task23,
        Self::Task24,
        Self::Task25,
        Self::Task26,
        Self::Task27,
        Self::Task28,
        Self::Task29,
        Self::Task30,
        Self::Task31,
        Self::Task32,
        Self::Task33,
        Self::Task34,
        Self::Task35,
        Self::Task36,
        Self::Task37,
        Self::Task38,
        Self::Task39,
        Self::Task40,
    ];

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }
}

/// A saved profile names a field that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("неизвестное поле «{0}»")]
pub struct UnknownField(String);

impl TryFrom<String> for Field {
    type Error = UnknownField;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or(UnknownField(code))
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.code().to_owned()
    }
}

impl FieldSpec {
    pub(super) const fn new(field: Field, need: Need, synonyms: &'static [&'static str]) -> Self {
        Self { field, need, synonyms }
    }

    pub fn is_required(&self) -> bool {
        self.need == Need::Required
    }
}

impl ProfileKind {
    pub const ALL: [Self; 5] = [
        Self::Organisations,
        Self::Participants,
        Self::EssayResults,
        Self::GiaParticipants,
        Self::GiaResults,
    ];

    /// The stable code, as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Participants => "participants",
            Self::EssayResults => "essay-results",
            Self::GiaParticipants => "gia-participants",
            Self::GiaResults => "gia-results",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn russian(self) -> &'static str {
        match self {
            Self::Organisations => "организации",
            Self::Participants => "участники сочинения",
            Self::EssayResults => "результаты сочинения",
            Self::GiaParticipants => "участники ГИА",
            Self::GiaResults => "результаты ГИА",
        }
    }

    /// The fields in the order of our own files.
    pub const fn fields(self) -> &'static [FieldSpec] {
        match self {
            Self::Organisations => ORGANISATIONS,
            Self::Participants => PARTICIPANTS,
            Self::EssayResults => ESSAY_RESULTS,
            Self::GiaParticipants => GIA_PARTICIPANTS,
            Self::GiaResults => GIA_RESULTS,
        }
    }
}

use Field as F;
use Need::{EitherOr, Optional, Required};

const ORGANISATIONS: &[FieldSpec] = &[
    FieldSpec::new(
        F::OrganisationCode,
        Required,
        &["код организации", "код орг", "код оо", "код школы"],
    ),
    FieldSpec::new(
        F::OrganisationKind,
        Required,
        &["вид организации", "тип", "тип организации"],
    ),
    FieldSpec::new(
        F::Name,
        Required,
        &[
            "название",
            "полное наименование",
            "наименование организации",
            "наименование оо",
        ],
    ),
    FieldSpec::new(
        F::ShortName,
        Required,
        &["краткое название", "сокращенное наименование", "сокращенное название"],
    ),
    FieldSpec::new(
        F::ParentCode,
        Required,
        &[
            "код вышестоящей организации",
            "вышестоящая",
            "код моуо",
            "код мсу",
            "подчинение",
        ],
    ),
    FieldSpec::new(F::Zone, Optional, &["пояс", "часовая зона"]),
    FieldSpec::new(F::Address, Optional, &["почтовый адрес", "адрес организации"]),
];

const PARTICIPANTS: &[FieldSpec] = &[
    FieldSpec::new(
        F::ParticipantCode,
        Required,
        &["participantcode", "идентификатор участника", "код регистрации"],
    ),
    FieldSpec::new(F::Surname, Required, &["surname"]),
    FieldSpec::new(F::GivenName, Required, &["name"]),
    FieldSpec::new(F::Patronymic, Optional, &["secondname"]),
    FieldSpec::new(F::BirthDate, Required, &["birthday", "родился", "д р"]),
    FieldSpec::new(F::Sex, Required, &["sex"]),
    FieldSpec::new(
        F::DocumentType,
        Required,
        &["тип документа", "документ", "вид документа удостоверяющего личность"],
    ),
    FieldSpec::new(
        F::Series,
        Optional,
        &["серия документа", "серия паспорта", "сериядок", "documentseries"],
    ),
    FieldSpec::new(
        F::Number,
        Required,
        &[
            "номер документа",
            "номер паспорта",
            "номердок",
            "№ документа",
            "documentnumber",
        ],
    ),
    FieldSpec::new(F::Category, Required, &["категория участника"]),
    FieldSpec::new(F::Class, Optional, &["класс группа", "группа", "pclass"]),
    FieldSpec::new(
        F::RegisteringCode,
        Required,
        &[
            "код места регистрации",
            "код оо регистрации",
            "место регистрации",
            "код оо",
            "schoolregistration",
        ],
    ),
    FieldSpec::new(F::StudyCode, Optional, &["место обучения", "код оо обучения"]),
    FieldSpec::new(F::WorkType, Required, &["вид работы"]),
    FieldSpec::new(F::ExamDate, Required, &["дата", "дата проведения", "дата сочинения"]),
    FieldSpec::new(
        F::SpecialConditions,
        Optional,
        &["особые условия", "специальные условия"],
    ),
];

const ESSAY_RESULTS: &[FieldSpec] = &[
    FieldSpec::new(
        F::ParticipantCode,
        EitherOr(F::Number),
        &["participantcode", "идентификатор участника", "код регистрации"],
    ),
    FieldSpec::new(F::Surname, Required, &["surname"]),
    FieldSpec::new(F::GivenName, Required, &["name"]),
    FieldSpec::new(F::Patronymic, Optional, &["secondname"]),
    FieldSpec::new(
        F::Series,
        Optional,
        &["серия документа", "серия паспорта", "сериядок", "documentseries"],
    ),
    FieldSpec::new(
        F::Number,
        EitherOr(F::ParticipantCode),
        &[
            "номер документа",
            "номер паспорта",
            "номердок",
            "№ документа",
            "documentnumber",
        ],
    ),
    FieldSpec::new(
        F::SchoolCode,
        Required,
        &["код школы", "код организации", "код места обучения", "schoolcode"],
    ),
    FieldSpec::new(F::ExamDate, Required, &["дата", "дата проведения", "дата сочинения"]),
    FieldSpec::new(F::WorkType, Required, &["вид работы"]),
    FieldSpec::new(F::Topic, Optional, &["тема", "№ темы"]),
    FieldSpec::new(F::WorkForm, Optional, &["форма работы", "форма проведения"]),
    FieldSpec::new(
        F::Requirement1,
        Required,
        &["требование 1", "требование № 1", "требование №1 объем", "объем"],
    ),
    FieldSpec::new(
        F::Requirement2,
        Required,
        &["требование 2", "требование № 2", "самостоятельность"],
    ),
    FieldSpec::new(F::Criterion1, Required, &["критерий 1", "критерий № 1"]),
    FieldSpec::new(F::Criterion2, Required, &["критерий 2", "критерий № 2"]),
    FieldSpec::new(F::Criterion3, Required, &["критерий 3", "критерий № 3"]),
    FieldSpec::new(F::Criterion4, Required, &["критерий 4", "критерий № 4"]),
    FieldSpec::new(F::Criterion5, Required, &["критерий 5", "критерий № 5"]),
    FieldSpec::new(
        F::Result,
        Required,
        &["итог", "оценка", "mark5", "зачет незачет", "итоговый результат"],
    ),
    FieldSpec::new(F::Attendance, Optional, &["явка", "отметка о явке"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    use crate::profile::matching::heading_key;

    #[test]
    fn no_heading_means_two_fields_of_one_kind() {
        for kind in ProfileKind::ALL {
            let mut seen = HashSet::new();
            for spec in kind.fields() {
                let keys: HashSet<String> = spec
                    .synonyms
                    .iter()
                    .chain([&spec.field.heading()])
                    .map(|text| heading_key(text))
                    .collect();
                for key in keys {
                    assert!(seen.insert(key.clone()), "{key} in {kind:?}");
                }
            }
        }
    }

    #[test]
    fn codes_are_unique_and_come_back() {
        for field in Field::ALL {
            assert_eq!(Field::from_code(field.code()), Some(*field));
        }
    }
}
