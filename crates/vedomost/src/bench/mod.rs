//! What `cargo xtask bench` runs inside the product: it alone can count its own CPU time and statements.

pub mod approval;
pub mod import;
pub mod print;
mod region;
pub mod screen;
mod screen_pages;

use std::path::PathBuf;

use clap::Args;

use crate::configuration::RegionSize;

/// Where a measurement keeps its made-up data.
#[derive(Debug, Args)]
pub struct BenchArguments {
    /// Папка для данных замера; уничтожается и создаётся заново.
    #[arg(long, default_value = "target/bench-data")]
    pub folder: PathBuf,
    /// Только страницы, адрес которых начинается так.
    #[arg(long, default_value = "")]
    pub only: String,
    /// Мерить на регионе, который лежит в папке с прошлого замера, если он создан целиком; только страницы.
    #[arg(long)]
    pub keep: bool,
    /// Пустая база PostgreSQL вместо SQLite в папке; только загрузка.
    #[arg(long)]
    pub database_url: Option<String>,
    /// Номер процесса сервера этой базы: его время прибавляется к своему.
    #[arg(long)]
    pub database_process: Option<u32>,
    #[command(flatten)]
    pub region: RegionSize,
}

/// CPU seconds of this process so far, all threads (Linux).
fn cpu_seconds() -> Result<f64, String> {
    let mut total = 0u64;
    let tasks = std::fs::read_dir("/proc/self/task").map_err(|error| error.to_string())?;
    for task in tasks {
        let path = task.map_err(|error| error.to_string())?.path().join("schedstat");
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        total += text
            .split_whitespace()
            .next()
            .and_then(|first| first.parse::<u64>().ok())
            .unwrap_or(0);
    }
    Ok(std::time::Duration::from_nanos(total).as_secs_f64())
}
