//! The table `secrets`: what the server alone knows.

use crate::{
    domain::refusal::Refusal,
    store::{
        Done, Failure, Job, QueueKey, Store, StoreError, Tx,
        sql::{execute, scalar},
    },
};
use data_encoding::HEXLOWER;
use rand::Rng;

/// What signs the addresses of files.
const FILES_KEY: &str = "files";

impl Store {
    /// The key that signs the addresses of files. The first who asks makes it.
    pub async fn files_key(&self) -> Result<[u8; 32], Refusal> {
        Ok(self.write(FilesKey).await?.answer)
    }
}

struct FilesKey;

impl Job for FilesKey {
    type Answer = [u8; 32];

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<[u8; 32]>, Failure> {
        let (mut fresh, now) = ([0; 32], tx.now);
        tx.rng.fill_bytes(&mut fresh);
        let text = "INSERT INTO secrets (name, secret, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        execute!(tx, text, FILES_KEY, HEXLOWER.encode(&fresh), now)?;
        let kept = scalar!(tx, String, "SELECT secret FROM secrets WHERE name = $1", FILES_KEY)?.unwrap_or_default();
        let key = HEXLOWER.decode(kept.as_bytes()).ok().and_then(|key| key.try_into().ok());
        let key = key.ok_or_else(|| StoreError::Unexpected("the key of the addresses of files is none".into()))?;
        Ok(Done::quiet(key))
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{
        Address,
        tests::{new_database, open},
    };

    async fn key(address: &Address) -> [u8; 32] {
        let store = open(address);
        let keys = (store.files_key().await.unwrap(), store.files_key().await.unwrap());
        store.close().await;
        assert_eq!(keys.0, keys.1);
        keys.0
    }

    #[tokio::test]
    async fn each_database_has_a_key_of_its_own_and_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut keys = Vec::new();
        for name in ["one", "other"] {
            let address = new_database(folder.path(), name).await;
            let made = key(&address).await;
            assert_eq!(key(&address).await, made, "after a start as well");
            keys.push(made);
        }
        assert_ne!(keys[0], keys[1]);
    }
}
