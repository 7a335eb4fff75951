//! Counts that come as the membership they belong to, for caches that merge by id.

use crate::harness::{Feed, Spark, eventually, on_both, on_both_by_hand};
use serde_json::{Value, json};

on_both! {
    counts_come_with_their_membership;
    what_a_count_is_about_may_be_out_of_sight;
}

on_both_by_hand! {
    counts_alone_are_shown_without_a_question;
}

/// The first of this type to come.
async fn last(feed: &mut Feed, typename: &str) -> Value {
    feed.until(typename).await.pop().unwrap()
}

const COUNTS: &str = "id roomId unreadCount mentionCount lastReadSeq asOfSeq";

async fn counts_come_with_their_membership(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let query = format!(
        "subscription {{ userEvents {{ __typename ... on UnreadCountChanged {{ membershipId unreadCount lastReadSeq asOfSeq
           membership {{ {COUNTS} role isPinned notificationMode joinedAt permissions room {{ name }} }} }} }} }}"
    );
    let mut feed = bob.subscribes(&query, json!({})).await;
    alice.sends(&room, "one").await;
    let heard = last(&mut feed, "UnreadCountChanged").await;
    let membership = &heard["membership"];
    for field in ["unreadCount", "lastReadSeq", "asOfSeq"] {
        assert_eq!(membership[field], heard[field], "{heard}");
    }
    assert_eq!((&membership["id"], &membership["roomId"]), (&heard["membershipId"], &json!(room)));
    assert_eq!((&membership["unreadCount"], &membership["mentionCount"]), (&json!(1), &json!(0)));
    let query = format!(
        "query($id: ID!) {{ room(id: $id) {{ viewerMembership {{ {COUNTS} role isPinned notificationMode joinedAt permissions room {{ name }} }} }} }}"
    );
    assert_eq!(bob.reads(&query, json!({"id": room})).await["room"]["viewerMembership"], *membership);
}

async fn counts_alone_are_shown_without_a_question(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let query = format!(
        "subscription {{ userEvents {{ __typename ... on UnreadCountChanged {{ membership {{ {COUNTS} }} }} }} }}"
    );
    let mut feed = bob.subscribes(&query, json!({})).await;
    // He came with it.
    eventually("Bob is there", async || match alice.reads("{ user(username: \"bob\") { status } }", json!({})).await {
        seen if seen["user"]["status"] == "ONLINE" => Ok(()),
        seen => Err(seen),
    })
    .await;
    let before = spark.server.statements();
    alice.sends(&room, "one").await;
    let heard = last(&mut feed, "UnreadCountChanged").await;
    assert_eq!(heard["membership"]["unreadCount"], 1);
    // The batch's three, and the session's one.
    assert_eq!(spark.server.statements() - before, 4);
}

/// A count that is shown when its stay is over already: what would have to be read is not there any more.
async fn what_a_count_is_about_may_be_out_of_sight(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let shown = |shows: &str| {
        format!(
            "subscription {{ userEvents {{ __typename ... on UnreadCountChanged {{ membership {{ {shows} }} }} }} }}"
        )
    };
    let (mut plain, mut curious) =
        (bob.subscribes(&shown(COUNTS), json!({})).await, bob.subscribes(&shown("role"), json!({})).await);
    // His stay is another one to the database: as when he left and came back before the count was shown.
    spark.database.execute("UPDATE memberships SET joined_at = joined_at + 1 WHERE role = 'MEMBER'").await;
    alice.sends(&room, "one").await;
    assert_eq!(last(&mut plain, "UnreadCountChanged").await["membership"]["unreadCount"], 1);
    assert_eq!(curious.next().await, json!({"__typename": "LoginSyncRequired"}));
    // The stream goes on.
    spark.database.execute("UPDATE memberships SET joined_at = joined_at - 1 WHERE role = 'MEMBER'").await;
    alice.sends(&room, "two").await;
    assert_eq!(curious.next().await["membership"]["role"], "MEMBER");
    assert_ne!(plain.next().await, Value::Null);
}
