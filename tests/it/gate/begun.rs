//! Whether something happened is said of each field, in its payload or in its error; and what is said is so.

use super::doors::{Door, Doors, WRITING, plain, written};
use crate::harness::{Engine, Person, Spark, on_both, person::fresh};
use serde_json::{Value, json};

on_both! {
    an_error_below_a_mutation_that_happened_says_so;
    a_path_names_each_step;
    a_failure_does_not_stop_the_next_field;
    a_stranger_is_told_of_each_field;
    behind_a_logout_is_nobody;
    only_who_can_repeat_is_told_to;
    wrong_pages_are_refused_before_the_mutation;
    a_subscription_needs_a_door_that_can_tell_it;
}

/// What is done when a call whose id begins with `torn` is kept, which is the last thing that a transaction does: that Carol is
/// a member can't be read any more. And a room of the name `trap` can't be committed.
const SQLITE: &str = "
    CREATE TRIGGER tears AFTER INSERT ON requests WHEN NEW.client_mutation_id LIKE 'torn%'
      BEGIN UPDATE memberships SET role = 'NONSENSE'
        WHERE user_id = (SELECT id FROM users WHERE username = 'carol'); END;
    CREATE TABLE trap (id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER spring AFTER INSERT ON rooms WHEN NEW.name = 'trap' BEGIN INSERT INTO trap VALUES (-1); END;";
const POSTGRES: &str = "
    CREATE FUNCTION tears() RETURNS trigger LANGUAGE plpgsql AS
      $$BEGIN UPDATE memberships SET role = 'NONSENSE'
        WHERE user_id = (SELECT id FROM users WHERE username = 'carol'); RETURN NEW; END$$;
    CREATE TRIGGER tears AFTER INSERT ON requests FOR EACH ROW WHEN (NEW.client_mutation_id LIKE 'torn%')
      EXECUTE FUNCTION tears();
    CREATE TABLE trap (id BIGINT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO trap VALUES (-1); RETURN NEW; END';
    CREATE TRIGGER spring AFTER INSERT ON rooms FOR EACH ROW WHEN (NEW.name = 'trap') EXECUTE FUNCTION spring();";

async fn sets_traps(spark: &Spark) {
    let traps = match spark.database.engine {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    spark.database.execute(traps).await;
}

async fn rooms(spark: &Spark) -> i64 {
    spark.database.number("SELECT count(*) FROM rooms").await
}

async fn an_error_below_a_mutation_that_happened_says_so(spark: Spark) {
    let [alice, carol] = spark.users(["alice", "carol"]).await;
    sets_traps(&spark).await;
    let query = "mutation($c: [ID!]!, $id: String) {
      refused: createRoom(input: {name: \"\"}) { action error { code } }
      made: createRoom(input: {name: \"Torn\", memberIds: $c, clientMutationId: $id}) {
        action room { memberCount all: members { nodes { role who: user { username } } } } membership { role } } }";
    let mut doors = Doors::of(&spark, &alice).await;
    for (door, made) in WRITING.into_iter().zip(1..) {
        let id = format!("torn {door:?}");
        let request = json!({"query": query, "variables": {"c": [carol.id], "id": id}});
        // Twice: what is repeated happened as well, and once.
        for _ in 0..2 {
            let (answer, begun) = doors.ask(door, &request).await;
            assert!(begun, "{answer}");
            let shown = json!({"action": "COMMIT", "room": null, "membership": {"role": "OWNER"}});
            assert_eq!(answer["data"]["made"], shown, "{answer}");
            assert_eq!(answer["data"]["refused"], json!({"action": "ROLLBACK", "error": {"code": "INVALID_INPUT"}}));
            let [error] = &answer["errors"].as_array().unwrap()[..] else { panic!("{answer}") };
            assert_eq!(error["path"], json!(["made", "room", "all"]), "{answer}");
            assert_eq!(error["extensions"], json!({"code": "INTERNAL", "action": "COMMIT"}), "{answer}");
        }
        assert_eq!(rooms(&spark).await, made, "{door:?}");
        spark.database.execute("UPDATE memberships SET role = 'MEMBER' WHERE role = 'NONSENSE'").await;
    }
}

async fn a_path_names_each_step(spark: Spark) {
    let [alice, carol] = spark.users(["alice", "carol"]).await;
    for n in 0..3 {
        let room = alice.creates_room("PUBLIC", &format!("Room {n}"), &[]).await;
        if n == 1 {
            carol.joins(&room).await;
            carol.sends(&room, "hello").await;
        }
    }
    spark.database.execute("UPDATE users SET role = 'NONSENSE' WHERE username = 'carol'").await;
    let mut doors = Doors::of(&spark, &alice).await;
    // An error of a field that may be null takes that field; of another, the nearest one above it that may be.
    let query = "{
      publicRooms { nodes { name
        said: messages(last: 3) { edges { node { body from: author { username } } } }
        members(first: 2) { nodes { user { username } } } } } }";
    let answer = doors.answer(&plain(query)).await;
    assert_eq!(answer["data"], Value::Null);
    let path = json!(["publicRooms", "nodes", 1, "members", "nodes", 1, "user"]);
    assert!(answer["errors"].as_array().unwrap().iter().any(|error| error["path"] == path), "{answer}");
    let nullable = query.replace("members(first: 2) { nodes { user { username } } }", "");
    let answer = doors.answer(&plain(&nullable)).await;
    let [error] = &answer["errors"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(error["path"], json!(["publicRooms", "nodes", 1, "said", "edges", 2, "node", "from"]), "{answer}");
    assert_eq!(error["locations"], json!([{"line": 3, "column": 55}]), "{answer}");
    let node = &answer["data"]["publicRooms"]["nodes"][1]["said"]["edges"][2]["node"];
    assert_eq!(*node, json!({"body": "hello", "from": null}), "{answer}");
    let field =
        json!({"query": "query($c: ID!) { __typename carol: node(id: $c) { id } }", "variables": {"c": carol.id}});
    let answer = doors.answer(&field).await;
    assert_eq!(answer["data"], json!({"__typename": "Query", "carol": null}), "{answer}");
    assert_eq!(answer["errors"][0]["path"], json!(["carol"]), "{answer}");
}

async fn a_failure_does_not_stop_the_next_field(spark: Spark) {
    let alice = spark.user("alice").await;
    let query = "mutation { first: createRoom(input: {name: \"\"}) { action } __typename
      second: createRoom(input: {name: \"Second\"}) { action room { name } }
      third: joinRoom(input: {roomId: \"room_x\"}) { action } fourth: createRoom(input: {name: \"Fourth\"}) { action } }";
    let mut doors = Doors::of(&spark, &alice).await;
    for (door, n) in WRITING.into_iter().zip(1..) {
        let (answer, _) = doors.ask(door, &plain(query)).await;
        let (done, not) = (json!({"action": "COMMIT"}), json!({"action": "ROLLBACK"}));
        let second = json!({"action": "COMMIT", "room": {"name": "Second"}});
        let expected = json!({"first": not, "__typename": "Mutation", "second": second, "third": not, "fourth": done});
        assert_eq!(answer, json!({"data": expected}));
        assert_eq!(rooms(&spark).await, 2 * n, "{door:?}");
    }
}

async fn a_stranger_is_told_of_each_field(spark: Spark) {
    let mut doors = Doors::of_nobody(&spark);
    let unauthenticated = json!({"code": "UNAUTHENTICATED", "action": "ROLLBACK"});
    let answer = doors.answer(&plain("{ __typename room(id: \"x\") { id } }")).await;
    assert_eq!(answer["data"], json!({"__typename": "Query", "room": null}));
    assert_eq!(
        (&answer["errors"][0]["path"], &answer["errors"][0]["extensions"]),
        (&json!(["room"]), &unauthenticated)
    );
    let answer = doors.answer(&plain("{ __typename viewer { id } }")).await;
    assert_eq!((&answer["data"], &answer["errors"][0]["path"]), (&Value::Null, &json!(["viewer"])));
    let before = written(&spark).await;
    let query = "mutation {\n  one: createRoom(input: {name: \"one\"}) { action }\n  __typename\n
        two: updateProfile(input: {displayName: \"two\"}) { action }\n  logout(input: {}) { action } }";
    for door in WRITING.into_iter().filter(|door| *door != Door::Socket) {
        let (answer, begun) = doors.ask(door, &plain(query)).await;
        assert!(begun);
        assert_eq!(answer["data"], Value::Null);
        let errors = answer["errors"].as_array().unwrap();
        let told: Vec<_> = errors.iter().map(|error| (error["path"].clone(), error["extensions"].clone())).collect();
        let expected = ["one", "two", "logout"].map(|field| (json!([field]), unauthenticated.clone()));
        assert_eq!(told, expected, "{answer}");
        let lines: Vec<_> = errors.iter().map(|error| error["locations"][0]["line"].as_i64().unwrap()).collect();
        assert_eq!(lines, [2, 5, 6], "{answer}");
    }
    // Who has just signed in is still nobody: a token comes with a request.
    let alice = spark.user("alice").await;
    let login = "mutation { login(input: {username: \"alice\", password: \"correct horse\"}) { action }
        createRoom(input: {name: \"one\"}) { action error { code } } }";
    let answer = spark.post(None, login, json!({})).await;
    let error = json!({"action": "ROLLBACK", "error": {"code": "UNAUTHENTICATED"}});
    assert_eq!(answer, json!({"data": {"login": {"action": "COMMIT"}, "createRoom": error}}));
    assert_eq!(written(&spark).await, before + 3, "an account and two sessions");
    assert_eq!(alice.reads("{ memberships { totalCount } }", json!({})).await["memberships"]["totalCount"], 0);
}

async fn behind_a_logout_is_nobody(spark: Spark) {
    let query = "mutation { before: createRoom(input: {name: \"before\"}) { action } logout(input: {}) { action }
      behind: createRoom(input: {name: \"behind\"}) { action error { code } room { id } }
      name: updateProfile(input: {displayName: \"behind\"}) { action error { code } user { id } }
      again: logout(input: {everywhere: true}) { action error { code } } }";
    for (door, n) in WRITING.into_iter().zip(1..) {
        let name = format!("alice{n}");
        let alice = spark.user(&name).await;
        let (answer, _) = Doors::of(&spark, &alice).await.ask_once(door, &plain(query)).await;
        let nobody = json!({"action": "ROLLBACK", "error": {"code": "UNAUTHENTICATED"}});
        let with = |field: &str| {
            let mut payload = nobody.clone();
            payload[field] = Value::Null;
            payload
        };
        let done = json!({"action": "COMMIT"});
        let expected =
            json!({"before": done, "logout": done, "behind": with("room"), "name": with("user"), "again": nobody});
        assert_eq!(answer, json!({"data": expected}), "{door:?}");
        assert_eq!(rooms(&spark).await, n, "{door:?}");
        let renamed = "SELECT count(*) FROM users WHERE display_name = 'behind'";
        assert_eq!(spark.database.number(renamed).await, 0, "{door:?}");
    }
}

async fn only_who_can_repeat_is_told_to(spark: Spark) {
    let alice = spark.user("alice").await;
    sets_traps(&spark).await;
    let before = written(&spark).await;
    let mut doors = Doors::of(&spark, &alice).await;
    let create = "mutation($id: String) { createRoom(input: {name: \"trap\", clientMutationId: $id}) {
        action error { code retryAfterMs } } }";
    for door in WRITING {
        let once = json!({"query": create});
        let null = json!({"query": create, "variables": {"id": null}});
        let repeatable = json!({"query": create, "variables": {"id": fresh()}});
        for (request, action) in [(once, "ROLLBACK"), (null, "ROLLBACK"), (repeatable, "RETRY")] {
            let (answer, _) = doors.ask(door, &request).await;
            let payload = &answer["data"]["createRoom"];
            assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!(action), &json!("UNAVAILABLE")));
            assert!(payload["error"]["retryAfterMs"].is_u64(), "{door:?}: {answer}");
        }
    }
    assert_eq!(written(&spark).await, before);
    // A query can't be known by an id: what is told is ROLLBACK.
    spark.database.execute("ALTER TABLE rooms RENAME TO rooms_of_old").await;
    let answer = doors.answer(&plain("{ publicRooms { nodes { id } } }")).await;
    assert_eq!(answer["errors"][0]["extensions"]["action"], "ROLLBACK", "{answer}");
}

async fn wrong_pages_are_refused_before_the_mutation(spark: Spark) {
    let alice = spark.user("alice").await;
    let pages = [
        "members(first: 0)",
        "members(first: 201)",
        "members(first: 1, last: 1)",
        "members(last: -1)",
        "messages(after: \"x\")",
        "messages(first: 1, before: \"1.5\")",
        "lastMessage { replies(first: 0) { nodes { id } } } messages(after: \"\")",
        "x: members(first: 1) { nodes { id } } members(first: $wrong)",
    ];
    let query = |page: &str| {
        let variables = if page.contains("$wrong") { "($wrong: Int = 0)" } else { "" };
        format!(
            "mutation{variables} {{ createRoom(input: {{name: \"Half\"}}) {{ action room {{ {page} {{ nodes {{ id }} }} }} }} }}"
        )
    };
    let in_events = |page: &str| {
        let variables = if page.contains("$wrong") { "($wrong: Int = 0)" } else { "" };
        let shown = format!("... on RoomEvent {{ room {{ {page} {{ nodes {{ id }} }} }} }}");
        format!("subscription{variables} {{ roomEvents {{ __typename {shown} }} }}")
    };
    let others = [
        "{ loginSync { memberships(first: 1001) { totalCount } } }",
        "{ users(search: \"a\", first: 0) { nodes { id } } }",
        "{ publicRooms(last: 1, after: \"x\") { nodes { id } } }",
        "{ announcements(before: \"x\") { nodes { id } } }",
        "{ sync(roomId: \"r\", fromSeq: 0) { latestSeq } }",
        "{ sync(roomId: \"r\", fromSeq: 1, first: 201) { latestSeq } }",
        "{ syncRooms(cursors: [{roomId: \"r\", fromSeq: 0}]) { latestSeq } }",
        "subscription { roomEvents(resume: [{roomId: \"r\", fromSeq: -1}]) { __typename } }",
    ];
    let requests: Vec<_> =
        pages.iter().flat_map(|page| [query(page), in_events(page)]).chain(others.map(str::to_owned)).collect();
    Doors::of_nobody(&spark).refuse("INVALID_INPUT", requests.iter().map(|query| plain(query))).await;
    Doors::of(&spark, &alice).await.refuse("INVALID_INPUT", requests.iter().map(|query| plain(query))).await;
}

async fn a_subscription_needs_a_door_that_can_tell_it(spark: Spark) {
    let alice: Person = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    for door in [Door::Post, Door::PostResponse, Door::Get, Door::GetResponse] {
        let (answer, begun) = doors.ask(door, &plain("subscription { userEvents { __typename } }")).await;
        assert!(!begun, "{door:?}: {answer}");
        let expected = json!({"code": "INVALID_INPUT", "action": "ROLLBACK"});
        assert_eq!(answer["errors"][0]["extensions"], expected, "{door:?}: {answer}");
    }
}
