//! Keys of other systems: issued by the administrator, shown once, bound to an account, its organisation and one purpose.
//!
//! A token grants nothing by itself: every request is decided by the rights that its account has at that moment, cut down
//! to the purpose. It ends on its last day, when somebody ends it, and does not hold while the account is blocked or
//! belongs elsewhere.

use domain::access::Action;
use domain::ids::TokenId;
use domain::token_purpose::{HeldToken, TokenPurpose};
use regulations::LegalDate;
use serde_json::json;
use storage::api_tokens::{self, ApiTokenRow};
use storage::keys::Purpose;
use storage::{StorageError, Tx, accounts, boxed, organisations};
use uuid::Uuid;

use crate::accounts::{fresh_token, must_cover};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::sign_in::actor_of;

/// A token holds so many days at most.
const LONGEST_DAYS: i64 = 400;

/// What a form of a new token says.
#[derive(Debug, Clone, Default)]
pub struct TokenInput {
    /// `TokenPurpose` code.
    pub purpose: String,
    /// Which system will use it.
    pub system_name: String,
    /// Last day as typed.
    pub last_day: String,
}

/// A fresh token, shown once.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The token's id.
    pub id: Uuid,
    /// 32 random bytes, hex; stored nowhere.
    pub token: String,
}

/// A token in a list.
#[derive(Debug, Clone)]
pub struct TokenView {
    /// As stored.
    pub row: ApiTokenRow,
    /// What for.
    pub purpose: TokenPurpose,
    /// Last day it holds.
    pub last_day: LegalDate,
    /// Can it be used today?
    pub holds: bool,
}

struct NewToken {
    purpose: TokenPurpose,
    system_name: String,
    last_day: LegalDate,
}

impl App {
    /// Issues a token that acts as this account. The token cannot be had again, so a repeated request issues another.
    ///
    /// Errors: [`AppError::Invalid`] on `purpose`, `system_name`, `last_day`; `purpose` also when the account's role has no
    /// permission that the purpose covers.
    pub async fn issue_token(
        &self,
        request: &Request,
        account: Uuid,
        input: &TokenInput,
    ) -> Result<IssuedToken, AppError> {
        let scope = request.authorise(Action::ManageAccounts)?;
        let wanted = read_input(request, input)?;
        let token = fresh_token()?;
        let id = self.fresh_id(request.now)?;
        let request = &Request {
            idempotency_key: None,
            ..request.clone()
        };
        let hash = self.api_token_hash(&token);
        let whole = (request, scope, account, &wanted, (id, hash.as_slice()));
        self.act(request, &format!("issue-token {id}"), &whole, |tx, (request, scope, account, wanted, (id, hash))| {
            boxed(async move {
                let row = accounts::find(tx, *account).await?.ok_or(AppError::NotFound)?;
                let organisation = organisations::find(tx, row.organisation_id).await?.ok_or(AppError::NotFound)?;
                must_cover(scope, organisation.id, organisation.parent_id)?;
                let actor = actor_of(&row, &[])?;
                if !wanted.purpose.fits(actor.role) {
                    return Err(AppError::field(
                        "purpose",
                        "У\u{a0}роли этой учётной записи нет таких прав: выберите другое назначение или другую запись",
                    ));
                }
                let token = ApiTokenRow {
                    id: *id,
                    token_hash: hash.to_vec(),
                    account_id: *account,
                    organisation_id: row.organisation_id,
                    purpose: wanted.purpose.code().to_owned(),
                    system_name: wanted.system_name.clone(),
                    last_day: wanted.last_day.to_string(),
                    issued_at: request.at(),
                    issued_by: request.account(),
                    last_used_at: None,
                    ended_at: None,
                    ended_by: None,
                };
                api_tokens::insert(tx, &token).await?;
                let details = json!({"account": account, "purpose": token.purpose, "last_day": token.last_day});
                Ok(Done { value: (), event: event("token-issued", "api-token", Some(*id), details) })
            })
        })
        .await?;
        Ok(IssuedToken { id, token })
    }

    /// The tokens of an account, newest first.
    pub async fn tokens_of(&self, request: &Request, account: Uuid) -> Result<Vec<TokenView>, AppError> {
        let scope = request.authorise(Action::ManageAccounts)?;
        self.store
            .read(&(request, scope, account), |tx, (request, scope, account)| {
                boxed(async move {
                    let row = accounts::find(tx, *account).await?.ok_or(AppError::NotFound)?;
                    let organisation = organisations::find(tx, row.organisation_id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    must_cover(scope, organisation.id, organisation.parent_id)?;
                    let tokens = api_tokens::of_account(tx, *account).await?;
                    tokens.into_iter().map(|row| view_of(row, request.today)).collect()
                })
            })
            .await
    }

    /// Ends a token of an account; the next request with it is refused.
    pub async fn end_token(&self, request: &Request, account: Uuid, id: Uuid) -> Result<(), AppError> {
        let scope = request.authorise(Action::ManageAccounts)?;
        let input = (request, scope, account, id);
        self.act(
            request,
            &format!("end-token {id}"),
            &input,
            |tx, (request, scope, account, id)| {
                boxed(async move {
                    let token = api_tokens::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                    let organisation = organisations::find(tx, token.organisation_id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    must_cover(scope, organisation.id, organisation.parent_id)?;
                    if token.account_id != *account {
                        return Err(AppError::NotFound);
                    }
                    if !api_tokens::end(tx, *id, request.at(), request.account()).await? {
                        return Err(AppError::NotNow("этот ключ уже закрыт".to_owned()));
                    }
                    Ok(Done {
                        value: (),
                        event: event("token-ended", "api-token", Some(*id), json!({"account": account})),
                    })
                })
            },
        )
        .await
    }

    /// The request of a program that shows this token; `None` for a token that is unknown, ended or past its last day,
    /// and while its account is blocked or belongs elsewhere.
    pub async fn request_of_token(&self, token: &str) -> Result<Option<Request>, AppError> {
        let now = self.clock.now();
        let today = self.day_of(now);
        let hash = self.api_token_hash(token);
        let steady = self.clock.steady();
        let found = self
            .store
            .read(&(hash.as_slice(), today), |tx, (hash, today)| {
                boxed(load_held(tx, hash, *today))
            })
            .await?;
        let Some((actor, last_used)) = found else {
            return Ok(None);
        };
        if let Some(held) = actor.token
            && last_used.is_none_or(|at| steady.minutes_since(regulations::Instant::from_micros(at)) >= 1)
        {
            let used = (held.id.0, steady.as_micros());
            self.store
                .write(&used, |tx, (id, at)| {
                    boxed(async move { Ok::<_, AppError>(api_tokens::used(tx, *id, *at).await?) })
                })
                .await?;
        }
        Ok(Some(Request {
            actor,
            now,
            today,
            idempotency_key: None,
        }))
    }

    fn api_token_hash(&self, token: &str) -> Vec<u8> {
        self.keys
            .purpose_key(Purpose::ApiToken)
            .keyed_hash(&[token.as_bytes()])
            .to_vec()
    }
}

/// The actor of a token that holds today, and when it was used last.
async fn load_held(
    tx: &mut Tx,
    hash: &[u8],
    today: LegalDate,
) -> Result<Option<(domain::access::Actor, Option<i64>)>, AppError> {
    let Some(token) = api_tokens::by_hash(tx, hash).await? else {
        return Ok(None);
    };
    let view = view_of(token, today)?;
    let Some(row) = accounts::find(tx, view.row.account_id).await? else {
        return Ok(None);
    };
    if !view.holds || row.account.state != "active" || row.organisation_id != view.row.organisation_id {
        return Ok(None);
    }
    let orders = accounts::orders(tx, row.account.id).await?;
    let mut actor = actor_of(&row, &orders)?;
    actor.token = Some(HeldToken {
        id: TokenId(view.row.id),
        purpose: view.purpose,
    });
    Ok(Some((actor, view.row.last_used_at)))
}

fn view_of(row: ApiTokenRow, today: LegalDate) -> Result<TokenView, AppError> {
    let purpose = TokenPurpose::from_code(&row.purpose)?;
    let last_day = row
        .last_day
        .parse::<LegalDate>()
        .map_err(|_| StorageError::Damaged("api_token.last_day"))?;
    Ok(TokenView {
        purpose,
        last_day,
        holds: row.ended_at.is_none() && today <= last_day,
        row,
    })
}

fn read_input(request: &Request, input: &TokenInput) -> Result<NewToken, AppError> {
    let mut problems = Vec::new();
    let purpose = TokenPurpose::from_code(&input.purpose).ok();
    if purpose.is_none() {
        problems.push(FieldProblem::new("purpose", "Выберите, что этим ключом будут делать"));
    }
    let system_name = input.system_name.trim();
    if system_name.is_empty() || system_name.chars().count() > 80 {
        problems.push(FieldProblem::new(
            "system_name",
            "Назовите систему, не\u{a0}длиннее 80\u{a0}знаков, например «АИС Образование, школа»",
        ));
    }
    let last_day = crate::ledgers::parse_day(&input.last_day)
        .filter(|day| *day >= request.today && day.days_since(request.today) <= LONGEST_DAYS);
    if last_day.is_none() {
        problems.push(FieldProblem::new(
            "last_day",
            format!(
                "Укажите последний день ключа: не\u{a0}раньше сегодняшнего и не\u{a0}дальше {LONGEST_DAYS}\u{a0}дней"
            ),
        ));
    }
    match (purpose, last_day) {
        (Some(purpose), Some(last_day)) if problems.is_empty() => Ok(NewToken {
            purpose,
            system_name: system_name.to_owned(),
            last_day,
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}
