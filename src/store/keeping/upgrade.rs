//! How far a database is: whether it is Spark's, of which version, and bringing it up to date.

use crate::store::{Address, file, open::connect_postgres, signature};
use anyhow::{Context, bail, ensure};
use sqlx::{
    Connection, SqliteConnection,
    migrate::{Migrate, MigrateError, Migrator},
};

pub(in crate::store) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
pub(in crate::store) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// A row of the list of migrations that were done.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Applied {
    pub version: i64,
    pub checksum: Vec<u8>,
    pub success: bool,
}

pub(in crate::store) const APPLIED: &str = "SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version";

/// What is at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Nothing, not even a file.
    Nothing,
    /// A database with nothing in it.
    Empty,
    /// One of ours, brought up to some version.
    Ours {
        /// The number of the newest migration.
        version: i64,
    },
}

/// What bringing up to date did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgraded {
    /// What was there before.
    pub from: Contents,
    /// The version from now on.
    pub to: i64,
}

impl Upgraded {
    /// In words, when something was done.
    pub fn sentence(&self, address: &Address) -> Option<String> {
        let to = self.to;
        match self.from {
            Contents::Nothing => Some(format!("made {address}, version {to}")),
            Contents::Empty => Some(format!("filled {address}, which was empty, version {to}")),
            Contents::Ours { version } if version < to => {
                Some(format!("brought {address} from version {version} to {to}"))
            }
            Contents::Ours { .. } => None,
        }
    }
}

/// The version that this Spark knows.
pub fn latest() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Whether what was applied is ours; none when it is another program's.
pub(in crate::store) fn version(
    applied: &[Applied],
    ours: &Migrator,
    address: &Address,
) -> anyhow::Result<Option<i64>> {
    let Some(last) = applied.last() else { return Ok(None) };
    let known = |version| ours.iter().find(|migration| migration.version == version);
    let first = applied.first().zip(ours.iter().next());
    if first.is_some_and(|(applied, ours)| applied.checksum != ours.checksum.as_ref()) {
        return Ok(None);
    }
    ensure!(
        last.version <= latest(),
        "{address} was brought to version {} by a newer Spark than this one, which knows {}: run the newer one, or restore a \
         backup made before it",
        last.version,
        latest()
    );
    for Applied { version, checksum, success } in applied {
        ensure!(
            *success,
            "{address} was left half-way to version {version}: restore the backup made before the upgrade"
        );
        if known(*version).is_none_or(|ours| ours.checksum.as_ref() != checksum) {
            bail!("{address} was brought to version {version} by another build of Spark than this one: run that one");
        }
    }
    // Up to where nothing is missing.
    let done = ours.iter().zip(applied).take_while(|(ours, applied)| ours.version == applied.version);
    Ok(done.last().map(|(_, applied)| applied.version))
}

impl Address {
    /// Brings the database up to date, making it when it is an SQLite file that is missing. Nothing but `serve` and
    /// `migrate` does.
    pub async fn migrate(&self) -> anyhow::Result<Upgraded> {
        let from = self.state().await?;
        let to = latest();
        self.close_to_others();
        // What is up to date needs no right to make a table.
        if from != (Contents::Ours { version: to }) {
            let done = match self {
                Self::Sqlite(options) => {
                    let path = options.get_filename();
                    file::make(path).with_context(|| self.cannot_make())?;
                    let mut conn = SqliteConnection::connect_with(options).await.with_context(|| self.cannot_make())?;
                    signature::sign(&mut conn).await?;
                    let done = run(&SQLITE, &mut conn).await;
                    conn.close().await?;
                    done
                }
                Self::Postgres(options) => {
                    let mut conn = connect_postgres(options).await?;
                    // A migration takes the time it takes.
                    sqlx::raw_sql("SET statement_timeout = 0").execute(&mut conn).await?;
                    let mut done = run(&POSTGRES, &mut conn).await;
                    if done.as_ref().is_err_and(waited_for_a_lock) {
                        tracing::warn!("{self} is in use, by a backup perhaps: the upgrade waits until that is over");
                        sqlx::raw_sql("SET lock_timeout = 0").execute(&mut conn).await?;
                        done = run(&POSTGRES, &mut conn).await;
                    }
                    conn.close().await?;
                    done
                }
            };
            done.with_context(|| format!("{self} could not be brought up to date"))?;
        } else if let Self::Sqlite(options) = self {
            signature::sign_older(options).await?;
        }
        // Also where nothing else was to be done: it may have been stopped half-way.
        let filled =
            self.fill_words().await.with_context(|| format!("{self}: its messages could not be made searchable"))?;
        if filled > 0 {
            tracing::info!(messages = filled, "all messages can be searched");
        }
        Ok(Upgraded { from, to })
    }

    /// What people write is their own and the operator's. Who may not change the rights is told, and served.
    fn close_to_others(&self) {
        let Self::Sqlite(options) = self else { return };
        match file::narrow(options.get_filename()) {
            Ok(false) => {}
            Ok(true) => tracing::warn!("others could read {self}: it is its owner's alone from now on (0600)"),
            Err(error) => tracing::warn!(%error, "others can read {self}, and that could not be changed: chmod 600 it"),
        }
    }

    fn cannot_make(&self) -> String {
        format!(
            "{self} cannot be made: give --database-url (SPARK_DATABASE_URL) a file in a folder that can be written to"
        )
    }
}

/// Whether PostgreSQL ended a migration because somebody else holds what it needs. Nothing of it happened.
fn waited_for_a_lock(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else { return false };
    let Some(error) = error.as_database_error() else { return false };
    error.code().is_some_and(|code| code == "55P03")
}

async fn run<C: Migrate>(migrator: &Migrator, conn: &mut C) -> Result<(), MigrateError> {
    migrator.run_direct(None, conn, false).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::coded;
    use std::{fs, fs::Permissions, os::unix::fs::PermissionsExt};

    #[test]
    fn only_who_waited_for_a_lock_waits_for_longer() {
        for (code, waited) in [("55P03", true), ("42P07", false)] {
            assert_eq!(waited_for_a_lock(&MigrateError::Execute(coded(code))), waited);
        }
    }

    #[tokio::test]
    async fn where_no_file_can_be_made_the_setting_is_named() {
        let address: Address = "sqlite:///proc/spark.db".parse().unwrap();
        let why = format!("{:#}", address.migrate().await.unwrap_err());
        assert!(why.contains("cannot be made: give --database-url (SPARK_DATABASE_URL)"), "{why}");
    }

    #[tokio::test]
    async fn a_file_that_others_could_read_is_its_owners_alone_when_it_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("spark.db");
        let address: Address = format!("sqlite://{}", file.display()).parse().unwrap();
        let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        address.migrate().await.unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        address.migrate().await.unwrap();
        assert_eq!(mode(), 0o600);
    }
}
