//! An application is entered from paper; a refused form comes back with everything typed and every problem at its field.

use app::AppError;
use app::applications::filing::ApplicationInput;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use domain::application::papers::Paper;
use domain::application::{Condition, ConditionGround, FiledBy, Residence};
use domain::exam::ExamKind;
use domain::identity_document::DocumentType;
use domain::registration::{ParticipantCategory, Sex};
use regulations::russian::{capitalised, numeric_date};
use ui::components::{Choice, Choices, Field, FormBlock, FormPart, Phrase, Section as Part, Tab, Tabs, Width};
use ui::page::{Current, Flash};
use ui::pages::general::DetailPage;

use super::{exam_choices, kind_words, texts, trail, work_types};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const CLAUSES: [&str; 3] = ["kirov-1497:3.1", "kirov-1497:3.2", "kirov-1497:3.4"];

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<DetailPage>, Failure> {
    let kind = ExamKind::from_code(query.one("kind")).unwrap_or(ExamKind::Essay);
    let today = numeric_date(signed_in.request.today);
    let typed = Fields::default()
        .with("kind", kind.code())
        .with("filed_day", &today)
        .with("filed_by", FiledBy::Participant.code())
        .with("document_type", DocumentType::RussianPassport.code());
    Ok(Page::new(view(&staff, &signed_in, &typed, &Problems::default()).await?))
}

pub(super) async fn take(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    match staff
        .app
        .take_exam_application(&signed_in.request, &input_of(&fields))
        .await
    {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/applications/{id}"),
            &Flash::done("Заявление принято. Проверьте, чего не\u{a0}хватает, и\u{a0}зарегистрируйте участника."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let page = view(&staff, &signed_in, &fields, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/applications/new")),
    }
}

fn input_of(fields: &Fields) -> ApplicationInput {
    let field = |name: &str| fields.one(name).to_owned();
    ApplicationInput {
        kind: field("kind"),
        category: field("category"),
        residence: field("residence"),
        class_name: field("class_name"),
        study_code: field("study_code"),
        told_code: field("told_code"),
        surname: field("surname"),
        given_name: field("given_name"),
        patronymic: field("patronymic"),
        birth: field("birth"),
        sex: field("sex"),
        document_type: field("document_type"),
        series: field("series"),
        number: field("number"),
        earlier_document: field("earlier_document"),
        name_paper: field("name_paper"),
        work_type: field("work_type"),
        exams: texts(fields, "exam"),
        filed_day: field("filed_day"),
        filed_by: field("filed_by"),
        applicant: field("applicant"),
        phone: field("phone"),
        ground: field("ground"),
        conditions: texts(fields, "condition"),
        equipment: field("equipment"),
        ground_paper: field("ground_paper"),
        paper_ends: field("paper_ends"),
        papers: texts(fields, "paper"),
    }
}

/// The form in the order of the paper.
struct Form<'f> {
    typed: &'f Fields,
    problems: &'f Problems,
}

impl Form<'_> {
    fn text(&self, name: &str, label: &str) -> Field {
        Field::text(name, label)
            .value(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    fn date(&self, name: &str, label: &str) -> Field {
        Field::date(name, label)
            .value(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    fn select(&self, name: &str, label: &str, options: Vec<Choice>) -> Choices {
        Choices::select(name, label, options)
            .choose(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    fn several(&self, name: &str, label: &str, mut options: Vec<Choice>) -> Choices {
        for option in &mut options {
            option.chosen = self.typed.all(name).any(|value| value == option.value);
        }
        Choices::checkboxes(name, label, options).error(self.problems.of_field(name))
    }
}

fn chosen_first(words: &str, rest: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Choice> {
    let mut options = vec![Choice::new("", words)];
    options.extend(rest.map(|(code, words)| Choice::new(code, capitalised(words))));
    options
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &Fields,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let kind = ExamKind::from_code(typed.one("kind")).unwrap_or(ExamKind::Essay);
    let ahead = staff.app.exams_ahead(kind, signed_in.request.today).await?;
    let form = Form { typed, problems };
    let mut block = FormBlock::new(
        signed_in.form("/applications/new").with("kind", kind.code()),
        "Принять заявление",
    );
    block = exam_part(block, kind, exam_choices(kind, &ahead, typed, problems), &form);
    block = person_part(block, &form);
    block = place_part(block, signed_in, kind, &form);
    block = conditions_part(block, &form);
    block = filing_part(block, kind, &form);
    block = block.back("Отказаться", "/applications");
    let heading = "Принять заявление";
    let mut page = DetailPage::new(signed_in.shell(heading, Section::Applications), heading);
    page.shell.breadcrumbs = trail();
    page.errors = problems.summary();
    page.tabs = Some(Tabs {
        label: "На\u{a0}что заявление".to_owned(),
        items: ExamKind::ALL
            .iter()
            .map(|one| {
                let href = format!("/applications/new?kind={}", one.code());
                Tab::new("", kind_words(*one), href, Current::when(|| *one == kind))
            })
            .collect(),
    });
    let mut part = Part::new("application", kind_words(kind)).form(block);
    for clause in clauses_in_words(staff, &CLAUSES)? {
        part = part.clause(clause);
    }
    page.sections.push(part);
    Ok(page)
}

fn exam_part(block: FormBlock, kind: ExamKind, exams: Choices, form: &Form<'_>) -> FormBlock {
    let categories = ParticipantCategory::ALL.iter().map(|one| (one.code(), one.russian()));
    let block = block
        .part(form.select("category", "Категория", chosen_first("Выберите категорию", categories)))
        .part(exams);
    match kind {
        ExamKind::Essay => block.part(work_types(form.typed, form.problems)),
        ExamKind::Gia11 | ExamKind::Gia9 => block,
    }
}

fn person_part(block: FormBlock, form: &Form<'_>) -> FormBlock {
    let sexes = Sex::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let documents = DocumentType::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    block
        .part(FormPart::Line(vec![
            form.text("surname", "Фамилия"),
            form.text("given_name", "Имя"),
            form.text("patronymic", "Отчество").hint("Если есть"),
        ]))
        .part(form.date("birth", "Дата рождения"))
        .part(
            Choices::radios("sex", "Пол", sexes)
                .choose(form.typed.one("sex"))
                .error(form.problems.of_field("sex")),
        )
        .part(form.select("document_type", "Документ, удостоверяющий личность", documents))
        .part(FormPart::Line(vec![
            form.text("series", "Серия").width(Width::Characters10),
            form.text("number", "Номер").width(Width::Characters20),
        ]))
        .part(
            form.text("earlier_document", "Прежний документ, если его сменили")
                .hint("Серия и\u{a0}номер, под которыми участник уже известен")
                .width(Width::Characters20),
        )
        .part(
            form.text("name_paper", "Документ о\u{a0}перемене фамилии или имени")
                .hint("Только если участник известен под другой фамилией: название, номер и\u{a0}день"),
        )
}

fn place_part(block: FormBlock, signed_in: &SignedInRequest, kind: ExamKind, form: &Form<'_>) -> FormBlock {
    let role = signed_in.request.actor.role;
    if role == Role::SchoolOfficer {
        return block.part(
            form.text("class_name", "Класс")
                .hint("Например 11А")
                .width(Width::Characters10),
        );
    }
    let mut block = block;
    if kind == ExamKind::Essay {
        let residences = Residence::ALL
            .iter()
            .map(|one| Choice::new(one.code(), capitalised(one.russian())))
            .collect();
        block = block.part(form.select("residence", "Где живёт", residences));
    }
    block = block.part(
        form.text("study_code", "Код места учёбы")
            .hint("Для обучающегося СПО: там ему сообщат результат")
            .width(Width::Characters10),
    );
    if role == Role::ProcessingOperator {
        block = block.part(
            form.text("told_code", "Кто сообщит результат: код управления")
                .hint("РЦОИ с\u{a0}результатами не\u{a0}знакомит")
                .width(Width::Characters10),
        );
    }
    block
}

fn conditions_part(block: FormBlock, form: &Form<'_>) -> FormBlock {
    let grounds = ConditionGround::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let conditions = Condition::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    block
        .part(form.select("ground", "Основание особых условий", grounds))
        .part(form.several("condition", "Условия", conditions))
        .part(form.text("equipment", "Какое оборудование"))
        .part(
            form.text("ground_paper", "Документ об\u{a0}особых условиях")
                .hint("Название, номер и\u{a0}день. Хранится зашифрованным"),
        )
        .part(form.date("paper_ends", "Действует по").hint("Пусто\u{a0}— бессрочно"))
}

fn filing_part(block: FormBlock, kind: ExamKind, form: &Form<'_>) -> FormBlock {
    let by = FiledBy::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let papers = Paper::ALL
        .iter()
        .filter(|paper| **paper != Paper::ParentMemo || kind == ExamKind::Gia9)
        .map(|paper| Choice::new(paper.code(), capitalised(paper.russian())))
        .collect();
    block
        .part(form.date("filed_day", "День заявления"))
        .part(
            Choices::radios("filed_by", "Кто подал", by)
                .choose(form.typed.one("filed_by"))
                .error(form.problems.of_field("filed_by")),
        )
        .part(
            form.text("applicant", "Фамилия, имя, отчество подавшего")
                .hint("Если подал не\u{a0}сам участник"),
        )
        .part(form.text("phone", "Контактный телефон").width(Width::Characters20))
        .part(FormPart::Note(Phrase::of(
            "Отметьте, что предъявлено и\u{a0}подписано. Остальное можно внести потом: в\u{a0}списке видно, чего нет.",
        )))
        .part(form.several("paper", "Документы", papers))
}
