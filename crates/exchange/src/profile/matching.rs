//! Which column is which field: the saved profile first, then the usual words.

use std::collections::HashMap;
use std::fmt;

use crate::address::{cell_address, column_letters};
use crate::profile::{ExchangeProfile, Field, Need, SavedColumn};
use crate::table::{SheetTable, TableFormat};

/// A column of the file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMatch {
    /// "A".
    pub column: String,
    /// As in the file.
    pub heading: String,
    /// `None`: not loaded.
    pub field: Option<Field>,
    /// The first value in the column; personal data, for the page only.
    pub example: String,
    pub source: MatchSource,
}

/// How a column came by its field, or why it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchSource {
    SavedProfile,
    UsualHeading,
    /// The saved profile says not to load it.
    LeftOut,
    /// Another column before it is the same field already.
    Repeated(Field),
    Unknown,
}

/// A field without a column; any one of several would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingField {
    pub any_of: Vec<Field>,
}

/// The match of a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMatching {
    /// One per column of the file.
    pub columns: Vec<ColumnMatch>,
    /// Required fields that no column is; while there are any, no row can be read.
    pub missing: Vec<MissingField>,
    /// By field, in declaration order.
    column_of: Vec<Option<usize>>,
}

/// Matches the columns of a file.
pub fn match_columns(table: &SheetTable, profile: &ExchangeProfile) -> ColumnMatching {
    let index = HeadingIndex::of(profile);
    let mut column_of = HashMap::new();
    let columns = table.header.cells().enumerate().map(|(column, heading)| {
        let found = index.get(heading).or_else(|| index.get_cut(heading, table.format));
        let (field, source) = match found {
            None => (None, MatchSource::Unknown),
            Some((None, _)) => (None, MatchSource::LeftOut),
            Some((Some(field), _)) if column_of.contains_key(&field) => (None, MatchSource::Repeated(field)),
            Some((Some(field), source)) => {
                column_of.insert(field, column);
                (Some(field), source)
            }
        };
        ColumnMatch {
            column: column_letters(column),
            heading: heading.trim().to_owned(),
            field,
            example: example(table, column),
            source,
        }
    });
    let columns = columns.collect();
    let missing = missing_fields(profile, &column_of);
    let column_of = Field::ALL.iter().map(|field| column_of.get(field).copied()).collect();
    ColumnMatching {
        columns,
        missing,
        column_of,
    }
}

impl ColumnMatching {
    /// 0-based column of a field.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.column_of.get(field as usize).copied().flatten()
    }

    /// "F17"; the row's number alone where the file has no such column.
    pub fn cell_address(&self, field: Field, line: u32) -> String {
        self.column_of(field)
            .map_or_else(|| line.to_string(), |column| cell_address(column, line))
    }

    /// How many columns are loaded.
    pub fn recognised(&self) -> usize {
        self.column_of.iter().flatten().count()
    }

    /// What a person saves: the profile with every column of this file spelt out.
    pub fn saved_into(&self, profile: &ExchangeProfile) -> ExchangeProfile {
        let mut saved = profile.clone();
        for column in self
            .columns
            .iter()
            .filter(|column| !column.heading.is_empty() && column.source != MatchSource::SavedProfile)
        {
            let key = heading_key(&column.heading);
            if !saved.columns.iter().any(|known| heading_key(&known.heading) == key) {
                saved.columns.push(SavedColumn {
                    heading: column.heading.clone(),
                    field: column.field,
                });
            }
        }
        saved
    }
}

impl ColumnMatch {
    /// How the column is read, or why it is not.
    pub fn how_read(&self) -> String {
        match self.source {
            MatchSource::SavedProfile | MatchSource::UsualHeading => {
                self.field.map_or(String::new(), |field| field.how_read().to_owned())
            }
            MatchSource::LeftOut => "не загружается: так указано в профиле".to_owned(),
            MatchSource::Repeated(field) => format!("не загружается: «{}» уже есть в другом столбце", field.heading()),
            MatchSource::Unknown => "не загружается: столбец не описан в профиле".to_owned(),
        }
    }
}

impl fmt::Display for MissingField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self
            .any_of
            .iter()
            .map(|field| format!("«{}»", field.heading()))
            .collect();
        f.write_str(&names.join(" или "))
    }
}

/// Headings of a profile, ready to be asked many times.
pub(crate) struct HeadingIndex(HashMap<String, (Option<Field>, MatchSource)>);

impl HeadingIndex {
    pub(crate) fn of(profile: &ExchangeProfile) -> Self {
        let mut index = HashMap::new();
        let fields = profile.kind.fields();
        for saved in &profile.columns {
            let is_ours = saved
                .field
                .is_none_or(|field| fields.iter().any(|spec| spec.field == field));
            if is_ours {
                index
                    .entry(heading_key(&saved.heading))
                    .or_insert((saved.field, MatchSource::SavedProfile));
            }
        }
        for spec in fields {
            for heading in spec.synonyms.iter().chain([&spec.field.heading()]) {
                index
                    .entry(heading_key(heading))
                    .or_insert((Some(spec.field), MatchSource::UsualHeading));
            }
        }
        Self(index)
    }

    pub(crate) fn field_of(&self, heading: &str) -> Option<Field> {
        self.get(heading)?.0
    }

    fn get(&self, heading: &str) -> Option<(Option<Field>, MatchSource)> {
        self.0.get(&heading_key(heading)).copied()
    }

    /// A name in a .dbf has ten signs at most; one that is the beginning of the headings of one field only is that field.
    fn get_cut(&self, heading: &str, format: TableFormat) -> Option<(Option<Field>, MatchSource)> {
        // One sign less where the tenth was a space.
        let is_cut = matches!(format, TableFormat::Dbf { .. }) && matches!(heading.chars().count(), 9..=10);
        let key = heading_key(heading);
        let mut whole = self
            .0
            .iter()
            .filter(|(known, _)| is_cut && known.starts_with(&key))
            .map(|(_, found)| *found);
        let first = whole.next()?;
        whole.all(|other| other.0 == first.0).then_some(first)
    }
}

/// A heading for comparison: lower-case letters and figures only, ё as е, Latin look-alikes as Cyrillic («K1», «К1»).
pub(crate) fn heading_key(heading: &str) -> String {
    // A heading longer than this is a sentence, not a name.
    const LONGEST: usize = 100;
    let kept = heading.chars().filter(|c| c.is_alphanumeric()).take(LONGEST);
    kept.flat_map(char::to_lowercase).map(cyrillic_look_alike).collect()
}

const fn cyrillic_look_alike(lower_case: char) -> char {
    match lower_case {
        'ё' | 'e' => 'е',
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'h' => 'н',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        other => other,
    }
}

fn example(table: &SheetTable, column: usize) -> String {
    const ROWS: usize = 100;
    let values = table.rows.iter().take(ROWS).map(|row| row.cell(column).trim());
    values
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
        .next()
        .unwrap_or_default()
}

fn missing_fields(profile: &ExchangeProfile, column_of: &HashMap<Field, usize>) -> Vec<MissingField> {
    let mut missing: Vec<MissingField> = Vec::new();
    for spec in profile
        .kind
        .fields()
        .iter()
        .filter(|spec| !column_of.contains_key(&spec.field))
    {
        match spec.need {
            Need::Required => missing.push(MissingField {
                any_of: vec![spec.field],
            }),
            // Both halves of a pair find this; the first says it.
            Need::EitherOr(other) if !column_of.contains_key(&other) && spec.field < other => {
                missing.push(MissingField {
                    any_of: vec![spec.field, other],
                });
            }
            Need::EitherOr(_) | Need::Optional => {}
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProfileKind;
    use crate::table::{SheetRow, TableFormat};

    fn table(headings: &[&str], row: &[&str]) -> SheetTable {
        let header = SheetRow::new(1, headings.iter().copied());
        let rows = vec![SheetRow::new(2, row.iter().copied())];
        SheetTable {
            file_name: "x".to_owned(),
            format: TableFormat::Xlsx,
            sheet_name: None,
            header,
            rows,
            deleted_rows: 0,
        }
    }

    #[test]
    fn saved_columns_win_over_usual_headings() {
        let mut profile = ExchangeProfile::standard(ProfileKind::EssayResults);
        profile.columns = vec![
            SavedColumn {
                heading: "Оценка".to_owned(),
                field: None,
            },
            SavedColumn {
                heading: "Вердикт".to_owned(),
                field: Some(Field::Result),
            },
            SavedColumn {
                heading: "Код".to_owned(),
                field: Some(Field::OrganisationCode),
            },
        ];
        let matching = match_columns(
            &table(
                &["ОЦЕНКА", "вердикт", "K1", "Т 1", "Код", "Итог", "Примечание"],
                &["5", "", "1"],
            ),
            &profile,
        );
        let found: Vec<(Option<Field>, MatchSource)> = matching
            .columns
            .iter()
            .map(|column| (column.field, column.source))
            .collect();
        assert_eq!(
            found,
            [
                (None, MatchSource::LeftOut),
                (Some(Field::Result), MatchSource::SavedProfile),
                (Some(Field::Criterion1), MatchSource::UsualHeading),
                (Some(Field::Requirement1), MatchSource::UsualHeading),
                (None, MatchSource::Unknown),
                (None, MatchSource::Repeated(Field::Result)),
                (None, MatchSource::Unknown),
            ]
        );
        assert_eq!(matching.columns[2].example, "1");
        assert_eq!(matching.column_of(Field::Criterion1), Some(2));
        assert_eq!(matching.recognised(), 3);
    }

    #[test]
    fn missing_fields_are_named() {
        let headings = [
            "Фамилия",
            "Имя",
            "Код ОО",
            "Дата экзамена",
            "Код вида работы",
            "Т1",
            "Т2",
            "К1",
            "К2",
            "К3",
            "К4",
            "К5",
        ];
        let profile = ExchangeProfile::standard(ProfileKind::EssayResults);
        let matching = match_columns(&table(&headings, &[]), &profile);
        let missing: Vec<String> = matching.missing.iter().map(ToString::to_string).collect();
        assert_eq!(missing, ["«Код участника» или «Номер»", "«Результат»"]);
    }

    #[test]
    fn a_match_is_saved_whole() {
        let profile = ExchangeProfile::standard(ProfileKind::Organisations);
        let matching = match_columns(&table(&["Код", "Тип", "Чужое", ""], &[]), &profile);
        let saved = matching.saved_into(&profile);
        let spelt: Vec<(&str, Option<Field>)> = saved
            .columns
            .iter()
            .map(|column| (column.heading.as_str(), column.field))
            .collect();
        assert_eq!(
            spelt,
            [
                ("Код", Some(Field::OrganisationCode)),
                ("Тип", Some(Field::OrganisationKind)),
                ("Чужое", None)
            ]
        );
    }
}
