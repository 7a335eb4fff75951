//! Who sends files to do harm.

use crate::harness::{Engine, Form, Person, Socket, Spark, Wire, form::UPLOAD, on_their_own, process::Process};
use serde_json::json;
use std::{
    fs,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

on_their_own! {
    fifty_slow_uploads_take_little_memory_and_keep_nobody_from_talking;
    a_form_of_tiny_pieces_is_a_form;
    a_form_of_another_site_is_not_sent;
    no_other_door_takes_a_file;
}

const POST: &str = "POST /graphql HTTP/1.1";

/// What a process has in memory, or had at most, in bytes.
fn memory(process: &Process, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Sends the beginning of a file as fast as it can, and then a little at a time for as long as it is let.
async fn sends_slowly(url: String, alice: Person) {
    let form = Form::begins_upload(json!({})).file("0", "slow.bin", "").unended();
    let mut wire = Wire::dial_from("127.0.0.1", &url).await;
    let bearer = format!("Authorization: Bearer {}", alice.token);
    let content_type = format!("Content-Type: {}", Form::content_type());
    wire.asks(&[POST, &bearer, &content_type, "Content-Length: 26000000"]).await;
    assert!(wire.writes(&form[..form.len() - 2]).await);
    assert!(wire.writes(vec![7; 1 << 20]).await);
    while wire.writes(vec![7; 4_000]).await {
        sleep(Duration::from_millis(100)).await;
    }
}

async fn fifty_slow_uploads_take_little_memory_and_keep_nobody_from_talking() {
    const MOST: u64 = 32 << 20;
    let spark = Spark::start(Engine::Sqlite).await;
    let people = spark.users(["a1", "a2", "a3", "a4", "a5", "a6", "a7"]).await;
    let bob = spark.user("bob").await;
    let room = bob.creates_room("PUBLIC", "Square", &[]).await;
    let rates = ["--send-rate=0", "--change-rate=0", "--max-user-files-bytes=0"];
    let process = spark.gives_way(&rates).await;
    let bob = bob.at(&process.url);
    // As much as it takes when it is used.
    for n in 0..100 {
        bob.sends(&room, &n.to_string()).await;
    }
    for person in &people {
        person.at(&process.url).uploads("first.bin", vec![7; 1 << 20]).await;
    }
    // The most is counted from now on.
    fs::write(format!("/proc/{}/clear_refs", process.id()), "5").unwrap();
    let before = memory(&process, "VmRSS:");
    let mut slow = JoinSet::new();
    for n in 0..50 {
        slow.spawn(sends_slowly(process.url.clone(), people[n % people.len()].clone()));
    }
    let (began, mut said) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(4) {
        bob.sends(&room, "still here").await;
        said += 1;
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(slow.try_join_next().map(|_| ()), None, "they are still at it");
    let grown = memory(&process, "VmHWM:").saturating_sub(before);
    eprintln!("{said} messages beside 50 uploads, for which the server has {} KiB more", grown >> 10);
    assert!(grown <= MOST, "{} KiB more", grown >> 10);
    assert!(said > 20, "nobody was heard: {said}");
    slow.shutdown().await;
}

async fn a_form_of_tiny_pieces_is_a_form() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let bytes = "a\r\n--b\r\n------between-the-part\r\n";
    let form = Form::upload(json!({}), "tiny.bin", bytes).end();
    let mut wire = Wire::dial(&spark).await;
    let (bearer, length) =
        (format!("Authorization: Bearer {}", alice.token), format!("Content-Length: {}", form.len()));
    wire.asks(&[POST, &bearer, &format!("Content-Type: {}", Form::content_type()), &length]).await;
    for byte in form {
        assert!(wire.writes([byte]).await);
    }
    let answer = wire.answer().await;
    assert!(
        answer.body.contains("COMMIT") && answer.body.contains(&format!("\"byteSize\":{}", bytes.len())),
        "{}",
        answer.body
    );
}

async fn a_form_of_another_site_is_not_sent() {
    let spark = Spark::start(Engine::Sqlite).await;
    spark.user("alice").await;
    let form = Form::upload(json!({}), "a.bin", "a").end();
    // All that a page can send without being asked.
    let request = spark.http.post(format!("{}/graphql", spark.url)).header("content-type", Form::content_type());
    let answer = request.header("cookie", "token=x").body(form).send().await.unwrap();
    assert_eq!(answer.status(), 415);
    let asks = spark.http.request(reqwest::Method::OPTIONS, format!("{}/graphql", spark.url));
    let asks = asks.header("origin", "https://elsewhere.example").header("access-control-request-method", "POST");
    let answer = asks.header("access-control-request-headers", "authorization").send().await.unwrap();
    assert_eq!(answer.headers().get("access-control-allow-origin"), None);
}

async fn no_other_door_takes_a_file() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let mut socket = Socket::open(&spark.url, &alice.token).await;
    for file in [json!(null), json!("#__graphql_file__:0"), json!(0)] {
        let variables = json!({"input": {"file": file}});
        assert_eq!(alice.is_refused(UPLOAD, variables.clone()).await, "INVALID_INPUT");
        socket.begins(UPLOAD, variables).await;
        let answer = socket.hear().await;
        assert!(answer.to_string().contains("INVALID_INPUT"), "{answer}");
    }
}
