//! The store of files by itself: a directory and a bucket keep alike what they are given.

use crate::harness::{
    Engine, Spark,
    bucket::Bucket,
    on_their_own,
    process::{Process, ended, run_with},
    shelf::Shelf,
    upload::picture,
};
use bytes::Bytes;
use futures_util::TryStreamExt;
use spark::files::{Files, FilesAddress, FilesError, ObjectName};
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::Path};

on_their_own! {
    a_directory_keeps_what_it_is_given;
    what_a_crash_left_is_gone_at_the_next_start;
    a_bucket_keeps_what_it_is_given;
    a_server_keeps_its_files_in_a_bucket;
}

/// As long as three parts of a bucket, and a bit.
const LARGE: usize = 12 * 1024 * 1024 + 17;

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from((n * 31 + n / 251) % 256).unwrap()).collect()
}

async fn read(files: &Files, name: &ObjectName, range: Option<std::ops::Range<u64>>) -> Result<Vec<u8>, FilesError> {
    let pieces: Vec<Bytes> = files.read(name, range).await?.try_collect().await?;
    assert!(pieces.iter().all(|piece| piece.len() <= 1024 * 1024), "a piece at a time");
    Ok(pieces.concat())
}

async fn listed(files: &Files) -> BTreeMap<String, u64> {
    files.list().map_ok(|stored| (stored.name.0, stored.byte_size)).try_collect().await.unwrap()
}

/// A name as objects have one.
fn called(what: &str) -> ObjectName {
    ObjectName(format!("aa{what:0<24}"))
}

async fn keeps_what_it_is_given(files: &Files) {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = BTreeMap::new();
    for (name, length) in [("empty", 0), ("small", 5), ("part", 5 * 1024 * 1024), ("large", LARGE)] {
        let from = folder.path().join(name);
        fs::write(&from, bytes(length)).unwrap();
        let name = called(name);
        files.put(&name, &from).await.unwrap();
        assert!(from.exists(), "it is whoever's it was");
        assert!(read(files, &name, None).await.unwrap() == bytes(length), "{name:?}");
        assert_eq!(files.byte_size(&name).await.unwrap(), length as u64);
        expected.insert(name.0, length as u64);
    }
    let large = called("large");
    for (from, to) in [(0, 1), (7, 4_711), (LARGE - 3, LARGE), (5 * 1024 * 1024 - 1, 5 * 1024 * 1024 + 1)] {
        let part = read(files, &large, Some(from as u64..to as u64)).await.unwrap();
        assert!(part == bytes(LARGE)[from..to], "{from}..{to}");
    }
    // Thumbnails are called as their picture.
    files.put(&large.thumbnail(160), &folder.path().join("small")).await.unwrap();
    expected.insert(large.thumbnail(160).0, 5);
    assert_eq!(listed(files).await, expected);
    // Once more under the same name, whole.
    files.put(&large, &folder.path().join("small")).await.unwrap();
    assert!(read(files, &large, None).await.unwrap() == bytes(5));
    files.delete(&large).await.unwrap();
    files.delete(&large).await.unwrap();
    assert!(matches!(read(files, &large, None).await, Err(FilesError::NotFound)));
    assert!(matches!(files.byte_size(&large).await, Err(FilesError::NotFound)));
    assert!(files.put(&large, &folder.path().join("nothing")).await.is_err());
    expected.remove(&large.0);
    assert_eq!(listed(files).await, expected);
}

/// What is deleted while it is read is read to its end.
async fn goes_on_reading(files: &Files) {
    let folder = tempfile::tempdir().unwrap();
    let (from, name) = (folder.path().join("from"), called("read"));
    fs::write(&from, bytes(LARGE)).unwrap();
    files.put(&name, &from).await.unwrap();
    let mut reading = files.read(&name, None).await.unwrap();
    let mut got = reading.try_next().await.unwrap().unwrap().to_vec();
    files.delete(&name).await.unwrap();
    while let Some(piece) = reading.try_next().await.unwrap() {
        got.extend(piece);
    }
    assert!(got == bytes(LARGE));
}

async fn receives(files: &Files) {
    let mut receiving = files.receive().unwrap();
    let bytes = bytes(300_000);
    for piece in bytes.chunks(7_001) {
        receiving.write(piece).await.unwrap();
    }
    let received = receiving.finish(Some("name".to_owned())).await.unwrap();
    assert_eq!((received.byte_size, received.name.as_deref()), (300_000, Some("name")));
    assert_eq!(received.hash, <[u8; 32]>::from(blake3::hash(&bytes)));
    assert!(fs::read(received.path()).unwrap() == bytes);
    assert_eq!(fs::metadata(received.path()).unwrap().permissions().mode() & 0o777, 0o600);
    let path = received.path().to_owned();
    drop(received);
    assert!(!path.exists(), "it goes with whoever has it");
    let cut_off = files.receive().unwrap();
    let before = fs::read_dir(path.parent().unwrap()).unwrap().count();
    drop(cut_off);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), before - 1);
}

fn modes(folder: &Path, found: &mut Vec<(bool, u32)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let about = entry.metadata().unwrap();
        found.push((about.is_dir(), about.permissions().mode() & 0o777));
        if about.is_dir() {
            modes(&entry.path(), found);
        }
    }
}

async fn a_directory_keeps_what_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("deep/files");
    let address = FilesAddress::Directory(root.clone());
    assert!(Files::look(&address).unwrap().is_none());
    assert!(!root.exists(), "who looks makes nothing");
    let files = Files::open(&address).unwrap();
    keeps_what_it_is_given(&files).await;
    goes_on_reading(&files).await;
    receives(&files).await;
    let mut found = Vec::new();
    modes(folder.path(), &mut found);
    for (is_folder, mode) in found {
        assert_eq!(mode, if is_folder { 0o700 } else { 0o600 });
    }
    let looked = Files::look(&address).unwrap().unwrap();
    assert_eq!(listed(&looked).await, listed(&files).await);
    assert!(looked.receive().is_err(), "who looks lets nothing in");
}

/// Two servers may share a directory: what one has under way is not taken away by another that starts.
async fn what_a_crash_left_is_gone_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let address = FilesAddress::Directory(folder.path().to_owned());
    let files = Files::open(&address).unwrap();
    let mut under_way = files.receive().unwrap();
    under_way.write(&bytes(100_000)).await.unwrap();
    // What a killed one leaves has a lock that nobody holds.
    let incoming = folder.path().join("incoming");
    let dead = incoming.join("spark-incoming-dead");
    for left in ["made-1", "put-1"] {
        fs::create_dir_all(dead.join(left)).unwrap();
        fs::write(dead.join(left).join("object"), "left").unwrap();
    }
    fs::write(dead.join("file-1"), "left").unwrap();
    fs::write(dead.join("lock"), "").unwrap();
    // One that was killed while it was made, or while it was cleared away.
    fs::create_dir(incoming.join("spark-incoming-new")).unwrap();
    let another = Files::open(&address).unwrap();
    assert_eq!(fs::read_dir(&incoming).unwrap().count(), 2, "one of each that lives");
    let received = under_way.finish(None).await.unwrap();
    let name = called("name");
    files.put(&name, received.path()).await.unwrap();
    assert!(read(&another, &name, None).await.unwrap() == bytes(100_000));
    drop((files, another, received));
    assert_eq!(fs::read_dir(&incoming).unwrap().count(), 0);
}

async fn a_bucket_keeps_what_it_is_given() {
    let shelf = Shelf::bucket().await;
    let FilesAddress::S3 { bucket, prefix, surroundings } = shelf.address() else { panic!("a bucket") };
    let at = |bucket: &str, prefix: &str| {
        let (bucket, prefix, surroundings) = (bucket.to_owned(), prefix.to_owned(), surroundings.clone());
        Files::open(&FilesAddress::S3 { bucket, prefix, surroundings }).unwrap()
    };
    let files = at(&bucket, &prefix);
    files.reach().await.unwrap();
    keeps_what_it_is_given(&files).await;
    goes_on_reading(&files).await;
    receives(&files).await;
    // A part of the bucket is all that is seen of it.
    let beside = at(&bucket, &format!("{prefix}-beside"));
    assert!(listed(&beside).await.is_empty());
    // Several at once share what is in memory.
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("from");
    fs::write(&from, bytes(LARGE)).unwrap();
    let names: Vec<_> = (0..6).map(|n| called(&format!("several{n}"))).collect();
    futures_util::future::join_all(names.iter().map(|name| beside.put(name, &from)))
        .await
        .into_iter()
        .for_each(Result::unwrap);
    assert_eq!(listed(&beside).await.len(), names.len());
    // A bucket that is not there.
    let nowhere = at("nobodys-bucket", "");
    assert!(nowhere.reach().await.is_err());
    assert!(nowhere.put(&names[0], &from).await.is_err());
}

async fn a_server_keeps_its_files_in_a_bucket() {
    let bucket = tokio::task::spawn_blocking(Bucket::get).await.unwrap();
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    spark.stop().await;
    let database = &spark.database;
    let place = format!("--files-url={}", Bucket::part());
    let process = Process::serve_with(database, &[&place, "--log=warn"], &bucket.variables()).await;
    let alice = alice.at(&process.url);
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let large = bytes(LARGE);
    let file = alice.uploads("large.bin", &large).await;
    let shown = alice.uploads("a.png", picture(700, 500, 3)).await;
    assert_eq!(shown["kind"], "IMAGE", "{shown}");
    let message = alice.sends_files(&room, "look", &[&file, &shown]).await;
    let url = message["attachments"][0]["url"].as_str().unwrap();
    let got = alice.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert!(got == large);
    let part = alice.http.get(url).header("range", "bytes=7-4710").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert!(part.bytes().await.unwrap() == large[7..4_711]);
    let small = shown["image"]["small"].as_str().unwrap();
    let small = alice.http.get(small).send().await.unwrap();
    assert_eq!((small.status().as_u16(), &small.headers()["content-type"]), (200, &"image/jpeg".parse().unwrap()));
    let doctor = ["doctor", "--database-url", &database.url, &place];
    let (code, out, err) = ended(&run_with(&doctor, &bucket.variables()).await);
    assert_eq!(code, Some(0), "{out}{err}");
    let copy = database.beside("copy.db");
    let backup = ["backup", copy.to_str().unwrap(), "--database-url", &database.url, &place];
    let (code, out, err) = ended(&run_with(&backup, &bucket.variables()).await);
    assert!(code == Some(0) && out.contains("copy the bucket"), "{out}{err}");
    // What is missing there is found.
    let elsewhere = format!("--files-url={}", Bucket::part());
    let doctor = ["doctor", "--database-url", &database.url, &elsewhere];
    let (code, _, err) = ended(&run_with(&doctor, &bucket.variables()).await);
    assert!(code == Some(1) && err.contains("its bytes are missing"), "{err}");
    alice.deletes(&message).await;
    assert_eq!(alice.http.get(url).send().await.unwrap().status(), 404);
    process.terminate().await;
    assert!(process.ended().await.status.success());
}
