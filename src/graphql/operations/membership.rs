//! What a member does about a room for themselves: choices, typing, reading.

use crate::{
    actions::members::OwnChange,
    domain::room::NotificationMode,
    graphql::{
        app::app,
        operations::{
            call::{Call, id, required},
            current::membership,
            input::input,
            payload::payload,
        },
        types::room::MembershipObject,
    },
    store::Done,
};
use async_graphql::{Context, ID, MaybeUndefined, Object, Result, SimpleObject};

input! {
    /// What to change about the viewer's own state in a room. An absent field keeps its value; null is INVALID_INPUT.
    UpdateMembershipInput {
        /// The id of the room.
        room_id: ID,
        /// Which messages of the room should call for the viewer's attention.
        notification_mode: MaybeUndefined<NotificationMode>,
        /// Whether the room stands before the others in the viewer's list.
        is_pinned: MaybeUndefined<bool>,
        /// Whether the viewer hides the room from their lists until its next message. True also reads the room. True of a
        /// room that is not DIRECT is INVALID_INPUT.
        is_hidden: MaybeUndefined<bool>,
    }
}

payload! {
    /// What `updateMembership` answers.
    UpdateMembershipPayload {
        /// The viewer's own state in the room after the change.
        membership: Result<MembershipObject>,
    }
}

input! {
    /// Whether the viewer types, and where.
    SetTypingInput {
        /// The id of the room in which the viewer types.
        room_id: ID,
        /// True while the viewer types: repeat it at least every 6 s. False when the viewer stops without sending.
        is_typing: bool,
    }
}

payload! {
    /// What `setTyping` answers.
    SetTypingPayload {}
}

input! {
    /// Up to where the viewer has read a room.
    MarkReadInput {
        /// The id of the room.
        room_id: ID,
        /// The `seq` of the last event that the viewer has read. A lower one than `Membership.lastReadSeq` changes
        /// nothing; one below 0 or above `Room.latestSeq` is INVALID_INPUT.
        seq: i64,
    }
}

payload! {
    /// What `markRead` answers.
    MarkReadPayload {
        /// The viewer's own state in the room, with the new counts.
        membership: Result<MembershipObject>,
    }
}

/// Mutations of the viewer's own membership.
#[derive(Default)]
pub struct MembershipMutations;

#[Object]
impl MembershipMutations {
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
            let (hub, now) = (app.hub(), app.clock.read());
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
