//! The shell of the sample pages: a municipal clerk of a made-up region.

use super::{Current, DemoBar, NavItem, Shell};
use crate::components::{Link, PostForm};

const SECTIONS: [(&str, &str); 6] = [
    ("Обязательства", "/"),
    ("Ознакомление", "/monitor"),
    ("Участники", "/people"),
    ("Школы", "/organisations"),
    ("Документы", "/documents"),
    ("Журнал", "/journal"),
];

impl Shell {
    /// A signed-in shell for sample pages; `section` is the label of the current section, or empty.
    pub fn sample(title: &str, section: &str) -> Self {
        Self {
            nav: SECTIONS
                .into_iter()
                .map(|(label, href)| NavItem::new(label, href, Current::when(|| label == section)))
                .collect(),
            person_line: "Егорова Марина Павловна, специалист управления".to_owned(),
            organisation_line: "Управление образования Киселёвского городского округа".to_owned(),
            help: Some(Link::new("Помощь: 8\u{a0}(3842)\u{a0}00-00-00", "/help")),
            terms_href: "/terms".to_owned(),
            search: Some(PostForm::new("/search", "c2FtcGxl", "")),
            sign_out: Some(PostForm::new("/sign-out", "c2FtcGxl", "")),
            ..Self::sample_signed_out(title)
        }
    }

    /// A signed-out shell for sample pages.
    pub fn sample_signed_out(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            time_line: "Время местное, Кемерово (UTC+7)".to_owned(),
            organisation_line: "Министерство образования Кузбасса".to_owned(),
            contrast_href: "/look?contrast=strong".to_owned(),
            nonce: "c2FtcGxlLW5vbmNl".to_owned(),
            ..Self::default()
        }
    }

    /// Adds breadcrumbs to a sample.
    #[must_use]
    pub fn below(mut self, breadcrumbs: &[(&str, &str)]) -> Self {
        self.breadcrumbs = breadcrumbs
            .iter()
            .map(|(label, href)| Link::new(*label, *href))
            .collect();
        self
    }

    /// Adds the demo's strip to a sample.
    #[must_use]
    pub fn in_demo(mut self) -> Self {
        let form = || PostForm::new("/demo/clock", "c2FtcGxl", "");
        self.demo = Some(DemoBar {
            now_local: "четверг, 17\u{a0}декабря 2026, 09:20".to_owned(),
            note: "Люди и\u{a0}школы вымышлены.".to_owned(),
            add_hour: form(),
            add_day: form(),
            to_date: form(),
            today: "17.12.2026".to_owned(),
            switch_role: Some(Link::new("Войти другим человеком", "/sign-in")),
        });
        self
    }
}
