//! What the published file says of appeals and annulments (E2): read from the cases themselves whenever a file is made, so that
//! it can never lag behind them. Only who has a case grows by it.

use std::collections::HashMap;

use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::public::{NewEdition, PublicState};
use domain::appeal::{AppealKind, CaseState};
use domain::exam::ExamKind;
use domain::identity_document::normalise_document;
use domain::ids::PersonId;
use domain::person_name::normalise_name;
use regulations::{Instant, LegalDate, SubjectCode};
use storage::annulments::{self, StandingAnnulmentRow};
use storage::appeals::{self, AppealRow};
use storage::document_index::{INDEX_BYTES, LookupIndexer};
use storage::installation::{self, Counter};
use storage::sealed::{SealedError, fields};
use storage::{StorageError, Tx, hearings, people};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::publication::split_document;

/// How one appeal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAppeal {
    /// Keyed hash of the participant's normalised document.
    pub index: [u8; INDEX_BYTES],
    /// Of which exam.
    pub exam: Uuid,
    /// About scores or about the procedure.
    pub kind: AppealKind,
    /// In the participant's words.
    pub state: PublicState,
    /// When it came to stand so, or when it will be heard.
    pub at: Instant,
    /// Where it will be heard: «РЦОИ, аудитория 3»; empty while that is not appointed.
    pub place: String,
}

/// An annulled result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAnnulment {
    /// Keyed hash of the participant's normalised document.
    pub index: [u8; INDEX_BYTES],
    /// Normalised.
    pub surname: String,
    /// Of which exam.
    pub exam: Uuid,
    /// `ExamKind` code.
    pub exam_kind: String,
    /// `ExamForm` code.
    pub form: String,
    /// Code of the subject.
    pub subject_code: i64,
    /// ISO.
    pub exam_date: String,
    /// Short name of the telling organisation.
    pub told_by: String,
    /// Why.
    pub ground: AnnulmentGround,
    /// When the participant sits again.
    pub resit: Resit,
    /// Day of the decision.
    pub day: LegalDate,
    /// Moment of the decision.
    pub decided_at: Instant,
}

impl App {
    /// Raises the number of the publication: the next file says what has just happened in a case.
    pub(crate) async fn tell_the_public(&self, tx: &mut Tx) -> Result<(), AppError> {
        installation::bump(tx, Counter::Publication, 1).await?;
        Ok(())
    }

    /// Appeals and annulments of the exams whose look-up is open. Who was destroyed is left out.
    pub(crate) async fn public_notes(
        &self,
        tx: &mut Tx,
    ) -> Result<(Vec<PublicAppeal>, Vec<PublicAnnulment>), AppError> {
        let cases = appeals::of_open_exams(tx).await?;
        let annulled = annulments::standing_open(tx).await?;
        let mut known = Indexes::default();
        let mut public = Vec::with_capacity(cases.len());
        for case in &cases {
            if let Some(index) = known.of(self, tx, case.person_id).await? {
                public.push(self.public_appeal(tx, case, index).await?);
            }
        }
        let mut latest: HashMap<Uuid, PublicAnnulment> = HashMap::new();
        for row in &annulled {
            if let Some(index) = known.of(self, tx, row.person_id).await?
                && let Some(one) = self.public_annulment(tx, row, index).await?
            {
                latest.insert(row.sitting_id, one);
            }
        }
        let mut annulled: Vec<PublicAnnulment> = latest.into_values().collect();
        annulled.sort_by_key(|one| (one.index, one.exam));
        Ok((public, annulled))
    }

    async fn public_appeal(
        &self,
        tx: &mut Tx,
        row: &AppealRow,
        index: [u8; INDEX_BYTES],
    ) -> Result<PublicAppeal, AppError> {
        let edition = match row.new_edition_id {
            Some(_) => NewEdition::Made,
            None => NewEdition::None,
        };
        let state = PublicState::of(CaseState::from_code(&row.state)?, edition);
        let at = match state {
            PublicState::Filed => None,
            PublicState::Received => row.transferred_at,
            PublicState::Appointed | PublicState::Heard => row.slot_at,
            PublicState::NotConsidered | PublicState::Withdrawn => row.ended_at,
            PublicState::Rejected | PublicState::Granted | PublicState::Changed | PublicState::Same => row.decided_at,
        };
        let place = match (state, row.hearing_id) {
            (PublicState::Appointed, Some(hearing)) => hearings::find(tx, hearing)
                .await?
                .map_or_else(String::new, |one| format!("{}, аудитория\u{a0}{}", one.place, one.room)),
            _ => String::new(),
        };
        Ok(PublicAppeal {
            index,
            exam: row.exam_id,
            kind: AppealKind::from_code(&row.kind)?,
            state,
            at: Instant::from_micros(at.unwrap_or(row.filed_at)),
            place,
        })
    }

    async fn public_annulment(
        &self,
        tx: &mut Tx,
        row: &StandingAnnulmentRow,
        index: [u8; INDEX_BYTES],
    ) -> Result<Option<PublicAnnulment>, AppError> {
        let directory = self.directory_in(tx).await?;
        let Some(entry) = directory.get(PersonId(row.person_id)) else {
            return Ok(None);
        };
        let organisations = self.organisations_in(tx).await?;
        let decided_at = Instant::from_micros(row.decided_at);
        Ok(Some(PublicAnnulment {
            index,
            surname: normalise_name(entry.name.surname()),
            exam: row.exam_id,
            exam_kind: row.exam_kind.clone(),
            form: self.form_code_of(row)?,
            subject_code: row.subject_code,
            exam_date: row.exam_date.clone(),
            told_by: organisations.short_name(row.informing_organisation_id),
            ground: AnnulmentGround::from_code(&row.ground)?,
            resit: Resit::from_code(&row.resit)?,
            day: self.day_of(decided_at),
            decided_at,
        }))
    }

    fn form_code_of(&self, row: &StandingAnnulmentRow) -> Result<String, AppError> {
        if let Some(code) = &row.form {
            return Ok(code.clone());
        }
        let kind = ExamKind::from_code(&row.exam_kind)?;
        let subject = SubjectCode::new(row.subject_code).map_err(|_| StorageError::Damaged("sitting.subject_code"))?;
        let form = self.law.scales().form_of(kind, subject);
        Ok(form
            .map_err(|_| StorageError::Damaged("sitting.form"))?
            .code()
            .to_owned())
    }
}

/// Keyed hashes of documents, each person asked once.
#[derive(Default)]
struct Indexes(HashMap<Uuid, Option<[u8; INDEX_BYTES]>>);

impl Indexes {
    async fn of(&mut self, app: &App, tx: &mut Tx, person: Uuid) -> Result<Option<[u8; INDEX_BYTES]>, AppError> {
        if let Some(known) = self.0.get(&person) {
            return Ok(*known);
        }
        let found = match people::live_document_of(tx, person).await? {
            None => None,
            Some(row) => match app
                .keys
                .open_text(person, fields::PERSON_DOCUMENT, row.id, &row.document_sealed)
            {
                Ok(text) => {
                    let (_, series, number) = split_document(&text);
                    let document = normalise_document(series, number);
                    Some(*LookupIndexer::new(&app.keys).index(&document).as_bytes())
                }
                Err(SealedError::Destroyed) => None,
                Err(error) => return Err(error.into()),
            },
        };
        self.0.insert(person, found);
        Ok(found)
    }
}
