//! Obligations follow from events: after every act a full recomputation is what is stored, and days move only what a
//! preview showed.

use std::collections::BTreeMap;

use app::AppError;
use app::announcements::AnnouncementInput;
use app::calendar::DayInput;
use app::ledgers::{LineInput, Told};
use app::obligations::Touched;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use exchange::ProfileKind;
use storage::boxed;
use storage::obligations::ObligationRow;
use uuid::Uuid;

use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::steps::{everybody_told, told};
use crate::support::{Engine, Installation};

on_both_engines! {
    fn after_every_act_a_recomputation_is_what_is_stored => every_act;
    fn a_day_off_moves_exactly_what_the_preview_showed => day_off;
    fn a_stale_preview_of_a_day_changes_nothing => stale_preview;
    fn a_term_runs_across_the_holidays => across_holidays;
    fn a_term_into_an_unpublished_year_refuses_the_whole_act => unpublished_year;
}

impl Installation {
    pub async fn obligations(&self) -> Vec<ObligationRow> {
        let exam = self.exam().await;
        self.app
            .store
            .read(&exam, |tx, exam| {
                boxed(async move { Ok::<_, AppError>(storage::obligations::of_exam(tx, *exam).await?) })
            })
            .await
            .unwrap()
    }

    async fn wanted(&self) -> Vec<ObligationRow> {
        let input = (&self.app, self.exam().await);
        self.app
            .store
            .read(&input, |tx, (app, exam)| {
                boxed(async move { app.obligations_wanted(tx, *exam, Touched::Everything).await })
            })
            .await
            .unwrap()
    }

    /// The stored obligations are those that follow from what has happened.
    async fn obligations_follow(&self, after: &str) -> usize {
        let key = |row: &ObligationRow| (row.term_id.clone(), row.subject_id, row.debtor_id);
        let by_key = |rows: Vec<ObligationRow>| -> BTreeMap<_, _> {
            rows.into_iter()
                .map(|row| (key(&row), ObligationRow { id: Uuid::nil(), ..row }))
                .collect()
        };
        let (stored, wanted) = (self.obligations().await, self.wanted().await);
        assert_eq!(stored.len(), wanted.len(), "after {after}");
        let count = stored.len();
        let (stored, wanted) = (by_key(stored), by_key(wanted));
        assert_eq!(
            stored.len(),
            count,
            "one row per term, subject and debtor, after {after}"
        );
        for (key, row) in &wanted {
            assert_eq!(stored.get(key), Some(row), "after {after}");
        }
        let verification = self.app.verify().await.unwrap();
        assert_eq!(verification.problems, Vec::<String>::new(), "after {after}");
        count
    }
}

async fn every_act(engine: Engine) {
    let one = Installation::empty(engine).await;
    let ministry = one.organisation("420").await;
    let boot = one.account(Role::ProcessingOperator, ministry).await;
    one.import(boot, ProfileKind::Organisations, &one.region.organisations_table())
        .await
        .unwrap();
    one.import(boot, ProfileKind::Participants, &one.region.participants_table())
        .await
        .unwrap();
    let registered = one.obligations_follow("the registration").await;
    // The processing of the essay, and an announcement by every school that tells somebody (mordovia-187:11.1).
    let schools = one
        .region
        .organisations
        .iter()
        .filter(|made| made.kind == OrganisationKind::School)
        .count();
    assert_eq!(registered, 1 + schools);
    let school_code = one.first(OrganisationKind::School);
    let body_code = one
        .region
        .organisation(&school_code)
        .unwrap()
        .parent_code
        .clone()
        .unwrap();
    let exam = one.exam().await;

    let school = one.as_role(Role::SchoolOfficer, &school_code).await;
    let input = AnnouncementInput {
        day: "16.12.2026".to_owned(),
        time: "14:00".to_owned(),
        place: "каб. 12".to_owned(),
        procedure: "Порядок".to_owned(),
        ..AnnouncementInput::default()
    };
    one.app.announce(&school, exam, &input).await.unwrap();
    one.obligations_follow("an announcement").await;
    one.app.notify_of_announcement(&school, exam).await.unwrap();
    one.obligations_follow("the notice of an announcement").await;

    one.set_clock("2026-12-14T09:00");
    one.import(boot, ProfileKind::EssayResults, &one.region.results_first_batch())
        .await
        .unwrap();
    one.obligations_follow("the results").await;
    one.set_clock("2026-12-14T18:00");
    one.declare().await;
    let released = one.obligations_follow("the end of processing").await;
    assert!(released > registered);

    one.set_clock("2026-12-15T10:00");
    let operator = one.operator().await;
    for statement in one
        .statements(&operator)
        .await
        .iter()
        .filter(|row| row.row.sender_id == operator.actor.organisation.0)
    {
        one.app.hand_over(&operator, &[statement.row.id]).await.unwrap();
        one.obligations_follow(&format!("the hand-over of {}", statement.row.number))
            .await;
    }
    one.set_clock("2026-12-15T15:00");
    let clerk = one.as_role(Role::MunicipalClerk, &body_code).await;
    let own = clerk.actor.organisation.0;
    let mine = one.statements(&clerk).await;
    let incoming: Vec<Uuid> = mine
        .iter()
        .filter(|row| row.row.recipient_id == own)
        .map(|row| row.row.id)
        .collect();
    one.app.receive(&clerk, &incoming).await.unwrap();
    one.obligations_follow("the receipt at the municipal body").await;
    let down: Vec<Uuid> = mine
        .iter()
        .filter(|row| row.row.sender_id == own)
        .map(|row| row.row.id)
        .collect();
    one.app.hand_over(&clerk, &down).await.unwrap();
    one.obligations_follow("the hand-over to the schools").await;

    one.set_clock("2026-12-16T14:00");
    let school = one.request(school.account()).await;
    let statement = one.statements(&school).await[0].row.id;
    one.app.receive(&school, &[statement]).await.unwrap();
    one.obligations_follow("the receipt at the school").await;
    let ledger = one.app.list_ledgers(&school, Some(exam)).await.unwrap()[0]
        .row
        .ledger
        .id;
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    let line = &opened.lines[0].row.line;
    one.app
        .save_ledger(&school, ledger, &[told(line.id, line.version, "10:05")])
        .await
        .unwrap();
    one.obligations_follow("one line told").await;
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    one.app
        .save_ledger(&school, ledger, &everybody_told(&opened, "13:30"))
        .await
        .unwrap();
    let met = one
        .obligations()
        .await
        .iter()
        .filter(|row| row.subject_id == ledger && row.met_at.is_some())
        .count();
    assert!(met > 0, "the ledger's duty is met by the last signature");
    one.obligations_follow("the whole class told").await;
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    let line = &opened.lines[0].row.line;
    let taken_back = LineInput {
        line: line.id,
        version: line.version,
        told: Told::No,
        day: String::new(),
        time: String::new(),
        note: "в больнице".to_owned(),
    };
    one.app.save_ledger(&school, ledger, &[taken_back]).await.unwrap();
    let open = one
        .obligations()
        .await
        .iter()
        .filter(|row| row.subject_id == ledger && row.met_at.is_none())
        .count();
    assert!(open > 0, "a signature taken back opens the duty again");
    one.obligations_follow("a line taken back").await;
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    one.app
        .hand_in_ledger(&school, ledger, opened.summary.row.ledger.version)
        .await
        .unwrap();
    one.obligations_follow("the hand-in").await;
    one.wait(60);
    let school = one.request(school.account()).await;
    let late_comer = &one.app.open_ledger(&school, ledger).await.unwrap().lines[0]
        .row
        .line
        .clone();
    one.app
        .save_ledger(&school, ledger, &[told(late_comer.id, late_comer.version, "14:00")])
        .await
        .unwrap();
    one.obligations_follow("a late comer's signature").await;

    one.import(boot, ProfileKind::EssayResults, &one.region.results_second_batch())
        .await
        .unwrap();
    one.declare().await;
    one.obligations_follow("the second end of processing").await;
    let officer = one.as_role(Role::MinistryOfficer, "420").await;
    let day = DayInput {
        day: "17.12.2026".to_owned(),
        kind: "day-off".to_owned(),
        ground: "распоряжение № 5".to_owned(),
    };
    let preview = one.app.preview_day(&officer, &day).await.unwrap();
    assert!(!preview.moved.is_empty());
    one.app.enter_day(&officer, &day, &preview.hash).await.unwrap();
    // What is met keeps the term it was met in, so from here `verify` alone compares.
    assert_eq!(
        one.app.verify().await.unwrap().problems,
        Vec::<String>::new(),
        "after a day off"
    );
    let removal = one.app.preview_remove_day(&officer, "2026-12-17").await.unwrap();
    one.app.remove_day(&officer, "2026-12-17", &removal.hash).await.unwrap();
    one.obligations_follow("the day taken back").await;
    one.deliver_everything("2026-12-17").await;
    one.obligations_follow("the second delivery").await;
}

type Due = BTreeMap<Uuid, (i64, String)>;

async fn due_moments(one: &Installation) -> Due {
    one.obligations()
        .await
        .into_iter()
        .map(|row| (row.id, (row.due_at, row.due_day)))
        .collect()
}

async fn day_off(engine: Engine) {
    let one = Installation::released(engine).await;
    let officer = one.as_role(Role::MinistryOfficer, "420").await;
    let day = |kind: &str| DayInput {
        day: "15.12.2026".to_owned(),
        kind: kind.to_owned(),
        ground: "распоряжение № 5".to_owned(),
    };
    let before = due_moments(&one).await;
    let preview = one.app.preview_day(&officer, &day("day-off")).await.unwrap();
    assert_eq!(due_moments(&one).await, before, "a preview moves nothing");
    let shown: Due = preview
        .moved
        .iter()
        .map(|one| (one.row.id, (one.due_at.as_micros(), one.due_day.to_string())))
        .collect();
    assert!(shown.len() > 2, "the hand-overs are due on that day");
    for moved in &preview.moved {
        assert_eq!(
            (moved.row.due_day.as_str(), moved.due_day.to_string().as_str()),
            ("2026-12-15", "2026-12-16")
        );
    }
    one.app
        .enter_day(&officer, &day("day-off"), &preview.hash)
        .await
        .unwrap();
    let after = due_moments(&one).await;
    assert_eq!(after.len(), before.len());
    for (id, due) in &after {
        let expected = shown.get(id).unwrap_or(&before[id]);
        assert_eq!(due, expected, "moved as shown, or not at all");
    }
    assert!(one.app.verify().await.unwrap().problems.is_empty());

    // The same day again as a working day moves the same obligations back.
    let back = one.app.preview_day(&officer, &day("working")).await.unwrap();
    assert_eq!(back.moved.len(), shown.len());
    one.app.enter_day(&officer, &day("working"), &back.hash).await.unwrap();
    assert_eq!(due_moments(&one).await, before);
    let removal = one.app.preview_remove_day(&officer, "2026-12-15").await.unwrap();
    one.app.remove_day(&officer, "2026-12-15", &removal.hash).await.unwrap();
    assert_eq!(due_moments(&one).await, before);
    assert!(matches!(
        one.app.remove_day(&officer, "2026-12-15", &removal.hash).await,
        Err(AppError::NotFound)
    ));

    let school = one
        .as_role(Role::SchoolOfficer, &one.first(OrganisationKind::School))
        .await;
    assert!(matches!(
        one.app.preview_day(&school, &day("day-off")).await,
        Err(AppError::Refused(_))
    ));
    assert!(matches!(
        one.app.enter_day(&school, &day("day-off"), &preview.hash).await,
        Err(AppError::Refused(_))
    ));
    for (input, fields) in [
        (DayInput::default(), vec!["day", "kind", "ground"]),
        (
            DayInput {
                day: "31.02.2026".to_owned(),
                ..day("day-off")
            },
            vec!["day"],
        ),
        (
            DayInput {
                kind: "holiday".to_owned(),
                ..day("day-off")
            },
            vec!["kind"],
        ),
        (
            DayInput {
                ground: " ".to_owned(),
                ..day("day-off")
            },
            vec!["ground"],
        ),
        (
            DayInput {
                day: "15.12.2031".to_owned(),
                ..day("day-off")
            },
            vec!["day"],
        ),
    ] {
        let Err(AppError::Invalid(problems)) = one.app.preview_day(&officer, &input).await else {
            panic!("{input:?}")
        };
        assert_eq!(
            problems
                .iter()
                .map(|problem| problem.field.as_str())
                .collect::<Vec<_>>(),
            fields,
            "{input:?}"
        );
    }
}

async fn stale_preview(engine: Engine) {
    let one = Installation::released(engine).await;
    let officer = one.as_role(Role::MinistryOfficer, "420").await;
    let day = DayInput {
        day: "16.12.2026".to_owned(),
        kind: "day-off".to_owned(),
        ground: "распоряжение № 5".to_owned(),
    };
    let preview = one.app.preview_day(&officer, &day).await.unwrap();
    one.set_clock("2026-12-15T10:00");
    let operator = one.operator().await;
    let statements: Vec<Uuid> = one
        .statements(&operator)
        .await
        .iter()
        .filter(|row| row.row.sender_id == operator.actor.organisation.0)
        .map(|row| row.row.id)
        .collect();
    one.app.hand_over(&operator, &statements).await.unwrap();
    let before = one.chain_rows().await;
    let officer = one.request(officer.account()).await;
    let stale = one.app.enter_day(&officer, &day, &preview.hash).await;
    assert!(matches!(stale, Err(AppError::Changed(_))), "{stale:?}");
    let other_ground = DayInput {
        ground: "другое".to_owned(),
        ..day.clone()
    };
    let fresh = one.app.preview_day(&officer, &day).await.unwrap();
    let other = one.app.enter_day(&officer, &other_ground, &fresh.hash).await;
    assert!(
        matches!(other, Err(AppError::Changed(_))),
        "what is entered is what was looked at: {other:?}"
    );
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());
    assert!(fresh.moved.len() > preview.moved.len(), "the ledgers' terms run now");
    one.app.enter_day(&officer, &day, &fresh.hash).await.unwrap();
}

/// 31 December 2026 is a day off by transfer: processing that ends on the 30th is handed over after the holidays.
async fn across_holidays(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.set_clock("2026-12-30T18:00");
    one.declare().await;
    let due = |rows: Vec<ObligationRow>| -> Vec<String> {
        let mut days: Vec<String> = rows
            .into_iter()
            .filter(|row| row.clause == "kuzbass-4195:2.2")
            .map(|row| row.due_day)
            .collect();
        days.dedup();
        days
    };
    assert_eq!(due(one.obligations().await), ["2027-01-11"]);
    let officer = one.as_role(Role::MinistryOfficer, "420").await;
    let day = DayInput {
        day: "11.01.2027".to_owned(),
        kind: "day-off".to_owned(),
        ground: "указ".to_owned(),
    };
    let preview = one.app.preview_day(&officer, &day).await.unwrap();
    assert!(
        preview
            .moved
            .iter()
            .any(|moved| moved.row.clause == "kuzbass-4195:2.2" && moved.due_day.to_string() == "2027-01-12")
    );
    one.app.enter_day(&officer, &day, &preview.hash).await.unwrap();
    assert_eq!(due(one.obligations().await), ["2027-01-12"]);
    let working = DayInput {
        day: "31.12.2026".to_owned(),
        kind: "working".to_owned(),
        ground: "указ".to_owned(),
    };
    let preview = one.app.preview_day(&officer, &working).await.unwrap();
    one.app.enter_day(&officer, &working, &preview.hash).await.unwrap();
    assert_eq!(due(one.obligations().await), ["2026-12-31"]);
    assert!(one.app.verify().await.unwrap().problems.is_empty());
}

async fn unpublished_year(engine: Engine) {
    let one = Installation::with_results(engine).await;
    one.set_clock("2027-12-31T18:00");
    let operator = one.operator().await;
    let exam = one.exam().await;
    let preview = one.app.preview_processing(&operator, exam).await.unwrap();
    let before = one.chain_rows().await;
    let refused = one.app.declare_processing(&operator, exam, &preview.content_hash).await;
    let Err(AppError::Law(words)) = refused else {
        panic!("{refused:?}")
    };
    assert!(words.contains("2028"), "says which year is missing: {words}");
    assert_eq!(
        changed_tables(&before, &one.chain_rows().await),
        Vec::<String>::new(),
        "nothing is released without its term"
    );
}
