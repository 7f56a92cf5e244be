//! What the end of processing would release and what it would leave held.

use askama::Template;

use crate::components::{Clause, Clock, ErrorSummary, Facts, Link, Phrase, PostForm, Preview};
use crate::page::Shell;
use crate::pages::lists::{count_of, form_of, grouped};

/// The preview: the set, its hash, what is held and why, and the confirmation.
#[derive(Debug, Clone, Template)]
#[template(path = "processing/preview.html")]
pub struct CompletionPreviewPage {
    pub shell: Shell,
    pub errors: Option<ErrorSummary>,
    /// «РЦОИ, 15 декабря 2026, 17:40».
    pub shown_at: String,
    /// How many editions would be released.
    pub released: u32,
    pub released_href: String,
    /// To how many municipal bodies, state schools and colleges.
    pub organisations: u32,
    pub organisations_href: String,
    /// How many stay held.
    pub held: u32,
    /// Reasons in short: «удаление — 3, нет второго требования — 2».
    pub held_reasons: String,
    /// Consequences of the act with their terms: «Передать в МОУО до 16 декабря».
    pub consequences: Vec<Phrase>,
    pub clock: Option<Clock>,
    /// Facts of the set: files it came from, releases before, sittings without a result.
    pub facts: Facts,
    pub held_rows: Vec<HeldRow>,
    /// Present when the set is not the one that was previewed.
    pub conflict: Option<SetChange>,
    /// Short form of the content hash: «7F3A 91C2 0B5E».
    pub hash: String,
    pub confirm: ConfirmStep,
}

/// One held result.
#[derive(Debug, Clone)]
pub struct HeldRow {
    pub participant: String,
    pub participant_href: String,
    /// Where the participant is informed.
    pub organisation: String,
    /// In two words: «Удалён с экзамена».
    pub reason: String,
    /// What is awaited: «нет второго экземпляра акта».
    pub detail: String,
    pub clause: Option<Clause>,
}

/// What became of the set since it was previewed.
#[derive(Debug, Clone)]
pub struct SetChange {
    /// Hash that was previewed.
    pub was_hash: String,
    /// «Ким В. Р. записала файл «Досыл.xlsx» в 17:52».
    pub cause: Phrase,
    pub rows: Vec<SetChangeRow>,
    /// How many rows changed in all, when not all are shown.
    pub all: u32,
}

/// One sitting whose place in the set, or whose value, changed.
#[derive(Debug, Clone)]
pub struct SetChangeRow {
    pub participant: String,
    pub participant_href: String,
    pub organisation: String,
    /// «не входил», «зачёт», «задержан».
    pub was: String,
    pub now: String,
}

impl SetChange {
    /// Says how many rows are shown, when not all are.
    fn rest_line(&self) -> String {
        let shown = u32::try_from(self.rows.len()).unwrap_or(self.all);
        if shown >= self.all {
            return String::new();
        }
        format!("Показаны {} из\u{a0}{}", grouped(shown), grouped(self.all))
    }
}

impl SetChangeRow {
    fn difference(&self) -> Phrase {
        Phrase::default().change(&self.was, &self.now)
    }
}

/// The end of the page.
#[derive(Debug, Clone)]
pub enum ConfirmStep {
    /// Posts `confirmed=yes` and whatever the form carries (the hash of what was previewed).
    Confirm {
        form: PostForm,
        /// What is wrong with the tick; empty when nothing.
        tick_error: String,
        back: Link,
    },
    /// Nothing can be released: why, and what to do.
    Impossible(Phrase),
}

const RESULTS: [&str; 3] = ["результат", "результата", "результатов"];

impl CompletionPreviewPage {
    fn say(&self) -> Phrase {
        let verb = form_of(self.released, ["Будет выпущен ", "Будут выпущены ", "Будет выпущено "]);
        let places = count_of(self.organisations, ["организации", "организациям", "организациям"]);
        let say = Phrase::of(verb)
            .bold_link(count_of(self.released, RESULTS), &self.released_href)
            .text(" ")
            .link(places, &self.organisations_href)
            .text(". ");
        if self.held == 0 {
            return say.text("Задержанных нет.");
        }
        let held = format!(
            "{}\u{a0}{}",
            grouped(self.held),
            form_of(self.held, ["задержан", "задержаны", "задержаны"])
        );
        say.bold_link(held, "#held").text(format!(": {}.", self.held_reasons))
    }

    /// A column of clauses stands only where a hold has one.
    fn names_clauses(&self) -> bool {
        self.held_rows.iter().any(|row| row.clause.is_some())
    }

    fn held_heading(&self) -> String {
        let verb = form_of(
            self.held,
            [
                "задержан и\u{a0}не\u{a0}будет выпущен",
                "задержаны и\u{a0}не\u{a0}будут выпущены",
                "задержаны и\u{a0}не\u{a0}будут выпущены",
            ],
        );
        format!("{}\u{a0}{verb}", grouped(self.held))
    }

    fn preview(&self, form: &PostForm, tick_error: &str, back: &Link) -> Preview {
        let results = count_of(self.released, RESULTS);
        let tick = format!(
            "Я\u{a0}просмотрел(а) набор {}: {} выпускаю, {} задерживаю",
            self.hash,
            grouped(self.released),
            grouped(self.held)
        );
        let say = Phrase::of("Сразу после записи ведомости будут сформированы, а\u{a0}срок передачи начнёт идти.");
        let mut preview = Preview::new(
            say,
            format!("Записать окончание обработки: {results}"),
            form.clone(),
            back.clone(),
        )
        .final_act("Отменить окончание обработки нельзя. Ошибку исправит только новая редакция результата.")
        .tick(tick);
        preview.tick_error = tick_error.to_owned();
        preview
    }
}
