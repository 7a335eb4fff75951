//! Jobs of one transaction lock users in the order of their ids, in whatever order they came: else two transactions wait for each
//! other.

mod postgres {
    use super::super::Queue;
    use crate::harness::{Engine, Person, Spark, on_their_own};
    use serde_json::json;
    use spark::{
        actions::{Actions, Actor, passwords::Passwords},
        clock::Clock,
        ids::{AnnouncementId, RoomId, SessionId, UserId},
        store::{Done, Failure, Job, QueueKey, Tx, presence},
    };
    use sqlx::{Connection, PgConnection};

    on_their_own! {
        who_is_added_is_locked_in_one_order;
        who_acknowledges_is_locked_in_one_order;
        users_are_locked_in_one_order;
    }

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

    fn key(person: &Person) -> UserId {
        person.id.parse().unwrap()
    }

    /// Two people whose own deeds are done in one queue, the older first.
    async fn two(spark: &Spark) -> [Person; 2] {
        let low = spark.user("low").await;
        for n in 0.. {
            let high = spark.user(&format!("high{n}")).await;
            if key(&high).0 % 8 == key(&low).0 % 8 && key(&high) > key(&low) {
                return [low, high];
            }
        }
        unreachable!()
    }

    fn actions(spark: &Spark, queue: &Queue<'_>) -> Actions {
        Actions::new(queue.store.clone(), spark.rates(), Passwords::new().unwrap())
    }

    fn actor(user: UserId) -> Actor {
        Actor { user, session: SessionId(1), request: None }
    }

    /// While somebody has the first user, those who wait for them have not taken the second before.
    async fn waits_for_the_first<T>(
        spark: &Spark,
        queue: &Queue<'_>,
        [low, high]: [UserId; 2],
        waits: QueueKey,
        calls: Vec<impl Future<Output = T>>,
    ) -> Vec<T> {
        let mut holder = PgConnection::connect(&spark.database.url).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut holder).await.unwrap();
        let lock = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE NOWAIT";
        sqlx::query(lock).bind(low.0).execute(&mut holder).await.unwrap();
        let looks = async {
            spark.database.waits_for_locks(1).await;
            let taken = sqlx::query(lock).bind(high.0).execute(&mut holder).await;
            holder.close().await.unwrap();
            taken.map(drop).map_err(|error| error.to_string())
        };
        let (answers, taken) = tokio::join!(queue.while_busy(waits, calls), looks);
        assert_eq!(taken, Ok(()));
        answers
    }

    async fn who_is_added_is_locked_in_one_order() {
        let spark = Spark::start(Engine::Postgres).await;
        let (alice, [low, high]) = (spark.user("alice").await, two(&spark).await);
        let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await.parse::<RoomId>().unwrap();
        let queue = Queue::open(&spark);
        let actions = actions(&spark, &queue);
        let actor = actor(key(&alice));
        let calls = [&high, &low].map(|who| actions.add_members(&actor, room, vec![key(who)]));
        let answers =
            waits_for_the_first(&spark, &queue, [key(&low), key(&high)], QueueKey::Room(room), calls.into()).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        queue.store.close().await;
    }

    async fn who_acknowledges_is_locked_in_one_order() {
        let spark = Spark::start(Engine::Postgres).await;
        let (admin, [low, high]) = (spark.admin("root").await, two(&spark).await);
        let input = json!({"title": "Hello", "body": "all"});
        let made = admin.does("publishAnnouncement", input, "announcement { id }").await;
        let announcement = made["announcement"]["id"].as_str().unwrap().parse::<AnnouncementId>().unwrap();
        let queue = Queue::open(&spark);
        let actions = actions(&spark, &queue);
        let (actors, now) = ([&high, &low].map(|who| actor(key(who))), Clock::system().now());
        let calls = actors.iter().map(|actor| actions.acknowledge_announcement(actor, announcement, now)).collect();
        let waits = QueueKey::User(key(&low));
        let answers = waits_for_the_first(&spark, &queue, [key(&low), key(&high)], waits, calls).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        queue.store.close().await;
    }

    async fn users_are_locked_in_one_order() {
        let spark = Spark::start(Engine::Postgres).await;
        let mut users = Vec::new();
        for name in ["alice", "bob"] {
            users.push(spark.user(name).await.id.parse::<UserId>().unwrap());
        }
        users.sort();
        let (queue, [low, high]) = (Queue::open(&spark), [users[0], users[1]]);
        let calls = [high, low].into_iter().map(|user| queue.answers(Locks(user))).collect();
        let answers = waits_for_the_first(&spark, &queue, [low, high], QueueKey::Maintenance, calls).await;
        assert_eq!(answers, [Ok(1), Ok(1)]);
        queue.store.close().await;
    }
}
