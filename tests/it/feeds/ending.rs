//! How subscriptions end: refused, completed, dropped. Nothing is left of them.

use super::{NUMBERS, SOME, subscriptions_are};
use crate::harness::{Socket, Spark, on_both};
use futures_util::future::join_all;
use serde_json::json;

on_both! {
    wrong_subscriptions_get_one_error;
    a_completed_subscription_hears_no_more;
    sockets_that_drop_leave_nothing_behind;
}

async fn wrong_subscriptions_get_one_error(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let vault = alice.creates_room("PRIVATE", "Vault", &[]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    let resume = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) { __typename } }";
    let many: Vec<_> = (0..1_001).map(|_| &kitchen).collect();
    let cursors: Vec<_> = many.iter().map(|room| json!({"roomId": room, "fromSeq": 1})).collect();
    let wrong = [
        (SOME, json!({"rooms": [vault]}), "NOT_FOUND"),
        (SOME, json!({"rooms": ["nonsense"]}), "NOT_FOUND"),
        (SOME, json!({"rooms": [square]}), "NOT_A_MEMBER"),
        (SOME, json!({"rooms": [kitchen, square]}), "NOT_A_MEMBER"),
        (SOME, json!({"rooms": [square, vault]}), "NOT_FOUND"),
        (SOME, json!({"rooms": many}), "INVALID_INPUT"),
        (resume, json!({"resume": [{"roomId": kitchen, "fromSeq": 0}]}), "INVALID_INPUT"),
        (resume, json!({"resume": [{"roomId": vault, "fromSeq": 0}]}), "INVALID_INPUT"),
        (resume, json!({"resume": cursors}), "INVALID_INPUT"),
    ];
    let mut socket = bob.connects().await;
    for (query, variables, code) in wrong {
        let id = socket.begins(query, variables).await;
        let error = socket.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!(id)), "{error}");
        assert_eq!(error["payload"][0]["extensions"], json!({"code": code, "action": "ROLLBACK"}), "{error}");
        // Nothing follows it, neither a `complete` nor an event.
        socket.say(json!({"type": "ping"})).await;
        assert_eq!(socket.hear().await["type"], "pong");
    }
    subscriptions_are(&spark, 0).await;
}

async fn a_completed_subscription_hears_no_more(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut socket = bob.connects().await;
    let query = format!("subscription {{ roomEvents {{ {NUMBERS} }} }}");
    let begin = async |socket: &mut Socket, id: &str| {
        socket.say(json!({"type": "subscribe", "id": id, "payload": {"query": query}})).await;
        let ready = socket.hear().await;
        assert_eq!(ready["id"], id, "{ready}");
        assert_eq!(ready["payload"]["data"]["roomEvents"]["__typename"], "StreamReady", "{ready}");
    };
    begin(&mut socket, "stays").await;
    // The id is free again each time.
    for _ in 0..3 {
        begin(&mut socket, "goes").await;
        let sent = alice.sends(&room, "to both").await;
        for id in ["stays", "goes"] {
            assert_eq!(socket.hears(id).await["payload"]["data"]["roomEvents"]["seq"], sent["seq"]);
        }
        socket.say(json!({"type": "complete", "id": "goes"})).await;
        // The answer to what was said after it tells that it was heard.
        socket.say(json!({"type": "ping"})).await;
        assert_eq!(socket.hear().await["type"], "pong");
        let sent = [alice.sends(&room, "to one").await, alice.sends(&room, "to one").await];
        for message in &sent {
            let event = socket.hear().await;
            assert_eq!(event["id"], "stays", "{event}");
            assert_eq!(event["payload"]["data"]["roomEvents"]["seq"], message["seq"]);
        }
    }
    subscriptions_are(&spark, 1).await;
}

async fn sockets_that_drop_leave_nothing_behind(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut stays = bob.hears_rooms().await;
    for round in 0..5 {
        let feeds = join_all((0..20).map(async |n| {
            let person = if n % 2 == 0 { &alice } else { &bob };
            if n % 3 == 0 { person.hears_own().await } else { person.hears_rooms().await }
        }))
        .await;
        assert_eq!(spark.server.subscriptions(), 21);
        let sent = alice.sends(&room, &format!("{round}")).await;
        // Quiet ones and ones with something unread, without a word.
        drop(feeds);
        subscriptions_are(&spark, 1).await;
        assert_eq!(stays.next().await["seq"], sent["seq"]);
    }
    drop(stays);
    subscriptions_are(&spark, 0).await;
}
