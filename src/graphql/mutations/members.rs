//! Coming, going, roles, and what members keep for themselves.

use crate::{
    actions::members::{Added, InRoom, Left, OwnChange, RoleSet},
    domain::{problem::Problem, refusal::Refusal},
    graphql::{
        call::{Call, id, ids, required},
        inputs::{
            AddMembersInput, JoinRoomInput, LeaveRoomInput, MarkReadInput, RemoveMemberInput, SetMemberRoleInput,
            SetTypingInput, UpdateMembershipInput,
        },
        mutations::{membership, room},
        types::{
            List, app,
            payload::{
                AddMembersPayload, JoinRoomPayload, LeaveRoomPayload, MarkReadPayload, RemoveMemberPayload,
                SetMemberRolePayload, SetTypingPayload, UpdateMembershipPayload,
            },
            reader,
            room::{MembershipObject, RoomMemberObject},
        },
    },
    ids::{MEMBERSHIP, UserId},
    store::Done,
};
use async_graphql::{Context, ID, Object, Result};
use futures_util::future::try_join_all;

/// Who was brought in and is a member today.
async fn members(ctx: &Context<'_>, added: Added) -> Result<List<RoomMemberObject>> {
    let reader = reader(ctx)?;
    let members = try_join_all(added.users.iter().map(|user| reader.load((added.room, *user)))).await?;
    Ok(members.into_iter().flatten().map(RoomMemberObject).collect())
}

/// A member of today, while the viewer may see the room.
async fn member(ctx: &Context<'_>, set: &RoleSet) -> Result<Option<RoomMemberObject>> {
    if room(ctx, set.room).await?.is_none() {
        return Ok(None);
    }
    Ok(reader(ctx)?.load((set.room, set.user)).await?.map(RoomMemberObject))
}

/// Neither way in, or both.
fn one_of_two(both: bool) -> Refusal {
    let message = "Give a roomId or an inviteCode, one of the two.";
    if both {
        return Refusal::invalid("inviteCode", Problem::NotAllowed, message);
    }
    Refusal::invalid("roomId", Problem::Required, message)
}

#[derive(Default)]
pub struct MemberMutations;

#[Object]
impl MemberMutations {
    /// Joins a PUBLIC room, or the room of an invite. Any signed-in user may call it. It changes nothing for whoever is a
    /// member. Whoever joins a room without members becomes its OWNER.
    ///
    /// Codes: NOT_FOUND (the viewer may not see the room, or the code is wrong), GONE (the invite is used up, revoked or
    /// expired), ROOM_ARCHIVED, INVALID_INPUT (both ways are given, or none).
    async fn join_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room to join.")] input: JoinRoomInput,
    ) -> Result<JoinRoomPayload> {
        let run = async |call: Call<'_>| match (&input.room_id, &input.invite_code) {
            (Some(room), None) => call.actions.join_room(&call.actor, id("roomId", room, "room")?).await,
            (None, Some(code)) => call.actions.join_by_invite(&call.actor, code).await,
            (room, _) => Err(one_of_two(room.is_some())),
        };
        let fill = async |payload: &mut JoinRoomPayload, joined: InRoom| {
            payload.membership = membership(ctx, joined.room).await.transpose();
            payload.seq = joined.seq;
        };
        Call::run(ctx, "joinRoom", &input, run).await?.payload(fill).await
    }

    /// Leaves a room. Its members may call it, also when it is archived. The others get MemberLeft with a SYSTEM message. A
    /// PRIVATE room that everybody left is archived.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN (the room is DIRECT), LAST_OWNER (the viewer is the last OWNER, other members
    /// are left, and the room is not archived).
    async fn leave_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room to leave.")] input: LeaveRoomInput,
    ) -> Result<LeaveRoomPayload> {
        let run =
            async |call: Call<'_>| call.actions.leave_room(&call.actor, id("roomId", &input.room_id, "room")?).await;
        let fill = async |payload: &mut LeaveRoomPayload, left: Left| {
            payload.room_id = Some(ID(left.stay.room.to_string()));
            payload.membership_id = Some(ID(left.stay.encode(MEMBERSHIP)));
            payload.seq = Some(left.seq);
        };
        Call::run(ctx, "leaveRoom", &input, run).await?.payload(fill).await
    }

    /// Removes somebody else from a room. Whoever has REMOVE_MEMBERS in it may call it; only an OWNER, or the server's
    /// ADMIN in a PUBLIC room, removes an OWNER or a MODERATOR. Whoever was removed from a PUBLIC room may join it again; into a
    /// PRIVATE one only an invite leads that somebody makes afterwards.
    ///
    /// Codes: NOT_FOUND (the room, or the member in it), NOT_A_MEMBER, FORBIDDEN, ROOM_ARCHIVED, LAST_OWNER,
    /// INVALID_INPUT.
    async fn remove_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member to remove.")] input: RemoveMemberInput,
    ) -> Result<RemoveMemberPayload> {
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            call.actions.remove_member(&call.actor, room, id("userId", &input.user_id, "member")?).await
        };
        let fill = async |payload: &mut RemoveMemberPayload, removed: InRoom| {
            payload.room = room(ctx, removed.room).await.transpose();
            payload.seq = removed.seq;
        };
        Call::run(ctx, "removeMember", &input, run).await?.payload(fill).await
    }

    /// Adds people to a room, each with a SYSTEM message and a MemberJoined event. Members who have ADD_MEMBERS may call
    /// it. It changes nothing for whoever is a member.
    ///
    /// Codes: NOT_FOUND (the room, or one of `userIds`), NOT_A_MEMBER, FORBIDDEN, ROOM_ARCHIVED, INVALID_INPUT.
    async fn add_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The people to add, and the room.")] input: AddMembersInput,
    ) -> Result<AddMembersPayload> {
        let run = async |call: Call<'_>| {
            let users = ids::<UserId>("userIds", &input.user_ids, "user")?;
            call.actions.add_members(&call.actor, id("roomId", &input.room_id, "room")?, users).await
        };
        let fill = async |payload: &mut AddMembersPayload, added: Added| {
            payload.room = room(ctx, added.room).await.transpose();
            if let Some(Ok(_)) = payload.room {
                payload.members = Some(members(ctx, added).await);
            }
        };
        Call::run(ctx, "addMembers", &input, run).await?.payload(fill).await
    }

    /// Gives a member of a room another role. Members who have SET_ROLES may call it, also for themselves.
    ///
    /// Codes: NOT_FOUND (the room, or the member in it), NOT_A_MEMBER, FORBIDDEN, ROOM_ARCHIVED, LAST_OWNER (the room
    /// would have no OWNER).
    async fn set_member_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member, and the new role.")] input: SetMemberRoleInput,
    ) -> Result<SetMemberRolePayload> {
        let run = async |call: Call<'_>| {
            let (room, user) = (id("roomId", &input.room_id, "room")?, id("userId", &input.user_id, "member")?);
            call.actions.set_member_role(&call.actor, room, user, input.role).await
        };
        let fill = async |payload: &mut SetMemberRolePayload, set: RoleSet| {
            payload.member = member(ctx, &set).await.transpose();
            payload.seq = set.seq;
        };
        Call::run(ctx, "setMemberRole", &input, run).await?.payload(fill).await
    }

    /// Changes the viewer's own state in a room: the notification mode, the pin, and whether a DIRECT room is hidden.
    /// Members of the room may call it, also when it is archived. The viewer's devices get MembershipChanged; nobody else
    /// does.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, INVALID_INPUT.
    async fn update_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change about which membership.")] input: UpdateMembershipInput,
    ) -> Result<UpdateMembershipPayload> {
        let run = async |call: Call<'_>| {
            let change = OwnChange {
                notification_mode: required("notificationMode", &input.notification_mode)?,
                is_pinned: required("isPinned", &input.is_pinned)?,
                is_hidden: required("isHidden", &input.is_hidden)?,
            };
            call.actions.update_membership(&call.actor, id("roomId", &input.room_id, "room")?, change).await
        };
        let fill = async |payload: &mut UpdateMembershipPayload, room| {
            payload.membership = membership(ctx, room).await.transpose();
        };
        Call::run(ctx, "updateMembership", &input, run).await?.payload(fill).await
    }

    /// Tells those who subscribe to `activeRoom` that the viewer types, or has stopped. Members who have SEND may call
    /// it. It lasts 6 s unless repeated, and ends when the viewer sends a message.
    ///
    /// Calls that come more often than once a second answer COMMIT, and the server drops them. Nothing is stored.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, ROOM_ARCHIVED.
    async fn set_typing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether the viewer types, and where.")] input: SetTypingInput,
    ) -> Result<SetTypingPayload> {
        let app = app(ctx)?;
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            let (hub, now) = (&app.feeds.hub, app.clock.read());
            call.actions.set_typing(hub, &call.actor, room, input.is_typing, now).await.map(Done::quiet)
        };
        Call::run_by_its_own_rate(ctx, "setTyping", &input, run)
            .await?
            .payload(async |_: &mut SetTypingPayload, ()| ())
            .await
    }

    /// Moves the viewer's read position in a room up to a number; it never moves back. Members of the room may call it,
    /// also when it is archived. The viewer's devices get UnreadCountChanged, and those who subscribe to `activeRoom` get
    /// ReadReceiptMoved.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, INVALID_INPUT.
    async fn mark_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to where the viewer has read.")] input: MarkReadInput,
    ) -> Result<MarkReadPayload> {
        let run = async |call: Call<'_>| {
            call.actions.mark_read(&call.actor, id("roomId", &input.room_id, "room")?, input.seq).await
        };
        let fill = async |payload: &mut MarkReadPayload, membership| {
            payload.membership = Some(Ok(MembershipObject::new(membership, None)));
        };
        Call::run(ctx, "markRead", &input, run).await?.payload(fill).await
    }
}
