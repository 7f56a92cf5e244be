//! `vedomost bench-import`: a file of a million GIA results is received, checked and compared, with one wrong row in a
//! hundred and without, then written.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use app::import::{ReceivedFile, RowCounts, RowWindow, StoredFile};
use app::{App, Request};
use domain::access::Role;
use domain::gia_score::{GiaOutcome, PrimaryScore};
use domain::identity_document::DocumentType;
use domain::organisation::OrganisationKind;
use domain::scale_conversion::convert;
use domain::task_points::TaskPoints;
use exchange::ProfileKind;
use regulations::{ExamForm, Scale, ScaleKey, SubjectCode};
use rehearsal::{GIA_PARTICIPANT_HEADINGS, GIA_RESULT_HEADINGS, RegionPlan};
use uuid::Uuid;

use super::BenchArguments;
use super::region::{account, import_bytes, request, text};
use crate::demo::measured::{empty_installation, reopened_installation};
use crate::serve::say;

const PEOPLE: usize = 250_000;
/// Subject and day of each person's exams.
const EXAMS: [(i64, &str); 4] = [
    (1, "28.05.2026"),
    (2, "01.06.2026"),
    (3, "05.06.2026"),
    (12, "11.06.2026"),
];
const YEAR: i16 = 2026;
/// When the files come, local time.
const MORNING: &str = "2026-06-15T09:00";
/// People in one file of participants.
const PEOPLE_A_FILE: usize = 20_000;
/// One row in so many is wrong in the second file.
const ONE_WRONG_IN: usize = 100;
const PIECE: usize = 64 * 1024;
/// Tasks of a made-up work.
const TASKS: usize = 30;

const APPLY: &str = "apply";

/// Where the files are left for a peer to read.
pub const CLEAN_FILE: &str = "results.csv";
const SPOILT_FILE: &str = "results-with-wrong-rows.csv";

/// Prints `name=figure` for each measurement.
pub async fn run(arguments: &BenchArguments) -> Result<ExitCode, String> {
    let folder = &arguments.folder;
    let (app, operator) = match arguments.keep {
        true => kept_region(arguments).await?,
        false => region(arguments).await?,
    };
    let clean = folder.join(CLEAN_FILE);
    let spoilt = folder.join(SPOILT_FILE);
    write_results(&app, &clean, usize::MAX)?;
    write_results(&app, &spoilt, ONE_WRONG_IN)?;
    // A running server has the names in memory.
    app.directory().await.map_err(text)?;
    let request = request(&app, operator).await?;
    for (name, path) in [("spoilt", &spoilt), ("clean", &clean)] {
        // `--only apply`: the writing alone.
        for _ in 0..if arguments.only == APPLY { 0 } else { 3 } {
            let (id, counts) = staged(arguments, &app, &request, (name, path)).await?;
            say(&format!("{name}_rows={} {name}_wrong={}", counts.total, counts.wrong));
            app.drop_import(&request, id).await.map_err(text)?;
        }
    }
    if arguments.keep && arguments.only != APPLY {
        return Ok(ExitCode::SUCCESS);
    }
    let (id, _) = staged(arguments, &app, &request, ("last", &clean)).await?;
    let measure = Measure::begin(arguments)?;
    app.apply_import(&request, id, "").await.map_err(text)?;
    measure.say(APPLY)?;
    let bytes = std::fs::metadata(&clean).map_err(|error| error.to_string())?.len();
    say(&format!("file_bytes={bytes}"));
    Ok(ExitCode::SUCCESS)
}

async fn staged(
    arguments: &BenchArguments,
    app: &App,
    request: &Request,
    (name, path): (&str, &Path),
) -> Result<(Uuid, RowCounts), String> {
    let measure = Measure::begin(arguments)?;
    let stored = receive(app, request, path).await?;
    let file = ReceivedFile {
        kind: ProfileKind::GiaResults,
        profile: None,
        file_name: "результаты.csv",
        stored,
    };
    let id = app.stage_import(request, file).await.map_err(text)?;
    measure.say(name)?;
    let details = app.find_import(request, id, RowWindow::NONE).await.map_err(text)?;
    Ok((id, details.comparison.map(|found| found.counts).unwrap_or_default()))
}

/// As an upload comes: in pieces.
async fn receive(app: &App, request: &Request, path: &Path) -> Result<StoredFile, String> {
    let mut incoming = app.receive_file(request).await.map_err(text)?;
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(|error| error.to_string())?;
        if read == 0 {
            return incoming.finish().await.map_err(|error| error.to_string());
        }
        let taken = incoming.append(piece.get(..read).unwrap_or_default()).await;
        taken.map_err(|error| error.to_string())?;
    }
}

/// CPU, that of a database server included, and memory from a moment on.
struct Measure {
    database: Option<u32>,
    cpu: f64,
    wall: Instant,
    resident: u64,
}

impl Measure {
    fn begin(arguments: &BenchArguments) -> Result<Self, String> {
        // The greatest memory is counted anew from here.
        std::fs::write("/proc/self/clear_refs", "5").map_err(|error| error.to_string())?;
        Ok(Self {
            database: arguments.database_process,
            cpu: seconds_of(arguments.database_process)?,
            wall: Instant::now(),
            resident: status_kib("VmRSS")?,
        })
    }

    fn say(&self, name: &str) -> Result<(), String> {
        let (cpu, wall) = (seconds_of(self.database)? - self.cpu, self.wall.elapsed().as_secs_f64());
        let peak = status_kib("VmHWM")?;
        let grown = peak.saturating_sub(self.resident) / 1024;
        say(&format!(
            "{name}_cpu={cpu:.2} {name}_wall={wall:.2} {name}_grown_mib={grown} {name}_peak_mib={}",
            peak / 1024
        ));
        Ok(())
    }
}

/// CPU seconds of this process, also of threads that have ended, and of a database server with all its processes.
fn seconds_of(database: Option<u32>) -> Result<f64, String> {
    let database = database.map(server_seconds).transpose()?;
    Ok(process_seconds("self")?.own + database.unwrap_or_default())
}

struct ProcessSeconds {
    parent: u32,
    own: f64,
    ended_children: f64,
}

/// In hundredths (Linux).
fn process_seconds(process: &str) -> Result<ProcessSeconds, String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).map_err(|error| error.to_string())?;
    // Behind the name in brackets, which may hold spaces, the 2nd number is the parent's, the 12th to 15th are ticks.
    let words = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let numbers: Vec<u32> = words.map(|word| word.parse().unwrap_or_default()).collect();
    let seconds = |from: usize| f64::from(numbers.iter().skip(from).take(2).sum::<u32>()) / 100.0;
    Ok(ProcessSeconds {
        parent: numbers.get(1).copied().unwrap_or_default(),
        own: seconds(11),
        ended_children: seconds(13),
    })
}

/// A server forks a process for each connection.
fn server_seconds(server: u32) -> Result<f64, String> {
    let processes = std::fs::read_dir("/proc").map_err(|error| error.to_string())?;
    let names = processes.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let living = names
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter_map(|name| process_seconds(&name).ok())
        .filter(|one| one.parent == server)
        .map(|one| one.own);
    let root = process_seconds(&server.to_string())?;
    Ok(living.sum::<f64>() + root.own + root.ended_children)
}

fn status_kib(name: &str) -> Result<u64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| format!("нет {name}"))
}

/// A full region with everybody registered for four exams.
async fn region(arguments: &BenchArguments) -> Result<(Arc<App>, Uuid), String> {
    let folder = &arguments.folder;
    let (app, _, _) = empty_installation(folder, MORNING, arguments.database_url.clone()).await?;
    app.set_up("420", "Министерство").await.map_err(text)?;
    let root = app.root_organisation().await.map_err(text)?;
    let starter = account(&app, Role::ProcessingOperator, root, "starter").await?;
    let plan = RegionPlan {
        essay_participants: 1_000,
        ..RegionPlan::region().map_err(|error| error.to_string())?
    };
    let made = rehearsal::make(&plan).map_err(|error| error.to_string())?;
    let organisations = made.organisations_table().write(rehearsal::FileFormat::CsvUtf8);
    let organisations = organisations.map_err(|error| error.to_string())?;
    import_bytes(&app, starter, ProfileKind::Organisations, organisations).await?;
    let schools: Vec<&str> = made
        .organisations
        .iter()
        .filter(|one| one.kind == OrganisationKind::School)
        .map(|one| one.code.as_str())
        .collect();
    std::fs::write(schools_file(folder), schools.join("\n")).map_err(|error| error.to_string())?;
    for first in (0..PEOPLE).step_by(PEOPLE_A_FILE) {
        let people = first..PEOPLE.min(first + PEOPLE_A_FILE);
        let file = participants(people, &schools);
        import_bytes(&app, starter, ProfileKind::GiaParticipants, file.into_bytes()).await?;
    }
    std::fs::write(operator_file(folder), starter.to_string()).map_err(|error| error.to_string())?;
    Ok((app, starter))
}

/// The region of an earlier run, whole and with nothing applied to it.
async fn kept_region(arguments: &BenchArguments) -> Result<(Arc<App>, Uuid), String> {
    let folder = &arguments.folder;
    let operator = std::fs::read_to_string(operator_file(folder)).map_err(|_| "в папке нет региона".to_owned())?;
    let (app, _, _) = reopened_installation(folder, MORNING, arguments.database_url.clone()).await?;
    Ok((app, operator.parse().map_err(|_| "operator.txt испорчен".to_owned())?))
}

fn operator_file(folder: &Path) -> PathBuf {
    folder.join("operator.txt")
}

fn schools_file(folder: &Path) -> PathBuf {
    folder.join("schools.txt")
}

fn participants(people: std::ops::Range<usize>, schools: &[&str]) -> String {
    let mut file = format!("{}\r\n", GIA_PARTICIPANT_HEADINGS.join(";"));
    let document = DocumentType::RussianPassport.russian();
    for number in people {
        let person = Person::of(number, schools);
        let school = person.school;
        for (subject, day) in EXAMS {
            let _ = write!(
                file,
                "{};{};{};;12.03.2008;мужской;{document};{};{};обучающийся;11А;{school};{school};ГИА-11;ЕГЭ;{subject:02};{day};основной;\r\n",
                person.code, person.surname, person.given_name, person.series, person.number,
            );
        }
    }
    file
}

struct Person<'a> {
    code: String,
    surname: String,
    given_name: &'static str,
    series: String,
    number: String,
    school: &'a str,
}

impl<'a> Person<'a> {
    fn of(number: usize, schools: &[&'a str]) -> Self {
        const GIVEN: [&str; 8] = ["Артём", "Борис", "Вадим", "Глеб", "Денис", "Егор", "Захар", "Илья"];
        const FIRST: [&str; 10] = [
            "Бере", "Вели", "Горо", "Дали", "Заре", "Кали", "Лазо", "Мали", "Оре", "Поле",
        ];
        const LAST: [&str; 10] = ["зов", "шин", "нков", "хов", "дин", "синов", "рков", "гин", "тов", "лев"];
        let pick = |list: &[&'static str], at: usize| list.get(at % list.len()).copied().unwrap_or_default();
        Self {
            code: format!("4226{number:07}"),
            surname: format!(
                "{}{}{}",
                pick(&FIRST, number),
                pick(&["", "ва", "не", "ри"], number / 10),
                pick(&LAST, number / 40)
            ),
            given_name: pick(&GIVEN, number / 3),
            series: format!("32{:02}", number % 90 + 10),
            number: format!("{:06}", number),
            school: schools.get(number % schools.len().max(1)).copied().unwrap_or_default(),
        }
    }
}

/// The results of everybody, exam after exam, as a processing centre has them.
fn write_results(app: &App, path: &Path, one_wrong_in: usize) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    let schools = std::fs::read_to_string(schools_file(folder)).map_err(|error| error.to_string())?;
    let schools: Vec<&str> = schools.lines().collect();
    let mut file = std::io::BufWriter::new(File::create(path).map_err(|error| error.to_string())?);
    let mut written = write!(file, "{}\r\n", GIA_RESULT_HEADINGS.join(";"));
    for (subject, day) in EXAMS {
        let scale = scale(app, subject)?;
        for number in 0..PEOPLE {
            let person = Person::of(number, &schools);
            let (mut primary, test, points) = score(scale, number)?;
            if number % one_wrong_in == one_wrong_in - 1 {
                primary += 1;
            }
            let (code, surname, given_name) = (person.code, person.surname, person.given_name);
            let (series, document, school) = (person.series, person.number, person.school);
            let row = format!(
                "{code};{surname};{given_name};;{series};{document};{school};ГИА-11;ЕГЭ;{subject:02};{day};;{primary};{test};;{points}\r\n"
            );
            written = written.and_then(|()| file.write_all(row.as_bytes()));
        }
    }
    written.and_then(|()| file.flush()).map_err(|error| error.to_string())
}

fn scale(app: &App, subject: i64) -> Result<&Scale, String> {
    let subject = SubjectCode::new(subject).map_err(|error| error.to_string())?;
    let key = ScaleKey {
        form: ExamForm::Ege,
        subject,
        series: None,
        year: YEAR,
        region: "42",
    };
    app.law.scales().scale(key).map_err(|error| error.to_string())
}

/// Primary score, test score, points of the tasks.
fn score(scale: &Scale, number: usize) -> Result<(usize, u8, String), String> {
    let most = usize::from(scale.max_primary().number());
    let primary = number * 7 % (most + 1);
    let score = PrimaryScore::new(i64::try_from(primary).unwrap_or_default()).map_err(|error| error.to_string())?;
    let conclusion = convert(scale, score, &TaskPoints::none()).map_err(|error| error.to_string())?;
    let GiaOutcome::Test(test) = conclusion.outcome else {
        return Err("по предмету нет тестового балла".to_owned());
    };
    let points = (0..TASKS).map(|task| (primary / TASKS + usize::from(task < primary % TASKS)).to_string());
    Ok((primary, test.number(), points.collect()))
}
