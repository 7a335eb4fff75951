//! Rooms and invites.

use crate::{
    actions::{
        invites::NewInvite,
        members::InRoom,
        rooms::{CreateRoom, RoomChange},
    },
    graphql::{
        call::{Call, id, ids, required},
        inputs::{
            ArchiveRoomInput, CreateInviteInput, CreateRoomInput, OpenDirectRoomInput, RevokeInviteInput,
            UpdateRoomInput,
        },
        mutations::{membership, room},
        types::{
            invite::{InviteObject, find_invite},
            payload::{
                ArchiveRoomPayload, CreateInvitePayload, CreateRoomPayload, OpenDirectRoomPayload, RevokeInvitePayload,
                UpdateRoomPayload,
            },
            reader,
        },
    },
    ids::{InviteId, UserId},
};
use async_graphql::{Context, ID, MaybeUndefined, Object, Result};

/// An invite of today, while the viewer may see it.
async fn invited(ctx: &Context<'_>, invite: InviteId) -> Result<Option<InviteObject>> {
    find_invite(reader(ctx)?, invite).await
}

#[derive(Default)]
pub struct RoomMutations;

#[Object]
impl RoomMutations {
    /// Creates a PUBLIC or PRIVATE room, whose OWNER the viewer is. Any signed-in user may call it.
    ///
    /// Codes: INVALID_INPUT, NOT_FOUND (one of `memberIds` is no user).
    async fn create_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room to make, and its first members.")] input: CreateRoomInput,
    ) -> Result<CreateRoomPayload> {
        let run = async |call: Call<'_>| {
            let members = ids::<UserId>("memberIds", &input.member_ids, "user")?;
            let create = CreateRoom { kind: input.kind, name: input.name.clone(), topic: input.topic.clone(), members };
            call.actions.create_room(&call.actor, create).await
        };
        let fill = async |payload: &mut CreateRoomPayload, made| {
            payload.room = room(ctx, made).await.transpose();
            payload.membership = membership(ctx, made).await.transpose();
        };
        Call::run(ctx, "createRoom", &input, run).await?.payload(fill).await
    }

    /// Opens the one DIRECT room of the viewer and another person, and creates it when there is none. Any signed-in user
    /// may call it. A room that the viewer has hidden comes back into their list. The other person finds a new room in
    /// their list from its first message on.
    ///
    /// Codes: INVALID_INPUT (the other person is the viewer), NOT_FOUND (there is no such user).
    async fn open_direct_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person to talk to.")] input: OpenDirectRoomInput,
    ) -> Result<OpenDirectRoomPayload> {
        let run = async |call: Call<'_>| {
            call.actions.open_direct_room(&call.actor, id("userId", &input.user_id, "user")?).await
        };
        let fill = async |payload: &mut OpenDirectRoomPayload, opened| {
            payload.room = room(ctx, opened).await.transpose();
            payload.membership = membership(ctx, opened).await.transpose();
        };
        Call::run(ctx, "openDirectRoom", &input, run).await?.payload(fill).await
    }

    /// Changes the name, the topic or the kind of a room. Whoever has EDIT_ROOM in it may call it. It changes nothing
    /// when all values are as before.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN, ROOM_ARCHIVED, INVALID_INPUT.
    async fn update_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change about which room.")] input: UpdateRoomInput,
    ) -> Result<UpdateRoomPayload> {
        let run = async |call: Call<'_>| {
            let topic = match &input.topic {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(topic) => Some(Some(topic.clone())),
            };
            let change =
                RoomChange { name: required("name", &input.name)?, topic, kind: required("kind", &input.kind)? };
            call.actions.update_room(&call.actor, id("roomId", &input.room_id, "room")?, change).await
        };
        let fill = async |payload: &mut UpdateRoomPayload, updated: InRoom| {
            payload.room = room(ctx, updated.room).await.transpose();
            payload.seq = updated.seq;
        };
        Call::run(ctx, "updateRoom", &input, run).await?.payload(fill).await
    }

    /// Archives a room for good: people can still read and leave it, but nobody can write in it or join it. Whoever has
    /// ARCHIVE in it may call it.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN, ROOM_ARCHIVED (the room is archived already).
    async fn archive_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room to archive.")] input: ArchiveRoomInput,
    ) -> Result<ArchiveRoomPayload> {
        let run =
            async |call: Call<'_>| call.actions.archive_room(&call.actor, id("roomId", &input.room_id, "room")?).await;
        let fill = async |payload: &mut ArchiveRoomPayload, archived: InRoom| {
            payload.room = room(ctx, archived.room).await.transpose();
            payload.seq = archived.seq;
        };
        Call::run(ctx, "archiveRoom", &input, run).await?.payload(fill).await
    }

    /// Creates an invite, whose code lets others join the room with `joinRoom`. Members who have INVITE may call it.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN, ROOM_ARCHIVED, INVALID_INPUT.
    async fn create_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invite to make.")] input: CreateInviteInput,
    ) -> Result<CreateInvitePayload> {
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            let expires_at = input.expires_at.map(|end| end.0);
            let invite = NewInvite { room, expires_at, max_uses: input.max_uses.map(i64::from) };
            call.actions.create_invite(&call.actor, invite).await
        };
        let fill = async |payload: &mut CreateInvitePayload, invite: InviteId| {
            payload.invite = invited(ctx, invite).await.transpose();
        };
        Call::run(ctx, "createInvite", &input, run).await?.payload(fill).await
    }

    /// Revokes an invite, so that its code opens nothing any more. Members who have INVITE may call it. A second call
    /// changes nothing.
    ///
    /// Codes: NOT_FOUND (there is no such invite, or the viewer is not a member of its room), FORBIDDEN, ROOM_ARCHIVED.
    async fn revoke_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invite to revoke.")] input: RevokeInviteInput,
    ) -> Result<RevokeInvitePayload> {
        let run = async |call: Call<'_>| {
            call.actions.revoke_invite(&call.actor, id("inviteId", &input.invite_id, "invite")?).await
        };
        let fill = async |payload: &mut RevokeInvitePayload, invite: InviteId| {
            payload.invite_id = Some(ID(invite.to_string()));
        };
        Call::run(ctx, "revokeInvite", &input, run).await?.payload(fill).await
    }
}
