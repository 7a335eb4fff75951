//! Many COMMITs without an answer, in one room, do not keep another room waiting; nor does a restart lose any.

mod postgres {
    use super::super::{behind_a_proxy, insists, numbers_until};
    use crate::harness::{Feed, Person, on_their_own, proxy::Deed};
    use futures_util::future::join_all;
    use serde_json::json;
    use spark::ids::RoomId;

    on_their_own! {
        another_room_does_not_wait_for_forty_three_unknown_sends;
        a_restart_under_load_loses_nothing_in_quiet_rooms;
    }

    /// Which write queue a room is in.
    fn queue(room: &str) -> i64 {
        room.parse::<RoomId>().unwrap().0 % 8
    }

    /// Everything in a room, up to its newest event, once and in order.
    async fn hears_all(feed: &mut Feed, reader: &Person, room: &String, from: i64) {
        let latest = reader.membership(room).await["latestSeq"].as_i64().unwrap();
        let mut numbers = Vec::new();
        while numbers.last() != Some(&latest) {
            let item = feed.next().await;
            if item["roomId"] == room.as_str() {
                numbers.push(item["seq"].as_i64().unwrap_or_else(|| panic!("{item}")));
            }
        }
        assert_eq!(numbers, (from..=latest).collect::<Vec<_>>());
    }

    async fn another_room_does_not_wait_for_forty_three_unknown_sends() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let mut other = alice.creates_room("PRIVATE", "Hall", &[&bob]).await;
        while queue(&other) == queue(&room) {
            other = alice.creates_room("PRIVATE", "Hall", &[&bob]).await;
        }
        let (mut bobs, mut whole) = (bob.hears_rooms().await, bob.hears_rooms().await);
        let from = alice.membership(&room).await["latestSeq"].as_i64().unwrap() + 1;
        proxy.does(Deed::Lose, "flood", 43);
        proxy.loses("elsewhere");
        let flood = async {
            for n in 0..43 {
                let input =
                    json!({"roomId": room, "body": format!("flood {n}"), "clientMutationId": format!("flood {n}")});
                insists(&alice, "sendMessage", &input, "seq").await;
            }
        };
        let elsewhere = async {
            let input = json!({"roomId": other, "body": "elsewhere", "clientMutationId": "elsewhere"});
            insists(&alice, "sendMessage", &input, "seq").await;
            numbers_until(&mut bobs, &other, "elsewhere").await;
            proxy.awaits("flood")
        };
        let ((), left) = tokio::join!(flood, elsewhere);
        assert!(left > 0, "it waited for all others");
        hears_all(&mut whole, &bob, &room, from).await;
        assert_eq!(spark.wrong().await, [""; 0]);
    }

    /// All connections are gone at once, again and again.
    async fn a_restart_under_load_loses_nothing_in_quiet_rooms() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let mut rooms = Vec::new();
        for _ in 0..24 {
            let room = alice.creates_room("PRIVATE", "Hall", &[&bob]).await;
            let from = alice.membership(&room).await["latestSeq"].as_i64().unwrap() + 1;
            rooms.push((room, from, bob.hears_rooms().await));
        }
        let sends = join_all(rooms.iter().enumerate().map(async |(r, (room, ..))| {
            for n in 0..12 {
                let input = json!({"roomId": room, "body": "hi", "clientMutationId": format!("{r} {n}")});
                insists(&alice, "sendMessage", &input, "seq").await;
            }
        }));
        let cuts = async {
            for _ in 0..6 {
                // When everybody is cut off is the fault: in the midst of the sends.
                tokio::time::sleep(std::time::Duration::from_millis(150)).await;
                proxy.cuts_all();
            }
        };
        tokio::join!(sends, cuts);
        for (room, from, feed) in &mut rooms {
            hears_all(feed, &bob, room, *from).await;
        }
        assert_eq!(spark.wrong().await, [""; 0]);
    }
}
