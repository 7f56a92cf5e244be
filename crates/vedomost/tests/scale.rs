//! The demo of a whole region, made small: the same steps, both kinds of exams in one region, progress told, an unfinished one
//! made anew, a finished one kept.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]

mod support;

use std::time::Duration;

use support::folders::Folders;
use support::server::{PATIENCE, Server, must_verify, run, vedomost, words_of};
use testkit::{RunningProgram, free_port};

/// A region of the large kind that is made in seconds.
const SMALL_REGION: [&str; 13] = [
    "demo",
    "--scale",
    "region",
    "--municipal-bodies",
    "2",
    "--schools",
    "8",
    "--participants",
    "160",
    "--gia11",
    "120",
    "--gia9",
    "160",
];

/// Starts to make the region and stops in the middle.
fn interrupted(folders: &Folders) {
    let mut command = vedomost();
    command.args(SMALL_REGION);
    command.arg("--data-dir").arg(folders.data());
    command.arg("--keys-dir").arg(folders.keys());
    command.args(["--listen", &format!("127.0.0.1:{}", free_port().unwrap())]);
    command.args(["--public-listen", &format!("127.0.0.1:{}", free_port().unwrap())]);
    let mut program = RunningProgram::start(command).unwrap();
    program
        .wait_for_line("организации, учётные записи и приказы", PATIENCE)
        .unwrap();
    std::thread::sleep(Duration::from_millis(700));
    program.kill().unwrap();
    assert!(!folders.data().join("demo-whole").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_of_the_large_kind_has_the_essay_behind_it_and_its_state_exams_under_way() {
    let folders = Folders::empty();
    interrupted(&folders);
    let mut server = Server::start(&SMALL_REGION, &folders);
    let said = server.program.output();
    assert!(
        said.contains("участников сочинения: 160, ГИА-11: 120, ГИА-9: 160"),
        "{said}"
    );
    assert!(said.contains(" %, ") && said.contains("прошло 0 с"), "{said}");

    // One region: the essay of December is told, exams of June are told, wait for the chair, have just come in.
    let operator = server.signed_in("rcoi").await;
    let exams = operator.get("/exams").await.words();
    for title in [
        "Итоговое сочинение (изложение) 3\u{a0}декабря 2025",
        "ЕГЭ. Русский язык",
        "ОГЭ. Русский язык",
        "ОГЭ. Математика",
    ] {
        let plain = |text: &str| text.replace('\u{a0}', " ");
        assert!(plain(&exams).contains(&plain(title)), "{title}: {exams}");
    }
    let secretary = server.signed_in("secretary").await;
    let desk = secretary.get("/desk").await.words();
    assert!(desk.contains("ОГЭ. Физика"), "{desk}");
    let ministry = server.signed_in("ministry").await;
    assert_eq!(ministry.get("/acquaintance").await.status, 200);

    server.program.kill().unwrap();
    must_verify(&folders, "a whole region of the large kind");

    // A finished one is opened as it is, whatever is not said; another one asked for is refused.
    let mut again = Server::start(&["demo"], &folders);
    assert!(
        !again.program.output().contains("Создаётся"),
        "{}",
        again.program.output()
    );
    again.program.kill().unwrap();
    for other in [["demo", "--exams", "essay"], ["demo", "--scale", "small"]] {
        let refused = run(&other, &folders);
        assert_eq!(refused.status.code(), Some(2), "{}", words_of(&refused));
        assert!(
            words_of(&refused).contains("лежит другой показ"),
            "{}",
            words_of(&refused)
        );
    }
}
