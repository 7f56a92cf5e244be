//! Accounts, orders, invitations, sessions, throttles, idempotent answers.

use storage::accounts;
use storage::sessions::{self, IdempotencyRow, SessionRow, ThrottleRow};

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    an_account_changes_its_epoch_with_every_right;
    an_order_ends_once_and_never_later;
    an_invitation_is_used_once_and_in_time;
    a_session_is_kept_by_its_hash_and_ended_once;
    throttles_are_replaced_and_forgotten;
    an_answer_is_stored_once_per_account_and_key;
}

async fn an_account_changes_its_epoch_with_every_right(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let find = || {
        let store = &one.store;
        async move { read!(store, |tx| accounts::find(tx, ACCOUNT).await?).unwrap() }
    };
    let before = find().await;
    assert_eq!(
        (
            before.role.as_str(),
            before.organisation_id,
            before.organisation_kind.as_str(),
            before.position.as_str()
        ),
        ("municipal-clerk", BODY, "municipal-body", "специалист")
    );
    assert_eq!(
        read!(one.store, |tx| accounts::by_login(tx, "clerk").await?)
            .unwrap()
            .account
            .id,
        ACCOUNT
    );
    assert!(read!(one.store, |tx| accounts::by_login(tx, "Clerk").await?).is_none());
    write!(one.store, |tx| accounts::rehash(tx, ACCOUNT, "другой хэш").await?).unwrap();
    assert_eq!(
        (
            find().await.account.policy_epoch,
            find().await.account.password_hash.as_deref()
        ),
        (1, Some("другой хэш")),
        "the same password: sessions live on"
    );
    write!(one.store, |tx| accounts::bump_epoch(tx, ACCOUNT).await?).unwrap();
    assert_eq!(find().await.account.policy_epoch, 2);
    write!(one.store, |tx| accounts::set_state(tx, ACCOUNT, "blocked").await?).unwrap();
    assert_eq!(
        (find().await.account.policy_epoch, find().await.account.state.as_str()),
        (3, "blocked")
    );
    write!(one.store, |tx| accounts::set_password(tx, ACCOUNT, "новый").await?).unwrap();
    assert_eq!(
        (find().await.account.policy_epoch, find().await.account.version),
        (4, 4)
    );
    for (scope, expected) in [
        (region(), 1),
        (scope(domain::access::Role::MunicipalClerk, BODY), 1),
        (scope(domain::access::Role::MunicipalClerk, OTHER_BODY), 0),
    ] {
        assert_eq!(
            read!(one.store, |tx, scope| accounts::in_scope(tx, scope).await?).len(),
            expected
        );
    }
}

async fn an_order_ends_once_and_never_later(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let order = responsible(id(320), ACCOUNT, BODY);
    write!(one.store, |tx, order| accounts::insert_order(tx, order).await?).unwrap();
    assert_eq!(
        read!(one.store, |tx| accounts::orders(tx, ACCOUNT).await?),
        std::slice::from_ref(&order)
    );
    assert_eq!(
        read!(one.store, |tx| accounts::orders_of_organisation(tx, BODY).await?),
        std::slice::from_ref(&order)
    );
    assert_eq!(
        read!(one.store, |tx, order| accounts::find_order(tx, order.id).await?),
        Some(order.clone())
    );
    for (scope, expected) in [
        (region(), 1),
        (scope(domain::access::Role::MunicipalClerk, BODY), 1),
        (scope(domain::access::Role::MunicipalClerk, OTHER_BODY), 0),
    ] {
        assert_eq!(
            read!(one.store, |tx, scope| accounts::orders_in_scope(tx, scope).await?).len(),
            expected
        );
    }
    let end = |day: &'static str| {
        let store = &one.store;
        async move { write!(store, |tx, day| accounts::end_order(tx, id(320), day).await?).unwrap() }
    };
    assert!(end("2026-12-20").await);
    assert!(!end("2026-12-20").await, "nothing to shorten");
    assert!(!end("2027-01-31").await, "an order is never made longer");
    assert!(end("2026-12-10").await);
    assert_eq!(
        read!(one.store, |tx, order| accounts::find_order(tx, order.id).await?)
            .unwrap()
            .valid_to
            .as_deref(),
        Some("2026-12-10")
    );
}

async fn an_invitation_is_used_once_and_in_time(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    write!(one.store, |tx| accounts::insert_invitation(
        tx,
        &[1; 32],
        ACCOUNT,
        NOW + 100
    )
    .await?)
    .unwrap();
    let live = |at| {
        let store = &one.store;
        async move { read!(store, |tx, at| accounts::live_invitation(tx, &[1; 32], *at).await?) }
    };
    assert_eq!((live(NOW + 99).await, live(NOW + 100).await), (Some(ACCOUNT), None));
    let take = |at| {
        let store = &one.store;
        async move { write!(store, |tx, at| accounts::use_invitation(tx, &[1; 32], *at).await?).unwrap() }
    };
    assert_eq!(take(NOW + 100).await, None, "expired");
    assert_eq!(take(NOW + 1).await, Some(ACCOUNT));
    assert_eq!((take(NOW + 2).await, live(NOW + 2).await), (None, None), "used");
    assert_eq!(
        write!(one.store, |tx| accounts::use_invitation(tx, &[2; 32], NOW).await?).unwrap(),
        None,
        "never made"
    );
}

async fn a_session_is_kept_by_its_hash_and_ended_once(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let row = SessionRow {
        token_hash: vec![3; 32],
        account_id: ACCOUNT,
        policy_epoch: 1,
        created_at: NOW,
        last_seen_at: NOW,
        ended_at: None,
    };
    write!(one.store, |tx, row| sessions::insert(tx, row).await?).unwrap();
    write!(one.store, |tx| {
        sessions::seen(tx, &[3; 32], NOW + 60).await?;
        sessions::end(tx, &[3; 32], NOW + 70).await?;
        sessions::end(tx, &[3; 32], NOW + 80).await?;
    })
    .unwrap();
    let found = read!(one.store, |tx| sessions::find(tx, &[3; 32]).await?).unwrap();
    assert_eq!(
        format!("{found:?}"),
        format!(
            "{:?}",
            SessionRow {
                last_seen_at: NOW + 60,
                ended_at: Some(NOW + 70),
                ..row
            }
        )
    );
    assert!(read!(one.store, |tx| sessions::find(tx, &[4; 32]).await?).is_none());
}

async fn throttles_are_replaced_and_forgotten(engine: Engine) {
    let one = TestStore::new(engine).await;
    let row = |failures| ThrottleRow {
        key: vec![5; 32],
        failures,
        window_started_at: NOW,
        allowed_at: NOW + failures,
    };
    for failures in 1..=3 {
        write!(one.store, |tx, failures| sessions::put_throttle(tx, &row(*failures))
            .await?)
        .unwrap();
    }
    assert_eq!(
        read!(one.store, |tx| sessions::throttle(tx, &[5; 32]).await?),
        Some(row(3))
    );
    write!(one.store, |tx| sessions::clear_throttle(tx, &[5; 32]).await?).unwrap();
    assert_eq!(read!(one.store, |tx| sessions::throttle(tx, &[5; 32]).await?), None);
}

async fn an_answer_is_stored_once_per_account_and_key(engine: Engine) {
    let one = TestStore::new(engine).await;
    let put = |account, key: &'static str, hash: u8| {
        let store = &one.store;
        async move {
            let row = IdempotencyRow {
                request_hash: vec![hash; 32],
                answer: format!("ответ {hash}"),
            };
            write!(store, |tx, row, account, key| sessions::put_answer(
                tx, *account, key, row, NOW
            )
            .await?)
        }
    };
    put(ACCOUNT, "k", 1).await.unwrap();
    put(ACCOUNT, "l", 2).await.unwrap();
    put(id(9), "k", 3).await.unwrap();
    assert!(put(ACCOUNT, "k", 4).await.is_err());
    let found = read!(one.store, |tx| sessions::answer(tx, ACCOUNT, "k").await?).unwrap();
    assert_eq!((found.request_hash, found.answer.as_str()), (vec![1; 32], "ответ 1"));
    assert!(read!(one.store, |tx| sessions::answer(tx, id(9), "l").await?).is_none());
}
