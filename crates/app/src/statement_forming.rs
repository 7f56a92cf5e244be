//! Forming statements: who gets what of a release, and the hashes that bind it.
//!
//! The hash of a statement is SHA-256 over its head and the commitments of its lines, each under the participant's own key:
//! it can be checked as long as the people exist and stands unchanged after they are destroyed.

use std::collections::BTreeMap;

use domain::exam::ExamKind;
use domain::organisation::DeliveryRoute;
use domain::statement::{SchoolDelivery, StatementHop, school_delivery};
use regulations::Instant;
use sha2::{Digest, Sha256};
use storage::Tx;
use storage::results::EditionInContextRow;
use storage::statements::{self, StatementLineInContextRow, StatementLineRow, StatementRow};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations};
use crate::release::Release;

/// Label of the commitments of statement lines.
const LINE_COMMITMENT: &str = "statement-line";

/// One statement to be formed: who to whom, which of the released editions (by position), under which earlier hop.
pub(crate) struct PlannedStatement {
    pub hop: StatementHop,
    pub sender: Uuid,
    pub recipient: Uuid,
    /// Position in the plan of the statement this one is split off, or of the list it stands on.
    pub parent: Option<usize>,
    /// Positions in the list of released editions.
    pub lines: Vec<usize>,
}

/// Who gets what: one statement per municipal body and per state organisation from РЦОИ; one per school, from its body or
/// from РЦОИ ([`school_delivery`]). Where it comes from РЦОИ, the body's own statement holds its own people only, possibly
/// nobody: it is then the list of its schools' statements alone (mordovia-187:4, 8.2, 10.3).
pub(crate) fn plan(
    kind: ExamKind,
    released: &[EditionInContextRow],
    organisations: &Organisations,
) -> Result<Vec<PlannedStatement>, AppError> {
    if released.is_empty() {
        return Ok(Vec::new());
    }
    let centre = organisations.processing_centre()?.id;
    let mut by_informer: BTreeMap<(String, Uuid), Vec<usize>> = BTreeMap::new();
    for (position, row) in released.iter().enumerate() {
        let code = organisations.get(row.informing_organisation_id)?.code.clone();
        by_informer
            .entry((code, row.informing_organisation_id))
            .or_default()
            .push(position);
    }
    let mut first_hops: BTreeMap<(String, Uuid), (StatementHop, Vec<usize>)> = BTreeMap::new();
    let mut to_schools = Vec::new();
    let delivery = school_delivery(kind);
    for ((code, informer), lines) in by_informer {
        match organisations.kind(informer)?.delivery_route() {
            Some(DeliveryRoute::ThroughMunicipalBody) => {
                let body = organisations
                    .get(informer)?
                    .parent_id
                    .ok_or_else(|| no_municipal_body(&code))?;
                let body_code = organisations.get(body)?.code.clone();
                let hop = first_hops
                    .entry((body_code, body))
                    .or_insert((StatementHop::ToMunicipalBody, Vec::new()));
                if delivery == SchoolDelivery::ThroughMunicipalBody {
                    hop.1.extend(&lines);
                }
                to_schools.push((body, informer, lines));
            }
            Some(DeliveryRoute::FromProcessingCentre) => {
                first_hops
                    .entry((code, informer))
                    .or_insert((StatementHop::ToMunicipalBody, Vec::new()))
                    .1
                    .extend(&lines);
            }
            Some(DeliveryRoute::DirectToStateOrganisation) => {
                first_hops
                    .entry((code, informer))
                    .or_insert((StatementHop::ToStateOrganisation, Vec::new()))
                    .1
                    .extend(&lines);
            }
            None => {
                return Err(AppError::NotNow(format!(
                    "организация {code} не знакомит с результатами: исправьте регистрацию"
                )));
            }
        }
    }
    let mut planned: Vec<PlannedStatement> = first_hops
        .into_iter()
        .map(|((_, recipient), (hop, lines))| PlannedStatement {
            hop,
            sender: centre,
            recipient,
            parent: None,
            lines,
        })
        .collect();
    for (body, school, lines) in to_schools {
        let parent = planned
            .iter()
            .position(|one| one.recipient == body && one.hop == StatementHop::ToMunicipalBody);
        planned.push(PlannedStatement {
            hop: StatementHop::ToSchool,
            sender: match delivery {
                SchoolDelivery::ThroughMunicipalBody => body,
                SchoolDelivery::PastMunicipalBody => centre,
            },
            recipient: school,
            parent,
            lines,
        });
    }
    Ok(planned)
}

fn no_municipal_body(code: &str) -> AppError {
    AppError::NotNow(format!(
        "у школы {code} не указан МОУО: загрузите организации с кодом вышестоящей"
    ))
}

impl App {
    /// Forms the statements and ledgers of one release; returns how many statements.
    pub(crate) async fn form_statements(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        release: &Release<'_>,
        released: &[EditionInContextRow],
        now: Instant,
    ) -> Result<usize, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let mut sorted = released.to_vec();
        directory.sort_by_name(&mut sorted, |row| domain::ids::PersonId(row.person_id));
        sorted.sort_by_cached_key(|row| {
            let code = organisations
                .get(row.informing_organisation_id)
                .map(|found| found.code.clone())
                .unwrap_or_default();
            (code, row.class_name.clone())
        });
        let planned = plan(exam.kind, &sorted, &organisations)?;
        let ending = release.number_ending(tx, exam).await?;
        let mut rows = Vec::with_capacity(planned.len());
        let mut lines = Vec::new();
        for one in &planned {
            let id = self.fresh_id(now)?;
            let number = format!("{}/{ending}", organisations.get(one.recipient)?.code);
            let editions: Vec<&EditionInContextRow> =
                one.lines.iter().filter_map(|position| sorted.get(*position)).collect();
            let mut commitments = Vec::with_capacity(editions.len());
            for (index, edition) in editions.iter().enumerate() {
                let commitment =
                    self.line_commitment(edition.person_id, id, index, &LineContent::of_edition(edition))?;
                lines.push(StatementLineRow {
                    statement_id: id,
                    line_number: line_number(index),
                    edition_id: edition.edition_id,
                    commitment: commitment.clone(),
                });
                commitments.push(commitment);
            }
            rows.push(StatementRow {
                id,
                exam_id: exam.id,
                completion_id: release.completion(),
                protocol_id: release.protocol(),
                annulment_id: release.annulment(),
                content_hash: statement_hash(&number, one.hop.code(), one.sender, one.recipient, &commitments),
                number,
                hop: one.hop.code().to_owned(),
                sender_id: one.sender,
                recipient_id: one.recipient,
                parent_id: one
                    .parent
                    .and_then(|position| rows.get(position))
                    .map(|row: &StatementRow| row.id),
                formed_at: now.as_micros(),
                line_count: line_number(editions.len()) - 1,
                handed_over_at: None,
                handed_over_by: None,
                received_at: None,
                received_by: None,
                version: 1,
            });
        }
        statements::insert(tx, &rows).await?;
        statements::insert_lines(tx, &lines).await?;
        let formed = FormedStatements {
            exam,
            ending: &ending,
            planned: &planned,
            rows: &rows,
            released: &sorted,
        };
        self.form_ledgers(tx, &formed, &organisations, now).await?;
        Ok(rows.len())
    }

    /// Commitment of one line: what it says, bound to statement and place, under the participant's key.
    pub(crate) fn line_commitment(
        &self,
        person: Uuid,
        statement: Uuid,
        index: usize,
        content: &LineContent<'_>,
    ) -> Result<Vec<u8>, AppError> {
        let text = content.text(statement, index);
        Ok(self
            .keys
            .person_commitment(person, LINE_COMMITMENT, text.as_bytes())?
            .to_vec())
    }
}

/// What one release formed: the ledgers follow from it.
pub(crate) struct FormedStatements<'a> {
    pub exam: &'a Exam,
    /// What numbers end in: [`Release::number_ending`].
    pub ending: &'a str,
    pub planned: &'a [PlannedStatement],
    /// One per planned statement.
    pub rows: &'a [StatementRow],
    /// The released editions, in the order of their lines.
    pub released: &'a [EditionInContextRow],
}

/// What a statement line says, for its commitment.
pub(crate) struct LineContent<'a> {
    pub edition: Uuid,
    pub subject_code: i64,
    pub attendance: &'a str,
    pub essay_value: Option<&'a str>,
    pub topic: Option<&'a str>,
    /// `None` of the essay.
    pub gia: Option<GiaContent<'a>>,
}

/// What a line of GIA says: form of the exam and the value's columns.
pub(crate) struct GiaContent<'a> {
    pub form: &'a str,
    pub primary_score: Option<i64>,
    pub test_score: Option<i64>,
    pub mark: Option<i64>,
    pub task_points: Option<&'a str>,
}

impl<'a> LineContent<'a> {
    pub(crate) fn of_edition(row: &'a EditionInContextRow) -> Self {
        Self {
            edition: row.edition_id,
            subject_code: row.subject_code,
            attendance: &row.attendance,
            essay_value: row.essay_value.as_deref(),
            topic: row.topic.as_deref(),
            gia: row.form.as_deref().map(|form| GiaContent {
                form,
                primary_score: row.primary_score,
                test_score: row.test_score,
                mark: row.mark,
                task_points: row.task_points.as_deref(),
            }),
        }
    }

    pub(crate) fn of_line(row: &'a StatementLineInContextRow) -> Self {
        Self {
            edition: row.edition_id,
            subject_code: row.subject_code,
            attendance: &row.attendance,
            essay_value: row.essay_value.as_deref(),
            topic: row.topic.as_deref(),
            gia: row.form.as_deref().map(|form| GiaContent {
                form,
                primary_score: row.primary_score,
                test_score: row.test_score,
                mark: row.mark,
                task_points: row.task_points.as_deref(),
            }),
        }
    }
}

impl LineContent<'_> {
    /// What the commitment binds. The essay's text is the one its first statements were formed with and never changes; of GIA
    /// form and value follow it.
    fn text(&self, statement: Uuid, index: usize) -> String {
        let essay = format!(
            "{statement}|{}|{}|{}|{}|{}|{}",
            line_number(index),
            self.edition,
            self.subject_code,
            self.attendance,
            self.essay_value.unwrap_or_default(),
            self.topic.unwrap_or_default()
        );
        let Some(gia) = &self.gia else {
            return essay;
        };
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        format!(
            "{essay}|{}|{}|{}|{}|{}",
            gia.form,
            number(gia.primary_score),
            number(gia.test_score),
            number(gia.mark),
            gia.task_points.unwrap_or_default()
        )
    }
}

/// SHA-256 over the head and the lines' commitments.
pub(crate) fn statement_hash(
    number: &str,
    hop: &str,
    sender: Uuid,
    recipient: Uuid,
    commitments: &[Vec<u8>],
) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for text in [number, hop] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(sender.as_bytes());
    hasher.update(recipient.as_bytes());
    for commitment in commitments {
        hasher.update(commitment);
    }
    hasher.finalize().to_vec()
}

fn line_number(index: usize) -> i64 {
    i64::try_from(index + 1).unwrap_or(i64::MAX)
}

pub(crate) fn day_digits(exam: &Exam) -> String {
    format!(
        "{:02}{:02}{:02}",
        exam.date.day(),
        exam.date.month(),
        exam.date.year().rem_euclid(100)
    )
}
