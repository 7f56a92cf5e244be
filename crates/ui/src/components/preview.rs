//! What an act will do, before it is done.

use askama::Template;

use super::{Choices, Field, Link, Phrase, PostForm, html_safe};

/// The sentence, its consequences, what must be filled in, the act, the way back.
#[derive(Debug, Clone, Template)]
#[template(path = "components/preview.html")]
pub struct Preview {
    pub kind: PreviewKind,
    /// «Будет передано 412 результатов 11 школ»
    pub say: Phrase,
    pub consequences: Vec<Phrase>,
    /// For an act that cannot be undone: «Отменить сдачу нельзя…»; empty hides it.
    pub warning: String,
    pub choices: Vec<Choices>,
    /// Ground, password again.
    pub fields: Vec<Field>,
    /// A tick the person must set (`confirmed=yes`); empty hides it.
    pub tick: String,
    pub tick_error: String,
    /// The person set the tick already, and something else is wrong.
    pub tick_is_set: bool,
    pub form: PostForm,
    /// Names the effect: «Передать 412 результатов».
    pub button: String,
    pub back: Link,
    /// Drafts and other ways.
    pub others: Vec<Link>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewKind {
    Ordinary,
    /// Cannot be undone: red.
    Final,
}

impl Preview {
    pub fn new(say: impl Into<Phrase>, button: impl Into<String>, form: PostForm, back: Link) -> Self {
        Self {
            kind: PreviewKind::Ordinary,
            say: say.into(),
            consequences: Vec::new(),
            warning: String::new(),
            choices: Vec::new(),
            fields: Vec::new(),
            tick: String::new(),
            tick_error: String::new(),
            tick_is_set: false,
            form,
            button: button.into(),
            back,
            others: Vec::new(),
        }
    }

    /// Makes it red, with a warning of what cannot be undone.
    #[must_use]
    pub fn final_act(mut self, warning: impl Into<String>) -> Self {
        self.kind = PreviewKind::Final;
        self.warning = warning.into();
        self
    }

    #[must_use]
    pub fn consequence(mut self, consequence: impl Into<Phrase>) -> Self {
        self.consequences.push(consequence.into());
        self
    }

    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    #[must_use]
    pub fn choices(mut self, choices: Choices) -> Self {
        self.choices.push(choices);
        self
    }

    #[must_use]
    pub fn tick(mut self, tick: impl Into<String>) -> Self {
        self.tick = tick.into();
        self
    }

    /// The tick as the person left it.
    #[must_use]
    pub fn ticked(mut self) -> Self {
        self.tick_is_set = true;
        self
    }

    #[must_use]
    pub fn other(mut self, link: Link) -> Self {
        self.others.push(link);
        self
    }

    fn class(&self) -> &'static str {
        match self.kind {
            PreviewKind::Ordinary => "v-preview",
            PreviewKind::Final => "v-preview v-preview--final",
        }
    }

    fn button_class(&self) -> &'static str {
        match self.kind {
            PreviewKind::Ordinary => "govuk-button",
            PreviewKind::Final => "govuk-button govuk-button--warning",
        }
    }
}

html_safe!(Preview);
