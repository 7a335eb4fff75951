//! A check: what must be so, as one statement.

use crate::store::{
    Conn, StoreError,
    sql::{Text, rows},
};

/// How many sentences a check says at most: who has lost a thousand messages need not read a thousand lines.
pub(super) const MOST: usize = 20;

/// What must be so. The text has at most `MOST` rows, of one column.
pub(super) struct Check {
    /// What is asked, for when the asking itself fails.
    pub about: &'static str,
    pub text: Text,
}

/// A check whose statement is the same for both engines: `check!("about", "SELECT …")`.
macro_rules! check {
    ($about:literal, $text:expr) => {
        $crate::store::keeping::doctor::check::check!($about, $text, $text)
    };
    ($about:literal, $sqlite:expr, $postgres:expr) => {
        $crate::store::keeping::doctor::check::Check {
            about: $about,
            text: $crate::store::sql::Text::each(concat!($sqlite, " LIMIT 20"), concat!($postgres, " LIMIT 20")),
        }
    };
}
pub(super) use check;

impl Check {
    pub async fn run(&self, conn: &mut Conn) -> Result<Vec<String>, StoreError> {
        Ok(rows!(conn, (String,), self.text)?.into_iter().map(|(sentence,)| sentence).collect())
    }
}
