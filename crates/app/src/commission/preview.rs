//! Exactly what a protocol over a part of an exam would approve, what it would leave held and why (mordovia-187:7).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use domain::access::Action;
use domain::approval::ApprovalStage;
use domain::approval::parts::{ExamForm, ProtocolPart};
use domain::edition::HoldReason;
use domain::ids::{OrganisationId, ProtocolId};
use storage::protocols::ProtocolRow;
use storage::results;
use storage::{Tx, boxed};
use uuid::Uuid;

use super::exam_on_desk::DeskPicture;
use super::in_memory::WaitingNow;
use super::propose::{Elsewhere, problems_of};
use super::protocols::{ProtocolPlace, by_organisation, by_reason, part_words};
use super::spread::ScoreSpread;
use super::waiting::{Candidate, content_of, municipality, part_of};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations};

/// What a protocol over a part would do. Counts only: values stand in [`App::review_rows`].
#[derive(Debug, Clone)]
pub struct ProtocolPreview {
    /// The exam.
    pub exam: Exam,
    /// Which waiting editions.
    pub part: ProtocolPart,
    /// «весь экзамен», «форма ЕГЭ».
    pub part_words: String,
    /// Results it would approve.
    pub approve: usize,
    /// Results it would show as held.
    pub held: usize,
    /// Held ones by their weightiest reason.
    pub reasons: Vec<(HoldReason, usize)>,
    /// By telling organisation.
    pub by_organisation: Vec<ProtocolPlace>,
    /// The scores of what it would approve; `None` for who may not review results.
    pub spread: Option<ScoreSpread>,
    /// By `ExamForm` code: to approve, held.
    pub by_form: BTreeMap<Option<String>, (usize, usize)>,
    /// Results that contradict the lists of the exam day.
    pub differ_from_the_day: usize,
    /// Received by РЦОИ and not yet given to the commission.
    pub not_given: usize,
    /// Newer editions of what a protocol approved: they wait for a correction of it (number, id, count).
    pub corrections: Vec<(String, Uuid, usize)>,
    /// Participants without any result yet.
    pub without_result: i64,
    /// Why it cannot be proposed now, each reason once.
    pub problems: Vec<String>,
    /// Parts that may be chosen instead, with their words.
    pub parts: Vec<(ProtocolPart, String)>,
    /// Hash (hex) of exactly this content.
    pub content_hash: String,
}

impl App {
    /// What a protocol over this part would approve now.
    ///
    /// Errors: [`AppError::NotFound`] for an essay, an unknown exam, and a correction of another exam's protocol.
    pub async fn preview_protocol(
        &self,
        request: &Request,
        exam: Uuid,
        part: ProtocolPart,
    ) -> Result<ProtocolPreview, AppError> {
        request.authorise(Action::SeeDesk)?;
        self.store
            .read(&(self, request, exam, part), |tx, (app, request, exam, part)| {
                boxed(async move {
                    let picture = app.desk_picture(tx, *exam).await?;
                    let waiting = app.waiting_of_version(tx, *exam, picture.version).await?;
                    app.protocol_preview_in(tx, request, &picture, &waiting, *part).await
                })
            })
            .await
    }

    pub(super) async fn protocol_preview_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        picture: &DeskPicture,
        waiting: &WaitingNow,
        part: ProtocolPart,
    ) -> Result<ProtocolPreview, AppError> {
        let (exam, organisations, known) = (picture.exam.clone(), &*picture.organisations, &picture.protocols);
        if let ProtocolPart::Correction(ProtocolId(corrected)) = part
            && !known.iter().any(|row| row.id == corrected && row.state == "approved")
        {
            return Err(AppError::NotFound);
        }
        let all = waiting.candidates.as_slice();
        let rows = part_of(all, part, organisations)?;
        let content = content_of(&rows)?;
        let places = rows
            .iter()
            .map(|one| (one.row.edition.informing_organisation_id, !one.holds.is_empty()));
        let free = rows
            .iter()
            .filter(|one| one.holds.is_empty())
            .map(|one| &one.row.edition);
        let spread = match request.authorise(Action::ReviewResults) {
            Ok(_) => Some(self.spread(&exam, free)?),
            Err(_) => None,
        };
        let elsewhere = self.elsewhere_of(tx, picture, &rows).await?;
        let differ = |one: &&Arc<Candidate>| one.holds.contains(&HoldReason::DayRecordsConflict);
        Ok(ProtocolPreview {
            part,
            part_words: part_words(part, organisations, known),
            approve: content.to_approve(),
            held: content.rows() - content.to_approve(),
            reasons: by_reason(rows.iter().map(|one| one.holds.as_slice())),
            by_organisation: by_organisation(places, organisations)?,
            spread,
            by_form: by_form(&rows),
            differ_from_the_day: rows.iter().filter(differ).count(),
            not_given: all.iter().filter(|one| !one.given).count(),
            corrections: corrections(all, known),
            without_result: results::without_result(tx, exam.id).await?,
            problems: problems_of(tx, part, &rows, elsewhere).await?,
            parts: parts_of(all, organisations, known)?,
            content_hash: content.hash().to_string(),
            exam,
        })
    }

    /// Which of these editions stand in a proposed or approved protocol as what it approves: from what is kept in memory of
    /// the protocols' lines.
    async fn elsewhere_of(
        &self,
        tx: &mut Tx,
        picture: &DeskPicture,
        rows: &[Arc<Candidate>],
    ) -> Result<Elsewhere, AppError> {
        let mut found = Elsewhere::new();
        if rows.is_empty() {
            return Ok(found);
        }
        let waiting: HashSet<Uuid, foldhash::fast::RandomState> =
            rows.iter().map(|one| one.row.edition.edition_id).collect();
        for protocol in &picture.protocols {
            let stage = ApprovalStage::from_code(&protocol.state)?;
            if !matches!(stage, ApprovalStage::Proposed | ApprovalStage::Approved) {
                continue;
            }
            let kept = self.lines_of_version(tx, protocol.id, picture.version).await?;
            let approves = kept.lines.iter().filter(|line| line.holds.is_empty());
            for line in approves.filter(|line| waiting.contains(&line.edition)) {
                found
                    .entry(line.edition)
                    .or_default()
                    .push((protocol.number.clone(), stage));
            }
        }
        Ok(found)
    }
}

fn by_form(rows: &[Arc<Candidate>]) -> BTreeMap<Option<String>, (usize, usize)> {
    let mut forms: BTreeMap<Option<String>, (usize, usize)> = BTreeMap::new();
    for one in rows {
        let counts = forms.entry(one.row.edition.form.clone()).or_default();
        if one.holds.is_empty() {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
    }
    forms
}

fn corrections(all: &[Arc<Candidate>], known: &[ProtocolRow]) -> Vec<(String, Uuid, usize)> {
    let count = |protocol: Uuid| {
        all.iter()
            .filter(|one| one.given && one.row.replaces_protocol_id == Some(protocol))
            .count()
    };
    known
        .iter()
        .map(|row| (row.number.clone(), row.id, count(row.id)))
        .filter(|(_, _, count)| *count > 0)
        .collect()
}

/// The parts of what waits: everything, each form where there are several, each municipality where there are several,
/// each correction.
fn parts_of(
    all: &[Arc<Candidate>],
    organisations: &Organisations,
    known: &[ProtocolRow],
) -> Result<Vec<(ProtocolPart, String)>, AppError> {
    let mut parts = vec![ProtocolPart::Everything];
    let first = || {
        all.iter()
            .filter(|one| one.given && one.row.replaces_edition_id.is_none())
    };
    let forms: BTreeSet<&str> = first().filter_map(|one| one.row.edition.form.as_deref()).collect();
    if forms.len() > 1 {
        parts.extend(
            forms
                .into_iter()
                .filter_map(|code| ExamForm::from_code(code).ok())
                .map(ProtocolPart::Form),
        );
    }
    let informing: BTreeSet<Uuid> = first().map(|one| one.row.edition.informing_organisation_id).collect();
    let mut places: BTreeMap<String, Uuid> = BTreeMap::new();
    for organisation in informing {
        let place = municipality(organisation, organisations)?;
        places.insert(organisations.get(place)?.code.clone(), place);
    }
    if places.len() > 1 {
        parts.extend(
            places
                .into_values()
                .map(|place| ProtocolPart::Municipality(OrganisationId(place))),
        );
    }
    parts.extend(
        corrections(all, known)
            .into_iter()
            .map(|(_, id, _)| ProtocolPart::Correction(ProtocolId(id))),
    );
    Ok(parts
        .into_iter()
        .map(|part| (part, part_words(part, organisations, known)))
        .collect())
}
