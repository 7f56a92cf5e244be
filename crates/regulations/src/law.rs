//! All law that the project knows: acts, calendars, regions, terms, cases, scales, checked as a whole when it is read.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};

use crate::act::{Act, ActKind, ClauseWords};
use crate::calendar::{Calendar, PublishedYear};
use crate::case::LegalCase;
use crate::clause::Clause;
use crate::load::{self, LawError};
use crate::region::{Adoption, Region};
use crate::ruleset::Ruleset;
use crate::scale::Subject;
use crate::scale_book::ScaleBook;
use crate::term::{RegionMay, Saturdays, Term};
use crate::time::LegalDate;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../regulations");

/// The law as data. Build it once; rulesets are cheap to make from it.
#[derive(Debug, Clone)]
pub struct Law {
    pub(crate) acts: Arc<BTreeMap<String, Act>>,
    pub(crate) years: Arc<BTreeMap<i16, PublishedYear>>,
    pub(crate) regions: BTreeMap<String, Arc<Region>>,
    /// Editions of terms as the acts state them, by id and then by date.
    pub(crate) editions: Vec<TermEdition>,
    pub(crate) cases: Vec<LegalCase>,
    pub(crate) scales: ScaleBook,
}

/// One wording of a term, before a region adopts it: `from` and `to` bound the wording, not the adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TermEdition {
    pub term: Term,
    pub from: Option<LegalDate>,
    pub to: Option<LegalDate>,
}

/// The subjects of the law built into the binary, for titles where no [`Law`] is at hand: scale files bring none. Empty
/// only where the files do not read, and then [`Law::embedded`] refuses the start.
pub fn embedded_subjects() -> &'static [Subject] {
    static SUBJECTS: OnceLock<Vec<Subject>> = OnceLock::new();
    SUBJECTS.get_or_init(|| {
        let mut files = Vec::new();
        let read = collect(&FILES, &mut files).and_then(|()| {
            let borrowed = files.iter().map(|(path, text)| (path.as_str(), *text));
            load::subjects(borrowed)
        });
        read.unwrap_or_default()
    })
}

impl Law {
    /// Reads and checks the law built into the binary.
    pub fn embedded() -> Result<Self, LawError> {
        let mut files = Vec::new();
        collect(&FILES, &mut files)?;
        let borrowed = files.iter().map(|(path, text)| (path.as_str(), *text));
        Self::from_files(borrowed)
    }

    /// Reads and checks law from files: path relative to `regulations/`, text. The first folder says what a file is.
    pub fn from_files<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, LawError> {
        let law = load::read(files)?;
        crate::check::whole(&law)?;
        Ok(law)
    }

    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        self.acts.values()
    }

    pub fn act(&self, id: &str) -> Option<&Act> {
        self.acts.get(id)
    }

    /// The regions, by code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values().map(AsRef::as_ref)
    }

    pub fn years(&self) -> impl Iterator<Item = &PublishedYear> {
        self.years.values()
    }

    pub fn cases(&self) -> &[LegalCase] {
        &self.cases
    }

    /// Subjects, scales and minimums.
    pub fn scales(&self) -> &ScaleBook {
        &self.scales
    }

    /// The same law with the scales of one more file in the form of `scales/*.toml`: a region sets its own every year
    /// (kuzbass-gia9:info 4). The name is said in errors. Checked as a whole, as the embedded ones are.
    pub fn with_scale_file(&self, name: &str, text: &str) -> Result<Self, LawError> {
        let mut law = self.clone();
        law.scales = load::with_scales(&self.scales, name, text)?;
        crate::check_scales::whole(&law)?;
        Ok(law)
    }

    /// The ids of all terms of all acts.
    pub fn term_ids(&self) -> Vec<&str> {
        let mut ids: Vec<_> = self.editions.iter().map(|one| one.term.id.as_str()).collect();
        ids.dedup();
        ids
    }

    /// The words of a clause; `None` when the project does not cite it.
    pub fn clause_words(&self, clause: &Clause) -> Option<ClauseWords> {
        self.acts.get(clause.act())?.clause_words(clause)
    }

    /// The rules of a region: those in force on a day, or, without a day, the latest wording of each.
    pub fn ruleset(&self, code: &str, on: Option<LegalDate>) -> Result<Ruleset, LawError> {
        let region = self.regions.get(code).ok_or_else(|| {
            let known: Vec<_> = self.regions.keys().map(String::as_str).collect();
            LawError::UnknownRegion {
                code: code.to_owned(),
                known: known.join(", "),
            }
        })?;
        let mut terms = self.terms_in(region)?;
        match on {
            Some(day) => terms.retain(|term| term.in_force_on(day)),
            None => keep_latest(&mut terms),
        }
        let calendar = Calendar::new(Arc::clone(&self.years));
        let calendar = calendar
            .with_overrides(&region.days)
            .map_err(|problem| LawError::RegionDays {
                region: code.to_owned(),
                problem,
            })?;
        Ok(Ruleset {
            region: Arc::clone(region),
            acts: Arc::clone(&self.acts),
            zone: region.zone.clone(),
            calendar,
            terms: Arc::new(terms),
        })
    }

    /// Every wording of every term that ever holds in the region, by id and date.
    pub(crate) fn terms_in(&self, region: &Region) -> Result<Vec<Term>, LawError> {
        let mut terms: Vec<Term> = Vec::new();
        for edition in &self.editions {
            for adoption in self.adoptions_of(region, edition) {
                if let Some(term) = adopted(edition, &adoption, region) {
                    merge(&mut terms, term, &region.code)?;
                }
            }
        }
        replace_base(&mut terms);
        terms.sort_by(|a, b| (&a.id, a.in_force_from).cmp(&(&b.id, b.in_force_from)));
        Ok(terms)
    }

    fn adoptions_of(&self, region: &Region, edition: &TermEdition) -> Vec<Adoption> {
        let clause = &edition.term.clause;
        let federal = self.acts.get(clause.act()).filter(|act| act.kind == ActKind::Federal);
        if let (Some(act), Some(first)) = (federal, self.first_day()) {
            return vec![Adoption {
                act: act.id.clone(),
                exams: act.exams.clone(),
                from: first,
                to: None,
                only: Vec::new(),
                note: None,
            }];
        }
        let concerns = |adoption: &&Adoption| {
            adoption.act == clause.act()
                && (adoption.only.is_empty() || adoption.only.iter().any(|point| point == clause.point()))
        };
        region.adoptions.iter().filter(concerns).cloned().collect()
    }

    fn first_day(&self) -> Option<LegalDate> {
        let first = self.years.keys().next()?;
        LegalDate::new(*first, 1, 1).ok()
    }
}

fn collect(folder: &Dir<'static>, files: &mut Vec<(String, &'static str)>) -> Result<(), LawError> {
    for file in folder.files() {
        let path = file.path().to_string_lossy().into_owned();
        let text = file.contents_utf8().ok_or_else(|| LawError::Syntax {
            file: path.clone(),
            problem: "не UTF-8".to_owned(),
        })?;
        files.push((path, text));
    }
    for inner in folder.dirs() {
        collect(inner, files)?;
    }
    Ok(())
}

/// The edition as it holds under the adoption, if their dates and exams meet.
fn adopted(edition: &TermEdition, adoption: &Adoption, region: &Region) -> Option<Term> {
    let mut term = edition.term.clone();
    term.in_force_from = edition.from.map_or(adoption.from, |from| from.max(adoption.from));
    term.in_force_to = match (edition.to, adoption.to) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    if adoption.only.is_empty() {
        term.exams.retain(|exam| adoption.exams.contains(exam));
    } else {
        term.exams.clone_from(&adoption.exams);
    }
    if region.saturday_counts_for.contains(&term.id) {
        term.counting.saturdays = Saturdays::Working;
    }
    let has_days = term.in_force_to.is_none_or(|to| term.in_force_from <= to);
    (has_days && !term.exams.is_empty()).then_some(term)
}

/// Adds the term; the same term adopted twice for different exams becomes one.
fn merge(terms: &mut Vec<Term>, term: Term, region: &str) -> Result<(), LawError> {
    for known in terms.iter_mut().filter(|known| known.id == term.id) {
        let same_days = known.in_force_from == term.in_force_from && known.in_force_to == term.in_force_to;
        if same_days {
            known.exams.extend(term.exams);
            known.exams.sort_unstable();
            known.exams.dedup();
            return Ok(());
        }
        if overlap(known, &term) {
            return Err(LawError::EditionsOverlap {
                term: term.id,
                at: format!("регион {region}"),
            });
        }
    }
    terms.push(term);
    Ok(())
}

pub(crate) fn overlap(one: &Term, other: &Term) -> bool {
    let ends_before = |first: &Term, second: &Term| first.in_force_to.is_some_and(|last| last < second.in_force_from);
    !ends_before(one, other) && !ends_before(other, one)
}

/// Where a region's term stands in for a federal one, the federal one holds until then only.
fn replace_base(terms: &mut Vec<Term>) {
    let replacing: Vec<_> = terms
        .iter()
        .filter_map(|term| Some((term.replaces.clone()?, term.in_force_from, term.exams.clone())))
        .collect();
    for (base_id, from, exams) in replacing {
        for base in terms.iter_mut() {
            let yields = base.id == base_id && base.region_may == RegionMay::Replace;
            if yields && base.exams.iter().all(|exam| exams.contains(exam)) {
                let last = from.plus_days(-1);
                base.in_force_to = Some(base.in_force_to.map_or(last, |to| to.min(last)));
            }
        }
    }
    terms.retain(|term| term.in_force_to.is_none_or(|to| term.in_force_from <= to));
}

/// Of several wordings of one id the last; a wording that has ended for good is not the latest law.
fn keep_latest(terms: &mut Vec<Term>) {
    terms.reverse();
    terms.dedup_by(|later, kept| later.id == kept.id);
    terms.reverse();
    terms.retain(|term| term.in_force_to.is_none());
}
