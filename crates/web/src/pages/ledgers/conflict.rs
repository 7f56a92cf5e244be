//! Two clerks at one ledger: what the other one saved, what this one typed, and a table that loses neither.

use app::ledgers::{OpenedLedger, Told};
use regulations::Instant;
use regulations::russian::short_date_time;
use ui::components::Phrase;
use ui::pages::ledger::LedgerConflict;

use super::typed::TypedLine;
use super::view::stored_lines;
use crate::failure::Failure;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// The table to show, and what to say above it.
pub struct Compared {
    pub lines: Vec<TypedLine>,
    pub conflict: LedgerConflict,
}

/// Lines that nobody else touched keep what was typed. Of the others, what was left blank shows what the other clerk
/// saved; what was typed stays typed, with the version that stands now, so that saving again writes it knowingly.
pub async fn compare(
    staff: &Staff,
    signed_in: &SignedInRequest,
    ledger: &OpenedLedger,
    typed: Vec<TypedLine>,
) -> Result<Compared, Failure> {
    let mut lines = stored_lines(signed_in, ledger);
    let mut differences = Vec::new();
    let mut others = Vec::new();
    for line in &mut lines {
        let Some(mine) = typed.iter().find(|one| one.line == line.line) else {
            continue;
        };
        if mine.version == line.version {
            line.clone_from(mine);
            continue;
        }
        let stored = ledger.lines.iter().find(|one| one.row.line.id == line.line);
        others.extend(stored.and_then(|one| one.row.line.entered_at.zip(one.row.line.entered_by)));
        let name = stored.map(|one| one.name.clone()).unwrap_or_default();
        let theirs = words(line);
        if mine.is_blank() {
            differences.push(Phrase::of(format!(
                "Строка {}, {name}: записано «{theirs}», у\u{a0}вас пусто\u{a0}— оставлено записанное",
                line.number
            )));
        } else if words(mine) != theirs {
            differences.push(Phrase::of(format!(
                "Строка {}, {name}: записано «{theirs}», у\u{a0}вас «{}»",
                line.number,
                words(mine)
            )));
            *line = TypedLine {
                version: line.version,
                ..mine.clone()
            };
        }
    }
    let (at, by) = others.into_iter().max_by_key(|(at, _)| *at).unzip();
    let names = staff.app.staff_names(&by.into_iter().collect::<Vec<_>>()).await?;
    let who = by
        .and_then(|by| names.get(&by).cloned())
        .unwrap_or_else(|| "другой сотрудник".to_owned());
    let when = at
        .map(|at| short_date_time(&ledger.zone, Instant::from_micros(at)))
        .unwrap_or_default();
    let conflict = LedgerConflict {
        who_and_when: format!("Пока вы вносили, эту ведомость сохранил другой сотрудник: {who}, {when}"),
        differences,
        advice: "Ваши изменения пока не\u{a0}записаны. Проверьте эти строки и\u{a0}сохраните ещё раз\u{a0}— запишется то, что стоит в\u{a0}таблице."
            .to_owned(),
    };
    Ok(Compared { lines, conflict })
}

/// «ознакомлен 16.12.2026 в 10:05», «не ознакомлен: болеет».
fn words(line: &TypedLine) -> String {
    let note = if line.note.is_empty() {
        String::new()
    } else {
        format!(", {}", line.note)
    };
    match line.told {
        Told::Yes => format!("ознакомлен {} в\u{a0}{}{note}", line.day, line.time),
        Told::No if line.note.is_empty() => "пусто".to_owned(),
        Told::No => format!("не\u{a0}ознакомлен{note}"),
    }
}
