//! The demo's region, made once for a build of the binary and copied for every test.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rehearsal::{MadeUpRegion, RegionPlan};
use testkit::{RunningProgram, free_port};

use super::folders::Folders;
use super::server::{PATIENCE, vedomost};

/// How large a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As everybody sees it.
    Ordinary,
    /// Made in a few seconds.
    Small,
    /// As small, in the commission's weeks.
    Commission,
}

/// Flags of the small one.
const SMALL: [(&str, usize); 3] = [("--municipal-bodies", 2), ("--schools", 10), ("--participants", 300)];
/// One at a time: the tests of one binary run beside each other.
static MAKING: Mutex<()> = Mutex::new(());

impl Size {
    /// The same region as the demo makes.
    pub fn region(self) -> MadeUpRegion {
        let ordinary = RegionPlan::demo().unwrap();
        let plan = match self {
            Self::Ordinary => ordinary,
            Self::Small | Self::Commission => RegionPlan {
                municipal_bodies: SMALL[0].1,
                schools: SMALL[1].1,
                essay_participants: SMALL[2].1,
                ..ordinary
            },
        };
        rehearsal::make(&plan).unwrap()
    }

    fn arguments(self) -> Vec<String> {
        match self {
            Self::Ordinary => Vec::new(),
            Self::Small => small().collect(),
            Self::Commission => small().chain(["--exams".to_owned(), "gia".to_owned()]).collect(),
        }
    }
}

fn small() -> impl Iterator<Item = String> {
    SMALL
        .iter()
        .flat_map(|(flag, count)| [(*flag).to_owned(), count.to_string()])
}

/// A copy of the finished demo.
pub fn copy(size: Size) -> Folders {
    Folders::copy_of(&original(size))
}

/// Where the finished demo lies; nobody may change it.
pub fn original(size: Size) -> PathBuf {
    let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
    let place = all.join(format!("{size:?}-{}", stamp_of_the_binary()));
    if !place.exists() {
        forget_those_of_other_builds(&all, size);
        let making = all.join(format!("making-{}", std::process::id()));
        make(size, &making);
        // Another process may have been quicker: its copy is as good.
        if std::fs::rename(&making, &place).is_err() {
            std::fs::remove_dir_all(&making).unwrap();
        }
    }
    assert!(place.exists(), "{}", place.display());
    place
}

fn make(size: Size, place: &Path) {
    std::fs::create_dir_all(place).unwrap();
    let mut command = vedomost();
    command.arg("demo").args(size.arguments());
    command.arg("--data-dir").arg(place.join("data"));
    command.arg("--keys-dir").arg(place.join("keys"));
    command.args(["--listen", &format!("127.0.0.1:{}", free_port().unwrap())]);
    command.args(["--public-listen", &format!("127.0.0.1:{}", free_port().unwrap())]);
    let mut program = RunningProgram::start(command).unwrap();
    program.wait_for_line("Сотрудники:", PATIENCE).unwrap();
    program.kill().unwrap();
}

/// Another build may make another region.
fn stamp_of_the_binary() -> String {
    let metadata = std::fs::metadata(env!("CARGO_BIN_EXE_vedomost")).unwrap();
    let built = metadata.modified().unwrap();
    let age = built.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    format!("{}-{}", metadata.len(), age.as_nanos())
}

fn forget_those_of_other_builds(all: &Path, size: Size) {
    let prefix = format!("{size:?}-");
    for entry in std::fs::read_dir(all).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// The password of an account lent to visitors, as the demo keeps it beside its data.
pub fn password_of(data: &Path, login: &str) -> String {
    let text = std::fs::read_to_string(data.join("demo-accounts.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&text).unwrap();
    let accounts = kept.get("accounts").and_then(|accounts| accounts.as_array()).unwrap();
    let text_of =
        |one: &serde_json::Value, name: &str| one.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let own = accounts
        .iter()
        .find(|one| text_of(one, "login").as_deref() == Some(login));
    text_of(own.unwrap(), "password").unwrap()
}
