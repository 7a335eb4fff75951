//! What people type is taken as it was meant: with a space behind it, in capitals, in wide letters.

use crate::harness::{Spark, on_both, person::PASSWORD};
use serde_json::{Value, json};

on_both! {
    a_username_is_the_same_however_it_is_typed;
    what_is_looked_for_is_found_however_it_is_typed;
    a_code_is_the_same_however_it_is_typed;
}

/// Bob, as phones, other keyboards and copying write him.
const BOBS: [&str; 7] =
    ["bob", "bob ", " Bob", "BOB\t", "bob\u{a0}", "\u{3000}ｂｏｂ\u{2007}", "\u{feff}bob\u{200b}\u{202f}"];

async fn a_username_is_the_same_however_it_is_typed(spark: Spark) {
    let sign_in = async |mutation: &str, username: &str| {
        let mut input = mutation.to_owned();
        input[..1].make_ascii_uppercase();
        let query = format!(
            "mutation($input: {input}Input!) {{ {mutation}(input: $input) {{
               action error {{ code path }} session {{ user {{ username displayName }} }} }} }}"
        );
        let input = json!({"username": username, "password": PASSWORD});
        spark.post(None, &query, json!({"input": input})).await["data"][mutation].clone()
    };
    let made = sign_in("register", "\u{a0}bob ").await;
    assert_eq!(made["session"]["user"], json!({"username": "bob", "displayName": "bob"}), "{made}");
    for bob in BOBS {
        assert_eq!(sign_in("register", bob).await["error"]["code"], "ALREADY_EXISTS", "{bob:?}");
        assert_eq!(sign_in("login", bob).await["session"]["user"]["username"], "bob", "{bob:?}");
    }
    // What is inside is part of it, and nothing remains of white space.
    for no_bob in ["bo b", "b\u{200b}ob", "bob\0", "b.ob", " ", ""] {
        assert_eq!(sign_in("login", no_bob).await["error"]["code"], "UNAUTHENTICATED", "{no_bob:?}");
    }
    for wrong in ["bo b", "b\u{200b}ob", "bob\0", " b ", " \u{3000} ", ""] {
        let error = sign_in("register", wrong).await["error"].clone();
        assert_eq!(error, json!({"code": "INVALID_INPUT", "path": ["input", "username"]}), "{wrong:?}");
    }
}

async fn what_is_looked_for_is_found_however_it_is_typed(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    alice.creates_room("PUBLIC", "bob's corner", &[]).await;
    bob.does("updateProfile", json!({"displayName": "Bob\u{a0}Byrd"}), "").await;
    let names = |nodes: &Value, field: &str| -> Vec<String> {
        nodes.as_array().unwrap().iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
    };
    for typed in BOBS {
        let query = "query($typed: String!) { user(username: $typed) { username }
            users(search: $typed) { nodes { username } } publicRooms(search: $typed) { nodes { name } } }";
        let found = alice.reads(query, json!({"typed": typed})).await;
        assert_eq!(found["user"]["username"], "bob", "{typed:?}");
        assert_eq!(names(&found["users"]["nodes"], "username"), ["bob"], "{typed:?}");
        assert_eq!(names(&found["publicRooms"]["nodes"], "name"), ["bob's corner"], "{typed:?}");
    }
    let people = async |search: &str| {
        let query = "query($search: String!) { users(search: $search) { nodes { username } } }";
        names(&alice.reads(query, json!({"search": search})).await["users"]["nodes"], "username")
    };
    assert_eq!(people("bob byrd ").await, ["bob"]);
    assert_eq!(people("bob b\u{a0}").await, ["bob"]);
    assert_eq!(people("bob  byrd").await, [""; 0]);
    assert_eq!(people(" ").await, ["alice", "bob"], "as with nothing typed");
    assert_eq!(people("bob\0").await, [""; 0]);
}

async fn a_code_is_the_same_however_it_is_typed(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let invite = alice.does("createInvite", json!({"roomId": room}), "invite { code usesLeft }").await;
    let code = invite["invite"]["code"].as_str().unwrap();
    let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
    let grouped = format!("{} {}-{}", &code[..4], &code[4..9], &code[9..]);
    let typed = [code.to_uppercase(), format!("{code} "), format!("\u{a0}{code}\n"), wide, grouped];
    for (n, typed) in typed.iter().enumerate() {
        let guest = spark.user(&format!("guest{n}")).await;
        let joined = guest.does("joinRoom", json!({"inviteCode": typed}), "membership { roomId }").await;
        assert_eq!(joined["membership"]["roomId"], json!(room), "{typed:?}");
    }
    let stranger = spark.user("stranger").await;
    for wrong in ["", " ", &code[1..], &format!("{code}0"), &code.replace(&code[..1], "?"), &"0".repeat(16)] {
        let fault = stranger.is_at_fault("joinRoom", json!({"inviteCode": wrong})).await;
        assert_eq!(fault, ("NOT_FOUND".to_owned(), json!(["input", "inviteCode"])), "{wrong:?}");
    }
}
