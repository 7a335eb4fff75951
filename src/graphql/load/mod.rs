//! Reads for one operation: one snapshot, opened at the first read, and loaders that ask once for all who ask.
//!
//! To add a kind of thing that is read for many keys: implement `Source` for its key, which says of which room it tells and
//! how it is fetched, and list the key in `reading`. `Reader::load` does the rest.

pub mod announcements;
pub mod around;
pub mod attachments;
pub mod conversation;
pub mod loader;
pub mod peer;
pub mod reacted;
pub mod reader;
pub mod reading;
pub mod sight;
pub mod source;
pub mod sources;
pub mod standing;
