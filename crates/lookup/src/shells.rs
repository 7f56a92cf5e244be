//! What pages of one minute share: the facts change once a minute, so whatever does not depend on the visitor is rendered
//! once and kept until they do.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::body::Bytes;
use ui::pages::public::Vision;

use crate::results::PublicFacts;
use crate::stencil::Stencil;

/// The pages of some facts, each made when it is first asked for, in both versions.
pub struct Shells {
    facts: Arc<PublicFacts>,
    start: [OnceLock<Bytes>; 2],
    not_found: [OnceLock<Bytes>; 2],
    surname: [OnceLock<Stencil>; 2],
    answer: [OnceLock<Stencil>; 2],
    answer_with_schedule: [OnceLock<Stencil>; 2],
}

/// A page that is kept.
#[derive(Clone, Copy)]
pub enum Whole {
    Start,
    NotFound,
}

/// A page that is kept with holes.
#[derive(Clone, Copy)]
pub enum Holed {
    Surname,
    Answer { with_schedule: bool },
}

/// The shells of the newest facts.
#[derive(Default)]
pub struct KeptShells {
    newest: RwLock<Option<Arc<Shells>>>,
}

impl KeptShells {
    /// Those of these facts.
    pub fn of(&self, facts: &Arc<PublicFacts>) -> Arc<Shells> {
        {
            let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(shells) = newest.as_ref().filter(|shells| Arc::ptr_eq(&shells.facts, facts)) {
                return Arc::clone(shells);
            }
        }
        let fresh = Arc::new(Shells {
            facts: Arc::clone(facts),
            start: Default::default(),
            not_found: Default::default(),
            surname: Default::default(),
            answer: Default::default(),
            answer_with_schedule: Default::default(),
        });
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        fresh
    }
}

impl Shells {
    pub fn whole(&self, which: Whole, vision: Vision, make: impl FnOnce() -> Bytes) -> Bytes {
        let both = match which {
            Whole::Start => &self.start,
            Whole::NotFound => &self.not_found,
        };
        of_version(both, vision).get_or_init(make).clone()
    }

    pub fn holed(&self, which: Holed, vision: Vision, make: impl FnOnce() -> Stencil) -> &Stencil {
        let both = match which {
            Holed::Surname => &self.surname,
            Holed::Answer { with_schedule: false } => &self.answer,
            Holed::Answer { with_schedule: true } => &self.answer_with_schedule,
        };
        of_version(both, vision).get_or_init(make)
    }
}

const fn of_version<T>(both: &[T; 2], vision: Vision) -> &T {
    let [ordinary, strong] = both;
    match vision {
        Vision::Ordinary => ordinary,
        Vision::Strong => strong,
    }
}
