//! Finding messages by their words.

mod filling;
mod pages;
mod plans;
mod random;
mod typed;
mod words;

use crate::harness::{
    Engine, Person, Spark,
    database::Database,
    on_both,
    person::{Room, fresh},
};
use serde_json::{Value, json};

on_both! {
    what_is_deleted_is_gone_and_what_is_edited_is_found_by_its_text_of_now;
    only_the_viewers_rooms_are_searched;
    however_a_text_comes_it_is_found;
    a_send_that_is_undone_is_not_found;
}

const SEARCH: &str = "query($query: String!, $room: ID, $first: Int, $after: String) {
    found: searchMessages(query: $query, roomId: $room, first: $first, after: $after) {
      nodes { id body room { id } } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }";

/// The texts that have the words, newest first.
async fn finds(person: &Person, query: &str) -> Vec<String> {
    found(person, json!({"query": query})).await
}

/// The same in one room.
async fn finds_in(person: &Person, room: &Room, query: &str) -> Vec<String> {
    found(person, json!({"query": query, "room": room})).await
}

async fn found(person: &Person, variables: Value) -> Vec<String> {
    bodies(&person.reads(SEARCH, variables).await["found"])
}

fn bodies(page: &Value) -> Vec<String> {
    page["nodes"].as_array().unwrap().iter().map(|node| node["body"].as_str().unwrap().to_owned()).collect()
}

const NOTHING: [&str; 0] = [];

async fn what_is_deleted_is_gone_and_what_is_edited_is_found_by_its_text_of_now(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let soup = alice.sends(&room, "tomato soup").await;
    alice.sends(&room, "onion soup").await;
    assert_eq!(finds(&bob, "soup").await, ["onion soup", "tomato soup"]);
    let edit = json!({"messageId": soup["id"], "body": "leek soup"});
    alice.does("editMessage", edit.clone(), "seq").await;
    assert_eq!(finds(&bob, "leek").await, ["leek soup"]);
    assert_eq!(finds(&bob, "tomato").await, NOTHING);
    assert_eq!(finds(&bob, "soup").await, ["onion soup", "leek soup"], "it keeps its place");
    // The same text again changes nothing.
    alice.does("editMessage", edit, "seq").await;
    assert_eq!(finds(&bob, "leek").await, ["leek soup"]);
    alice.does("deleteMessage", json!({"messageId": soup["id"]}), "seq").await;
    for word in ["leek", "tomato"] {
        assert_eq!(finds(&bob, word).await, NOTHING);
    }
    assert_eq!(finds(&bob, "soup").await, ["onion soup"]);
    // What the server itself says is no text.
    for word in ["alice", "bob", "created", "room", "kitchen", "added"] {
        assert_eq!(finds(&alice, word).await, NOTHING, "{word}");
    }
    assert_eq!(spark.wrong().await, NOTHING);
}

async fn only_the_viewers_rooms_are_searched(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    let opened = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await;
    let two = opened["room"]["id"].as_str().unwrap().to_owned();
    for (room, body) in [(&kitchen, "soup here"), (&square, "soup for all"), (&two, "soup for two")] {
        alice.sends(room, body).await;
    }
    assert_eq!(finds(&alice, "soup").await, ["soup for two", "soup for all", "soup here"]);
    assert_eq!(finds(&bob, "soup").await, ["soup for two", "soup here"]);
    assert_eq!(finds(&carol, "soup").await, NOTHING);
    assert_eq!(finds_in(&alice, &kitchen, "soup").await, ["soup here"]);
    // Whoever may read a room may search it.
    assert_eq!(finds_in(&carol, &square, "soup").await, ["soup for all"]);
    for room in [&kitchen, &two, &"rom_x".to_owned(), &String::new(), &alice.id] {
        assert_eq!(finds_in(&carol, room, "soup").await, NOTHING, "{room}");
    }
    // A number that is a room's is not the room.
    let key = kitchen.parse::<spark::ids::RoomId>().unwrap().0;
    for query in [format!("r{key}"), format!("soup r{key}"), format!("soup OR r{key}")] {
        assert_eq!(finds(&carol, &query).await, NOTHING);
        assert_eq!(finds(&alice, &query).await, NOTHING);
    }
    bob.leaves(&kitchen).await;
    assert_eq!(finds(&bob, "soup").await, ["soup for two"]);
    assert_eq!(finds_in(&bob, &kitchen, "soup").await, NOTHING);
    alice.adds(&kitchen, &[&bob]).await;
    assert_eq!(finds(&bob, "soup").await, ["soup for two", "soup here"]);
    alice.removes(&kitchen, &bob).await;
    assert_eq!(finds(&bob, "soup").await, ["soup for two"]);
    // An archived room stays readable.
    alice.does("archiveRoom", json!({"roomId": kitchen}), "room { id }").await;
    assert_eq!(finds(&alice, "here").await, ["soup here"]);
    let answer = spark.post(None, SEARCH, json!({"query": "soup"})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

async fn however_a_text_comes_it_is_found(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let other = alice.creates_room("PRIVATE", "Cellar", &[&bob]).await;
    let soup = alice.sends(&room, "soup").await;
    alice.answers(&room, &soup, "soup for an answer").await;
    let file = alice.uploads("a.txt", "a").await;
    let pictured = alice.sends_files(&room, "soup with a file", &[&file]).await;
    assert_eq!(finds(&alice, "soup").await, ["soup with a file", "soup for an answer", "soup"]);
    // What is sent on is found where it was sent to, by whoever reads it there.
    for message in [&soup, &pictured] {
        let on = json!({"messageId": message["id"], "roomId": other, "clientMutationId": fresh()});
        alice.does("forwardMessage", on, "seq").await;
    }
    assert_eq!(finds(&bob, "soup").await, ["soup with a file", "soup"]);
    assert_eq!(spark.wrong().await, NOTHING);
}

/// Makes the COMMIT fail of whatever sends this.
async fn sets_a_trap(database: &Database) {
    let trap = match database.engine {
        Engine::Sqlite => {
            "CREATE TABLE trap (id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER spring AFTER INSERT ON messages WHEN NEW.body LIKE '%trap%'
               BEGIN INSERT INTO trap VALUES (-1); END;"
        }
        Engine::Postgres => {
            "CREATE TABLE trap (id BIGINT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS
               'BEGIN INSERT INTO trap VALUES (-1); RETURN NEW; END';
             CREATE TRIGGER spring AFTER INSERT ON messages FOR EACH ROW WHEN (NEW.body LIKE '%trap%')
               EXECUTE FUNCTION spring();"
        }
    };
    database.execute(trap).await;
}

async fn a_send_that_is_undone_is_not_found(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    alice.sends(&room, "soup before").await;
    sets_a_trap(&spark.database).await;
    let input = json!({"roomId": room, "body": "soup in a trap", "clientMutationId": "a trap"});
    let sent = alice.tries("sendMessage", input, "seq").await;
    assert_eq!(sent["action"], "RETRY", "{sent}");
    alice.sends(&room, "soup after").await;
    assert_eq!(finds(&alice, "soup").await, ["soup after", "soup before"]);
    assert_eq!(finds(&alice, "trap").await, NOTHING);
    let drop = match spark.database.engine {
        Engine::Sqlite => "DROP TRIGGER spring; DROP TABLE trap",
        Engine::Postgres => "DROP TRIGGER spring ON messages; DROP TABLE trap",
    };
    spark.database.execute(drop).await;
    assert_eq!(spark.wrong().await, NOTHING);
}
