//! Exchange profiles: which column of a file is which field, and how its values are read.

mod field;
mod gia_fields;
mod matching;

pub use field::{Field, FieldSpec, Need, ProfileKind};
pub(crate) use matching::HeadingIndex;
pub use matching::{ColumnMatch, ColumnMatching, MatchSource, MissingField, match_columns};

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use regulations::LegalDate;
use serde::{Deserialize, Serialize};

use crate::table::DbfCodePage;

/// How a kind of file is read. Saved as JSON ([`ExchangeProfile::to_json`]); what it says about a column or value wins over
/// what is known by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeProfile {
    pub name: String,
    pub kind: ProfileKind,
    /// Headings the file has, and what they are.
    #[serde(default)]
    pub columns: Vec<SavedColumn>,
    /// Field → text in the file → our code: `{"result": {"5": "pass", "2": "fail"}}`.
    #[serde(default)]
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
    #[serde(default)]
    pub date_format: DateFormat,
    /// Rows of another exam date are wrong.
    #[serde(default)]
    pub expected_exam_date: Option<IsoDate>,
    /// The code page of a .dbf that does not say its own, or says a wrong one: "866" or "1251".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dbf_code_page: Option<DbfCodePage>,
}

/// One column that a person has matched by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedColumn {
    pub heading: String,
    /// `None`: not loaded, on purpose.
    pub field: Option<Field>,
}

/// Order of the numbers in a date. A date that starts with a four-digit year is read in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateFormat {
    /// 02.12.2026
    #[default]
    DayMonthYear,
    /// 12/02/2026
    MonthDayYear,
}

/// A date as JSON text, "2026-12-02".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IsoDate(pub LegalDate);

/// A saved profile is not readable.
#[derive(Debug, thiserror::Error)]
#[error("профиль обмена не читается: {0}")]
pub struct ProfileError(#[from] serde_json::Error);

impl ExchangeProfile {
    /// The profile of our own headings and the usual ones.
    pub fn standard(kind: ProfileKind) -> Self {
        Self {
            name: format!("Обычный: {}", kind.russian()),
            kind,
            columns: Vec::new(),
            values: BTreeMap::new(),
            date_format: DateFormat::default(),
            expected_exam_date: None,
            dbf_code_page: None,
        }
    }

    pub fn from_json(json: &str) -> Result<Self, ProfileError> {
        Ok(serde_json::from_str(json)?)
    }

    pub fn to_json(&self) -> Result<String, ProfileError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Our code for a value of a field, where the profile names one. Case, spaces and ё do not matter.
    pub(crate) fn code_of(&self, field: Field, value: &str) -> Option<&str> {
        let key = word_key(value);
        let values = self.values.get(&field)?;
        values
            .iter()
            .find(|(text, _)| word_key(text) == key)
            .map(|(_, code)| code.as_str())
    }
}

/// A word for comparison: lower case, ё as е, only letters, figures and signs.
pub(crate) fn word_key(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '_' | '(' | ')' | '«' | '»' | '"'));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == 'ё' { 'е' } else { c })
        .collect()
}

impl TryFrom<String> for IsoDate {
    type Error = <LegalDate as FromStr>::Err;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

impl From<IsoDate> for String {
    fn from(date: IsoDate) -> Self {
        date.to_string()
    }
}

impl fmt::Display for IsoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_survive_json() {
        let mut profile = ExchangeProfile::standard(ProfileKind::EssayResults);
        profile.columns.push(SavedColumn {
            heading: "Итог".to_owned(),
            field: Some(Field::Result),
        });
        profile.columns.push(SavedColumn {
            heading: "Примечание".to_owned(),
            field: None,
        });
        profile
            .values
            .insert(Field::Result, BTreeMap::from([("сдал".to_owned(), "pass".to_owned())]));
        profile.expected_exam_date = Some(IsoDate("2026-12-02".parse().unwrap()));
        profile.dbf_code_page = Some(DbfCodePage::Dos866);
        let json = profile.to_json().unwrap();
        assert_eq!(ExchangeProfile::from_json(&json).unwrap(), profile, "{json}");
        assert_eq!(profile.code_of(Field::Result, " СДАЛ "), Some("pass"));
    }

    #[test]
    fn unknown_keys_are_refused() {
        for json in [
            r#"{"name":"x","kind":"essay-results","colums":[]}"#,
            r#"{"name":"x","kind":"essay"}"#,
            r#"{"name":"x","kind":"essay-results","values":{"mark":{}}}"#,
            r#"{"name":"x","kind":"essay-results","expected_exam_date":"2026-13-02"}"#,
        ] {
            assert!(ExchangeProfile::from_json(json).is_err(), "{json}");
        }
        assert!(ExchangeProfile::from_json(r#"{"name":"x","kind":"essay-results"}"#).is_ok());
    }
}
