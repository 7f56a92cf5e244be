//! The announcement of procedure and schedule with its sheet of signatures, on A4 (D1).

use documents::announcement::{AnnouncementDocument, AnnouncementEvent, AnnouncementLine, render};
use documents::{Code, Signatory};
use domain::exam::ExamKind;
use regulations::russian::{date_with_weekday, long_date};
use regulations::{Instant, SubjectKind};
use serde_json::json;
use storage::announcements::AnnouncementRow;
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::event;
use crate::announcements::OpenedAnnouncement;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::print::{PDF, PrintedFile, creation_moment, file_stem, typesetter};
use crate::statement_forming::day_digits;

impl App {
    /// The actor's own announcement to be signed; only once it is made.
    pub async fn print_announcement(&self, request: &Request, exam: Uuid) -> Result<PrintedFile, AppError> {
        let opened = self.open_announcement(request, exam).await?;
        let Some(row) = &opened.row else {
            return Err(AppError::NotNow(
                "печатать пока нечего: сначала объявите порядок и график ознакомления".to_owned(),
            ));
        };
        let document = self
            .store
            .read(&(self, &opened, row), |tx, (app, opened, row)| {
                boxed(async move { app.announcement_document_in(tx, opened, row).await })
            })
            .await?;
        let bytes = render(typesetter()?, &document)?;
        let details = json!({"exam": exam, "lines": document.participants.len()});
        self.note_reading(
            request,
            event("announcement-printed", "announcement", Some(row.id), details),
        )
        .await?;
        Ok(PrintedFile {
            file_name: format!("{}.pdf", file_stem(&document.number)),
            media_type: PDF,
            bytes,
        })
    }

    async fn announcement_document_in(
        &self,
        tx: &mut Tx,
        opened: &OpenedAnnouncement,
        row: &AnnouncementRow,
    ) -> Result<AnnouncementDocument, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let organisation = organisations.get(opened.organisation.0)?;
        let zone = organisations.zone(organisation.id).unwrap_or_else(|| self.zone.clone());
        let told_at = Instant::from_micros(row.told_at);
        let number = format!("{}-О-{}", organisation.code, day_digits(&opened.exam));
        let participants = (1..)
            .zip(&opened.people)
            .map(|(number, person)| AnnouncementLine {
                number,
                full_name: person.name.clone(),
            })
            .collect();
        Ok(AnnouncementDocument {
            title: match opened.exam.kind {
                ExamKind::Essay => format!(
                    "О порядке и графике ознакомления с результатами\nитогового сочинения (изложения) {} года",
                    long_date(opened.exam.date)
                ),
                ExamKind::Gia11 | ExamKind::Gia9 => format!(
                    "О порядке и графике ознакомления с результатами\n{} года",
                    opened.exam.title()
                ),
            },
            organisation: organisation.name.clone(),
            paragraphs: row
                .procedure_text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            events: vec![AnnouncementEvent {
                what: "Ознакомление с результатами под подпись".to_owned(),
                date: date_with_weekday(zone.local_date(told_at)),
                time: zone.local_time(told_at).to_string(),
                place: row.place.clone(),
            }],
            basis: self.announcement_basis(tx, opened).await?,
            participants,
            head: Signatory::default(),
            code: Code {
                payload: file_stem(&number),
                label: number.clone(),
            },
            number,
            created: creation_moment(&zone, Instant::from_micros(row.announced_at)),
        })
    }

    /// The clauses of the organisation's own duties to announce and to tell its results.
    async fn announcement_basis(&self, tx: &mut Tx, opened: &OpenedAnnouncement) -> Result<String, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let mut chips = Vec::new();
        for duty in storage::obligations::of_exam(tx, opened.exam.id).await? {
            let concerns =
                [SubjectKind::Announcement.code(), SubjectKind::Ledger.code()].contains(&duty.subject_kind.as_str());
            if !concerns || duty.debtor_id != opened.organisation.0 {
                continue;
            }
            let term = ruleset
                .term(&duty.term_id)
                .map_err(|error| AppError::Law(error.to_string()))?;
            let chip = ruleset
                .clause_words(&term.clause)
                .map_or_else(|| duty.clause.clone(), |words| words.chip);
            if !chips.contains(&chip) {
                chips.push(chip);
            }
        }
        chips.sort();
        Ok(if chips.is_empty() {
            "порядок информирования о результатах, принятый в регионе".to_owned()
        } else {
            chips.join("; ")
        })
    }
}
