//! Names of made-up people.

use std::fmt;

use domain::registration::Sex;

use crate::chance::Chance;
use crate::words::{Forms, NameLists, Words};

/// A made-up person's name as the document has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MadeUpName {
    pub surname: String,
    pub given_name: String,
    pub patronymic: Option<String>,
}

/// Which lists a name comes from; decides which documents the person may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Slavic,
    Invariable,
    Tatar,
    Azerbaijani,
    CentralAsian,
}

impl MadeUpName {
    pub(crate) fn draw(origin: Origin, sex: Sex, words: &Words, chance: &mut Chance) -> Self {
        let lists = lists_of(origin, words);
        Self {
            surname: draw_surname(origin, sex, lists, chance),
            given_name: draw_given_name(sex, lists, chance),
            patronymic: draw_patronymic(origin, sex, lists, chance),
        }
    }

    /// Russian alphabetical order with ё beside е, as class lists have it.
    pub(crate) fn class_list_key(&self) -> String {
        let patronymic = self.patronymic.as_deref().unwrap_or_default();
        let whole = format!("{} {} {patronymic}", self.surname, self.given_name);
        whole.to_lowercase().replace('ё', "е")
    }
}

impl fmt::Display for MadeUpName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.surname, self.given_name)?;
        match &self.patronymic {
            Some(patronymic) => write!(f, " {patronymic}"),
            None => Ok(()),
        }
    }
}

impl Origin {
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        match chance.below(1000) {
            0..840 => Self::Slavic,
            840..900 => Self::Invariable,
            900..960 => Self::Tatar,
            960..985 => Self::Azerbaijani,
            _ => Self::CentralAsian,
        }
    }
}

pub(crate) fn draw_sex(chance: &mut Chance) -> Sex {
    if chance.per_mille(480) { Sex::Male } else { Sex::Female }
}

fn lists_of(origin: Origin, words: &Words) -> &NameLists {
    match origin {
        Origin::Slavic => &words.slavic,
        Origin::Invariable => &words.invariable,
        Origin::Tatar => &words.tatar,
        Origin::Azerbaijani => &words.azerbaijani,
        Origin::CentralAsian => &words.central_asian,
    }
}

fn of_sex(forms: Forms, sex: Sex) -> &'static str {
    match sex {
        Sex::Male => forms.0,
        Sex::Female => forms.1,
    }
}

fn draw_surname(origin: Origin, sex: Sex, lists: &NameLists, chance: &mut Chance) -> String {
    let first = of_sex(lists.surnames.pick_common(chance), sex);
    let second = of_sex(lists.surnames.pick(chance), sex);
    let double = origin == Origin::Slavic && chance.per_mille(12) && first != second;
    if double {
        format!("{first}-{second}")
    } else {
        first.to_owned()
    }
}

fn draw_given_name(sex: Sex, lists: &NameLists, chance: &mut Chance) -> String {
    match sex {
        Sex::Male => lists.given_male.pick_common(chance).to_owned(),
        Sex::Female if chance.per_mille(4) => "Анна-Мария".to_owned(),
        Sex::Female => lists.given_female.pick_common(chance).to_owned(),
    }
}

fn draw_patronymic(origin: Origin, sex: Sex, lists: &NameLists, chance: &mut Chance) -> Option<String> {
    let without_of_thousand = match origin {
        Origin::CentralAsian => 600,
        Origin::Azerbaijani => 60,
        Origin::Invariable => 20,
        Origin::Slavic | Origin::Tatar => 3,
    };
    let drawn = of_sex(lists.patronymics.pick_common(chance), sex).to_owned();
    let without = chance.per_mille(without_of_thousand);
    (!without).then_some(drawn)
}
