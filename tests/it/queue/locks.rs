//! Jobs of one transaction lock users in the order of their ids, in whatever order they came: else two transactions wait for each
//! other.

mod postgres {
    use super::super::Queue;
    use crate::harness::{Engine, Spark};
    use spark::{
        ids::UserId,
        store::{Done, Failure, Job, QueueKey, Tx, presence},
    };
    use sqlx::{Connection, PgConnection};

    /// Locks a user.
    struct Locks(UserId);

    impl Job for Locks {
        type Answer = usize;

        fn queue(&self) -> QueueKey {
            QueueKey::Maintenance
        }

        fn locks_users(&self) -> Vec<UserId> {
            vec![self.0]
        }

        async fn run(&self, tx: &mut Tx) -> Result<Done<usize>, Failure> {
            Ok(Done::quiet(presence::lock_users(tx, [self.0]).await?.len()))
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn users_are_locked_in_one_order() {
        let spark = Spark::start(Engine::Postgres).await;
        let mut users = Vec::new();
        for name in ["alice", "bob"] {
            users.push(spark.user(name).await.id.parse::<UserId>().unwrap());
        }
        users.sort();
        let (queue, [low, high]) = (Queue::open(&spark), [users[0], users[1]]);
        let mut holder = PgConnection::connect(&spark.database.url).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut holder).await.unwrap();
        let lock = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE NOWAIT";
        sqlx::query(lock).bind(low.0).execute(&mut holder).await.unwrap();
        let looks = async {
            spark.database.waits_for_locks(1).await;
            // Whoever waits for the first has not taken the second before.
            let taken = sqlx::query(lock).bind(high.0).execute(&mut holder).await;
            holder.close().await.unwrap();
            taken.map(drop).map_err(|error| error.to_string())
        };
        let (answers, taken) = tokio::join!(queue.together([Locks(high), Locks(low)]), looks);
        assert_eq!((answers, taken), (vec![Ok(1), Ok(1)], Ok(())));
        queue.store.close().await;
    }
}
