//! The exams of GIA with what awaits whom.

use app::commission::desk::{Awaits, DeskExam, DeskTerm};
use axum::extract::State;
use regulations::ObligationState;
use regulations::russian::day_and_month;
use ui::components::{Cell, Column, Phrase, Row, RowTone, TableView, Tag};
use ui::pages::general::ListPage;

use super::grouped;
use crate::failure::Failure;
use crate::law_pieces::clauses_in_words;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// What the desk stands on.
const CLAUSES: [&str; 3] = ["mordovia-187:7", "mordovia-187:9.1", "kuzbass-gia9:info 5"];

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let desk = staff.app.desk(&signed_in.request).await?;
    let (shown, pager) = one_page(desk, query.page(), &query.address_of_pages("/desk", &[]));
    let table = TableView {
        caption: "Экзамены, результаты которых утверждает ГЭК".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Экзамен"),
            Column::new("Что дальше"),
            Column::new("Срок"),
            Column::number("Не\u{a0}передано в\u{a0}ГЭК"),
            Column::number("Можно утвердить"),
            Column::number("Задержано"),
            Column::number("Протоколов"),
        ],
        rows: shown.iter().map(row).collect(),
        pager,
        empty_text: "Экзаменов ГИА пока нет: они появятся вместе с\u{a0}участниками.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell("Стол ГЭК", Section::Desk), "Стол ГЭК", table);
    page.lead = "Секретарь предлагает протокол, председатель утверждает ровно предложенное. До\u{a0}утверждения результаты не\u{a0}видит никто, кроме ГЭК и\u{a0}РЦОИ.".into();
    page.clauses = clauses_in_words(&staff, &CLAUSES)?;
    Ok(Page::new(page))
}

fn row(one: &DeskExam) -> Row {
    let late = one
        .term
        .as_ref()
        .is_some_and(|term| term.state == ObligationState::Overdue);
    Row::new(vec![
        Cell::link(one.exam.title(), format!("/desk/{}", one.exam.id)),
        Cell::tag(awaits_tag(one)),
        one.term
            .as_ref()
            .map_or_else(Cell::empty, |term| Cell::from(term_words(term)).full_line()),
        Cell::from(grouped(one.not_given)),
        Cell::from(grouped(one.ready)),
        Cell::from(grouped(one.held)),
        Cell::from(grouped(one.approved)),
    ])
    .tone(if late { RowTone::Wrong } else { RowTone::Plain })
}

fn term_words(term: &DeskTerm) -> Phrase {
    let day = day_and_month(term.due_day);
    match term.state {
        ObligationState::Overdue => Phrase::default().late(format!("срок был {day}")),
        ObligationState::Today => Phrase::default().bold("сегодня"),
        _ => Phrase::of(format!("до\u{a0}конца {day}")),
    }
    .text(format!(", {}", term.debtor))
}

fn awaits_tag(one: &DeskExam) -> Tag {
    match one.awaits() {
        Awaits::Results => Tag::grey("ждём результатов"),
        Awaits::Giving => Tag::amber("РЦОИ: передать в\u{a0}ГЭК"),
        Awaits::Proposal => Tag::amber("секретарь: предложить"),
        Awaits::Mending => Tag::red(format!(
            "секретарь: исправить возвращённый №\u{a0}{}",
            one.returned.join(", ")
        )),
        Awaits::Approval => Tag::amber(format!("председатель: утвердить №\u{a0}{}", one.proposed.join(", "))),
        Awaits::Sending => Tag::amber("секретарь: отправить в\u{a0}РЦОИ"),
        Awaits::Holds => Tag::blue("ждём снятия задержек"),
        Awaits::Nobody => Tag::green("утверждено"),
    }
}
