//! Every role at every organisation, named by an order or not, tries every object. The answers are compared with an
//! oracle that knows the tree and the table of rights; what is foreign and what does not exist is one answer.

use std::collections::BTreeMap;

use app::AppError;
use app::Request;
use app::search::FoundPerson;
use app::statements::OpeningForm;
use domain::access::{Action, Needs, Reach, Role, permission, role_fits_organisation};
use domain::organisation::OrganisationKind;
use domain::statement::StatementHop;
use uuid::Uuid;

use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn every_role_reaches_exactly_its_own => matrix;
    fn nobody_acts_on_what_is_foreign => acts;
    fn lists_and_searches_show_nobody_foreign => lists;
}

/// The answer to one try, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Given,
    NotFound,
    NotYet,
    NoRight,
    NoOrder,
}

fn answer<T>(outcome: Result<T, AppError>) -> Answer {
    use domain::access::Refusal;
    match outcome {
        Ok(_) => Answer::Given,
        Err(AppError::NotFound) => Answer::NotFound,
        Err(AppError::NotNow(_)) => Answer::NotYet,
        Err(AppError::Refused(Refusal::NotForThisRole(_))) => Answer::NoRight,
        Err(AppError::Refused(Refusal::NoOrderInForce(_))) => Answer::NoOrder,
        Err(other) => panic!("{other:?}"),
    }
}

struct Somebody {
    request: Request,
    named: bool,
    role: Role,
    code: String,
}

/// Everybody: each role at each organisation that fits it, with an order in force and without one.
async fn everybody(one: &Installation) -> Vec<Somebody> {
    let mut found = Vec::new();
    for organisation in one.region.organisations.clone() {
        for &role in Role::ALL {
            if !role_fits_organisation(role, organisation.kind) {
                continue;
            }
            let id = one.organisation(&organisation.code).await;
            for named in [true, false] {
                let account = if named {
                    one.account(role, id).await
                } else {
                    one.account_without_order(role, id).await
                };
                found.push(Somebody {
                    request: one.request(account).await,
                    named,
                    role,
                    code: organisation.code.clone(),
                });
            }
        }
    }
    // The commissions have no organisation in this region yet; their members are tried as if they sat at the ministry.
    let ministry = one.organisation("420").await;
    for role in [
        Role::CommissionChair,
        Role::CommissionSecretary,
        Role::AppealsSecretary,
        Role::AppealsExpert,
    ] {
        for named in [true, false] {
            let account = if named {
                one.account(role, ministry).await
            } else {
                one.account_without_order(role, ministry).await
            };
            found.push(Somebody {
                request: one.request(account).await,
                named,
                role,
                code: "420".to_owned(),
            });
        }
    }
    found
}

/// The reach of a right, or the answer that somebody without it gets.
fn reach_of(who: &Somebody, action: Action) -> Result<Reach, Answer> {
    match permission(who.role, action) {
        None => Err(Answer::NoRight),
        Some((_, Needs::Order)) if !who.named => Err(Answer::NoOrder),
        Some((reach, _)) => Ok(reach),
    }
}

/// Codes of organisations by id, with their parents.
struct Tree(BTreeMap<String, Option<String>>);

impl Tree {
    fn covers(&self, reach: Reach, own: &str, organisation: &str) -> bool {
        let below = self
            .0
            .get(organisation)
            .is_some_and(|parent| parent.as_deref() == Some(own));
        match reach {
            Reach::Region => true,
            Reach::Subtree => organisation == own || below,
            Reach::Own => organisation == own,
        }
    }
}

struct Objects {
    tree: Tree,
    /// id, sender, recipient, handed over?
    statements: Vec<(Uuid, String, String, bool)>,
    /// Who confirmed receipt of its statement: to all others below the processing centre rows are shut.
    confirmed: Vec<String>,
    /// id, telling organisation, statement handed over?
    ledgers: Vec<(Uuid, String, bool)>,
    /// id, telling organisation, registering organisation
    people: Vec<(Uuid, String, String)>,
    /// id, telling organisation, released?
    results: Vec<(Uuid, String, bool)>,
}

/// Halfway down the chain: РЦОИ has handed over to the first body and the first state school, the body to one school.
/// One edition is held, one waits.
async fn halfway(one: &Installation) -> Objects {
    one.set_clock("2026-12-14T18:00");
    let operator = one.operator().await;
    let telling: Vec<String> = one
        .region
        .organisations
        .iter()
        .filter(|made| one.first_batch().any(|(who, _)| who.informing_code == made.code))
        .map(|made| made.code.clone())
        .collect();
    let mut samples = Vec::new();
    for code in &telling {
        samples.extend(
            one.first_batch()
                .filter(|(who, _)| who.informing_code == *code)
                .take(2)
                .map(|(who, _)| who.clone()),
        );
    }
    let mut results = Vec::new();
    let mut people = Vec::new();
    for (index, who) in samples.iter().enumerate() {
        let (result, person) = one.result_of(&who.code).await;
        let held = index % 5 == 1;
        if held {
            let edition = one.editions(result).await[0].id;
            one.app.hold_edition(&operator, edition, "сверка").await.unwrap();
        }
        results.push((result, who.informing_code.clone(), !held));
        people.push((person, who.informing_code.clone(), who.registering_code.clone()));
    }
    one.declare().await;
    one.set_clock("2026-12-15T10:00");
    let operator = one.request(operator.account()).await;
    let body = one.first(OrganisationKind::MunicipalBody);
    let state = one.first(OrganisationKind::StateSchool);
    let all = one.statements(&operator).await;
    let mut codes = BTreeMap::new();
    for made in &one.region.organisations {
        codes.insert(one.organisation(&made.code).await, made.code.clone());
    }
    let first_hop: Vec<Uuid> = all
        .iter()
        .filter(|row| row.hop != StatementHop::ToSchool && [&body, &state].contains(&&codes[&row.row.recipient_id]))
        .map(|row| row.row.id)
        .collect();
    one.app.hand_over(&operator, &first_hop).await.unwrap();
    let clerk = one.as_role(Role::MunicipalClerk, &body).await;
    let mine = one.statements(&clerk).await;
    let incoming = mine
        .iter()
        .find(|row| row.row.recipient_id == clerk.actor.organisation.0)
        .unwrap();
    one.app.receive(&clerk, &[incoming.row.id]).await.unwrap();
    let down = mine.iter().find(|row| row.hop == StatementHop::ToSchool).unwrap();
    one.app.hand_over(&clerk, &[down.row.id]).await.unwrap();
    let operator = one.request(operator.account()).await;
    let statements: Vec<(Uuid, String, String, bool)> = one
        .statements(&operator)
        .await
        .iter()
        .map(|row| {
            (
                row.row.id,
                codes[&row.row.sender_id].clone(),
                codes[&row.row.recipient_id].clone(),
                row.row.handed_over_at.is_some(),
            )
        })
        .collect();
    let confirmed = vec![body.clone()];
    let ledgers = one
        .app
        .list_ledgers(&operator, None)
        .await
        .unwrap()
        .iter()
        .map(|row| {
            (
                row.row.ledger.id,
                codes[&row.row.ledger.organisation_id].clone(),
                row.row.available_at.is_some(),
            )
        })
        .collect();
    let tree = Tree(
        one.region
            .organisations
            .iter()
            .map(|made| (made.code.clone(), made.parent_code.clone()))
            .collect(),
    );
    Objects {
        tree,
        statements,
        confirmed,
        ledgers,
        people,
        results,
    }
}

impl Objects {
    fn statement(&self, who: &Somebody, sender: &str, recipient: &str, handed_over: bool) -> Answer {
        let reach = match reach_of(who, Action::OpenStatement) {
            Ok(reach) => reach,
            Err(answer) => return answer,
        };
        let own = who.code.as_str();
        let below = recipient != own && self.tree.covers(Reach::Subtree, own, recipient);
        let known = match reach {
            Reach::Region => true,
            Reach::Subtree => sender == own || recipient == own && handed_over || below,
            Reach::Own => sender == own || recipient == own && handed_over,
        };
        let party = sender == own || recipient == own;
        match known {
            false => Answer::NotFound,
            true if party && reach != Reach::Region && !self.confirmed.iter().any(|one| one == own) => Answer::NotYet,
            true => Answer::Given,
        }
    }

    /// Was a statement with the results of this place handed over to this organisation?
    fn has_been_given(&self, own: &str, telling: &str) -> bool {
        let holds = |recipient: &str| {
            recipient == telling
                || self
                    .tree
                    .0
                    .get(telling)
                    .is_some_and(|parent| parent.as_deref() == Some(recipient))
        };
        self.statements
            .iter()
            .any(|(_, _, recipient, handed_over)| recipient == own && *handed_over && holds(recipient))
    }

    fn in_reach(&self, who: &Somebody, action: Action, places: &[&str]) -> Answer {
        match reach_of(who, action) {
            Err(answer) => answer,
            Ok(reach) if places.iter().any(|place| self.tree.covers(reach, &who.code, place)) => Answer::Given,
            Ok(_) => Answer::NotFound,
        }
    }
}

async fn matrix(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let objects = halfway(&one).await;
    assert!(objects.statements.iter().any(|row| row.3) && objects.statements.iter().any(|row| !row.3));
    assert!(objects.results.iter().any(|row| row.2) && objects.results.iter().any(|row| !row.2));
    let mut counts: BTreeMap<Answer, usize> = BTreeMap::new();
    let mut count = |found: Answer| *counts.entry(found).or_default() += 1;
    for who in everybody(&one).await {
        let said = format!(
            "{:?} at {}, {}",
            who.role,
            who.code,
            if who.named { "named" } else { "not named" }
        );
        let request = &who.request;
        for (id, sender, recipient, handed_over) in &objects.statements {
            let found = answer(one.app.open_statement(request, *id, OpeningForm::Page).await);
            assert_eq!(
                found,
                objects.statement(&who, sender, recipient, *handed_over),
                "statement {sender} → {recipient}, {said}"
            );
            count(found);
        }
        for (id, place, handed_over) in &objects.ledgers {
            let found = answer(one.app.open_ledger(request, *id).await);
            let expected = match objects.in_reach(&who, Action::FillLedger, &[place]) {
                Answer::Given if !handed_over => Answer::NotYet,
                other => other,
            };
            assert_eq!(found, expected, "ledger of {place}, {said}");
            count(found);
        }
        for (id, telling, registering) in &objects.people {
            let found = answer(one.app.find_person(request, *id).await);
            assert_eq!(
                found,
                objects.in_reach(&who, Action::SeeParticipants, &[telling, registering]),
                "person of {telling}, {said}"
            );
            count(found);
        }
        for (id, telling, released) in &objects.results {
            let found = answer(one.app.result_history(request, *id).await);
            let region = reach_of(&who, Action::SeeResults) == Ok(Reach::Region);
            let expected = match objects.in_reach(&who, Action::SeeResults, &[telling]) {
                // An essay is no matter of the exam commission's.
                Answer::Given if matches!(who.role, Role::CommissionChair | Role::CommissionSecretary) => {
                    Answer::NotFound
                }
                // Below РЦОИ and ministry a result does not exist before it was released and handed over to oneself.
                Answer::Given if !(region || *released && objects.has_been_given(&who.code, telling)) => {
                    Answer::NotFound
                }
                other => other,
            };
            assert_eq!(found, expected, "result of {telling}, {said}");
            count(found);
        }
        for nobody in [Uuid::nil(), Uuid::from_u128(u128::MAX)] {
            let nothing = [
                (
                    Action::OpenStatement,
                    answer(one.app.open_statement(request, nobody, OpeningForm::Page).await),
                ),
                (Action::FillLedger, answer(one.app.open_ledger(request, nobody).await)),
                (
                    Action::SeeParticipants,
                    answer(one.app.find_person(request, nobody).await),
                ),
                (
                    Action::SeeResults,
                    answer(one.app.result_history(request, nobody).await),
                ),
            ];
            for (action, found) in nothing {
                assert_eq!(
                    found,
                    reach_of(&who, action).map_or_else(|answer| answer, |_| Answer::NotFound),
                    "{action:?} of nothing, {said}"
                );
                count(found);
            }
        }
    }
    let cells: usize = counts.values().sum();
    assert!(cells > 500, "{cells}");
    assert!(
        counts.len() == 5 && counts.values().all(|times| *times > 5),
        "every answer occurs: {counts:?}"
    );
    // Staff are people, too; they have no registration, so nobody finds them as participants.
    let operator = one.operator().await;
    let ministry = one.as_role(Role::MinistryOfficer, "420").await;
    assert_eq!(
        answer(one.app.find_person(&ministry, operator.actor.person.0).await),
        Answer::NotFound
    );
}

/// Acts that move or fill in: tried by everybody on everything that is not theirs to move. Nothing changes.
async fn acts(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let objects = halfway(&one).await;
    let everybody = everybody(&one).await;
    let before = one.chain_rows().await;
    let mut tried = 0;
    for who in &everybody {
        let request = &who.request;
        for (id, sender, recipient, _) in &objects.statements {
            for (action, party) in [
                (Action::HandOverStatement, sender),
                (Action::ReceiveStatement, recipient),
            ] {
                if reach_of(who, action).is_ok() && *party == who.code {
                    continue;
                }
                let outcome = match action {
                    Action::HandOverStatement => one.app.hand_over(request, &[*id]).await,
                    _ => one.app.receive(request, &[*id]).await,
                };
                let expected = reach_of(who, action).map_or_else(|answer| answer, |_| Answer::NotFound);
                assert_eq!(
                    answer(outcome),
                    expected,
                    "{action:?} {sender} → {recipient} by {:?} at {}",
                    who.role,
                    who.code
                );
                tried += 1;
            }
        }
        for (id, place, _) in &objects.ledgers {
            if reach_of(who, Action::FillLedger).is_ok() && *place == who.code {
                continue;
            }
            let expected = reach_of(who, Action::FillLedger).map_or_else(|answer| answer, |_| Answer::NotFound);
            assert_eq!(
                answer(one.app.save_ledger(request, *id, &[]).await),
                expected,
                "{:?} at {}",
                who.role,
                who.code
            );
            assert_eq!(answer(one.app.hand_in_ledger(request, *id, 1).await), expected);
            tried += 2;
        }
    }
    assert!(tried > 300, "{tried}");
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());

    // One foreign statement among own ones refuses them all.
    let operator = one.operator().await;
    let own = objects
        .statements
        .iter()
        .find(|row| row.1 == "421" && !row.3)
        .unwrap()
        .0;
    let foreign = objects.statements.iter().find(|row| row.1 != "421").unwrap().0;
    assert_eq!(
        answer(one.app.hand_over(&operator, &[own, foreign]).await),
        Answer::NotFound
    );
    assert_eq!(
        changed_tables(
            &before,
            &one.rows_of(&["statement"])
                .await
                .into_iter()
                .chain(before.clone().into_iter().filter(|(table, _)| table != "statement"))
                .collect()
        ),
        Vec::<String>::new()
    );
}

/// Lists and the search box: nobody of a foreign organisation, by name, by code, by document.
async fn lists(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let objects = halfway(&one).await;
    let exam = one.exam().await;
    for who in everybody(&one).await.iter().filter(|who| who.named) {
        let Ok(reach) = reach_of(who, Action::SeeParticipants) else {
            continue;
        };
        let (_, listed) = one
            .app
            .list_participants(&who.request, exam, &app::participants::ParticipantFilter::default())
            .await
            .unwrap();
        let expected = one
            .region
            .participants
            .iter()
            .filter(|made| objects.tree.covers(reach, &who.code, &made.informing_code))
            .count();
        assert_eq!(listed.len(), expected, "{:?} at {}", who.role, who.code);
        for made in one.region.participants.iter().step_by(17) {
            let known = objects.tree.covers(reach, &who.code, &made.informing_code)
                || objects.tree.covers(reach, &who.code, &made.registering_code);
            let document = format!("{} {}", made.document.series, made.document.number);
            for query in [made.name.surname.as_str(), made.code.as_str(), document.as_str()] {
                let found = one.app.search(&who.request, query).await.unwrap();
                for FoundPerson { person, name, .. } in &found.people {
                    assert!(
                        one.app.find_person(&who.request, *person).await.is_ok(),
                        "{name} found by {query}, and not known to {:?} at {}",
                        who.role,
                        who.code
                    );
                }
                if query == made.code {
                    assert_eq!(
                        found.people.len(),
                        usize::from(known),
                        "{query}, {:?} at {}",
                        who.role,
                        who.code
                    );
                }
            }
        }
    }
}
