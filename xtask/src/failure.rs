use std::fmt;

/// Why a command ends without success, in words for the developer.
#[derive(Debug)]
pub struct Failure {
    message: String,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// `what` failed because of `cause`.
    pub fn because(what: impl fmt::Display, cause: impl fmt::Display) -> Self {
        Self::new(format!("{what}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl From<testkit::Error> for Failure {
    fn from(error: testkit::Error) -> Self {
        Self::new(error.to_string())
    }
}
