//! An application is taken: everything that stands in the way at once, each at its field; the person is found by document.

use domain::access::Action;
use domain::application::filing::{Application, Chosen, EarlierDate, NotTaken, age_on};
use domain::application::papers::{Age, lacking, required};
use domain::application::{ApplicationAct, ApplicationState, ConditionGround};
use domain::exam::ExamKind;
use domain::identity_document::IdentityDocument;
use domain::organisation::OrganisationKind;
use regulations::russian::{capitalised, numeric_date};
use regulations::{Clause, LegalDate, Ruleset};
use serde_json::json;
use storage::applications::{self, ApplicationExamRow, ApplicationPaperRow, ApplicationRow};
use storage::document_index::{DOCUMENT_INDEX_VERSION, DocumentIndexer};
use storage::installation::{self, Counter};
use storage::people::{self, PersonDocumentRow, PersonRow};
use storage::sealed::fields;
use storage::{Tx, boxed};
use uuid::Uuid;

use super::dates::ExamAhead;
pub use super::form::ApplicationInput;
use super::form::{ReadInput, read};
use super::{Content, joined, joined_for_search};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::import::registrant::Places;

/// What is known of the person behind the document.
struct Known {
    person: Uuid,
    /// The name or the document is another one.
    renamed: bool,
    another_document: bool,
}

impl App {
    /// Takes an application. Returns its id.
    ///
    /// Errors: [`AppError::Invalid`] with everything that stands in the way, each at its field.
    pub async fn take_exam_application(&self, request: &Request, input: &ApplicationInput) -> Result<Uuid, AppError> {
        request.authorise(Action::TakeApplications)?;
        let read = read(input).map_err(AppError::Invalid)?;
        // The key of a new person stands before the row that needs it; an unused one is swept.
        let fresh = self.fresh_id(request.now)?;
        let known = self
            .store
            .read(&(self, &read), |tx, (app, read)| {
                boxed(async move { app.person_of(tx, &read.document).await })
            })
            .await?;
        if known.is_none() {
            self.keys.create_person_keys(&[fresh], request.now).await?;
        }
        let fingerprint = format!("take-exam-application {input:?}");
        let whole = (self, request, input, &read, fresh);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, input, read, fresh) = *whole;
                app.authorised_now(tx, request, Action::TakeApplications).await?;
                app.take_paper(tx, request, (input, read), fresh).await
            })
        })
        .await
    }

    async fn person_of(&self, tx: &mut Tx, document: &IdentityDocument) -> Result<Option<Uuid>, AppError> {
        self.person_by_text(tx, &document.normalised()).await
    }

    async fn person_by_text(&self, tx: &mut Tx, normalised: &str) -> Result<Option<Uuid>, AppError> {
        let index = DocumentIndexer::new(&self.keys).index(normalised);
        Ok(people::person_by_document(tx, index.as_bytes()).await?)
    }

    async fn take_paper(
        &self,
        tx: &mut Tx,
        request: &Request,
        (input, read): (&ApplicationInput, &ReadInput),
        fresh: Uuid,
    ) -> Result<Done<Uuid>, AppError> {
        let own = request.actor.organisation.0;
        let organisations = self.organisations_in(tx).await?;
        let taken_at = organisations.kind(own)?;
        let places = Places::load(tx).await?;
        let mut problems = Vec::new();
        let chosen = self
            .chosen(tx, read.kind, &input.exams, request.today, &mut problems)
            .await?;
        let school_year = chosen.first().map(|one| one.exam.school_year());
        let known = self.known_person(tx, (input, read), &mut problems).await?;
        let mut earlier = EarlierDate::None;
        if let (Some(known), Some(year)) = (&known, school_year) {
            let seen = (known.person, read.kind, year);
            earlier = self.second_ones(tx, own, seen, &chosen, &mut problems).await?;
        }
        let dates: Vec<Chosen> = chosen.iter().map(chosen_of).collect();
        let application = application_of(input, read, (&dates, earlier), taken_at, request.today);
        let ruleset = self.ruleset_in(tx).await?;
        for problem in application.problems() {
            problems.push(in_words(&ruleset, problem, &chosen));
        }
        let study = place_typed(&places, &input.study_code, "study_code", &mut problems);
        let told = place_typed(&places, &input.told_code, "told_code", &mut problems);
        let informing = match (told, places.of_id(own)) {
            (Some(told), _) => match OrganisationKind::from_code(&told.kind)?.delivery_route() {
                Some(_) => Some(told.id),
                None => {
                    problems.push(FieldProblem::new(
                        "told_code",
                        "Эта организация с\u{a0}результатами не\u{a0}знакомит: впишите код управления или школы",
                    ));
                    None
                }
            },
            (None, Some(own)) => match places.informing(read.kind, read.category, own, study) {
                Ok(id) => Some(id),
                Err(words) => {
                    let at_centre = taken_at == OrganisationKind::ProcessingCentre;
                    let field = if at_centre { "told_code" } else { "study_code" };
                    problems.push(FieldProblem::new(field, capitalised(&words)));
                    None
                }
            },
            (None, None) => None,
        };
        let (Some(informing), Some(school_year)) = (informing, school_year) else {
            return Err(AppError::Invalid(problems));
        };
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let person = self
            .write_person(tx, request, (input, read), known.as_ref(), fresh)
            .await?;
        let id = self.fresh_id(request.now)?;
        let age = if age_on(read.filed_on, read.birth) < 18 {
            Age::Minor
        } else {
            Age::Adult
        };
        let needed = required(read.kind, read.category, read.filed_by, read.ground, age);
        let row = ApplicationRow {
            id,
            number: installation::bump(tx, Counter::Application, 1).await?,
            school_year,
            exam_kind: read.kind.code().to_owned(),
            state: ApplicationState::Filed.code().to_owned(),
            person_id: person,
            organisation_id: own,
            study_organisation_id: study.map(|place| place.id),
            informing_organisation_id: informing,
            category: read.category.code().to_owned(),
            class_name: input.class_name.trim().to_owned(),
            work_type: read.work_type,
            filed_on: read.filed_on.to_string(),
            filed_by: read.filed_by.code().to_owned(),
            content_sealed: self.seal_content(person, id, &content_of(input, read))?,
            required_papers: joined(&needed),
            lacking_papers: joined_for_search(&lacking(&needed, &read.papers)),
            first_exam: dates
                .iter()
                .map(|one| one.date)
                .min()
                .unwrap_or(request.today)
                .to_string(),
            entered_at: request.at(),
            entered_by: request.account(),
            registration_id: None,
            ended_at: None,
            outcome: None,
            version: 1,
        };
        applications::insert(tx, &row).await?;
        applications::replace_exams(tx, id, &exam_rows(id, &chosen)).await?;
        for paper in read.papers.iter().filter(|paper| needed.contains(paper)) {
            let shown = ApplicationPaperRow {
                id: self.fresh_id(request.now)?,
                application_id: id,
                kind: paper.code().to_owned(),
                shown_on: read.filed_on.to_string(),
                recorded_at: request.at(),
                recorded_by: request.account(),
                withdrawn_on: None,
                withdrawn_at: None,
            };
            applications::insert_paper(tx, &shown).await?;
        }
        let renamed = known.as_ref().is_some_and(|known| known.renamed);
        let mut words = format!("подано {}, {}", numeric_date(read.filed_on), read.filed_by.russian());
        if renamed {
            words = format!("{words}; изменены фамилия или имя: {}", input.name_paper.trim());
        }
        if known.as_ref().is_some_and(|known| known.another_document) {
            words = format!("{words}; предъявлен новый документ");
        }
        self.add_paper_step(tx, request, &row, (ApplicationAct::File, &words))
            .await?;
        let details = json!({"number": row.number, "kind": row.exam_kind, "renamed": renamed});
        Ok(Done {
            value: id,
            event: event("application-filed", "application", Some(id), details),
        })
    }

    /// The chosen among the exams ahead; what is not among them is a problem.
    pub(super) async fn chosen(
        &self,
        tx: &mut Tx,
        kind: ExamKind,
        values: &[String],
        today: LegalDate,
        problems: &mut Vec<FieldProblem>,
    ) -> Result<Vec<ExamAhead>, AppError> {
        let ahead = self.exams_ahead_in(tx, kind, today).await?;
        let mut chosen: Vec<ExamAhead> = Vec::new();
        for value in values.iter().filter(|value| !value.is_empty()) {
            match ahead.iter().find(|one| one.value() == *value) {
                Some(one) if chosen.iter().all(|other| other.value() != *value) => chosen.push(one.clone()),
                Some(_) => {}
                None => problems.push(FieldProblem::new(
                    "exam",
                    "Такого экзамена в\u{a0}расписании впереди нет: выберите из\u{a0}списка",
                )),
            }
        }
        Ok(chosen)
    }

    /// Who is known under the document, or under the earlier one; another name needs a paper, another birth date is a mistake.
    async fn known_person(
        &self,
        tx: &mut Tx,
        (input, read): (&ApplicationInput, &ReadInput),
        problems: &mut Vec<FieldProblem>,
    ) -> Result<Option<Known>, AppError> {
        let by_new = self.person_of(tx, &read.document).await?;
        let earlier = input.earlier_document.trim();
        let by_earlier = match earlier.is_empty() {
            true => None,
            false => {
                let text = domain::identity_document::normalise_document(None, earlier);
                let found = self.person_by_text(tx, &text).await?;
                if found.is_none() {
                    problems.push(FieldProblem::new(
                        "earlier_document",
                        "По\u{a0}этому документу никто не\u{a0}известен. Проверьте серию и\u{a0}номер или оставьте поле пустым",
                    ));
                }
                found
            }
        };
        let Some(person) = by_earlier.or(by_new) else {
            return Ok(None);
        };
        if by_new.is_some_and(|other| other != person) {
            problems.push(FieldProblem::new(
                "number",
                "Этот документ числится за\u{a0}другим участником, чем прежний. Проверьте оба",
            ));
        }
        let Some(row) = people::find_person(tx, person).await? else {
            return Ok(None);
        };
        let details = self.open_details(&row)?;
        if !details.is_empty() && !details.starts_with(&read.birth.to_string()) {
            problems.push(FieldProblem::new(
                "birth",
                "По\u{a0}этому документу известен участник с\u{a0}другой датой рождения. Проверьте дату и\u{a0}документ",
            ));
        }
        let renamed = self
            .open_name(&row)?
            .is_some_and(|name| name.normalised() != read.name.normalised());
        if renamed && input.name_paper.trim().is_empty() {
            problems.push(FieldProblem::new(
                "name_paper",
                "По\u{a0}этому документу известен участник с\u{a0}другой фамилией или именем. Если их сменили, впишите документ о\u{a0}перемене, иначе проверьте документ",
            ));
        }
        Ok(Some(Known {
            person,
            renamed,
            another_document: by_new != Some(person),
        }))
    }

    /// A second application or a registration elsewhere is told; whether an earlier date of the year is known.
    async fn second_ones(
        &self,
        tx: &mut Tx,
        own: Uuid,
        (person, kind, year): (Uuid, ExamKind, i64),
        chosen: &[ExamAhead],
        problems: &mut Vec<FieldProblem>,
    ) -> Result<EarlierDate, AppError> {
        let organisations = self.organisations_in(tx).await?;
        for other in applications::live_of_person(tx, person, year, kind.code()).await? {
            if other.organisation_id != own {
                problems.push(already(&organisations.short_name(other.organisation_id)));
                continue;
            }
            let asked = applications::exams(tx, other.id).await?;
            let is_same = |one: &ApplicationExamRow| {
                chosen.iter().any(|ahead| {
                    ahead.exam.subject_code == one.subject_code
                        && (kind != ExamKind::Essay || ahead.exam.date.to_string() == one.exam_date)
                })
            };
            if asked.iter().any(is_same) {
                problems.push(FieldProblem::new(
                    "exam",
                    format!(
                        "На\u{a0}этот экзамен заявление участника уже есть: №\u{a0}{}",
                        other.number
                    ),
                ));
            }
        }
        let region = self.whole_region(tx).await?;
        let mut earlier = EarlierDate::None;
        for registration in people::registrations_of_person(tx, &region, person).await? {
            if registration.school_year != year || registration.exam_kind != kind.code() {
                continue;
            }
            earlier = EarlierDate::Registered;
            if registration.registering_organisation_id != own && problems.iter().all(|one| one.field != "number") {
                problems.push(already(
                    &organisations.short_name(registration.registering_organisation_id),
                ));
            }
        }
        Ok(earlier)
    }

    async fn write_person(
        &self,
        tx: &mut Tx,
        request: &Request,
        (_, read): (&ApplicationInput, &ReadInput),
        known: Option<&Known>,
        fresh: Uuid,
    ) -> Result<Uuid, AppError> {
        let person = known.map_or(fresh, |known| known.person);
        let details = format!("{}, {}", read.birth, read.sex.russian());
        let row = PersonRow {
            id: person,
            name_sealed: self.seal_name(person, &read.name)?,
            details_sealed: Some(self.keys.seal_text(person, fields::PERSON_DETAILS, person, &details)?),
            is_participant: true,
            created_at: request.at(),
            version: 1,
        };
        match known {
            None => people::insert_persons(tx, std::slice::from_ref(&row)).await?,
            Some(known) if known.renamed => people::update_person(tx, &row).await?,
            Some(_) => {}
        }
        if known.is_none_or(|known| known.another_document) {
            if known.is_some() {
                people::close_document(tx, person, &request.today.to_string()).await?;
            }
            let id = self.fresh_id(request.now)?;
            let index = DocumentIndexer::new(&self.keys).index(&read.document.normalised());
            let text = crate::publication::join_document(
                read.document.document_type().code(),
                read.document.series(),
                read.document.number(),
            );
            let document = PersonDocumentRow {
                id,
                person_id: person,
                document_sealed: self.keys.seal_text(person, fields::PERSON_DOCUMENT, id, &text)?,
                document_index: index.as_bytes().to_vec(),
                index_version: DOCUMENT_INDEX_VERSION,
                valid_from: request.today.to_string(),
                valid_to: None,
                created_at: request.at(),
            };
            people::insert_documents(tx, &[document]).await?;
        }
        installation::bump(tx, Counter::Directory, 1).await?;
        Ok(person)
    }
}

fn already(place: &str) -> FieldProblem {
    FieldProblem::new(
        "number",
        format!(
            "Участник с\u{a0}этим документом на\u{a0}этот год уже записан в\u{a0}другой организации: {place}. Если он перешёл, сначала она отзывает его заявление"
        ),
    )
}

pub(super) fn chosen_of(one: &ExamAhead) -> Chosen {
    Chosen {
        date: one.exam.date,
        period: one.exam.period,
        last_day: one.last_day,
    }
}

pub(super) fn exam_rows(application: Uuid, chosen: &[ExamAhead]) -> Vec<ApplicationExamRow> {
    let row = |one: &ExamAhead| ApplicationExamRow {
        application_id: application,
        subject_code: one.exam.subject_code,
        exam_date: one.exam.date.to_string(),
        form: one.exam.form().map(|form| form.code().to_owned()),
        sitting_id: None,
    };
    chosen.iter().map(row).collect()
}

/// A problem with its clause: the term's for a day too late, otherwise its own.
pub(super) fn in_words(ruleset: &Ruleset, problem: NotTaken, chosen: &[ExamAhead]) -> FieldProblem {
    let clause = match problem {
        NotTaken::TooLate { exam, .. } => chosen
            .iter()
            .find(|one| one.exam.date == exam)
            .map(|one| one.clause.clone()),
        other => other
            .clause()
            .and_then(|text| text.parse::<Clause>().ok())
            .and_then(|clause| ruleset.clause_words(&clause))
            .map(|words| words.chip),
    };
    let words = capitalised(&problem.to_string());
    let words = match clause.filter(|clause| !clause.is_empty()) {
        Some(clause) => format!("{words} ({clause})"),
        None => words,
    };
    FieldProblem::new(problem.field(), words)
}

fn place_typed<'p>(
    places: &'p Places,
    code: &str,
    field: &str,
    problems: &mut Vec<FieldProblem>,
) -> Option<&'p storage::organisations::OrganisationRow> {
    let code = code.trim();
    if code.is_empty() {
        return None;
    }
    let found = places.get(code);
    if found.is_none() {
        problems.push(FieldProblem::new(field, places.unknown(code)));
    }
    found
}

fn application_of<'a>(
    input: &'a ApplicationInput,
    read: &'a ReadInput,
    (dates, earlier): (&'a [Chosen], EarlierDate),
    taken_at: OrganisationKind,
    today: LegalDate,
) -> Application<'a> {
    Application {
        kind: read.kind,
        category: read.category,
        residence: read.residence,
        taken_at,
        filed_by: read.filed_by,
        applicant: &input.applicant,
        work_type: read.work_type,
        chosen: dates,
        earlier,
        filed_on: read.filed_on,
        today,
        birth: read.birth,
        ground: read.ground,
        conditions: &read.conditions,
        ground_paper: &input.ground_paper,
        paper_ends: read.paper_ends,
        equipment: &input.equipment,
    }
}

fn content_of(input: &ApplicationInput, read: &ReadInput) -> Content {
    let of_ground = |text: &str| match read.ground {
        ConditionGround::None => String::new(),
        _ => text.trim().to_owned(),
    };
    Content {
        applicant: input.applicant.trim().to_owned(),
        phone: input.phone.trim().to_owned(),
        residence: read.residence.code().to_owned(),
        ground: read.ground.code().to_owned(),
        conditions: read.conditions.iter().map(|one| one.code().to_owned()).collect(),
        equipment: of_ground(&input.equipment),
        ground_paper: of_ground(&input.ground_paper),
        paper_ends: read.paper_ends.map(|day| day.to_string()),
    }
}
