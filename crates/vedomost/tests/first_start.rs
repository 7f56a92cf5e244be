//! The first start of an empty installation, and what the operator's commands answer before and after it.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]

mod support;

use std::net::TcpListener;
use std::time::Duration;

use rehearsal::{FileFormat, RegionPlan};
use support::folders::{Folders, files_below};
use support::server::{PATIENCE, Server, run, vedomost, words_of};
use support::visitor::{Answer, Visitor};

const PASSWORD: &str = "сирень над тихим прудом";

/// The path of the one invitation link in a text.
fn invitation_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/invitation/")?;
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    (token.len() == 64).then(|| format!("/invitation/{token}"))
}

async fn set_password(visitor: &Visitor, link: &str, password: &str, again: &str) -> Answer {
    visitor
        .post(link, &[("password", password), ("password_again", again)])
        .await
}

#[test]
fn before_the_first_start_there_is_nothing_to_check() {
    let folders = Folders::empty();
    let check = run(&["check"], &folders);
    assert_eq!(check.status.code(), Some(1), "{}", words_of(&check));
    assert!(words_of(&check).contains("Мешает: в папке"), "{}", words_of(&check));
    let verify = run(&["verify"], &folders);
    assert_eq!(verify.status.code(), Some(2), "{}", words_of(&verify));
    assert!(!folders.data().exists(), "commands that only look make nothing");
    assert!(!folders.keys().exists(), "commands that only look make nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_the_first_start_sets_one_password_once() {
    let folders = Folders::empty();
    let mut server = Server::serve(&folders, &[]);
    let link = invitation_in(&server.program.output()).unwrap();
    let visitor = server.staff_visitor();
    assert!(visitor.page(&link).await.words().contains("Придумайте пароль"));
    for (password, again, words) in [
        (PASSWORD, "другая фраза подлиннее", "Пароли не совпали"),
        ("короткий", "короткий", "15"),
    ] {
        let refused = set_password(&visitor, &link, password, again).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
        assert!(refused.words().contains(words), "{}", refused.words());
    }
    let unknown = visitor.get(&format!("/invitation/{}", "0".repeat(64))).await;
    assert_eq!(unknown.status, 409, "{}", unknown.words());

    let set = set_password(&visitor, &link, PASSWORD, PASSWORD).await;
    assert_eq!((set.status, set.location.as_str()), (303, "/sign-in"));
    for used in [
        visitor.get(&link).await,
        set_password(&visitor, &link, "другая фраза подлиннее", "другая фраза подлиннее").await,
    ] {
        assert_eq!(used.status, 409, "{}", used.words());
        assert!(used.words().contains("сылка уже использована"), "{}", used.words());
    }
    assert_ne!(
        visitor.sign_in("administrator", "другая фраза подлиннее").await.status,
        303
    );
    // The wrong password slows the next try by a second.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(visitor.sign_in("administrator", PASSWORD).await.status, 303);
    assert_eq!(visitor.get("/accounts").await.status, 200);

    server.program.kill().unwrap();
    let again = Server::serve(&folders, &[]);
    assert_eq!(invitation_in(&again.program.output()), None, "nobody is invited twice");
}

/// An administrator, signed in, of a new installation.
async fn administrator(server: &Server) -> Visitor {
    let link = invitation_in(&server.program.output()).unwrap();
    let visitor = server.staff_visitor();
    set_password(&visitor, &link, PASSWORD, PASSWORD).await;
    assert_eq!(visitor.sign_in("administrator", PASSWORD).await.status, 303);
    visitor
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_invites_the_operator_who_brings_in_the_region() {
    let folders = Folders::empty();
    let mut server = Server::serve(&folders, &[]);
    let administrator = administrator(&server).await;
    let form = administrator.page("/accounts/new").await.form("/accounts");
    let form = form.with("surname", "Проверкина").with("given_name", "Анна");
    let form = form.with("login", "operator").with("role", "processing-operator");
    let form = form.with("organisation", "421").with("position", "оператор");
    let invited = administrator.submit(&form).await;
    assert_eq!(invited.status, 200, "{}", invited.words());
    let link = invitation_in(&invited.text()).unwrap();

    let operator = server.staff_visitor();
    assert_eq!(operator.get("/imports/new").await.status, 303, "nobody is signed in");
    set_password(&operator, &link, "другая фраза подлиннее", "другая фраза подлиннее").await;
    assert_eq!(operator.sign_in("operator", "другая фраза подлиннее").await.status, 303);
    let region = rehearsal::make(&RegionPlan {
        municipal_bodies: 2,
        schools: 4,
        essay_participants: 60,
        ..RegionPlan::demo().unwrap()
    });
    let file = region
        .unwrap()
        .organisations_table()
        .write(FileFormat::CsvWindows1251)
        .unwrap();
    let form = operator
        .page("/imports/new")
        .await
        .form("/imports/new")
        .with("kind", "organisations");
    let received = operator.upload(&form, "организации.csv", &file).await;
    assert_eq!(received.status, 303, "{}", received.words());
    let apply = operator
        .page(&received.location)
        .await
        .form(&format!("{}/apply", received.location));
    let applied = operator.submit(&apply).await;
    assert_eq!(applied.status, 303, "{}", applied.words());
    assert!(operator.page("/organisations").await.words().contains("Кемерово"));
    assert_eq!(operator.get("/accounts").await.status, 403, "not the operator's to see");

    server.program.kill().unwrap();
    let check = run(&["check"], &folders);
    assert_eq!(check.status.code(), Some(0), "{}", words_of(&check));
    let verify = run(&["verify"], &folders);
    assert_eq!(verify.status.code(), Some(0), "{}", words_of(&verify));
    assert!(words_of(&verify).contains("файлов 1"), "{}", words_of(&verify));
    for file in files_below(&folders.data().join("files")) {
        std::fs::remove_file(file).unwrap();
    }
    let verify = run(&["verify"], &folders);
    assert_eq!(verify.status.code(), Some(1), "a file was lost: {}", words_of(&verify));
    assert!(words_of(&verify).contains("Не сходится:"), "{}", words_of(&verify));
}

/// A start that must fail: the exit code and what was said, without log lines.
fn refused_start(folders: &Folders, listen: &str, public_listen: &str) -> Vec<String> {
    let output = run(
        &[
            "serve",
            "--plain-loopback",
            "--listen",
            listen,
            "--public-listen",
            public_listen,
        ],
        folders,
    );
    assert_eq!(output.status.code(), Some(2), "{}", words_of(&output));
    let said = String::from_utf8(output.stderr).unwrap();
    said.lines().map(str::to_owned).collect()
}

/// Scales of a year that the program does not have come from files, and a file that does not hold together stops the start.
#[test]
fn l4_scales_of_the_year_come_from_files() {
    let folders = Folders::empty();
    let path = folders.root().join("scales.toml");
    let given = path.display().to_string();
    let check = || {
        let output = run(&["check", "--scales", &given], &folders);
        words_of(&output)
    };
    assert!(check().contains("не читается"), "{}", check());
    let scale = "form = \"ege\"\nstatus = \"order\"\nsource = \"проверка\"\nreviewed-on = 2026-11-22\n\n[[scale]]\nsubjects = [22]\n\
                 from-year = 2026\nto-year = 2026\nmax-primary = 21\nmarks = [[0, 6], [7, 11], [12, 16], [17, 21]]\n";
    std::fs::write(&path, scale.replace("[7, 11]", "[8, 11]")).unwrap();
    assert!(
        check().contains("scales.toml") && check().contains("Мешает:"),
        "{}",
        check()
    );
    std::fs::write(&path, scale).unwrap();
    let good = check();
    assert!(!good.contains("шкал ") && good.contains("--scales"), "{good}");
    let mut server = Server::serve(&folders, &["--scales", &given]);
    assert!(server.program.wait_for_line("Сотрудники:", PATIENCE).is_ok());
}

#[test]
fn data_without_its_keys_is_refused_in_one_line() {
    let folders = Folders::empty();
    let mut server = Server::serve(&folders, &[]);
    server.program.kill().unwrap();
    let aside = folders.root().join("keys-aside");
    std::fs::rename(folders.keys(), &aside).unwrap();
    let said = refused_start(&folders, "127.0.0.1:0", "127.0.0.1:0");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said.concat().contains("keys"), "names the folder: {said:?}");
    assert!(!folders.keys().exists(), "no new keys are made beside old data");
    let check = run(&["check"], &folders);
    assert_eq!(check.status.code(), Some(1), "{}", words_of(&check));

    std::fs::rename(aside, folders.keys()).unwrap();
    let mut server = Server::serve(&folders, &[]);
    assert!(server.program.wait_for_line("Сотрудники:", PATIENCE).is_ok());
}

#[test]
fn a_server_asked_to_stop_ends_in_order() {
    let folders = Folders::empty();
    let mut server = Server::serve(&folders, &[]);
    server.program.ask_to_stop().unwrap();
    let ended = server.program.wait_for_end(PATIENCE).unwrap();
    assert!(ended.success(), "{ended}: {}", server.program.output());
    let left: Vec<_> = files_below(&folders.data())
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with("-wal"))
        .collect();
    assert!(left.is_empty(), "the database's log is merged into its file: {left:?}");
}

#[test]
fn a_port_in_use_is_told_in_a_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folders = Folders::empty();
    for (listen, public_listen) in [(address.as_str(), "127.0.0.1:0"), ("127.0.0.1:0", address.as_str())] {
        let said = refused_start(&folders, listen, public_listen);
        assert_eq!(said.len(), 1, "{said:?}");
        let sentence = said.concat();
        assert!(sentence.contains(&format!("адрес {address} занят")), "{sentence}");
        assert!(sentence.contains("--listen"), "says what to do: {sentence}");
    }
}

#[test]
fn a_first_start_that_found_its_port_taken_still_gives_a_link_later() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folders = Folders::empty();
    refused_start(&folders, &address, "127.0.0.1:0");
    let server = Server::serve(&folders, &[]);
    assert!(
        invitation_in(&server.program.output()).is_some(),
        "the link is not lost: {}",
        server.program.output()
    );
}

#[test]
fn the_policy_is_dumped_as_json() {
    let output = vedomost().args(["policy", "dump", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(rows.len() > 100, "{}", rows.len());
    for row in &rows {
        assert!(row.get("role").is_some_and(serde_json::Value::is_string), "{row}");
        assert!(row.get("action").is_some_and(serde_json::Value::is_string), "{row}");
        assert!(row.get("order").is_some_and(serde_json::Value::is_boolean), "{row}");
    }
}
