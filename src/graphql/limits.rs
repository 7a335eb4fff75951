//! What a request may be: each limit a setting, each refused with TOO_LARGE.

use clap::Args;

/// The limits of requests, each a flag of `spark serve`.
#[derive(Args, Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a request's body, or of a message on a socket.
    #[arg(long, env = "SPARK_MAX_BODY_BYTES", default_value_t = 256 * 1024)]
    pub max_body_bytes: usize,
    /// Nesting of fields; standard introspection has 15 levels.
    #[arg(long, env = "SPARK_MAX_DEPTH", default_value_t = 16)]
    pub max_depth: usize,
    /// Nodes that the pages of a request may hold, nested pages multiplied; fifty values for each.
    #[arg(long, env = "SPARK_MAX_COST", default_value_t = 5_000)]
    pub max_cost: u64,
    /// Aliases of an operation.
    #[arg(long, env = "SPARK_MAX_ALIASES", default_value_t = 30)]
    pub max_aliases: usize,
    /// Tokens of a document.
    #[arg(long, env = "SPARK_MAX_TOKENS", default_value_t = 10_000)]
    pub max_tokens: usize,
    /// Live operations on a socket.
    #[arg(long, env = "SPARK_MAX_OPERATIONS", default_value_t = 64)]
    pub max_operations: usize,
}

/// How deep brackets of any kind nest in a document, selections with their fragments in place, and objects and lists in JSON:
/// whatever recurses over them stays within its stack.
pub const MAX_NESTING: usize = 64;
/// How many directives a field or fragment has at most.
pub const MAX_DIRECTIVES: usize = 10;

impl Limits {
    /// Selections of all operations of a document, with their fragments in place; and fields of an operation in normal form,
    /// where a selection of what may be one of several objects stands once for each.
    pub fn max_fields(&self) -> usize {
        self.max_tokens.saturating_mul(4)
    }

    /// Bytes of all values of an operation in normal form, where a variable stands wherever it is named.
    pub fn max_values(&self) -> usize {
        self.max_body_bytes.saturating_mul(8)
    }
}

/// The limits by default, for tests and fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub mod tests {
    use crate::graphql::limits::Limits;
    use clap::Parser;

    #[derive(Parser)]
    struct Defaults {
        #[command(flatten)]
        limits: Limits,
    }

    /// The limits when nothing is said.
    pub fn limits() -> Limits {
        Defaults::parse_from(["defaults"]).limits
    }
}
