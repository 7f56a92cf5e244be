//! The ways of a case that need no hearing: to the commission, back at the applicant's wish, or refused because the
//! commission does not consider such grounds (F2, F3).

use domain::access::Action;
use domain::appeal::filing::Applicant;
use domain::appeal::papers::ProxyPaper;
use domain::appeal::{Act, Claim};
use serde_json::json;
use storage::boxed;
use uuid::Uuid;

use super::papers::kinds_in;
use super::{Found, LONGEST, Planned, Written};
use crate::context::{App, Request};
use crate::error::AppError;

impl App {
    /// The school hands an appeal to the commission: in this system that is its receipt (*reading*), so one act ends the
    /// school's term and opens the commission's.
    pub async fn transfer_appeal(&self, request: &Request, appeal: Uuid, version: i64) -> Result<(), AppError> {
        let what = (Action::FileAppeal, appeal, version);
        self.case_act(request, what, "transfer-appeal", &(), |_, tx, request, found, ()| {
            boxed(async move {
                let Found { mut row, .. } = found;
                let applicant = Applicant::from_code(&row.applicant)?;
                let paper = ProxyPaper::of(applicant, &kinds_in(tx, row.id).await?);
                row.transferred_at = Some(request.at());
                Ok(Planned {
                    act: Act::Transfer(paper),
                    written: Written {
                        act: "transferred",
                        details: json!({}),
                        words: String::new(),
                    },
                    row,
                })
            })
        })
        .await
    }

    /// The applicant takes the appeal back, before the decision.
    pub async fn withdraw_appeal(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        words: &str,
    ) -> Result<(), AppError> {
        let words = written(words, "words", "Напишите, кто и\u{a0}когда отозвал апелляцию")?;
        let what = (Action::WithdrawAppeal, appeal, version);
        let fingerprint = format!("withdraw-appeal {words}");
        self.case_act(request, what, &fingerprint, &words, |_, _, _, found, words| {
            boxed(async move {
                let words = words.clone();
                Ok(Planned {
                    act: Act::Withdraw,
                    written: Written {
                        act: "withdrawn",
                        details: json!({}),
                        words,
                    },
                    row: found.row,
                })
            })
        })
        .await
    }

    /// The commission does not consider the appeal: everything in it is of the kinds it does not consider.
    pub async fn refuse_appeal(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        (ground, words): (&str, &str),
    ) -> Result<(), AppError> {
        let Ok(claim) = Claim::from_code(ground) else {
            return Err(AppError::field(
                "ground",
                "Выберите, почему апелляцию не\u{a0}рассматривают",
            ));
        };
        let words = words.trim().to_owned();
        let fingerprint = format!("refuse-appeal {ground} {words}");
        let what = (Action::RunAppeals, appeal, version);
        let input = (claim, words);
        self.case_act(request, what, &fingerprint, &input, |_, _, _, found, (claim, words)| {
            let (claim, words) = (*claim, words.clone());
            boxed(async move {
                Ok(Planned {
                    act: Act::Refuse(claim),
                    written: Written {
                        act: "not-considered",
                        details: json!({"ground": claim.code()}),
                        words,
                    },
                    row: found.row,
                })
            })
        })
        .await
    }
}

/// A text that must be there and not too long.
pub(super) fn written(text: &str, field: &str, wanted: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::field(field, wanted));
    }
    if text.chars().count() > LONGEST {
        return Err(AppError::field(field, "Слишком длинно: не\u{a0}больше 4000 знаков"));
    }
    Ok(text.to_owned())
}
