//! The form of an application read into types, everything that is wrong at once.

use domain::application::papers::Paper;
use domain::application::{Condition, ConditionGround, FiledBy, Residence};
use domain::exam::ExamKind;
use domain::identity_document::{DocumentPart, DocumentType, IdentityDocument};
use domain::person_name::{NamePart, PersonName};
use domain::registration::{ParticipantCategory, Sex};
use regulations::LegalDate;

use super::LONGEST;
use crate::error::FieldProblem;
use crate::ledgers::parse_day;

/// An application as a form says it: texts as typed, codes as chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationInput {
    /// `ExamKind` code.
    pub kind: String,
    /// `ParticipantCategory` code.
    pub category: String,
    /// `Residence` code; empty is elsewhere.
    pub residence: String,
    /// Class.
    pub class_name: String,
    /// Code of the place of study, where it is another organisation.
    pub study_code: String,
    /// Code of who tells the result; РЦОИ says it, since it tells nobody itself.
    pub told_code: String,
    /// Name as in the document.
    pub surname: String,
    /// The same.
    pub given_name: String,
    /// The same; may be empty.
    pub patronymic: String,
    /// Birth date.
    pub birth: String,
    /// `Sex` code.
    pub sex: String,
    /// `DocumentType` code.
    pub document_type: String,
    /// Series.
    pub series: String,
    /// Number.
    pub number: String,
    /// Series and number of the document under which the person is known, if it was replaced.
    pub earlier_document: String,
    /// Paper on the change of the name, if it was changed.
    pub name_paper: String,
    /// `20` or `21`.
    pub work_type: String,
    /// [`super::dates::ExamAhead::value`] of each.
    pub exams: Vec<String>,
    /// Day on the paper.
    pub filed_day: String,
    /// `FiledBy` code.
    pub filed_by: String,
    /// Parent or proxy.
    pub applicant: String,
    /// Telephone.
    pub phone: String,
    /// `ConditionGround` code; empty is none.
    pub ground: String,
    /// `Condition` codes.
    pub conditions: Vec<String>,
    /// Which equipment.
    pub equipment: String,
    /// Paper that grants the conditions.
    pub ground_paper: String,
    /// Its last day; empty is without end.
    pub paper_ends: String,
    /// `Paper` codes of what was shown or signed.
    pub papers: Vec<String>,
}

/// The form read into types.
pub(super) struct ReadInput {
    pub(super) kind: ExamKind,
    pub(super) category: ParticipantCategory,
    pub(super) residence: Residence,
    pub(super) name: PersonName,
    pub(super) birth: LegalDate,
    pub(super) sex: Sex,
    pub(super) document: IdentityDocument,
    pub(super) filed_on: LegalDate,
    pub(super) filed_by: FiledBy,
    pub(super) ground: ConditionGround,
    pub(super) conditions: Vec<Condition>,
    pub(super) paper_ends: Option<LegalDate>,
    pub(super) work_type: Option<i64>,
    pub(super) papers: Vec<Paper>,
}

/// Reads every field; all that is wrong at once.
pub(super) fn read(input: &ApplicationInput) -> Result<ReadInput, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut say = |field: &str, words: &str| problems.push(FieldProblem::new(field, words));
    let kind = ExamKind::from_code(&input.kind).ok();
    if kind.is_none() {
        say("kind", "Выберите, на\u{a0}что заявление");
    }
    let category = ParticipantCategory::from_code(&input.category).ok();
    if category.is_none() {
        say("category", "Выберите категорию участника");
    }
    let birth = parse_day(&input.birth);
    if birth.is_none() {
        say("birth", "Впишите дату рождения, например 04.03.2009");
    }
    let sex = Sex::from_code(&input.sex).ok();
    if sex.is_none() {
        say("sex", "Выберите пол");
    }
    let filed_on = parse_day(&input.filed_day);
    if filed_on.is_none() {
        say("filed_day", "Впишите день заявления, например 18.11.2026");
    }
    let filed_by = FiledBy::from_code(&input.filed_by).ok();
    if filed_by.is_none() {
        say("filed_by", "Выберите, кто подал заявление");
    }
    let paper_ends = match input.paper_ends.trim() {
        "" => None,
        text => {
            let day = parse_day(text);
            if day.is_none() {
                say(
                    "paper_ends",
                    "Впишите последний день документа, например 31.05.2027, или оставьте пустым",
                );
            }
            day
        }
    };
    for (field, text) in [
        ("applicant", &input.applicant),
        ("phone", &input.phone),
        ("equipment", &input.equipment),
        ("ground_paper", &input.ground_paper),
        ("name_paper", &input.name_paper),
        ("earlier_document", &input.earlier_document),
    ] {
        if text.chars().count() > LONGEST {
            say(field, "Слишком длинно: не\u{a0}больше 300 знаков");
        }
    }
    if input.class_name.trim().chars().count() > 10 {
        say("class_name", "Класс короче: например 11А");
    }
    let name = PersonName::parse(&input.surname, &input.given_name, Some(&input.patronymic));
    if let Err(error) = &name {
        let field = match error.part() {
            NamePart::Surname => "surname",
            NamePart::GivenName => "given_name",
            NamePart::Patronymic => "patronymic",
        };
        say(field, &error.to_string());
    }
    let document = match DocumentType::from_code(&input.document_type) {
        Err(_) => {
            say("document_type", "Выберите вид документа");
            None
        }
        Ok(kind) => match IdentityDocument::parse(kind, Some(&input.series), &input.number) {
            Ok(document) => Some(document),
            Err(error) => {
                let field = match error.part() {
                    DocumentPart::Series => "series",
                    DocumentPart::Number => "number",
                };
                say(field, &error.to_string());
                None
            }
        },
    };
    let ground = match input.ground.as_str() {
        "" => Ok(ConditionGround::None),
        code => ConditionGround::from_code(code),
    };
    let conditions = input
        .conditions
        .iter()
        .map(|code| Condition::from_code(code))
        .collect::<Result<Vec<_>, _>>();
    let papers = input
        .papers
        .iter()
        .map(|code| Paper::from_code(code))
        .collect::<Result<Vec<_>, _>>();
    let residence = match input.residence.as_str() {
        "" => Ok(Residence::Elsewhere),
        code => Residence::from_code(code),
    };
    let work_type = match (kind, input.work_type.as_str()) {
        (Some(ExamKind::Essay), "20") => Some(20),
        (Some(ExamKind::Essay), "21") => Some(21),
        _ => None,
    };
    match (
        kind, category, birth, sex, filed_on, filed_by, name, document, ground, conditions, papers, residence,
    ) {
        (
            Some(kind),
            Some(category),
            Some(birth),
            Some(sex),
            Some(filed_on),
            Some(filed_by),
            Ok(name),
            Some(document),
            Ok(ground),
            Ok(conditions),
            Ok(papers),
            Ok(residence),
        ) if problems.is_empty() => Ok(ReadInput {
            kind,
            category,
            residence,
            name,
            birth,
            sex,
            document,
            filed_on,
            filed_by,
            ground,
            conditions,
            paper_ends,
            work_type,
            papers,
        }),
        _ => {
            if problems.is_empty() {
                problems.push(FieldProblem::new(
                    "kind",
                    "Форма пришла не\u{a0}целиком: обновите страницу",
                ));
            }
            Err(problems)
        }
    }
}
