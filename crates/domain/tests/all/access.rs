//! Who may do what, where: the whole matrix against its golden file, and every answer of an actor against that file.

use std::collections::BTreeMap;

use domain::access::{
    Action, Actor, Needs, Permission, Reach, Refusal, ResponsibilityOrder, Role, Scope, matrix, role_fits_organisation,
};
use domain::ids::{AccountId, OrganisationId, PersonId, uuid_v7};
use domain::organisation::OrganisationKind;
use regulations::{Instant, LegalDate};

const GOLDEN: &str = include_str!("../golden/access.txt");

fn needs_code(needs: Needs) -> &'static str {
    match needs {
        Needs::Appointment => "appointment",
        Needs::Order => "order",
    }
}

fn line(role: Role, action: Action, permission: Permission) -> String {
    match permission {
        Some((reach, needs)) => format!(
            "{} {} {} {}",
            role.code(),
            action.code(),
            reach.code(),
            needs_code(needs)
        ),
        None => format!("{} {} never", role.code(), action.code()),
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "what was found is written beside the build, to be compared and copied by a person"
)]
fn the_access_matrix_is_the_golden_file() {
    let found: String = matrix()
        .into_iter()
        .map(|(role, action, permission)| line(role, action, permission) + "\n")
        .collect();
    if found == GOLDEN {
        return;
    }
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/access.txt");
    std::fs::write(path, &found).unwrap();
    let differing: Vec<String> = found
        .lines()
        .filter(|line| !GOLDEN.lines().any(|known| known == *line))
        .map(|line| format!("now    {line}"))
        .chain(
            GOLDEN
                .lines()
                .filter(|line| !found.lines().any(|known| known == *line))
                .map(|line| format!("golden {line}")),
        )
        .collect();
    panic!(
        "the access table changed:\n{}\nIf every line is meant, say why in the commit and run\n  cp {path} crates/domain/tests/golden/access.txt",
        differing.join("\n")
    );
}

/// The golden file read back: what the table is expected to say, independent of the table.
fn golden() -> BTreeMap<(String, String), Option<(String, String)>> {
    GOLDEN
        .lines()
        .map(|line| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            match words.as_slice() {
                [role, action, never] if never == "never" => ((role.clone(), action.clone()), None),
                [role, action, reach, needs] => ((role.clone(), action.clone()), Some((reach.clone(), needs.clone()))),
                _ => panic!("unreadable line of the golden file: {line}"),
            }
        })
        .collect()
}

fn organisation(number: u8) -> OrganisationId {
    OrganisationId(uuid_v7(Instant::from_seconds(1_700_000_000), [number; 10]))
}

fn day(month: i8, day: i8) -> LegalDate {
    LegalDate::new(2026, month, day).unwrap()
}

fn order(from: LegalDate, to: Option<LegalDate>) -> ResponsibilityOrder {
    ResponsibilityOrder {
        number: "5-о".to_owned(),
        date: from,
        valid_from: from,
        valid_to: to,
    }
}

fn actor(role: Role, organisation: OrganisationId, orders: Vec<ResponsibilityOrder>) -> Actor {
    let kind = *OrganisationKind::ALL
        .iter()
        .find(|kind| role_fits_organisation(role, **kind))
        .unwrap();
    let id = |number| uuid_v7(Instant::from_seconds(1_700_000_000), [number; 10]);
    Actor {
        account: AccountId(id(90)),
        person: PersonId(id(91)),
        role,
        organisation,
        organisation_kind: kind,
        orders,
        token: None,
    }
}

/// Every role × action × state of its orders, against the golden file and nothing else.
#[test]
fn every_answer_of_every_role_is_what_the_golden_file_says() {
    let today = day(12, 16);
    let orders = [
        (vec![], false),
        (vec![order(day(12, 17), None)], false),
        (vec![order(day(11, 1), Some(day(12, 15)))], false),
        (
            vec![order(day(11, 1), Some(day(11, 30))), order(day(12, 20), None)],
            false,
        ),
        (vec![order(day(11, 1), None)], true),
        (vec![order(day(12, 16), Some(day(12, 16)))], true),
        (
            vec![
                order(day(11, 1), Some(day(11, 30))),
                order(day(12, 1), Some(day(12, 31))),
            ],
            true,
        ),
    ];
    let expected = golden();
    assert_eq!(
        expected.len(),
        Role::ALL.len() * Action::ALL.len(),
        "the golden file has one line per role and action"
    );
    let mut cells = 0;
    for &role in Role::ALL {
        for &action in Action::ALL {
            let cell = expected
                .get(&(role.code().to_owned(), action.code().to_owned()))
                .unwrap();
            for (orders, named) in &orders {
                let actor = actor(role, organisation(7), orders.clone());
                let answer = actor.authorise(action, today);
                match cell {
                    None => assert_eq!(answer, Err(Refusal::NotForThisRole(action)), "{role:?} {action:?}"),
                    Some((_, needs)) if needs == "order" && !named => {
                        assert_eq!(
                            answer,
                            Err(Refusal::NoOrderInForce(action)),
                            "{role:?} {action:?} {orders:?}"
                        );
                    }
                    Some((reach, _)) => {
                        let scope = answer.unwrap();
                        assert_eq!(
                            (scope.mode(), scope.organisation()),
                            (reach.as_str(), organisation(7)),
                            "{role:?} {action:?}"
                        );
                    }
                }
                assert_eq!(actor.may(action, today), answer.is_ok());
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 9 * 43 * 7, "a new role or action belongs into the golden file");
}

/// mordovia-187:3, 8.7, 10.1: whatever shows or moves results needs an order; who needs none sees none.
#[test]
fn results_are_reached_by_nobody_without_an_order() {
    let guarded = [
        Action::SeeResults,
        Action::DeclareProcessing,
        Action::HoldResults,
        Action::ReviewResults,
        Action::RecordExamDay,
        Action::GiveToCommission,
        Action::KeepMatters,
        Action::ProposeProtocol,
        Action::ApproveProtocol,
        Action::SendProtocol,
        Action::OpenStatement,
        Action::HandOverStatement,
        Action::ReceiveStatement,
        Action::FillLedger,
        Action::SeeAppeals,
        Action::FileAppeal,
        Action::WithdrawAppeal,
        Action::RunAppeals,
        Action::GiveConclusion,
        Action::PrepareAppeals,
        Action::OrderRecheck,
        Action::RecheckEssays,
    ];
    for (role, action, permission) in matrix() {
        if let Some((_, needs)) = permission {
            let expected = if guarded.contains(&action) {
                Needs::Order
            } else {
                Needs::Appointment
            };
            assert_eq!(needs, expected, "{role:?} {action:?}");
        }
    }
    for action in guarded
        .into_iter()
        .chain([Action::SeeParticipants, Action::Search, Action::ListStatements])
    {
        assert_eq!(
            domain::access::permission(Role::Administrator, action),
            None,
            "the administrator runs the installation and sees no results"
        );
    }
}

/// (own number, number of the one above) of a small region: ministry 0, centre 1, bodies 2 and 3, their schools, a college.
const TREE: [(u8, Option<u8>); 10] = [
    (0, None),
    (1, Some(0)),
    (2, Some(0)),
    (3, Some(0)),
    (20, Some(2)),
    (21, Some(2)),
    (30, Some(3)),
    (31, Some(3)),
    (40, Some(0)),
    (41, Some(0)),
];

/// An action with this reach for some role that fits the place; all three reaches occur in the table.
fn scope_with(reach: Reach, number: u8) -> Option<Scope> {
    let today = day(12, 16);
    matrix()
        .into_iter()
        .find_map(|(role, action, permission)| match permission {
            Some((found, _)) if found == reach => actor(role, organisation(number), vec![order(day(1, 1), None)])
                .authorise(action, today)
                .ok(),
            _ => None,
        })
}

#[test]
fn a_scope_covers_exactly_its_part_of_the_tree() {
    let mut covered = BTreeMap::new();
    for reach in [Reach::Region, Reach::Subtree, Reach::Own] {
        for (own, _) in TREE {
            let scope = scope_with(reach, own).unwrap();
            assert_eq!(scope.reach(), reach);
            for (target, parent) in TREE {
                let expected = match reach {
                    Reach::Region => true,
                    Reach::Subtree => target == own || parent == Some(own),
                    Reach::Own => target == own,
                };
                let answer = scope.covers(organisation(target), parent.map(organisation));
                assert_eq!(answer, expected, "{reach:?} of {own} over {target}");
                *covered.entry(reach.code()).or_insert(0) += usize::from(answer);
            }
        }
    }
    // 10 each by themselves; nine have somebody above them.
    assert_eq!(covered, BTreeMap::from([("region", 100), ("subtree", 19), ("own", 10)]));
    assert_eq!(Scope::of_the_system(organisation(0)).mode(), "region");
}

#[test]
fn an_order_holds_from_its_first_to_its_last_day() {
    let cases = [
        (day(12, 1), Some(day(12, 31)), [false, true, true, true, false]),
        (day(12, 1), None, [false, true, true, true, true]),
        (day(12, 16), Some(day(12, 16)), [false, false, true, false, false]),
        (
            LegalDate::new(2027, 1, 1).unwrap(),
            None,
            [false, false, false, false, true],
        ),
        (day(12, 31), Some(day(12, 1)), [false; 5]),
    ];
    let days = [
        day(11, 30),
        day(12, 1),
        day(12, 16),
        day(12, 31),
        LegalDate::new(2027, 1, 1).unwrap(),
    ];
    for (from, to, expected) in cases {
        assert_eq!(
            days.map(|one| order(from, to).in_force(one)),
            expected,
            "{from} to {to:?}"
        );
    }
}

#[test]
fn every_role_belongs_to_its_kinds_of_organisation() {
    use OrganisationKind::{
        AppealsCommission, College, ExamCommission, Ministry, MunicipalBody, ProcessingCentre, School, StateSchool,
    };
    let expected: [(Role, &[OrganisationKind]); 9] = [
        (Role::Administrator, &[Ministry, ProcessingCentre]),
        (Role::MinistryOfficer, &[Ministry]),
        (Role::ProcessingOperator, &[ProcessingCentre]),
        (Role::MunicipalClerk, &[MunicipalBody]),
        (Role::SchoolOfficer, &[School, StateSchool, College]),
        (Role::CommissionChair, &[ExamCommission]),
        (Role::CommissionSecretary, &[ExamCommission]),
        (Role::AppealsSecretary, &[AppealsCommission]),
        (Role::AppealsExpert, &[AppealsCommission]),
    ];
    for (role, kinds) in expected {
        let found: Vec<OrganisationKind> = OrganisationKind::ALL
            .iter()
            .copied()
            .filter(|kind| role_fits_organisation(role, *kind))
            .collect();
        assert_eq!(found, kinds, "{role:?}");
    }
}

#[test]
fn a_refusal_says_what_is_missing_in_words() {
    let nobody = actor(Role::SchoolOfficer, organisation(20), Vec::new());
    let told = |action| nobody.authorise(action, day(12, 16)).unwrap_err().to_string();
    assert_eq!(told(Action::Import), "у вашей роли нет такого права: загружать файлы");
    assert!(told(Action::OpenStatement).contains("Попросите руководителя внести приказ"));
}
