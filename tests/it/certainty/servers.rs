//! A database server that crashes, or that only reads since another one took over.

mod postgres {
    use super::super::{behind_a_proxy, insists, numbers_until};
    use crate::harness::{
        Spark,
        cluster::Cluster,
        eventually, on_their_own,
        proxy::{Deed, Proxy},
    };
    use serde_json::json;
    use std::time::Duration;

    on_their_own! {
        what_a_crash_leaves_unknown_is_looked_for;
        a_room_that_is_made_after_it_was_looked_for_is_heard_of;
        a_server_that_only_reads_is_a_reason_to_come_back;
    }

    /// Which transaction has which number is not the same after a crash: what may have been committed is looked for in the
    /// tables, and told.
    async fn what_a_crash_leaves_unknown_is_looked_for() {
        let cluster = Cluster::starts().await;
        let mut proxy = None;
        let spark = Spark::start_on(cluster.database.clone(), |config| proxy = Some(Proxy::before(config))).await;
        let proxy = proxy.unwrap();
        let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let (mut bobs, mut carols, mut carol_hears) =
            (bob.hears_rooms().await, carol.hears_own().await, carol.hears_rooms().await);
        let loses = async |mutation: &str, input: &serde_json::Value| {
            proxy.loses("unknown");
            proxy.goes_away_after_the_next_deed();
            assert_eq!(alice.tries(mutation, input.clone(), "").await["action"], "RETRY");
            cluster.crashes().await;
            proxy.comes_back();
        };
        // Nobody calls again: what was committed is told all the same.
        let send = json!({"roomId": room, "body": "unknown", "clientMutationId": "a send"});
        loses("sendMessage", &send).await;
        let numbers = numbers_until(&mut bobs, &room, "unknown").await;
        assert_eq!(numbers, [insists(&alice, "sendMessage", &send, "seq").await["seq"].as_i64().unwrap()]);
        let make = json!({"kind": "PRIVATE", "name": "unknown", "memberIds": [carol.id], "clientMutationId": "a room"});
        loses("createRoom", &make).await;
        let told = carols.until("MembershipAdded").await;
        let hall = told.last().unwrap()["membership"]["roomId"].as_str().unwrap().to_owned();
        assert_eq!(insists(&alice, "createRoom", &make, "room { id }").await["room"]["id"], hall.as_str());
        alice.sends(&hall, "hello Carol").await;
        numbers_until(&mut carol_hears, &hall, "hello Carol").await;
        assert_eq!(spark.metric("commits_unknown_total{kind=\"lost\"}").await, 2);
        assert_eq!(spark.wrong().await, [""; 0]);
    }

    /// Of which nobody can say what became of it, while it is on its way: no row is there yet that would hold up who looks for it.
    async fn a_room_that_is_made_after_it_was_looked_for_is_heard_of() {
        let cluster = Cluster::starts().await;
        let mut proxy = None;
        let spark = Spark::start_on(cluster.database.clone(), |config| proxy = Some(Proxy::before(config))).await;
        let proxy = proxy.unwrap();
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let mut own = bob.hears_own().await;
        alice.creates_room("PRIVATE", "in time", &[]).await;
        // From now on the server says that it is another one.
        cluster.database.execute("SELECT pg_stat_reset_shared('bgwriter')").await;
        proxy.does(Deed::Delay(Duration::from_secs(3)), "made late", 1);
        let make =
            json!({"kind": "PRIVATE", "name": "made late", "memberIds": [bob.id], "clientMutationId": "made late"});
        assert_eq!(alice.tries("createRoom", make.clone(), "").await["action"], "RETRY");
        let told = own.until("MembershipAdded").await;
        let room = told.last().unwrap()["membership"]["roomId"].clone();
        assert_eq!(insists(&alice, "createRoom", &make, "room { id }").await["room"]["id"], room);
        assert_eq!(spark.metric("commits_unknown_total{kind=\"lost\"}").await, 1);
    }

    async fn a_server_that_only_reads_is_a_reason_to_come_back() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let name = spark.database.url.rsplit_once('/').unwrap().1;
        let may_write = async |may: bool| {
            let turn = if may { "off" } else { "on" };
            let sql =
                format!("BEGIN READ WRITE; ALTER DATABASE {name} SET default_transaction_read_only = {turn}; COMMIT");
            spark.database.execute(&sql).await;
            proxy.cuts_all();
        };
        may_write(false).await;
        let input = json!({"roomId": room, "body": "to a reader", "clientMutationId": "to a reader"});
        eventually("a refusal", async || {
            let payload = alice.tries("sendMessage", input.clone(), "").await;
            let refused = payload["error"]["code"] == "UNAVAILABLE" && payload["action"] == "RETRY";
            let reason = reqwest::get(format!("{}/readyz", spark.url)).await.unwrap().text().await.unwrap();
            if refused && reason.contains("read-only transaction") { Ok(()) } else { Err((payload, reason)) }
        })
        .await;
        may_write(true).await;
        insists(&alice, "sendMessage", &input, "seq").await;
    }
}
