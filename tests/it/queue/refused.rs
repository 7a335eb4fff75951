//! What it costs to refuse: a beginning and an end, and no COMMIT of nothing.

mod postgres {
    use super::super::Queue;
    use crate::harness::{Engine, Spark, on_their_own, proxy::Proxy};
    use spark::{
        domain::refusal::{ErrorCode, Refusal},
        store::{Done, Failure, Job, QueueKey, Tx},
    };

    on_their_own! {
        who_is_refused_alone_costs_two_round_trips;
    }

    struct Refuses;

    impl Job for Refuses {
        type Answer = ();

        fn queue(&self) -> QueueKey {
            QueueKey::Maintenance
        }

        async fn run(&self, _: &mut Tx) -> Result<Done<()>, Failure> {
            Err(Refusal::forbidden("No.").into())
        }
    }

    async fn who_is_refused_alone_costs_two_round_trips() {
        let mut before = None;
        let spark = Spark::start_with(Engine::Postgres, |config| {
            // The server itself goes without it.
            let mut through = config.clone();
            let proxy = Proxy::before(&mut through);
            before = Some((proxy, through.database.database_url));
        })
        .await;
        let (proxy, address) = before.unwrap();
        let queue = Queue::open_at(&spark, &address);
        assert_eq!(queue.answers(Refuses).await, Err(ErrorCode::Forbidden));
        let begun = proxy.round_trips();
        for _ in 0..10 {
            assert_eq!(queue.answers(Refuses).await, Err(ErrorCode::Forbidden));
        }
        assert_eq!(proxy.round_trips() - begun, 20);
        queue.store.close().await;
    }
}
