//! One batch: the order, its terms, what is to be done next and by whom, its works with search and paging.

use app::rechecks::list::{BatchView, WorkAsk, WorkLine};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::exam::ExamKind;
use domain::recheck::{RecheckKind, RecheckState};
use regulations::russian::capitalised;
use ui::components::{
    Act, Cell, Column, Emphasis, Facts, Field, FormBlock, FormPart, Phrase, PostForm, Row, SearchBox, Section as Part,
    TableView, Width,
};
use ui::pages::general::DetailPage;
use ui::typography::counted;
use uuid::Uuid;

use super::{moment, name_of, state_tag, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clock_of;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{PER_PAGE, pager_of};
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// More hits than this need a longer name.
const MOST_FOUND: usize = 200;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
    query: ListQuery,
) -> Result<Page<DetailPage>, Failure> {
    let ask = WorkAsk {
        words: String::new(),
        page: usize::try_from(query.page()).unwrap_or(1),
        per_page: PER_PAGE,
    };
    let page = batch_page(&staff, &signed_in, id, &ask, (&Fields::default(), &Problems::default())).await?;
    Ok(Page::new(page))
}

/// Works by a part of a name, a code or an organisation; the words stay in the form.
pub(super) async fn find(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let ask = WorkAsk {
        words: fields.one("q").trim().chars().take(200).collect(),
        page: 1,
        per_page: MOST_FOUND,
    };
    let page = batch_page(&staff, &signed_in, id, &ask, (&Fields::default(), &Problems::default())).await?;
    Ok(Page::new(page).into_response())
}

/// The page; `typed` and `problems` belong to the form that was sent, if any was.
pub(super) async fn batch_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    ask: &WorkAsk,
    (typed, problems): (&Fields, &Problems),
) -> Result<DetailPage, Failure> {
    let view = staff.app.find_recheck(&signed_in.request, id, ask).await?;
    let heading = name_of(view.line.row.number);
    let mut page = DetailPage::new(signed_in.shell(heading.clone(), Section::Appeals), heading);
    page.shell.breadcrumbs = trail();
    page.sub = format!("{}. {}", capitalised(view.line.kind.russian()), view.line.exam.title());
    page.errors = problems.summary();
    page.lead = Phrase::default()
        .tag(state_tag(view.line.state))
        .text(format!(" {}", next_words(&view)));
    page.clock = clock_of(&view.duties);
    page.facts = Some(facts(signed_in, &view));
    let desk = Desk {
        signed_in,
        view: &view,
        typed,
        problems,
    };
    page.sections.extend(desk.parts());
    page.sections.push(works_part(signed_in, &view, ask));
    page.sections.extend(desk.withdrawal());
    Ok(page)
}

/// What awaits whom, as a sentence.
fn next_words(view: &BatchView) -> String {
    let facts = &view.facts;
    match view.line.state {
        RecheckState::Ordered if !view.knows => {
            "Работы проверяют заново. До\u{a0}решения действуют прежние результаты.".to_owned()
        }
        RecheckState::Ordered => {
            let mut left = Vec::new();
            if facts.kind.tells_participants() && !facts.told {
                left.push("РЦОИ оповестить участников".to_owned());
            }
            match facts.works - facts.entered {
                0 => left.push("РЦОИ передать итоги".to_owned()),
                _ if facts.kind.may_leave_out() && facts.entered > 0 => {
                    left.push("РЦОИ дополнить или передать итоги".to_owned());
                }
                more => left.push(format!("РЦОИ внести итоги: без итога {more}")),
            }
            format!("Осталось: {}.", left.join("; "))
        }
        RecheckState::Given if !facts.kind.has_chair() => {
            "Новые редакции выпустит следующее окончание обработки.".to_owned()
        }
        RecheckState::Given if facts.changed == 0 => {
            "Ни\u{a0}один балл не\u{a0}изменился: председателю ГЭК сохранить прежние результаты.".to_owned()
        }
        RecheckState::Given => {
            "Секретарь ГЭК предлагает протокол изменения, председатель утверждает его или сохраняет прежние результаты."
                .to_owned()
        }
        RecheckState::Changed => "Новые редакции выпущены.".to_owned(),
        RecheckState::Kept => "Результаты остались прежними.".to_owned(),
        RecheckState::Withdrawn => "Решение отозвано, результаты остались прежними.".to_owned(),
    }
}

fn facts(signed_in: &SignedInRequest, view: &BatchView) -> Facts {
    let row = &view.line.row;
    let mut facts = Facts::default()
        .row("Решение", view.line.document.as_str())
        .row("Почему", row.reason.as_str())
        .row("Отобраны", row.picked.as_str())
        .row("Внесено", moment(signed_in, row.entered_at));
    if let (Some(at), Some(how)) = (row.told_at, &row.told_how) {
        facts = facts.row("Участники оповещены", format!("{}, {how}", moment(signed_in, at)));
    }
    if let (Some(at), true) = (row.given_at, view.knows) {
        facts = facts.row("Итоги переданы", moment(signed_in, at));
        facts = facts.row("Меняется результатов", view.facts.changed.to_string());
    }
    if let Some(at) = row.ended_at {
        let words = row.outcome.as_deref().unwrap_or_default();
        let words = if words.is_empty() {
            String::new()
        } else {
            format!(", {words}")
        };
        facts = facts.row("Окончена", format!("{}{words}", moment(signed_in, at)));
    }
    facts
}

/// The reader, the batch, and what a refused form held.
struct Desk<'d> {
    signed_in: &'d SignedInRequest,
    view: &'d BatchView,
    typed: &'d Fields,
    problems: &'d Problems,
}

impl Desk<'_> {
    fn form(&self, act: &str) -> PostForm {
        let row = &self.view.line.row;
        self.signed_in
            .form(format!("/rechecks/{}/{act}", row.id))
            .with("version", row.version.to_string())
    }

    fn field(&self, field: Field, name: &str) -> Field {
        field.value(self.typed.one(name)).error(self.problems.of_field(name))
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        if self.signed_in.may(Action::PrepareAppeals) {
            parts.extend(self.telling());
            if self.view.line.state == RecheckState::Ordered {
                parts.extend(self.outcomes());
            }
        }
        parts.extend(self.decision());
        parts
    }

    fn telling(&self) -> Option<Part> {
        let facts = &self.view.facts;
        if !facts.kind.tells_participants() || facts.told || facts.state.is_final() {
            return None;
        }
        let field = self.field(
            Field::text("how", "Как оповещены").hint("Письмо школам, его номер и\u{a0}день; без фамилий"),
            "how",
        );
        Some(
            Part::new("tell", "Оповестить участников")
                .form(FormBlock::new(self.form("tell"), "Записать оповещение").part(field)),
        )
    }

    fn outcomes(&self) -> Vec<Part> {
        let id = self.view.line.row.id;
        let of_essay = self.view.line.exam.kind == ExamKind::Essay;
        let code = self.field(
            Field::text("participant_code", "Код участника").width(Width::Characters20),
            "participant_code",
        );
        let mut hand = FormBlock::new(self.form("outcome"), "Записать итог");
        if of_essay {
            hand = hand.part(code).part(self.field(
                Field::text("marks", "Отметки подряд")
                    .hint("Требования\u{a0}1 и\u{a0}2, критерии 1–5: 1\u{a0}— зачёт, 0\u{a0}— незачёт, «-»\u{a0}— не\u{a0}проверяли. Например 1111011")
                    .width(Width::Characters20),
                "marks",
            ));
        } else {
            let primary = self.field(
                Field::text("primary", "Первичный балл")
                    .width(Width::Characters5)
                    .inputmode("numeric"),
                "primary",
            );
            hand = hand.part(FormPart::Line(vec![code, primary])).part(
                self.field(
                    Field::text("points", "Баллы заданий, которые меняются")
                        .hint("Например 27К1=6; 5=2. Пусто\u{a0}— ничего не\u{a0}изменилось"),
                    "points",
                ),
            );
        }
        let columns = if of_essay {
            "Столбцы: код участника, Т1, Т2, К1–К5."
        } else {
            "Столбцы: код участника, первичный балл и\u{a0}(или) баллы за\u{a0}задания вида 27К1=6;5=2."
        };
        let file = FormBlock::new(self.form("outcomes"), "Загрузить итоги")
            .part(
                Field::file("file", "Файл итогов", ".xlsx,.xls,.ods,.csv,.dbf")
                    .hint(columns)
                    .error(self.problems.of_field("file")),
            )
            .emphasis(Emphasis::Secondary)
            .with_files();
        let mut parts = vec![
            Part::new("outcome", "Внести итог одной работы")
                .lead("Вносят и\u{a0}те, где ничего не\u{a0}изменилось. До\u{a0}передачи итог можно внести заново.")
                .form(hand),
            Part::new("outcomes", "Загрузить файл итогов")
                .lead("Строка с\u{a0}ошибкой\u{a0}— не\u{a0}записано ничего.")
                .form(file),
        ];
        let facts = &self.view.facts;
        let ready = facts.entered > 0 && (facts.kind.may_leave_out() || facts.entered == facts.works);
        if ready {
            parts.push(
                Part::new("give", "Передать итоги")
                    .act(Act::link("Посмотреть, кто меняется", format!("/rechecks/{id}/give"))),
            );
        }
        parts
    }

    /// What the exam commission does with the outcomes.
    fn decision(&self) -> Option<Part> {
        let view = self.view;
        if view.facts.state != RecheckState::Given || !view.facts.kind.has_chair() {
            return None;
        }
        let mut part = Part::new("decision", "Решение председателя");
        let mut has_act = false;
        if self.signed_in.may(Action::ProposeProtocol) {
            for protocol in &view.corrected_protocols {
                part = part.act(Act::link(
                    "Предложить протокол изменения",
                    format!("/desk/{}/propose?part=correction-{protocol}", view.line.exam.id),
                ));
                has_act = true;
            }
        }
        if self.signed_in.may(Action::ApproveProtocol) {
            part = part.lead("Изменение утверждают на\u{a0}столе ГЭК, по\u{a0}протоколу, который предложит секретарь.");
            part = part.act(
                Act::link(
                    "Сохранить прежние результаты",
                    format!("/rechecks/{}/keep", view.line.row.id),
                )
                .secondary(),
            );
            has_act = true;
        }
        has_act.then_some(part)
    }

    /// The order is taken back.
    fn withdrawal(&self) -> Option<Part> {
        let facts = &self.view.facts;
        if facts.state != RecheckState::Ordered || !self.signed_in.may(Action::OrderRecheck) {
            return None;
        }
        let field = self.field(
            Field::text("outcome", "Каким документом")
                .hint("Номер и\u{a0}день; без фамилий. Результаты останутся прежними"),
            "outcome",
        );
        Some(
            Part::new("withdraw", "Отозвать решение").form(
                FormBlock::new(self.form("withdraw"), "Отозвать решение")
                    .part(field)
                    .emphasis(Emphasis::Warning),
            ),
        )
    }
}

fn works_part(signed_in: &SignedInRequest, view: &BatchView, ask: &WorkAsk) -> Part {
    let address = format!("/rechecks/{}", view.line.row.id);
    let total = i64::try_from(view.total).unwrap_or(i64::MAX);
    let pager = match ask.words.is_empty() {
        true => pager_of(view.page, view.total, &format!("{address}?page=")),
        false => None,
    };
    let now = match view.line.kind {
        RecheckKind::NewKey => "После пересчёта",
        RecheckKind::ByOrder | RecheckKind::EssayCall => "После перепроверки",
    };
    let table = TableView {
        caption: "Работы".to_owned(),
        hide_caption: true,
        search: Some(SearchBox {
            post: Some(signed_in.form(&address)),
            label: "Фамилия, код или организация".to_owned(),
            name: "q".to_owned(),
            value: ask.words.clone(),
            ..SearchBox::default()
        }),
        columns: ["Участник", "Где знакомят", "Было", now]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: view.works.iter().map(|work| work_row(signed_in, view, work)).collect(),
        pager,
        empty_text: "Таких работ здесь нет.".into(),
        ..TableView::default()
    };
    Part::new("works", "Работы")
        .lead(counted(total, ["работа", "работы", "работ"]))
        .table(table)
}

fn work_row(signed_in: &SignedInRequest, view: &BatchView, work: &WorkLine) -> Row {
    let who = format!("{}, код {}", work.name, work.row.participant_code);
    let who = match signed_in.may(Action::SeeResults) {
        true => Cell::new(Phrase::linked(who, format!("/results/{}", work.row.result_id))),
        false => Cell::from(who),
    };
    let now = match &work.now {
        Some(now) if work.row.is_changed() => Cell::new(Phrase::default().bold(now)),
        Some(_) => Cell::from("без изменений"),
        None if view.facts.state.is_final() && !view.knows => Cell::from("без изменений"),
        None => Cell::empty(),
    };
    Row::new(vec![
        who.full_line(),
        Cell::from(work.organisation.as_str()),
        Cell::from(work.was.as_str()),
        now,
    ])
}
