//! Reactions: an emoji for a message, once for each user.

use super::{read, refused};
use crate::harness::{Event, Spark, on_both, person::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    a_reaction_is_an_event_with_its_number;
    three_equal_reactions_at_once_are_one;
    what_changes_nothing_is_no_event;
    an_emoji_has_one_form;
    a_message_has_fifty_different_emoji;
    what_cannot_be_reacted_to_is_refused;
    a_deletion_takes_reactions_away_and_a_departure_does_not;
    who_reacted_is_read_by_pages;
    a_reaction_is_a_node_as_long_as_somebody_gives_it;
}

const REACTIONS: &str = "updatedSeq reactions { emoji count viewerReacted users { nodes { username } } }";

async fn a_reaction_is_an_event_with_its_number(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "Soup!").await;
    let shows = "__typename ... on RoomEvent { seq fingerprint actor { username } clientMutationId }
        ... on ReactionChanged { emoji added message { id updatedSeq reactions { emoji count viewerReacted } } }";
    let mut heard = alice.subscribes(&format!("subscription {{ roomEvents {{ {shows} }} }}"), json!({})).await;
    let input = json!({"messageId": message["id"], "emoji": "👍", "clientMutationId": "thumb"});
    let payload =
        bob.does("addReaction", input, "seq message { updatedSeq reactions { emoji count viewerReacted } }").await;
    let given = |viewer: bool| json!([{"emoji": "👍", "count": 1, "viewerReacted": viewer}]);
    assert_eq!(
        (&payload["seq"], &payload["message"]),
        (&json!(4), &json!({"updatedSeq": 4, "reactions": given(true)}))
    );
    assert_eq!(bob.unreacts(&message, "👍").await, 5);
    let mut live = Vec::new();
    for (seq, added, reactions) in [(4, true, given(false)), (5, false, json!([]))] {
        let event = heard.next().await;
        let expected = Event::of("ReactionChanged").seq(seq).with("emoji", "👍").with("added", added);
        let expected = expected.with("message.updatedSeq", seq).with("message.reactions", &reactions);
        assert_eq!(event, expected.with("actor.username", "bob"), "{event}");
        live.push(event);
    }
    assert_eq!(live[0]["clientMutationId"], "thumb");
    // The log says the same, with the objects of today.
    let query = format!("query($room: ID!) {{ sync(roomId: $room, fromSeq: 4) {{ events {{ {shows} }} }} }}");
    let logged = alice.reads(&query, json!({"room": room})).await["sync"]["events"].clone();
    let resume = format!("subscription($resume: [RoomCursor!]) {{ roomEvents(resume: $resume) {{ {shows} }} }}");
    let from = json!({"resume": [{"roomId": room, "fromSeq": 4}]});
    let mut resumed = alice.subscribes(&resume, from).await;
    for (n, live) in live.iter().enumerate() {
        let resumed = resumed.next().await;
        for again in [&logged[n], &resumed] {
            for field in ["seq", "fingerprint", "emoji", "added", "clientMutationId", "__typename"] {
                assert_eq!(again[field], live[field], "{field}");
            }
            assert_eq!(again["message"]["reactions"], json!([]));
        }
    }
    assert_eq!(bob.reacts(&message, "🎉").await, 6);
    assert_eq!(alice.reacts(&message, "👍").await, 7);
    assert_eq!(bob.reacts(&message, "👍").await, 8);
    let both = |viewer: bool| {
        json!({"updatedSeq": 8, "reactions": [
            {"emoji": "🎉", "count": 1, "viewerReacted": viewer, "users": {"nodes": [{"username": "bob"}]}},
            {"emoji": "👍", "count": 2, "viewerReacted": true,
             "users": {"nodes": [{"username": "alice"}, {"username": "bob"}]}},
        ]})
    };
    assert_eq!(read(&alice, &message, REACTIONS).await, both(false));
    assert_eq!(read(&bob, &message, REACTIONS).await, both(true));
    // It is nothing to read.
    assert_eq!(bob.membership(&room).await["viewerMembership"]["unreadCount"], 1);
}

async fn three_equal_reactions_at_once_are_one(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    for n in 0..4 {
        let message = alice.sends(&room, &format!("message {n}")).await;
        let sent = message["seq"].as_i64().unwrap();
        let numbers = join_all((0..3).map(|_| bob.reacts(&message, "👍"))).await;
        let given: Vec<_> = numbers.iter().filter_map(Value::as_i64).collect();
        assert_eq!(given, [sent + 1], "one of {numbers:?} is an event");
        let numbers = join_all((0..3).map(|_| bob.unreacts(&message, "👍"))).await;
        assert_eq!(numbers.iter().filter_map(Value::as_i64).collect::<Vec<_>>(), [sent + 2]);
        // Of two people they are two.
        join_all([&alice, &bob].map(|person| person.reacts(&message, "👍"))).await;
        assert_eq!(read(&bob, &message, "reactions { count }").await["reactions"], json!([{"count": 2}]));
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM reactions").await, 8);
}

async fn what_changes_nothing_is_no_event(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "Soup!").await;
    let mut heard = alice.hears_rooms().await;
    assert_eq!(bob.unreacts(&message, "👍").await, Value::Null, "never given");
    assert_eq!(bob.reacts(&message, "👍").await, 4);
    assert_eq!(bob.reacts(&message, "👍").await, Value::Null);
    assert_eq!(alice.unreacts(&message, "👍").await, Value::Null, "what another gave is theirs");
    let again = json!({"messageId": message["id"], "emoji": "👍", "clientMutationId": "again"});
    let first = bob.does("addReaction", again.clone(), "seq").await;
    assert_eq!((&first["seq"], &bob.does("addReaction", again, "seq").await), (&Value::Null, &first));
    let taken = json!({"messageId": message["id"], "emoji": "👍", "clientMutationId": "taken"});
    let back = bob.does("removeReaction", taken.clone(), "seq").await;
    assert_eq!(bob.reacts(&message, "👍").await, 6);
    assert_eq!(bob.does("removeReaction", taken, "seq").await, back, "a repeated call is the one of before");
    for seq in [4, 5, 6] {
        assert_eq!(heard.next().await, Event::of("ReactionChanged").seq(seq));
    }
    assert_eq!(alice.sends(&room, "the next").await["seq"], 7);
    assert_eq!(heard.next().await["seq"], 7);
}

async fn an_emoji_has_one_form(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "Soup!").await;
    alice.reacts(&message, "❤").await;
    bob.reacts(&message, "❤\u{fe0f}").await;
    for one in ["1\u{fe0f}\u{20e3}", "🇰🇷", "👨\u{200d}👩\u{200d}👧\u{200d}👦", "👍🏽"] {
        alice.reacts(&message, one).await;
    }
    let shown = read(&bob, &message, "reactions { emoji count }").await;
    let given: Vec<_> = shown["reactions"].as_array().unwrap().iter().map(|it| (&it["emoji"], &it["count"])).collect();
    assert_eq!(given[0], (&json!("❤\u{fe0f}"), &json!(2)), "with and without its selector they are one");
    assert_eq!(given.len(), 5);
    for none in ["", "a", "🎉🎉", "1", ":tada:", "🎉 ", "\0"] {
        for mutation in ["addReaction", "removeReaction"] {
            let input = json!({"messageId": message["id"], "emoji": none});
            let refusal = refused(&bob, mutation, input).await;
            assert_eq!(refusal, (json!("INVALID_INPUT"), json!(["input", "emoji"])), "{none:?}");
        }
    }
}

async fn a_message_has_fifty_different_emoji(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "Soup!").await;
    let emoji: Vec<_> = ('\u{1f600}'..='\u{1f632}').map(String::from).collect();
    for one in &emoji[..50] {
        alice.reacts(&message, one).await;
    }
    let input = json!({"input": {"messageId": message["id"], "emoji": emoji[50]}});
    let query = "mutation($input: AddReactionInput!) { addReaction(input: $input) {
        action error { code path problem limit } seq } }";
    let payload = bob.reads(query, input).await["addReaction"].clone();
    let error = json!({"code": "TOO_LARGE", "path": ["input", "emoji"], "problem": null, "limit": 50});
    assert_eq!(payload, json!({"action": "ROLLBACK", "error": error, "seq": null}));
    bob.reacts(&message, &emoji[7]).await;
    alice.unreacts(&message, &emoji[0]).await;
    bob.reacts(&message, &emoji[50]).await;
    let shown = read(&bob, &message, "reactions { emoji count }").await["reactions"].clone();
    assert_eq!(shown.as_array().unwrap().len(), 50);
    assert_eq!((&shown[6], &shown[49]["emoji"]), (&json!({"emoji": emoji[7], "count": 2}), &json!(emoji[50])));
}

async fn what_cannot_be_reacted_to_is_refused(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let first = "query($room: ID!) { room(id: $room) { messages(first: 1) { nodes { id } } } }";
    let system = alice.reads(first, json!({"room": private})).await["room"]["messages"]["nodes"][0].clone();
    let [secret, open] = [alice.sends(&private, "secret").await, alice.sends(&public, "open").await];
    let deleted = alice.sends(&private, "gone").await;
    alice.deletes(&deleted).await;
    let nobody = json!({"id": "msg_nonsense"});
    for (person, message, code) in [
        (&bob, &system, "FORBIDDEN"),
        (&bob, &deleted, "GONE"),
        (&eve, &secret, "NOT_FOUND"),
        (&eve, &open, "NOT_A_MEMBER"),
        (&bob, &nobody, "NOT_FOUND"),
    ] {
        for mutation in ["addReaction", "removeReaction"] {
            let input = json!({"messageId": message["id"], "emoji": "👍"});
            assert_eq!(refused(person, mutation, input).await.0, code, "{mutation}");
        }
    }
    assert_eq!(alice.sends(&private, "the next").await["seq"], 6, "no refusal took a number");
    bob.reacts(&secret, "👍").await;
    alice.does("archiveRoom", json!({"roomId": private}), "seq").await;
    for mutation in ["addReaction", "removeReaction"] {
        let input = json!({"messageId": secret["id"], "emoji": "👍"});
        assert_eq!(refused(&bob, mutation, input).await.0, "ROOM_ARCHIVED");
    }
    // Who may read the room may see what was given.
    alice.reacts(&open, "🎉").await;
    let shown =
        json!([{"emoji": "🎉", "count": 1, "viewerReacted": false, "users": {"nodes": [{"username": "alice"}]}}]);
    assert_eq!(read(&eve, &open, REACTIONS).await["reactions"], shown);
}

async fn a_deletion_takes_reactions_away_and_a_departure_does_not(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let [kept, deleted] = [alice.sends(&room, "kept").await, alice.sends(&room, "deleted").await];
    for message in [&kept, &deleted] {
        bob.reacts(message, "👍").await;
    }
    bob.leaves(&room).await;
    assert_eq!(
        read(&bob, &kept, "reactions { count viewerReacted }").await["reactions"],
        json!([{"count": 1, "viewerReacted": true}])
    );
    alice.deletes(&deleted).await;
    assert_eq!(read(&alice, &deleted, "reactions { count }").await["reactions"], json!([]));
    assert_eq!(spark.database.number("SELECT count(*) FROM reactions").await, 1);
    bob.joins(&room).await;
    assert_eq!(bob.unreacts(&kept, "👍").await, 10);
}

async fn who_reacted_is_read_by_pages(spark: Spark) {
    let names = ["alice", "bob", "carol", "dave", "erin"];
    let people = spark.users(names).await;
    let room = people[0].creates_room("PRIVATE", "Kitchen", &people[1..].iter().collect::<Vec<_>>()).await;
    let messages = [people[0].sends(&room, "one").await, people[0].sends(&room, "two").await];
    for message in &messages {
        for person in &people {
            person.reacts(message, "👍").await;
            person.reacts(message, "🎉").await;
        }
    }
    let page = async |args: &str| {
        let shows = format!(
            "reactions {{ users{args} {{ nodes {{ username }} pageInfo {{ hasNextPage hasPreviousPage endCursor startCursor }} }} }}"
        );
        let page = read(&people[0], &messages[0], &shows).await["reactions"][0]["users"].clone();
        let people: Vec<_> = page["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["username"].as_str().unwrap().to_owned())
            .collect();
        (people, page["pageInfo"].clone())
    };
    assert_eq!(page("").await.0, names);
    let (first, info) = page("(first: 2)").await;
    assert_eq!((&first[..], &info["hasNextPage"]), (&["alice".to_owned(), "bob".to_owned()][..], &json!(true)));
    let (second, info) = page(&format!("(first: 2, after: {})", info["endCursor"])).await;
    assert_eq!((&second[..], &info["hasPreviousPage"]), (&["carol".to_owned(), "dave".to_owned()][..], &json!(true)));
    let (last, info) = page(&format!("(last: 2, before: {})", info["startCursor"])).await;
    assert_eq!((last, &info["hasPreviousPage"]), (first, &json!(false)));
    // For however many messages and emoji with one statement, and the people with another.
    let query = "query($room: ID!, $last: Int) { room(id: $room) { messages(last: $last) {
        nodes { reactions { viewerReacted users(first: 3) { nodes { username } } } } } } }";
    let mut costs = Vec::new();
    for last in [1, 2] {
        let before = spark.server.statements();
        people[0].reads(query, json!({"room": room, "last": last})).await;
        costs.push(spark.server.statements() - before);
    }
    assert_eq!(costs[0], costs[1]);
}

async fn a_reaction_is_a_node_as_long_as_somebody_gives_it(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "Soup!").await;
    bob.reacts(&message, "👍").await;
    let id = read(&alice, &message, "reactions { id }").await["reactions"][0]["id"].clone();
    let query = "query($id: ID!) { node(id: $id) { __typename id ... on Reaction { emoji count viewerReacted } } }";
    let node = async |person: &crate::harness::Person, id: &Value| {
        person.reads(query, json!({"id": id})).await["node"].clone()
    };
    let expected = json!({"__typename": "Reaction", "id": id, "emoji": "👍", "count": 1, "viewerReacted": true});
    assert_eq!(node(&bob, &id).await, expected);
    assert_eq!(node(&alice, &id).await["viewerReacted"], false);
    assert_eq!(node(&eve, &id).await, Value::Null);
    for nothing in ["rct_", "rct_0", "rct_zzzzzzzz"] {
        assert_eq!(node(&bob, &json!(nothing)).await, Value::Null);
    }
    bob.unreacts(&message, "👍").await;
    assert_eq!(node(&bob, &id).await, Value::Null);
    let again = json!({"messageId": message["id"], "emoji": "👍", "clientMutationId": fresh()});
    alice.does("addReaction", again, "seq").await;
    assert_eq!(node(&bob, &id).await["count"], 1);
}
