//! The root of mutations: reads the input, runs the action, fills the payload. No rule stands here.

use crate::{
    actions::{accounts::Register, rooms::CreateRoom, sessions::SignedIn},
    domain::outcome::Refusal,
    graphql::{
        Peer,
        call::{Call, Outcome, id, ids},
        inputs::{
            ChangePasswordInput, CreateRoomInput, DeleteMessageInput, EditMessageInput, Input, JoinRoomInput,
            LeaveRoomInput, LoginInput, LogoutInput, MarkReadInput, RegisterInput, RemoveMemberInput, SendMessageInput,
        },
        reader::OwnMembership,
        scalars::DateTime,
        types::{
            app,
            message::MessageObject,
            payload::{
                ChangePasswordPayload, CreateRoomPayload, DeleteMessagePayload, EditMessagePayload, JoinRoomPayload,
                LeaveRoomPayload, LoginPayload, LogoutPayload, MarkReadPayload, RegisterPayload, RemoveMemberPayload,
                SendMessagePayload, Session,
            },
            reader,
            room::{MembershipObject, RoomObject},
            user::UserObject,
        },
    },
    ids::{MEMBERSHIP, MessageId, RoomId, UserId},
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::sync::Arc;

/// What can be changed.
#[derive(Description)]
pub struct Mutation;

#[Object(use_type_description)]
impl Mutation {
    /// Makes an account and signs it in.
    async fn register(&self, ctx: &Context<'_>, input: RegisterInput) -> Result<RegisterPayload> {
        let echo = input.client_mutation_id().map(str::to_owned);
        let register =
            Register { username: input.username, password: input.password, display_name: input.display_name };
        let outcome = app(ctx)?.actions.register(ctx.data::<Peer>()?.0, register).await;
        let fill = async |payload: &mut RegisterPayload, signed_in| {
            payload.session = Some(session(ctx, signed_in).await?);
            Ok(())
        };
        Outcome::new(outcome, echo).payload(fill).await
    }

    /// Begins a session.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let echo = input.client_mutation_id().map(str::to_owned);
        let outcome = app(ctx)?.actions.login(ctx.data::<Peer>()?.0, &input.username, input.password).await;
        let fill = async |payload: &mut LoginPayload, signed_in| {
            payload.session = Some(session(ctx, signed_in).await?);
            Ok(())
        };
        Outcome::new(outcome, echo).payload(fill).await
    }

    /// Ends this session at once; its sockets are closed with 4403.
    async fn logout(&self, ctx: &Context<'_>, input: LogoutInput) -> Result<LogoutPayload> {
        let run = async |call: Call<'_>| call.actions.logout(&call.actor, input.everywhere).await;
        let outcome = Call::run(ctx, "logout", &input, run).await?;
        outcome.payload(async |_: &mut LogoutPayload, ()| Ok(())).await
    }

    /// Changes the password and ends the user's other sessions.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<ChangePasswordPayload> {
        let run = async |call: Call<'_>| {
            let (current, new) = (input.current_password.clone(), input.new_password.clone());
            let done = call.actions.change_password(&call.actor, current, new).await?;
            Ok(done.map(|()| call.viewer.clone()))
        };
        // What is kept of the call must tell nothing of the passwords, so they are no part of its input.
        let unsaid =
            ChangePasswordInput { current_password: String::new(), new_password: String::new(), ..input.clone() };
        let outcome = Call::run(ctx, "changePassword", &unsaid, run).await?;
        let fill = async |payload: &mut ChangePasswordPayload, viewer: crate::graphql::Viewer| {
            let signed_in = SignedIn {
                user: viewer.session.user_id,
                token: viewer.token.to_string(),
                expires_at: viewer.session.expires_at,
            };
            payload.session = Some(session(ctx, signed_in).await?);
            Ok(())
        };
        outcome.payload(fill).await
    }

    /// Makes a room; whoever makes it owns it.
    async fn create_room(&self, ctx: &Context<'_>, input: CreateRoomInput) -> Result<CreateRoomPayload> {
        let run = async |call: Call<'_>| {
            let members = ids::<UserId>("memberIds", &input.member_ids, "user")?;
            let create = CreateRoom { kind: input.kind, name: input.name.clone(), topic: input.topic.clone(), members };
            call.actions.create_room(&call.actor, create).await
        };
        let fill = async |payload: &mut CreateRoomPayload, room| {
            payload.room = reader(ctx)?.load(room).await?.map(RoomObject);
            payload.membership = membership(ctx, room).await?;
            Ok(())
        };
        Call::run(ctx, "createRoom", &input, run).await?.payload(fill).await
    }

    /// Joins a PUBLIC room.
    async fn join_room(&self, ctx: &Context<'_>, input: JoinRoomInput) -> Result<JoinRoomPayload> {
        let run = async |call: Call<'_>| {
            let room = input.room_id.as_ref().ok_or_else(|| Refusal::invalid("roomId", "Say which room."))?;
            call.actions.join_room(&call.actor, id("roomId", room, "room")?).await
        };
        let fill = async |payload: &mut JoinRoomPayload, joined: crate::actions::rooms::InRoom| {
            payload.membership = membership(ctx, joined.room).await?;
            payload.seq = joined.seq;
            Ok(())
        };
        Call::run(ctx, "joinRoom", &input, run).await?.payload(fill).await
    }

    /// Takes the member off, writes the system message and tells the others, in one transaction. The last owner hands over
    /// first (LAST_OWNER), unless nobody else is left.
    async fn leave_room(&self, ctx: &Context<'_>, input: LeaveRoomInput) -> Result<LeaveRoomPayload> {
        let run =
            async |call: Call<'_>| call.actions.leave_room(&call.actor, id("roomId", &input.room_id, "room")?).await;
        let fill = async |payload: &mut LeaveRoomPayload, left: crate::actions::rooms::Left| {
            payload.room_id = Some(ID(left.stay.room.to_string()));
            payload.membership_id = Some(ID(left.stay.encode(MEMBERSHIP)));
            payload.seq = Some(left.seq);
            Ok(())
        };
        Call::run(ctx, "leaveRoom", &input, run).await?.payload(fill).await
    }

    /// Whoever is removed from a PUBLIC room may join it again.
    async fn remove_member(&self, ctx: &Context<'_>, input: RemoveMemberInput) -> Result<RemoveMemberPayload> {
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            call.actions.remove_member(&call.actor, room, id("userId", &input.user_id, "member")?).await
        };
        let fill = async |payload: &mut RemoveMemberPayload, removed: crate::actions::rooms::InRoom| {
            payload.room = reader(ctx)?.load(removed.room).await?.map(RoomObject);
            payload.seq = removed.seq;
            Ok(())
        };
        Call::run(ctx, "removeMember", &input, run).await?.payload(fill).await
    }

    /// Sending also reads: the sender's `lastReadSeq` moves to the new message.
    async fn send_message(&self, ctx: &Context<'_>, input: SendMessageInput) -> Result<SendMessagePayload> {
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            let Some(request) = call.actor.request else { return Err(Refusal::internal()) };
            let metadata = input.metadata.as_ref().map(|json| &json.0);
            call.actions.send_message(request, room, input.body.clone(), metadata).await
        };
        let fill = async |payload: &mut SendMessagePayload, sent: crate::store::hot::Sent| {
            payload.message = message(ctx, sent.message).await?;
            payload.seq = Some(sent.message.seq);
            Ok(())
        };
        Call::run(ctx, "sendMessage", &input, run).await?.payload(fill).await
    }

    /// The author's own; not a SYSTEM or deleted one.
    async fn edit_message(&self, ctx: &Context<'_>, input: EditMessageInput) -> Result<EditMessagePayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            call.actions.edit_message(&call.actor, message, input.body.clone()).await
        };
        let fill = async |payload: &mut EditMessagePayload, edited: crate::actions::messages::Changed| {
            payload.message = message(ctx, edited.message).await?;
            payload.seq = edited.seq;
            Ok(())
        };
        Call::run(ctx, "editMessage", &input, run).await?.payload(fill).await
    }

    /// The author's own, or with DELETE_ANY_MESSAGE. Leaves a tombstone; a second one changes nothing.
    async fn delete_message(&self, ctx: &Context<'_>, input: DeleteMessageInput) -> Result<DeleteMessagePayload> {
        let run = async |call: Call<'_>| {
            let message = id("messageId", &input.message_id, "message")?;
            call.actions.delete_message(&call.actor, message).await
        };
        let fill = async |payload: &mut DeleteMessagePayload, deleted: crate::actions::messages::Changed| {
            payload.message = message(ctx, deleted.message).await?;
            payload.seq = deleted.seq;
            Ok(())
        };
        Call::run(ctx, "deleteMessage", &input, run).await?.payload(fill).await
    }

    /// Moves the viewer's read position up; a lower number changes nothing.
    async fn mark_read(&self, ctx: &Context<'_>, input: MarkReadInput) -> Result<MarkReadPayload> {
        let run = async |call: Call<'_>| {
            call.actions.mark_read(&call.actor, id("roomId", &input.room_id, "room")?, input.seq).await
        };
        let fill = async |payload: &mut MarkReadPayload, membership| {
            payload.membership = Some(MembershipObject { membership, room: None });
            Ok(())
        };
        Call::run(ctx, "markRead", &input, run).await?.payload(fill).await
    }
}

async fn session(ctx: &Context<'_>, signed_in: SignedIn) -> Result<Session> {
    let user = app(ctx)?.find_user(signed_in.user).await?;
    Ok(Session { token: signed_in.token, expires_at: DateTime(signed_in.expires_at), user: UserObject(Arc::new(user)) })
}

/// The viewer's membership of today: of a repeated call it may be over.
async fn membership(ctx: &Context<'_>, room: RoomId) -> Result<Option<MembershipObject>> {
    let membership = reader(ctx)?.load(OwnMembership(room)).await?;
    Ok(membership.map(|membership| MembershipObject { membership, room: None }))
}

/// A message of today, while the viewer may see its room.
async fn message(ctx: &Context<'_>, message: MessageId) -> Result<Option<MessageObject>> {
    let reader = reader(ctx)?;
    if reader.load(message.room).await?.is_none() {
        return Ok(None);
    }
    Ok(reader.load(message).await?.map(MessageObject))
}
