//! One form for all exams that one's organisation has not announced yet: a row each, ticked and filled in beforehand.

use app::AppError;
use app::announcements::AnnouncementInput;
use app::announcements_several::{OwedAnnouncement, OwedAnnouncements};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use regulations::russian::{count, numeric_date};
use ui::components::{Choice, Choices, Field, FormBlock, FormPart, Link, Phrase, Width};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

use super::CLAUSES;
use super::form::USUAL_PROCEDURE;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/announcements/several";
const LIST: &str = "/announcements";

/// GET `/announcements/several`.
pub async fn ask(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<FormPage>, Failure> {
    let owed = staff.app.announcements_owed(&signed_in.request).await?;
    if owed.exams.is_empty() {
        let words = "все экзамены ваших участников уже объявлены".to_owned();
        return Err(Failure::from(AppError::NotNow(words)).back_to(LIST));
    }
    let proposed = proposed(&owed);
    Ok(Page::new(view(
        &staff,
        &signed_in,
        &owed,
        &proposed,
        &Problems::default(),
    )?))
}

/// POST `/announcements/several`: `exams` (ids), `procedure`, and `day-<id>`, `time-<id>`, `place-<id>` of each.
pub async fn announce(State(staff): State<Staff>, form: VerifiedForm<Fields>) -> Result<Response, Failure> {
    let (signed_in, fields) = (&form.signed_in, &form.fields);
    let owed = staff.app.announcements_owed(&signed_in.request).await?;
    let typed = Typed::of(fields, &owed);
    let inputs: Vec<(Uuid, AnnouncementInput)> = fields
        .all("exams")
        .filter_map(|id| Uuid::parse_str(id).ok())
        .map(|id| (id, input(fields, id)))
        .collect();
    match staff.app.announce_several(&signed_in.request, &inputs).await {
        Ok(announced) => {
            let words = count(announced, "экзамен", "экзамена", "экзаменов");
            let flash = Flash::done(format!(
                "Объявлено: {words}. Соберите подписи и\u{a0}сообщите день и\u{a0}время каждого."
            ));
            Ok(see_other_with(&staff, LIST, &flash))
        }
        Err(error @ AppError::Invalid(_)) => {
            let page = view(&staff, signed_in, &owed, &typed, &Problems::of(error)?)?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(PATH)),
    }
}

fn input(fields: &Fields, exam: Uuid) -> AnnouncementInput {
    let of_row = |name: &str| fields.one(&format!("{name}-{exam}")).to_owned();
    AnnouncementInput {
        day: of_row("day"),
        time: of_row("time"),
        place: of_row("place"),
        procedure: fields.one("procedure").to_owned(),
        version: 0,
    }
}

/// What stands in the form.
struct Typed {
    procedure: String,
    /// In the order of the exams owed.
    rows: Vec<TypedRow>,
}

struct TypedRow {
    is_ticked: bool,
    input: AnnouncementInput,
}

impl Typed {
    fn of(fields: &Fields, owed: &OwedAnnouncements) -> Self {
        let row = |one: &OwedAnnouncement| {
            let id = one.exam.id.to_string();
            TypedRow {
                is_ticked: fields.all("exams").any(|ticked| ticked == id),
                input: input(fields, one.exam.id),
            }
        };
        Self {
            procedure: fields.one("procedure").to_owned(),
            rows: owed.exams.iter().map(row).collect(),
        }
    }
}

fn proposed(owed: &OwedAnnouncements) -> Typed {
    let row = |one: &OwedAnnouncement| TypedRow {
        is_ticked: true,
        input: AnnouncementInput {
            day: numeric_date(one.day),
            time: owed.time.clone(),
            place: owed.place.clone(),
            ..AnnouncementInput::default()
        },
    };
    Typed {
        procedure: if owed.procedure.is_empty() {
            USUAL_PROCEDURE.to_owned()
        } else {
            owed.procedure.clone()
        },
        rows: owed.exams.iter().map(row).collect(),
    }
}

fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    owed: &OwedAnnouncements,
    typed: &Typed,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let heading = "Объявить несколько экзаменов сразу";
    let procedure = Field::area("procedure", "Порядок, один на\u{a0}все отмеченные экзамены", 5)
        .value(&typed.procedure)
        .error(problems.of_field("procedure"));
    let mut block = FormBlock::new(signed_in.form(PATH), "Объявить отмеченные экзамены");
    for (index, (one, row)) in owed.exams.iter().zip(&typed.rows).enumerate() {
        let error = if index == 0 {
            problems.of_field("exams")
        } else {
            String::new()
        };
        block = block.part(tick(index, one, row, error));
        block = block.part(FormPart::Line(row_fields(one, row, problems)));
    }
    block = block.part(procedure).back("Не\u{a0}объявлять", LIST);
    let mut shell = signed_in.shell(heading, Section::Announcements);
    shell.breadcrumbs = vec![Link::new("Объявления", LIST)];
    let mut page = FormPage::new(shell, heading, block);
    page.sub = signed_in.person.organisation_short.clone();
    page.lead = lead(owed);
    page.errors = problems.summary();
    page.clauses = clauses_in_words(staff, &CLAUSES)?;
    Ok(page)
}

fn lead(owed: &OwedAnnouncements) -> Phrase {
    let exams = i64::try_from(owed.exams.len()).unwrap_or(i64::MAX);
    let days = count(owed.days_after, "день", "дня", "дней");
    let rule = if owed.place.is_empty() {
        format!("День предложен через {days} после экзамена, рабочий.")
    } else {
        format!(
            "День, время и\u{a0}место предложены по\u{a0}вашему последнему объявлению: через {days} после экзамена, рабочий день."
        )
    };
    Phrase::of("Не\u{a0}объявлено: ")
        .bold(count(exams, "экзамен", "экзамена", "экзаменов"))
        .text(format!(
            ". {rule} Исправьте, где нужно, и\u{a0}снимите отметку, где объявлять рано."
        ))
}

fn tick(index: usize, one: &OwedAnnouncement, row: &TypedRow, error: String) -> Choices {
    let participants = count(one.participants, "участник", "участника", "участников");
    let mut choice = Choice::new(one.exam.id.to_string(), format!("Объявить: {participants}"));
    if row.is_ticked {
        choice = choice.chosen();
    }
    // The summary of errors leads to the first row's tick.
    let id = if index == 0 {
        "exams".to_owned()
    } else {
        format!("exams-{}", one.exam.id)
    };
    Choices::checkboxes("exams", one.exam.title(), vec![choice])
        .id(id)
        .error(error)
}

fn row_fields(one: &OwedAnnouncement, row: &TypedRow, problems: &Problems) -> Vec<Field> {
    let exam = one.exam.id;
    let error = |name: &str| problems.of_field(&format!("{name}-{exam}"));
    vec![
        Field::date(format!("day-{exam}"), "День")
            .value(&row.input.day)
            .error(error("day")),
        Field::time(format!("time-{exam}"), "Время")
            .value(&row.input.time)
            .error(error("time")),
        Field::text(format!("place-{exam}"), "Где")
            .value(&row.input.place)
            .error(error("place"))
            .width(Width::Characters20),
    ]
}
