//! What the gate calls cheap is cheap to execute: random queries up to the limits ask the database as often as their text has
//! places, whatever the number of nodes; and what is just below the limits takes a bounded time.

use super::strangers::{cpu, sends_as};
use crate::{
    costs::{seeds_rooms, seeds_users},
    harness::{
        Engine, Person, Spark,
        composed::{Composer, World},
        on_their_own,
        random::{Told, made_up, tells_each},
    },
};
use apollo_compiler::{Schema, validation::Valid};
use proptest::{collection::vec, prelude::any, prop_assert, prop_assert_eq};
use serde_json::{Value, json};
use spark::ids::{RoomId, UserId};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

on_their_own! {
    who_asks_for_all_that_may_be_takes_half_a_second_at_most;
}

const ROOMS: u32 = 40;

/// The id of a room by its number.
fn room(n: u32) -> String {
    RoomId(n.into()).to_string()
}

/// Somebody with rooms that are full of what others wrote.
async fn seeds(spark: &Spark, rooms: u32) -> Person {
    let alice = spark.user("alice").await;
    seeds_users(spark, rooms * 5).await;
    seeds_rooms(spark, &alice, rooms).await;
    // Some more messages than a page below a page may have.
    let more = spark.database.series(rooms * 30);
    let sql = format!(
        "UPDATE rooms SET kind = 'PUBLIC', name_key = lower(name), latest_seq = 35, text_count = 35, last_message_seq = 35;
         INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at)
         {more} SELECT (i - 1) / 30 + 1, 6 + (i - 1) % 30, 6 + (i - 1) % 30, 1 + i % 100, 'hello', 6 + (i - 1) % 30, 0 FROM n;"
    );
    spark.database.execute(&sql).await;
    alice
}

/// How many values an answer has.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.values().map(leaves).sum(),
        Value::Array(items) => items.iter().map(leaves).sum(),
        _ => 1,
    }
}

fn asks(engine: Engine, cases: u32) {
    let schema = Schema::parse_and_validate(spark::graphql::sdl(), "schema.graphql").unwrap();
    let (world, executed) = (tokio::sync::OnceCell::new(), AtomicU32::new(0));
    // On a clock that stands still nothing but the query asks anything.
    let choices = vec(any::<u16>(), 60..900);
    // The rooms were made by SQL, without a log: the tables are not asked.
    let _wrong =
        tells_each(cases, Spark::start_by_hand(engine), choices, &async |spark: &Spark, choices: &Vec<u16>| -> Told {
            let alice = world.get_or_init(async || seeds(spark, ROOMS).await).await;
            if costs_what_it_says(spark, alice, &schema, choices).await? {
                executed.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    let executed = executed.into_inner();
    assert!(executed * 2 > cases, "of {cases} queries only {executed} were within the limits");
}

/// Asks a random query; whether it was executed.
async fn costs_what_it_says(
    spark: &Spark,
    alice: &Person,
    schema: &Valid<Schema>,
    choices: &[u16],
) -> Result<bool, proptest::test_runner::TestCaseError> {
    let rooms: Vec<_> = (1..=ROOMS).map(room).collect();
    let users: Vec<_> = (1..=200).map(|n| UserId(n).to_string()).collect();
    let world =
        World { ids: &rooms, rooms: &rooms, users: &users, username: "user1", sizes: &[1, 5, 20, 35, 100, 200] };
    let query = Composer::new(schema, &world, choices).query();
    let before = spark.server.statements();
    let answer = alice.ask(&query, json!({})).await;
    let statements = usize::try_from(spark.server.statements() - before).unwrap();
    if answer.get("data").is_none() {
        prop_assert_eq!(&answer["errors"][0]["extensions"]["code"], "TOO_LARGE", "{}: {}", query, answer);
        return Ok(false);
    }
    prop_assert!(answer.get("errors").is_none(), "{}: {}", query, answer["errors"]);
    // One for who asks, and at most one for each place where something is selected; a page of a log is two, with the event
    // before it, a page around a number its two halves; of invites the room and the role are read before. What one may do, and
    // who is looked for, is no selection and is read all the same. A search asks for the viewer's rooms, in two goes for the words, and
    // whether the rooms of what it found may be seen.
    let more = ["sync(", "syncRooms(", "around:", "invites(", "invites(", "viewerPermissions", "filter:"];
    let more = more.iter().chain(["searchMessages("; 3].iter());
    let places = query.matches('{').count() + more.map(|one| query.matches(one).count()).sum::<usize>();
    prop_assert!(statements <= 1 + places, "{} statements for {} places: {}", statements, places, query);
    let values = leaves(&answer["data"]);
    prop_assert!(values <= 200_000, "{} values: {}", values, query);
    Ok(true)
}

made_up! {
    asks => a_query_asks_as_often_as_it_has_places;
    sqlite: Sqlite, 300;
    postgres: Postgres, 50;
}

/// Half a second of one core, for whoever is signed in and asks for all that a request may bring; twice as long where nothing
/// is optimized.
const MOST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 500 });

/// Queries just below the limits.
fn dear() -> Vec<(&'static str, Value)> {
    let message = "id roomId seq updatedSeq kind body mentionsRoom replyCount metadata createdAt editedAt deletedAt clientMutationId
        author { id username displayName avatarUrl role status statusText lastSeenAt } parent { id } forwardedFrom { id }
        reactions { id } mentions { id } system { kind }";
    let each = |count: usize, field: &str| {
        let fields: String = (0..count).map(|n| format!("a{n}: {field} ")).collect();
        json!({"query": format!("{{ {fields} }}")})
    };
    let one = |field: &str| json!({"query": format!("{{ {field} }}")});
    let cursors: Vec<_> = (1..=300).map(|n| json!({"roomId": room(n), "fromSeq": 1})).collect();
    let synced = json!({"query": format!(
        "query($c: [RoomCursor!]!) {{ {} }}",
        (0..15).map(|n| format!("a{n}: syncRooms(cursors: $c, first: 30) {{ latestSeq events {{ __typename seq room {{ name }} }} }} ")).collect::<String>()),
        "variables": {"c": cursors}});
    vec![
        (
            "rooms with messages",
            one(&format!(
                "memberships(first: 200) {{ nodes {{ room {{ messages(first: 24) {{ nodes {{ {message} }} }} }} }} }}"
            )),
        ),
        (
            "rooms with members",
            one(
                "publicRooms(first: 200) { nodes { members(first: 24) { nodes { role joinedAt user { username status statusText lastSeenAt } } } } }",
            ),
        ),
        (
            "rooms in last messages",
            each(
                30,
                "memberships(first: 160) { nodes { room { lastMessage { room { lastMessage { room { name } } } } } } }",
            ),
        ),
        ("many cursors", synced),
        ("small pages of a long list", each(30, "loginSync { totalUnread memberships(first: 1) { nodes { id } } }")),
        ("smaller ones", each(30, "memberships(first: 1) { nodes { room { name } } }")),
        ("what is searched and not there", each(30, "publicRooms(search: \"nonsense\", first: 1) { nodes { id } }")),
        (
            "what is said",
            each(11, "searchMessages(query: \"hello\", first: 50) { nodes { body author { username } } }"),
        ),
        ("what nobody says", each(12, "searchMessages(query: \"hello nonsense\", first: 1) { nodes { body } }")),
        ("who is searched", each(30, "users(search: \"u\", first: 160) { nodes { username status } }")),
        (
            "one room many times",
            each(30, "room(id: \"ROOM\") { messages(first: 160) { nodes { body author { username } } } }"),
        ),
    ]
}

async fn who_asks_for_all_that_may_be_takes_half_a_second_at_most() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = seeds(&spark, 500).await;
    let process = spark.gives_way(&["--log=error"]).await;
    for (name, request) in dear() {
        let body = request.to_string().replace("ROOM", &room(7));
        let before = cpu(&process);
        let answer = sends_as(&spark.http, &process, Some(&alice), &body).await;
        assert!(answer.get("errors").is_none(), "{name}: {}", answer["errors"]);
        let cost = cpu(&process) - before;
        assert!(cost <= MOST, "{name} costs {cost:?}");
    }
}
