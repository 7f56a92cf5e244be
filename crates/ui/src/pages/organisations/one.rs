//! One organisation: facts, responsible persons, accounts, statements.

use askama::Template;

use crate::components::{Act, Cell, Column, Facts, Link, Phrase, Row, RowTone, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::ListFrame;

/// The page of one organisation.
#[derive(Debug, Clone, Template)]
#[template(path = "organisations/one.html")]
pub struct OrganisationPage {
    pub shell: Shell,
    /// «школа · код 420525 · Управление образования Киселёвского округа».
    pub summary: String,
    /// What is amiss: «Ни одного ответственного лица с действующим приказом: ведомости открыть некому»; empty if nothing.
    pub warning: Phrase,
    /// Kind, code, address, time zone, in force since, participants with a link.
    pub facts: Facts,
    pub responsible: Vec<ResponsibleRow>,
    /// Where a responsible person is added; empty for who may not.
    pub add_responsible_href: String,
    pub accounts: Vec<AccountRow>,
    /// Where an account is invited; empty for who may not.
    pub invite_href: String,
    /// Statements to and from the organisation, journal.
    pub links: Vec<Link>,
    /// Statements in short: number, exam, state.
    pub statements: Vec<(Link, String, Tag)>,
}

/// A person named by an order to reach statements (mordovia-187:3).
#[derive(Debug, Clone)]
pub struct ResponsibleRow {
    pub name: String,
    pub position: String,
    /// «№ 58».
    pub order_number: String,
    /// «01.09.2026».
    pub order_date: String,
    /// «1 сентября 2026».
    pub from: String,
    /// Last day; empty for «без срока».
    pub to: String,
    pub state: ResponsibleState,
    /// Where the appointment is ended; empty for who may not, or when it has ended.
    pub end_href: String,
}

/// Whether an appointment is in force today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponsibleState {
    /// Begins on a later day.
    Ahead,
    InForce,
    /// Its last day has passed.
    Expired,
    /// Ended by an act.
    Ended,
}

impl ResponsibleState {
    fn tag(self) -> Tag {
        match self {
            ResponsibleState::Ahead => Tag::grey("ещё не\u{a0}действует"),
            ResponsibleState::InForce => Tag::green("действует"),
            ResponsibleState::Expired => Tag::red("срок истёк"),
            ResponsibleState::Ended => Tag::grey("завершено"),
        }
    }

    fn tone(self) -> RowTone {
        match self {
            ResponsibleState::InForce | ResponsibleState::Ahead => RowTone::Plain,
            ResponsibleState::Expired | ResponsibleState::Ended => RowTone::Faded,
        }
    }
}

/// A way for a person of the organisation to sign in.
#[derive(Debug, Clone)]
pub struct AccountRow {
    pub name: String,
    /// Empty for who may not open the account.
    pub href: String,
    pub login: String,
    /// «ведёт ознакомление, директор».
    pub roles: String,
    pub state: AccountState,
    /// «сегодня, 09:02»; empty when never.
    pub last_seen: String,
}

/// State of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    Invited,
    Active,
    Blocked,
}

impl AccountState {
    fn tag(self) -> Tag {
        match self {
            AccountState::Invited => Tag::amber("приглашён"),
            AccountState::Active => Tag::green("действует"),
            AccountState::Blocked => Tag::grey("закрыта"),
        }
    }
}

impl OrganisationPage {
    fn responsible_table(&self) -> TableView {
        let columns = vec![
            Column::new("Ответственное лицо"),
            Column::new("Приказ"),
            Column::new("Действует"),
            Column::new("Состояние"),
            Column::new(""),
        ];
        let rows = self.responsible.iter().map(ResponsibleRow::row).collect();
        let empty = "Никто не\u{a0}назван приказом. Пока это так, ведомости этой организации открыть некому.";
        ListFrame::default().table("Ответственные лица", columns, rows, empty)
    }

    fn accounts_table(&self) -> TableView {
        let columns = vec![
            Column::new("Сотрудник"),
            Column::new("Имя для входа"),
            Column::new("Роли"),
            Column::new("Состояние"),
            Column::new("Был в\u{a0}системе"),
        ];
        let rows = self.accounts.iter().map(AccountRow::row).collect();
        ListFrame::default().table("Учётные записи", columns, rows, "Учётных записей нет.")
    }

    fn statements_table(&self) -> TableView {
        let columns = vec![
            Column::new("Ведомость"),
            Column::new("Экзамен"),
            Column::new("Состояние"),
        ];
        let rows = self.statements.iter().map(|(link, exam, state)| {
            Row::new(vec![
                Cell::link(&link.label, &link.href),
                Cell::from(exam.as_str()),
                Cell::tag(state.clone()),
            ])
        });
        ListFrame::default().table("Ведомости", columns, rows.collect(), "Ведомостей пока нет.")
    }
}

impl ResponsibleRow {
    fn row(&self) -> Row {
        let period = match self.to.as_str() {
            "" => format!("с\u{a0}{}, без срока", self.from),
            to => format!("{}\u{a0}— {to}", self.from),
        };
        let act = if self.end_href.is_empty() {
            Cell::empty()
        } else {
            Cell::act(Act::link("Завершить", &self.end_href).secondary())
        };
        Row::new(vec![
            Cell::new(Phrase::default().bold(&self.name).muted(format!(" {}", self.position))),
            Cell::from(format!("{} от\u{a0}{}", self.order_number, self.order_date)),
            Cell::from(period),
            Cell::tag(self.state.tag()),
            act,
        ])
        .tone(self.state.tone())
    }
}

impl AccountRow {
    /// A link for who may open the account; else only the name.
    fn name_cell(&self) -> Cell {
        if self.href.is_empty() {
            Cell::from(self.name.as_str())
        } else {
            Cell::link(&self.name, &self.href)
        }
    }

    fn row(&self) -> Row {
        let seen = if self.last_seen.is_empty() {
            Phrase::default().muted("ни\u{a0}разу")
        } else {
            Phrase::of(&self.last_seen)
        };
        Row::new(vec![
            self.name_cell(),
            Cell::from(self.login.as_str()),
            Cell::from(self.roles.as_str()),
            Cell::tag(self.state.tag()),
            Cell::from(seen),
        ])
    }
}
