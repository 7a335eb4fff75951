//! A COMMIT that lands after its connection is gone, or never, is known for what it was before anything is told.

mod postgres {
    use super::super::{behind_a_proxy, insists, knows_all, numbers_until};
    use crate::harness::{PATIENCE, eventually, on_their_own, person::fresh, proxy::Deed};
    use futures_util::future::join_all;
    use serde_json::json;
    use std::time::Duration;
    use tokio::time::timeout;

    on_their_own! {
        what_lands_late_is_heard_once;
        silence_is_not_waited_for_without_an_end;
        who_reads_does_not_wait_for_silence_either;
        who_waits_for_what_nobody_knows_is_told_to_come_back;
        what_is_not_known_is_said;
    }

    /// With no further event in the room.
    async fn what_lands_late_is_heard_once() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let mut bobs = bob.hears_rooms().await;
        let deeds =
            [Deed::Lose, Deed::Swallow, Deed::Delay(Duration::from_millis(600)), Deed::Delay(Duration::from_secs(2))];
        for (n, deed) in deeds.into_iter().enumerate() {
            let body = format!("{n}: {deed:?}");
            proxy.does(deed, &body, 1);
            let input = json!({"roomId": room, "body": body, "clientMutationId": fresh()});
            let payload = alice.calls("sendMessage", input, "seq").await;
            // Within their patience nobody is told to call again.
            assert_eq!(payload["action"], "COMMIT", "{deed:?}: {payload}");
            assert_eq!(numbers_until(&mut bobs, &room, &body).await, [payload["seq"].as_i64().unwrap()]);
        }
        alice.sends(&room, "that was all").await;
        let last = bob.membership(&room).await["latestSeq"].as_i64().unwrap();
        assert_eq!(numbers_until(&mut bobs, &room, "that was all").await, [last], "nothing came twice");
        assert_eq!(bob.membership(&room).await["viewerMembership"]["unreadCount"], 5);
        assert_eq!(spark.wrong().await, [""; 0]);
    }

    /// A host without power, a firewall that forgot: nothing says that the connection is gone.
    async fn silence_is_not_waited_for_without_an_end() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let mut bobs = bob.hears_rooms().await;
        proxy.does(Deed::Silence, "is anybody there?", 1);
        let input = json!({"roomId": room, "body": "is anybody there?", "clientMutationId": fresh()});
        let sending = alice.calls("sendMessage", input, "seq");
        let payload = timeout(Duration::from_secs(20), sending).await.expect("it waits for ever");
        assert_eq!(payload["action"], "COMMIT", "{payload}");
        let seq = payload["seq"].as_i64().unwrap();
        assert_eq!(numbers_until(&mut bobs, &room, "is anybody there?").await, [seq]);
        alice.sends(&room, "Bob is").await;
        assert_eq!(numbers_until(&mut bobs, &room, "Bob is").await, [seq + 1]);
        assert_eq!(spark.wrong().await, [""; 0]);
    }

    /// The same of who reads: neither they nor the places of their connections are lost.
    async fn who_reads_does_not_wait_for_silence_either() {
        let (spark, proxy) = behind_a_proxy().await;
        let alice = spark.user("alice").await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
        let reads = async || {
            let query = "query($room: ID!) { viewer { id } room(id: $room) { latestSeq } }";
            alice.ask(query, json!({"room": room})).await
        };
        // More than there are connections, all of them open.
        let crowd = async || join_all((0..20).map(|_| reads())).await;
        for answer in crowd().await {
            assert_eq!(answer["data"]["room"]["latestSeq"], 1, "{answer}");
        }
        proxy.falls_silent();
        for answer in timeout(Duration::from_secs(20), crowd()).await.expect("they wait for ever") {
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
        }
        proxy.comes_back();
        eventually("an answer", async || match reads().await {
            answer if answer["data"]["room"]["latestSeq"] == 1 => Ok(()),
            answer => Err(answer),
        })
        .await;
    }

    /// One that nobody can ask about: its callers are told RETRY, and so is who comes meanwhile; other queues go on.
    async fn who_waits_for_what_nobody_knows_is_told_to_come_back() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let mut bobs = bob.hears_rooms().await;
        // Each time it is run, its COMMIT is on its way until its session is ended.
        proxy.does(Deed::Hold, "where is it?", usize::MAX);
        let input = json!({"roomId": room, "body": "where is it?", "clientMutationId": "held"});
        let payload = alice.calls("sendMessage", input.clone(), "seq").await;
        assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("RETRY"), &json!("UNAVAILABLE")));
        proxy.forgets();
        // It did not happen, and may happen now.
        let sent = insists(&alice, "sendMessage", &input, "seq").await;
        assert_eq!(numbers_until(&mut bobs, &room, "where is it?").await, [sent["seq"].as_i64().unwrap()]);
        assert_eq!(spark.wrong().await, [""; 0]);
    }

    /// While the database is away nobody knows, `/readyz` says so, and nobody waits for long.
    async fn what_is_not_known_is_said() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let mut bobs = bob.hears_rooms().await;
        proxy.loses("is it there?");
        proxy.goes_away_after_the_next_deed();
        let input = json!({"roomId": room, "body": "is it there?", "clientMutationId": "away"});
        assert_eq!(alice.tries("sendMessage", input.clone(), "").await["action"], "RETRY");
        eventually("a reason", async || {
            let response = reqwest::get(format!("{}/readyz", spark.url)).await.unwrap();
            let (status, reason) = (response.status().as_u16(), response.text().await.unwrap());
            if status == 503 && reason.contains("COMMIT") { Ok(()) } else { Err(reason) }
        })
        .await;
        assert!(spark.metric("doubts").await >= 1);
        // What comes now does not wait for it.
        let more = json!({"roomId": room, "body": "another", "clientMutationId": "more"});
        let quick = timeout(PATIENCE / 10, alice.tries("sendMessage", more, "")).await;
        assert_eq!(quick.expect("it waits")["action"], "RETRY");
        proxy.comes_back();
        let numbers = numbers_until(&mut bobs, &room, "is it there?").await;
        let sent = insists(&alice, "sendMessage", &input, "seq").await;
        assert_eq!(numbers, [sent["seq"].as_i64().unwrap()]);
        knows_all(&spark).await;
    }
}
