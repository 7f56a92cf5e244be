//! The beginning of an import: what it is, by which profile, and the file.

use app::AppError;
use app::import::{ProfileKind, ReceivedFile};
use app::tables::ListFormat;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use ui::components::{Choice, Choices, Field, Link};
use ui::pages::imports::NewImportPage;

use super::kind_words;
use crate::failure::Failure;
use crate::nav::Section;
use crate::notice::see_other;
use crate::page::Page;
use crate::pages::listing;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;
use crate::upload::VerifiedUpload;

/// What was chosen, for showing the form again.
#[derive(Default)]
struct Chosen {
    kind: String,
    profile: String,
}

/// In the order of the year: what is brought in most often first.
const OFFERED: [ProfileKind; 5] = [
    ProfileKind::EssayResults,
    ProfileKind::Participants,
    ProfileKind::GiaResults,
    ProfileKind::GiaParticipants,
    ProfileKind::Organisations,
];

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
) -> Result<Page<NewImportPage>, Failure> {
    let chosen = Chosen {
        kind: ProfileKind::EssayResults.code().to_owned(),
        ..Chosen::default()
    };
    Ok(Page::new(
        form(&staff, &signed_in, &chosen, &Problems::default()).await?,
    ))
}

pub(super) async fn receive(State(staff): State<Staff>, upload: VerifiedUpload) -> Result<Response, Failure> {
    let VerifiedUpload {
        signed_in,
        fields,
        files,
    } = upload;
    let chosen = Chosen {
        kind: fields.one("kind").to_owned(),
        profile: fields.one("profile").to_owned(),
    };
    let again = async |problems: Problems| -> Result<Response, Failure> {
        Ok(Page::with_mistakes(form(&staff, &signed_in, &chosen, &problems).await?).into_response())
    };
    let Some(kind) = ProfileKind::from_code(&chosen.kind) else {
        return again(Problems::one("kind", "Выберите, что в\u{a0}файле")).await;
    };
    let Some(file) = files.into_iter().find(|file| file.field == "file") else {
        return again(Problems::one("file", "Выберите файл")).await;
    };
    let received = ReceivedFile {
        kind,
        profile: Some(chosen.profile.as_str()).filter(|name| !name.is_empty()),
        file_name: &file.name,
        stored: file.stored,
    };
    match staff.app.stage_import(&signed_in.request, received).await {
        Ok(id) => Ok(see_other(&format!("/imports/{id}"))),
        Err(error @ AppError::Invalid(_)) => again(Problems::of(error)?).await,
        Err(error) => Err(Failure::from(error).back_to("/imports/new")),
    }
}

/// An empty workbook with our headings.
pub(super) async fn template(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let kind = name
        .strip_suffix(".xlsx")
        .and_then(ProfileKind::from_code)
        .ok_or(Failure::NoSuchPage)?;
    Ok(listing::file(staff.app.import_template(
        &signed_in.request,
        kind,
        ListFormat::Xlsx,
    )?))
}

async fn form(
    staff: &Staff,
    signed_in: &SignedInRequest,
    chosen: &Chosen,
    problems: &Problems,
) -> Result<NewImportPage, Failure> {
    let kinds = OFFERED
        .map(|kind| Choice::new(kind.code(), kind_words(kind)).hint(kind_hint(kind)))
        .to_vec();
    let mut profiles = vec![Choice::new("", "Узнать столбцы по\u{a0}заголовкам")];
    for profile in staff.app.profiles(&signed_in.request).await? {
        profiles.push(Choice::new(
            &profile.name,
            format!("{} ({})", profile.name, profile.kind.russian()),
        ));
    }
    Ok(NewImportPage {
        shell: signed_in.shell("Загрузить файл", Section::Imports),
        errors: problems.summary(),
        form: signed_in.form("/imports/new"),
        kind: Choices::radios("kind", "Что в\u{a0}файле", kinds).choose(&chosen.kind).error(problems.of_field("kind")),
        exam: None,
        profile: Choices::select("profile", "Профиль обмена", profiles)
            .choose(&chosen.profile)
            .hint("Запомненное соответствие столбцов файла нашим полям")
            .error(problems.of_field("profile")),
        file: Field::file("file", "Файл", ".xlsx,.xls,.ods,.csv,.dbf").required().error(problems.of_field("file")),
        limits: [
            "Книга .xlsx, .xls или .ods, таблица .dbf либо текст .csv с\u{a0}«;», «,» или табуляцией, в\u{a0}UTF-8 или Windows-1251",
            "До\u{a0}20\u{a0}МБ и\u{a0}до\u{a0}200\u{a0}000 строк; результаты ГИА текстом .csv или таблицей .dbf\u{a0}— до\u{a0}300\u{a0}МБ и\u{a0}до\u{a0}2\u{a0}000\u{a0}000 строк",
            "Заголовок\u{a0}— в\u{a0}одной из\u{a0}первых десяти строк; название и\u{a0}объединённые ячейки над ним не\u{a0}мешают",
            "Нули в\u{a0}начале кодов и\u{a0}номеров сохраняются",
            "Один и\u{a0}тот\u{a0}же файл дважды ничего не\u{a0}меняет",
        ]
        .map(str::to_owned)
        .to_vec(),
        templates: OFFERED.map(|kind| Link::new(kind.russian(), format!("/imports/templates/{}.xlsx", kind.code()))).to_vec(),
        back: Link::new("К\u{a0}списку загрузок", "/imports"),
    })
}

const fn kind_hint(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::EssayResults => "Зачёт или незачёт, требования и\u{a0}критерии",
        ProfileKind::Participants => "Кто пишет, с\u{a0}каким документом, где знакомят с\u{a0}результатом",
        ProfileKind::GiaResults => "Первичные и\u{a0}тестовые баллы или отметки ЕГЭ, ОГЭ, ГВЭ, баллы за\u{a0}задания",
        ProfileKind::GiaParticipants => {
            "Строка на\u{a0}каждый предмет: кто, какой экзамен, в\u{a0}какой день и\u{a0}форме"
        }
        ProfileKind::Organisations => "Муниципалитеты, школы, колледжи с\u{a0}кодами",
    }
}
