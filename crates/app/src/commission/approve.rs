//! The chair approves what was proposed (mordovia-187:7; kuzbass-gia9:info 5); the secretary sends it to РЦОИ (mordovia-187:9.2).

use std::sync::Arc;

use domain::access::Action;
use domain::approval::ApprovalAct;
use serde_json::json;
use storage::results::EditionInContextRow;
use storage::{Tx, boxed, exams, protocols};
use uuid::Uuid;

use super::propose::stored_act;
use super::protocols::{part_of_row, state_of};
use super::{approved_by_the_commission, refused};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::find_exam;
use crate::obligations::DueMoments;
use crate::step_up::CheckedPassword;

impl App {
    /// Approves exactly what was proposed and shown, and releases it in the same transaction. The chair's right, the order
    /// and the content are asked anew inside it.
    ///
    /// Errors: [`AppError::Changed`] when the content is not the one shown, or not what stands now; [`AppError::NotNow`] for
    /// the person who proposed, and for a protocol that is approved or void; [`AppError::Invalid`] at `password` when it was
    /// checked too long ago, or of another account.
    pub async fn approve_protocol(
        &self,
        request: &Request,
        protocol: Uuid,
        previewed_hash: &str,
        checked: &CheckedPassword,
    ) -> Result<(), AppError> {
        request.authorise(Action::ApproveProtocol)?;
        self.must_be_fresh(request, checked)?;
        let fingerprint = format!("approve-protocol {protocol} {previewed_hash}");
        let input = (self, request, protocol, previewed_hash);
        self.act(request, &fingerprint, &input, |tx, input| {
            boxed(async move {
                let (app, request, protocol, previewed_hash) = *input;
                app.approve_in(tx, request, protocol, previewed_hash).await
            })
        })
        .await
    }

    async fn approve_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        protocol: Uuid,
        previewed_hash: &str,
    ) -> Result<Done<()>, AppError> {
        let actor = self.authorised_now(tx, request, Action::ApproveProtocol).await?;
        let row = protocols::find(tx, protocol).await?.ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.exam_id).await?;
        approved_by_the_commission(&exam)?;
        let (_, rows, content) = self.content_now(tx, exam.id, part_of_row(&row)?).await?;
        let act = ApprovalAct::of(&actor, request.now);
        state_of(&row)?.approve(act, content.hash()).map_err(refused)?;
        if content.hash().to_string() != previewed_hash {
            return Err(refused(domain::approval::ApprovalRefused::ContentChanged));
        }
        let recorded = protocols::approve(tx, protocol, &stored_act(&act), content.hash().as_bytes()).await?;
        if !recorded {
            return Err(AppError::Changed(
                "протокол тем временем изменился: обновите страницу".to_owned(),
            ));
        }
        exams::waiting_changed(tx, exam.id).await?;
        let approved: Vec<EditionInContextRow> = rows
            .into_iter()
            .filter(|one| one.holds.is_empty())
            .map(|one| Arc::unwrap_or_clone(one).row.edition)
            .collect();
        let statements = self
            .release_protocol(tx, &exam, protocol, &row.number, &approved, request.now)
            .await?;
        let editions: Vec<Uuid> = approved.iter().map(|row| row.edition_id).collect();
        let appeals = self.carry_out_appeals(tx, request, exam.id, &editions).await?;
        let rechecks = self.settle_rechecks(tx, request, exam.id).await?;
        self.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
        let details = json!({
            "exam": exam.id, "number": row.number, "results": approved.len(), "held": row.held_count,
            "set": previewed_hash, "statements": statements, "appeals": appeals, "rechecks": rechecks,
        });
        Ok(Done {
            value: (),
            event: event("protocol-approved", "protocol", Some(protocol), details),
        })
    }

    /// The chair's password before [`App::approve_protocol`], asked of whoever may approve and of nobody else.
    pub async fn check_chairs_password(
        &self,
        request: &Request,
        protocol: Uuid,
        password: &str,
    ) -> Result<CheckedPassword, AppError> {
        request.authorise(Action::ApproveProtocol)?;
        self.check_password_again(request, password, ("protocol", protocol))
            .await
    }

    /// Records that an approved protocol was sent to РЦОИ, once.
    pub async fn send_protocol(&self, request: &Request, protocol: Uuid) -> Result<(), AppError> {
        request.authorise(Action::SendProtocol)?;
        let fingerprint = format!("send-protocol {protocol}");
        self.act(request, &fingerprint, &(self, request, protocol), |tx, input| {
            boxed(async move {
                let (app, request, protocol) = *input;
                let row = protocols::find(tx, protocol).await?.ok_or(AppError::NotFound)?;
                if !protocols::send(tx, protocol, request.account(), request.at()).await? {
                    return Err(AppError::NotNow(
                        "отправляют утверждённый протокол, и один раз: этот не утверждён или уже отправлен".to_owned(),
                    ));
                }
                app.reconcile(tx, row.exam_id, request.now, DueMoments::Keep).await?;
                let details = json!({"exam": row.exam_id, "number": row.number});
                Ok(Done {
                    value: (),
                    event: event("protocol-sent", "protocol", Some(protocol), details),
                })
            })
        })
        .await
    }
}
