//! Putting a room of two away, and taking it out again.

use crate::{
    domain::{
        event::{Event, ReadEvent, UserEvent, UserEventKind},
        problem::Problem,
        refusal::Refusal,
        room::{Member, Room, RoomKind},
    },
    ids::{RoomId, UserId},
    store::{
        Failure, StoreError, Tx, direct,
        memberships::{self, MembershipInRoom},
        users,
    },
};
use std::sync::Arc;

/// The member with the room out of its lists, or in them.
pub(super) fn hide(room: &Room, member: Member, hidden: bool) -> Result<Member, Refusal> {
    match hidden {
        true if room.kind != RoomKind::Direct => Err(not_direct()),
        true => Ok(member.put_away(room)),
        false => Ok(member.taken_out(room)),
    }
}

fn not_direct() -> Refusal {
    Refusal::invalid("isHidden", Problem::NotAllowed, "Only a DIRECT room is put away.")
}

/// Writes what a member keeps for itself about a locked room, and tells its devices; nothing when nothing is different. Devices
/// that know of no room hear nothing of it: what was kept comes with the MembershipAdded.
pub(super) async fn keep(tx: &mut Tx, room: Room, before: &Member, after: &Member) -> Result<Vec<Event>, Failure> {
    if after == before {
        return Ok(Vec::new());
    }
    memberships::update(tx, after).await?;
    if after.is_untold(room.text_count) {
        return Ok(Vec::new());
    }
    let is_shown = before.is_hidden(room.text_count) && !after.is_hidden(room.text_count);
    if is_shown {
        // Who changes how they look from now on finds that the room is shown.
        users::hold_members(tx, [room.id]).await?;
    }
    let mut events = Vec::new();
    let (user, at, member_count) = (after.user_id, tx.now, room.member_count);
    let is_new = before.is_untold(room.text_count);
    let found = memberships::memberships_in(tx, user, [room.id]).await?.pop();
    let membership = found.ok_or_else(|| StoreError::Unexpected("a member who is none".into()))?;
    let room = Arc::new(room);
    if after.last_read_seq > before.last_read_seq {
        let unread = MembershipInRoom { membership, room: (*room).clone() }.unread();
        events.push(Event::Read(Arc::new(ReadEvent { at, member: *after, unread, member_count })));
    }
    let kind = if is_new {
        UserEventKind::MembershipAdded(membership, room.clone())
    } else {
        UserEventKind::MembershipChanged(membership, room.clone())
    };
    events.push(Event::User(Arc::new(UserEvent { user, at, kind })));
    if is_new {
        events.extend(look_at_each_other(tx, room.id, user).await?);
    } else if is_shown {
        events.push(looks(tx, room.id, user));
    }
    Ok(events)
}

/// Two who hear of each other from now on learn how the other looks, as when it is a message that shows the room.
async fn look_at_each_other(tx: &mut Tx, room: RoomId, user: UserId) -> Result<Vec<Event>, Failure> {
    let mut events = vec![looks(tx, room, user)];
    // Nobody has written yet: who put it away has it away still.
    let hiding = memberships::list_hiding(tx, room).await?;
    let hides = |peer: UserId| hiding.iter().any(|it| it.user_id == peer);
    let peers = direct::peers(tx, user, [room]).await?.into_iter().map(|peer| peer.user.id);
    events.extend(peers.filter(|peer| !hides(*peer)).map(|peer| looks(tx, room, peer)));
    Ok(events)
}

fn looks(tx: &Tx, room: RoomId, user: UserId) -> Event {
    Event::User(Arc::new(UserEvent { user, at: tx.now, kind: UserEventKind::PeerStatus(room) }))
}
