//! Reactions to messages.

use crate::{
    actions::messages::Changed,
    graphql::{
        operations::{
            call::{Call, id},
            current::message,
            input::input,
            payload::payload,
        },
        types::message::MessageObject,
    },
    ids::Seq,
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};

input! {
    /// The emoji to give to a message.
    AddReactionInput {
        /// The id of the message.
        message_id: ID,
        /// One emoji, by Unicode's list. The skin's colour is part of it.
        emoji: String,
    }
}

payload! {
    /// What `addReaction` answers.
    AddReactionPayload {
        /// The message with its reactions.
        message: Result<MessageObject>,
        /// The `seq` of the ReactionChanged event. Null when the viewer had given the emoji before, so that nothing changed.
        seq: Seq,
    }
}

input! {
    /// The emoji to take back.
    RemoveReactionInput {
        /// The id of the message.
        message_id: ID,
        /// One emoji, by Unicode's list. The skin's colour is part of it.
        emoji: String,
    }
}

payload! {
    /// What `removeReaction` answers.
    RemoveReactionPayload {
        /// The message with the reactions that are left.
        message: Result<MessageObject>,
        /// The `seq` of the ReactionChanged event. Null when the viewer had not given the emoji, so that nothing changed.
        seq: Seq,
    }
}

/// Mutations of reactions.
#[derive(Default)]
pub struct ReactionMutations;

#[Object]
impl ReactionMutations {
    /// Gives an emoji to a message, once for each user. Members of the room may call it. The same emoji again changes nothing.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (the server wrote the message), GONE (it is deleted), TOO_LARGE (it has 50
    /// different emoji), ROOM_ARCHIVED, INVALID_INPUT.
    async fn add_reaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The emoji to give to a message.")] input: AddReactionInput,
    ) -> Result<AddReactionPayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            call.actions.add_reaction(&call.actor, message, &input.emoji).await
        };
        let fill = async |payload: &mut AddReactionPayload, added: Changed| {
            payload.message = message(ctx, added.message).await.transpose();
            payload.seq = added.seq;
        };
        Call::run(ctx, "addReaction", &input, run).await?.payload(fill).await
    }

    /// Takes an emoji back that the viewer gave to a message. Members of the room may call it. What the viewer did not give
    /// changes nothing.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (the server wrote the message), GONE (it is deleted), ROOM_ARCHIVED,
    /// INVALID_INPUT.
    async fn remove_reaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The emoji to take back.")] input: RemoveReactionInput,
    ) -> Result<RemoveReactionPayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            call.actions.remove_reaction(&call.actor, message, &input.emoji).await
        };
        let fill = async |payload: &mut RemoveReactionPayload, removed: Changed| {
            payload.message = message(ctx, removed.message).await.transpose();
            payload.seq = removed.seq;
        };
        Call::run(ctx, "removeReaction", &input, run).await?.payload(fill).await
    }
}
