//! What somebody keeps for themselves about a room that they were not told of: it is theirs, and no device hears of a room that
//! it does not know.

use crate::harness::{Event, Spark, on_both};
use serde_json::json;

on_both! {
    what_is_kept_of_a_room_untold_comes_with_the_first_message;
}

async fn what_is_kept_of_a_room_untold_comes_with_the_first_message(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut bobs_own = bob.hears_memberships().await;
    let (room, _) = alice.opens(&bob).await;
    let pin = json!({"roomId": room, "isPinned": true, "notificationMode": "MENTIONS"});
    let shows = "membership { isHidden isPinned notificationMode }";
    let kept = bob.does("updateMembership", pin, shows).await["membership"].clone();
    assert_eq!(kept, json!({"isHidden": true, "isPinned": true, "notificationMode": "MENTIONS"}));
    assert_eq!(bob.lists().await, (vec![], 0));
    alice.sends(&room, "Hello?").await;
    let added = bobs_own.next().await;
    assert_eq!(added, Event::of("MembershipAdded").hidden(false).unread(1).read_to(2).counted_at(3));
    assert_eq!(added["membership"]["isPinned"], true);
    // What is kept while he shows it is told with it.
    let carol = spark.user("carol").await;
    let (room, _) = carol.opens(&bob).await;
    let both = json!({"roomId": room, "isPinned": true, "isHidden": false});
    bob.does("updateMembership", both, shows).await;
    let added = bobs_own.until("MembershipAdded").await.pop().unwrap();
    assert_eq!((&added["membership"]["isPinned"], &added["membership"]["roomId"]), (&json!(true), &json!(room)));
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}
