//! What a request may bring, to the last node; and how many rooms it may name.

use crate::harness::{Spark, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    what_a_request_may_bring;
    how_deep_a_request_may_go;
    how_many_rooms_a_subscription_may_name;
    how_much_of_the_own_rooms_is_read_at_once;
}

async fn what_a_request_may_bring(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let page = |list: &str, inside: usize| {
        format!("{list} {{ nodes {{ room {{ messages(first: {inside}) {{ nodes {{ id }} }} }} }} }}")
    };
    let invites = |inside: usize| {
        format!("invites(roomId: \"{room}\") {{ room {{ messages(first: {inside}) {{ nodes {{ id }} }} }} }}")
    };
    let one_more = "publicRooms(first: 1) { nodes { id } }";
    let own = |inside: usize| format!("loginSync {{ {} }}", page("memberships(first: 1000)", inside));
    // Of 5,000 the one more than there may be is seen, whichever way they come together.
    for (most, beyond) in [
        (page("memberships(first: 100)", 49), format!("{} {one_more}", page("memberships(first: 100)", 49))),
        (own(49), format!("{} {one_more}", own(49))),
        (invites(24), format!("{} {one_more}", invites(24))),
        // By default a page has 50.
        (
            "memberships { nodes { room { messages(first: 99) { nodes { id } } } } }".into(),
            "memberships { nodes { room { messages(first: 100) { nodes { id } } } } }".into(),
        ),
        (
            "memberships(first: 98) { nodes { room { messages { nodes { id } } } } }".into(),
            "memberships(first: 99) { nodes { room { messages { nodes { id } } } } }".into(),
        ),
    ] {
        alice.reads(&format!("{{ {most} }}"), json!({})).await;
        assert_eq!(alice.is_refused(&format!("{{ {beyond} }}"), json!({})).await, "TOO_LARGE", "{beyond}");
    }
    // In a subscription each of them is ten.
    let mut socket = alice.connects().await;
    let mut begins = async |pages: [usize; 3]| {
        let fields = pages.iter().zip(["a", "b", "c"]);
        let fields: String =
            fields.map(|(size, name)| format!("{name}: messages(last: {size}) {{ nodes {{ id }} }} ")).collect();
        let query =
            format!("subscription {{ roomEvents {{ __typename ... on MessageSent {{ room {{ {fields} }} }} }} }}");
        let id = socket.begins(&query, json!({})).await;
        socket.hears(&id).await["type"].clone()
    };
    assert_eq!(begins([200, 200, 100]).await, "next");
    assert_eq!(begins([200, 200, 101]).await, "error");
}

async fn how_deep_a_request_may_go(spark: Spark) {
    let alice = spark.user("alice").await;
    let deep = |levels: usize| {
        let (mut query, mut ends) = ("node(id: \"x\") { ... on Message {".to_owned(), " } }".to_owned());
        for level in 0..levels - 2 {
            query.push_str(if level % 2 == 0 { " room {" } else { " lastMessage {" });
            ends.push_str(" }");
        }
        format!("{{ {query} id {ends} }}")
    };
    for levels in [15, 16] {
        alice.reads(&deep(levels), json!({})).await;
    }
    for levels in [17, 18] {
        assert_eq!(alice.is_refused(&deep(levels), json!({})).await, "TOO_LARGE", "{levels} levels");
    }
}

async fn how_many_rooms_a_subscription_may_name(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut socket = alice.connects().await;
    let mut begins = async |ids: Option<usize>, resume: usize| {
        let query = "subscription($ids: [ID!], $resume: [RoomCursor!]) {
            roomEvents(roomIds: $ids, resume: $resume) { __typename } }";
        let resume = vec![json!({"roomId": room, "fromSeq": 2}); resume];
        let ids = ids.map(|count| vec![&room; count]);
        let id = socket.begins(query, json!({"ids": ids, "resume": resume})).await;
        let answer = socket.hears(&id).await;
        (answer["type"].clone(), answer["payload"][0]["extensions"]["code"].clone())
    };
    let refused = (json!("error"), json!("INVALID_INPUT"));
    for (ids, resume, expected) in
        [(None, 1_000, None), (Some(1_000), 0, None), (None, 1_001, Some(&refused)), (Some(1_001), 0, Some(&refused))]
    {
        let answer = begins(ids, resume).await;
        assert_eq!(&answer, expected.unwrap_or(&(json!("next"), Value::Null)), "{ids:?} {resume}");
    }
}

async fn how_much_of_the_own_rooms_is_read_at_once(spark: Spark) {
    let alice = spark.user("alice").await;
    let query = "query($first: Int) { loginSync { memberships(first: $first) { nodes { id } } } }";
    for (first, is_one) in [(1, true), (1_000, true), (0, false), (1_001, false)] {
        let answer = alice.ask(query, json!({ "first": first })).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(code, (!is_one).then_some("INVALID_INPUT"), "{first}: {answer}");
    }
}
