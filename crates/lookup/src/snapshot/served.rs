//! What answers: the present snapshot behind a lock that is held for an `Arc` to be copied. A new one takes its place
//! without a request failing; requests under way end with the one they began with.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::identity_document::normalise_document;
use domain::person_name::normalise_name;
use regulations::russian::date_time;
use regulations::{Instant, LegalDate};

use super::head::PublicSettings;
use super::keys::LookupKeys;
use super::reader::Snapshot;
use super::refusal::Refusal;
use crate::results::{OpenExam, Outcome, PublicFacts, PublishedResults, Query, SecondQuestion, Unavailable};
use crate::schedule::schedule;

/// The present moment, as pages tell it.
pub type NowSource = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The published results of one region, from snapshots.
pub struct PublishedSnapshot {
    keys: LookupKeys,
    now: NowSource,
    present: RwLock<Option<Arc<Present>>>,
    trouble: Mutex<Option<String>>,
}

/// What is served, for people who watch over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedSnapshot {
    /// Number of the publication.
    pub number: i64,
    /// When it was made.
    pub made_at: Instant,
    /// Entries in it.
    pub people: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

struct Present {
    snapshot: Snapshot,
    /// The facts of one minute: their words name it.
    facts: RwLock<Option<(i64, Arc<PublicFacts>)>>,
}

impl PublishedSnapshot {
    /// Nothing is served yet.
    pub fn new(keys: LookupKeys, now: NowSource) -> Self {
        Self {
            keys,
            now,
            present: RwLock::new(None),
            trouble: Mutex::new(None),
        }
    }

    /// What its files are opened with.
    pub const fn keys(&self) -> &LookupKeys {
        &self.keys
    }

    /// Serves this snapshot from now on. The very file that is served already is no news and no error.
    ///
    /// # Errors
    /// [`Refusal::Older`] when a later one is served.
    pub fn adopt(&self, snapshot: Snapshot) -> Result<(), Refusal> {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(served) = present.as_ref().map(|present| &present.snapshot) {
            if served.is_same_as(&snapshot) {
                return Ok(());
            }
            // A publication that was made anew has the same number and a later moment.
            if (snapshot.number(), snapshot.made_at()) < (served.number(), served.made_at()) {
                return Err(Refusal::Older {
                    found: snapshot.number(),
                    served: served.number(),
                });
            }
        }
        let number = snapshot.number();
        *present = Some(Arc::new(Present {
            snapshot,
            facts: RwLock::new(None),
        }));
        drop(present);
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
        tracing::info!(number, "a publication is served");
        Ok(())
    }

    /// Takes the present snapshot out of service if it is this number: its file turned out damaged.
    pub fn withdraw_damaged(&self, number: i64) {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        if present
            .as_ref()
            .is_some_and(|present| present.snapshot.number() == number)
        {
            *present = None;
        }
    }

    /// What is served; `None` while nothing is.
    pub fn served(&self) -> Option<ServedSnapshot> {
        let present = self.present()?;
        let snapshot = &present.snapshot;
        Some(ServedSnapshot {
            number: snapshot.number(),
            made_at: snapshot.made_at(),
            people: snapshot.people(),
            bytes: snapshot.bytes(),
        })
    }

    /// What every page of the served snapshot says; `None` while nothing is.
    pub fn settings(&self) -> Option<PublicSettings> {
        Some(self.present()?.snapshot.settings().clone())
    }

    /// Why the last file was not taken; `None` once one was.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps and logs why a file or a source was not taken; the same reason twice in a row is logged once.
    pub fn note_trouble(&self, reason: &str) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if trouble.as_deref() != Some(reason) {
            tracing::error!(
                reason,
                "a publication is not taken; the one before goes on being served"
            );
            *trouble = Some(reason.to_owned());
        }
    }

    /// The source answers again and has nothing newer.
    pub fn forget_trouble(&self) {
        if self
            .trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .is_some()
        {
            tracing::info!("publications come in again");
        }
    }

    /// What every page says at this moment.
    ///
    /// # Errors
    /// [`Unavailable`] while nothing is served.
    pub fn facts_now(&self) -> Result<Arc<PublicFacts>, Unavailable> {
        let present = self.present().ok_or_else(nothing_served)?;
        let now = (self.now)();
        let minute = now.as_seconds().div_euclid(60);
        let kept = present.facts.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, facts)) = kept.filter(|(of, _)| *of == minute) {
            return Ok(facts);
        }
        let facts = Arc::new(facts_of(&present.snapshot, now)?);
        *present.facts.write().unwrap_or_else(PoisonError::into_inner) = Some((minute, Arc::clone(&facts)));
        Ok(facts)
    }

    /// What is published for a query.
    ///
    /// # Errors
    /// [`Unavailable`] while nothing is served, and when the file cannot be read.
    pub fn find_now(&self, query: &Query) -> Result<Outcome, Unavailable> {
        let present = self.present().ok_or_else(nothing_served)?;
        let document = normalise_document(Some(&query.series), &query.number);
        let found = present.snapshot.find(&document, &normalise_name(&query.surname));
        Ok(found
            .map_err(Unavailable::because)?
            .map_or(Outcome::NothingFound, Outcome::Found))
    }

    fn present(&self) -> Option<Arc<Present>> {
        self.present.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl PublishedResults for PublishedSnapshot {
    fn facts(&self) -> Result<Arc<PublicFacts>, Unavailable> {
        self.facts_now()
    }

    fn find(&self, query: &Query) -> Result<Outcome, Unavailable> {
        self.find_now(query)
    }
}

fn nothing_served() -> Unavailable {
    Unavailable::because("публикации ещё нет")
}

fn facts_of(snapshot: &Snapshot, now: Instant) -> Result<PublicFacts, Unavailable> {
    let (settings, zone) = (snapshot.settings(), snapshot.zone());
    let today = zone.local_date(now);
    let open_exam = |exam: &super::head::HeadExam| -> Result<OpenExam, Unavailable> {
        let date: LegalDate = exam.date.parse().map_err(Unavailable::because)?;
        Ok(OpenExam {
            group: exam.group.clone(),
            subject: exam.subject.clone(),
            date,
        })
    };
    Ok(PublicFacts {
        open_exams: settings.open_exams.iter().map(open_exam).collect::<Result<_, _>>()?,
        second_question: if settings.asks_surname {
            SecondQuestion::Surname
        } else {
            SecondQuestion::Nothing
        },
        hot_line: settings.hot_line.clone(),
        procedure: settings.procedure.clone(),
        schedule: schedule(today),
        today,
        now: format!("{} (местное время)", date_time(zone, now)),
        as_of: format!(
            "Публикация №\u{a0}{} от\u{a0}{}",
            snapshot.number(),
            date_time(zone, snapshot.made_at())
        ),
    })
}
