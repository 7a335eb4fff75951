//! Looking at a database before anything is done with it. What is not Spark's, or not whole, is refused in one sentence and
//! left as it is.

use crate::store::{
    Address,
    draft::Draft,
    error::said,
    file::{self, beside},
    look_postgres,
    open::{fold, plain},
    signature::APPLICATION,
    upgrade::{APPLIED, Applied, Contents, SQLITE, latest, version},
};
use anyhow::{Context, bail, ensure};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;

const TABLES: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";

impl Address {
    /// What is there, without changing anything: whose it is and of which version.
    pub async fn state(&self) -> anyhow::Result<Contents> {
        match self {
            Self::Sqlite(options) => {
                let Some(mut conn) = self.connect_quietly(options.get_filename()).await? else {
                    return Ok(Contents::Nothing);
                };
                let found = self.of_file(&mut conn).await;
                conn.close().await?;
                found
            }
            Self::Postgres(options) => look_postgres::look(self, options).await,
        }
    }

    /// The same, and whether its pages are sound: before it is served.
    pub async fn look(&self) -> anyhow::Result<Contents> {
        let found = self.state().await?;
        if let (Self::Sqlite(options), Contents::Ours { .. }) = (self, found)
            && let Some(mut conn) = self.connect_quietly(options.get_filename()).await?
        {
            let checked: Result<Vec<String>, _> =
                sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut conn).await;
            conn.close().await?;
            let wrong = checked.map_or_else(|error| said(&error), |lines| lines.concat());
            if wrong != "ok" {
                return Err(self.damaged(&wrong));
            }
        }
        Ok(found)
    }

    /// For commands that neither make nor upgrade: there is a database of ours, up to date.
    pub async fn ready(&self) -> anyhow::Result<()> {
        self.expect_latest(self.look().await?)
    }

    pub(in crate::store) fn expect_latest(&self, found: Contents) -> anyhow::Result<()> {
        match found {
            Contents::Ours { version } if version == latest() => Ok(()),
            Contents::Ours { version } => bail!(
                "{self} is of version {version}, and this Spark works on {}: bring it up to date with spark migrate",
                latest()
            ),
            Contents::Nothing | Contents::Empty => bail!(
                "there is no database at {self}: name the right one with --database-url (SPARK_DATABASE_URL), or make one with \
                 spark migrate"
            ),
        }
    }

    /// Whether the file could be written, and others beside it.
    pub fn try_folder(&self) -> anyhow::Result<()> {
        let Self::Sqlite(options) = self else { return Ok(()) };
        let path = options.get_filename();
        let cannot = || format!("{self} cannot be written: see the rights of the file and of its folder");
        if path.exists() {
            ensure!(!std::fs::metadata(path).with_context(cannot)?.permissions().readonly(), cannot());
        }
        Draft::beside(path).map(drop).with_context(cannot)
    }

    /// Leaves one file, when nobody else has it open.
    pub async fn tidy(&self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(options) if beside(options.get_filename(), file::LOG).exists() => Ok(fold(options).await?),
            _ => Ok(()),
        }
    }

    fn damaged(&self, why: &str) -> anyhow::Error {
        // SQLite says it in lines.
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        anyhow::anyhow!("{self} is damaged ({why}): put a backup in its place with spark restore FILE")
    }

    /// Opens a file of which nothing is known so that nothing changes, however it ends. None when there is none.
    async fn connect_quietly(&self, path: &Path) -> anyhow::Result<Option<SqliteConnection>> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let folder = file::folder(path);
                ensure!(
                    folder.is_dir(),
                    "{self} cannot be made: there is no folder {}; give --database-url (SPARK_DATABASE_URL) another",
                    folder.display()
                );
                return Ok(None);
            }
            Err(error) => return Err(error).with_context(|| format!("{self} cannot be looked at")),
            Ok(found) if !found.is_file() => {
                bail!("{self} is no file: give --database-url (SPARK_DATABASE_URL) the path of one")
            }
            Ok(_) => {}
        }
        let conn = quiet(path).connect().await;
        Ok(Some(conn.map_err(|error| self.unreadable(&error))?))
    }

    fn unreadable(&self, error: &sqlx::Error) -> anyhow::Error {
        match crate::store::error::sqlite_code(error) {
            Some(26) => {
                anyhow::anyhow!("{self} is no SQLite database: give --database-url (SPARK_DATABASE_URL) another file")
            }
            Some(11) => self.damaged(&said(error)),
            _ => anyhow::anyhow!("{self} cannot be read: {}", said(error)),
        }
    }

    async fn of_file(&self, conn: &mut SqliteConnection) -> anyhow::Result<Contents> {
        let read = async {
            let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *conn).await?;
            let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut *conn).await?;
            Ok((application, tables))
        };
        let (application, tables) = read.await.map_err(|error| self.unreadable(&error))?;
        let foreign = || match application {
            APPLICATION => self.damaged("what it holds is not what Spark put there"),
            _ => self.foreign(tables.iter().find(|table| *table != "_sqlx_migrations")),
        };
        if application != APPLICATION && application != 0 {
            return Err(foreign());
        }
        if tables.is_empty() {
            return Ok(Contents::Empty);
        }
        if !tables.iter().any(|table| table == "_sqlx_migrations") {
            return Err(foreign());
        }
        let applied: Vec<Applied> = match sqlx::query_as(APPLIED).fetch_all(conn).await {
            Ok(applied) => applied,
            Err(error) if matches!(crate::store::error::sqlite_code(&error), Some(11 | 26)) => {
                return Err(self.unreadable(&error));
            }
            // A list of another make.
            Err(_) => return Err(foreign()),
        };
        match version(&applied, &SQLITE, self)? {
            Some(version) => Ok(Contents::Ours { version }),
            // Made, and stopped before anything came into it.
            None if applied.is_empty() && tables.len() == 1 => Ok(Contents::Empty),
            None => Err(foreign()),
        }
    }

    pub(in crate::store) fn foreign(&self, table: Option<&String>) -> anyhow::Error {
        let holds = table.map(|table| format!(" (it holds {table})")).unwrap_or_default();
        anyhow::anyhow!(
            "{self} is another program's{holds}: give --database-url (SPARK_DATABASE_URL) a database of Spark's own"
        )
    }
}

/// Options by which a file is read and nothing of it or beside it changes. Whoever may write removes with the last
/// connection what it put beside it; but when a log is there already, that would be copied into the file first.
pub(in crate::store) fn quiet(path: &Path) -> SqliteConnectOptions {
    plain(path).read_only(beside(path, file::LOG).exists())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::new_database;
    use sqlx::AssertSqlSafe;
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};

    /// What is said of a file in which these were run.
    async fn said_of(statements: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("spark.db");
        let mut conn = plain(&file).create_if_missing(true).connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let address: Address = format!("sqlite://{}", file.display()).parse().unwrap();
        address.state().await.map_or_else(|error| format!("{error:#}"), |contents| format!("{contents:?}"))
    }

    const OURS: &str = "PRAGMA application_id = 1399878251;";
    const LIST: &str = "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
        installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL,
        execution_time BIGINT NOT NULL);";

    #[tokio::test]
    async fn what_has_no_log_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let address: Address = format!("sqlite://{}/spark.db", folder.path().display()).parse().unwrap();
        address.tidy().await.unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn what_cannot_be_looked_at_is_not_said_to_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let address: Address = format!("sqlite://{}/file/spark.db", folder.path().display()).parse().unwrap();
        let why = format!("{:#}", address.state().await.unwrap_err());
        assert!(why.contains("cannot be looked at"), "{why}");
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("spark.db");
        let address: Address = format!("sqlite://{}", file.display()).parse().unwrap();
        address.try_folder().unwrap();
        std::fs::write(&file, "").unwrap();
        let may = |mode| std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        may(0o600);
        address.try_folder().unwrap();
        may(0o400);
        let why = address.try_folder().unwrap_err().to_string();
        assert!(why.contains("cannot be written"), "{why}");
        let nowhere: Address = format!("sqlite://{}/nowhere/spark.db", folder.path().display()).parse().unwrap();
        assert!(nowhere.try_folder().is_err());
    }

    #[tokio::test]
    async fn a_list_of_versions_that_cannot_be_read_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let address = new_database(folder.path(), "spark.db").await;
        let file = folder.path().join("spark.db");
        let mut conn = plain(&file).connect().await.unwrap();
        let page = "SELECT rootpage FROM sqlite_schema WHERE name = '_sqlx_migrations'";
        let page: i64 = sqlx::query_scalar(page).fetch_one(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let (mut bytes, begins) = (std::fs::read(&file).unwrap(), usize::try_from(page - 1).unwrap() * 4_096);
        bytes[begins..begins + 4_096].fill(0x5a);
        std::fs::write(&file, bytes).unwrap();
        let why = format!("{:#}", address.state().await.unwrap_err());
        assert!(why.contains("is damaged (") && !why.contains("what it holds"), "{why}");
    }

    #[tokio::test]
    async fn whose_a_file_is_is_known_by_its_head_and_by_what_it_holds() {
        for (statements, said) in [
            ("PRAGMA user_version = 1;".to_owned(), "Empty"),
            (OURS.to_owned(), "Empty"),
            // Made, and stopped before anything came into it.
            (LIST.to_owned(), "Empty"),
            (format!("{OURS} {LIST}"), "Empty"),
            ("PRAGMA application_id = 7;".to_owned(), "is another program's: give"),
            (format!("PRAGMA application_id = 7; {LIST}"), "is another program's: give"),
            ("CREATE TABLE cats (name);".to_owned(), "is another program's (it holds cats)"),
            (format!("{LIST} CREATE TABLE cats (name);"), "is another program's (it holds cats)"),
            // A list of another make.
            ("CREATE TABLE _sqlx_migrations (id); CREATE TABLE cats (name);".to_owned(), "(it holds cats)"),
            (format!("{OURS} CREATE TABLE cats (name);"), "is damaged (what it holds is not what Spark put there)"),
            (format!("{OURS} CREATE TABLE _sqlx_migrations (id);"), "is damaged (what it holds is not"),
        ] {
            let found = said_of(&statements).await;
            assert!(found.contains(said), "{statements}: {found}");
        }
    }
}
