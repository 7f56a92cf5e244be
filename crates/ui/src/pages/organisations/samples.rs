//! Made-up examples of every state of the pages about organisations.

use askama::Template;

use super::{
    AccountRow, AccountState, BranchOpening, OrganisationBranch, OrganisationPage, OrganisationRow, OrganisationsPage,
    ResponsibleFormPage, ResponsibleRow, ResponsibleState,
};
use crate::components::{Choice, Choices, ErrorSummary, Facts, Link, Phrase, PostForm, SearchBox, Tag};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, sample_shell};
use crate::typography::tie;

/// Every state of the pages about organisations, rendered: file name without ending, HTML.
///
/// # Errors
/// When a template cannot be rendered.
pub fn samples() -> Result<Vec<(&'static str, String)>, askama::Error> {
    Ok(vec![
        ("organisations-list", OrganisationsPage::sample().render()?),
        ("organisations-found", OrganisationsPage::sample_found().render()?),
        ("organisations-one", OrganisationPage::sample().render()?),
        ("organisations-one-alone", OrganisationPage::sample_alone().render()?),
        ("organisations-responsible-add", ResponsibleFormPage::sample().render()?),
        (
            "organisations-responsible-error",
            ResponsibleFormPage::sample_with_error().render()?,
        ),
        (
            "organisations-responsible-end",
            ResponsibleFormPage::sample_of_ending().render()?,
        ),
    ])
}

fn shell(title: &str, trail: &[&str]) -> Shell {
    sample_shell(title, "Организации", trail)
}

impl OrganisationsPage {
    /// The tree of the demo region.
    pub fn sample() -> Self {
        OrganisationsPage {
            shell: shell("Организации", &[]),
            lead: Phrase::of(tie("6 муниципалитетов, 60 школ, 4 колледжа. "))
                .late_link(tie("У трёх нет ответственного лица"), "/organisations/25")
                .text("."),
            list: ListFrame {
                search: Some(sample_search("")),
                ..ListFrame::default()
            },
            branches: vec![
                branch(
                    "Министерство образования Кузбасса",
                    "42",
                    4,
                    386,
                    0,
                    BranchOpening::Closed,
                    vec![school(
                        "Кузнецкий металлургический колледж",
                        "420901",
                        "колледж",
                        96,
                        "Орлова Н. В.",
                    )],
                ),
                branch(
                    "Управление образования Киселёвского округа",
                    "4205",
                    12,
                    418,
                    1,
                    BranchOpening::Open,
                    vec![
                        school("СОШ № 25", "420525", "школа", 34, "Рудакова Е. С."),
                        school("СОШ № 28", "420528", "школа", 41, "Ветрова Л. И."),
                        school("СОШ № 31", "420531", "школа", 27, ""),
                    ],
                ),
            ],
            found: None,
            import_href: "/organisations/25".to_owned(),
        }
    }

    /// Found by words.
    pub fn sample_found() -> Self {
        OrganisationsPage {
            list: ListFrame {
                search: Some(sample_search("киселёвск 25")),
                ..ListFrame::default()
            },
            branches: Vec::new(),
            found: Some(vec![school("СОШ № 25", "420525", "школа", 34, "Рудакова Е. С.")]),
            ..Self::sample()
        }
    }
}

fn sample_search(value: &str) -> SearchBox {
    SearchBox {
        action: "/organisations/25".to_owned(),
        post: None,
        label: "Название, город или код".to_owned(),
        name: "q".to_owned(),
        value: value.to_owned(),
        kept: Vec::new(),
        reset_href: if value.is_empty() {
            String::new()
        } else {
            "/organisations/25".to_owned()
        },
    }
}

fn branch(
    name: &str,
    code: &str,
    schools: u32,
    participants: u32,
    without_responsible: u32,
    opening: BranchOpening,
    rows: Vec<OrganisationRow>,
) -> OrganisationBranch {
    OrganisationBranch {
        name: Link::new(name, "/organisations/25"),
        code: code.to_owned(),
        schools,
        participants,
        without_responsible,
        rows,
        opening,
    }
}

fn school(name: &str, code: &str, kind: &str, participants: u32, responsible: &str) -> OrganisationRow {
    OrganisationRow {
        name: tie(name),
        href: "/organisations/25".to_owned(),
        code: code.to_owned(),
        kind: kind.to_owned(),
        parent: "Управление образования Киселёвского округа".to_owned(),
        participants,
        responsible: tie(responsible),
    }
}

impl OrganisationPage {
    /// A school with one appointment in force and one that ran out.
    pub fn sample() -> Self {
        OrganisationPage {
            shell: shell("СОШ № 25, Киселёвск", &["Управление образования Киселёвского округа"]),
            summary: tie("школа · код 420525 · подчинена управлению образования Киселёвского округа"),
            warning: Phrase::default(),
            facts: Facts::default()
                .row("Полное название", tie("МБОУ «Средняя общеобразовательная школа № 25»"))
                .row("Код", "420525")
                .row(
                    "Подчинена",
                    Phrase::linked("Управление образования Киселёвского округа", "/organisations/25"),
                )
                .row("Время", tie("Кемерово (UTC+7)"))
                .row("Действует", tie("с 1 сентября 2014"))
                .row("Участники", Phrase::linked(tie("34 участника"), "/organisations/25")),
            responsible: vec![
                responsible(
                    "Рудакова Елена Сергеевна",
                    "заместитель директора",
                    "№ 58",
                    "01.09.2026",
                    "1 сентября 2026",
                    "31 августа 2027",
                    ResponsibleState::InForce,
                ),
                responsible(
                    "Тихонова Ольга Павловна",
                    "директор",
                    "№ 41",
                    "03.09.2025",
                    "3 сентября 2025",
                    "31 августа 2026",
                    ResponsibleState::Expired,
                ),
            ],
            add_responsible_href: "/organisations/25".to_owned(),
            accounts: vec![
                account(
                    "Рудакова Елена Сергеевна",
                    "rudakova",
                    "ведёт ознакомление",
                    AccountState::Active,
                    "сегодня, 09:02",
                ),
                account("Котова Инна Юрьевна", "kotova", "смотрит", AccountState::Invited, ""),
                account(
                    "Тихонова Ольга Павловна",
                    "tihonova",
                    "директор",
                    AccountState::Blocked,
                    "2 июня 2026, 14:11",
                ),
            ],
            invite_href: "/organisations/25".to_owned(),
            links: vec![
                Link::new("Все ведомости школы", "/organisations/25"),
                Link::new(tie("Журнал: 118 записей"), "/organisations/25"),
            ],
            statements: vec![(
                Link::new(tie("№ 203"), "/organisations/25"),
                tie("Сочинение, 2 декабря 2026"),
                Tag::blue("передана"),
            )],
        }
    }

    /// Nobody is named: nobody can open the statements.
    pub fn sample_alone() -> Self {
        OrganisationPage {
            warning: Phrase::of(tie(
                "Нет ответственного лица с действующим приказом: ведомости открыть некому.",
            )),
            responsible: Vec::new(),
            accounts: Vec::new(),
            statements: Vec::new(),
            ..Self::sample()
        }
    }
}

fn responsible(
    name: &str,
    position: &str,
    number: &str,
    date: &str,
    from: &str,
    to: &str,
    state: ResponsibleState,
) -> ResponsibleRow {
    ResponsibleRow {
        name: name.to_owned(),
        position: position.to_owned(),
        order_number: tie(number),
        order_date: date.to_owned(),
        from: tie(from),
        to: tie(to),
        state,
        end_href: if state == ResponsibleState::InForce {
            "/organisations/25".to_owned()
        } else {
            String::new()
        },
    }
}

fn account(name: &str, login: &str, roles: &str, state: AccountState, last_seen: &str) -> AccountRow {
    AccountRow {
        name: name.to_owned(),
        href: "/organisations/25".to_owned(),
        login: login.to_owned(),
        roles: roles.to_owned(),
        state,
        last_seen: tie(last_seen),
    }
}

impl ResponsibleFormPage {
    /// Adding.
    pub fn sample() -> Self {
        ResponsibleFormPage {
            shell: shell("Назвать ответственное лицо", &["СОШ № 25, Киселёвск"]),
            errors: None,
            organisation: tie("СОШ № 25, Киселёвск"),
            consequences: vec![
                Phrase::of(tie(
                    "Человек откроет ведомости школы с первого дня и до последнего включительно.",
                )),
                Phrase::of(tie(
                    "В ведомостях и журнале рядом с его действиями будет стоять этот приказ.",
                )),
            ],
            facts: Facts::default(),
            form: PostForm::new("/organisations/25", "csrf", "key"),
            person: Some(Choices::select(
                "account",
                "Кто",
                vec![
                    Choice::new("1", tie("Рудакова Елена Сергеевна, заместитель директора")),
                    Choice::new("2", "Котова Инна Юрьевна"),
                ],
            )),
            fields: Self::adding_fields(),
            button: "Назвать ответственным лицом".to_owned(),
            back: Link::new(tie("Вернуться к школе"), "/organisations/25"),
        }
    }

    /// The last day stands before the first.
    pub fn sample_with_error() -> Self {
        let message = tie("Последний день раньше первого. Проверьте год");
        let fields = Self::adding_fields()
            .into_iter()
            .map(|field| match field.name.as_str() {
                "from" => field.value("2026-12-20"),
                "to" => field.value("2026-08-31").error(message.as_str()),
                _ => field,
            });
        ResponsibleFormPage {
            errors: Some(ErrorSummary::new("Ответственное лицо не\u{a0}названо").item(message.as_str(), "to")),
            fields: fields.collect(),
            ..Self::sample()
        }
    }

    /// Ending.
    pub fn sample_of_ending() -> Self {
        ResponsibleFormPage {
            shell: shell("Завершить назначение", &["СОШ № 25, Киселёвск"]),
            facts: Facts::default()
                .row("Кто", "Рудакова Елена Сергеевна")
                .row("Приказ", tie("№ 58 от 01.09.2026"))
                .row("Действует", tie("1 сентября 2026 — 31 августа 2027")),
            consequences: vec![Phrase::of(tie(
                "После этого у школы не останется ответственных лиц: ведомости открыть будет некому.",
            ))],
            person: None,
            fields: Self::ending_fields(),
            button: "Завершить назначение".to_owned(),
            ..Self::sample()
        }
    }
}
