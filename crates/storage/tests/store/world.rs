//! A small region as rows: two municipal bodies with a school each, a college, three participants of one essay.

use domain::access::{Action, Actor, ResponsibilityOrder, Role, Scope};
use domain::ids::{AccountId, OrganisationId, PersonId};
use domain::organisation::OrganisationKind;
use regulations::LegalDate;
use storage::accounts::{AccountRow, ResponsiblePersonRow};
use storage::exams::{ExamRow, SittingRow};
use storage::ledgers::{LedgerLineRow, LedgerRow};
use storage::organisations::OrganisationRow;
use storage::people::{PersonDocumentRow, PersonRow, RegistrationRow};
use storage::results::{CompletionRow, EditionRow};
use storage::sealed::Sealed;
use storage::statements::{StatementLineRow, StatementRow};
use uuid::Uuid;

use crate::support::{Engine, TestStore};
use crate::write;

pub const NOW: i64 = 1_797_000_000_000_000;

/// An id that says in a failure what it is of: the hundreds are the kind, the rest the number.
pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + number)
}

pub const MINISTRY: Uuid = id(100);
pub const CENTRE: Uuid = id(101);
pub const BODY: Uuid = id(102);
pub const OTHER_BODY: Uuid = id(103);
pub const SCHOOL: Uuid = id(104);
pub const OTHER_SCHOOL: Uuid = id(105);
pub const COLLEGE: Uuid = id(106);

/// Participants 0 and 1 belong to [`SCHOOL`], 2 to [`OTHER_SCHOOL`].
pub const PEOPLE: [Uuid; 3] = [id(200), id(201), id(202)];
pub const CLERK: Uuid = id(210);
pub const ACCOUNT: Uuid = id(300);
pub const EXAM: Uuid = id(400);
pub const REGISTRATIONS: [Uuid; 3] = [id(500), id(501), id(502)];
pub const SITTINGS: [Uuid; 3] = [id(510), id(511), id(512)];
pub const RESULTS: [Uuid; 3] = [id(520), id(521), id(522)];
pub const EDITIONS: [Uuid; 3] = [id(530), id(531), id(532)];
pub const COMPLETION: Uuid = id(540);

pub fn sealed(number: u8) -> Sealed {
    Sealed::from_bytes(vec![number; 75])
}

pub fn organisation(id: Uuid, code: &str, kind: OrganisationKind, parent: Option<Uuid>) -> OrganisationRow {
    OrganisationRow {
        id,
        code: code.to_owned(),
        kind: kind.code().to_owned(),
        name: format!("Организация {code}"),
        short_name: format!("О-{code}"),
        parent_id: parent,
        zone: None,
        address: None,
        valid_from: "2026-09-01".to_owned(),
        valid_to: None,
        version: 1,
    }
}

pub fn person(id: Uuid) -> PersonRow {
    PersonRow {
        id,
        name_sealed: sealed(1),
        details_sealed: None,
        is_participant: true,
        created_at: NOW,
        version: 1,
    }
}

pub fn document(id: Uuid, person: Uuid, index: u8) -> PersonDocumentRow {
    PersonDocumentRow {
        id,
        person_id: person,
        document_sealed: sealed(2),
        document_index: vec![index; 16],
        index_version: 1,
        valid_from: "2026-11-01".to_owned(),
        valid_to: None,
        created_at: NOW,
    }
}

pub fn registration(number: usize) -> RegistrationRow {
    let organisation = if number == 2 { OTHER_SCHOOL } else { SCHOOL };
    RegistrationRow {
        id: REGISTRATIONS[number],
        person_id: PEOPLE[number],
        school_year: 2027,
        exam_kind: "essay".to_owned(),
        participant_code: format!("422700000{number}"),
        category: "student".to_owned(),
        class_name: "11А".to_owned(),
        registering_organisation_id: organisation,
        study_organisation_id: Some(organisation),
        informing_organisation_id: organisation,
        conditions_sealed: None,
        created_at: NOW,
        version: 1,
    }
}

pub fn exam() -> ExamRow {
    ExamRow {
        id: EXAM,
        kind: "essay".to_owned(),
        subject_code: 20,
        exam_date: "2026-12-02".to_owned(),
        period: "main".to_owned(),
        created_at: NOW,
    }
}

pub fn sitting(number: usize) -> SittingRow {
    SittingRow {
        id: SITTINGS[number],
        registration_id: REGISTRATIONS[number],
        exam_id: EXAM,
        subject_code: 20,
        form: None,
        written_sitting_id: None,
        created_at: NOW,
        version: 1,
    }
}

pub fn edition(id: Uuid, result: Uuid, number: i64, state: &str) -> EditionRow {
    EditionRow {
        id,
        result_id: result,
        number,
        state: state.to_owned(),
        attendance: "written".to_owned(),
        essay_value: Some("11|11011|1".to_owned()),
        topic: Some("104".to_owned()),
        primary_score: None,
        test_score: None,
        mark: None,
        task_points: None,
        ground: "результаты проверки".to_owned(),
        document_reference: None,
        author_account_id: ACCOUNT,
        import_id: None,
        received_at: NOW,
        hold_reason: None,
        hold_note: None,
        completion_id: None,
        protocol_id: None,
        released_at: None,
        ended_at: None,
    }
}

pub fn completion(id: Uuid, number: i64) -> CompletionRow {
    CompletionRow {
        id,
        exam_id: EXAM,
        number,
        declared_at: NOW,
        declared_by: ACCOUNT,
        content_hash: vec![7; 32],
        released_count: 3,
        held_count: 0,
    }
}

pub fn statement(id: Uuid, number: &str, hop: &str, way: (Uuid, Uuid), parent: Option<Uuid>) -> StatementRow {
    StatementRow {
        id,
        exam_id: EXAM,
        completion_id: Some(COMPLETION),
        protocol_id: None,
        annulment_id: None,
        number: number.to_owned(),
        hop: hop.to_owned(),
        sender_id: way.0,
        recipient_id: way.1,
        parent_id: parent,
        formed_at: NOW,
        content_hash: vec![8; 32],
        line_count: 2,
        handed_over_at: None,
        handed_over_by: None,
        received_at: None,
        received_by: None,
        version: 1,
    }
}

pub fn statement_line(statement: Uuid, line_number: i64, edition: Uuid) -> StatementLineRow {
    StatementLineRow {
        statement_id: statement,
        line_number,
        edition_id: edition,
        commitment: vec![9; 32],
    }
}

pub fn ledger(id: Uuid, statement: Uuid, organisation: Uuid, number: &str) -> LedgerRow {
    LedgerRow {
        id,
        exam_id: EXAM,
        statement_id: statement,
        organisation_id: organisation,
        class_name: "11А".to_owned(),
        number: number.to_owned(),
        state: "open".to_owned(),
        line_count: 2,
        handed_in_at: None,
        handed_in_by: None,
        content_hash: None,
        version: 1,
    }
}

pub fn ledger_line(id: Uuid, ledger: Uuid, line_number: i64, participant: usize, code: &str) -> LedgerLineRow {
    LedgerLineRow {
        id,
        ledger_id: ledger,
        line_number,
        edition_id: EDITIONS[participant],
        person_id: PEOPLE[participant],
        code: code.to_owned(),
        told_at: None,
        note_sealed: None,
        not_told: false,
        entered_at: None,
        entered_by: None,
        version: 1,
    }
}

pub fn account(id: Uuid, person: Uuid, login: &str) -> AccountRow {
    AccountRow {
        id,
        person_id: person,
        login: login.to_owned(),
        password_hash: Some("$argon2id$…".to_owned()),
        state: "active".to_owned(),
        policy_epoch: 1,
        created_at: NOW,
        version: 1,
    }
}

pub fn responsible(id: Uuid, account: Uuid, organisation: Uuid) -> ResponsiblePersonRow {
    ResponsiblePersonRow {
        id,
        account_id: account,
        organisation_id: organisation,
        order_number: "17-о".to_owned(),
        order_date: "2026-11-01".to_owned(),
        valid_from: "2026-11-01".to_owned(),
        valid_to: None,
        named_at: NOW,
        named_by: ACCOUNT,
    }
}

/// The scope of a role's lists at an organisation: region, subtree or own.
pub fn scope(role: Role, organisation: Uuid) -> Scope {
    let day = LegalDate::new(2026, 12, 16).unwrap();
    let order = ResponsibilityOrder {
        number: "17-о".to_owned(),
        date: day,
        valid_from: day,
        valid_to: None,
    };
    let actor = Actor {
        account: AccountId(ACCOUNT),
        person: PersonId(CLERK),
        role,
        organisation: OrganisationId(organisation),
        organisation_kind: OrganisationKind::School,
        orders: vec![order],
        token: None,
    };
    actor.authorise(Action::ListStatements, day).unwrap()
}

pub fn region() -> Scope {
    Scope::of_the_system(OrganisationId(MINISTRY))
}

impl TestStore {
    /// Organisations, three participants with received editions, one account, one recorded end of processing.
    pub async fn with_region(engine: Engine) -> Self {
        use OrganisationKind::{College, Ministry, MunicipalBody, ProcessingCentre, School};
        let one = Self::new(engine).await;
        write!(one.store, |tx| {
            for row in [
                organisation(MINISTRY, "420", Ministry, None),
                organisation(CENTRE, "421", ProcessingCentre, Some(MINISTRY)),
                organisation(BODY, "4201", MunicipalBody, Some(MINISTRY)),
                organisation(OTHER_BODY, "4202", MunicipalBody, Some(MINISTRY)),
                organisation(SCHOOL, "420101", School, Some(BODY)),
                organisation(OTHER_SCHOOL, "420201", School, Some(OTHER_BODY)),
                organisation(COLLEGE, "429001", College, Some(MINISTRY)),
            ] {
                storage::organisations::insert(tx, &row).await?;
            }
            let mut people: Vec<PersonRow> = PEOPLE.map(person).to_vec();
            people.push(PersonRow {
                is_participant: false,
                ..person(CLERK)
            });
            storage::people::insert_persons(tx, &people).await?;
            let documents: Vec<PersonDocumentRow> = (0..3u8)
                .map(|number| document(id(220 + u128::from(number)), PEOPLE[usize::from(number)], number))
                .collect();
            storage::people::insert_documents(tx, &documents).await?;
            storage::people::insert_registrations(tx, &[0, 1, 2].map(registration)).await?;
            storage::exams::insert(tx, &exam()).await?;
            storage::exams::insert_sittings(tx, &[0, 1, 2].map(sitting)).await?;
            storage::results::insert_results(
                tx,
                &[0, 1, 2].map(|number: usize| (RESULTS[number], SITTINGS[number], NOW)),
            )
            .await?;
            let editions = [0, 1, 2].map(|number: usize| edition(EDITIONS[number], RESULTS[number], 1, "received"));
            storage::results::insert_editions(tx, &editions).await?;
            storage::results::insert_completion(tx, &completion(COMPLETION, 1)).await?;
            storage::accounts::insert(tx, &account(ACCOUNT, CLERK, "clerk")).await?;
            storage::accounts::insert_appointment(tx, id(301), ACCOUNT, "municipal-clerk", BODY, "специалист", NOW)
                .await?;
        })
        .unwrap();
        one
    }

    /// [`Self::with_region`], released, with statements to both bodies and to the first school, and that school's ledger.
    pub async fn with_statements(engine: Engine) -> Self {
        let one = Self::with_region(engine).await;
        write!(one.store, |tx| {
            storage::results::release_received(tx, EXAM, COMPLETION, NOW).await?;
            storage::statements::insert(
                tx,
                &[
                    statement(TO_BODY, "4201/021226-1", "to-municipal-body", (CENTRE, BODY), None),
                    statement(
                        TO_OTHER_BODY,
                        "4202/021226-1",
                        "to-municipal-body",
                        (CENTRE, OTHER_BODY),
                        None,
                    ),
                    statement(TO_SCHOOL, "420101/021226-1", "to-school", (BODY, SCHOOL), Some(TO_BODY)),
                ],
            )
            .await?;
            let lines: Vec<StatementLineRow> = [TO_BODY, TO_SCHOOL]
                .iter()
                .flat_map(|statement| {
                    [
                        statement_line(*statement, 1, EDITIONS[0]),
                        statement_line(*statement, 2, EDITIONS[1]),
                    ]
                })
                .chain([statement_line(TO_OTHER_BODY, 1, EDITIONS[2])])
                .collect();
            storage::statements::insert_lines(tx, &lines).await?;
            storage::ledgers::insert(tx, &[ledger(LEDGER, TO_SCHOOL, SCHOOL, "420101-11А-021226-1")]).await?;
            let lines = [
                ledger_line(LINES[0], LEDGER, 1, 0, "AAAA000001"),
                ledger_line(LINES[1], LEDGER, 2, 1, "AAAA000002"),
            ];
            storage::ledgers::insert_lines(tx, &lines).await?;
        })
        .unwrap();
        one
    }
}

pub const TO_BODY: Uuid = id(600);
pub const TO_OTHER_BODY: Uuid = id(601);
pub const TO_SCHOOL: Uuid = id(602);
pub const LEDGER: Uuid = id(610);
pub const LINES: [Uuid; 2] = [id(620), id(621)];
