//! More that is pending than is read at once.

use super::titles;
use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    all_that_is_pending_is_told_however_much;
    what_no_answer_has_room_for_is_refused;
}

/// So many announcements beside those that there are, each with a body of that many characters.
async fn seeds(spark: &Spark, admin: &Person, count: u32, body: usize) {
    admin.announces("the first", json!({})).await;
    let series = spark.database.series(count);
    spark
        .database
        .execute(&format!(
            "INSERT INTO announcements (id, number, kind, severity, audience, title, body, publish_at, created_by, created_at)
             {series} SELECT v.last_number + n.i, v.last_number + n.i, 'NOTICE', 'INFO', 'EVERYONE', 'number ' || n.i, '{}', 1000 + n.i,
               u.id, 0 FROM n, users u, announcement_counter v WHERE u.username = '{}';
             UPDATE announcement_counter SET last_number = last_number + {count}",
            "x".repeat(body),
            admin.name
        ))
        .await;
}

async fn all_that_is_pending_is_told_however_much(spark: Spark) {
    let [bob, alice] = [spark.user("bob").await, spark.admin("alice").await];
    for count in [98, 1, 151] {
        seeds(&spark, &alice, count, 10).await;
        let total = spark.database.number("SELECT count(*) FROM announcements").await;
        let pending = bob.pending().await;
        assert_eq!(i64::try_from(pending.len()), Ok(total), "{count}");
    }
    let query = "{ loginSync { announcements { title } } }";
    let before = spark.server.statements();
    let told = titles(&bob.reads(query, json!({})).await["loginSync"]["announcements"]);
    // Three pages, and not a statement each.
    assert!(spark.server.statements() - before < 12);
    assert_eq!((told[0].as_str(), told[1].as_str(), told[98].as_str()), ("the first", "number 1", "number 98"));
    // From the first that is not settled, whatever was acknowledged out of order.
    let second = "{ loginSync { announcements { id title } } }";
    let list = bob.reads(second, json!({})).await["loginSync"]["announcements"].clone();
    bob.acknowledges(list[150]["id"].as_str().unwrap()).await;
    let left = bob.pending().await;
    let rest: Vec<_> = told.iter().enumerate().filter(|(n, _)| *n != 150).map(|(_, title)| title.clone()).collect();
    assert_eq!(left, rest);
}

async fn what_no_answer_has_room_for_is_refused(spark: Spark) {
    let [bob, alice] = [spark.user("bob").await, spark.admin("alice").await];
    seeds(&spark, &alice, 1_100, 8_000).await;
    let answer = bob.ask("{ loginSync { announcements { id } } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TOO_LARGE", "{:.300}", answer.to_string());
    assert_eq!(answer["data"]["loginSync"], Value::Null);
    // Without them one signs in, and they are read one after the other.
    assert!(bob.reads("{ loginSync { totalUnread } }", json!({})).await["loginSync"].is_object());
    let mut bobs = bob.hears_global().await;
    for n in 0..1_101 {
        let told = bobs.next().await;
        assert_eq!(told["missed"], true, "{n}: {told}");
    }
}
