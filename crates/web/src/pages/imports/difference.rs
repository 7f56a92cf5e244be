//! What a staged file would change, or how its conversation ended.

use app::import::{
    ColumnMatch, Effect, ImportComparison, ImportDetails, ProfileKind, RowCounts, RowFilter, RowOutcome, RowWindow,
};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ui::components::{Link, Pager, Phrase};
use ui::pages::imports::{
    ApplyStep, ChangeRow, ColumnsRead, DifferenceCounts, DifferenceHrefs, DifferencePage, DifferenceTab, FormerValue,
    Ground, ImportState, NewRow, WrongRow,
};

use super::{address, list, moment, outcome};
use crate::failure::Failure;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other;
use crate::page::Page;
use crate::pages::listing::{PER_PAGE, pager_of};
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Rows of each kind on the overview.
const ON_OVERVIEW: usize = 15;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Response, Failure> {
    let window = window_of(RowFilter::from_code(query.one("rows")), query.page());
    let details = staff.app.find_import(&signed_in.request, id, window).await?;
    Ok(match list::state_of(&details.summary) {
        ImportState::Applied | ImportState::Dropped | ImportState::Unreadable => {
            Page::new(outcome::view(&signed_in, &details)).into_response()
        }
        ImportState::Matching | ImportState::Compared => match &details.comparison {
            None => see_other(&format!("/imports/{id}/columns")),
            Some(found) => {
                Page::new(view(&signed_in, &details, found, &query, "", &Problems::default())).into_response()
            }
        },
    })
}

/// The same after a refused writing: what was typed stays.
pub(super) async fn show_again(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: uuid::Uuid,
    ground: &str,
    problems: &Problems,
) -> Result<Response, Failure> {
    let window = window_of(RowFilter::All, 1);
    let details = staff.app.find_import(&signed_in.request, id, window).await?;
    let Some(found) = &details.comparison else {
        return Ok(see_other(&format!("/imports/{id}")));
    };
    Ok(Page::with_mistakes(view(
        signed_in,
        &details,
        found,
        &ListQuery::default(),
        ground,
        problems,
    ))
    .into_response())
}

/// The first rows of every kind, or one page of a kind.
fn window_of(filter: RowFilter, page: i64) -> RowWindow {
    match filter {
        RowFilter::All => RowWindow::of(filter, 0, ON_OVERVIEW),
        filter => {
            let page = usize::try_from(page).unwrap_or(1).max(1);
            RowWindow::of(filter, (page - 1).saturating_mul(PER_PAGE), PER_PAGE)
        }
    }
}

fn view(
    signed_in: &SignedInRequest,
    details: &ImportDetails,
    found: &ImportComparison,
    query: &ListQuery,
    ground: &str,
    problems: &Problems,
) -> DifferencePage {
    let summary = &details.summary;
    let (base, filter) = (address(summary), RowFilter::from_code(query.one("rows")));
    let tab_href = |filter: RowFilter| format!("{base}?rows={}", filter.code());
    let mut page = DifferencePage {
        shell: signed_in.shell("Что изменит файл", Section::Imports),
        errors: problems.summary(),
        file_name: summary.file_name.clone(),
        reading_line: details.reading.clone(),
        received_at: moment(signed_in, summary.row.staged_at),
        counts: counts(&found.counts),
        hrefs: DifferenceHrefs {
            all: base.clone(),
            wrong: tab_href(RowFilter::Wrong),
            changed: tab_href(RowFilter::Changed),
            new: tab_href(RowFilter::New),
            same: tab_href(RowFilter::Same),
        },
        tab: tab_of(filter),
        subject_heading: if summary.kind == ProfileKind::Organisations {
            "Организация"
        } else {
            "Участник"
        }
        .to_owned(),
        place_heading: if summary.kind == ProfileKind::Organisations {
            "Кому подчинена"
        } else {
            "Где знакомят"
        }
        .to_owned(),
        wrong: Vec::new(),
        errors_file: (found.counts.wrong > 0)
            .then(|| Link::new("Скачать файл с\u{a0}ошибками", format!("{base}/wrong"))),
        errors_column: if found.counts.wrong == 0 {
            String::new()
        } else {
            column_letters(details.columns.len() + 1)
        },
        changed: Vec::new(),
        new: Vec::new(),
        same: Vec::new(),
        pager: None,
        profile_line: profile_line(details),
        columns: details.columns.iter().map(column_read).collect(),
        columns_href: format!("{base}/columns"),
        apply: apply_step(signed_in, details, &found.counts, ground, problems),
        drop_form: signed_in.form(format!("{base}/drop")),
        new_import_href: "/imports/new".to_owned(),
    };
    page.shell.breadcrumbs = vec![Link::new("Загрузки", "/imports")];
    fill_rows(&mut page, found, filter, summary.kind);
    page.pager = pager(
        &found.counts,
        filter,
        query.page(),
        &format!("{}&page=", tab_href(filter)),
    );
    page
}

fn fill_rows(page: &mut DifferencePage, found: &ImportComparison, filter: RowFilter, kind: ProfileKind) {
    page.wrong = found.wrong.iter().flat_map(wrong_rows).collect();
    match filter {
        RowFilter::Wrong => {}
        RowFilter::All | RowFilter::Changed => {
            page.changed = found.rows.iter().flat_map(|row| change_rows(row, kind)).collect();
        }
        RowFilter::New => page.new = found.rows.iter().map(plain_row).collect(),
        RowFilter::Same => page.same = found.rows.iter().map(plain_row).collect(),
    }
}

/// Of the overview there is one page.
fn pager(counts: &RowCounts, filter: RowFilter, page: i64, address: &str) -> Option<Pager> {
    let rows = match filter {
        RowFilter::All => return None,
        RowFilter::Wrong => counts.wrong,
        RowFilter::Changed => counts.changed,
        RowFilter::New => counts.new,
        RowFilter::Same => counts.same,
    };
    let last = rows.div_ceil(PER_PAGE).max(1);
    pager_of(usize::try_from(page).unwrap_or(1).clamp(1, last), rows, address)
}

/// How many rows of each kind there are.
pub(super) fn counts(counts: &RowCounts) -> DifferenceCounts {
    let small = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    DifferenceCounts {
        all: small(counts.total),
        wrong: small(counts.wrong),
        changed: small(counts.changed),
        new: small(counts.new),
        same: small(counts.same),
    }
}

fn tab_of(filter: RowFilter) -> DifferenceTab {
    match filter {
        RowFilter::All => DifferenceTab::All,
        RowFilter::Wrong => DifferenceTab::Wrong,
        RowFilter::Changed => DifferenceTab::Changed,
        RowFilter::New => DifferenceTab::New,
        RowFilter::Same => DifferenceTab::Same,
    }
}

fn wrong_rows(row: &app::import::WrongRow) -> Vec<WrongRow> {
    let one = |problem: &app::import::Problem| WrongRow {
        cell: problem.cell.clone(),
        subject: row.who.clone(),
        field: problem
            .field
            .map(|field| field.heading().to_owned())
            .unwrap_or_default(),
        value: problem.value.clone(),
        cause: problem.message.clone(),
    };
    row.problems.iter().map(one).collect()
}

fn change_rows(row: &RowOutcome, kind: ProfileKind) -> Vec<ChangeRow> {
    let Effect::Changed(fields) = &row.effect else {
        return Vec::new();
    };
    let former = match (row.touches_released, kind) {
        (true, _) => FormerValue::Released,
        (false, ProfileKind::EssayResults | ProfileKind::GiaResults) => FormerValue::Received,
        (false, _) => FormerValue::Plain,
    };
    let one = |field: &app::import::ChangedField| ChangeRow {
        line: row.line,
        subject: row.who.clone(),
        subject_href: row.result.map(|id| format!("/results/{id}")).unwrap_or_default(),
        place: row.place.clone(),
        field: field.field.clone(),
        was: field.was.clone(),
        now: field.now.clone(),
        former,
    };
    fields.iter().map(one).collect()
}

fn plain_row(row: &RowOutcome) -> NewRow {
    let mut value = row.says.clone();
    for warning in &row.warnings {
        value.push_str(&format!(". Проверьте: {warning}"));
    }
    NewRow {
        line: row.line,
        subject: row.who.clone(),
        place: row.place.clone(),
        value,
    }
}

fn profile_line(details: &ImportDetails) -> String {
    let known = details.columns.iter().filter(|column| column.field.is_some()).count();
    format!(
        "Профиль обмена «{}»: узнано столбцов {known} из\u{a0}{}.",
        details.profile.name,
        details.columns.len()
    )
}

fn column_read(column: &ColumnMatch) -> ColumnsRead {
    ColumnsRead {
        address: column.column.clone(),
        heading: column.heading.clone(),
        field: column
            .field
            .map_or_else(|| "не\u{a0}загружается".to_owned(), |field| field.heading().to_owned()),
        sample: column.example.clone(),
        reading: column.how_read(),
    }
}

/// Letters of a column counted from 0: the comment stands in the second column after the file's own.
fn column_letters(column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).map_or('?', |digit| char::from(b'A' + digit));
        letters.insert(0, letter);
        rest = (rest - 1) / 26;
    }
    letters
}

fn apply_step(
    signed_in: &SignedInRequest,
    details: &ImportDetails,
    found: &RowCounts,
    ground: &str,
    problems: &Problems,
) -> ApplyStep {
    let counts = counts(found);
    if counts.new + counts.changed == 0 {
        return ApplyStep::Nothing(match (counts.same, counts.wrong) {
            (0, 0) => Phrase::of("В\u{a0}файле нет строк с\u{a0}данными: записывать нечего."),
            (0, _) => Phrase::of(
                "Записывать нечего: все строки с\u{a0}ошибками. Исправьте их в\u{a0}файле с\u{a0}ошибками и\u{a0}загрузите его.",
            ),
            (_, 0) => Phrase::of("Файл ничего не\u{a0}меняет: всё это уже записано."),
            (_, _) => Phrase::of("Записывать нечего: верные строки уже записаны, остальные с\u{a0}ошибками."),
        });
    }
    let changes = u32::try_from(found.changes_released).unwrap_or(u32::MAX);
    let ground = match changes {
        0 => Ground::NotNeeded,
        changes => Ground::Needed {
            changes,
            value: ground.to_owned(),
            error: problems.of_field("ground"),
        },
    };
    ApplyStep::Write {
        form: signed_in
            .form(format!("{}/apply", address(&details.summary)))
            .with("previewed_hash", details.plan_hash()),
        ground,
        consequences: consequences(details.summary.kind),
    }
}

fn consequences(kind: ProfileKind) -> Vec<Phrase> {
    match kind {
        ProfileKind::EssayResults => {
            vec![Phrase::of(
                "Никто ниже РЦОИ их не\u{a0}увидит, пока не\u{a0}записано окончание обработки.",
            )]
        }
        ProfileKind::GiaResults => {
            vec![Phrase::of(
                "Никто ниже ГЭК и\u{a0}РЦОИ их не\u{a0}увидит, пока их не\u{a0}утвердит председатель ГЭК.",
            )]
        }
        ProfileKind::Participants | ProfileKind::GiaParticipants => {
            vec![Phrase::of("Организации увидят своих участников сразу.")]
        }
        ProfileKind::Organisations => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
