//! Each bound at itself and one beyond: what is refused, and what is not. Lengths are those of letters of four bytes.

mod requests;

use crate::harness::{Person, Spark, on_both, person::fresh};
use serde_json::{Map, Value, json};

on_both! {
    what_a_message_may_be;
    what_a_room_may_be;
    what_an_account_may_be;
    what_people_may_say_of_themselves;
    what_an_announcement_may_be;
    what_may_be_read_up_to;
}

fn text(length: usize) -> Value {
    json!("🦀".repeat(length))
}

/// A field at its bound and one beyond, with what is said of the latter.
struct Bound {
    field: &'static str,
    most: Value,
    beyond: Value,
    problem: &'static str,
    limit: i64,
}

fn bound(field: &'static str, most: Value, beyond: Value, problem: &'static str, limit: i64) -> Bound {
    Bound { field, most, beyond, problem, limit }
}

fn longest(field: &'static str, length: usize) -> Bound {
    let limit = i64::try_from(length).unwrap();
    bound(field, text(length), text(length + 1), "TOO_LONG", limit)
}

fn least(field: &'static str, most: &str, beyond: &str, limit: i64) -> Bound {
    bound(field, json!(most), json!(beyond), "TOO_SHORT", limit)
}

/// Whoever does not know whether a thing of metadata is 4,096 bytes counts the quotation marks.
fn metadata() -> Bound {
    bound("metadata", json!("m".repeat(4_094)), json!("m".repeat(4_095)), "TOO_LONG", 4_096)
}

fn with(input: &Value, field: &str, value: Value) -> Value {
    let mut input: Map<String, Value> = input.as_object().unwrap().clone();
    input.insert(field.to_owned(), value);
    Value::Object(input)
}

/// What is beyond is refused by the field, with the limit; what is at the bound is done.
async fn holds(person: &Person, mutation: &str, input: &Value, bounds: &[Bound]) {
    let name = mutation[..1].to_uppercase() + &mutation[1..];
    let query = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ action error {{ code path problem limit }} }} }}"
    );
    for bound in bounds {
        for (value, is_beyond) in [(&bound.beyond, true), (&bound.most, false)] {
            let mut input = with(input, bound.field, value.clone());
            if bound.field != "clientMutationId" {
                input["clientMutationId"] = json!(fresh());
            }
            let answer = person.reads(&query, json!({ "input": input })).await[mutation].clone();
            let path = json!(["input", bound.field]);
            let error = json!({"code": "INVALID_INPUT", "path": path, "problem": bound.problem, "limit": bound.limit});
            let expected = if is_beyond {
                json!({"action": "ROLLBACK", "error": error})
            } else {
                json!({"action": "COMMIT", "error": null})
            };
            assert_eq!(answer, expected, "{mutation} {}, {is_beyond}", bound.field);
        }
    }
}

async fn what_a_message_may_be(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let send = json!({"roomId": room, "body": "soup"});
    let body = longest("body", 8_000);
    let bounds = [body, metadata(), longest("clientMutationId", 64)];
    holds(&alice, "sendMessage", &send, &bounds).await;
    let message = alice.sends(&room, "soup").await["id"].clone();
    holds(&alice, "editMessage", &json!({"messageId": message}), &[longest("body", 8_000)]).await;
    // What was sent at the bound is what is read.
    let read = "query($room: ID!) { room(id: $room) { messages { nodes { body metadata } } } }";
    let nodes = alice.reads(read, json!({"room": room})).await["room"]["messages"]["nodes"].clone();
    assert_eq!((&nodes[1]["body"], &nodes[2]["metadata"]), (&text(8_000), &json!("m".repeat(4_094))));
}

async fn what_a_room_may_be(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let people = |count: usize| json!(vec![&bob.id; count]);
    let names = || [longest("name", 80), longest("topic", 500)];
    let create = json!({"name": "Square"});
    holds(&alice, "createRoom", &create, &names()).await;
    holds(&alice, "createRoom", &create, &[bound("memberIds", people(100), people(101), "TOO_MANY", 100)]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    holds(&alice, "updateRoom", &json!({"roomId": room}), &names()).await;
    let add = json!({"roomId": room});
    holds(&alice, "addMembers", &add, &[bound("userIds", people(100), people(101), "TOO_MANY", 100)]).await;
    let uses = [
        bound("maxUses", json!(1_000_000), json!(1_000_001), "OUT_OF_RANGE", 1_000_000),
        bound("maxUses", json!(1), json!(0), "OUT_OF_RANGE", 1),
    ];
    holds(&alice, "createInvite", &json!({"roomId": room}), &uses).await;
    let numbers =
        [bound("seq", json!(4), json!(5), "OUT_OF_RANGE", 4), bound("seq", json!(0), json!(-1), "OUT_OF_RANGE", 0)];
    assert_eq!(alice.membership(&room).await["latestSeq"], 4);
    holds(&alice, "markRead", &json!({"roomId": room}), &numbers).await;
}

async fn what_an_account_may_be(spark: Spark) {
    let alice = spark.user("alice").await;
    let letters = |count: usize| json!("ж".repeat(count));
    let input = |name: &str| json!({"username": name, "password": "correct horse"});
    let names = [bound("username", letters(32), letters(33), "TOO_LONG", 32), least("username", "bo", "b", 2)];
    holds(&alice, "register", &input(""), &names).await;
    let passwords = longest("password", 256);
    holds(&alice, "register", &input("carol"), &[passwords]).await;
    holds(&alice, "register", &input("dave"), &[least("password", "k3!x ü?9", "k3!x ü?", 8)]).await;
    holds(&alice, "register", &input("erin"), &[longest("displayName", 80)]).await;
    holds(&alice, "register", &input("frank"), &[longest("clientMutationId", 64)]).await;
    // The password is all of it, to the last letter.
    const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { action error { code } } }";
    for (length, action) in [(256, "COMMIT"), (255, "ROLLBACK"), (257, "ROLLBACK")] {
        let input = json!({"input": {"username": "carol", "password": text(length)}});
        assert_eq!(spark.post(None, LOGIN, input).await["data"]["login"]["action"], action, "{length} letters");
    }
    let change = json!({"currentPassword": "correct horse"});
    holds(&alice, "changePassword", &change, &[longest("newPassword", 256)]).await;
}

async fn what_people_may_say_of_themselves(spark: Spark) {
    let alice = spark.user("alice").await;
    holds(&alice, "setStatus", &json!({"status": "AWAY"}), &[longest("text", 140)]).await;
    holds(&alice, "updateProfile", &json!({}), &[longest("displayName", 80)]).await;
    let parts = "-abcdefgh".repeat(3);
    let (most, beyond) = (format!("abcdefgh{parts}"), format!("abcdefgh{parts}x"));
    assert_eq!(most.len(), 35);
    let too_long_a_part = bound("locale", json!("de-abcdefgh"), json!("de-abcdefghi"), "MALFORMED", 0);
    holds(&alice, "updateSettings", &json!({}), &[bound("locale", json!(most), json!(beyond), "TOO_LONG", 35)]).await;
    for (locale, action) in [
        (too_long_a_part.most, "COMMIT"),
        (too_long_a_part.beyond, "ROLLBACK"),
        (json!("de"), "COMMIT"),
        (json!("d"), "ROLLBACK"),
        (json!("d1"), "ROLLBACK"),
        (json!("de-1"), "COMMIT"),
        (json!("de-"), "ROLLBACK"),
        (json!("dé"), "ROLLBACK"),
        (json!("abcdefghi"), "ROLLBACK"),
    ] {
        let told = alice.calls("updateSettings", json!({"locale": locale}), "settings { locale }").await;
        assert_eq!(told["action"], action, "{locale}: {told}");
        if action == "COMMIT" {
            assert_eq!(told["settings"]["locale"], locale);
        }
    }
    // An address by its bytes; what is none is refused before anything is done.
    let query = "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { action user { avatarUrl } } }";
    let address = |bytes: usize| format!("https://example.org/{}", "x".repeat(bytes - 20));
    let update = async |url: &str| alice.ask(query, json!({"input": {"avatarUrl": url}})).await;
    let done = update(&address(2_000)).await;
    assert_eq!(done["data"]["updateProfile"]["user"]["avatarUrl"], address(2_000));
    for wrong in [&address(2_001), "ftp://example.org/", "/picture.png", "javascript:alert(1)", ""] {
        let answer = update(wrong).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{wrong}: {answer}");
    }
}

async fn what_an_announcement_may_be(spark: Spark) {
    let alice = spark.admin("alice").await;
    let announcement = json!({"title": "Soup", "body": "at noon"});
    let bounds = [longest("title", 200), longest("body", 8_000), metadata(), longest("clientMutationId", 64)];
    holds(&alice, "publishAnnouncement", &announcement, &bounds).await;
}

async fn what_may_be_read_up_to(spark: Spark) {
    let alice = spark.admin("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let in_room = |list: &str| format!("query($room: ID!) {{ found: room(id: $room) {{ found: {list} }} }}");
    let at_root = |list: &str| format!("query($room: ID!) {{ found: {list} room(id: $room) {{ id }} }}");
    let lists = [
        in_room("messages(ARGS) { nodes { id } }"),
        in_room("messages(around: 1, ARGS) { nodes { id } }"),
        in_room("members(ARGS) { nodes { id } }"),
        at_root("users(search: \"a\", ARGS) { nodes { id } }"),
        at_root("publicRooms(ARGS) { nodes { id } }"),
        at_root("memberships(ARGS) { nodes { id } }"),
        at_root("announcements(ARGS) { nodes { id } }"),
        at_root("sync(roomId: $room, fromSeq: 1, ARGS) { latestSeq }"),
        at_root("syncRooms(cursors: [{roomId: $room, fromSeq: 1}], ARGS) { latestSeq }"),
    ];
    for list in lists {
        for (size, is_one) in [(0, false), (1, true), (200, true), (201, false), (-1, false)] {
            let query = list.replace("ARGS", &format!("first: {size}"));
            let answer = alice.ask(&query, json!({ "room": room })).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            assert_eq!(code, (!is_one).then_some("INVALID_INPUT"), "{query}: {answer}");
        }
        let backward = ["around", "memberships", "sync"].iter().all(|forward| !list.contains(forward));
        for (size, is_one) in [(0, false), (1, true), (200, true), (201, false)] {
            let query = list.replace("ARGS", &format!("last: {size}"));
            let answer = alice.ask(&query, json!({ "room": room })).await;
            assert_eq!(answer.get("errors").is_none(), is_one && backward, "{query}: {answer}");
        }
    }
    // The numbers from which is read: 1 is the first, and one past the newest is the last.
    let sync = "query($room: ID!, $from: Int!) { sync(roomId: $room, fromSeq: $from) { reset nextSeq hasMore } }";
    for (from, reset) in [(1, false), (2, false), (3, true)] {
        let page = alice.reads(sync, json!({"room": room, "from": from})).await["sync"].clone();
        assert_eq!(page["reset"], reset, "from {from}: {page}");
    }
    assert_eq!(alice.is_refused(sync, json!({"room": room, "from": 0})).await, "INVALID_INPUT");
}
