//! What has been decided about a result since: how its appeals stand, and that it was annulled (E2, B6). Few people have such
//! lines, so nothing of them is prepared ahead.

use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::AppealKind;
use domain::appeal::public::PublicState;
use regulations::russian::long_date;
use ui::pages::public::parts::{CasePart, GiaPart};
use ui::pages::public::{CaseLine, FactRow, GiaAnswer};

use crate::rendered::rendered;
use crate::results::{AnnulledResult, GiaPaper, PublishedAppeal};

/// Appends how the appeals stand.
pub fn write_appeals(html: &mut String, appeals: &[PublishedAppeal]) {
    if appeals.is_empty() {
        return;
    }
    let lines = appeals.iter().map(line).collect();
    html.push_str(&rendered(&CasePart { lines }));
}

/// Appends the answer of an annulled result.
pub fn write_annulled(html: &mut String, paper: &GiaPaper, annulled: AnnulledResult) {
    let answer = GiaAnswer {
        subject: paper.subject.clone(),
        exam_date: long_date(paper.exam_date),
        label: String::new(),
        value: "Результат аннулирован".to_owned(),
        standing: None,
        rows: vec![FactRow {
            name: "Решение председателя ГЭК".to_owned(),
            value: long_date(annulled.day),
        }],
        notes: vec![why(annulled.ground).to_owned(), what_follows(annulled.resit).to_owned()],
    };
    html.push_str(&rendered(&GiaPart { answer: &answer }));
}

fn line(appeal: &PublishedAppeal) -> CaseLine {
    let about = match appeal.kind {
        AppealKind::Score => "Апелляция о\u{a0}несогласии с\u{a0}баллами",
        AppealKind::Procedure => "Апелляция о\u{a0}нарушении порядка",
    };
    CaseLine {
        title: format!("{about}: {}", appeal.state.russian()),
        words: words(appeal),
    }
}

fn words(appeal: &PublishedAppeal) -> String {
    let at = &appeal.at;
    match appeal.state {
        PublicState::Filed => format!("Подана {at}. Школа передаст её в\u{a0}апелляционную комиссию."),
        PublicState::Received => {
            format!("У\u{a0}комиссии с\u{a0}{at}. О\u{a0}времени и\u{a0}месте рассмотрения вас известят.")
        }
        PublicState::Appointed => {
            let place = appeal
                .place
                .as_ref()
                .map_or_else(String::new, |place| format!(" {place}."));
            format!(
                "Рассмотрят {at}.{place} Вы и\u{a0}ваши родители можете прийти с\u{a0}документами, удостоверяющими личность; \
                 не\u{a0}придёте\u{a0}— рассмотрят без вас."
            )
        }
        PublicState::Heard => format!("Рассмотрена {at}. Решение появится здесь."),
        PublicState::NotConsidered => {
            format!("Решение {at}. Такого комиссия не\u{a0}рассматривает; результат остался прежним.")
        }
        PublicState::Withdrawn => format!("Отозвана {at}. Результат остался прежним."),
        PublicState::Rejected => format!("Решение {at}. Результат остался прежним."),
        PublicState::Granted => match appeal.kind {
            AppealKind::Score => format!(
                "Решение {at}. Изменённый результат утвердит председатель ГЭК; до\u{a0}этого здесь стоит прежний."
            ),
            AppealKind::Procedure => format!(
                "Решение {at}. Результат этого экзамена аннулируют, и\u{a0}вас допустят к\u{a0}пересдаче: день сообщат там, где вы зарегистрированы."
            ),
        },
        PublicState::Changed => match appeal.kind {
            AppealKind::Score => format!("Решение {at}. Новый результат стоит выше."),
            AppealKind::Procedure => format!("Решение {at}. Результат этого экзамена аннулирован."),
        },
        PublicState::Same => match appeal.kind {
            AppealKind::Score => format!("Решение {at}. Ошибки нашли, но\u{a0}в\u{a0}сумме баллы не\u{a0}изменились."),
            AppealKind::Procedure => format!("Решение {at}. Результат этого экзамена аннулирован."),
        },
    }
}

const fn why(ground: AnnulmentGround) -> &'static str {
    match ground {
        AnnulmentGround::OwnViolation => {
            "Причина: председатель ГЭК установил, что вы нарушили порядок проведения экзамена."
        }
        AnnulmentGround::ViolationByOthers => {
            "Причина: порядок проведения экзамена нарушили другие люди. Это не\u{a0}ваша вина."
        }
        AnnulmentGround::VideoFault => {
            "Причина: в\u{a0}аудитории не\u{a0}было видеонаблюдения или оно было неисправно. Это не\u{a0}ваша вина."
        }
        AnnulmentGround::ProcedureAppeal => {
            "Причина: ваша апелляция о\u{a0}нарушении порядка удовлетворена. Это не\u{a0}ваша вина."
        }
        AnnulmentGround::Inspection => "Причина: так решено по\u{a0}итогам проверки Рособрнадзора.",
    }
}

const fn what_follows(resit: Resit) -> &'static str {
    match resit {
        Resit::ReserveDay => {
            "Что дальше: вы сдаёте этот экзамен ещё раз в\u{a0}резервный день. День и\u{a0}место сообщат там, где вы зарегистрированы."
        }
        Resit::OtherDay => {
            "Что дальше: вы сдаёте этот экзамен ещё раз в\u{a0}другой день расписания, который назначил председатель ГЭК. \
             День и\u{a0}место сообщат там, где вы зарегистрированы."
        }
        Resit::None => {
            "Что дальше: в\u{a0}этом периоде к\u{a0}этому экзамену вас не\u{a0}допускают. О\u{a0}следующем периоде спросите там, где вы зарегистрированы."
        }
    }
}
