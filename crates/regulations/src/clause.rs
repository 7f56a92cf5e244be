//! A citation `order:clause`, for example `kuzbass-4195:2.7` or `kuzbass-gia9:info 5`.

use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» не ссылка на пункт: нужен вид «приказ:пункт», например kuzbass-4195:2.7")]
pub struct NotAClause {
    pub text: String,
}

/// A clause of an act; displays and parses as `order:clause`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clause {
    act: String,
    point: String,
}

impl Clause {
    /// The id of the act.
    pub fn act(&self) -> &str {
        &self.act
    }

    /// The clause inside the act, as the act numbers it.
    pub fn point(&self) -> &str {
        &self.point
    }
}

impl FromStr for Clause {
    type Err = NotAClause;

    fn from_str(text: &str) -> Result<Self, NotAClause> {
        let wrong = || NotAClause { text: text.to_owned() };
        let (act, point) = text.split_once(':').ok_or_else(wrong)?;
        let act_is_id = !act.is_empty()
            && act
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
        let point_is_plain = !point.is_empty() && point.trim() == point && !point.contains([':', '\n']);
        if !act_is_id || !point_is_plain {
            return Err(wrong());
        }
        Ok(Self {
            act: act.to_owned(),
            point: point.to_owned(),
        })
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.act, self.point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_read_and_written() {
        for good in ["kuzbass-4195:2.7", "kuzbass-gia9:info 5", "rostov-essay:10.2.1"] {
            assert_eq!(good.parse::<Clause>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            ":",
            "kuzbass-4195",
            "kuzbass-4195:",
            ":2.7",
            "Kuzbass:2.7",
            "a:b:c",
            "a: 2.7",
        ] {
            assert!(bad.parse::<Clause>().is_err(), "«{bad}»");
        }
    }
}
