//! The same call twice is one call, in whatever words it is said: what is compared is the coerced input, in a form of our own.

use super::doors::written;
use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    a_call_is_the_same_in_whatever_words;
    another_value_is_another_call;
    the_form_of_a_known_call_does_not_change;
}

async fn a_call_is_the_same_in_whatever_words(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let create = json!({"name": "Kitchen \"1\"", "memberIds": [bob.id], "clientMutationId": "room"});
    let first = alice.does("createRoom", create.clone(), "room { id }").await["room"]["id"].clone();
    let before = written(&spark).await;
    let in_words = [
        "mutation { createRoom(input: {name: \"Kitchen \\\"1\\\"\", memberIds: [\"BOB\"], clientMutationId: \"room\"}) { room { id } } }",
        "mutation { x: createRoom(input: {clientMutationId: \"room\", kind: PUBLIC, memberIds: \"BOB\",
           name: \"\"\"\n      Kitchen \"1\"\n\"\"\"}) { room { id } } }",
        "mutation($n: String = \"Kitchen \\u00221\\u{22}\", $k: RoomKind! = PUBLIC, $t: String, $m: ID! = \"BOB\", $c: String = \"room\") {
           createRoom(input: {topic: $t, memberIds: [$m], kind: $k, name: $n, clientMutationId: $c}) { room { id } } }",
        "mutation($i: CreateRoomInput! = {name: \"Kitchen \\\"1\\\"\", memberIds: [\"BOB\"], clientMutationId: \"room\"}) {
           ...F } fragment F on Mutation { createRoom(input: $i) { action } createRoom(input: $i) { room { id } } }",
    ];
    for query in in_words {
        let query = query.replace("BOB", &bob.id);
        // A name that may not be null takes a variable that has a default.
        let answer = alice.ask(&query, json!({})).await;
        let payload = answer["data"].as_object().and_then(|data| data.values().next());
        let payload = payload.unwrap_or_else(|| panic!("{query}: {answer}"));
        assert_eq!(payload["room"]["id"], first, "{query}: {answer}");
    }
    let mut written_out = create.clone();
    written_out["kind"] = json!("PUBLIC");
    assert_eq!(alice.does("createRoom", written_out, "room { id }").await["room"]["id"], first);
    assert_eq!(written(&spark).await, before);
    // The fields of an object have no order, in whatever scalar they stand.
    let with = |metadata: &str| {
        let room = first.as_str().unwrap();
        format!(
            "mutation {{ sendMessage(input: {{metadata: {metadata}, clientMutationId: \"send\", body: \"b\", roomId: \"{room}\"}}) {{ seq }} }}"
        )
    };
    let sent = alice.reads(&with("{a: 1, b: {c: [2], d: null}}"), json!({})).await;
    assert_eq!(alice.reads(&with("{b: {d: null, c: [2]}, a: 1}"), json!({})).await, sent);
    // An instant has one form, whole numbers too.
    let room = first.as_str().unwrap();
    let invite =
        |at: &str, uses: Value| json!({"roomId": room, "expiresAt": at, "maxUses": uses, "clientMutationId": "invite"});
    let code =
        alice.does("createInvite", invite("2100-01-01T00:00:00Z", json!(3)), "invite { code }").await["invite"].clone();
    for (at, uses) in [("2100-01-01T00:00:00.000Z", json!(3)), ("2100-01-01T01:00:00+01:00", json!(3.0))] {
        assert_eq!(alice.does("createInvite", invite(at, uses), "invite { code }").await["invite"], code, "{at}");
    }
    let avatar = |url: &str| json!({"avatarUrl": url, "clientMutationId": "avatar"});
    // An address is as it was said: by what rules it is written otherwise is not ours to keep for ever.
    for _ in 0..2 {
        alice.does("updateProfile", avatar("HTTPS://EXAMPLE.org:443/"), "").await;
    }
    assert_eq!(alice.fails("updateProfile", avatar("https://example.org")).await, "CONFLICT");
}

async fn another_value_is_another_call(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let create = json!({"name": "1", "topic": "t", "memberIds": [bob.id, carol.id], "clientMutationId": "room"});
    let made = alice.does("createRoom", create.clone(), "room { id }").await;
    let others = [
        ("name", json!("1 ")),
        ("name", json!("\"1\"")),
        ("topic", json!("T")),
        ("topic", json!("")),
        ("topic", Value::Null),
        ("kind", json!("PRIVATE")),
        ("memberIds", json!([carol.id, bob.id])),
        ("memberIds", json!([bob.id])),
        ("memberIds", json!([bob.id, carol.id, carol.id])),
        ("memberIds", json!([])),
    ];
    let before = written(&spark).await;
    for (field, value) in others {
        let mut other = create.clone();
        other[field] = value;
        assert_eq!(alice.fails("createRoom", other.clone()).await, "CONFLICT", "{other}");
    }
    // What is left out is not what is null, where the two differ; of two inputs that look alike the types decide.
    let room = made["room"]["id"].as_str().unwrap();
    let send = |metadata: Value| json!({"roomId": room, "body": "b", "metadata": metadata, "clientMutationId": "send"});
    let leave = json!({"roomId": room, "clientMutationId": "room"});
    assert_eq!(alice.fails("leaveRoom", leave).await, "CONFLICT", "of another mutation");
    assert_eq!(written(&spark).await, before);
    alice.does("sendMessage", send(json!({"a": [1, {"b": "x"}], "c": null})), "").await;
    let others = [
        json!({"a": [1, {"b": "x"}]}),
        json!({"a": ["1", {"b": "x"}], "c": null}),
        json!({"a": [1, {"b": "x"}], "c": "null"}),
        json!({"a": [1, {"b": "x", "c": null}]}),
        json!({"a": [[1, {"b": "x"}]], "c": null}),
        json!({"a": [1], "b": "x", "c": null}),
        json!({"a": "[1,{\"b\":\"x\",},],\"c\":null"}),
        Value::Null,
    ];
    for other in others {
        assert_eq!(alice.fails("sendMessage", send(other.clone())).await, "CONFLICT", "{other}");
    }
    // A password is no part of what is compared, and none of what is kept.
    let register =
        json!({"currentPassword": "correct horse", "newPassword": "battery staple", "clientMutationId": "pw"});
    alice.does("changePassword", register, "").await;
}

/// A call is known for 7 days, and over upgrades: whoever changes this form makes every client's repeated call a CONFLICT.
/// The numbers are half of SHA-256 of the mutation's name, a zero and the form, as `printf` and `sha256sum` make it (`t` are
/// microseconds, `f` the bits of a fraction):
///
/// ```text
/// createRoom\0{"kind":PRIVATE,"name":"Kitchen \"1\\2\"","topic":null,}
/// updateProfile\0{"avatarUrl":"https://example.org/a.png","displayName":"Zoë",}
/// publishAnnouncement\0{"audience":ADMINS,"body":"b","expiresAt":t4102444800000000,"metadata":{"a":{},"b":[1,f4004000000000000,true,null,"x",],},"title":"t",}
/// ```
async fn the_form_of_a_known_call_does_not_change(spark: Spark) {
    let admin = spark.admin("admin").await;
    let create = json!({"name": "Kitchen \"1\\2\"", "kind": "PRIVATE", "topic": null, "memberIds": []});
    let profile = json!({"displayName": "Zoë", "avatarUrl": "https://example.org/a.png"});
    let announcement = json!({"title": "t", "body": "b", "kind": "NOTICE", "audience": "ADMINS", "severity": "INFO",
        "expiresAt": "2100-01-01T00:00:00Z", "metadata": {"b": [1, 2.5, true, null, "x"], "a": {}}});
    hash_is(&spark, &admin, "createRoom", create, CREATE_ROOM).await;
    hash_is(&spark, &admin, "updateProfile", profile, UPDATE_PROFILE).await;
    hash_is(&spark, &admin, "publishAnnouncement", announcement, PUBLISH_ANNOUNCEMENT).await;
}

const CREATE_ROOM: &str = "a9f8d2ebf34665ed8797682bde37423d";
const UPDATE_PROFILE: &str = "2c1c0b2b05974b76ef7db7d9f8405c63";
const PUBLISH_ANNOUNCEMENT: &str = "d202cd48162c066374e2c3a6c3cb4ab5";

async fn hash_is(spark: &Spark, person: &Person, mutation: &str, mut input: Value, hash: &str) {
    let id = format!("golden {mutation}");
    input["clientMutationId"] = json!(id);
    person.does(mutation, input, "").await;
    let kept = format!("SELECT count(*) FROM requests WHERE client_mutation_id = '{id}' AND input_hash = '{hash}'");
    assert_eq!(spark.database.number(&kept).await, 1, "the form of {mutation} is another one");
}
