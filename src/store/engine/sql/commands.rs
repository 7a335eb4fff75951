//! Several commands in one text: COMMIT and BEGIN, and what the last one says.

use crate::store::{
    Conn, StoreError,
    engine::{
        silence::{COMMAND, within},
        sql::{Driver, Text},
    },
};
use futures_util::TryStreamExt;
use sqlx::{Either, Row};

/// What became of several commands in one text.
pub(in crate::store) struct Said {
    /// Whether the first one was done, whatever became of those behind it.
    pub is_first_done: bool,
    /// What the last one said, if it says anything.
    pub outcome: Result<Option<String>, StoreError>,
}

impl Conn {
    /// Runs a text of several of them, the last of which may say something.
    pub(in crate::store) async fn commands(&mut self, text: impl Into<Text>) -> Said {
        let text = text.into();
        let conn = match self.driver() {
            Driver::Sqlite(_) => {
                let outcome = self.command(text).await.map(|()| None);
                return Said { is_first_done: outcome.is_ok(), outcome };
            }
            Driver::Postgres(conn) => conn,
        };
        let (mut is_first_done, mut word) = (false, None);
        let listening = async {
            let mut said = sqlx::raw_sql(text.postgres).fetch_many(conn);
            while let Some(said) = said.try_next().await? {
                match said {
                    Either::Left(_) => is_first_done = true,
                    Either::Right(row) => word = row.try_get(0).ok(),
                }
            }
            Ok(())
        };
        let outcome = within(Some(COMMAND), listening).await;
        Said { is_first_done, outcome: outcome.and_then(|heard| self.noted(heard)).map(|()| word) }
    }
}
