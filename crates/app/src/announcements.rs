//! Announcements of procedure and schedule, with signatures, and the notice to the municipal body (mordovia-187:11.1, 11.3;
//! D1, D5).

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::Action;
use domain::ids::PersonId;
use regulations::{Instant, LegalDate};
use serde_json::json;
use storage::announcements::{self, AnnouncementRow, SignatureRow};
use storage::directory::Directory;
use storage::participants::{self, ParticipantNarrowing, ParticipantRow};
use storage::{Tx, boxed, organisations};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::{parse_day, parse_time};
use crate::names::full_name;
use crate::obligations::{DueMoments, Touched};

/// One organisation's announcement in a list; also those that owe one.
#[derive(Debug, Clone)]
pub struct AnnouncementSummary {
    /// The organisation.
    pub organisation: Uuid,
    /// Short name.
    pub name: String,
    /// The announcement, once made.
    pub row: Option<AnnouncementRow>,
    /// Participants it tells.
    pub participants: i64,
    /// Of them with a signature.
    pub signed: i64,
}

/// One announcement with its people.
#[derive(Debug, Clone)]
pub struct OpenedAnnouncement {
    /// The exam.
    pub exam: Exam,
    /// The organisation and its short name.
    pub organisation: (Uuid, String),
    /// The announcement, once made.
    pub row: Option<AnnouncementRow>,
    /// Participants by name: id, full name, class, participant's and parent's days of signature.
    pub people: Vec<SigningPerson>,
}

/// One participant under an announcement.
#[derive(Debug, Clone)]
pub struct SigningPerson {
    /// The person.
    pub person: Uuid,
    /// Full name.
    pub name: String,
    /// Class.
    pub class_name: String,
    /// Day of the participant's signature, ISO.
    pub participant_signed_on: Option<String>,
    /// Day of the parent's signature, ISO.
    pub parent_signed_on: Option<String>,
}

/// What the form says.
#[derive(Debug, Clone, Default)]
pub struct AnnouncementInput {
    /// Day results will be told.
    pub day: String,
    /// Time.
    pub time: String,
    /// Place.
    pub place: String,
    /// Procedure in words.
    pub procedure: String,
    /// Version the form was made from; 0 for a new one.
    pub version: i64,
}

impl App {
    /// Who has announced, who owes it.
    pub async fn list_announcements(
        &self,
        request: &Request,
        exam: Uuid,
    ) -> Result<Vec<AnnouncementSummary>, AppError> {
        let scope = request.authorise(Action::SeeAnnouncements)?;
        self.store
            .read(&(scope, exam), |tx, (scope, exam)| {
                boxed(async move {
                    find_exam(tx, *exam).await?;
                    let made = announcements::in_scope(tx, scope, *exam).await?;
                    let signed: HashMap<Uuid, i64> =
                        announcements::signature_counts(tx, *exam).await?.into_iter().collect();
                    let counts: HashMap<Uuid, i64> = participants::counts(tx, scope, *exam)
                        .await?
                        .into_iter()
                        .map(|row| (row.organisation_id, row.sittings))
                        .collect();
                    let rows = organisations::in_scope(tx, scope).await?;
                    Ok(rows
                        .into_iter()
                        .filter_map(|organisation| {
                            let participants = *counts.get(&organisation.id)?;
                            let row = made.iter().find(|one| one.organisation_id == organisation.id).cloned();
                            let signed = row.as_ref().and_then(|row| signed.get(&row.id)).copied().unwrap_or(0);
                            Some(AnnouncementSummary {
                                organisation: organisation.id,
                                name: organisation.short_name,
                                row,
                                participants,
                                signed,
                            })
                        })
                        .collect())
                })
            })
            .await
    }

    /// The actor's own announcement with its people, made or not.
    pub async fn open_announcement(&self, request: &Request, exam: Uuid) -> Result<OpenedAnnouncement, AppError> {
        request.authorise(Action::Announce)?;
        self.store
            .read(&(self, request, exam), |tx, (app, request, exam)| {
                boxed(async move { app.announcement_in(tx, request, *exam).await })
            })
            .await
    }

    async fn announcement_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: Uuid,
    ) -> Result<OpenedAnnouncement, AppError> {
        let scope = request.authorise(Action::Announce)?;
        let own = request.actor.organisation.0;
        let exam = find_exam(tx, exam).await?;
        let organisations = self.organisations_in(tx).await?;
        let row = announcements::in_scope(tx, &scope, exam.id)
            .await?
            .into_iter()
            .find(|row| row.organisation_id == own);
        let signatures = match &row {
            Some(row) => announcements::signatures(tx, row.id).await?,
            None => Vec::new(),
        };
        let directory = self.directory_in(tx).await?;
        let mut people: Vec<ParticipantRow> =
            participants::in_exam(tx, &scope, exam.id, ParticipantNarrowing::default())
                .await?
                .into_iter()
                .filter(|one| one.informing_organisation_id == own)
                .collect();
        directory.sort_by_name(&mut people, |one| PersonId(one.person_id));
        people.sort_by(|left, right| left.class_name.cmp(&right.class_name));
        let people = people
            .iter()
            .map(|one| signing_person(one, &signatures, &directory))
            .collect();
        Ok(OpenedAnnouncement {
            exam,
            organisation: (own, organisations.short_name(own)),
            row,
            people,
        })
    }

    /// Makes or changes the actor's own announcement.
    pub async fn announce(&self, request: &Request, exam: Uuid, input: &AnnouncementInput) -> Result<Uuid, AppError> {
        request.authorise(Action::Announce)?;
        let fingerprint = format!("announce {exam} {input:?}");
        self.act(
            request,
            &fingerprint,
            &(self, request, exam, input),
            |tx, (app, request, exam, input)| {
                boxed(async move {
                    let id = app.announce_in(tx, request, *exam, input).await?;
                    let details = json!({"exam": exam, "organisation": request.actor.organisation.0});
                    Ok(Done {
                        value: id,
                        event: event("announced", "announcement", Some(id), details),
                    })
                })
            },
        )
        .await
    }

    pub(crate) async fn announce_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: Uuid,
        input: &AnnouncementInput,
    ) -> Result<Uuid, AppError> {
        let opened = self.announcement_in(tx, request, exam).await?;
        if opened.people.is_empty() {
            return Err(AppError::NotNow(
                "в этом экзамене нет участников, которых знакомит ваша организация".to_owned(),
            ));
        }
        let organisations = self.organisations_in(tx).await?;
        let zone = organisations
            .zone(opened.organisation.0)
            .unwrap_or_else(|| self.zone.clone());
        let told_at = input.check(&zone, opened.exam.date)?;
        let id = match opened.row {
            None => {
                let row = AnnouncementRow {
                    id: self.fresh_id(request.now)?,
                    exam_id: exam,
                    organisation_id: opened.organisation.0,
                    told_at: told_at.as_micros(),
                    place: input.place.trim().to_owned(),
                    procedure_text: input.procedure.trim().to_owned(),
                    announced_at: request.at(),
                    announced_by: request.account(),
                    notified_at: None,
                    notified_by: None,
                    version: 1,
                };
                announcements::insert(tx, &row).await?;
                row.id
            }
            Some(mut row) => {
                row.version = input.version;
                // A new date or time is one the municipal body has not been told.
                if row.told_at != told_at.as_micros() {
                    (row.notified_at, row.notified_by) = (None, None);
                }
                row.told_at = told_at.as_micros();
                row.place = input.place.trim().to_owned();
                row.procedure_text = input.procedure.trim().to_owned();
                if !announcements::update(tx, &row).await? {
                    return Err(changed_meanwhile());
                }
                row.id
            }
        };
        self.reconcile_touched(
            tx,
            exam,
            Touched::Announcement(request.actor.organisation.0),
            request.now,
            DueMoments::Keep,
        )
        .await?;
        Ok(id)
    }

    /// Tells the municipal body (or the ministry, for a state organisation) date and time: the announcement appears in its list.
    pub async fn notify_of_announcement(&self, request: &Request, exam: Uuid) -> Result<(), AppError> {
        request.authorise(Action::Announce)?;
        self.act(
            request,
            &format!("notify {exam}"),
            &(self, request, exam),
            |tx, (app, request, exam)| {
                boxed(async move {
                    let mut row = app
                        .announcement_in(tx, request, *exam)
                        .await?
                        .row
                        .ok_or_else(not_announced_yet)?;
                    if row.notified_at.is_some() {
                        return Err(AppError::NotNow("о дате и времени уже сообщено".to_owned()));
                    }
                    (row.notified_at, row.notified_by) = (Some(request.at()), Some(request.account()));
                    if !announcements::update(tx, &row).await? {
                        return Err(changed_meanwhile());
                    }
                    app.reconcile_touched(
                        tx,
                        *exam,
                        Touched::Announcement(request.actor.organisation.0),
                        request.now,
                        DueMoments::Keep,
                    )
                    .await?;
                    Ok(Done {
                        value: (),
                        event: event(
                            "announcement-notified",
                            "announcement",
                            Some(row.id),
                            json!({"exam": exam}),
                        ),
                    })
                })
            },
        )
        .await
    }

    /// Enters who signed, all at once, on one day: the ticks of the page replace what stood; who stood keeps the day.
    pub async fn enter_signatures(
        &self,
        request: &Request,
        exam: Uuid,
        signed: &[(Uuid, Signer)],
        day: &str,
    ) -> Result<i64, AppError> {
        let opened = self.open_announcement(request, exam).await?;
        if parse_day(day).is_none_or(|day| day > request.today) {
            return Err(AppError::field(
                "signed_on",
                "Укажите день подписания, не позже сегодняшнего",
            ));
        }
        let dated: Vec<DatedSignature> = signed
            .iter()
            .map(|(person, signer)| {
                let known = opened
                    .people
                    .iter()
                    .find(|one| one.person == *person)
                    .and_then(|one| one.signed_on(*signer));
                DatedSignature {
                    person: *person,
                    signer: *signer,
                    day: known.map_or_else(|| day.to_owned(), str::to_owned),
                }
            })
            .collect();
        self.enter_dated_signatures(request, exam, &dated).await
    }

    /// Enters who signed and when: the lines of the page replace what stood. A problem's field is `day-<index in signed>`.
    pub async fn enter_dated_signatures(
        &self,
        request: &Request,
        exam: Uuid,
        signed: &[DatedSignature],
    ) -> Result<i64, AppError> {
        request.authorise(Action::Announce)?;
        let days = check_days(signed, request.today)?;
        let fingerprint = format!("signatures {exam} {signed:?}");
        self.act(
            request,
            &fingerprint,
            &(self, request, exam, signed, days),
            |tx, (app, request, exam, signed, days)| {
                boxed(async move {
                    let opened = app.announcement_in(tx, request, *exam).await?;
                    let row = opened.row.clone().ok_or_else(not_announced_yet)?;
                    let mut rows = Vec::with_capacity(signed.len());
                    for (one, day) in signed.iter().zip(days) {
                        if !opened.people.iter().any(|known| known.person == one.person) {
                            return Err(AppError::NotFound);
                        }
                        rows.push(SignatureRow {
                            announcement_id: row.id,
                            person_id: one.person,
                            signer: one.signer.code().to_owned(),
                            signed_on: day.to_string(),
                            entered_at: request.at(),
                            entered_by: request.account(),
                        });
                    }
                    announcements::replace_signatures(tx, row.id, &rows).await?;
                    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                    Ok(Done {
                        value: count,
                        event: event(
                            "signatures-entered",
                            "announcement",
                            Some(row.id),
                            json!({"signatures": count}),
                        ),
                    })
                })
            },
        )
        .await
    }
}

/// One signature with its day as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedSignature {
    /// Whose child, or who.
    pub person: Uuid,
    /// Who signed.
    pub signer: Signer,
    /// `16.12.2026` or ISO.
    pub day: String,
}

impl SigningPerson {
    /// Day of a signature, ISO.
    pub fn signed_on(&self, signer: Signer) -> Option<&str> {
        match signer {
            Signer::Participant => self.participant_signed_on.as_deref(),
            Signer::Parent => self.parent_signed_on.as_deref(),
        }
    }
}

fn check_days(signed: &[DatedSignature], today: LegalDate) -> Result<Vec<LegalDate>, AppError> {
    let mut problems = Vec::new();
    let mut days = Vec::with_capacity(signed.len());
    for (index, one) in signed.iter().enumerate() {
        match parse_day(&one.day) {
            Some(day) if day <= today => days.push(day),
            Some(_) => problems.push(FieldProblem::new(
                format!("day-{index}"),
                "День подписи позже сегодняшнего",
            )),
            None => problems.push(FieldProblem::new(
                format!("day-{index}"),
                "Укажите день подписи, например 25.11.2026",
            )),
        }
    }
    if problems.is_empty() {
        Ok(days)
    } else {
        Err(AppError::Invalid(problems))
    }
}

/// Who signed under an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The participant.
    Participant,
    /// A parent.
    Parent,
}

impl Signer {
    const fn code(self) -> &'static str {
        match self {
            Self::Participant => "participant",
            Self::Parent => "parent",
        }
    }
}

impl AnnouncementInput {
    fn check(&self, zone: &regulations::Zone, exam_date: regulations::LegalDate) -> Result<Instant, AppError> {
        let mut problems = Vec::new();
        let day = parse_day(&self.day).filter(|day| *day > exam_date);
        if day.is_none() {
            problems.push(FieldProblem::new(
                "day",
                "Укажите день ознакомления после дня экзамена, например 16.12.2026",
            ));
        }
        let time = parse_time(&self.time);
        if time.is_none() {
            problems.push(FieldProblem::new("time", "Укажите время, например 14:00"));
        }
        for (field, text, longest, message) in [
            (
                "place",
                &self.place,
                200,
                "Укажите место: кабинет, адрес; не длиннее 200 знаков",
            ),
            (
                "procedure",
                &self.procedure,
                4000,
                "Опишите порядок ознакомления, не длиннее 4000 знаков",
            ),
        ] {
            if text.trim().is_empty() || text.chars().count() > longest {
                problems.push(FieldProblem::new(field, message));
            }
        }
        match (day, time) {
            (Some(day), Some((hour, minute))) if problems.is_empty() => zone
                .at(day, hour, minute)
                .map_err(|error| AppError::field("time", error.to_string())),
            _ => Err(AppError::Invalid(problems)),
        }
    }
}

fn changed_meanwhile() -> AppError {
    AppError::Changed(
        "объявление только что изменил другой сотрудник: посмотрите, что стоит теперь, и повторите".to_owned(),
    )
}

fn not_announced_yet() -> AppError {
    AppError::NotNow("сначала объявите порядок и график ознакомления".to_owned())
}

fn signing_person(one: &ParticipantRow, signatures: &[SignatureRow], directory: &Arc<Directory>) -> SigningPerson {
    let day = |signer: Signer| {
        signatures
            .iter()
            .find(|row| row.person_id == one.person_id && row.signer == signer.code())
            .map(|row| row.signed_on.clone())
    };
    SigningPerson {
        person: one.person_id,
        name: full_name(directory, one.person_id),
        class_name: one.class_name.clone(),
        participant_signed_on: day(Signer::Participant),
        parent_signed_on: day(Signer::Parent),
    }
}
