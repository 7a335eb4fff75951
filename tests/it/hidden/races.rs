//! Putting away while the other writes, on several devices: whichever came last is what all show.

use super::MEMBERSHIP;
use crate::harness::{Engine, Event, Spark, on_both};
use futures_util::future::join_all;
use serde_json::json;

on_both! {
    putting_away_and_writing_at_once_agree_in_the_end;
    both_open_and_write_at_once;
    a_message_costs_the_same_where_it_shows_a_room;
}

async fn putting_away_and_writing_at_once_agree_in_the_end(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    alice.sends(&room, "Hello?").await;
    let mut devices = [bob.hears_memberships().await, bob.hears_memberships().await];
    let mut hidden = Vec::new();
    for n in 0..30 {
        let (text, after) = (format!("text {n}"), format!("and {n}"));
        tokio::join!(
            bob.hides(&room, true),
            alice.sends(&room, &text),
            bob.hides(&room, true),
            alice.sends(&room, &after)
        );
        let now = bob.keeps(&room).await;
        let is_hidden = now["isHidden"].as_bool().unwrap();
        let expected = if is_hidden { (vec![], 0) } else { (vec![room.clone()], now["unreadCount"].as_i64().unwrap()) };
        assert_eq!(bob.lists().await, expected);
        hidden.push(is_hidden);
        // The bell is his own: a pin is told after all that happened before it.
        let pin = json!({"roomId": room, "isPinned": n % 2 == 0});
        let pinned =
            bob.does("updateMembership", pin, &format!("membership {{ {MEMBERSHIP} }}")).await["membership"].clone();
        for device in &mut devices {
            loop {
                let event = device.next().await;
                let is_bell = event["membership"]["isPinned"] == pinned["isPinned"];
                if event["__typename"] == "MembershipChanged" && is_bell {
                    let expected = Event::of("MembershipChanged").hidden(is_hidden);
                    let expected = expected.with("membership.asOfSeq", &pinned["asOfSeq"]);
                    let expected = expected.with("membership.unreadCount", &now["unreadCount"]);
                    assert_eq!(event, expected.with("membership.lastReadSeq", &now["lastReadSeq"]));
                    break;
                }
                // Whatever is told of a room that is hidden is that nothing of it is unread.
                assert!(event["membership"]["isHidden"] != true || event["membership"]["unreadCount"] == 0, "{event}");
            }
        }
    }
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn both_open_and_write_at_once(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let others: Vec<_> = (0..12).map(|n| format!("other{n}")).collect();
    let others = join_all(others.iter().map(|name| spark.user(name))).await;
    let begin = async |other: &crate::harness::Person| {
        let ((room, _), (same, _)) = tokio::join!(bob.opens(other), other.opens(&bob));
        assert_eq!(room, same);
        tokio::join!(bob.sends(&room, "first"), other.sends(&room, "first"), other.opens(&bob));
        assert_eq!(other.lists().await.0, [room.as_str()]);
        room
    };
    let mut own = bob.hears_memberships().await;
    let rooms = join_all(others.iter().map(begin)).await;
    assert_eq!(bob.lists().await.0.len(), 12);
    // Each is told of as new once.
    alice.creates_room("PRIVATE", "Bell", &[&bob]).await;
    let mut told = Vec::new();
    while told.len() <= rooms.len() {
        let event = own.next().await;
        if event["__typename"] == "MembershipAdded" {
            told.push(event["membership"]["roomId"].as_str().unwrap().to_owned());
        }
    }
    told.pop();
    let mut rooms = rooms;
    rooms.sort();
    told.sort();
    assert_eq!(told, rooms);
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn a_message_costs_the_same_where_it_shows_a_room(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    let cost = async |body: &str| {
        let before = spark.server.statements();
        alice.sends(&room, body).await;
        spark.server.statements() - before
    };
    // As in any room: the batch's three, and the session's one. Where others write at once, how the two look is held meanwhile.
    let shows = if spark.database.engine == Engine::Postgres { 5 } else { 4 };
    assert_eq!(cost("the first").await, shows);
    assert_eq!(cost("another").await, 4);
    bob.hides(&room, true).await;
    alice.hides(&room, true).await;
    assert_eq!(cost("back").await, shows);
    assert_eq!((bob.lists().await.1, alice.lists().await.1), (1, 0));
}
