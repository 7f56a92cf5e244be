//! The exam commission's desk: the exams, one of them, the chair's approval, the lists of the exam day.

use askama::Template;

use super::post;
use crate::components::{
    Act, Cell, Choice, Choices, Clause, Clock, ClockState, Column, ErrorSummary, Facts, Field, FormBlock, Link, Phrase,
    Preview, Row, RowTone, ScoreChart, ScoreChartGroup, ScoreMinimum, ScoreTone, Section, Tab, TableView, Tabs, Tag,
};
use crate::page::{Current, Shell};
use crate::pages::general::{ConfirmPage, DetailPage, ListPage};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("commission-desk", desk().render()?),
        ("commission-exam", exam().render()?),
        ("commission-approve", approve().render()?),
        ("commission-day", day().render()?),
    ])
}

const EXAM: &str = "Математика, ОГЭ, 2\u{a0}июня 2027";

fn clause() -> Clause {
    Clause::new(
        "памятка ГИА-9, информация, п.\u{a0}5",
        "Памятка о\u{a0}правилах проведения ГИА-9, информация, пункт 5",
        "Председатель ГЭК утверждает результаты не\u{a0}позже следующего рабочего дня после их получения.",
    )
}

fn clock() -> Clock {
    Clock {
        state: ClockState::Today,
        due: "Сегодня, до\u{a0}конца 15\u{a0}июня".to_owned(),
        who_and_left: Phrase::of("Отвечает: председатель ГЭК. Осталось 14\u{a0}ч 55\u{a0}мин"),
        clauses: vec![clause()],
    }
}

fn say() -> Phrase {
    Phrase::of("Будет утверждено: ")
        .bold_link("4\u{a0}312\u{a0}результатов", "/desk/1/rows")
        .text(" 61\u{a0}организации. ")
        .bold_link("Задержано: 7", "/desk/1/rows?state=held")
        .text(" (рассматривается апелляция о\u{a0}нарушении порядка\u{a0}— 2, удалён с\u{a0}экзамена\u{a0}— 5).")
}

fn desk() -> ListPage {
    let row = |name: &str, next: Tag, term: &str, counts: [&str; 4], tone: RowTone| {
        let mut cells = vec![
            Cell::link(name, "/desk/1"),
            Cell::tag(next),
            Cell::from(term).full_line(),
        ];
        cells.extend(counts.map(Cell::from));
        Row::new(cells).tone(tone)
    };
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
        rows: vec![
            row(
                EXAM,
                Tag::amber("председатель: утвердить №\u{a0}1"),
                "сегодня, председатель ГЭК",
                ["0", "4\u{a0}312", "7", "0"],
                RowTone::Plain,
            ),
            row(
                "Русский язык, ЕГЭ, 31\u{a0}мая 2027",
                Tag::amber("секретарь: отправить в\u{a0}РЦОИ"),
                "срок был 11\u{a0}июня, секретарь ГЭК",
                ["0", "0", "2", "1"],
                RowTone::Wrong,
            ),
        ],
        ..TableView::default()
    };
    let mut page = ListPage::new(Shell::sample("Стол ГЭК", "Обязательства"), "Стол ГЭК", table);
    page.lead = "Секретарь предлагает протокол, председатель утверждает ровно предложенное.".into();
    page.clauses = vec![clause()];
    page
}

fn places() -> TableView {
    let row = |name: &str, above: &str, approve: &str, held: &str| {
        Row::new([name, above, approve, held].map(Cell::from).to_vec())
    };
    TableView {
        caption: "Результаты по\u{a0}организациям".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Организация"),
            Column::new("Муниципалитет"),
            Column::number("Утверждается"),
            Column::number("Задержано"),
        ],
        rows: vec![
            row("СОШ №\u{a0}12, Новокузнецк", "Новокузнецк", "84", "2"),
            row("Лицей №\u{a0}1, Киселёвск", "Киселёвск", "61", "0"),
        ],
        ..TableView::default()
    }
}

fn exam() -> DetailPage {
    let mut page = DetailPage::new(Shell::sample(EXAM, "Обязательства"), EXAM);
    page.sub = "Утверждение результатов · весь экзамен".to_owned();
    page.lead = say();
    page.clock = Some(clock());
    page.acts = vec![
        Act::link(
            "Предложить протокол: 4\u{a0}312\u{a0}результатов",
            "/desk/1/propose?part=everything",
        ),
        Act::post("Сообщить председателю", post("/desk/1/inform")).secondary(),
    ];
    page.tabs = Some(Tabs {
        label: "Какую часть утверждать".to_owned(),
        items: vec![
            Tab::new("", "весь экзамен", "/desk/1", Current::Yes),
            Tab::new("", "Новокузнецк", "/desk/1?part=municipality-1", Current::No),
        ],
    });
    let facts = Facts::default()
        .row("Отпечаток набора", "7F3A\u{a0}91C2\u{a0}0B5E")
        .row("Расходится с\u{a0}записями дня экзамена", "5");
    page.sections = vec![
        Section::new("content", "Что войдёт в\u{a0}протокол")
            .facts(facts)
            .table(places()),
    ];
    page
}

fn approve() -> ConfirmPage {
    let mut act = Preview::new(
        Phrase::of("Предложено утвердить: ")
            .bold("4\u{a0}312\u{a0}результатов")
            .text(". Задержано: 7."),
        "Утвердить: 4\u{a0}312\u{a0}результатов",
        post("/protocols/1/approve"),
        Link::new("Вернуться к\u{a0}протоколу", "/protocols/1"),
    )
    .final_act("Отменить утверждение нельзя. Ошибку исправит только новый протокол.")
    .consequence("Секретарь в\u{a0}тот\u{a0}же день отправляет протокол в\u{a0}РЦОИ.")
    .tick("Я\u{a0}просмотрел(а) набор 7F3A\u{a0}91C2\u{a0}0B5E: 4\u{a0}312 утверждаю, 7 задерживаю");
    act.tick_error = "Отметьте, что просмотрели набор".to_owned();
    act = act.field(Field::password("password", "Ваш пароль ещё раз").required());
    let mut page = ConfirmPage::new(
        Shell::sample("Утвердить протокол №\u{a0}1", "Обязательства"),
        "Утвердить протокол №\u{a0}1",
        act,
    );
    page.sub = format!("{EXAM} · весь экзамен");
    page.errors = Some(ErrorSummary::new("Проверьте введённое").item("Отметьте, что просмотрели набор", "confirmed"));
    page.clock = Some(clock());
    page.facts = Some(
        Facts::default()
            .row("Отпечаток набора", "7F3A\u{a0}91C2\u{a0}0B5E")
            .row("Предложен", "11\u{a0}июня 2027, 16:42, Лаптева Ирина Сергеевна"),
    );
    page.sections = vec![
        Section::new("spread", "Как распределились баллы").chart(spread()),
        Section::new("places", "По\u{a0}организациям").table(places()),
    ];
    let block = FormBlock::new(post("/protocols/1/return"), "Вернуть секретарю")
        .part(Field::area("reason", "Что исправить", 3).required())
        .emphasis(crate::components::Emphasis::Secondary);
    page.instead = vec![Section::new("return", "Вернуть секретарю").form(block)];
    page
}

/// Marks of mathematics: 0–7, 8–14, 15–21, 22–31.
fn spread() -> ScoreChart {
    let marks = [
        ("«2»", 0, 7, "138", ScoreTone::Failed),
        ("«3»", 8, 14, "1\u{a0}446", ScoreTone::Third),
        ("«4»", 15, 21, "1\u{a0}922", ScoreTone::Second),
        ("«5»", 22, 31, "806", ScoreTone::Best),
    ];
    let bar = |score: usize| {
        let count = 300 - 17 * score.abs_diff(17);
        let own = |(_, from, to, ..): &(&str, usize, usize, &str, ScoreTone)| {
            if (*from..=*to).contains(&score) { count } else { 0 }
        };
        marks.iter().map(own).collect::<Vec<usize>>()
    };
    let row = |cells: [&str; 3]| Row::new(cells.map(Cell::from).to_vec());
    ScoreChart {
        id: "sc1".to_owned(),
        caption: "ОГЭ".to_owned(),
        title: "Первичные баллы: сколько участников набрали каждый балл".to_owned(),
        description: "Отметка «2»\u{a0}— 138, «3»\u{a0}— 1\u{a0}446, «4»\u{a0}— 1\u{a0}922, «5»\u{a0}— 806 участников. Те же числа\u{a0}— в\u{a0}таблице.".to_owned(),
        axis: "первичный балл, минимум\u{a0}— 8".to_owned(),
        groups: marks
            .iter()
            .map(|(label, from, to, figure, tone)| ScoreChartGroup {
                label: (*label).to_owned(),
                figure: (*figure).to_owned(),
                from: *from,
                to: *to,
                tone: *tone,
            })
            .collect(),
        bars: (0..=31).map(bar).collect(),
        minimum: Some(ScoreMinimum {
            score: 8,
            label: "минимум 8".to_owned(),
        }),
        table: TableView {
            caption: "ОГЭ: отметки".to_owned(),
            columns: vec![
                Column::new("Отметка"),
                Column::number("Баллы"),
                Column::number("Участников"),
            ],
            rows: vec![row(["«2»", "0–7", "138"]), row(["«3»", "8–14", "1\u{a0}446"])],
            ..TableView::default()
        },
        each: TableView {
            caption: "Каждый балл".to_owned(),
            hide_caption: true,
            columns: vec![Column::new("Балл"), Column::number("Участников")],
            rows: vec![Row::new(vec![Cell::from("0"), Cell::from("11")])],
            ..TableView::default()
        },
    }
}

fn day() -> DetailPage {
    let heading = "Списки дня экзамена";
    let mut page = DetailPage::new(Shell::sample(heading, "Обязательства"), heading);
    page.sub = EXAM.to_owned();
    page.acts = vec![
        Act::post(
            "Передать в\u{a0}ГЭК список удалённых и\u{a0}завершивших досрочно",
            post("/desk/1/day/list"),
        )
        .secondary(),
    ];
    let table = TableView {
        caption: "Записи дня экзамена".to_owned(),
        hide_caption: true,
        columns: ["Кто", "Код", "Организация", "Что произошло", "Когда", "Акт", "Внёс"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: vec![Row::new(vec![
            Cell::from("Ершов Данил Олегович"),
            Cell::from("4227000017"),
            Cell::from("СОШ №\u{a0}71, Прокопьевск").full_line(),
            Cell::from(Phrase::of("Удалён с\u{a0}экзамена ").tag(Tag::amber("внесено после передачи списка")))
                .full_line(),
            Cell::from("2\u{a0}июня 2027, 11:40"),
            Cell::from("21-07"),
            Cell::from("Ким Вера Романовна"),
        ])],
        ..TableView::default()
    };
    let block = FormBlock::new(post("/desk/1/day"), "Внести запись")
        .part(Choices::select(
            "kind",
            "Что произошло",
            vec![
                Choice::new("", "Выберите"),
                Choice::new("removed", "Удалён с\u{a0}экзамена"),
            ],
        ))
        .part(Field::text("participant_code", "Код участника").hint("Для удалённых и\u{a0}завершивших досрочно"))
        .part(Field::text("act_number", "Номер акта"))
        .part(Field::time("time", "Время дня экзамена"));
    page.sections = vec![
        Section::new("records", "Записи")
            .lead("Списки в\u{a0}ГЭК ещё не\u{a0}переданы.")
            .table(table),
        Section::new("new", "Новая запись").form(block),
    ];
    page
}
