//! Naming a responsible person by an order, and ending the appointment.

use askama::Template;

use crate::components::{Choices, ErrorSummary, Facts, Field, Link, Phrase, PostForm};
use crate::page::Shell;

/// The form of adding or of ending. Which of the two is only a matter of its fields and words.
#[derive(Debug, Clone, Template)]
#[template(path = "organisations/responsible.html")]
pub struct ResponsibleFormPage {
    pub shell: Shell,
    pub errors: Option<ErrorSummary>,
    /// «СОШ № 25, Киселёвск».
    pub organisation: String,
    /// What the act does: «Получит доступ к ведомостям школы с указанного дня».
    pub consequences: Vec<Phrase>,
    /// For ending: the appointment that is ended; no rows for adding.
    pub facts: Facts,
    pub form: PostForm,
    /// For adding: whom, select or radios `account`.
    pub person: Option<Choices>,
    /// Adding: `order_number`, `order_date`, `from`, `to`. Ending: `last_day`, `ground`.
    pub fields: Vec<Field>,
    /// «Назвать ответственным лицом», «Завершить с 20 декабря».
    pub button: String,
    pub back: Link,
}

impl ResponsibleFormPage {
    /// The fields of adding, empty; set values and errors on them.
    pub fn adding_fields() -> Vec<Field> {
        use crate::components::Width;
        vec![
            Field::text("order_number", "Номер приказа")
                .width(Width::Characters10)
                .required(),
            Field::date("order_date", "Дата приказа").required(),
            Field::date("from", "Первый день").required(),
            Field::date("to", "Последний день").hint("Оставьте пустым, если приказ без срока"),
        ]
    }

    /// The fields of ending, empty.
    pub fn ending_fields() -> Vec<Field> {
        vec![
            Field::date("last_day", "Последний день")
                .hint("После него доступа к\u{a0}ведомостям не\u{a0}будет")
                .required(),
            Field::text("ground", "Основание")
                .hint("Например: приказ №\u{a0}61 от\u{a0}20.12.2026")
                .required(),
        ]
    }
}
