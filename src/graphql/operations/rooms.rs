//! Making, changing and archiving rooms.

use crate::{
    actions::{
        members::InRoom,
        rooms::{CreateRoom, RoomChange},
    },
    domain::room::RoomKind,
    graphql::{
        operations::{
            call::{Call, id, ids, required},
            current::{membership, room},
            input::input,
            payload::payload,
        },
        types::room::{MembershipObject, RoomObject},
    },
    ids::{Seq, UserId},
};
use async_graphql::{Context, ID, MaybeUndefined, Object, Result, SimpleObject};

input! {
    /// The room to make, and its first members.
    CreateRoomInput {
        /// PUBLIC or PRIVATE. A DIRECT room is made with `openDirectRoom`.
        #[graphql(default_with = "RoomKind::Public")]
        kind: RoomKind,
        /// The room's name, 1 to 80 characters, without hidden ones. Other rooms may have the same name.
        name: String,
        /// What the room is about, at most 500 characters. Null or an empty text is no topic.
        topic: Option<String>,
        /// The users to add at once, at most 100. The viewer is the OWNER, whether listed or not.
        #[graphql(default)]
        member_ids: Vec<ID>,
    }
}

payload! {
    /// What `createRoom` answers.
    CreateRoomPayload {
        /// The new room.
        room: Result<RoomObject>,
        /// The viewer's own state in the new room, as its OWNER.
        membership: Result<MembershipObject>,
    }
}

input! {
    /// The person to talk to.
    OpenDirectRoomInput {
        /// The id of the other person. The viewer's own is INVALID_INPUT.
        user_id: ID,
    }
}

payload! {
    /// What `openDirectRoom` answers.
    OpenDirectRoomPayload {
        /// The room of the two people.
        room: Result<RoomObject>,
        /// The viewer's own state in the room.
        membership: Result<MembershipObject>,
    }
}

input! {
    /// What to change about a room. An absent field keeps its value.
    UpdateRoomInput {
        /// The id of the room to change.
        room_id: ID,
        /// The new name, 1 to 80 characters, without hidden ones. Null is INVALID_INPUT.
        name: MaybeUndefined<String>,
        /// The new topic, at most 500 characters. Null or an empty text takes it away.
        topic: MaybeUndefined<String>,
        /// PUBLIC or PRIVATE. Only an owner makes a PRIVATE room PUBLIC. Null and DIRECT are INVALID_INPUT; so is PRIVATE of a
        /// room without members.
        kind: MaybeUndefined<RoomKind>,
    }
}

payload! {
    /// What `updateRoom` answers.
    UpdateRoomPayload {
        /// The changed room.
        room: Result<RoomObject>,
        /// The `seq` of the RoomUpdated event. Null when nothing changed.
        seq: Seq,
    }
}

input! {
    /// The room to archive.
    ArchiveRoomInput {
        /// The id of the room to archive.
        room_id: ID,
    }
}

payload! {
    /// What `archiveRoom` answers.
    ArchiveRoomPayload {
        /// The archived room.
        room: Result<RoomObject>,
        /// The `seq` of the RoomUpdated event.
        seq: Seq,
    }
}

/// Mutations of rooms.
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
}
