//! One statement: what it holds, how it travelled, what is owed now.

use askama::Template;

use crate::components::{Act, Cell, Clause, Clock, Facts, Link, Phrase, Row, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::ListFrame;

/// Facts, chain, term, rows and the acts that the reader may do.
#[derive(Debug, Clone, Template)]
#[template(path = "statements/one.html")]
pub struct StatementPage {
    pub shell: Shell,
    /// «Итоговое сочинение, 2 декабря 2026 · РЦОИ → Управление образования Киселёвского округа».
    pub summary: String,
    /// Why the act just tried was refused; none in the ordinary case.
    pub refusal: Option<Refusal>,
    /// The sentence: «412 результатов ждут передачи 11 школам».
    pub say: Phrase,
    /// Primary act first: hand over, confirm the receipt, open the ledger.
    pub acts: Vec<Act>,
    /// PDF, XLSX, journal.
    pub links: Vec<Link>,
    pub clock: Option<Clock>,
    /// Sender, recipient, addressees, hash, number of rows.
    pub facts: Facts,
    /// The chain so far and what comes next, in order.
    pub chain: Vec<ChainStep>,
    /// What the statement was split into, or what it is a part of: heading and links.
    pub relatives_heading: String,
    pub relatives: Vec<Link>,
    /// How results stand in the rows.
    pub columns: ResultColumns,
    /// Rows of the statement; empty when the reader may not see them yet.
    pub lines: Vec<StatementLine>,
    /// Why the rows are not shown: «Строки видит ответственное лицо, названное приказом»; empty when they are.
    pub lines_hidden: Phrase,
    /// Column keys: `participant`, `class`, `acquainted`; `result`, or of GIA `primary`, `outcome`, `standing`.
    pub list: ListFrame,
}

/// How results stand in the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResultColumns {
    /// One column of words, of the essay.
    #[default]
    Words,
    /// Primary score, test score, standing to the year's minimum.
    TestScores,
    /// Primary score, mark, standing to the year's minimum.
    Marks,
}

/// The cells of a result of GIA; empty where no work was checked.
#[derive(Debug, Clone)]
pub struct ScoreCells {
    pub primary: String,
    /// Test score or mark.
    pub outcome: String,
    /// «порог пройден», «ниже порога», «не явился».
    pub standing: String,
}

/// An act out of order, or by somebody who may not: nothing was done.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// «Ведомость не передана».
    pub title: String,
    /// Why, and what to do first.
    pub why: Phrase,
    pub clauses: Vec<Clause>,
}

/// A step of the chain.
#[derive(Debug, Clone)]
pub struct ChainStep {
    /// «Передана», «Получена», «Открыта».
    pub what: String,
    pub state: ChainStepState,
    /// «16 декабря 2026, 09:12»; for a step to come its due moment: «до конца 17 декабря».
    pub when: String,
    /// Person and order: «Егорова М. П., приказ № 214 от 01.09.2026»; who owes it for a step to come.
    pub who: String,
    /// «в срок», «на 1 рабочий день позже»; empty when there is no term.
    pub timeliness: Option<Tag>,
    pub clause: Option<Clause>,
}

/// Whether a step of the chain is behind or ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainStepState {
    Done,
    /// The next one to be done.
    Next,
    Ahead,
}

impl ChainStepState {
    fn class(&self) -> &'static str {
        match self {
            ChainStepState::Done => "is-done",
            ChainStepState::Next => "is-now",
            ChainStepState::Ahead => "is-ahead",
        }
    }

    fn words(&self) -> &'static str {
        match self {
            ChainStepState::Done => "сделано",
            ChainStepState::Next => "следующий шаг",
            ChainStepState::Ahead => "впереди",
        }
    }
}

/// One result in a statement.
#[derive(Debug, Clone)]
pub struct StatementLine {
    pub line: u32,
    pub participant: String,
    pub participant_href: String,
    /// «11 «А»» or a category: «выпускник прошлых лет».
    pub class: String,
    /// «зачёт», «незачёт: требование 1».
    pub result: String,
    /// Of GIA instead of the result in words.
    pub scores: Option<ScoreCells>,
    /// «16 декабря, 10:15», or empty when not acquainted yet.
    pub acquainted: String,
}

impl StatementPage {
    /// Handed over, received and opened: green is for what is done.
    fn is_all_done(&self) -> bool {
        self.chain.iter().all(|step| step.state == ChainStepState::Done)
    }

    fn table(&self) -> TableView {
        let results = match self.columns {
            ResultColumns::Words => vec![("result", "Результат")],
            ResultColumns::TestScores => vec![
                ("primary", "Первичный балл"),
                ("outcome", "Тестовый балл"),
                ("standing", "Порог"),
            ],
            ResultColumns::Marks => vec![
                ("primary", "Первичный балл"),
                ("outcome", "Отметка"),
                ("standing", "Порог"),
            ],
        };
        let columns = [("participant", "Участник"), ("class", "Класс")]
            .into_iter()
            .chain(results)
            .chain([("acquainted", "Ознакомлен")])
            .map(|(key, title)| self.list.column(key, title))
            .collect();
        let rows = self.lines.iter().map(StatementLine::row).collect();
        self.list
            .table("Строки ведомости", columns, rows, "По\u{a0}этому отбору строк нет.")
    }
}

impl StatementLine {
    fn row(&self) -> Row {
        let acquainted = if self.acquainted.is_empty() {
            Phrase::default().muted("ещё нет")
        } else {
            Phrase::of(&self.acquainted)
        };
        let mut cells = vec![
            Cell::from(
                Phrase::default()
                    .muted(format!("{}.\u{a0}", self.line))
                    .link(&self.participant, &self.participant_href),
            ),
            Cell::from(self.class.as_str()),
        ];
        match &self.scores {
            None => cells.push(Cell::from(self.result.as_str())),
            Some(scores) => {
                cells.push(Cell::from(or_dash(&scores.primary)));
                cells.push(Cell::from(Phrase::default().bold(or_dash(&scores.outcome))));
                cells.push(Cell::from(scores.standing.as_str()));
            }
        }
        cells.push(Cell::from(acquainted));
        Row::new(cells)
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}
