//! Rows of organisations.

use domain::organisation::OrganisationKind;
use regulations::Zone;

use crate::profile::{ColumnMatching, ExchangeProfile, Field};
use crate::rows::duplicates::conflicts;
use crate::rows::reader::RowReader;
use crate::rows::{MissingColumns, Parsed, parse_rows};
use crate::table::SheetTable;

const MUNICIPAL_DIGITS: &[usize] = &[3];
const SCHOOL_DIGITS: &[usize] = &[6];
/// Ministries and processing centres are coded as regions please.
const ANY_DIGITS: &[usize] = &[1, 2, 3, 4, 5, 6];

/// An organisation as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Digits, zeros kept: 3 of a municipal body, 6 of a school or college (domain-facts 5.2).
    pub code: String,
    pub kind: OrganisationKind,
    pub name: String,
    pub short_name: String,
    /// `None` only for the ministry.
    pub parent_code: Option<String>,
    /// IANA name, where it is not the region's.
    pub zone: Option<String>,
    pub address: Option<String>,
}

/// Reads a file of organisations. A code that stands twice makes both rows wrong.
pub fn parse_organisations(
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<Parsed<OrganisationRow>, MissingColumns> {
    let mut parsed = parse_rows(table, matching, profile, read_organisation)?;
    let repeated = conflicts(
        &parsed.rows,
        Field::OrganisationCode,
        |row| row.code.clone(),
        |row| Some(row.code.clone()),
        |_| true,
        |lines| format!("Этот код стоит ещё в {lines}. Оставьте одну строку"),
    );
    parsed.refuse(matching, repeated);
    Ok(parsed)
}

fn read_organisation(row: &mut RowReader<'_>) -> Option<OrganisationRow> {
    let kind = row.required_word(Field::OrganisationKind);
    let code = row.required_digits(Field::OrganisationCode, kind.map_or(ANY_DIGITS, code_digits));
    let name = row.required_line(Field::Name, 500);
    let short_name = row.required_line(Field::ShortName, 200);
    let parent_code = kind.and_then(|kind| parent_code(row, kind));
    let zone = zone(row);
    let address = row.line_of_text(Field::Address, 500);
    Some(OrganisationRow {
        code: code?,
        kind: kind?,
        name: name?,
        short_name: short_name?,
        parent_code,
        zone,
        address,
    })
}

/// How many digits the code of an organisation of this kind may have.
const fn code_digits(kind: OrganisationKind) -> &'static [usize] {
    match kind {
        OrganisationKind::MunicipalBody => MUNICIPAL_DIGITS,
        OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College => SCHOOL_DIGITS,
        _ => ANY_DIGITS,
    }
}

fn parent_code(row: &mut RowReader<'_>, kind: OrganisationKind) -> Option<String> {
    match kind.parent_kind() {
        Some(parent) => row.required_digits(Field::ParentCode, code_digits(parent)),
        None if row.text(Field::ParentCode).is_empty() => None,
        None => {
            row.problem(Field::ParentCode, "Над министерством организаций нет. Оставьте пустым");
            None
        }
    }
}

fn zone(row: &mut RowReader<'_>) -> Option<String> {
    let name = row.line_of_text(Field::Zone, 64)?;
    if let Err(error) = Zone::new(&name) {
        row.problem(Field::Zone, error);
    }
    Some(name)
}
