//! How long files stand: as long as a message has them; how much of them there may be; and what becomes of what is left.

use super::{bytes_of, nothing_wrong, objects};
use crate::harness::{
    Engine, Person, Spark, by_hand_with_both_stores,
    database::Database,
    on_both_with_both_stores, on_their_own,
    person::fresh,
    process::{complained, run_with},
    shelf::Shelf,
    upload::picture,
};
use futures_util::{TryStreamExt, future::join_all};
use serde_json::{Value, json};
use spark::{
    clock::Clock,
    domain::refusal::ErrorCode,
    files::{Files, FilesAddress, ObjectName},
    ids::UserId,
    tasks::janitor::look_at_store,
};
use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

on_their_own! {
    an_object_that_nobody_knows_is_gone_from_a_bucket;
}

on_both_with_both_stores! {
    a_deletion_takes_the_bytes;
    what_is_deleted_while_it_is_read_is_read_to_its_end;
    what_is_sent_on_stays_until_the_last_one;
    twenty_uploads_at_the_edge_of_the_sum;
    an_upload_that_the_store_refuses_leaves_nothing;
    who_took_too_long_begins_anew;
    what_is_too_long_is_refused_beside_the_doors;
    twins_of_an_upload_are_one;
    a_store_is_of_one_database;
}

mod in_a_directory {
    use super::what_does_not_go_keeps_nobody_waiting;
    use crate::harness::on_both;

    on_both! {
        what_does_not_go_keeps_nobody_waiting;
    }
}

by_hand_with_both_stores! {
    in_a_directory: an_object_that_nobody_knows_is_gone;
    what_no_message_took_is_gone_after_a_day;
    what_was_cut_off_is_gone;
}

/// So long an object that nobody knows stays.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
const HOUR: Duration = Duration::from_secs(3_600);

async fn answers(spark: &Spark, file: &Value) -> u16 {
    spark.http.get(file["url"].as_str().unwrap()).send().await.unwrap().status().as_u16()
}

async fn forwards(person: &Person, message: &Value, room: &str) -> Value {
    let on = json!({"messageId": message["id"], "roomId": room, "clientMutationId": fresh()});
    let shows = "message { id body forwardedFrom { id } attachments { id name byteSize url } }";
    person.does("forwardMessage", on, shows).await["message"].clone()
}

async fn a_deletion_takes_the_bytes(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let parts = spark.in_parts().await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let files = [alice.uploads("a.txt", "hello").await, alice.uploads("a.png", picture(700, 500, 3)).await];
    let message = alice.sends_files(&room, "look", &[&files[0], &files[1]]).await;
    assert_eq!(objects(&spark).await.len(), 2 + 4, "a picture has thumbnails beside it");
    assert!(bytes_of(&spark, &alice).await > 5);
    bob.hears_rooms().await;
    alice.deletes(&message).await;
    let query = "query($id: ID!) { room(id: $id) { messages(last: 1) { nodes { deletedAt attachments { id } } } } }";
    let gone = bob.reads(query, json!({"id": room})).await["room"]["messages"]["nodes"][0].clone();
    assert_eq!(gone["attachments"], json!([]));
    assert_eq!(bytes_of(&spark, &alice).await, 0, "they count no more");
    assert_eq!(
        [answers(&spark, &message["attachments"][0]).await, answers(&spark, &message["attachments"][1]).await],
        [404, 404]
    );
    parts.app.actions.take_dying_files_away().await.unwrap();
    assert_eq!((objects(&spark).await, spark.database.number("SELECT count(*) FROM files").await), (Vec::new(), 0));
    nothing_wrong(&spark).await;
}

/// Who has begun to read has all of it, and nobody begins any more.
async fn what_is_deleted_while_it_is_read_is_read_to_its_end(spark: Spark) {
    // More than the system keeps of an answer that nobody takes.
    const LENGTH: usize = 20 << 20;
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let bytes: Vec<u8> = (0..LENGTH).map(|n| (n >> 10).to_le_bytes()[n & 3]).collect();
    let file = alice.uploads("a.bin", &bytes).await;
    let message = alice.sends_files(&room, "", &[&file]).await;
    let url = message["attachments"][0]["url"].as_str().unwrap();
    let mut reading = spark.http.get(url).send().await.unwrap();
    let mut read = reading.chunk().await.unwrap().unwrap().to_vec();
    alice.deletes(&message).await;
    parts.app.actions.take_dying_files_away().await.unwrap();
    assert_eq!((objects(&spark).await, answers(&spark, &message["attachments"][0]).await), (Vec::new(), 404));
    assert!(read.len() < LENGTH / 2, "it was read whole before");
    while let Some(piece) = reading.chunk().await.unwrap() {
        read.extend(piece);
    }
    assert!(read == bytes);
}

async fn what_is_sent_on_stays_until_the_last_one(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let parts = spark.in_parts().await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let cellar = bob.creates_room("PRIVATE", "Cellar", &[&carol]).await;
    let file = alice.uploads("a.txt", "hello").await;
    let first = alice.sends_files(&kitchen, "", &[&file]).await;
    let second = forwards(&bob, &first, &cellar).await;
    let third = forwards(&carol, &second, &cellar).await;
    assert_eq!(third["forwardedFrom"]["id"], alice.id);
    let mut ids = vec![&file["id"], &second["attachments"][0]["id"], &third["attachments"][0]["id"]];
    ids.dedup();
    assert_eq!(ids.len(), 3, "each has an id of its own");
    assert_eq!(
        (&second["attachments"][0]["name"], &second["attachments"][0]["byteSize"]),
        (&json!("a.txt"), &json!(5))
    );
    assert_eq!([bytes_of(&spark, &alice).await, bytes_of(&spark, &bob).await], [5, 0], "it counts for who brought it");
    for (message, by) in [(&first, &alice), (&third, &carol), (&second, &bob)] {
        assert_eq!(objects(&spark).await.len(), 1);
        assert_eq!(answers(&spark, &message["attachments"][0]).await, 200);
        nothing_wrong(&spark).await;
        by.deletes(message).await;
        assert_eq!(answers(&spark, &message["attachments"][0]).await, 404);
        parts.app.actions.take_dying_files_away().await.unwrap();
    }
    assert_eq!((objects(&spark).await, bytes_of(&spark, &alice).await), (Vec::new(), 0));
    // What is deleted is not sent on.
    let on = json!({"messageId": first["id"], "roomId": kitchen, "clientMutationId": fresh()});
    assert_eq!(alice.fails("forwardMessage", on).await, "GONE");
    nothing_wrong(&spark).await;
}

async fn twenty_uploads_at_the_edge_of_the_sum(spark: Spark) {
    let spark = spark.alike(|config| config.files.max_user_files_bytes = 1_005).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let parts = spark.in_parts().await;
    let all = join_all((0..20).map(|_| parts.uploads(&alice, None, &[7; 100]))).await;
    let refused: Vec<_> = all.iter().filter_map(|tried| tried.as_ref().err()).collect();
    assert_eq!(refused.len(), 10, "{refused:?}");
    for refusal in refused {
        let limit = refusal.problem.and_then(spark::domain::problem::Problem::limit);
        assert_eq!((refusal.code, limit), (ErrorCode::TooLarge, Some(1_005)), "{refusal:?}");
    }
    assert_eq!(bytes_of(&spark, &alice).await, 1_000);
    assert_eq!(objects(&spark).await.len(), 10, "what was refused leaves nothing");
    // To the last byte, and each for themselves.
    parts.uploads(&bob, None, &[7; 1_005]).await.unwrap();
    parts.uploads(&alice, None, &[7; 5]).await.unwrap();
    assert_eq!(parts.uploads(&alice, None, &[7; 1]).await.unwrap_err().code, ErrorCode::TooLarge);
    // What is deleted counts no more.
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let id = all.iter().find_map(|tried| tried.as_ref().ok()).unwrap().attachment;
    let message = alice.sends_files(&room, "", &[&json!({"id": id.to_string()})]).await;
    alice.deletes(&message).await;
    parts.uploads(&alice, None, &[7; 100]).await.unwrap();
    assert_eq!(bytes_of(&spark, &alice).await, 1_005);
    // 0 is no bound.
    let boundless = spark.alike(|config| config.files.max_user_files_bytes = 0).await;
    boundless.in_parts().await.uploads(&boundless.user("carol").await, None, &[7; 1_006]).await.unwrap();
    nothing_wrong(&spark).await;
}

async fn an_upload_that_the_store_refuses_leaves_nothing(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    spark.database.shelf.closes();
    let payload = alice.tries_to_upload(json!({"clientMutationId": "a"}), "a.txt", "a").await;
    assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("RETRY"), &json!("UNAVAILABLE")), "{payload}");
    let rows = async || spark.database.number("SELECT count(*) FROM files").await;
    match *spark.database.shelf {
        Shelf::Directory(_) => assert_eq!(rows().await, 0),
        // Nobody knows what came there of it: the janitor asks once more.
        Shelf::Bucket { .. } => assert_eq!((bytes_of(&spark, &alice).await, rows().await), (0, 1)),
    }
    spark.database.shelf.opens();
    parts.app.actions.take_dying_files_away().await.unwrap();
    assert_eq!(rows().await, 0);
    let payload = alice.tries_to_upload(json!({"clientMutationId": "a"}), "a.txt", "a").await;
    assert_eq!(payload["action"], "COMMIT", "{payload}");
    let shown = alice.tries_to_show(json!({"clientMutationId": "b"}), picture(300, 300, 7)).await;
    assert_eq!(shown["action"], "COMMIT", "{shown}");
    // What was done is told again without the store.
    spark.database.shelf.closes();
    let again = alice.tries_to_upload(json!({"clientMutationId": "a"}), "a.txt", "a").await;
    assert_eq!(again["attachment"]["id"], payload["attachment"]["id"], "{again}");
    assert_eq!(alice.tries_to_show(json!({"clientMutationId": "b"}), picture(300, 300, 7)).await, shown);
    spark.database.shelf.opens();
    nothing_wrong(&spark).await;
}

/// The janitor gives up what takes too long; here it comes at once.
async fn who_took_too_long_begins_anew(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    let (hurry, rest) = match spark.database.engine {
        Engine::Sqlite => (
            "CREATE TRIGGER hurry AFTER INSERT ON files
               BEGIN UPDATE files SET state = 'DYING' WHERE id = NEW.id; END",
            "DROP TRIGGER hurry",
        ),
        Engine::Postgres => (
            "CREATE FUNCTION hurry() RETURNS trigger LANGUAGE plpgsql AS
               'BEGIN NEW.state = ''DYING''; RETURN NEW; END';
             CREATE TRIGGER hurry BEFORE INSERT ON files FOR EACH ROW EXECUTE FUNCTION hurry()",
            "DROP TRIGGER hurry ON files",
        ),
    };
    let tries = async || {
        let uploaded = alice.tries_to_upload(json!({"clientMutationId": "a"}), "a.txt", "a").await;
        let shown = alice.tries_to_show(json!({"clientMutationId": "b"}), picture(300, 300, 7)).await;
        [uploaded, shown].map(|payload| (payload["action"].clone(), payload["error"]["code"].clone()))
    };
    spark.database.execute(hurry).await;
    assert_eq!(tries().await, [(); 2].map(|()| (json!("RETRY"), json!("UNAVAILABLE"))));
    assert_eq!(spark.database.number("SELECT count(*) FROM attachments").await, 0);
    spark.database.execute(rest).await;
    assert_eq!(tries().await, [(); 2].map(|()| (json!("COMMIT"), Value::Null)));
    parts.app.actions.take_dying_files_away().await.unwrap();
    assert_eq!((objects(&spark).await.len(), spark.database.number("SELECT count(*) FROM files").await), (2, 2));
    nothing_wrong(&spark).await;
}

async fn what_does_not_go_keeps_nobody_waiting(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    let FilesAddress::Directory(root) = spark.config().files.files_url.clone() else { panic!("a directory") };
    let user = alice.id.parse::<UserId>().unwrap().0;
    let die = async |count: u32| {
        let series = spark.database.series(count);
        let insert = format!(
            "{series} INSERT INTO files (id, user_id, object, state, since, byte_size, media_type)
               SELECT i, {user}, CASE WHEN i <= 4 THEN 'zz' ELSE 'aa' END || i, 'DYING', i, 1, 'text/plain' FROM n"
        );
        spark.database.execute(&insert).await;
    };
    let left = async || {
        parts.app.actions.take_dying_files_away().await.unwrap();
        spark.database.number("SELECT count(*) FROM files").await
    };
    // Nothing is taken out of a folder that is none.
    let stuck = root.join("objects/zz");
    fs::write(&stuck, "").unwrap();
    die(114).await;
    assert_eq!(left().await, 114, "after three the store seems to be away");
    assert_eq!(left().await, 15, "of a hundred the one that is stuck, and behind them the three");
    assert_eq!(left().await, 4);
    fs::remove_file(&stuck).unwrap();
    assert_eq!(left().await, 0);
    die(250).await;
    assert_eq!(left().await, 0, "all in one round");
}

async fn what_is_too_long_is_refused_beside_the_doors(spark: Spark) {
    let spark = Spark::start_with(spark.database.engine, |config| config.files.max_file_bytes = 1_000).await;
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    parts.uploads(&alice, None, &[7; 1_000]).await.unwrap();
    let too_long = [7; 1_001];
    for refused in [parts.uploads(&alice, None, &too_long).await.map(drop), parts.shows(&alice, None, &too_long).await]
    {
        let refusal = refused.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::TooLarge, "{refusal:?}");
    }
    assert_eq!(objects(&spark).await.len(), 1);
}

async fn twins_of_an_upload_are_one(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    let all = join_all((0..8).map(|_| parts.uploads(&alice, Some("twin"), b"hello"))).await;
    let all: Vec<_> = all.into_iter().map(|tried| tried.unwrap().attachment).collect();
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    assert_eq!((objects(&spark).await.len(), bytes_of(&spark, &alice).await), (1, 5));
    assert_eq!(spark.database.number("SELECT count(*) FROM files").await, 1);
    nothing_wrong(&spark).await;
}

async fn what_no_message_took_is_gone_after_a_day(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let (sent, unsent) = (alice.uploads("a.txt", "a").await, alice.uploads("b.txt", "bb").await);
    alice.sends_files(&room, "", &[&sent]).await;
    spark.clock.advance(24 * HOUR);
    parts.clears_files().await;
    assert_eq!((objects(&spark).await.len(), bytes_of(&spark, &alice).await), (2, 3), "a day is not over");
    // What cannot be taken back is not done on the word of a clock that jumped.
    let right = spark.clock.now();
    spark.clock.set(right + WEEK);
    parts.clears_files().await;
    assert_eq!(objects(&spark).await.len(), 2, "nor is it by a clock that is a week ahead");
    spark.clock.set(right);
    spark.clock.advance(Duration::from_secs(1));
    parts.clears_files().await;
    assert_eq!((objects(&spark).await.len(), bytes_of(&spark, &alice).await), (1, 1));
    let alice = spark.logs_in(&alice).await;
    let late = json!({"roomId": room, "body": "", "attachmentIds": [unsent["id"]], "clientMutationId": fresh()});
    assert_eq!(alice.fails("sendMessage", late).await, "NOT_FOUND");
    nothing_wrong(&spark).await;
}

async fn what_was_cut_off_is_gone(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    alice.uploads("a.txt", "hello").await;
    // As a crash leaves it that comes before the row says stored.
    let cut = "DELETE FROM attachments; UPDATE files SET state = 'STORING'";
    spark.database.execute(cut).await;
    // A server forgets nothing in its first hour.
    spark.clock.advance(HOUR);
    alice.uploads("b.txt", "b").await;
    spark.database.execute("UPDATE files SET state = 'STORING', since = since - 1199000000 WHERE byte_size = 1").await;
    spark.database.execute("DELETE FROM attachments").await;
    parts.clears_files().await;
    assert_eq!((objects(&spark).await.len(), bytes_of(&spark, &alice).await), (1, 1), "the other one may still come");
    spark.clock.advance(Duration::from_secs(2));
    parts.clears_files().await;
    assert_eq!((objects(&spark).await, spark.database.number("SELECT count(*) FROM files").await), (Vec::new(), 0));
}

async fn an_object_that_nobody_knows_is_gone(spark: Spark) {
    let alice = spark.user("alice").await;
    let parts = spark.in_parts().await;
    spark.clock.advance(WEEK);
    alice.uploads("a.png", picture(700, 500, 3)).await;
    let FilesAddress::Directory(root) = spark.config().files.files_url.clone() else { panic!("a directory") };
    let lies = |name: &str| {
        let folder = root.join("objects").join(&name[..2]);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), "nobody's").unwrap();
        folder.join(name)
    };
    let (old, new) = (lies("00000000000000000000000000"), lies("11111111111111111111111111-320"));
    let at = |seconds: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_300_800 + seconds);
    let since = |file: &Path, since: SystemTime| {
        fs::File::options().write(true).open(file).unwrap().set_modified(since).unwrap();
    };
    let before = at(0) - Duration::from_secs(1);
    // Those that are known are as old.
    for name in objects(&spark).await {
        since(&root.join("objects").join(&name[..2]).join(&name), before);
    }
    since(&new, at(1));
    parts.clears_files().await;
    assert_eq!((old.exists(), new.exists()), (false, true), "a week");
    spark.clock.advance(Duration::from_secs(2));
    // A database that knows no file is the wrong one, as far as anybody can tell.
    let kept = spark.database.number("SELECT count(*) FROM files").await;
    spark
        .database
        .execute(
            "CREATE TABLE kept AS SELECT * FROM files; CREATE TABLE shown AS SELECT * FROM attachments;
        DELETE FROM attachments; DELETE FROM files",
        )
        .await;
    parts.clears_files().await;
    assert!(new.exists());
    spark.database.execute("INSERT INTO files SELECT * FROM kept; INSERT INTO attachments SELECT * FROM shown").await;
    // Nor does a server take anything out of a store of which it does not know whose it is.
    let files = &spark.config().files;
    let unclaimed = parts.app.actions.clone().with_files(Files::open(&files.files_url).unwrap(), files.into());
    look_at_store(&unclaimed, &parts.app.clock).await.unwrap();
    assert!(new.exists());
    parts.clears_files().await;
    assert_eq!((new.exists(), objects(&spark).await.len(), kept), (false, 1 + 4, 1));
}

/// How old an object is says the bucket, by its own clock.
async fn an_object_that_nobody_knows_is_gone_from_a_bucket() {
    let spark = Spark::start_with_bucket(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let file = alice.uploads("a.png", picture(700, 500, 3)).await;
    alice.sends_files(&room, "", &[&file]).await;
    let files = Files::look(&spark.config().files.files_url).unwrap().unwrap();
    let left = tempfile::NamedTempFile::new().unwrap();
    let names =
        ["00000000000000000000000000", "00000000000000000000000000-320"].map(|name| ObjectName(name.to_owned()));
    for name in &names {
        files.put(name, left.path()).await.unwrap();
    }
    let there: Vec<_> = files.list().try_collect().await.unwrap();
    let since = there.iter().filter(|stored| names.contains(&stored.name)).map(|stored| stored.since);
    let (first, last) = (since.clone().min().unwrap(), since.max().unwrap());
    // A server forgets nothing in its first hour.
    let clock = Clock::manual(first + (WEEK - HOUR));
    let parts = spark.in_parts_by(clock.clone()).await;
    clock.advance(HOUR);
    parts.clears_files().await;
    assert_eq!(objects(&spark).await.len(), 5 + 2, "a week");
    clock.advance(Duration::from_micros((last.0 - first.0).unsigned_abs() + 1));
    parts.clears_files().await;
    assert_eq!(objects(&spark).await.len(), 5);
    nothing_wrong(&spark).await;
}

/// Else each would take the files of the other for nobody's.
async fn a_store_is_of_one_database(spark: Spark) {
    let other = Database::create(spark.database.engine).await;
    let serve = async |owner: &Database, database: &Database| {
        let files = owner.files_flag();
        let serve = ["serve", "--listen=127.0.0.1:0", "--log=off", "--database-url", &database.url, &files];
        complained(&run_with(&serve, &owner.shelf.variables()).await, 1)
    };
    let said = serve(&spark.database, &other).await;
    assert!(said.contains("is the store of another database") && said.contains("--files-url"), "{said}");
    // Its own it knows again; and where a crash came between the name of what says so and what stands in it.
    let spark = spark.restart().await;
    let at = spark.config().files.files_url.clone();
    let empty = async |_: &Database| {
        if let FilesAddress::Directory(root) = &at {
            fs::write(root.join("owner"), "").unwrap();
        }
    };
    let (spark, ()) = spark.restart_after(empty).await;
    let said = serve(&spark.database, &other).await;
    assert!(said.contains("is the store of another database"), "{said}");
    spark.user("alice").await.uploads("a.txt", "hello").await;
    assert_eq!(objects(&spark).await.len(), 1);
}
