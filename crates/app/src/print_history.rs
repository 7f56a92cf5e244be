//! The extract from the history of a result as PDF.

use documents::extract::{EntryKind, Fact, HistoryEntry, HistoryExtract, render};
use documents::{Code, Signatory};
use domain::essay::WorkType;
use domain::registration::ParticipantCategory;
use regulations::russian::{date_time, long_date};
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::boxed;
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::history_steps::{HistoryStep, StepKind};
use crate::print::{PDF, PrintedFile, class_words, creation_moment, typesetter};
use crate::result_history::ResultHistory;
use crate::results_in_words::StoredValue;

impl App {
    /// The whole history of a result on paper; making it is journalled beside the reading.
    pub async fn print_history(&self, request: &Request, result: Uuid) -> Result<PrintedFile, AppError> {
        let history = self.result_history(request, result).await?;
        let clause_of = |step: &HistoryStep| {
            if !step.clause.is_empty() {
                return step.clause.clone();
            }
            let duties = step.discharges.and_then(|subject| history.duties.get(&subject));
            duties
                .and_then(|duties| duties.first())
                .map(|duty| duty.clause_chip.clone())
                .unwrap_or_default()
        };
        let steps = history.steps();
        let hash = hash_of(&history, &steps);
        let entries = steps.iter().map(|step| self.entry(step, clause_of(step))).collect();
        let issued_by = self.signatory(request).await?;
        let document = self.extract(request, &history, entries, &hash, issued_by);
        let bytes = render(typesetter()?, &document)?;
        let details = json!({"code": hash, "editions": history.editions.len()});
        self.note_reading(request, event("extract-printed", "result", Some(result), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("extract-{}.pdf", hash.to_lowercase()),
            media_type: PDF,
            bytes,
        })
    }

    fn extract(
        &self,
        request: &Request,
        history: &ResultHistory,
        entries: Vec<HistoryEntry>,
        hash: &str,
        issued_by: Signatory,
    ) -> HistoryExtract {
        let in_force = history.edition_in_force();
        let current_value = in_force.map_or_else(String::new, |edition| edition.long_words());
        let current_ground = in_force.map_or_else(String::new, |edition| {
            let since = edition.released_at.map(regulations::Instant::from_micros);
            let since = since.map_or("ещё не выпущена".to_owned(), |at| {
                format!("выпущена {}", date_time(&self.zone, at))
            });
            format!("Редакция {}, {since}; основание: {}", edition.number, edition.ground)
        });
        let class_name = class_words(&history.result.class_name);
        let place = if class_name.is_empty() {
            history.organisation.clone()
        } else {
            format!("{class_name}, {}", history.organisation)
        };
        let stamp = self.zone.format_local(request.now).replace(['-', ':'], "");
        HistoryExtract {
            number: format!("{stamp}-{hash}"),
            full_name: history.name.clone(),
            about: vec![history.exam.title(), place],
            current_value,
            current_ground,
            facts: facts(history),
            entries,
            code: Code {
                payload: format!("VEDOMOST-EXTRACT {} {hash}", history.result.result_id.simple()),
                label: hash.to_owned(),
            },
            verification_hint: "Проверить: «Проверить выписку» на\u{a0}странице истории результата. Выписка, составленная заново из\u{a0}той\u{a0}же истории, имеет тот\u{a0}же код.".to_owned(),
            issued_at: date_time(&self.zone, request.now),
            issued_by,
            created: creation_moment(&self.zone, request.now),
        }
    }

    fn entry(&self, step: &HistoryStep, clause: String) -> HistoryEntry {
        let kind = match &step.kind {
            StepKind::Passage => EntryKind::Passage,
            StepKind::Act => EntryKind::Act,
            StepKind::Edition { value, note, .. } => EntryKind::Edition {
                value: value.clone(),
                note: note.clone(),
            },
        };
        HistoryEntry {
            date: long_date(self.zone.local_date(step.at)),
            time: self.zone.local_time(step.at).to_string(),
            title: step.what.clone(),
            text: step.text.clone(),
            by: step.by.clone(),
            documents: step.documents.iter().map(|document| document.label.clone()).collect(),
            clause,
            kind,
        }
    }

    async fn signatory(&self, request: &Request) -> Result<Signatory, AppError> {
        let account = request.account();
        let input = (self, account);
        self.store
            .read(&input, |tx, (app, account)| {
                boxed(async move {
                    let row = storage::accounts::find(tx, *account).await?.ok_or(AppError::NotFound)?;
                    let directory = app.directory_in(tx).await?;
                    Ok(Signatory {
                        post: row.position,
                        name: crate::names::short_name(&directory, row.account.person_id),
                    })
                })
            })
            .await
    }
}

fn facts(history: &ResultHistory) -> Vec<Fact> {
    let fact = |label: &str, value: String| Fact {
        label: label.to_owned(),
        value,
    };
    let mut works = WorkType::ALL.into_iter();
    let work = works.find(|work| i64::from(work.number()) == history.result.subject_code);
    let category = ParticipantCategory::from_code(&history.result.category).map_or("", ParticipantCategory::russian);
    let mut facts: Vec<Fact> = history
        .gia_facts()
        .into_iter()
        .map(|(label, value)| fact(label, value))
        .collect();
    if facts.is_empty() {
        facts.push(fact("Вид работы", work.map_or("", WorkType::russian).to_owned()));
    }
    facts.extend([
        fact("Код участника", history.result.participant_code.clone()),
        fact("Категория", category.to_owned()),
        fact("Редакций", history.editions.len().to_string()),
    ]);
    facts
}

/// Eight hex digits over the history: equal histories have equal codes.
fn hash_of(history: &ResultHistory, steps: &[HistoryStep]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(history.result.result_id.as_bytes());
    for step in steps {
        hasher.update(step.at.as_micros().to_be_bytes());
        for text in [&step.what, &step.text, &step.by] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
    }
    let digest = hex::encode_upper(hasher.finalize());
    digest.chars().take(8).collect()
}
