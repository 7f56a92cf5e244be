//! The same weeks as a measurement needs them: one exam of a full region, proposed and waiting for the chair.

use std::path::Path;
use std::sync::Arc;

use app::{App, Clock, Request};
use domain::exam::ExamKind;
use exchange::ProfileKind;
use regulations::Zone;
use rehearsal::{FileFormat, GiaPlan, RegionPlan};
use uuid::Uuid;

use super::build::{Week, text};
use super::gia::{CHAIR, Step};
use super::made_up_scales;
use super::plan::first_day_of_gia;
use crate::clock::DemoClock;
use crate::configuration::InstallationArguments;
use crate::installation::{Opening, law_of_region, open};

/// A proposed protocol over the whole exam.
pub struct WaitingForTheChair {
    app: Arc<App>,
    chair: Request,
    exam: Uuid,
    protocol: Uuid,
    content_hash: String,
    password: String,
}

impl WaitingForTheChair {
    /// Makes the region anew in `folder`, with so many participants of GIA-11.
    pub async fn make(folder: &Path, plan: RegionPlan, participants: usize) -> Result<Self, String> {
        let (app, clock, zone) = empty_installation(folder, "2026-04-20T09:00", None).await?;
        let plan = RegionPlan {
            exam_date: first_day_of_gia()?,
            ..plan
        };
        let made = rehearsal::make(&plan).map_err(|error| error.to_string())?;
        let gia = GiaPlan {
            gia11: participants,
            gia9: 0,
            ..GiaPlan::demo()
        };
        let gia = rehearsal::make_gia(&made, &gia, &app.law).map_err(|error| error.to_string())?;
        let mut week = Week::new(&app, &clock, &zone, &made);
        let mut kept = week.enter_people("2026-04-20T09:00").await?;
        week.enter_commission(&mut kept).await?;
        week.at("2026-05-12T11:00")?;
        let table = gia.participants_table();
        week.import(
            "421",
            ProfileKind::GiaParticipants,
            &table,
            FileFormat::CsvUtf8,
            "участники ГИА.csv",
        )
        .await?;
        let russian = gia.exam(ExamKind::Gia11, 1).ok_or("нет экзамена")?;
        for (moment, step) in [
            ("2026-05-28T18:30", Step::Lists),
            ("2026-06-10T08:40", Step::Results),
            ("2026-06-10T08:50", Step::Give),
            ("2026-06-10T08:55", Step::Inform),
            ("2026-06-11T10:00", Step::Propose),
        ] {
            week.at(moment)?;
            week.step(&gia, russian, step).await?;
        }
        week.at("2026-06-11T11:10")?;
        let chair = week.request(CHAIR).await?;
        let exam = week.exam_of(russian).await?;
        let protocols = app.list_protocols(&chair, exam).await.map_err(text)?;
        let proposed = protocols.last().ok_or("нет протокола")?;
        let (protocol, hash) = (proposed.row.id, proposed.row.content_hash.clone());
        Ok(Self {
            password: week.passwords.get(CHAIR).cloned().unwrap_or_default(),
            chair,
            exam,
            protocol,
            content_hash: hash.map(hex::encode).unwrap_or_default(),
            app,
        })
    }

    /// The act itself, with the password typed before it.
    pub async fn approve(&self) -> Result<(), String> {
        let checked = self
            .app
            .check_chairs_password(&self.chair, self.protocol, &self.password);
        let checked = checked.await.map_err(text)?;
        let approved = self
            .app
            .approve_protocol(&self.chair, self.protocol, &self.content_hash, &checked);
        approved.await.map_err(text)
    }

    /// How many results it approved, and how many statements it formed.
    pub async fn outcome(&self) -> Result<(i64, usize), String> {
        let protocol = self.app.find_protocol(&self.chair, self.protocol).await.map_err(text)?;
        let read = self.app.store.read(&self.exam, |tx, exam| {
            storage::boxed(async move {
                let all = storage::statements::all(tx).await?;
                Ok::<_, app::AppError>(all.iter().filter(|row| row.exam_id == *exam).count())
            })
        });
        Ok((protocol.row.approve_count, read.await.map_err(text)?))
    }
}

/// An empty installation made anew in `folder`, with the made-up scales and a clock that shows a local moment.
pub async fn empty_installation(
    folder: &Path,
    local: &str,
    database_url: Option<String>,
) -> Result<(Arc<App>, Arc<DemoClock>, Zone), String> {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder.join("data")).map_err(|error| error.to_string())?;
    installation(folder, local, database_url, Opening::CreateIfNew).await
}

/// What [`empty_installation`] made, with all that has happened to it since.
pub async fn reopened_installation(
    folder: &Path,
    local: &str,
    database_url: Option<String>,
) -> Result<(Arc<App>, Arc<DemoClock>, Zone), String> {
    installation(folder, local, database_url, Opening::Existing).await
}

async fn installation(
    folder: &Path,
    local: &str,
    database_url: Option<String>,
    opening: Opening,
) -> Result<(Arc<App>, Arc<DemoClock>, Zone), String> {
    let data_dir = folder.join("data");
    let (law, zone) = law_of_region("42", &[])?;
    let start = zone.parse_local(local).map_err(|error| error.to_string())?;
    let clock = Arc::new(DemoClock::showing(start, zone.clone(), folder.join("clock")));
    let installation = InstallationArguments {
        scales: made_up_scales(&law, &data_dir)?,
        data_dir,
        keys_dir: folder.join("keys"),
        region: "42".to_owned(),
        database_url,
        database_url_file: None,
    };
    let shared = Arc::clone(&clock) as Arc<dyn Clock>;
    let app = Arc::new(open(&installation, opening, shared).await?);
    Ok((app, clock, zone))
}
