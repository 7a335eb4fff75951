//! One SQL text for two engines: a connection knows its engine, and the macros below run a text on either.
//! Placeholders are `$1`, `$2` …; where the engines differ, `Text::each` takes two texts side by side.

mod commands;
mod windows;

use crate::store::{
    StoreError,
    engine::silence::{COMMAND, within},
    health::Health,
    postgres_readers::PostgresReader,
    sqlite_readers::SqliteReader,
};
use prometheus_client::metrics::counter::Counter;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::sync::Arc;
use tracing::Span;

/// A connection of one of the two engines, typed by its driver: a queue's own, or a reader's, with its transaction or for
/// one statement.
pub enum Engine {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    SqliteReader(SqliteReader),
    PostgresReader(PostgresReader),
}

/// The same, with the two roles made one.
pub enum Driver<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A connection that counts its statements.
pub struct Conn {
    pub(in crate::store) engine: Engine,
    pub(in crate::store) statements: Counter,
    pub(in crate::store) health: Arc<Health>,
    /// How many rows the statements of its transaction have written.
    pub(in crate::store) written: u64,
    /// Whether one of them failed.
    pub(in crate::store) has_failed: bool,
}

impl Conn {
    /// One that is no store's: what it does is counted nowhere, and says nothing of a store's health.
    pub(in crate::store) fn alone(engine: Engine) -> Self {
        let health = Arc::new(Health::new(None, 0));
        Self { engine, statements: Counter::default(), health, written: 0, has_failed: false }
    }

    /// The driver's connection, for one more statement.
    pub(in crate::store) fn counted(&mut self) -> Driver<'_> {
        self.statements.inc();
        self.driver()
    }

    /// The span of a statement, by the semantic conventions of OpenTelemetry; none unless somebody listens.
    pub(in crate::store) fn span(&mut self, text: Text) -> Span {
        if !is_traced() {
            return Span::none();
        }
        let (system, text) = match self.driver() {
            Driver::Sqlite(_) => ("sqlite", text.sqlite),
            Driver::Postgres(_) => ("postgresql", text.postgres),
        };
        let span = tracing::debug_span!(
            "db.query",
            db.system.name = system,
            db.operation.name = operation(text),
            db.query.text = text
        );
        // A log has lines, not spans.
        span.in_scope(|| tracing::debug!("runs a statement"));
        span
    }

    /// Notes of a failure what it says of the whole database.
    pub(in crate::store) fn noted<T>(&mut self, outcome: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        self.has_failed |= outcome.is_err();
        outcome.map_err(|error| {
            match &mut self.engine {
                Engine::SqliteReader(reader) => reader.note(&error),
                Engine::PostgresReader(reader) => reader.note(&error),
                Engine::Sqlite(_) | Engine::Postgres(_) => {}
            }
            let error = StoreError::from(error);
            self.health.note(&error);
            error
        })
    }

    /// Closes a connection of one's own, and waits until it is closed; a reader's goes back to where it came from.
    pub(in crate::store) async fn close(self) {
        let closed = match self.engine {
            Engine::Sqlite(conn) => conn.close().await,
            Engine::Postgres(conn) => conn.close().await,
            _ => Ok(()),
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "a connection was not closed in order");
        }
    }

    fn driver(&mut self) -> Driver<'_> {
        match &mut self.engine {
            Engine::Sqlite(conn) => Driver::Sqlite(conn),
            Engine::Postgres(conn) => Driver::Postgres(conn),
            Engine::SqliteReader(conn) => Driver::Sqlite(conn),
            Engine::PostgresReader(conn) => Driver::Postgres(conn),
        }
    }

    /// Runs a text without arguments or rows: BEGIN, SAVEPOINT, COMMIT … These are not counted as statements.
    pub(in crate::store) async fn command(&mut self, text: impl Into<Text>) -> Result<(), StoreError> {
        let text = text.into();
        let done = match self.driver() {
            Driver::Sqlite(conn) => sqlx::query(text.sqlite).execute(conn).await.map(drop),
            Driver::Postgres(conn) => {
                within(Some(COMMAND), sqlx::raw_sql(text.postgres).execute(conn)).await?.map(drop)
            }
        };
        self.noted(done)
    }
}

/// Whether somebody listens to statements.
pub(in crate::store) fn is_traced() -> bool {
    tracing::enabled!(tracing::Level::DEBUG)
}

/// What a statement does: its first verb outside brackets, behind the relations of `WITH`.
fn operation(text: &'static str) -> &'static str {
    const VERBS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];
    let mut depth = 0_usize;
    for word in text.split_whitespace() {
        if let Some(verb) = VERBS.into_iter().find(|verb| depth == 0 && *verb == word) {
            return verb;
        }
        depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
    }
    text.split_whitespace().next().unwrap_or_default()
}

/// A statement as each engine wants it.
#[derive(Clone, Copy)]
pub struct Text {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl Text {
    /// Two texts for what the engines say differently.
    pub const fn each(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres }
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }
}

/// Runs a `sqlx` query method on whichever engine the connection has.
macro_rules! on_engine {
    ($conn:expr, $function:ident :: <$row:ty>, $method:ident, $text:expr $(, $bind:expr)*) => {{
        let text: $crate::store::sql::Text = $text.into();
        let conn: &mut $crate::store::sql::Conn = $conn;
        let span = conn.span(text);
        let outcome = match conn.counted() {
            $crate::store::sql::Driver::Sqlite(conn) => {
                tracing::Instrument::instrument(
                    sqlx::$function::<sqlx::Sqlite, $row>(text.sqlite)$(.bind($bind))*.$method(conn),
                    span,
                )
                .await
            }
            $crate::store::sql::Driver::Postgres(conn) => {
                let asked = sqlx::$function::<sqlx::Postgres, $row>(text.postgres)$(.bind($bind))*.$method(conn);
                tracing::Instrument::instrument($crate::store::engine::silence::answered(asked), span).await
            }
        };
        conn.noted(outcome)
    }};
}

/// `rows!(conn, Row, text, binds…)`: all rows.
macro_rules! rows {
    ($conn:expr, $row:ty, $text:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::sql::on_engine!($conn, query_as::<$row>, fetch_all, $text $(, $bind)*)
    };
}

/// `row!(conn, Row, text, binds…)`: the first row, if there is one.
macro_rules! row {
    ($conn:expr, $row:ty, $text:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::sql::on_engine!($conn, query_as::<$row>, fetch_optional, $text $(, $bind)*)
    };
}

/// `scalar!(conn, Type, text, binds…)`: the first column of the first row, if there is one.
macro_rules! scalar {
    ($conn:expr, $row:ty, $text:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::sql::on_engine!($conn, query_scalar::<$row>, fetch_optional, $text $(, $bind)*)
    };
}

/// `execute!(conn, text, binds…)`: how many rows it touched.
macro_rules! execute {
    ($conn:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        let text: $crate::store::sql::Text = $text.into();
        let conn: &mut $crate::store::sql::Conn = $conn;
        let span = conn.span(text);
        let outcome = match conn.counted() {
            $crate::store::sql::Driver::Sqlite(conn) => {
                let done = sqlx::query(text.sqlite)$(.bind($bind))*.execute(conn);
                tracing::Instrument::instrument(done, span).await.map(|done| done.rows_affected())
            }
            $crate::store::sql::Driver::Postgres(conn) => {
                let done = sqlx::query(text.postgres)$(.bind($bind))*.execute(conn);
                tracing::Instrument::instrument($crate::store::engine::silence::answered(done), span).await.map(|done| done.rows_affected())
            }
        };
        conn.written += outcome.as_ref().copied().unwrap_or_default();
        conn.noted(outcome)
    }};
}

/// `by_keys!("SELECT … WHERE id IN", " ORDER BY id")`: a text whose `$1` is a JSON array of keys. With `locking`, PostgreSQL locks
/// the rows; SQLite's single writer has the lock already.
macro_rules! by_keys {
    ($head:expr, $tail:literal) => {
        $crate::store::sql::by_keys!($head, "$1", $tail, "")
    };
    ($head:expr, $tail:literal, locking) => {
        $crate::store::sql::by_keys!($head, "$1", $tail, " FOR NO KEY UPDATE")
    };
    ($head:expr, $keys:literal, $tail:literal, $lock:literal) => {
        $crate::store::sql::Text::each(
            concat!($head, " (SELECT value FROM json_each(", $keys, ")) ", $tail),
            concat!($head, " (SELECT jsonb_array_elements_text(", $keys, "::jsonb)::bigint) ", $tail, $lock),
        )
    };
}

/// `relation!(sqlite input "$1" (room_id bigint, seq bigint))`: how an engine reads a JSON array of objects as a relation. Its
/// first column `n` is the place in the array, from 0 on.
macro_rules! relation {
    (sqlite $name:ident $json:literal ($($column:ident $type:ident),+)) => {
        concat!(
            stringify!($name), " (n", $(", ", stringify!($column),)+ ") AS (SELECT key",
            $(", value->>'", stringify!($column), "'",)+ " FROM json_each(", $json, "))"
        )
    };
    (postgres $name:ident $json:literal ($first:ident $first_type:ident $(, $column:ident $type:ident)*)) => {
        concat!(
            stringify!($name), " (n, ", stringify!($first), $(", ", stringify!($column),)*
            ") AS (SELECT n - 1, ", stringify!($first), $(", ", stringify!($column),)*
            " FROM ROWS FROM (jsonb_to_recordset(", $json, "::jsonb) AS (",
            stringify!($first), " ", stringify!($first_type), $(", ", stringify!($column), " ", stringify!($type),)*
            ")) WITH ORDINALITY AS i (", stringify!($first), $(", ", stringify!($column),)* ", n))"
        )
    };
}

/// `with_input!((room_id bigint, seq bigint) "SELECT … FROM input …")`: one text about many things, which come as a JSON array of
/// objects in `$1` and are read as the relation `input (n, room_id, seq)`; `n` is the place in the array, from 0 on. Where the
/// engines differ, two texts stand side by side.
macro_rules! with_input {
    ($columns:tt $text:expr) => {
        $crate::store::sql::with_input!($columns $text, $text)
    };
    ($columns:tt $sqlite:expr, $postgres:expr) => {
        $crate::store::sql::Text::each(
            concat!("WITH ", $crate::store::sql::relation!(sqlite input "$1" $columns), " ", $sqlite),
            concat!("WITH ", $crate::store::sql::relation!(postgres input "$1" $columns), " ", $postgres),
        )
    };
}

/// `of_engine!(sqlite "…")`: a statement that is the same for both engines; of two in brackets, SQLite's comes first.
macro_rules! of_engine {
    ($engine:ident $statement:literal) => {
        $statement
    };
    (sqlite [$sqlite:literal, $postgres:literal]) => {
        $sqlite
    };
    (postgres [$sqlite:literal, $postgres:literal]) => {
        $postgres
    };
}

/// `with_inputs!(one "$1" (…), other "$2" (…); a: "INSERT …", b: "UPDATE …")`: several statements as one text, each of which has
/// all relations. PostgreSQL runs them as one, in which each sees the tables as they were before it.
macro_rules! with_inputs {
    ($first:ident $first_json:literal $firsts:tt $(, $name:ident $json:literal $columns:tt)*;
     $($part:ident: $statement:tt),+; $last:literal) => {
        $crate::store::sql::with_inputs!(@texts
            concat!("WITH ", $crate::store::sql::relation!(sqlite $first $first_json $firsts)
                $(, ", ", $crate::store::sql::relation!(sqlite $name $json $columns))*),
            concat!("WITH ", $crate::store::sql::relation!(postgres $first $first_json $firsts)
                $(, ", ", $crate::store::sql::relation!(postgres $name $json $columns))*);
            $($part: $statement),+; $last
        )
    };
    (@texts $sqlite:expr, $postgres:expr; $($part:ident: $statement:tt),+; $last:literal) => {
        $crate::store::sql::Text::each(
            concat!($($sqlite, " ", $crate::store::sql::of_engine!(sqlite $statement), "; ",)+ $sqlite, " ", $last),
            concat!(
                $postgres,
                $(", ", stringify!($part), " AS (", $crate::store::sql::of_engine!(postgres $statement), ")",)+
                " ",
                $last
            ),
        )
    };
}

/// `columns!([] id bigint, name text)`: "id, name"; `[of "t"]`: "t.id, t.name"; `[with_input "…"]`: a text that has them as its
/// input. A table's own macro lists its columns, once, and hands on what it is asked.
macro_rules! columns {
    ([] $first:ident $first_type:ident $(, $column:ident $type:ident)*) => {
        concat!(stringify!($first) $(, ", ", stringify!($column))*)
    };
    ([of $of:literal] $first:ident $first_type:ident $(, $column:ident $type:ident)*) => {
        concat!($of, ".", stringify!($first) $(, ", ", $of, ".", stringify!($column))*)
    };
    ([with_input $text:expr] $($column:ident $type:ident),+) => {
        $crate::store::sql::with_input!(($($column $type),+) $text)
    };
}

pub(crate) use windows::{windows, windows_by};
pub(crate) use {
    by_keys, columns, execute, of_engine, on_engine, relation, row, rows, scalar, with_input, with_inputs,
};

/// A JSON array of keys, for `by_keys!`.
pub fn keys(keys: impl IntoIterator<Item = i64>) -> String {
    let mut json = String::from("[");
    for key in keys {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&key.to_string());
    }
    json.push(']');
    json
}

/// A JSON array of objects, for `with_input!`.
pub fn json(value: &(impl serde::Serialize + ?Sized)) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unexpected(format!("a value that is no JSON: {error}")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_statement_is_called_by_its_verb() {
        assert_eq!(super::operation("SELECT a FROM t WHERE b IN (SELECT 1)"), "SELECT");
        assert_eq!(
            super::operation("WITH input (n) AS (SELECT key FROM json_each($1)) INSERT INTO t SELECT n"),
            "INSERT"
        );
        let nested = "WITH a AS (SELECT (b) FROM (c) WHERE (SELECT 1) IN (d)) DELETE FROM t";
        assert_eq!(super::operation(nested), "DELETE");
        assert_eq!(super::operation("WITH a AS (\n SELECT 1) UPDATE t SET b = 1"), "UPDATE");
        assert_eq!(super::operation("PRAGMA foreign_keys"), "PRAGMA");
    }

    #[test]
    fn one_text_has_its_input_from_either_engine() {
        let text: super::Text = with_input!((id bigint, name text) "SELECT name FROM input");
        assert_eq!(
            text.sqlite,
            "WITH input (n, id, name) AS (SELECT key, value->>'id', value->>'name' FROM json_each($1)) SELECT name FROM input"
        );
        assert_eq!(
            text.postgres,
            "WITH input (n, id, name) AS (SELECT n - 1, id, name FROM ROWS FROM (jsonb_to_recordset($1::jsonb) \
             AS (id bigint, name text)) WITH ORDINALITY AS i (id, name, n)) SELECT name FROM input"
        );
    }
}
