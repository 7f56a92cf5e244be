//! Made-up examples of every public page: render tests and the folder of samples draw them.

use askama::Template;

use super::parts::sections;

use super::{
    AnswerPage, ChallengePage, DatedStep, EssayAnswer, EssayVerdict, FieldFault, GiaGroup, HiddenField, HotLine,
    MarkGroup, MarkRow, MessagePage, NotFoundPage, NotOpenPage, ProcedurePage, PublicFrame, RowMark, ScheduleTable,
    SecondFactor, StartPage, SurnamePage, Vision,
};

const AS_OF: &str = "Публикация №\u{a0}7 от\u{a0}16\u{a0}декабря 2026, 10:00 (время кемеровское)";

/// Every state of the public pages, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("public-start", StartPage::sample().render()?),
        ("public-start-exams", StartPage::sample_of_exams().render()?),
        ("public-start-error", StartPage::sample_with_error().render()?),
        ("public-start-strong", StartPage::sample_strong().render()?),
        ("public-surname", SurnamePage::sample().render()?),
        ("public-surname-error", SurnamePage::sample_with_error().render()?),
        ("public-challenge", ChallengePage::sample().render()?),
        ("public-challenge-strong", ChallengePage::sample_strong().render()?),
        ("public-answer", AnswerPage::sample().render()?),
        ("public-answer-fail", AnswerPage::sample_of_fail().render()?),
        ("public-answer-strong", AnswerPage::sample_strong().render()?),
        ("public-answer-gia", AnswerPage::sample_of_gia().render()?),
        ("public-answer-gia-strong", AnswerPage::sample_of_gia_strong().render()?),
        ("public-answer-gia-9", AnswerPage::sample_of_gia_9().render()?),
        ("public-not-found", NotFoundPage::sample().render()?),
        ("public-not-open", NotOpenPage::sample().render()?),
        ("public-too-many", MessagePage::sample().render()?),
        ("public-fault", MessagePage::fault(PublicFrame::sample()).render()?),
        (
            "public-no-such-page",
            MessagePage::no_such_page(PublicFrame::sample()).render()?,
        ),
        ("public-procedure", ProcedurePage::sample().render()?),
    ])
}

impl PublicFrame {
    /// The frame of the demo region.
    pub fn sample() -> Self {
        PublicFrame {
            service_name: "Ведомость".to_owned(),
            home_href: "/".to_owned(),
            procedure_href: "/procedure".to_owned(),
            owner: "Министерство образования Кузбасса".to_owned(),
            vision: Vision::Ordinary,
            vision_action: "/vision".to_owned(),
            vision_fields: Vec::new(),
            hot_lines: vec![HotLine {
                name: "Горячая линия министерства".to_owned(),
                hours: "будни с\u{a0}09:00 до\u{a0}18:00".to_owned(),
                number: "8 (3842) 00-00-00".to_owned(),
                tel_href: "tel:+73842000000".to_owned(),
            }],
        }
    }

    pub(super) fn sample_strong() -> Self {
        PublicFrame {
            vision: Vision::Strong,
            ..Self::sample()
        }
    }
}

impl StartPage {
    /// The first question before anything is typed.
    pub fn sample() -> Self {
        StartPage {
            frame: PublicFrame::sample(),
            heading: "Узнать результат сочинения".to_owned(),
            document_hint: "Введите документ, с\u{a0}которым вы регистрировались на\u{a0}сочинение.".to_owned(),
            form_action: "/".to_owned(),
            hidden_fields: Vec::new(),
            series: String::new(),
            number: String::new(),
            errors: Vec::new(),
            submit_words: "Продолжить".to_owned(),
            open: Vec::new(),
            as_of: AS_OF.to_owned(),
        }
    }

    /// The number was left empty.
    pub fn sample_with_error() -> Self {
        StartPage {
            series: "3214".to_owned(),
            errors: vec![FieldFault {
                field_id: "number".to_owned(),
                message: "Введите номер документа".to_owned(),
            }],
            ..Self::sample()
        }
    }

    /// The same for weak sight.
    pub fn sample_strong() -> Self {
        StartPage {
            frame: PublicFrame::sample_strong(),
            ..Self::sample_with_error()
        }
    }
}

impl SurnamePage {
    /// The second question.
    pub fn sample() -> Self {
        SurnamePage {
            frame: PublicFrame::sample(),
            form_action: "/answer".to_owned(),
            hidden_fields: vec![HiddenField {
                name: "document".to_owned(),
                value: "c2VhbGVk".to_owned(),
            }],
            surname: String::new(),
            errors: Vec::new(),
        }
    }

    /// The surname was left empty.
    pub fn sample_with_error() -> Self {
        SurnamePage {
            errors: vec![FieldFault {
                field_id: "surname".to_owned(),
                message: "Введите фамилию".to_owned(),
            }],
            ..Self::sample()
        }
    }
}

impl AnswerPage {
    /// A pass with one failed criterion.
    pub fn sample() -> Self {
        AnswerPage {
            frame: PublicFrame::sample(),
            heading: "Ваш результат".to_owned(),
            person_line: "Артемьева Полина Андреевна, лицей №\u{a0}11, Новокузнецк".to_owned(),
            shown_at: "Показано 17\u{a0}декабря 2026, 14:05 (время кемеровское)".to_owned(),
            sections: shown(&[], &[sample_pass()]),
            schedule: sample_schedule(),
            correction_advice:
                "Ошибка в\u{a0}имени или документе\u{a0}— скажите классному руководителю: исправит школа.".to_owned(),
            as_of: AS_OF.to_owned(),
        }
    }

    /// A repeated fail: the next attempt and the recheck are named.
    pub fn sample_of_fail() -> Self {
        AnswerPage {
            heading: "Ваши результаты".to_owned(),
            person_line: "Гусев Лев Ильич, СОШ №\u{a0}25, Киселёвск".to_owned(),
            sections: shown(
                &[],
                &[
                    sample_fail("3\u{a0}февраля 2027"),
                    EssayAnswer {
                        next_steps: Vec::new(),
                        ..sample_fail("2\u{a0}декабря 2026")
                    },
                ],
            ),
            ..Self::sample()
        }
    }

    /// The pass for weak sight.
    pub fn sample_strong() -> Self {
        AnswerPage {
            frame: PublicFrame::sample_strong(),
            ..Self::sample()
        }
    }
}

/// Results as HTML; a sample whose results cannot be rendered shows none.
pub(super) fn shown(exams: &[GiaGroup], essays: &[EssayAnswer]) -> String {
    sections(exams, essays, &[]).unwrap_or_default()
}

pub(super) fn sample_pass() -> EssayAnswer {
    EssayAnswer {
        work_type: "Итоговое сочинение".to_owned(),
        exam_date: "2\u{a0}декабря 2026".to_owned(),
        verdict: EssayVerdict::Pass,
        meaning: "Допуск к\u{a0}экзаменам есть".to_owned(),
        notes: vec!["Для допуска действует бессрочно, для вузов\u{a0}— до\u{a0}2\u{a0}декабря 2030.".to_owned()],
        next_steps: vec![step(
            "До\u{a0}18\u{a0}декабря 2026",
            "распишитесь в\u{a0}школе, что узнали результат.",
        )],
        groups: sample_groups([RowMark::Pass, RowMark::Pass], |number| {
            if number == 4 { RowMark::Fail } else { RowMark::Pass }
        }),
        source: "Обработка завершена 15\u{a0}декабря 2026, №\u{a0}1".to_owned(),
    }
}

fn sample_fail(exam_date: &str) -> EssayAnswer {
    EssayAnswer {
        work_type: "Итоговое сочинение".to_owned(),
        exam_date: exam_date.to_owned(),
        verdict: EssayVerdict::Fail,
        meaning: "Допуска к\u{a0}экзаменам пока нет".to_owned(),
        notes: vec!["Работа короче 250 слов: требование 1 не\u{a0}выполнено, дальше её не\u{a0}проверяли.".to_owned()],
        next_steps: vec![
            step(
                "До\u{a0}24\u{a0}марта 2027",
                "подайте в\u{a0}школе заявление, чтобы писать ещё раз.",
            ),
            step("7\u{a0}апреля 2027", "следующая дата сочинения, начало в\u{a0}10:00."),
        ],
        groups: sample_groups([RowMark::Fail, RowMark::NotChecked], |_| RowMark::NotChecked),
        source: "Обработка завершена 12\u{a0}февраля 2027, №\u{a0}1".to_owned(),
    }
}

fn sample_groups(requirements: [RowMark; 2], criterion: impl Fn(usize) -> RowMark) -> Vec<MarkGroup> {
    let requirement_names = ["1. Объём", "2. Самостоятельность"];
    let criterion_names = [
        "1. Соответствие теме",
        "2. Аргументация, литературный материал",
        "3. Композиция и\u{a0}логика",
        "4. Качество письменной речи",
        "5. Грамотность",
    ];
    vec![
        MarkGroup {
            title: "Требования".to_owned(),
            rows: requirement_names
                .into_iter()
                .zip(requirements)
                .map(|(name, mark)| row(name, mark))
                .collect(),
        },
        MarkGroup {
            title: "Критерии".to_owned(),
            rows: criterion_names
                .into_iter()
                .zip(1..)
                .map(|(name, number)| row(name, criterion(number)))
                .collect(),
        },
    ]
}

fn row(name: &str, mark: RowMark) -> MarkRow {
    MarkRow {
        name: name.to_owned(),
        mark,
    }
}

pub(super) fn step(when: &str, what: &str) -> DatedStep {
    DatedStep {
        when: when.to_owned(),
        what: what.to_owned(),
    }
}

fn sample_schedule() -> Vec<DatedStep> {
    vec![
        step(
            "17\u{a0}декабря 2026, 12:00–15:00",
            "знакомят под подпись: лицей №\u{a0}11, кабинет 204.",
        ),
        step("3\u{a0}февраля 2027", "дополнительная дата сочинения."),
    ]
}

impl ChallengePage {
    /// The lightest challenge.
    pub fn sample() -> Self {
        ChallengePage {
            frame: PublicFrame::sample(),
            form_action: "/result".to_owned(),
            hidden_fields: vec![HiddenField {
                name: "challenge".to_owned(),
                value: "7b3f".repeat(26),
            }],
            work_field: "work".to_owned(),
            seed: "0123456789abcdef0123456789abcdef".to_owned(),
            zeros: 13,
            parts: 8,
            wait_words: "20\u{a0}секунд".to_owned(),
            is_early: false,
        }
    }

    /// Come back too early, in the version for weak sight.
    pub fn sample_strong() -> Self {
        let mut page = ChallengePage::sample();
        page.frame.vision = Vision::Strong;
        page.is_early = true;
        page
    }
}

impl NotFoundPage {
    /// The uniform page in a region that asks for the surname.
    pub fn sample() -> Self {
        NotFoundPage {
            frame: PublicFrame::sample(),
            second_factor: SecondFactor::Surname,
            as_of: AS_OF.to_owned(),
        }
    }
}

impl NotOpenPage {
    /// Before the ministry's decision.
    pub fn sample() -> Self {
        NotOpenPage {
            frame: PublicFrame::sample(),
            heading: "Результаты сочинения 2\u{a0}декабря будут здесь позже".to_owned(),
            explanation: "Просмотр откроет министерство своим решением, когда работы проверят и\u{a0}обработают. Заходить каждый час не\u{a0}нужно."
                .to_owned(),
            schedule: vec![
                step("до\u{a0}14\u{a0}декабря 2026", "проверка и\u{a0}обработка работ."),
                step("до\u{a0}16\u{a0}декабря 2026", "результаты придут в\u{a0}школы и\u{a0}колледжи."),
                step("до\u{a0}17\u{a0}декабря 2026", "участников знакомят под подпись."),
            ],
        }
    }
}

impl MessagePage {
    /// Too many attempts.
    pub fn sample() -> Self {
        MessagePage::too_many_attempts(PublicFrame::sample(), "через 4 минуты")
    }
}

impl ProcedurePage {
    /// The demo region's procedure.
    pub fn sample() -> Self {
        ProcedurePage {
            frame: PublicFrame::sample(),
            paragraphs: vec![
                "Школьников знакомят с результатом в их школе, студентов — в колледже, экстернов — там, где они регистрировались, \
                 выпускников прошлых лет — в муниципальном органе образования."
                    .to_owned(),
                "Знакомят под подпись, не позже следующего рабочего дня после того, как результаты переданы в муниципалитет, \
                 государственную школу или колледж."
                    .to_owned(),
            ],
            tables: vec![ScheduleTable {
                title: "Сочинение 2026/27 года".to_owned(),
                rows: vec![
                    step("2\u{a0}декабря 2026", "основная дата."),
                    step("3\u{a0}февраля 2027", "дополнительная дата."),
                    step("7\u{a0}апреля 2027", "последняя дата."),
                ],
            }],
        }
    }
}
