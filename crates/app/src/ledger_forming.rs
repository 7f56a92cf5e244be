//! Forming ledgers: who tells whom of a release, in which ledger, under which printed code.

use std::collections::BTreeMap;

use domain::statement::StatementHop;
use regulations::Instant;
use storage::Tx;
use storage::keys::Purpose;
use storage::ledgers::{self, LedgerLineRow, LedgerRow};
use storage::results::EditionInContextRow;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Organisations;
use crate::statement_forming::{FormedStatements, PlannedStatement};

/// Letters and digits of a printed code: none that look alike.
const CODE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a printed code.
const CODE_LENGTH: usize = 10;

impl App {
    /// One ledger per statement that reaches a telling organisation, and class; an exam of GIA is one subject, so a ledger
    /// is of one subject (mordovia-187:10.4, 11.2).
    pub(crate) async fn form_ledgers(
        &self,
        tx: &mut Tx,
        formed: &FormedStatements<'_>,
        organisations: &Organisations,
        now: Instant,
    ) -> Result<(), AppError> {
        let key = self.keys.purpose_key(Purpose::RowCode);
        let mut ledger_rows = Vec::new();
        let mut line_rows = Vec::new();
        for (one, statement) in formed.planned.iter().zip(formed.rows) {
            for (class_name, editions) in told_by_recipient(one, formed.released) {
                let id = self.fresh_id(now)?;
                let code = &organisations.get(one.recipient)?.code;
                let class_part = if class_name.is_empty() { "б/к" } else { &class_name };
                let number = format!("{code}-{class_part}-{}", formed.ending);
                ledger_rows.push(LedgerRow {
                    id,
                    exam_id: formed.exam.id,
                    statement_id: statement.id,
                    organisation_id: one.recipient,
                    number,
                    class_name,
                    state: "open".to_owned(),
                    line_count: i64::try_from(editions.len()).unwrap_or(i64::MAX),
                    handed_in_at: None,
                    handed_in_by: None,
                    content_hash: None,
                    version: 1,
                });
                for (index, edition) in editions.iter().enumerate() {
                    let line = self.fresh_id(now)?;
                    line_rows.push(LedgerLineRow {
                        id: line,
                        ledger_id: id,
                        line_number: i64::try_from(index + 1).unwrap_or(i64::MAX),
                        edition_id: edition.edition_id,
                        person_id: edition.person_id,
                        code: printed_code(&key.keyed_hash(&[line.as_bytes()])),
                        told_at: None,
                        note_sealed: None,
                        not_told: false,
                        entered_at: None,
                        entered_by: None,
                        version: 1,
                    });
                }
            }
        }
        ledgers::insert(tx, &ledger_rows).await?;
        ledgers::insert_lines(tx, &line_rows).await?;
        Ok(())
    }
}

/// The classes a statement's recipient tells itself. A municipal body tells only its own people of a first-hop statement.
fn told_by_recipient<'r>(
    one: &PlannedStatement,
    released: &'r [EditionInContextRow],
) -> BTreeMap<String, Vec<&'r EditionInContextRow>> {
    let mut classes: BTreeMap<String, Vec<&EditionInContextRow>> = BTreeMap::new();
    let own = one
        .lines
        .iter()
        .filter_map(|position| released.get(*position))
        .filter(|row| one.hop != StatementHop::ToMunicipalBody || row.informing_organisation_id == one.recipient);
    for row in own {
        classes.entry(row.class_name.clone()).or_default().push(row);
    }
    classes
}

/// A code from a keyed hash: nothing can be told or guessed from it.
fn printed_code(hash: &[u8; 32]) -> String {
    hash.iter()
        .take(CODE_LENGTH)
        .filter_map(|byte| CODE_ALPHABET.get(usize::from(byte % 32)))
        .map(|byte| char::from(*byte))
        .collect()
}
