//! The essay's results on their way: from the end of processing to the school, with the people of the tests.

use std::ops::Deref;

use app::AppError;
use app::ledgers::OpenedLedger;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use rehearsal::MadeUpParticipant;
use storage::accounts::ResponsiblePersonRow;
use storage::boxed;
use uuid::Uuid;

use crate::essay_region::{Engine, EssayRegion, Named};
use crate::support::Answer;

pub struct Place(EssayRegion);

impl Deref for Place {
    type Target = EssayRegion;

    fn deref(&self) -> &EssayRegion {
        &self.0
    }
}

impl Place {
    /// Participants and results are in, and the people of the tests have accounts.
    pub async fn with_results(engine: Engine) -> Self {
        let place = Self(EssayRegion::with_results(engine).await);
        let (school, body) = (place.school_code(), place.body_code());
        let state_school = place.first(OrganisationKind::StateSchool);
        for (login, role, code) in [
            ("ministry", Role::MinistryOfficer, "420"),
            ("clerk", Role::MunicipalClerk, body.as_str()),
            ("foreign-clerk", Role::MunicipalClerk, place.other_body_code().as_str()),
            ("school", Role::SchoolOfficer, school.as_str()),
            ("second-school", Role::SchoolOfficer, school.as_str()),
            ("state-school", Role::SchoolOfficer, state_school.as_str()),
        ] {
            place.account(login, role, code, Named::ByOrder).await;
        }
        place
    }

    /// The end of processing was recorded on Monday, 14 December 2026, 18:00: РЦОИ has until the end of the 15th.
    pub async fn processed(engine: Engine) -> Self {
        let place = Self::with_results(engine).await;
        place.set_clock("2026-12-14T18:00");
        let operator = place.request_of("operator").await;
        let exam = place.exam().await;
        let preview = place.app.preview_processing(&operator, exam).await.unwrap();
        place
            .app
            .declare_processing(&operator, exam, &preview.content_hash)
            .await
            .unwrap();
        place
    }

    /// РЦОИ handed everything over on the 15th at 10:00: the participants are to be told by the end of the 16th.
    pub async fn handed_to_municipal_bodies(engine: Engine) -> Self {
        let place = Self::processed(engine).await;
        place.set_clock("2026-12-15T10:00");
        let operator = place.request_of("operator").await;
        let ids = place
            .statements("operator", |row| row.sender_id == operator.actor.organisation.0)
            .await;
        place.app.hand_over(&operator, &ids).await.unwrap();
        place
    }

    /// The municipal body received its statement at 11:00 and handed down to its schools at 12:00.
    pub async fn handed_to_schools(engine: Engine) -> Self {
        let place = Self::handed_to_municipal_bodies(engine).await;
        place.hand_down("2026-12-15T11:00", "2026-12-15T12:00").await;
        place
    }

    pub async fn hand_down(&self, received_at: &str, handed_over_at: &str) {
        self.set_clock(received_at);
        let clerk = self.request_of("clerk").await;
        let own = clerk.actor.organisation.0;
        let incoming = self.statements("clerk", |row| row.recipient_id == own).await;
        self.app.receive(&clerk, &incoming).await.unwrap();
        self.set_clock(handed_over_at);
        let clerk = self.request_of("clerk").await;
        let outgoing = self.statements("clerk", |row| row.sender_id == own).await;
        self.app.hand_over(&clerk, &outgoing).await.unwrap();
    }

    /// The school of most of the tests; its officers are `school` and `second-school`.
    pub fn school_code(&self) -> String {
        self.first(OrganisationKind::School)
    }

    /// Its municipal body, with `clerk`.
    pub fn body_code(&self) -> String {
        self.above(&self.school_code())
    }

    fn other_body_code(&self) -> String {
        let own = self.body_code();
        let mut bodies = self
            .region
            .organisations
            .iter()
            .filter(|one| one.kind == OrganisationKind::MunicipalBody);
        bodies.find(|one| one.code != own).unwrap().code.clone()
    }

    pub fn short_name(&self, code: &str) -> String {
        self.region.organisation(code).unwrap().short_name.clone()
    }

    /// Somebody whom this organisation tells and whose result is in a statement.
    pub fn somebody_at(&self, code: &str) -> &MadeUpParticipant {
        let mut all = self.region.participants_with_results();
        let found =
            all.find(|(person, result)| person.informing_code == code && result.batch == rehearsal::Batch::First);
        found.unwrap().0
    }

    pub fn surname_at(&self, code: &str) -> String {
        self.somebody_at(code).name.surname.clone()
    }

    /// Statements a login knows of.
    pub async fn statements(
        &self,
        login: &str,
        fits: impl Fn(&storage::statements::StatementRow) -> bool,
    ) -> Vec<Uuid> {
        let request = self.request_of(login).await;
        let all = self.app.list_statements(&request, None).await.unwrap();
        all.into_iter()
            .filter(|one| fits(&one.row))
            .map(|one| one.row.id)
            .collect()
    }

    /// The one statement to this organisation.
    pub async fn statement_to(&self, login: &str, code: &str) -> Uuid {
        let recipient = self.organisation(code).await;
        *self
            .statements(login, |row| row.recipient_id == recipient)
            .await
            .first()
            .unwrap()
    }

    /// The first ledger of the login's own organisation.
    pub async fn ledger(&self, login: &str) -> OpenedLedger {
        let request = self.request_of(login).await;
        let own = request.actor.organisation.0;
        let ledgers = self.app.list_ledgers(&request, None).await.unwrap();
        let id = ledgers
            .into_iter()
            .find(|one| one.row.ledger.organisation_id == own)
            .unwrap()
            .row
            .ledger
            .id;
        self.app.open_ledger(&request, id).await.unwrap()
    }

    /// A person named by an order with these first and last days.
    pub async fn account_with_order(&self, login: &str, role: Role, code: &str, valid_from: &str, valid_to: &str) {
        let account = self.account(login, role, code, Named::ByNoOrder).await;
        let row = ResponsiblePersonRow {
            id: self.app.fresh_id(self.app.clock.now()).unwrap(),
            account_id: account,
            organisation_id: self.organisation(code).await,
            order_number: "17-о".to_owned(),
            order_date: valid_from.to_owned(),
            valid_from: valid_from.to_owned(),
            valid_to: Some(valid_to.to_owned()),
            named_at: 0,
            named_by: account,
        };
        let written = self.app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::accounts::insert_order(tx, row).await?) })
        });
        written.await.unwrap();
    }

    /// How often an act stands in the journal.
    pub async fn journalled(&self, action: &str) -> usize {
        let action = action.to_owned();
        let count = self.app.store.read(&action, |tx, action| {
            boxed(async move {
                let events = storage::journal::after(tx, 0, 1_000_000).await?;
                Ok::<_, AppError>(events.iter().filter(|event| event.action == *action).count())
            })
        });
        count.await.unwrap()
    }
}

/// What a page says, without its marks and what stands around it: for messages of failing tests.
pub fn words(answer: &Answer) -> String {
    let text = answer.text();
    let Some((_, main)) = text.split_once("<main") else {
        return text;
    };
    let mut said = String::new();
    for part in main.split('<') {
        said.push_str(part.split_once('>').map_or("", |(_, words)| words));
        said.push(' ');
    }
    said.split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
