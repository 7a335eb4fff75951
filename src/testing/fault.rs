//! A fault of a database, by its code: what no database says at a test's word.

use sqlx::error::{DatabaseError, ErrorKind};
use std::{borrow::Cow, error::Error, fmt};

/// What a database says with a code, as a driver hands it on.
#[derive(Debug)]
struct CodedFault(&'static str);

impl fmt::Display for CodedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {}", self.0)
    }
}

impl Error for CodedFault {}

impl DatabaseError for CodedFault {
    fn message(&self) -> &'static str {
        "it said so"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.0.into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        // The unique violations of PostgreSQL and of SQLite.
        if matches!(self.0, "23505" | "2067" | "1555") { ErrorKind::UniqueViolation } else { ErrorKind::Other }
    }
}

/// The same as an error of the driver.
pub fn coded(code: &'static str) -> sqlx::Error {
    sqlx::Error::Database(Box::new(CodedFault(code)))
}
