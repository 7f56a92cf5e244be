//! The public look-up: what a participant sees on a phone.
//!
//! One question a page, no scripts but the challenge's, a layout and a stylesheet of its own. The number
//! of a document travels only in the bodies of POST forms, never in an address. A result that is not released, a
//! document nobody knows, a slip of the finger and a wrong surname all give the same [`NotFoundPage`]: it has no
//! field that could tell them apart.

mod gia;
pub mod parts;
mod samples;
mod samples_gia;
mod script;

use askama::Template;

pub use gia::{CaseLine, FactRow, GiaAnswer, GiaGroup, GiaStanding, OpenGroup, Reached};
pub use samples::samples;
pub use script::{challenge_script, challenge_script_source};

use crate::assets;

/// What every public page shares: names, addresses, the switch of vision and the hot lines.
#[derive(Clone, Debug)]
pub struct PublicFrame {
    /// Name beside the mark and in the title, «Ведомость».
    pub service_name: String,
    /// Address of the first question.
    pub home_href: String,
    /// Address of the page with the procedure and the schedule.
    pub procedure_href: String,
    /// Who answers for the site, without a full stop: «Министерство образования Кузбасса».
    pub owner: String,
    pub vision: Vision,
    /// Where the switch of vision is POSTed (field `vision` is `strong` or `ordinary`).
    pub vision_action: String,
    /// Hidden fields of that form: enough for the server to show the same page again (CSRF token, posted answers).
    pub vision_fields: Vec<HiddenField>,
    pub hot_lines: Vec<HotLine>,
}

impl PublicFrame {
    /// Hashed address of the stylesheet.
    fn stylesheet(&self) -> &'static str {
        assets::public_stylesheet_path()
    }

    /// Hashed address of the icon.
    fn icon(&self) -> &'static str {
        assets::icon_path()
    }
}

/// The version of the page for ordinary or for weak sight; the server remembers it in a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vision {
    Ordinary,
    Strong,
}

impl Vision {
    /// Whether the page is drawn large, black on white.
    pub fn is_strong(&self) -> bool {
        *self == Vision::Strong
    }

    /// The value that the switch sends: the version the page is not in now.
    pub fn other_code(&self) -> &'static str {
        match self {
            Vision::Ordinary => "strong",
            Vision::Strong => "ordinary",
        }
    }

    /// The words on the switch.
    pub fn switch_words(&self) -> &'static str {
        match self {
            Vision::Ordinary => "Для слабовидящих",
            Vision::Strong => "Обычная версия",
        }
    }
}

/// A value that a form carries on without showing it.
#[derive(Clone, Debug)]
pub struct HiddenField {
    pub name: String,
    pub value: String,
}

/// A telephone for questions.
#[derive(Clone, Debug)]
pub struct HotLine {
    /// «Горячая линия министерства».
    pub name: String,
    /// «будни с 09:00 до 18:00».
    pub hours: String,
    /// As people read it: «8 (3842) 00-00-00».
    pub number: String,
    /// `tel:+73842000000`.
    pub tel_href: String,
}

/// A fault in one answer of a form: the summary on top links to the input.
#[derive(Clone, Debug)]
pub struct FieldFault {
    /// `id` of the input: `series`, `number` or `surname`.
    pub field_id: String,
    /// What is wrong and what to do, one sentence.
    pub message: String,
}

/// A day or a span of days and what happens then.
#[derive(Clone, Debug)]
pub struct DatedStep {
    /// «до 18 декабря 2026».
    pub when: String,
    pub what: String,
}

/// The first question: series and number of the document.
#[derive(Clone, Debug, Template)]
#[template(path = "public/start.html")]
pub struct StartPage {
    pub frame: PublicFrame,
    /// «Узнать результат сочинения»: the heading is the question's.
    pub heading: String,
    /// Which document is meant: «Документ, с которым вы регистрировались».
    pub document_hint: String,
    /// Where the form is POSTed: fields `series`, `number` and `hidden_fields`.
    pub form_action: String,
    pub hidden_fields: Vec<HiddenField>,
    /// What was typed, when the page is shown again with a fault; otherwise empty.
    pub series: String,
    pub number: String,
    pub errors: Vec<FieldFault>,
    /// «Продолжить» when the surname is asked next, «Показать результат» otherwise.
    pub submit_words: String,
    /// Exams whose look-up is open, where the hint does not name them already.
    pub open: Vec<OpenGroup>,
    /// As-of line: «Публикация № 7 от 16 декабря 2026, 10:00».
    pub as_of: String,
}

impl StartPage {
    fn has_error(&self, field_id: &str) -> bool {
        self.errors.iter().any(|error| error.field_id == field_id)
    }
}

/// The second question, where the region's setting asks for it.
#[derive(Clone, Debug, Template)]
#[template(path = "public/surname.html")]
pub struct SurnamePage {
    pub frame: PublicFrame,
    /// Where the form is POSTed: field `surname` and `hidden_fields`.
    pub form_action: String,
    /// Carries the document on, sealed or plain: it must not stand in an address.
    pub hidden_fields: Vec<HiddenField>,
    pub surname: String,
    pub errors: Vec<FieldFault>,
}

/// Between the answers and the result, while there are signs of guessing: a little work for the page's script, or a little
/// waiting without it. The one public page with a script.
#[derive(Clone, Debug, Template)]
#[template(path = "public/challenge.html")]
pub struct ChallengePage {
    pub frame: PublicFrame,
    /// Where the form is POSTed once more: `hidden_fields` and `work_field`.
    pub form_action: String,
    /// The answers and the challenge.
    pub hidden_fields: Vec<HiddenField>,
    /// Takes the numbers that the script finds, joined by dots.
    pub work_field: String,
    /// 32 hexadecimal letters that are hashed with each number.
    pub seed: String,
    /// Zero bits that each hash begins with.
    pub zeros: u32,
    /// How many numbers are looked for.
    pub parts: u32,
    /// How long to wait without a script: «20 секунд».
    pub wait_words: String,
    /// The button was pressed before the time.
    pub is_early: bool,
}

impl ChallengePage {
    fn script(&self) -> &'static str {
        challenge_script()
    }
}

/// The answer: every released result of one participant, state exams by form, then essays, each newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "public/answer.html")]
pub struct AnswerPage {
    pub frame: PublicFrame,
    /// «Ваш результат» or «Ваши результаты».
    pub heading: String,
    /// Who and where, as far as the region's setting shows it: «Артемьева Полина, лицей № 11, Новокузнецк».
    pub person_line: String,
    /// «Показано 17 декабря 2026, 14:05 (время кемеровское)».
    pub shown_at: String,
    /// HTML of the results: [`parts::sections`].
    pub sections: String,
    /// When and where results are announced, in short.
    pub schedule: Vec<DatedStep>,
    /// Whom to tell of a mistake in the name or the document.
    pub correction_advice: String,
    /// As-of line with number and moment of the publication.
    pub as_of: String,
}

/// One released result of a final essay.
#[derive(Clone, Debug)]
pub struct EssayAnswer {
    /// «Итоговое сочинение» or «Итоговое изложение».
    pub work_type: String,
    /// «2 декабря 2026».
    pub exam_date: String,
    pub verdict: EssayVerdict,
    /// The verdict in everyday words: «Допуск к экзаменам есть».
    pub meaning: String,
    /// What it is good for and until when; one sentence each.
    pub notes: Vec<String>,
    pub next_steps: Vec<DatedStep>,
    /// Requirements, then criteria.
    pub groups: Vec<MarkGroup>,
    /// Where the value comes from: «Обработка завершена 15 декабря 2026, № 1».
    pub source: String,
}

/// Pass or fail of a whole essay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EssayVerdict {
    Pass,
    Fail,
}

impl EssayVerdict {
    /// «Зачёт» or «Незачёт», as the heading of the answer.
    pub fn word_capitalised(&self) -> &'static str {
        match self {
            EssayVerdict::Pass => "Зачёт",
            EssayVerdict::Fail => "Незачёт",
        }
    }

    /// Class of the line under the verdict; the line's words say the same.
    pub fn css_class(&self) -> &'static str {
        match self {
            EssayVerdict::Pass => "ok",
            EssayVerdict::Fail => "no",
        }
    }
}

/// Requirements or criteria of one work.
#[derive(Clone, Debug)]
pub struct MarkGroup {
    /// «Требования» or «Критерии».
    pub title: String,
    pub rows: Vec<MarkRow>,
}

/// One requirement or criterion with its mark.
#[derive(Clone, Debug)]
pub struct MarkRow {
    /// «1. Соответствие теме».
    pub name: String,
    pub mark: RowMark,
}

/// The mark of one line: a failed requirement stops the check, so the rest may be unchecked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowMark {
    Pass,
    Fail,
    /// The work was not checked on this line.
    NotChecked,
    /// The line does not apply to this form of the work.
    NotApplied,
}

impl RowMark {
    /// The mark in words.
    pub fn word(&self) -> &'static str {
        match self {
            RowMark::Pass => "зачёт",
            RowMark::Fail => "незачёт",
            RowMark::NotChecked => "не\u{a0}проверяли",
            RowMark::NotApplied => "не\u{a0}применяется",
        }
    }

    /// Class of the cell; a failed mark is also red, the word alone suffices.
    pub fn css_class(&self) -> &'static str {
        match self {
            RowMark::Fail => "no",
            RowMark::Pass | RowMark::NotChecked | RowMark::NotApplied => "",
        }
    }
}

/// The one page for an unreleased result, an unknown document, a slip and a wrong surname.
#[derive(Clone, Debug, Template)]
#[template(path = "public/not_found.html")]
pub struct NotFoundPage {
    pub frame: PublicFrame,
    pub second_factor: SecondFactor,
    pub as_of: String,
}

impl NotFoundPage {
    fn surname_asked(&self) -> bool {
        self.second_factor == SecondFactor::Surname
    }
}

/// The region's recorded setting: what the look-up asks beside the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    None,
    Surname,
}

/// Before the recorded decision opens the look-up.
#[derive(Clone, Debug, Template)]
#[template(path = "public/not_open.html")]
pub struct NotOpenPage {
    pub frame: PublicFrame,
    /// «Результаты сочинения будут здесь после решения министерства».
    pub heading: String,
    pub explanation: String,
    pub schedule: Vec<DatedStep>,
}

/// Too many attempts, a fault, a page that is not there: one heading, a few sentences, a way on.
#[derive(Clone, Debug, Template)]
#[template(path = "public/message.html")]
pub struct MessagePage {
    pub frame: PublicFrame,
    pub heading: String,
    pub paragraphs: Vec<String>,
    /// Empty when there is nowhere to go yet.
    pub action_href: String,
    pub action_words: String,
}

impl MessagePage {
    /// Too many attempts from one place; `wait_words` says when to come back: «через 4 минуты».
    pub fn too_many_attempts(frame: PublicFrame, wait_words: &str) -> Self {
        MessagePage {
            action_href: frame.home_href.clone(),
            action_words: "Вернуться к\u{a0}началу".to_owned(),
            frame,
            heading: "Слишком много попыток подряд".to_owned(),
            paragraphs: vec![
                format!("Попробуйте снова {wait_words}. Данные вводить заново придётся с\u{a0}начала."),
                "Так сайт защищает результаты от\u{a0}перебора номеров. Если вы в\u{a0}школе или на\u{a0}общем интернете, \
                 попытки могли сделать и\u{a0}другие: откройте сайт через другой интернет, например с\u{a0}телефона."
                    .to_owned(),
            ],
        }
    }

    /// The server could not answer.
    pub fn fault(frame: PublicFrame) -> Self {
        MessagePage {
            action_href: frame.home_href.clone(),
            action_words: "Попробовать ещё раз".to_owned(),
            frame,
            heading: "Не\u{a0}получилось показать страницу".to_owned(),
            paragraphs: vec![
                "Ошибка у\u{a0}нас, с\u{a0}вашими данными всё в\u{a0}порядке. Подождите минуту и\u{a0}попробуйте снова.".to_owned(),
            ],
        }
    }

    /// An address that leads nowhere.
    pub fn no_such_page(frame: PublicFrame) -> Self {
        MessagePage {
            action_href: frame.home_href.clone(),
            action_words: "Узнать результат".to_owned(),
            frame,
            heading: "Такой страницы нет".to_owned(),
            paragraphs: vec!["Возможно, адрес введён с\u{a0}ошибкой или ссылка устарела.".to_owned()],
        }
    }
}

/// The procedure and the schedule in the region's own words.
#[derive(Clone, Debug, Template)]
#[template(path = "public/procedure.html")]
pub struct ProcedurePage {
    pub frame: PublicFrame,
    pub paragraphs: Vec<String>,
    pub tables: Vec<ScheduleTable>,
}

/// A titled list of dates.
#[derive(Clone, Debug)]
pub struct ScheduleTable {
    pub title: String,
    pub rows: Vec<DatedStep>,
}
