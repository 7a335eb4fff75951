//! The same call twice is one call, for single jobs. Batch jobs have their twins in `batch`.

use crate::ids::UserId;
use crate::store::{Done, Failure, Job, QueueKey, Request, Tx, requests};
use serde::{Serialize, de::DeserializeOwned};

/// A job that is done at most once for its request. A twin in flight is met at the insert: the later of the two finds the
/// key taken, is undone, runs again and then answers as the first did.
pub struct Once<J> {
    /// The call; without one it is done whenever it comes.
    pub request: Option<Request>,
    /// What is done.
    pub job: J,
}

impl<J: Job + Sync> Job for Once<J>
where
    J::Answer: Serialize + DeserializeOwned + Sync,
{
    type Answer = J::Answer;

    fn queue(&self) -> QueueKey {
        self.job.queue()
    }

    fn locks_users(&self) -> Vec<UserId> {
        self.job.locks_users()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<J::Answer>, Failure> {
        let Some(request) = &self.request else { return self.job.run(tx).await };
        if let Some(kept) = requests::find(tx, request).await? {
            return Ok(Done::quiet(kept.answer(&request.input_hash)?));
        }
        let done = self.job.run(tx).await?;
        requests::insert(tx, request, &Request::kept(&done.answer)?).await?;
        Ok(done)
    }
}
