//! The ledger's page from a ledger and from what was typed.

use std::collections::BTreeMap;

use app::ledgers::{OpenedLedger, OpenedLine, Told};
use app::print::class_words;
use app::results_in_words::StoredValue;
use app::subject_duties::SubjectDuty;
use domain::ledger::LineEntry;
use domain::organisation::OrganisationKind;
use regulations::Instant;
use regulations::russian::{date_time, numeric_date, plural, short_date_time};
use ui::components::{Act, Clock, ClockState, ErrorSummary, Link, Phrase, PostForm, Progress, Tag};
use ui::pages::ledger::{
    BulkEntry, LedgerConflict, LedgerLine, LedgerMode, LedgerPage, LineEntry as UiLineEntry, LineFault, Told as UiTold,
};

use super::typed::TypedLine;
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::pages::listing::small;
use crate::signed_in::SignedInRequest;

/// What the bulk form holds.
#[derive(Debug, Clone, Default)]
pub struct TypedBulk {
    pub day: String,
    pub time: String,
    pub except: String,
    pub error: String,
}

/// Everything the page is made of.
pub struct LedgerView<'a> {
    pub signed_in: &'a SignedInRequest,
    pub ledger: &'a OpenedLedger,
    pub duties: &'a [SubjectDuty],
    /// What stands in the inputs.
    pub typed: Vec<TypedLine>,
    /// By number of the line.
    pub faults: BTreeMap<i64, LineFault>,
    pub bulk: Option<TypedBulk>,
    pub conflict: Option<LedgerConflict>,
}

impl<'a> LedgerView<'a> {
    /// The page of the ledger as it is stored.
    pub fn of_stored(signed_in: &'a SignedInRequest, ledger: &'a OpenedLedger, duties: &'a [SubjectDuty]) -> Self {
        let typed = stored_lines(signed_in, ledger);
        Self {
            signed_in,
            ledger,
            duties,
            typed,
            faults: BTreeMap::new(),
            bulk: None,
            conflict: None,
        }
    }

    /// The view model.
    pub fn page(self) -> LedgerPage {
        let ledger = &self.ledger.summary.row.ledger;
        let is_open = ledger.state == "open";
        let class = class_words(&ledger.class_name);
        let subject = if class.is_empty() {
            "без класса".to_owned()
        } else {
            class
        };
        let mut shell = self
            .signed_in
            .shell(format!("Ознакомление: {subject}"), Section::Ledgers);
        shell.breadcrumbs = vec![Link::new("Ознакомление", "/ledgers")];
        let empty = self.empty_lines();
        let takes_late_comers = !is_open && self.has_untold();
        LedgerPage {
            shell,
            heading: format!("Ознакомление под подпись: {subject}"),
            sub: format!(
                "{} · {} · ведомость №\u{a0}{} · передана {}{}",
                self.ledger.summary.organisation,
                self.ledger.exam.title(),
                ledger.number,
                short_date_time(&self.ledger.zone, self.ledger.available_at()),
                self.ledger
                    .official_day
                    .as_ref()
                    .map_or_else(String::new, |day| format!(" · {}", day.words()))
            ),
            errors: self.summary_of_errors(),
            clock: self.clock(),
            mode: if is_open || takes_late_comers {
                LedgerMode::Entry
            } else {
                LedgerMode::ReadOnly
            },
            bulk: if is_open && !empty.is_empty() {
                Some(self.bulk_entry(&empty))
            } else {
                None
            },
            progress: self.progress(),
            form: self.form(),
            lines: self.lines(),
            prints: vec![Link::new(
                "Печать ведомости (A4)",
                format!("/ledgers/{}/print", ledger.id),
            )],
            saved: self.saved(),
            hand_in: (is_open && empty.is_empty())
                .then(|| Act::link("Сдать ведомость", format!("/ledgers/{}/hand-in", ledger.id)).secondary()),
            hand_in_note: match (is_open, empty.is_empty(), takes_late_comers) {
                (true, false, _) => "Сдать ведомость можно, когда в\u{a0}каждой строке есть время или причина.",
                (true, true, _) => "Все строки заполнены.",
                (false, _, true) => {
                    "Изменить сданную ведомость нельзя, но\u{a0}можно дописать тех, кто тогда не\u{a0}был ознакомлен."
                }
                (false, _, false) => "Изменить сданную ведомость нельзя: все строки внесены.",
            }
            .to_owned(),
            conflict: self.conflict,
        }
    }

    /// Lines of the store with neither time nor reason.
    fn empty_lines(&self) -> Vec<i64> {
        self.ledger
            .lines
            .iter()
            .filter(|line| line.entry() == LineEntry::Empty)
            .map(|line| line.row.line.line_number)
            .collect()
    }

    /// Is anybody of the ledger still not told?
    fn has_untold(&self) -> bool {
        self.ledger.lines.iter().any(|line| line.row.line.told_at.is_none())
    }

    /// A ledger handed in keeps what was told then.
    fn entry_of(&self, line: &OpenedLine) -> UiLineEntry {
        if self.ledger.summary.row.ledger.state == "open" || line.row.line.told_at.is_none() {
            UiLineEntry::Open
        } else {
            UiLineEntry::Fixed
        }
    }

    /// The form carries the version of every line that may be changed.
    fn form(&self) -> PostForm {
        let ledger = &self.ledger.summary.row.ledger;
        let form = self
            .signed_in
            .form(format!("/ledgers/{}", ledger.id))
            .with("version", ledger.version.to_string());
        let fixed = |typed: &TypedLine| {
            let line = self.ledger.lines.iter().find(|line| line.row.line.id == typed.line);
            line.is_some_and(|line| self.entry_of(line) == UiLineEntry::Fixed)
        };
        self.typed.iter().filter(|line| !fixed(line)).fold(form, |form, line| {
            form.with(format!("version-{}", line.number), line.version.to_string())
        })
    }

    fn bulk_entry(&self, empty: &[i64]) -> BulkEntry {
        let ledger = &self.ledger.summary.row.ledger;
        let form = self.signed_in.form(format!("/ledgers/{}/bulk", ledger.id));
        let shown = self.typed.iter().filter(|line| empty.contains(&line.number));
        let form = shown.fold(form, |form, line| {
            form.with(format!("version-{}", line.number), line.version.to_string())
        });
        let typed = self.bulk.clone().unwrap_or_else(|| TypedBulk {
            day: today(self.signed_in, self.ledger),
            ..TypedBulk::default()
        });
        let count = i64::try_from(empty.len()).unwrap_or(i64::MAX);
        BulkEntry {
            form,
            date: typed.day,
            time: typed.time,
            except: typed.except,
            error: typed.error,
            button: format!(
                "Внести в\u{a0}{count}\u{a0}{}",
                plural(count, "пустую строку", "пустые строки", "пустых строк")
            ),
        }
    }

    fn summary_of_errors(&self) -> Option<ErrorSummary> {
        let bulk = self.bulk.as_ref().filter(|bulk| !bulk.error.is_empty());
        if self.faults.is_empty() && bulk.is_none() {
            return None;
        }
        let title = match self.faults.len() {
            0 => "Ничего не\u{a0}внесено".to_owned(),
            1 => "Ничего не\u{a0}сохранено: исправьте одну строку".to_owned(),
            many => {
                let many = i64::try_from(many).unwrap_or(i64::MAX);
                format!(
                    "Ничего не\u{a0}сохранено: исправьте {many}\u{a0}{}",
                    plural(many, "строку", "строки", "строк")
                )
            }
        };
        let mut summary = ErrorSummary::new(title);
        if let Some(bulk) = bulk {
            summary = summary.item(bulk.error.clone(), "bulk-time");
        }
        for (number, fault) in &self.faults {
            summary = summary.item(fault.text.clone(), LedgerPage::input_id(small(*number), fault.input));
        }
        Some(summary)
    }

    fn clock(&self) -> Clock {
        let ledger = &self.ledger.summary.row.ledger;
        let handed_in = ledger
            .handed_in_at
            .map(|at| date_time(&self.ledger.zone, Instant::from_micros(at)));
        let mut clock = clock_of(self.duties).unwrap_or_else(|| Clock {
            state: ClockState::Ahead,
            due: "Срок не\u{a0}идёт".to_owned(),
            who_and_left: Phrase::default(),
            clauses: Vec::new(),
        });
        if let Some(at) = handed_in {
            clock.who_and_left = clock.who_and_left.text(format!(". Ведомость сдана {at}"));
        }
        clock
    }

    fn progress(&self) -> Progress {
        let row = &self.ledger.summary.row;
        let (told, reasons, total) = (row.told, row.not_told, row.ledger.line_count);
        let wrong = i64::try_from(self.faults.len()).unwrap_or(0);
        let left = total - told - reasons;
        let mut rest = Vec::new();
        if wrong > 0 {
            rest.push(format!("с\u{a0}ошибкой {wrong}"));
        }
        if reasons > 0 {
            rest.push(format!("с\u{a0}причиной {reasons}"));
        }
        if left > 0 {
            rest.push(format!("осталось {left}"));
        }
        Progress {
            say: Phrase::of(format!("Внесено {told} из\u{a0}{total}")),
            rest: rest.join(", "),
            done: small(told),
            wrong: small(wrong.min(total - told)),
            total: small(total),
        }
    }

    fn lines(&self) -> Vec<LedgerLine> {
        self.typed
            .iter()
            .filter_map(|typed| {
                let line = self.ledger.lines.iter().find(|line| line.row.line.id == typed.line)?;
                Some(LedgerLine {
                    number: small(typed.number),
                    name: line.name.clone(),
                    href: String::new(),
                    result: result_phrase(&line.row.short_words()),
                    told: if typed.told == Told::Yes {
                        UiTold::Yes
                    } else {
                        UiTold::No
                    },
                    entry: self.entry_of(line),
                    time: typed.time.clone(),
                    date: typed.day.clone(),
                    note: typed.note.clone(),
                    fault: self.faults.get(&typed.number).cloned(),
                })
            })
            .collect()
    }

    fn saved(&self) -> String {
        let last = self
            .ledger
            .lines
            .iter()
            .filter_map(|line| line.row.line.entered_at)
            .max();
        last.map_or_else(String::new, |at| {
            format!(
                "Сохранено {}",
                short_date_time(&self.ledger.zone, Instant::from_micros(at))
            )
        })
    }
}

/// The lines as they are stored.
pub fn stored_lines(signed_in: &SignedInRequest, ledger: &OpenedLedger) -> Vec<TypedLine> {
    let today = today(signed_in, ledger);
    ledger
        .lines
        .iter()
        .map(|line| TypedLine::of_stored(ledger, line, &today))
        .collect()
}

fn today(signed_in: &SignedInRequest, ledger: &OpenedLedger) -> String {
    numeric_date(ledger.zone.local_date(signed_in.request.now))
}

/// A fail stands out; the word carries the meaning.
fn result_phrase(result: &str) -> Phrase {
    if result == "незачёт" {
        Phrase::default().tag(Tag::red(result))
    } else {
        Phrase::of(result)
    }
}

/// Who tells, in the dative of the page's own words: a municipal body tells its own people itself.
pub fn overseer(kind: Option<OrganisationKind>) -> &'static str {
    match kind {
        Some(OrganisationKind::School) => "Управление образования",
        _ => "Министерство",
    }
}
