//! A made-up statement.

use documents::statement::{Mark, StatementDocument, StatementRow, StatementRows, WorkType, usual_notes};
use documents::{CreationMoment, Signatory};

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

pub fn created() -> CreationMoment {
    CreationMoment {
        year: 2026,
        month: 12,
        day: 15,
        hour: 18,
        minute: 5,
        second: 0,
        utc_offset_minutes: 420,
    }
}

pub fn signatory(post: &str, name: &str) -> Signatory {
    Signatory {
        post: post.to_owned(),
        name: name.to_owned(),
    }
}

pub fn name(index: usize) -> String {
    NAMES.iter().cycle().nth(index).copied().unwrap_or_default().to_owned()
}

pub fn statement(rows: usize) -> StatementDocument {
    StatementDocument {
        number: "420525-ИС-1".to_owned(),
        exam_title: "Итоговое сочинение (изложение)".to_owned(),
        exam_date: "2\u{a0}декабря 2026\u{a0}года".to_owned(),
        sender: "Региональный центр обработки информации Кузбасса".to_owned(),
        recipient: "Управление образования Киселёвского городского округа".to_owned(),
        formed_at: "15.12.2026, 18:05".to_owned(),
        release: "Выпуск №\u{a0}1".to_owned(),
        term: "Передать до конца 16.12.2026 (приказ №\u{a0}4195, п.\u{a0}2.2).".to_owned(),
        rows: StatementRows::Essay((0..rows).map(statement_row).collect()),
        content_hash: "7f3a91c20b5e44d8a1c09e77351bd2f64c8a0e9912ab34cd56ef7890a1b2c3d4".to_owned(),
        handed_by: signatory("Оператор РЦОИ", "Ким В.\u{a0}Р."),
        received_by: Signatory::default(),
        notes: usual_notes(),
        created: created(),
    }
}

fn statement_row(index: usize) -> StatementRow {
    let failed = index % 17 == 5;
    let exposition = index % 13 == 7;
    let weak = if index % 4 == 1 { Mark::Fail } else { Mark::Pass };
    let after_failure = if failed { Mark::Absent } else { Mark::Pass };
    StatementRow {
        number: u32::try_from(index + 1).unwrap_or(0),
        full_name: name(index),
        class: format!("11\u{a0}«{}»", if index % 60 < 30 { "А" } else { "Б" }),
        document: format!("32\u{a0}14 ••• {:03}", index * 37 % 1000),
        work_type: if exposition {
            WorkType::Exposition
        } else {
            WorkType::Composition
        },
        requirements: [Mark::Pass, if failed { Mark::Fail } else { Mark::Pass }],
        criteria: [
            after_failure,
            after_failure,
            after_failure,
            if failed { Mark::Absent } else { weak },
            after_failure,
        ],
        result: if failed { Mark::Fail } else { Mark::Pass },
        edition: if index % 29 == 3 { 2 } else { 1 },
    }
}
