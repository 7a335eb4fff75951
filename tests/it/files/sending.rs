//! Uploads on messages: each is on one, its uploader's own.

use super::{nothing_wrong, refused};
use crate::harness::{Person, Spark, on_both_with_both_stores, person::fresh, upload::picture};
use serde_json::{Value, json};

on_both_with_both_stores! {
    a_message_shows_its_files_in_order;
    files_need_no_words;
    what_cannot_be_sent_is_refused_and_stays;
    the_same_send_twice_is_one;
    a_file_is_seen_by_who_reads_its_message;
    files_cost_two_statements_however_many;
}

const SHOWN: &str = "attachments { id kind name mediaType byteSize image { width height thumbHash } }";

fn ids(files: &[&Value]) -> Vec<Value> {
    files.iter().map(|file| file["id"].clone()).collect()
}

fn message(room: &str, body: &str, files: &[&Value]) -> Value {
    json!({"roomId": room, "body": body, "attachmentIds": ids(files), "clientMutationId": fresh()})
}

async fn node(person: &Person, id: &Value) -> Value {
    person.reads("query($id: ID!) { node(id: $id) { ... on Attachment { id name } } }", json!({"id": id})).await["node"]
        .clone()
}

async fn a_message_shows_its_files_in_order(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let events =
        format!("subscription {{ roomEvents {{ __typename ... on MessageSent {{ message {{ body {SHOWN} }} }} }} }}");
    let mut hears = bob.subscribes(&events, json!({})).await;
    let files = [
        alice.uploads("soup.png", picture(400, 300, 9)).await,
        alice.uploads("b.txt", "hello").await,
        alice.uploads("c.txt", "").await,
    ];
    let sent = alice
        .does(
            "sendMessage",
            message(&room, "look", &[&files[1], &files[0], &files[2]]),
            &format!("message {{ id {SHOWN} }}"),
        )
        .await;
    let shown = sent["message"]["attachments"].clone();
    assert_eq!(
        shown[0],
        json!({"id": files[1]["id"], "kind": "FILE", "name": "b.txt", "mediaType": shown[0]["mediaType"],
        "byteSize": 5, "image": null})
    );
    assert_eq!(
        (&shown[1]["id"], &shown[1]["kind"], &shown[1]["mediaType"]),
        (&files[0]["id"], &json!("IMAGE"), &json!("image/png"))
    );
    assert_eq!((&shown[1]["image"]["width"], &shown[1]["image"]["height"]), (&json!(400), &json!(300)));
    assert_eq!((&shown[2]["id"], &shown[2]["byteSize"]), (&files[2]["id"], &json!(0)));
    assert_eq!(hears.until("MessageSent").await.pop().unwrap()["message"]["attachments"], shown);
    let query = format!("query($id: ID!) {{ room(id: $id) {{ messages(last: 1) {{ nodes {{ {SHOWN} }} }} }} }}");
    let page = bob.reads(&query, json!({"id": room})).await;
    assert_eq!(page["room"]["messages"]["nodes"][0]["attachments"], shown);
    nothing_wrong(&spark).await;
}

async fn files_need_no_words(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let file = alice.uploads("a.txt", "a").await;
    let required = [json!("INVALID_INPUT"), json!("REQUIRED"), json!(["input", "body"]), Value::Null];
    assert_eq!(refused(&alice, "sendMessage", message(&room, "", &[])).await, required);
    assert_eq!(refused(&alice, "sendMessage", message(&room, " ", &[&file])).await, required);
    let sent = alice.does("sendMessage", message(&room, "", &[&file]), "message { id body attachments { id } }").await;
    let sent = sent["message"].clone();
    assert_eq!((&sent["body"], &sent["attachments"][0]["id"]), (&json!(""), &file["id"]));
    // An edit leaves the files where they are, and takes the words away when there are files.
    for body in ["soup", ""] {
        let edit = json!({"messageId": sent["id"], "body": body});
        let edited = alice.does("editMessage", edit, "message { body attachments { id } }").await;
        assert_eq!(edited["message"], json!({"body": body, "attachments": [{"id": file["id"]}]}));
    }
    assert_eq!(refused(&alice, "editMessage", json!({"messageId": sent["id"], "body": "\n"})).await, required);
    let bare = alice.sends(&room, "bare").await;
    assert_eq!(refused(&alice, "editMessage", json!({"messageId": bare["id"], "body": ""})).await, required);
    nothing_wrong(&spark).await;
}

async fn what_cannot_be_sent_is_refused_and_stays(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let (good, bobs) = (alice.uploads("a.txt", "a").await, bob.uploads("b.txt", "b").await);
    let used = alice.uploads("used.txt", "u").await;
    alice.sends_files(&room, "", &[&used]).await;
    let mut many = Vec::new();
    for n in 0..11 {
        many.push(alice.uploads(&format!("{n}.txt"), "n").await);
    }
    let latest = alice.membership(&room).await["latestSeq"].clone();
    let unknown = json!({"id": spark::ids::AttachmentId(77).to_string()});
    let no_id = json!({"id": room});
    let many: Vec<_> = many.iter().collect();
    for (files, code, problem, path, limit) in [
        (&[&good, &unknown][..], "NOT_FOUND", Value::Null, json!(["input", "attachmentIds", "1"]), Value::Null),
        (&[&good, &bobs], "NOT_FOUND", Value::Null, json!(["input", "attachmentIds", "1"]), Value::Null),
        (&[&no_id], "NOT_FOUND", Value::Null, json!(["input", "attachmentIds", "0"]), Value::Null),
        (&[&good, &used], "INVALID_INPUT", json!("NOT_ALLOWED"), json!(["input", "attachmentIds", "1"]), Value::Null),
        (&[&good, &good], "INVALID_INPUT", json!("NOT_ALLOWED"), json!(["input", "attachmentIds", "1"]), Value::Null),
        (&many[..], "INVALID_INPUT", json!("TOO_MANY"), json!(["input", "attachmentIds"]), json!(10)),
    ] {
        let told = refused(&alice, "sendMessage", message(&room, "look", files)).await;
        assert_eq!(told, [json!(code), problem, path, limit]);
    }
    // Whoever may not write there keeps their upload.
    let cellar = bob.creates_room("PRIVATE", "Cellar", &[]).await;
    assert_eq!(alice.fails("sendMessage", message(&cellar, "", &[&good])).await, "NOT_FOUND");
    assert_eq!(alice.membership(&room).await["latestSeq"], latest, "no number was taken");
    alice.sends_files(&room, "", &[&good]).await;
    assert_eq!(alice.sends_files(&room, "", &many[..10]).await["attachments"].as_array().unwrap().len(), 10);
    nothing_wrong(&spark).await;
}

async fn the_same_send_twice_is_one(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let (file, other) = (alice.uploads("a.txt", "a").await, alice.uploads("b.txt", "b").await);
    let input = message(&room, "", &[&file]);
    let first = alice.does("sendMessage", input.clone(), "seq message { id attachments { id } }").await;
    assert_eq!(alice.does("sendMessage", input.clone(), "seq message { id attachments { id } }").await, first);
    let mut changed = input;
    changed["attachmentIds"] = json!([other["id"]]);
    assert_eq!(alice.fails("sendMessage", changed).await, "CONFLICT");
}

async fn a_file_is_seen_by_who_reads_its_message(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    let (secret, open) = (alice.uploads("secret.txt", "s").await, alice.uploads("open.txt", "o").await);
    let sees = async |file: &Value| {
        let [alice, bob, eve] =
            [node(&alice, &file["id"]).await, node(&bob, &file["id"]).await, node(&eve, &file["id"]).await];
        [!alice.is_null(), !bob.is_null(), !eve.is_null()]
    };
    assert_eq!(sees(&secret).await, [true, false, false]);
    let message = alice.sends_files(&room, "", &[&secret]).await;
    alice.sends_files(&square, "", &[&open]).await;
    assert_eq!(sees(&secret).await, [true, true, false]);
    assert_eq!(sees(&open).await, [true, true, true]);
    bob.leaves(&room).await;
    assert_eq!(sees(&secret).await, [true, false, false]);
    alice.deletes(&message).await;
    assert_eq!(sees(&secret).await, [false, false, false]);
}

async fn files_cost_two_statements_however_many(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let mut costs = Vec::new();
    for count in [0, 1, 10] {
        let mut files = Vec::new();
        for n in 0..count {
            files.push(alice.uploads(&format!("{n}.txt"), "n").await);
        }
        let files: Vec<_> = files.iter().collect();
        let before = spark.server.statements();
        let shows = "message { id attachments { id } }";
        let sent = alice.does("sendMessage", message(&room, "look", &files), shows).await;
        costs.push(spark.server.statements() - before);
        let before = spark.server.statements();
        let on = json!({"messageId": sent["message"]["id"], "roomId": room, "clientMutationId": fresh()});
        alice.does("forwardMessage", on, shows).await;
        costs.push(spark.server.statements() - before);
    }
    // The batch's three, and the session's one; the files are held by one more, and put on the message by another.
    assert_eq!(costs, [4, 4, 6, 6, 6, 6]);
}
