//! What the decision about sitting again rests on: every sitting of a school year with the value that stands.

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// One sitting, or a registration without one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SittingFactRow {
    /// Of which registration.
    pub registration_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// Ends in that year's summer.
    pub school_year: i64,
    /// `ExamKind` code.
    pub exam_kind: String,
    /// Federal code.
    pub participant_code: String,
    /// `ParticipantCategory` code.
    pub category: String,
    /// Who tells the result.
    pub informing_organisation_id: Uuid,
    /// Of which exam.
    pub exam_id: Option<Uuid>,
    /// Subject or work type of the sitting.
    pub subject_code: Option<i64>,
    /// The edition that stands: released, or annulled by the chair.
    pub edition_id: Option<Uuid>,
    /// `EditionState` code.
    pub state: Option<String>,
    /// `AttendanceOutcome` code.
    pub attendance: Option<String>,
    /// Storage code of `EssayValue`.
    pub essay_value: Option<String>,
    /// Primary score.
    pub primary_score: Option<i64>,
    /// Test score.
    pub test_score: Option<i64>,
    /// Mark.
    pub mark: Option<i64>,
    /// `AnnulmentGround` code of the newest annulment.
    pub ground: Option<String>,
    /// Acts of an early end in force.
    pub early_end_acts: i64,
}

macro_rules! facts {
    ($tail:literal) => {
        concat!(
            "SELECT r.id AS registration_id, r.person_id, r.school_year, r.exam_kind, r.participant_code, r.category, r.informing_organisation_id, \
             s.exam_id, s.subject_code, e.id AS edition_id, e.state, e.attendance, e.essay_value, e.primary_score, e.test_score, e.mark, \
             (SELECT MAX(a.ground) FROM annulment a WHERE a.edition_id = e.id) AS ground, \
             (SELECT COUNT(*) FROM day_record d WHERE d.sitting_id = s.id AND d.kind = 'ended-early' AND d.cancelled_at IS NULL) AS early_end_acts \
             FROM registration r JOIN organisation o ON o.id = r.informing_organisation_id JOIN organisation g ON g.id = r.registering_organisation_id \
             LEFT JOIN sitting s ON s.registration_id = r.id AND s.written_sitting_id IS NULL LEFT JOIN exam x ON x.id = s.exam_id \
             LEFT JOIN result t ON t.sitting_id = s.id \
             LEFT JOIN edition e ON e.result_id = t.id AND (e.state = 'released' OR e.state = 'annulled' AND NOT EXISTS \
             (SELECT 1 FROM edition n WHERE n.result_id = e.result_id AND (n.state = 'released' OR n.state = 'annulled' AND n.number > e.number))) \
             WHERE ($1 = 'region' OR o.id = $2 OR g.id = $2 OR ($1 = 'subtree' AND (o.parent_id = $2 OR g.parent_id = $2))) AND ",
            $tail,
            " ORDER BY r.school_year DESC, r.exam_kind, r.id, x.exam_date, s.id"
        )
    };
}

const OF_YEAR: &str = facts!("r.school_year = $3 AND r.exam_kind = $4");
const OF_PERSON: &str = facts!("r.person_id = $3");
const CAMPAIGNS: &str = "SELECT DISTINCT school_year, exam_kind FROM registration ORDER BY school_year DESC, exam_kind";

/// The sittings of a campaign within the scope, by registration, oldest first.
pub async fn of_campaign(
    tx: &mut Tx,
    scope: &Scope,
    school_year: i64,
    kind: &str,
) -> Result<Vec<SittingFactRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_YEAR)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(school_year)
        .bind(kind)
        .fetch_all(c)
        .await)?)
}

/// The sittings of one person within the scope, newest school year first.
pub async fn of_person(tx: &mut Tx, scope: &Scope, person: Uuid) -> Result<Vec<SittingFactRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_PERSON)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(person)
        .fetch_all(c)
        .await)?)
}

/// School years and kinds of exam for which anybody is registered, newest first.
pub async fn campaigns(tx: &mut Tx) -> Result<Vec<(i64, String)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(CAMPAIGNS).fetch_all(c).await)?)
}
