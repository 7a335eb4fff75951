//! Files that hang on messages.

use crate::{
    domain::{named_enum, stored::Listed},
    ids::AttachmentId,
};
use serde::{Deserialize, Serialize};

named_enum! {
    /// Says how a file is shown.
    AttachmentKind {
        /// A picture that browsers show, of at most 50 megapixels.
        Image = "IMAGE",
        /// A video of a kind that browsers play.
        Video = "VIDEO",
        /// Sound of a kind that browsers play.
        Audio = "AUDIO",
        /// Anything else: it is offered for download.
        File = "FILE",
    }
}

/// What is known of a picture before it is loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageInfo {
    /// Pixels, as it is to be shown.
    pub width: u32,
    /// Pixels, as it is to be shown.
    pub height: u32,
    /// A `ThumbHash` in base64.
    pub thumb_hash: String,
    /// Whether its thumbnails are PNG, and not JPEG.
    pub is_transparent: bool,
}

/// A file on a message, or one that waits for its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id. A forwarded copy has one of its own.
    pub id: AttachmentId,
    /// How it is shown.
    pub kind: AttachmentKind,
    /// As uploaded, without a path and without control characters; at most 255 characters.
    pub name: String,
    /// What its bytes are.
    pub media_type: String,
    /// How long it is.
    pub byte_size: u64,
    /// Of an IMAGE that could be read.
    pub image: Option<ImageInfo>,
}

/// The files of a message, in the order of the send.
pub type Attachments = Listed<Attachment>;
