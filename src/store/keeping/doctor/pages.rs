//! The pages, tables and indices themselves.

use super::check::MOST;
use crate::store::{
    Conn,
    sql::{Driver, Engine, rows, scalar},
    upgrade::{APPLIED, Applied, SQLITE},
};
use sqlx::{Connection, SqliteConnection};

/// What SQLite says of its own file. It names each index whose entries are not those of the table.
const INTEGRITY: &str = "PRAGMA integrity_check(20)";
const SCHEMA: &str =
    "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE '%sqlx%'";

/// PostgreSQL finds a damaged page when it reads it; an index that was not made to its end it knows of.
const INVALID: &str = "SELECT 'the index ' || indexrelid::regclass || ' is not valid: REINDEX it' FROM pg_index
     WHERE NOT indisvalid AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)";
const CAN_COMPARE: &str = "SELECT count(*) FROM pg_proc
     WHERE proname = 'bt_index_check' AND pronargs = 2 AND has_function_privilege(oid, 'EXECUTE')";
/// With the extension amcheck, for whoever may use it, each index is compared with its table.
const COMPARE: &str = "SELECT 'compared ' || (bt_index_check(i.indexrelid, true) IS NULL)::text FROM pg_index i
     JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
     WHERE a.amname = 'btree' AND i.indisvalid AND c.relnamespace = current_schema()::regnamespace";

/// What is wrong with them.
pub(super) async fn examine(conn: &mut Conn) -> Vec<String> {
    if matches!(conn.engine, Engine::Sqlite(_)) { of_file(conn).await } else { of_server(conn).await }
}

async fn of_file(conn: &mut Conn) -> Vec<String> {
    let mut wrong = Vec::new();
    match rows!(conn, (String,), INTEGRITY) {
        // SQLite says some of it in lines.
        Ok(found) => {
            let lines = found.iter().flat_map(|(said,)| said.lines()).filter(|line| *line != "ok");
            wrong.extend(lines.take(MOST).map(|line| format!("the file: {line}")));
        }
        Err(error) => wrong.push(format!("the file: {}", error.cause())),
    }
    if let Driver::Sqlite(file) = conn.counted() {
        match missing(file).await {
            Ok(names) => wrong.extend(names.into_iter().map(|name| format!("the {name} is missing"))),
            Err(error) => wrong.push(format!("the tables: {error}")),
        }
    }
    wrong
}

/// Tables and indices that a fresh database of the same version has and this one has not.
async fn missing(file: &mut SqliteConnection) -> anyhow::Result<Vec<String>> {
    let applied: Vec<Applied> = sqlx::query_as(APPLIED).fetch_all(&mut *file).await?;
    let mut fresh = SqliteConnection::connect("sqlite::memory:").await?;
    SQLITE.run_direct(applied.last().map(|applied| applied.version), &mut fresh, false).await?;
    let expected: Vec<String> = sqlx::query_scalar(SCHEMA).fetch_all(&mut fresh).await?;
    let there: Vec<String> = sqlx::query_scalar(SCHEMA).fetch_all(file).await?;
    fresh.close().await?;
    Ok(expected.into_iter().filter(|name| !there.contains(name)).collect())
}

async fn of_server(conn: &mut Conn) -> Vec<String> {
    let mut wrong = match rows!(conn, (String,), INVALID) {
        Ok(found) => found.into_iter().map(|(said,)| said).collect(),
        Err(error) => vec![format!("the indices: {}", error.cause())],
    };
    let can_compare = scalar!(conn, i64, CAN_COMPARE).ok().flatten().is_some_and(|count| count > 0);
    if can_compare && let Err(error) = rows!(conn, (String,), COMPARE) {
        wrong.push(format!("an index: {}", error.cause()));
    }
    wrong
}
