//! Making and revoking invites.

use crate::{
    actions::invites::NewInvite,
    graphql::{
        operations::{
            call::{Call, id},
            input::input,
            payload::payload,
        },
        scalars::DateTime,
        types::invite::{InviteObject, find_invite},
        viewer::reader,
    },
    ids::InviteId,
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};

/// An invite of today, while the viewer may see it.
async fn invited(ctx: &Context<'_>, invite: InviteId) -> Result<Option<InviteObject>> {
    find_invite(reader(ctx)?, invite).await
}

input! {
    /// The invite to make.
    CreateInviteInput {
        /// The id of the room that the invite opens.
        room_id: ID,
        /// When the invite ends; it must be in the future. Null is never.
        expires_at: Option<DateTime>,
        /// How many people may join with it, 1 to 1,000,000. Null is no limit.
        max_uses: Option<i32>,
    }
}

payload! {
    /// What `createInvite` answers.
    CreateInvitePayload {
        /// The new invite, with its code.
        invite: Result<InviteObject>,
    }
}

input! {
    /// The invite to revoke.
    RevokeInviteInput {
        /// The id of the invite, not its code.
        invite_id: ID,
    }
}

payload! {
    /// What `revokeInvite` answers.
    RevokeInvitePayload {
        /// The id of the invite that opens nothing any more.
        invite_id: ID,
    }
}

/// Mutations of invites.
#[derive(Default)]
pub struct InviteMutations;

#[Object]
impl InviteMutations {
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
