//! Inputs with label, hint and error.

use askama::Template;

use super::html_safe;

/// One input. Its id equals its name unless [`Field::id`] says otherwise (two forms on one page).
#[derive(Debug, Clone, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    pub id: String,
    pub name: String,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub error: String,
    pub kind: FieldKind,
    pub width: Width,
    /// Value of `autocomplete`: `off`, `username`, `current-password`.
    pub autocomplete: &'static str,
    /// Value of `inputmode`: `numeric`, or empty.
    pub inputmode: &'static str,
    pub required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Password,
    /// A day typed as `16.12.2026`: the browser's own picker speaks the browser's language, not ours. Read it with
    /// [`crate::typed::day`]; a value like `2026-12-16` is shown the Russian way.
    Date,
    /// A time typed as `10:05` or `1005`; read it with [`crate::typed::time`].
    Time,
    Search,
    /// Number of rows.
    Area(u8),
    /// Accepted types, `.xlsx,.xls,.ods,.csv,.dbf`.
    File(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Characters5,
    Characters10,
    Characters20,
    Characters30,
    Full,
}

impl Width {
    pub fn class(self) -> &'static str {
        match self {
            Self::Characters5 => "govuk-input--width-5",
            Self::Characters10 => "govuk-input--width-10",
            Self::Characters20 => "govuk-input--width-20",
            Self::Characters30 => "govuk-input--width-30",
            Self::Full => "v-input--full",
        }
    }
}

impl Field {
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            hint: String::new(),
            value: String::new(),
            error: String::new(),
            kind,
            width: Width::Characters30,
            autocomplete: "off",
            inputmode: "",
            required: false,
        }
    }

    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Text, name, label)
    }

    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            autocomplete: "current-password",
            width: Width::Characters20,
            ..Self::new(FieldKind::Password, name, label)
        }
    }

    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            width: Width::Characters10,
            inputmode: "numeric",
            ..Self::new(FieldKind::Date, name, label)
        }
    }

    pub fn time(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            width: Width::Characters5,
            inputmode: "numeric",
            ..Self::new(FieldKind::Time, name, label)
        }
    }

    pub fn area(name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        Self::new(FieldKind::Area(rows), name, label)
    }

    pub fn file(name: impl Into<String>, label: impl Into<String>, accept: impl Into<String>) -> Self {
        Self::new(FieldKind::File(accept.into()), name, label)
    }

    /// Needed where another form of the page has an input of the same name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    #[must_use]
    pub fn inputmode(mut self, inputmode: &'static str) -> Self {
        self.inputmode = inputmode;
        self
    }

    /// Adds the browser's own check as well as ours.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn input_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Text | FieldKind::Date | FieldKind::Time | FieldKind::Area(_) => "text",
            FieldKind::Password => "password",
            FieldKind::Search => "search",
            FieldKind::File(_) => "file",
        }
    }

    fn shown_value(&self) -> String {
        match self.kind {
            FieldKind::Date => crate::typed::day_for_input(&self.value),
            _ => self.value.clone(),
        }
    }

    /// Further attributes of days and times.
    fn is_date(&self) -> bool {
        self.kind == FieldKind::Date
    }

    fn is_time(&self) -> bool {
        self.kind == FieldKind::Time
    }

    fn described_by(&self) -> String {
        described_by(&self.id, &self.hint, &self.error)
    }
}

/// One of several, or several of several.
#[derive(Debug, Clone, Template)]
#[template(path = "components/choices.html")]
pub struct Choices {
    pub id: String,
    pub name: String,
    pub legend: String,
    pub hint: String,
    pub error: String,
    pub kind: ChoiceKind,
    pub options: Vec<Choice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceKind {
    Radios,
    Checkboxes,
    /// A drop-down list.
    Select,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
    pub chosen: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen: false,
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub fn chosen(mut self) -> Self {
        self.chosen = true;
        self
    }
}

impl Choices {
    pub fn new(kind: ChoiceKind, name: impl Into<String>, legend: impl Into<String>, options: Vec<Choice>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            legend: legend.into(),
            hint: String::new(),
            error: String::new(),
            kind,
            options,
        }
    }

    pub fn radios(name: impl Into<String>, legend: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::new(ChoiceKind::Radios, name, legend, options)
    }

    pub fn checkboxes(name: impl Into<String>, legend: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::new(ChoiceKind::Checkboxes, name, legend, options)
    }

    pub fn select(name: impl Into<String>, legend: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::new(ChoiceKind::Select, name, legend, options)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// Needed where another form of the page has an input of the same name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Chooses the option with this value, if there is one.
    #[must_use]
    pub fn choose(mut self, value: &str) -> Self {
        for option in &mut self.options {
            if option.value == value {
                option.chosen = true;
            }
        }
        self
    }

    fn described_by(&self) -> String {
        described_by(&self.id, &self.hint, &self.error)
    }

    fn block(&self) -> (&'static str, &'static str) {
        match self.kind {
            ChoiceKind::Checkboxes => ("govuk-checkboxes", "checkbox"),
            ChoiceKind::Radios | ChoiceKind::Select => ("govuk-radios", "radio"),
        }
    }

    /// The first option carries the plain id, so that an error summary can lead to it.
    fn option_id(&self, index: &usize) -> String {
        if *index == 0 {
            self.id.clone()
        } else {
            format!("{}-{}", self.id, index + 1)
        }
    }
}

fn described_by(name: &str, hint: &str, error: &str) -> String {
    let mut ids = Vec::new();
    if !hint.is_empty() {
        ids.push(format!("{name}-hint"));
    }
    if !error.is_empty() {
        ids.push(format!("{name}-error"));
    }
    ids.join(" ")
}

html_safe!(Field, Choices);
