//! The same call twice is one call: what was committed under a `clientMutationId`, kept 7 days at least.

use crate::{
    clock::Timestamp,
    domain::refusal::Refusal,
    ids::UserId,
    store::{
        Conn, Failure, StoreError, Tx,
        sql::{execute, json, row, scalar},
    },
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long a committed call can be repeated.
pub const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// Who calls, under which id, with what input.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who calls.
    pub user: UserId,
    /// The id that the caller gave the call.
    pub client_mutation_id: String,
    /// A hash of the mutation and its input, in hexadecimal.
    pub input_hash: String,
}

impl Request {
    /// `input` is the whole input in one canonical form; the mutation's name is part of what is compared.
    pub fn new(user: UserId, client_mutation_id: String, mutation: &str, input: &str) -> Self {
        let hash = Sha256::new().chain_update(mutation).chain_update([0]).chain_update(input).finalize();
        // Half of SHA-256 is plenty to tell one client's inputs apart.
        Self { user, client_mutation_id, input_hash: data_encoding::HEXLOWER.encode(&hash[..16]) }
    }

    /// What two calls of one user have in common when they are one.
    pub(in crate::store) fn key(&self) -> (UserId, &str) {
        (self.user, &self.client_mutation_id)
    }

    /// An answer as it is kept.
    pub fn kept(answer: &impl Serialize) -> Result<String, StoreError> {
        json(answer)
    }
}

/// What was committed under a request.
#[derive(Debug, sqlx::FromRow)]
pub struct Kept {
    /// The hash of the input with which it was committed.
    pub input_hash: String,
    /// What the caller was told, as JSON.
    pub answer: String,
}

impl Kept {
    /// The answer of then, when the input is the same.
    pub fn answer<A: DeserializeOwned>(&self, input_hash: &str) -> Result<A, Failure> {
        if self.input_hash != input_hash {
            return Err(Refusal::conflict().into());
        }
        serde_json::from_str(&self.answer)
            .map_err(|error| Failure::Store(StoreError::Unexpected(format!("a kept answer: {error}"))))
    }
}

/// What was committed under a request, whatever its input.
pub async fn find(conn: &mut Conn, request: &Request) -> Result<Option<Kept>, StoreError> {
    row!(
        conn,
        Kept,
        "SELECT input_hash, answer FROM requests WHERE user_id = $1 AND client_mutation_id = $2",
        request.user,
        &request.client_mutation_id
    )
}

/// Whether a call under this id was committed, with whatever input.
pub async fn is_kept(conn: &mut Conn, request: &Request) -> Result<bool, StoreError> {
    Ok(find(conn, request).await?.is_some())
}

/// Whether this very call was committed after a time.
pub async fn is_kept_since(conn: &mut Conn, request: &Request, since: Timestamp) -> Result<bool, StoreError> {
    let kept = scalar!(
        conn,
        Timestamp,
        "SELECT created_at FROM requests WHERE user_id = $1 AND client_mutation_id = $2 AND input_hash = $3",
        request.user,
        &request.client_mutation_id,
        &request.input_hash
    )?;
    Ok(kept.is_some_and(|at| at > since))
}

/// When a call was kept last.
pub async fn newest(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    Ok(scalar!(conn, Option<Timestamp>, "SELECT max(created_at) FROM requests")?.flatten())
}

/// Keeps the answer of a call.
pub async fn insert(tx: &mut Tx, request: &Request, answer: &str) -> Result<(), StoreError> {
    let now = tx.now;
    let inserted = execute!(
        tx,
        "INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        request.user,
        &request.client_mutation_id,
        &request.input_hash,
        answer,
        now
    )?;
    if inserted == 0 { Err(StoreError::Conflict("a twin of this call committed first")) } else { Ok(()) }
}

/// Forgets up to 1,000 calls made before `before`; how many it forgot.
pub async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    execute!(
        tx,
        "DELETE FROM requests WHERE (user_id, client_mutation_id) IN
           (SELECT user_id, client_mutation_id FROM requests WHERE created_at < $1 ORDER BY created_at LIMIT 1000)",
        before
    )
}
