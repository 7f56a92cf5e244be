//! Scans of a case: the application, a power of attorney, materials, the signed decision. Each is told by its content, sealed as
//! every received file, and shown to who may see such a paper of the case.

use domain::access::Action;
use domain::appeal::CaseState;
use domain::appeal::filing::Applicant;
use domain::appeal::papers::{MOST_PAPERS, MOST_SCAN_BYTES, NotAdded, PaperKind, ScanMedia};
use regulations::Instant;
use serde_json::json;
use storage::appeal_papers::{self, AppealFileRow};
use storage::files::{IncomingFile, StoredFile};
use storage::sealed::fields;
use storage::{StorageError, Tx, appeals, boxed, imports};
use uuid::Uuid;

use super::{Written, seen_by};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::print::PrintedFile;

/// Longest name of a file that is kept.
const LONGEST_NAME: usize = 200;

/// A scan as a form brings it.
#[derive(Debug, Clone)]
pub struct ScanInput<'a> {
    /// `PaperKind` code.
    pub kind: &'a str,
    /// Its name at the sender's.
    pub name: &'a str,
    /// Where its content was kept.
    pub stored: StoredFile,
}

/// A paper of a case as its page shows it.
#[derive(Debug, Clone)]
pub struct PaperView {
    /// The paper.
    pub id: Uuid,
    /// What it is.
    pub kind: PaperKind,
    /// What kind of file.
    pub media: ScanMedia,
    /// Bytes.
    pub size: i64,
    /// As it was called at the sender's.
    pub name: String,
    /// When it was added.
    pub at: Instant,
}

/// What a transaction adds.
struct Adding<'a> {
    kind: PaperKind,
    media: ScanMedia,
    name: String,
    stored: &'a StoredFile,
}

impl App {
    /// Begins to keep a file for whoever brings files: imports, or papers of appeals.
    ///
    /// Dropped before its end, it leaves nothing behind.
    pub async fn receive_upload(&self, request: &Request) -> Result<IncomingFile, AppError> {
        let brings = [
            Action::FileAppeal,
            Action::PrepareAppeals,
            Action::RunAppeals,
            Action::KeepMatters,
        ];
        if !brings.into_iter().any(|action| request.authorise(action).is_ok()) {
            return self.receive_file(request).await;
        }
        Ok(self.files.receive(request.now).await?)
    }

    /// Adds a scan to a case. A file that is refused is not kept.
    ///
    /// Errors: [`AppError::Invalid`] at `file` or `paper`; [`AppError::NotFound`] outside the reach.
    pub async fn add_scan(&self, request: &Request, appeal: Uuid, input: &ScanInput<'_>) -> Result<(), AppError> {
        let added = self.try_to_add(request, appeal, input).await;
        if added.is_err() {
            self.files.remove(input.stored.id).await?;
        }
        added
    }

    async fn try_to_add(&self, request: &Request, appeal: Uuid, input: &ScanInput<'_>) -> Result<(), AppError> {
        request.authorise(Action::SeeAppeals)?;
        let kind = PaperKind::from_code(input.kind)
            .map_err(|_| AppError::field("paper", "Выберите, что\u{a0}за бумага в\u{a0}файле"))?;
        if input.stored.size > MOST_SCAN_BYTES {
            return Err(refused(NotAdded::TooLarge));
        }
        let content = self.files.read(input.stored.id).await?;
        let adding = Adding {
            kind,
            media: ScanMedia::of(&content).map_err(refused)?,
            name: input.name.chars().take(LONGEST_NAME).collect(),
            stored: &input.stored,
        };
        let fingerprint = format!("add-scan {appeal} {} {}", kind.code(), hex::encode(input.stored.sha256));
        self.act(request, &fingerprint, &(self, request, appeal, adding), |tx, whole| {
            boxed(async move {
                let (app, request, appeal, adding) = whole;
                app.add_in(tx, request, *appeal, adding).await
            })
        })
        .await
    }

    async fn add_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        appeal: Uuid,
        adding: &Adding<'_>,
    ) -> Result<Done<()>, AppError> {
        let actor = self.authorised_now(tx, request, Action::SeeAppeals).await?;
        let scope = actor.authorise(Action::SeeAppeals, request.today)?;
        let case = appeals::find(tx, &scope, appeal).await?.ok_or(AppError::NotFound)?;
        let state = CaseState::from_code(&case.state)?;
        let applicant = Applicant::from_code(&case.applicant)?;
        adding
            .kind
            .may_be_added(request.actor.role, state, applicant)
            .map_err(refused)?;
        if appeal_papers::files(tx, case.id).await?.len() >= MOST_PAPERS {
            return Err(refused(NotAdded::TooMany));
        }
        let size = i64::try_from(adding.stored.size).unwrap_or(i64::MAX);
        let file = adding.stored.id.0;
        imports::insert_file(tx, file, size, &adding.stored.sha256, request.at()).await?;
        let id = self.fresh_id(request.now)?;
        let row = AppealFileRow {
            id,
            appeal_id: case.id,
            kind: adding.kind.code().to_owned(),
            media: adding.media.code().to_owned(),
            file_id: file,
            size,
            name_sealed: self
                .keys
                .seal_text(case.person_id, fields::APPEAL_FILE_NAME, id, &adding.name)?,
            added_at: request.at(),
            added_by: request.account(),
        };
        appeal_papers::add_file(tx, &row).await?;
        let written = Written {
            act: "paper-added",
            details: json!({"paper": adding.kind.code()}),
            words: String::new(),
        };
        self.add_step(tx, request, &case, &written).await?;
        let details = json!({"exam": case.exam_id, "number": case.number, "paper": adding.kind.code()});
        Ok(Done {
            value: (),
            event: event("appeal-paper-added", "appeal", Some(case.id), details),
        })
    }

    /// One scan of a case; looking at it is journalled.
    ///
    /// Errors: [`AppError::NotFound`] for a paper that the reader may not look at, as for one that is not there.
    pub async fn scan(&self, request: &Request, appeal: Uuid, paper: Uuid) -> Result<PrintedFile, AppError> {
        let scope = seen_by(request)?;
        let (row, number) = self
            .store
            .read(&(scope, appeal, paper), |tx, (scope, appeal, paper)| {
                boxed(async move {
                    let case = appeals::find(tx, scope, *appeal).await?.ok_or(AppError::NotFound)?;
                    let row = appeal_papers::file(tx, case.id, *paper).await?;
                    Ok::<_, AppError>((row.ok_or(AppError::NotFound)?, case.number))
                })
            })
            .await?;
        let kind = PaperKind::from_code(&row.kind)?;
        if !kind.is_shown_to(request.actor.role) {
            return Err(AppError::NotFound);
        }
        let media = ScanMedia::from_code(&row.media)?;
        let bytes = self.files.read(domain::ids::FileId(row.file_id)).await?;
        let details = json!({"number": number, "paper": kind.code()});
        self.note_reading(request, event("appeal-paper-read", "appeal", Some(appeal), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("appeal-{number}-{}.{}", kind.code(), media.extension()),
            media_type: media.media_type(),
            bytes,
        })
    }

    /// The papers of a case that the reader may look at.
    pub(super) async fn paper_views(
        &self,
        tx: &mut Tx,
        request: &Request,
        (appeal, person): (Uuid, Uuid),
    ) -> Result<Vec<PaperView>, AppError> {
        let mut views = Vec::new();
        for row in appeal_papers::files(tx, appeal).await? {
            let kind = PaperKind::from_code(&row.kind)?;
            if !kind.is_shown_to(request.actor.role) {
                continue;
            }
            views.push(PaperView {
                id: row.id,
                kind,
                media: ScanMedia::from_code(&row.media)?,
                size: row.size,
                name: self.open_for_page(person, fields::APPEAL_FILE_NAME, row.id, &row.name_sealed)?,
                at: Instant::from_micros(row.added_at),
            });
        }
        Ok(views)
    }
}

/// The kinds of the papers of a case.
pub(super) async fn kinds_in(tx: &mut Tx, appeal: Uuid) -> Result<Vec<PaperKind>, AppError> {
    let rows = appeal_papers::files(tx, appeal).await?;
    rows.iter()
        .map(|row| PaperKind::from_code(&row.kind).map_err(|_| StorageError::Damaged("appeal_file.kind").into()))
        .collect()
}

fn refused(problem: NotAdded) -> AppError {
    let field = match problem {
        NotAdded::NotYours | NotAdded::NoProxy => "paper",
        NotAdded::NotAScan | NotAdded::CutOff | NotAdded::TooLarge | NotAdded::TooMany | NotAdded::Ended => "file",
    };
    AppError::field(field, regulations::russian::capitalised(&problem.to_string()))
}
