//! Accounts and responsible persons: invitations, blocking, orders (mordovia-187:3; C6).

use std::sync::Arc;

use domain::access::{Action, Role, Scope, role_fits_organisation};
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use regulations::LegalDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::accounts::{self, AppointedAccountRow, ResponsiblePersonRow};
use storage::directory::Directory;
use storage::{StorageError, boxed, organisations};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::names::full_name;
use crate::passwords::{SecondFactor, check_new_password};
use crate::set_up::NewAccount;

/// An invitation can be used for so many hours.
const INVITATION_HOURS: i64 = 72;

/// An account in a list.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// As stored.
    pub row: AppointedAccountRow,
    /// Full name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Short name of its organisation.
    pub organisation: String,
    /// Orders that name it, newest last.
    pub orders: Vec<ResponsiblePersonRow>,
}

/// What a form of a new account says.
#[derive(Debug, Clone, Default)]
pub struct AccountInput {
    /// Surname.
    pub surname: String,
    /// Given name.
    pub given_name: String,
    /// Patronymic; may be empty.
    pub patronymic: String,
    /// Login.
    pub login: String,
    /// Role code.
    pub role: String,
    /// Where.
    pub organisation: Option<Uuid>,
    /// Post in words.
    pub position: String,
}

/// What a form of an order says; days as typed.
#[derive(Debug, Clone, Default)]
pub struct OrderInput {
    /// Number.
    pub number: String,
    /// Its day.
    pub date: String,
    /// First day of access.
    pub valid_from: String,
    /// Last day of access; may be empty.
    pub valid_to: String,
}

/// An invitation: the token is shown once.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The account.
    pub account: Uuid,
    /// 32 random bytes, hex: the last part of the link.
    pub token: String,
}

impl App {
    /// The accounts the actor may manage, or may name by order.
    pub async fn list_accounts(&self, request: &Request) -> Result<Vec<AccountView>, AppError> {
        let scope = self.accounts_scope(request)?;
        self.store
            .read(&(self, scope), |tx, (app, scope)| {
                boxed(async move {
                    let directory = app.directory_in(tx).await?;
                    let organisations = organisations::in_scope(tx, scope).await?;
                    let mut views = Vec::new();
                    for row in accounts::in_scope(tx, scope).await? {
                        let organisation = organisations
                            .iter()
                            .find(|one| one.id == row.organisation_id)
                            .map(|one| one.short_name.clone());
                        views.push(view_of(row, organisation.unwrap_or_default(), Vec::new(), &directory)?);
                    }
                    Ok(views)
                })
            })
            .await
    }

    /// One account with its orders.
    pub async fn find_account(&self, request: &Request, id: Uuid) -> Result<AccountView, AppError> {
        let scope = self.accounts_scope(request)?;
        self.store
            .read(&(self, scope, id), |tx, (app, scope, id)| {
                boxed(async move {
                    let row = accounts::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                    let organisation = organisations::find(tx, row.organisation_id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    must_cover(scope, organisation.id, organisation.parent_id)?;
                    let orders = accounts::orders(tx, *id).await?;
                    let directory = app.directory_in(tx).await?;
                    view_of(row, organisation.short_name, orders, &directory)
                })
            })
            .await
    }

    fn accounts_scope(&self, request: &Request) -> Result<Scope, AppError> {
        request
            .authorise(Action::ManageAccounts)
            .or_else(|_| request.authorise(Action::NameResponsiblePersons))
    }

    /// Enters an account and makes its invitation.
    pub async fn invite(&self, request: &Request, input: &AccountInput) -> Result<Invitation, AppError> {
        let scope = request.authorise(Action::ManageAccounts)?;
        let account = new_account(input)?;
        let person = self.fresh_id(request.now)?;
        self.keys.create_person_keys(&[person], request.now).await?;
        let token = fresh_token()?;
        // The token is shown once and never stored: a repeated request cannot be answered from a stored answer.
        let request = &Request {
            idempotency_key: None,
            ..request.clone()
        };
        let whole = (self, request, scope, &account, person, token.as_str());
        let id = self
            .act(
                request,
                &format!("invite {}", account.login),
                &whole,
                |tx, (app, request, scope, account, person, token)| {
                    boxed(async move {
                        let organisation = organisations::find(tx, account.organisation)
                            .await?
                            .ok_or(AppError::NotFound)?;
                        must_cover(scope, organisation.id, organisation.parent_id)?;
                        if !role_fits_organisation(account.role, OrganisationKind::from_code(&organisation.kind)?) {
                            return Err(AppError::field(
                                "role",
                                "Эта роль не для организации такого вида: выберите другую роль или организацию",
                            ));
                        }
                        let id = app.enter_account(tx, account, *person, request.now).await?;
                        let expires = request.now.plus_hours(INVITATION_HOURS);
                        accounts::insert_invitation(tx, &token_hash(token), id, expires.as_micros()).await?;
                        let details = json!({"role": account.role.code(), "organisation": account.organisation});
                        Ok(Done {
                            value: id,
                            event: event("account-invited", "account", Some(id), details),
                        })
                    })
                },
            )
            .await?;
        Ok(Invitation { account: id, token })
    }

    /// Makes a new invitation for an account that lost its password; its sessions end.
    pub async fn invite_again(&self, request: &Request, id: Uuid) -> Result<Invitation, AppError> {
        let scope = request.authorise(Action::ManageAccounts)?;
        let token = fresh_token()?;
        let request = &Request {
            idempotency_key: None,
            ..request.clone()
        };
        let whole = (request, scope, id, token.as_str());
        self.act(
            request,
            &format!("invite-again {id} {token}"),
            &whole,
            |tx, (request, scope, id, token)| {
                boxed(async move {
                    let row = accounts::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                    let organisation = organisations::find(tx, row.organisation_id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    must_cover(scope, organisation.id, organisation.parent_id)?;
                    accounts::bump_epoch(tx, *id).await?;
                    accounts::insert_invitation(
                        tx,
                        &token_hash(token),
                        *id,
                        request.now.plus_hours(INVITATION_HOURS).as_micros(),
                    )
                    .await?;
                    Ok(Done {
                        value: (),
                        event: event("account-invited-again", "account", Some(*id), json!({})),
                    })
                })
            },
        )
        .await?;
        Ok(Invitation { account: id, token })
    }

    /// The invitation of the first administrator, made by the system itself. Returns the token.
    pub async fn invite_on_first_start(&self, account: Uuid) -> Result<String, AppError> {
        let token = fresh_token()?;
        let expires = self.clock.now().plus_hours(INVITATION_HOURS).as_micros();
        self.store
            .write(&(account, token.as_str(), expires), |tx, (account, token, expires)| {
                boxed(async move {
                    Ok::<_, AppError>(accounts::insert_invitation(tx, &token_hash(token), *account, *expires).await?)
                })
            })
            .await?;
        Ok(token)
    }

    /// Can this invitation still be used?
    pub async fn invitation_lives(&self, token: &str) -> Result<bool, AppError> {
        let now = self.clock.now().as_micros();
        self.store
            .read(&(token, now), |tx, (token, now)| {
                boxed(async move {
                    Ok::<_, AppError>(accounts::live_invitation(tx, &token_hash(token), *now).await?.is_some())
                })
            })
            .await
    }

    /// Uses an invitation: sets the password, once.
    pub async fn accept_invitation(&self, token: &str, password: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        let hash = self.hash_password(password).await?;
        self.store
            .write(&(token, password, hash, now), |tx, (token, password, hash, now)| {
                boxed(async move {
                    let dead =
                        || AppError::NotNow("приглашение уже использовано или истекло: попросите новое".to_owned());
                    let id = accounts::use_invitation(tx, &token_hash(token), now.as_micros())
                        .await?
                        .ok_or_else(dead)?;
                    let row = accounts::find(tx, id).await?.ok_or_else(dead)?;
                    // A password would make the account active again.
                    if row.account.state == "blocked" {
                        return Err(dead());
                    }
                    check_new_password(password, &row.account.login, SecondFactor::Absent)
                        .map_err(|problem| AppError::field("password", problem.to_string()))?;
                    accounts::set_password(tx, id, hash).await?;
                    let author = storage::journal::Author {
                        account: Some(id),
                        organisation: Some(row.organisation_id),
                        at: now.as_micros(),
                    };
                    storage::journal::append(
                        tx,
                        author,
                        &event("invitation-accepted", "account", Some(id), json!({})),
                    )
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Blocks or unblocks an account; its sessions end at the next request.
    pub async fn set_account_state(&self, request: &Request, id: Uuid, state: AccountState) -> Result<(), AppError> {
        let scope = request.authorise(Action::ManageAccounts)?;
        if id == request.account() {
            return Err(AppError::NotNow(
                "себя заблокировать нельзя: попросите другого администратора".to_owned(),
            ));
        }
        self.act(
            request,
            &format!("account-state {id} {state:?}"),
            &(scope, id, state),
            |tx, (scope, id, state)| {
                boxed(async move {
                    let row = accounts::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                    let organisation = organisations::find(tx, row.organisation_id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    must_cover(scope, organisation.id, organisation.parent_id)?;
                    let (code, action) = match state {
                        AccountState::Blocked => ("blocked", "account-blocked"),
                        AccountState::Active if row.account.password_hash.is_none() => ("invited", "account-unblocked"),
                        AccountState::Active => ("active", "account-unblocked"),
                    };
                    accounts::set_state(tx, *id, code).await?;
                    Ok(Done {
                        value: (),
                        event: event(action, "account", Some(*id), json!({})),
                    })
                })
            },
        )
        .await
    }

    /// Enters an order that names an account as a responsible person of its organisation.
    pub async fn name_responsible(
        &self,
        request: &Request,
        account: Uuid,
        input: &OrderInput,
    ) -> Result<Uuid, AppError> {
        let scope = request.authorise(Action::NameResponsiblePersons)?;
        let order = OrderDays::read(input)?;
        let fingerprint = format!("name-responsible {account} {input:?}");
        let whole = (self, request, scope, account, &order);
        self.act(request, &fingerprint, &whole, |tx, (app, request, scope, account, order)| {
            boxed(async move {
                let found = accounts::find(tx, *account).await?.ok_or(AppError::NotFound)?;
                let organisation = organisations::find(tx, found.organisation_id).await?.ok_or(AppError::NotFound)?;
                must_cover(scope, organisation.id, organisation.parent_id)?;
                let row = ResponsiblePersonRow {
                    id: app.fresh_id(request.now)?,
                    account_id: *account,
                    organisation_id: organisation.id,
                    order_number: order.number.clone(),
                    order_date: order.date.to_string(),
                    valid_from: order.valid_from.to_string(),
                    valid_to: order.valid_to.map(|day| day.to_string()),
                    named_at: request.at(),
                    named_by: request.account(),
                };
                accounts::insert_order(tx, &row).await?;
                accounts::bump_epoch(tx, *account).await?;
                let details = json!({"account": account, "order": row.order_number, "from": row.valid_from, "to": row.valid_to});
                Ok(Done { value: row.id, event: event("responsible-person-named", "responsible-person", Some(row.id), details) })
            })
        })
        .await
    }

    /// Ends an order on a last day.
    pub async fn end_responsibility(&self, request: &Request, order: Uuid, last_day: &str) -> Result<(), AppError> {
        let scope = request.authorise(Action::NameResponsiblePersons)?;
        let last_day = crate::ledgers::parse_day(last_day)
            .ok_or_else(|| AppError::field("valid_to", "Укажите последний день доступа, например 17.12.2026"))?;
        self.act(
            request,
            &format!("end-responsibility {order} {last_day}"),
            &(scope, order, last_day),
            |tx, (scope, order, last_day)| {
                boxed(async move {
                    let row = accounts::find_order(tx, *order).await?.ok_or(AppError::NotFound)?;
                    let organisation = organisations::find(tx, row.organisation_id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    must_cover(scope, organisation.id, organisation.parent_id)?;
                    if !accounts::end_order(tx, *order, &last_day.to_string()).await? {
                        return Err(AppError::NotNow("приказ уже закончил действие раньше".to_owned()));
                    }
                    accounts::bump_epoch(tx, row.account_id).await?;
                    let details = json!({"account": row.account_id, "to": last_day.to_string()});
                    Ok(Done {
                        value: (),
                        event: event("responsibility-ended", "responsible-person", Some(*order), details),
                    })
                })
            },
        )
        .await
    }
}

/// What an administrator may make of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// May sign in.
    Active,
    /// May not.
    Blocked,
}

struct OrderDays {
    number: String,
    date: LegalDate,
    valid_from: LegalDate,
    valid_to: Option<LegalDate>,
}

impl OrderDays {
    fn read(input: &OrderInput) -> Result<Self, AppError> {
        let mut problems = Vec::new();
        let mut day = |field: &str, text: &str| {
            let parsed = crate::ledgers::parse_day(text);
            if parsed.is_none() {
                problems.push(FieldProblem::new(field, "Укажите день, например 01.12.2026"));
            }
            parsed
        };
        let date = day("order_date", &input.date);
        let valid_from = day("valid_from", &input.valid_from);
        let valid_to = if input.valid_to.trim().is_empty() {
            None
        } else {
            day("valid_to", &input.valid_to)
        };
        let number = input.number.trim().to_owned();
        if number.is_empty() || number.chars().count() > 40 {
            problems.push(FieldProblem::new(
                "order_number",
                "Укажите номер приказа, не длиннее 40 знаков",
            ));
        }
        if let (Some(from), Some(to)) = (valid_from, valid_to)
            && to < from
        {
            problems.push(FieldProblem::new(
                "valid_to",
                "Последний день раньше первого: поменяйте дни",
            ));
        }
        match (date, valid_from) {
            (Some(date), Some(valid_from)) if problems.is_empty() => Ok(Self {
                number,
                date,
                valid_from,
                valid_to,
            }),
            _ => Err(AppError::Invalid(problems)),
        }
    }
}

fn new_account(input: &AccountInput) -> Result<NewAccount, AppError> {
    let mut problems = Vec::new();
    let patronymic = Some(input.patronymic.trim()).filter(|text| !text.is_empty());
    let name = PersonName::parse(&input.surname, &input.given_name, patronymic)
        .map_err(|error| problems.push(FieldProblem::new("surname", error.to_string())));
    let role = Role::from_code(&input.role).map_err(|_| problems.push(FieldProblem::new("role", "Выберите роль")));
    let login = input.login.trim().to_lowercase();
    let plain = login
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'));
    if login.len() < 3 || login.len() > 40 || !plain {
        problems.push(FieldProblem::new(
            "login",
            "Логин: от 3 до 40 латинских букв, цифр, точек и дефисов",
        ));
    }
    if input.organisation.is_none() {
        problems.push(FieldProblem::new("organisation", "Выберите организацию"));
    }
    match (name, role, input.organisation) {
        (Ok(name), Ok(role), Some(organisation)) if problems.is_empty() => Ok(NewAccount {
            name,
            login,
            role,
            organisation,
            position: input.position.trim().to_owned(),
            password_hash: None,
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}

pub(crate) fn must_cover(scope: &Scope, organisation: Uuid, parent: Option<Uuid>) -> Result<(), AppError> {
    let id = domain::ids::OrganisationId;
    if scope.covers(id(organisation), parent.map(id)) {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

fn view_of(
    row: AppointedAccountRow,
    organisation: String,
    orders: Vec<ResponsiblePersonRow>,
    directory: &Arc<Directory>,
) -> Result<AccountView, AppError> {
    Ok(AccountView {
        name: full_name(directory, row.account.person_id),
        role: Role::from_code(&row.role)?,
        organisation,
        orders,
        row,
    })
}

pub(crate) fn fresh_token() -> Result<String, AppError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| StorageError::Damaged("random"))?;
    Ok(hex::encode(bytes))
}

fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
