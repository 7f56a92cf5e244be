//! Invitations and orders: used once, in time, by those they were made for, named by those who may.

use app::AppError;
use app::accounts::{AccountInput, AccountState, OrderInput};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use uuid::Uuid;

use crate::on_both_engines;
use crate::sign_in::PASSWORD;
use crate::support::{Engine, Installation, order};

on_both_engines! {
    fn an_invitation_sets_a_password_once => invitation;
    fn a_blocked_account_stays_blocked_whatever_it_was_sent => blocked;
    fn responsible_persons_are_named_by_those_above => naming;
    fn access_runs_from_the_first_to_the_last_day_of_the_order => order_days;
}

fn input(login: &str, organisation: Uuid) -> AccountInput {
    AccountInput {
        surname: "Проверкин".to_owned(),
        given_name: "Пётр".to_owned(),
        patronymic: String::new(),
        login: login.to_owned(),
        role: Role::SchoolOfficer.code().to_owned(),
        organisation: Some(organisation),
        position: "директор".to_owned(),
    }
}

async fn invitation(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let administrator = one.as_role(Role::Administrator, "420").await;
    let school = one.organisation(&one.first(OrganisationKind::School)).await;
    let made = one
        .app
        .invite(&administrator, &input("director", school))
        .await
        .unwrap();
    assert!(one.app.invitation_lives(&made.token).await.unwrap());
    assert!(
        one.app.sign_in("director", PASSWORD, "192.0.2.1").await.is_err(),
        "no password yet"
    );
    for weak in ["", "12345678", "director"] {
        let refused = one.app.accept_invitation(&made.token, weak).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{weak}: {refused:?}");
        assert!(
            one.app.invitation_lives(&made.token).await.unwrap(),
            "a refused password does not use the invitation up"
        );
    }
    let both = tokio::join!(
        one.app.accept_invitation(&made.token, PASSWORD),
        one.app.accept_invitation(&made.token, "другая гречка на мосту")
    );
    assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    assert!(!one.app.invitation_lives(&made.token).await.unwrap());
    assert!(matches!(
        one.app.accept_invitation(&made.token, PASSWORD).await,
        Err(AppError::NotNow(_))
    ));
    assert!(matches!(
        one.app.accept_invitation("нет такого", PASSWORD).await,
        Err(AppError::NotNow(_))
    ));
    let second = one.app.invite(&administrator, &input("deputy", school)).await.unwrap();
    one.wait(72 * 3600);
    assert!(
        matches!(
            one.app.accept_invitation(&second.token, PASSWORD).await,
            Err(AppError::NotNow(_))
        ),
        "expired"
    );

    let administrator = one.request(administrator.account()).await;
    let again = one.app.invite(&administrator, &input("director", school)).await;
    assert!(
        matches!(again, Err(AppError::Invalid(_))),
        "the login is taken: {again:?}"
    );
    let misplaced = AccountInput {
        role: Role::ProcessingOperator.code().to_owned(),
        ..input("wrong", school)
    };
    assert!(
        matches!(
            one.app.invite(&administrator, &misplaced).await,
            Err(AppError::Invalid(_))
        ),
        "no operator sits in a school"
    );
    assert!(matches!(
        one.app.invite(&administrator, &input("nowhere", Uuid::nil())).await,
        Err(AppError::NotFound)
    ));
    for (role, place) in [(Role::MinistryOfficer, "420"), (Role::ProcessingOperator, "421")] {
        let other = one.as_role(role, place).await;
        assert!(
            matches!(
                one.app.invite(&other, &input("x-y-z", school)).await,
                Err(AppError::Refused(_))
            ),
            "{role:?}"
        );
    }
}

async fn blocked(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let administrator = one.as_role(Role::Administrator, "420").await;
    let school = one.organisation(&one.first(OrganisationKind::School)).await;
    let made = one
        .app
        .invite(&administrator, &input("director", school))
        .await
        .unwrap();
    one.app
        .set_account_state(&administrator, made.account, AccountState::Blocked)
        .await
        .unwrap();
    let accepted = one.app.accept_invitation(&made.token, PASSWORD).await;
    assert!(
        matches!(accepted, Err(AppError::NotNow(_))),
        "a blocked account does not unblock itself: {accepted:?}"
    );
    assert!(one.app.sign_in("director", PASSWORD, "192.0.2.1").await.is_err());
    one.wait(60);
    one.app
        .set_account_state(&administrator, made.account, AccountState::Active)
        .await
        .unwrap();
    one.app.accept_invitation(&made.token, PASSWORD).await.unwrap();
    one.app.sign_in("director", PASSWORD, "192.0.2.1").await.unwrap();
    let oneself = one
        .app
        .set_account_state(&administrator, administrator.account(), AccountState::Blocked)
        .await;
    assert!(matches!(oneself, Err(AppError::NotNow(_))));
}

async fn naming(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let schools: Vec<_> = one
        .region
        .organisations
        .iter()
        .filter(|made| made.kind == OrganisationKind::School)
        .cloned()
        .collect();
    let own_school = schools[0].clone();
    let body = own_school.parent_code.clone().unwrap();
    let foreign_school = schools
        .iter()
        .find(|made| made.parent_code.as_deref() != Some(&body))
        .unwrap()
        .clone();
    let clerk = one.as_role(Role::MunicipalClerk, &body).await;
    let at = |code: String| async {
        one.account_without_order(Role::SchoolOfficer, one.organisation(&{ code }).await)
            .await
    };
    let (own, foreign) = (at(own_school.code.clone()).await, at(foreign_school.code.clone()).await);
    let days = order("2026-12-01", "2026-12-31");
    one.app.name_responsible(&clerk, own, &days).await.unwrap();
    for unknown in [foreign, Uuid::nil()] {
        assert!(matches!(
            one.app.name_responsible(&clerk, unknown, &days).await,
            Err(AppError::NotFound)
        ));
        assert!(matches!(
            one.app.find_account(&clerk, unknown).await.map(|_| ()),
            Err(AppError::NotFound)
        ));
    }
    let school = one.as_role(Role::SchoolOfficer, &own_school.code).await;
    assert!(
        matches!(
            one.app.name_responsible(&school, own, &days).await,
            Err(AppError::Refused(_))
        ),
        "nobody names oneself"
    );
    let administrator = one.as_role(Role::Administrator, "420").await;
    let order_of_foreign = one.app.name_responsible(&administrator, foreign, &days).await.unwrap();
    for unknown in [order_of_foreign, Uuid::nil()] {
        assert!(matches!(
            one.app.end_responsibility(&clerk, unknown, "20.12.2026").await,
            Err(AppError::NotFound)
        ));
    }
    let wrong = OrderInput {
        valid_to: "2026-11-01".to_owned(),
        ..days
    };
    assert!(
        matches!(
            one.app.name_responsible(&clerk, own, &wrong).await,
            Err(AppError::Invalid(_))
        ),
        "the last day before the first"
    );
}

async fn order_days(engine: Engine) {
    let one = Installation::released(engine).await;
    let operator_account = one
        .account_without_order(Role::ProcessingOperator, one.organisation("421").await)
        .await;
    let administrator = one.as_role(Role::Administrator, "420").await;
    one.app
        .name_responsible(&administrator, operator_account, &order("2026-12-16", "2026-12-17"))
        .await
        .unwrap();
    let statement = one.statements(&one.operator().await).await[0].row.id;
    // Local midnight of Novokuznetsk, not of Greenwich.
    for (moment, may) in [
        ("2026-12-15T23:59", false),
        ("2026-12-16T00:00", true),
        ("2026-12-17T06:30", true),
        ("2026-12-17T23:59", true),
        ("2026-12-18T00:00", false),
    ] {
        one.set_clock(moment);
        let request = one.request(operator_account).await;
        let opened = one
            .app
            .open_statement(&request, statement, app::statements::OpeningForm::Page)
            .await;
        assert_eq!(opened.is_ok(), may, "{moment}: {:?}", opened.err());
    }
}
