//! Steps of the chain that several guards take.

use app::AppError;
use app::Request;
use app::import::ReceivedFile;
use app::ledgers::{LineInput, OpenedLedger, Told};
use app::statements::StatementSummary;
use domain::access::Role;
use domain::statement::StatementHop;
use exchange::ProfileKind;
use rehearsal::{FileFormat, MadeUpParticipant, MadeUpResult, Table};
use storage::boxed;
use storage::results::EditionRow;
use uuid::Uuid;

use crate::support::Installation;

impl Installation {
    pub async fn operator(&self) -> Request {
        self.as_role(Role::ProcessingOperator, "421").await
    }

    /// Records the end of processing of whatever waits, on behalf of a fresh operator; the completion's id.
    pub async fn declare(&self) -> Uuid {
        let operator = self.operator().await;
        let exam = self.exam().await;
        let preview = self.app.preview_processing(&operator, exam).await.unwrap();
        self.app
            .declare_processing(&operator, exam, &preview.content_hash)
            .await
            .unwrap()
    }

    /// [`Self::with_results`], released on the 14th in the evening.
    pub async fn released(engine: crate::support::Engine) -> Self {
        let one = Self::with_results(engine).await;
        one.set_clock("2026-12-14T18:00");
        one.declare().await;
        one
    }

    pub async fn statements(&self, request: &Request) -> Vec<StatementSummary> {
        self.app.list_statements(request, None).await.unwrap()
    }

    /// Hands everything of РЦОИ over, receives it at the bodies, hands it down, receives it at the schools, at one moment each
    /// day from 10:00 to 13:00 of `day`.
    pub async fn deliver_everything(&self, day: &str) {
        self.set_clock(&format!("{day}T10:00"));
        let operator = self.operator().await;
        let first: Vec<Uuid> = self
            .statements(&operator)
            .await
            .iter()
            .filter(|row| row.hop != StatementHop::ToSchool && row.row.handed_over_at.is_none())
            .map(|row| row.row.id)
            .collect();
        self.app.hand_over(&operator, &first).await.unwrap();
        for organisation in self.region.organisations.clone() {
            let Some(role) = telling_role(organisation.kind) else {
                continue;
            };
            if role == Role::MunicipalClerk {
                self.set_clock(&format!("{day}T11:00"));
                let clerk = self.as_role(role, &organisation.code).await;
                let mine = self.statements(&clerk).await;
                let own = clerk.actor.organisation.0;
                let incoming = unreceived(&mine, own);
                if !incoming.is_empty() {
                    self.app.receive(&clerk, &incoming).await.unwrap();
                }
                let down: Vec<Uuid> = mine
                    .iter()
                    .filter(|row| row.row.sender_id == own && row.row.handed_over_at.is_none())
                    .map(|row| row.row.id)
                    .collect();
                if !down.is_empty() {
                    self.set_clock(&format!("{day}T12:00"));
                    let clerk = self.request(clerk.account()).await;
                    self.app.hand_over(&clerk, &down).await.unwrap();
                }
            }
        }
        self.set_clock(&format!("{day}T13:00"));
        for organisation in self.region.organisations.clone() {
            if telling_role(organisation.kind) == Some(Role::SchoolOfficer) {
                let school = self.as_role(Role::SchoolOfficer, &organisation.code).await;
                let incoming = unreceived(&self.statements(&school).await, school.actor.organisation.0);
                if !incoming.is_empty() {
                    self.app.receive(&school, &incoming).await.unwrap();
                }
            }
        }
    }

    pub async fn stage(&self, request: &Request, kind: ProfileKind, table: &Table) -> Uuid {
        let bytes = table.write(FileFormat::CsvUtf8).unwrap();
        let file = ReceivedFile {
            kind,
            profile: None,
            file_name: "файл.csv",
            stored: self.app.keep_file(request, bytes).await.unwrap(),
        };
        self.app.stage_import(request, file).await.unwrap()
    }

    /// Stages and applies with a ground.
    pub async fn import_with_ground(&self, kind: ProfileKind, table: &Table, ground: &str) -> Result<Uuid, AppError> {
        let operator = self.operator().await;
        let id = self.stage(&operator, kind, table).await;
        self.app.apply_import(&operator, id, ground).await
    }

    /// Participants of the first batch with what became of them.
    pub fn first_batch(&self) -> impl Iterator<Item = (&MadeUpParticipant, &MadeUpResult)> {
        self.region
            .participants_with_results()
            .filter(|(_, result)| result.batch == rehearsal::Batch::First)
    }

    /// The result of a participant, by the federal code.
    pub async fn result_of(&self, code: &str) -> (Uuid, Uuid) {
        let exam = self.exam().await;
        let rows = self
            .app
            .store
            .read(&exam, |tx, exam| {
                boxed(async move { Ok::<_, AppError>(storage::standing::sitting_results(tx, *exam).await?) })
            })
            .await
            .unwrap();
        let row = rows.into_iter().find(|row| row.participant_code == code).unwrap();
        (row.result_id.unwrap(), row.person_id)
    }

    pub async fn editions(&self, result: Uuid) -> Vec<EditionRow> {
        self.app
            .store
            .read(&result, |tx, result| {
                boxed(async move { Ok::<_, AppError>(storage::results::editions_of_result(tx, *result).await?) })
            })
            .await
            .unwrap()
    }

    /// What the public sees of a participant.
    pub async fn published(&self, participant: &MadeUpParticipant) -> Vec<app::lookup::FoundResult> {
        let document = &participant.document;
        self.app
            .find_published(&document.series, &document.number, &participant.name.surname)
            .await
            .unwrap()
    }
}

/// The role that receives and tells at an organisation of this kind.
pub fn telling_role(kind: domain::organisation::OrganisationKind) -> Option<Role> {
    use domain::organisation::OrganisationKind::{College, MunicipalBody, School, StateSchool};
    match kind {
        MunicipalBody => Some(Role::MunicipalClerk),
        School | StateSchool | College => Some(Role::SchoolOfficer),
        _ => None,
    }
}

fn unreceived(mine: &[StatementSummary], own: Uuid) -> Vec<Uuid> {
    let waits = |row: &&StatementSummary| {
        row.row.recipient_id == own && row.row.handed_over_at.is_some() && row.row.received_at.is_none()
    };
    mine.iter().filter(waits).map(|row| row.row.id).collect()
}

/// A line told at a time of today.
pub fn told(line: Uuid, version: i64, time: &str) -> LineInput {
    LineInput {
        line,
        version,
        told: Told::Yes,
        day: String::new(),
        time: time.to_owned(),
        note: String::new(),
    }
}

/// Every line of a ledger told at one time.
pub fn everybody_told(ledger: &OpenedLedger, time: &str) -> Vec<LineInput> {
    ledger
        .lines
        .iter()
        .map(|line| told(line.row.line.id, line.row.line.version, time))
        .collect()
}
