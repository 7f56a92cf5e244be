//! The region that pages are measured on, and every staff page with data behind it, by role.

use std::net::SocketAddr;

use app::{App, Request};
use domain::exam::ExamKind;
use uuid::Uuid;

use super::BenchArguments;
use super::region::text;
use crate::configuration::{DemoArguments, DemoScale};
use crate::demo::{Demo, open_or_make};

/// The demo's whole region, as `vedomost demo --scale region` makes it.
pub async fn region(arguments: &BenchArguments) -> Result<Demo, String> {
    if !arguments.keep {
        let _ = std::fs::remove_dir_all(&arguments.folder);
    }
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let demo = DemoArguments {
        data_dir: arguments.folder.join("data"),
        keys_dir: arguments.folder.join("keys"),
        listen: nowhere,
        public_listen: nowhere,
        exams: None,
        scale: Some(DemoScale::Region),
        now: None,
        region: arguments.region.clone(),
    };
    open_or_make(&demo).await
}

/// What one role is measured on.
pub struct Measured {
    /// The demo's login.
    pub login: &'static str,
    pub pages: Vec<MeasuredPage>,
    /// Words typed into the search box; nothing for who may not search.
    pub typed: Vec<String>,
}

/// One page.
pub struct MeasuredPage {
    pub address: String,
    /// The address with words instead of ids.
    pub shown: String,
}

/// Every staff page with data behind it, by role.
pub async fn measured(demo: &Demo) -> Result<Vec<Measured>, String> {
    let things = Things::find(demo).await?;
    let typed: Vec<String> = [
        "ов",
        "иванова",
        "ёл",
        "мария а",
        "4226",
        "420101",
        "СОШ № 1",
        "42 11 123456",
        "/02-",
        "ъъъ",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut all = vec![
        Measured {
            login: "ministry",
            pages: things.named(things.ministry()),
            typed: typed.clone(),
        },
        Measured {
            login: "rcoi",
            pages: things.named(things.operator()),
            typed: typed.clone(),
        },
        Measured {
            login: "mouo",
            pages: things.named(things.municipal()),
            typed: typed.clone(),
        },
        Measured {
            login: "school",
            pages: things.named(things.school()),
            typed,
        },
    ];
    for login in ["secretary", "chair"] {
        all.push(Measured {
            login,
            pages: things.named(things.commission(login)),
            typed: Vec::new(),
        });
    }
    Ok(all)
}

/// A request of one of the demo's people, now.
pub async fn request(demo: &Demo, login: &str) -> Result<Request, String> {
    let app = &demo.app;
    let kept = demo.accounts.accounts.iter().find(|one| one.login == login);
    let kept = kept.ok_or_else(|| format!("нет учётной записи {login}"))?;
    let signed_in = app.sign_in(login, &kept.password, "127.0.0.1").await.map_err(text)?;
    let session = app
        .session(&signed_in.token)
        .await
        .map_err(text)?
        .ok_or("вход не\u{a0}удался")?;
    let now = app.clock.now();
    Ok(Request {
        actor: session.actor,
        now,
        today: app.day_of(now),
        idempotency_key: None,
    })
}

/// Ids that addresses need.
struct Things {
    essay: Uuid,
    /// Of grade 9, told at the schools.
    told: Uuid,
    /// Of the graduates, told at the schools.
    told_graduates: Uuid,
    /// Proposed, the chair's turn.
    proposed: Uuid,
    /// Arrived, the largest.
    arrived: Uuid,
    proposed_protocol: Uuid,
    approved_protocol: Uuid,
    largest_statement: Uuid,
    own_ledger: Uuid,
    person: Uuid,
    result: Uuid,
}

impl Things {
    async fn find(demo: &Demo) -> Result<Self, String> {
        let app = &demo.app;
        let exams = app.exams().await.map_err(text)?;
        let exam = |kind: ExamKind, subject: i64| {
            let found = exams
                .iter()
                .find(|exam| exam.kind == kind && (kind == ExamKind::Essay || exam.subject_code == subject));
            found
                .map(|exam| exam.id)
                .ok_or_else(|| format!("нет экзамена {kind:?} {subject}"))
        };
        let (essay, told) = (exam(ExamKind::Essay, 20)?, exam(ExamKind::Gia9, 1)?);
        let (told_graduates, proposed) = (exam(ExamKind::Gia11, 1)?, exam(ExamKind::Gia11, 2)?);
        let secretary = request(demo, "secretary").await?;
        let protocol = async |exam: Uuid| {
            let protocols = app.list_protocols(&secretary, exam).await.map_err(text)?;
            protocols.last().map(|one| one.row.id).ok_or("нет протокола".to_owned())
        };
        let operator = request(demo, "rcoi").await?;
        let statements = app.list_statements(&operator, Some(told)).await.map_err(text)?;
        let largest = statements.iter().max_by_key(|one| one.row.line_count);
        let school = request(demo, "school").await?;
        let ledgers = app.list_ledgers(&school, Some(told)).await.map_err(text)?;
        let own_ledger = ledgers
            .first()
            .map(|one| one.row.ledger.id)
            .ok_or("нет ведомости школы")?;
        let (person, result) = graduate(app, &school, told_graduates).await?;
        Ok(Self {
            essay,
            told,
            told_graduates,
            proposed,
            arrived: exam(ExamKind::Gia9, 12)?,
            proposed_protocol: protocol(proposed).await?,
            approved_protocol: protocol(told).await?,
            largest_statement: largest.map(|one| one.row.id).ok_or("нет ведомости")?,
            own_ledger,
            person,
            result,
        })
    }

    fn named(&self, addresses: Vec<String>) -> Vec<MeasuredPage> {
        let names = [
            (self.essay, "{essay}"),
            (self.told, "{gia-9, told}"),
            (self.told_graduates, "{gia-11, told}"),
            (self.proposed, "{gia-11, proposed}"),
            (self.arrived, "{gia-9, arrived}"),
            (self.proposed_protocol, "{proposed}"),
            (self.approved_protocol, "{approved}"),
            (self.largest_statement, "{id}"),
            (self.own_ledger, "{id}"),
            (self.person, "{id}"),
            (self.result, "{id}"),
        ];
        let name = |address: String| MeasuredPage {
            shown: names.iter().fold(address.clone(), |shown, (id, word)| {
                shown.replace(&id.to_string(), word)
            }),
            address,
        };
        addresses.into_iter().map(name).collect()
    }

    /// What everybody of the chain opens, with each kind of exam in focus.
    fn of_everybody(&self) -> Vec<String> {
        let mut pages: Vec<String> = ["/", "/organisations", "/terms", "/exams", "/journal"]
            .map(str::to_owned)
            .to_vec();
        for exam in [self.essay, self.told, self.told_graduates] {
            for section in ["acquaintance", "statements", "ledgers", "participants", "announcements"] {
                pages.push(format!("/{section}?exam={exam}"));
            }
        }
        pages.push(format!("/people/{}", self.person));
        pages.push(format!("/results/{}", self.result));
        pages
    }

    fn ministry(&self) -> Vec<String> {
        let mut pages = self.of_everybody();
        pages.extend(["/calendar", "/settings", "/lookup", "/accounts"].map(str::to_owned));
        pages.push(format!("/lookup/{}", self.essay));
        pages
    }

    fn operator(&self) -> Vec<String> {
        let mut pages = self.of_everybody();
        for exam in [self.essay, self.told, self.arrived] {
            pages.push(format!("/exams/{exam}"));
            pages.push(format!("/participants?exam={exam}&state=waiting"));
        }
        pages.push(format!("/exams/{}/processing", self.essay));
        pages.push("/imports".to_owned());
        pages.push(format!("/statements/{}", self.largest_statement));
        pages.extend(self.desk());
        pages
    }

    fn municipal(&self) -> Vec<String> {
        let mut pages = self.of_everybody();
        pages.push("/statements/hand-over".to_owned());
        pages.push("/accounts".to_owned());
        pages
    }

    fn school(&self) -> Vec<String> {
        let mut pages = self.of_everybody();
        pages.push(format!("/ledgers/{}", self.own_ledger));
        pages.push(format!("/announcements/{}", self.told_graduates));
        pages
    }

    fn commission(&self, login: &str) -> Vec<String> {
        let mut pages = vec!["/".to_owned(), "/lookup".to_owned(), format!("/lookup/{}", self.told)];
        pages.extend(self.desk());
        match login {
            "chair" => pages.push(format!("/protocols/{}/approve", self.proposed_protocol)),
            _ => pages.push(format!("/desk/{}/propose", self.arrived)),
        }
        pages
    }

    /// The commission's desk, of an exam that has just arrived, that is proposed, that is approved.
    fn desk(&self) -> Vec<String> {
        let mut pages = vec!["/desk".to_owned()];
        for exam in [self.arrived, self.proposed, self.told] {
            for page in ["", "/rows", "/day", "/matters"] {
                pages.push(format!("/desk/{exam}{page}"));
            }
        }
        for protocol in [self.proposed_protocol, self.approved_protocol] {
            pages.push(format!("/protocols/{protocol}"));
            pages.push(format!("/protocols/{protocol}/rows"));
        }
        pages
    }
}

/// Somebody of a school with a result of an exam.
async fn graduate(app: &App, school: &Request, exam: Uuid) -> Result<(Uuid, Uuid), String> {
    let (_, people) = app
        .list_participants(school, exam, &Default::default())
        .await
        .map_err(text)?;
    people
        .iter()
        .find_map(|one| Some((one.row.person_id, one.row.result_id?)))
        .ok_or_else(|| "в\u{a0}школе никто не\u{a0}сдавал".to_owned())
}
