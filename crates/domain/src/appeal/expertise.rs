//! What a case given to an expert awaits of that expert (kuzbass-gia9:rights 6).

use crate::appeal::{Case, CaseState, Developers, Verdict};
use crate::codes::coded;

coded! {
    /// What the expert has to do, or that nothing is left.
    ExpertTask {
        Conclude = "conclude", "ждёт вашего заключения";
        /// No clear answer: the developers of the tasks have to be asked.
        AskDevelopers = "ask-developers", "запросите разработчиков КИМ";
        AwaitAnswer = "await-answer", "разработчики КИМ ещё не ответили";
        ConcludeAgain = "conclude-again", "разработчики ответили: дайте заключение";
        Given = "given", "заключение дано";
        /// It ended, or went on, without a conclusion.
        Over = "over", "заключение больше не нужно";
    }
}

impl ExpertTask {
    /// Where a case stands for its expert.
    pub fn of(case: &Case) -> Self {
        let is_prepared_now = matches!(case.state, CaseState::Received | CaseState::Appointed);
        match (case.verdict, case.developers) {
            (None, _) if is_prepared_now => Self::Conclude,
            (None, _) => Self::Over,
            (Some(_), _) if !is_prepared_now => Self::Given,
            (Some(Verdict::Unclear), Developers::NotAsked) => Self::AskDevelopers,
            (Some(Verdict::Unclear), Developers::Asked) => Self::AwaitAnswer,
            (Some(Verdict::Unclear), Developers::Answered) => Self::ConcludeAgain,
            (Some(Verdict::Right | Verdict::Change), _) => Self::Given,
        }
    }

    /// Is it the expert's turn?
    pub const fn is_due(self) -> bool {
        match self {
            Self::Conclude | Self::AskDevelopers | Self::ConcludeAgain => true,
            Self::AwaitAnswer | Self::Given | Self::Over => false,
        }
    }
}
