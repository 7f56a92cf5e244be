//! What every staff page has around its content.

mod sample;

use askama::filters::HtmlSafe;

use crate::assets;
use crate::components::{Link, PostForm};

/// Header, navigation, breadcrumbs, notice, footer and the tokens of one request.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// Title of the page, without the product's name.
    pub title: String,
    /// Sections this role may open; empty for a signed-out page.
    pub nav: Vec<NavItem>,
    /// «Егорова Марина Павловна, специалист управления»; empty when signed out.
    pub person_line: String,
    /// Footer: whose workplace this is, «Управление образования Киселёвского городского округа».
    pub organisation_line: String,
    /// Footer: «Время местное, Кемерово (UTC+7)».
    pub time_line: String,
    /// Footer: «Помощь: 8 (3842) 00-00-00» and where it leads; none hides it.
    pub help: Option<Link>,
    /// Where «Слова и сроки» leads; empty hides the link.
    pub terms_href: String,
    /// The form behind the search box; none for who may not search. It posts: what is typed may be a name or a document,
    /// and addresses are kept by browsers and logs.
    pub search: Option<PostForm>,
    /// Words typed into the search box, to show them again on the results page.
    pub search_words: String,
    /// Strip that moves the demo's clock; none outside a demo.
    pub demo: Option<DemoBar>,
    /// Ordinary look or the version for people with low vision.
    pub contrast: Contrast,
    /// Address that switches [`Shell::contrast`] and comes back.
    pub contrast_href: String,
    /// The form behind «Выйти»; none when signed out.
    pub sign_out: Option<PostForm>,
    /// Nonce of this answer's Content-Security-Policy.
    pub nonce: String,
    /// Way from the section down to this page, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// One-time notice after an act.
    pub flash: Option<Flash>,
}

impl Shell {
    /// A signed-out shell with only a title; sample pages and error pages start from it.
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Class of `body` that the stylesheet knows.
    pub fn body_class(&self) -> &'static str {
        match self.contrast {
            Contrast::Ordinary => "v-screen",
            Contrast::Strong => "v-screen v-strong",
        }
    }

    /// Text of the link that switches the look.
    pub fn contrast_label(&self) -> &'static str {
        match self.contrast {
            Contrast::Ordinary => "Для слабовидящих",
            Contrast::Strong => "Обычная версия",
        }
    }

    /// Hashed address of the stylesheet.
    pub fn stylesheet(&self) -> &'static str {
        assets::stylesheet_path()
    }

    /// Hashed address of the small script.
    pub fn script(&self) -> &'static str {
        assets::script_path()
    }

    /// Hashed address of the icon.
    pub fn icon(&self) -> &'static str {
        assets::icon_path()
    }
}

/// One section of the service navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub current: Current,
}

impl NavItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>, current: Current) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            current,
        }
    }

    pub fn is_current(&self) -> bool {
        self.current == Current::Yes
    }
}

/// Whether a link leads to what is being shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Current {
    Yes,
    #[default]
    No,
}

impl Current {
    /// `Yes` when the condition holds.
    pub fn when(condition: impl FnOnce() -> bool) -> Self {
        if condition() { Self::Yes } else { Self::No }
    }
}

/// Look of the page, a setting of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contrast {
    #[default]
    Ordinary,
    Strong,
}

/// The demo's own clock and the forms that move it; never shown outside a demo.
#[derive(Debug, Clone)]
pub struct DemoBar {
    /// «четверг, 17 декабря 2026, 09:20»
    pub now_local: String,
    /// What a visitor should know, «Все люди вымышлены».
    pub note: String,
    /// Posts `hours=1`.
    pub add_hour: PostForm,
    /// Posts `days=1`.
    pub add_day: PostForm,
    /// Posts `to=18.12.2026`; read it with [`crate::typed::day`].
    pub to_date: PostForm,
    /// The demo's day, first value of the input: `17.12.2026`.
    pub today: String,
    /// Where another role of the demo is chosen.
    pub switch_role: Option<Link>,
}

/// One-time notice on top of the page.
#[derive(Debug, Clone)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: String,
    /// A document or page the act produced.
    pub link: Option<Link>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashKind {
    /// The act is done.
    Done,
    /// Nothing wrong, but something to know.
    Notice,
}

impl Flash {
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Done,
            text: text.into(),
            link: None,
        }
    }

    pub fn notice(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Notice,
            text: text.into(),
            link: None,
        }
    }

    pub fn with_link(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }

    pub fn is_done(&self) -> bool {
        self.kind == FlashKind::Done
    }
}

/// The product's mark; one place for the header of every page.
#[derive(Debug, Clone, Copy, askama::Template)]
#[template(path = "components/mark.html")]
pub struct Mark;

impl HtmlSafe for Mark {}
