//! What an event shows: an error in its selection is data with `errors`, as in every answer, and no loss of the event.

use super::doors::event;
use crate::harness::{Event, Feed, PATIENCE, Person, Spark, on_both, person::Room};
use serde_json::{Value, json};
use tokio::time::timeout;

on_both! {
    an_error_in_a_selection_does_not_take_the_event;
    an_own_event_keeps_what_can_be_shown;
    a_stream_tells_errors_beside_the_data;
}

const BROKEN: &str = "UPDATE users SET role = 'NONSENSE' WHERE username = 'carol'";
const MENDED: &str = "UPDATE users SET role = 'MEMBER' WHERE username = 'carol'";

/// A room in which Carol wrote the first message, and Alice and Bob go on.
async fn kitchen(spark: &Spark) -> ([Person; 3], Room) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    carol.sends(&room, "soup?").await;
    ([alice, bob, carol], room)
}

/// The next payload of a subscription, errors included.
async fn next(feed: &mut Feed) -> Value {
    let message = feed.socket.hear().await;
    assert_eq!(message["type"], "next", "{message}");
    message["payload"].clone()
}

/// Exactly one error, at this path below the event.
fn has_one_error(payload: &Value, path: &Value) {
    let [error] = &payload["errors"].as_array().unwrap_or_else(|| panic!("{payload}"))[..] else { panic!("{payload}") };
    assert_eq!(error["path"], *path, "{payload}");
    assert_eq!(error["extensions"], json!({"code": "INTERNAL", "action": "ROLLBACK"}), "{payload}");
}

async fn an_error_in_a_selection_does_not_take_the_event(spark: Spark) {
    let ([alice, bob, _], room) = kitchen(&spark).await;
    let query = "subscription { heard: roomEvents { __typename ... on RoomEvent { seq }
        ... on MessageSent { message { body } room { messages(last: 2) { nodes { body author { username } } } } } } }";
    let mut bobs = bob.subscribes(query, json!({})).await;
    spark.database.execute(BROKEN).await;
    for round in 0..3 {
        // As long as Carol's is among the last two.
        let sent = alice.sends(&room, "at noon").await;
        let payload = next(&mut bobs).await;
        let event = &payload["data"]["heard"];
        assert_eq!(event, Event::of("MessageSent").seq(&sent["seq"]), "{payload}");
        assert_eq!(event["message"]["body"], "at noon");
        if round == 0 {
            has_one_error(&payload, &json!(["heard", "room", "messages", "nodes", 0, "author"]));
            assert_eq!(event["room"]["messages"]["nodes"][0], json!({"body": "soup?", "author": null}));
        } else {
            assert_eq!(payload.get("errors"), None, "{payload}");
        }
    }
    spark.database.execute(MENDED).await;
    alice.sends(&room, "the end").await;
    assert_eq!(next(&mut bobs).await["data"]["heard"]["message"]["body"], "the end");
}

async fn an_own_event_keeps_what_can_be_shown(spark: Spark) {
    let ([alice, bob, _], room) = kitchen(&spark).await;
    let query = "subscription { userEvents { __typename ... on UnreadCountChanged { unreadCount
        lastMessage { body room { messages(last: 2) { nodes { author { username } } } } } } } }";
    let mut bobs = bob.subscribes(query, json!({})).await;
    spark.database.execute(BROKEN).await;
    alice.sends(&room, "at noon").await;
    let payload = next(&mut bobs).await;
    let event = &payload["data"]["userEvents"];
    assert_eq!(event, Event::of("UnreadCountChanged").with("unreadCount", 2), "{payload}");
    has_one_error(&payload, &json!(["userEvents", "lastMessage", "room", "messages", "nodes", 0, "author"]));
}

async fn a_stream_tells_errors_beside_the_data(spark: Spark) {
    let ([alice, bob, _], room) = kitchen(&spark).await;
    let query = "subscription { roomEvents { __typename ... on MessageSent { message { body }
        room { messages(last: 2) { nodes { author { username } } } } } } }";
    let request = spark.http.post(format!("{}/graphql", spark.url)).bearer_auth(&bob.token);
    let response = request.header("accept", "text/event-stream").json(&json!({"query": query})).send().await.unwrap();
    let mut stream = Stream { response, text: String::new() };
    assert_eq!(stream.next().await["data"]["roomEvents"]["__typename"], "StreamReady");
    spark.database.execute(BROKEN).await;
    alice.sends(&room, "at noon").await;
    let payload = stream.next().await;
    assert_eq!(payload["data"]["roomEvents"]["message"]["body"], "at noon", "{payload}");
    has_one_error(&payload, &json!(["roomEvents", "room", "messages", "nodes", 0, "author"]));
}

/// Server-sent events, as they come.
struct Stream {
    response: reqwest::Response,
    /// What came and was not read yet.
    text: String,
}

impl Stream {
    async fn next(&mut self) -> Value {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                match event(&block) {
                    Some((name, data)) if name == "next" => return serde_json::from_str(&data).unwrap(),
                    Some(other) => panic!("{other:?}"),
                    None => continue,
                }
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("silence").unwrap();
            self.text.push_str(std::str::from_utf8(&chunk.expect("the stream ended")).unwrap());
        }
    }
}
