//! The demo's accounts: one per role, printed and kept beside the data. The people are made up, so the passwords are no
//! secret; they are still random, so that a demo left running on a network is not open to everybody.

use std::path::Path;

use serde::{Deserialize, Serialize};
use web::DemoAccount;

/// One account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptAccount {
    /// Role code, or a word for a special case.
    pub role: String,
    /// What the role is called.
    pub title: String,
    /// Who, with organisation.
    pub person: String,
    /// What can be tried.
    pub does: String,
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
}

/// A participant whose result can be looked up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptParticipant {
    /// Series of the document.
    pub series: String,
    /// Its number.
    pub number: String,
    /// Surname.
    pub surname: String,
}

/// Everything printed at the start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DemoAccounts {
    /// One per role.
    pub accounts: Vec<KeptAccount>,
    /// Somebody to look up. Printed, never written: no name stands in the data folder.
    #[serde(skip)]
    pub participant: Option<KeptParticipant>,
}

impl DemoAccounts {
    /// Reads what an earlier start wrote.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text =
            std::fs::read_to_string(path).map_err(|error| format!("файл {} не читается: {error}", path.display()))?;
        serde_json::from_str(&text).map_err(|error| format!("файл {} повреждён: {error}", path.display()))
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(path, text).map_err(|error| format!("файл {} не пишется: {error}", path.display()))
    }

    /// For the sign-in page.
    pub fn lent(&self) -> Vec<DemoAccount> {
        let lend = |kept: &KeptAccount| DemoAccount {
            role: kept.title.clone(),
            person: kept.person.clone(),
            does: kept.does.clone(),
            login: kept.login.clone(),
            password: kept.password.clone(),
        };
        self.accounts.iter().map(lend).collect()
    }

    /// For the terminal.
    pub fn lines(&self) -> Vec<String> {
        self.accounts
            .iter()
            .map(|kept| {
                format!(
                    "{:<14} {}   {} ({})",
                    kept.login, kept.password, kept.title, kept.person
                )
            })
            .collect()
    }
}
