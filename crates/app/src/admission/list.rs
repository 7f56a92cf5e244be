//! The list of a campaign: who may sit again, who may not, and why.

use domain::access::Action;
use domain::admission::{AdmissionReason, SitOn};
use domain::exam::ExamKind;
use regulations::russian::long_date;
use serde_json::json;
use storage::boxed;

use super::AdmissionLine;
use super::facts::{Known, kind_name};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::tables::{List, ListFile, ListFormat, code_column, text_cell, text_column};

/// A school year and a kind of exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Campaign {
    pub school_year: i64,
    pub kind: ExamKind,
}

impl Campaign {
    /// «2027-essay», for addresses.
    pub fn code(self) -> String {
        format!("{}-{}", self.school_year, self.kind.code())
    }

    /// «ГИА-9, 2026/27».
    pub fn title(self) -> String {
        let year = self.school_year;
        format!("{}, {}/{:02}", kind_name(self.kind), year - 1, year.rem_euclid(100))
    }
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct AdmissionAsk {
    /// [`Campaign::code`]; the newest for anything else.
    pub campaign: String,
    /// `AdmissionReason` code; empty for whoever has not passed.
    pub reason: String,
    /// Words of a name, a code or an organisation.
    pub words: String,
}

/// What there is.
#[derive(Debug, Clone)]
pub struct AdmissionList {
    pub campaigns: Vec<Campaign>,
    /// The one shown; none where nobody is registered.
    pub campaign: Option<Campaign>,
    /// How many for each reason, before the list is narrowed by one.
    pub counts: Vec<(AdmissionReason, usize)>,
    pub lines: Vec<AdmissionLine>,
}

impl App {
    /// The answers about a campaign's participants within the actor's reach, by name; the reading is journalled.
    pub async fn list_admission(&self, request: &Request, ask: &AdmissionAsk) -> Result<AdmissionList, AppError> {
        request.authorise(Action::SeeParticipants)?;
        let scope = request.authorise(Action::SeeResults)?;
        let (campaigns, campaign, mut lines) = self
            .store
            .read(&(self, request, scope, ask), |tx, (app, request, scope, ask)| {
                boxed(async move {
                    let mut campaigns = Vec::new();
                    for (school_year, kind) in storage::admission::campaigns(tx).await? {
                        let kind = ExamKind::from_code(&kind)?;
                        campaigns.push(Campaign { school_year, kind });
                    }
                    let asked = campaigns.iter().find(|one| one.code() == ask.campaign);
                    let Some(campaign) = asked.or(campaigns.first()).copied() else {
                        return Ok::<_, AppError>((campaigns, None, Vec::new()));
                    };
                    let (year, kind) = (campaign.school_year, campaign.kind.code());
                    let rows = storage::admission::of_campaign(tx, scope, year, kind).await?;
                    let lines = Known::load(app, tx, request, rows).await?.lines(app)?;
                    Ok((campaigns, Some(campaign), lines))
                })
            })
            .await?;
        let words: Vec<String> = ask.words.split_whitespace().map(str::to_lowercase).collect();
        lines.retain(|line| fits(line, &words));
        let count = |reason| lines.iter().filter(|line| line.answer.reason == reason).count();
        let counts: Vec<(AdmissionReason, usize)> = AdmissionReason::ALL
            .iter()
            .map(|reason| (*reason, count(*reason)))
            .filter(|(_, count)| *count > 0)
            .collect();
        match AdmissionReason::from_code(&ask.reason) {
            Ok(reason) => lines.retain(|line| line.answer.reason == reason),
            Err(_) => lines.retain(|line| line.answer.reason != AdmissionReason::Passed),
        }
        lines.sort_by_cached_key(|line| line.name.to_lowercase());
        let details = json!({"rows": lines.len(), "reason": ask.reason, "by-name": !words.is_empty()});
        self.note_reading(request, event("admission-read", "registration", None, details))
            .await?;
        Ok(AdmissionList {
            campaigns,
            campaign,
            counts,
            lines,
        })
    }

    /// The same as a file.
    pub async fn admission_file(
        &self,
        request: &Request,
        ask: &AdmissionAsk,
        format: ListFormat,
    ) -> Result<ListFile, AppError> {
        let found = self.list_admission(request, ask).await?;
        let columns = vec![
            text_column("Участник"),
            code_column("Код участника"),
            text_column("Где знакомят"),
            text_column("Экзамен"),
            text_column("Ответ"),
            text_column("Причина"),
            text_column("Когда"),
            text_column("Заявление до"),
            text_column("Пояснение"),
            text_column("Пункты"),
        ];
        let mut file = List::new("Повторный допуск", columns);
        file.about.extend(found.campaign.map(Campaign::title));
        for line in &found.lines {
            let answer = &line.answer;
            file.rows.push(vec![
                text_cell(line.name.as_str()),
                text_cell(line.participant_code.as_str()),
                text_cell(line.organisation.as_str()),
                text_cell(line.subject.as_str()),
                text_cell(answer.verdict.russian()),
                text_cell(answer.reason.russian()),
                text_cell(sit_on_words(answer.sit_on)),
                text_cell(answer.apply_until.map(long_date).unwrap_or_default()),
                text_cell(answer.words.as_str()),
                text_cell(answer.clauses.join(", ")),
            ]);
        }
        self.list_file(request, file, format)
    }
}

/// «3 февраля 2027», «не раньше 1 сентября 2027», «в 2028 году».
pub fn sit_on_words(sit_on: Option<SitOn>) -> String {
    match sit_on {
        None => String::new(),
        Some(SitOn::Day(day)) => long_date(day),
        Some(SitOn::ReserveDay) => "в\u{a0}резервный день".to_owned(),
        Some(SitOn::NotBefore(day)) => format!("не\u{a0}раньше {}", long_date(day)),
        Some(SitOn::NextYear(year)) => format!("не\u{a0}раньше {year}\u{a0}года"),
    }
}

fn fits(line: &AdmissionLine, words: &[String]) -> bool {
    let text = format!("{} {} {}", line.name, line.participant_code, line.organisation).to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}
