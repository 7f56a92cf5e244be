//! The history of a result as steps in order: what the page and the printed extract tell alike.

use domain::edition::{EditionState, HoldReason};
use regulations::Instant;
use storage::ledgers::{LedgerLineRow, LedgerRow};
use storage::results::EditionRow;
use storage::statements::{OpeningRow, StatementRow};
use uuid::Uuid;

use crate::result_history::ResultHistory;
use crate::results_in_words::StoredValue;

/// A part of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// A file brought the value in.
    Received,
    /// The end of processing released it.
    Released,
    /// Statements carried it down.
    HandedDown,
    /// The participant was told.
    Told,
    /// Appeals and annulments.
    Disputed,
    /// The look-up was opened.
    Lookup,
}

impl Chapter {
    /// In the order of the chain.
    pub const ALL: [Self; 6] = [
        Self::Received,
        Self::Released,
        Self::HandedDown,
        Self::Told,
        Self::Disputed,
        Self::Lookup,
    ];

    /// Latin letters, for links within the page.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Released => "released",
            Self::HandedDown => "handed-down",
            Self::Told => "told",
            Self::Disputed => "disputed",
            Self::Lookup => "lookup",
        }
    }

    /// Heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Received => "Получение",
            Self::Released => "Выпуск",
            Self::HandedDown => "Передача",
            Self::Told => "Ознакомление",
            Self::Disputed => "Апелляция и\u{a0}аннулирование",
            Self::Lookup => "Самостоятельный просмотр",
        }
    }
}

/// What kind of thing a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// Done by the machine.
    Passage,
    /// A person's act.
    Act,
    /// A value of the result came into force.
    Edition {
        /// What was in force before; empty for the first.
        was: String,
        /// «зачёт».
        value: String,
        /// «Редакция 2, действует».
        note: String,
    },
}

/// A document that a step rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDocument {
    /// «Ведомость № 420525-021226-1».
    pub label: String,
    /// Where it stands.
    pub object: StepObject,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepObject {
    /// An import.
    Import(Uuid),
    /// An end of processing: exam and number.
    Completion(Uuid, i64),
    /// A statement.
    Statement(Uuid),
    /// A ledger.
    Ledger(Uuid),
    /// The case of an appeal.
    Appeal(Uuid),
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryStep {
    /// Part of the history.
    pub chapter: Chapter,
    /// Kind.
    pub kind: StepKind,
    /// When.
    pub at: Instant,
    /// What happened.
    pub what: String,
    /// What else to know; may be empty.
    pub text: String,
    /// Who did it; empty for the machine.
    pub by: String,
    /// Documents.
    pub documents: Vec<StepDocument>,
    /// The statement or ledger whose duty this step discharged.
    pub discharges: Option<Uuid>,
    /// Clause that the step follows, where it discharges no duty of its own; may be empty.
    pub clause: String,
}

impl ResultHistory {
    /// Every step, earliest first.
    pub fn steps(&self) -> Vec<HistoryStep> {
        let mut steps = Vec::new();
        let mut in_force = String::new();
        for edition in &self.editions {
            steps.push(self.received(edition));
            if let Some(at) = edition.released_at {
                let value = edition.long_words();
                steps.push(self.released(edition, at, &in_force));
                in_force = value;
            }
            steps.extend(replaced(edition));
        }
        for (_, statement, openings) in &self.statements {
            self.add_statement(&mut steps, statement, openings);
        }
        for (_, line, ledger, note) in &self.ledger_lines {
            self.add_ledger_line(&mut steps, line, ledger, note);
        }
        for (step, by) in &self.disputes {
            steps.push(HistoryStep {
                by: self.staff(Some(*by)),
                ..step.clone()
            });
        }
        if let Some((at, decision)) = &self.lookup {
            steps.push(
                step(
                    Chapter::Lookup,
                    StepKind::Passage,
                    *at,
                    "Открыт самостоятельный просмотр",
                )
                .text(format!("Решение № {decision}")),
            );
        }
        steps.sort_by_key(|step| (step.at, step.chapter));
        steps
    }

    /// The edition that the reader takes for the value: the released one, else the newest.
    pub fn edition_in_force(&self) -> Option<&EditionRow> {
        self.editions
            .iter()
            .find(|edition| edition.state == EditionState::Released.code())
            .or(self.editions.last())
    }

    fn staff(&self, account: Option<Uuid>) -> String {
        account.and_then(|id| self.staff.get(&id).cloned()).unwrap_or_default()
    }

    fn organisation_name(&self, id: Uuid) -> &str {
        self.organisations.get(&id).map_or("", String::as_str)
    }

    fn received(&self, edition: &EditionRow) -> HistoryStep {
        let value = edition.long_words();
        let mut text = format!("Основание: {}", edition.ground);
        if edition.state == EditionState::Held.code() {
            let reason = edition
                .hold_reason
                .as_deref()
                .and_then(|code| HoldReason::from_code(code).ok());
            text.push_str(&format!(". Задержана: {}", reason.map_or("", HoldReason::russian)));
            text.extend(edition.hold_note.as_ref().map(|note| format!(" ({note})")));
        }
        let mut step = step(
            Chapter::Received,
            StepKind::Act,
            Instant::from_micros(edition.received_at),
            format!("Получена редакция {}: {value}", edition.number),
        )
        .text(text)
        .by(self.staff(Some(edition.author_account_id)));
        if let (None, Some(document)) = (edition.import_id, &edition.document_reference) {
            step.text.push_str(&format!(". Документ: {document}"));
        }
        if let Some(import) = edition.import_id {
            let label = edition
                .document_reference
                .clone()
                .unwrap_or_else(|| "загрузка".to_owned());
            step.documents.push(StepDocument {
                label,
                object: StepObject::Import(import),
            });
        }
        step
    }

    fn released(&self, edition: &EditionRow, at: i64, was: &str) -> HistoryStep {
        let value = edition.long_words();
        let state = EditionState::from_code(&edition.state).map_or("", EditionState::russian);
        let standing = if edition.state == EditionState::Released.code() {
            "действует"
        } else {
            state
        };
        let kind = StepKind::Edition {
            was: was.to_owned(),
            value,
            note: format!("Редакция {}, {standing}", edition.number),
        };
        let completion = self
            .completions
            .iter()
            .find(|row| Some(row.id) == edition.completion_id);
        let approval = self.approvals.iter().find(|row| Some(row.id) == edition.protocol_id);
        let what = match approval {
            Some(_) => "Результат выпущен: утверждён председателем ГЭК",
            None => "Результат выпущен: записано окончание обработки",
        };
        let mut step = step(Chapter::Released, kind, Instant::from_micros(at), what);
        if let Some(approval) = approval {
            step.text = format!("Протокол № {}", approval.number);
        }
        if let Some(completion) = completion {
            step.by = self.staff(Some(completion.declared_by));
            let object = StepObject::Completion(completion.exam_id, completion.number);
            step.documents.push(StepDocument {
                label: format!("Окончание обработки № {}", completion.number),
                object,
            });
        }
        step
    }

    fn add_statement(&self, steps: &mut Vec<HistoryStep>, statement: &StatementRow, openings: &[OpeningRow]) {
        let document = StepDocument {
            label: format!("Ведомость № {}", statement.number),
            object: StepObject::Statement(statement.id),
        };
        let (from, to) = (
            self.organisation_name(statement.sender_id),
            self.organisation_name(statement.recipient_id),
        );
        let passage = |at: i64, what: String| {
            let mut step = step(Chapter::HandedDown, StepKind::Act, Instant::from_micros(at), what);
            step.documents.push(document.clone());
            step
        };
        if let Some(at) = statement.handed_over_at {
            let mut step =
                passage(at, format!("Передана ведомость: {from} → {to}")).by(self.staff(statement.handed_over_by));
            step.discharges = Some(statement.id);
            steps.push(step);
        }
        if let Some(at) = statement.received_at {
            steps.push(passage(at, format!("Получение подтверждено: {to}")).by(self.staff(statement.received_by)));
        }
        let mut seen = Vec::new();
        for opening in openings {
            if seen.contains(&opening.account_id) {
                continue;
            }
            seen.push(opening.account_id);
            let times = openings
                .iter()
                .filter(|one| one.account_id == opening.account_id)
                .count();
            let mut step = passage(opening.opened_at, "Ведомость открыта впервые".to_owned())
                .by(self.staff(Some(opening.account_id)));
            if times > 1 {
                step.text = format!("Всего открытий этим сотрудником: {times}");
            }
            steps.push(step);
        }
    }

    fn add_ledger_line(&self, steps: &mut Vec<HistoryStep>, line: &LedgerLineRow, ledger: &LedgerRow, note: &str) {
        let document = StepDocument {
            label: format!("Ведомость ознакомления № {}, код {}", ledger.number, line.code),
            object: StepObject::Ledger(ledger.id),
        };
        let by = self.staff(line.entered_by);
        let mut entered = match (line.told_at, line.not_told, line.entered_at) {
            (Some(at), _, _) => step(
                Chapter::Told,
                StepKind::Act,
                Instant::from_micros(at),
                "Участник ознакомлен под подпись",
            )
            .by(by),
            (None, true, Some(at)) => step(
                Chapter::Told,
                StepKind::Act,
                Instant::from_micros(at),
                "Участник не ознакомлен",
            )
            .by(by),
            _ => return,
        };
        if !note.is_empty() {
            entered.text = format!("Примечание: {note}");
        }
        entered.documents.push(document.clone());
        entered.discharges = Some(ledger.id);
        steps.push(entered);
        if let Some(at) = ledger.handed_in_at {
            let mut step = step(
                Chapter::Told,
                StepKind::Act,
                Instant::from_micros(at),
                "Ведомость ознакомления сдана",
            )
            .by(self.staff(ledger.handed_in_by));
            step.documents.push(document);
            steps.push(step);
        }
    }
}

fn replaced(edition: &EditionRow) -> Option<HistoryStep> {
    let at = Instant::from_micros(edition.ended_at?);
    let state = EditionState::from_code(&edition.state).map_or("", EditionState::russian);
    let chapter = if edition.released_at.is_some() {
        Chapter::Released
    } else {
        Chapter::Received
    };
    Some(step(
        chapter,
        StepKind::Passage,
        at,
        format!("Редакция {} {state}", edition.number),
    ))
}

fn step(chapter: Chapter, kind: StepKind, at: Instant, what: impl Into<String>) -> HistoryStep {
    HistoryStep {
        chapter,
        kind,
        at,
        what: what.into(),
        text: String::new(),
        by: String::new(),
        documents: Vec::new(),
        discharges: None,
        clause: String::new(),
    }
}

impl HistoryStep {
    fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    fn by(mut self, by: String) -> Self {
        self.by = by;
        self
    }
}
