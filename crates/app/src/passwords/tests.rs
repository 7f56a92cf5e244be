use std::time::{Duration, Instant};

use storage::keys::Purpose;

use super::*;

const CHEAP: HashingParameters = HashingParameters {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
    at_once: 2,
};
const PASSWORD: &str = "корова летит над рекой";

fn passwords(parameters: HashingParameters, pepper: u8) -> Passwords {
    Passwords::new(
        parameters,
        PurposeKey::from_bytes(Purpose::PasswordPepper, &[pepper; 32]),
    )
    .unwrap()
}

#[tokio::test]
async fn a_password_is_right_only_with_its_text_salt_and_pepper() {
    let ours = passwords(CHEAP, 1);
    let stored = ours.hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
    assert!(!stored.contains("корова"));
    assert_eq!(ours.verify(PASSWORD, Some(&stored)).await.unwrap(), Verdict::Right);
    for wrong in ["", "корова летит над рекой ", "Корова летит над рекой", "корова"]
    {
        assert_eq!(
            ours.verify(wrong, Some(&stored)).await.unwrap(),
            Verdict::Wrong,
            "{wrong}"
        );
    }
    assert_ne!(ours.hash(PASSWORD, [2; SALT_BYTES]).await.unwrap(), stored);
    let other_pepper = passwords(CHEAP, 2);
    assert_eq!(
        other_pepper.verify(PASSWORD, Some(&stored)).await.unwrap(),
        Verdict::Wrong
    );
}

#[tokio::test]
async fn an_unknown_login_is_wrong_and_costs_a_hash() {
    let dear = passwords(
        HashingParameters {
            memory_kib: 8 * 1024,
            ..CHEAP
        },
        1,
    );
    let stored = dear.hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..15 {
        for (time, stored) in fastest.iter_mut().zip([None, Some(stored.as_str())]) {
            let start = Instant::now();
            assert_eq!(dear.verify("другой", stored).await.unwrap(), Verdict::Wrong);
            *time = start.elapsed().min(*time);
        }
    }
    // An answer without a hash would be a hundred times faster; the rest is left to a busy machine.
    let [unknown, known] = fastest;
    assert!(unknown * 4 > known, "{unknown:?} and {known:?}");
}

#[tokio::test]
async fn hashes_of_other_days_are_right_but_made_anew() {
    let today = passwords(CHEAP, 1);
    for other in [
        HashingParameters {
            memory_kib: 128,
            ..CHEAP
        },
        HashingParameters { passes: 2, ..CHEAP },
        HashingParameters {
            memory_kib: 32,
            ..CHEAP
        },
    ] {
        let stored = passwords(other, 1).hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
        assert_eq!(
            today.verify(PASSWORD, Some(&stored)).await.unwrap(),
            Verdict::RightButHashAnew
        );
        assert_eq!(today.verify("другой", Some(&stored)).await.unwrap(), Verdict::Wrong);
        assert!(today.needs_rehash(&stored));
    }
    let stored = today.hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
    assert!(!today.needs_rehash(&stored));
    assert!(today.needs_rehash(""));
}

#[tokio::test]
async fn unreadable_and_excessive_hashes_are_errors() {
    let ours = passwords(CHEAP, 1);
    let good = ours.hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
    for bad in [
        String::new(),
        "!".to_owned(),
        "$argon2id$".to_owned(),
        good.replace("m=64", "m=4000000"),
        good.replace("t=1", "t=4000"),
        good.replace("argon2id", "scrypt"),
    ] {
        let refused = ours.verify(PASSWORD, Some(&bad)).await;
        assert!(
            matches!(refused, Err(PasswordError::UnreadableHash)),
            "{bad}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_place_is_held_until_the_work_ends_even_when_nobody_waits() {
    let ours = passwords(CHEAP, 1);
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let slow = ours.in_turn(PASSWORD, move |_, _| {
        begun.send(()).unwrap();
        released.recv().map_err(|_| PasswordError::Unavailable)
    });
    let mut slow = Box::pin(slow);
    tokio::select! {
        _ = &mut slow => panic!("it waits to be released"),
        begun = has_begun => begun.unwrap(),
    }
    drop(slow);
    assert_eq!(ours.places.available_permits(), CHEAP.at_once - 1);

    let rest = Arc::clone(&ours.places).acquire_owned().await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(50), ours.hash(PASSWORD, [1; SALT_BYTES]));
    assert!(waiting.await.is_err(), "all places are taken");
    release.send(()).unwrap();
    ours.hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
    drop(rest);
}

#[tokio::test]
async fn what_the_server_uses_is_as_promised() {
    let production = HashingParameters::PRODUCTION;
    assert!(production.memory_kib >= 46 * 1024 && production.passes >= 1 && production.at_once <= 8);
    let stored = passwords(production, 1).hash(PASSWORD, [1; SALT_BYTES]).await.unwrap();
    assert!(stored.contains("m=47104,t=1,p=1"));
    assert!(!format!("{:?}", passwords(production, 7)).contains("[7"));
}
