//! `vedomost verify`: database, files, statement hashes, journal and obligations agree.

use std::collections::HashMap;

use storage::files::StoredFile;
use storage::installation;
use storage::journal;
use storage::ledgers::{self, LedgerLineRow};
use storage::obligations::{self, ObligationRow};
use storage::statements::{self, StatementRow};
use storage::{Tx, boxed, exams, imports, participants, protocols};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::ledgers::content_hash;
use crate::statement_forming::{LineContent, statement_hash};

/// How many journal events are read at a time.
const JOURNAL_BATCH: i64 = 5000;

/// What verification looked at and what it found.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Journal events checked.
    pub journal_events: i64,
    /// Statements checked.
    pub statements: usize,
    /// Statement lines checked against their people.
    pub lines: usize,
    /// Lines of destroyed people, whose commitment can only be taken as it stands.
    pub destroyed_lines: usize,
    /// Files checked.
    pub files: usize,
    /// Obligations checked.
    pub obligations: usize,
    /// What does not agree, in words without personal data.
    pub problems: Vec<String>,
}

impl App {
    /// Checks everything that can be checked; changes nothing.
    pub async fn verify(&self) -> Result<Verification, AppError> {
        let mut found = self
            .store
            .read(self, |tx, app| {
                boxed(async move {
                    let mut found = Verification::default();
                    app.verify_keys(tx, &mut found).await?;
                    verify_journal(tx, &mut found).await?;
                    for statement in statements::all(tx).await? {
                        app.verify_statement(tx, &statement, &mut found).await?;
                    }
                    for number in ledgers::with_wrong_counters(tx).await? {
                        found
                            .problems
                            .push(format!("ведомость ознакомления {number}: счётчики не следуют из строк"));
                    }
                    for number in protocols::not_as_released(tx).await? {
                        found
                            .problems
                            .push(format!("протокол ГЭК № {number}: выпущено не то, что утверждено"));
                    }
                    let wrong = participants::with_wrong_rows(tx).await?;
                    if wrong > 0 {
                        found.problems.push(format!(
                            "список участников: строк, не следующих из результатов: {wrong}"
                        ));
                    }
                    verify_handed_in_ledgers(tx, &mut found).await?;
                    app.verify_obligations(tx, &mut found).await?;
                    Ok::<_, AppError>(found)
                })
            })
            .await?;
        self.verify_files(&mut found).await?;
        Ok(found)
    }

    async fn verify_keys(&self, tx: &mut Tx, found: &mut Verification) -> Result<(), AppError> {
        if let Some(row) = installation::find(tx).await?
            && self.keys.confirm_belongs_to_data(&row.key_fingerprint).is_err()
        {
            found.problems.push("ключи не от этих данных".to_owned());
        }
        let damaged = self.keys.damaged_person_keys().len();
        if damaged > 0 {
            found
                .problems
                .push(format!("в хранилище ключей повреждены ключи людей: {damaged}"));
        }
        Ok(())
    }

    async fn verify_statement(
        &self,
        tx: &mut Tx,
        statement: &StatementRow,
        found: &mut Verification,
    ) -> Result<(), AppError> {
        found.statements += 1;
        let lines = statements::lines(tx, statement.id).await?;
        let mut commitments = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            found.lines += 1;
            match self.line_commitment(line.person_id, statement.id, index, &LineContent::of_line(line)) {
                Ok(commitment) if commitment == line.commitment => {}
                Ok(_) => found.problems.push(format!(
                    "ведомость {}: строка {} не та, что была при формировании",
                    statement.number, line.line_number
                )),
                Err(AppError::Sealed(storage::sealed::SealedError::Destroyed)) => found.destroyed_lines += 1,
                Err(error) => return Err(error),
            }
            commitments.push(line.commitment.clone());
        }
        let hash = statement_hash(
            &statement.number,
            &statement.hop,
            statement.sender_id,
            statement.recipient_id,
            &commitments,
        );
        if hash != statement.content_hash || i64::try_from(lines.len()).ok() != Some(statement.line_count) {
            found.problems.push(format!(
                "ведомость {}: содержание не совпадает с отпечатком",
                statement.number
            ));
        }
        Ok(())
    }

    async fn verify_obligations(&self, tx: &mut Tx, found: &mut Verification) -> Result<(), AppError> {
        for exam in exams::all(tx).await? {
            let stored: HashMap<_, ObligationRow> = obligations::of_exam(tx, exam.id)
                .await?
                .into_iter()
                .map(|row| {
                    (
                        (row.term_id.clone(), row.subject_id, row.debtor_id),
                        ObligationRow { id: Uuid::nil(), ..row },
                    )
                })
                .collect();
            let wanted = self
                .obligations_wanted(tx, exam.id, crate::obligations::Touched::Everything)
                .await?;
            found.obligations += stored.len();
            let differ = wanted
                .iter()
                .filter(|row| {
                    let known = stored.get(&(row.term_id.clone(), row.subject_id, row.debtor_id));
                    known.is_none_or(|known| !follows(known, row))
                })
                .count();
            if differ > 0 || wanted.len() != stored.len() {
                found.problems.push(format!(
                    "обязательства экзамена {}: хранятся {}, следуют из событий {}, различаются {differ}",
                    exam.exam_date,
                    stored.len(),
                    wanted.len()
                ));
            }
        }
        Ok(())
    }

    async fn verify_files(&self, found: &mut Verification) -> Result<(), AppError> {
        let rows = self
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(imports::files(tx).await?) })
            })
            .await?;
        for (id, size, sha256) in rows {
            found.files += 1;
            let Ok(sha256) = <[u8; 32]>::try_from(sha256) else {
                found.problems.push(format!("файл {id}: запись повреждена"));
                continue;
            };
            let recorded = StoredFile {
                id: domain::ids::FileId(id),
                size: u64::try_from(size).unwrap_or(0),
                sha256,
            };
            if let Err(error) = self.files.check(recorded).await {
                found.problems.push(format!("файл {id}: {error}"));
            }
        }
        Ok(())
    }
}

/// Does a stored obligation follow from events? One that is met, or counted by an earlier edition of the law, keeps the
/// due moment it was given; everything else must equal the recomputed one.
fn follows(stored: &ObligationRow, wanted: &ObligationRow) -> bool {
    let kept = stored.met_at.is_some() || stored.data_edition != wanted.data_edition;
    let wanted = if kept {
        ObligationRow {
            due_at: stored.due_at,
            due_day: stored.due_day.clone(),
            data_edition: stored.data_edition.clone(),
            ..wanted.clone()
        }
    } else {
        wanted.clone()
    };
    *stored == wanted
}

/// What was handed in is what stands there, but for those told later: at the hand-in their lines held a reason.
async fn verify_handed_in_ledgers(tx: &mut Tx, found: &mut Verification) -> Result<(), AppError> {
    for exam in exams::all(tx).await? {
        for row in ledgers::of_exam(tx, exam.id).await? {
            let ledger = row.ledger;
            let (Some(handed_in_at), Some(stored)) = (ledger.handed_in_at, &ledger.content_hash) else {
                continue;
            };
            let lines: Vec<LedgerLineRow> = ledgers::lines(tx, ledger.id)
                .await?
                .into_iter()
                .map(|line| line.line)
                .collect();
            // A line entered in the very moment of the hand-in may have come before it or after.
            let fits = [handed_in_at, handed_in_at - 1].into_iter().any(|moment| {
                let as_handed_in: Vec<LedgerLineRow> = lines.iter().map(|line| line_as_of(line, moment)).collect();
                content_hash(&ledger.number, as_handed_in.iter()) == *stored
            });
            if !fits {
                found.problems.push(format!(
                    "ведомость ознакомления {}: строки не те, что были при сдаче",
                    ledger.number
                ));
            }
        }
    }
    Ok(())
}

/// After the hand-in only a line with a reason changes, and only into one that was told.
fn line_as_of(line: &LedgerLineRow, moment: i64) -> LedgerLineRow {
    let mut then = line.clone();
    if line.entered_at.is_some_and(|at| at > moment) {
        then.told_at = None;
        then.not_told = true;
    }
    then
}

async fn verify_journal(tx: &mut Tx, found: &mut Verification) -> Result<(), AppError> {
    let mut sequence = 0;
    let mut previous = vec![0u8; 32];
    loop {
        let rows = journal::after(tx, sequence, JOURNAL_BATCH).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            found.journal_events += 1;
            let chained =
                row.sequence == sequence + 1 && row.previous_hash == previous && row.hash == journal::event_hash(&row);
            if !chained {
                found
                    .problems
                    .push(format!("журнал: запись {} не продолжает предыдущую", row.sequence));
            }
            sequence = row.sequence;
            previous = row.hash;
        }
    }
}
