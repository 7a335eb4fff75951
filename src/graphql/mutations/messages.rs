//! Messages.

use crate::{
    actions::{messages::Changed, sending::Sent},
    domain::refusal::Refusal,
    graphql::{
        call::{Call, id},
        inputs::{DeleteMessageInput, EditMessageInput, SendMessageInput},
        mutations::message,
        types::{
            message::MessageObject,
            payload::{DeleteMessagePayload, EditMessagePayload, SendMessagePayload},
        },
    },
};
use async_graphql::{Context, Object, Result};

#[derive(Default)]
pub struct MessageMutations;

#[Object]
impl MessageMutations {
    /// Sending also reads: the sender's `lastReadSeq` moves to the new message.
    async fn send_message(&self, ctx: &Context<'_>, input: SendMessageInput) -> Result<SendMessagePayload> {
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            let Some(request) = call.actor.request else { return Err(Refusal::internal()) };
            let metadata = input.metadata.as_ref().map(|json| &json.0);
            call.actions.send_message(call.actor.session, request, room, input.body.clone(), metadata).await
        };
        let fill = async |payload: &mut SendMessagePayload, sent: Sent| {
            payload.message = message(ctx, sent.message).await.transpose();
            payload.message_edge =
                message(ctx, sent.message).await.map(|sent| sent.map(MessageObject::edge)).transpose();
            payload.seq = Some(sent.message.seq);
        };
        Call::run(ctx, "sendMessage", &input, run).await?.payload(fill).await
    }

    /// The author's own; not a SYSTEM or deleted one.
    async fn edit_message(&self, ctx: &Context<'_>, input: EditMessageInput) -> Result<EditMessagePayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            call.actions.edit_message(&call.actor, message, input.body.clone()).await
        };
        let fill = async |payload: &mut EditMessagePayload, edited: Changed| {
            payload.message = message(ctx, edited.message).await.transpose();
            payload.seq = edited.seq;
        };
        Call::run(ctx, "editMessage", &input, run).await?.payload(fill).await
    }

    /// The author's own, or with DELETE_ANY_MESSAGE. Leaves a tombstone; a second one changes nothing.
    async fn delete_message(&self, ctx: &Context<'_>, input: DeleteMessageInput) -> Result<DeleteMessagePayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            call.actions.delete_message(&call.actor, message).await
        };
        let fill = async |payload: &mut DeleteMessagePayload, deleted: Changed| {
            payload.message = message(ctx, deleted.message).await.transpose();
            payload.seq = deleted.seq;
        };
        Call::run(ctx, "deleteMessage", &input, run).await?.payload(fill).await
    }
}
