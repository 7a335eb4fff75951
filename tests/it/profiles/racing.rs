//! Two changes of one person at the same moment, on two servers: each reads what it changes once the other one is done.

mod postgres {
    use crate::harness::{Engine, Spark, on_their_own};
    use serde_json::json;
    use sqlx::{AssertSqlSafe, Connection, PgConnection};

    on_their_own! {
        changes_of_different_things_both_stand;
    }

    async fn changes_of_different_things_both_stand() {
        let spark = Spark::start(Engine::Postgres).await;
        let alice = spark.user("alice").await;
        let face = "https://example.org/alice.png";
        for (elsewhere, mutation, here, shows, both) in [
            (
                "UPDATE users SET locale = 'de-CH'".to_owned(),
                "updateSettings",
                json!({"timeZone": "Europe/Zurich"}),
                "settings { locale timeZone }",
                json!({"settings": {"locale": "de-CH", "timeZone": "Europe/Zurich"}}),
            ),
            (
                format!("UPDATE users SET avatar_url = '{face}'"),
                "updateProfile",
                json!({"displayName": "Al"}),
                "user { displayName avatarUrl }",
                json!({"user": {"displayName": "Al", "avatarUrl": face}}),
            ),
        ] {
            // As another server does it, which is about to commit.
            let mut other = PgConnection::connect(&spark.database.url).await.unwrap();
            sqlx::raw_sql("BEGIN").execute(&mut other).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(elsewhere)).execute(&mut other).await.unwrap();
            let (done, ()) = tokio::join!(alice.does(mutation, here, shows), async {
                spark.database.waits_for_locks(1).await;
                sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
            });
            other.close().await.unwrap();
            for (name, value) in both.as_object().unwrap() {
                assert_eq!(&done[name], value, "{mutation}");
            }
        }
    }
}
