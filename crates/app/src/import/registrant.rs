//! A participant as a file of either kind says it: the person with the registration, and one exam.

use std::collections::HashMap;

use domain::exam::{ExamKind, ExamPeriod};
use domain::identity_document::IdentityDocument;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use domain::registration::{
    InformingCandidate, ParticipantCategory, Sex, essay_informing_organisation, gia_informing_organisation,
};
use exchange::{GiaParticipantRow, ParticipantRow};
use regulations::{ExamForm, LegalDate, Subject};
use storage::organisations::OrganisationRow;
use storage::{Tx, organisations};
use uuid::Uuid;

use crate::error::AppError;

/// What an exam is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExamKey {
    /// Kind.
    pub kind: ExamKind,
    /// Code of the subject; 20 of the essay.
    pub subject: i64,
    /// Day.
    pub date: LegalDate,
}

/// A person with a registration of one school year and kind.
#[derive(Debug, Clone)]
pub struct Registrant {
    /// Kind of the exams.
    pub exam_kind: ExamKind,
    /// The year the school year ends in.
    pub school_year: i64,
    /// Federal code.
    pub participant_code: String,
    /// Name.
    pub name: PersonName,
    /// Birth date.
    pub birth_date: LegalDate,
    /// Sex.
    pub sex: Sex,
    /// Document.
    pub document: IdentityDocument,
    /// Category.
    pub category: ParticipantCategory,
    /// Class.
    pub class: Option<String>,
    /// Code of the organisation of registration.
    pub registering_code: String,
    /// Code of the place of study.
    pub study_code: Option<String>,
    /// Special conditions as the file has them.
    pub conditions: Option<String>,
}

/// One exam of a registrant.
#[derive(Debug, Clone)]
pub struct PlannedSitting {
    /// The exam.
    pub exam: ExamKey,
    /// Which of the dates of the year, where the file says it.
    pub period: Option<ExamPeriod>,
    /// Work type of the essay; otherwise the exam's subject.
    pub subject: i64,
    /// Form of GIA.
    pub form: Option<ExamForm>,
}

/// A row of a file of participants.
#[derive(Debug, Clone)]
pub(super) struct PlannedRow {
    pub registrant: Registrant,
    pub sitting: PlannedSitting,
    /// What the row says, in short.
    pub says: String,
}

impl ExamKey {
    pub(super) const fn essay(date: LegalDate) -> Self {
        Self {
            kind: ExamKind::Essay,
            subject: 20,
            date,
        }
    }
}

impl PlannedRow {
    pub(super) fn essay(row: ParticipantRow) -> Self {
        let says = format!("{}, {}", placed(row.category, &row.class), row.work_type.russian());
        Self {
            says,
            sitting: PlannedSitting {
                exam: ExamKey::essay(row.exam_date),
                period: None,
                subject: i64::from(row.work_type.number()),
                form: None,
            },
            registrant: Registrant {
                exam_kind: ExamKind::Essay,
                school_year: school_year(row.exam_date),
                participant_code: row.participant_code,
                name: row.name,
                birth_date: row.birth_date,
                sex: row.sex,
                document: row.document,
                category: row.category,
                class: row.class,
                registering_code: row.registering_code,
                study_code: row.study_code,
                conditions: row.special_conditions_text,
            },
        }
    }

    pub(super) fn gia(row: GiaParticipantRow, subject: &Subject) -> Self {
        let code = i64::from(subject.code.number());
        let exam = crate::exam_view::exam_name(row.exam_kind, code);
        let day = regulations::russian::long_date(row.exam_date);
        Self {
            says: format!("{}, {exam}, {day}", placed(row.category, &row.class)),
            sitting: PlannedSitting {
                exam: ExamKey {
                    kind: row.exam_kind,
                    subject: code,
                    date: row.exam_date,
                },
                period: row.period,
                subject: code,
                form: Some(subject.form),
            },
            registrant: Registrant {
                exam_kind: row.exam_kind,
                school_year: gia_school_year(row.exam_date),
                participant_code: row.participant_code,
                name: row.name,
                birth_date: row.birth_date,
                sex: row.sex,
                document: row.document,
                category: row.category,
                class: row.class,
                registering_code: row.registering_code,
                study_code: row.study_code,
                conditions: row.special_conditions_text,
            },
        }
    }
}

/// «обучающийся, 11А».
fn placed(category: ParticipantCategory, class: &Option<String>) -> String {
    let class = class.as_ref().map(|class| format!(", {class}")).unwrap_or_default();
    format!("{}{class}", category.russian())
}

impl Registrant {
    /// The sealed text of birth date and sex.
    pub(super) fn details_text(&self) -> String {
        format!("{}, {}", self.birth_date, self.sex.russian())
    }

    /// The sealed text of the document.
    pub(super) fn document_text(&self) -> String {
        crate::publication::join_document(
            self.document.document_type().code(),
            self.document.series(),
            self.document.number(),
        )
    }
}

/// The year a school year ends in: from September on, the next one.
pub(crate) fn school_year(day: LegalDate) -> i64 {
    i64::from(day.year()) + i64::from(day.month() >= 9)
}

/// The same for GIA, whose additional period of September still belongs to the year that has ended (domain-facts 4).
pub(crate) fn gia_school_year(day: LegalDate) -> i64 {
    i64::from(day.year()) + i64::from(day.month() > 9)
}

/// The region's organisations by code and by id.
#[derive(Debug, Default)]
pub(crate) struct Places {
    by_code: HashMap<String, OrganisationRow>,
    code_of: HashMap<Uuid, String>,
}

impl Places {
    pub(crate) async fn load(tx: &mut Tx) -> Result<Self, AppError> {
        let mut places = Self::default();
        for row in organisations::all(tx).await? {
            places.insert(row);
        }
        Ok(places)
    }

    pub(super) fn insert(&mut self, row: OrganisationRow) {
        self.code_of.insert(row.id, row.code.clone());
        self.by_code.insert(row.code.clone(), row);
    }

    pub(crate) fn get(&self, code: &str) -> Option<&OrganisationRow> {
        self.by_code.get(code)
    }

    pub(crate) fn of_id(&self, id: Uuid) -> Option<&OrganisationRow> {
        self.by_code.get(self.code_of.get(&id)?)
    }

    /// Empty for an unknown id.
    pub(super) fn code_of(&self, id: Uuid) -> &str {
        self.code_of.get(&id).map(String::as_str).unwrap_or_default()
    }

    /// Empty for an unknown id.
    pub(super) fn short_name(&self, id: Uuid) -> String {
        self.of_id(id).map(|row| row.short_name.clone()).unwrap_or_default()
    }

    /// «Такой организации нет…» with the nearest codes.
    pub(crate) fn unknown(&self, code: &str) -> String {
        let known = self.by_code.keys().map(String::as_str).collect();
        let near: Vec<String> = super::compare_organisations::nearest_codes(code, &known)
            .into_iter()
            .map(|code| {
                let name = self.get(&code).map(|row| row.short_name.clone()).unwrap_or_default();
                format!("{code} ({name})")
            })
            .collect();
        if near.is_empty() {
            "Такой организации нет в справочнике. Загрузите организации или исправьте код".to_owned()
        } else {
            format!("Такой организации нет в справочнике. Ближайшие: {}", near.join(", "))
        }
    }

    /// Who tells this participant the result (kuzbass-4195:2.1; mordovia-187:4, 10.4), or why nobody does.
    pub(crate) fn informing(
        &self,
        kind: ExamKind,
        category: ParticipantCategory,
        registering: &OrganisationRow,
        study: Option<&OrganisationRow>,
    ) -> Result<Uuid, String> {
        let (registering, study) = (
            self.candidate(registering)?,
            study.map(|row| self.candidate(row)).transpose()?,
        );
        let chosen = match kind {
            ExamKind::Essay => essay_informing_organisation(
                category,
                (registering.id, registering.kind),
                study.map(|study| (study.id, study.kind)),
            ),
            ExamKind::Gia11 | ExamKind::Gia9 => gia_informing_organisation(category, registering, study),
        };
        chosen.map_err(|error| error.to_string())
    }

    fn candidate(&self, row: &OrganisationRow) -> Result<InformingCandidate<Uuid>, String> {
        let kind = |row: &OrganisationRow| OrganisationKind::from_code(&row.kind).map_err(|error| error.to_string());
        let parent = match row.parent_id.and_then(|id| self.of_id(id)) {
            Some(parent) => Some((parent.id, kind(parent)?)),
            None => None,
        };
        Ok(InformingCandidate {
            id: row.id,
            kind: kind(row)?,
            parent,
        })
    }
}
