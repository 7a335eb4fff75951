//! The bytes of files, for those who keep a database: a backup has them, a restore puts them back, the doctor misses them.

use crate::harness::{
    Engine, Person, Spark,
    database::Database,
    disk::{Disk, Fault},
    eventually, on_both, on_sqlite,
    process::{Process, complains, ended, run, run_with, succeeds},
    upload::picture,
};
use serde_json::Value;
use spark::files::FilesAddress;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

on_both! {
    the_doctor_misses_bytes;
}

on_sqlite! {
    a_backup_has_its_files_and_a_restore_puts_them_back;
    a_backup_from_before_there_were_files_puts_them_aside;
    a_backup_beside_uploads_is_whole;
    a_backup_that_is_not_whole_is_not_put_in_place;
    a_restore_that_was_killed_is_found_and_done_again;
    what_a_killed_backup_left_is_named;
}

/// All objects below a directory of files.
fn objects(root: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(root.join("objects")).into_iter().flatten().map(|folder| folder.unwrap().path());
    let mut found: Vec<_> =
        folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn root(spark: &Spark) -> PathBuf {
    let FilesAddress::Directory(root) = &spark.config().files.files_url else { panic!("a directory") };
    root.clone()
}

/// A picture and a text on a message.
async fn sends(person: &Person, room: &str, red: u8) -> Value {
    let files = [person.uploads("a.txt", [red; 3_000]).await, person.uploads("a.png", picture(400, 300, red)).await];
    person.sends_files(room, "look", &[&files[0], &files[1]]).await
}

async fn says(args: &[&str]) -> String {
    let (code, _, said) = ended(&run(args).await);
    assert_eq!(code, Some(1), "{said}");
    said
}

async fn the_doctor_misses_bytes(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    sends(&alice, &room, 1).await;
    alice.shows_picture(9).await;
    let files = spark.database.files_flag();
    let doctor = ["doctor", "--database-url", &spark.database.url, &files];
    succeeds(&doctor).await;
    let there = objects(&root(&spark));
    // A text, a picture with its thumbnails of 160, 320 and 640 pixels, an avatar.
    assert_eq!(there.len(), 6);
    for object in &there {
        let bytes = fs::read(object).unwrap();
        fs::remove_file(object).unwrap();
        let said = says(&doctor).await;
        let name = object.file_name().unwrap().to_str().unwrap();
        assert!(said.lines().count() == 1 && said.contains("its bytes are missing") && said.contains(name), "{said}");
        if !name.contains('-') {
            fs::write(object, &bytes[1..]).unwrap();
            let said = says(&doctor).await;
            let lengths = format!("its bytes are {}, and there are {}", bytes.len(), bytes.len() - 1);
            assert!(said.contains(&lengths), "{said}");
        }
        fs::write(object, &bytes).unwrap();
    }
    // What was just left there is the janitor's; what is left for long is found.
    let name = format!("{:0<26}", "nobodys");
    let nobodys = there[0].with_file_name(&name);
    fs::write(&nobodys, "left").unwrap();
    succeeds(&doctor).await;
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    fs::File::options().write(true).open(&nobodys).unwrap().set_modified(long_ago).unwrap();
    assert!(says(&doctor).await.contains(&format!("object {name}: no file is called so")));
    fs::remove_file(&nobodys).unwrap();
    // All of it, and not a thousand lines.
    fs::remove_dir_all(root(&spark).join("objects")).unwrap();
    assert_eq!(says(&doctor).await.lines().count(), 6);
    let said = succeeds(&["doctor", "--database-url", &spark.database.url, "--files-url=none"]).await;
    assert!(said.contains("it knows 3 files, whose bytes were not looked for"), "{said}");
}

/// What a reader gets of a message's files, from a server of its own.
async fn read(database: &Database, files: &str, person: &Person, message: &Value) -> Vec<Vec<u8>> {
    let process = Process::serve(database, &["--log=error", files]).await;
    let person = person.at(&process.url);
    let query = "query($id: ID!) { node(id: $id) { ... on Message { attachments { url } } } }";
    let answer = person.ask(query, serde_json::json!({"id": message["id"]})).await;
    let mut bytes = Vec::new();
    for attachment in answer["data"]["node"]["attachments"].as_array().unwrap() {
        let answer = person.http.get(attachment["url"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        bytes.push(answer.bytes().await.unwrap().to_vec());
    }
    process.terminate().await;
    assert!(process.ended().await.status.success());
    bytes
}

async fn a_backup_has_its_files_and_a_restore_puts_them_back(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let message = sends(&alice, &room, 1).await;
    let gone = sends(&alice, &room, 2).await;
    alice.deletes(&gone).await;
    let (url, files) = (&spark.database.url, spark.database.files_flag());
    let copy = spark.database.beside("copy.db");
    let copy = copy.to_str().unwrap();
    let said = succeeds(&["backup", copy, "--database-url", url, &files]).await;
    let copied = PathBuf::from(format!("{copy}.files"));
    assert!(said.contains("copy.db.files holds its files, 5 objects"), "{said}");
    assert_eq!(objects(&copied).len(), 5, "what was deleted is in no backup");
    assert_eq!(spark.database.folder().iter().filter(|name| name.contains("part")).count(), 0);
    // It can be proved, and its objects are files of their own.
    let (of_copy, in_copy) = (format!("sqlite://{copy}"), format!("--files-url=file:{}", copied.display()));
    succeeds(&["doctor", "--database-url", &of_copy, &in_copy]).await;
    use std::os::unix::fs::MetadataExt;
    assert!(objects(&copied).iter().all(|object| fs::metadata(object).unwrap().nlink() == 1));
    assert!(complains(&["backup", copy, "--database-url", url, &files], 1).await.contains("is there already"));
    let newer = sends(&alice, &room, 3).await;
    spark.stop().await;
    // Nothing is put in place beside a running server.
    let restore = ["restore", copy, "--keep-sessions", "--database-url", url, &files];
    let process = Process::serve(&spark.database, &["--log=error"]).await;
    complains(&restore, 1).await;
    let mut there: Vec<_> = fs::read_dir(root(&spark)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    there.sort();
    assert_eq!(there, ["incoming", "objects", "owner"], "nothing was put in place, and nothing is left");
    process.terminate().await;
    assert!(process.ended().await.status.success());
    let said = succeeds(&restore).await;
    assert!(said.contains("has its files now; what was there before is"), "{said}");
    succeeds(&["doctor", "--database-url", url, &files]).await;
    let bytes = read(&spark.database, &files, &alice, &message).await;
    assert!(bytes.len() == 2 && bytes[0] == [1; 3_000]);
    // What it replaces is kept.
    let kept: Vec<_> = fs::read_dir(root(&spark)).unwrap().map(|entry| entry.unwrap().path()).collect();
    let kept = kept.iter().find(|path| path.to_str().unwrap().contains("objects.before-")).expect("what was there");
    let folders: Vec<_> = fs::read_dir(kept).unwrap().collect();
    assert!(!folders.is_empty() && newer["id"].is_string());
    // Elsewhere, where nothing was.
    let fresh = Database::create(Engine::Sqlite).await;
    let elsewhere = fresh.files_flag();
    let said = succeeds(&["restore", copy, "--keep-sessions", "--database-url", &fresh.url, &elsewhere]).await;
    assert!(said.contains("nothing was there before"), "{said}");
    assert!(read(&fresh, &elsewhere, &alice, &message).await == bytes);
}

/// They are of the database that is kept, and the janitor of another would take them for nobody's.
async fn a_backup_from_before_there_were_files_puts_them_aside(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let (url, files) = (&spark.database.url, spark.database.files_flag());
    let copy = spark.database.beside("copy.db");
    let copy = copy.to_str().unwrap();
    succeeds(&["backup", copy, "--database-url", url, &files]).await;
    sends(&alice, &room, 1).await;
    let before = objects(&root(&spark)).len();
    spark.stop().await;
    let said = succeeds(&["restore", copy, "--keep-sessions", "--database-url", url, &files]).await;
    assert!(said.contains("what was there before is"), "{said}");
    let mut there = fs::read_dir(root(&spark)).unwrap().map(|entry| entry.unwrap().path());
    let kept = there.find(|path| path.to_str().unwrap().contains("objects.before-")).expect("what was there");
    let folders = fs::read_dir(kept).unwrap().map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count());
    assert_eq!((folders.sum::<usize>(), objects(&root(&spark)).len()), (before, 0));
    // The database that is in place now begins anew.
    let spark = spark.restart().await;
    sends(&alice.at(&spark.url), &room, 2).await;
    assert_eq!(objects(&root(&spark)).len(), before);
}

/// While people upload, send and delete.
async fn a_backup_beside_uploads_is_whole(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let files = spark.database.files_flag();
    let done = AtomicBool::new(false);
    let uploads = async {
        let mut red = 0_u8;
        while !done.load(Ordering::Relaxed) {
            red = red.wrapping_add(1);
            let message = sends(&alice, &room, red).await;
            if red.is_multiple_of(2) {
                alice.deletes(&message).await;
            }
        }
        red
    };
    let backups = async {
        for n in 0..3 {
            let copy = spark.database.beside(&format!("copy{n}.db"));
            let copy = copy.to_str().unwrap();
            succeeds(&["backup", copy, "--database-url", &spark.database.url, &files]).await;
            let place = format!("--files-url=file:{copy}.files");
            let place = if Path::new(&format!("{copy}.files")).exists() { place.as_str() } else { "--files-url=none" };
            succeeds(&["doctor", "--database-url", &format!("sqlite://{copy}"), place]).await;
        }
        done.store(true, Ordering::Relaxed);
    };
    let (sent, ()) = tokio::join!(uploads, backups);
    assert!(sent > 2, "{sent} uploads");
}

async fn a_backup_that_is_not_whole_is_not_put_in_place(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let message = sends(&alice, &room, 1).await;
    spark.stop().await;
    let (url, files) = (&spark.database.url, spark.database.files_flag());
    // A place where the files are not.
    let copy = spark.database.beside("copy.db");
    let copy = copy.to_str().unwrap();
    let elsewhere = spark.database.beside("elsewhere");
    let wrong = format!("--files-url=file:{}", elsewhere.display());
    let said = complains(&["backup", copy, "--database-url", url, &wrong], 1).await;
    assert!(said.contains("is not there, and the database has files"), "{said}");
    assert!(!Path::new(copy).exists() && !elsewhere.exists());
    succeeds(&["backup", copy, "--database-url", url, &files]).await;
    let copied = PathBuf::from(format!("{copy}.files"));
    let object = objects(&copied).remove(0);
    let bytes = fs::read(&object).unwrap();
    let restore = ["restore", copy, "--keep-sessions", "--database-url", url, &files];
    fs::remove_file(&object).unwrap();
    let process = Process::serve(&spark.database, &["--log=error"]).await;
    assert!(
        complains(&restore, 1).await.contains("beside a running server"),
        "that is asked before anything is copied"
    );
    process.terminate().await;
    assert!(process.ended().await.status.success());
    assert!(complains(&restore, 1).await.contains("is not whole"));
    fs::write(&object, &bytes).unwrap();
    let aside = copied.with_extension("aside");
    fs::rename(&copied, &aside).unwrap();
    assert!(complains(&restore, 1).await.contains("the files of the backup, are not there"));
    fs::rename(&aside, &copied).unwrap();
    assert_eq!(read(&spark.database, &files, &alice, &message).await.len(), 2, "all is as it was");
    succeeds(&restore).await;
    assert_eq!(read(&spark.database, &files, &alice, &message).await.len(), 2);
}

/// The command is killed before something gets this name.
async fn is_killed(disk: &Disk, name: &'static str, args: &[&str]) {
    disk.fails(&[("rename", name, Fault::Killed, 0)]);
    let variables = disk.variables();
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    eventually("another second, after which what is kept is called", async || {
        let (code, _, said) = ended(&run_with(args, &variables).await);
        if said.contains("try again in a second") {
            return Err(said);
        }
        assert_eq!(code, None, "{said}");
        Ok(())
    })
    .await;
    disk.heals();
}

/// Between the old objects and the new ones, and between the objects and the database.
async fn a_restore_that_was_killed_is_found_and_done_again(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let message = sends(&alice, &room, 1).await;
    let (url, files) = (&spark.database.url, spark.database.files_flag());
    let copy = spark.database.beside("copy.db");
    let copy = copy.to_str().unwrap();
    succeeds(&["backup", copy, "--database-url", url, &files]).await;
    sends(&alice, &room, 2).await;
    spark.stop().await;
    let disk = Disk::new().await;
    let restore = ["restore", copy, "--keep-sessions", "--database-url", url, &files];
    let serve = ["serve", "--listen=127.0.0.1:0", "--log=off", "--database-url", url, &files];
    let drafts = || {
        let names = fs::read_dir(root(&spark)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.chain(spark.database.folder()).filter(|name| name.contains(".part")).count()
    };
    for name in ["/objects", "/spark.db"] {
        is_killed(&disk, name, &restore).await;
        assert!(drafts() > 0);
        let said = complains(&serve, 1).await;
        assert!(said.contains("is half restored") && said.contains("run it again"), "{said}");
    }
    let restored = async || match ended(&run(&restore).await) {
        (Some(0), ..) => Ok(()),
        (_, _, said) => Err(said),
    };
    eventually("another second", restored).await;
    assert_eq!(drafts(), 0, "what the killed ones left is gone");
    succeeds(&["doctor", "--database-url", url, &files]).await;
    assert_eq!(read(&spark.database, &files, &alice, &message).await.len(), 2);
}

async fn what_a_killed_backup_left_is_named(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    sends(&alice, &room, 1).await;
    let (url, files) = (&spark.database.url, spark.database.files_flag());
    let [copy, next] = ["copy.db", "next.db"].map(|name| spark.database.beside(name).to_str().unwrap().to_owned());
    is_killed(&Disk::new().await, "/copy.db.files", &["backup", &copy, "--database-url", url, &files]).await;
    let said = succeeds(&["backup", &next, "--database-url", url, &files]).await;
    let left: Vec<_> = spark.database.folder().into_iter().filter(|name| name.contains(".part")).collect();
    assert!(left.len() == 1 && left[0].starts_with("copy.db.files."), "{left:?}");
    assert!(said.contains(&format!("{} is left of a backup that was cut off", left[0])), "{said}");
}
