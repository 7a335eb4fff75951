//! Being taken for another: by a name that looks like theirs, or by what turns the text around it.

use crate::harness::{
    Person, Spark, on_both,
    person::{PASSWORD, fresh},
};
use serde_json::{Value, json};

on_both! {
    no_other_name_looks_like_alice;
    who_has_a_name_of_before_signs_in;
    no_line_of_text_hides_anything;
    lines_keep_what_scripts_and_emoji_need;
    a_body_of_nothing_is_none;
    addresses_tell_no_passwords;
}

async fn registers(spark: &Spark, username: &str) -> Value {
    let query = "mutation($input: RegisterInput!) { register(input: $input) { action error { code path problem } } }";
    let input = json!({"input": {"username": username, "password": PASSWORD}});
    spark.post(None, query, input).await["data"]["register"].clone()
}

async fn no_other_name_looks_like_alice(spark: Spark) {
    spark.user("alice").await;
    let mut names: Vec<String> = Vec::new();
    for hiding in ["\u{fe0f}", "\u{34f}", "\u{17b4}", "\u{e0101}", "\u{3164}", "\u{115f}", "\u{e0061}", "\u{180b}"] {
        names.extend([format!("alice{hiding}"), format!("{hiding}alice"), format!("al{hiding}ice"), hiding.repeat(2)]);
    }
    for hiding in ["\u{200d}", "\u{200c}", "\u{ad}", "\u{2060}", "\u{202e}", "\u{2066}", "\u{feff}"] {
        names.push(format!("al{hiding}ice"));
    }
    // Letters of other scripts among Latin ones, of none that is written, and marks upon marks.
    names.extend(
        [
            "аlice",
            "alicе",
            "αlice",
            "alıcе",
            "Ꭺlice",
            "aliсe",
            "alice١",
            "al\u{336}ice",
            "alíce\u{301}\u{301}",
            "ali\u{307}ce",
        ]
        .map(Into::into),
    );
    for name in &names {
        let payload = registers(&spark, name).await;
        let error = json!({"code": "INVALID_INPUT", "path": ["input", "username"], "problem": "MALFORMED"});
        assert_eq!((&payload["action"], &payload["error"]), (&json!("ROLLBACK"), &error), "{name:?}");
    }
    // All of it in other letters, and it can be read as one that is there.
    for name in ["аӏісе", "alıce"] {
        let payload = registers(&spark, name).await;
        assert_eq!(payload["error"]["code"], "ALREADY_EXISTS", "{name}: {payload}");
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 1);
    for name in ["김alice", "Tanaka田中", "たなか_t", "Ольга2", "सीता", "آلیس", "ᏣᎳᎩ", "İsmail", "Nguyễn", "роса"]
    {
        assert_eq!(registers(&spark, name).await["action"], "COMMIT", "{name}");
    }
}

async fn who_has_a_name_of_before_signs_in(spark: Spark) {
    let people = spark.users(["zoe1", "zoe2", "zoe3"]).await;
    // As they could be made when there was no rule.
    let of_before = ["alice\u{fe0f}", "аlice", "al\u{34f}ice"];
    for (person, name) in people.iter().zip(of_before) {
        spark
            .database
            .execute(&format!(
                "UPDATE users SET username = '{name}', username_key = '{name}' WHERE username = '{}'",
                person.name
            ))
            .await;
    }
    let login = "mutation($input: LoginInput!) { login(input: $input) { action session { user { username } } } }";
    for name in of_before {
        let input = json!({"input": {"username": name, "password": PASSWORD}});
        let answer = spark.post(None, login, input).await["data"]["login"].clone();
        assert_eq!(answer["session"]["user"]["username"], name, "{answer}");
    }
    // They are found and paged through as everybody.
    let users = "query($after: String) { users(search: \"a\", first: 1, after: $after) {
        nodes { username } pageInfo { endCursor hasNextPage } } }";
    let (mut after, mut seen) = (Value::Null, Vec::new());
    loop {
        let page = people[0].reads(users, json!({"after": after})).await["users"].clone();
        seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["username"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["alice\u{fe0f}", "al\u{34f}ice"]);
}

/// Every mutation that takes a line of text, with a line in it, and the field.
fn lines(room: &str, line: &str) -> [(&'static str, Value, &'static str); 8] {
    let name = fresh().replace("call-", "name");
    [
        ("register", json!({"username": name, "password": PASSWORD, "displayName": line}), "displayName"),
        ("updateProfile", json!({"displayName": line}), "displayName"),
        ("createRoom", json!({"name": line}), "name"),
        ("createRoom", json!({"name": "Room", "topic": line}), "topic"),
        ("updateRoom", json!({"roomId": room, "name": line}), "name"),
        ("updateRoom", json!({"roomId": room, "topic": line}), "topic"),
        ("setStatus", json!({"status": "AWAY", "text": line}), "text"),
        ("publishAnnouncement", json!({"title": line, "body": "b"}), "title"),
    ]
}

async fn admin_with_room(spark: &Spark) -> (Person, String) {
    let alice = spark.admin("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    (alice, room)
}

async fn no_line_of_text_hides_anything(spark: Spark) {
    let (alice, room) = admin_with_room(&spark).await;
    for line in [
        "\u{200b}",
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{200e}b",
        "a\u{61c}b",
        "a\nb",
        "a\rb",
        "a\tb",
        "a\u{85}b",
        "a\u{2028}b",
        "a\u{7}b",
        "\u{1b}[31mred",
        "a\u{200d}b",
        "a\u{200c}b",
        "a\u{fe0f}",
        "a\u{e0101}",
        "a\u{34f}b",
        "a\u{3164}",
        "a\u{ffa0}",
        "a\u{115f}",
        "a\u{2800}",
        "\u{301}a",
        "a\u{e0061}",
        "a\u{fffe}",
        "دا\u{200c}ن",
        "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}",
        "ᠠ\u{180e}\u{180e}ᠠ",
        "ᠠ\u{180e}",
        "ᠠ\u{180e}a",
    ] {
        for (mutation, input, field) in lines(&room, line) {
            let payload = alice.calls(mutation, input, "error { problem }").await;
            let error = &payload["error"];
            assert_eq!(
                (&payload["action"], &error["code"], &error["path"], &error["problem"]),
                (&json!("ROLLBACK"), &json!("INVALID_INPUT"), &json!(["input", field]), &json!("MALFORMED")),
                "{mutation} {line:?}"
            );
        }
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 1);
    assert_eq!(spark.database.number("SELECT count(*) FROM rooms").await, 1);
}

async fn lines_keep_what_scripts_and_emoji_need(spark: Spark) {
    let (alice, room) = admin_with_room(&spark).await;
    for line in [
        "👨\u{200d}👩\u{200d}👧\u{200d}👦 Smith",
        "❤\u{fe0f}\u{200d}🔥",
        "🏳\u{fe0f}\u{200d}🌈",
        "👩🏽\u{200d}💻",
        "1\u{fe0f}\u{20e3}",
        "🇩🇪",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
        "葛\u{e0100}城",
        "שָׁלוֹם",
        "Zoe\u{308}",
        "a  b",
    ] {
        for (mutation, input, _) in lines(&room, line) {
            assert_eq!(alice.calls(mutation, input, "").await["action"], "COMMIT", "{mutation} {line:?}");
        }
        let viewer = alice.reads("{ viewer { displayName statusText } }", json!({})).await["viewer"].clone();
        assert_eq!(viewer, json!({"displayName": line, "statusText": line}));
    }
}

async fn a_body_of_nothing_is_none(spark: Spark) {
    let (alice, room) = admin_with_room(&spark).await;
    let hello = alice.sends(&room, "hello").await["id"].clone();
    for body in
        ["\u{200b}", "\u{3164}", "\u{115f}\u{2800}", "\u{202e}", "\u{301}", " \u{200d}\n", "\u{e0101}", "\u{fffc}"]
    {
        for (mutation, input) in [
            ("sendMessage", json!({"roomId": room, "body": body, "clientMutationId": fresh()})),
            ("editMessage", json!({"messageId": hello, "body": body})),
            ("publishAnnouncement", json!({"title": "t", "body": body})),
        ] {
            let payload = alice.calls(mutation, input, "error { problem }").await;
            assert_eq!(payload["error"]["problem"], "REQUIRED", "{mutation} {body:?}: {payload}");
        }
    }
    for body in ["👍", "a\n\nb", "\u{202b}שלום\u{202c}", "\u{fe0f}x"] {
        assert_eq!(alice.sends(&room, body).await["body"], body);
    }
}

async fn addresses_tell_no_passwords(spark: Spark) {
    let (alice, _) = admin_with_room(&spark).await;
    for address in
        ["https://alice:secret@example.org/a.png", "https://spark.example@example.org/", "http://:x@example.org/"]
    {
        for (mutation, input, field) in [
            ("updateProfile", json!({"avatarUrl": address}), "avatarUrl"),
            ("publishAnnouncement", json!({"title": "t", "body": "b", "imageUrl": address}), "imageUrl"),
            ("publishAnnouncement", json!({"title": "t", "body": "b", "landingUrl": address}), "landingUrl"),
        ] {
            let payload = alice.calls(mutation, input, "error { problem }").await;
            let error = &payload["error"];
            assert_eq!(
                (&error["code"], &error["path"]),
                (&json!("INVALID_INPUT"), &json!(["input", field])),
                "{address}"
            );
            assert_eq!(error["problem"], "NOT_ALLOWED");
        }
    }
    alice.does("updateProfile", json!({"avatarUrl": "https://example.org/@alice.png"}), "").await;
}
