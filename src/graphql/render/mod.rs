//! Shows an event once for all who listen.

pub mod channels;
pub mod live;
pub mod renderer;
