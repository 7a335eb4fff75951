//! The bytes of files beside the database: whether they are there, and copies of them.

use crate::{
    actions::leftovers::UNKNOWN_FOR,
    clock::Timestamp,
    files::{Files, FilesAddress, FilesError, ObjectName, Stored},
    store::{Address, KnownFile},
};
use anyhow::{Context, bail, ensure};
use futures_util::TryStreamExt;
use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// How many sentences are said of each kind at most.
const MOST: usize = 20;
/// So long the janitor has for an object whose time is over: a round, and the first hour of a server.
const TAKEN_WITHIN: Duration = Duration::from_secs(2 * 3600);
/// Who uploads and deletes all the time is waited for so often.
const ATTEMPTS: usize = 5;

/// What of the store of files is not as the database says it, a sentence each. A server may be at work meanwhile.
pub(super) async fn compare(address: &Address, at: &FilesAddress, now: Timestamp) -> anyhow::Result<Vec<String>> {
    let before = address.list_files().await?;
    if *at == FilesAddress::None || before.is_empty() {
        return Ok(Vec::new());
    }
    let cannot = || format!("{at} cannot be read: see --files-url (SPARK_FILES_URL)");
    let there: HashMap<ObjectName, Stored> = match Files::look(at).with_context(cannot)? {
        Some(files) => {
            files.list().map_ok(|stored| (stored.name.clone(), stored)).try_collect().await.with_context(cannot)?
        }
        None => HashMap::new(),
    };
    // What was stored when it began, and is when it ends, was there in between.
    let after = address.list_files().await?;
    let stored: HashSet<_> = before.iter().filter(|file| file.is_stored).map(|file| file.id).collect();
    let mut missing: Vec<_> = after
        .iter()
        .filter(|file| file.is_stored && stored.contains(&file.id))
        .flat_map(|file| lacks(file, &there))
        .collect();
    shorten(&mut missing);
    let known: HashSet<_> = before.iter().chain(&after).map(|file| file.object.as_str()).collect();
    let is_nobodys =
        |stored: &&Stored| stored.since < now - UNKNOWN_FOR - TAKEN_WITHIN && !known.contains(stored.name.file());
    let mut nobodys: Vec<_> = there
        .values()
        .filter(is_nobodys)
        .map(|stored| format!("object {}: no file is called so", stored.name.0))
        .collect();
    nobodys.sort();
    shorten(&mut nobodys);
    Ok([missing, nobodys].concat())
}

/// That nobody looked for the bytes of files which the database knows, where that is so.
pub(super) async fn unseen(address: &Address, at: &FilesAddress) -> anyhow::Result<Option<String>> {
    let count = if *at == FilesAddress::None { address.list_files().await?.len() } else { 0 };
    let said = || {
        format!("it knows {count} files, whose bytes were not looked for: say where with --files-url (SPARK_FILES_URL)")
    };
    Ok((count > 0).then(said))
}

fn shorten(said: &mut Vec<String>) {
    if said.len() > MOST {
        said.truncate(MOST);
        said.push("the bytes of files: more of the same".to_owned());
    }
}

/// What is wrong with a file's bytes.
fn lacks<'f>(file: &'f KnownFile, there: &'f HashMap<ObjectName, Stored>) -> impl Iterator<Item = String> + 'f {
    objects(file).filter_map(move |(name, length)| match (there.get(&name), length) {
        (None, _) => Some(format!("file {}: its bytes are missing ({})", file.id.0, name.0)),
        (Some(stored), Some(length)) if stored.byte_size != length.cast_unsigned() => {
            Some(format!("file {}: its bytes are {}, and there are {}", file.id.0, length, stored.byte_size))
        }
        _ => None,
    })
}

/// The objects of a file, and how long they are, where that is known.
fn objects(file: &KnownFile) -> impl Iterator<Item = (ObjectName, Option<i64>)> + '_ {
    let name = ObjectName(file.object.clone());
    let thumbnails = file.thumbnails.iter().map(|edge| (ObjectName(file.object.clone()).thumbnail(*edge), None));
    std::iter::once((name, Some(file.byte_size))).chain(thumbnails)
}

/// Where the files of a backup are.
pub(super) fn beside(backup: &Path) -> PathBuf {
    with(backup, ".files")
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// A folder that goes unless it takes its name.
struct DraftFolder(PathBuf);

impl DraftFolder {
    fn at(place: &Path) -> anyhow::Result<Self> {
        let draft = with(place, &format!(".{}.part", std::process::id()));
        ensure!(fs::symlink_metadata(&draft).is_err(), "{} lies in the way: remove it", draft.display());
        // Only this folder: one above it that is missing was mistyped.
        DirBuilder::new()
            .mode(0o700)
            .create(&draft)
            .with_context(|| format!("{} cannot be written", place.display()))?;
        Ok(Self(draft))
    }

    fn address(&self) -> FilesAddress {
        FilesAddress::Directory(self.0.clone())
    }
}

/// What is not done yet in the folder of a backup: that of who was killed stays.
pub(super) fn drafts_beside(backup: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = backup.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    Ok(paths.into_iter().filter(|path| is_draft(path)).collect())
}

fn is_draft(path: &Path) -> bool {
    let process = path.file_stem().map(Path::new).and_then(Path::extension).and_then(OsStr::to_str);
    let is_process = process.is_some_and(|process| process.bytes().all(|digit| digit.is_ascii_digit()));
    is_process && path.extension().is_some_and(|end| end == "part")
}

impl Drop for DraftFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Copies the database to a file, and its files to a directory beside that, also beside a server; the bytes of the database, and how
/// many objects there are. What could not be finished is taken away.
pub(super) async fn back_up(address: &Address, to: &Path, at: &FilesAddress) -> anyhow::Result<(u64, usize)> {
    if matches!(address, Address::Postgres(_)) {
        // It has a tool of its own, which it names.
        return Ok((address.back_up(to).await?, 0));
    }
    let folder = beside(to);
    for place in [to, &folder] {
        let is_free = fs::symlink_metadata(place).is_err();
        ensure!(is_free, "{} is there already, and a backup writes over nothing: name another file", place.display());
    }
    let files = if matches!(at, FilesAddress::Directory(_)) { Files::look(at)? } else { None };
    let Some(files) = files else {
        let bytes = address.back_up(to).await?;
        if matches!(at, FilesAddress::Directory(_))
            && at_file(to)?.list_files().await?.iter().any(|file| file.is_stored)
        {
            fs::remove_file(to)?;
            bail!("{at} is not there, and the database has files: see --files-url (SPARK_FILES_URL)");
        }
        return Ok((bytes, 0));
    };
    let draft = DraftFolder::at(&folder)?;
    let done = back_up_both(address, to, &files, &draft).await;
    if done.is_err() {
        let _ = fs::remove_file(to);
    }
    let Both { bytes, count, missing } = done?;
    if count > 0 {
        fs::rename(&draft.0, &folder).with_context(|| format!("{} cannot be written", folder.display()))?;
    }
    ensure!(
        missing == 0,
        "{} is written, but the bytes of {missing} objects were missing before: see spark doctor",
        to.display()
    );
    Ok((bytes, count))
}

/// A copy of a database and its files.
struct Both {
    bytes: u64,
    count: usize,
    missing: usize,
}

async fn back_up_both(address: &Address, to: &Path, files: &Files, draft: &DraftFolder) -> anyhow::Result<Both> {
    let copies = Files::open(&draft.address()).context("the files cannot be copied")?;
    let mut done = HashSet::new();
    for _ in 0..ATTEMPTS {
        // Most of it first, so that little is left to copy behind the database.
        copy(files, &copies, &address.list_files().await?, &mut done).await?;
        let bytes = address.back_up(to).await?;
        let known = at_file(to)?.list_files().await?;
        let missing = copy(files, &copies, &known, &mut done).await?;
        // Deleted since the database was copied; or it was missing before.
        if missing.is_empty() || is_missing_for_good(address, &missing).await? {
            let wanted = stored_objects(&known);
            for gone in done.difference(&wanted) {
                copies.delete(gone).await?;
            }
            return Ok(Both { bytes, count: wanted.len() - missing.len(), missing: missing.len() });
        }
        fs::remove_file(to)?;
    }
    bail!("so much is deleted that no copy is whole: try again later")
}

fn stored_objects(known: &[KnownFile]) -> HashSet<ObjectName> {
    known.iter().filter(|file| file.is_stored).flat_map(objects).map(|(name, _)| name).collect()
}

/// Copies what is not copied yet; the objects of which there are no bytes.
async fn copy(
    from: &Files,
    to: &Files,
    known: &[KnownFile],
    copied: &mut HashSet<ObjectName>,
) -> anyhow::Result<Vec<ObjectName>> {
    let mut missing = Vec::new();
    for (name, _) in known.iter().filter(|file| file.is_stored).flat_map(objects) {
        if copied.contains(&name) {
            continue;
        }
        match to.copy_from(from, &name).await {
            Ok(()) => drop(copied.insert(name)),
            Err(FilesError::NotFound) => missing.push(name),
            Err(error) => return Err(error).context("a file cannot be copied"),
        }
    }
    Ok(missing)
}

/// Whether the database still says that they are there.
async fn is_missing_for_good(address: &Address, missing: &[ObjectName]) -> anyhow::Result<bool> {
    let stored = stored_objects(&address.list_files().await?);
    Ok(missing.iter().all(|name| stored.contains(name)))
}

/// The files of a backup, copied beside those that they will replace.
pub(super) struct Restoring {
    files: Files,
    copies: Files,
    // Last: it removes what is left.
    _draft: DraftFolder,
}

impl Restoring {
    /// Copies them; none when there is nothing to be done. Refused when some are missing.
    pub async fn prepare(address: &Address, backup: &Path, at: &FilesAddress) -> anyhow::Result<Option<Self>> {
        let FilesAddress::Directory(root) = at else { return Ok(None) };
        if matches!(address, Address::Postgres(_)) {
            return Ok(None);
        }
        let known = at_file(backup)?.list_files().await?;
        let folder = beside(backup);
        let from = Files::look(&FilesAddress::Directory(folder.clone()))?;
        let has_files = known.iter().any(|file| file.is_stored);
        let Some(from) = from else {
            ensure!(!has_files, "{}, the files of the backup, are not there: put them beside it", folder.display());
            // What is there is of the database that is put aside.
            return if has_objects(at).await? { Ok(Some(Self::nothing(root, at)?)) } else { Ok(None) };
        };
        let there: HashMap<_, _> = from.list().map_ok(|stored| (stored.name.clone(), stored)).try_collect().await?;
        let wrong: Vec<_> = known.iter().filter(|file| file.is_stored).flat_map(|file| lacks(file, &there)).collect();
        if let Some(first) = wrong.first() {
            bail!("{} is not whole ({first}; {} in all): take another backup", folder.display(), wrong.len());
        }
        let restoring = Self::nothing(root, at)?;
        let missing = copy(&from, &restoring.copies, &known, &mut HashSet::new()).await?;
        ensure!(missing.is_empty(), "{} changes while it is read", folder.display());
        Ok(Some(restoring))
    }

    /// As many files as there are in a backup from before there were any.
    fn nothing(root: &Path, at: &FilesAddress) -> anyhow::Result<Self> {
        let files = Files::open(at)?;
        let place = root.join("restored");
        // Nobody else restores it.
        for left in drafts_beside(&place)? {
            fs::remove_dir_all(&left).with_context(|| format!("{} cannot be removed", left.display()))?;
        }
        let draft = DraftFolder::at(&place)?;
        let copies = Files::open(&draft.address())?;
        Ok(Self { files, copies, _draft: draft })
    }

    /// Puts them in place. Whoever is killed before it is said that the database is there as well leaves what no server serves.
    pub fn put_in_place(self, stamp: &str) -> anyhow::Result<InPlace> {
        let kept = self.files.replace_by(&self.copies, &format!("before-{stamp}Z"));
        Ok(InPlace { kept: kept.context("the files cannot be put in place")?, files: self.files })
    }
}

/// The files of a backup, where its database is about to be.
pub(super) struct InPlace {
    /// Where what was there before is kept.
    pub kept: Option<PathBuf>,
    files: Files,
}

impl InPlace {
    /// The database is there, too.
    pub fn is_done(&self) -> anyhow::Result<()> {
        self.files.replaced().context("the files are in place, and it cannot be said so")
    }
}

async fn has_objects(at: &FilesAddress) -> anyhow::Result<bool> {
    let Some(files) = Files::look(at)? else { return Ok(false) };
    Ok(files.list().try_next().await?.is_some())
}

fn at_file(path: &Path) -> anyhow::Result<Address> {
    let name = path.to_str().context("a path that is no UTF-8")?;
    Ok(format!("sqlite://{name}").parse()?)
}
