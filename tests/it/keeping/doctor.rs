//! `spark doctor` finds what is wrong, and nothing where nothing is.

use super::written;
use crate::harness::{
    Engine, Spark,
    database::Database,
    on_both, on_sqlite,
    process::{ended, run, succeeds},
};
use serde_json::json;
use std::fs;

on_both! {
    each_row_that_is_wrong_is_found;
}

on_sqlite! {
    each_page_that_is_wrong_is_found;
}

/// Something of everything that is stored, in a database that is right.
async fn lives(spark: &Spark) {
    let [anna, bert, cora] = spark.users(["anna", "bert", "cora"]).await;
    let room = anna.creates_room("PRIVATE", "Kitchen", &[&bert, &cora]).await;
    anna.makes(&room, &bert, "MODERATOR").await;
    bert.sends(&room, "hello").await;
    let pot = anna.sends(&room, "@bert @anna, the pot").await;
    bert.answers(&room, &pot, "@all soup").await;
    anna.reacts(&pot, "👍").await;
    bert.reacts(&pot, "👍").await;
    bert.unreacts(&pot, "👍").await;
    bert.reacts(&pot, "🎉").await;
    let forward = json!({"messageId": pot["id"], "roomId": room, "clientMutationId": "on"});
    bert.does("forwardMessage", forward, "seq").await;
    let files = [anna.uploads("recipe.txt", "soup").await, anna.uploads("list.txt", "salt").await];
    let recipe = anna.sends_files(&room, "", &[&files[0], &files[1]]).await;
    let forward = json!({"messageId": recipe["id"], "roomId": room, "clientMutationId": "recipe"});
    bert.does("forwardMessage", forward, "seq").await;
    anna.uploads("waits.txt", "for its message").await;
    bert.shows_picture(200).await;
    let gone = anna.answers(&room, &pot, "@bert gone").await;
    bert.reacts(&gone, "🎉").await;
    anna.deletes(&gone).await;
    cora.leaves(&room).await;
    anna.adds(&room, &[&cora]).await;
    anna.removes(&room, &cora).await;
    let create = json!({"roomId": room, "clientMutationId": "an invite"});
    let code = anna.does("createInvite", create, "invite { code }").await["invite"]["code"].clone();
    cora.does("joinRoom", json!({"inviteCode": code, "clientMutationId": "in"}), "seq").await;
    let cellar = anna.creates_room("PRIVATE", "Cellar", &[]).await;
    anna.does("createInvite", json!({"roomId": cellar}), "invite { code }").await;
    anna.leaves(&cellar).await;
    let pantry = anna.creates_room("PRIVATE", "Pantry", &[]).await;
    let code = anna.does("createInvite", json!({"roomId": pantry}), "invite { code }").await["invite"]["code"].clone();
    cora.does("joinRoom", json!({"inviteCode": code}), "seq").await;
    bert.does("openDirectRoom", json!({"userId": cora.id, "clientMutationId": "two"}), "room { id }").await;
    anna.does("updateRoom", json!({"roomId": room, "name": "Soup", "clientMutationId": "name"}), "seq").await;
    let add = json!({"roomId": room, "userIds": [bert.id], "clientMutationId": "add"});
    anna.does("addMembers", add, "room { id }").await;
    cora.does("leaveRoom", json!({"roomId": room, "clientMutationId": "out"}), "seq").await;
    cora.does("updateProfile", json!({"displayName": "Cora", "clientMutationId": "me"}), "user { id }").await;
    spark.database.execute("UPDATE users SET role = 'ADMIN' WHERE username = 'anna'").await;
    let announcement = json!({"kind": "NOTICE", "title": "News", "body": "Soup", "clientMutationId": "news"});
    let published = anna.does("publishAnnouncement", announcement, "announcement { id }").await;
    let id = &published["announcement"]["id"];
    bert.does("acknowledgeAnnouncement", json!({"announcementId": id, "clientMutationId": "ack"}), "").await;
}

/// What breaks a database, and what is said of it.
const BREAKS: &[(&str, &str)] = &[
    ("DELETE FROM messages WHERE seq = 5 AND system IS NULL", "the log lacks 5"),
    ("DELETE FROM changes WHERE seq = 4", "the log lacks 4"),
    ("UPDATE rooms SET latest_seq = latest_seq + 1", "its number is"),
    ("UPDATE memberships SET hidden_count = 0 WHERE role = 'OWNER'", "is none of two people"),
    ("UPDATE memberships SET hidden_count = 5 WHERE began_hidden", "hidden_count is 5 of 0"),
    ("UPDATE rooms SET latest_seq = latest_seq - 1", "its number is"),
    ("UPDATE rooms SET latest_fingerprint = latest_fingerprint + 1", "its fingerprint is"),
    ("UPDATE rooms SET latest_fingerprint = latest_fingerprint - 1", "its fingerprint is"),
    ("UPDATE rooms SET first_seq = first_seq + 1", "the log begins at 2, and has 1"),
    ("UPDATE rooms SET first_seq = first_seq - 1", "the log lacks 0"),
    ("UPDATE rooms SET first_count = first_count + 1", "text_count is"),
    ("UPDATE rooms SET first_count = first_count - 1", "text_count is"),
    ("UPDATE rooms SET text_count = text_count + 1", "text_count is"),
    ("UPDATE rooms SET text_count = text_count - 1", "text_count is"),
    ("UPDATE rooms SET member_count = member_count + 1", "member_count is"),
    ("UPDATE rooms SET member_count = member_count - 1", "member_count is"),
    ("UPDATE rooms SET last_message_seq = last_message_seq - 1", "last_message_seq is"),
    ("UPDATE rooms SET last_message_seq = last_message_seq + 1", "last_message_seq is"),
    ("UPDATE rooms SET newest_message_seq = newest_message_seq - 1", "newest_message_seq is"),
    ("UPDATE rooms SET newest_message_seq = newest_message_seq + 1", "newest_message_seq is"),
    ("UPDATE rooms SET last_activity_at = last_activity_at + 1", "last_activity_at is"),
    ("UPDATE rooms SET last_activity_at = last_activity_at - 1", "last_activity_at is"),
    ("UPDATE messages SET text_count = text_count + 1 WHERE seq = 8", "text_count is"),
    ("UPDATE messages SET text_count = text_count - 1 WHERE seq = 8", "text_count is"),
    ("UPDATE memberships SET read_count = read_count + 1", "read_count is"),
    ("UPDATE memberships SET read_count = read_count - 1", "read_count is"),
    ("UPDATE memberships SET last_read_seq = 1000000", "last_read_seq is"),
    ("UPDATE memberships SET joined_at = joined_at + 1", "no message there says so"),
    ("UPDATE memberships SET joined_seq = joined_seq + 1 WHERE role = 'MODERATOR'", "no message there says so"),
    ("UPDATE memberships SET role = 'MEMBER' WHERE role = 'OWNER'", "the role is MEMBER"),
    ("UPDATE memberships SET role = 'MEMBER' WHERE role = 'OWNER'", "none of them owns it"),
    ("UPDATE messages SET updated_seq = updated_seq + 1 WHERE updated_seq > seq", "updated_seq is"),
    ("UPDATE messages SET updated_seq = updated_seq + 1 WHERE seq = 1", "there is no change"),
    ("UPDATE messages SET deleted_at = NULL WHERE deleted_at IS NOT NULL", "deleted_at and its changes disagree"),
    ("UPDATE messages SET body = 'back again' WHERE deleted_at IS NOT NULL", "it is deleted and says something"),
    ("UPDATE messages SET metadata = '1' WHERE deleted_at IS NOT NULL", "it is deleted and says something"),
    ("UPDATE messages SET forwarded_from = actor_id WHERE deleted_at IS NOT NULL", "it is deleted and says something"),
    ("UPDATE changes SET message_seq = message_seq + 1000", "and there is none"),
    ("UPDATE changes SET emoji = NULL WHERE emoji IS NOT NULL", "and there is none"),
    ("UPDATE messages SET reply_count = reply_count + 1 WHERE reply_count > 0", "reply_count is 2, counted 1"),
    ("UPDATE messages SET reply_count = reply_count - 1 WHERE reply_count > 0", "reply_count is 0, counted 1"),
    ("UPDATE messages SET parent_seq = 1 WHERE parent_seq IS NOT NULL", "which cannot be answered"),
    ("UPDATE messages SET parent_seq = seq WHERE parent_seq IS NOT NULL", "which cannot be answered"),
    ("UPDATE messages SET forwarded_from = 77 WHERE forwarded_from IS NOT NULL", "messages: forwarded_from is 77"),
    ("DELETE FROM reactions WHERE emoji = '🎉'", "it says 1 of a reaction, counted 0"),
    ("UPDATE reactions SET emoji = '🍕' WHERE emoji = '🎉'", "it says 0 of a reaction, counted 1"),
    ("UPDATE reactions SET emoji = '🍕' WHERE emoji = '🎉'", "and the log does not say so"),
    ("UPDATE messages SET reactions = NULL WHERE reactions IS NOT NULL", "it says 0 of a reaction, counted 1"),
    (
        "UPDATE messages SET reactions = '[[\"👍\",2],[\"🎉\",1]]' WHERE reactions IS NOT NULL",
        "it says 2 of a reaction, counted 1",
    ),
    ("UPDATE reactions SET added_seq = added_seq + 1000", "and the log does not say so"),
    ("UPDATE reactions SET user_id = 77 WHERE emoji = '🎉'", "reactions: user_id is 77"),
    ("UPDATE reactions SET seq = 1", "it has reactions, and can have none"),
    ("DELETE FROM mentions WHERE user_id = 0", "for whom it does not count"),
    ("DELETE FROM mentions WHERE user_id <> 0", "for whom it does not count"),
    ("UPDATE messages SET mentions = NULL WHERE mentions IS NOT NULL", "whom it does not name"),
    ("UPDATE messages SET mentions_room = NULL WHERE mentions_room IS NOT NULL", "whom it does not name"),
    (
        "INSERT INTO mentions (room_id, user_id, seq) SELECT room_id, 0, seq FROM messages WHERE deleted_at IS NOT NULL",
        "whom it does not name",
    ),
    (
        "UPDATE mentions SET user_id = 77 WHERE user_id <> 0 AND user_id = (SELECT id FROM users WHERE username = 'bert')",
        "it names user 77",
    ),
    ("UPDATE messages SET attachments = NULL WHERE attachments IS NOT NULL", "is on it, and it does not show it"),
    ("UPDATE attachments SET seq = seq + 1 WHERE seq IS NOT NULL", "which is not on it"),
    ("UPDATE attachments SET shown = replace(shown, 'recipe', 'poison') WHERE seq IS NOT NULL", "otherwise than it is"),
    ("UPDATE attachments SET room_id = 77 WHERE seq IS NULL", "it is half on a message"),
    ("UPDATE attachments SET user_id = 77", "attachments: user_id is 77"),
    ("UPDATE files SET byte_size = byte_size + 1 WHERE address IS NULL", "it has another size than its file"),
    ("UPDATE files SET byte_size = -1", "its size is -1"),
    ("UPDATE files SET state = 'DYING' WHERE address IS NULL", "which is not stored"),
    ("UPDATE files SET state = 'LOST'", "its state is LOST"),
    ("UPDATE files SET user_id = 77", "files: user_id is 77"),
    ("DELETE FROM files WHERE address IS NULL", "attachments: file_id is"),
    ("DELETE FROM attachments WHERE seq IS NULL", "nothing shows it"),
    ("UPDATE users SET avatar_file = NULL", "nothing shows it"),
    ("UPDATE users SET avatar_file = NULL", "and it is not that"),
    ("UPDATE users SET avatar_address = 'x.jpg' WHERE avatar_address IS NOT NULL", "and it is not that"),
    ("DELETE FROM files WHERE address IS NOT NULL", "and it is not that"),
    ("UPDATE messages SET attachments = '[]' WHERE deleted_at IS NOT NULL", "it is deleted and says something"),
    ("UPDATE changes SET actor_id = 77", "changes: actor_id is 77"),
    ("UPDATE messages SET actor_id = 77 WHERE seq = 8", "messages: actor_id is 77"),
    (
        "INSERT INTO messages (room_id, seq, updated_seq, body, text_count, created_at) VALUES (77, 1, 1, '', 0, 0)",
        "and no room",
    ),
    ("UPDATE requests SET user_id = 77 WHERE client_mutation_id = 'add'", "requests: user_id is 77"),
    ("UPDATE requests SET answer = '77' WHERE answer NOT LIKE '{%'", "its answer names something"),
    (
        r#"UPDATE requests SET answer = '{"message":{"room":77,"seq":1}}' WHERE answer LIKE '%message%'"#,
        "its answer names a message",
    ),
    (r#"UPDATE requests SET answer = '{"room":77,"seq":null}' WHERE answer LIKE '{%'"#, "its answer names a room"),
    (r#"UPDATE requests SET answer = '{"room":77,"seq":1}' WHERE answer LIKE '{%'"#, "its answer names an event"),
    (r#"UPDATE requests SET answer = '{"users":[77]}' WHERE answer LIKE '{%'"#, "its answer names a user"),
    ("UPDATE requests SET answer = 'no json'", "could not be asked"),
    ("UPDATE direct_rooms SET low_user_id = 77", "direct_rooms: low_user_id is 77"),
    ("DELETE FROM direct_rooms", "no pair has it"),
    ("UPDATE announcement_counter SET last_number = last_number + 1", "the last number given"),
    ("UPDATE announcement_counter SET last_number = last_number - 1", "the last number given"),
    ("UPDATE announcements SET number = number + 1", "the last number given"),
    ("UPDATE users SET first_announcement = 2", "a number that was not given"),
    ("UPDATE users SET settled_everyone = 2", "a number that was not given"),
    ("UPDATE users SET settled_admins = 2", "a number that was not given"),
    ("UPDATE users SET is_online = NOT is_online", "is_online"),
    ("UPDATE invites SET max_uses = 1, uses = 2", "used 2 times"),
    ("UPDATE invites SET uses = uses + 1", "used 2 times, and 1 came by themselves"),
    ("UPDATE invites SET uses = uses - 1", "used 0 times, and 1 came by themselves"),
    ("UPDATE invites SET revoked_at = NULL", "its maker may not invite"),
    ("UPDATE rooms SET archived_at = NULL WHERE member_count = 0", "nobody is in it"),
    ("DELETE FROM removals", "and noted is 0"),
    ("UPDATE removals SET seq = seq - 1", "removed at"),
    ("INSERT INTO removals (room_id, user_id, seq) SELECT 77, id, 1 FROM users", "removals: room_id is 77"),
    ("UPDATE removals SET user_id = 77", "removals: user_id is 77"),
    ("INSERT INTO leases (node_id, user_id) VALUES (77, 77)", "leases: node_id is 77"),
    // What foreign keys would refuse, done by somebody whom they do not hold.
    ("DELETE FROM users WHERE username = 'bert'", "memberships: user_id is"),
    ("DELETE FROM rooms", "memberships: room_id is"),
    ("UPDATE sessions SET user_id = 77", "sessions: user_id is 77"),
    ("UPDATE invites SET room_id = 77", "invites: room_id is 77"),
    ("UPDATE messages SET search_id = NULL WHERE seq = 5 AND system IS NULL", "it has no place in the order of search"),
    (
        "UPDATE messages SET search_id = 77 WHERE seq = 1 AND room_id = (SELECT max(id) FROM rooms)",
        "is the server's own",
    ),
    (
        "UPDATE messages SET search_id = 77 WHERE search_id = 1",
        "search has words of a message that is not there, in place 1",
    ),
    ("UPDATE messages SET search_id = 77 WHERE search_id = 1", "no search finds it"),
    ("DELETE FROM messages WHERE search_id = 1", "search has words of a message that is not there, in place 1"),
];

/// The same of the words, which each engine keeps in its own way.
const OF_SQLITE: [(&str, &str); 2] = [
    ("DELETE FROM search_words WHERE rowid = 1", "no search finds it"),
    (
        "INSERT INTO search_words (rowid, words) SELECT search_id, 'wsoup' FROM messages
           WHERE search_id IS NOT NULL AND deleted_at IS NOT NULL",
        "it is deleted, and a search finds it",
    ),
];
const OF_POSTGRES: [(&str, &str); 6] = [
    // An index that lacks what its table has.
    (
        "UPDATE pg_index SET indisready = false WHERE indexrelid = 'users_by_display_key'::regclass;
         UPDATE users SET display_key = display_key || 'x';
         UPDATE pg_index SET indisready = true WHERE indexrelid = 'users_by_display_key'::regclass",
        "lacks matching index tuple",
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'memberships_by_user'::regclass",
        "the index memberships_by_user is not valid",
    ),
    ("DELETE FROM search_words WHERE id = 1", "no search finds it"),
    ("UPDATE search_words SET room_id = 77 WHERE id = 1", "no search finds it"),
    (
        "INSERT INTO search_words (id, room_id, seq, words) SELECT search_id, room_id, seq, '' FROM messages
           WHERE search_id IS NOT NULL AND deleted_at IS NOT NULL",
        "it is deleted, and a search finds it",
    ),
    ("SELECT setval('search_words_id_seq', 1)", "the last one is 1"),
];

/// What the doctor says of a database that is not right.
async fn says(database: &Database) -> Vec<String> {
    let (code, _, said) = ended(&run(&["doctor", "--database-url", &database.url, "--files-url=none"]).await);
    assert_eq!(code, Some(1), "{said}");
    let lines: Vec<_> = said.lines().map(str::to_owned).collect();
    assert!(lines.iter().all(|line| line.starts_with("spark: ")), "{said}");
    lines
}

/// A copy that somebody changed whom foreign keys do not hold.
async fn broken_by(sound: &Database, sql: &str) -> Database {
    let (copy, free) = match sound.engine {
        Engine::Sqlite => {
            let copy = Database::create(Engine::Sqlite).await;
            fs::copy(sound.file(), copy.file()).unwrap();
            (copy, "PRAGMA foreign_keys = OFF")
        }
        Engine::Postgres => (sound.copy().await, "SET session_replication_role = replica"),
    };
    copy.execute(&format!("{free}; {sql}")).await;
    copy
}

async fn each_row_that_is_wrong_is_found(spark: Spark) {
    lives(&spark).await;
    // Beside the server, too.
    let files = spark.database.files_flag();
    succeeds(&["doctor", "--database-url", &spark.database.url, &files]).await;
    written(&spark).await;
    if spark.database.engine == Engine::Postgres {
        // Where it can be, indices are compared as well.
        spark.database.execute("CREATE EXTENSION amcheck").await;
    }
    succeeds(&["doctor", "--database-url", &spark.database.url, &files]).await;
    // Of rooms that were there before fingerprints were.
    let before = broken_by(&spark.database, "UPDATE rooms SET latest_fingerprint = 0").await;
    succeeds(&["doctor", "--database-url", &before.url, &files]).await;
    let of_engine: &[_] = if spark.database.engine == Engine::Sqlite { &OF_SQLITE } else { &OF_POSTGRES };
    for (sql, sentence) in BREAKS.iter().chain(of_engine) {
        let said = says(&broken_by(&spark.database, sql).await).await;
        assert!(said.iter().any(|line| line.contains(sentence)), "{sql}: {said:#?}");
    }
}

async fn each_page_that_is_wrong_is_found(spark: Spark) {
    lives(&spark).await;
    written(&spark).await;
    // An index that lacks what its table has, as a broken disk or library leaves it.
    let emptied = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' WHERE username = ''nobody'''
           WHERE name = 'users_by_display_key'; PRAGMA writable_schema = RESET; REINDEX users_by_display_key;";
    let broken = broken_by(&spark.database, emptied).await;
    let put_back = "PRAGMA writable_schema = ON; UPDATE sqlite_schema
           SET sql = 'CREATE INDEX users_by_display_key ON users (display_key)' WHERE name = 'users_by_display_key'";
    broken.execute(put_back).await;
    let said = says(&broken).await;
    assert!(said.iter().any(|line| line.contains("users_by_display_key")), "{said:#?}");
    for (sql, sentence) in [
        ("DROP INDEX memberships_by_user", "the index memberships_by_user is missing"),
        ("DROP TABLE leases", "the table leases is missing"),
    ] {
        let said = says(&broken_by(&spark.database, sql).await).await;
        assert!(said.iter().any(|line| line.contains(sentence)), "{said:#?}");
    }
    // Each page, half of it never written.
    let whole = fs::read(spark.database.file()).unwrap();
    for page in 1..whole.len() / 4_096 {
        let torn = Database::create(Engine::Sqlite).await;
        let mut bytes = whole.clone();
        bytes[page * 4_096..page * 4_096 + 2_048].fill(0);
        fs::write(torn.file(), bytes).unwrap();
        says(&torn).await;
    }
}
