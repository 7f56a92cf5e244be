//! Participants of the essay: classes, and the categories that do not come from a class.

use domain::essay::WorkType;
use domain::identity_document::DocumentType;
use domain::organisation::OrganisationKind;
use domain::registration::{ParticipantCategory, Sex};
use regulations::LegalDate;

use crate::chance::{Chance, Stream};
use crate::identity_documents::{DocumentIssuer, MadeUpDocument, draw_document_type};
use crate::names::{MadeUpName, Origin, draw_sex};
use crate::organisations::MadeUpOrganisation;
use crate::plan::{MAX_CLASS, MAX_CLASSES_PER_SCHOOL, MIN_CLASS, RegionPlan};
use crate::words::Words;

const CLASS_LETTERS: [&str; MAX_CLASSES_PER_SCHOOL] = ["А", "Б", "В", "Г", "Д", "Е", "Ж", "З"];
/// Every so many classes have two people of one full name, every so many a pair of twins.
const CLASSES_PER_NAMESAKES: usize = 25;
const CLASSES_PER_TWINS: usize = 30;

/// A made-up participant with one registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpParticipant {
    /// Ten digits: region, last two digits of the year in which the school year ends, running number.
    pub code: String,
    pub name: MadeUpName,
    pub born: LegalDate,
    pub sex: Sex,
    pub document: MadeUpDocument,
    pub category: ParticipantCategory,
    /// «11А»; the group of a college student; empty for the categories without a class.
    pub class: String,
    pub registering_code: String,
    /// `None` where the person does not study in the region.
    pub study_code: Option<String>,
    /// Truth: who must tell the result (kuzbass-4195:2.1, 2.6).
    pub informing_code: String,
    pub work_type: WorkType,
    pub health: HealthLimits,
    /// Which class of the region, counted from 0; `None` outside classes.
    pub(crate) class_number: Option<usize>,
}

/// Whether limited possibilities of health (ОВЗ) are recorded; only they may write exposition (kirov-1497:2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HealthLimits {
    NotRecorded,
    Recorded,
}

/// What a person is before name, document and code are drawn.
struct Place {
    category: ParticipantCategory,
    class: String,
    registering_code: String,
    study_code: Option<String>,
    class_number: Option<usize>,
}

/// How many people each category has.
struct Quotas {
    past_graduates: usize,
    college_students: usize,
    externs: usize,
    foreign_school_students: usize,
    certificate_holders: usize,
    students: usize,
}

pub(crate) fn make_participants(
    plan: &RegionPlan,
    organisations: &[MadeUpOrganisation],
    words: &Words,
) -> Vec<MadeUpParticipant> {
    let quotas = Quotas::of(plan);
    let mut chance = Chance::new(plan.seed, Stream::Classes);
    let mut places = class_places(quotas.students, organisations, &mut chance);
    places.extend(other_places(&quotas, organisations, &mut chance));
    let mut people = People {
        plan,
        words,
        chance: Chance::new(plan.seed, Stream::People),
        issuer: DocumentIssuer::default(),
    };
    let mut participants: Vec<_> = places.into_iter().map(|place| people.person(place)).collect();
    make_namesakes_and_twins(&mut participants);
    participants.sort_by_cached_key(|participant| {
        (
            participant.informing_code.clone(),
            participant.class.clone(),
            participant.name.class_list_key(),
            participant.document.number.clone(),
        )
    });
    number_them(plan, &mut participants);
    participants
}

impl Quotas {
    fn of(plan: &RegionPlan) -> Self {
        let per_mille = |cases: usize| plan.essay_participants * cases / 1000;
        let with_colleges = if plan.colleges > 0 { 25 } else { 0 };
        let mut quotas = Self {
            past_graduates: per_mille(30),
            college_students: per_mille(with_colleges),
            externs: per_mille(10),
            foreign_school_students: per_mille(2),
            certificate_holders: per_mille(4),
            students: 0,
        };
        let others = quotas.past_graduates
            + quotas.college_students
            + quotas.externs
            + quotas.foreign_school_students
            + quotas.certificate_holders;
        quotas.students = plan.essay_participants - others;
        quotas
    }
}

/// The places of students, class by class.
fn class_places(students: usize, organisations: &[MadeUpOrganisation], chance: &mut Chance) -> Vec<Place> {
    let kinds = [OrganisationKind::School, OrganisationKind::StateSchool];
    let schools = codes_of(organisations, &kinds);
    let classes = classes_by_school(students, schools.len(), chance);
    let mut sizes = class_sizes(students, classes.iter().sum(), chance)
        .into_iter()
        .enumerate();
    let mut places = Vec::with_capacity(students);
    for (school, count) in schools.iter().zip(classes) {
        for letter in CLASS_LETTERS.iter().take(count) {
            let Some((class_number, size)) = sizes.next() else {
                continue;
            };
            places.extend((0..size).map(|_| Place {
                category: ParticipantCategory::Student,
                class: format!("11{letter}"),
                registering_code: (*school).to_owned(),
                study_code: Some((*school).to_owned()),
                class_number: Some(class_number),
            }));
        }
    }
    places
}

/// One class each while there are students enough, the rest of the classes by chance.
fn classes_by_school(students: usize, schools: usize, chance: &mut Chance) -> Vec<usize> {
    let room = schools * MAX_CLASSES_PER_SCHOOL;
    let most = (students / MIN_CLASS).clamp(usize::from(students > 0), room);
    let least = students.div_ceil(MAX_CLASS);
    let wanted = (students / 25).max(schools).clamp(least.min(most), most);
    let mut classes: Vec<usize> = (0..schools).map(|index| usize::from(index < wanted)).collect();
    let mut left = wanted.saturating_sub(schools);
    while left > 0 && schools > 0 {
        if let Some(count) = classes.get_mut(chance.below(schools))
            && *count < MAX_CLASSES_PER_SCHOOL
        {
            *count += 1;
            left -= 1;
        }
    }
    classes
}

/// Sizes that add up to `students`, each within the usual limits where the number of students allows.
fn class_sizes(students: usize, classes: usize, chance: &mut Chance) -> Vec<usize> {
    let base = students.checked_div(classes).unwrap_or(0);
    let larger = students - base * classes;
    let mut sizes: Vec<usize> = (0..classes).map(|index| base + usize::from(index < larger)).collect();
    for _ in 0..classes * 3 {
        let (from, to) = (chance.below(classes), chance.below(classes));
        let moved = chance.below(6);
        let from_size = sizes.get(from).copied().unwrap_or(0);
        let to_size = sizes.get(to).copied().unwrap_or(0);
        if from == to || from_size < MIN_CLASS + moved || to_size + moved > MAX_CLASS {
            continue;
        }
        if let Some(size) = sizes.get_mut(from) {
            *size -= moved;
        }
        if let Some(size) = sizes.get_mut(to) {
            *size += moved;
        }
    }
    sizes
}

fn other_places(quotas: &Quotas, organisations: &[MadeUpOrganisation], chance: &mut Chance) -> Vec<Place> {
    let municipal_bodies = codes_of(organisations, &[OrganisationKind::MunicipalBody]);
    let schools = codes_of(organisations, &[OrganisationKind::School]);
    let colleges = codes_of(organisations, &[OrganisationKind::College]);
    let at = |category, codes: &[&str], chance: &mut Chance| Place {
        category,
        class: String::new(),
        registering_code: chance.pick(codes).to_owned(),
        study_code: None,
        class_number: None,
    };
    let mut places = Vec::new();
    for _ in 0..quotas.past_graduates {
        places.push(at(ParticipantCategory::PastGraduate, &municipal_bodies, chance));
    }
    for _ in 0..quotas.foreign_school_students {
        places.push(at(ParticipantCategory::ForeignSchoolStudent, &municipal_bodies, chance));
    }
    for _ in 0..quotas.externs {
        places.push(at(ParticipantCategory::Extern, &schools, chance));
    }
    for _ in 0..quotas.certificate_holders {
        places.push(at(ParticipantCategory::CertificateHolder, &schools, chance));
    }
    for _ in 0..quotas.college_students {
        places.push(college_place(&colleges, &municipal_bodies, chance));
    }
    places
}

/// College students are told where they study (kuzbass-4195:2.1), wherever they registered: those of kirov-1497:2.1 at
/// the college, those who come by choice (2.2) at the municipal body.
fn college_place(colleges: &[&str], municipal_bodies: &[&str], chance: &mut Chance) -> Place {
    let college = chance.pick(colleges).to_owned();
    let group = chance.pick(&["ГД-25", "ИС-25", "ТМ-25", "ПД-25"]);
    let by_choice = chance.per_mille(300);
    Place {
        category: ParticipantCategory::CollegeStudent,
        class: group.to_owned(),
        registering_code: if by_choice {
            chance.pick(municipal_bodies).to_owned()
        } else {
            college.clone()
        },
        study_code: Some(college),
        class_number: None,
    }
}

fn codes_of<'a>(organisations: &'a [MadeUpOrganisation], kinds: &[OrganisationKind]) -> Vec<&'a str> {
    let of_kind = organisations
        .iter()
        .filter(|organisation| kinds.contains(&organisation.kind));
    of_kind.map(|organisation| organisation.code.as_str()).collect()
}

/// Fills places with people.
struct People<'a> {
    plan: &'a RegionPlan,
    words: &'a Words,
    chance: Chance,
    issuer: DocumentIssuer,
}

impl People<'_> {
    fn person(&mut self, place: Place) -> MadeUpParticipant {
        let origin = match place.category {
            ParticipantCategory::ForeignSchoolStudent => Origin::CentralAsian,
            _ => Origin::draw(&mut self.chance),
        };
        let sex = draw_sex(&mut self.chance);
        let born = self.birthday(place.category);
        let document_type = match place.category {
            ParticipantCategory::ForeignSchoolStudent => DocumentType::ForeignPassport,
            ParticipantCategory::PastGraduate => DocumentType::RussianPassport,
            _ => draw_document_type(origin, &mut self.chance),
        };
        let health = self.health(place.category);
        let informing_code = match place.category {
            ParticipantCategory::Student | ParticipantCategory::CollegeStudent => place.study_code.clone(),
            _ => None,
        };
        MadeUpParticipant {
            code: String::new(),
            name: MadeUpName::draw(origin, sex, self.words, &mut self.chance),
            born,
            sex,
            document: self
                .issuer
                .issue(document_type, born, self.plan.exam_date, &mut self.chance),
            category: place.category,
            class: place.class,
            informing_code: informing_code.unwrap_or_else(|| place.registering_code.clone()),
            registering_code: place.registering_code,
            study_code: place.study_code,
            work_type: self.work_type(place.category, health),
            health,
            class_number: place.class_number,
        }
    }

    /// Days before the exam, by category: a school leaver is about 17 and a half.
    fn birthday(&mut self, category: ParticipantCategory) -> LegalDate {
        let (youngest, oldest) = match category {
            ParticipantCategory::PastGraduate => (6_700, 12_800),
            ParticipantCategory::CollegeStudent => (6_200, 7_100),
            ParticipantCategory::CertificateHolder => (6_600, 8_000),
            _ => (6_170, 6_620),
        };
        self.plan.exam_date.plus_days(-self.chance.between(youngest, oldest))
    }

    fn health(&mut self, category: ParticipantCategory) -> HealthLimits {
        let recorded = match category {
            ParticipantCategory::Student | ParticipantCategory::Extern => self.chance.per_mille(42),
            _ => self.chance.per_mille(10),
        };
        if recorded {
            HealthLimits::Recorded
        } else {
            HealthLimits::NotRecorded
        }
    }

    /// Exposition is for students and externs with recorded limits only (kirov-1497:2.3).
    fn work_type(&mut self, category: ParticipantCategory, health: HealthLimits) -> WorkType {
        let entitled = health == HealthLimits::Recorded
            && matches!(category, ParticipantCategory::Student | ParticipantCategory::Extern);
        if entitled && self.chance.per_mille(380) {
            WorkType::Exposition
        } else {
            WorkType::Composition
        }
    }
}

/// Copies names between neighbours of one class: the whole name, or surname, patronymic and birthday.
fn make_namesakes_and_twins(participants: &mut [MadeUpParticipant]) {
    let mut at = 0;
    while let Some(first) = participants.get(at).cloned() {
        let Some(class_number) = first.class_number else {
            break;
        };
        let class = participants.get_mut(at..).unwrap_or_default();
        let size = class
            .iter()
            .take_while(|other| other.class_number == first.class_number)
            .count();
        let mut others = class
            .iter_mut()
            .take(size)
            .skip(1)
            .filter(|other| other.sex == first.sex);
        if class_number % CLASSES_PER_NAMESAKES == 0
            && let Some(namesake) = others.next()
        {
            namesake.name = first.name.clone();
        }
        if class_number % CLASSES_PER_TWINS == 1
            && let Some(twin) = others.next()
        {
            twin.name.surname = first.name.surname.clone();
            twin.name.patronymic = first.name.patronymic.clone();
            twin.born = first.born;
        }
        at += size.max(1);
    }
}

fn number_them(plan: &RegionPlan, participants: &mut [MadeUpParticipant]) {
    let school_year_ends = plan.exam_date.year() + i16::from(plan.exam_date.month() > 8);
    for (index, participant) in participants.iter_mut().enumerate() {
        participant.code = format!("{}{:02}{:06}", plan.region_code, school_year_ends % 100, index + 1);
    }
}
