//! Looking at a database on a PostgreSQL server: whether Spark can work on it, and whether it is Spark's.

use crate::store::{
    Address,
    error::said,
    open::connect_postgres,
    upgrade::{APPLIED, Applied, Contents, POSTGRES, version},
};
use anyhow::{Context, anyhow, ensure};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::time::timeout;

/// What is tested, and what its makers still care for.
const OLDEST: i64 = 140_000;
/// How often two connections are compared: a pooler that is busy may give them two sessions by chance.
const COMPARED: usize = 3;
const PATIENCE: Duration = Duration::from_secs(5);

const ABOUT: &str =
    "SELECT current_setting('server_version_num')::bigint AS version, current_setting('server_version') AS name,
       current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS replica,
       current_setting('transaction_read_only') = 'on' AS read_only, current_schema() IS NOT NULL AS schema,
       to_regclass('_sqlx_migrations') IS NOT NULL AS migrated";
const TABLES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "what the server answers to yes or no")]
struct ServerFacts {
    version: i64,
    name: String,
    encoding: String,
    replica: bool,
    read_only: bool,
    schema: bool,
    migrated: bool,
}

/// What is there, or why Spark cannot work on it.
pub(in crate::store) async fn look(address: &Address, options: &PgConnectOptions) -> anyhow::Result<Contents> {
    let cannot = |why: &str| anyhow!("{address} cannot be reached ({why}): see --database-url (SPARK_DATABASE_URL)");
    let reached = timeout(PATIENCE, connect_postgres(options)).await.map_err(|_| cannot("no answer"))?;
    let mut conn = reached.map_err(|error| cannot(&said(&error)))?;
    let found = about(address, options, &mut conn).await;
    conn.close().await?;
    found
}

async fn about(address: &Address, options: &PgConnectOptions, conn: &mut PgConnection) -> anyhow::Result<Contents> {
    ensure!(
        !shares_sessions(options, conn).await?,
        "{address} is reached through a pooler that gives a session to several clients (pgbouncer with pool_mode = transaction \
         or statement): set pool_mode = session for Spark, or name the server itself in --database-url (SPARK_DATABASE_URL)"
    );
    let about: ServerFacts = sqlx::query_as(ABOUT).fetch_one(&mut *conn).await?;
    ensure!(
        about.version >= OLDEST,
        "{address} is PostgreSQL {}: Spark needs {} or newer",
        about.name,
        OLDEST / 10_000
    );
    ensure!(
        about.encoding == "UTF8",
        "{address} is encoded in {}, which has no room for every text: make it anew with createdb --encoding=UTF8 \
         --template=template0",
        about.encoding
    );
    ensure!(
        !about.replica,
        "{address} is a replica, which can only be read: name the primary server in --database-url (SPARK_DATABASE_URL)"
    );
    ensure!(
        !about.read_only,
        "{address} can only be read (default_transaction_read_only): give Spark's role one that it may write to"
    );
    ensure!(about.schema, "{address} has no schema for the role to work in: see its search_path");
    let applied: Vec<Applied> = if about.migrated {
        let applied = sqlx::query_as(APPLIED).fetch_all(&mut *conn).await;
        applied.with_context(|| format!("{address} holds tables that the role may not read: make it their owner"))?
    } else {
        Vec::new()
    };
    if let Some(version) = version(&applied, &POSTGRES, address)? {
        return Ok(Contents::Ours { version });
    }
    // A schema may have other tables, of extensions for one; not those that Spark would make.
    let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(conn).await?;
    let taken = tables.iter().find(|table| {
        let head = format!("CREATE TABLE {table} (");
        POSTGRES.iter().any(|migration| migration.sql.as_str().contains(&head))
    });
    if taken.is_some() || !applied.is_empty() {
        return Err(address.foreign(taken.or(tables.first())));
    }
    Ok(Contents::Empty)
}

/// Whether two connections that are open together can be the same session: then no lock is safe that a session holds.
async fn shares_sessions(options: &PgConnectOptions, one: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let mut other = connect_postgres(options).await?;
    let mut shared = false;
    for _ in 0..COMPARED {
        shared |= session(one).await? == session(&mut other).await?;
    }
    other.close().await?;
    Ok(shared)
}

/// Without a prepared statement: those are what such a pooler loses first.
async fn session(conn: &mut PgConnection) -> Result<i32, sqlx::Error> {
    use sqlx::{Executor, Row};
    conn.fetch_one(sqlx::raw_sql("SELECT pg_backend_pid()")).await?.try_get(0)
}
