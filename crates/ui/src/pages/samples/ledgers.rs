//! Ledgers: the list, entry, a conflict, a closed one, the hand-in's preview.

use askama::Template;

use super::{clause_2_7, post};
use crate::components::{
    Act, Cell, Clock, ClockState, Column, ErrorSummary, Facts, Link, Phrase, Preview, Progress, Row, RowTone, Section,
    Tab, TableView, Tabs, Tag,
};
use crate::page::{Current, Shell};
use crate::pages::general::{ConfirmPage, ListPage};
use crate::pages::ledger::{
    BulkEntry, LedgerConflict, LedgerLine, LedgerMode, LedgerPage, LineEntry, LineFault, LineInput, Told,
};

pub(super) fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("ledgers", list().render()?),
        ("ledger-entry", entry().render()?),
        ("ledger-conflict", conflict().render()?),
        ("ledger-closed", closed().render()?),
        ("ledger-hand-in", hand_in().render()?),
    ])
}

fn list() -> ListPage {
    let row = |number: &str, class: &str, told: &str, state: Tag, term: Phrase| {
        Row::new(vec![
            Cell::link(number, "/ledgers/1"),
            class.into(),
            told.into(),
            Cell::tag(state),
            term.into(),
        ])
    };
    let mut page = ListPage::new(
        Shell::sample("Ознакомление", "Ознакомление"),
        "Ведомости ознакомления",
        TableView {
            caption: "Ведомости ознакомления школы".to_owned(),
            hide_caption: true,
            columns: vec![
                Column::new("Ведомость"),
                Column::new("Класс"),
                Column::number("Ознакомлены"),
                Column::new("Состояние"),
                Column::new("Срок"),
            ],
            rows: vec![
                row(
                    "№\u{a0}420525-11А-1",
                    "11\u{a0}«А»",
                    "26 из\u{a0}30",
                    Tag::amber("вносится"),
                    Phrase::of("сегодня"),
                )
                .tone(RowTone::Open),
                row(
                    "№\u{a0}420525-11Б-1",
                    "11\u{a0}«Б»",
                    "0 из\u{a0}28",
                    Tag::grey("не\u{a0}начата"),
                    Phrase::of("сегодня"),
                ),
                row(
                    "№\u{a0}420525-11В-1",
                    "11\u{a0}«В»",
                    "25 из\u{a0}25",
                    Tag::green("сдана"),
                    Phrase::default().muted("в\u{a0}срок"),
                ),
            ],
            export_links: vec![Link::new("таблица .xlsx", "/ledgers.xlsx")],
            note: "Обновлено в\u{a0}14:20".to_owned(),
            ..TableView::default()
        },
    );
    page.sub = "СОШ №\u{a0}25, Киселёвск · итоговое сочинение 2\u{a0}декабря 2026".to_owned();
    page.lead = Phrase::of("До\u{a0}конца дня осталось ознакомить ")
        .bold("32\u{a0}участника")
        .text(" из\u{a0}83.");
    page.clauses = vec![clause_2_7()];
    page.tabs = Some(Tabs {
        label: "Ведомости по\u{a0}состоянию".to_owned(),
        items: vec![
            Tab::new("2", "не\u{a0}сданы", "/ledgers", Current::Yes),
            Tab::new("0", "просрочены", "/ledgers?late=1", Current::No).alarming(),
            Tab::new("3", "все", "/ledgers?all=1", Current::No),
        ],
    });
    page
}

const NAMES: [&str; 30] = [
    "Агеева Дарья Ильинична",
    "Артюхов Никита Павлович",
    "Бабич Софья Андреевна",
    "Белоусов Кирилл Олегович",
    "Воронина Полина Сергеевна",
    "Гаврилюк Семён Петрович",
    "Гладких Алёна Викторовна",
    "Демченко Иван Романович",
    "Ёлкин Матвей Денисович",
    "Жилина Ульяна Евгеньевна",
    "Захаров Артём Игоревич",
    "Зотова Мария Алексеевна",
    "Исмаилов Тимур Руслан оглы",
    "Казакова Вера",
    "Климов Георгий Антонович",
    "Королёва Анна Дмитриевна",
    "Кузьмин Степан Ильич",
    "Лаврова Есения Максимовна",
    "Лукин Платон Витальевич",
    "Мальцева Ксения Юрьевна",
    "Морозов Глеб Николаевич",
    "Никитина Арина Павловна",
    "Осипов Лев Константинович",
    "Петрова-Градская Яна Олеговна",
    "Рогов Даниил Степанович",
    "Савельева Милана Артуровна",
    "Титов Фёдор Михайлович",
    "Усова Екатерина Львовна",
    "Чернов Руслан Вадимович",
    "Шубина Злата Андреевна",
];

const NOT_TOLD: [u32; 3] = [14, 23, 27];

fn lines() -> Vec<LedgerLine> {
    (1..).zip(NAMES).map(|(number, name)| line(number, name)).collect()
}

fn line(number: u32, name: &str) -> LedgerLine {
    let told = if NOT_TOLD.contains(&number) {
        Told::No
    } else {
        Told::Yes
    };
    let time = match (told, number) {
        (Told::No, _) => "",
        (Told::Yes, 19) => "08:15",
        (Told::Yes, 29..) => "12:40",
        (Told::Yes, _) => "10:05",
    };
    LedgerLine {
        number,
        name: name.to_owned(),
        href: String::new(),
        result: if number == 8 || number == 21 {
            Phrase::default().tag(Tag::red("незачёт"))
        } else {
            Phrase::of("зачёт")
        },
        told,
        entry: LineEntry::Open,
        time: time.to_owned(),
        date: "16.12.2026".to_owned(),
        note: match number {
            14 => "болеет; придёт с\u{a0}матерью 17\u{a0}декабря в\u{a0}09:00",
            29 => "подписал отец, Чернов В.\u{a0}А.",
            _ => "",
        }
        .to_owned(),
        fault: (number == 19).then(|| LineFault {
            input: LineInput::Time,
            text: "Раньше, чем школа получила ведомость (16\u{a0}декабря, 09:30)".to_owned(),
        }),
    }
}

fn clock() -> Clock {
    Clock {
        state: ClockState::Today,
        due: "Сегодня, до\u{a0}конца 16\u{a0}декабря".to_owned(),
        who_and_left: Phrase::of("Отвечает директор школы. Осталось ").unbroken("9\u{a0}ч 40\u{a0}мин"),
        clauses: vec![clause_2_7().counted("передано в\u{a0}МОУО 15\u{a0}декабря (вторник); первый рабочий день после\u{a0}— 16\u{a0}декабря (среда); срок\u{a0}— до\u{a0}конца 16\u{a0}декабря, когда бы школа ни\u{a0}получила ведомость.")],
    }
}

fn entry() -> LedgerPage {
    LedgerPage {
        shell: Shell::sample("Ознакомление 11\u{a0}«А»", "Ознакомление")
            .below(&[("Ознакомление", "/ledgers"), ("Сочинение 2\u{a0}декабря 2026", "/ledgers?exam=1")]),
        heading: "Ознакомление 11\u{a0}«А» под подпись".to_owned(),
        sub: "СОШ №\u{a0}25, Киселёвск · итоговое сочинение 2\u{a0}декабря 2026 · ведомость №\u{a0}420525-11А-1 · среда, 16\u{a0}декабря, 14:20".to_owned(),
        errors: Some(ErrorSummary::new("Одна строка не\u{a0}сохранена").item(
            "Строка 19, Лукин Платон: время 08:15 раньше, чем школа получила ведомость (16\u{a0}декабря, 09:30)",
            LedgerPage::input_id(19, LineInput::Time),
        )),
        conflict: None,
        clock: clock(),
        mode: LedgerMode::Entry,
        bulk: Some(BulkEntry {
            form: post("/ledgers/1/all").with("version", "7"),
            date: "16.12.2026".to_owned(),
            time: "10:05".to_owned(),
            except: "14, 23, 27".to_owned(),
            error: String::new(),
            button: "Заполнить 27\u{a0}строк".to_owned(),
        }),
        progress: Progress {
            say: "Внесено 26 из\u{a0}30".into(),
            rest: "1 с\u{a0}ошибкой, осталось 3".to_owned(),
            done: 26,
            wrong: 1,
            total: 30,
        },
        form: post("/ledgers/1").with("version", "7"),
        lines: lines(),
        prints: vec![Link::new("Печать ведомости (A4)", "/ledgers/1/paper.pdf")],
        saved: "Сохранено в\u{a0}12:41".to_owned(),
        hand_in: None,
        hand_in_note: "Сдать ведомость можно, когда внесены все 30 или указана причина.".to_owned(),
    }
}

fn conflict() -> LedgerPage {
    let mut page = entry();
    page.errors = None;
    page.conflict = Some(LedgerConflict {
        who_and_when: "Рудакова Е.\u{a0}С. сохранила эту ведомость в\u{a0}14:18, пока вы вносили".to_owned(),
        differences: vec![
            Phrase::of(
                "Строка 14, Казакова Вера: у\u{a0}неё\u{a0}— ознакомлена в\u{a0}14:10, у\u{a0}вас\u{a0}— не\u{a0}ознакомлена",
            ),
            Phrase::of("Строка 23, Осипов Лев: у\u{a0}неё\u{a0}— примечание «в\u{a0}отъезде», у\u{a0}вас пусто"),
        ],
        advice: "В\u{a0}таблице ваши значения. Проверьте эти строки и\u{a0}сохраните ещё раз\u{a0}— запишутся они."
            .to_owned(),
    });
    page.hand_in = Some(Act::link("Сдать ведомость", "/ledgers/1/hand-in").secondary());
    page
}

fn closed() -> LedgerPage {
    let mut page = entry();
    page.errors = None;
    page.mode = LedgerMode::ReadOnly;
    page.bulk = None;
    page.clock = Clock {
        state: ClockState::Met,
        due: "Сдана в\u{a0}срок, 16\u{a0}декабря в\u{a0}12:44".to_owned(),
        who_and_left: Phrase::of("Сдала Соловьёва Н.\u{a0}Г., заместитель директора"),
        clauses: vec![clause_2_7()],
    };
    page.lines.retain(|line| line.number != 19);
    page.hand_in_note = "Изменить сданную ведомость нельзя; ошибку исправляет новая.".to_owned();
    page.saved = String::new();
    page
}

fn hand_in() -> ConfirmPage {
    let preview = Preview::new(
        Phrase::of("Будет сдана ведомость: ")
            .bold("27 ознакомлены")
            .text(", 3 не\u{a0}ознакомлены с\u{a0}причиной."),
        "Сдать ведомость",
        post("/ledgers/1/hand-in").with("version", "8"),
        Link::new("Вернуться к\u{a0}внесению", "/ledgers/1"),
    )
    .consequence("Управление образования увидит её сразу; трое останутся в\u{a0}списке неознакомленных.")
    .consequence("Обязательство ознакомить останется открытым, пока не\u{a0}ознакомлены все.")
    .final_act("После сдачи внесённое не\u{a0}меняется; тех, кто придёт позже, можно будет дописать.")
    .tick("Подписи на\u{a0}бумаге есть у\u{a0}всех 27");
    let mut page = ConfirmPage::new(
        Shell::sample("Сдача ведомости", "Ознакомление")
            .below(&[("Ознакомление", "/ledgers"), ("11\u{a0}«А»", "/ledgers/1")]),
        "Сдать ведомость 11\u{a0}«А»",
        preview,
    );
    page.sub = "СОШ №\u{a0}25, Киселёвск · ведомость №\u{a0}420525-11А-1".to_owned();
    page.clock = Some(clock());
    page.facts = Some(
        Facts::default()
            .row("Участников", "30")
            .row("Ознакомлены", "27")
            .row("Первый и\u{a0}последний", "10:05 и\u{a0}12:40, 16\u{a0}декабря"),
    );
    page.sections = vec![Section::new("left", "3 не\u{a0}ознакомлены").table(TableView {
        caption: "Не ознакомленные и\u{a0}причины".to_owned(),
        hide_caption: true,
        columns: vec![Column::new("Участник"), Column::new("Причина")],
        rows: vec![
            Row::new(vec!["Казакова Вера".into(), "болеет; придёт 17\u{a0}декабря".into()]),
            Row::new(vec![
                "Осипов Лев Константинович".into(),
                "в\u{a0}отъезде до\u{a0}20\u{a0}декабря".into(),
            ]),
            Row::new(vec!["Титов Фёдор Михайлович".into(), "отказался расписываться".into()]),
        ],
        ..TableView::default()
    })];
    page
}
