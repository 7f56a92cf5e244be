//! Hidden fields of a form and the list of what is wrong with it.

use askama::Template;

use super::html_safe;

/// Where a form posts and what it carries unseen. A page writes
/// `<form action="{{ form.action }}" method="post">{{ form }}…</form>`.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"{% if !csrf.is_empty() %}<input type="hidden" name="csrf" value="{{ csrf }}">{% endif %}{% if !idempotency_key.is_empty() %}<input type="hidden" name="idempotency_key" value="{{ idempotency_key }}">{% endif %}{% for (name, value) in hidden %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}"#,
    ext = "html"
)]
pub struct PostForm {
    pub action: String,
    pub csrf: String,
    /// Makes a repeated act one act; empty where repeating does no harm.
    pub idempotency_key: String,
    /// Further fields: row version, hash of what was previewed.
    pub hidden: Vec<(String, String)>,
}

impl PostForm {
    pub fn new(action: impl Into<String>, csrf: impl Into<String>, idempotency_key: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: csrf.into(),
            idempotency_key: idempotency_key.into(),
            hidden: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }
}

/// What is wrong with the form below, each line leading to its field.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// «Одна строка не сохранена»
    pub title: String,
    /// Text and the id of the input it is about (without `#`); an empty id makes plain text.
    pub items: Vec<(String, String)>,
}

impl ErrorSummary {
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            items: Vec::new(),
        }
    }

    #[must_use]
    pub fn item(mut self, text: impl Into<String>, input_id: impl Into<String>) -> Self {
        self.items.push((text.into(), input_id.into()));
        self
    }
}

html_safe!(PostForm, ErrorSummary);
