//! Organisations: the tree in the actor's scope with counts, and one organisation with its responsible persons and accounts.

use std::collections::HashMap;

use domain::access::{Action, ResponsibilityOrder, Role, Scope};
use domain::organisation::OrganisationKind;
use regulations::LegalDate;
use storage::accounts::{self, AppointedAccountRow, ResponsiblePersonRow};
use storage::directory::Directory;
use storage::organisations::{self, OrganisationRow};
use storage::{StorageError, Tx, boxed, participants};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_choice::exam_in_focus;
use crate::exam_view::Exam;
use crate::names::{full_name, short_name};

/// An organisation in the tree.
#[derive(Debug, Clone)]
pub struct OrganisationSummary {
    /// As stored.
    pub row: OrganisationRow,
    /// Kind.
    pub kind: OrganisationKind,
    /// Short name of the organisation above; empty where the actor may not know of it.
    pub parent: String,
    /// Participants of the latest exam whom this organisation tells the result.
    pub participants: i64,
    /// «Рудакова Е. С.» of everybody whom an order in force names today.
    pub responsible: Vec<String>,
}

/// The organisations of the scope, by code.
#[derive(Debug, Clone)]
pub struct OrganisationTree {
    /// The exam whose participants are counted; none before the first import.
    pub exam: Option<Exam>,
    /// By code.
    pub rows: Vec<OrganisationSummary>,
}

/// One organisation.
#[derive(Debug, Clone)]
pub struct OrganisationDetails {
    /// As in the tree.
    pub summary: OrganisationSummary,
    /// The exam whose participants are counted.
    pub exam: Option<Exam>,
    /// The organisation above as stored, if the actor may know of it.
    pub parent: Option<OrganisationRow>,
    /// Organisations directly below.
    pub below: usize,
    /// Orders, oldest first.
    pub orders: Vec<OrderView>,
    /// Accounts, by login.
    pub accounts: Vec<StaffView>,
}

/// An order that names a person of the organisation.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// As stored.
    pub row: ResponsiblePersonRow,
    /// Days and number read.
    pub order: ResponsibilityOrder,
    /// Full name of whom it names.
    pub name: String,
    /// Post in words.
    pub position: String,
}

/// An account of the organisation.
#[derive(Debug, Clone)]
pub struct StaffView {
    /// As stored.
    pub row: AppointedAccountRow,
    /// Full name.
    pub name: String,
    /// Role.
    pub role: Role,
}

impl App {
    /// The organisations the actor may know of, with counts.
    pub async fn organisation_tree(&self, request: &Request) -> Result<OrganisationTree, AppError> {
        let scope = request.authorise(Action::SeeOrganisations)?;
        self.store
            .read(&(self, request, scope), |tx, (app, request, scope)| {
                boxed(async move { app.tree_in(tx, request, scope).await })
            })
            .await
    }

    /// The organisations in the actor's reach, by code, without counts: for choices.
    pub async fn list_organisations(&self, request: &Request) -> Result<Vec<OrganisationRow>, AppError> {
        let scope = request.authorise(Action::SeeOrganisations)?;
        self.store
            .read(&scope, |tx, scope| {
                boxed(async move { Ok(organisations::in_scope(tx, scope).await?) })
            })
            .await
    }

    async fn tree_in(&self, tx: &mut Tx, request: &Request, scope: &Scope) -> Result<OrganisationTree, AppError> {
        let rows = organisations::in_scope(tx, scope).await?;
        let exam = exam_in_focus(tx, request.today).await?;
        let participants = match &exam {
            Some(exam) => participants::counts(tx, scope, exam.id)
                .await?
                .into_iter()
                .map(|row| (row.organisation_id, row.sittings))
                .collect(),
            None => HashMap::new(),
        };
        let directory = self.directory_in(tx).await?;
        let staff = Staff::load(tx, scope, &directory).await?;
        let names: HashMap<Uuid, String> = rows.iter().map(|row| (row.id, row.short_name.clone())).collect();
        let rows = rows
            .into_iter()
            .map(|row| {
                Ok(OrganisationSummary {
                    kind: OrganisationKind::from_code(&row.kind)?,
                    parent: row.parent_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
                    participants: participants.get(&row.id).copied().unwrap_or_default(),
                    responsible: staff.responsible(row.id, request.today, &directory),
                    row,
                })
            })
            .collect::<Result<Vec<_>, AppError>>()?;
        Ok(OrganisationTree { exam, rows })
    }

    /// One organisation of the scope; any other is [`AppError::NotFound`].
    pub async fn find_organisation(&self, request: &Request, id: Uuid) -> Result<OrganisationDetails, AppError> {
        let scope = request.authorise(Action::SeeOrganisations)?;
        self.store
            .read(&(self, request, scope, id), |tx, (app, request, scope, id)| {
                boxed(async move {
                    let tree = app.tree_in(tx, request, scope).await?;
                    let below = tree.rows.iter().filter(|one| one.row.parent_id == Some(*id)).count();
                    let summary = tree
                        .rows
                        .iter()
                        .find(|one| one.row.id == *id)
                        .cloned()
                        .ok_or(AppError::NotFound)?;
                    let parent = tree
                        .rows
                        .iter()
                        .find(|one| Some(one.row.id) == summary.row.parent_id)
                        .map(|one| one.row.clone());
                    let directory = app.directory_in(tx).await?;
                    let staff = Staff::load(tx, scope, &directory).await?;
                    Ok(OrganisationDetails {
                        orders: staff.orders_of(*id)?,
                        accounts: staff
                            .accounts
                            .into_iter()
                            .filter(|one| one.row.organisation_id == *id)
                            .collect(),
                        below,
                        parent,
                        exam: tree.exam,
                        summary,
                    })
                })
            })
            .await
    }
}

/// Accounts and orders of a scope.
struct Staff {
    accounts: Vec<StaffView>,
    orders: Vec<ResponsiblePersonRow>,
}

impl Staff {
    async fn load(tx: &mut Tx, scope: &Scope, directory: &Directory) -> Result<Self, AppError> {
        let accounts = accounts::in_scope(tx, scope)
            .await?
            .into_iter()
            .map(|row| {
                Ok(StaffView {
                    name: full_name(directory, row.account.person_id),
                    role: Role::from_code(&row.role)?,
                    row,
                })
            })
            .collect::<Result<Vec<_>, AppError>>()?;
        Ok(Self {
            accounts,
            orders: accounts::orders_in_scope(tx, scope).await?,
        })
    }

    fn account(&self, id: Uuid) -> Option<&StaffView> {
        self.accounts.iter().find(|one| one.row.account.id == id)
    }

    /// Short names of those whom an order in force names.
    fn responsible(&self, organisation: Uuid, today: LegalDate, directory: &Directory) -> Vec<String> {
        let in_force = |row: &&ResponsiblePersonRow| {
            row.organisation_id == organisation && order_of(row).is_ok_and(|order| order.in_force(today))
        };
        let people = self
            .orders
            .iter()
            .filter(in_force)
            .filter_map(|row| self.account(row.account_id));
        let mut names: Vec<String> = people
            .filter(|one| one.row.account.state != "blocked")
            .map(|one| short_name(directory, one.row.account.person_id))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn orders_of(&self, organisation: Uuid) -> Result<Vec<OrderView>, AppError> {
        let own = self.orders.iter().filter(|row| row.organisation_id == organisation);
        own.map(|row| {
            let account = self.account(row.account_id);
            Ok(OrderView {
                order: order_of(row)?,
                name: account.map(|one| one.name.clone()).unwrap_or_default(),
                position: account.map(|one| one.row.position.clone()).unwrap_or_default(),
                row: row.clone(),
            })
        })
        .collect()
    }
}

fn order_of(row: &ResponsiblePersonRow) -> Result<ResponsibilityOrder, AppError> {
    let damaged = || StorageError::Damaged("responsible_person");
    Ok(ResponsibilityOrder {
        number: row.order_number.clone(),
        date: row.order_date.parse().map_err(|_| damaged())?,
        valid_from: row.valid_from.parse().map_err(|_| damaged())?,
        valid_to: row
            .valid_to
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| damaged())?,
    })
}
