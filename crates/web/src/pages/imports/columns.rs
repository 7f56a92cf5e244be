//! Matching the columns of a file by hand.

use app::import::{ColumnsInput, ImportDetails, RowWindow};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ui::components::{Choice, Choices, Field, Link};
use ui::page::Flash;
use ui::pages::imports::{ColumnMatch, ColumnMatchPage};

use super::{address, file_line};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::nav::Section;
use crate::notice::{see_other, see_other_with};
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let details = staff.app.find_import(&signed_in.request, id, RowWindow::NONE).await?;
    if details.summary.row.state != "staged" {
        return Ok(see_other(&format!("/imports/{id}")));
    }
    let standing = ColumnsInput {
        profile_name: details.summary.row.profile_name.clone().unwrap_or_default(),
        fields: details
            .columns
            .iter()
            .map(|column| column.field.map(|field| field.code().to_owned()).unwrap_or_default())
            .collect(),
        dbf_code_page: details.chosen_code_page().to_owned(),
    };
    Ok(Page::new(view(&signed_in, &details, &standing, &Problems::default())).into_response())
}

pub(super) async fn save(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let details = staff.app.find_import(&signed_in.request, id, RowWindow::NONE).await?;
    let chosen = (0..details.columns.len())
        .map(|index| fields.one(&format!("column-{index}")).to_owned())
        .collect();
    let input = ColumnsInput {
        profile_name: fields.one("profile_name").to_owned(),
        fields: chosen,
        dbf_code_page: fields.one("dbf_code_page").to_owned(),
    };
    match staff.app.match_columns_again(&signed_in.request, id, &input).await {
        Ok(fresh) => {
            let flash = Flash::done(format!(
                "Профиль «{}» сохранён, файл прочитан заново.",
                input.profile_name.trim()
            ));
            Ok(see_other_with(&staff, &format!("/imports/{fresh}"), &flash))
        }
        Err(error) => {
            let problems = Problems::of(error)?;
            Ok(Page::with_mistakes(view(&signed_in, &details, &input, &problems)).into_response())
        }
    }
}

fn view(
    signed_in: &SignedInRequest,
    details: &ImportDetails,
    input: &ColumnsInput,
    problems: &Problems,
) -> ColumnMatchPage {
    let here = address(&details.summary);
    let mut page = ColumnMatchPage {
        shell: signed_in.shell("Какой столбец что значит", Section::Imports),
        file_line: format!("{} · {}", file_line(signed_in, &details.summary), details.reading),
        errors: problems.summary(),
        form: signed_in.form(format!("{here}/columns")),
        place: code_page(details, input, problems),
        columns: columns(details, input, problems),
        missing: details.missing.clone(),
        profile_name: Field::text("profile_name", "Название профиля обмена")
            .hint("Соответствие столбцов запомнится под этим названием. Например: Колледжи, декабрь")
            .value(&input.profile_name)
            .error(problems.of_field("profile_name"))
            .required(),
        back: Link::new("К\u{a0}списку загрузок", "/imports"),
    };
    page.shell.breadcrumbs = vec![Link::new("Загрузки", "/imports")];
    page
}

fn columns(details: &ImportDetails, input: &ColumnsInput, problems: &Problems) -> Vec<ColumnMatch> {
    let choices = details.field_choices();
    let columns = details.columns.iter().enumerate().map(|(index, column)| {
        let chosen = input.fields.get(index).map_or("", String::as_str);
        let option = |choice: &app::import::FieldChoice| {
            let option = Choice::new(choice.code, choice.heading);
            if choice.code == chosen { option.chosen() } else { option }
        };
        let mut options = vec![Choice::new("", "не\u{a0}загружать")];
        options.extend(choices.iter().map(option));
        let name = format!("column-{index}");
        ColumnMatch {
            address: column.column.clone(),
            heading: column.heading.clone(),
            samples: [column.example.clone()]
                .into_iter()
                .filter(|sample| !sample.is_empty())
                .collect(),
            error: problems.of_field(&name),
            select_name: name,
            reading: choices
                .iter()
                .find(|choice| choice.code == chosen)
                .map(|choice| choice.how_read.to_owned())
                .unwrap_or_default(),
            options,
        }
    });
    columns.collect()
}

/// Only a .dbf has a code page to choose: it often says a wrong one, or none.
fn code_page(details: &ImportDetails, input: &ColumnsInput, problems: &Problems) -> Vec<Choices> {
    let pages = details.code_pages();
    if pages.is_empty() {
        return Vec::new();
    }
    let mut choices = vec![Choice::new("", "Как указано в\u{a0}файле")];
    choices.extend(pages.iter().map(|(code, name)| Choice::new(*code, *name)));
    let select = Choices::select("dbf_code_page", "Кодировка .dbf", choices)
        .choose(&input.dbf_code_page)
        .error(problems.of_field("dbf_code_page"));
    vec![select]
}
