//! Messages.

use crate::{
    actions::{
        messages::{Changed, NewText},
        sending::Sent,
    },
    domain::refusal::Refusal,
    graphql::{
        operations::{
            call::{Call, id, ids},
            current::message,
            input::{MutationInput, input},
            payload::payload,
        },
        scalars::Json,
        types::{connection::Edge, message::MessageObject},
    },
    ids::Seq,
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

/// The message to send.
#[derive(InputObject, Clone)]
pub struct SendMessageInput {
    /// The id of the room to send to. The viewer must be a member.
    pub room_id: ID,
    /// The text, 1 to 8,000 characters (Unicode code points), with something to see. It may be empty when there are attachments.
    pub body: String,
    /// The id of the message that this one answers in its thread: a TEXT message of the same room that answers none itself.
    /// Null is no answer.
    pub parent_id: Option<ID>,
    /// The files to put on the message, in this order: the viewer's own, from `uploadAttachment`, at most 10. Each is for one
    /// message only.
    #[graphql(default)]
    pub attachment_ids: Vec<ID>,
    /// The application's own data, at most 4,096 bytes of JSON. Null is no data.
    pub metadata: Option<Json>,
    /// The client's own id of this message, 1 to 64 characters. A second call with the same id and the same input sends
    /// nothing and answers as the first COMMIT did; so a client may send again whatever has no answer.
    pub client_mutation_id: String,
}

impl MutationInput for SendMessageInput {
    fn client_mutation_id(&self) -> Option<&str> {
        Some(&self.client_mutation_id)
    }
}

payload! {
    /// What `sendMessage` answers.
    SendMessagePayload {
        /// The message that was sent.
        message: Result<MessageObject>,
        /// The message with its cursor, for caches that keep `Room.messages` as a list of edges.
        message_edge: Result<Edge<MessageObject>>,
        /// The `seq` of the message, which is that of its MessageSent event.
        seq: Seq,
    }
}

/// The message to forward, and where to.
#[derive(InputObject, Clone)]
pub struct ForwardMessageInput {
    /// The id of the message. The viewer must see its room.
    pub message_id: ID,
    /// The id of the room to send it to. The viewer must be a member.
    pub room_id: ID,
    /// The client's own id of this message, 1 to 64 characters. A second call with the same id and the same input sends
    /// nothing and answers as the first COMMIT did.
    pub client_mutation_id: String,
}

impl MutationInput for ForwardMessageInput {
    fn client_mutation_id(&self) -> Option<&str> {
        Some(&self.client_mutation_id)
    }
}

payload! {
    /// What `forwardMessage` answers.
    ForwardMessagePayload {
        /// The new message, in the room that it was sent to.
        message: Result<MessageObject>,
        /// The `seq` of the new message, which is that of its MessageSent event.
        seq: Seq,
    }
}

input! {
    /// The message to edit, and its new text.
    EditMessageInput {
        /// The id of a message that the viewer wrote.
        message_id: ID,
        /// The whole new text, 1 to 8,000 characters, with something to see. It may be empty when the message has attachments.
        body: String,
    }
}

payload! {
    /// What `editMessage` answers.
    EditMessagePayload {
        /// The message with its new text.
        message: Result<MessageObject>,
        /// The `seq` of the MessageEdited event. Null when the text was the same, so that nothing changed.
        seq: Seq,
    }
}

input! {
    /// The message to delete.
    DeleteMessageInput {
        /// The id of the message.
        message_id: ID,
    }
}

payload! {
    /// What `deleteMessage` answers.
    DeleteMessagePayload {
        /// What is left of the message: a tombstone, with an empty `body` and a `deletedAt`.
        message: Result<MessageObject>,
        /// The `seq` of the MessageDeleted event. Null when the message was deleted already, so that nothing changed.
        seq: Seq,
    }
}

/// Mutations of messages.
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
    /// An answer takes a number of the room like any message. It is in its parent's `replies`, and not in `Room.lastMessage`.
    ///
    /// Codes: NOT_FOUND (also a file that somebody else uploaded, or that is gone), NOT_A_MEMBER, GONE (`parentId` is deleted),
    /// ROOM_ARCHIVED, INVALID_INPUT (also when `parentId` is in another room, is SYSTEM or an answer itself, and when a file is on a
    /// message already), RATE_LIMITED (10 a second and 30 at once by default).
    async fn send_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message to send.")] input: SendMessageInput,
    ) -> Result<SendMessagePayload> {
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            // It has one, for its input has an id. A `Call` is of any mutation, and of most the id is optional.
            let Some(request) = call.actor.request else { return Err(Refusal::internal()) };
            let metadata = input.metadata.as_ref().map(|json| &json.0);
            let parent = input.parent_id.as_ref().map(|parent| id("parentId", parent, "message")).transpose()?;
            let uploads = ids("attachmentIds", &input.attachment_ids, "attachment")?;
            let text = NewText { body: input.body.clone(), metadata, parent, uploads };
            call.actions.send_message(call.actor.session, request, room, text).await
        };
        let fill = async |payload: &mut SendMessagePayload, sent: Sent| {
            payload.message = message(ctx, sent.message).await.transpose();
            payload.message_edge =
                message(ctx, sent.message).await.map(|sent| sent.map(MessageObject::edge)).transpose();
            payload.seq = Some(sent.message.seq);
        };
        Call::run_by_its_own_rate(ctx, "sendMessage", &input, run).await?.payload(fill).await
    }

    /// Sends the text and the files of a message to a room as a message of the viewer, with the name of who first wrote it. Members
    /// of that room who have SEND may call it, for messages that they may read. Nothing else is copied: `metadata`, the thread and the
    /// reactions are not, and the copy mentions nobody. The files stay as long as one of the messages does.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (the server wrote the message), GONE (it is deleted), ROOM_ARCHIVED,
    /// RATE_LIMITED (it is a send).
    async fn forward_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message to forward, and where to.")] input: ForwardMessageInput,
    ) -> Result<ForwardMessagePayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            let room = id("roomId", &input.room_id, "room")?;
            let Some(request) = call.actor.request else { return Err(Refusal::internal()) };
            call.actions.forward_message(call.actor.session, request, room, message).await
        };
        let fill = async |payload: &mut ForwardMessagePayload, sent: Sent| {
            payload.message = message(ctx, sent.message).await.transpose();
            payload.seq = Some(sent.message.seq);
        };
        Call::run_by_its_own_rate(ctx, "forwardMessage", &input, run).await?.payload(fill).await
    }

    /// Replaces the text of a message; its files stay. Its author may call it, while they are a member of the room. The same text again
    /// changes nothing.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (somebody else or the server wrote it, or it was forwarded and
    /// somebody else first wrote it), GONE (it is deleted), ROOM_ARCHIVED, INVALID_INPUT.
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

    /// Deletes a message: empties its text, its metadata, its mentions and its reactions, takes its files away unless a forwarded
    /// message still has them, and leaves a tombstone in its place. Its thread stays. Its author may call it
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
