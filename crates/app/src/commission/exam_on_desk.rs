//! One exam as the desk shows it: what arrived, what a protocol over a part would approve, the protocols there are; all of
//! one moment, and what they share is asked for once.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::Action;
use domain::approval::parts::ProtocolPart;
use storage::directory::Directory;
use storage::protocols::{self, ProtocolRow};
use storage::{Tx, boxed, exams};
use uuid::Uuid;

use super::approved_by_the_commission;
use super::arrivals::Arrivals;
use super::preview::ProtocolPreview;
use super::protocols::ProtocolView;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::staff_names::staff_names_in;

/// What the desk's page of one exam says.
#[derive(Debug, Clone)]
pub struct ExamOnDesk {
    pub arrivals: Arrivals,
    pub preview: ProtocolPreview,
    /// Oldest first.
    pub protocols: Vec<ProtocolView>,
}

/// What everything about an exam on the desk starts from.
pub(crate) struct DeskPicture {
    pub(crate) exam: Exam,
    pub(crate) organisations: Arc<Organisations>,
    pub(crate) directory: Arc<Directory>,
    /// Every protocol of the exam, oldest first.
    pub(crate) protocols: Vec<ProtocolRow>,
    /// How old what waits for the commission is: see `in_memory`.
    pub(crate) version: i64,
}

impl App {
    /// What the desk's page of one exam says, with a protocol over this part.
    ///
    /// Errors: those of [`App::preview_protocol`].
    pub async fn exam_on_desk(
        &self,
        request: &Request,
        exam: Uuid,
        part: ProtocolPart,
    ) -> Result<ExamOnDesk, AppError> {
        request.authorise(Action::SeeDesk)?;
        self.store
            .read(&(self, request, exam, part), |tx, (app, request, exam, part)| {
                boxed(async move {
                    let picture = app.desk_picture(tx, *exam).await?;
                    let waiting = app.waiting_of_version(tx, *exam, picture.version).await?;
                    Ok(ExamOnDesk {
                        arrivals: app.arrivals_in(tx, &picture, &waiting).await?,
                        preview: app.protocol_preview_in(tx, request, &picture, &waiting, *part).await?,
                        protocols: app.protocol_views(tx, request, &picture, &picture.protocols).await?,
                    })
                })
            })
            .await
    }

    pub(crate) async fn desk_picture(&self, tx: &mut Tx, exam: Uuid) -> Result<DeskPicture, AppError> {
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        Ok(DeskPicture {
            organisations: self.organisations_in(tx).await?,
            directory: self.directory_in(tx).await?,
            protocols: protocols::of_exam(tx, exam.id).await?,
            version: exams::waiting_version(tx, exam.id).await?,
            exam,
        })
    }
}

impl DeskPicture {
    /// Full names of accounts.
    pub(crate) async fn names(&self, tx: &mut Tx, accounts: Vec<Uuid>) -> Result<BTreeMap<Uuid, String>, AppError> {
        staff_names_in(tx, accounts, &self.directory).await
    }
}
