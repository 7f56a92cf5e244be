//! Who sits GIA: classes of the region's schools, past graduates, college students, externs; and which exams they chose.

use domain::exam::ExamKind;
use domain::identity_document::DocumentType;
use domain::organisation::OrganisationKind;
use domain::registration::ParticipantCategory;
use regulations::LegalDate;

use super::exams::{MadeUpExam, chosen};
use super::{GiaError, GiaPlan, GiaTruth, Graduates, MadeUpGiaParticipant, MadeUpSitting};
use crate::chance::{Chance, Stream};
use crate::identity_documents::{DocumentIssuer, draw_document_type};
use crate::names::{MadeUpName, Origin, draw_sex};
use crate::participants::{HealthLimits, MadeUpParticipant};
use crate::region::MadeUpRegion;
use crate::words::Words;

const LETTERS: [&str; 2] = ["А", "Б"];

/// Where and as what somebody is registered.
struct Place<'region> {
    /// Somebody who is made up already.
    who: Option<&'region MadeUpParticipant>,
    kind: ExamKind,
    category: ParticipantCategory,
    class: String,
    registering_code: String,
    study_code: Option<String>,
    informing_code: String,
}

pub(super) fn make_people(
    region: &MadeUpRegion,
    plan: &GiaPlan,
    exams: &[MadeUpExam],
) -> Result<Vec<MadeUpGiaParticipant>, GiaError> {
    let words = Words::read();
    let mut chance = Chance::new(plan.seed, Stream::GiaPeople);
    let mut issuer = DocumentIssuer::default();
    // Nobody of GIA has a document of the essay's people.
    for person in &region.participants {
        issuer.reserve(&person.document);
    }
    let first_day = LegalDate::new(plan.year, 5, 26)?;
    let mut people = Vec::with_capacity(plan.gia11 + plan.gia9);
    for place in places(region, plan, &mut chance) {
        if let Some(who) = place.who {
            let sittings = choice(&place, exams, &mut chance);
            people.push(once_more(who, place, sittings));
            continue;
        }
        let origin = Origin::draw(&mut chance);
        let sex = draw_sex(&mut chance);
        let (youngest, oldest) = age_in_days(&place);
        let born = first_day.plus_days(-chance.between(youngest, oldest));
        let document_type = match place.category {
            ParticipantCategory::PastGraduate => DocumentType::RussianPassport,
            _ => draw_document_type(origin, &mut chance),
        };
        let sittings = choice(&place, exams, &mut chance);
        people.push(MadeUpGiaParticipant {
            code: String::new(),
            name: MadeUpName::draw(origin, sex, &words, &mut chance),
            born,
            sex,
            document: issuer.issue(document_type, born, first_day, &mut chance),
            category: place.category,
            class: place.class,
            registering_code: place.registering_code,
            study_code: place.study_code,
            informing_code: place.informing_code,
            exam_kind: place.kind,
            health: match chance.per_mille(30) {
                true => HealthLimits::Recorded,
                false => HealthLimits::NotRecorded,
            },
            sittings,
        });
    }
    people.sort_by_cached_key(|person| {
        (
            person.exam_kind,
            person.informing_code.clone(),
            person.class.clone(),
            person.name.class_list_key(),
            person.document.number.clone(),
        )
    });
    for (number, person) in (1_usize..).zip(&mut people) {
        let grade = match person.exam_kind {
            ExamKind::Gia9 => 9,
            _ => 1,
        };
        person.code = format!("{}{:02}{grade}{number:06}", region.plan.region_code, plan.year % 100);
    }
    Ok(people)
}

/// Somebody of the essay at GIA.
fn once_more(who: &MadeUpParticipant, place: Place<'_>, sittings: Vec<MadeUpSitting>) -> MadeUpGiaParticipant {
    MadeUpGiaParticipant {
        code: String::new(),
        name: who.name.clone(),
        born: who.born,
        sex: who.sex,
        document: who.document.clone(),
        category: place.category,
        class: place.class,
        registering_code: place.registering_code,
        study_code: place.study_code,
        informing_code: place.informing_code,
        exam_kind: place.kind,
        health: who.health,
        sittings,
    }
}

/// The students of the region's classes, in an order that leaves out nobody's school.
fn graduates<'region>(region: &'region MadeUpRegion, plan: &GiaPlan) -> Vec<&'region MadeUpParticipant> {
    match plan.graduates {
        Graduates::Apart => Vec::new(),
        Graduates::OfTheEssay => {
            let students = region.participants.iter();
            let students: Vec<_> = students
                .filter(|one| one.category == ParticipantCategory::Student && one.class_number.is_some())
                .collect();
            let step = (students.len() / plan.gia11.max(1)).max(1);
            students.into_iter().step_by(step).collect()
        }
    }
}

fn places<'region>(region: &'region MadeUpRegion, plan: &GiaPlan, chance: &mut Chance) -> Vec<Place<'region>> {
    let codes = |kinds: &[OrganisationKind]| -> Vec<&str> {
        let of_kind = region.organisations.iter().filter(|one| kinds.contains(&one.kind));
        of_kind.map(|one| one.code.as_str()).collect()
    };
    let schools = codes(&[OrganisationKind::School, OrganisationKind::StateSchool]);
    let bodies = codes(&[OrganisationKind::MunicipalBody]);
    let colleges = codes(&[OrganisationKind::College]);
    let student = |kind: ExamKind, chance: &mut Chance| {
        let school = chance.pick(&schools).to_owned();
        let grade = if kind == ExamKind::Gia9 { 9 } else { 11 };
        Place {
            who: None,
            kind,
            category: ParticipantCategory::Student,
            class: format!("{grade}{}", chance.pick(&LETTERS)),
            registering_code: school.clone(),
            study_code: Some(school.clone()),
            informing_code: school,
        }
    };
    let at_body = |category, class: &str, study: Option<String>, chance: &mut Chance| {
        let body = chance.pick(&bodies).to_owned();
        Place {
            who: None,
            kind: ExamKind::Gia11,
            category,
            class: class.to_owned(),
            registering_code: body.clone(),
            study_code: study,
            informing_code: body,
        }
    };
    let mut graduates = graduates(region, plan).into_iter();
    let mut graduate = |chance: &mut Chance| match graduates.next() {
        Some(who) => Place {
            who: Some(who),
            kind: ExamKind::Gia11,
            category: ParticipantCategory::Student,
            class: who.class.clone(),
            registering_code: who.registering_code.clone(),
            study_code: who.study_code.clone(),
            informing_code: who.informing_code.clone(),
        },
        None => student(ExamKind::Gia11, chance),
    };
    let mut places = Vec::with_capacity(plan.gia11 + plan.gia9);
    for _ in 0..plan.gia11 {
        places.push(match chance.below(100) {
            0..7 => at_body(ParticipantCategory::PastGraduate, "", None, chance),
            7..10 if !colleges.is_empty() => {
                let college = chance.pick(&colleges).to_owned();
                at_body(ParticipantCategory::CollegeStudent, "ИС-23", Some(college), chance)
            }
            10 => Place {
                category: ParticipantCategory::Extern,
                class: String::new(),
                study_code: None,
                ..student(ExamKind::Gia11, chance)
            },
            _ => graduate(chance),
        });
    }
    places.extend((0..plan.gia9).map(|_| student(ExamKind::Gia9, chance)));
    places
}

const fn age_in_days(place: &Place<'_>) -> (i64, i64) {
    match (place.kind, place.category) {
        (ExamKind::Gia9, _) => (5_430, 5_880),
        (_, ParticipantCategory::PastGraduate) => (6_900, 12_800),
        (_, ParticipantCategory::CollegeStudent) => (6_600, 7_400),
        _ => (6_340, 6_790),
    }
}

/// Russian and mathematics for this year's graduates, and one or two more; past graduates one or two of their choice.
fn choice(place: &Place<'_>, exams: &[MadeUpExam], chance: &mut Chance) -> Vec<MadeUpSitting> {
    let mut subjects: Vec<u8> = Vec::new();
    match (place.kind, place.category) {
        (ExamKind::Gia9, _) => {
            subjects.extend([1, 2]);
            subjects.extend(two_of(&[12, 8, 5, 6, 3, 9], chance));
        }
        (_, ParticipantCategory::PastGraduate | ParticipantCategory::CollegeStudent) => {
            subjects.push(chance.pick(&[1_u8, 2]));
            subjects.push(chance.pick(&[12_u8, 6, 4]));
        }
        _ => match chance.below(100) {
            0..30 => subjects.extend([1, 22]),
            30..55 => {
                subjects.extend([1, 2]);
                subjects.push(chance.pick(&[25_u8, 3]));
            }
            55..75 => {
                subjects.extend([1, 22, 12]);
                subjects.push(chance.pick(&[7_u8, 18, 9]));
            }
            75..90 => subjects.extend([1, 22, 4, 6]),
            _ => subjects.extend([1, 2, 12]),
        },
    }
    // English is sat in writing and orally.
    if place.kind == ExamKind::Gia11 && subjects.contains(&9) {
        subjects.push(29);
    }
    chosen(exams, place.kind, &subjects)
        .into_iter()
        .map(|exam| MadeUpSitting {
            exam,
            truth: GiaTruth::Absent,
        })
        .collect()
}

fn two_of(subjects: &[u8], chance: &mut Chance) -> [u8; 2] {
    let first = chance.pick(subjects);
    let others: Vec<u8> = subjects.iter().copied().filter(|subject| *subject != first).collect();
    [first, chance.pick(&others)]
}
