//! Who waits for one thing holds nothing that others wait for.

mod postgres {
    use crate::harness::{Engine, PATIENCE, Spark, eventually, on_their_own, person::fresh};
    use futures_util::future::join_all;
    use serde_json::json;
    use spark::ids::RoomId;
    use sqlx::{AssertSqlSafe, Connection, PgConnection};
    use tokio::time::timeout;

    on_their_own! {
        who_waits_for_a_lock_for_too_long_is_told_to_come_back;
        who_waits_to_write_keeps_nobody_from_reading;
    }

    /// The database ends it as well: what nobody waits for any more would take the lock once it is free.
    async fn who_waits_for_a_lock_for_too_long_is_told_to_come_back() {
        let spark = Spark::start(Engine::Postgres).await;
        let alice = spark.user("alice").await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
        let mut holder = PgConnection::connect(&spark.database.url).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT 1 FROM rooms FOR UPDATE").execute(&mut holder).await.unwrap();
        let input = json!({"roomId": room, "body": "soup", "clientMutationId": "soup"});
        let tried = timeout(PATIENCE, alice.tries("sendMessage", input.clone(), "")).await;
        assert_eq!(tried.expect("it waits for ever")["action"], "RETRY");
        eventually("nobody who waits", async || match spark.database.waiting_for_locks().await {
            0 => Ok(()),
            left => Err(left),
        })
        .await;
        holder.close().await.unwrap();
        alice.does("sendMessage", input, "").await;
    }

    /// More than there are connections to read with.
    const CALLERS: usize = 20;
    const QUEUES: i64 = 8;

    /// Calls of two fields each: the first is answered by reading, the second waits for a room that somebody has locked.
    async fn who_waits_to_write_keeps_nobody_from_reading() {
        let spark = Spark::start(Engine::Postgres).await;
        let alice = spark.user("alice").await;
        let key = |room: &String| room.parse::<RoomId>().unwrap().0;
        let open = alice.creates_room("PUBLIC", "Open", &[]).await;
        let locked = loop {
            let room = alice.creates_room("PUBLIC", "Locked", &[]).await;
            if (key(&room) - key(&open)) % QUEUES != 0 {
                break room;
            }
        };
        let mut holder = PgConnection::connect(&spark.database.url).await.unwrap();
        let lock = format!("BEGIN; SELECT 1 FROM rooms WHERE id = {} FOR UPDATE", key(&locked));
        sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut holder).await.unwrap();
        let query = "mutation($open: SendMessageInput!, $locked: SendMessageInput!) {
            first: sendMessage(input: $open) { action message { id room { members(first: 1) { nodes { user { username } } } } } }
            second: sendMessage(input: $locked) { action } }";
        let calls = join_all((0..CALLERS).map(async |_| {
            let input = |room| json!({"roomId": room, "body": "soup", "clientMutationId": fresh()});
            alice.reads(query, json!({"open": input(&open), "locked": input(&locked)})).await
        }));
        let reads = async {
            eventually("the first of each", async || {
                let sent = spark.database.number("SELECT count(*) FROM messages WHERE body = 'soup'").await;
                if sent == i64::try_from(CALLERS).unwrap() { Ok(()) } else { Err(sent) }
            })
            .await;
            for _ in 0..CALLERS {
                alice.reads("{ viewer { username } publicRooms { nodes { name } } }", json!({})).await;
            }
            holder.close().await.unwrap();
        };
        let (answers, ()) = tokio::join!(calls, reads);
        for answer in answers {
            assert_eq!(answer["first"]["action"], "COMMIT");
        }
    }
}
