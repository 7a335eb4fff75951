//! What is done to a message that exists: each is an event of its own in the log.

use crate::domain::{emoji::Emoji, named_enum};

named_enum! {
    /// A change of a message that exists: the events that are rows of `changes`.
    ChangeKind {
        /// The author wrote it anew.
        Edited = "EDITED",
        /// Only a tombstone is left.
        Deleted = "DELETED",
        /// Somebody gave it an emoji.
        ReactionAdded = "REACTION_ADDED",
        /// Somebody took an emoji back.
        ReactionRemoved = "REACTION_REMOVED",
    }
}

/// What is done to a message that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageChange {
    /// The author writes it anew.
    Edit,
    /// Only a tombstone is left.
    Delete,
    /// An emoji is given or taken back.
    React {
        /// Which one.
        emoji: Emoji,
        /// Whether it is given.
        added: bool,
    },
}

impl MessageChange {
    /// As the log calls it.
    pub fn kind(self) -> ChangeKind {
        match self {
            Self::Edit => ChangeKind::Edited,
            Self::Delete => ChangeKind::Deleted,
            Self::React { added: true, .. } => ChangeKind::ReactionAdded,
            Self::React { added: false, .. } => ChangeKind::ReactionRemoved,
        }
    }

    /// Of a reaction, which.
    pub fn emoji(self) -> Option<Emoji> {
        match self {
            Self::React { emoji, .. } => Some(emoji),
            Self::Edit | Self::Delete => None,
        }
    }

    /// As the log has it; none where it lacks an emoji.
    pub fn read(kind: ChangeKind, emoji: Option<Emoji>) -> Option<Self> {
        Some(match kind {
            ChangeKind::Edited => Self::Edit,
            ChangeKind::Deleted => Self::Delete,
            ChangeKind::ReactionAdded => Self::React { emoji: emoji?, added: true },
            ChangeKind::ReactionRemoved => Self::React { emoji: emoji?, added: false },
        })
    }
}
