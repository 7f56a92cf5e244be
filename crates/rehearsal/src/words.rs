//! The lists of `data/`: one word or record a line, fields split by `|`.

use crate::chance::Chance;

/// One list, read once.
pub(crate) struct WordList(Vec<&'static str>);

/// A pair of forms: masculine and feminine, or a noun and its adjective.
pub(crate) type Forms = (&'static str, &'static str);

/// A list of pairs.
pub(crate) struct FormList(Vec<Forms>);

impl WordList {
    fn read(text: &'static str) -> Self {
        Self(text.lines().filter(|line| !line.is_empty()).collect())
    }

    pub(crate) fn pick(&self, chance: &mut Chance) -> &'static str {
        chance.pick(&self.0)
    }

    pub(crate) fn pick_common(&self, chance: &mut Chance) -> &'static str {
        chance.pick_common(&self.0)
    }

    /// The line of this index; past the end «Название № 2», as the list starts over.
    pub(crate) fn nth_around(&self, index: usize) -> String {
        let length = self.0.len().max(1);
        let line = self.0.get(index % length).copied().unwrap_or_default();
        match index / length {
            0 => line.to_owned(),
            rounds => format!("{line} № {}", rounds + 1),
        }
    }
}

impl FormList {
    fn read(text: &'static str) -> Self {
        let pairs = text.lines().filter_map(|line| line.split_once('|'));
        Self(pairs.collect())
    }

    pub(crate) fn pick(&self, chance: &mut Chance) -> Forms {
        chance.pick(&self.0)
    }

    pub(crate) fn pick_common(&self, chance: &mut Chance) -> Forms {
        chance.pick_common(&self.0)
    }

    pub(crate) fn get(&self, index: usize) -> Option<Forms> {
        self.0.get(index).copied()
    }
}

/// The names in use among one part of the people.
pub(crate) struct NameLists {
    pub(crate) surnames: FormList,
    pub(crate) given_male: WordList,
    pub(crate) given_female: WordList,
    pub(crate) patronymics: FormList,
}

macro_rules! list {
    ($kind:ident, $($name:literal),+) => {
        $kind::read(include_str!(concat!("../data/", $($name,)+ ".txt")))
    };
}

macro_rules! name_lists {
    ($surnames:literal, $others:literal) => {
        NameLists {
            surnames: list!(FormList, $surnames),
            given_male: list!(WordList, "given_male_", $others),
            given_female: list!(WordList, "given_female_", $others),
            patronymics: list!(FormList, "patronymics_", $others),
        }
    };
}

/// Every list of `data/`.
pub(crate) struct Words {
    pub(crate) slavic: NameLists,
    /// Surnames with one form for both sexes.
    pub(crate) invariable: NameLists,
    pub(crate) tatar: NameLists,
    pub(crate) azerbaijani: NameLists,
    pub(crate) central_asian: NameLists,
    pub(crate) streets: WordList,
    pub(crate) villages: FormList,
    pub(crate) colleges: WordList,
    pub(crate) state_schools: WordList,
    pub(crate) municipalities: Vec<Municipality>,
}

/// A line of `data/municipalities.txt`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Municipality {
    /// The body that manages education there.
    pub(crate) body: &'static str,
    /// The town or central settlement with its kind, for addresses.
    pub(crate) centre: &'static str,
    /// For short names: «СОШ № 25, Киселёвск».
    pub(crate) short: &'static str,
    /// Relative number of schools.
    pub(crate) weight: usize,
    pub(crate) settlement: Settlement,
}

/// Decides how schools are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settlement {
    Town,
    Rural,
}

impl Words {
    pub(crate) fn read() -> Self {
        Self {
            slavic: name_lists!("surnames_slavic", "slavic"),
            invariable: name_lists!("surnames_invariable", "slavic"),
            tatar: name_lists!("surnames_tatar", "tatar"),
            azerbaijani: name_lists!("surnames_azerbaijani", "azerbaijani"),
            central_asian: name_lists!("surnames_central_asian", "central_asian"),
            streets: list!(WordList, "streets"),
            villages: list!(FormList, "villages"),
            colleges: list!(WordList, "colleges"),
            state_schools: list!(WordList, "state_schools"),
            municipalities: include_str!("../data/municipalities.txt")
                .lines()
                .filter_map(Municipality::read)
                .collect(),
        }
    }
}

impl Municipality {
    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('|');
        Some(Self {
            body: fields.next()?,
            centre: fields.next()?,
            short: fields.next()?,
            weight: fields.next()?.parse().ok()?,
            settlement: match fields.next()? {
                "town" => Settlement::Town,
                _ => Settlement::Rural,
            },
        })
    }
}
