//! The published snapshot through real processes: it is made when what is open changes, served by processes that know no
//! database, and goes on when the main server is off (E1, E3; promises 8, 9, 42).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use app::api_tokens::TokenInput;
use app::settings::SettingName;
use app::{App, AppError};
use lookup::snapshot::{Snapshot, read_key_file};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use storage::boxed;
use storage::installation::{Counter, bump};
use storage::keys::DataState;
use testkit::{RunningProgram, free_port};

use crate::support::folders::{Folders, files_below};
use crate::support::server::{PATIENCE, run, vedomost, words_of};
use crate::support::visitor::Visitor;
use crate::{Engine, Installation, look_up, request};

/// What is shown must follow an act within this; the product promises seconds, the machine of the tests is busy.
const SOON: Duration = Duration::from_secs(60);

/// `vedomost lookup` on a port of its own.
struct LookupProcess {
    program: RunningProgram,
    visitor: Visitor,
}

impl LookupProcess {
    fn start(key: &Path, arguments: &[&str]) -> Self {
        let port = free_port().unwrap();
        let mut command = vedomost();
        command
            .args(["lookup", "--plain-loopback", "--every", "1"])
            .args(arguments);
        command.arg("--key-file").arg(key);
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        let mut program = RunningProgram::start(command).unwrap();
        program.wait_for_line("Просмотр:", PATIENCE).unwrap();
        Self {
            program,
            visitor: Visitor::at(&format!("localhost:{port}")),
        }
    }
}

pub fn key_of(folders: &Folders) -> PathBuf {
    let path = folders.root().join("lookup.key");
    let mut command = vedomost();
    command
        .arg("lookup-key")
        .arg("--keys-dir")
        .arg(folders.keys())
        .arg("--out")
        .arg(&path);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", words_of(&output));
    path
}

/// Asks until the page holds the words.
async fn wait_for_words(visitor: &Visitor, path: &str, words: &str) {
    let until = Instant::now() + SOON;
    loop {
        let page = visitor.get(path).await;
        if page.words().contains(words) {
            return;
        }
        assert!(Instant::now() < until, "«{words}» did not come: {}", page.words());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

impl Installation {
    async fn set_hot_line(&self, app: &App, number: &str) {
        let request = request(app, self.ministry).await;
        let settings = app.list_settings(&request).await.unwrap();
        let version = settings
            .iter()
            .find(|one| one.name == SettingName::HotLine)
            .unwrap()
            .version;
        app.change_setting(&request, SettingName::HotLine, number, "приказ № 8", version)
            .await
            .unwrap();
    }

    /// Everything of the exam is taken back: a publication without a line.
    async fn withdraw_everything(&self, app: &App) {
        let whole = (self.exam, app.clock.now().as_micros());
        let write = app.store.write(&whole, |tx, (exam, now)| {
            boxed(async move {
                let number = bump(tx, Counter::Publication, 1).await?;
                Ok::<_, AppError>(storage::lookup::publish(tx, number, *exam, *now, &[]).await?)
            })
        });
        write.await.unwrap();
    }

    async fn release_the_held(&self, app: &App) {
        let request = request(app, self.operator).await;
        let held = self.held_edition(app).await;
        app.end_hold(&request, held).await.unwrap();
        let preview = app.preview_processing(&request, self.exam).await.unwrap();
        app.declare_processing(&request, self.exam, &preview.content_hash)
            .await
            .unwrap();
    }
}

async fn goes_on_without_the_main_server(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    let mut main = one.serve();
    let key = key_of(&one.folders);
    let file = one.folders.data().join("publication");
    let file_argument = file.display().to_string();
    let own = one.folders.root().join("look-up").display().to_string();
    let process = LookupProcess::start(&key, &["--snapshot", &file_argument, "--data-dir", &own]);
    let participant = one.released_participant();
    let asked_here = look_up(&process.visitor, participant, &participant.name.surname).await;
    assert!(asked_here.words().contains("Зачёт"), "{}", asked_here.words());
    for open in open_files(process.program.process_id()) {
        let open = open.display().to_string();
        let is_closed_to_it = ["sqlite", "root.key", "/files"].iter().all(|part| !open.contains(part));
        assert!(is_closed_to_it, "the look-up process holds {open}");
    }
    main.program.kill().unwrap();

    let alone = look_up(&process.visitor, participant, &participant.name.surname).await;
    assert!(alone.words().contains("Зачёт"), "{}", alone.words());
    assert!(alone.words().contains("Публикация № 3"), "{}", alone.words());

    // The main server comes back with news, and the process takes them up.
    let app = one.app(DataState::Existing).await;
    one.set_hot_line(&app, "8 (3842) 11-11-11").await;
    drop(app);
    let _main = one.serve();
    wait_for_words(&process.visitor, "/", "11-11-11").await;

    // A file that is none is refused, and the reason stands in the log once.
    let mut damaged = std::fs::read(&file).unwrap();
    *damaged.get_mut(100).unwrap() ^= 1;
    let beside = one.folders.root().join("damaged");
    std::fs::write(&beside, damaged).unwrap();
    std::fs::rename(&beside, &file).unwrap();
    let mut process = process;
    process
        .program
        .wait_for_line("подписан другим ключом или изменён", SOON)
        .unwrap();
    let still = look_up(&process.visitor, participant, &participant.name.surname).await;
    assert!(still.words().contains("Зачёт"), "{}", still.words());
}

async fn is_pulled_with_a_token(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    let app = one.app(DataState::Existing).await;
    let mut files = Vec::new();
    for (account, purpose) in [
        (one.administrator, "fetch-publication"),
        (one.operator, "deliver-results"),
    ] {
        let input = TokenInput {
            purpose: purpose.to_owned(),
            system_name: "узел просмотра".to_owned(),
            last_day: "31.12.2026".to_owned(),
        };
        one.at("2026-12-16T18:00");
        let issued = app
            .issue_token(&request(&app, one.administrator).await, account, &input)
            .await
            .unwrap();
        let path = one.folders.root().join(purpose);
        std::fs::write(&path, issued.token + "\n").unwrap();
        files.push(path.display().to_string());
    }
    drop(app);
    let mut main = one.serve();
    let key = key_of(&one.folders);
    let from = format!("http://{}", main.staff);
    let [own, foreign] = [0, 1].map(|place| files.get(place).unwrap().as_str());
    let folder = |name: &str| one.folders.root().join(name).display().to_string();

    let (kept, shut) = (folder("kept"), folder("shut"));
    let mut process = LookupProcess::start(&key, &["--from", &from, "--token-file", own, "--data-dir", &kept]);
    let mut refused = LookupProcess::start(&key, &["--from", &from, "--token-file", foreign, "--data-dir", &shut]);
    refused.program.wait_for_line("ключ не принят", SOON).unwrap();
    assert_eq!(refused.visitor.get("/").await.status, 503, "nothing is published there");
    let participant = one.released_participant();
    let answer = look_up(&process.visitor, participant, &participant.name.surname).await;
    assert!(answer.words().contains("Зачёт"), "{}", answer.words());

    let app = one.app(DataState::Existing).await;
    one.set_hot_line(&app, "8 (3842) 22-22-22").await;
    wait_for_words(&process.visitor, "/", "22-22-22").await;
    one.withdraw_everything(&app).await;
    wait_for_words(&process.visitor, "/", "Публикация № 5").await;
    let gone = look_up(&process.visitor, participant, &participant.name.surname).await;
    assert!(gone.words().contains("Результат не найден"), "{}", gone.words());

    // Off goes the main server, then the process itself: what was pulled last is there at once.
    main.program.kill().unwrap();
    process.program.kill().unwrap();
    let alone = LookupProcess::start(&key, &["--from", &from, "--token-file", own, "--data-dir", &kept]);
    wait_for_words(&alone.visitor, "/", "Публикация № 5").await;
}

/// What a process has open.
fn open_files(process: u32) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    folder
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .collect()
}

/// Promise 9: while a held result is released and everything is withdrawn again, nobody reads it before or after.
async fn never_unreleased(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    let server = one.serve();
    let held = one.held();
    let released = Arc::new(AtomicBool::new(false));
    // No more than a document may be asked for in vain before the short check stands in the way; the masses are asked in the
    // look-up's own tests.
    let asking = async |asked_for: usize| {
        let visitor = server.public_visitor();
        for _ in 0..asked_for {
            tokio::time::sleep(Duration::from_millis(170)).await;
            let may_be_shown = released.load(Ordering::SeqCst);
            let answer = look_up(&visitor, held, &held.name.surname).await;
            assert!(answer.status < 500, "{}: {}", answer.status, answer.words());
            if answer.words().contains("Условие допуска") {
                // Read before the question and after the answer: the act may begin between the two.
                assert!(
                    may_be_shown || released.load(Ordering::SeqCst),
                    "shown before it was released"
                );
            }
        }
    };
    let act = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let app = one.app(DataState::Existing).await;
        released.store(true, Ordering::SeqCst);
        one.release_the_held(&app).await;
        wait_for_words(&server.public_visitor(), "/", "Публикация № 4").await;
        let answer = look_up(&server.public_visitor(), held, &held.name.surname).await;
        assert!(answer.words().contains("Зачёт"), "{}", answer.words());
        one.withdraw_everything(&app).await;
        wait_for_words(&server.public_visitor(), "/", "Публикация № 5").await;
        let answer = look_up(&server.public_visitor(), held, &held.name.surname).await;
        assert!(!answer.words().contains("Зачёт"), "{}", answer.words());
    };
    tokio::join!(act, asking(2));
}

/// Killed at any moment of a start that publishes, the installation leaves a whole file, and the next start catches up.
async fn killed_while_publishing(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    drop(one.serve());
    let keys = read_key_file(&key_of(&one.folders)).unwrap();
    let file = one.folders.data().join("publication");
    let number_there = || {
        let snapshot = Snapshot::open(&file, &keys).unwrap();
        snapshot.check_whole().unwrap();
        snapshot.number()
    };
    let mut random = ChaCha8Rng::seed_from_u64(42);
    let mut number = number_there();
    for round in 0..12 {
        let app = one.app(DataState::Existing).await;
        one.set_hot_line(&app, &format!("8 (3842) 00-00-{:02}", round + 10))
            .await;
        drop(app);
        let mut command = vedomost();
        command.args(["serve", "--plain-loopback"]);
        command.arg("--data-dir").arg(one.folders.data());
        command.arg("--keys-dir").arg(one.folders.keys());
        command.args(["--listen", &format!("127.0.0.1:{}", free_port().unwrap())]);
        command.args(["--public-listen", &format!("127.0.0.1:{}", free_port().unwrap())]);
        let mut started = RunningProgram::start(command).unwrap();
        tokio::time::sleep(Duration::from_millis(random.random_range(50..700))).await;
        started.kill().unwrap();
        let there = number_there();
        assert!(
            (number..=4 + round).contains(&there),
            "round {round}: {there} after {number}"
        );
        number = there;
    }
    let server = one.serve();
    assert_eq!(number_there(), 15, "three at first, and twelve settings");
    assert!(
        server
            .public_visitor()
            .page("/")
            .await
            .words()
            .contains("Публикация № 15")
    );
}

/// Promise 8: data folder and published file are stolen, the keys are not.
async fn stolen_files(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    drop(one.serve());
    let file = one.folders.data().join("publication");
    assert!(files_below(&one.folders.data()).contains(&file));
    let bytes = std::fs::read(&file).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("8 (3842) 00-00-00"), "the search sees what is there");
    for participant in &one.region.participants {
        for secret in [
            &participant.document.number,
            &participant.name.surname,
            &participant.name.surname.to_lowercase(),
            &participant.code,
        ] {
            // Short numbers may stand in a hash by chance.
            assert!(secret.chars().count() < 6 || !holds(secret), "{secret}");
        }
    }
    let output = run(&["lookup-key", "--out", "unused"], &Folders::empty());
    assert!(!output.status.success(), "without the key folder there is no key");
}

mod on_sqlite {
    use super::Engine;

    #[tokio::test(flavor = "multi_thread")]
    async fn e3_look_ups_go_on_when_the_main_server_is_off() {
        super::goes_on_without_the_main_server(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn e3_publications_are_pulled_with_a_token_of_their_own() {
        super::is_pulled_with_a_token(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn e1_an_unreleased_result_is_never_shown_while_results_are_released_and_withdrawn() {
        super::never_unreleased(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn e3_a_publisher_killed_at_any_moment_leaves_a_whole_publication() {
        super::killed_while_publishing(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn promise_8_a_stolen_publication_names_nobody() {
        super::stolen_files(Engine::Sqlite).await;
    }
}

mod on_postgres {
    use super::Engine;

    #[tokio::test(flavor = "multi_thread")]
    async fn e3_publications_are_pulled_with_a_token_of_their_own() {
        super::is_pulled_with_a_token(Engine::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn e1_an_unreleased_result_is_never_shown_while_results_are_released_and_withdrawn() {
        super::never_unreleased(Engine::Postgres).await;
    }
}
