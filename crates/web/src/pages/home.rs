//! The first page of every role: what must be done now and by when, and where the results are.

mod duties;
mod returned;
mod state;

use app::App;
use app::home::Home;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use regulations::russian::{capitalised, date_with_weekday};
use ui::components::{Act, Phrase, Urgency};
use ui::pages::home::{ExamState, HomePage};
use ui::typography::counted;

use self::duties::group_view;
use self::returned::returned_section;
use self::state::state_view;
use crate::failure::Failure;
use crate::list_query::ListQuery;
use crate::nav::{self, Section};
use crate::notice::see_other;
use crate::page::Page;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// More duties of one urgency than this are behind a link.
const MOST_SHOWN: usize = 12;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/", Access::SignedIn, show)
}

async fn show(State(staff): State<Staff>, signed_in: SignedInRequest, query: ListQuery) -> Result<Response, Failure> {
    if !signed_in.may(Action::SeeObligations) {
        return Ok(see_other(nav::landing(&signed_in)));
    }
    let home = staff.app.home(&signed_in.request).await?;
    let state = exam_state(&staff.app, &signed_in, &home).await?;
    let returned = match signed_in.may(Action::ProposeProtocol) {
        true => staff.app.returned_protocols(&signed_in.request).await?,
        false => Vec::new(),
    };
    let most = if query.one("all") == "yes" {
        usize::MAX
    } else {
        MOST_SHOWN
    };
    let mut page = view(&signed_in, home, state, most);
    page.notices.extend(returned_section(&signed_in, &returned));
    Ok(Page::new(page).into_response())
}

async fn exam_state(app: &App, signed_in: &SignedInRequest, home: &Home) -> Result<Option<ExamState>, Failure> {
    let Some(exam) = home.exam.as_ref().filter(|_| signed_in.may(Action::SeeAcquaintance)) else {
        return Ok(None);
    };
    let monitor = app.monitor_sums(&signed_in.request, exam.id, None).await?;
    Ok((monitor.sum.total > 0).then(|| state_view(&monitor, signed_in)))
}

fn view(signed_in: &SignedInRequest, home: Home, state: Option<ExamState>, most: usize) -> HomePage {
    let person = &signed_in.person;
    let (today, time) = (
        person.zone.local_date(signed_in.request.now),
        person.zone.local_time(signed_in.request.now),
    );
    let groups = [Urgency::Late, Urgency::Today, Urgency::Soon];
    HomePage {
        shell: signed_in.shell("Что сделать и\u{a0}до\u{a0}какого дня", Section::Duties),
        sub: format!(
            "{}, {time} · {}",
            capitalised(&date_with_weekday(today)),
            person.organisation_short
        ),
        notices: Vec::new(),
        nothing_to_do: nothing_to_do(&home),
        groups: groups
            .into_iter()
            .map(|urgency| group_view(urgency, &home.open, signed_in, most))
            .filter(|group| !group.duties.is_empty())
            .collect(),
        acts: acts_of_role(signed_in, home.awaiting_receipt),
        state,
    }
}

fn nothing_to_do(home: &Home) -> Phrase {
    let met = counted(
        i64::try_from(home.met).unwrap_or(i64::MAX),
        [
            "обязательство выполнено",
            "обязательства выполнены",
            "обязательств выполнено",
        ],
    );
    match (home.met, home.met_late) {
        (0, _) => Phrase::of("Ни\u{a0}один срок не\u{a0}идёт."),
        (_, 0) => Phrase::of(format!("{met}, все в\u{a0}срок.")),
        (_, late) => Phrase::of(format!("{met}, из\u{a0}них с\u{a0}опозданием: {late}.")),
    }
}

fn acts_of_role(signed_in: &SignedInRequest, awaiting_receipt: i64) -> Vec<Act> {
    let mut acts = Vec::new();
    if awaiting_receipt > 0 {
        let words = counted(awaiting_receipt, ["ведомость", "ведомости", "ведомостей"]);
        acts.push(Act::link(
            format!("Подтвердить получение: {words}"),
            "/statements?state=handed-over",
        ));
    }
    if signed_in.may(Action::Import) {
        acts.push(Act::link("Загрузить файл", "/imports/new").secondary());
    }
    if signed_in.may(Action::Announce) {
        acts.push(Act::link("Объявить порядок и\u{a0}график", "/announcements").secondary());
    }
    acts
}
