//! The life of a node as another one sees it: what only a race between two servers would show.

use super::*;
use crate::store::{
    Done, Failure, Job, QueueKey, Store,
    tests::{new_database, open},
};

const NODE: NodeKey = NodeKey(7);

enum Step {
    Begin,
    Beat,
    End(Node),
    Stop,
    Forget,
    Lease(UserId),
}

impl Job for Step {
    type Answer = bool;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        Ok(Done::quiet(match self {
            Self::Begin => insert_node(tx, NODE).await.map(|()| true)?,
            Self::Beat => beat(tx, NODE).await?,
            Self::End(node) => end_node(tx, node).await?,
            Self::Stop => stop_node(tx, NODE).await.map(|()| true)?,
            Self::Forget => delete_node(tx, NODE).await?,
            Self::Lease(user) => insert_leases(tx, NODE, &[*user]).await.map(|()| true)?,
        }))
    }
}

async fn node(store: &Store) -> Option<Node> {
    list_nodes(store.snapshot().await.unwrap().conn().unwrap()).await.unwrap().pop()
}

#[tokio::test]
async fn a_node_is_ended_only_if_its_heart_has_not_beaten_since() {
    let folder = tempfile::tempdir().unwrap();
    let address = new_database(folder.path(), "nodes.db").await;
    let store = open(&address);
    let does = async |step| store.write(step).await.unwrap().answer;
    assert!(!does(Step::Beat).await, "there is none");
    does(Step::Begin).await;
    let seen = node(&store).await.unwrap();
    assert!(does(Step::Beat).await);
    assert!(!does(Step::End(seen)).await, "it has beaten since it was looked at");
    let beaten = node(&store).await.unwrap();
    assert_eq!((beaten.heartbeat, beaten.ended_at), (seen.heartbeat + 1, None));
    assert!(!does(Step::Forget).await, "it lives");
    assert!(does(Step::End(beaten)).await);
    let ended = node(&store).await.unwrap();
    assert_eq!((ended.ended_at, ended.in_order), (Some(beaten.beat_at), false), "from when it was heard of last");
    assert!(!does(Step::Beat).await && !does(Step::End(ended)).await, "once ended it is");
    assert!(does(Step::Forget).await);
    assert_eq!(node(&store).await, None);
    assert!(!does(Step::Forget).await);
    store.close().await;
}

#[tokio::test]
async fn a_node_that_stops_in_order_is_there_as_long_as_somebody_is_there_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let address = new_database(folder.path(), "nodes.db").await;
    let store = open(&address);
    let does = async |step| store.write(step).await.unwrap().answer;
    does(Step::Begin).await;
    does(Step::Stop).await;
    assert_eq!(node(&store).await, None, "nobody was");
    does(Step::Begin).await;
    does(Step::Lease(UserId(3))).await;
    does(Step::Stop).await;
    let stopped = node(&store).await.unwrap();
    assert!(stopped.in_order && stopped.ended_at.is_some());
    assert!(!does(Step::Forget).await, "somebody is there by it");
    assert_eq!(list_leases(store.snapshot().await.unwrap().conn().unwrap(), NODE, 9).await.unwrap(), [UserId(3)]);
    store.close().await;
}
