//! What is written down twice is the same twice: the schema of the API, and the tables of both databases.

use crate::harness::{Engine, database::Database};
use spark::store::Address;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{fs, path::Path};

#[test]
fn the_schema_is_what_the_code_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let written = fs::read_to_string(path).unwrap();
    // Not assert_eq: two whole schemas side by side help nobody.
    assert!(written == spark::graphql::sdl(), "the code says something else than schema.graphql: run `make schema`");
}

#[test]
fn migrations_come_in_pairs() {
    let names = |engine: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

/// Its place in the table comes from the order; the key's columns are numbered from 1.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Column {
    table_name: String,
    name: String,
    kind: String,
    nullable: bool,
    key_place: i64,
}

/// A column that is part of the key of a STRICT table is never null, whether it says so or not.
const SQLITE: &str = "SELECT t.name AS table_name, c.name AS name, c.type AS kind,
      c.\"notnull\" = 0 AND c.pk = 0 AS nullable, c.pk AS key_place
    FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND t.name <> '_sqlx_migrations'
    ORDER BY t.name, c.cid";

/// What is told apart by type here and not there is the same kind: SQLite has one type of whole numbers.
const POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text AS name,
      CASE c.data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT'
        ELSE c.data_type END AS kind,
      c.is_nullable = 'YES' AS nullable,
      coalesce((SELECT k.ordinal_position::bigint
        FROM information_schema.table_constraints p JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
        WHERE p.constraint_type = 'PRIMARY KEY' AND p.table_schema = c.table_schema AND p.table_name = c.table_name
          AND k.column_name = c.column_name), 0) AS key_place
    FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'
    ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";

async fn migrated(engine: Engine) -> Database {
    let database = Database::create(engine).await;
    database.url.parse::<Address>().unwrap().migrate().await.unwrap();
    database
}

/// Needs both engines, so it is skipped where there is no PostgreSQL.
mod postgres {
    use super::*;

    #[tokio::test]
    async fn both_databases_have_the_same_tables() {
        let (sqlite, postgres) = (migrated(Engine::Sqlite).await, migrated(Engine::Postgres).await);
        let mut conn = SqliteConnection::connect(&sqlite.url).await.unwrap();
        let on_sqlite: Vec<Column> = sqlx::query_as(SQLITE).fetch_all(&mut conn).await.unwrap();
        let mut conn = PgConnection::connect(&postgres.url).await.unwrap();
        let on_postgres: Vec<Column> = sqlx::query_as(POSTGRES).fetch_all(&mut conn).await.unwrap();
        assert!(on_sqlite.iter().any(|column| column.table_name == "messages" && column.name == "seq"));
        for (here, there) in on_sqlite.iter().zip(&on_postgres) {
            assert_eq!(here, there);
        }
        assert_eq!(on_sqlite.len(), on_postgres.len());
    }
}
