//! How an import ended: written or dropped.

use app::import::{ImportDetails, ProfileKind};
use ui::components::{Act, Facts, Link, Phrase, Tabs};
use ui::pages::imports::{ImportOutcomePage, Outcome};
use ui::typography::{counted, number};

use super::{address, file_line, kind_words, moment};
use crate::nav::Section;
use crate::signed_in::SignedInRequest;

pub(super) fn view(signed_in: &SignedInRequest, details: &ImportDetails) -> ImportOutcomePage {
    let applied = details.summary.row.state == "applied";
    let mut page = ImportOutcomePage {
        shell: signed_in.shell(
            if applied {
                "Файл записан"
            } else {
                "Загрузка снята"
            },
            Section::Imports,
        ),
        outcome: if applied { Outcome::Applied } else { Outcome::Dropped },
        file_line: file_line(signed_in, &details.summary),
        say: if applied {
            applied_words(details)
        } else {
            Phrase::of("Из\u{a0}этого файла ничего не\u{a0}записано.")
        },
        consequences: consequences(details, applied),
        acts: acts(details, applied),
        facts: facts(signed_in, details),
        tabs: Tabs::default(),
        links: vec![Link::new(
            "Файл, как он был прислан",
            format!("{}/file", address(&details.summary)),
        )],
    };
    if details.summary.row.wrong_rows > 0 {
        page.links.push(Link::new(
            "Скачать файл с\u{a0}ошибками",
            format!("{}/wrong", address(&details.summary)),
        ));
    }
    page.shell.breadcrumbs = vec![Link::new("Загрузки", "/imports")];
    page
}

fn applied_words(details: &ImportDetails) -> Phrase {
    let row = &details.summary.row;
    let written = counted(row.new_rows + row.changed_rows, ["строка", "строки", "строк"]);
    Phrase::of("Записано: ").bold(written).text(format!(
        " (новых {}, изменений {}).",
        number(row.new_rows),
        number(row.changed_rows)
    ))
}

fn consequences(details: &ImportDetails, applied: bool) -> Vec<Phrase> {
    match (applied, details.summary.kind) {
        (false, _) => vec![Phrase::of("Сам файл остался здесь, чтобы было видно, что приходило.")],
        (true, ProfileKind::EssayResults) => {
            vec![Phrase::of(
                "Никто ниже РЦОИ их пока не\u{a0}видит: сначала запишите окончание обработки.",
            )]
        }
        (true, ProfileKind::GiaResults) => {
            vec![Phrase::of(
                "Никто ниже ГЭК и\u{a0}РЦОИ их пока не\u{a0}видит: сначала их утверждает председатель ГЭК.",
            )]
        }
        (true, _) => Vec::new(),
    }
}

fn acts(details: &ImportDetails, applied: bool) -> Vec<Act> {
    match (applied, details.summary.kind) {
        (false, _) => vec![Act::link("Загрузить исправленный файл", "/imports/new")],
        (true, ProfileKind::EssayResults) => vec![Act::link("К\u{a0}окончанию обработки", "/exams")],
        (true, ProfileKind::Participants | ProfileKind::GiaParticipants) => {
            vec![Act::link("Участники", "/participants")]
        }
        (true, ProfileKind::Organisations) => vec![Act::link("Организации", "/organisations")],
        (true, ProfileKind::GiaResults) => vec![Act::link("Экзамены", "/exams")],
    }
}

fn facts(signed_in: &SignedInRequest, details: &ImportDetails) -> Facts {
    let row = &details.summary.row;
    let mut facts = Facts::default()
        .row("Номер загрузки", number(row.number))
        .row("Что в\u{a0}файле", kind_words(details.summary.kind))
        .row(
            "Загрузка",
            format!("{}, {}", details.summary.staged_by, moment(signed_in, row.staged_at)),
        );
    if let Some(at) = row.finished_at {
        facts = facts.row("Решение", moment(signed_in, at));
    }
    if let Some(ground) = &row.ground {
        facts = facts.row("Основание", ground.as_str());
    }
    facts
        .row("Строк в\u{a0}файле", number(row.total_rows))
        .row(
            "Из\u{a0}них",
            format!(
                "новых {}, изменяли {}, без изменений {}, с\u{a0}ошибками {}",
                number(row.new_rows),
                number(row.changed_rows),
                number(row.same_rows),
                number(row.wrong_rows)
            ),
        )
        .row("Профиль", details.profile.name.as_str())
        .row("Отпечаток файла", short_hash(&row.file_hash))
}

/// «5C1E 09AF 77D2».
fn short_hash(hash: &[u8]) -> String {
    let digits: Vec<String> = hash.iter().take(6).map(|byte| format!("{byte:02X}")).collect();
    digits
        .chunks(2)
        .map(|pair| pair.concat())
        .collect::<Vec<_>>()
        .join("\u{a0}")
}
