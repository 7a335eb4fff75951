//! Several commands in one text: COMMIT and BEGIN, and what the last one says.

use crate::store::{
    Conn, StoreError,
    engine::sql::{Driver, Text},
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
        let (mut is_first_done, mut word, mut failed) = (false, None, None);
        let mut said = sqlx::raw_sql(text.postgres).fetch_many(conn);
        loop {
            match said.try_next().await {
                Ok(Some(Either::Left(_))) => is_first_done = true,
                Ok(Some(Either::Right(row))) => word = row.try_get(0).ok(),
                Ok(None) => break,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        drop(said);
        let outcome = failed.map_or(Ok(word), Err);
        Said { is_first_done, outcome: self.noted(outcome) }
    }
}
