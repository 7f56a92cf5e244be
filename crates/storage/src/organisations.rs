//! Organisations.

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};
use crate::installation::{self, Counter};

/// One organisation as stored. Codes of enums are text; moments are not here, validity is in legal days.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OrganisationRow {
    /// UUIDv7.
    pub id: Uuid,
    /// The region's code of the organisation, zeros kept.
    pub code: String,
    /// `domain::organisation::OrganisationKind` code.
    pub kind: String,
    /// Full name.
    pub name: String,
    /// Name for lists.
    pub short_name: String,
    /// The organisation above.
    pub parent_id: Option<Uuid>,
    /// IANA zone where it differs from the region's.
    pub zone: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// First legal day.
    pub valid_from: String,
    /// Last legal day; open while `None`.
    pub valid_to: Option<String>,
    /// Row version.
    pub version: i64,
}

const ALL: &str = "SELECT id, code, kind, name, short_name, parent_id, zone, address, valid_from, valid_to, version FROM organisation ORDER BY code";
const IN_SCOPE: &str = "SELECT o.id, o.code, o.kind, o.name, o.short_name, o.parent_id, o.zone, o.address, o.valid_from, o.valid_to, o.version \
  FROM organisation o WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) ORDER BY o.code";
const FIND: &str = "SELECT id, code, kind, name, short_name, parent_id, zone, address, valid_from, valid_to, version FROM organisation WHERE id = $1";
const INSERT: &str = "INSERT INTO organisation (id, code, kind, name, short_name, parent_id, zone, address, valid_from, valid_to, version) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const UPDATE: &str = "UPDATE organisation SET kind = $2, name = $3, short_name = $4, parent_id = $5, zone = $6, address = $7, \
  version = version + 1 WHERE id = $1";

/// Every organisation, by code: for the system's own work (imports, reconciling), not for a person's list.
pub async fn all(tx: &mut Tx) -> Result<Vec<OrganisationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}

/// The organisations a scope covers, by code.
pub async fn in_scope(tx: &mut Tx, scope: &Scope) -> Result<Vec<OrganisationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// One organisation.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<OrganisationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Adds one; parents go first.
pub async fn insert(tx: &mut Tx, row: &OrganisationRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(&row.code)
        .bind(&row.kind)
        .bind(&row.name)
        .bind(&row.short_name)
        .bind(row.parent_id)
        .bind(&row.zone)
        .bind(&row.address)
        .bind(&row.valid_from)
        .bind(&row.valid_to)
        .bind(row.version)
        .execute(c)
        .await
        .map(|_| ()))?;
    installation::bump(tx, Counter::Organisation, 1).await?;
    Ok(())
}

/// Rewrites everything but code and validity; the version grows.
pub async fn update(tx: &mut Tx, row: &OrganisationRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(&row.kind)
        .bind(&row.name)
        .bind(&row.short_name)
        .bind(row.parent_id)
        .bind(&row.zone)
        .bind(&row.address)
        .execute(c)
        .await
        .map(|_| ()))?;
    installation::bump(tx, Counter::Organisation, 1).await?;
    Ok(())
}
