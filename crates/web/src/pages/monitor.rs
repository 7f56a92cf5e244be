//! Who has been told and who has not: region → municipality → organisation → child (D4).

mod children;

use app::exam_view::Exam;
use app::monitor::{Monitor, MonitorRow, Shown};
use axum::extract::State;
use axum::response::Response;
use domain::access::{Action, Reach};
use regulations::ObligationState;
use regulations::russian::{count, date_time, day_and_month, number, short_date};
use ui::components::{
    Bar, BarChart, Cell, Clock, ClockState, Column, Fill, FlowStep, KeyItem, Link, Phrase, Row, RowTone, Tab,
    TableView, Tabs,
};
use ui::page::Current;
use ui::pages::home::ExamState;
use ui::pages::monitor::MonitorPage;

use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{self, small};
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// The clauses of the term that the monitor watches and of the control itself.
const CLAUSES: [&str; 3] = ["kuzbass-4195:2.7", "kuzbass-4195:1.2", "mordovia-187:10.3"];
const PATH: &str = "/acquaintance";
const KEPT: &[&str] = &["exam", "organisation", "show", "sort"];
/// More children found by a name than this need a longer name.
const MOST_FOUND: usize = 200;

/// Its routes.
pub fn routes() -> Routes {
    let sees = Access::May(Action::SeeAcquaintance);
    Routes::new()
        .get("/acquaintance", sees, show)
        .post("/acquaintance", sees, find)
        .get("/acquaintance.xlsx", sees, organisations_xlsx)
        .get("/acquaintance.csv", sees, organisations_csv)
        .get("/acquaintance/untold.xlsx", sees, untold_xlsx)
        .get("/acquaintance/untold.csv", sees, untold_csv)
}

/// The exam of the address, or the one in focus.
async fn chosen_exam(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
) -> Result<(Vec<Exam>, Option<Exam>), Failure> {
    let (exams, focus) = staff.app.exams_and_focus(&signed_in.request).await?;
    let chosen = match query.id("exam") {
        Some(id) => {
            let asked = exams.iter().find(|exam| exam.id == id);
            Some(asked.cloned().ok_or(Failure::NoSuchPage)?)
        }
        None => focus,
    };
    Ok((exams, chosen))
}

async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<MonitorPage>, Failure> {
    page_of(&staff, &signed_in, &query, "").await
}

/// Children by a part of the name, the class or the organisation; the words stay in the form, not in the address.
async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Page<MonitorPage>, Failure> {
    let words: String = fields.one("q").trim().chars().take(200).collect();
    page_of(&staff, &signed_in, &ListQuery::from(fields), &words).await
}

async fn page_of(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    words: &str,
) -> Result<Page<MonitorPage>, Failure> {
    let (exams, chosen) = chosen_exam(staff, signed_in, query).await?;
    let Some(exam) = chosen else {
        return Ok(Page::new(nothing_yet(signed_in)));
    };
    // The children are read only when they are shown: on the first morning they are everybody.
    let (request, organisation) = (&signed_in.request, query.id("organisation"));
    let own_only = request.authorise(Action::SeeAcquaintance)?.reach() == Reach::Own;
    let monitor = if own_only || !query.one("show").is_empty() {
        staff.app.monitor(request, exam.id, organisation).await?
    } else {
        let sums = staff.app.monitor_sums(request, exam.id, organisation).await?;
        match sums.rows.len() {
            0 | 1 => staff.app.monitor(request, exam.id, organisation).await?,
            _ => sums,
        }
    };
    let mut page = View {
        signed_in,
        query,
        words,
        exams: &exams,
        monitor: &monitor,
    }
    .page();
    if let Some(clock) = &mut page.clock {
        clock.clauses = clauses_in_words(staff, &CLAUSES)?;
    }
    Ok(Page::new(page))
}

async fn organisations_xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    organisations_file(&staff, &signed_in, &query, "xlsx").await
}

async fn organisations_csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    organisations_file(&staff, &signed_in, &query, "csv").await
}

async fn untold_xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    untold_file(&staff, &signed_in, &query, "xlsx").await
}

async fn untold_csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    untold_file(&staff, &signed_in, &query, "csv").await
}

async fn organisations_file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    ending: &str,
) -> Result<Response, Failure> {
    let format = listing::format_of(ending, query.one("encoding"))?;
    let exam = chosen_exam(staff, signed_in, query)
        .await?
        .1
        .ok_or(Failure::NoSuchPage)?;
    let file = staff
        .app
        .acquaintance_file(&signed_in.request, exam.id, query.id("organisation"), format)
        .await?;
    Ok(listing::file(file))
}

async fn untold_file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    ending: &str,
) -> Result<Response, Failure> {
    let format = listing::format_of(ending, query.one("encoding"))?;
    let exam = chosen_exam(staff, signed_in, query)
        .await?
        .1
        .ok_or(Failure::NoSuchPage)?;
    let shown = Shown::from_code(query.one("show"));
    let file = staff
        .app
        .untold_file(&signed_in.request, exam.id, query.id("organisation"), shown, format)
        .await?;
    Ok(listing::file(file))
}

fn nothing_yet(signed_in: &SignedInRequest) -> MonitorPage {
    MonitorPage {
        shell: signed_in.shell("Кто не\u{a0}ознакомлен", Section::Monitor),
        heading: "Кто ещё не\u{a0}ознакомлен".to_owned(),
        sub: String::new(),
        clock: None,
        tabs: Vec::new(),
        acts: Vec::new(),
        state: ExamState {
            heading: "Экзаменов пока нет".to_owned(),
            sub: String::new(),
            flow: Vec::new(),
            chart: None,
            table: TableView {
                empty_text: Phrase::of("Они появятся, когда РЦОИ загрузит участников."),
                ..TableView::default()
            },
        },
    }
}

struct View<'a> {
    signed_in: &'a SignedInRequest,
    query: &'a ListQuery,
    /// Words children are looked for by; empty for all.
    words: &'a str,
    exams: &'a [Exam],
    monitor: &'a Monitor,
}

impl View<'_> {
    fn page(&self) -> MonitorPage {
        let monitor = self.monitor;
        let own = (!self.is_by_municipality()).then(|| self.signed_in.person.organisation_short.clone());
        let of = monitor.organisation.as_ref().map(|(_, name)| name.clone()).or(own);
        let mut shell = self.signed_in.shell("Кто не\u{a0}ознакомлен", Section::Monitor);
        if monitor.organisation.is_some() {
            shell.breadcrumbs = vec![Link::new(
                "Кто не\u{a0}ознакомлен",
                self.query.address(PATH, &["exam"], &[]),
            )];
        }
        MonitorPage {
            shell,
            heading: of.map_or_else(
                || "Кто ещё не\u{a0}ознакомлен в\u{a0}регионе".to_owned(),
                |of| format!("Кто ещё не\u{a0}ознакомлен: {of}"),
            ),
            sub: format!(
                "{} · {}",
                monitor.exam.title(),
                date_time(&self.signed_in.person.zone, self.signed_in.request.now)
            ),
            clock: self.clock(),
            tabs: self.tabs(),
            acts: Vec::new(),
            state: if self.shows_children() {
                self.children()
            } else {
                self.organisations()
            },
        }
    }

    /// One organisation has no bars worth comparing: its children are what there is to see.
    fn shows_children(&self) -> bool {
        !self.query.one("show").is_empty() || self.monitor.rows.len() < 2
    }

    fn late(&self) -> i64 {
        self.counted(Shown::Late)
    }

    fn counted(&self, shown: Shown) -> i64 {
        self.monitor.left(shown)
    }

    fn clock(&self) -> Option<Clock> {
        let (late, today, all) = (self.late(), self.counted(Shown::Today), self.counted(Shown::All));
        let people = |number: i64| count(number, "участника", "участников", "участников");
        if all == 0 {
            let is_anything_released = self.monitor.sum.total > 0;
            return is_anything_released.then(|| Clock {
                state: ClockState::Met,
                due: "Все ознакомлены".to_owned(),
                who_and_left: Phrase::of(format!("{} под подпись", people(self.monitor.sum.total))),
                clauses: Vec::new(),
            });
        }
        let running = self
            .monitor
            .rows
            .iter()
            .filter(|row| row.state != Some(ObligationState::Overdue));
        let next = running.filter_map(|row| row.due_day).min();
        let (state, due) = if late > 0 {
            (ClockState::Late, format!("Срок истёк для {}", people(late)))
        } else if today > 0 {
            (
                ClockState::Today,
                format!("Сегодня истекает срок для {}", people(today)),
            )
        } else {
            (
                ClockState::Ahead,
                next.map_or_else(
                    || "Срок ещё не\u{a0}идёт".to_owned(),
                    |day| format!("До\u{a0}конца {}", day_and_month(day)),
                ),
            )
        };
        let rest = if late > 0 && today > 0 {
            format!("ещё для {} срок сегодня", people(today))
        } else {
            String::new()
        };
        Some(Clock {
            state,
            due,
            who_and_left: Phrase::of(rest),
            clauses: Vec::new(),
        })
    }

    fn tabs(&self) -> Vec<Tabs> {
        let present = self.query.one("show");
        let mut items = Vec::new();
        if self.monitor.rows.len() > 1 {
            let label = if self.is_by_municipality() {
                "по\u{a0}муниципалитетам"
            } else {
                "по\u{a0}организациям"
            };
            let rows = i64::try_from(self.monitor.rows.len()).unwrap_or(i64::MAX);
            items.push(Tab::new(
                number(rows),
                label,
                self.query.address(PATH, &["exam", "organisation"], &[]),
                Current::when(|| present.is_empty()),
            ));
        }
        for shown in Shown::ALL {
            let href = self
                .query
                .address(PATH, &["exam", "organisation"], &[("show", shown.code())]);
            let is_current = self.shows_children() && Shown::from_code(present) == shown;
            let tab = Tab::new(
                number(self.counted(shown)),
                shown.russian(),
                href,
                Current::when(|| is_current),
            );
            items.push(if shown == Shown::Late && self.late() > 0 {
                tab.alarming()
            } else {
                tab
            });
        }
        let mut rows = vec![Tabs {
            label: "Участники по\u{a0}состоянию".to_owned(),
            items,
        }];
        if self.exams.len() > 1 {
            let tab = |exam: &Exam| {
                let id = exam.id.to_string();
                Tab::new(
                    "",
                    exam.title(),
                    self.query.address(PATH, &["organisation"], &[("exam", &id)]),
                    Current::when(|| exam.id == self.monitor.exam.id),
                )
            };
            rows.push(Tabs {
                label: "Экзамены".to_owned(),
                items: self.exams.iter().map(tab).collect(),
            });
        }
        rows
    }

    fn is_by_municipality(&self) -> bool {
        let reach = self
            .signed_in
            .request
            .authorise(Action::SeeAcquaintance)
            .map(|scope| scope.reach());
        self.monitor.organisation.is_none() && matches!(reach, Ok(Reach::Region))
    }

    fn flow(&self) -> Vec<FlowStep> {
        let sum = &self.monitor.sum;
        let step = |count: i64, label: &str, href: String, why: String| FlowStep {
            count: number(count),
            href,
            label: label.to_owned(),
            why,
        };
        let here = |show: &str| self.query.address(PATH, &["exam", "organisation"], &[("show", show)]);
        let waiting = sum.total - sum.handed_down;
        vec![
            step(sum.total, "выпущены", here(""), String::new()),
            step(
                sum.handed_down,
                "переданы туда, где знакомят",
                format!("/statements?exam={}", self.monitor.exam.id),
                if waiting > 0 {
                    format!("ещё {} в\u{a0}пути", number(waiting))
                } else {
                    String::new()
                },
            ),
            step(sum.told, "ознакомлены под подпись", here(""), String::new()),
            step(
                sum.left(),
                "не\u{a0}ознакомлены",
                here("all"),
                if sum.with_reason > 0 {
                    format!("из\u{a0}них с\u{a0}причиной {}", number(sum.with_reason))
                } else {
                    String::new()
                },
            ),
        ]
    }

    fn organisations(&self) -> ExamState {
        let monitor = self.monitor;
        let mut rows: Vec<&MonitorRow> = monitor.rows.iter().collect();
        sort_rows(&mut rows, self.query.one("sort"), |row, column| match column {
            "name" => Some((0, row.name.to_lowercase())),
            "told" => Some((row.told, String::new())),
            "left" => Some((row.left(), String::new())),
            "total" => Some((row.total, String::new())),
            "due" => Some((
                row.due_day.map_or(i64::MAX, |day| day.days_since(monitor.exam.date)),
                String::new(),
            )),
            _ => None,
        });
        let (rows, pager) = listing::one_page(rows, self.query.page(), &self.query.address_of_pages(PATH, KEPT));
        let sorted = |column: Column, key: &str| column.sorted(self.query.sort(PATH, KEPT, key));
        let table = TableView {
            caption: "Ход ознакомления".to_owned(),
            hide_caption: true,
            columns: vec![
                sorted(
                    Column::new(if self.is_by_municipality() {
                        "Муниципалитет"
                    } else {
                        "Организация"
                    }),
                    "name",
                ),
                sorted(Column::number("Результатов"), "total"),
                sorted(Column::number("Ознакомлены"), "told"),
                sorted(Column::number("Осталось"), "left"),
                sorted(Column::new("Срок"), "due"),
            ],
            rows: rows.iter().map(|row| self.organisation_row(row)).collect(),
            total: vec![
                "Всего".into(),
                number(monitor.sum.total).into(),
                number(monitor.sum.told).into(),
                number(monitor.sum.left()).into(),
                Cell::empty(),
            ],
            pager,
            export_links: listing::export_links(PATH, &self.query.kept(&["exam", "organisation"])),
            empty_text: Phrase::of("Результаты ещё не\u{a0}выпущены: знакомить пока не\u{a0}с\u{a0}чем."),
            ..TableView::default()
        };
        ExamState {
            heading: "Где результаты сейчас".to_owned(),
            sub: monitor.exam.title(),
            flow: self.flow(),
            chart: (!rows.is_empty()).then(|| self.chart(&rows)),
            table,
        }
    }

    fn organisation_row(&self, row: &MonitorRow) -> Row {
        let id = row.organisation.to_string();
        let href = self.query.address(PATH, &["exam"], &[("organisation", &id)]);
        let late = row.state == Some(ObligationState::Overdue);
        let left = if row.left() > 0 {
            Phrase::linked(
                number(row.left()),
                self.query
                    .address(PATH, &["exam"], &[("organisation", &id), ("show", "all")]),
            )
        } else {
            Phrase::of("0")
        };
        Row::new(vec![
            Cell::link(row.name.as_str(), href).full_line(),
            number(row.total).into(),
            number(row.told).into(),
            left.into(),
            term_in_brief(row).into(),
        ])
        .tone(if late { RowTone::Wrong } else { RowTone::Plain })
    }

    fn chart(&self, rows: &[&MonitorRow]) -> BarChart {
        let bars = rows.iter().map(|row| {
            let figure = format!("{} из\u{a0}{}", number(row.told), number(row.total));
            let bar = Bar::new(
                row.name.as_str(),
                figure,
                small(row.told),
                small(row.handed_down - row.told),
                small(row.total - row.handed_down),
            );
            if row.state == Some(ObligationState::Overdue) {
                bar.late()
            } else {
                bar
            }
        });
        let words: Vec<String> = rows
            .iter()
            .map(|row| format!("{}: {} из {}", row.name, row.told, row.total))
            .collect();
        BarChart {
            id: "told".to_owned(),
            caption: if self.is_by_municipality() {
                "Доля ознакомленных по\u{a0}муниципалитетам"
            } else {
                "Доля ознакомленных по\u{a0}организациям"
            }
            .to_owned(),
            title: "Доля ознакомленных".to_owned(),
            description: format!("{}. Те же числа\u{a0}— в\u{a0}таблице.", words.join("; ")),
            key: vec![
                KeyItem {
                    fill: Fill::Done,
                    label: "ознакомлены".to_owned(),
                },
                KeyItem {
                    fill: Fill::UnderWay,
                    label: "переданы, не\u{a0}ознакомлены".to_owned(),
                },
                KeyItem {
                    fill: Fill::Waiting,
                    label: "ещё в\u{a0}пути".to_owned(),
                },
            ],
            bars: bars.collect(),
        }
    }
}

/// The term of a row in the fewest words: «истёк 16\u{a0}дек», «сегодня».
pub(crate) fn term_in_brief(row: &MonitorRow) -> Phrase {
    let day = || row.due_day.map(short_date).unwrap_or_default();
    match row.state {
        Some(ObligationState::Overdue) => Phrase::default().late(format!("истёк\u{a0}{}", day())),
        Some(ObligationState::Today) => Phrase::of("сегодня"),
        Some(_) => Phrase::of(format!("до\u{a0}{}", day())),
        None if row.left() == 0 => Phrase::default().muted("ознакомлены"),
        None => Phrase::default().muted("ещё не\u{a0}идёт"),
    }
}
