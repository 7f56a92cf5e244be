//! A headed part of a page and a form inside a page.

use askama::Template;

use super::{
    Act, BarChart, Choices, Clause, Emphasis, Facts, Field, Link, Phrase, PostForm, ScoreChart, TableView, Timeline,
    html_safe,
};

/// A headed part of a page; what is empty is not drawn.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/section.html")]
pub struct Section {
    /// Unique on the page, also the target of `#…` links.
    pub id: String,
    pub heading: String,
    pub lead: Phrase,
    pub clauses: Vec<Clause>,
    pub facts: Option<Facts>,
    pub charts: Vec<ScoreChart>,
    pub bars: Option<BarChart>,
    pub table: Option<TableView>,
    /// Words under which the table lies folded; empty: it lies open.
    pub folded_under: String,
    pub timeline: Option<Timeline>,
    pub form: Option<FormBlock>,
    pub acts: Vec<Act>,
}

impl Section {
    pub fn new(id: impl Into<String>, heading: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            heading: heading.into(),
            ..Self::default()
        }
    }

    /// A table that would push what the page is for out of sight.
    #[must_use]
    pub fn folded_table(mut self, words: impl Into<String>, table: TableView) -> Self {
        self.folded_under = words.into();
        self.table = Some(table);
        self
    }

    #[must_use]
    pub fn lead(mut self, lead: impl Into<Phrase>) -> Self {
        self.lead = lead.into();
        self
    }

    #[must_use]
    pub fn clause(mut self, clause: Clause) -> Self {
        self.clauses.push(clause);
        self
    }

    #[must_use]
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = Some(facts);
        self
    }

    #[must_use]
    pub fn chart(mut self, chart: ScoreChart) -> Self {
        self.charts.push(chart);
        self
    }

    #[must_use]
    pub fn table(mut self, table: TableView) -> Self {
        self.table = Some(table);
        self
    }

    #[must_use]
    pub fn timeline(mut self, timeline: Timeline) -> Self {
        self.timeline = Some(timeline);
        self
    }

    #[must_use]
    pub fn form(mut self, form: FormBlock) -> Self {
        self.form = Some(form);
        self
    }

    #[must_use]
    pub fn act(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }
}

/// A form that posts: inputs, one button named by its effect, the way back.
#[derive(Debug, Clone, Template)]
#[template(path = "components/form_block.html")]
pub struct FormBlock {
    pub form: PostForm,
    pub encoding: Encoding,
    pub parts: Vec<FormPart>,
    pub button: String,
    pub emphasis: Emphasis,
    pub back: Option<Link>,
}

/// How the form's content travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Plain,
    /// For forms with files.
    Multipart,
}

/// An input of a form, or words between inputs.
#[derive(Debug, Clone)]
pub enum FormPart {
    Field(Field),
    Choices(Choices),
    Note(Phrase),
    Clause(Clause),
    /// Inputs on one line.
    Line(Vec<Field>),
}

impl From<Field> for FormPart {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl From<Choices> for FormPart {
    fn from(choices: Choices) -> Self {
        Self::Choices(choices)
    }
}

impl FormBlock {
    pub fn new(form: PostForm, button: impl Into<String>) -> Self {
        Self {
            form,
            encoding: Encoding::Plain,
            parts: Vec::new(),
            button: button.into(),
            emphasis: Emphasis::Primary,
            back: None,
        }
    }

    #[must_use]
    pub fn part(mut self, part: impl Into<FormPart>) -> Self {
        self.parts.push(part.into());
        self
    }

    #[must_use]
    pub fn back(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.back = Some(Link::new(label, href));
        self
    }

    #[must_use]
    pub fn emphasis(mut self, emphasis: Emphasis) -> Self {
        self.emphasis = emphasis;
        self
    }

    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.encoding = Encoding::Multipart;
        self
    }

    fn is_multipart(&self) -> bool {
        self.encoding == Encoding::Multipart
    }
}

/// A GET form that narrows a list by several inputs.
#[derive(Debug, Clone, Template)]
#[template(path = "components/filter_form.html")]
pub struct FilterForm {
    pub action: String,
    pub parts: Vec<FormPart>,
    pub button: String,
    /// Shows all again; empty when nothing is narrowed.
    pub reset_href: String,
}

html_safe!(Section, FormBlock, FilterForm);
