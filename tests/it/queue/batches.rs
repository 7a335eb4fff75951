//! What waits together: how much of it is one transaction, what twins in it are answered, and how often it is tried.

use super::{Deed, End, Queue};
use crate::harness::{Engine, Spark, on_both};
use spark::{
    actions::{
        reading::MarkRead,
        sending::{Content, SendMessage, Sent},
    },
    domain::{
        mentions::Candidates,
        refusal::{ErrorCode, Refusal},
        room::Membership,
    },
    ids::{AttachmentId, RoomId, UserId},
    store::{Done, Failure, Job, Once, QueueKey, Request, StoreError, Tx},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Barrier;

on_both! {
    twins_in_a_batch_are_one_call;
    twins_of_a_refused_one_are_refused;
    an_upload_that_two_of_a_batch_want_is_on_one;
    read_positions_of_a_batch_move_up;
    so_many_sends_are_one_transaction_and_the_next_is_another;
    so_many_jobs_are_one_transaction_and_the_next_is_another;
    so_much_waits_and_the_next_is_refused;
    what_meets_others_is_tried_eight_times;
    in_a_group_it_is_tried_alone_after_that;
    what_waits_when_a_store_closes_is_done;
    twins_that_have_both_begun_are_one;
}

/// Alice's room with Bob in it: 1 is its creation, 2 his joining.
struct Square<'s> {
    queue: Queue<'s>,
    alice: UserId,
    bob: UserId,
    room: RoomId,
}

impl<'s> Square<'s> {
    async fn with(spark: &'s Spark) -> Self {
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
        let key = |id: &str| id.parse::<UserId>().unwrap();
        let (alice, bob) = (key(&alice.id), key(&bob.id));
        Self { queue: Queue::open(spark), alice, bob, room: room.parse().unwrap() }
    }

    /// What a user sends, under an id; the body is the input.
    fn send(&self, user: UserId, id: &str, body: &str) -> SendMessage {
        let request = Request::new(user, id.into(), "sendMessage", body);
        SendMessage { request, room: self.room, content: Content::text(body) }
    }

    /// These are sent while their queue is busy, and so wait together.
    async fn sends(&self, sends: Vec<SendMessage>) -> Vec<Result<Done<Sent>, Refusal>> {
        let store = &self.queue.store;
        self.queue
            .while_busy(QueueKey::Room(self.room), sends.into_iter().map(|send| store.write_in_batch(send)).collect())
            .await
    }

    async fn reads(&self, reads: Vec<MarkRead>) -> Vec<Result<Done<Membership>, Refusal>> {
        let store = &self.queue.store;
        self.queue
            .while_busy(QueueKey::Room(self.room), reads.into_iter().map(|read| store.write_in_batch(read)).collect())
            .await
    }

    async fn number(&self, sql: &str) -> i64 {
        self.queue.spark.database.number(sql).await
    }
}

/// The number and how many events were told, or the code.
fn told(answers: Vec<Result<Done<Sent>, Refusal>>) -> Vec<Result<(i64, usize), ErrorCode>> {
    answers
        .into_iter()
        .map(|it| it.map(|done| (done.answer.message.seq, done.events.len())).map_err(|no| no.code))
        .collect()
}

async fn twins_in_a_batch_are_one_call(spark: Spark) {
    let square = Square::with(&spark).await;
    let (alice, bob) = (square.alice, square.bob);
    let calls = || {
        vec![
            square.send(alice, "one", "hello"),
            square.send(alice, "one", "hello"),
            square.send(alice, "one", "something else"),
            square.send(bob, "one", "hello"),
            square.send(alice, "two", "hello"),
            square.send(alice, "one", "hello"),
        ]
    };
    let conflict = Err(ErrorCode::Conflict);
    assert_eq!(
        told(square.sends(calls()).await),
        [Ok((3, 1)), Ok((3, 0)), conflict, Ok((4, 1)), Ok((5, 1)), Ok((3, 0))]
    );
    assert_eq!(*square.queue.told.batches.lock(), [3], "one transaction");
    // The same again, after they were committed.
    assert_eq!(
        told(square.sends(calls()).await),
        [Ok((3, 0)), Ok((3, 0)), conflict, Ok((4, 0)), Ok((5, 0)), Ok((3, 0))]
    );
    assert_eq!(*square.queue.told.numbers.lock(), [3, 4, 5], "each told once");
    assert_eq!(square.number("SELECT latest_seq FROM rooms").await, 5);
    assert_eq!(square.number("SELECT count(*) FROM messages WHERE body = 'something else'").await, 0);
    // Another mutation with the same id and input is another call.
    let mut other = square.send(alice, "one", "hello");
    other.request = Request::new(alice, "one".into(), "another", "hello");
    assert_eq!(told(square.sends(vec![other]).await), [conflict]);
    assert_eq!(spark.wrong().await, [""; 0]);
    square.queue.store.close().await;
}

async fn twins_of_a_refused_one_are_refused(spark: Spark) {
    let square = Square::with(&spark).await;
    let carol: UserId = spark.user("carol").await.id.parse().unwrap();
    let calls = vec![square.send(carol, "one", "a"), square.send(carol, "one", "a"), square.send(carol, "one", "b")];
    assert_eq!(told(square.sends(calls).await), [Err(ErrorCode::NotAMember); 3]);
    assert_eq!(square.number("SELECT latest_seq FROM rooms").await, 2, "no number is taken");
    assert_eq!(square.number("SELECT count(*) FROM requests WHERE input_hash <> ''").await, 0);
    square.queue.store.close().await;
}

async fn an_upload_that_two_of_a_batch_want_is_on_one(spark: Spark) {
    let square = Square::with(&spark).await;
    let carol = spark.user("carol").await;
    carol.joins(&square.room.to_string()).await;
    let [one, other] = [carol.uploads("a.txt", "a").await, carol.uploads("b.txt", "b").await];
    let [one, other] = [one, other].map(|file| file["id"].as_str().unwrap().parse::<AttachmentId>().unwrap());
    let send = |id: &str, uploads: &[AttachmentId]| {
        let content = Content::Own {
            body: id.to_owned(),
            metadata: None,
            parent: None,
            uploads: uploads.to_vec(),
            candidates: Candidates::default(),
            words: String::new(),
        };
        SendMessage { content, ..square.send(carol.id.parse().unwrap(), id, id) }
    };
    // Of one that is refused nothing is taken.
    let sends = vec![send("first", &[one]), send("both", &[other, one]), send("one", &[one]), send("other", &[other])];
    let taken = Err(ErrorCode::InvalidInput);
    assert_eq!(told(square.sends(sends).await), [Ok((4, 1)), taken, taken, Ok((5, 1))]);
    assert_eq!(*square.queue.told.batches.lock(), [2], "one transaction");
    assert_eq!(spark.wrong().await, [""; 0]);
    square.queue.store.close().await;
}

async fn read_positions_of_a_batch_move_up(spark: Spark) {
    let square = Square::with(&spark).await;
    let (alice, bob, room) = (square.alice, square.bob, square.room);
    square.sends((0..6).map(|n| square.send(alice, &n.to_string(), "hi")).collect()).await;
    spark.database.execute("UPDATE messages SET deleted_at = 1, body = '' WHERE seq = 5").await;
    let read = |user, seq| MarkRead { user, room, seq };
    let stranger = UserId(1);
    let answers = square
        .reads(vec![
            read(bob, 4),
            read(bob, 8),
            read(bob, 9),
            read(bob, -1),
            read(bob, 6),
            read(stranger, 4),
            read(bob, 0),
        ])
        .await;
    let answers: Vec<_> = answers
        .into_iter()
        .map(|it| match it {
            Ok(done) => Ok((done.answer.member.last_read_seq, done.answer.unread_count, done.answer.as_of_seq)),
            Err(refusal) => Err((refusal.code, refusal.problem)),
        })
        .collect();
    let beyond = |limit| Err((ErrorCode::InvalidInput, Some(spark::domain::problem::Problem::OutOfRange(limit))));
    assert_eq!(
        answers,
        [
            Ok((4, 3, 8)),
            Ok((8, 0, 8)),
            beyond(8),
            beyond(0),
            Ok((6, 2, 8)),
            Err((ErrorCode::NotAMember, None)),
            Ok((2, 5, 8)),
        ]
    );
    let mine = format!("FROM memberships WHERE user_id = {}", bob.0);
    assert_eq!(square.number(&format!("SELECT last_read_seq {mine}")).await, 8);
    assert_eq!(square.number(&format!("SELECT read_count {mine}")).await, 6);
    // What was sent is told by its number, a position by where it is; that which did not move, not.
    assert_eq!(*square.queue.told.numbers.lock(), [3, 4, 5, 6, 7, 8, 4, 8, 6]);
    assert_eq!(square.reads(vec![read(bob, 8)]).await[0].as_ref().unwrap().answer.unread_count, 0);
    assert_eq!(square.queue.told.numbers.lock().len(), 9);
    square.queue.store.close().await;
}

async fn so_many_sends_are_one_transaction_and_the_next_is_another(spark: Spark) {
    let square = Square::with(&spark).await;
    for (round, count) in [256, 257].into_iter().enumerate() {
        let calls = (0..count).map(|n| square.send(square.alice, &format!("{round}.{n}"), "hi")).collect();
        let answers = square.sends(calls).await;
        assert_eq!(answers.into_iter().find_map(Result::err), None);
    }
    assert_eq!(*square.queue.told.batches.lock(), [256, 256, 1]);
    square.queue.store.close().await;
}

async fn so_many_jobs_are_one_transaction_and_the_next_is_another(spark: Spark) {
    let queue = Queue::open(&spark);
    for numbers in [1..=32, 33..=65] {
        let answers = queue.together(numbers.clone().map(|number| Deed::new(number, End::Well))).await;
        assert_eq!(answers, numbers.map(Ok).collect::<Vec<_>>());
    }
    assert_eq!(*queue.told.batches.lock(), [32, 32, 1]);
    queue.store.close().await;
}

/// Does nothing, so many times in vain.
struct Tries {
    failures: usize,
    tried: Arc<AtomicUsize>,
}

impl Tries {
    fn new(failures: usize) -> (Self, Arc<AtomicUsize>) {
        let tried = Arc::new(AtomicUsize::new(0));
        (Self { failures, tried: tried.clone() }, tried)
    }
}

impl Job for Tries {
    type Answer = usize;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, _: &mut Tx) -> Result<Done<usize>, Failure> {
        let tried = self.tried.fetch_add(1, Ordering::Relaxed) + 1;
        if tried <= self.failures { Err(StoreError::Conflict("as told").into()) } else { Ok(Done::quiet(tried)) }
    }
}

async fn so_much_waits_and_the_next_is_refused(spark: Spark) {
    let queue = Queue::open(&spark);
    let calls = (0..4_097).map(|_| async {
        let answer = queue.store.write(Tries::new(0).0).await;
        (answer.map(|_| ()).map_err(|refusal| (refusal.code, refusal.retry_after_ms.is_some())), queue.store.waiting())
    });
    let answers = queue.while_busy(QueueKey::Maintenance, calls.collect()).await;
    assert!(answers[..4_096].iter().all(|(answer, _)| answer.is_ok()));
    assert_eq!(answers[4_096], (Err((ErrorCode::Unavailable, true)), 4_096), "at once, while all the others wait");
    assert_eq!(queue.store.waiting(), 0);
    queue.store.close().await;
}

async fn what_meets_others_is_tried_eight_times(spark: Spark) {
    let queue = Queue::open(&spark);
    for (failures, runs, answer) in [(0, 1, Ok(1)), (7, 8, Ok(8)), (8, 8, Err(ErrorCode::Unavailable))] {
        let (job, tried) = Tries::new(failures);
        assert_eq!(queue.together([job]).await, [answer]);
        assert_eq!(tried.load(Ordering::Relaxed), runs);
    }
    queue.store.close().await;
}

async fn in_a_group_it_is_tried_alone_after_that(spark: Spark) {
    let queue = Queue::open(&spark);
    let ((easy, calls), (hard, tries)) = (Tries::new(0), Tries::new(8));
    // Once together; then each alone, with as many tries as it has.
    assert_eq!(queue.together([easy, hard]).await, [Ok(2), Ok(9)]);
    assert_eq!((calls.load(Ordering::Relaxed), tries.load(Ordering::Relaxed)), (2, 9));
    queue.store.close().await;
}

async fn what_waits_when_a_store_closes_is_done(spark: Spark) {
    const WAITING: i64 = 200;
    let queue = Queue::open(&spark);
    let store = &queue.store;
    // More than one transaction takes.
    let calls = (1..=WAITING).map(|number| async move {
        let done = store.write(Deed::new(number, End::Well));
        if number < WAITING {
            return done.await.is_ok();
        }
        // The last of them stands in the queue when it is to close; nothing may come after it.
        let (done, ()) = tokio::join!(biased; done, store.close());
        done.is_ok() && store.write(Deed::new(number + 1, End::Well)).await.is_err()
    });
    assert!(queue.while_busy(QueueKey::Maintenance, calls.collect()).await.into_iter().all(|done| done));
    assert_eq!(spark.database.number("SELECT count(*) FROM rooms").await, WAITING);
    assert_eq!(*queue.told.numbers.lock(), (1..=WAITING).collect::<Vec<_>>());
}

/// Makes a room of that number, once its twin has begun as well.
struct Meets {
    deed: Deed,
    both: Arc<Barrier>,
    runs: AtomicUsize,
}

impl Job for Meets {
    type Answer = i64;

    fn queue(&self) -> QueueKey {
        QueueKey::User(UserId(self.deed.number))
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<i64>, Failure> {
        if self.runs.fetch_add(1, Ordering::Relaxed) == 0 {
            self.both.wait().await;
        }
        self.deed.run(tx).await
    }
}

/// Neither finds what the other has yet to keep: whoever commits second finds the key taken, and answers as the first did.
async fn twins_that_have_both_begun_are_one(spark: Spark) {
    if spark.database.engine == Engine::Sqlite {
        // One writes, and the other has not begun.
        return;
    }
    let queue = Queue::open(&spark);
    let both = Arc::new(Barrier::new(2));
    let twin = |number: i64| Once {
        request: Some(Request::new(UserId(1), "one".into(), "deed", "the same")),
        job: Meets { deed: Deed::new(number, End::Well), both: both.clone(), runs: AtomicUsize::new(0) },
    };
    let (one, other) = tokio::join!(queue.store.write(twin(1)), queue.store.write(twin(2)));
    let (one, other) = (one.unwrap().answer, other.unwrap().answer);
    assert_eq!(one, other);
    queue.holds(&[one]).await;
}
