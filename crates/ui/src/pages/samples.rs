//! Every sample page of the crate: render tests and the folder of samples draw them. All people are made up.

mod accounts;
mod announcements;
mod commission;
mod everyday;
mod home;
mod ledgers;
mod monitor;
mod settings;
mod terms;

use crate::components::{Clause, PostForm};

/// Made-up examples of every page, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    let mut all = everyday::samples()?;
    all.extend(home::samples()?);
    all.extend(ledgers::samples()?);
    all.extend(announcements::samples()?);
    all.extend(commission::samples()?);
    all.extend(monitor::samples()?);
    all.extend(settings::samples()?);
    all.extend(terms::samples()?);
    all.extend(accounts::samples()?);
    all.extend(super::imports::samples()?);
    all.extend(super::organisations::samples()?);
    all.extend(super::people::samples()?);
    all.extend(super::processing::samples()?);
    all.extend(super::public::samples()?);
    all.extend(super::statements::samples()?);
    Ok(all)
}

fn post(action: &str) -> PostForm {
    PostForm::new(action, "c2FtcGxl", "0197c1d2-6f0a-7c11-8e1b-3a5d2f9c0b44")
}

const ORDER: &str = "Приказ Министерства образования Кузбасса от\u{a0}10.12.2024 №\u{a0}4195";

/// п. 2.7: acquaintance under signature.
fn clause_2_7() -> Clause {
    Clause::new(
        "п.\u{a0}2.7 приказа №\u{a0}4195",
        format!("{ORDER}, пункт 2.7"),
        "Каждый участник сочинения расписывается, что узнал результат, не\u{a0}позже следующего рабочего дня после передачи в\u{a0}МОУО.",
    )
}

/// п. 2.3: municipal body to schools.
fn clause_2_3() -> Clause {
    Clause::new(
        "п.\u{a0}2.3 приказа №\u{a0}4195",
        format!("{ORDER}, пункт 2.3"),
        "МОУО передаёт протоколы директорам своих школ, экстернам и\u{a0}выпускникам прошлых лет не\u{a0}позже следующего рабочего дня после получения.",
    )
}

/// п. 2.8: the look-up opens by the ministry's decision.
fn clause_2_8() -> Clause {
    Clause::new(
        "п.\u{a0}2.8 приказа №\u{a0}4195",
        format!("{ORDER}, пункт 2.8"),
        "Посмотреть результат самому на\u{a0}сайте можно по\u{a0}данным документа, когда так решило министерство.",
    )
}
