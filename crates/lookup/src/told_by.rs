use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Short name of an organisation that tells results under signature: a place among the names of one publication. They
/// stand in one text, close together, because each look-up is for another of them.
#[derive(Clone)]
pub struct ToldBy {
    names: Arc<Names>,
    place: u32,
}

/// All names of a publication.
#[derive(Default)]
pub struct Names {
    text: String,
    /// Where each ends; it begins where the one before ends.
    ends: Vec<u32>,
}

impl Names {
    /// In the order in which they are numbered; `None` when they are longer than any region's.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Arc<Self>> {
        let mut all = Self::default();
        for name in names {
            all.text.push_str(name);
            all.ends.push(u32::try_from(all.text.len()).ok()?);
        }
        Some(Arc::new(all))
    }

    /// The name of this number; `None` where there is none.
    pub fn told_by(self: &Arc<Self>, place: u32) -> Option<ToldBy> {
        ((place as usize) < self.ends.len()).then(|| ToldBy {
            names: Arc::clone(self),
            place,
        })
    }

    fn name(&self, place: u32) -> Option<&str> {
        let place = place as usize;
        let end = *self.ends.get(place)? as usize;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }
}

impl Deref for ToldBy {
    type Target = str;

    fn deref(&self) -> &str {
        self.names.name(self.place).unwrap_or_default()
    }
}

impl From<&str> for ToldBy {
    fn from(name: &str) -> Self {
        let names = Names::of([name]).unwrap_or_default();
        Self { names, place: 0 }
    }
}

impl From<String> for ToldBy {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl fmt::Debug for ToldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl fmt::Display for ToldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for ToldBy {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for ToldBy {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found_by_its_number_and_none_past_the_last() {
        let names = ["лицей № 11", "", "школа", "школа № 5"];
        let all = Names::of(names).unwrap();
        for (name, place) in names.into_iter().zip(0..) {
            assert_eq!(&*all.told_by(place).unwrap(), name);
        }
        assert!(all.told_by(4).is_none());
        assert!(Names::of([]).unwrap().told_by(0).is_none());
        assert_eq!(&*ToldBy::from("СОШ"), "СОШ");
    }
}
