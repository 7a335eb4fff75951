//! Bounds of arguments. The gate keeps them before anything runs, and the resolvers by the same functions.

use crate::domain::refusal::Refusal;

/// The most rooms that one `syncRooms` reads.
pub const MAX_CURSORS: usize = 1_000;

/// The most rooms that a subscription names.
pub const MAX_ROOMS: usize = 1_000;

/// A number from which events are read.
pub fn check_from(from: i64) -> Result<(), Refusal> {
    if from >= 1 { Ok(()) } else { Err(Refusal::bad_request("Numbers begin with 1.")) }
}

/// How many rooms are named at once.
pub fn check_list(count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most { Ok(()) } else { Err(Refusal::bad_request(format!("At most {most} rooms at once."))) }
}
