//! Lives the essay's results week: one release, most of it told, a second release on its way.

use app::AppError;
use app::announcements::{AnnouncementInput, Signer};
use app::statements::StatementState;
use domain::exam::ExamKind;
use domain::organisation::OrganisationKind;
use exchange::ProfileKind;
use regulations::LegalDate;
use regulations::russian::numeric_date;
use rehearsal::FileFormat;
use storage::boxed;
use uuid::Uuid;

use super::accounts::{DemoAccounts, KeptParticipant};
use super::build::{Week, ids, minute_of, minutes_after, text};

/// What the essay's weeks are of the work of making a region ([`super::progress`]).
pub(super) const ESSAY_PARTS: u32 = 62;
/// Everybody has announced but these many.
const SILENT_SCHOOLS: usize = 2;
/// So many schools have children not told yet.
const SCHOOLS_WITH_ABSENT: usize = 5;
/// One school of so many never finishes its ledgers.
const UNFINISHED_EVERY: usize = 90;

impl Week<'_> {
    pub(super) async fn live_essay(&mut self) -> Result<DemoAccounts, String> {
        self.essay_at("2026-11-12T09:00")?;
        let begin = self.zone.format_local(self.app.clock.now());
        let kept = self.enter_people(&begin).await?;
        self.essay_at("2026-11-16T11:00")?;
        self.progress.step(4, "участники сочинения из файла");
        self.import(
            "421",
            ProfileKind::Participants,
            &self.made.participants_table(),
            FileFormat::CsvWindows1251,
            "участники.csv",
        )
        .await?;
        self.progress.step(16, "объявления школ о сочинении");
        self.announce_everywhere().await?;
        self.progress
            .step(4, "результаты сочинения из файла, окончание обработки");
        self.first_release().await?;
        self.progress.step(4, "ведомости сочинения идут в управления");
        self.first_hand_down().await?;
        self.progress.step(20, "школы знакомят с сочинением");
        self.tell_first_results().await?;
        self.progress.step(4, "дополнение результатов сочинения");
        self.second_release().await?;
        self.open_look_up().await?;
        self.take_applications().await?;
        Ok(DemoAccounts {
            accounts: kept,
            participant: self.somebody_to_look_up(),
        })
    }

    async fn announce_everywhere(&self) -> Result<(), String> {
        let exam = self.exam().await?;
        let signed_on = self.essay_day("2026-11-25")?;
        let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
        for (index, code) in codes.iter().enumerate().skip(SILENT_SCHOOLS) {
            self.progress.within(index, codes.len());
            self.essay_at(&minutes_after(10, minute_of(index, codes.len()), "2026-11-25"))?;
            let request = self.request(code).await?;
            let input = AnnouncementInput {
                day: self.essay_day("2026-12-16")?,
                time: format!("{}:00", 9 + index % 5),
                place: format!("кабинет {}", 101 + index % 40),
                procedure: "Результат сообщают лично, под подпись. Можно прийти с родителем. Кто не сможет прийти, узнаёт результат на следующий рабочий день.".to_owned(),
                version: 0,
            };
            match self.app.announce(&request, exam, &input).await {
                // An organisation nobody is told by owes no announcement.
                Err(AppError::NotNow(_)) => continue,
                other => other.map_err(text)?,
            };
            if index % 17 != 3 {
                self.app.notify_of_announcement(&request, exam).await.map_err(text)?;
            }
            let opened = self.app.open_announcement(&request, exam).await.map_err(text)?;
            let signed: Vec<(Uuid, Signer)> = opened
                .people
                .iter()
                .enumerate()
                .filter(|(place, _)| place % 9 != 4)
                .map(|(_, one)| (one.person, Signer::Participant))
                .collect();
            if !signed.is_empty() {
                self.app
                    .enter_signatures(&request, exam, &signed, &signed_on)
                    .await
                    .map_err(text)?;
            }
        }
        Ok(())
    }

    /// A moment of the essay's weeks, as they stand in this demo.
    fn essay_at(&self, local: &str) -> Result<(), String> {
        let moment = self.zone.parse_local(local).map_err(|error| error.to_string())?;
        self.clock.show(moment.plus_hours(24 * self.essay_shift));
        Ok(())
    }

    /// A day of the essay's weeks as people type it.
    fn essay_day(&self, day: &str) -> Result<String, String> {
        let day: LegalDate = day.parse().map_err(|_| format!("{day}: не день"))?;
        Ok(numeric_date(day.plus_days(self.essay_shift)))
    }

    async fn exam(&self) -> Result<Uuid, String> {
        let exams = self.app.exams().await.map_err(text)?;
        let essay = exams.iter().find(|exam| exam.kind == ExamKind::Essay);
        essay.map(|exam| exam.id).ok_or_else(|| "нет экзамена".to_owned())
    }

    /// A few of the editions that wait for release.
    async fn editions_to_hold(&self, exam: Uuid, how_many: usize) -> Result<Vec<Uuid>, String> {
        let pending = self.app.store.read(&exam, |tx, exam| {
            boxed(async move { Ok::<_, AppError>(storage::results::pending(tx, *exam).await?) })
        });
        let mut pending = pending.await.map_err(text)?;
        // By code, so that every demo holds the same works; the first ones stay free to be looked up.
        pending.sort_by(|one, other| one.participant_code.cmp(&other.participant_code));
        let step = pending.len() / (how_many + 1);
        Ok((1..=how_many)
            .filter_map(|part| pending.get(part * step))
            .map(|row| row.edition_id)
            .collect())
    }

    async fn first_release(&self) -> Result<(), String> {
        self.essay_at("2026-12-14T16:30")?;
        self.import(
            "421",
            ProfileKind::EssayResults,
            &self.made.results_first_batch(),
            FileFormat::XlsxWithTitle,
            "Результаты_ИС_02-12-2026.xlsx",
        )
        .await?;
        self.essay_at("2026-12-14T17:30")?;
        let request = self.request("421").await?;
        let exam = self.exam().await?;
        for edition in self.editions_to_hold(exam, 3).await? {
            self.app
                .hold_edition(
                    &request,
                    edition,
                    "подпись члена комиссии не подтверждена, запрошен оригинал бланка",
                )
                .await
                .map_err(text)?;
        }
        self.declare("2026-12-14T18:05").await
    }

    async fn declare(&self, moment: &str) -> Result<(), String> {
        self.essay_at(moment)?;
        let request = self.request("421").await?;
        let exam = self.exam().await?;
        let preview = self.app.preview_processing(&request, exam).await.map_err(text)?;
        self.app
            .declare_processing(&request, exam, &preview.content_hash)
            .await
            .map_err(text)?;
        Ok(())
    }

    async fn first_hand_down(&self) -> Result<(), String> {
        self.essay_at("2026-12-15T09:40")?;
        let operator = self.request("421").await?;
        let own = operator.actor.organisation.0;
        let first = self
            .statements(&operator, |one| {
                one.row.sender_id == own && one.state == StatementState::Formed
            })
            .await?;
        self.app.hand_over(&operator, &ids(&first)).await.map_err(text)?;
        let bodies: Vec<String> = self.codes_of(&[OrganisationKind::MunicipalBody]);
        for (index, code) in bodies.iter().enumerate() {
            self.essay_at(&minutes_after(10, index * 7, "2026-12-15"))?;
            self.receive(code).await?;
        }
        // The last municipal body hands down on the second day, still within its term.
        for (index, code) in bodies.iter().enumerate() {
            let last = index + 1 == bodies.len();
            self.essay_at(if last { "2026-12-16T11:30" } else { "2026-12-15T16:20" })?;
            self.hand_down(code).await?;
        }
        Ok(())
    }

    async fn tell_first_results(&self) -> Result<(), String> {
        let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
        for (index, code) in codes.iter().enumerate() {
            self.essay_at(&minutes_after(11, 35 + minute_of(index, codes.len()) / 2, "2026-12-16"))?;
            self.receive(code).await?;
        }
        let mut with_absent = 0;
        let lent_to_visitors = self.codes_of(&[OrganisationKind::School]).into_iter().next();
        for (index, code) in codes.iter().enumerate() {
            self.progress.within(index, codes.len());
            self.essay_at(&minutes_after(13, minute_of(index, codes.len()), "2026-12-16"))?;
            // One school has not touched its ledgers at all; the school lent to the visitor has a few children left.
            if index % 23 == 11 {
                continue;
            }
            let lent = Some(code) == lent_to_visitors.as_ref();
            let leaves_some = lent || (with_absent < SCHOOLS_WITH_ABSENT && index % 8 == 0);
            with_absent += usize::from(leaves_some);
            self.tell(code, leaves_some).await?;
        }
        Ok(())
    }

    /// Late works come in; one municipal body has not been handed its supplementary statement yet, others have not passed it on.
    async fn second_release(&self) -> Result<(), String> {
        self.essay_at("2026-12-16T15:10")?;
        self.import(
            "421",
            ProfileKind::EssayResults,
            &self.made.results_second_batch(),
            FileFormat::Xlsx,
            "Результаты_ИС_дополнение.xlsx",
        )
        .await?;
        self.declare("2026-12-16T15:30").await?;
        self.essay_at("2026-12-16T15:45")?;
        let operator = self.request("421").await?;
        let own = operator.actor.organisation.0;
        let mut formed = self
            .statements(&operator, |one| {
                one.row.sender_id == own && one.state == StatementState::Formed
            })
            .await?;
        formed.pop();
        if !formed.is_empty() {
            self.app.hand_over(&operator, &ids(&formed)).await.map_err(text)?;
        }
        self.essay_at("2026-12-16T16:10")?;
        for (index, code) in self.codes_of(&[OrganisationKind::MunicipalBody]).iter().enumerate() {
            if index % 2 == 0 {
                self.receive(code).await?;
            }
            if index == 2 {
                self.hand_down(code).await?;
            }
        }
        Ok(())
    }

    /// What was left on the day where the essay's own demo stops is done on the next; a few schools never finish.
    pub(super) async fn finish_essay(&mut self) -> Result<(), String> {
        self.progress.step(10, "сочинение: последние ознакомления");
        self.essay_at("2026-12-17T09:30")?;
        let operator = self.request("421").await?;
        let own = operator.actor.organisation.0;
        let formed = self
            .statements(&operator, |one| {
                one.row.sender_id == own && one.state == StatementState::Formed
            })
            .await?;
        if !formed.is_empty() {
            self.app.hand_over(&operator, &ids(&formed)).await.map_err(text)?;
        }
        self.essay_at("2026-12-17T10:00")?;
        for code in self.codes_of(&[OrganisationKind::MunicipalBody]) {
            self.receive(&code).await?;
            self.hand_down(&code).await?;
        }
        let codes: Vec<String> = self.telling().map(|one| one.code.clone()).collect();
        for (index, code) in codes.iter().enumerate() {
            self.progress.within(index, codes.len());
            self.essay_at(&minutes_after(12, minute_of(index, codes.len()), "2026-12-17"))?;
            self.receive(code).await?;
            self.tell(code, index % UNFINISHED_EVERY == 9).await?;
        }
        self.over = Some(self.exam().await?);
        Ok(())
    }

    async fn open_look_up(&self) -> Result<(), String> {
        self.essay_at("2026-12-16T17:00")?;
        let request = self.request("420").await?;
        let exam = self.exam().await?;
        self.app
            .open_lookup(&request, exam, "312", &self.essay_day("2026-12-16")?)
            .await
            .map_err(text)?;
        Ok(())
    }

    fn somebody_to_look_up(&self) -> Option<KeptParticipant> {
        let first = |batch: rehearsal::Batch| matches!(batch, rehearsal::Batch::First);
        let fits = |series: &str| series.len() == 4 && series.chars().all(|letter| letter.is_ascii_digit());
        let (who, _) = self
            .made
            .participants_with_results()
            .find(|(who, result)| first(result.batch) && fits(&who.document.series))?;
        Some(KeptParticipant {
            series: who.document.series.clone(),
            number: who.document.number.clone(),
            surname: who.name.surname.clone(),
        })
    }
}
