//! The ministry, the processing centre, municipal bodies, schools and colleges of a made-up region.

use domain::organisation::OrganisationKind;

use crate::chance::{Chance, Stream};
use crate::plan::{MAX_SCHOOLS_PER_MUNICIPALITY, RegionPlan};
use crate::words::{Municipality, Settlement, Words};

/// In school codes, where a municipality has its number.
const STATE_SCHOOLS_PLACE: usize = 70;
const COLLEGES_PLACE: usize = 80;

/// An organisation of a made-up region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUpOrganisation {
    /// Ministry `420`, processing centre `421`, municipal bodies `501`…, schools and colleges six digits: region,
    /// municipality (70 state schools, 80 colleges), number.
    pub code: String,
    pub kind: OrganisationKind,
    pub name: String,
    /// Tells schools of one number apart: «СОШ № 25, Киселёвск».
    pub short_name: String,
    /// `None` for the ministry.
    pub parent_code: Option<String>,
    /// IANA name.
    pub zone: &'static str,
    pub address: String,
}

/// Everything by which the organisations are made.
struct Maker<'a> {
    plan: &'a RegionPlan,
    words: &'a Words,
    chance: Chance,
}

pub(crate) fn make_organisations(plan: &RegionPlan, words: &Words) -> Vec<MadeUpOrganisation> {
    let chance = Chance::new(plan.seed, Stream::Organisations);
    let mut maker = Maker { plan, words, chance };
    let municipalities: Vec<Municipality> = words
        .municipalities
        .iter()
        .take(plan.municipal_bodies)
        .copied()
        .collect();
    let mut organisations = vec![maker.ministry(), maker.processing_centre()];
    for (index, municipality) in municipalities.iter().enumerate() {
        organisations.push(maker.municipal_body(index, municipality));
    }
    let shares = school_shares(plan.schools, &municipalities);
    for (index, (municipality, count)) in municipalities.iter().zip(shares).enumerate() {
        organisations.extend(maker.schools(index, municipality, count));
    }
    organisations.extend((0..plan.state_schools).map(|index| maker.state_school(index)));
    organisations.extend((0..plan.colleges).map(|index| maker.college(index)));
    organisations
}

/// Schools by municipality: by weight, at least one, at most what the codes hold.
fn school_shares(schools: usize, municipalities: &[Municipality]) -> Vec<usize> {
    let mut shares = vec![1; municipalities.len()];
    for _ in municipalities.len()..schools {
        let neediest = shares
            .iter()
            .zip(municipalities)
            .enumerate()
            .filter(|(_, (share, _))| **share < MAX_SCHOOLS_PER_MUNICIPALITY)
            .max_by_key(|(index, (share, municipality))| {
                // Thousandths of its weight each school would stand for; the earlier wins a tie.
                (municipality.weight * 1000 / (**share + 1), usize::MAX - index)
            })
            .map(|(index, _)| index);
        if let Some(share) = neediest.and_then(|index| shares.get_mut(index)) {
            *share += 1;
        }
    }
    shares
}

fn municipal_body_code(index: usize) -> String {
    format!("{}", 501 + index)
}

fn zone_of_region(region_code: &str) -> &'static str {
    match region_code {
        "42" => "Asia/Novokuznetsk",
        "43" => "Europe/Kirov",
        _ => "Europe/Moscow",
    }
}

impl Maker<'_> {
    fn ministry(&mut self) -> MadeUpOrganisation {
        MadeUpOrganisation {
            parent_code: None,
            ..self.under_ministry(
                format!("{}0", self.plan.region_code),
                OrganisationKind::Ministry,
                "Министерство образования Кузбасса".to_owned(),
                "Министерство".to_owned(),
            )
        }
    }

    fn processing_centre(&mut self) -> MadeUpOrganisation {
        self.under_ministry(
            format!("{}1", self.plan.region_code),
            OrganisationKind::ProcessingCentre,
            "Региональный центр обработки информации".to_owned(),
            "РЦОИ".to_owned(),
        )
    }

    fn municipal_body(&mut self, index: usize, municipality: &Municipality) -> MadeUpOrganisation {
        let organisation = self.under_ministry(
            municipal_body_code(index),
            OrganisationKind::MunicipalBody,
            municipality.body.to_owned(),
            format!("УО, {}", municipality.short),
        );
        MadeUpOrganisation {
            address: self.address(municipality.centre),
            ..organisation
        }
    }

    fn state_school(&mut self, index: usize) -> MadeUpOrganisation {
        let name = self.words.state_schools.nth_around(index);
        self.under_ministry(
            self.six_digits(STATE_SCHOOLS_PLACE, index + 1),
            OrganisationKind::StateSchool,
            format!("Государственное бюджетное нетиповое общеобразовательное учреждение «{name}»"),
            format!("ГБНОУ «{name}»"),
        )
    }

    fn college(&mut self, index: usize) -> MadeUpOrganisation {
        let name = self.words.colleges.nth_around(index);
        self.under_ministry(
            self.six_digits(COLLEGES_PLACE, index + 1),
            OrganisationKind::College,
            format!("Государственное профессиональное образовательное учреждение «{name}»"),
            name,
        )
    }

    fn under_ministry(
        &mut self,
        code: String,
        kind: OrganisationKind,
        name: String,
        short_name: String,
    ) -> MadeUpOrganisation {
        MadeUpOrganisation {
            code,
            kind,
            name,
            short_name,
            parent_code: Some(format!("{}0", self.plan.region_code)),
            zone: zone_of_region(&self.plan.region_code),
            address: self.address("г. Кемерово"),
        }
    }

    fn schools(&mut self, index: usize, municipality: &Municipality, count: usize) -> Vec<MadeUpOrganisation> {
        let numbers = match municipality.settlement {
            Settlement::Town => self.numbers_with_gaps(count),
            Settlement::Rural => (1..=count).collect(),
        };
        let schools = numbers.into_iter().enumerate();
        schools
            .map(|(place, number)| self.school(index, municipality, place, number))
            .collect()
    }

    fn school(&mut self, index: usize, municipality: &Municipality, place: usize, number: usize) -> MadeUpOrganisation {
        let rural = municipality.settlement == Settlement::Rural;
        let village = self.words.villages.get(place).filter(|_| rural);
        let (form, full, short) = match village {
            Some((_, adjective)) => (
                "бюджетное",
                format!("{adjective} средняя общеобразовательная школа"),
                format!("{adjective} СОШ"),
            ),
            None => self.town_school_name(number),
        };
        MadeUpOrganisation {
            code: self.six_digits(index + 1, number),
            kind: OrganisationKind::School,
            name: format!("Муниципальное {form} общеобразовательное учреждение «{full}»"),
            short_name: format!("{short}, {}", municipality.short),
            parent_code: Some(municipal_body_code(index)),
            zone: zone_of_region(&self.plan.region_code),
            address: match village {
                Some((noun, _)) => self.address(&format!("{}, с. {noun}", municipality.short)),
                None => self.address(municipality.centre),
            },
        }
    }

    fn town_school_name(&mut self, number: usize) -> (&'static str, String, String) {
        let form = if self.chance.per_mille(250) {
            "автономное"
        } else {
            "бюджетное"
        };
        let (full, short) = match self.chance.below(10) {
            0 => ("Лицей", "Лицей"),
            1 => ("Гимназия", "Гимназия"),
            _ => ("Средняя общеобразовательная школа", "СОШ"),
        };
        (form, format!("{full} № {number}"), format!("{short} № {number}"))
    }

    /// So many rising numbers within the two digits of a code, some left out as closed schools leave them.
    fn numbers_with_gaps(&mut self, count: usize) -> Vec<usize> {
        let mut spare = MAX_SCHOOLS_PER_MUNICIPALITY.saturating_sub(count);
        let mut number = 0;
        (0..count)
            .map(|_| {
                let gap = if self.chance.per_mille(400) {
                    self.chance.below(4).min(spare)
                } else {
                    0
                };
                spare -= gap;
                number += 1 + gap;
                number
            })
            .collect()
    }

    fn six_digits(&self, place: usize, number: usize) -> String {
        format!("{}{place:02}{number:02}", self.plan.region_code)
    }

    fn address(&mut self, settlement: &str) -> String {
        let street = self.words.streets.pick(&mut self.chance);
        let house = 1 + self.chance.below(120);
        let office = self.chance.digits(3);
        format!("650{office}, {settlement}, ул. {street}, д. {house}")
    }
}
