//! One exam: what arrived, what a protocol over the chosen part would approve, what it would leave held, protocols so far.

use app::commission::arrivals::{Arrivals, Delivery};
use app::commission::form_words;
use app::commission::preview::ProtocolPreview;
use app::commission::protocols::ProtocolView;
use axum::extract::State;
use domain::access::Action;
use domain::approval::parts::ProtocolPart;
use regulations::Instant;
use regulations::russian::date_time;
use ui::components::{Act, Cell, Column, Facts, Phrase, Row, Section as Part, Tab, TableView, Tabs, Tag};
use ui::page::Current;
use ui::pages::general::DetailPage;
use ui::typography::number;

use super::spread::spread_section;
use super::{grouped, part_code, part_of, places_table, reasons_words, results, stage_tag};
use crate::failure::Failure;
use crate::law_pieces::clock_of;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<DetailPage>, Failure> {
    let part = part_of(query.one("part"))?;
    let found = staff.app.exam_on_desk(&signed_in.request, id, part).await?;
    let (arrivals, preview, protocols) = (found.arrivals, found.preview, found.protocols);
    let duties = staff.app.duties_before_release(&signed_in.request, id).await?;
    let mut page = DetailPage::new(
        signed_in.shell(preview.exam.title(), Section::Desk),
        preview.exam.title(),
    );
    page.shell.breadcrumbs = vec![ui::components::Link::new("Стол ГЭК", "/desk")];
    page.sub = format!("Утверждение результатов · {}", preview.part_words);
    page.lead = say(&preview);
    page.clock = clock_of(&duties);
    page.acts = acts(&signed_in, &arrivals, &preview, &protocols);
    page.tabs = parts_tabs(&preview);
    page.sections = vec![preview_section(&preview, &query)];
    let year = preview.exam.date.year();
    let spread = preview.spread.as_ref();
    page.sections
        .extend(spread.and_then(|spread| spread_section(spread, year)));
    page.sections.extend([
        arrivals_section(&signed_in, &arrivals),
        protocols_section(&signed_in, &protocols),
    ]);
    Ok(Page::new(page))
}

/// «Будет утверждено 4 312 результатов 61 организации; 7 задержаны: …».
pub(super) fn say(preview: &ProtocolPreview) -> Phrase {
    let rows = |state: &str| format!("/desk/{}/rows?part={}{state}", preview.exam.id, part_code(preview.part));
    if preview.approve == 0 && preview.held == 0 {
        return Phrase::of("Утверждать сейчас нечего: переданных и\u{a0}не\u{a0}утверждённых результатов нет.");
    }
    let places = preview.by_organisation.iter().filter(|place| place.approve > 0).count();
    let places = ui::typography::counted(
        i64::try_from(places).unwrap_or(i64::MAX),
        ["организации", "организаций", "организаций"],
    );
    let say = Phrase::of("Будет утверждено: ")
        .bold_link(results(preview.approve), rows(""))
        .text(format!(" {places}. "));
    match preview.held {
        0 => say.text("Задержанных нет."),
        held => say
            .bold_link(format!("Задержано: {}", grouped(held)), rows("&state=held"))
            .text(format!(" ({}).", reasons_words(&preview.reasons))),
    }
}

fn acts(
    signed_in: &SignedInRequest,
    arrivals: &Arrivals,
    preview: &ProtocolPreview,
    protocols: &[ProtocolView],
) -> Vec<Act> {
    let id = preview.exam.id;
    let mut acts = Vec::new();
    let proposed = protocols.iter().find(|one| one.row.state == "proposed");
    if let Some(protocol) = proposed.filter(|_| signed_in.may(Action::ApproveProtocol)) {
        acts.push(Act::link(
            format!("Рассмотреть протокол №\u{a0}{}", protocol.row.number),
            format!("/protocols/{}/approve", protocol.row.id),
        ));
    }
    if signed_in.may(Action::ProposeProtocol) && preview.approve > 0 && preview.problems.is_empty() {
        acts.push(Act::link(
            format!("Предложить протокол: {}", results(preview.approve)),
            format!("/desk/{id}/propose?part={}", part_code(preview.part)),
        ));
    }
    let waits = arrivals.deliveries.iter().any(|one| one.given.is_none());
    if signed_in.may(Action::GiveToCommission) && waits {
        acts.push(Act::post(
            "Передать ведомости в\u{a0}ГЭК",
            signed_in.form(format!("/desk/{id}/give")),
        ));
    }
    if signed_in.may(Action::KeepMatters) && arrivals.untold {
        acts.push(Act::post("Сообщить председателю", signed_in.form(format!("/desk/{id}/inform"))).secondary());
    }
    if signed_in.may(Action::ReviewResults) {
        acts.push(Act::link("Списки дня экзамена", format!("/desk/{id}/day")).secondary());
        acts.push(Act::link("Проверки и\u{a0}апелляции", format!("/desk/{id}/matters")).secondary());
    }
    acts
}

fn parts_tabs(preview: &ProtocolPreview) -> Option<Tabs> {
    if preview.parts.len() < 2 {
        return None;
    }
    let tab = |(part, words): &(ProtocolPart, String)| {
        Tab::new(
            "",
            words.as_str(),
            format!("/desk/{}?part={}", preview.exam.id, part_code(*part)),
            Current::when(|| *part == preview.part),
        )
    };
    Some(Tabs {
        label: "Какую часть утверждать".to_owned(),
        items: preview.parts.iter().map(tab).collect(),
    })
}

fn preview_section(preview: &ProtocolPreview, query: &ListQuery) -> Part {
    let missing = match preview.without_result {
        0 => "у\u{a0}всех участников есть".to_owned(),
        count => number(count),
    };
    let mut facts = Facts::default()
        .row("Отпечаток набора", short_hash(&preview.content_hash))
        .row(
            "Расходится с\u{a0}записями дня экзамена",
            grouped(preview.differ_from_the_day),
        )
        .row("Получено РЦОИ, не\u{a0}передано в\u{a0}ГЭК", grouped(preview.not_given))
        .row("Ещё нет результата", missing);
    for (form, (approve, held)) in &preview.by_form {
        facts = facts.row(
            form_words(form.as_deref()),
            format!("утверждается {}, задержано {}", grouped(*approve), grouped(*held)),
        );
    }
    for (number, id, count) in &preview.corrections {
        facts = facts.row(
            "Новые редакции утверждённого",
            Phrase::linked(
                format!("протокол №\u{a0}{number}: {}", results(*count)),
                format!("/desk/{}?part=correction-{id}", preview.exam.id),
            ),
        );
    }
    for problem in &preview.problems {
        facts = facts.row(
            "Мешает",
            Phrase::default().late(regulations::russian::capitalised(problem)),
        );
    }
    let address = query.address_of_pages(&format!("/desk/{}", preview.exam.id), &["part"]);
    let (places, pager) = one_page(preview.by_organisation.clone(), query.page(), &address);
    let mut table = places_table(&places);
    table.pager = pager;
    Part::new("content", "Что войдёт в\u{a0}протокол")
        .facts(facts)
        .table(table)
}

fn arrivals_section(signed_in: &SignedInRequest, arrivals: &Arrivals) -> Part {
    let table = TableView {
        caption: "Поступления результатов".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Поступление"),
            Column::new("Получено РЦОИ"),
            Column::number("Результатов"),
            Column::number("Ждут утверждения"),
            Column::new("Передано в\u{a0}ГЭК"),
            Column::new("Председатель оповещён"),
        ],
        rows: arrivals
            .deliveries
            .iter()
            .map(|one| delivery_row(signed_in, one))
            .collect(),
        empty_text: "Результаты проверки ещё не\u{a0}поступили в\u{a0}РЦОИ.".into(),
        ..TableView::default()
    };
    let mut facts = Facts::default()
        .row("Записей дня экзамена", grouped(arrivals.day_records))
        .row("Расхождений с\u{a0}записями дня", grouped(arrivals.conflicts));
    for (kind, count) in arrivals.matters.iter().filter(|(_, count)| *count > 0) {
        facts = facts.row(regulations::russian::capitalised(kind.russian()), grouped(*count));
    }
    Part::new("arrivals", "Что поступило").facts(facts).table(table)
}

fn delivery_row(signed_in: &SignedInRequest, one: &Delivery) -> Row {
    let moment = |at: Instant| date_time(&signed_in.person.zone, at);
    let name = one
        .number
        .map_or_else(|| "без файла".to_owned(), |number| format!("загрузка №\u{a0}{number}"));
    Row::new(vec![
        Cell::from(name),
        Cell::from(moment(one.received_at)),
        Cell::from(number(one.results)),
        Cell::from(number(one.waiting)),
        match &one.given {
            Some((at, by)) => Cell::from(format!("{}, {by}", moment(*at))).full_line(),
            None => Cell::tag(Tag::amber("не\u{a0}передано")),
        },
        match (&one.given, one.informed_at) {
            (_, Some(at)) => Cell::from(moment(at)),
            (Some(_), None) => Cell::tag(Tag::amber("не\u{a0}оповещён")),
            (None, None) => Cell::empty(),
        },
    ])
}

fn protocols_section(signed_in: &SignedInRequest, protocols: &[ProtocolView]) -> Part {
    let row = |one: &ProtocolView| {
        let moment = |at: Option<i64>| {
            at.map(|at| date_time(&signed_in.person.zone, Instant::from_micros(at)))
                .unwrap_or_default()
        };
        Row::new(vec![
            Cell::link(
                format!("№\u{a0}{}", one.row.number),
                format!("/protocols/{}", one.row.id),
            ),
            Cell::from(one.part_words.as_str()),
            Cell::tag(stage_tag(one.stage)),
            Cell::from(number(one.row.approve_count)),
            Cell::from(number(one.row.held_count)),
            Cell::from(format!("{}, {}", moment(one.row.proposed_at), one.proposed_by)).full_line(),
            Cell::from(moment(one.row.approved_at)),
            Cell::from(moment(one.row.sent_at)),
        ])
    };
    Part::new("protocols", "Протоколы").table(TableView {
        caption: "Протоколы экзамена".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Протокол"),
            Column::new("Часть"),
            Column::new("Состояние"),
            Column::number("Результатов"),
            Column::number("Задержано"),
            Column::new("Предложен"),
            Column::new("Утверждён"),
            Column::new("Отправлен в\u{a0}РЦОИ"),
        ],
        rows: protocols.iter().map(row).collect(),
        empty_text: "Протоколов ещё нет.".into(),
        ..TableView::default()
    })
}

/// «7F3A 91C2 0B5E».
pub(super) fn short_hash(hash: &str) -> String {
    let digits: Vec<char> = hash.to_uppercase().chars().take(12).collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("\u{a0}")
}
