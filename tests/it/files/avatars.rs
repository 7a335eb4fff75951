//! Pictures of people: called by their content, and read by everybody.

use super::{bytes_of, nothing_wrong, objects, refused};
use crate::harness::{Person, Spark, on_both_with_both_stores, upload::picture};
use serde_json::{Value, json};
use spark::domain::refusal::ErrorCode;

on_both_with_both_stores! {
    a_picture_is_shown_to_everybody;
    a_picture_makes_room_for_the_next;
    a_picture_takes_the_place_of_the_last_where_all_is_full;
    what_is_no_picture_is_refused;
    the_same_call_shows_it_once;
}

async fn avatar(person: &Person, of: &Person) -> Value {
    let query = "query($name: String!) { user(username: $name) { avatarUrl } }";
    person.reads(query, json!({"name": of.name})).await["user"]["avatarUrl"].clone()
}

async fn status(spark: &Spark, url: &Value) -> u16 {
    spark.http.get(url.as_str().unwrap()).send().await.unwrap().status().as_u16()
}

async fn a_picture_is_shown_to_everybody(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let events = "subscription { userEvents { __typename ... on ProfileChanged { user { id avatarUrl } } } }";
    let mut hears = bob.subscribes(events, json!({})).await;
    let url = alice.shows_picture(9).await;
    let told = hears.until("ProfileChanged").await.pop().unwrap();
    assert_eq!(told["user"], json!({"id": alice.id, "avatarUrl": url}));
    assert_eq!(avatar(&carol, &alice).await, url);
    let ending = url.as_str().and_then(|url| url.rsplit_once('.')).map(|(_, ending)| ending);
    assert_eq!(ending, Some("jpg"), "{url}");
    let answer = spark.http.get(url.as_str().unwrap()).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()), (200, "image/jpeg"));
    let shown = image::load_from_memory(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!((shown.width(), shown.height()), (256, 256));
    // The same bytes are called the same, whoever shows them; and each has their own.
    assert_eq!(bob.shows_picture(9).await, url);
    assert_eq!(objects(&spark).await.len(), 2);
    bob.tries_to_show(json!({}), picture(300, 400, 200)).await;
    assert_eq!(status(&spark, &url).await, 200);
    nothing_wrong(&spark).await;
}

async fn a_picture_makes_room_for_the_next(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    let first = alice.shows_picture(1).await;
    let bytes = bytes_of(&spark, &alice).await;
    assert!(bytes > 0);
    // Who shows the same again changes nothing.
    assert_eq!(alice.shows_picture(1).await, first);
    assert_eq!((objects(&spark).await.len(), bytes_of(&spark, &alice).await), (1, bytes));
    let second = alice.shows_picture(250).await;
    assert_ne!(second, first);
    assert_eq!([status(&spark, &first).await, status(&spark, &second).await], [404, 200]);
    // A name alone leaves it, and so does whoever says what is shown already.
    let shows = "user { displayName avatarUrl }";
    for input in [json!({"displayName": "Alice"}), json!({"displayName": "Alice", "avatarUrl": second})] {
        assert_eq!(alice.does("updateProfile", input, shows).await["user"]["avatarUrl"], second);
    }
    // An address elsewhere takes its place, and so does nothing.
    let elsewhere = json!("https://pictures.example.org/alice.png");
    let changed = alice.does("updateProfile", json!({"avatarUrl": elsewhere}), shows).await;
    assert_eq!(changed["user"]["avatarUrl"], elsewhere);
    assert_eq!((status(&spark, &second).await, bytes_of(&spark, &alice).await), (404, 0));
    let third = alice.shows_picture(100).await;
    assert_eq!(avatar(&alice, &alice).await, third);
    let nothing = json!({"file": null, "clientMutationId": "away"});
    assert_eq!(alice.does("updateAvatar", nothing, "user { avatarUrl }").await["user"]["avatarUrl"], Value::Null);
    alice.shows_picture(50).await;
    let nothing = alice.does("updateProfile", json!({"avatarUrl": null}), shows).await;
    assert_eq!(nothing["user"]["avatarUrl"], Value::Null);
    parts.app.actions.take_dying_files_away().await.unwrap();
    assert_eq!((objects(&spark).await, spark.database.number("SELECT count(*) FROM files").await), (Vec::new(), 0));
    nothing_wrong(&spark).await;
}

async fn a_picture_takes_the_place_of_the_last_where_all_is_full(spark: Spark) {
    const SUM: usize = 20_000;
    let spark = spark.alike(|config| config.files.max_user_files_bytes = SUM as u64).await;
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let parts = spark.in_parts().await;
    bob.shows_picture(1).await;
    carol.shows_picture(250).await;
    let is_larger = bytes_of(&spark, &bob).await >= bytes_of(&spark, &carol).await;
    let (first, next) = if is_larger { (1, 250) } else { (250, 1) };
    alice.shows_picture(first).await;
    let shown = usize::try_from(bytes_of(&spark, &alice).await).unwrap();
    alice.uploads("rest.bin", vec![7; SUM - shown]).await;
    assert_eq!(bytes_of(&spark, &alice).await, 20_000);
    assert_eq!(parts.uploads(&alice, None, &[7; 1]).await.unwrap_err().code, ErrorCode::TooLarge);
    let after = alice.shows_picture(next).await;
    assert_eq!((avatar(&bob, &alice).await, status(&spark, &after).await), (after, 200));
    assert!(bytes_of(&spark, &alice).await <= 20_000);
    nothing_wrong(&spark).await;
}

async fn what_is_no_picture_is_refused(spark: Spark) {
    let alice = spark.user("alice").await;
    let told = |payload: &Value| {
        let error = &payload["error"];
        [error["code"].clone(), error["problem"].clone(), error["path"].clone()]
    };
    let file = json!(["input", "file"]);
    for bytes in [&b"hello"[..], b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", &picture(9, 9, 9)[..40]] {
        let payload = alice.tries_to_show(json!({}), bytes).await;
        assert_eq!(told(&payload), [json!("INVALID_INPUT"), json!("MALFORMED"), file.clone()], "{payload}");
    }
    let absent = refused(&alice, "updateAvatar", json!({})).await;
    assert_eq!(absent, [json!("INVALID_INPUT"), json!("REQUIRED"), file, Value::Null]);
    assert_eq!((objects(&spark).await, spark.database.number("SELECT count(*) FROM files").await), (Vec::new(), 0));
}

async fn the_same_call_shows_it_once(spark: Spark) {
    let alice = spark.user("alice").await;
    let id = json!({"clientMutationId": "me"});
    let first = alice.tries_to_show(id.clone(), picture(300, 300, 7)).await;
    let since = alice.shows_picture(8).await;
    // The answer shows what is shown today.
    assert_eq!(alice.tries_to_show(id.clone(), picture(300, 300, 7)).await["user"]["avatarUrl"], since, "{first}");
    assert_eq!(alice.tries_to_show(id, picture(300, 300, 9)).await["error"]["code"], "CONFLICT");
    assert_eq!(avatar(&alice, &alice).await, since);
    nothing_wrong(&spark).await;
}
