//! Passwords that are tried first, and those that are typed in another way than they were chosen.

use crate::harness::{Spark, on_both, person::PASSWORD};
use argon2::{Argon2, password_hash::PasswordHasher};
use serde_json::{Value, json};

on_both! {
    what_everybody_tries_is_no_password;
    a_password_opens_however_it_is_typed;
    a_hash_of_before_opens_and_is_renewed;
}

async fn signs_in(spark: &Spark, mutation: &str, username: &str, password: &str) -> Value {
    let mut input = mutation.to_owned();
    input[..1].make_ascii_uppercase();
    let query = format!(
        "mutation($input: {input}Input!) {{ {mutation}(input: $input) {{ action error {{ code path problem }} }} }}"
    );
    let input = json!({"username": username, "password": password});
    spark.post(None, &query, json!({"input": input})).await["data"][mutation].clone()
}

async fn what_everybody_tries_is_no_password(spark: Spark) {
    let zoe = spark.user("Zoe.Wonder").await;
    for common in ["password", "PassWord", "ｐａｓｓｗｏｒｄ", "12345678", "iloveyou", "trustno1", "qwertyuiop"]
    {
        let payload = signs_in(&spark, "register", "bob", common).await;
        let error = json!({"code": "INVALID_INPUT", "path": ["input", "password"], "problem": "NOT_ALLOWED"});
        assert_eq!(payload["error"], error, "{common}");
        let change = json!({"currentPassword": PASSWORD, "newPassword": common});
        let fault = zoe.is_at_fault("changePassword", change).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", "newPassword"])), "{common}");
    }
    assert_eq!(signs_in(&spark, "register", "bobby.tables", "Bobby.Tables").await["error"]["problem"], "NOT_ALLOWED");
    let change = json!({"currentPassword": PASSWORD, "newPassword": "zoe.wonder"});
    assert_eq!(zoe.fails("changePassword", change).await, "INVALID_INPUT");
    // Who has one from before signs in.
    let hash = Argon2::default().hash_password(b"password").unwrap().to_string();
    spark.database.execute(&format!("UPDATE users SET password_hash = '{hash}'")).await;
    assert_eq!(signs_in(&spark, "login", "zoe.wonder", "password").await["action"], "COMMIT");
}

/// The same password on keyboards that compose letters and on those that do not, with spaces of three kinds.
const TYPED: [&str; 3] =
    ["Zo\u{eb} und Noe\u{308}l", "Zoe\u{308}\u{a0}und\u{3000}No\u{eb}l", "Zoe\u{308} und Noe\u{308}l"];

async fn a_password_opens_however_it_is_typed(spark: Spark) {
    for (n, chosen) in TYPED.iter().enumerate() {
        let name = format!("zoe{n}");
        assert_eq!(signs_in(&spark, "register", &name, chosen).await["action"], "COMMIT");
        for typed in TYPED {
            assert_eq!(signs_in(&spark, "login", &name, typed).await["action"], "COMMIT", "{chosen:?} {typed:?}");
        }
        for wrong in ["Zoe und Noel", "zo\u{eb} und no\u{eb}l", "Zo\u{eb}undNo\u{eb}l", " Zo\u{eb} und No\u{eb}l"] {
            assert_eq!(signs_in(&spark, "login", &name, wrong).await["error"]["code"], "UNAUTHENTICATED", "{wrong:?}");
        }
    }
    let alice = spark.user("alice").await;
    alice.does("changePassword", json!({"currentPassword": PASSWORD, "newPassword": TYPED[1]}), "").await;
    alice.does("changePassword", json!({"currentPassword": TYPED[0], "newPassword": TYPED[2]}), "").await;
    assert_eq!(signs_in(&spark, "login", "alice", TYPED[0]).await["action"], "COMMIT");
    // Nothing is refused that was a password before: what is counted is what was typed.
    for (n, password) in
        ["e\u{301}".repeat(4), "\u{958}".repeat(256), "\u{200b}".repeat(8), "\u{7}".repeat(8)].iter().enumerate()
    {
        let name = format!("odd{n}");
        for mutation in ["register", "login"] {
            assert_eq!(
                signs_in(&spark, mutation, &name, password).await["action"],
                "COMMIT",
                "{mutation} {password:?}"
            );
        }
    }
}

async fn a_hash_of_before_opens_and_is_renewed(spark: Spark) {
    spark.user("zoe").await;
    let hash = Argon2::default().hash_password(TYPED[1].as_bytes()).unwrap().to_string();
    spark.database.execute(&format!("UPDATE users SET password_hash = '{hash}'")).await;
    let unchanged = format!("SELECT count(*) FROM users WHERE password_hash = '{hash}'");
    for other in [TYPED[0], "Zoe und Noel"] {
        assert_eq!(signs_in(&spark, "login", "zoe", other).await["error"]["code"], "UNAUTHENTICATED");
    }
    assert_eq!(spark.database.number(&unchanged).await, 1);
    // Several devices at once renew it once, and all of them are in.
    let devices = (0..4).map(async |_| {
        let mut payload = signs_in(&spark, "login", "zoe", TYPED[1]).await;
        // On a slow machine these are a queue of more than a second.
        while payload["action"] == "RETRY" {
            payload = signs_in(&spark, "login", "zoe", TYPED[1]).await;
        }
        payload
    });
    for payload in futures_util::future::join_all(devices).await {
        assert_eq!(payload["action"], "COMMIT", "{payload}");
    }
    assert_eq!(spark.database.number(&unchanged).await, 0);
    for typed in TYPED {
        assert_eq!(signs_in(&spark, "login", "zoe", typed).await["action"], "COMMIT", "{typed:?}");
    }
}
