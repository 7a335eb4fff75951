//! What a request may be: each limit a setting, each refused with TOO_LARGE.

use crate::domain::outcome::Refusal;
use clap::Args;

/// The limits of requests (contract, limits).
#[derive(Args, Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a request's body, or of a message on a socket.
    #[arg(long, env = "SPARK_MAX_BODY_BYTES", default_value_t = 256 * 1024)]
    pub max_body_bytes: usize,
    /// Nesting of fields; standard introspection has 15 levels.
    #[arg(long, env = "SPARK_MAX_DEPTH", default_value_t = 16)]
    pub max_depth: usize,
    /// Nodes that the pages of a request may hold, nested pages multiplied; forty values for each.
    #[arg(long, env = "SPARK_MAX_COST", default_value_t = 5_000)]
    pub max_cost: u64,
    /// Aliases in a document.
    #[arg(long, env = "SPARK_MAX_ALIASES", default_value_t = 30)]
    pub max_aliases: usize,
    /// Tokens of a document.
    #[arg(long, env = "SPARK_MAX_TOKENS", default_value_t = 10_000)]
    pub max_tokens: usize,
    /// Live operations on a socket.
    #[arg(long, env = "SPARK_MAX_OPERATIONS", default_value_t = 64)]
    pub max_operations: usize,
}

impl Limits {
    /// Refuses a document of too many tokens before it is parsed.
    pub fn check_tokens(&self, query: &str) -> Result<(), Refusal> {
        // A token takes at least a byte.
        if query.len() <= self.max_tokens || tokens(query) <= self.max_tokens {
            return Ok(());
        }
        Err(Refusal::too_large(&format!("A document has at most {} tokens.", self.max_tokens)))
    }
}

/// Counts names, numbers and punctuators; a string counts by its words, which is near enough for a limit.
fn tokens(query: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for c in query.chars() {
        let word = c.is_alphanumeric() || c == '_';
        if !word && !c.is_whitespace() && c != ',' {
            count += 1;
        }
        if word && !in_word {
            count += 1;
        }
        in_word = word;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_names_and_punctuators() {
        assert_eq!(tokens("{ viewer { id } }"), 6);
        assert_eq!(tokens("query($a: Int!){a(b:$a)}"), 17);
    }
}
