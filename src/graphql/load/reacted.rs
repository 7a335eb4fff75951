//! Whether the viewer gave an emoji to a message.

use crate::{
    domain::{emoji::Emoji, refusal::Refusal},
    graphql::load::{
        conversation::{OwnReactions, ReactorsOf},
        reader::Reader,
    },
    ids::MessageKey,
};

impl Reader {
    /// Whether the viewer gave an emoji to a message. Of the message of an event it is read for all readers at once, and those who gave
    /// the same are shown the same.
    pub async fn reacted(&self, message: MessageKey, emoji: Emoji) -> Result<bool, Refusal> {
        if !self.is_about(message) {
            let own = self.load(OwnReactions(message)).await?;
            return Ok(own.is_some_and(|given| given.contains(&emoji)));
        }
        let Some(reactors) = self.load(ReactorsOf(message)).await? else { return Ok(false) };
        let gave = reactors.gave(self.viewer(), emoji);
        self.depends_on(reactors);
        Ok(gave)
    }
}
