//! Whoever came into a room by a COMMIT without an answer is told of it, and hears it.

mod postgres {
    use super::super::{behind_a_proxy, insists, numbers_until};
    use crate::harness::{Feed, Person, on_their_own, proxy::Deed};
    use serde_json::{Value, json};

    on_their_own! {
        a_member_of_a_room_that_was_made_unheard_hears_it;
        who_was_added_unheard_hears_the_room;
        who_joined_unheard_hears_the_room;
        who_is_told_late_learns_how_others_look_by_then;
    }

    /// Bob is told of a room, which he hears from then on.
    async fn hears_of(own: &mut Feed, rooms: &mut Feed, room: &str, alice: &Person) {
        let told = own.until("MembershipAdded").await;
        assert_eq!(told.last().unwrap()["membership"]["roomId"], room, "{told:?}");
        alice.sends(&room.to_owned(), "can you hear me?").await;
        let numbers = numbers_until(rooms, room, "can you hear me?").await;
        let expected: Vec<_> = (0..numbers.len()).map(|n| numbers[0] + i64::try_from(n).unwrap()).collect();
        assert_eq!(numbers, expected, "each once, in order");
    }

    async fn a_member_of_a_room_that_was_made_unheard_hears_it() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let (mut own, mut rooms) = (bob.hears_own().await, bob.hears_rooms().await);
        proxy.loses("made-unheard");
        let input =
            json!({"kind": "PRIVATE", "name": "Kitchen", "memberIds": [bob.id], "clientMutationId": "made-unheard"});
        let made = insists(&alice, "createRoom", &input, "room { id }").await;
        hears_of(&mut own, &mut rooms, made["room"]["id"].as_str().unwrap(), &alice).await;
        assert_eq!(spark.metric("commits_unknown_total{kind=\"committed\"}").await, 1);
    }

    async fn who_was_added_unheard_hears_the_room() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let (mut own, mut rooms) = (bob.hears_own().await, bob.hears_rooms().await);
        let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
        proxy.loses("added-unheard");
        let input = json!({"roomId": room, "userIds": [bob.id], "clientMutationId": "added-unheard"});
        insists(&alice, "addMembers", &input, "").await;
        hears_of(&mut own, &mut rooms, &room, &alice).await;
    }

    async fn who_joined_unheard_hears_the_room() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let (mut own, mut rooms) = (bob.hears_own().await, bob.hears_rooms().await);
        let room = alice.creates_room("PUBLIC", "Square", &[]).await;
        proxy.loses("joined-unheard");
        insists(&bob, "joinRoom", &json!({"roomId": room, "clientMutationId": "joined-unheard"}), "").await;
        hears_of(&mut own, &mut rooms, &room, &alice).await;
    }

    /// How somebody looks is told anew to who came in late: it may have changed before they were told of the room.
    async fn who_is_told_late_learns_how_others_look_by_then() {
        let (spark, proxy) = behind_a_proxy().await;
        let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
        let mut own = bob.hears_own().await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&carol]).await;
        proxy.does(Deed::Delay(std::time::Duration::from_millis(500)), "added-late", 1);
        let input = json!({"roomId": room, "userIds": [bob.id], "clientMutationId": "added-late"});
        insists(&alice, "addMembers", &input, "").await;
        // Of the two whom the joining speaks of everybody is told anew.
        let mut told: Vec<Value> = own.until("MembershipAdded").await;
        while !told.iter().any(|item| item["__typename"] == "ProfileChanged" && item["user"]["username"] == "alice") {
            told.push(own.next().await);
        }
    }
}
