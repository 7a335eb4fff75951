//! Who is let in with files, which is said before the first byte of a body is read; and how long they may take.

use crate::harness::{
    Engine, Form, Person, Spark, Wire, eventually, on_both_with_both_stores, on_their_own, person::fresh, shelf,
};
use serde_json::{Value, json};
use spark::{config::Serve, files::FilesAddress};
use std::{fs, path::Path, time::Duration};

on_their_own! {
    who_is_not_let_in_is_told_before_anything_is_read;
    where_no_files_are_kept_nobody_uploads;
    a_file_is_found_at_the_address_that_others_know;
    who_changes_too_often_uploads_nothing;
    four_at_once_and_more_wait_for_their_turn;
    who_is_too_slow_is_given_up;
    who_goes_on_for_too_long_is_given_up;
    a_session_that_ends_meanwhile_uploads_nothing;
    files_are_their_owners_alone;
}

on_both_with_both_stores! {
    what_is_uploaded_is_read_back;
    a_repeated_upload_is_the_first_one;
    what_is_cut_off_leaves_nothing_behind;
}

const POST: &str = "POST /graphql HTTP/1.1";
const SHORT: Duration = Duration::from_millis(300);
const DRIP: Duration = Duration::from_millis(20);

fn bearer(person: &Person) -> String {
    format!("Authorization: Bearer {}", person.token)
}

fn form_type() -> String {
    format!("Content-Type: {}", Form::content_type())
}

fn code(answer: &Value) -> (&str, &Value) {
    let error = &answer["errors"][0]["extensions"];
    (error["code"].as_str().unwrap_or_else(|| panic!("no refusal: {answer}")), &error["limit"])
}

/// What lies where files come in; the lock of the server's own folder does not count.
pub fn incoming(config: &Serve) -> Vec<String> {
    let mut found = Vec::new();
    let folders = fs::read_dir(shelf::incoming(config)).unwrap();
    for folder in folders {
        let names = fs::read_dir(folder.unwrap().path()).unwrap();
        found
            .extend(names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| name != "lock"));
    }
    found
}

/// Nothing of what came in is left.
pub async fn all_is_cleared(spark: &Spark) {
    eventually("an empty folder", async || match incoming(spark.config()) {
        left if left.is_empty() => Ok(()),
        left => Err(left),
    })
    .await;
}

/// An upload whose form is begun and whose file does not come, on a connection of its own.
async fn begins(spark: &Spark, person: &Person, bytes: usize) -> Wire {
    let form = Form::begins_upload(json!({})).file("0", "slow.bin", "").unended();
    let mut wire = Wire::dial(spark).await;
    let length = format!("Content-Length: {}", form.len() + bytes);
    wire.asks(&[POST, &bearer(person), &form_type(), &length]).await;
    // Without the line that ends the part.
    assert!(wire.writes(&form[..form.len() - 2]).await);
    wire
}

async fn what_is_uploaded_is_read_back(spark: Spark) {
    let alice = spark.user("alice").await;
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let file = alice.uploads("numbers.bin", &bytes).await;
    assert_eq!((&file["name"], &file["byteSize"]), (&json!("numbers.bin"), &json!(bytes.len())));
    assert_eq!((&file["kind"], &file["image"]), (&json!("FILE"), &Value::Null));
    let answer = spark.http.get(file["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!((answer.status(), answer.bytes().await.unwrap().as_ref()), (reqwest::StatusCode::OK, &bytes[..]));
    let empty = alice.tries_to_upload(json!({}), "empty.bin", "").await;
    assert!(["COMMIT", "ROLLBACK"].contains(&empty["action"].as_str().unwrap()), "{empty}");
    all_is_cleared(&spark).await;
}

async fn a_repeated_upload_is_the_first_one(spark: Spark) {
    let alice = spark.user("alice").await;
    let input = json!({"clientMutationId": fresh()});
    let first = alice.tries_to_upload(input.clone(), "a.bin", "the same").await;
    assert_eq!(first["action"], "COMMIT", "{first}");
    // It is the bytes that count, not what the form calls them.
    let again = alice.tries_to_upload(input.clone(), "b.bin", "the same").await;
    assert_eq!((&again["action"], &again["attachment"]), (&first["action"], &first["attachment"]));
    let other = alice.tries_to_upload(input, "a.bin", "another").await;
    assert_eq!((&other["action"], &other["error"]["code"]), (&json!("ROLLBACK"), &json!("CONFLICT")), "{other}");
    // All of its bytes, of a file that comes in many pieces.
    let (long, id) = (vec![7; 600_000], json!({"clientMutationId": fresh()}));
    let first = alice.tries_to_upload(id.clone(), "a.bin", &long).await;
    for place in [0, 262_143, 262_144, 599_999] {
        let mut other = long.clone();
        other[place] = 8;
        assert_eq!(alice.tries_to_upload(id.clone(), "a.bin", &other).await["error"]["code"], "CONFLICT", "{place}");
    }
    assert_eq!(alice.tries_to_upload(id, "a.bin", &long).await["attachment"]["id"], first["attachment"]["id"]);
}

async fn what_is_cut_off_leaves_nothing_behind(spark: Spark) {
    let alice = spark.user("alice").await;
    for _ in 0..10 {
        let mut wire = begins(&spark, &alice, 1 << 20).await;
        assert!(wire.writes(vec![7; 200_000]).await);
        eventually("the file", async || if incoming(spark.config()).is_empty() { Err(()) } else { Ok(()) }).await;
        drop(wire);
    }
    all_is_cleared(&spark).await;
    alice.uploads("whole.bin", "whole").await;
}

/// Refused before a byte of the body is read: who asks first is not asked to go on.
async fn is_refused(spark: &Spark, status: u16, wanted: &str, headers: &[&str]) -> (Option<i64>, String) {
    let mut wire = Wire::dial(spark).await;
    wire.asks(&[&[POST, "Expect: 100-continue"], headers].concat()).await;
    let answer = wire.answer().await;
    assert_eq!(answer.status, status, "{headers:?}: {}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let (code, limit) = code(&body);
    assert_eq!(code, wanted, "{headers:?}: {body}");
    (limit.as_i64(), answer.head.to_lowercase())
}

async fn who_is_not_let_in_is_told_before_anything_is_read() {
    const MAX: u64 = 100_000;
    const SUM: u64 = 150_000;
    let spark = Spark::start_with(Engine::Sqlite, |config| {
        config.files.max_file_bytes = MAX;
        config.files.max_user_files_bytes = SUM;
    })
    .await;
    let alice = spark.user("alice").await;
    let (bearer, form) = (bearer(&alice), form_type());
    let (bearer, form) = (bearer.as_str(), form.as_str());
    let length = "Content-Length: 1000";
    is_refused(&spark, 415, "INVALID_INPUT", &[form, length]).await;
    is_refused(&spark, 415, "INVALID_INPUT", &[form, length, "Cookie: token=x"]).await;
    is_refused(&spark, 415, "INVALID_INPUT", &[form, length, bearer, "Content-Encoding: gzip"]).await;
    is_refused(&spark, 403, "FORBIDDEN", &[form, length, bearer, "Origin: https://elsewhere.example"]).await;
    is_refused(&spark, 406, "INVALID_INPUT", &[form, length, bearer, "Accept: text/event-stream"]).await;
    let (_, head) = is_refused(&spark, 401, "UNAUTHENTICATED", &[form, length, "Authorization: Bearer x"]).await;
    assert!(head.contains("www-authenticate: bearer"), "{head}");
    is_refused(&spark, 401, "UNAUTHENTICATED", &[form, length, "Authorization: Basic eDp5"]).await;
    is_refused(&spark, 411, "INVALID_INPUT", &[form, bearer, "Transfer-Encoding: chunked"]).await;
    is_refused(&spark, 400, "INVALID_INPUT", &["Content-Type: multipart/form-data", bearer, length]).await;
    let long = format!("Content-Type: multipart/form-data; boundary={}", "b".repeat(71));
    is_refused(&spark, 400, "INVALID_INPUT", &[&long, bearer, length]).await;
    // A form of the longest file has room for what stands beside it, and no more.
    let beside = 256 * 1024 + 5 * 16 * 1024;
    let (limit, _) =
        is_refused(&spark, 413, "TOO_LARGE", &[form, bearer, &format!("Content-Length: {}", MAX + beside + 1)]).await;
    assert_eq!(limit, i64::try_from(MAX).ok());
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&[POST, form, bearer, &format!("Content-Length: {SUM}"), "Expect: 100-continue"]).await;
    assert_eq!(wire.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n", "this is let in");
    drop(wire);
    // The sum of what stands and what is being sent.
    alice.uploads("first.bin", vec![1; 100_000]).await;
    let usual = 4 * 1024;
    let (limit, _) =
        is_refused(&spark, 413, "TOO_LARGE", &[form, bearer, &format!("Content-Length: {}", 50_000 + usual + 1)]).await;
    assert_eq!(limit, i64::try_from(SUM).ok());
    let sending = begins(&spark, &alice, 40_000).await;
    eventually("the file", async || if incoming(spark.config()).is_empty() { Err(()) } else { Ok(()) }).await;
    is_refused(&spark, 413, "TOO_LARGE", &[form, bearer, &format!("Content-Length: {}", 20_000)]).await;
    drop(sending);
    all_is_cleared(&spark).await;
    alice.uploads("second.bin", vec![2; 49_999]).await;
    alice.uploads("third.bin", "3").await;
    is_refused(&spark, 413, "TOO_LARGE", &[form, bearer, length]).await;
    assert!(spark.user("bob").await.uploads("own.bin", "bob's").await["url"].is_string(), "others have their own sum");
}

async fn where_no_files_are_kept_nobody_uploads() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.files.files_url = FilesAddress::None).await;
    let alice = spark.user("alice").await;
    is_refused(&spark, 403, "FORBIDDEN", &[&form_type(), &bearer(&alice), "Content-Length: 1000"]).await;
}

async fn a_file_is_found_at_the_address_that_others_know() {
    let known = |config: &mut Serve| config.public_url = Some("https://chat.example.org".parse().unwrap());
    let spark = Spark::start_with(Engine::Sqlite, known).await;
    let file = spark.user("alice").await.uploads("a.txt", "hello").await;
    let url = file["url"].as_str().unwrap();
    let path = url.strip_prefix("https://chat.example.org/").unwrap_or_else(|| panic!("{url}"));
    let answer = spark.http.get(format!("{}/{path}", spark.url)).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "hello");
}

async fn who_changes_too_often_uploads_nothing() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.rates.change_rate = 1).await;
    let alice = spark.user("alice").await;
    let changes = async |name: usize| alice.calls("updateProfile", json!({"displayName": name.to_string()}), "").await;
    let mut done = 0;
    while changes(done).await["action"] == "COMMIT" {
        done += 1;
        assert!(done < 100, "there is no rate");
    }
    let (_, head) =
        is_refused(&spark, 429, "RATE_LIMITED", &[&form_type(), &bearer(&alice), "Content-Length: 1000"]).await;
    assert!(head.contains("retry-after: 1"), "{head}");
}

async fn four_at_once_and_more_wait_for_their_turn() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.patience.answer = SHORT).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut slow = Vec::new();
    for n in 1..=4 {
        slow.push(begins(&spark, &alice, 100).await);
        eventually("the file", async || match incoming(spark.config()).len() {
            come if come == n => Ok(()),
            come => Err(come),
        })
        .await;
    }
    let form = Form::upload(json!({}), "fifth.bin", "5");
    let (status, answer) = alice.posts(form.clone()).await;
    assert_eq!((status, code(&answer).0), (429, "RATE_LIMITED"));
    assert_eq!(answer["errors"][0]["extensions"]["action"], "RETRY");
    bob.uploads("bobs.bin", "bob's").await;
    // One of them ends while somebody waits.
    let fifth = tokio::spawn({
        let alice = alice.clone();
        async move { alice.posts(form).await }
    });
    drop(slow.pop());
    assert_eq!(fifth.await.unwrap().0, 200);
}

async fn who_is_too_slow_is_given_up() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.patience.portion = SHORT).await;
    let alice = spark.user("alice").await;
    // Nothing, and a byte now and then.
    let mut nothing = begins(&spark, &alice, 10_000).await;
    let answer = nothing.answer().await;
    assert_eq!((answer.status, answer.header("connection")), (408, Some("close")), "{}", answer.body);
    let mut drips = begins(&spark, &alice, 10_000).await;
    drips.drips("x", DRIP).await;
    assert_eq!(drips.answer().await.status, 408);
    // A first half that is fast is no reason to wait for the second.
    let mut half = begins(&spark, &alice, 200_000).await;
    assert!(half.writes(vec![7; 100_000]).await);
    assert_eq!(half.answer().await.status, 408);
    all_is_cleared(&spark).await;
    // Eight kilobytes a second and more are fast enough, for however long.
    let rest = [vec![7; 12_000], b"\r\n------between-the-parts--\r\n".to_vec()].concat();
    let mut steady = begins(&spark, &alice, rest.len() - 2).await;
    for piece in rest.chunks(2_600) {
        assert!(steady.writes(piece).await);
        tokio::time::sleep(SHORT / 2).await;
    }
    let answer = steady.answer().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("COMMIT"), "{}", answer.body);
}

async fn who_goes_on_for_too_long_is_given_up() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.patience.upload = 2 * SHORT).await;
    let alice = spark.user("alice").await;
    let mut long = begins(&spark, &alice, 20 << 20).await;
    long.drips(&"x".repeat(4_000), DRIP / 100).await;
    assert_eq!(long.answer().await.status, 408);
    all_is_cleared(&spark).await;
    alice.uploads("short.bin", "short").await;
}

async fn a_session_that_ends_meanwhile_uploads_nothing() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let phone = spark.logs_in(&alice).await;
    let rest = "abc\r\n------between-the-parts--\r\n";
    let mut wire = begins(&spark, &phone, rest.len() - 2).await;
    phone.does("logout", json!({}), "").await;
    assert!(wire.writes(rest).await);
    let answer = wire.answer().await;
    assert!(answer.body.contains("UNAUTHENTICATED"), "{}", answer.body);
    all_is_cleared(&spark).await;
}

async fn files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    fn modes(at: &Path, found: &mut Vec<(String, u32)>) {
        let meta = fs::metadata(at).unwrap();
        found.push((at.display().to_string(), meta.permissions().mode() & 0o777));
        if meta.is_dir() {
            for entry in fs::read_dir(at).unwrap() {
                modes(&entry.unwrap().path(), found);
            }
        }
    }
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    alice.uploads("secret.txt", "secret").await;
    let _coming = begins(&spark, &alice, 100).await;
    eventually("the file", async || if incoming(spark.config()).is_empty() { Err(()) } else { Ok(()) }).await;
    let FilesAddress::Directory(root) = &spark.config().files.files_url else { panic!("a directory") };
    let mut found = Vec::new();
    modes(root, &mut found);
    assert!(found.len() > 4, "{found:?}");
    assert!(found.iter().all(|(at, mode)| *mode == if Path::new(at).is_dir() { 0o700 } else { 0o600 }), "{found:?}");
}
