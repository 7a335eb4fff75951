//! Whose an SQLite file is, as its head says it.

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

/// What stands in the head of an SQLite file of ours: "Sprk". Other programs' have another number, or none.
pub(in crate::store) const APPLICATION: i64 = 0x5370_726b;
const SIGN: &str = "PRAGMA application_id = 1399878251";

/// Writes into the file's head whose it is.
pub(in crate::store) async fn sign(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *conn).await?;
    if application != APPLICATION {
        sqlx::query(SIGN).execute(conn).await?;
    }
    Ok(())
}

/// The same for a file made before that was done.
pub(in crate::store) async fn sign_older(options: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let mut conn = options.connect().await?;
    sign(&mut conn).await?;
    conn.close().await
}
