//! Import is a conversation: a file is read, compared with what stands, shown, and only then written.
//!
//! `stage` keeps the file (encrypted) and compares; `apply` compares again inside the transaction and writes only if the
//! outcome is what was previewed. The same file twice changes nothing. Wrong rows come back as a file with comments.

mod apply;
mod columns;
mod compare_gia_participants;
mod compare_organisations;
mod compare_participants;
mod compare_registrations;
mod compare_results;
mod comparison;
mod gia_results;
mod gia_subjects;
mod oral_parts;
mod plan;
pub(crate) mod registrant;
mod sitting_match;
mod staged_file;
mod standing_exams;
mod view;

use domain::access::Action;
use domain::ids::FileId;
use exchange::{ExchangeProfile, wrong_rows_file};
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::boxed;
use storage::files::IncomingFile;
use storage::imports::{self, ImportRow, ProfileRow};
use storage::installation::{self, Counter};
use storage::keys::Purpose;
use storage::sealed::{Sealer, fields};
use storage::{StorageError, Tx};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;

use gia_results::{Reading, Source, Twins, Verdicts};
use plan::ImportPlan;
use staged_file::{StagedFile, is_streamed};

pub use columns::{ColumnsInput, FieldChoice};
pub use comparison::{ImportComparison, RowCounts, RowWindow};
pub use exchange::{ColumnMatch, Problem, ProfileKind, WrongFile, WrongRow};
pub use plan::{ChangedField, Effect, RowOutcome};
pub use registrant::ExamKey;
pub use storage::files::StoredFile;
pub use view::{ImportDetails, ImportSummary, RowFilter};

/// What a received file is.
pub struct ReceivedFile<'a> {
    /// Kind of its rows.
    pub kind: ProfileKind,
    /// Saved profile to read it with; `None` for the standard one.
    pub profile: Option<&'a str>,
    /// Name as sent.
    pub file_name: &'a str,
    /// The content, as [`App::receive_file`] or [`App::keep_file`] kept it.
    pub stored: StoredFile,
}

/// A file of wrong rows names so many at most; of a file with more nearly everything is wrong, and the first ones tell why.
const MOST_WRONG_ROWS: usize = 100_000;

impl App {
    /// Begins to keep a file that comes in pieces: encrypted as they come, never whole in memory.
    ///
    /// Dropped before its end, it leaves nothing behind.
    pub async fn receive_file(&self, request: &Request) -> Result<IncomingFile, AppError> {
        request.authorise(Action::Import)?;
        Ok(self.files.receive(request.now).await?)
    }

    /// Keeps a file that is at hand.
    pub async fn keep_file(&self, request: &Request, content: Vec<u8>) -> Result<StoredFile, AppError> {
        request.authorise(Action::Import)?;
        Ok(self.files.write(content, request.now).await?)
    }

    /// Reads and compares a kept file; nothing of its content is written. Returns the import's id.
    ///
    /// A file with a required column that nobody recognised is kept all the same: its columns are then matched by hand
    /// ([`App::match_columns_again`]).
    ///
    /// Errors: [`AppError::Invalid`] on field `file` with what is wrong with the file as a whole; it is not kept then.
    pub async fn stage_import(&self, request: &Request, file: ReceivedFile<'_>) -> Result<Uuid, AppError> {
        request.authorise(Action::Import)?;
        let stored = file.stored;
        let staged = self.stage(request, file).await;
        if let Err(AppError::Invalid(_)) = &staged {
            self.files.remove(stored.id).await?;
        }
        staged
    }

    async fn stage(&self, request: &Request, file: ReceivedFile<'_>) -> Result<Uuid, AppError> {
        let profile = self.profile_for(file.kind, file.profile).await?;
        let stored = file.stored;
        let read = self.open_staged(&profile, file.file_name, stored.id).await?;
        let comparison = match read.matching.missing.is_empty() {
            true => self.compared(&read, &profile, &stored.sha256, RowWindow::NONE).await?,
            false => ImportComparison::not_read(read.count_rows(&self.files, &profile).await?),
        };
        let counts = comparison.counts;
        let id = self.fresh_id(request.now)?;
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::RecordSeal));
        let row = ImportRow {
            id,
            number: 0,
            kind: file.kind.code().to_owned(),
            state: "staged".to_owned(),
            profile_name: file.profile.map(str::to_owned),
            file_name_sealed: sealer.seal_text(fields::IMPORT_FILE_NAME, id, file.file_name)?,
            file_id: stored.id.0,
            staging_file_id: stored.id.0,
            file_hash: stored.sha256.to_vec(),
            base_hash: comparison.hash,
            total_rows: count(counts.total),
            new_rows: count(counts.new),
            changed_rows: count(counts.changed),
            same_rows: count(counts.same),
            wrong_rows: count(counts.wrong),
            staged_at: request.at(),
            staged_by: request.account(),
            finished_at: None,
            finished_by: None,
            ground: None,
        };
        let size = i64::try_from(stored.size).unwrap_or(i64::MAX);
        self.act(request, &format!("stage {}", hex::encode(stored.sha256)), &(row, size), |tx, (row, size)| {
            boxed(async move {
                let mut row = row.clone();
                row.number = installation::bump(tx, Counter::Import, 1).await?;
                imports::insert_file(tx, row.file_id, *size, &row.file_hash, row.staged_at).await?;
                imports::insert(tx, &row).await?;
                let details = json!({
                    "number": row.number, "kind": row.kind, "file": hex::encode(&row.file_hash), "rows": row.total_rows,
                    "new": row.new_rows, "changed": row.changed_rows, "same": row.same_rows, "wrong": row.wrong_rows,
                });
                Ok(Done { value: row.id, event: event("import-staged", "import", Some(row.id), details) })
            })
        })
        .await
    }

    /// Writes a staged import: exactly what was compared when it was staged, all or nothing. `ground` is needed when
    /// released results change.
    pub async fn apply_import(&self, request: &Request, id: Uuid, ground: &str) -> Result<Uuid, AppError> {
        request.authorise(Action::Import)?;
        let staged = self.staged(id).await?;
        let compared = hex::encode(&staged.row.base_hash);
        self.apply_staged(request, &staged, ground, &compared).await
    }

    /// The same for what a page showed: `previewed_hash` is the plan's hash in hex, as it was on that page.
    ///
    /// Errors: [`AppError::Changed`] when the file would now write something else.
    pub async fn apply_previewed_import(
        &self,
        request: &Request,
        id: Uuid,
        ground: &str,
        previewed_hash: &str,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::Import)?;
        let staged = self.staged(id).await?;
        self.apply_staged(request, &staged, ground, previewed_hash).await
    }

    async fn apply_staged(
        &self,
        request: &Request,
        staged: &Staged,
        ground: &str,
        previewed_hash: &str,
    ) -> Result<Uuid, AppError> {
        if !staged.file.matching.missing.is_empty() {
            return Err(AppError::NotNow(
                "сначала сопоставьте столбцы: без обязательных столбцов строки не читаются".to_owned(),
            ));
        }
        let ground = ground.trim();
        let mut people = Vec::new();
        if !is_streamed(staged.profile.kind) {
            let plan = self
                .store
                .read(&(self, &staged.file, &staged.profile), |tx, input| {
                    boxed(plan_in(tx, *input))
                })
                .await?;
            // Keys of new people stand in the key store before the rows that need them; unused ones are swept.
            people = plan.new_people.iter().map(|(_, person)| *person).collect();
            self.keys.create_person_keys(&people, request.now).await?;
        }
        let input = (self, request, staged, people.as_slice(), (ground, previewed_hash));
        let fingerprint = format!("apply {} {previewed_hash} {ground}", staged.row.id);
        let needs_ground = ground.is_empty() && staged.row.changed_rows > 0;
        if is_streamed(staged.profile.kind) && !needs_ground {
            let input = (input, Readings::One);
            let written = self.act(request, &fingerprint, &input, |tx, input| boxed(apply_in(tx, *input)));
            match written.await {
                Err(AppError::Changed(_)) => {}
                written => return written,
            }
        }
        let input = (input, Readings::Two);
        self.act(request, &fingerprint, &input, |tx, input| boxed(apply_in(tx, *input)))
            .await
    }

    /// Drops a staged import; nothing was written.
    pub async fn drop_import(&self, request: &Request, id: Uuid) -> Result<(), AppError> {
        request.authorise(Action::Import)?;
        self.act(request, &format!("drop {id}"), &(request, id), |tx, (request, id)| {
            boxed(async move {
                imports::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                if !imports::finish(tx, *id, "dropped", request.at(), request.account(), None).await? {
                    return Err(already_finished());
                }
                Ok(Done {
                    value: (),
                    event: event("import-dropped", "import", Some(*id), json!({})),
                })
            })
        })
        .await
    }

    /// The wrong rows of an import as a file like the one received, with what to mend; the first hundred thousand of them.
    pub async fn wrong_rows(&self, request: &Request, id: Uuid) -> Result<WrongFile, AppError> {
        request.authorise(Action::Import)?;
        let staged = self.staged(id).await?;
        let window = RowWindow::of(RowFilter::Wrong, 0, MOST_WRONG_ROWS);
        let found = self
            .compared(&staged.file, &staged.profile, &staged.row.file_hash, window)
            .await?;
        let lines = found.wrong.iter().map(|row| row.line).collect();
        let table = staged.file.only_lines(&self.files, &staged.profile, lines).await?;
        wrong_rows_file(&table, &found.wrong).map_err(|error| AppError::NotNow(error.to_string()))
    }

    /// A file compared with what stands, with the rows of a window.
    async fn compared(
        &self,
        file: &StagedFile,
        profile: &ExchangeProfile,
        file_hash: &[u8],
        window: RowWindow,
    ) -> Result<ImportComparison, AppError> {
        let input = (self, file, profile, file_hash, window);
        self.store
            .read(&input, |tx, (app, file, profile, file_hash, window)| {
                boxed(async move {
                    if is_streamed(profile.kind) {
                        let source = Source {
                            app,
                            file,
                            profile,
                            file_hash,
                        };
                        return gia_results::compare(tx, source, *window).await;
                    }
                    Ok(plan_in(tx, (app, file, profile)).await?.compared(*window))
                })
            })
            .await
    }

    /// Saves how a staged import's columns were read, with the changes of the page, under a name.
    pub async fn save_profile(&self, request: &Request, name: &str, profile: &ExchangeProfile) -> Result<(), AppError> {
        request.authorise(Action::Import)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(AppError::field(
                "name",
                "Назовите профиль, не длиннее 80 знаков, например «Итоговое сочинение, Кузбасс»",
            ));
        }
        let saved = ExchangeProfile {
            name: name.to_owned(),
            ..profile.clone()
        };
        let body = saved.to_json().map_err(|error| AppError::NotNow(error.to_string()))?;
        let row = ProfileRow {
            name: name.to_owned(),
            kind: saved.kind.code().to_owned(),
            body,
            saved_at: request.at(),
            saved_by: request.account(),
            version: 1,
        };
        self.act(
            request,
            &format!("save-profile {name} {}", row.body),
            &row,
            |tx, row| {
                boxed(async move {
                    imports::put_profile(tx, row).await?;
                    Ok(Done {
                        value: (),
                        event: event(
                            "profile-saved",
                            "exchange-profile",
                            None,
                            json!({"name": row.name, "kind": row.kind}),
                        ),
                    })
                })
            },
        )
        .await
    }

    /// Saved profiles of a kind, by name.
    pub async fn profiles(&self, request: &Request) -> Result<Vec<ExchangeProfile>, AppError> {
        request.authorise(Action::Import)?;
        let rows = self
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(imports::profiles(tx).await?) })
            })
            .await?;
        rows.iter().map(|row| profile_of(&row.body)).collect()
    }

    async fn profile_for(&self, kind: ProfileKind, name: Option<&str>) -> Result<ExchangeProfile, AppError> {
        let Some(name) = name else {
            return Ok(ExchangeProfile::standard(kind));
        };
        let rows = self
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(imports::profiles(tx).await?) })
            })
            .await?;
        let row = rows.iter().find(|row| row.name == name && row.kind == kind.code());
        let row = row
            .ok_or_else(|| AppError::field("profile", "Такого профиля нет: выберите другой или читайте без профиля"))?;
        profile_of(&row.body)
    }

    /// A staged import with its file read again.
    async fn staged(&self, id: Uuid) -> Result<Staged, AppError> {
        let row = self
            .store
            .read(&id, |tx, id| {
                boxed(async move { imports::find(tx, *id).await?.ok_or(AppError::NotFound) })
            })
            .await?;
        let kind = ProfileKind::from_code(&row.kind).ok_or(StorageError::Damaged("import.kind"))?;
        let profile = self.profile_for(kind, row.profile_name.as_deref()).await?;
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::RecordSeal));
        let file_name = sealer.open_text(fields::IMPORT_FILE_NAME, row.id, &row.file_name_sealed)?;
        let file = self.open_staged(&profile, &file_name, FileId(row.file_id)).await?;
        Ok(Staged { row, profile, file })
    }
}

/// A staged import with its file read.
struct Staged {
    row: ImportRow,
    profile: ExchangeProfile,
    file: StagedFile,
}

type PlanInput<'a> = (&'a App, &'a StagedFile, &'a ExchangeProfile);

/// What a file that is read whole would change, compared with what stands now.
async fn plan_in(tx: &mut Tx, (app, file, profile): PlanInput<'_>) -> Result<ImportPlan, AppError> {
    let (table, matching) = (&file.table, &file.matching);
    match profile.kind {
        ProfileKind::Organisations => compare_organisations::plan(app, tx, table, matching, profile).await,
        ProfileKind::Participants => compare_participants::plan(app, tx, table, matching, profile).await,
        ProfileKind::EssayResults => compare_results::plan(app, tx, table, matching, profile).await,
        ProfileKind::GiaParticipants => compare_gia_participants::plan(app, tx, table, matching, profile).await,
        // Such a file is read row by row, see `gia_results`.
        ProfileKind::GiaResults => Err(AppError::NotNow("этот файл читается по строкам".to_owned())),
    }
}

/// App, request, import, keys of new people, ground and previewed hash.
type ApplyInput<'a> = (&'a App, &'a Request, &'a Staged, &'a [Uuid], (&'a str, &'a str));

/// How often a file that is read row by row is read to be written.
#[derive(Clone, Copy)]
enum Readings {
    /// Rows are written as they are compared. Ends with [`AppError::Changed`] where the comparison comes out otherwise than the
    /// one shown, and where two rows speak of one sitting: then the first was written when the second made it a wrong one.
    One,
    /// Compared as a whole, then written.
    Two,
}

async fn apply_in(
    tx: &mut Tx,
    ((app, request, staged, people, (ground, previewed_hash)), readings): (ApplyInput<'_>, Readings),
) -> Result<Done<Uuid>, AppError> {
    let row = imports::find(tx, staged.row.id).await?.ok_or(AppError::NotFound)?;
    if row.state != "staged" {
        return Err(already_finished());
    }
    let hash = match is_streamed(staged.profile.kind) {
        true => apply_streamed(tx, (app, request, staged, &row), (ground, previewed_hash), readings).await?,
        false => apply_whole(tx, (app, request, staged, &row), people, (ground, previewed_hash)).await?,
    };
    let ground_kept = (!ground.is_empty()).then_some(ground);
    if !imports::finish(tx, row.id, "applied", request.at(), request.account(), ground_kept).await? {
        return Err(already_finished());
    }
    let details = json!({"number": row.number, "kind": row.kind, "new": row.new_rows, "changed": row.changed_rows, "plan": hex::encode(&hash)});
    Ok(Done {
        value: row.id,
        event: event("import-applied", "import", Some(row.id), details),
    })
}

type Applied<'a> = (&'a App, &'a Request, &'a Staged, &'a ImportRow);

/// Writes what a plan of the whole file says; its hash.
async fn apply_whole(
    tx: &mut Tx,
    (app, request, staged, row): Applied<'_>,
    people: &[Uuid],
    (ground, previewed_hash): (&str, &str),
) -> Result<Vec<u8>, AppError> {
    let mut plan = plan_in(tx, (app, &staged.file, &staged.profile)).await?;
    refuse_without_ground(plan.counts(), ground)?;
    refuse_changed(&plan.hash, previewed_hash)?;
    // People who have a key now take it; the plan of this transaction counts them in the same order.
    for ((_, person), made) in plan.new_people.iter_mut().zip(people) {
        *person = *made;
    }
    apply::write(app, tx, request, row, &plan, ground).await?;
    Ok(plan.hash)
}

/// Writes a file that is read row by row; its hash.
async fn apply_streamed(
    tx: &mut Tx,
    (app, request, staged, row): Applied<'_>,
    (ground, previewed_hash): (&str, &str),
    readings: Readings,
) -> Result<Vec<u8>, AppError> {
    let source = Source {
        app,
        file: &staged.file,
        profile: &staged.profile,
        file_hash: &row.file_hash,
    };
    let before = match readings {
        Readings::One => None,
        Readings::Two => {
            let compared = Verdicts::of(tx, source).await?;
            refuse_without_ground(compared.counts(), ground)?;
            refuse_changed(compared.hash(), previewed_hash)?;
            Some(compared)
        }
    };
    let twins = before.as_ref().map_or(Twins::EndTheReading, Twins::AreKnown);
    let reading = Reading::begin(tx, source, twins).await?;
    let written = apply::write_streamed(app, tx, request, row, reading, ground).await?;
    refuse_without_ground(written.counts(), ground)?;
    refuse_changed(written.hash(), previewed_hash)?;
    Ok(written.hash().to_vec())
}

fn refuse_changed(hash: &[u8], previewed_hash: &str) -> Result<(), AppError> {
    match hex::encode(hash) == previewed_hash {
        true => Ok(()),
        false => Err(otherwise_than_compared()),
    }
}

fn otherwise_than_compared() -> AppError {
    AppError::Changed(
        "данные изменились после предпросмотра, ничего не записано: посмотрите новое сравнение".to_owned(),
    )
}

fn refuse_without_ground(counts: RowCounts, ground: &str) -> Result<(), AppError> {
    if counts.changes_released == 0 || !ground.is_empty() {
        return Ok(());
    }
    Err(AppError::field(
        "ground",
        "Файл меняет уже выпущенные результаты: укажите основание, например «акт сверки от 14.12.2026 № 3»",
    ))
}

fn already_finished() -> AppError {
    AppError::NotNow("эта загрузка уже записана или отменена".to_owned())
}

fn profile_of(body: &str) -> Result<ExchangeProfile, AppError> {
    ExchangeProfile::from_json(body).map_err(|_| AppError::Storage(StorageError::Damaged("exchange_profile.body")))
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A running hash of what a plan would write.
struct PlanHash(Sha256);

impl PlanHash {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    fn finish(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}
