//! Sections of the service: who sees which, and where each begins.

use domain::access::Action;
use ui::page::{Current, NavItem};

use crate::signed_in::SignedInRequest;

/// A section; a page says in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Duties,
    Imports,
    Processing,
    Desk,
    Appeals,
    Conclusions,
    Statements,
    Monitor,
    Ledgers,
    Applications,
    People,
    Announcements,
    Lookup,
    Organisations,
    Accounts,
    Settings,
    Journal,
    /// In none: terms, search.
    None,
}

/// One line of the navigation: shown to whoever may do any of the actions.
pub struct SectionRow {
    /// Which.
    pub section: Section,
    /// What it is called.
    pub label: &'static str,
    /// Its first page; a route of the table.
    pub href: &'static str,
    /// Any of these opens it.
    pub actions: &'static [Action],
}

const fn row(section: Section, label: &'static str, href: &'static str, actions: &'static [Action]) -> SectionRow {
    SectionRow {
        section,
        label,
        href,
        actions,
    }
}

/// In the order of the navigation.
pub const SECTIONS: &[SectionRow] = &[
    row(Section::Duties, "Обязательства", "/", &[Action::SeeObligations]),
    row(Section::Imports, "Загрузки", "/imports", &[Action::Import]),
    row(Section::Processing, "Экзамены", "/exams", &[Action::SeeParticipants]),
    row(Section::Desk, "Стол ГЭК", "/desk", &[Action::SeeDesk]),
    row(Section::Appeals, "Апелляции", "/appeals", &[Action::SeeAppeals]),
    row(
        Section::Conclusions,
        "Заключения",
        "/conclusions",
        &[Action::GiveConclusion],
    ),
    row(
        Section::Statements,
        "Ведомости",
        "/statements",
        &[Action::ListStatements],
    ),
    row(
        Section::Monitor,
        "Кто не\u{a0}ознакомлен",
        "/acquaintance",
        &[Action::SeeAcquaintance],
    ),
    row(Section::Ledgers, "Ознакомление", "/ledgers", &[Action::FillLedger]),
    row(
        Section::Announcements,
        "Объявления",
        "/announcements",
        &[Action::SeeAnnouncements],
    ),
    row(Section::Lookup, "Просмотр", "/lookup", &[Action::OpenLookup]),
    row(
        Section::Applications,
        "Заявления",
        "/applications",
        &[Action::SeeApplications],
    ),
    row(
        Section::People,
        "Участники",
        "/participants",
        &[Action::SeeParticipants],
    ),
    row(
        Section::Organisations,
        "Организации",
        "/organisations",
        &[Action::SeeOrganisations],
    ),
    row(
        Section::Accounts,
        "Учётные записи",
        "/accounts",
        &[Action::ManageAccounts, Action::NameResponsiblePersons],
    ),
    row(Section::Settings, "Настройки", "/settings", &[Action::ManageSettings]),
    row(Section::Journal, "Журнал", "/journal", &[Action::SeeJournal]),
];

/// The navigation of one person.
pub fn items(signed_in: &SignedInRequest, current: Section) -> Vec<NavItem> {
    SECTIONS
        .iter()
        .filter(|row| row.actions.iter().any(|action| signed_in.may(*action)))
        .map(|row| NavItem::new(row.label, row.href, Current::when(|| row.section == current)))
        .collect()
}

/// The first page of a person who has no obligations to see: accounts for who keeps them, else the first section.
pub fn landing(signed_in: &SignedInRequest) -> &'static str {
    let keeper = signed_in.may(Action::ManageAccounts).then_some("/accounts");
    let mut rows = SECTIONS.iter().filter(|row| row.href != "/");
    let first = || {
        rows.find(|row| row.actions.iter().any(|action| signed_in.may(*action)))
            .map(|row| row.href)
    };
    keeper.or_else(first).unwrap_or("/terms")
}
