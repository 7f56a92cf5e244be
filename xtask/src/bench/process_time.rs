//! Processor time of other processes (Linux counts it in hundredths).

use std::fs;

use crate::failure::Failure;

/// Where the numbers stand behind the name in brackets: own time, then that of children that have ended.
const OWN: usize = 11;
const ENDED_CHILDREN: usize = 13;
const PARENT: usize = 1;

/// Seconds of all children of this process that have ended.
pub fn children_seconds() -> Result<f64, Failure> {
    let numbers = numbers("self")?;
    Ok(seconds(&numbers, ENDED_CHILDREN))
}

/// Seconds of a process with its children, ended or not.
pub fn tree_seconds(process: u32) -> Result<f64, Failure> {
    let root = numbers(&process.to_string())?;
    let entries = fs::read_dir("/proc").map_err(|error| Failure::because("/proc", error))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    // A process that ends meanwhile is counted with its parent.
    let living = names
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter_map(|name| numbers(&name).ok())
        .filter(|one| one.get(PARENT) == Some(&u64::from(process)));
    let living: f64 = living
        .map(|one| seconds(&one, OWN) + seconds(&one, ENDED_CHILDREN))
        .sum();
    Ok(seconds(&root, OWN) + seconds(&root, ENDED_CHILDREN) + living)
}

/// The words of a process's line behind its name, which may hold spaces; what is no number is 0.
fn numbers(process: &str) -> Result<Vec<u64>, Failure> {
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).map_err(|error| Failure::because(path, error))?;
    let words = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    Ok(words.map(|word| word.parse().unwrap_or_default()).collect())
}

fn seconds(numbers: &[u64], from: usize) -> f64 {
    let ticks: u64 = numbers.iter().skip(from).take(2).sum();
    f64::from(u32::try_from(ticks).unwrap_or(u32::MAX)) / 100.0
}
