//! The binary: reads configuration, wires the parts, serves, and answers the operator's commands.

mod bench;
mod certificates;
mod clock;
mod commands;
mod configuration;
mod defence;
mod demo;
mod installation;
mod logging;
mod lookup_process;
mod publication_content;
mod publication_notes;
mod publisher;
mod secure_listener;
mod serve;
mod sweeper;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::law::{CalendarCommand, TermCommand};
use configuration::{DemoArguments, InstallationArguments, LookupArguments, ServeArguments};

/// Rows are read on the database's thread and freed on another; the system's allocator makes the two wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Ведомость: результаты итогового сочинения и ГИА от файла до последней подписи.
#[derive(Debug, Parser)]
#[command(name = "vedomost", version, about, long_about = None)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Открыть показательный регион: выдуманные люди, настоящая работа.
    #[command(
        after_help = "Примеры:\n  vedomost demo --now 2026-12-17T09:20\n  vedomost demo --scale region --data-dir region-data --keys-dir region-keys"
    )]
    Demo(DemoArguments),
    /// Работать: страницы сотрудников и самостоятельный просмотр.
    #[command(
        after_help = "Пример:\n  vedomost serve --data-dir /var/lib/vedomost --keys-dir /etc/vedomost/keys --region 42 --tls-certificate fullchain.pem --tls-key privkey.pem"
    )]
    Serve(ServeArguments),
    /// Самостоятельный просмотр отдельно от основного сервера: из файла публикации, без доступа к базе.
    #[command(
        after_help = "Примеры:\n  vedomost lookup --snapshot /var/lib/vedomost/publication --key-file lookup.key --listen 0.0.0.0:8081\n  vedomost lookup --from https://vedomost.example --token-file token --key-file lookup.key --data-dir /var/lib/vedomost-lookup"
    )]
    Lookup(LookupArguments),
    /// Выдать ключ для отдельного процесса просмотра: читать публикации, не подписывать их.
    #[command(after_help = "Пример:\n  vedomost lookup-key --keys-dir /etc/vedomost/keys --region 42 --out lookup.key")]
    LookupKey(commands::lookup_key::LookupKeyArguments),
    /// Показать каждую настройку и откуда она взята; секреты скрыты.
    #[command(
        after_help = "Пример:\n  vedomost check --data-dir /var/lib/vedomost --keys-dir /etc/vedomost/keys --region 42"
    )]
    Check(ServeArguments),
    /// Сверить базу, файлы, отпечатки ведомостей, журнал и обязательства.
    #[command(after_help = "Пример:\n  vedomost verify --data-dir demo-data --keys-dir demo-keys --region 42")]
    Verify(InstallationArguments),
    /// Правила доступа.
    #[command(subcommand)]
    Policy(commands::policy::PolicyCommand),
    /// Производственный календарь.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Сроки приказов.
    #[command(subcommand)]
    Term(TermCommand),
    /// Замер страниц на полном регионе; нужен для `cargo xtask bench screen`.
    #[command(hide = true)]
    BenchScreen(bench::BenchArguments),
    /// Замер утверждения: 13 000 результатов одного экзамена.
    #[command(hide = true)]
    BenchApproval(bench::BenchArguments),
    /// Замер загрузки миллиона результатов; нужен для `cargo xtask bench import`.
    #[command(hide = true)]
    BenchImport(bench::BenchArguments),
    /// Замер печати из базы; нужен для `cargo xtask bench print`.
    #[command(hide = true)]
    BenchPrint(bench::BenchArguments),
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let mut out = std::io::stdout();
    let outcome = match &line.command {
        Command::Calendar(command) => commands::law::run_calendar(command, &mut out).map_err(|error| error.to_string()),
        Command::Term(command) => commands::law::run_term(command, &mut out).map_err(|error| error.to_string()),
        Command::Policy(command) => commands::policy::run(command, &mut out),
        Command::Demo(arguments) => in_runtime(demo::run(arguments)),
        Command::Serve(arguments) => in_runtime(serve::run(arguments)),
        Command::Lookup(arguments) => in_runtime(lookup_process::run(arguments)),
        Command::LookupKey(arguments) => in_runtime(commands::lookup_key::run(arguments)),
        Command::Check(arguments) => in_runtime(commands::check::run(arguments)),
        Command::Verify(arguments) => in_runtime(commands::verify::run(arguments)),
        Command::BenchScreen(arguments) => in_runtime(bench::screen::run(arguments)),
        Command::BenchApproval(arguments) => in_runtime(bench::approval::run(arguments)),
        Command::BenchImport(arguments) => in_runtime(bench::import::run(arguments)),
        Command::BenchPrint(arguments) => in_runtime(bench::print::run(arguments)),
    };
    outcome.unwrap_or_else(|message| {
        let _ = writeln!(std::io::stderr(), "{message}");
        ExitCode::from(2)
    })
}

/// Runs an asynchronous command to its end.
fn in_runtime(command: impl Future<Output = Result<ExitCode, String>>) -> Result<ExitCode, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(command)
}
