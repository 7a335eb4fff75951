//! A query or mutation that waits for its turn.

use crate::{
    graphql::request::{Operation, Sends},
    transport::socket::budget::MAX_ANSWERS,
};
use async_graphql::parser::types::OperationType;

/// What an answer is taken for as long as it is not there, and each node that may be in it besides. What is made of it takes more
/// while it is made, but most pages are not full.
pub(super) const EXPECTED: usize = 16 << 10;
const EXPECTED_NODE: u64 = 400;

/// A query or mutation that was judged, and waits for its turn.
pub struct Queued<R> {
    pub id: String,
    pub request: R,
    pub terms: Terms,
}

impl<R> Queued<R> {
    /// Whether it changes nothing, and may run again.
    pub fn is_query(&self) -> bool {
        self.terms.is_query
    }

    pub fn sends(&self) -> Sends {
        self.terms.sends
    }

    /// What its request holds.
    pub fn weight(&self) -> usize {
        self.terms.weight
    }

    /// What its answer is taken for.
    pub fn expected(&self) -> usize {
        self.terms.expected
    }

    /// Its answer was made, and takes so many bytes.
    pub fn expect(&mut self, weight: usize) {
        self.terms.expected = weight;
    }
}

/// What the turn of a query or mutation depends on.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// A query changes nothing: it may run again, as if it had not.
    pub is_query: bool,
    pub sends: Sends,
    /// What its request holds, about: as long as its text, and what was made of it.
    pub weight: usize,
    /// What its answer is taken for.
    pub expected: usize,
}

impl Terms {
    /// Those of an operation that came as a text of so many bytes.
    pub fn of(operation: &Operation, length: usize) -> Self {
        Self::new(operation.kind != OperationType::Mutation, operation.sends(), operation.nodes, length)
    }

    pub fn new(is_query: bool, sends: Sends, nodes: u64, length: usize) -> Self {
        let nodes = usize::try_from(EXPECTED_NODE.saturating_mul(nodes)).unwrap_or(usize::MAX);
        let expected = EXPECTED.saturating_add(nodes).min(MAX_ANSWERS);
        Self { is_query, sends, weight: 2 * length + 1024, expected }
    }
}
