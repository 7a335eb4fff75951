//! Files that hang on messages.

use crate::{
    domain::{named_enum, problem::Problem, refusal::Refusal, stored::Listed},
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

/// The longer edges that a thumbnail can be asked for, in pixels.
pub const LONG_EDGES: [u32; 4] = [160, 320, 640, 1_280];

impl ImageInfo {
    /// Which thumbnails there are, by their longer edges: those that are smaller than the picture, and one that is not, which has
    /// the picture's size.
    pub fn thumbnails(&self) -> impl Iterator<Item = u32> {
        let longer = self.width.max(self.height);
        let (first, rest) = LONG_EDGES.split_first().unwrap_or((&0, &[]));
        let smaller = LONG_EDGES.iter().zip(rest).filter(move |(edge, _)| **edge < longer).map(|(_, next)| *next);
        std::iter::once(*first).chain(smaller)
    }

    /// Which of them answers to a longer edge that is asked for: the next that is not smaller.
    pub fn thumbnail(&self, long_edge: u32) -> u32 {
        let mut last = 0;
        for edge in self.thumbnails() {
            last = edge;
            if edge >= long_edge {
                break;
            }
        }
        last
    }
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

impl Attachment {
    /// About how many bytes it takes.
    pub fn weight(&self) -> usize {
        let Self { name, media_type, image, .. } = self;
        size_of::<Self>() + name.len() + media_type.len() + image.as_ref().map_or(0, |image| image.thumb_hash.len())
    }
}

/// How many files a message may have.
pub const MAX_ATTACHMENTS: usize = 10;

/// Uploads of one message: not too many, each once.
pub fn check_uploads(field: &str, uploads: &[AttachmentId]) -> Result<(), Refusal> {
    if uploads.len() > MAX_ATTACHMENTS {
        let message = format!("A message has at most {MAX_ATTACHMENTS} files.");
        return Err(Refusal::invalid(field, Problem::TooMany(MAX_ATTACHMENTS), message));
    }
    match (1..uploads.len()).find(|&n| uploads[..n].contains(&uploads[n])) {
        Some(n) => Err(Refusal::invalid(&format!("{field}.{n}"), Problem::NotAllowed, "This file is there twice.")),
        None => Ok(()),
    }
}

/// The files of a message, in the order of the send.
pub type Attachments = Listed<Attachment>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_weighs_what_is_said_of_it() {
        let file = |name: &str, thumb_hash: Option<usize>| Attachment {
            id: AttachmentId(1),
            kind: AttachmentKind::File,
            name: name.to_owned(),
            media_type: "text/plain".to_owned(),
            byte_size: 1 << 40,
            image: thumb_hash.map(|length| ImageInfo {
                width: 1,
                height: 1,
                thumb_hash: "h".repeat(length),
                is_transparent: false,
            }),
        };
        let least = file("", None).weight();
        assert!(least >= size_of::<Attachment>());
        assert_eq!(file(&"n".repeat(255), None).weight(), least + 255);
        assert_eq!(file("name", Some(30)).weight(), least + 34);
    }

    #[test]
    fn a_message_has_ten_files_at_most_each_once() {
        let uploads: Vec<_> = (0..11).map(AttachmentId).collect();
        assert!(check_uploads("attachmentIds", &[]).is_ok() && check_uploads("attachmentIds", &uploads[..10]).is_ok());
        let problem = |uploads: &[AttachmentId]| {
            let refusal = check_uploads("attachmentIds", uploads).unwrap_err();
            (refusal.path.unwrap_or_default().join("."), refusal.problem)
        };
        assert_eq!(problem(&uploads), ("input.attachmentIds".to_owned(), Some(Problem::TooMany(10))));
        let twice = problem(&[uploads[3], uploads[4], uploads[3]]);
        assert_eq!(twice, ("input.attachmentIds.2".to_owned(), Some(Problem::NotAllowed)));
    }

    #[test]
    fn each_edge_that_is_asked_for_finds_a_thumbnail() {
        let info = |width, height| ImageInfo { width, height, thumb_hash: String::new(), is_transparent: false };
        for (width, height, made) in [
            (1, 1, &[160][..]),
            (160, 90, &[160]),
            (161, 90, &[160, 320]),
            (90, 320, &[160, 320]),
            (1_280, 1_280, &[160, 320, 640, 1_280]),
            (641, 2, &[160, 320, 640, 1_280]),
            (8_000, 6_000, &[160, 320, 640, 1_280]),
        ] {
            let info = info(width, height);
            assert_eq!(info.thumbnails().collect::<Vec<_>>(), made, "{width} × {height}");
            let largest = *made.last().unwrap();
            for (asked, found) in [(0, 160), (1, 160), (160, 160), (161, 320), (320, 320), (641, 1_280), (9_999, 1_280)]
            {
                assert_eq!(info.thumbnail(asked), found.min(largest), "{asked} of {width} × {height}");
            }
        }
    }
}
