//! Keeping what people wrote: a stopped server is one file, what is not Spark's or not whole is not served, a backup is whole,
//! and `doctor` finds what is wrong.

mod bytes;
mod closing;
mod copies;
mod doctor;
mod files;
mod looking;
mod poolers;
mod postgres_servers;
mod readiness;
mod replicas;
mod server_lock;

use crate::harness::{Person, Spark, database::Database, person::Room, person::fresh, process::Process};
use serde_json::json;
use std::{fs, path::Path};

/// A database with somebody's room and some messages in it, which nobody has open.
async fn written(spark: &Spark) -> (Person, Room) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    for n in 0..20 {
        let message = alice.sends(&room, &format!("message {n}")).await;
        if n % 5 == 0 {
            alice.does("editMessage", json!({"messageId": message["id"], "body": "other words"}), "seq").await;
        }
        if n % 7 == 0 {
            alice.does("deleteMessage", json!({"messageId": message["id"]}), "seq").await;
        }
    }
    bob.marks_read(&room, 10).await;
    spark.stop().await;
    (alice, room)
}

/// What a member reads there, with a server of its own for as long as that takes.
async fn bodies(database: &Database, person: &Person, room: &Room) -> Vec<String> {
    let process = Process::serve(database, &["--log=error"]).await;
    let events = person.at(&process.url).syncs(room, 1).await;
    process.terminate().await;
    assert!(process.ended().await.status.success());
    events.iter().filter_map(|event| event["message"]["body"].as_str().map(str::to_owned)).collect()
}

/// Sends as long as somebody answers COMMIT; what was acknowledged, as the numbers.
async fn sends_while_it_goes(person: &Person, room: &Room) -> (Vec<i64>, String) {
    let mut acknowledged = Vec::new();
    loop {
        let query = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { action error { code } seq } }";
        let input = json!({"input": {"roomId": room, "body": "on and on", "clientMutationId": fresh()}});
        let answer = person.ask(query, input).await;
        let sent = &answer["data"]["sendMessage"];
        match sent["seq"].as_i64() {
            Some(seq) if sent["action"] == "COMMIT" => acknowledged.push(seq),
            _ => return (acknowledged, answer.to_string()),
        }
    }
}

/// What `/readyz` says, with its status.
async fn readiness(url: &str) -> (u16, String) {
    let response = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
