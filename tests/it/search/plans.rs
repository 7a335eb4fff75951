//! How each database goes about a search. A wrong way finds the same, and takes seconds in a large database.

use crate::harness::{Engine, Spark, on_both};
use spark::store::search::{IN_FILE, NEWEST_IN_FILE, ON_SERVER, ON_SERVER_IN_ROOM};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

on_both! {
    a_search_goes_from_the_words_to_the_messages;
}

async fn a_search_goes_from_the_words_to_the_messages(spark: Spark) {
    match spark.database.engine {
        Engine::Sqlite => in_file(&spark.database.url).await,
        Engine::Postgres => on_server(&spark).await,
    }
}

async fn in_file(url: &str) {
    let mut conn = SqliteConnection::connect(url).await.unwrap();
    for text in [IN_FILE, NEWEST_IN_FILE] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"))).fetch_all(&mut conn).await.unwrap();
        let plan = plan.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n");
        assert!(plan.contains("search_words VIRTUAL TABLE") || plan.contains("s VIRTUAL TABLE"), "{plan}");
        assert!(plan.contains("INDEX messages_by_search_id (search_id=?)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

/// Of 60,000 messages each has the one word, every second the other, five a third; a room has 100 of them.
const FILLED: &str = "INSERT INTO search_words (id, room_id, words)
      SELECT i, i % 600, array_to_tsvector(ARRAY['wall'] || CASE WHEN i % 2 = 0 THEN ARRAY['wsecond'] ELSE '{}' END
        || CASE WHEN i % 12000 = 77 THEN ARRAY['wrare'] ELSE '{}' END)
      FROM generate_series(1, 60000) i;
    ANALYZE search_words";

async fn on_server(spark: &Spark) {
    spark.database.execute(FILLED).await;
    let mut conn = PgConnection::connect(&spark.database.url).await.unwrap();
    let most: Vec<_> = (0..400).map(|room: u32| room.to_string()).collect();
    let most = format!("'{{{}}}'", most.join(","));
    for (text, words, rooms, index) in [
        (ON_SERVER, "''wrare''", most.as_str(), "search_words_by_word"),
        (ON_SERVER, "''wsecond''", most.as_str(), "search_words_pkey"),
        (ON_SERVER_IN_ROOM, "''wsecond''", "7", "search_words_by_room"),
    ] {
        let kind = if rooms == "7" { "bigint" } else { "text" };
        let explained = format!(
            "SET plan_cache_mode = force_custom_plan; PREPARE search (text, {kind}, bigint, bigint) AS {text};
             EXPLAIN (COSTS OFF) EXECUTE search ('{words}', {rooms}, 9223372036854775807, 51)"
        );
        let (setup, explain) = explained.rsplit_once(';').unwrap();
        sqlx::raw_sql(AssertSqlSafe(setup.to_owned())).execute(&mut conn).await.unwrap();
        let plan: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(explain.to_owned())).persistent(false).fetch_all(&mut conn).await.unwrap();
        assert!(plan.iter().any(|step| step.contains(index)), "{words}: {plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("Seq Scan on search_words")), "{words}: {plan:#?}");
        sqlx::raw_sql("DEALLOCATE search").execute(&mut conn).await.unwrap();
    }
}
