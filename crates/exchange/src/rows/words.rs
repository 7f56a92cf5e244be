//! Words that files use for our codes. A profile's own dictionary is asked first.

use domain::essay::{AttendanceMark, EssayGrading, EssayMark, WorkType};
use domain::identity_document::DocumentType;
use domain::organisation::OrganisationKind;
use domain::registration::{ParticipantCategory, Sex};

use crate::profile::word_key;
use crate::rows::SpecialCondition;

/// A value that a column of words may have: our codes, and the words for them.
pub(super) trait Word: Sized + Copy {
    /// The value of a code, as profiles name it.
    fn of_code(code: &str) -> Option<Self>;
    /// The value of a word key ([`word_key`]).
    fn of_word(key: &str) -> Option<Self>;
    /// What to write, for the message.
    const ACCEPTED: &'static str;
}

/// The value whose words, separated by spaces, a key is among.
pub(super) fn find<T: Copy>(key: &str, words: &[(T, &str)]) -> Option<T> {
    let found = words
        .iter()
        .find(|(_, spellings)| spellings.split(' ').any(|word| word == key));
    found.map(|(value, _)| *value)
}

impl Word for OrganisationKind {
    const ACCEPTED: &'static str =
        "министерство, РЦОИ, МОУО, школа, государственная школа, колледж, ГЭК, апелляционная комиссия";

    fn of_code(code: &str) -> Option<Self> {
        Self::from_code(code).ok()
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self::Ministry, "министерство оив органисполнительнойвласти департамент"),
                (
                    Self::ProcessingCentre,
                    "рцои региональныйцентробработкиинформации processingcentre",
                ),
                (
                    Self::MunicipalBody,
                    "моуо мсу муниципальныйорган управлениеобразования municipalbody",
                ),
                (
                    Self::School,
                    "школа оо муниципальнаяшкола гимназия лицей сош муниципальнаяоо",
                ),
                (
                    Self::StateSchool,
                    "государственнаяшкола гоо государственнаяоо stateschool подведомственнаяшкола",
                ),
                (Self::College, "колледж поо спо техникум училище"),
                (Self::ExamCommission, "гэк экзаменационнаякомиссия examcommission"),
                (
                    Self::AppealsCommission,
                    "апелляционнаякомиссия ак конфликтнаякомиссия appealscommission",
                ),
            ],
        )
    }
}

impl Word for ParticipantCategory {
    const ACCEPTED: &'static str = "обучающийся, экстерн, выпускник прошлых лет, обучающийся СПО, обучающийся иностранной ОО, лицо со справкой об обучении";

    fn of_code(code: &str) -> Option<Self> {
        Self::from_code(code).ok()
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (
                    Self::Student,
                    "обучающийся обучающаяся ученик выпускниктекущегогода втг обучающийсясоо школьник",
                ),
                (Self::Extern, "экстерн"),
                (Self::PastGraduate, "выпускникпрошлыхлет впл выпускницапрошлыхлет"),
                (
                    Self::CollegeStudent,
                    "обучающийсяспо спо студентспо студентколледжа обучающийсяпоо студент",
                ),
                (Self::ForeignSchoolStudent, "обучающийсяиностраннойоо иностраннаяоо иоо"),
                (
                    Self::CertificateHolder,
                    "лицососправкойобобучении справка сосправкой лицососправкой справкаобобучении",
                ),
            ],
        )
    }
}

impl Word for Sex {
    const ACCEPTED: &'static str = "м или ж";

    fn of_code(code: &str) -> Option<Self> {
        Self::from_code(code).ok()
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self::Male, "м муж мужской m мужчина юноша"),
                (Self::Female, "ж жен женский f женщина девушка"),
            ],
        )
    }
}

impl Word for DocumentType {
    const ACCEPTED: &'static str = "паспорт РФ, свидетельство о рождении, загранпаспорт РФ, иностранный паспорт, вид на жительство, \
                                    временное удостоверение, удостоверение беженца, иной документ";

    fn of_code(code: &str) -> Option<Self> {
        Self::from_code(code).ok()
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (
                    Self::RussianPassport,
                    "паспорт паспортрф паспортгражданинарф паспортгражданинароссийскойфедерации российскийпаспорт",
                ),
                (
                    Self::BirthCertificate,
                    "свидетельствоорождении свидетельство свидрожд соррф",
                ),
                (
                    Self::TravelPassport,
                    "загранпаспорт заграничныйпаспорт загранпаспортрф заграничныйпаспортгражданинарф",
                ),
                (
                    Self::ForeignPassport,
                    "паспортиностранногогражданина иностранныйпаспорт паспортиностранный национальныйпаспорт",
                ),
                (Self::ResidencePermit, "виднажительство внж"),
                (
                    Self::TemporaryIdentity,
                    "временноеудостоверение временноеудостоверениеличности форма2п форма№2п",
                ),
                (Self::Refugee, "удостоверениебеженца свидетельствобеженца беженец"),
                (Self::Other, "инойдокумент иное иной другойдокумент другое"),
            ],
        )
    }
}

impl Word for WorkType {
    const ACCEPTED: &'static str = "20 (сочинение) или 21 (изложение)";

    fn of_code(code: &str) -> Option<Self> {
        Self::from_code(code).ok()
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self::Composition, "сочинение итоговоесочинение соч 20сочинение"),
                (Self::Exposition, "изложение итоговоеизложение изл 21изложение"),
            ],
        )
    }
}

impl Word for EssayMark {
    const ACCEPTED: &'static str = "1 или 0, зачёт или незачёт";

    fn of_code(code: &str) -> Option<Self> {
        find(code, &[(Self::Pass, "1 pass"), (Self::Fail, "0 fail")])
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (Self::Pass, "зачет зач + истина зачтено"),
                (Self::Fail, "незачет незач нз ложь незачтено"),
            ],
        )
    }
}

/// The mark of the whole work, where 5 and 2 are usual too (domain-facts 1.1).
#[derive(Clone, Copy)]
pub(super) struct ResultMark(pub(super) EssayMark);

impl Word for ResultMark {
    const ACCEPTED: &'static str = "зачёт или незачёт, 5 или 2, 1 или 0";

    fn of_code(code: &str) -> Option<Self> {
        EssayMark::of_code(code).map(Self)
    }

    fn of_word(key: &str) -> Option<Self> {
        match key {
            "5" => Some(Self(EssayMark::Pass)),
            "2" => Some(Self(EssayMark::Fail)),
            key => EssayMark::of_word(key).map(Self),
        }
    }
}

/// A sitting's mark; `None` inside where the word says that the work was handed in.
#[derive(Clone, Copy)]
pub(super) struct Attendance(pub(super) Option<AttendanceMark>);

impl Word for Attendance {
    const ACCEPTED: &'static str = "не закончил, удалён, не явился — или пусто";

    fn of_code(code: &str) -> Option<Self> {
        AttendanceMark::from_code(code).ok().map(Some).map(Self)
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (
                    Self(Some(AttendanceMark::NotFinished)),
                    "незакончил незакончила незавершил незавершила досрочнозавершил",
                ),
                (
                    Self(Some(AttendanceMark::Removed)),
                    "удален удалена удаление удаленсэкзамена",
                ),
                (
                    Self(Some(AttendanceMark::Absent)),
                    "неявился неявилась неявка отсутствовал отсутствовала ня",
                ),
                (
                    Self(None),
                    "явился явилась работасдана сдана сдал сдала написал написала written",
                ),
            ],
        )
    }
}

/// How a work is graded, by its form.
#[derive(Clone, Copy)]
pub(super) struct WorkForm(pub(super) EssayGrading);

impl Word for WorkForm {
    const ACCEPTED: &'static str = "письменная или устная";

    fn of_code(code: &str) -> Option<Self> {
        find(
            code,
            &[
                (Self(EssayGrading::WRITTEN), "written"),
                (Self(EssayGrading::ORAL), "oral oral-form"),
            ],
        )
    }

    fn of_word(key: &str) -> Option<Self> {
        find(
            key,
            &[
                (
                    Self(EssayGrading::WRITTEN),
                    "письменная письменно письм вписьменнойформе",
                ),
                (Self(EssayGrading::ORAL), "устная устно вустнойформе устнаяформа"),
            ],
        )
    }
}

/// One of the words in a list of special conditions; `None` inside for «нет».
#[derive(Clone, Copy)]
pub(super) struct ConditionWord(pub(super) Option<SpecialCondition>);

impl Word for ConditionWord {
    const ACCEPTED: &'static str = "да, ОВЗ, инвалид, на дому, закрытое учреждение, устно";

    fn of_code(code: &str) -> Option<Self> {
        SpecialCondition::from_code(code).map(Some).map(Self)
    }

    fn of_word(key: &str) -> Option<Self> {
        let some = |condition| Self(Some(condition));
        find(
            key,
            &[
                (some(SpecialCondition::LimitedHealth), "да 1 овз + истина"),
                (
                    some(SpecialCondition::Disability),
                    "инвалид ребенокинвалид инвалидность дитяинвалид",
                ),
                (
                    some(SpecialCondition::HomeTaught),
                    "надому обучениенадому домашнееобучение санаторий больница",
                ),
                (
                    some(SpecialCondition::ClosedInstitution),
                    "закрытоеучреждение закрытое фсин спецучреждение",
                ),
                (
                    some(SpecialCondition::OralForm),
                    "устно устная устнаяформа вустнойформе",
                ),
                (Self(None), "нет 0 ложь"),
            ],
        )
    }
}

/// The value of a text by our codes and the usual words.
pub(super) fn usual_word<T: Word>(text: &str) -> Option<T> {
    T::of_code(text.trim()).or_else(|| T::of_word(&word_key(text)))
}
