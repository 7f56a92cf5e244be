//! What a participant is given of an annulment, whatever its ground: that the result is annulled, why, and whether and when they
//! sit again. The orders name no form of it: the layout is ours.

use documents::paper::{CasePaper, render};
use documents::{DocumentError, Signatory};
use domain::annulment::{AnnulmentGround, Resit};
use domain::edition::EditionState;
use regulations::Instant;
use regulations::russian::{capitalised, date_time, numeric_date};
use serde_json::json;
use storage::annulments::{self, AnnulmentRow};
use storage::boxed;
use uuid::Uuid;

use super::print::fact;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::print::{PDF, PrintedFile, creation_moment, typesetter};
use crate::result_history::ResultHistory;
use crate::results_in_words::StoredValue;

impl App {
    /// The notice of an annulment that stands as PDF, for whoever may see the result; printing is journalled.
    ///
    /// Errors: [`AppError::NotNow`] where no annulment stands; [`AppError::NotFound`] outside the reach.
    pub async fn print_annulment(&self, request: &Request, result: Uuid) -> Result<PrintedFile, AppError> {
        let history = self.result_history(request, result).await?;
        let annulled = history
            .edition_in_force()
            .filter(|edition| edition.state == EditionState::Annulled.code())
            .map(|edition| edition.id)
            .ok_or_else(none)?;
        let decisions = self
            .store
            .read(&result, |tx, result| {
                boxed(async move { Ok::<_, AppError>(annulments::of_result(tx, *result).await?) })
            })
            .await?;
        let decision = decisions.iter().rev().find(|one| one.edition_id == annulled);
        let document = self.annulment_notice(request, &history, decision.ok_or_else(none)?)?;
        let bytes = render(typesetter()?, &document).map_err(|error: DocumentError| AppError::from(error))?;
        self.note_reading(
            request,
            event(
                "annulment-printed",
                "result",
                Some(result),
                json!({"exam": history.exam.id}),
            ),
        )
        .await?;
        Ok(PrintedFile {
            file_name: "annulment.pdf".to_owned(),
            media_type: PDF,
            bytes,
        })
    }

    fn annulment_notice(
        &self,
        request: &Request,
        history: &ResultHistory,
        row: &AnnulmentRow,
    ) -> Result<CasePaper, AppError> {
        let ground = AnnulmentGround::from_code(&row.ground)?;
        let resit = Resit::from_code(&row.resit)?;
        let mut facts = vec![
            fact("Участник", &history.name),
            fact("Код участника", &history.result.participant_code),
            fact("Организация", &history.organisation),
        ];
        let annulled = history.editions.iter().find(|edition| edition.id == row.edition_id);
        facts.extend(annulled.map(|edition| fact("Аннулировано", &edition.long_words())));
        facts.push(fact("Основание", &capitalised(ground.russian())));
        facts.push(fact("Документ", &row.document));
        let decided = Instant::from_micros(row.decided_at);
        facts.push(fact("Решено председателем ГЭК", &numeric_date(self.day_of(decided))));
        let (title, told) = match resit {
            Resit::ReserveDay | Resit::OtherDay => {
                facts.push(fact("Допущен", resit.russian()));
                facts.push(fact("День экзамена", "____________________"));
                facts.push(fact("Место (ППЭ)", "____________________"));
                (
                    "Уведомление об\u{a0}аннулировании результата и\u{a0}допуске к\u{a0}повторной сдаче",
                    "Участник сдаёт этот экзамен ещё раз. День и\u{a0}место впишите по\u{a0}расписанию и\u{a0}распределению региона: программа их не\u{a0}знает.",
                )
            }
            Resit::None => {
                facts.push(fact("Повторная сдача", resit.russian()));
                (
                    "Уведомление об\u{a0}аннулировании результата",
                    "Аннулированный результат не\u{a0}засчитывается и\u{a0}на\u{a0}сайте не\u{a0}показан. В\u{a0}этом периоде участник этот экзамен не\u{a0}сдаёт.",
                )
            }
        };
        Ok(CasePaper {
            title: title.to_owned(),
            about: vec![history.exam.title()],
            facts,
            changes: Vec::new(),
            texts: vec![fact("Что важно знать", told)],
            signatories: ["Выдал", "Получил (участник, родитель), дата"]
                .map(|post| Signatory {
                    post: post.to_owned(),
                    name: String::new(),
                })
                .to_vec(),
            running: "Уведомление об\u{a0}аннулировании".to_owned(),
            printed_at: date_time(&self.zone, request.now),
            created: creation_moment(&self.zone, request.now),
        })
    }
}

fn none() -> AppError {
    AppError::NotNow("уведомлять не\u{a0}о\u{a0}чем: результат не\u{a0}аннулирован".to_owned())
}
