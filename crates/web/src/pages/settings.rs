//! The region's settings: what the orders leave to it.

use app::settings::{SettingName, SettingView};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use regulations::Instant;
use regulations::russian::date_time;
use serde::Deserialize;
use ui::components::{
    Act, Cell, Choice, Choices, Column, Field, FormBlock, FormPart, Link, Row, Section as Part, TableView, Width,
};
use ui::page::Flash;
use ui::pages::general::{FormPage, ListPage};

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::ManageSettings);
    Routes::new()
        .get("/settings", access, list)
        .get("/settings/{name}", access, ask)
        .post("/settings/{name}", access, change)
}

async fn list(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<ListPage>, Failure> {
    let settings = staff.app.list_settings(&signed_in.request).await?;
    let row = |setting: &SettingView| {
        Row::new(vec![
            Cell::link(setting.name.russian(), address_of(setting.name)),
            Cell::new(setting.name.words(&setting.value)).full_line(),
            since(&signed_in, setting).into(),
        ])
    };
    let table = TableView {
        caption: "Настройки".to_owned(),
        hide_caption: true,
        columns: ["Настройка", "Сейчас", "С\u{a0}какого дня и\u{a0}почему"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: settings.iter().map(row).collect(),
        ..TableView::default()
    };
    let mut page = ListPage::new(
        signed_in.shell("Настройки региона", Section::Settings),
        "Настройки региона",
        table,
    );
    page.lead =
        "Здесь то, что приказы оставляют региону. Каждое изменение требует основания и\u{a0}остаётся в\u{a0}журнале."
            .into();
    page.acts = vec![Act::link("Производственный календарь", "/calendar").secondary()];
    Ok(Page::new(page))
}

fn since(signed_in: &SignedInRequest, setting: &SettingView) -> String {
    setting.history.first().map_or_else(
        || "с\u{a0}начала".to_owned(),
        |(row, _)| {
            format!(
                "{}, {}",
                date_time(&signed_in.person.zone, Instant::from_micros(row.changed_at)),
                row.ground
            )
        },
    )
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    value: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    version: i64,
}

async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Path(name): Path<String>,
) -> Result<Page<FormPage>, Failure> {
    let setting = find(&staff, &signed_in, &name).await?;
    let typed = Typed {
        value: setting.value.clone(),
        ground: String::new(),
        version: setting.version,
    };
    Ok(Page::new(form(&signed_in, &setting, &typed, &Problems::default())))
}

async fn change(
    State(staff): State<Staff>,
    Path(name): Path<String>,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let setting = find(&staff, &signed_in, &name).await?;
    match staff
        .app
        .change_setting(
            &signed_in.request,
            setting.name,
            &typed.value,
            &typed.ground,
            typed.version,
        )
        .await
    {
        Ok(()) => Ok(see_other_with(
            &staff,
            "/settings",
            &Flash::done(format!("Настройка изменена: {}.", setting.name.russian())),
        )),
        Err(error @ app::AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            Ok(Page::with_mistakes(form(&signed_in, &setting, &typed, &problems)).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(address_of(setting.name))),
    }
}

async fn find(staff: &Staff, signed_in: &SignedInRequest, code: &str) -> Result<SettingView, Failure> {
    let name = SettingName::from_code(code).ok_or(Failure::NoSuchPage)?;
    let settings = staff.app.list_settings(&signed_in.request).await?;
    settings
        .into_iter()
        .find(|setting| setting.name == name)
        .ok_or(Failure::NoSuchPage)
}

fn address_of(name: SettingName) -> String {
    format!("/settings/{}", name.code())
}

fn form(signed_in: &SignedInRequest, setting: &SettingView, typed: &Typed, problems: &Problems) -> FormPage {
    let post = signed_in
        .form(address_of(setting.name))
        .with("version", typed.version.to_string());
    let ground = Field::text("ground", "Основание")
        .hint("Например: решение министерства от\u{a0}14.12.2026 №\u{a0}7. Без фамилий: основание видно в\u{a0}журнале")
        .width(Width::Full);
    let block = FormBlock::new(post, "Изменить настройку")
        .part(value_part(setting, typed, problems))
        .part(ground.value(&typed.ground).error(problems.of_field("ground")))
        .back("Не\u{a0}менять", "/settings");
    let mut shell = signed_in.shell(setting.name.russian(), Section::Settings);
    shell.breadcrumbs = vec![Link::new("Настройки региона", "/settings")];
    let mut page = FormPage::new(shell, setting.name.russian(), block);
    page.sub = format!("Сейчас: {}", setting.name.words(&setting.value));
    page.lead = setting.name.hint().into();
    page.errors = problems.summary();
    page.sections = vec![Part::new("history", "Прежние значения").table(history(signed_in, setting))];
    page
}

fn value_part(setting: &SettingView, typed: &Typed, problems: &Problems) -> FormPart {
    let error = problems.of_field("value");
    if setting.name.choices().is_empty() {
        return Field::text("value", "Новое значение")
            .value(&typed.value)
            .error(error)
            .into();
    }
    let options = setting
        .name
        .choices()
        .iter()
        .map(|(code, words)| Choice::new(*code, *words))
        .collect();
    Choices::radios("value", "Новое значение", options)
        .choose(&typed.value)
        .error(error)
        .into()
}

fn history(signed_in: &SignedInRequest, setting: &SettingView) -> TableView {
    let row = |(row, who): &(_, String)| {
        let row: &app::stored_rows::SettingRow = row;
        Row::new(vec![
            date_time(&signed_in.person.zone, Instant::from_micros(row.changed_at)).into(),
            setting.name.words(&row.value).into(),
            Cell::new(row.ground.as_str()).full_line(),
            who.as_str().into(),
        ])
    };
    TableView {
        caption: "Прежние значения".to_owned(),
        hide_caption: true,
        columns: ["Когда", "Значение", "Основание", "Кто"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: setting.history.iter().map(row).collect(),
        empty_text: "Настройку не\u{a0}меняли: действует значение по\u{a0}умолчанию.".into(),
        ..TableView::default()
    }
}
