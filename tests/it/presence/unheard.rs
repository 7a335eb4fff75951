//! How people look is told also when nobody heard whether it was committed.

mod postgres {
    use crate::harness::{
        Engine, Feed, Person, Spark, eventually, on_their_own,
        person::fresh,
        proxy::{Deed, Proxy},
    };
    use serde_json::{Value, json};
    use std::time::Duration;

    on_their_own! {
        what_was_committed_unheard_is_told;
        what_is_committed_late_is_told;
        what_never_was_is_not_told;
    }

    /// Alice and Bob share a room; what becomes of Alice's changes is the proxy's affair.
    async fn begins() -> (Spark, Proxy, Person, Feed) {
        let mut proxy = None;
        let spark = Spark::start_with(Engine::Postgres, |config| proxy = Some(Proxy::before(config))).await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let query = "subscription { userEvents { __typename ... on UserStatusChanged { user { username statusText } }
            ... on ProfileChanged { user { username displayName } } } }";
        let mut socket = bob.connects().await;
        socket.hears_statuses = true;
        let mut bobs = Feed::begin(socket, query, json!({})).await;
        assert_eq!(bobs.next().await["__typename"], "StreamReady");
        (spark, proxy.unwrap(), alice, bobs)
    }

    const CHANGES: [(&str, &str); 2] = [("setStatus", "statusText"), ("updateProfile", "displayName")];

    fn input(field: &str, text: &str) -> Value {
        let mut input = json!({"clientMutationId": fresh()});
        let more = match field {
            "statusText" => json!({"status": "BUSY", "text": text}),
            _ => json!({"displayName": text}),
        };
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    }

    /// Hears others until it is told that somebody looks like this.
    async fn hears(feed: &mut Feed, field: &str, text: &str) {
        while feed.next().await["user"][field] != text {}
    }

    /// Calls again until it is known to have happened.
    async fn insists(person: &Person, mutation: &str, input: &Value) {
        eventually("an answer", async || match person.calls(mutation, input.clone(), "").await {
            payload if payload["action"] == "COMMIT" => Ok(()),
            payload => {
                assert_eq!(payload["action"], "RETRY", "{payload}");
                Err(payload)
            }
        })
        .await;
    }

    async fn what_was_committed_unheard_is_told() {
        let (_spark, proxy, alice, mut bobs) = begins().await;
        for (mutation, field) in CHANGES {
            let text = format!("unheard {field}");
            let input = input(field, &text);
            proxy.loses(&text);
            assert_eq!(alice.calls(mutation, input.clone(), "").await["action"], "COMMIT");
            // Without another change, and whether or not she calls again.
            hears(&mut bobs, field, &text).await;
            insists(&alice, mutation, &input).await;
        }
    }

    async fn what_is_committed_late_is_told() {
        let (_spark, proxy, alice, mut bobs) = begins().await;
        for (mutation, field) in CHANGES {
            let text = format!("late {field}");
            let input = input(field, &text);
            proxy.does(Deed::Delay(Duration::from_millis(600)), &text, 1);
            let (payload, ()) = tokio::join!(alice.calls(mutation, input.clone(), ""), hears(&mut bobs, field, &text));
            assert_eq!(payload["action"], "COMMIT", "{payload}");
            insists(&alice, mutation, &input).await;
        }
    }

    /// What was not committed after all is not told.
    async fn what_never_was_is_not_told() {
        let (_spark, proxy, alice, mut bobs) = begins().await;
        alice.does("setStatus", json!({"status": "BUSY", "text": "as ever"}), "").await;
        hears(&mut bobs, "statusText", "as ever").await;
        // Each time that it is run, its COMMIT does not come before its session is ended.
        proxy.does(Deed::Hold, "never said", usize::MAX);
        let lost = json!({"status": "AWAY", "text": "never said", "clientMutationId": "lost"});
        let payload = alice.calls("setStatus", lost, "").await;
        assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("RETRY"), &json!("UNAVAILABLE")));
        proxy.forgets();
        insists(&alice, "setStatus", &input("statusText", "afterwards")).await;
        loop {
            let told = bobs.next().await["user"]["statusText"].clone();
            assert_ne!(told, "never said");
            if told == "afterwards" {
                break;
            }
        }
    }
}
