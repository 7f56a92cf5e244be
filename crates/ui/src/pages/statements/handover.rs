//! The preview of handing over one statement or many at once.

use askama::Template;

use crate::components::{Clock, ErrorSummary, Link, Phrase, PostForm};
use crate::page::Shell;
use crate::pages::lists::{count_of, form_of, grouped};

/// «Передать 11 школам»: every statement with its recipient, ticked; a tick taken away leaves it for later.
#[derive(Debug, Clone, Template)]
#[template(path = "statements/handover.html")]
pub struct HandoverPage {
    pub shell: Shell,
    pub errors: Option<ErrorSummary>,
    /// Three forms of the recipients in the dative: `["школе", "школам", "школам"]`.
    pub recipients: [String; 3],
    /// Posts `statement` once for every row left ticked.
    pub form: PostForm,
    pub rows: Vec<HandoverRow>,
    /// Statements that cannot be handed over, and why, one sentence each.
    pub excluded: Vec<Phrase>,
    /// What follows: terms of the recipients.
    pub consequences: Vec<Phrase>,
    pub clock: Option<Clock>,
    pub back: Link,
}

/// One statement that is ready to be handed over.
#[derive(Debug, Clone)]
pub struct HandoverRow {
    /// Value of the tick: the id of the statement.
    pub value: String,
    /// «№ 203».
    pub number: String,
    pub href: String,
    pub recipient: String,
    /// The person who will open it: «Рудакова Е. С., приказ № 58»; or what is missing.
    pub responsible: Phrase,
    pub results: u32,
}

impl HandoverPage {
    fn results(&self) -> u32 {
        self.rows.iter().map(|row| row.results).sum()
    }

    fn recipient_count(&self) -> String {
        let [one, few, many] = &self.recipients;
        let count = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        count_of(count, [one, few, many])
    }

    fn say(&self) -> Phrase {
        let results = self.results();
        Phrase::of(form_of(
            results,
            ["Будет передан ", "Будут переданы ", "Будет передано "],
        ))
        .bold(count_of(results, ["результат", "результата", "результатов"]))
        .text(format!(" {}.", self.recipient_count()))
    }

    /// Names no number: without scripts it would not follow the ticks that the reader takes away.
    fn button(&self) -> String {
        let [one, _, many] = &self.recipients;
        match self.rows.len() {
            1 => format!("Передать {one}"),
            _ => format!("Передать отмеченным {many}"),
        }
    }
}

impl HandoverRow {
    fn results_words(&self) -> String {
        grouped(self.results)
    }
}
