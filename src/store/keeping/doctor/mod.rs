//! Proving a database: what the stories of random histories ask of a server through its doors, asked of the tables as a whole.
//! Each check is one statement whose rows are sentences on what is wrong; none means that it holds. Whoever stores something
//! new adds what must be so of it to one of the lists.

mod answers;
mod check;
mod conversation;
mod counts;
mod files;
mod hidden;
mod log;
mod newest;
mod pages;
mod pointing;
mod words;

use crate::store::{
    Address, Conn, StoreError,
    error::said,
    look::quiet,
    open::connect_postgres,
    snapshot::BEGIN_POSTGRES,
    sql::{Engine, Text},
};
use anyhow::anyhow;
use check::MOST;
use futures_util::future::join;
use sqlx::ConnectOptions;

/// KiB of pages, below zero, that a connection remembers which looks at all of them, time and again.
const CACHE: &str = "-131072";

impl Address {
    /// All that is wrong with the database, a sentence each. Refused when there is none that could be examined.
    pub async fn examine(&self) -> anyhow::Result<Vec<String>> {
        // Of damaged pages it is said below in which way.
        self.expect_latest(self.state().await?)?;
        // A connection each, since either is the work of one core.
        let (mut one, mut other) = (self.connect_alone().await?, self.connect_alone().await?);
        let (mut pages, tables) = join(pages::examine(&mut one), tables(&mut other)).await;
        one.close().await;
        other.close().await;
        // What stands in broken pages or tables that are not there proves nothing.
        if pages.is_empty() || matches!(self, Self::Postgres(_)) {
            pages.extend(tables.map_err(|error| anyhow!("{self} cannot be read: {}", error.cause()))?);
        }
        Ok(pages)
    }

    /// A connection to read by, beside whatever server.
    pub(in crate::store) async fn connect_alone(&self) -> anyhow::Result<Conn> {
        let cannot = |error: sqlx::Error| anyhow!("{self} cannot be read: {}", said(&error));
        Ok(Conn::alone(match self {
            Self::Sqlite(options) => Engine::Sqlite(
                quiet(options.get_filename()).pragma("cache_size", CACHE).connect().await.map_err(cannot)?,
            ),
            Self::Postgres(options) => Engine::Postgres(connect_postgres(options).await.map_err(cannot)?),
        }))
    }
}

/// All tables at one moment, so that a server may go on writing meanwhile.
async fn tables(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut wrong = Vec::new();
    conn.command(Text::each("BEGIN", "SET statement_timeout = 0")).await?;
    conn.command(Text::each("SELECT 1", BEGIN_POSTGRES)).await?;
    let all = [
        log::CHECKS,
        counts::CHECKS,
        pointing::CHECKS,
        answers::CHECKS,
        hidden::CHECKS,
        conversation::CHECKS,
        files::CHECKS,
        words::CHECKS,
    ];
    for checks in all {
        for check in checks {
            wrong.extend(asked(conn, check.about, async |conn| check.run(conn).await).await);
        }
    }
    wrong.extend(asked(conn, "fingerprints", newest::examine).await);
    conn.command("ROLLBACK").await?;
    Ok(wrong)
}

/// What is found wrong; or that it cannot be asked, which must not end what the others stand in.
async fn asked(
    conn: &mut Conn,
    about: &str,
    look: impl AsyncFnOnce(&mut Conn) -> Result<Vec<String>, StoreError>,
) -> Vec<String> {
    let asked = async {
        conn.command("SAVEPOINT asked").await?;
        let found = look(conn).await;
        conn.command("ROLLBACK TO SAVEPOINT asked").await?;
        found
    };
    match asked.await {
        Ok(mut said) => {
            if said.len() >= MOST {
                said.truncate(MOST);
                said.push(format!("{about}: perhaps more of the same"));
            }
            said
        }
        Err(error) => vec![format!("{about}: this could not be asked: {}", error.cause())],
    }
}
