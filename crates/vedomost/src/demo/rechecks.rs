//! Rechecks of the made-up weeks: a batch by order whose outcomes are coming in, and a recount after a changed key that waits
//! for РЦОИ to give it on.

use app::rechecks::list::WorkAsk;
use app::rechecks::order::OrderInput;
use app::rechecks::outcomes::OutcomeInput;
use domain::recheck::{Orderer, RecheckKind};
use regulations::russian::numeric_date;
use uuid::Uuid;

use super::build::{Week, text};

/// What happens to the works of an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecheckStep {
    /// Three works by the federal service's order: told, one outcome entered.
    Order,
    /// The key changed: everybody's works, one of them recounted.
    NewKey,
}

impl RecheckStep {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Order => "работы перепроверяются",
            Self::NewKey => "работы пересчитываются",
        }
    }
}

impl Week<'_> {
    /// `codes` are participants of the exam whose works were checked.
    pub(super) async fn recheck_step(&self, exam: Uuid, codes: &[&str], step: RecheckStep) -> Result<(), String> {
        let operator = self.request("421").await?;
        let (kind, orderer, reason) = match step {
            RecheckStep::Order => (
                RecheckKind::ByOrder,
                Orderer::FederalService,
                "выборочная перепроверка развёрнутых ответов",
            ),
            RecheckStep::NewKey => (
                RecheckKind::NewKey,
                Orderer::ExamCommission,
                "в\u{a0}задании уточнён верный ответ",
            ),
        };
        let input = OrderInput {
            exam: exam.to_string(),
            kind: kind.code().to_owned(),
            orderer: orderer.code().to_owned(),
            document: "02-118".to_owned(),
            document_date: numeric_date(operator.today),
            reason: reason.to_owned(),
            codes: match step {
                RecheckStep::Order => codes.join(" "),
                RecheckStep::NewKey => String::new(),
            },
            ..OrderInput::default()
        };
        let preview = self.app.preview_recheck_order(&operator, &input).await.map_err(text)?;
        let batch = self
            .app
            .order_recheck(&operator, &input, &preview.hash)
            .await
            .map_err(text)?;
        let mut version = 1;
        if kind.tells_participants() {
            self.app
                .tell_of_recheck(&operator, (batch, version), "письмо школам № 31")
                .await
                .map_err(text)?;
            version += 1;
        }
        let ask = WorkAsk {
            page: 1,
            per_page: 1,
            ..WorkAsk::default()
        };
        let view = self.app.find_recheck(&operator, batch, &ask).await.map_err(text)?;
        let Some(work) = view.works.first() else {
            return Ok(());
        };
        let primary = work.row.was_primary_score.unwrap_or_default();
        let outcome = OutcomeInput {
            participant_code: work.row.participant_code.clone(),
            primary: primary.to_string(),
            ..OutcomeInput::default()
        };
        self.app
            .enter_outcome(&operator, (batch, version), &outcome)
            .await
            .map_err(text)
    }
}
