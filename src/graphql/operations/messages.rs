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
    /// Sends a message to a room. Members who have SEND may call it. It also reads the room: the sender's `lastReadSeq`
    /// moves to the new message.
    ///
    /// Over one WebSocket, messages take their numbers in the order in which they arrive. Over HTTP, wait for one answer
    /// before you send the next.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, ROOM_ARCHIVED, INVALID_INPUT, RATE_LIMITED (10 a second and 30 at once by
    /// default).
    async fn send_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message to send.")] input: SendMessageInput,
    ) -> Result<SendMessagePayload> {
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
        Call::run_by_its_own_rate(ctx, "sendMessage", &input, run).await?.payload(fill).await
    }

    /// Replaces the text of a message. Its author may call it, while they are a member of the room. The same text again
    /// changes nothing.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (somebody else or the server wrote it), GONE (it is deleted),
    /// ROOM_ARCHIVED, INVALID_INPUT.
    async fn edit_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message to edit, and its new text.")] input: EditMessageInput,
    ) -> Result<EditMessagePayload> {
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

    /// Deletes a message: empties its text and its metadata, and leaves a tombstone in its place. Its author may call it
    /// while they are a member, and whoever has DELETE_ANY_MESSAGE in the room. A second call changes nothing.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (the server wrote it, or the viewer lacks the permission),
    /// ROOM_ARCHIVED.
    async fn delete_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message to delete.")] input: DeleteMessageInput,
    ) -> Result<DeleteMessagePayload> {
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
