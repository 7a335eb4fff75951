//! The API: shows what is read, takes what is asked. Rules stand in `domain` and `actions`.
//!
//! - `request` is the gate: it judges a request whole before anything of it runs.
//! - `execution` runs what came through, and `response` writes what came of it.
//! - `operations` has the fields at the roots: a file a family, with what each field takes and answers.
//! - `types` are the objects that the answers show.
//! - `load` reads for one operation: a snapshot, and each kind of thing with one statement.
//! - `render` shows an event once for all who listen.

pub mod app;
pub mod audit;
pub mod bounds;
pub mod errors;
pub mod execution;
pub mod limits;
pub mod load;
pub mod operations;
pub mod render;
pub mod request;
pub mod response;
pub mod scalars;
pub mod schema;
pub mod shown;
pub mod types;
pub mod viewer;

// By these names the rest of Spark knows them; here each is named by its own file.
pub use app::App;
pub use schema::{Schema, schema, sdl};
pub use viewer::{Connection, Peer, Viewer};
