//! РЦОИ gives the outcomes on after seeing who changes; the chair keeps what is published, with the password once more.

use app::AppError;
use app::rechecks::give::GivePreview;
use app::rechecks::list::{BatchView, WorkAsk, new_words, value_words};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::recheck::RecheckKind;
use ui::components::{Cell, Column, Facts, Field, Link, Phrase, Preview, Row, Section as Part, TableView};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;
use ui::typography::counted;
use uuid::Uuid;

use super::{name_of, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const RESULTS: [&str; 3] = ["результат", "результата", "результатов"];

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<ConfirmPage>, Failure> {
    let preview = staff.app.preview_recheck(&signed_in.request, id).await;
    let preview = preview.map_err(|error| Failure::from(error).back_to(format!("/rechecks/{id}")))?;
    Ok(Page::new(view(&signed_in, preview, query.page())))
}

pub(super) async fn give(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/rechecks/{id}");
    staff
        .app
        .give_recheck(&signed_in.request, (id, fields.version()), fields.one("previewed_hash"))
        .await
        .map_err(|error| Failure::from(error).back_to(&back))?;
    let flash = Flash::done("Итоги переданы. До\u{a0}решения опубликованы прежние результаты.");
    Ok(see_other_with(&staff, &back, &flash))
}

fn view(signed_in: &SignedInRequest, preview: GivePreview, page_number: i64) -> ConfirmPage {
    let row = &preview.row;
    let back = format!("/rechecks/{}", row.id);
    let form = signed_in
        .form(format!("{back}/give"))
        .with("version", row.version.to_string())
        .with("previewed_hash", &preview.hash);
    let of_essay = row.kind == RecheckKind::EssayCall.code();
    let moved = i64::try_from(preview.changed.len()).unwrap_or(i64::MAX);
    let say = match preview.changed.len() {
        0 => Phrase::of("Ни\u{a0}один результат не\u{a0}меняется"),
        _ => Phrase::of("Меняется ").bold(counted(moved, RESULTS)),
    };
    let button = match (of_essay, moved) {
        (true, 0) => "Закончить: результаты прежние".to_owned(),
        (true, _) => format!("Внести: {}", counted(moved, RESULTS)),
        (false, _) => format!("Передать в\u{a0}ГЭК: {}", counted(moved, RESULTS)),
    };
    let next = match (of_essay, moved) {
        (true, 0) => "Перепроверка закончится, прежние результаты останутся.",
        (true, _) => "Новые редакции выпустит следующее окончание обработки; до\u{a0}него опубликованы прежние.",
        (false, 0) => "Председатель ГЭК сохранит прежние результаты.",
        (false, _) => {
            "Секретарь ГЭК предложит протокол изменения, председатель утвердит его или сохранит прежние результаты; до\u{a0}этого опубликованы прежние."
        }
    };
    let mut act = Preview::new(say, button, form, Link::new("Назад к\u{a0}перепроверке", &back)).consequence(next);
    if preview.left_out > 0 {
        act = act.consequence(format!(
            "Без итога и\u{a0}без изменений: {}.",
            counted(
                i64::try_from(preview.left_out).unwrap_or(i64::MAX),
                ["работа", "работы", "работ"]
            )
        ));
    }
    let heading = "Кто меняется";
    let mut page = ConfirmPage::new(signed_in.shell(heading, Section::Appeals), heading, act);
    page.shell.breadcrumbs = trail();
    page.shell.breadcrumbs.push(Link::new(name_of(row.number), &back));
    page.sub = preview.exam.title();
    let up = preview.up;
    page.facts = Some(
        Facts::default()
            .row("Станет больше", up.to_string())
            .row("Станет меньше или иначе", (preview.changed.len() - up).to_string())
            .row("Проверено, без изменений", preview.same.to_string()),
    );
    if !preview.changed.is_empty() {
        let address = format!("{back}/give?page=");
        let (shown, pager) = one_page(preview.changed, page_number, &address);
        page.sections.push(
            Part::new("changes", "Было и\u{a0}станет").table(TableView {
                caption: "Результаты, которые меняются".to_owned(),
                hide_caption: true,
                columns: vec![Column::new("Код участника"), Column::new("Результат")],
                rows: shown
                    .iter()
                    .map(|work| {
                        Row::new(vec![
                            Cell::link(&work.participant_code, format!("/results/{}", work.result_id)),
                            Cell::new(Phrase::default().change(value_words(work), new_words(work))),
                        ])
                    })
                    .collect(),
                pager,
                ..TableView::default()
            }),
        );
    }
    page
}

pub(super) async fn ask_to_keep(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    let found = batch(&staff, &signed_in, id).await?;
    Ok(Page::new(keep_view(
        &signed_in,
        &found,
        "",
        false,
        &Problems::default(),
    )))
}

pub(super) async fn keep(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/rechecks/{id}");
    let (typed, ticked) = (fields.one("outcome"), fields.one("confirmed") == "yes");
    let request = &signed_in.request;
    let done = async {
        if !ticked {
            return Err(AppError::field(
                "confirmed",
                "Отметьте, что протоколы перепроверки прочитаны",
            ));
        }
        let checked = staff
            .app
            .check_password_to_keep(request, id, fields.one("password"))
            .await?;
        staff
            .app
            .keep_results(request, (id, fields.version()), typed, &checked)
            .await
    };
    match done.await {
        Ok(()) => {
            let flash = Flash::done("Прежние результаты сохранены.");
            Ok(see_other_with(&staff, &back, &flash))
        }
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let found = batch(&staff, &signed_in, id).await?;
            Ok(Page::with_mistakes(keep_view(&signed_in, &found, typed, ticked, &problems)).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

async fn batch(staff: &Staff, signed_in: &SignedInRequest, id: Uuid) -> Result<BatchView, Failure> {
    let ask = WorkAsk {
        page: 1,
        per_page: 1,
        ..WorkAsk::default()
    };
    Ok(staff.app.find_recheck(&signed_in.request, id, &ask).await?)
}

fn keep_view(
    signed_in: &SignedInRequest,
    found: &BatchView,
    typed: &str,
    ticked: bool,
    problems: &Problems,
) -> ConfirmPage {
    let row = &found.line.row;
    let back = format!("/rechecks/{}", row.id);
    let form = signed_in
        .form(format!("{back}/keep"))
        .with("version", row.version.to_string());
    let works = counted(
        i64::try_from(found.facts.works).unwrap_or(i64::MAX),
        ["работы", "работ", "работ"],
    );
    let say = Phrase::of("Останутся прежние результаты ").bold(works);
    let mut act = Preview::new(
        say,
        "Сохранить прежние результаты",
        form,
        Link::new("Назад к\u{a0}перепроверке", &back),
    )
    .final_act("Новые редакции, переданные РЦОИ, не\u{a0}будут утверждены; они останутся в\u{a0}истории")
    .field(
        Field::text("outcome", "Решение")
            .hint("Номер и\u{a0}день, почему баллы сохранены; без фамилий")
            .value(typed)
            .error(problems.of_field("outcome")),
    )
    .field(Field::password("password", "Ваш пароль").error(problems.of_field("password")))
    .tick("Протоколы перепроверки прочитаны");
    act.tick_error = problems.of_field("confirmed");
    act.tick_is_set = ticked;
    let heading = "Сохранить прежние результаты";
    let mut page = ConfirmPage::new(signed_in.shell(heading, Section::Appeals), heading, act);
    page.shell.breadcrumbs = trail();
    page.shell.breadcrumbs.push(Link::new(name_of(row.number), &back));
    page.sub = found.line.exam.title();
    page.errors = problems.summary();
    page.facts = Some(
        Facts::default()
            .row("Решение о\u{a0}перепроверке", found.line.document.as_str())
            .row("По\u{a0}протоколам меняется", found.facts.changed.to_string()),
    );
    page
}
