//! What happens at once: of two messages that want one upload, one has it; who sends on and who deletes come one after the other.

use super::nothing_wrong;
use crate::harness::{Engine, Spark, on_both_with_both_stores, person::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both_with_both_stores! {
    one_upload_is_on_one_message;
    who_sends_on_what_is_deleted_has_all_or_nothing;
}

async fn one_upload_is_on_one_message(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for n in 0..4 {
        rooms.push(alice.creates_room("PRIVATE", &format!("Room {n}"), &[]).await);
    }
    for round in 0..10 {
        let (file, other) = (alice.uploads("a.txt", "a").await, alice.uploads("b.txt", "b").await);
        // Twice in each room: those are one batch, and the rooms several queues.
        let sends = (0..8).map(|n| {
            let files = if n % 3 == 0 { json!([other["id"], file["id"]]) } else { json!([file["id"]]) };
            let input =
                json!({"roomId": rooms[n % 4], "body": "", "attachmentIds": files, "clientMutationId": fresh()});
            alice.calls("sendMessage", input, "message { id }")
        });
        let sent = join_all(sends).await;
        let done = sent.iter().filter(|payload| payload["action"] == "COMMIT").count();
        assert_eq!(done, 1, "round {round}: {sent:#?}");
        for refused in sent.iter().filter(|payload| payload["action"] != "COMMIT") {
            assert_eq!(refused["error"]["code"], "INVALID_INPUT", "{refused}");
        }
    }
    nothing_wrong(&spark).await;
}

async fn who_sends_on_what_is_deleted_has_all_or_nothing(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let parts = spark.in_parts().await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut cellars = Vec::new();
    for n in 0..3 {
        cellars.push(bob.creates_room("PRIVATE", &format!("Cellar {n}"), &[]).await);
    }
    let rounds = if spark.database.engine == Engine::Postgres { 20 } else { 5 };
    for _ in 0..rounds {
        let files = [alice.uploads("a.txt", "a").await, alice.uploads("b.txt", "b").await];
        let message = alice.sends_files(&kitchen, "look", &[&files[0], &files[1]]).await;
        let forwards = cellars.iter().map(|room| {
            let on = json!({"messageId": message["id"], "roomId": room, "clientMutationId": fresh()});
            bob.calls("forwardMessage", on, "message { id attachments { id url } }")
        });
        let (forwarded, _) = tokio::join!(join_all(forwards), alice.deletes(&message));
        parts.app.actions.take_dying_files_away().await.unwrap();
        for payload in forwarded {
            if payload["action"] != "COMMIT" {
                assert_eq!(payload["error"]["code"], "GONE", "{payload}");
                continue;
            }
            let files = payload["message"]["attachments"].as_array().unwrap();
            assert_eq!(files.len(), 2);
            for url in files.iter().map(|file: &Value| file["url"].as_str().unwrap()) {
                assert_eq!(spark.http.get(url).send().await.unwrap().status(), 200);
            }
        }
        nothing_wrong(&spark).await;
    }
}
