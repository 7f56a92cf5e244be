//! A link to the first sign-in, shown once.

use askama::Template;

use crate::components::Link;
use crate::page::Shell;

/// The link exists on this page only: it is not stored and cannot be shown again, only made anew.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/invitation.html")]
pub struct InvitationPage {
    pub shell: Shell,
    /// «Соловьёва Нина Григорьевна, заместитель директора, СОШ № 25»
    pub who: String,
    pub login: String,
    /// The whole link.
    pub link: String,
    /// «до 19 декабря 2026, 09:20»
    pub valid_until: String,
    pub back: Link,
}
