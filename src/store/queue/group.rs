//! What a write queue runs in one transaction: batch jobs set-based, other jobs in savepoints.

use crate::{
    domain::event::Event,
    store::{
        StoreError, Tx,
        queue::{
            batch::{self, AnyBatch},
            job::{AnyJob, Keep},
        },
        sql::Engine,
        tables::presence,
    },
};
use std::collections::BTreeSet;

/// The most batch jobs in one transaction.
const BATCHED_PER_GROUP: usize = 256;
/// The most other jobs in one transaction: each is a savepoint and holds its locks until the COMMIT.
const JOBS_PER_GROUP: usize = 32;

/// Something to do, with the way back to whoever waits.
pub(in crate::store) enum Work {
    Batch(Box<dyn AnyBatch>),
    Job(Box<dyn AnyJob>),
}

impl Work {
    /// It is not done now.
    pub fn answer(self, fault: &StoreError) {
        match self {
            Self::Batch(batch) => batch.answer(Some(fault)),
            Self::Job(job) => job.answer(Some(fault)),
        }
    }
}

/// What runs in one transaction.
#[derive(Default)]
pub(super) struct Group {
    /// One of each kind, in the order in which the first of it came.
    batches: Vec<Box<dyn AnyBatch>>,
    jobs: Vec<Box<dyn AnyJob>>,
}

/// What came of a group that ran.
pub(super) enum Ran {
    /// It is to be committed; these happened.
    Well(Vec<Event>),
    /// Its one job was refused: nothing is to stay of what it wrote before.
    Refused,
}

impl Group {
    pub fn add(&mut self, work: Work) {
        match work {
            Work::Batch(batch) => {
                let alone = self.batches.iter_mut().try_fold(batch, |batch, mine| mine.join(batch));
                self.batches.extend(alone);
            }
            Work::Job(job) => self.jobs.push(job),
        }
    }

    fn batched(&self) -> usize {
        self.batches.iter().map(|batch| batch.len()).sum()
    }

    pub fn len(&self) -> usize {
        self.batched() + self.jobs.len()
    }

    pub fn is_full(&self) -> bool {
        self.batched() >= BATCHED_PER_GROUP || self.jobs.len() >= JOBS_PER_GROUP
    }

    pub fn split(self) -> impl Iterator<Item = Self> {
        let batches = self.batches.into_iter().flat_map(AnyBatch::split).map(Work::Batch);
        let jobs = self.jobs.into_iter().map(Work::Job);
        batches.chain(jobs).map(|work| {
            let mut group = Self::default();
            group.add(work);
            group
        })
    }

    pub async fn run(&mut self, tx: &mut Tx) -> Result<Ran, StoreError> {
        let mut events = Vec::new();
        batch::run(tx, &mut self.batches, &mut events).await?;
        lock_users(tx, &self.jobs).await?;
        let alone = self.len() == 1;
        for job in &mut self.jobs {
            if alone {
                if job.run(tx).await? == Keep::No {
                    return Ok(Ran::Refused);
                }
            } else {
                run_in_savepoint(job.as_mut(), tx).await?;
            }
            events.append(&mut job.take_events());
        }
        Ok(Ran::Well(events))
    }

    pub fn answer(self, fault: Option<&StoreError>) {
        for batch in self.batches {
            batch.answer(fault);
        }
        for job in self.jobs {
            job.answer(fault);
        }
    }
}

/// Locks the users of all jobs in the order of their ids, as a job alone does with its own.
fn lock_users<'t>(
    tx: &'t mut Tx,
    jobs: &[Box<dyn AnyJob>],
) -> impl Future<Output = Result<(), StoreError>> + Send + use<'t> {
    let several = if jobs.len() > 1 { jobs } else { &[] };
    let users: BTreeSet<_> = several.iter().flat_map(|job| job.locks_users()).collect();
    async move {
        if users.len() > 1 && matches!(tx.engine, Engine::Postgres(_)) {
            presence::lock_users(tx, users).await?;
        }
        Ok(())
    }
}

async fn run_in_savepoint(job: &mut dyn AnyJob, tx: &mut Tx) -> Result<(), StoreError> {
    tx.command("SAVEPOINT job").await.map_err(StoreError::broken)?;
    if job.run(tx).await? == Keep::No {
        tx.command("ROLLBACK TO SAVEPOINT job").await.map_err(StoreError::broken)?;
    }
    tx.command("RELEASE SAVEPOINT job").await.map_err(StoreError::broken)
}
