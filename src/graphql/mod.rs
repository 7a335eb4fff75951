//! The API: shows what is read, takes what is asked. Rules stand in `domain` and `actions`.
//!
//! - `request` is the gate: it judges a request whole before anything of it runs.
//! - `execution` runs what came through, and `response` writes what came of it.
//! - `operations` has the fields at the roots: a file a family, with what each field takes and answers.
//! - `types` are the objects that the answers show.
//! - `load` reads for one operation: a snapshot, and each kind of thing with one statement.
//! - `render` shows an event once for all who listen.

pub(crate) mod app;
pub mod audit;
pub(crate) mod bounds;
pub(crate) mod errors;
pub(crate) mod execution;
pub mod limits;
pub(crate) mod load;
#[expect(missing_docs, reason = "the schema's descriptions are theirs")]
pub mod operations;
pub(crate) mod render;
pub mod request;
pub(crate) mod response;
pub(crate) mod scalars;
pub(crate) mod schema;
pub(crate) mod served;
pub(crate) mod shown;
pub(crate) mod types;
pub(crate) mod uploads;
pub(crate) mod viewer;

// By these names the rest of Spark knows them; here each is named by its own file.
pub use app::App;
pub use schema::{Schema, schema, sdl};
pub use viewer::{Client, Viewer};
