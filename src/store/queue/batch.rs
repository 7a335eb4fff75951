//! Batch jobs: those of a kind that wait together are done together. What the rules need of all is read with one statement, each is
//! decided in Rust, in the order in which they came, and one text writes everything. Before that one statement locks the rooms
//! of all kinds. So they cost the same, whatever their number and however many members the rooms have.

use crate::{
    clock::Timestamp,
    domain::{event::Event, refusal::Refusal, room::Room},
    ids::{RoomId, UserId},
    store::{
        Done, Failure, Request, StoreError, Tx,
        engine::sql,
        queue::job::{Outcome, Reply},
        tables::rooms,
    },
};
use futures_util::future::BoxFuture;
use std::{
    any::Any,
    collections::{HashMap, hash_map::Entry},
};
use tracing::{Instrument, Span};

/// The locked rooms of a batch, as they are after what was decided so far.
pub type Rooms = HashMap<RoomId, Room>;

/// A mutation that is done together with others of its kind. It may be run several times; only the last run counts.
pub trait BatchJob: Send + Sync + Sized + 'static {
    /// What the caller is told.
    type Answer: Clone + Send + 'static;
    /// What the rules need to know of one job.
    type Facts: Send;
    /// What is to be written of one job.
    type Write: Send + Sync;

    /// The room it is about.
    fn room(&self) -> RoomId;

    /// The call it belongs to, when it can be repeated: twins in a batch are one.
    fn request(&self) -> Option<&Request>;

    /// Reads what the rules need, with one statement; as many as there are jobs, in their order.
    fn facts(
        tx: &mut Tx,
        jobs: &[&Self],
        rooms: &Rooms,
    ) -> impl Future<Output = Result<Vec<Self::Facts>, StoreError>> + Send;

    /// Decides, and changes the locked room accordingly.
    fn decide(&self, facts: Self::Facts, rooms: &mut Rooms, now: Timestamp) -> Result<Decision<Self>, Failure>;

    /// Writes what was decided, with one text; at least one.
    fn write(
        tx: &mut Tx,
        written: &[(&Self, Self::Write)],
        rooms: &Rooms,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What becomes of a batch job: its outcome, and what is to be written of it, if anything.
pub struct Decision<J: BatchJob> {
    /// What the caller is told, and the events.
    pub done: Done<J::Answer>,
    /// What is to be written; none when nothing changes.
    pub write: Option<J::Write>,
}

impl<J: BatchJob> Decision<J> {
    /// Nothing changes, and nobody need hear of it.
    pub fn quiet(answer: J::Answer) -> Self {
        Self { done: Done::quiet(answer), write: None }
    }
}

/// A batch job with the way back to whoever waits for it.
struct Pending<J: BatchJob> {
    job: J,
    outcome: Option<Outcome<J::Answer>>,
    reply: Reply<J::Answer>,
}

/// Batch jobs of one kind. Most are alone: the first needs no list.
struct Batch<J: BatchJob> {
    first: Pending<J>,
    rest: Vec<Pending<J>>,
}

/// A batch as a queue sees it: of which kind it is, is its own affair.
pub(in crate::store) trait AnyBatch: Any + Send {
    fn len(&self) -> usize;
    fn list_rooms(&self, rooms: &mut Vec<RoomId>);
    /// The spans of those who wait, for whom the statements are run.
    fn list_spans(&self, spans: &mut Vec<Span>);
    /// Takes over the jobs of another batch; gives it back when it is of another kind.
    fn join(&mut self, other: Box<dyn AnyBatch>) -> Option<Box<dyn AnyBatch>>;
    /// Each job by itself.
    fn split(self: Box<Self>) -> Vec<Box<dyn AnyBatch>>;
    /// Runs it and keeps the outcomes. Refusals are outcomes; an error means that nothing of it counts.
    fn run<'a>(
        &'a mut self,
        tx: &'a mut Tx,
        rooms: &'a mut Rooms,
        events: &'a mut Vec<Event>,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
    /// Replies to all: the outcomes of the last run when it was committed, else the fault.
    fn answer(self: Box<Self>, fault: Option<&StoreError>);
}

/// A batch of one, for a queue.
pub(in crate::store) fn batch<J: BatchJob>(job: J, reply: Reply<J::Answer>) -> Box<dyn AnyBatch> {
    Box::new(Batch { first: Pending { job, outcome: None, reply }, rest: Vec::new() })
}

/// Runs batches in one transaction.
pub(in crate::store) async fn run(
    tx: &mut Tx,
    batches: &mut [Box<dyn AnyBatch>],
    events: &mut Vec<Event>,
) -> Result<(), StoreError> {
    if batches.is_empty() {
        return Ok(());
    }
    let span = span_of(batches);
    run_all(tx, batches, events).instrument(span).await
}

/// The span of statements that are run for all. Where several wait it is within the first one's, and follows from the others.
fn span_of(batches: &[Box<dyn AnyBatch>]) -> Span {
    if !sql::is_traced() {
        return Span::none();
    }
    let mut callers = Vec::new();
    for batch in batches {
        batch.list_spans(&mut callers);
    }
    match callers.as_slice() {
        [] => Span::none(),
        [caller] => caller.clone(),
        [first, others @ ..] => {
            let span = tracing::debug_span!(parent: first, "db.batch", db.operation.batch.size = callers.len());
            for other in others {
                span.follows_from(other);
            }
            span
        }
    }
}

async fn run_all(tx: &mut Tx, batches: &mut [Box<dyn AnyBatch>], events: &mut Vec<Event>) -> Result<(), StoreError> {
    let mut ids = Vec::new();
    for batch in batches.iter() {
        batch.list_rooms(&mut ids);
    }
    let mut rooms = rooms::lock_many(tx, ids).await?.into_iter().map(|room| (room.id, room)).collect();
    for batch in batches {
        batch.run(tx, &mut rooms, events).await?;
    }
    Ok(())
}

impl<J: BatchJob> Batch<J> {
    fn pending(&self) -> impl Iterator<Item = &Pending<J>> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl<J: BatchJob> AnyBatch for Batch<J> {
    fn len(&self) -> usize {
        1 + self.rest.len()
    }

    fn list_rooms(&self, rooms: &mut Vec<RoomId>) {
        rooms.extend(self.pending().map(|pending| pending.job.room()));
    }

    fn list_spans(&self, spans: &mut Vec<Span>) {
        spans.extend(self.pending().map(|pending| pending.reply.span()));
    }

    fn join(&mut self, other: Box<dyn AnyBatch>) -> Option<Box<dyn AnyBatch>> {
        if !(&*other as &dyn Any).is::<Self>() {
            return Some(other);
        }
        if let Ok(other) = (other as Box<dyn Any>).downcast::<Self>() {
            self.rest.push(other.first);
            self.rest.extend(other.rest);
        }
        None
    }

    fn split(self: Box<Self>) -> Vec<Box<dyn AnyBatch>> {
        let alone = |first| Box::new(Self { first, rest: Vec::new() }) as Box<dyn AnyBatch>;
        std::iter::once(self.first).chain(self.rest).map(alone).collect()
    }

    fn run<'a>(
        &'a mut self,
        tx: &'a mut Tx,
        rooms: &'a mut Rooms,
        events: &'a mut Vec<Event>,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let jobs: Vec<&J> = self.pending().map(|pending| &pending.job).collect();
            let facts = J::facts(tx, &jobs, rooms).await?;
            let Decided { outcomes, written } = decide(&jobs, facts, rooms, tx.now)?;
            if !written.is_empty() {
                J::write(tx, &written, rooms).await?;
            }
            drop(written);
            for (pending, outcome) in std::iter::once(&mut self.first).chain(&mut self.rest).zip(outcomes) {
                if let Ok(done) = &outcome {
                    events.extend_from_slice(&done.events);
                }
                pending.outcome = Some(outcome);
            }
            Ok(())
        })
    }

    fn answer(self: Box<Self>, fault: Option<&StoreError>) {
        for pending in std::iter::once(self.first).chain(self.rest) {
            pending.reply.send(pending.outcome, fault);
        }
    }
}

struct Decided<'j, J: BatchJob> {
    /// One for each job, in their order.
    outcomes: Vec<Outcome<J::Answer>>,
    written: Vec<(&'j J, J::Write)>,
}

/// Decides one job after the other. A twin of one that is written answers as that one did.
fn decide<'j, J: BatchJob>(
    jobs: &[&'j J],
    facts: Vec<J::Facts>,
    rooms: &mut Rooms,
    now: Timestamp,
) -> Result<Decided<'j, J>, StoreError> {
    let mut decided = Decided { outcomes: Vec::with_capacity(jobs.len()), written: Vec::with_capacity(jobs.len()) };
    let mut firsts: HashMap<(UserId, &str), usize> = HashMap::new();
    for (job, facts) in jobs.iter().copied().zip(facts) {
        // Nobody is alone and has a twin.
        let key = job.request().filter(|_| jobs.len() > 1).map(Request::key);
        let outcome = match key.map(|key| firsts.entry(key)) {
            Some(Entry::Occupied(first)) => repeat(jobs[*first.get()], &decided.outcomes[*first.get()], job),
            vacant => match job.decide(facts, rooms, now) {
                Ok(Decision { done, write }) => {
                    if let Some(write) = write {
                        if let Some(vacant) = vacant {
                            vacant.or_insert(decided.outcomes.len());
                        }
                        decided.written.push((job, write));
                    }
                    Ok(done)
                }
                Err(Failure::Refused(refusal)) => Err(refusal),
                Err(Failure::Store(error)) => return Err(error),
            },
        };
        decided.outcomes.push(outcome);
    }
    if decided.outcomes.len() < jobs.len() {
        return Err(StoreError::Unexpected("a batch job without its facts".into()));
    }
    Ok(decided)
}

fn repeat<J: BatchJob>(first: &J, outcome: &Outcome<J::Answer>, twin: &J) -> Outcome<J::Answer> {
    let hash = |job: &J| job.request().map(|request| request.input_hash.clone());
    match outcome {
        Ok(done) if hash(first) == hash(twin) => Ok(Done::quiet(done.answer.clone())),
        _ => Err(Refusal::conflict()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::ErrorCode;

    struct Nothing;

    impl BatchJob for Nothing {
        type Answer = ();
        type Facts = ();
        type Write = ();

        fn room(&self) -> RoomId {
            RoomId(1)
        }

        fn request(&self) -> Option<&Request> {
            None
        }

        async fn facts(_: &mut Tx, jobs: &[&Self], _: &Rooms) -> Result<Vec<()>, StoreError> {
            Ok(vec![(); jobs.len()])
        }

        fn decide(&self, (): (), _: &mut Rooms, _: Timestamp) -> Result<Decision<Self>, Failure> {
            Ok(Decision::quiet(()))
        }

        async fn write(_: &mut Tx, _: &[(&Self, ())], _: &Rooms) -> Result<(), StoreError> {
            Ok(())
        }
    }

    /// Who waits together is parted when what they did together failed.
    #[test]
    fn a_batch_is_parted_into_each_of_its_jobs() {
        let (replies, mut waiting): (Vec<_>, Vec<_>) = (0..3).map(|_| Reply::new()).unzip();
        let mut alone = replies.into_iter().map(|reply| batch(Nothing, reply));
        let mut whole = alone.next().unwrap();
        for other in alone {
            assert!(whole.join(other).is_none());
        }
        assert_eq!(whole.len(), 3);
        let mut parts = whole.split();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [1, 1, 1]);
        parts.remove(1).answer(Some(&StoreError::TooSlow("late")));
        let codes: Vec<_> =
            waiting.iter_mut().map(|it| it.try_recv().ok().map(|said| said.unwrap_err().code)).collect();
        assert_eq!(codes, [None, Some(ErrorCode::Unavailable), None], "each has a way back of its own");
    }

    /// A statement that answers of fewer than it was asked of would leave somebody without an answer.
    #[test]
    fn each_job_is_decided_or_none() {
        let decides = |facts: usize| {
            decide(&[&Nothing, &Nothing], vec![(); facts], &mut Rooms::new(), Timestamp(0)).map(|it| it.outcomes.len())
        };
        assert!(matches!(decides(2), Ok(2)));
        assert!(matches!(decides(1), Err(StoreError::Unexpected(_))));
    }
}
