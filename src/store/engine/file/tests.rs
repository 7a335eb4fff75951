//! What is taken for the file that was opened, and what is not.

use super::*;
use std::{io::Write, thread};

/// A file of that many bytes in a new folder, and somebody who watches it.
fn watched(bytes: usize) -> (tempfile::TempDir, PathBuf, Watched) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spark.db");
    fs::write(&path, vec![0; bytes]).unwrap();
    let watched = Watched::of(&path).unwrap();
    (folder, path, watched)
}

#[test]
fn a_file_lies_in_the_folder_of_its_path_or_in_this_one() {
    assert_eq!(folder(Path::new("data/spark.db")), Path::new("data"));
    assert_eq!(folder(Path::new("/spark.db")), Path::new("/"));
    assert_eq!(folder(Path::new("spark.db")), Path::new("."));
}

#[test]
fn what_is_not_there_is_removed_already_and_a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a file");
    fs::write(&path, "of somebody").unwrap();
    remove(&path).unwrap();
    assert!(!path.exists());
    remove(&path).unwrap();
    // A folder is none.
    assert!(remove(folder.path()).is_err());
}

#[test]
fn what_cannot_be_looked_at_is_not_taken_for_missing() {
    let folder = tempfile::tempdir().unwrap();
    assert!(!narrow(&folder.path().join("spark.db")).unwrap());
    assert!(sync(&folder.path().join("spark.db")).is_err());
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(narrow(&file.join("spark.db")).is_err(), "a file is no folder");
    assert!(narrow(&file).unwrap());
    assert!(!narrow(&file).unwrap(), "once is enough");
    sync(&file).unwrap();
}

#[test]
fn a_file_is_made_once_and_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spark.db");
    assert!(make(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!make(&path).unwrap());
    assert!(make(&folder.path().join("no folder/spark.db")).is_err());
}

#[test]
fn another_file_of_that_name_is_another_file() {
    let (folder, path, watched) = watched(64);
    assert_eq!(watched.look(), Ok(()));
    let aside = folder.path().join("aside");
    fs::rename(&path, &aside).unwrap();
    assert_eq!(watched.look(), Err(Gone::Deleted));
    fs::write(&path, [0; 64]).unwrap();
    assert_eq!(watched.look(), Err(Gone::Replaced));
    // The one that was moved away comes back.
    fs::rename(&aside, &path).unwrap();
    assert_eq!(watched.look(), Ok(()));
}

#[test]
fn a_log_is_missed_once_something_was_written() {
    let (_folder, path, watched) = watched(64);
    assert_eq!(watched.look(), Ok(()), "nothing was written");
    let log = beside(&path, LOG);
    fs::write(&log, "a page").unwrap();
    assert_eq!(watched.look_written(), Ok(()));
    fs::remove_file(&log).unwrap();
    assert_eq!(watched.look(), Err(Gone::Log));
    assert_eq!(watched.look_at_file(), Err(Gone::Log), "for good");
    fs::write(&log, "a page").unwrap();
    assert_eq!(watched.look(), Err(Gone::Log), "also when one comes to lie there");
}

#[test]
fn a_file_that_became_shorter_is_believed_again_when_the_database_has_no_more() {
    let (_folder, path, watched) = watched(128);
    fs::write(&path, [0; 64]).unwrap();
    assert_eq!(watched.look(), Err(Gone::Shrunk));
    watched.accept(65);
    assert_eq!(watched.look(), Err(Gone::Shrunk), "a byte is missing");
    watched.accept(64);
    assert_eq!(watched.look(), Ok(()));
    fs::write(&path, [0; 63]).unwrap();
    assert_eq!(watched.look(), Err(Gone::Shrunk), "by the length that it has now");
}

#[test]
fn a_file_that_grows_while_many_look_is_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spark.db");
    let mut file = File::create(&path).unwrap();
    let watched = Watched::of(&path).unwrap();
    let grown = AtomicBool::new(false);
    thread::scope(|scope| {
        let lookers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    while !grown.load(Ordering::Relaxed) {
                        assert_eq!(watched.look_at_file(), Ok(()));
                    }
                })
            })
            .collect();
        for _ in 0..20_000 {
            file.write_all(&[0; 64]).unwrap();
        }
        grown.store(true, Ordering::Relaxed);
        for looker in lookers {
            looker.join().unwrap();
        }
    });
    file.set_len(64).unwrap();
    assert_eq!(watched.look_at_file(), Err(Gone::Shrunk));
}
