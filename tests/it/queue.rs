//! The writer survives what its jobs do: jobs of our own, on a store of our own, that wait together and so are one
//! transaction.

mod batches;
mod failed;
mod locks;
mod refused;

use crate::harness::{PATIENCE, Spark, on_both};
use futures_util::future::join_all;
use spark::{
    clock::Clock,
    domain::{
        event::{Event, UserEvent, UserEventKind},
        refusal::{ErrorCode, Refusal},
        room::{Room, RoomKind},
    },
    ids::{RoomId, UserId},
    store::{Address, Committed, Done, Failure, Job, Once, Publisher, QueueKey, Request, Store, Tx, rooms},
    sync::Mutex,
};
use std::sync::Arc;
use tokio::{sync::Notify, time::timeout};

on_both! {
    a_job_that_panics_takes_nobody_along;
    a_job_that_refuses_leaves_nothing_of_its_own;
    a_commit_that_fails_is_a_retry_for_everyone;
    twins_in_flight_are_one;
    who_tells_may_panic_and_the_queue_goes_on;
}

/// Makes a room of that number, tells it, and ends in some way.
struct Deed {
    number: i64,
    end: End,
    queue: QueueKey,
}

#[derive(Clone, Copy)]
enum End {
    Well,
    Refused,
    Panic,
    /// Everything is well until the COMMIT.
    Trap,
}

impl Deed {
    fn new(number: i64, end: End) -> Self {
        Self { number, end, queue: QueueKey::Maintenance }
    }
}

impl Job for Deed {
    type Answer = i64;

    fn queue(&self) -> QueueKey {
        self.queue
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<i64>, Failure> {
        let name = if matches!(self.end, End::Trap) { "trap" } else { "deed" };
        let room = Room {
            id: RoomId(self.number),
            kind: RoomKind::Public,
            name: Some(name.into()),
            topic: None,
            created_at: tx.now,
            archived_at: None,
            latest_seq: 0,
            latest_fingerprint: spark::ids::Fingerprint::default(),
            newest_message_seq: None,
            text_count: 0,
            member_count: 0,
            last_message_seq: None,
            last_activity_at: tx.now,
        };
        rooms::insert(tx, &room).await?;
        match self.end {
            End::Refused => return Err(Refusal::forbidden("No.").into()),
            End::Panic => panic!("as told"),
            End::Well | End::Trap => {}
        }
        let told = UserEvent { user: UserId(self.number), at: tx.now, kind: UserEventKind::PeerStatus(room.id) };
        Ok(Done { answer: self.number, events: vec![Event::User(Arc::new(told))] })
    }
}

/// Holds its queue until it is let go, so that what comes meanwhile is one group.
struct Plug {
    holds: Arc<Notify>,
    go: Arc<Notify>,
    queue: QueueKey,
}

impl Job for Plug {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        self.queue
    }

    async fn run(&self, _: &mut Tx) -> Result<Done<()>, Failure> {
        self.holds.notify_one();
        self.go.notified().await;
        Ok(Done::quiet(()))
    }
}

/// Remembers what was told, how much of it with each commit, and what may have been committed.
#[derive(Default)]
struct Told {
    numbers: Mutex<Vec<i64>>,
    batches: Mutex<Vec<usize>>,
    doubted: Mutex<Vec<i64>>,
}

impl Publisher for Told {
    fn commit_unknown(&self, events: &[Event]) {
        self.doubted.lock().extend(events.iter().map(number));
    }

    fn publish(&self, committed: &Committed) {
        assert!(committed.events().iter().all(|event| number(event) != CURSED), "as told");
        self.numbers.lock().extend(committed.events().iter().map(number));
        self.batches.lock().push(committed.events().len());
    }
}

/// What an event is remembered by.
fn number(event: &Event) -> i64 {
    match event {
        Event::User(event) => event.user.0,
        Event::Room(event) => event.seq,
        Event::Read(event) => event.unread.last_read_seq,
        Event::Contact(event) => event.about.0,
        Event::Sessions(event) => event.user.0,
        Event::Global(event) => event.announcement.id.0,
    }
}

/// Whoever is to tell of this panics.
const CURSED: i64 = 1_313_131;

/// How much may wait in a queue.
const MOST: usize = 4_096;

/// A store of our own on the story's database.
struct Queue<'s> {
    spark: &'s Spark,
    store: Store,
    told: Arc<Told>,
    metrics: spark::metrics::Metrics,
}

impl<'s> Queue<'s> {
    fn open(spark: &'s Spark) -> Self {
        Self::open_at(spark, &spark.database.url.parse().unwrap())
    }

    fn open_at(spark: &'s Spark, address: &Address) -> Self {
        let (told, metrics) = (Arc::<Told>::default(), spark::metrics::Metrics::new());
        let store = Store::open(address, Clock::system(), spark::seed(), told.clone(), metrics.clone());
        Self { spark, store, told, metrics }
    }

    /// Runs jobs that wait together; the answers, or the codes.
    async fn together<J: Job>(&self, jobs: impl IntoIterator<Item = J>) -> Vec<Result<J::Answer, ErrorCode>> {
        let jobs: Vec<_> = jobs.into_iter().map(|job| self.answers(job)).collect();
        self.while_busy(QueueKey::Maintenance, jobs).await
    }

    /// The answer of a job, or the code.
    async fn answers<J: Job>(&self, job: J) -> Result<J::Answer, ErrorCode> {
        self.store.write(job).await.map(|done| done.answer).map_err(|refusal| refusal.code)
    }

    /// Calls that come while the queue of a key is busy, all of them.
    async fn while_busy<T>(&self, key: QueueKey, calls: Vec<impl Future<Output = T>>) -> Vec<T> {
        let (holds, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let plug = self.store.write(Plug { holds: holds.clone(), go: go.clone(), queue: key });
        let all = calls.len().min(MOST);
        let group = async {
            holds.notified().await;
            let stand = async {
                while self.store.waiting() < all {
                    tokio::task::yield_now().await;
                }
                go.notify_one();
            };
            let stand = async { timeout(PATIENCE, stand).await.expect("what waits") };
            tokio::join!(join_all(calls), stand).0
        };
        let (plug, answers) = tokio::join!(plug, group);
        plug.unwrap();
        answers
    }

    /// Exactly these are in the database, and were told, in this order; and the next write works.
    async fn holds(&self, numbers: &[i64]) {
        assert_eq!(*self.told.numbers.lock(), numbers);
        let rooms = self.spark.database.number("SELECT count(*) FROM rooms").await;
        assert_eq!(usize::try_from(rooms), Ok(numbers.len()));
        for number in numbers {
            let found = format!("SELECT count(*) FROM rooms WHERE id = {number}");
            assert_eq!(self.spark.database.number(&found).await, 1, "{number}");
        }
        assert_eq!(self.store.write(Deed::new(99, End::Well)).await.unwrap().answer, 99);
        self.store.close().await;
    }
}

async fn a_job_that_panics_takes_nobody_along(spark: Spark) {
    let queue = Queue::open(&spark);
    let answers = queue.together([Deed::new(1, End::Well), Deed::new(2, End::Panic), Deed::new(3, End::Well)]).await;
    assert_eq!(answers, [Ok(1), Err(ErrorCode::Internal), Ok(3)]);
    queue.holds(&[1, 3]).await;
}

async fn a_job_that_refuses_leaves_nothing_of_its_own(spark: Spark) {
    let queue = Queue::open(&spark);
    let answers = queue.together([Deed::new(1, End::Well), Deed::new(2, End::Refused), Deed::new(3, End::Well)]).await;
    assert_eq!(answers, [Ok(1), Err(ErrorCode::Forbidden), Ok(3)]);
    // Alone it runs without a savepoint.
    assert_eq!(queue.together([Deed::new(4, End::Refused)]).await, [Err(ErrorCode::Forbidden)]);
    queue.holds(&[1, 3]).await;
}

/// A constraint that is looked at when the transaction commits.
const SQLITE_TRAP: &str = "
    CREATE TABLE trap (id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER spring AFTER INSERT ON rooms WHEN NEW.name = 'trap' BEGIN INSERT INTO trap VALUES (-1); END;";
const POSTGRES_TRAP: &str = "
    CREATE TABLE trap (id BIGINT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO trap VALUES (-1); RETURN NEW; END';
    CREATE TRIGGER spring AFTER INSERT ON rooms FOR EACH ROW WHEN (NEW.name = 'trap') EXECUTE FUNCTION spring();";

async fn a_commit_that_fails_is_a_retry_for_everyone(spark: Spark) {
    use crate::harness::Engine;
    spark
        .database
        .execute(match spark.database.engine {
            Engine::Sqlite => SQLITE_TRAP,
            Engine::Postgres => POSTGRES_TRAP,
        })
        .await;
    let queue = Queue::open(&spark);
    let answers = queue.together([Deed::new(1, End::Well), Deed::new(2, End::Trap), Deed::new(3, End::Well)]).await;
    assert_eq!(answers, [Err(ErrorCode::Unavailable); 3]);
    assert_eq!(queue.together([Deed::new(4, End::Trap)]).await, [Err(ErrorCode::Unavailable)]);
    // Nobody was told, and it is known of all that nothing happened: the database said so, and is not asked.
    assert_eq!(*queue.told.doubted.lock(), [0; 0]);
    assert!(!queue.metrics.to_text().contains("spark_commits_unknown_total{"));
    assert_eq!(queue.spark.database.number("SELECT count(*) FROM rooms").await, 0);
    // Sent again without the one at fault.
    assert_eq!(queue.together([Deed::new(1, End::Well), Deed::new(3, End::Well)]).await, [Ok(1), Ok(3)]);
    assert_eq!(*queue.told.doubted.lock(), [0; 0]);
    queue.holds(&[1, 3]).await;
}

async fn who_tells_may_panic_and_the_queue_goes_on(spark: Spark) {
    let queue = Queue::open(&spark);
    // What was committed is acknowledged, and looked for, since nobody knows how much of it was told.
    assert_eq!(queue.together([Deed::new(12, End::Well), Deed::new(CURSED, End::Well)]).await, [Ok(12), Ok(CURSED)]);
    assert_eq!(*queue.told.doubted.lock(), [12, CURSED]);
    assert!(queue.metrics.to_text().contains("spark_panics_total{kind=\"publishing\"} 1"));
    assert_eq!(queue.store.ready().await, Ok(()));
    assert_eq!(queue.together([Deed::new(14, End::Well)]).await, [Ok(14)]);
    assert_eq!(*queue.told.numbers.lock(), [14]);
    queue.store.close().await;
}

async fn twins_in_flight_are_one(spark: Spark) {
    let queue = Queue::open(&spark);
    let twin = |number: i64, queue: Option<QueueKey>| Once {
        request: Some(Request::new(UserId(1), format!("twins in queue {queue:?}"), "deed", "the same")),
        job: Deed { number, end: End::Well, queue: queue.unwrap_or(QueueKey::Room(RoomId(number))) },
    };
    // In one queue, where they share a transaction; then in several, where transactions meet.
    let mut winners = Vec::new();
    for (numbers, key) in [(1..=20, Some(QueueKey::Maintenance)), (21..=40, None)] {
        let twins = numbers.clone().map(|number| twin(number, key));
        let answers = match key {
            Some(_) => queue.together(twins).await,
            None => join_all(twins.map(|twin| queue.answers(twin))).await,
        };
        let winner = answers[0].unwrap();
        assert_eq!(answers, [Ok(winner); 20]);
        assert!(numbers.contains(&winner));
        winners.push(winner);
    }
    queue.holds(&winners).await;
}
