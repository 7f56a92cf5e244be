//! Who sits in the appeals commission and which experts it may call in.

use domain::access::Action;
use domain::appeal::people::CommissionPart;
use domain::exam::ExamKind;
use domain::person_name::PersonName;
use serde_json::json;
use storage::hearings::{self, CommissionPersonRow};
use storage::installation::{self, Counter};
use storage::people::{self, PersonRow};
use storage::{Tx, boxed, organisations};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::subject_name;
use crate::names::full_name;

/// Somebody as a form says it.
#[derive(Debug, Clone, Default)]
pub struct CommissionPersonInput {
    /// `CommissionPart` code.
    pub part: String,
    /// As papers name the person.
    pub code: String,
    /// Surname, given name, patronymic.
    pub surname: String,
    pub given_name: String,
    pub patronymic: String,
    /// Code of the organisation where the person works; may be empty.
    pub workplace: String,
    /// `ExamKind` code, of an expert.
    pub exam_kind: String,
    /// Subject's code, of an expert.
    pub subject: String,
}

/// Somebody of the commission.
#[derive(Debug, Clone)]
pub struct CommissionPersonView {
    /// As stored.
    pub row: CommissionPersonRow,
    /// What the person is.
    pub part: CommissionPart,
    /// Full name.
    pub name: String,
    /// Short name of the workplace.
    pub workplace: String,
    /// «Русский язык, ЕГЭ» of an expert.
    pub subject: String,
}

impl App {
    /// Everybody, by part and name.
    pub async fn commission_people(&self, request: &Request) -> Result<Vec<CommissionPersonView>, AppError> {
        request.authorise(Action::RunAppeals)?;
        self.store
            .read(self, |tx, app| boxed(async move { app.commission_people_in(tx).await }))
            .await
    }

    pub(crate) async fn commission_people_in(&self, tx: &mut Tx) -> Result<Vec<CommissionPersonView>, AppError> {
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let mut found = Vec::new();
        for row in hearings::people(tx).await? {
            let subject = match (&row.exam_kind, row.subject_code) {
                (Some(kind), Some(code)) => {
                    let kind = ExamKind::from_code(kind)?;
                    format!("{}, {}", subject_name(kind, code), kind.russian())
                }
                _ => String::new(),
            };
            found.push(CommissionPersonView {
                part: CommissionPart::from_code(&row.part)?,
                name: full_name(&directory, row.person_id),
                workplace: row
                    .workplace_id
                    .map(|id| organisations.short_name(id))
                    .unwrap_or_default(),
                subject,
                row,
            });
        }
        found.sort_by(|one, other| {
            (one.row.ended_at.is_some(), one.part, &one.name).cmp(&(
                other.row.ended_at.is_some(),
                other.part,
                &other.name,
            ))
        });
        Ok(found)
    }

    /// Enters a member or an expert. Returns the id.
    ///
    /// Errors: [`AppError::Invalid`] at each field that is missing or wrong.
    pub async fn enter_commission_person(
        &self,
        request: &Request,
        input: &CommissionPersonInput,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::RunAppeals)?;
        let read = read_input(input)?;
        // The person's key is made durable before the transaction that needs it.
        let person = self.fresh_id(request.now)?;
        self.keys.create_person_keys(&[person], request.now).await?;
        let fingerprint = format!("enter-commission-person {input:?}");
        let whole = (self, request, input, &read, person);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, input, read, person) = *whole;
                app.authorised_now(tx, request, Action::RunAppeals).await?;
                let code = input.code.trim();
                if hearings::people(tx).await?.iter().any(|one| one.code == code) {
                    return Err(AppError::field("code", "Такой код уже есть: впишите другой"));
                }
                let workplace = match input.workplace.trim() {
                    "" => None,
                    wanted => {
                        let all = organisations::all(tx).await?;
                        let found = all.iter().find(|one| one.code == wanted).map(|one| one.id);
                        Some(found.ok_or_else(|| {
                            AppError::field("workplace", "Организации с\u{a0}таким кодом нет. Проверьте код")
                        })?)
                    }
                };
                let person_row = PersonRow {
                    id: person,
                    name_sealed: app.seal_name(person, &read.name)?,
                    details_sealed: None,
                    is_participant: false,
                    created_at: request.at(),
                    version: 1,
                };
                people::insert_persons(tx, &[person_row]).await?;
                let row = CommissionPersonRow {
                    id: app.fresh_id(request.now)?,
                    part: read.part.code().to_owned(),
                    code: code.to_owned(),
                    person_id: person,
                    workplace_id: workplace,
                    exam_kind: read.subject.map(|(kind, _)| kind.code().to_owned()),
                    subject_code: read.subject.map(|(_, code)| code),
                    appointed_at: request.at(),
                    appointed_by: request.account(),
                    ended_at: None,
                    ended_by: None,
                    account_id: None,
                };
                hearings::insert_person(tx, &row).await?;
                installation::bump(tx, Counter::Directory, 1).await?;
                let details = json!({"part": row.part, "code": row.code});
                Ok(Done {
                    value: row.id,
                    event: event("commission-person-entered", "commission-person", Some(row.id), details),
                })
            })
        })
        .await
    }

    /// Ends somebody's part: cases that stand keep the name.
    pub async fn end_commission_person(&self, request: &Request, id: Uuid) -> Result<(), AppError> {
        request.authorise(Action::RunAppeals)?;
        let fingerprint = format!("end-commission-person {id}");
        self.act(request, &fingerprint, &(request, id), |tx, (request, id)| {
            boxed(async move {
                if !hearings::people(tx).await?.iter().any(|one| one.id == *id) {
                    return Err(AppError::NotFound);
                }
                if !hearings::end_person(tx, *id, request.account(), request.at()).await? {
                    return Err(AppError::NotNow("этот человек уже выведен из\u{a0}состава".to_owned()));
                }
                Ok(Done {
                    value: (),
                    event: event("commission-person-ended", "commission-person", Some(*id), json!({})),
                })
            })
        })
        .await
    }
}

/// A form that reads.
struct Read {
    part: CommissionPart,
    name: PersonName,
    subject: Option<(ExamKind, i64)>,
}

fn read_input(input: &CommissionPersonInput) -> Result<Read, AppError> {
    let mut problems = Vec::new();
    let part = CommissionPart::from_code(&input.part).ok();
    if part.is_none() {
        problems.push(FieldProblem::new("part", "Выберите, кто это в\u{a0}комиссии"));
    }
    let code = input.code.trim();
    if code.is_empty() || code.chars().count() > 20 || code.contains([',', ';', ' ']) {
        problems.push(FieldProblem::new(
            "code",
            "Впишите код без пробелов, как в\u{a0}приказе о\u{a0}составе: до\u{a0}20 знаков",
        ));
    }
    let patronymic = Some(input.patronymic.trim()).filter(|text| !text.is_empty());
    let name = PersonName::parse(input.surname.trim(), input.given_name.trim(), patronymic).ok();
    if name.is_none() {
        problems.push(FieldProblem::new("surname", "Впишите фамилию и\u{a0}имя буквами"));
    }
    let kind = ExamKind::from_code(&input.exam_kind)
        .ok()
        .filter(|kind| matches!(kind, ExamKind::Gia11 | ExamKind::Gia9));
    let subject = input
        .subject
        .trim()
        .parse::<i64>()
        .ok()
        .filter(|code| (1..=99).contains(code));
    let subject = kind.zip(subject);
    if part == Some(CommissionPart::Expert) && subject.is_none() {
        problems.push(FieldProblem::new(
            "subject",
            "Выберите вид экзамена и\u{a0}предмет эксперта",
        ));
    }
    match (part, name) {
        (Some(part), Some(name)) if problems.is_empty() => Ok(Read {
            part,
            name,
            subject: subject.filter(|_| part == CommissionPart::Expert),
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}
