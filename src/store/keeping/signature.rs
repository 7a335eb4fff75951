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

#[cfg(test)]
mod tests {
    use crate::store::{Address, open::plain};
    use sqlx::{ConnectOptions, Connection};
    use std::fs;

    /// Where the number stands by SQLite's file format.
    const PLACE: std::ops::Range<usize> = 68..72;

    #[tokio::test]
    async fn a_file_says_whose_it_is_also_one_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("spark.db");
        let address: Address = format!("sqlite://{}", file.display()).parse().unwrap();
        address.migrate().await.unwrap();
        let signed = fs::read(&file).unwrap();
        assert_eq!(&signed[PLACE], b"Sprk");
        address.migrate().await.unwrap();
        assert!(fs::read(&file).unwrap() == signed, "nothing is written where it stands");
        let mut conn = plain(&file).connect().await.unwrap();
        sqlx::query("PRAGMA application_id = 0").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        address.migrate().await.unwrap();
        assert_eq!(&fs::read(&file).unwrap()[PLACE], b"Sprk");
    }
}
