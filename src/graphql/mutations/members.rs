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
    /// Joins a PUBLIC room, or the room of an invite.
    async fn join_room(&self, ctx: &Context<'_>, input: JoinRoomInput) -> Result<JoinRoomPayload> {
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

    /// Takes the member off, writes the system message and tells the others, in one transaction. The last owner hands over
    /// first (LAST_OWNER), unless nobody else is left.
    async fn leave_room(&self, ctx: &Context<'_>, input: LeaveRoomInput) -> Result<LeaveRoomPayload> {
        let run =
            async |call: Call<'_>| call.actions.leave_room(&call.actor, id("roomId", &input.room_id, "room")?).await;
        let fill = async |payload: &mut LeaveRoomPayload, left: Left| {
            payload.room_id = Some(ID(left.stay.room.to_string()));
            payload.membership_id = Some(ID(left.stay.encode(MEMBERSHIP)));
            payload.seq = Some(left.seq);
        };
        Call::run(ctx, "leaveRoom", &input, run).await?.payload(fill).await
    }

    /// Whoever is removed from a PUBLIC room may join it again.
    async fn remove_member(&self, ctx: &Context<'_>, input: RemoveMemberInput) -> Result<RemoveMemberPayload> {
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

    /// Brings people into a room; who is in it already stays as they are.
    async fn add_members(&self, ctx: &Context<'_>, input: AddMembersInput) -> Result<AddMembersPayload> {
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

    /// Gives a member another role; a room keeps an owner.
    async fn set_member_role(&self, ctx: &Context<'_>, input: SetMemberRoleInput) -> Result<SetMemberRolePayload> {
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

    /// Changes what the viewer keeps for themselves about a room: pin, notification mode, whether a DIRECT one is put away.
    async fn update_membership(
        &self,
        ctx: &Context<'_>,
        input: UpdateMembershipInput,
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

    /// Tells those who look at the room that the viewer writes; lasts 6 s unless repeated. More often than once a second is
    /// answered COMMIT and dropped.
    async fn set_typing(&self, ctx: &Context<'_>, input: SetTypingInput) -> Result<SetTypingPayload> {
        let app = app(ctx)?;
        let run = async |call: Call<'_>| {
            let room = id("roomId", &input.room_id, "room")?;
            let (hub, now) = (&app.feeds.hub, app.clock.now());
            call.actions.set_typing(hub, &call.actor, room, input.is_typing, now).await.map(Done::quiet)
        };
        Call::run(ctx, "setTyping", &input, run).await?.payload(async |_: &mut SetTypingPayload, ()| ()).await
    }

    /// Moves the viewer's read position up; a lower number changes nothing.
    async fn mark_read(&self, ctx: &Context<'_>, input: MarkReadInput) -> Result<MarkReadPayload> {
        let run = async |call: Call<'_>| {
            call.actions.mark_read(&call.actor, id("roomId", &input.room_id, "room")?, input.seq).await
        };
        let fill = async |payload: &mut MarkReadPayload, membership| {
            payload.membership = Some(Ok(MembershipObject::new(membership, None)));
        };
        Call::run(ctx, "markRead", &input, run).await?.payload(fill).await
    }
}
