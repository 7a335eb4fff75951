//! Moving a read position up, as one of a batch.

use crate::{
    clock::Timestamp,
    domain::{
        access,
        event::{Event, ReadEvent, Unread},
        problem::Problem,
        refusal::Refusal,
        room::{Member, Membership, Room},
    },
    ids::{RoomId, Seq, UserId},
    store::{
        BatchJob, Decision, Done, Failure, Request, Rooms, StoreError, Tx,
        read_positions::{self, ReadFacts, ReadPosition},
    },
};
use std::sync::Arc;

/// A read position to move up.
#[derive(Clone, Copy, Debug)]
pub struct MarkRead {
    /// Who reads.
    pub user: UserId,
    /// In which room.
    pub room: RoomId,
    /// Up to which number; a lower one than before changes nothing.
    pub seq: Seq,
}

impl BatchJob for MarkRead {
    type Answer = Membership;
    type Facts = Option<ReadFacts>;
    type Write = Member;

    fn room(&self) -> RoomId {
        self.room
    }

    /// To read up to the same number again changes nothing.
    fn request(&self) -> Option<&Request> {
        None
    }

    async fn facts(tx: &mut Tx, jobs: &[&Self], _: &Rooms) -> Result<Vec<Option<ReadFacts>>, StoreError> {
        let position = |job: &&Self| ReadPosition { room_id: job.room, user_id: job.user, seq: job.seq };
        read_positions::facts(tx, &jobs.iter().map(position).collect::<Vec<_>>()).await
    }

    fn decide(&self, facts: Option<ReadFacts>, rooms: &mut Rooms, now: Timestamp) -> Result<Decision<Self>, Failure> {
        let (room, facts) = access::inside(rooms.get(&self.room), facts)?;
        let membership = position(room, self.seq, &facts)?;
        let member = membership.member;
        if member.last_read_seq <= facts.member.last_read_seq {
            return Ok(Decision::quiet(membership));
        }
        let unread = Unread::of(room, &membership);
        let event = Event::Read(Arc::new(ReadEvent { at: now, member, unread, member_count: room.member_count }));
        Ok(Decision { done: Done { answer: membership, events: vec![event] }, write: Some(member) })
    }

    async fn write(tx: &mut Tx, written: &[(&Self, Member)], _: &Rooms) -> Result<(), StoreError> {
        read_positions::write(tx, written.iter().map(|(_, member)| member)).await
    }
}

/// Number and count move together, and only up.
fn position(room: &Room, seq: Seq, facts: &ReadFacts) -> Result<Membership, Refusal> {
    if !(0..=room.latest_seq).contains(&seq) {
        let problem = Problem::OutOfRange(seq.clamp(0, room.latest_seq));
        return Err(Refusal::invalid("seq", problem, format!("The room's newest number is {}.", room.latest_seq)));
    }
    let mut member = facts.member;
    if seq > member.last_read_seq {
        member.last_read_seq = seq;
        member.read_count = facts.count_at.unwrap_or(member.read_count);
    }
    let unread_count = room.text_count - member.read_count - facts.tombstones;
    let is_hidden = member.is_hidden(room.text_count);
    Ok(Membership { member, unread_count, mention_count: facts.mentions, as_of_seq: room.latest_seq, is_hidden })
}
