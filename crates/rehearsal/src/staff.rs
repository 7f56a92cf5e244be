//! Made-up staff, three people an organisation, each named by an order (mordovia-187:3).

use domain::organisation::OrganisationKind;
use regulations::LegalDate;

use crate::chance::{Chance, Stream};
use crate::names::{MadeUpName, Origin, draw_sex};
use crate::organisations::MadeUpOrganisation;
use crate::plan::RegionPlan;
use crate::words::Words;

/// A member of staff of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    pub organisation_code: String,
    pub post: StaffPost,
    /// The post in Russian, as the organisation's kind calls it.
    pub post_title: &'static str,
    pub name: MadeUpName,
    pub order: ResponsibleOrder,
}

/// What a member of staff does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffPost {
    Head,
    DeputyHead,
    /// Clerk of a school or municipal body, operator of the processing centre.
    Clerk,
    /// A clerk whose order ran out before the exam; the first municipal school has one.
    FormerClerk,
}

/// The order that names a responsible person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsibleOrder {
    pub number: String,
    pub issued_on: LegalDate,
    /// First day on which the person may reach statements.
    pub valid_from: LegalDate,
    /// Last day.
    pub valid_to: LegalDate,
}

pub(crate) fn make_staff(plan: &RegionPlan, organisations: &[MadeUpOrganisation], words: &Words) -> Vec<StaffMember> {
    let mut chance = Chance::new(plan.seed, Stream::Staff);
    let first_school = organisations
        .iter()
        .position(|organisation| organisation.kind == OrganisationKind::School);
    let mut staff = Vec::with_capacity(organisations.len() * 3 + 1);
    for (index, organisation) in organisations.iter().enumerate() {
        for post in [StaffPost::Head, StaffPost::DeputyHead, StaffPost::Clerk] {
            staff.push(member(plan, organisation, post, words, &mut chance));
        }
        if Some(index) == first_school {
            staff.push(member(plan, organisation, StaffPost::FormerClerk, words, &mut chance));
        }
    }
    staff
}

fn member(
    plan: &RegionPlan,
    organisation: &MadeUpOrganisation,
    post: StaffPost,
    words: &Words,
    chance: &mut Chance,
) -> StaffMember {
    let sex = draw_sex(chance);
    StaffMember {
        organisation_code: organisation.code.clone(),
        post,
        post_title: post_title(organisation.kind, post),
        name: MadeUpName::draw(Origin::Slavic, sex, words, chance),
        order: order(plan, post, chance),
    }
}

fn order(plan: &RegionPlan, post: StaffPost, chance: &mut Chance) -> ResponsibleOrder {
    let issued_on = plan.exam_date.plus_days(-chance.between(40, 70));
    let last = match post {
        StaffPost::FormerClerk => -10,
        StaffPost::Head | StaffPost::DeputyHead | StaffPost::Clerk => 270,
    };
    ResponsibleOrder {
        number: format!("{}-о", chance.between(20, 480)),
        issued_on,
        valid_from: issued_on.plus_days(1),
        valid_to: plan.exam_date.plus_days(last),
    }
}

fn post_title(kind: OrganisationKind, post: StaffPost) -> &'static str {
    use OrganisationKind::{Ministry, MunicipalBody, ProcessingCentre};
    match (kind, post) {
        (Ministry, StaffPost::Head) => "начальник управления",
        (Ministry, StaffPost::DeputyHead) => "начальник отдела",
        (Ministry, StaffPost::Clerk) => "главный специалист",
        (ProcessingCentre, StaffPost::Head) => "руководитель РЦОИ",
        (ProcessingCentre, StaffPost::DeputyHead) => "администратор",
        (ProcessingCentre, StaffPost::Clerk) => "оператор",
        (MunicipalBody, StaffPost::Head) => "начальник управления образования",
        (MunicipalBody, StaffPost::DeputyHead) => "заместитель начальника",
        (MunicipalBody, StaffPost::Clerk) => "специалист",
        (_, StaffPost::Head) => "директор",
        (_, StaffPost::DeputyHead) => "заместитель директора",
        (_, StaffPost::Clerk) => "секретарь",
        (_, StaffPost::FormerClerk) => "бывший секретарь",
    }
}
