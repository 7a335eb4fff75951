//! Whether the database can be served from: what `/readyz` says, and what refuses a write that would be lost.

use crate::store::{
    StoreError,
    file::{Gone, Watched},
};
use crate::sync::Mutex;
use std::sync::Arc;
use tokio::time::{Duration, Instant};

/// How long a queue may be at one piece of work. The database itself ends a statement after ten seconds.
const STUCK_AFTER: Duration = Duration::from_secs(15);

/// What a store knows of itself. Its mutexes are held for a line.
pub(in crate::store) struct Health {
    /// The file; none with a server.
    pub file: Option<Watched>,
    /// Why the last write failed, when the database was at fault.
    failing: Mutex<Option<String>>,
    /// Why what was read is not to be believed.
    malformed: Mutex<Option<String>>,
    queues: Box<[Mutex<Queue>]>,
}

/// What a queue is at.
#[derive(Default)]
struct Queue {
    /// Since when it is busy.
    busy: Option<Instant>,
    /// Since when it does not know what became of a COMMIT, and until when its callers wait for that.
    doubt: Option<(Instant, Instant)>,
    /// Whether it has ended.
    is_gone: bool,
}

/// A queue's task: it is over when this is dropped.
pub(in crate::store) struct Alive {
    health: Arc<Health>,
    queue: usize,
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.health.note_of(self.queue, |queue| queue.is_gone = true);
    }
}

impl Health {
    pub fn new(file: Option<Watched>, queues: usize) -> Self {
        Self {
            file,
            failing: Mutex::default(),
            malformed: Mutex::default(),
            queues: (0..queues).map(|_| Mutex::default()).collect(),
        }
    }

    /// Refuses what would go to a file that nobody finds again, or come from one.
    pub fn refuse(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), Watched::look).map_err(StoreError::Gone)
    }

    /// The same after a COMMIT: only what stands in the file of that name may be acknowledged.
    pub fn refuse_written(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), Watched::look_written).map_err(StoreError::Gone)
    }

    /// The same when everything is closed, before the log is taken away.
    pub fn refuse_to_close(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), Watched::look_at_file).map_err(StoreError::Gone)
    }

    fn note_of(&self, queue: usize, note: impl FnOnce(&mut Queue)) {
        if let Some(queue) = self.queues.get(queue) {
            note(&mut queue.lock());
        }
    }

    /// A queue's task begins.
    pub fn alive(self: &Arc<Self>, queue: usize) -> Alive {
        Alive { health: self.clone(), queue }
    }

    /// A queue begins with some work.
    pub fn begins(&self, queue: usize) {
        self.note_of(queue, |queue| queue.busy = Some(Instant::now()));
    }

    /// A queue does not know what became of a COMMIT; or it does again.
    pub fn doubts(&self, queue: usize, until: Option<Instant>) {
        self.note_of(queue, |queue| queue.doubt = until.map(|until| (Instant::now(), until)));
    }

    /// How many queues do not know what became of a COMMIT, and for how long at most.
    pub fn doubtful(&self) -> (usize, Duration) {
        let since: Vec<_> = self.queues.iter().filter_map(|queue| queue.lock().doubt).map(|(since, _)| since).collect();
        (since.len(), since.iter().map(Instant::elapsed).max().unwrap_or_default())
    }

    /// A queue is done with it.
    pub fn ends(&self, queue: usize, outcome: Result<(), &StoreError>) {
        self.note_of(queue, |queue| queue.busy = None);
        if let Err(error) = outcome
            && error.is_the_databases()
        {
            *self.failing.lock() = Some(format!("the database cannot write: {}", error.cause()));
        }
    }

    /// Something was written and committed. A transaction in which nothing is written succeeds on a full disk as well.
    pub fn writes(&self) {
        *self.failing.lock() = None;
    }

    /// Notes of a failure that the database is not whole.
    pub fn note(&self, error: &StoreError) {
        if error.is_malformed() {
            self.distrust(Some(format!("the database is damaged: {}", error.cause())));
        }
    }

    /// Says that what is read is not to be believed, or that it is again.
    pub fn distrust(&self, why: Option<String>) {
        *self.malformed.lock() = why;
    }

    /// Why the database cannot be served from, if so.
    pub fn reason(&self) -> Option<String> {
        if let Err(gone) = self.file.as_ref().map_or(Ok(()), Watched::look) {
            return Some(gone.to_string());
        }
        let said = self.malformed.lock().clone().or_else(|| self.reason_of_a_queue());
        said.or_else(|| self.failing.lock().clone())
    }

    fn reason_of_a_queue(&self) -> Option<String> {
        self.queues.iter().find_map(|queue| {
            let queue = queue.lock();
            if queue.is_gone {
                return Some("a write queue has ended".to_owned());
            }
            if let Some((since, _)) = queue.doubt.filter(|(_, until)| Instant::now() > *until) {
                let seconds = since.elapsed().as_secs();
                return Some(format!("writes wait: whether a COMMIT was done is not known for {seconds} s"));
            }
            let longest = queue.busy.map(|since| since.elapsed()).filter(|longest| *longest > STUCK_AFTER)?;
            let seconds = longest.as_secs();
            Some(format!("writes wait: the database has not answered for {seconds} s"))
        })
    }

    /// Whether the file became shorter.
    pub fn has_shrunk(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.look() == Err(Gone::Shrunk))
    }
}

#[cfg(test)]
mod tests;
