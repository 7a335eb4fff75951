//! What people change about themselves, and who hears of it.

mod racing;

use crate::harness::{Event, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    a_new_profile_is_told_to_those_who_share_a_room;
    an_address_with_a_password_in_it_is_not_shown;
    what_a_profile_cannot_be;
    settings_are_told_to_ones_own_devices;
    what_settings_cannot_be;
}

const USER: &str = "user { id username displayName avatarUrl }";
const SETTINGS: &str = "settings { id locale timeZone doNotDisturb }";

async fn a_new_profile_is_told_to_those_who_share_a_room(spark: Spark) {
    let [alice, bob, carol, dave, eve] = spark.users(["alice", "bob", "carol", "dave", "eve"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    alice.creates_room("PRIVATE", "Pantry", &[&bob]).await;
    let opened = bob.does("openDirectRoom", json!({"userId": dave.id}), "room { id }").await;
    bob.sends(&opened["room"]["id"].as_str().unwrap().to_owned(), "Hello!").await;
    eve.creates_room("PUBLIC", "Eve's", &[&carol]).await;
    // Dave shares the room of two with Bob, Carol one of many, Eve none.
    let mut feeds = Vec::new();
    for person in [&bob, &bob, &alice, &carol, &dave, &eve] {
        feeds.push(person.hears_own().await);
    }
    let face = "https://example.org/bob.png";
    let input = json!({"displayName": " Bob the builder ", "avatarUrl": face, "clientMutationId": "face"});
    let updated = bob.does("updateProfile", input.clone(), USER).await;
    assert_eq!(bob.does("updateProfile", input, USER).await, updated, "the same call again");
    let shown = json!({"id": bob.id, "username": "bob", "displayName": "Bob the builder", "avatarUrl": face});
    assert_eq!(updated["user"], shown);
    let bare = bob.does("updateProfile", json!({"avatarUrl": null}), USER).await;
    assert_eq!((&bare["user"]["displayName"], &bare["user"]["avatarUrl"]), (&json!("Bob the builder"), &Value::Null));
    bob.does("updateProfile", json!({"displayName": "Bob the builder", "avatarUrl": null}), "").await;
    bob.does("updateProfile", json!({}), "").await;
    let mut eves = feeds.pop().unwrap();
    for feed in &mut feeds {
        // Each hears of each change once, in however many rooms they meet.
        for user in [&updated["user"], &bare["user"]] {
            let event = feed.next().await;
            assert_eq!(event, Event::of("ProfileChanged").with("user", user));
        }
    }
    // Who left does not hear of it; who shares no room never did.
    carol.leaves(&kitchen).await;
    assert_eq!(feeds[3].next().await["__typename"], "MembershipRemoved");
    bob.does("updateProfile", json!({"displayName": "Bob"}), "").await;
    for n in [0, 1, 2, 4] {
        assert_eq!(feeds[n].next().await["user"]["displayName"], "Bob");
    }
    carol.does("updateProfile", json!({"displayName": "Carola"}), "").await;
    for feed in [&mut feeds[3], &mut eves] {
        assert_eq!(feed.next().await["user"]["displayName"], "Carola");
    }
    // What was said stays said; what is said from now on bears the new name.
    assert_eq!(bob.leaves(&kitchen).await, 5);
    let events = alice.syncs(&kitchen, 1).await;
    assert_eq!(events[1]["message"]["body"], "alice added bob.");
    assert_eq!(events[4]["message"]["body"], "Bob left.");
}

async fn what_a_profile_cannot_be(spark: Spark) {
    let alice = spark.user("alice").await;
    for name in [json!(null), json!(""), json!("  "), json!("x".repeat(81)), json!("a\0b")] {
        let fault = alice.is_at_fault("updateProfile", json!({"displayName": name})).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", "displayName"])), "{name}");
    }
    let document = "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { action } }";
    for url in ["", "bob.png", "/bob.png", "ftp://example.org/bob.png", "javascript:alert(1)", "data:image/png;base64,"]
    {
        let input = json!({"input": {"displayName": "Alice", "avatarUrl": url}});
        assert_eq!(alice.is_refused(document, input).await, "INVALID_INPUT", "{url}");
    }
    assert_eq!(alice.reads("{ viewer { displayName } }", json!({})).await["viewer"]["displayName"], "alice");
    // What clears is another input than what keeps.
    let keep = json!({"displayName": "Alice", "clientMutationId": "keep"});
    alice.does("updateProfile", keep.clone(), "").await;
    let mut clear = keep;
    clear["avatarUrl"] = Value::Null;
    assert_eq!(alice.fails("updateProfile", clear).await, "CONFLICT");
    alice.does("updateProfile", json!({"displayName": "é".repeat(80)}), "").await;
}

async fn settings_are_told_to_ones_own_devices(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let read = async || alice.reads(&format!("{{ {SETTINGS} }}"), json!({})).await["settings"].clone();
    let first = read().await;
    assert_eq!(
        (&first["locale"], &first["timeZone"], &first["doNotDisturb"]),
        (&json!("en"), &json!("UTC"), &json!(false))
    );
    let (mut phone, mut notebook, mut bobs) = (alice.hears_own().await, alice.hears_own().await, bob.hears_own().await);
    let input = json!({"locale": "de-CH", "timeZone": "Europe/Zurich", "clientMutationId": "home"});
    let home = alice.does("updateSettings", input.clone(), SETTINGS).await;
    assert_eq!(alice.does("updateSettings", input, SETTINGS).await, home, "the same call again");
    let quiet = alice.does("updateSettings", json!({"doNotDisturb": true}), SETTINGS).await;
    assert_eq!(quiet["settings"]["locale"], "de-CH", "what is not said stays");
    alice.does("updateSettings", json!({"doNotDisturb": true}), "").await;
    assert_eq!(read().await, quiet["settings"]);
    assert_eq!(quiet["settings"]["id"], first["id"]);
    alice.does("updateProfile", json!({"displayName": "Alice"}), "").await;
    for device in [&mut phone, &mut notebook] {
        for settings in [&home["settings"], &quiet["settings"]] {
            let event = device.next().await;
            assert_eq!(event, Event::of("SettingsChanged").with("settings", settings));
        }
        assert_eq!(device.next().await["__typename"], "ProfileChanged", "each change was told once");
    }
    assert_eq!(bobs.next().await["__typename"], "ProfileChanged", "the settings are nobody else's affair");
    assert_eq!(alice.login_sync().await["settings"]["locale"], "de-CH");
    assert_eq!(bob.login_sync().await["settings"]["locale"], "en");
}

async fn what_settings_cannot_be(spark: Spark) {
    let alice = spark.user("alice").await;
    let wrong = [
        ("locale", json!(null)),
        ("locale", json!("")),
        ("locale", json!("de_CH")),
        ("locale", json!("d")),
        ("locale", json!("de-")),
        ("locale", json!("de\0")),
        ("locale", json!("x".repeat(1_000))),
        ("timeZone", json!(null)),
        ("timeZone", json!("")),
        ("timeZone", json!("Zurich")),
        ("timeZone", json!("Europe/Nowhere")),
        ("timeZone", json!("../../etc/passwd")),
        ("timeZone", json!("UTC\0")),
        ("doNotDisturb", json!(null)),
    ];
    for (field, value) in wrong {
        let fault = alice.is_at_fault("updateSettings", json!({"doNotDisturb": true, field: value})).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", field])), "{field}: {value}");
    }
    let settings = alice.reads("{ settings { locale timeZone doNotDisturb } }", json!({})).await;
    assert_eq!(settings["settings"], json!({"locale": "en", "timeZone": "UTC", "doNotDisturb": false}));
    for locale in ["de", "zh-Hant-TW", "sr-Latn-RS", "es-419", "sl-rozaj-biske"] {
        alice.does("updateSettings", json!({"locale": locale}), "").await;
    }
    for zone in ["UTC", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "Etc/GMT+5"] {
        alice.does("updateSettings", json!({"timeZone": zone}), "").await;
    }
}

/// They were taken once.
async fn an_address_with_a_password_in_it_is_not_shown(spark: Spark) {
    let bob = spark.user("bob").await;
    for (kept, shown) in [
        ("https://bob:secret@example.org/", Value::Null),
        ("https://bob@example.org/", Value::Null),
        ("https://example.org/@bob.png", json!("https://example.org/@bob.png")),
    ] {
        spark.database.execute(&format!("UPDATE users SET avatar_url = '{kept}' WHERE username = 'bob'")).await;
        assert_eq!(bob.reads("{ user(username: \"bob\") { avatarUrl } }", json!({})).await["user"]["avatarUrl"], shown);
    }
}
