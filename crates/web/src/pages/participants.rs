//! Participants: the list of an exam, and one person.
//!
//! A name or a code of a person never stands in an address: the search posts, everything else narrows by GET.

mod list;
mod one;

use app::participants::ParticipantStanding;
use app::stored_rows::EditionRow;
use domain::access::Action;
use regulations::Instant;
use regulations::russian::{day_and_month, short_date_time};
use ui::components::Tag;

use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::SeeParticipants);
    Routes::new()
        .get("/participants", access, list::show)
        .post("/participants", access, list::find)
        .get("/participants.xlsx", access, list::xlsx)
        .get("/participants.csv", access, list::csv)
        .get("/people/{id}", access, one::show)
}

/// «ознакомлен 17 декабря», «не ознакомлен»; none where nothing is owed yet.
fn acquaintance(signed_in: &SignedInRequest, state: ParticipantStanding, told_at: Option<i64>) -> Option<Tag> {
    match (state, told_at) {
        (ParticipantStanding::Told, Some(at)) => {
            let day = signed_in.person.zone.local_date(Instant::from_micros(at));
            Some(Tag::green(format!("ознакомлен {}", day_and_month(day))))
        }
        (ParticipantStanding::Untold, _) => Some(Tag::amber("не\u{a0}ознакомлен")),
        _ => None,
    }
}

/// The state of an edition as a coloured word.
fn edition_tag(edition: &EditionRow) -> Tag {
    match edition.state.as_str() {
        "released" => Tag::green("выпущен"),
        "held" => Tag::red("задержан"),
        "received" | "approved" => Tag::amber("ждёт выпуска"),
        "annulled" => Tag::red("аннулирован"),
        _ => Tag::grey("заменён"),
    }
}

/// «17 декабря, 10:15».
fn told_words(signed_in: &SignedInRequest, told_at: Option<Instant>) -> String {
    told_at
        .map(|at| short_date_time(&signed_in.person.zone, at))
        .unwrap_or_default()
}
