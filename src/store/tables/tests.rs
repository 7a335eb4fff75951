//! Who comes second is told so: what else only a race between two servers would show.

use super::{announcements, direct};
use crate::{
    ids::AnnouncementId,
    store::{
        Done, Failure, Job, QueueKey, Tx,
        tests::{new_database, open},
    },
    testing::{ANN, BOB, OTHER, ROOM},
};

enum Step {
    Open,
    OpenAgain,
    Acknowledge,
    Claim,
}

impl Job for Step {
    type Answer = bool;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        Ok(Done::quiet(match self {
            Self::Open => direct::insert(tx, ANN, BOB, ROOM).await?,
            Self::OpenAgain => direct::insert(tx, BOB, ANN, OTHER).await?,
            Self::Acknowledge => announcements::acknowledge(tx, ANN, 1).await?,
            Self::Claim => announcements::claim(tx, AnnouncementId(1), 1).await?,
        }))
    }
}

#[tokio::test]
async fn who_comes_second_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&new_database(folder.path(), "spark.db").await);
    let does = async |step| store.write(step).await.unwrap().answer;
    assert!(does(Step::Open).await && !does(Step::OpenAgain).await);
    let mut snapshot = store.snapshot().await.unwrap();
    assert_eq!(direct::find(snapshot.conn().unwrap(), BOB, ANN).await.unwrap(), Some(ROOM));
    drop(snapshot);
    assert!(does(Step::Acknowledge).await && !does(Step::Acknowledge).await);
    assert!(!does(Step::Claim).await, "nothing is scheduled any more");
    store.close().await;
}
