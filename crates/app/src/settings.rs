//! The region's recorded settings: few, named, each with a default, a ground for every change, and its history.

use domain::access::Action;
use serde_json::json;
use storage::installation::{self, Counter};
use storage::settings::{self, SettingRow};
use storage::{Tx, boxed};

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};

/// What can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingName {
    /// What the look-up asks besides the document.
    LookupSecondQuestion,
    /// Telephone of the hot line, shown to participants (kuzbass-4195:1.3).
    HotLine,
    /// Does the printed ledger show results?
    LedgerShowsResults,
    /// Which share of the appeals commission must be there to decide: no order of ours names it.
    AppealsQuorum,
}

impl SettingName {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [
        Self::LookupSecondQuestion,
        Self::HotLine,
        Self::LedgerShowsResults,
        Self::AppealsQuorum,
    ];

    /// Stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LookupSecondQuestion => "lookup-second-question",
            Self::HotLine => "hot-line",
            Self::LedgerShowsResults => "ledger-shows-results",
            Self::AppealsQuorum => "appeals-quorum",
        }
    }

    /// The setting of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.code() == code)
    }

    /// Do the participants' pages say it? Then a change of it is a publication.
    pub const fn is_public(self) -> bool {
        match self {
            Self::LookupSecondQuestion | Self::HotLine => true,
            Self::LedgerShowsResults | Self::AppealsQuorum => false,
        }
    }

    /// What the page calls it.
    pub const fn russian(self) -> &'static str {
        match self {
            Self::LookupSecondQuestion => "Что спрашивать при просмотре результата, кроме документа",
            Self::HotLine => "Телефон «горячей линии»",
            Self::LedgerShowsResults => "Печатать результат в ведомости ознакомления",
            Self::AppealsQuorum => "Сколько членов апелляционной комиссии нужно для решения",
        }
    }

    /// Why it matters, in a sentence.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::LookupSecondQuestion => {
                "По п. 2.8 приказа № 4195 достаточно серии и номера документа. Фамилия защищает от подбора номеров: выключать её стоит только по решению министерства"
            }
            Self::HotLine => "Показывается участникам и на страницах сотрудников (п. 1.3 приказа № 4195)",
            Self::LedgerShowsResults => "Один лист подписывает весь класс: напечатанный результат увидят все",
            Self::AppealsQuorum => "Приказы числа не называют: возьмите его из положения о комиссии",
        }
    }

    /// Values to choose from with their words; empty for free text.
    pub const fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::LookupSecondQuestion => &[("surname", "фамилию"), ("nothing", "ничего")],
            Self::HotLine => &[],
            Self::LedgerShowsResults => &[("no", "не печатать"), ("yes", "печатать")],
            Self::AppealsQuorum => &[
                ("one-third", "не меньше трети"),
                ("one-half", "не меньше половины"),
                ("two-thirds", "не меньше двух третей"),
            ],
        }
    }

    /// The value while nobody set one.
    pub const fn default_value(self) -> &'static str {
        match self {
            Self::LookupSecondQuestion => "surname",
            Self::HotLine => "",
            Self::LedgerShowsResults => "no",
            Self::AppealsQuorum => "one-half",
        }
    }

    /// Words for a value.
    pub fn words(self, value: &str) -> String {
        let chosen = self
            .choices()
            .iter()
            .find(|(code, _)| *code == value)
            .map(|(_, words)| (*words).to_owned());
        chosen.unwrap_or_else(|| {
            if value.is_empty() {
                "не указано".to_owned()
            } else {
                value.to_owned()
            }
        })
    }
}

/// A setting with its value and history.
#[derive(Debug, Clone)]
pub struct SettingView {
    /// Which.
    pub name: SettingName,
    /// In force now.
    pub value: String,
    /// Version for the form; 0 while the default stands.
    pub version: i64,
    /// Every value there was, newest first, with the name of who set it.
    pub history: Vec<(SettingRow, String)>,
}

impl App {
    /// All settings with their histories.
    pub async fn list_settings(&self, request: &Request) -> Result<Vec<SettingView>, AppError> {
        request.authorise(Action::ManageSettings)?;
        self.store
            .read(self, |tx, app| {
                boxed(async move {
                    let present = settings::all(tx).await?;
                    let directory = app.directory_in(tx).await?;
                    let mut history = Vec::new();
                    for row in settings::history(tx).await? {
                        let who = app.account_name(tx, row.changed_by, &directory).await?;
                        history.push((row, who));
                    }
                    Ok(SettingName::ALL
                        .into_iter()
                        .map(|name| {
                            let row = present.iter().find(|row| row.name == name.code());
                            SettingView {
                                name,
                                value: row.map_or_else(|| name.default_value().to_owned(), |row| row.value.clone()),
                                version: row.map_or(0, |row| row.version),
                                history: history
                                    .iter()
                                    .filter(|(row, _)| row.name == name.code())
                                    .cloned()
                                    .collect(),
                            }
                        })
                        .collect())
                })
            })
            .await
    }

    /// Changes a setting. `version` is the one the form was made from.
    pub async fn change_setting(
        &self,
        request: &Request,
        name: SettingName,
        value: &str,
        ground: &str,
        version: i64,
    ) -> Result<(), AppError> {
        request.authorise(Action::ManageSettings)?;
        let (value, ground) = (value.trim(), ground.trim());
        let mut problems = Vec::new();
        let known = name.choices().is_empty() || name.choices().iter().any(|(code, _)| *code == value);
        if !known || value.chars().count() > 200 {
            problems.push(FieldProblem::new(
                "value",
                "Выберите одно из значений; текст — не длиннее 200 знаков",
            ));
        }
        if ground.is_empty() || ground.chars().count() > 500 {
            problems.push(FieldProblem::new(
                "ground",
                "Укажите основание, например «решение министерства от 14.12.2026 № 7»",
            ));
        }
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let fingerprint = format!("setting {} {value} {ground} {version}", name.code());
        let whole = (request, name, value, ground, version);
        self.act(
            request,
            &fingerprint,
            &whole,
            |tx, (request, name, value, ground, version)| {
                boxed(async move {
                    let present = settings::all(tx).await?.into_iter().find(|row| row.name == name.code());
                    if present.as_ref().map_or(0, |row| row.version) != *version {
                        return Err(AppError::Changed(
                            "эту настройку только что изменил другой сотрудник: посмотрите новое значение".to_owned(),
                        ));
                    }
                    let row = SettingRow {
                        name: name.code().to_owned(),
                        value: (*value).to_owned(),
                        ground: (*ground).to_owned(),
                        changed_at: request.at(),
                        changed_by: request.account(),
                        version: version + 1,
                    };
                    settings::put(tx, &row).await?;
                    if name.is_public() {
                        installation::bump(tx, Counter::Publication, 1).await?;
                    }
                    Ok(Done {
                        value: (),
                        event: event(
                            "setting-changed",
                            "setting",
                            None,
                            json!({"name": name.code(), "value": value}),
                        ),
                    })
                })
            },
        )
        .await
    }

    /// A setting's value in force.
    pub async fn setting_in(&self, tx: &mut Tx, name: SettingName) -> Result<String, AppError> {
        let row = settings::all(tx).await?.into_iter().find(|row| row.name == name.code());
        Ok(row.map_or_else(|| name.default_value().to_owned(), |row| row.value))
    }

    /// A setting's value in force, outside a transaction.
    pub async fn setting(&self, name: SettingName) -> Result<String, AppError> {
        self.store
            .read(&(self, name), |tx, (app, name)| {
                boxed(async move { app.setting_in(tx, *name).await })
            })
            .await
    }
}
