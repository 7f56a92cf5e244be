//! GIA in storage: what a protocol releases, and what a municipal body knows through the list of its schools' statements.

use domain::access::Role;
use storage::protocols::{self, ProtocolRow};
use storage::results;
use storage::statements::{self, StatementLineRow, StatementRow};

use crate::commission_rows::proposed;
use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    a_protocol_releases_exactly_what_it_names;
    a_body_knows_the_statements_of_its_list_once_it_has_it;
}

const PROTOCOL: uuid::Uuid = id(700);

/// The rows of the small region with an approved protocol. Storage asks nothing of the exam's kind here.
async fn with_protocol(engine: Engine) -> TestStore {
    let one = TestStore::with_region(engine).await;
    let approved = ProtocolRow {
        state: "approved".to_owned(),
        approved_by: Some(ACCOUNT),
        approved_person: Some(PEOPLE[0]),
        approved_role: Some("commission-chair".to_owned()),
        approved_at: Some(NOW),
        number: "2".to_owned(),
        ..proposed(700)
    };
    write!(one.store, |tx, approved| protocols::insert(tx, approved).await?).unwrap();
    one
}

async fn a_protocol_releases_exactly_what_it_names(engine: Engine) {
    let one = with_protocol(engine).await;
    let release = |editions: Vec<uuid::Uuid>, at: i64| {
        let store = &one.store;
        async move {
            let input = (editions, at);
            write!(store, |tx, input| {
                results::release_editions(tx, EXAM, PROTOCOL, &input.0, input.1).await?
            })
            .unwrap()
        }
    };
    assert_eq!(release(vec![EDITIONS[0], EDITIONS[2]], NOW + 1).await, 2);
    assert_eq!(release(vec![EDITIONS[0]], NOW + 2).await, 0, "it waits no more");
    assert_eq!(release(Vec::new(), NOW + 2).await, 0);
    let waiting = read!(one.store, |tx| results::pending(tx, EXAM).await?);
    assert_eq!(
        waiting.iter().map(|row| row.edition_id).collect::<Vec<_>>(),
        [EDITIONS[1]]
    );

    write!(one.store, |tx| {
        results::insert_editions(tx, &[edition(id(533), RESULTS[0], 2, "received")]).await?;
    })
    .unwrap();
    assert_eq!(release(vec![id(533)], NOW + 3).await, 1);
    let editions = read!(one.store, |tx| results::editions_of_result(tx, RESULTS[0]).await?);
    let shown: Vec<_> = editions
        .iter()
        .map(|row| {
            (
                row.state.as_str(),
                row.protocol_id,
                row.completion_id,
                row.released_at,
                row.ended_at,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("superseded", Some(PROTOCOL), None, Some(NOW + 1), Some(NOW + 3)),
            ("released", Some(PROTOCOL), None, Some(NOW + 3), None),
        ]
    );
    let other = &read!(one.store, |tx| results::editions_of_result(tx, RESULTS[2]).await?)[0];
    assert_eq!(
        (other.state.as_str(), other.ended_at),
        ("released", None),
        "nobody else's moved"
    );
    assert_eq!(
        read!(one.store, |tx| storage::participants::with_wrong_rows(tx).await?),
        0
    );
    let approvals = read!(one.store, |tx| protocols::approved(tx, Some(EXAM)).await?);
    let approvals: Vec<_> = approvals
        .iter()
        .map(|row| (row.id, row.number.as_str(), row.approved_at))
        .collect();
    assert_eq!(approvals, [(PROTOCOL, "2", NOW)]);
    assert!(read!(one.store, |tx| protocols::approved(tx, Some(id(1))).await?).is_empty());
}

async fn a_body_knows_the_statements_of_its_list_once_it_has_it(engine: Engine) {
    let one = with_protocol(engine).await;
    let of_protocol = |row: StatementRow| StatementRow {
        completion_id: None,
        protocol_id: Some(PROTOCOL),
        line_count: 1,
        ..row
    };
    write!(one.store, |tx| {
        results::release_editions(tx, EXAM, PROTOCOL, &EDITIONS, NOW).await?;
        let list = statement(TO_BODY, "4201/01-280527-2", "to-municipal-body", (CENTRE, BODY), None);
        let school = statement(
            TO_SCHOOL,
            "420101/01-280527-2",
            "to-school",
            (CENTRE, SCHOOL),
            Some(TO_BODY),
        );
        statements::insert(tx, &[of_protocol(list), of_protocol(school)]).await?;
        let line = StatementLineRow {
            statement_id: TO_SCHOOL,
            line_number: 1,
            edition_id: EDITIONS[0],
            commitment: vec![1],
        };
        statements::insert_lines(tx, &[line]).await?;
        storage::ledgers::insert(tx, &[ledger(LEDGER, TO_SCHOOL, SCHOOL, "420101-11А-01-280527-2")]).await?;
    })
    .unwrap();
    let knows = || async {
        let exact = !read!(one.store, |tx| statements::handed_to(tx, &EDITIONS[..1], BODY).await?).is_empty();
        let listed = read!(one.store, |tx| statements::handed_over_editions(tx, EXAM, BODY).await?);
        (exact, listed.len())
    };
    assert_eq!(knows().await, (false, 0));
    write!(one.store, |tx| statements::hand_over(tx, TO_BODY, NOW + 1, ACCOUNT)
        .await?)
    .unwrap();
    assert_eq!(
        knows().await,
        (true, 1),
        "through the list, though it is not the recipient"
    );
    let foreign = scope(Role::MunicipalClerk, OTHER_BODY);
    let own = scope(Role::MunicipalClerk, BODY);
    assert!(read!(one.store, |tx, own| statements::find(tx, own, TO_SCHOOL).await?).is_some());
    assert!(
        read!(one.store, |tx, foreign| statements::find(tx, foreign, TO_SCHOOL)
            .await?)
        .is_none()
    );
    let elsewhere = read!(one.store, |tx| statements::handed_to(tx, &EDITIONS[..1], OTHER_BODY)
        .await?);
    assert!(elsewhere.is_empty());

    write!(one.store, |tx| {
        statements::receive(tx, TO_BODY, NOW + 2, ACCOUNT).await?;
        statements::hand_over(tx, TO_SCHOOL, NOW + 3, ACCOUNT).await?;
    })
    .unwrap();
    let row = read!(one.store, |tx| statements::find(tx, &region(), TO_SCHOOL).await?).unwrap();
    assert_eq!(
        (row.parent_recipient_id, row.parent_received_at),
        (Some(BODY), Some(NOW + 2))
    );
    let ledgers = read!(one.store, |tx| storage::ledgers::of_exam(tx, EXAM).await?);
    assert_eq!(
        (ledgers[0].available_at, ledgers[0].transferred_at),
        (Some(NOW + 3), Some(NOW + 3)),
        "РЦОИ transferred to the school itself, not by way of the list"
    );
}
