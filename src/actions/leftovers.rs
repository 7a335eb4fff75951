//! What is left of files: what nobody will end, what nothing shows any more, what the database does not know.

use crate::{
    actions::Actions,
    clock::Timestamp,
    domain::refusal::Refusal,
    files::{Files, FilesError, Stored},
    store::{Done, Failure, Job, QueueKey, Tx, attachments, files},
};
use futures_util::TryStreamExt;
use std::{collections::HashSet, time::Duration};

/// Longer than an upload may take into the store.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(20 * 60);
/// So long an upload waits for its message.
const UNSENT_FOR: Duration = Duration::from_secs(24 * 3600);
/// How old an object is that the database does not know. Rows come first and go last, so hardly any is nobody's; but an older backup
/// of the database does not know the newest, and whoever put it in place has a week to find out.
pub const UNKNOWN_FOR: Duration = Duration::from_secs(7 * 24 * 3600);
/// How many files are taken away in one go.
const AT_ONCE: usize = 100;
/// Of how many objects it is asked at once whether they are known.
const ASKED_AT_ONCE: usize = 500;

impl Actions {
    /// Takes the bytes of files away that nothing shows any more, and then their rows.
    pub async fn take_dying_files_away(&self) -> Result<(), Refusal> {
        if self.storing().is_err() {
            return Ok(());
        }
        loop {
            let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
            let dying = files::list_dying(&mut self.store.reader().await?, limit).await?;
            let is_last = dying.len() < AT_ONCE;
            // What the store does not give away now it may the next time, when others come first.
            if dying.is_empty() || !self.take_files_away(dying).await? || is_last {
                return Ok(());
            }
        }
    }

    /// Gives up files whose upload did not end, and those that no message took.
    pub async fn give_up_old_files(&self, now: Timestamp) -> Result<(), Refusal> {
        while self.store.write(GiveUpOldFiles { now }).await?.answer {}
        Ok(())
    }

    /// Takes objects away that the database does not know. A database that knows no files at all takes none, nor does one whose
    /// store it may not be.
    pub async fn take_unknown_objects_away(&self, now: Timestamp) -> Result<(), Refusal> {
        let Ok(storing) = self.storing() else { return Ok(()) };
        if !storing.files.is_claimed() || !files::is_any(&mut self.store.reader().await?).await? {
            return Ok(());
        }
        let before = now - UNKNOWN_FOR;
        let mut old = Box::pin(storing.files.list().try_filter(|stored| std::future::ready(stored.since < before)));
        let mut several: Vec<Stored> = Vec::with_capacity(ASKED_AT_ONCE);
        while let Some(stored) = old.try_next().await.map_err(away)? {
            several.push(stored);
            if several.len() == ASKED_AT_ONCE {
                self.take_unknown_away(&storing.files, &mut several).await?;
            }
        }
        self.take_unknown_away(&storing.files, &mut several).await
    }

    async fn take_unknown_away(&self, store: &Files, several: &mut Vec<Stored>) -> Result<(), Refusal> {
        let called: Vec<_> = several.iter().map(|stored| stored.name.file()).collect();
        let known = files::find_objects(&mut self.store.reader().await?, &called).await?;
        let known: HashSet<_> = known.iter().map(String::as_str).collect();
        for unknown in several.iter().filter(|stored| !known.contains(stored.name.file())) {
            tracing::info!(
                object = unknown.name.0,
                bytes = unknown.byte_size,
                "an object that no file is called by goes"
            );
            if let Err(error) = store.delete(&unknown.name).await {
                tracing::warn!(object = unknown.name.0, %error, "it stays as yet");
            }
        }
        several.clear();
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn away(error: FilesError) -> Refusal {
    tracing::warn!(%error, "what is left in the store of files could not be looked at");
    Refusal::unavailable()
}

/// A round of it; whether there may be more.
struct GiveUpOldFiles {
    now: Timestamp,
}

impl Job for GiveUpOldFiles {
    type Answer = bool;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        let given_up = files::give_up_before(tx, self.now - GIVEN_UP_AFTER).await?;
        let unsent = attachments::delete_unsent(tx, self.now - UNSENT_FOR).await?;
        files::release(tx, &unsent).await?;
        Ok(Done::quiet(given_up > 0 || !unsent.is_empty()))
    }
}
