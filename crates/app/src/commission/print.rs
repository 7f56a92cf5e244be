//! A protocol as paper: proposed, approved or void, it says which. Printing is an act: the held are named.

use std::collections::BTreeMap;

use documents::Signatory;
use documents::protocol::{ProtocolDocument, ProtocolHeldRow, ProtocolPlaceRow, render};
use domain::access::Action;
use domain::approval::ApprovalStage;
use domain::organisation::OrganisationKind;
use regulations::Instant;
use regulations::russian::{capitalised, long_date};
use serde_json::json;
use storage::{Tx, boxed, protocols};
use uuid::Uuid;

use super::form_words;
use super::protocols::ProtocolView;
use super::waiting::holds_of;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;
use crate::print::{PDF, PrintedFile, creation_moment, file_stem, typesetter};
use crate::print_statement::numeric_moment;

impl App {
    /// The protocol on A4. The printing is journalled.
    pub async fn print_protocol(&self, request: &Request, id: Uuid) -> Result<PrintedFile, AppError> {
        request.authorise(Action::ReviewResults)?;
        let document = self
            .store
            .read(&(self, request, id), |tx, (app, request, id)| {
                boxed(async move { app.protocol_document(tx, request, *id).await })
            })
            .await?;
        let printed = event(
            "protocol-printed",
            "protocol",
            Some(id),
            json!({"number": document.number}),
        );
        self.note_reading(request, printed).await?;
        Ok(PrintedFile {
            file_name: format!("протокол-{}.pdf", file_stem(&document.number)),
            media_type: PDF,
            bytes: render(typesetter()?, &document)?,
        })
    }

    async fn protocol_document(&self, tx: &mut Tx, request: &Request, id: Uuid) -> Result<ProtocolDocument, AppError> {
        let row = protocols::find(tx, id).await?.ok_or(AppError::NotFound)?;
        let picture = self.desk_picture(tx, row.exam_id).await?;
        let view = self.protocol_view(tx, request, &picture, row).await?;
        let organisations = &picture.organisations;
        let commission = organisations
            .iter()
            .filter(|row| row.kind == OrganisationKind::ExamCommission.code())
            .min_by_key(|row| row.code.as_str())
            .map_or_else(
                || "Государственная экзаменационная комиссия".to_owned(),
                |row| row.name.clone(),
            );
        let mut forms: BTreeMap<String, usize> = BTreeMap::new();
        let mut rows = Vec::new();
        for line in protocols::lines_in_context(tx, id).await? {
            let holds = holds_of(&line.holds)?;
            if holds.is_empty() {
                *forms.entry(form_words(line.edition.form.as_deref())).or_default() += 1;
            }
            rows.push((line.edition, holds));
        }
        let held = self.held_rows(tx, rows).await?;
        let signatories = self
            .signatories(tx, [view.row.proposed_by, view.row.approved_by])
            .await?;
        let signatory = |account: Option<Uuid>| -> Signatory {
            account.and_then(|id| signatories.get(&id).cloned()).unwrap_or_default()
        };
        let dated = view.row.approved_at.or(view.row.proposed_at).map(Instant::from_micros);
        Ok(ProtocolDocument {
            number: view.row.number.clone(),
            stage: stage_words(&view),
            exam_title: subject_of(&view.exam),
            exam_date: format!("{} года", long_date(view.exam.date)),
            commission,
            part: view.part_words.clone(),
            ground: view.row.correction_ground.clone().unwrap_or_default(),
            dated: dated.map(|at| numeric_moment(&self.zone, at)).unwrap_or_default(),
            forms: forms
                .iter()
                .map(|(form, count)| format!("{form}\u{a0}— {count}"))
                .collect::<Vec<_>>()
                .join(", "),
            places: view
                .by_organisation
                .iter()
                .map(|place| ProtocolPlaceRow {
                    organisation: place.name.clone(),
                    above: place.above.clone(),
                    approved: place.approve,
                    held: place.held,
                })
                .collect(),
            held: held
                .into_iter()
                .map(|row| ProtocolHeldRow {
                    full_name: row.name,
                    code: row.participant_code,
                    organisation: row.organisation,
                    reason: reasons(&row.holds),
                })
                .collect(),
            content_hash: view.content_hash.clone(),
            proposed_by: signatory(view.row.proposed_by),
            approved_by: signatory(view.row.approved_by),
            created: creation_moment(&self.zone, dated.unwrap_or(request.now)),
        })
    }
}

fn stage_words(view: &ProtocolView) -> String {
    match view.stage {
        ApprovalStage::Draft | ApprovalStage::Proposed => "проект".to_owned(),
        ApprovalStage::Approved => String::new(),
        ApprovalStage::Void => "недействителен".to_owned(),
    }
}

/// The exam's title without its day, which stands on its own.
fn subject_of(exam: &Exam) -> String {
    let title = exam.title();
    let day = long_date(exam.date);
    let subject = title.strip_suffix(&day).unwrap_or(&title);
    subject.trim_end_matches([' ', ',', '\u{a0}']).to_owned()
}

fn reasons(holds: &[domain::edition::HoldReason]) -> String {
    let words: Vec<&str> = holds.iter().map(|hold| hold.russian()).collect();
    capitalised(&words.join("; "))
}
