//! What things cost, in statements: the same for a room of 10 and of 10,000, for 3 rooms and for 500.

use crate::harness::{
    Person, Spark, eventually, on_both, on_both_by_hand,
    person::{Room, fresh},
};
use serde_json::{Value, json};
use spark::ids::{RoomId, UserId};

// By hand: else somebody's going would be told in the middle, and counted.
on_both_by_hand! {
    a_message_costs_the_same_in_a_room_of_10_and_of_10_000;
    a_message_costs_the_same_whomever_it_names;
}

on_both! {
    whoever_asks_for_themselves_costs_one_statement;
    signing_in_costs_six_statements_however_many_rooms;
    nested_pages_cost_the_same_for_3_rooms_and_for_30;
}

/// The statements of one piece of work, together with its result.
async fn cost<T>(spark: &Spark, work: impl Future<Output = T>) -> (u64, T) {
    let before = spark.server.statements();
    let result = work.await;
    (spark.server.statements() - before, result)
}

/// Accounts with the keys 1 to `count`, which nobody signs in to.
pub async fn seeds_users(spark: &Spark, count: u32) {
    let series = spark.database.series(count);
    let sql = format!(
        "INSERT INTO users (id, username, username_key, display_name, role, password_hash, locale, time_zone,
           do_not_disturb, created_at, display_key)
         {series} SELECT i, 'user' || i, 'user' || i, 'User ' || i, 'MEMBER', '', 'en', 'UTC', false, 0, 'user ' || i FROM n"
    );
    spark.database.execute(&sql).await;
}

/// Makes the first `count` of them members of a room.
pub async fn seeds_members(spark: &Spark, room: &Room, count: u32) {
    let (series, room) = (spark.database.series(count), room.parse::<RoomId>().unwrap().0);
    let sql = format!(
        "INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
           notification_mode, is_pinned)
         {series} SELECT {room}, i, 'MEMBER', 0, 1000000 + i, 0, 0, 'ALL', false FROM n;
         UPDATE rooms SET member_count = member_count + {count} WHERE id = {room};"
    );
    spark.database.execute(&sql).await;
}

/// Rooms with the keys 1 to `count`, in which `person` is, and five of the seeded users each; each of the five wrote one
/// message.
pub async fn seeds_rooms(spark: &Spark, person: &Person, count: u32) {
    let (rooms, posts) = (spark.database.series(count), spark.database.series(count * 5));
    let person = person.id.parse::<UserId>().unwrap().0;
    let sql = format!(
        "INSERT INTO rooms (id, kind, name, created_at, latest_seq, text_count, member_count, last_message_seq,
           last_activity_at, first_seq, first_count)
         {rooms} SELECT i, 'PRIVATE', 'Room ' || i, 0, 5, 5, 6, 5, i, 1, 0 FROM n;
         INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
           notification_mode, is_pinned)
         {rooms} SELECT i, {person}, 'OWNER', 0, 1, 1, 1, 'ALL', false FROM n;
         INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
           notification_mode, is_pinned)
         {posts} SELECT (i - 1) / 5 + 1, i, 'MEMBER', 0, 2 + (i - 1) % 5, 0, 0, 'ALL', false FROM n;
         INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at)
         {posts} SELECT (i - 1) / 5 + 1, 1 + (i - 1) % 5, 1 + (i - 1) % 5, i, 'hello', 1 + (i - 1) % 5, 0 FROM n;"
    );
    spark.database.execute(&sql).await;
}

async fn a_message_costs_the_same_in_a_room_of_10_and_of_10_000(spark: Spark) {
    const PAGE: &str =
        "query($id: ID!) { room(id: $id) { messages(last: 50) { nodes { body author { username } } } } }";
    const MEMBERS: &str =
        "query($id: ID!) { room(id: $id) { memberCount members(first: 50) { nodes { role user { username } } } } }";
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    seeds_users(&spark, 10_000).await;
    let mut costs = Vec::new();
    for members in [10, 10_000] {
        let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
        seeds_members(&spark, &room, members).await;
        // Somebody listens, so that the events are also told.
        let mut bobs = bob.hears_rooms().await;
        let status = "{ user(username: \"bob\") { status } }";
        eventually("Bob is there", async || match alice.reads(status, json!({})).await {
            seen if seen["user"]["status"] == "ONLINE" => Ok(()),
            seen => Err(seen),
        })
        .await;
        let mut room_costs = Vec::new();
        let input = json!({"roomId": room, "body": "hello", "clientMutationId": fresh()});
        let shows = "seq message { id body author { username } room { memberCount } }";
        let (statements, message) = cost(&spark, async {
            let sent = alice.does("sendMessage", input, shows).await;
            bobs.until("MessageSent").await;
            sent
        })
        .await;
        room_costs.push(("sendMessage", statements));
        drop(bobs);
        let id = json!({"id": room});
        room_costs.push(("history", cost(&spark, alice.reads(PAGE, id.clone())).await.0));
        room_costs.push(("members", cost(&spark, alice.reads(MEMBERS, id)).await.0));
        room_costs.push(("markRead", cost(&spark, bob.marks_read(&room, message["seq"].as_i64().unwrap())).await.0));
        let deletion = json!({"messageId": message["message"]["id"], "clientMutationId": fresh()});
        let deleting = alice.does("deleteMessage", deletion, "seq message { deletedAt author { username } }");
        room_costs.push(("deleteMessage", cost(&spark, deleting).await.0));
        room_costs.push(("joinRoom", cost(&spark, carol.joins(&room)).await.0));
        room_costs.push(("leaveRoom", cost(&spark, carol.leaves(&room)).await.0));
        assert_eq!(alice.membership(&room).await["memberCount"], members + 2);
        costs.push(room_costs);
    }
    assert_eq!(costs[0], costs[1]);
    // The batch's three, and the session's one.
    assert_eq!(costs[0][0], ("sendMessage", 4));
}

async fn a_message_costs_the_same_whomever_it_names(spark: Spark) {
    let alice = spark.user("alice").await;
    seeds_users(&spark, 10_000).await;
    let mut costs = Vec::new();
    let ten: String = (1..=10).map(|n| format!("@user{n} ")).collect();
    for members in [10, 10_000] {
        let room = alice.creates_room("PUBLIC", "Square", &[]).await;
        seeds_members(&spark, &room, members).await;
        for (body, rows) in [("hello", 0), ("@user7", 1), (ten.as_str(), 10), ("@all", 1), ("@here @user7", 1)] {
            let input = json!({"roomId": room, "body": body, "clientMutationId": fresh()});
            let before = spark.database.number("SELECT count(*) FROM mentions").await;
            let (sent, message) = cost(&spark, alice.does("sendMessage", input, "message { id }")).await;
            assert_eq!(spark.database.number("SELECT count(*) FROM mentions").await - before, rows, "{body}");
            let deletion = json!({"messageId": message["message"]["id"], "clientMutationId": fresh()});
            alice.does("deleteMessage", deletion, "seq").await;
            assert_eq!(spark.database.number("SELECT count(*) FROM mentions").await - before, 0, "{body}");
            costs.push(sent);
        }
    }
    // The batch's three, and the session's one.
    assert_eq!(costs, vec![4; 10]);
}

async fn whoever_asks_for_themselves_costs_one_statement(spark: Spark) {
    let alice = spark.user("alice").await;
    let (statements, data) = cost(&spark, alice.reads("{ viewer { id username } }", json!({}))).await;
    assert_eq!(data["viewer"]["username"], json!("alice"));
    assert_eq!(statements, 1, "the session's, which reads whose it is");
}

async fn signing_in_costs_six_statements_however_many_rooms(spark: Spark) {
    // What a client selects on signing in.
    const SIGN_IN: &str = "{ loginSync { serverTime viewer { id username displayName avatarUrl role }
        settings { id locale timeZone doNotDisturb } totalUnread totalMentions
        memberships { totalCount pageInfo { hasNextPage endCursor } nodes {
          id roomId role permissions unreadCount mentionCount lastReadSeq asOfSeq isPinned notificationMode
          room { id name kind topic latestSeq memberCount lastActivityAt
            lastMessage { id seq body author { id username displayName } } } } }
        announcements { id title } } }";
    let mut costs = Vec::new();
    for rooms in [10, 500] {
        let spark = Spark::start(spark.database.engine).await;
        let alice = spark.user("alice").await;
        seeds_users(&spark, rooms * 5).await;
        seeds_rooms(&spark, &alice, rooms).await;
        let (statements, data) = cost(&spark, alice.reads(SIGN_IN, json!({}))).await;
        let found = &data["loginSync"];
        assert_eq!((&found["totalUnread"], &found["memberships"]["totalCount"]), (&json!(rooms * 4), &json!(rooms)));
        let nodes = found["memberships"]["nodes"].as_array().unwrap();
        assert_eq!(u32::try_from(nodes.len()), Ok(rooms));
        for (node, room) in nodes.iter().zip((1..=rooms).rev()) {
            assert_eq!(node["room"]["lastMessage"]["author"]["username"], format!("user{}", room * 5));
        }
        costs.push(statements);
    }
    assert!(costs.iter().all(|cost| *cost <= 6), "{costs:?}");
}

async fn nested_pages_cost_the_same_for_3_rooms_and_for_30(spark: Spark) {
    const NESTED: &str = "{ memberships { nodes { unreadCount room { name
        lastMessage { body author { username } } viewerMembership { id role }
        messages(last: 5) { nodes { body author { username } room { name } } }
        members(first: 5) { nodes { role user { username } } } } } } }";
    let mut costs = Vec::new();
    for rooms in [3, 30] {
        let spark = Spark::start(spark.database.engine).await;
        let alice = spark.user("alice").await;
        seeds_users(&spark, rooms * 5).await;
        seeds_rooms(&spark, &alice, rooms).await;
        let (statements, data) = cost(&spark, alice.reads(NESTED, json!({}))).await;
        let nodes = data["memberships"]["nodes"].as_array().unwrap();
        assert_eq!(u32::try_from(nodes.len()), Ok(rooms));
        let whole = |node: &Value| {
            let room = &node["room"];
            let lengths = ["messages", "members"].map(|list| room[list]["nodes"].as_array().unwrap().len());
            lengths == [5, 5] && room["viewerMembership"]["role"] == "OWNER" && room["lastMessage"]["body"] == "hello"
        };
        assert!(nodes.iter().all(whole), "{data}");
        costs.push(statements);
    }
    assert_eq!(costs[0], costs[1]);
}
