//! The bytes of files: attachments, thumbnails, avatars. What they are called, whose they are and who may read them stands in
//! the database; here is where they lie, how they come in and how they go out, a piece at a time.

mod address;
mod bucket;
mod directory;
mod incoming;
mod links;
mod object;
mod probe;
mod received;
mod store;
mod surroundings;

pub use address::FilesAddress;
pub use links::{BadLink, Links, SignedFile};
pub use object::{FilesError, ObjectName, Stored};
pub use received::{ReceivedFile, Receiving};
pub use store::Files;
pub use surroundings::Surroundings;
