//! Signing in is slowed and never locked; a session ends with the rights it was opened under.

use app::accounts::AccountState;
use app::set_up::NewAccount;
use app::{AppError, Request};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use uuid::Uuid;

use crate::on_both_engines;
use crate::support::{Engine, Installation, order};

on_both_engines! {
    fn wrong_passwords_slow_an_account_and_never_lock_it => slowed;
    fn every_wrong_sign_in_is_one_answer => one_answer;
    fn an_address_that_tries_many_logins_waits => address_waits;
    fn a_session_ends_with_the_rights_it_was_opened_under => session_ends;
    fn a_session_ends_by_itself => session_ages;
}

pub const PASSWORD: &str = "гречка бежит по мосту";
const ADDRESS: &str = "192.0.2.10";

impl Installation {
    /// An active account with [`PASSWORD`] at the first municipal body.
    pub async fn account_with_password(&self, login: &str) -> Uuid {
        let body = self.organisation(&self.first(OrganisationKind::MunicipalBody)).await;
        let hash = self.app.hash_password(PASSWORD).await.unwrap();
        let account = NewAccount {
            name: PersonName::parse("Проверкина", "Анна", Some("Сергеевна")).unwrap(),
            login: login.to_owned(),
            role: Role::MunicipalClerk,
            organisation: body,
            position: "специалист".to_owned(),
            password_hash: Some(hash),
        };
        self.app.enter_first_account(&account).await.unwrap()
    }

    /// The clock moves on by so many seconds.
    pub fn wait(&self, seconds: i64) {
        let local =
            regulations::Instant::from_micros(app::Clock::now(self.clock.as_ref()).plus_seconds(seconds).as_micros());
        self.set_instant(local);
    }

    async fn administrator(&self) -> Request {
        self.as_role(Role::Administrator, "420").await
    }
}

async fn slowed(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.account_with_password("clerk").await;
    let mut waited = Vec::new();
    for _ in 0..10 {
        let before = one
            .app
            .sign_in("clerk", "не тот", ADDRESS)
            .await
            .map(|_| ())
            .unwrap_err();
        assert!(matches!(before, AppError::Invalid(_)), "{before:?}");
        match one.app.sign_in("clerk", PASSWORD, "198.51.100.1").await {
            // Right while it must wait: not even looked at.
            Err(AppError::TooMany(seconds)) => {
                waited.push(seconds);
                one.wait(seconds);
            }
            Ok(_) => {
                waited.push(0);
                // A right password clears the count; take the failures again.
                assert_eq!(waited.len(), 1, "only the first failure costs nothing: {waited:?}");
                one.app
                    .sign_in("clerk", "не тот", ADDRESS)
                    .await
                    .map(|_| ())
                    .unwrap_err();
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(waited[0], 0);
    assert!(
        waited.windows(2).all(|pair| pair[0] <= pair[1]),
        "the waits grow: {waited:?}"
    );
    assert!(
        waited.iter().all(|seconds| *seconds <= 61),
        "and stay bearable: {waited:?}"
    );
    assert!(waited.last().unwrap() >= &30, "{waited:?}");
    let session = one.app.sign_in(" Clerk ", PASSWORD, ADDRESS).await.unwrap();
    assert!(
        one.app.session(&session.token).await.unwrap().is_some(),
        "after the wait the right password opens: never locked"
    );
    let again = one
        .app
        .sign_in("clerk", "не тот", ADDRESS)
        .await
        .map(|_| ())
        .unwrap_err();
    assert!(matches!(again, AppError::Invalid(_)));
    one.app.sign_in("clerk", PASSWORD, ADDRESS).await.unwrap();
}

/// Unknown, blocked, invited, wrong: the same words.
async fn one_answer(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.account_with_password("right").await;
    let blocked = one.account_with_password("blocked").await;
    let administrator = one.administrator().await;
    one.app
        .set_account_state(&administrator, blocked, AccountState::Blocked)
        .await
        .unwrap();
    let body = one.organisation(&one.first(OrganisationKind::MunicipalBody)).await;
    let invited = one.account_without_order(Role::MunicipalClerk, body).await;
    let invited = one
        .app
        .find_account(&administrator, invited)
        .await
        .unwrap()
        .row
        .account
        .login;
    let mut answers = Vec::new();
    for (login, password) in [
        ("right", "не тот"),
        ("unknown", PASSWORD),
        ("blocked", PASSWORD),
        (invited.as_str(), PASSWORD),
        (invited.as_str(), ""),
        ("", ""),
    ] {
        let error = one.app.sign_in(login, password, ADDRESS).await.map(|_| ()).unwrap_err();
        let AppError::Invalid(problems) = error else {
            panic!("{login}: {error:?}")
        };
        answers.push(problems);
        one.wait(120);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

async fn address_waits(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.account_with_password("clerk").await;
    let mut refused = 0;
    for number in 0..40 {
        match one
            .app
            .sign_in(&format!("login{number}"), "не тот", ADDRESS)
            .await
            .map(|_| ())
            .unwrap_err()
        {
            AppError::TooMany(_) => refused += 1,
            AppError::Invalid(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(refused > 0, "one address tried forty logins");
    assert!(matches!(
        one.app.sign_in("clerk", PASSWORD, ADDRESS).await.map(|_| ()),
        Err(AppError::TooMany(_))
    ));
    one.app.sign_in("clerk", PASSWORD, "198.51.100.7").await.unwrap();
}

async fn session_ends(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let account = one.account_with_password("clerk").await;
    let administrator = one.administrator().await;
    let alive = |token: String| {
        let app = &one.app;
        async move { app.session(&token).await.unwrap().is_some() }
    };
    let open = || async { one.app.sign_in("clerk", PASSWORD, ADDRESS).await.unwrap().token };

    let (first, second) = (open().await, open().await);
    assert_ne!(first, second);
    one.app.sign_out(&first).await.unwrap();
    assert!(!alive(first).await, "signed out");
    assert!(alive(second.clone()).await, "the other one lives");

    let named = one
        .app
        .name_responsible(&administrator, account, &order("2026-12-01", "2026-12-31"))
        .await
        .unwrap();
    assert!(!alive(second).await, "an order was entered");
    let third = open().await;
    assert_eq!(one.app.session(&third).await.unwrap().unwrap().actor.orders.len(), 1);
    one.app
        .end_responsibility(&administrator, named, "20.12.2026")
        .await
        .unwrap();
    assert!(!alive(third).await, "the order was ended");

    let fourth = open().await;
    one.app
        .set_account_state(&administrator, account, AccountState::Blocked)
        .await
        .unwrap();
    assert!(!alive(fourth.clone()).await, "blocked");
    assert!(one.app.sign_in("clerk", PASSWORD, ADDRESS).await.is_err());
    one.app
        .set_account_state(&administrator, account, AccountState::Active)
        .await
        .unwrap();
    assert!(!alive(fourth).await, "unblocking brings no session back");

    one.wait(120);
    let fifth = open().await;
    let invitation = one.app.invite_again(&administrator, account).await.unwrap();
    assert!(!alive(fifth).await, "a new invitation");
    let sixth = open().await;
    one.app
        .accept_invitation(&invitation.token, "совсем другая гречка")
        .await
        .unwrap();
    assert!(!alive(sixth).await, "the password was changed");
    assert!(
        one.app.sign_in("clerk", PASSWORD, ADDRESS).await.is_err(),
        "the old one is gone"
    );
    one.wait(120);
    let seventh = one
        .app
        .sign_in("clerk", "совсем другая гречка", ADDRESS)
        .await
        .unwrap()
        .token;
    assert!(alive(seventh).await);
    for nonsense in ["", "0", "нет такого", &"a".repeat(5000)] {
        assert!(!alive(nonsense.to_owned()).await);
        one.app.sign_out(nonsense).await.unwrap();
    }
}

async fn session_ages(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.account_with_password("clerk").await;
    let open = || async { one.app.sign_in("clerk", PASSWORD, ADDRESS).await.unwrap().token };
    let idle = open().await;
    one.wait(29 * 60);
    assert!(one.app.session(&idle).await.unwrap().is_some());
    one.wait(29 * 60);
    assert!(one.app.session(&idle).await.unwrap().is_some(), "a use prolongs it");
    one.wait(30 * 60);
    assert!(
        one.app.session(&idle).await.unwrap().is_none(),
        "half an hour of nothing"
    );
    let long = open().await;
    let mut minutes = 0;
    while one.app.session(&long).await.unwrap().is_some() {
        one.wait(20 * 60);
        minutes += 20;
        assert!(minutes <= 12 * 60, "however busy, a session ends after twelve hours");
    }
    assert_eq!(minutes, 12 * 60);
}
