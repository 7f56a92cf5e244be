//! Names in memory: the only place where people are searched and ordered by name, since the database cannot read them.
//!
//! A `Directory` is built whole from an iterator and never changed; a process builds a new one when the stored change
//! counter has moved past [`Directory::version`].

mod matching;

use std::cmp::Ordering;
use std::collections::HashMap;

use domain::ids::{OrganisationId, PersonId};
use domain::person_name::PersonName;
use foldhash::fast::RandomState;

pub use matching::MatchQuality;
use matching::{IndexedText, Query};

/// What is known of one person for search. `Debug` shows no name (see `PersonName`).
#[derive(Debug, Clone)]
pub struct DirectoryEntry {
    pub person: PersonId,
    pub name: PersonName,
    /// Every organisation through which a scope may reach the person: registering, studying, informing, employing.
    pub organisations: Vec<OrganisationId>,
    /// «11А»; empty where there is none.
    pub class_name: String,
    /// Participant codes and logins, found by their beginning.
    pub codes: Vec<String>,
}

/// All entries in the Russian order of names.
#[derive(Debug, Default)]
pub struct Directory {
    version: i64,
    entries: Vec<IndexedEntry>,
    positions: HashMap<PersonId, usize, RandomState>,
}

#[derive(Debug)]
struct IndexedEntry {
    entry: DirectoryEntry,
    text: IndexedText,
}

/// One person found.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'directory> {
    pub entry: &'directory DirectoryEntry,
    pub quality: MatchQuality,
}

/// The best hits in order, and how many there are in all within the scope.
#[derive(Debug)]
pub struct Found<'directory> {
    pub hits: Vec<Hit<'directory>>,
    pub total: usize,
}

impl Directory {
    /// Indexes and orders the entries. `version` is the change counter read **before** the entries were.
    pub fn build(version: i64, entries: impl IntoIterator<Item = DirectoryEntry>) -> Self {
        let mut keyed: Vec<(String, DirectoryEntry)> = entries
            .into_iter()
            .map(|entry| (entry.name.sort_key(), entry))
            .collect();
        keyed.sort_by(|(left_key, left), (right_key, right)| {
            left_key.cmp(right_key).then_with(|| left.person.cmp(&right.person))
        });
        let entries: Vec<IndexedEntry> = keyed.into_iter().map(|(_, entry)| IndexedEntry::new(entry)).collect();
        let positions = entries
            .iter()
            .enumerate()
            .map(|(position, item)| (item.entry.person, position))
            .collect();
        Self {
            version,
            entries,
            positions,
        }
    }

    pub fn version(&self) -> i64 {
        self.version
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn get(&self, person: PersonId) -> Option<&DirectoryEntry> {
        self.at(self.position(person)?)
    }

    /// Where a person stands in the order of names, from 0.
    pub fn position(&self, person: PersonId) -> Option<usize> {
        self.positions.get(&person).copied()
    }

    /// Who stands there.
    pub fn at(&self, position: usize) -> Option<&DirectoryEntry> {
        self.entries.get(position).map(|item| &item.entry)
    }

    /// All entries in order of names.
    pub fn iter(&self) -> impl Iterator<Item = &DirectoryEntry> {
        self.entries.iter().map(|item| &item.entry)
    }

    /// Order of names; persons unknown here come last, by id.
    pub fn compare(&self, left: PersonId, right: PersonId) -> Ordering {
        self.order_of(left)
            .cmp(&self.order_of(right))
            .then_with(|| left.cmp(&right))
    }

    /// Sorts rows of any kind by the name of the person each speaks of.
    pub fn sort_by_name<T>(&self, rows: &mut [T], person_of: impl Fn(&T) -> PersonId) {
        rows.sort_by_cached_key(|row| (self.order_of(person_of(row)), person_of(row)));
    }

    /// Finds people whose name, class and codes answer every word of the query, each word by another part: beginnings
    /// first (surname before the rest), then words from the middle of a name; within that by name.
    ///
    /// Case does not matter, е and ё are one letter, order of words does not matter. What `in_scope` refuses is neither shown
    /// nor counted. An empty query finds nobody.
    pub fn search(&self, query: &str, in_scope: impl Fn(&DirectoryEntry) -> bool, limit: usize) -> Found<'_> {
        let query = Query::parse(query);
        let mut total = 0;
        // By quality; within one the directory's own order stays.
        let mut best: [Vec<Hit<'_>>; MatchQuality::ALL.len()] = Default::default();
        // Whose scope is a school asks for the names of a school only.
        for item in self.entries.iter().filter(|item| in_scope(&item.entry)) {
            let Some(quality) = query.matches(&item.text) else {
                continue;
            };
            total += 1;
            if let Some(hits) = best.get_mut(quality as usize).filter(|hits| hits.len() < limit) {
                hits.push(Hit {
                    entry: &item.entry,
                    quality,
                });
            }
        }
        let hits = best.into_iter().flatten().take(limit).collect();
        Found { hits, total }
    }

    fn order_of(&self, person: PersonId) -> usize {
        self.position(person).unwrap_or(usize::MAX)
    }
}

impl IndexedEntry {
    fn new(entry: DirectoryEntry) -> Self {
        let text = IndexedText::new(&entry);
        Self { entry, text }
    }
}

#[cfg(test)]
mod tests;
