//! `scales/*.toml`: scales and minimums of one form of exam.

use serde::Deserialize;

use super::LawError;
use super::raw::{Day, parse, syntax};
use crate::scale::{
    Conversion, Floor, MarkBounds, MarkCondition, Minimum, Origin, Scale, ScalePart, ScaleScope, Years,
};
use crate::score::{ExamForm, Mark, PrimaryScore, SubjectCode, TaskCode, TestScore};
use crate::vocabulary::TermStatus;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ScaleFile {
    form: ExamForm,
    /// Of every entry that does not say its own.
    status: TermStatus,
    source: String,
    note: Option<String>,
    reviewed_on: Day,
    #[serde(rename = "scale", default)]
    scales: Vec<ScaleEntry>,
    #[serde(rename = "minimum", default)]
    minimums: Vec<MinimumEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ScaleEntry {
    subjects: Vec<i64>,
    series: Option<u16>,
    from_year: i16,
    to_year: i16,
    region: Option<String>,
    max_primary: i64,
    test_scores: Option<Vec<i64>>,
    /// First and last primary score of the marks 2, 3, 4, 5, in this order.
    marks: Option<[[i64; 2]; 4]>,
    #[serde(rename = "part", default)]
    parts: Vec<PartEntry>,
    #[serde(rename = "condition", default)]
    conditions: Vec<ConditionEntry>,
    status: Option<TermStatus>,
    source: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PartEntry {
    code: String,
    name: String,
    tasks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConditionEntry {
    marks: Vec<i64>,
    part: String,
    at_least: u16,
    otherwise: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MinimumEntry {
    subjects: Vec<i64>,
    from_year: i16,
    to_year: i16,
    region: Option<String>,
    to_pass: Option<FloorEntry>,
    university: Option<i64>,
    status: Option<TermStatus>,
    source: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FloorEntry {
    TestScore(i64),
    Mark(i64),
    Primary(i64),
}

pub(super) struct ReadScales {
    pub scales: Vec<Scale>,
    pub minimums: Vec<Minimum>,
}

pub(super) fn read(file: &str, text: &str) -> Result<ReadScales, LawError> {
    let raw: ScaleFile = parse(file, text)?;
    let mut read = ReadScales {
        scales: Vec::new(),
        minimums: Vec::new(),
    };
    for entry in &raw.scales {
        let at = |problem: String| syntax(file, &format!("шкала предметов {:?}: {problem}", entry.subjects));
        let conversion = conversion(entry).map_err(at)?;
        let conditions: Result<Vec<_>, _> = entry.conditions.iter().map(condition).collect();
        let parts: Result<Vec<_>, _> = entry.parts.iter().map(part).collect();
        let (conditions, parts) = (conditions.map_err(at)?, parts.map_err(at)?);
        let years = years(entry.from_year, entry.to_year);
        for scope in scopes(&raw, &entry.subjects, entry.series, years, &entry.region).map_err(at)? {
            read.scales.push(Scale {
                scope,
                conversion: conversion.clone(),
                parts: parts.clone(),
                conditions: conditions.clone(),
                origin: origin(&raw, entry.status, &entry.source, &entry.note),
            });
        }
    }
    for entry in &raw.minimums {
        let at = |problem: String| syntax(file, &format!("минимум предметов {:?}: {problem}", entry.subjects));
        let to_pass = entry.to_pass.as_ref().map(floor).transpose().map_err(at)?;
        let university = entry.university.map(TestScore::new).transpose();
        let university = university.map_err(|problem| at(problem.to_string()))?;
        let years = years(entry.from_year, entry.to_year);
        for scope in scopes(&raw, &entry.subjects, None, years, &entry.region).map_err(at)? {
            read.minimums.push(Minimum {
                scope,
                to_pass,
                university,
                origin: origin(&raw, entry.status, &entry.source, &entry.note),
            });
        }
    }
    Ok(read)
}

const fn years(first: i16, last: i16) -> Years {
    Years { first, last }
}

fn scopes(
    raw: &ScaleFile,
    subjects: &[i64],
    series: Option<u16>,
    years: Years,
    region: &Option<String>,
) -> Result<Vec<ScaleScope>, String> {
    if subjects.is_empty() {
        return Err("предмет не назван (subjects)".to_owned());
    }
    let scope = |code: &i64| {
        Ok(ScaleScope {
            form: raw.form,
            subject: SubjectCode::new(*code).map_err(in_words)?,
            series,
            years,
            region: region.clone(),
        })
    };
    subjects.iter().map(scope).collect()
}

/// An entry that names its own source or status takes nothing of the file's note, which speaks of the file's source.
fn origin(raw: &ScaleFile, status: Option<TermStatus>, source: &Option<String>, note: &Option<String>) -> Origin {
    let is_own = status.is_some() || source.is_some();
    Origin {
        status: status.unwrap_or(raw.status),
        source: source.clone().unwrap_or_else(|| raw.source.clone()),
        note: note.clone().or_else(|| if is_own { None } else { raw.note.clone() }),
        reviewed_on: raw.reviewed_on.0,
    }
}

fn conversion(entry: &ScaleEntry) -> Result<Conversion, String> {
    match (&entry.test_scores, &entry.marks) {
        (Some(table), None) => test_scores(table, entry.max_primary),
        (None, Some(marks)) => mark_bounds(marks, entry.max_primary),
        _ => Err("нужно ровно одно из двух: test-scores или marks".to_owned()),
    }
}

fn test_scores(table: &[i64], max_primary: i64) -> Result<Conversion, String> {
    let last = i64::try_from(table.len()).map_or(i64::MAX, |rows| rows - 1);
    if last != max_primary {
        return Err(format!(
            "строк хватает до первичного балла {last}, а наибольший — {max_primary}"
        ));
    }
    let scores: Result<Vec<_>, _> = table.iter().map(|score| TestScore::new(*score)).collect();
    let scores = scores.map_err(in_words)?;
    let falls = scores.windows(2).position(|pair| pair.first() > pair.last());
    if let Some(place) = falls {
        return Err(format!("после первичного балла {place} тестовый балл убывает"));
    }
    if scores.first().map(|score| score.number()) != Some(0) || scores.last() != Some(&TestScore::HUNDRED) {
        return Err("шкала идёт от 0 до 100".to_owned());
    }
    Ok(Conversion::TestScores(scores))
}

fn mark_bounds(marks: &[[i64; 2]; 4], max_primary: i64) -> Result<Conversion, String> {
    let max = PrimaryScore::new(max_primary).map_err(in_words)?;
    let mut expected = 0;
    for ([first, last], mark) in marks.iter().zip(2..) {
        if *first != expected {
            return Err(format!("отметка {mark} начинается с {first}, а должна с {expected}"));
        }
        if last < first {
            return Err(format!("отметка {mark}: {last} меньше {first}"));
        }
        // A primary score is small, so that one more is no overflow.
        expected = i64::from(PrimaryScore::new(*last).map_err(in_words)?.number()) + 1;
    }
    let last = expected - 1;
    if last != max_primary {
        return Err(format!(
            "отметки кончаются на {last}, а наибольший первичный балл — {max_primary}"
        ));
    }
    let [_, three, four, five] = marks.map(|[first, _]| PrimaryScore::new(first));
    Ok(Conversion::Marks(MarkBounds {
        three: three.map_err(in_words)?,
        four: four.map_err(in_words)?,
        five: five.map_err(in_words)?,
        max,
    }))
}

fn part(entry: &PartEntry) -> Result<ScalePart, String> {
    let tasks: Result<Vec<_>, _> = entry.tasks.iter().map(|task| TaskCode::new(task)).collect();
    Ok(ScalePart {
        code: entry.code.clone(),
        name: entry.name.clone(),
        tasks: tasks.map_err(in_words)?,
    })
}

fn condition(entry: &ConditionEntry) -> Result<MarkCondition, String> {
    let marks: Result<Vec<_>, _> = entry.marks.iter().map(|mark| Mark::new(*mark)).collect();
    Ok(MarkCondition {
        marks: marks.map_err(in_words)?,
        part: entry.part.clone(),
        at_least: entry.at_least,
        otherwise: Mark::new(entry.otherwise).map_err(in_words)?,
    })
}

fn floor(entry: &FloorEntry) -> Result<Floor, String> {
    match entry {
        FloorEntry::TestScore(score) => TestScore::new(*score).map(Floor::Test),
        FloorEntry::Mark(mark) => Mark::new(*mark).map(Floor::Mark),
        FloorEntry::Primary(points) => PrimaryScore::new(*points).map(Floor::Primary),
    }
    .map_err(in_words)
}

fn in_words(problem: impl ToString) -> String {
    problem.to_string()
}
