//! Commands that compute from the law as data and change nothing: `calendar count`, `term due`, `term list`.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use regulations::{
    Calendar, CalendarError, Clause, Condition, Conditions, CountedDay, Due, EventCode, Instant, Law, LawError,
    LegalDate, NotAClause, Precision, Ruleset, Sense, Term, TermError, TimeError, essay_date_kind,
};
use serde_json::{Value, json};

/// The production calendar.
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Посчитать рабочие дни: какой день будет через N рабочих дней.
    #[command(
        after_help = "Пример:\n  vedomost calendar count --region 42 --from 2025-12-30 --working-days 1\n  2026-01-12"
    )]
    Count(CountArguments),
}

/// Terms of the orders.
#[derive(Debug, Subcommand)]
pub enum TermCommand {
    /// Посчитать, когда истекают сроки пункта, если событие случилось в этот момент.
    #[command(
        after_help = "Примеры:\n  vedomost term due --clause kuzbass-4195:2.2 --event 2025-12-15T18:00 --region 42\n  vedomost term due --clause rostov-essay:8.2 --event 2025-12-03T10:00 --region 42 --condition main --json"
    )]
    Due(DueArguments),
    /// Перечислить сроки, которые действуют в регионе.
    #[command(after_help = "Пример:\n  vedomost term list --region 42 --json")]
    List(ListArguments),
}

#[derive(Debug, Args)]
pub struct CountArguments {
    /// Код региона, например 42.
    #[arg(long)]
    region: String,
    /// День, после которого считать: 2025-12-30.
    #[arg(long)]
    from: String,
    /// Сколько рабочих дней; с минусом — назад.
    #[arg(long, allow_negative_numbers = true)]
    working_days: i32,
}

#[derive(Debug, Args)]
pub struct DueArguments {
    /// Пункт: kuzbass-4195:2.2.
    #[arg(long)]
    clause: String,
    /// Местные день и время события: 2025-12-15T18:00.
    #[arg(long)]
    event: String,
    /// Код региона, например 42.
    #[arg(long)]
    region: String,
    /// Условие, от которого зависит длина: main, february, april, additional и другие. Дату сочинения программа
    /// узнаёт по дню события, если условие не названо.
    #[arg(long = "condition", value_name = "УСЛОВИЕ")]
    conditions: Vec<String>,
    /// Ответ в JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct ListArguments {
    /// Код региона, например 42.
    #[arg(long)]
    region: String,
    /// Ответ в JSON.
    #[arg(long)]
    json: bool,
}

/// Why a command could not run; its exit code is 2.
#[derive(Debug, thiserror::Error)]
pub enum LawCommandError {
    #[error(transparent)]
    Law(#[from] LawError),
    #[error(transparent)]
    Time(#[from] TimeError),
    #[error(transparent)]
    Clause(#[from] NotAClause),
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    #[error(transparent)]
    Term(#[from] TermError),
    #[error("условие «{code}» неизвестно: есть {known}")]
    UnknownCondition { code: String, known: String },
    #[error("ответ не удалось вывести: {0}")]
    Output(#[from] std::io::Error),
}

/// Runs a `calendar` command.
pub fn run_calendar(command: &CalendarCommand, out: &mut dyn Write) -> Result<ExitCode, LawCommandError> {
    let CalendarCommand::Count(arguments) = command;
    let rules = Law::embedded()?.ruleset(&arguments.region, None)?;
    let from: LegalDate = arguments.from.parse()?;
    let day = count(rules.calendar(), from, arguments.working_days)?;
    writeln!(out, "{day}")?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a `term` command.
pub fn run_term(command: &TermCommand, out: &mut dyn Write) -> Result<ExitCode, LawCommandError> {
    match command {
        TermCommand::Due(arguments) => due(arguments, out)?,
        TermCommand::List(arguments) => list(arguments, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn count(calendar: &Calendar, from: LegalDate, days: i32) -> Result<LegalDate, CalendarError> {
    // The year of the day itself has to be published too, also for 0 days.
    calendar.kind(from)?;
    if days < 0 {
        calendar.subtract_working_days(from, days.unsigned_abs())
    } else {
        calendar.add_working_days(from, days.unsigned_abs())
    }
}

fn due(arguments: &DueArguments, out: &mut dyn Write) -> Result<(), LawCommandError> {
    let law = Law::embedded()?;
    let clause: Clause = arguments.clause.parse()?;
    let latest = law.ruleset(&arguments.region, None)?;
    let event = latest.zone().parse_local(&arguments.event)?;
    let on_the_day = law.ruleset(&arguments.region, Some(latest.zone().local_date(event)))?;
    // A term that does not hold on the day is looked up in the latest law, so that the refusal can say since when.
    let rules = match on_the_day.terms_of_clause(&clause) {
        Ok(_) => &on_the_day,
        Err(_) => &latest,
    };
    let given = conditions(&arguments.conditions)?;
    let mut answers = Vec::new();
    for term in rules.terms_of_clause(&clause)? {
        answers.extend(answers_of(rules, term, event, given)?);
    }
    if arguments.json {
        let objects: Vec<Value> = answers.iter().map(|one| one.json(rules)).collect();
        writeln!(out, "{:#}", Value::Array(objects))?;
    } else {
        let blocks: Vec<String> = answers.iter().map(|one| one.text(rules)).collect();
        writeln!(out, "{}", blocks.join("\n\n"))?;
    }
    Ok(())
}

fn conditions(codes: &[String]) -> Result<Conditions, LawCommandError> {
    let mut all = Conditions::none();
    for code in codes {
        let condition = Condition::from_code(code).map_err(|_| {
            let known: Vec<_> = Condition::ALL.iter().map(|one| one.code()).collect();
            LawCommandError::UnknownCondition {
                code: code.clone(),
                known: known.join(", "),
            }
        })?;
        all = all.and(condition);
    }
    Ok(all)
}

/// One term, one set of conditions, one due moment.
struct Answer<'a> {
    term: &'a Term,
    condition: Option<Condition>,
    due: Due,
}

/// One answer, or one for each condition where the length depends on a condition that nobody named.
fn answers_of<'a>(
    rules: &Ruleset,
    term: &'a Term,
    event: Instant,
    given: Conditions,
) -> Result<Vec<Answer<'a>>, TermError> {
    let members = family_of(term);
    let named = members.iter().copied().find(|one| given.hold(*one));
    let told = named.or_else(|| essay_condition(rules, term, event));
    let chosen: Vec<Option<Condition>> = match (members.is_empty(), told) {
        (true, _) => vec![None],
        (false, Some(condition)) => vec![Some(condition)],
        (false, None) => members.iter().copied().map(Some).collect(),
    };
    let answer = |condition: Option<Condition>| {
        let all = condition.map_or(given, |one| given.and(one));
        let due = rules.due(term, event, &all)?;
        Ok(Answer { term, condition, due })
    };
    chosen.into_iter().map(answer).collect()
}

/// The conditions of which the term needs one; empty when its length is always the same.
fn family_of(term: &Term) -> &'static [Condition] {
    let first = term.lengths.iter().find_map(|entry| entry.when.first());
    let family = first.and_then(|condition| condition.family());
    family.map_or(&[], |family| family.members)
}

/// Which essay date the event's day is by the calendar of the school year (kirov-1497:4.3).
fn essay_condition(rules: &Ruleset, term: &Term, event: Instant) -> Option<Condition> {
    let condition = essay_date_kind(rules.zone().local_date(event)).condition();
    let measured_from_essay = term.event == EventCode::ExamHeld;
    (measured_from_essay && family_of(term).contains(&condition)).then_some(condition)
}

impl Answer<'_> {
    /// The local day, or the local moment for terms of hours and minutes.
    fn due_words(&self, rules: &Ruleset) -> String {
        match self.due.precision {
            Precision::Day => self.due.day.to_string(),
            Precision::Moment => rules.zone().format_local(self.due.at),
        }
    }

    fn json(&self, rules: &Ruleset) -> Value {
        json!({
            "term": self.term.id,
            "clause": self.term.clause.to_string(),
            "status": self.term.status.code(),
            "summary": self.term.summary,
            "sense": sense_code(self.term.sense),
            "condition": self.condition.map(Condition::code),
            "due": self.due_words(rules),
            "due_at": rules.zone().rfc3339(self.due.at),
            "counted": self.due.counted.iter().map(counted_json).collect::<Vec<_>>(),
            "explanation": self.due.explanation,
        })
    }

    fn text(&self, rules: &Ruleset) -> String {
        let mut lines = vec![
            format!("term: {}", self.term.id),
            format!("due: {}", self.due_words(rules)),
            format!("counted: {}", self.due.explanation),
            format!("clause: {}", self.term.clause),
            format!("status: {}", self.term.status.code()),
        ];
        if let Some(condition) = self.condition {
            lines.push(format!("condition: {}", condition.code()));
        }
        lines.push(format!("summary: {}", self.term.summary));
        lines.join("\n")
    }
}

fn counted_json(day: &CountedDay) -> Value {
    json!({ "date": day.date.to_string(), "counts": day.counts, "why": day.why })
}

fn sense_code(sense: Sense) -> &'static str {
    match sense {
        Sense::Within => "within",
        Sense::Before => "before",
        Sense::NotEarlierThan => "not-earlier-than",
    }
}

fn list(arguments: &ListArguments, out: &mut dyn Write) -> Result<(), LawCommandError> {
    let rules = Law::embedded()?.ruleset(&arguments.region, None)?;
    if arguments.json {
        let objects: Vec<Value> = rules.terms().iter().map(term_json).collect();
        writeln!(out, "{:#}", Value::Array(objects))?;
        return Ok(());
    }
    for term in rules.terms() {
        writeln!(out, "{}", term_line(term))?;
    }
    Ok(())
}

/// Columns parted by tabs: term, clause, status, length, summary.
fn term_line(term: &Term) -> String {
    let lengths: Vec<String> = term.lengths.iter().map(|one| one.length.words()).collect();
    [
        term.id.clone(),
        term.clause.to_string(),
        term.status.code().to_owned(),
        format!("{} {}", sense_code(term.sense), lengths.join(" / ")),
        term.summary.clone(),
    ]
    .join("\t")
}

fn term_json(term: &Term) -> Value {
    let codes = |conditions: &[Condition]| -> Vec<&str> { conditions.iter().map(|one| one.code()).collect() };
    let lengths: Vec<Value> = term
        .lengths
        .iter()
        .map(|one| json!({ "when": codes(&one.when), "length": one.length.words() }))
        .collect();
    json!({
        "term": term.id,
        "clause": term.clause.to_string(),
        "also": term.also.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "status": term.status.code(),
        "note": term.note,
        "summary": term.summary,
        "exams": term.exams.iter().map(|one| one.code()).collect::<Vec<_>>(),
        "debtor": term.debtor.code(),
        "creditor": term.creditor.code(),
        "subject": term.subject.code(),
        "event": term.event.code(),
        "opened_by": term.opened_by.code(),
        "discharged_by": term.discharged_by.code(),
        "sense": sense_code(term.sense),
        "lengths": lengths,
        "channel": term.channel.map(regulations::Channel::code),
        "in_force_from": term.in_force_from.to_string(),
        "in_force_to": term.in_force_to.map(|day| day.to_string()),
        "reviewed_on": term.reviewed_on.to_string(),
    })
}
