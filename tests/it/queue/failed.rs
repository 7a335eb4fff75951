//! A job that goes on after one of its statements failed. PostgreSQL has undone everything by then, and answers a COMMIT as if it had not.

use super::{Deed, End, Queue};
use crate::harness::{Spark, on_both};
use spark::{
    domain::refusal::ErrorCode,
    store::{Done, Failure, Job, QueueKey, Tx},
};

on_both! {
    what_was_undone_is_not_told;
}

/// Makes a room twice, and does not mind.
struct Careless(i64);

impl Job for Careless {
    type Answer = i64;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<i64>, Failure> {
        let deed = Deed::new(self.0, End::Well);
        let done = deed.run(tx).await?;
        assert!(deed.run(tx).await.is_err(), "the key is taken");
        Ok(done)
    }
}

async fn what_was_undone_is_not_told(spark: Spark) {
    let queue = Queue::open(&spark);
    assert_eq!(queue.answers(Careless(1)).await, Err(ErrorCode::Internal));
    // In a savepoint PostgreSQL says so itself.
    let answers = queue.together([Careless(2), Careless(3)]).await;
    assert!(answers.iter().all(Result::is_err), "{answers:?}");
    queue.holds(&[]).await;
}
