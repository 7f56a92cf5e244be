//! One organisation: facts, responsible persons with their orders, accounts, statements.

use std::collections::BTreeMap;

use app::organisations::{OrderView, OrganisationDetails, StaffView};
use app::statements::{StatementState, StatementSummary};
use axum::extract::State;
use domain::access::Action;
use domain::ids::OrganisationId;
use regulations::russian::{capitalised, date_time, long_date, numeric_date};
use regulations::{Instant, LegalDate};
use ui::components::{Facts, Link, Phrase, Tag};
use ui::pages::organisations::{AccountRow, AccountState, OrganisationPage, ResponsibleRow, ResponsibleState};
use ui::typography::{counted, number};
use uuid::Uuid;

use crate::failure::Failure;
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::{PathId, day_words};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Newest statements on the page.
const STATEMENTS: usize = 20;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<OrganisationPage>, Failure> {
    let details = staff.app.find_organisation(&signed_in.request, id).await?;
    let statements = statements(&staff, &signed_in, id).await?;
    Ok(Page::new(view(&signed_in, details, statements)))
}

fn view(
    signed_in: &SignedInRequest,
    details: OrganisationDetails,
    statements: Vec<(Link, String, Tag)>,
) -> OrganisationPage {
    let today = signed_in.request.today;
    let manages = signed_in.may(Action::ManageAccounts);
    let row = &details.summary.row;
    let names = manages || names_responsible_persons_of(signed_in, row.id, row.parent_id);
    let mut page = OrganisationPage {
        shell: signed_in.shell(row.name.clone(), Section::Organisations),
        summary: summary(&details),
        warning: warning(&details),
        facts: facts(signed_in, &details),
        responsible: details
            .orders
            .iter()
            .map(|order| responsible(order, today, names))
            .collect(),
        add_responsible_href: if names { "/accounts".to_owned() } else { String::new() },
        accounts: details
            .accounts
            .iter()
            .map(|account| account_row(signed_in, account, names))
            .collect(),
        invite_href: if manages {
            "/accounts/new".to_owned()
        } else {
            String::new()
        },
        links: links(signed_in, &details),
        statements,
    };
    page.shell.breadcrumbs = vec![Link::new("Организации", "/organisations")];
    if let Some(parent) = &details.parent {
        page.shell
            .breadcrumbs
            .push(Link::new(&parent.short_name, format!("/organisations/{}", parent.id)));
    }
    page
}

/// Whoever names responsible persons does it in their own reach, which is narrower than what they see.
fn names_responsible_persons_of(signed_in: &SignedInRequest, organisation: Uuid, parent: Option<Uuid>) -> bool {
    let scope = signed_in.request.authorise(Action::NameResponsiblePersons);
    scope.is_ok_and(|scope| scope.covers(OrganisationId(organisation), parent.map(OrganisationId)))
}

fn summary(details: &OrganisationDetails) -> String {
    let row = &details.summary.row;
    let mut parts = vec![capitalised(details.summary.kind.russian()), format!("код {}", row.code)];
    parts.extend(details.parent.as_ref().map(|parent| parent.short_name.clone()));
    parts.join(" · ")
}

fn warning(details: &OrganisationDetails) -> Phrase {
    let tells = details.summary.kind.delivery_route().is_some();
    match (tells, details.summary.responsible.is_empty()) {
        (true, true) => {
            Phrase::of("Ни\u{a0}одного ответственного лица с\u{a0}действующим приказом: ведомости открыть некому.")
        }
        _ => Phrase::default(),
    }
}

fn facts(signed_in: &SignedInRequest, details: &OrganisationDetails) -> Facts {
    let row = &details.summary.row;
    let mut facts = Facts::default()
        .row("Полное наименование", row.name.as_str())
        .row("Код", row.code.as_str());
    if let Some(parent) = &details.parent {
        facts = facts.row(
            "Кому подчинена",
            Phrase::linked(&parent.short_name, format!("/organisations/{}", parent.id)),
        );
    }
    if details.below > 0 {
        facts = facts.row(
            "Подведомственных",
            number(i64::try_from(details.below).unwrap_or(i64::MAX)),
        );
    }
    facts = facts.row(
        "Адрес",
        row.address.clone().unwrap_or_else(|| "не\u{a0}указан".to_owned()),
    );
    facts = facts.row(
        "Часовой пояс",
        row.zone.clone().unwrap_or_else(|| "как в\u{a0}регионе".to_owned()),
    );
    facts = facts.row("В\u{a0}справочнике", format!("с\u{a0}{}", day_words(&row.valid_from)));
    if let Some(exam) = &details.exam {
        let people = counted(details.summary.participants, ["участник", "участника", "участников"]);
        let href = format!("/participants?exam={}&organisation={}", exam.id, row.id);
        let people = if signed_in.may(Action::SeeParticipants) {
            Phrase::linked(people, href)
        } else {
            Phrase::of(people)
        };
        facts = facts.row(exam.title(), people);
    }
    facts
}

fn links(signed_in: &SignedInRequest, details: &OrganisationDetails) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some(exam) = details.exam.as_ref().filter(|_| signed_in.may(Action::SeeAcquaintance)) {
        links.push(Link::new(
            "Кто ещё не\u{a0}ознакомлен",
            format!("/acquaintance?exam={}&organisation={}", exam.id, details.summary.row.id),
        ));
    }
    links
}

fn responsible(one: &OrderView, today: LegalDate, may_end: bool) -> ResponsibleRow {
    let state = match one.order.valid_to {
        Some(last) if last < today => ResponsibleState::Expired,
        _ if today < one.order.valid_from => ResponsibleState::Ahead,
        _ => ResponsibleState::InForce,
    };
    let ends = may_end && state != ResponsibleState::Expired;
    ResponsibleRow {
        name: one.name.clone(),
        position: one.position.clone(),
        order_number: format!("№\u{a0}{}", one.order.number),
        order_date: numeric_date(one.order.date),
        from: long_date(one.order.valid_from),
        to: one.order.valid_to.map(long_date).unwrap_or_default(),
        state,
        end_href: if ends {
            format!("/accounts/{}/orders/{}/end", one.row.account_id, one.row.id)
        } else {
            String::new()
        },
    }
}

fn account_row(signed_in: &SignedInRequest, one: &StaffView, may_open: bool) -> AccountRow {
    let account = &one.row.account;
    AccountRow {
        name: one.name.clone(),
        href: if may_open {
            format!("/accounts/{}", account.id)
        } else {
            String::new()
        },
        login: if may_open {
            account.login.clone()
        } else {
            "—".to_owned()
        },
        roles: format!("{}, {}", one.role.russian(), one.row.position),
        state: match account.state.as_str() {
            "active" => AccountState::Active,
            "invited" => AccountState::Invited,
            _ => AccountState::Blocked,
        },
        last_seen: one.row.last_seen_at.map_or_else(String::new, |at| {
            date_time(&signed_in.person.zone, Instant::from_micros(at))
        }),
    }
}

/// Statements to and from the organisation, newest first.
async fn statements(staff: &Staff, signed_in: &SignedInRequest, id: Uuid) -> Result<Vec<(Link, String, Tag)>, Failure> {
    if !signed_in.may(Action::ListStatements) {
        return Ok(Vec::new());
    }
    let exams: BTreeMap<Uuid, String> = staff
        .app
        .exams()
        .await?
        .into_iter()
        .map(|exam| (exam.id, exam.title()))
        .collect();
    let mut own = staff.app.list_statements(&signed_in.request, None).await?;
    own.retain(|one| one.row.recipient_id == id || one.row.sender_id == id);
    own.sort_by_key(|one| std::cmp::Reverse(one.row.formed_at));
    let row = |one: &StatementSummary| {
        let link = Link::new(
            format!("№\u{a0}{}", one.row.number),
            format!("/statements/{}", one.row.id),
        );
        (
            link,
            exams.get(&one.row.exam_id).cloned().unwrap_or_default(),
            tag(one.state),
        )
    };
    Ok(own.iter().take(STATEMENTS).map(row).collect())
}

fn tag(state: StatementState) -> Tag {
    match state {
        StatementState::Waiting => Tag::grey(state.russian()),
        StatementState::Formed => Tag::amber(state.russian()),
        StatementState::HandedOver => Tag::blue(state.russian()),
        StatementState::Received => Tag::green(state.russian()),
    }
}
