//! Applications for the next essay, taken on paper at a few places through the ordinary acts: some are whole, some lack a paper,
//! one is withdrawn. Nobody is registered yet: that would make the next exam, and the show is about the one that was.

use app::applications::dates::ExamAhead;
use app::applications::filing::ApplicationInput;
use domain::application::papers::Paper;
use domain::application::{Condition, ConditionGround, FiledBy};
use domain::exam::{ExamKind, ExamPeriod};
use domain::identity_document::DocumentType;
use domain::organisation::OrganisationKind;
use domain::registration::{ParticipantCategory, Sex};
use regulations::russian::numeric_date;

use super::build::{Week, text};

/// Places that take papers.
const PLACES: usize = 3;
/// Surname, name, patronymic, sex of made-up people; each place takes the same names under other documents.
const PEOPLE: [(&str, &str, &str, Sex); 5] = [
    ("Вяземцева", "Алина", "Игоревна", Sex::Female),
    ("Дубравин", "Кирилл", "Олегович", Sex::Male),
    ("Заречнев", "Тимур", "Русланович", Sex::Male),
    ("Калиновская", "Ева", "Павловна", Sex::Female),
    ("Луговой", "Матвей", "Денисович", Sex::Male),
];

/// Whose application is taken back.
const WITHDRAWN: usize = 4;

impl Week<'_> {
    /// Where the next date is December, schools take papers of next year's graduates; else municipal bodies those of past ones.
    pub(super) async fn take_applications(&self) -> Result<(), String> {
        let today = self.app.day_of(self.app.clock.now());
        let ahead = self.app.exams_ahead(ExamKind::Essay, today).await.map_err(text)?;
        let Some(exam) = ahead
            .iter()
            .find(|one| one.exam.date > today && one.last_day.is_none_or(|last| last >= today))
        else {
            return Ok(());
        };
        let is_december = exam.exam.period == ExamPeriod::Main;
        let (kind, category) = if is_december {
            (OrganisationKind::School, ParticipantCategory::Student)
        } else {
            (OrganisationKind::MunicipalBody, ParticipantCategory::PastGraduate)
        };
        for (place, code) in self.codes_of(&[kind]).iter().take(PLACES).enumerate() {
            for (index, person) in PEOPLE.iter().enumerate() {
                let request = self.request(code).await?;
                let input = paper(exam, category, (place, index), *person, &numeric_date(today));
                let id = self.app.take_exam_application(&request, &input).await.map_err(text)?;
                if index == WITHDRAWN {
                    let words = "письменное заявление от\u{a0}этого\u{a0}же дня";
                    let withdrawn = self.app.withdraw_exam_application(&request, (id, 1), words);
                    withdrawn.await.map_err(text)?;
                }
            }
        }
        Ok(())
    }
}

fn paper(
    exam: &ExamAhead,
    category: ParticipantCategory,
    (place, index): (usize, usize),
    (surname, given_name, patronymic, sex): (&str, &str, &str, Sex),
    today: &str,
) -> ApplicationInput {
    let is_student = category == ParticipantCategory::Student;
    let mut papers = vec![Paper::Identity, Paper::Education, Paper::Consent, Paper::ParentConsent];
    match index {
        1 => papers.retain(|paper| !paper.is_consent()),
        2 => papers.retain(|paper| *paper != Paper::ParentConsent && *paper != Paper::Education),
        3 => papers.push(Paper::Conditions),
        _ => {}
    }
    if index != 1 {
        papers.push(Paper::Memo);
    }
    let with_conditions = index == 3;
    ApplicationInput {
        kind: ExamKind::Essay.code().to_owned(),
        category: category.code().to_owned(),
        class_name: if is_student { "11А".to_owned() } else { String::new() },
        surname: surname.to_owned(),
        given_name: given_name.to_owned(),
        patronymic: patronymic.to_owned(),
        birth: if is_student { "14.05.2009" } else { "14.05.2004" }.to_owned(),
        sex: sex.code().to_owned(),
        document_type: DocumentType::RussianPassport.code().to_owned(),
        // A show may have two weeks: the people of one are not those of the other.
        series: if is_student { "0099" } else { "0098" }.to_owned(),
        number: format!("9{place:02}{index:03}"),
        work_type: "20".to_owned(),
        exams: vec![exam.value()],
        filed_day: today.to_owned(),
        filed_by: FiledBy::Participant.code().to_owned(),
        ground: if with_conditions {
            ConditionGround::LimitedHealth
        } else {
            ConditionGround::None
        }
        .code()
        .to_owned(),
        conditions: match with_conditions {
            true => vec![
                Condition::ExtraTime.code().to_owned(),
                Condition::OwnRoom.code().to_owned(),
            ],
            false => Vec::new(),
        },
        ground_paper: if with_conditions {
            "рекомендации ПМПК № 118".to_owned()
        } else {
            String::new()
        },
        papers: papers.iter().map(|paper| paper.code().to_owned()).collect(),
        ..ApplicationInput::default()
    }
}
