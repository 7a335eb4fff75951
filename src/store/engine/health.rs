//! Whether the database can be served from: what `/readyz` says, and what refuses a write that would be lost.

use crate::store::{
    StoreError,
    file::{Gone, Watched},
};
use crate::sync::Mutex;
use tokio::time::{Duration, Instant};

/// How long a queue may be at one piece of work. The database itself ends a statement after ten seconds.
const STUCK_AFTER: Duration = Duration::from_secs(15);

/// What a store knows of itself. The mutexes are std ones: held for a line.
pub(in crate::store) struct Health {
    /// The file; none with a server.
    pub file: Option<Watched>,
    /// Why the last write failed, when the database was at fault.
    failing: Mutex<Option<String>>,
    /// Why what was read is not to be believed.
    malformed: Mutex<Option<String>>,
    /// Since when each queue is busy.
    queues: Box<[Mutex<Option<Instant>>]>,
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

    /// A queue begins with some work.
    pub fn begins(&self, queue: usize) {
        if let Some(since) = self.queues.get(queue) {
            *since.lock() = Some(Instant::now());
        }
    }

    /// A queue is done with it.
    pub fn ends(&self, queue: usize, outcome: Result<(), &StoreError>) {
        if let Some(since) = self.queues.get(queue) {
            *since.lock() = None;
        }
        match outcome {
            Ok(()) => *self.failing.lock() = None,
            Err(error) if error.is_the_databases() => {
                *self.failing.lock() = Some(format!("the database cannot write: {}", error.cause()));
            }
            Err(_) => {}
        }
    }

    /// Notes of a failure that the database is not whole.
    pub fn note(&self, error: &StoreError) {
        if error.is_malformed() {
            self.doubt(Some(format!("the database is damaged: {}", error.cause())));
        }
    }

    /// Says that what is read is not to be believed, or that it is again.
    pub fn doubt(&self, why: Option<String>) {
        *self.malformed.lock() = why;
    }

    /// Why the database cannot be served from, if so.
    pub fn reason(&self) -> Option<String> {
        if let Err(gone) = self.file.as_ref().map_or(Ok(()), Watched::look) {
            return Some(gone.to_string());
        }
        let said = self.malformed.lock().clone().or_else(|| self.failing.lock().clone());
        said.or_else(|| {
            let longest = self.queues.iter().filter_map(|since| *since.lock()).map(|since| since.elapsed()).max()?;
            let seconds = longest.as_secs();
            (longest > STUCK_AFTER).then(|| format!("writes wait: the database has not answered for {seconds} s"))
        })
    }

    /// Whether the file became shorter.
    pub fn has_shrunk(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.look() == Err(Gone::Shrunk))
    }
}
