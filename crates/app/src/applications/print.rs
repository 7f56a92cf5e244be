//! The papers that are signed: the application with its registration number, the consent with its closed list of data, the memo
//! (rostov-essay:annex; kuzbass-gia9:sign). Told in our own words; the layout is ours.

use documents::extract::Fact;
use documents::paper::{CasePaper, render_all};
use documents::{DocumentError, Signatory};
use domain::access::Action;
use domain::application::papers::Paper;
use domain::application::{CONSENT_DATA, EXTRA_MINUTES, FiledBy};
use domain::exam::ExamKind;
use domain::identity_document::DocumentType;
use regulations::russian::{capitalised, date_time, long_date, numeric_date};
use serde_json::json;
use storage::sealed::{SealedError, fields};
use storage::{boxed, people};
use uuid::Uuid;

use super::list::ApplicationView;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::names::DESTROYED_NAME;
use crate::print::{PDF, PrintedFile, creation_moment, typesetter};
use crate::publication::split_document;

/// What stands on the papers besides the application.
struct OnPaper {
    document: String,
    place: String,
    centre: String,
}

impl App {
    /// Application, consent and memo of one participant as one PDF; printing is journalled. Only who took the application prints
    /// it: the document stands on it in full.
    pub async fn print_exam_application(&self, request: &Request, id: Uuid) -> Result<PrintedFile, AppError> {
        let scope = request.authorise(Action::TakeApplications)?;
        let (view, on_paper) = self
            .store
            .read(&(self, scope, id), |tx, (app, scope, id)| {
                boxed(async move {
                    let row = storage::applications::find(tx, scope, *id)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    let organisations = app.organisations_in(tx).await?;
                    let on_paper = OnPaper {
                        document: app.document_in_words(tx, row.person_id).await?,
                        place: organisations.get(row.organisation_id)?.name.clone(),
                        centre: organisations.processing_centre()?.name.clone(),
                    };
                    Ok::<_, AppError>((app.application_page(tx, row).await?, on_paper))
                })
            })
            .await?;
        let first = self.application_paper(request, &view, &on_paper);
        let others = [
            self.consent_paper(request, &view, &on_paper),
            self.memo_paper(request, &view),
        ];
        let bytes = render_all(typesetter()?, &first, &others).map_err(|error: DocumentError| AppError::from(error))?;
        let number = view.line.row.number;
        self.note_reading(
            request,
            event(
                "application-printed",
                "application",
                Some(id),
                json!({"number": number}),
            ),
        )
        .await?;
        Ok(PrintedFile {
            file_name: format!("application-{number}.pdf"),
            media_type: PDF,
            bytes,
        })
    }

    async fn document_in_words(&self, tx: &mut storage::Tx, person: Uuid) -> Result<String, AppError> {
        let Some(row) = people::live_document_of(tx, person).await? else {
            return Ok(String::new());
        };
        match self
            .keys
            .open_text(person, fields::PERSON_DOCUMENT, row.id, &row.document_sealed)
        {
            Ok(text) => {
                let (kind, series, number) = split_document(&text);
                let kind = DocumentType::from_code(kind)?.russian();
                let series = series.map(|series| format!("серия\u{a0}{series} ")).unwrap_or_default();
                Ok(format!("{kind}: {series}№\u{a0}{number}"))
            }
            Err(SealedError::Destroyed) => Ok(DESTROYED_NAME.to_owned()),
            Err(error) => Err(error.into()),
        }
    }

    fn application_paper(&self, request: &Request, view: &ApplicationView, on_paper: &OnPaper) -> CasePaper {
        let row = &view.line.row;
        let mut facts = vec![
            fact("Кому", &on_paper.place),
            fact("Я", &view.line.name),
            fact("Родился, пол", &birth_in_words(&view.details)),
            fact("Документ", &capitalised(&on_paper.document)),
            fact("Категория", &capitalised(view.line.category.russian())),
        ];
        if !row.class_name.is_empty() {
            facts.push(fact("Класс", &row.class_name));
        }
        let exams: Vec<String> = view
            .exams
            .iter()
            .map(|exam| format!("{}, {}", capitalised(&exam.name), long_date(exam.date)))
            .collect();
        facts.push(fact("Прошу зарегистрировать", &exams.join("; ")));
        if let Some(conditions) = &view.conditions {
            facts.push(fact("Прошу создать условия", &capitalised(conditions)));
        }
        if !view.content.phone.is_empty() {
            facts.push(fact("Телефон", &view.content.phone));
        }
        let by = match view.filed_by {
            FiledBy::Participant => capitalised(view.filed_by.russian()),
            FiledBy::Parent | FiledBy::Proxy => {
                format!("{}: {}", capitalised(view.filed_by.russian()), view.content.applicant)
            }
        };
        facts.push(fact("Подал", &by));
        facts.push(fact("День заявления", &numeric_date(view.filed_on)));
        let shown: Vec<&str> = view.papers.iter().map(|line| line.paper.russian()).collect();
        let texts = vec![
            fact("Предъявлено и\u{a0}подписано", &capitalised(&shown.join("; "))),
            fact(
                "Приложения",
                "Согласие на\u{a0}обработку персональных данных прилагается.\nС\u{a0}памяткой о\u{a0}порядке проведения ознакомлен (ознакомлена).",
            ),
        ];
        let title = format!("Заявление на\u{a0}участие: {}", kind_words(view.line.kind));
        self.sheet(request, view, (title, facts, texts), &["Заявитель", "Заявление принял"])
    }

    fn consent_paper(&self, request: &Request, view: &ApplicationView, on_paper: &OnPaper) -> CasePaper {
        let facts = vec![
            fact("Я", &view.line.name),
            fact("Документ", &capitalised(&on_paper.document)),
            fact("Кому", &on_paper.centre),
        ];
        let texts = vec![
            fact(
                "Даю согласие на\u{a0}обработку только этих сведений",
                &format!("{}.", capitalised(&CONSENT_DATA.join("; "))),
            ),
            fact(
                "Для чего",
                "Чтобы вести информационные системы итоговой аттестации и\u{a0}приёма в\u{a0}колледжи и\u{a0}вузы, и\u{a0}ни\u{a0}для\u{a0}чего больше.",
            ),
            fact(
                "Что можно делать",
                "Собирать, хранить, уточнять, использовать, передавать операторам этих систем, обезличивать, блокировать, уничтожать, с\u{a0}помощью программ и\u{a0}без них.",
            ),
            fact(
                "До каких пор",
                "Пока цель не\u{a0}достигнута или не\u{a0}кончился срок хранения. Согласие можно отозвать письменным заявлением в\u{a0}любой момент.\nДаю согласие по\u{a0}своей воле и\u{a0}в\u{a0}своих интересах.",
            ),
        ];
        let title = "Согласие на\u{a0}обработку персональных данных".to_owned();
        let is_minor = view
            .papers
            .iter()
            .map(|line| line.paper)
            .chain(view.line.lacking.iter().copied());
        let signatories: &[&str] = match is_minor.into_iter().any(|paper| paper == Paper::ParentConsent) {
            true => &["Участник", "Не\u{a0}возражаю: родитель (законный представитель)"],
            false => &["Участник"],
        };
        self.sheet(request, view, (title, facts, texts), signatories)
    }

    fn memo_paper(&self, request: &Request, view: &ApplicationView) -> CasePaper {
        let facts = vec![fact("Участник", &view.line.name)];
        let mut lines = vec![
            "Начало в\u{a0}10:00 по\u{a0}местному времени. Приходят заранее, с\u{a0}документом, удостоверяющим личность.".to_owned(),
            "Нельзя переговариваться, пользоваться телефоном и\u{a0}другими средствами связи, своими записями, выносить и\u{a0}фотографировать материалы. За\u{a0}это удаляют.".to_owned(),
            "Если стало плохо, можно закончить досрочно по\u{a0}уважительной причине.".to_owned(),
        ];
        lines.push(match view.line.kind {
            ExamKind::Essay => format!(
                "На\u{a0}сочинение (изложение) даётся 235\u{a0}минут без инструктажа; при особых условиях на\u{a0}{EXTRA_MINUTES}\u{a0}минут больше. Результат\u{a0}— зачёт или незачёт."
            ),
            ExamKind::Gia11 | ExamKind::Gia9 => {
                "О\u{a0}нарушении порядка апелляцию подают в\u{a0}день экзамена, о\u{a0}несогласии с\u{a0}баллами\u{a0}— в\u{a0}два рабочих дня после официального дня объявления.".to_owned()
            }
        });
        lines.push(format!("Результат сообщает под подпись: {}.", view.informing));
        let texts = vec![
            fact("Главное", &lines.join("\n")),
            fact("Подпись", "С\u{a0}правилами проведения ознакомлен (ознакомлена)."),
        ];
        let title = format!("Памятка участника: {}", kind_words(view.line.kind));
        let signatories: &[&str] = match view.line.kind {
            ExamKind::Gia9 => &["Участник", "Родитель (законный представитель)"],
            ExamKind::Essay | ExamKind::Gia11 => &["Участник"],
        };
        self.sheet(request, view, (title, facts, texts), signatories)
    }

    fn sheet(
        &self,
        request: &Request,
        view: &ApplicationView,
        (title, facts, texts): (String, Vec<Fact>, Vec<Fact>),
        signatories: &[&str],
    ) -> CasePaper {
        let number = format!("Регистрационный номер {}", view.line.row.number);
        let signatory = |post: &&str| Signatory {
            post: (*post).to_owned(),
            name: String::new(),
        };
        CasePaper {
            title,
            about: vec![number.clone()],
            facts,
            changes: Vec::new(),
            texts,
            signatories: signatories.iter().map(signatory).collect(),
            running: number,
            printed_at: date_time(&self.zone, request.now),
            created: creation_moment(&self.zone, request.now),
        }
    }
}

fn fact(label: &str, value: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

const fn kind_words(kind: ExamKind) -> &'static str {
    match kind {
        ExamKind::Essay => "итоговое сочинение (изложение)",
        ExamKind::Gia11 => "ГИА-11",
        ExamKind::Gia9 => "ГИА-9",
    }
}

/// «2009-03-04, женский» as stored, in figures.
pub fn birth_in_words(details: &str) -> String {
    match details.split_once(", ") {
        Some((day, sex)) => match day.parse() {
            Ok(day) => format!("{}, {sex}", numeric_date(day)),
            Err(_) => details.to_owned(),
        },
        None => details.to_owned(),
    }
}
