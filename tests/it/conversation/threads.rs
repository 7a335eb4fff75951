//! Threads: one level of answers to a message.

use super::{read, refused};
use crate::harness::{Event, Person, Spark, on_both, person::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    an_answer_is_a_message_with_a_parent;
    answers_that_come_at_once_are_all_counted;
    a_deleted_answer_is_not_counted;
    a_deleted_message_keeps_its_thread;
    what_cannot_be_answered_is_refused;
    threads_are_read_by_pages_with_one_statement;
}

const THREAD: &str = "seq updatedSeq replyCount parent { id } replies { nodes { body deletedAt } }";

async fn an_answer_is_a_message_with_a_parent(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let shows = "__typename ... on MessageSent { seq room { lastMessage { body } }
        message { body parent { id replyCount updatedSeq parent { id } } replies { nodes { body } } } }";
    let mut heard = bob.subscribes(&format!("subscription {{ roomEvents {{ {shows} }} }}"), json!({})).await;
    let parent = alice.sends(&room, "Soup or salad?").await;
    heard.next().await;
    let before = alice.reads("query($room: ID!) { room(id: $room) { lastActivityAt } }", json!({"room": room})).await;
    let answer = bob.answers(&room, &parent, "Soup").await;
    assert_eq!(answer["seq"], 4);
    let event = heard.next().await;
    let answered = json!({"id": parent["id"], "replyCount": 1, "updatedSeq": 4, "parent": null});
    assert_eq!(event, Event::of("MessageSent").seq(4).with("message.parent", &answered));
    assert_eq!(event["message"]["replies"]["nodes"], json!([]));
    assert_eq!(event["room"]["lastMessage"]["body"], "Soup or salad?", "an answer is in no list");
    let thread = read(&alice, &parent, THREAD).await;
    let replies = json!({"nodes": [{"body": "Soup", "deletedAt": null}]});
    assert_eq!(thread, json!({"seq": 3, "updatedSeq": 4, "replyCount": 1, "parent": null, "replies": replies}));
    assert_eq!(read(&alice, &answer, "parent { id }").await["parent"]["id"], parent["id"]);
    // It counts and stands in the log like any message.
    let alices = alice.membership(&room).await;
    assert_eq!((&alices["latestSeq"], &alices["viewerMembership"]["unreadCount"]), (&json!(4), &json!(1)));
    assert_eq!(alice.syncs(&room, 4).await[0], Event::of("MessageSent").seq(4).with("message.body", "Soup"));
    let now = alice
        .reads(
            "query($room: ID!) { room(id: $room) { lastActivityAt lastMessage { body } messages { nodes { body } } } }",
            json!({"room": room}),
        )
        .await["room"]
        .clone();
    assert!(now["lastActivityAt"].as_str() >= before["room"]["lastActivityAt"].as_str());
    assert_eq!(now["lastMessage"]["body"], "Soup or salad?");
    assert_eq!(now["messages"]["nodes"].as_array().unwrap().last().unwrap()["body"], "Soup");
    assert_eq!(alice.sends(&room, "Both").await["seq"], 5);
    let last =
        alice.reads("query($room: ID!) { room(id: $room) { lastMessage { body } } }", json!({"room": room})).await;
    assert_eq!(last["room"]["lastMessage"]["body"], "Both");
}

async fn answers_that_come_at_once_are_all_counted(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let [one, two] = [alice.sends(&room, "one").await, alice.sends(&room, "two").await];
    let answers = (0..20).map(async |n| {
        let (person, parent) = if n % 2 == 0 { (&alice, &one) } else { (&bob, &two) };
        person.answers(&room, parent, &n.to_string()).await["seq"].as_i64().unwrap()
    });
    let numbers = join_all(answers).await;
    for (n, parent) in [&one, &two].into_iter().enumerate() {
        let last = numbers.iter().enumerate().filter(|(at, _)| at % 2 == n).map(|(_, seq)| *seq).max();
        let thread = read(&bob, parent, "replyCount updatedSeq").await;
        assert_eq!(thread, json!({"replyCount": 10, "updatedSeq": last}));
    }
    // The same call again is no other answer.
    let input = json!({"roomId": room, "body": "again", "parentId": one["id"], "clientMutationId": fresh()});
    let first = alice.does("sendMessage", input.clone(), "seq").await;
    assert_eq!(alice.does("sendMessage", input, "seq").await, first);
    assert_eq!(read(&bob, &one, "replyCount").await["replyCount"], 11);
}

async fn a_deleted_answer_is_not_counted(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let parent = alice.sends(&room, "Soup or salad?").await;
    let soup = bob.answers(&room, &parent, "Soup").await;
    bob.answers(&room, &parent, "Salad").await;
    let edit = json!({"messageId": soup["id"], "body": "Soup!"});
    bob.does("editMessage", edit, "seq").await;
    assert_eq!(read(&alice, &parent, "updatedSeq replyCount").await, json!({"updatedSeq": 5, "replyCount": 2}));
    let seq = bob.deletes(&soup).await;
    assert_eq!(bob.deletes(&soup).await, Value::Null, "a second time");
    let thread = read(&alice, &parent, THREAD).await;
    assert_eq!((&thread["replyCount"], &thread["updatedSeq"]), (&json!(1), &seq));
    let bodies: Vec<_> = thread["replies"]["nodes"].as_array().unwrap().iter().map(|reply| &reply["body"]).collect();
    assert_eq!(bodies, ["", "Salad"], "a tombstone stands in its place");
    assert_eq!(read(&alice, &soup, "parent { id }").await["parent"]["id"], parent["id"]);
}

async fn a_deleted_message_keeps_its_thread(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let parent = alice.sends(&room, "Soup or salad?").await;
    let soup = bob.answers(&room, &parent, "Soup").await;
    alice.deletes(&parent).await;
    let input = json!({"roomId": room, "body": "x", "parentId": parent["id"], "clientMutationId": fresh()});
    assert_eq!(refused(&bob, "sendMessage", input).await, (json!("GONE"), json!(["input", "parentId"])));
    let thread = read(&bob, &parent, THREAD).await;
    assert_eq!((&thread["replyCount"], &thread["replies"]["nodes"][0]["body"]), (&json!(1), &json!("Soup")));
    let seq = bob.deletes(&soup).await;
    assert_eq!(read(&bob, &parent, "updatedSeq replyCount").await, json!({"updatedSeq": seq, "replyCount": 0}));
}

async fn what_cannot_be_answered_is_refused(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let other = alice.creates_room("PRIVATE", "Cellar", &[]).await;
    let parent = alice.sends(&room, "Soup or salad?").await;
    let reply = bob.answers(&room, &parent, "Soup").await;
    let foreign = alice.sends(&other, "secret").await;
    let system = alice
        .reads("query($room: ID!) { room(id: $room) { messages(first: 1) { nodes { id } } } }", json!({"room": room}))
        .await["room"]["messages"]["nodes"][0]["id"]
        .clone();
    // As of a log that a backup took back: the place is another's.
    let stale = stale(parent["id"].as_str().unwrap());
    let not_allowed = "INVALID_INPUT";
    let answers = async |person: &Person, parent: &Value| {
        let input = json!({"roomId": room, "body": "x", "parentId": parent, "clientMutationId": fresh()});
        refused(person, "sendMessage", input).await
    };
    for (parent, code) in [
        (&foreign["id"], not_allowed),
        (&reply["id"], not_allowed),
        (&system, not_allowed),
        (&json!(stale), "NOT_FOUND"),
        (&json!("msg_nonsense"), "NOT_FOUND"),
    ] {
        let refusal = answers(&bob, parent).await;
        assert_eq!(refusal, (json!(code), json!(["input", "parentId"])), "{parent}");
    }
    assert_eq!(bob.sends(&room, "the next").await["seq"], 5, "no refusal took a number");
    assert_eq!(read(&bob, &parent, "replyCount").await["replyCount"], 1);
}

/// The id with another fingerprint at its end.
pub fn stale(id: &str) -> String {
    let (head, last) = id.split_at(id.len() - 1);
    // The last letter holds bits of the fingerprint alone, the lowest of which may be filled up with zeros.
    let (head, before) = head.split_at(head.len() - 1);
    let other = if before == "0" { "1" } else { "0" };
    format!("{head}{other}{last}")
}

async fn threads_are_read_by_pages_with_one_statement(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Diary", &[]).await;
    let mut parents = Vec::new();
    for n in 0..5 {
        parents.push(alice.sends(&room, &format!("day {n}")).await);
    }
    let mut seqs = Vec::new();
    for n in 0..6 {
        for parent in &parents {
            let answer = alice.answers(&room, parent, &format!("note {n}")).await;
            if parent == &parents[1] {
                seqs.push(answer["seq"].as_i64().unwrap());
            }
        }
    }
    let page = async |args: &str| {
        let query = format!(
            "query($id: ID!) {{ message(id: $id) {{ replies{args} {{ nodes {{ seq }} edges {{ cursor }}
               pageInfo {{ hasNextPage hasPreviousPage }} }} }} }}"
        );
        let page = alice.reads(&query, json!({"id": parents[1]["id"]})).await["message"]["replies"].clone();
        let seqs: Vec<_> = page["nodes"].as_array().unwrap().iter().map(|node| node["seq"].as_i64().unwrap()).collect();
        (seqs, page["pageInfo"]["hasPreviousPage"] == true, page["pageInfo"]["hasNextPage"] == true)
    };
    assert_eq!(page("").await, (seqs.clone(), false, false));
    assert_eq!(page("(first: 2)").await, (seqs[..2].to_vec(), false, true));
    assert_eq!(page("(last: 2)").await, (seqs[4..].to_vec(), true, false));
    assert_eq!(page(&format!("(first: 2, after: \"{}\")", seqs[1])).await, (seqs[2..4].to_vec(), true, true));
    assert_eq!(page(&format!("(last: 2, before: \"{}\")", seqs[2])).await, (seqs[..2].to_vec(), false, true));
    let query = "query($room: ID!, $last: Int) { room(id: $room) { messages(last: $last) {
        nodes { parent { body } replies(last: 2) { nodes { body } } } } } }";
    let mut costs = Vec::new();
    for last in [1, 35] {
        let before = spark.server.statements();
        let read = alice.reads(query, json!({"room": room, "last": last})).await;
        costs.push(spark.server.statements() - before);
        if last == 35 {
            let nodes = read["room"]["messages"]["nodes"].as_array().unwrap();
            let threads = nodes.iter().filter(|node| node["replies"]["nodes"].as_array().unwrap().len() == 2).count();
            let answers = nodes.iter().filter(|node| node["parent"]["body"].is_string()).count();
            assert_eq!((threads, answers), (5, 30));
        }
    }
    // Of one answer there is a parent and no thread to ask for; of both there is one statement for each.
    assert_eq!(costs[1], costs[0] + 1);
}
