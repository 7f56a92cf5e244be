//! One statement: what it holds, how it travelled, what is owed now. Opening its rows is recorded.

use app::print::class_words;
use app::results_in_words::StoredValue;
use app::statement_view::{StatementFacts, StatementInFull, StatementRows};
use app::statements::{OpenedStatement, StatementState as Stage};
use app::subject_duties::{SubjectDuty, most_pressing};
use axum::extract::State;
use axum::response::Response;
use domain::access::{Action, Refusal};
use domain::registration::ParticipantCategory;
use domain::statement::{SchoolDelivery, StatementHop, school_delivery};
use regulations::russian::{capitalised, count, date_time, day_and_month, plural, short_date_time};
use regulations::{Instant, Zone};
use ui::components::{Act, Facts, Link, Phrase};
use ui::pages::lists::ListFrame;
use ui::pages::statements::{ChainStep, ChainStepState, ResultColumns, ScoreCells, StatementLine, StatementPage};
use uuid::Uuid;

use crate::failure::Failure;
use crate::law_pieces::{clause_of, clock_of, timeliness};
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const KEPT: &[&str] = &["sort"];

/// What the reader is shown of the rows.
enum Rows {
    Opened(Box<OpenedStatement>),
    Hidden(Phrase),
}

/// GET `/statements/{id}`: the opening is recorded whenever rows are shown.
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<StatementPage>, Failure> {
    let StatementInFull {
        facts,
        rows,
        mut duties,
    } = staff.app.view_statement(&signed_in.request, id).await?;
    let rows = match rows {
        StatementRows::Opened(opened) => Rows::Opened(opened),
        StatementRows::AwaitReceipt => Rows::Hidden(Phrase::of("Строки откроются, когда вы подтвердите получение.")),
        StatementRows::Refused(Refusal::NoOrderInForce(_)) => Rows::Hidden(Phrase::of(
            "Строки видят только ответственные лица, названные приказом. Действующего приказа на\u{a0}вас нет: попросите руководителя его внести.",
        )),
        StatementRows::Refused(_) => Rows::Hidden(Phrase::of(
            "Строки видят ответственные лица отправителя и\u{a0}получателя, названные приказом.",
        )),
    };
    let own = duties.remove(&id).unwrap_or_default();
    let told: Vec<SubjectDuty> = duties.into_values().flatten().collect();
    Ok(Page::new(
        View {
            signed_in: &signed_in,
            facts: &facts,
            own,
            told,
        }
        .page(&query, rows),
    ))
}

/// GET `/statements/{id}/pdf`: the opening is recorded as one on paper.
pub async fn pdf(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    refuse_unless_open(&staff, &signed_in, id).await?;
    let file = staff.app.print_statement(&signed_in.request, id).await?;
    Ok(listing::file(file))
}

/// GET `/statements/{id}/xlsx`: the opening is recorded as one of a table.
pub async fn xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    refuse_unless_open(&staff, &signed_in, id).await?;
    let file = staff.app.statement_spreadsheet(&signed_in.request, id).await?;
    Ok(listing::file(file))
}

/// Files of a statement whose rows the page would not show are refused with the same reason.
async fn refuse_unless_open(staff: &Staff, signed_in: &SignedInRequest, id: Uuid) -> Result<(), Failure> {
    match signed_in.request.authorise(Action::OpenStatement) {
        Err(error) => {
            // Only for an object the reader may know of; an unknown id stays unknown.
            staff.app.statement_facts(&signed_in.request, id).await?;
            staff.app.note_refused_opening(&signed_in.request, id).await?;
            Err(error.into())
        }
        // The use case refuses what waits for receipt.
        Ok(_) => Ok(()),
    }
}

struct View<'a> {
    signed_in: &'a SignedInRequest,
    facts: &'a StatementFacts,
    /// The sender's duty to hand it over.
    own: Vec<SubjectDuty>,
    /// Duties to tell the participants of its ledgers.
    told: Vec<SubjectDuty>,
}

impl View<'_> {
    fn page(&self, query: &ListQuery, rows: Rows) -> StatementPage {
        let statement = &self.facts.summary.row;
        let title = format!("Ведомость №\u{a0}{}", statement.number);
        let mut shell = self.signed_in.shell(title, Section::Statements);
        shell.breadcrumbs = vec![Link::new("Ведомости", "/statements")];
        let columns = match &rows {
            Rows::Opened(opened) if opened.subject.is_some() && opened.counts_in_marks() => ResultColumns::Marks,
            Rows::Opened(opened) if opened.subject.is_some() => ResultColumns::TestScores,
            _ => ResultColumns::Words,
        };
        let (lines, lines_hidden, list) = match rows {
            Rows::Hidden(why) => (Vec::new(), why, ListFrame::default()),
            Rows::Opened(opened) => self.lines(query, &opened),
        };
        let (say, acts) = self.say_and_acts();
        StatementPage {
            shell,
            summary: format!(
                "{} · {} → {}",
                self.facts.exam.title(),
                self.facts.parties.0,
                self.facts.parties.1
            ),
            refusal: None,
            say,
            acts,
            links: if lines_hidden.is_empty() {
                self.files()
            } else {
                Vec::new()
            },
            clock: if self.facts.summary.state == Stage::Received {
                clock_of(&self.told)
            } else {
                clock_of(&self.own).or_else(|| clock_of(&self.told))
            },
            facts: self.facts_rows(),
            chain: self.chain(),
            relatives_heading: self.relatives().0.to_owned(),
            relatives: self.relatives().1,
            lines,
            columns,
            lines_hidden,
            list,
        }
    }

    fn zone(&self) -> &Zone {
        &self.signed_in.person.zone
    }

    /// «34 результата»; a municipal body without people of its own gets the list of its schools' statements alone.
    fn results(&self) -> String {
        if self.facts.summary.row.line_count == 0 {
            return "Список ведомостей школ".to_owned();
        }
        count(
            self.facts.summary.row.line_count,
            "результат",
            "результата",
            "результатов",
        )
    }

    fn files(&self) -> Vec<Link> {
        let id = self.facts.summary.row.id;
        vec![
            Link::new("PDF (A4)", format!("/statements/{id}/pdf")),
            Link::new("Таблица .xlsx", format!("/statements/{id}/xlsx")),
        ]
    }

    fn say_and_acts(&self) -> (Phrase, Vec<Act>) {
        let row = &self.facts.summary.row;
        let own = self.signed_in.request.actor.organisation.0;
        let bold = Phrase::default().bold(self.results());
        let many = row.line_count.max(1);
        match self.facts.summary.state {
            Stage::Waiting => {
                let say = bold.text(format!(
                    " {} получения предыдущей ведомости.",
                    plural(many, "ждёт", "ждут", "ждут")
                ));
                let parent = self
                    .facts
                    .parent
                    .as_ref()
                    .and_then(|(id, number, _)| id.map(|id| (id, number)));
                let act = parent.map(|(id, number)| {
                    Act::link(
                        format!("Открыть ведомость №\u{a0}{number}"),
                        format!("/statements/{id}"),
                    )
                    .secondary()
                });
                (say, act.into_iter().collect())
            }
            Stage::Formed => {
                let say = bold.text(format!(
                    " {} передачи: {}.",
                    plural(many, "ждёт", "ждут", "ждут"),
                    self.facts.summary.recipient
                ));
                let may =
                    self.facts.summary.is_to_be_handed_over_by(own) && self.signed_in.may(Action::HandOverStatement);
                (
                    say,
                    may.then(|| Act::link("Передать", format!("/statements/hand-over?statement={}", row.id)))
                        .into_iter()
                        .collect(),
                )
            }
            Stage::HandedOver if row.recipient_id == own => {
                let say = bold.text(format!(
                    " {} вам. Подтвердите получение, и\u{a0}строки откроются.",
                    plural(many, "передан", "переданы", "передано")
                ));
                let form = self
                    .signed_in
                    .form("/statements/receive")
                    .with("statement", row.id.to_string());
                let may = self.signed_in.may(Action::ReceiveStatement);
                (
                    say,
                    may.then(|| Act::post("Подтвердить получение", form))
                        .into_iter()
                        .collect(),
                )
            }
            Stage::HandedOver => (
                bold.text(format!(
                    " {}; получение ещё не\u{a0}подтверждено.",
                    plural(many, "передан", "переданы", "передано")
                )),
                Vec::new(),
            ),
            Stage::Received => (
                bold.text(format!(" {}.", plural(many, "получен", "получены", "получено"))),
                self.acts_of_recipient(own),
            ),
        }
    }

    /// What the recipient does next: passes on, or tells.
    fn acts_of_recipient(&self, own: Uuid) -> Vec<Act> {
        let row = &self.facts.summary.row;
        if row.recipient_id != own {
            return Vec::new();
        }
        let mut acts = Vec::new();
        let has_children = !self.facts.children.is_empty();
        if has_children && !self.is_a_list() && self.signed_in.may(Action::HandOverStatement) {
            acts.push(Act::link("Передать школам", "/statements/hand-over"));
        }
        if let [only] = self.facts.ledgers.as_slice() {
            let act = Act::link("Внести ознакомление", format!("/ledgers/{}", only.id));
            acts.push(if acts.is_empty() { act } else { act.secondary() });
        } else if !self.facts.ledgers.is_empty() {
            acts.push(Act::link("Внести ознакомление", "/ledgers"));
        }
        if has_children && self.is_a_list() {
            let href = format!("/statements?exam={}", self.facts.exam.id);
            acts.push(Act::link("Ведомости школ", href).secondary());
        }
        acts
    }

    fn facts_rows(&self) -> Facts {
        let statement = &self.facts.summary.row;
        let hash = hex_groups(&statement.content_hash);
        let mut facts = Facts::default()
            .row("Отправитель", self.facts.parties.0.as_str())
            .row("Получатель", self.facts.parties.1.as_str())
            .row("Строк", regulations::russian::number(statement.line_count))
            .row(
                "Сформирована",
                date_time(self.zone(), Instant::from_micros(statement.formed_at)),
            )
            .row(self.release_words(), self.facts.release.as_str())
            .row("Отпечаток", hash);
        if let Some(day) = &self.facts.official_day {
            facts = facts.row("Объявление", day.words());
        }
        if let Some((parent, number, _)) = &self.facts.parent {
            let words = format!("№\u{a0}{number}");
            let phrase = parent.map_or_else(
                || Phrase::of(&words),
                |id| Phrase::linked(&words, format!("/statements/{id}")),
            );
            let label = if self.facts.summary.stands_on_a_list() {
                "В\u{a0}списке ведомости"
            } else {
                "Из\u{a0}ведомости"
            };
            facts = facts.row(label, phrase);
        }
        facts
    }

    /// What released the results: an end of processing or a protocol.
    fn release_words(&self) -> &'static str {
        if self.facts.summary.row.annulment_id.is_some() {
            "Аннулирование"
        } else if self.facts.summary.row.protocol_id.is_some() {
            "Протокол ГЭК"
        } else {
            "Окончание обработки"
        }
    }

    /// «протокол ГЭК № 2», «аннулирование от 16.06.2027, решение № 4».
    fn formed_words(&self) -> String {
        let words = self.release_words().to_lowercase().replace("гэк", "ГЭК");
        format!("{words} {}", self.facts.release)
    }

    /// Do the statements of schools go beside this one, not out of it?
    fn is_a_list(&self) -> bool {
        school_delivery(self.facts.exam.kind) == SchoolDelivery::PastMunicipalBody
    }

    fn relatives(&self) -> (&'static str, Vec<Link>) {
        if !self.facts.children.is_empty() {
            let links = self.facts.children.iter().map(|(id, number, recipient)| {
                Link::new(format!("№\u{a0}{number}: {recipient}"), format!("/statements/{id}"))
            });
            let heading = if self.is_a_list() {
                "Ведомости школ"
            } else {
                "Разделена на\u{a0}ведомости"
            };
            return (heading, links.collect());
        }
        if self.facts.ledgers.is_empty() {
            return ("", Vec::new());
        }
        let own = self.signed_in.request.actor.organisation.0 == self.facts.summary.row.recipient_id
            && self.signed_in.may(Action::FillLedger);
        let link = |ledger: &app::statement_view::StatementLedger| {
            let class = if ledger.class_name.is_empty() {
                "без класса".to_owned()
            } else {
                class_words(&ledger.class_name)
            };
            let label = format!("{class}: ознакомлены {} из\u{a0}{}", ledger.told, ledger.lines);
            let recipient = self.facts.summary.row.recipient_id;
            let href = if own {
                format!("/ledgers/{}", ledger.id)
            } else {
                format!("/acquaintance?exam={}&organisation={recipient}", self.facts.exam.id)
            };
            Link::new(label, href)
        };
        ("Ведомости ознакомления", self.facts.ledgers.iter().map(link).collect())
    }

    fn lines(&self, query: &ListQuery, opened: &OpenedStatement) -> (Vec<StatementLine>, Phrase, ListFrame) {
        let address = format!("/statements/{}", opened.summary.row.id);
        let mut rows: Vec<(StatementLine, i64)> = opened
            .lines
            .iter()
            .map(|line| (self.line_of(line, opened), line.line_number))
            .collect();
        sort_rows(&mut rows, query.one("sort"), |(line, number), column| match column {
            "participant" => Some((String::new(), *number)),
            "class" => Some((line.class.clone(), *number)),
            "result" => Some((line.result.clone(), *number)),
            "primary" => Some((padded(line.scores.as_ref().map(|scores| &scores.primary)), *number)),
            "outcome" => Some((padded(line.scores.as_ref().map(|scores| &scores.outcome)), *number)),
            "standing" => Some((
                line.scores
                    .as_ref()
                    .map(|scores| scores.standing.clone())
                    .unwrap_or_default(),
                *number,
            )),
            _ => None,
        });
        let (shown, pager) = listing::one_page(rows, query.page(), &query.address_of_pages(&address, KEPT));
        let list = ListFrame {
            sorts: ["participant", "class", "result", "primary", "outcome", "standing"]
                .map(|key| (key, query.sort(&address, KEPT, key)))
                .to_vec(),
            pager,
            ..ListFrame::default()
        };
        (
            shown.into_iter().map(|(line, _)| line).collect(),
            Phrase::default(),
            list,
        )
    }

    fn line_of(&self, line: &app::stored_rows::StatementLineInContextRow, opened: &OpenedStatement) -> StatementLine {
        let category = ParticipantCategory::from_code(&line.category)
            .ok()
            .filter(|category| *category != ParticipantCategory::Student);
        let class = match (line.class_name.as_str(), category) {
            ("", Some(category)) => category.russian().to_owned(),
            (class, Some(category)) => format!("{}, {}", class_words(class), category.russian()),
            (class, None) => class_words(class),
        };
        StatementLine {
            line: u32::try_from(line.line_number).unwrap_or(0),
            participant: app::names::full_name(&opened.directory, line.person_id),
            participant_href: format!("/results/{}", line.result_id),
            class: capitalised_if_plain(class),
            result: if opened.subject.is_some() {
                line.short_words()
            } else {
                line.long_words()
            },
            scores: opened.subject.is_some().then(|| ScoreCells {
                primary: line.primary_score.map(|number| number.to_string()).unwrap_or_default(),
                outcome: line
                    .test_score
                    .or(line.mark)
                    .map(|number| number.to_string())
                    .unwrap_or_default(),
                standing: opened.standing_of(line),
            }),
            acquainted: self
                .facts
                .told
                .get(&line.edition_id)
                .map_or_else(String::new, |at| short_date_time(self.zone(), *at)),
        }
    }

    fn chain(&self) -> Vec<ChainStep> {
        let summary = &self.facts.summary;
        let statement = &summary.row;
        let mut steps = vec![step(
            "Сформирована",
            Some(Instant::from_micros(statement.formed_at)),
            self.formed_words(),
        )];
        let split_off = self.facts.parent.as_ref().filter(|_| !summary.stands_on_a_list());
        if let Some((_, _, handed_over)) = split_off {
            steps.push(step("Передана из\u{a0}РЦОИ", *handed_over, summary.sender.clone()));
            steps.push(step(
                "Получена в\u{a0}МОУО",
                summary.parent_received_at,
                summary.sender.clone(),
            ));
        }
        let mut handover = step(
            "Передана",
            statement.handed_over_at.map(Instant::from_micros),
            self.who(statement.handed_over_by, &summary.sender),
        );
        let duty = most_pressing(&self.own);
        handover.timeliness = duty.and_then(timeliness);
        handover.clause = duty.map(clause_of);
        handover.due = duty.map(|duty| format!("до\u{a0}конца {}", day_and_month(duty.due_day)));
        steps.push(handover);
        steps.push(step(
            "Получена",
            statement.received_at.map(Instant::from_micros),
            self.who(statement.received_by, &summary.recipient),
        ));
        let opening = summary.first_opened_at.and_then(|first| {
            self.facts
                .openings
                .iter()
                .find(|one| one.opened_at == first.as_micros())
        });
        let opened_by = opening.map_or_else(
            || summary.recipient.clone(),
            |one| self.who(Some(one.account_id), &summary.recipient),
        );
        steps.push(step("Открыта", summary.first_opened_at, opened_by));
        if summary.hop != StatementHop::ToMunicipalBody || !self.told.is_empty() {
            steps.push(self.acquaintance());
        }
        let mut is_next = true;
        steps
            .into_iter()
            .map(|one| one.drawn(self.zone(), &mut is_next))
            .collect()
    }

    fn acquaintance(&self) -> Step {
        let done = (!self.told.is_empty() && self.told.iter().all(|duty| !duty.is_open()))
            .then(|| self.told.iter().filter_map(|duty| duty.met_at).max())
            .flatten();
        let (told, lines) = self.facts.ledgers.iter().fold((0, 0), |(told, lines), ledger| {
            (told + ledger.told, lines + ledger.lines)
        });
        let mut last = step(
            "Ознакомление под подпись",
            done,
            format!("ознакомлены {told} из\u{a0}{lines}"),
        );
        let duty = most_pressing(&self.told);
        last.timeliness = duty.and_then(timeliness);
        last.clause = duty.map(clause_of);
        last.due = duty.map(|duty| format!("до\u{a0}конца {}", day_and_month(duty.due_day)));
        last
    }

    fn who(&self, account: Option<Uuid>, organisation: &str) -> String {
        account
            .and_then(|id| self.facts.staff.get(&id))
            .cloned()
            .unwrap_or_else(|| organisation.to_owned())
    }
}

/// A step of the way before it is known whether it is the next one.
struct Step {
    what: &'static str,
    at: Option<Instant>,
    who: String,
    due: Option<String>,
    timeliness: Option<ui::components::Tag>,
    clause: Option<ui::components::Clause>,
}

fn step(what: &'static str, at: Option<Instant>, who: String) -> Step {
    Step {
        what,
        at,
        who,
        due: None,
        timeliness: None,
        clause: None,
    }
}

impl Step {
    fn drawn(self, zone: &Zone, is_next: &mut bool) -> ChainStep {
        let state = match (self.at, *is_next) {
            (Some(_), _) => ChainStepState::Done,
            (None, true) => ChainStepState::Next,
            (None, false) => ChainStepState::Ahead,
        };
        if self.at.is_none() {
            *is_next = false;
        }
        ChainStep {
            what: self.what.to_owned(),
            state,
            when: self
                .at
                .map_or_else(|| self.due.unwrap_or_default(), |at| date_time(zone, at)),
            who: self.who,
            timeliness: self.timeliness,
            clause: self.clause,
        }
    }
}

fn capitalised_if_plain(text: String) -> String {
    if text.starts_with(char::is_alphabetic) {
        capitalised(&text)
    } else {
        text
    }
}

/// A number as text that sorts as the number; nothing stands before everything.
fn padded(number: Option<&String>) -> String {
    number.map_or_else(String::new, |number| format!("{number:0>4}"))
}

/// The beginning of a hash in groups that a person compares by eye.
fn hex_groups(hash: &[u8]) -> String {
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|pair| pair.concat())
        .collect::<Vec<_>>()
        .join("\u{a0}")
}
