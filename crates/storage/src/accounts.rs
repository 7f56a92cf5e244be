//! Accounts, appointments, responsible persons, invitations.

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::push_list;
use crate::engine::{Tx, on_engine};

/// A sign-in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AccountRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Name typed at the sign-in; says nothing of the person.
    pub login: String,
    /// Argon2id, PHC string; `None` until the invitation is used.
    pub password_hash: Option<String>,
    /// `invited`, `active`, `blocked`.
    pub state: String,
    /// Grows with every change of rights; sessions of an older epoch are dead.
    pub policy_epoch: i64,
    /// Microseconds UTC.
    pub created_at: i64,
    /// Row version.
    pub version: i64,
}

/// An account with its appointment.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AppointedAccountRow {
    /// The account.
    #[sqlx(flatten)]
    pub account: AccountRow,
    /// `Role` code.
    pub role: String,
    /// Where.
    pub organisation_id: Uuid,
    /// `OrganisationKind` code of that organisation.
    pub organisation_kind: String,
    /// Post in words.
    pub position: String,
    /// Last request of a session, microseconds UTC of the steady clock; `None` before the first sign-in.
    pub last_seen_at: Option<i64>,
}

/// An order that names a responsible person.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResponsiblePersonRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Whom.
    pub account_id: Uuid,
    /// For which organisation.
    pub organisation_id: Uuid,
    /// Number of the order.
    pub order_number: String,
    /// Legal day of the order.
    pub order_date: String,
    /// First legal day of access.
    pub valid_from: String,
    /// Last legal day of access.
    pub valid_to: Option<String>,
    /// Microseconds UTC.
    pub named_at: i64,
    /// By which account.
    pub named_by: Uuid,
}

const INSERT: &str = "INSERT INTO account (id, person_id, login, password_hash, state, policy_epoch, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const INSERT_APPOINTMENT: &str = "INSERT INTO appointment (id, account_id, role, organisation_id, position, appointed_at) VALUES ($1, $2, $3, $4, $5, $6)";
macro_rules! appointed {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.person_id, a.login, a.password_hash, a.state, a.policy_epoch, a.created_at, a.version, p.role, p.organisation_id, ",
            "o.kind AS organisation_kind, p.position, (SELECT MAX(s.last_seen_at) FROM session s WHERE s.account_id = a.id) AS last_seen_at ",
            "FROM account a JOIN appointment p ON p.account_id = a.id JOIN organisation o ON o.id = p.organisation_id ",
            $tail
        )
    };
}
const BY_LOGIN: &str = appointed!("WHERE a.login = $1");
const FIND: &str = appointed!("WHERE a.id = $1");
const IN_SCOPE: &str =
    appointed!("WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) ORDER BY o.code, a.login");
const PEOPLE: &str = "SELECT id, person_id FROM account WHERE id IN (";
const SET_PASSWORD: &str = "UPDATE account SET password_hash = $2, state = 'active', policy_epoch = policy_epoch + 1, version = version + 1 WHERE id = $1";
const SET_STATE: &str =
    "UPDATE account SET state = $2, policy_epoch = policy_epoch + 1, version = version + 1 WHERE id = $1";
const BUMP_EPOCH: &str = "UPDATE account SET policy_epoch = policy_epoch + 1, version = version + 1 WHERE id = $1";
const REHASH: &str = "UPDATE account SET password_hash = $2 WHERE id = $1";
const ORDERS: &str = "SELECT id, account_id, organisation_id, order_number, order_date, valid_from, valid_to, named_at, named_by FROM responsible_person WHERE account_id = $1 ORDER BY valid_from";
const ORDERS_OF_ORGANISATION: &str = "SELECT id, account_id, organisation_id, order_number, order_date, valid_from, valid_to, named_at, named_by FROM responsible_person \
  WHERE organisation_id = $1 ORDER BY valid_from";
const ORDERS_IN_SCOPE: &str = "SELECT r.id, r.account_id, r.organisation_id, r.order_number, r.order_date, r.valid_from, r.valid_to, r.named_at, r.named_by \
  FROM responsible_person r JOIN organisation o ON o.id = r.organisation_id \
  WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) ORDER BY r.valid_from, r.id";
const INSERT_ORDER: &str = "INSERT INTO responsible_person (id, account_id, organisation_id, order_number, order_date, valid_from, valid_to, named_at, named_by) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const END_ORDER: &str =
    "UPDATE responsible_person SET valid_to = $2 WHERE id = $1 AND (valid_to IS NULL OR valid_to > $2)";
const FIND_ORDER: &str = "SELECT id, account_id, organisation_id, order_number, order_date, valid_from, valid_to, named_at, named_by FROM responsible_person WHERE id = $1";
const INSERT_INVITATION: &str =
    "INSERT INTO invitation (token_hash, account_id, expires_at, used_at) VALUES ($1, $2, $3, NULL)";
const RETIRE_INVITATIONS: &str = "UPDATE invitation SET expires_at = 0 WHERE account_id = $1 AND used_at IS NULL";
const USE_INVITATION: &str = "UPDATE invitation SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING account_id";
const LIVE_INVITATION: &str =
    "SELECT account_id FROM invitation WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";

/// Adds an account.
pub async fn insert(tx: &mut Tx, row: &AccountRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.person_id)
        .bind(&row.login)
        .bind(&row.password_hash)
        .bind(&row.state)
        .bind(row.policy_epoch)
        .bind(row.created_at)
        .bind(row.version)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Appoints an account to a role in an organisation.
pub async fn insert_appointment(
    tx: &mut Tx,
    id: Uuid,
    account: Uuid,
    role: &str,
    organisation: Uuid,
    position: &str,
    at: i64,
) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_APPOINTMENT)
        .bind(id)
        .bind(account)
        .bind(role)
        .bind(organisation)
        .bind(position)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The account of a login.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<AppointedAccountRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(BY_LOGIN)
        .bind(login)
        .fetch_optional(c)
        .await)?)
}

/// One account.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<AppointedAccountRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The accounts a scope covers.
pub async fn in_scope(tx: &mut Tx, scope: &Scope) -> Result<Vec<AppointedAccountRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// The persons behind some accounts: account, person.
pub async fn people(tx: &mut Tx, accounts: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, StorageError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(PEOPLE);
        push_list!(builder, accounts);
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// Sets the password, activates, ends all sessions.
pub async fn set_password(tx: &mut Tx, id: Uuid, hash: &str) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(SET_PASSWORD)
        .bind(id)
        .bind(hash)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Stores the same password under newer parameters; sessions live on.
pub async fn rehash(tx: &mut Tx, id: Uuid, hash: &str) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(REHASH)
        .bind(id)
        .bind(hash)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Blocks or unblocks; ends all sessions.
pub async fn set_state(tx: &mut Tx, id: Uuid, state: &str) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(SET_STATE)
        .bind(id)
        .bind(state)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends all sessions of an account: its rights changed.
pub async fn bump_epoch(tx: &mut Tx, id: Uuid) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(BUMP_EPOCH).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The orders that name an account.
pub async fn orders(tx: &mut Tx, account: Uuid) -> Result<Vec<ResponsiblePersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ORDERS)
        .bind(account)
        .fetch_all(c)
        .await)?)
}

/// The orders that name somebody for an organisation.
pub async fn orders_of_organisation(
    tx: &mut Tx,
    organisation: Uuid,
) -> Result<Vec<ResponsiblePersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ORDERS_OF_ORGANISATION)
        .bind(organisation)
        .fetch_all(c)
        .await)?)
}

/// The orders of every organisation a scope covers, oldest first.
pub async fn orders_in_scope(tx: &mut Tx, scope: &Scope) -> Result<Vec<ResponsiblePersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ORDERS_IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// One order.
pub async fn find_order(tx: &mut Tx, id: Uuid) -> Result<Option<ResponsiblePersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND_ORDER)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Enters an order.
pub async fn insert_order(tx: &mut Tx, row: &ResponsiblePersonRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_ORDER)
        .bind(row.id)
        .bind(row.account_id)
        .bind(row.organisation_id)
        .bind(&row.order_number)
        .bind(&row.order_date)
        .bind(&row.valid_from)
        .bind(&row.valid_to)
        .bind(row.named_at)
        .bind(row.named_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends an order on `last_day`; false if it ends earlier already.
pub async fn end_order(tx: &mut Tx, id: Uuid, last_day: &str) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(END_ORDER)
        .bind(id)
        .bind(last_day)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Stores the hash of an invitation's token. Earlier invitations of the account die: one link lives at a time, so a new
/// one makes a link that went astray worthless.
pub async fn insert_invitation(
    tx: &mut Tx,
    token_hash: &[u8],
    account: Uuid,
    expires_at: i64,
) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(RETIRE_INVITATIONS)
        .bind(account)
        .execute(c)
        .await
        .map(|_| ()))?;
    on_engine!(tx, |c| sqlx::query(INSERT_INVITATION)
        .bind(token_hash)
        .bind(account)
        .bind(expires_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whose invitation it is, if it can still be used.
pub async fn live_invitation(tx: &mut Tx, token_hash: &[u8], now: i64) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(LIVE_INVITATION)
        .bind(token_hash)
        .bind(now)
        .fetch_optional(c)
        .await)?)
}

/// Uses an invitation once; whose it was.
pub async fn use_invitation(tx: &mut Tx, token_hash: &[u8], now: i64) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(USE_INVITATION)
        .bind(token_hash)
        .bind(now)
        .fetch_optional(c)
        .await)?)
}
