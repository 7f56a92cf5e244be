//! Every list and every look for one object under every scope, against an oracle that knows the tree.

use std::collections::BTreeSet;

use domain::access::{Reach, Role, Scope};
use domain::ids::OrganisationId;
use storage::participants::{self, ParticipantNarrowing};
use storage::{accounts, announcements, ledgers, obligations, organisations, people, results, statements};
use uuid::Uuid;

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    every_query_answers_within_its_scope;
    a_statement_is_known_to_sender_recipient_and_those_above;
}

const TREE: [(Uuid, Option<Uuid>); 7] = [
    (MINISTRY, None),
    (CENTRE, Some(MINISTRY)),
    (BODY, Some(MINISTRY)),
    (OTHER_BODY, Some(MINISTRY)),
    (SCHOOL, Some(BODY)),
    (OTHER_SCHOOL, Some(OTHER_BODY)),
    (COLLEGE, Some(MINISTRY)),
];

/// Region, subtree and own at every organisation.
fn scopes() -> Vec<Scope> {
    let of = |role| TREE.map(|(organisation, _)| scope(role, organisation));
    [
        of(Role::MinistryOfficer),
        of(Role::MunicipalClerk),
        of(Role::SchoolOfficer),
    ]
    .concat()
}

fn covers(scope: &Scope, organisation: Uuid) -> bool {
    let parent = TREE.iter().find(|(one, _)| *one == organisation).unwrap().1;
    let own = scope.organisation().0;
    match scope.reach() {
        Reach::Region => true,
        Reach::Subtree => organisation == own || parent == Some(own),
        Reach::Own => organisation == own,
    }
}

async fn every_query_answers_within_its_scope(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    write!(one.store, |tx| {
        let debtors = [
            (0, "exam", CENTRE),
            (1, "statement", BODY),
            (2, "ledger", SCHOOL),
            (3, "ledger", OTHER_SCHOOL),
            (4, "ledger", COLLEGE),
        ];
        let rows = debtors.map(|(number, kind, debtor)| crate::round_trips::obligation(number, kind, debtor, NOW));
        obligations::insert(tx, &rows).await?;
        for (number, organisation) in [(0, SCHOOL), (1, OTHER_SCHOOL)] {
            let row = announcements::AnnouncementRow {
                id: id(800 + number),
                exam_id: EXAM,
                organisation_id: organisation,
                told_at: NOW,
                place: String::new(),
                procedure_text: String::new(),
                announced_at: NOW,
                announced_by: ACCOUNT,
                notified_at: None,
                notified_by: None,
                version: 1,
            };
            announcements::insert(tx, &row).await?;
        }
    })
    .unwrap();
    let scopes = scopes();
    assert_eq!(scopes.len(), 21);
    for scope in &scopes {
        let said = format!(
            "{} of {:?}",
            scope.mode(),
            TREE.iter().position(|(one, _)| *one == scope.organisation().0)
        );
        let check = |what: &str, found: Vec<Uuid>, all: &[Uuid]| {
            let expected: BTreeSet<Uuid> = all
                .iter()
                .copied()
                .filter(|organisation| covers(scope, *organisation))
                .collect();
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{what}, {said}");
        };
        let found = read!(one.store, |tx, scope| organisations::in_scope(tx, scope).await?);
        check(
            "organisations",
            found.iter().map(|row| row.id).collect(),
            &TREE.map(|(one, _)| one),
        );
        let found = read!(one.store, |tx, scope| obligations::in_scope(tx, scope, None).await?);
        check(
            "obligations",
            found.iter().map(|row| row.debtor_id).collect(),
            &[CENTRE, BODY, SCHOOL, OTHER_SCHOOL, COLLEGE],
        );
        let found = read!(one.store, |tx, scope| announcements::in_scope(tx, scope, EXAM).await?);
        check(
            "announcements",
            found.iter().map(|row| row.organisation_id).collect(),
            &[SCHOOL, OTHER_SCHOOL],
        );
        let found = read!(one.store, |tx, scope| accounts::in_scope(tx, scope).await?);
        check(
            "accounts",
            found.iter().map(|row| row.organisation_id).collect(),
            &[BODY],
        );
        let found = read!(one.store, |tx, scope| ledgers::in_scope(tx, scope, Some(EXAM)).await?);
        check(
            "ledgers",
            found.iter().map(|row| row.ledger.organisation_id).collect(),
            &[SCHOOL],
        );
        let found = read!(one.store, |tx, scope| ledgers::progress(tx, scope, EXAM).await?);
        check(
            "progress",
            found.iter().map(|row| row.organisation_id).collect(),
            &[SCHOOL],
        );
        let found = read!(one.store, |tx, scope| ledgers::untold(tx, scope, EXAM, None).await?);
        check(
            "untold",
            found.iter().map(|row| row.organisation_id).collect(),
            &[SCHOOL],
        );
        let found = read!(one.store, |tx, scope| participants::counts(tx, scope, EXAM).await?);
        check(
            "counts",
            found.iter().map(|row| row.organisation_id).collect(),
            &[SCHOOL, OTHER_SCHOOL],
        );
        let all = ParticipantNarrowing::default();
        let found = read!(one.store, |tx, scope, all| participants::in_exam(tx, scope, EXAM, *all)
            .await?);
        check(
            "participants",
            found.iter().map(|row| row.informing_organisation_id).collect(),
            &[SCHOOL, OTHER_SCHOOL],
        );
        let keys = read!(one.store, |tx, scope, all| participants::keys_in_exam(
            tx, scope, EXAM, *all, "class"
        )
        .await?);
        let mut keys: Vec<Uuid> = keys.iter().map(|key| key.sitting_id).collect();
        keys.sort_unstable();
        let mut listed: Vec<Uuid> = found.iter().map(|row| row.sitting_id).collect();
        listed.sort_unstable();
        assert_eq!(keys, listed, "keys of participants, {said}");
        let page = read!(one.store, |tx, scope| participants::of_sittings(
            tx, scope, EXAM, &SITTINGS
        )
        .await?);
        check(
            "a page of participants",
            page.iter().map(|row| row.informing_organisation_id).collect(),
            &[SCHOOL, OTHER_SCHOOL],
        );
        let found = read!(one.store, |tx, scope| obligations::open(tx, scope).await?);
        check(
            "open obligations",
            found.iter().map(|row| row.debtor_id).collect(),
            &[CENTRE, BODY, SCHOOL, OTHER_SCHOOL, COLLEGE],
        );
        let subjects: Vec<Uuid> = found.iter().map(|row| row.subject_id).chain([EXAM]).collect();
        let about = read!(one.store, |tx, scope, subjects| obligations::of_subjects(
            tx, scope, subjects
        )
        .await?);
        assert!(
            about.iter().all(|row| covers(scope, row.debtor_id)),
            "obligations of subjects, {said}"
        );
        let over = read!(one.store, |tx, scope| ledgers::of_statement(tx, scope, TO_SCHOOL)
            .await?);
        check(
            "ledgers over a statement",
            over.iter().map(|row| row.ledger.organisation_id).collect(),
            &[SCHOOL],
        );
        let sees = |organisation| covers(scope, organisation);
        assert_eq!(
            read!(one.store, |tx, scope| ledgers::find(tx, scope, LEDGER).await?).is_some(),
            sees(SCHOOL),
            "ledger, {said}"
        );
        assert_eq!(
            read!(one.store, |tx, scope| ledgers::ledger_by_code(tx, scope, "AAAA000001")
                .await?)
            .is_some(),
            sees(SCHOOL),
            "code, {said}"
        );
        for (number, place) in [(0, SCHOOL), (1, SCHOOL), (2, OTHER_SCHOOL)] {
            let result = read!(one.store, |tx, scope, number| results::find_result(
                tx,
                scope,
                RESULTS[*number]
            )
            .await?);
            assert_eq!(result.is_some(), sees(place), "result {number}, {said}");
            let of_person = read!(one.store, |tx, scope, number| results::results_of_person(
                tx,
                scope,
                PEOPLE[*number]
            )
            .await?);
            assert_eq!(
                of_person.len(),
                usize::from(sees(place)),
                "results of person {number}, {said}"
            );
            let registrations = read!(one.store, |tx, scope, number| people::registrations_of_person(
                tx,
                scope,
                PEOPLE[*number]
            )
            .await?);
            assert_eq!(
                registrations.len(),
                usize::from(sees(place)),
                "registrations of person {number}, {said}"
            );
        }
        for nobody in [id(999), Uuid::nil()] {
            assert!(read!(one.store, |tx, scope, nobody| ledgers::find(tx, scope, *nobody).await?).is_none());
            assert!(
                read!(one.store, |tx, scope, nobody| statements::find(tx, scope, *nobody)
                    .await?)
                .is_none()
            );
            assert!(
                read!(one.store, |tx, scope, nobody| results::find_result(tx, scope, *nobody)
                    .await?)
                .is_none()
            );
        }
    }
    let narrowed = |organisation| {
        let store = &one.store;
        async move {
            read!(store, |tx, organisation| participants::in_exam(
                tx,
                &region(),
                EXAM,
                ParticipantNarrowing {
                    category: "student",
                    organisation: Some(*organisation),
                    pending: "",
                }
            )
            .await?)
            .len()
        }
    };
    assert_eq!(
        (
            narrowed(BODY).await,
            narrowed(SCHOOL).await,
            narrowed(OTHER_SCHOOL).await,
            narrowed(COLLEGE).await
        ),
        (2, 2, 1, 0)
    );
    assert_eq!(
        read!(one.store, |tx| participants::in_exam(
            tx,
            &region(),
            EXAM,
            ParticipantNarrowing {
                category: "extern",
                ..ParticipantNarrowing::default()
            }
        )
        .await?)
        .len(),
        0
    );
    let other = scope(Role::SchoolOfficer, OTHER_SCHOOL);
    assert_eq!(other.organisation(), OrganisationId(OTHER_SCHOOL));
}

/// Before the hand-over the recipient knows of no statement; the sender does, and whoever stands above the recipient.
async fn a_statement_is_known_to_sender_recipient_and_those_above(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let ways = [
        (TO_BODY, CENTRE, BODY),
        (TO_OTHER_BODY, CENTRE, OTHER_BODY),
        (TO_SCHOOL, BODY, SCHOOL),
    ];
    for handed_over in [false, true] {
        if handed_over {
            write!(one.store, |tx, ways| {
                for (statement, _, _) in ways {
                    statements::hand_over(tx, *statement, NOW, ACCOUNT).await?;
                }
            })
            .unwrap();
        }
        for scope in scopes() {
            let own = scope.organisation().0;
            let expected: BTreeSet<Uuid> = ways
                .into_iter()
                .filter(|(_, sender, recipient)| {
                    let above = TREE
                        .iter()
                        .any(|(one, parent)| one == recipient && *parent == Some(own));
                    match scope.reach() {
                        Reach::Region => true,
                        Reach::Subtree => own == *sender || own == *recipient && handed_over || above,
                        Reach::Own => own == *sender || own == *recipient && handed_over,
                    }
                })
                .map(|(statement, _, _)| statement)
                .collect();
            let listed = read!(one.store, |tx, scope| statements::in_scope(tx, scope, None).await?);
            assert_eq!(
                listed.iter().map(|row| row.statement.id).collect::<BTreeSet<_>>(),
                expected,
                "{scope:?} {handed_over}"
            );
            assert_eq!(listed.len(), expected.len(), "nothing twice");
            for (statement, _, _) in ways {
                let found = read!(one.store, |tx, scope, statement| statements::find(
                    tx, scope, *statement
                )
                .await?);
                assert_eq!(
                    found.is_some(),
                    expected.contains(&statement),
                    "{scope:?} {handed_over}"
                );
            }
            assert_eq!(
                read!(one.store, |tx, scope| statements::in_scope(tx, scope, Some(id(1)))
                    .await?)
                .len(),
                0,
                "another exam's"
            );
        }
    }
}
