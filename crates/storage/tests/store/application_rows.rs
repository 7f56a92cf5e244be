//! Applications come back as written, with their exams, papers and steps.

use storage::applications::{self, ApplicationExamRow, ApplicationPaperRow, ApplicationRow, ApplicationStepRow};

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    applications_come_back_as_written;
    a_consent_at_hand_is_withdrawn_once;
}

const APPLICATION: uuid::Uuid = id(980);

fn application() -> ApplicationRow {
    ApplicationRow {
        id: APPLICATION,
        number: 1,
        school_year: 2027,
        exam_kind: "essay".to_owned(),
        state: "filed".to_owned(),
        person_id: PEOPLE[0],
        organisation_id: SCHOOL,
        study_organisation_id: None,
        informing_organisation_id: SCHOOL,
        category: "student".to_owned(),
        class_name: "11А".to_owned(),
        work_type: Some(20),
        filed_on: "2026-11-10".to_owned(),
        filed_by: "parent".to_owned(),
        content_sealed: sealed(7),
        required_papers: ",identity,consent,".to_owned(),
        lacking_papers: ",consent,".to_owned(),
        first_exam: "2026-12-02".to_owned(),
        entered_at: NOW,
        entered_by: ACCOUNT,
        registration_id: None,
        ended_at: None,
        outcome: None,
        version: 1,
    }
}

fn paper() -> ApplicationPaperRow {
    ApplicationPaperRow {
        id: id(981),
        application_id: APPLICATION,
        kind: "consent".to_owned(),
        shown_on: "2026-11-10".to_owned(),
        recorded_at: NOW,
        recorded_by: ACCOUNT,
        withdrawn_on: None,
        withdrawn_at: None,
    }
}

fn step() -> ApplicationStepRow {
    ApplicationStepRow {
        id: id(982),
        application_id: APPLICATION,
        act: "filed".to_owned(),
        words_sealed: sealed(8),
        made_at: NOW,
        made_by: ACCOUNT,
        organisation_id: SCHOOL,
    }
}

fn exam() -> ApplicationExamRow {
    ApplicationExamRow {
        application_id: APPLICATION,
        subject_code: 2,
        exam_date: "2026-12-02".to_owned(),
        form: Some("ege".to_owned()),
        sitting_id: None,
    }
}

impl TestStore {
    /// One application with an exam, a paper and a step.
    pub async fn fill_applications(&self) {
        let rows = (application(), exam(), paper(), step());
        write!(self.store, |tx, rows| {
            let (application, exam, paper, step) = rows;
            applications::insert(tx, application).await?;
            applications::replace_exams(tx, APPLICATION, std::slice::from_ref(exam)).await?;
            applications::insert_paper(tx, paper).await?;
            applications::insert_step(tx, step).await?;
        })
        .unwrap();
    }
}

async fn applications_come_back_as_written(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    one.fill_applications().await;
    assert_eq!(
        read!(one.store, |tx| applications::by_ids(tx, &[APPLICATION]).await?),
        [application()]
    );
    assert_eq!(
        read!(one.store, |tx| applications::exams(tx, APPLICATION).await?),
        [exam()]
    );
    assert_eq!(
        read!(one.store, |tx| applications::papers(tx, APPLICATION).await?),
        [paper()]
    );
    assert_eq!(
        read!(one.store, |tx| applications::steps(tx, APPLICATION).await?),
        [step()]
    );
    let accepted = ApplicationRow {
        state: "withdrawn".to_owned(),
        ended_at: Some(NOW),
        ..application()
    };
    assert!(write!(one.store, |tx, accepted| applications::update(tx, accepted).await?).unwrap());
    assert!(
        !write!(one.store, |tx, accepted| applications::update(tx, accepted).await?).unwrap(),
        "the version has moved on"
    );
}

async fn a_consent_at_hand_is_withdrawn_once(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    one.fill_applications().await;
    let again = ApplicationPaperRow { id: id(983), ..paper() };
    assert!(
        write!(one.store, |tx, again| applications::insert_paper(tx, again).await?).is_err(),
        "one paper of a kind is at hand"
    );
    let day = ("2026-11-20", NOW);
    let withdraw = "consent";
    for expected in [true, false] {
        let withdrawn = write!(one.store, |tx, withdraw| {
            applications::withdraw_paper(tx, APPLICATION, withdraw, day).await?
        });
        assert_eq!(withdrawn.unwrap(), expected);
    }
    write!(one.store, |tx, again| applications::insert_paper(tx, again).await?).unwrap();
}
