//! Rooms of two that are in nobody's way: they begin hidden from whom they were opened with, and are put away.

mod opening;
mod presence;
mod races;
mod racing;
mod repair;
mod statuses;
mod untold;

use crate::harness::{Event, Feed, Person, Spark, on_both, person::Room};
use serde_json::{Value, json};

on_both! {
    it_begins_hidden_from_the_other;
    its_first_message_tells_once_and_in_order;
    a_word_of_ones_own_shows_it_as_well;
    either_puts_it_away_and_the_next_message_brings_it_back;
    opening_it_again_shows_it_to_who_opens;
    what_was_put_away_before_a_word_is_known;
    what_happens_in_a_room_put_away_is_heard;
    whoever_connects_meanwhile_hears_from_the_first_message_on;
    a_hidden_room_that_is_named_is_listened_to;
    only_rooms_of_two_are_put_away;
    rooms_of_before_in_which_nobody_wrote_are_hidden;
}

/// A membership as these stories look at it.
const MEMBERSHIP: &str = "id roomId isHidden isPinned unreadCount lastReadSeq asOfSeq";

impl Person {
    /// Opens the room of two.
    async fn opens(&self, other: &Person) -> (Room, Value) {
        let shows = format!("room {{ id }} membership {{ {MEMBERSHIP} }}");
        let opened = self.does("openDirectRoom", json!({"userId": other.id}), &shows).await;
        (opened["room"]["id"].as_str().unwrap().to_owned(), opened["membership"].clone())
    }

    async fn hides(&self, room: &Room, is_hidden: bool) -> Value {
        let input = json!({"roomId": room, "isHidden": is_hidden});
        let shows = format!("membership {{ {MEMBERSHIP} }}");
        self.does("updateMembership", input, &shows).await["membership"].clone()
    }

    /// What concerns this person alone, from now on.
    async fn hears_memberships(&self) -> Feed {
        let query = format!(
            "subscription {{ userEvents {{ __typename
               ... on UnreadCountChanged {{ roomId unreadCount lastReadSeq asOfSeq }}
               ... on MembershipAdded {{ membership {{ {MEMBERSHIP} room {{ latestSeq lastMessage {{ body }} }} }} }}
               ... on MembershipChanged {{ membership {{ {MEMBERSHIP} room {{ latestSeq lastMessage {{ body }} }} }} }} }} }}"
        );
        self.subscribes(&query, json!({})).await
    }

    /// The rooms in both lists, and the total.
    async fn lists(&self) -> (Vec<String>, i64) {
        let query = "{ memberships { totalCount nodes { roomId isHidden } }
            loginSync { totalUnread memberships { totalCount nodes { roomId } } } }";
        let data = self.reads(query, json!({})).await;
        let ids = |list: &Value| {
            let nodes = list["nodes"].as_array().unwrap();
            assert_eq!(list["totalCount"], nodes.len());
            assert!(nodes.iter().all(|node| node["isHidden"] != true), "{list}");
            nodes.iter().map(|node| node["roomId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (memberships, sync) = (ids(&data["memberships"]), &data["loginSync"]);
        assert_eq!(ids(&sync["memberships"]), memberships);
        (memberships, sync["totalUnread"].as_i64().unwrap())
    }

    /// The viewer's own state in a room, asked for by its id.
    async fn keeps(&self, room: &Room) -> Value {
        let query = format!("query($room: ID!) {{ room(id: $room) {{ viewerMembership {{ {MEMBERSHIP} }} }} }}");
        self.reads(&query, json!({"room": room})).await["room"]["viewerMembership"].clone()
    }
}

async fn it_begins_hidden_from_the_other(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (mut alices, mut bobs, mut bobs_own) =
        (alice.hears_rooms().await, bob.hears_rooms().await, bob.hears_memberships().await);
    let (room, hers) = alice.opens(&bob).await;
    assert_eq!((&hers["isHidden"], &hers["asOfSeq"]), (&json!(false), &json!(2)));
    // Both are members, and the one who opened it hears of both.
    assert_eq!(alices.next().await["__typename"], "RoomUpdated");
    let came = alices.next().await;
    assert_eq!(came, Event::of("MemberJoined").with("room.memberCount", 2));
    assert_eq!(came["member"]["user"]["id"], bob.id);
    assert_eq!(alice.lists().await, (vec![room.clone()], 0));
    // The other may read it, and has it in no list.
    assert_eq!(bob.lists().await, (vec![], 0));
    let state = bob.membership(&room).await;
    assert_eq!((&state["memberCount"], &state["latestSeq"]), (&json!(2), &json!(2)));
    assert_eq!(bob.keeps(&room).await["isHidden"], true);
    // They have heard nothing: what is next is of another room.
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    assert_eq!(bobs.next().await["roomId"], kitchen.as_str());
    let own = bobs_own.next().await;
    assert_eq!(own, Event::of("MembershipAdded").with("membership.roomId", &kitchen));
    assert_eq!(bob.lists().await.0, [kitchen]);
    // Whoever opens ten of them is in nobody's list.
    for n in 0..10 {
        spark.user(&format!("stranger{n}")).await.opens(&bob).await;
    }
    assert_eq!(bob.lists().await.0.len(), 1);
}

async fn its_first_message_tells_once_and_in_order(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (mut bobs, mut bobs_own, mut phone) =
        (bob.hears_rooms().await, bob.hears_memberships().await, bob.hears_memberships().await);
    let (room, _) = alice.opens(&bob).await;
    alice.sends(&room, "Hello?").await;
    for device in [&mut bobs_own, &mut phone] {
        let added = device.next().await;
        assert_eq!(added, Event::of("MembershipAdded").hidden(false).unread(1).read_to(2).counted_at(3));
        let shown = &added["membership"]["room"];
        assert_eq!(*shown, json!({"latestSeq": 3, "lastMessage": {"body": "Hello?"}}));
        assert_eq!(device.next().await, Event::of("UnreadCountChanged").unread(1).read_to(2).counted_at(3));
    }
    let sent = bobs.next().await;
    assert_eq!(sent, Event::of("MessageSent").seq(3).with("roomId", &room));
    assert_eq!(bob.lists().await, (vec![room.clone()], 1));
    assert_eq!(bob.keeps(&room).await["isHidden"], false);
    // From here on it goes on as always.
    alice.sends(&room, "Are you there?").await;
    assert_eq!(bobs.next().await["seq"], 4);
    assert_eq!(bobs_own.next().await, Event::of("UnreadCountChanged").unread(2).read_to(2).counted_at(4));
    // No row was written for it: it is hidden no more because there are more texts.
    let still = "SELECT count(*) FROM memberships WHERE hidden_count = 0 AND began_hidden";
    assert_eq!(spark.database.number(still).await, 1);
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn a_word_of_ones_own_shows_it_as_well(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut bobs_own = bob.hears_memberships().await;
    let (room, _) = alice.opens(&bob).await;
    bob.sends(&room, "I saw you.").await;
    assert_eq!(bobs_own.next().await, Event::of("MembershipAdded").hidden(false).unread(0).read_to(3).counted_at(3));
    assert_eq!(bob.lists().await, (vec![room.clone()], 0));
    bob.hides(&room, true).await;
    assert_eq!(
        bobs_own.until("MembershipChanged").await.pop().unwrap(),
        Event::of("MembershipChanged").hidden(true).unread(0).read_to(3).counted_at(3)
    );
    bob.sends(&room, "And again.").await;
    assert_eq!(bobs_own.next().await, Event::of("MembershipChanged").hidden(false).unread(0).read_to(4).counted_at(4));
}

async fn either_puts_it_away_and_the_next_message_brings_it_back(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    for (sender, reader) in [(&alice, &bob), (&bob, &alice)] {
        sender.sends(&room, "one").await;
        sender.sends(&room, "two").await;
        let as_of = reader.keeps(&room).await["asOfSeq"].as_i64().unwrap();
        let mut devices = [reader.hears_memberships().await, reader.hears_memberships().await];
        let hidden = reader.hides(&room, true).await;
        let put_away = Event::of("MembershipChanged").hidden(true).unread(0).read_to(as_of).counted_at(as_of);
        assert_eq!(json!({"__typename": "MembershipChanged", "membership": hidden}), put_away);
        for device in &mut devices {
            // It is read with it.
            assert_eq!(device.next().await, Event::of("UnreadCountChanged").unread(0).read_to(as_of).counted_at(as_of));
            let changed = device.next().await;
            assert_eq!(changed, put_away);
        }
        assert_eq!((reader.lists().await, sender.lists().await.0), ((vec![], 0), vec![room.clone()]));
        // Once more is no change; and to read up to where one has read shows nothing.
        assert_eq!(reader.hides(&room, true).await, hidden);
        reader.marks_read(&room, as_of).await;
        assert_eq!(reader.keeps(&room).await, hidden);
        sender.sends(&room, "three").await;
        for device in &mut devices {
            let changed = device.next().await;
            let shown = Event::of("MembershipChanged").hidden(false).unread(1).read_to(as_of).counted_at(as_of + 1);
            assert_eq!(changed, shown);
            assert_eq!(changed["membership"]["room"]["lastMessage"]["body"], "three");
            assert_eq!(
                device.next().await,
                Event::of("UnreadCountChanged").unread(1).read_to(as_of).counted_at(as_of + 1)
            );
        }
        assert_eq!(reader.lists().await, (vec![room.clone()], 1));
    }
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn opening_it_again_shows_it_to_who_opens(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (mut alices, mut alices_own) = (alice.hears_rooms().await, alice.hears_memberships().await);
    let (mut bobs, mut bobs_own) = (bob.hears_rooms().await, bob.hears_memberships().await);
    let (room, hers) = alice.opens(&bob).await;
    assert_eq!(alices_own.next().await["__typename"], "MembershipAdded");
    let (same, his) = bob.opens(&alice).await;
    assert_eq!((&same, &his["isHidden"]), (&room, &json!(false)));
    assert_ne!(his["id"], hers["id"]);
    assert_eq!(bobs_own.next().await, Event::of("MembershipAdded").hidden(false).unread(0).read_to(2).counted_at(2));
    assert_eq!(bob.lists().await.0, [room.as_str()]);
    // He hears it from now on, and is told of it no second time.
    alice.sends(&room, "You are quick.").await;
    assert_eq!(bobs.next().await["seq"], 3);
    assert_eq!(bobs_own.next().await, Event::of("UnreadCountChanged").unread(1).read_to(2).counted_at(3));
    // Put away, it comes back by opening it, or by saying so; for the other it was never away.
    alices.until("MessageSent").await;
    assert_eq!(alices_own.next().await, Event::of("UnreadCountChanged").unread(0).read_to(3).counted_at(3));
    let shows: [&dyn Fn() -> futures_util::future::BoxFuture<'static, Value>; 2] = [
        &|| {
            let (bob, alice) = (bob.clone(), alice.clone());
            Box::pin(async move { bob.opens(&alice).await.1 })
        },
        &|| {
            let (bob, room) = (bob.clone(), room.clone());
            Box::pin(async move { bob.hides(&room, false).await })
        },
    ];
    for show in shows {
        bob.hides(&room, true).await;
        let hidden = bobs_own.until("MembershipChanged").await.pop().unwrap();
        assert_eq!(hidden, Event::of("MembershipChanged").hidden(true).unread(0).read_to(3).counted_at(3));
        assert_eq!(show().await["isHidden"], false);
        let changed = bobs_own.until("MembershipChanged").await.pop().unwrap();
        assert_eq!(changed, Event::of("MembershipChanged").hidden(false).unread(0).read_to(3).counted_at(3));
        assert_eq!(bob.lists().await.0, [room.as_str()]);
        // What is in the lists already does not change.
        show().await;
    }
    alice.sends(&room, "Again?").await;
    // That he had read it may have waited for its tick.
    let mut told = bobs_own.next().await;
    if told == Event::of("UnreadCountChanged").unread(0).read_to(3).counted_at(3) {
        told = bobs_own.next().await;
    }
    assert_eq!(told, Event::of("UnreadCountChanged").unread(1).read_to(3).counted_at(4));
    assert_eq!(alices_own.next().await, Event::of("UnreadCountChanged").unread(0).read_to(4).counted_at(4));
}

async fn what_was_put_away_before_a_word_is_known(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (mut alices_own, mut bobs_own) = (alice.hears_memberships().await, bob.hears_memberships().await);
    let (room, _) = alice.opens(&bob).await;
    assert_eq!(alices_own.next().await["__typename"], "MembershipAdded");
    alice.hides(&room, true).await;
    assert_eq!(alice.lists().await.0, Vec::<String>::new());
    let hidden = alices_own.until("MembershipChanged").await.pop().unwrap();
    assert_eq!(hidden, Event::of("MembershipChanged").hidden(true).unread(0).read_to(2).counted_at(2));
    // He puts away what he was never told of: nothing is different, and the first message tells him all the same.
    bob.hides(&room, true).await;
    bob.sends(&room, "Hello!").await;
    assert_eq!(bobs_own.next().await, Event::of("MembershipAdded").hidden(false).unread(0).read_to(3).counted_at(3));
    assert_eq!(
        alices_own.next().await,
        Event::of("MembershipChanged").hidden(false).unread(1).read_to(2).counted_at(3)
    );
    assert_eq!(alices_own.next().await, Event::of("UnreadCountChanged").unread(1).read_to(2).counted_at(3));
    // Opened and put away before a word, it is known to both.
    let carol = spark.user("carol").await;
    let mut carols_own = carol.hears_memberships().await;
    let (room, _) = alice.opens(&carol).await;
    carol.opens(&alice).await;
    carol.hides(&room, true).await;
    assert_eq!(carols_own.next().await["__typename"], "MembershipAdded");
    assert_eq!(carols_own.next().await, Event::of("MembershipChanged").hidden(true).unread(0).read_to(2).counted_at(2));
    alice.sends(&room, "Hello!").await;
    assert_eq!(
        carols_own.next().await,
        Event::of("MembershipChanged").hidden(false).unread(1).read_to(2).counted_at(3)
    );
}

async fn what_happens_in_a_room_put_away_is_heard(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    let sent = alice.sends(&room, "Soup?").await;
    bob.hides(&room, true).await;
    let mut bobs = bob.hears_rooms().await;
    // So that who still has the messages has them right, and misses no number when it comes back.
    alice.does("editMessage", json!({"messageId": sent["id"], "body": "Salad?"}), "seq").await;
    alice.does("deleteMessage", json!({"messageId": sent["id"]}), "seq").await;
    assert_eq!((bob.lists().await, &bob.keeps(&room).await["isHidden"]), ((vec![], 0), &json!(true)));
    alice.sends(&room, "Bread?").await;
    for (typename, seq) in [("MessageEdited", 4), ("MessageDeleted", 5), ("MessageSent", 6)] {
        let event = bobs.next().await;
        assert_eq!(event, Event::of(typename).seq(seq));
    }
    assert_eq!(bob.lists().await, (vec![room], 1));
}

async fn whoever_connects_meanwhile_hears_from_the_first_message_on(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    // Alice listens, so that the room's events are told at all; Bob connects while it is hidden.
    let mut alices = alice.hears_rooms().await;
    let (mut bobs, mut bobs_own) = (bob.hears_rooms().await, bob.hears_memberships().await);
    alice.sends(&room, "Hello?").await;
    assert_eq!(alices.next().await["seq"], 3);
    assert_eq!(bobs_own.next().await, Event::of("MembershipAdded").hidden(false).unread(1).read_to(2).counted_at(3));
    assert_eq!(bobs.next().await["seq"], 3);
    // The same on a server that was begun anew, where he alone listens.
    let carol = spark.user("carol").await;
    let (room, _) = carol.opens(&bob).await;
    drop((alices, bobs, bobs_own));
    let spark = spark.restart().await;
    let (carol, bob) = (carol.at(&spark.url), bob.at(&spark.url));
    let (mut bobs, mut bobs_own) = (bob.hears_rooms().await, bob.hears_memberships().await);
    carol.sends(&room, "Hello?").await;
    assert_eq!(bobs_own.next().await, Event::of("MembershipAdded").hidden(false).unread(1).read_to(2).counted_at(3));
    let sent = bobs.next().await;
    assert_eq!((&sent["roomId"], &sent["seq"]), (&json!(room), &json!(3)));
}

async fn a_hidden_room_that_is_named_is_listened_to(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let square = eve.creates_room("PUBLIC", "Square", &[]).await;
    let (room, _) = alice.opens(&bob).await;
    let query = "subscription($rooms: [ID!], $resume: [RoomCursor!]) { roomEvents(roomIds: $rooms, resume: $resume) {
        __typename ... on RoomEvent { seq } } }";
    // He is a member of it: it is not refused, and begins with the first message.
    let mut named = bob.subscribes(query, json!({"rooms": [room]})).await;
    let resume = json!([{"roomId": room, "fromSeq": 1}]);
    let mut resumed = bob.subscribes(query, json!({"rooms": [room], "resume": resume})).await;
    for seq in [1, 2] {
        assert_eq!(resumed.next().await["seq"], seq, "who asks for what was is told");
    }
    for (person, rooms, code) in [
        (&bob, json!([room, square]), "NOT_A_MEMBER"),
        (&eve, json!([room]), "NOT_FOUND"),
        (&eve, json!([square, room]), "NOT_FOUND"),
    ] {
        let mut feed = Feed::begin(person.connects().await, query, json!({"rooms": rooms})).await;
        let refused = feed.next().await;
        assert_eq!(refused["payload"][0]["extensions"]["code"], code, "{refused}");
    }
    alice.sends(&room, "Hello?").await;
    for feed in [&mut named, &mut resumed] {
        let sent = feed.next().await;
        assert_eq!(sent, Event::of("MessageSent").seq(3));
    }
}

async fn only_rooms_of_two_are_put_away(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let (room, _) = alice.opens(&bob).await;
    let fault = ("INVALID_INPUT".to_owned(), json!(["input", "isHidden"]));
    for kind in ["PUBLIC", "PRIVATE"] {
        let other = alice.creates_room(kind, "Kitchen", &[&bob]).await;
        let refused = json!({"roomId": other, "isHidden": true, "isPinned": true});
        assert_eq!(alice.is_at_fault("updateMembership", refused).await, fault);
        assert_eq!(alice.keeps(&other).await["isPinned"], false, "nothing of it happened");
        assert_eq!(alice.hides(&other, false).await["isHidden"], false, "it is in the lists, as is said");
    }
    assert_eq!(alice.is_at_fault("updateMembership", json!({"roomId": room, "isHidden": null})).await, fault);
    for hidden in [true, false] {
        assert_eq!(eve.fails("updateMembership", json!({"roomId": room, "isHidden": hidden})).await, "NOT_FOUND");
    }
    // The same call again changes nothing, whatever has happened since.
    let input = json!({"roomId": room, "isHidden": true, "isPinned": true, "clientMutationId": "away"});
    let shows = "membership { isHidden isPinned }";
    let away = alice.does("updateMembership", input.clone(), shows).await;
    assert_eq!(away["membership"], json!({"isHidden": true, "isPinned": true}));
    bob.sends(&room, "Hello!").await;
    let again = alice.does("updateMembership", input, shows).await;
    assert_eq!(again["membership"]["isHidden"], false, "as it is today");
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn rooms_of_before_in_which_nobody_wrote_are_hidden(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    alice.opens(&bob).await;
    let (lively, _) = carol.opens(&bob).await;
    carol.sends(&lively, "Hello!").await;
    let (pinned, _) = dave.opens(&bob).await;
    bob.does("updateMembership", json!({"roomId": pinned, "isPinned": true, "isHidden": false}), "").await;
    let (spark, ()) = spark
        .restart_after(async |database| {
            for undone in [
                "ALTER TABLE memberships DROP COLUMN hidden_count",
                "ALTER TABLE memberships DROP COLUMN began_hidden",
                "DELETE FROM _sqlx_migrations WHERE version = 7",
            ] {
                database.execute(undone).await;
            }
        })
        .await;
    assert_eq!(bob.at(&spark.url).lists().await, (vec![pinned, lively], 1));
    assert_eq!(alice.at(&spark.url).lists().await.0.len(), 1);
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}
