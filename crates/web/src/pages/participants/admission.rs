//! «Допуск» on a participant's page.

use app::admission::EssayAdmissionView;
use app::applications::dates::ExamAhead;
use domain::admission::essay::{EssayAdmission, NoReadmission, Readmission, Validity};
use regulations::LegalDate;
use regulations::russian::{capitalised, day_and_month, long_date};
use ui::components::{Clause, Facts, Phrase, Section};

pub(super) fn section(view: &EssayAdmissionView, today: LegalDate) -> Section {
    let year = view.school_year;
    let heading = format!(
        "Допуск к\u{a0}сочинению, {}/{:02} учебный год",
        year - 1,
        year.rem_euclid(100)
    );
    let mut section = Section::new("admission", heading);
    section.lead = Phrase::of(said(&view.admission));
    section.facts = facts(view, today);
    section.clauses = view
        .clauses
        .iter()
        .map(|words| Clause::new(&words.chip, capitalised(&words.act), &words.words))
        .collect();
    section
}

fn said(admission: &EssayAdmission) -> String {
    match admission {
        EssayAdmission::NotRegistered => "На\u{a0}дни этого учебного года участник не\u{a0}зарегистрирован.".to_owned(),
        EssayAdmission::Ahead(day) => format!("Пишет {}.", long_date(*day)),
        EssayAdmission::Awaited(day) => format!("Решит результат {}: он ещё не\u{a0}выпущен.", long_date(*day)),
        EssayAdmission::Passed(day) => format!("Зачёт {}.", long_date(*day)),
        EssayAdmission::Again { why, .. } => again(*why).to_owned(),
        EssayAdmission::NotAgain(why) => not_again(*why).to_owned(),
    }
}

const fn again(why: Readmission) -> &'static str {
    match why {
        Readmission::Failed => "Незачёт: участник может пересдать сочинение в\u{a0}этом учебном году.",
        Readmission::Removed => "Удалён с\u{a0}сочинения: участник допущен повторно в\u{a0}этом учебном году.",
        Readmission::Absent => {
            "Не\u{a0}явился: участник будет допущен повторно, если уважительная причина подтверждена документом."
        }
        Readmission::NotFinished => {
            "Не\u{a0}закончил: участник будет допущен повторно, если уважительная причина подтверждена документом."
        }
    }
}

const fn not_again(why: NoReadmission) -> &'static str {
    match why {
        NoReadmission::RetakesUsed => {
            "В\u{a0}этом учебном году больше не\u{a0}допускается: обе пересдачи использованы."
        }
        NoReadmission::WritesByChoice => {
            "В\u{a0}этом учебном году повторно не\u{a0}допускается: пишущих по\u{a0}желанию после незачёта и\u{a0}удаления не\u{a0}допускают."
        }
        NoReadmission::NoDateLeft => "В\u{a0}этом учебном году дней сочинения больше нет.",
        NoReadmission::Annulled => {
            "Результат аннулирован. Что следует дальше, приказы не\u{a0}говорят: решает министерство."
        }
    }
}

fn facts(view: &EssayAdmissionView, today: LegalDate) -> Option<Facts> {
    let days = view.days.iter().fold(Facts::default(), |facts, one| {
        facts.row(capitalised(&long_date(one.exam.date)), until(one, today))
    });
    let facts = match &view.validity {
        Some(validity) => valid(days, validity),
        None => days,
    };
    (!facts.rows.is_empty()).then_some(facts)
}

fn until(day: &ExamAhead, today: LegalDate) -> Phrase {
    match day.last_day {
        Some(last) if last < today => Phrase::default().late(format!("срок заявления прошёл {}", day_and_month(last))),
        Some(last) => Phrase::of(format!("заявление до\u{a0}{}", day_and_month(last))),
        None => Phrase::default(),
    }
}

fn valid(facts: Facts, validity: &Validity) -> Facts {
    let facts = facts.row("Для допуска к\u{a0}ГИА-11", "бессрочно").row(
        "Для вузов",
        format!("до\u{a0}{}", long_date(validity.universities_until)),
    );
    match validity.ends_by_writing_again {
        true => facts.row(
            "Если написать ещё раз",
            "вузу можно представить только сочинение этого года, прежнее аннулируется",
        ),
        false => facts,
    }
}
