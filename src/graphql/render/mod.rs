//! Shows an event once for all who listen.

pub mod renderer;

pub use renderer::{Compiled, Renderer, Showing, Source};
