//! Protocols as they stand: one, and those of an exam.

use std::collections::{BTreeMap, HashMap};

use domain::access::{Action, Role};
use domain::approval::content::ContentHash;
use domain::approval::parts::{ExamForm, ProtocolPart, ProtocolPartKind};
use domain::approval::{ApprovalAct, ApprovalStage, ApprovalState, Correction, StoredApproval, VoidReason};
use domain::edition::HoldReason;
use domain::ids::{AccountId, OrganisationId, PersonId, ProtocolId};
use regulations::Instant;
use storage::protocols::{self, ProtocolRow};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::exam_on_desk::DeskPicture;
use super::form_words;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations};

/// A protocol with what its page says.
#[derive(Debug, Clone)]
pub struct ProtocolView {
    /// As stored.
    pub row: ProtocolRow,
    /// The exam.
    pub exam: Exam,
    /// Where it stands.
    pub stage: ApprovalStage,
    /// «весь экзамен», «форма ЕГЭ», «Новокузнецк», «исправление протокола № 1».
    pub part_words: String,
    /// Who proposed, full name.
    pub proposed_by: String,
    /// Who approved, full name.
    pub approved_by: String,
    /// Who took it back, full name.
    pub void_by: String,
    /// Who sent it, full name.
    pub sent_by: String,
    /// Hash (hex) of what it is over.
    pub content_hash: String,
    /// What it shows as held, by reason.
    pub held: Vec<(HoldReason, usize)>,
    /// What it approves, by telling organisation.
    pub by_organisation: Vec<ProtocolPlace>,
    /// For the reader: is the proposer the same person?
    pub proposed_by_reader: bool,
}

/// How much of a protocol belongs to one telling organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolPlace {
    /// Who tells.
    pub organisation: Uuid,
    /// Short name.
    pub name: String,
    /// Short name of the organisation above.
    pub above: String,
    /// Results to approve, or approved.
    pub approve: usize,
    /// Results held.
    pub held: usize,
}

/// The rules' state of a stored protocol.
pub(crate) fn state_of(row: &ProtocolRow) -> Result<ApprovalState, AppError> {
    let stage = ApprovalStage::from_code(&row.state)?;
    let act = |account: Option<Uuid>, person: Option<Uuid>, role: &Option<String>, at: Option<i64>| {
        let (Some(account), Some(person), Some(role), Some(at)) = (account, person, role, at) else {
            return Ok(None);
        };
        Ok::<_, AppError>(Some(ApprovalAct {
            person: PersonId(person),
            account: AccountId(account),
            role: Role::from_code(role)?,
            at: Instant::from_micros(at),
        }))
    };
    let damaged = |_| AppError::Storage(StorageError::Damaged("protocol.content_hash"));
    let content = row
        .content_hash
        .as_deref()
        .map(ContentHash::from_bytes)
        .transpose()
        .map_err(damaged)?;
    let void = match (row.void_reason.as_deref(), row.void_at) {
        (Some("content-changed"), Some(at)) => Some((VoidReason::ContentChanged, Instant::from_micros(at))),
        (Some(reason), Some(at)) => {
            let by = act(row.void_by, row.void_person, &row.void_role, Some(at))?;
            let reason = match (reason, &row.void_note) {
                ("returned", Some(words)) => by.map(|by| VoidReason::Returned(by, words.clone())),
                ("returned", None) => None,
                _ => by.map(VoidReason::Withdrawn),
            };
            reason.map(|reason| (reason, Instant::from_micros(at)))
        }
        _ => None,
    };
    let corrects = row
        .corrects
        .zip(row.correction_ground.clone())
        .map(|(protocol, ground)| Correction {
            protocol: ProtocolId(protocol),
            ground,
        });
    ApprovalState::restore(StoredApproval {
        stage,
        corrects,
        content,
        proposed: act(
            row.proposed_by,
            row.proposed_person,
            &row.proposed_role,
            row.proposed_at,
        )?,
        approved: act(
            row.approved_by,
            row.approved_person,
            &row.approved_role,
            row.approved_at,
        )?,
        void,
    })
    .map_err(|_| AppError::Storage(StorageError::Damaged("protocol.state")))
}

/// Which editions a stored protocol is about.
pub(crate) fn part_of_row(row: &ProtocolRow) -> Result<ProtocolPart, AppError> {
    let damaged = || AppError::Storage(StorageError::Damaged("protocol.part"));
    Ok(match ProtocolPartKind::from_code(&row.part)? {
        ProtocolPartKind::Everything => ProtocolPart::Everything,
        ProtocolPartKind::Form => {
            let form = row.part_form.as_deref().and_then(|code| ExamForm::from_code(code).ok());
            ProtocolPart::Form(form.ok_or_else(damaged)?)
        }
        ProtocolPartKind::Municipality => {
            ProtocolPart::Municipality(OrganisationId(row.part_organisation_id.ok_or_else(damaged)?))
        }
        ProtocolPartKind::Correction => ProtocolPart::Correction(ProtocolId(row.corrects.ok_or_else(damaged)?)),
    })
}

/// «весь экзамен», «форма ЕГЭ», «Новокузнецк», «исправление протокола № 1».
pub(crate) fn part_words(part: ProtocolPart, organisations: &Organisations, protocols: &[ProtocolRow]) -> String {
    match part {
        ProtocolPart::Everything => "весь экзамен".to_owned(),
        ProtocolPart::Form(form) => format!("форма {}", form_words(Some(form.code()))),
        ProtocolPart::Municipality(organisation) => organisations.short_name(organisation.0),
        ProtocolPart::Correction(protocol) => {
            let number = protocols
                .iter()
                .find(|row| row.id == protocol.0)
                .map(|row| row.number.as_str());
            format!("исправление протокола №\u{a0}{}", number.unwrap_or_default())
        }
    }
}

/// Counts by telling organisation, in the order of codes: (organisation, held) of each row.
pub(crate) fn by_organisation(
    rows: impl IntoIterator<Item = (Uuid, bool)>,
    organisations: &Organisations,
) -> Result<Vec<ProtocolPlace>, AppError> {
    let mut counts: HashMap<Uuid, (usize, usize), foldhash::fast::RandomState> = HashMap::default();
    for (organisation, held) in rows {
        let (approve, kept_back) = counts.entry(organisation).or_default();
        *if held { kept_back } else { approve } += 1;
    }
    let mut places: BTreeMap<&str, ProtocolPlace> = BTreeMap::new();
    for (organisation, (approve, held)) in counts {
        let row = organisations.get(organisation)?;
        let place = ProtocolPlace {
            organisation,
            name: row.short_name.clone(),
            above: row.parent_id.map(|id| organisations.short_name(id)).unwrap_or_default(),
            approve,
            held,
        };
        places.insert(row.code.as_str(), place);
    }
    Ok(places.into_values().collect())
}

/// How many rows each reason keeps back, the commonest first; a row counts once, under its weightiest reason.
pub(crate) fn by_reason<'a>(holds: impl IntoIterator<Item = &'a [HoldReason]>) -> Vec<(HoldReason, usize)> {
    let mut counted: BTreeMap<HoldReason, usize> = BTreeMap::new();
    for first in holds.into_iter().filter_map(|holds| holds.first()) {
        *counted.entry(*first).or_default() += 1;
    }
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

impl App {
    /// One protocol: counts and who acted, no values.
    pub async fn find_protocol(&self, request: &Request, id: Uuid) -> Result<ProtocolView, AppError> {
        request.authorise(Action::SeeDesk)?;
        self.store
            .read(&(self, request, id), |tx, (app, request, id)| {
                boxed(async move {
                    let row = protocols::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                    let picture = app.desk_picture(tx, row.exam_id).await?;
                    app.protocol_view(tx, request, &picture, row).await
                })
            })
            .await
    }

    /// The protocols of an exam, oldest first.
    pub async fn list_protocols(&self, request: &Request, exam: Uuid) -> Result<Vec<ProtocolView>, AppError> {
        request.authorise(Action::SeeDesk)?;
        self.store
            .read(&(self, request, exam), |tx, (app, request, exam)| {
                boxed(async move {
                    let picture = app.desk_picture(tx, *exam).await?;
                    app.protocol_views(tx, request, &picture, &picture.protocols).await
                })
            })
            .await
    }

    pub(crate) async fn protocol_view(
        &self,
        tx: &mut Tx,
        request: &Request,
        picture: &DeskPicture,
        row: ProtocolRow,
    ) -> Result<ProtocolView, AppError> {
        let views = self.protocol_views(tx, request, picture, &[row]).await?;
        views.into_iter().next().ok_or(AppError::NotFound)
    }

    /// Protocols of the picture's exam, in their order.
    pub(super) async fn protocol_views(
        &self,
        tx: &mut Tx,
        request: &Request,
        picture: &DeskPicture,
        rows: &[ProtocolRow],
    ) -> Result<Vec<ProtocolView>, AppError> {
        let accounts = rows
            .iter()
            .flat_map(|row| [row.proposed_by, row.approved_by, row.void_by, row.sent_by])
            .flatten();
        let names = picture.names(tx, accounts.collect()).await?;
        let name = |account: Option<Uuid>| account.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        let organisations = &picture.organisations;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let kept = self.lines_of_version(tx, row.id, picture.version).await?;
            let lines = &kept.lines;
            let places = lines.iter().map(|line| (line.organisation, !line.holds.is_empty()));
            views.push(ProtocolView {
                stage: ApprovalStage::from_code(&row.state)?,
                part_words: part_words(part_of_row(row)?, organisations, &picture.protocols),
                proposed_by: name(row.proposed_by),
                approved_by: name(row.approved_by),
                void_by: name(row.void_by),
                sent_by: name(row.sent_by),
                content_hash: row.content_hash.as_deref().map(hex::encode).unwrap_or_default(),
                held: by_reason(lines.iter().map(|line| line.holds.as_slice())),
                by_organisation: by_organisation(places, organisations)?,
                proposed_by_reader: row.proposed_person == Some(request.actor.person.0),
                exam: picture.exam.clone(),
                row: row.clone(),
            });
        }
        Ok(views)
    }
}
