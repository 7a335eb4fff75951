//! A cursor of another list: what is no cursor of a list is told before anything runs; what could be one is a place in it. A
//! room, a message or a whole answer is never lost to it.

use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    a_wrong_cursor_never_takes_the_room;
    a_cursor_stays_good_when_what_it_named_is_gone;
    a_cursor_of_people_is_a_name;
}

/// Every list that is read by pages, inside what may be null above it.
const LISTS: [(&str, &str, bool); 9] = [
    ("users", "{ list: users(search: \"\" ARGS) { edges { cursor } } }", true),
    ("publicRooms", "{ list: publicRooms(ARGS) { edges { cursor } } }", true),
    ("searchMessages", "{ list: searchMessages(query: \"hello\" ARGS) { edges { cursor } } }", false),
    ("memberships", "{ list: memberships(ARGS) { edges { cursor } } }", false),
    ("announcements", "{ list: announcements(ARGS) { edges { cursor } } }", true),
    ("loginSync", "{ outer: loginSync { list: memberships(ARGS) { edges { cursor } } } }", false),
    ("members", "query($room: ID!) { outer: room(id: $room) { id list: members(ARGS) { edges { cursor } } } }", true),
    ("messages", "query($room: ID!) { outer: room(id: $room) { id list: messages(ARGS) { edges { cursor } } } }", true),
    (
        "replies",
        "query($message: ID!) { outer: message(id: $message) { id list: replies(ARGS) { edges { cursor } } } }",
        true,
    ),
];

/// What a list answers: its page, and the first cursor of it.
async fn asks(person: &Person, list: &str, arguments: &str, variables: &Value) -> Value {
    let mut variables = variables.clone();
    for name in ["room", "message"] {
        if !list.contains(&format!("${name}:")) {
            variables.as_object_mut().unwrap().remove(name);
        }
    }
    let query = list.replace("(ARGS)", if arguments.is_empty() { "" } else { "(ARGS)" }).replace("ARGS", arguments);
    person.ask(&query, variables).await
}

async fn a_wrong_cursor_never_takes_the_room(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let message = alice.sends(&room, "hello").await["id"].clone();
    alice.does("publishAnnouncement", json!({"title": "T", "body": "B"}), "action").await;
    let variables = json!({"room": room, "message": message});
    // A cursor of every list, and some of none.
    let mut cursors: Vec<String> =
        ["", "x", "-1", "0", "007", "99999999999999999999", "a\\u0000b", "1:2", "1:2:3", "😀", "null", " 1"]
            .map(str::to_owned)
            .to_vec();
    for (_, list, _) in LISTS {
        let answer = asks(&alice, list, "", &variables).await;
        let found =
            [&answer["data"]["list"], &answer["data"]["outer"]["list"]].into_iter().find(|list| !list.is_null());
        let edges = found.unwrap_or_else(|| panic!("{list}: {answer}"))["edges"].as_array().unwrap().clone();
        cursors.extend(edges.first().map(|edge| edge["cursor"].as_str().unwrap().to_owned()));
    }
    for (name, list, both_ways) in LISTS {
        let (mut refused, mut read) = (0, 0);
        for cursor in &cursors {
            for way in if both_ways { &["after", "before"][..] } else { &["after"] } {
                let answer = asks(&alice, list, &format!("{way}: \"{cursor}\""), &variables).await;
                match answer.get("data") {
                    // Known before anything ran: nothing of the request did.
                    None => {
                        refused += 1;
                        assert_eq!(
                            answer["errors"][0]["extensions"]["code"], "INVALID_INPUT",
                            "{name} {cursor}: {answer}"
                        );
                        assert!(answer["errors"][0]["locations"][0]["line"].is_u64(), "{answer}");
                    }
                    // A place in this list like any other.
                    Some(data) => {
                        read += 1;
                        assert!(answer.get("errors").is_none(), "{name} {cursor}: {answer}");
                        assert!(
                            data["list"].is_object() || data["outer"]["list"].is_object(),
                            "{name} {cursor}: {answer}"
                        );
                    }
                }
            }
        }
        assert!(refused > 0 && read > 0, "{name}: {refused} refused, {read} read");
    }
}

async fn a_cursor_of_people_is_a_name(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "Ольга"]).await;
    let after = |cursor: &str| format!("{{ users(search: \"\", after: \"{cursor}\") {{ edges {{ cursor }} }} }}");
    for wrong in ["", "a b", "1:2", "{}", "a", "evil\u{202e}", &"x".repeat(33)] {
        assert_eq!(bob.is_refused(&after(wrong), json!({})).await, "INVALID_INPUT", "{wrong}");
    }
    for (cursor, found) in
        [("alice", json!([{"cursor": "ольга"}])), ("alic", json!([{"cursor": "alice"}, {"cursor": "ольга"}]))]
    {
        assert_eq!(alice.reads(&after(cursor), json!({})).await["users"]["edges"], found);
    }
    assert_eq!(alice.reads(&after("ольга"), json!({})).await["users"]["edges"], json!([]));
}

async fn a_cursor_stays_good_when_what_it_named_is_gone(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob, &carol]).await;
    let names = async |arguments: &str| {
        let query = format!(
            "query($id: ID!) {{ room(id: $id) {{ members({arguments}) {{ edges {{ cursor node {{ user {{ username }} }} }} }} }} }}"
        );
        alice.reads(&query, json!({"id": room})).await["room"]["members"]["edges"].clone()
    };
    let cursor = names("first: 2").await[1]["cursor"].clone();
    bob.leaves(&room).await;
    let rest = names(&format!("first: 2, after: {cursor}")).await;
    assert_eq!((rest.as_array().unwrap().len(), &rest[0]["node"]["user"]["username"]), (1, &json!("carol")));
}
