//! Rooms of two that are in no list of one of the two: put away, or begun by the other without a word yet. Both are members
//! all the while; the next message brings the room back, without a row written for it.

use crate::domain::{
    message::Message,
    room::{Member, Membership, Room},
};

/// `Member::hidden_count` of who has the room in their lists.
pub const IN_LISTS: i64 = -1;

impl Member {
    /// Whether nobody has written since the room was put away, or begun by the other.
    pub fn is_hidden(&self, text_count: i64) -> bool {
        self.hidden_count >= text_count
    }

    /// Whether its user has not been told of the room yet.
    pub fn is_untold(&self, text_count: i64) -> bool {
        self.began_hidden && self.is_hidden(text_count)
    }

    /// Hidden from the beginning: the room is the other's idea.
    #[must_use]
    pub fn beginning_hidden(self) -> Self {
        Self { hidden_count: self.read_count, began_hidden: true, ..self }
    }

    /// Out of the lists until the next message, and read up to here. Who was not told of the room still is not.
    #[must_use]
    pub fn put_away(self, room: &Room) -> Self {
        Self {
            last_read_seq: room.latest_seq,
            read_count: room.text_count,
            hidden_count: room.text_count,
            began_hidden: self.is_untold(room.text_count),
            ..self
        }
    }

    /// Back in the lists.
    #[must_use]
    pub fn taken_out(self, room: &Room) -> Self {
        if self.is_hidden(room.text_count) {
            Self { hidden_count: IN_LISTS, began_hidden: false, ..self }
        } else {
            self
        }
    }
}

/// Somebody in whose lists a message puts the room.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// As it is after the message.
    pub membership: Membership,
    /// Whether they hear of the room for the first time.
    pub is_new: bool,
}

impl Shown {
    /// Whether this message is the one that a hidden member's room waited for.
    pub fn by(message: &Message, member: Member) -> Option<Self> {
        if member.hidden_count == IN_LISTS || member.hidden_count + 1 != message.text_count {
            return None;
        }
        let (mut member, seq) = (member, message.seq);
        // Whatever is hidden is read, and so is one's own word.
        let is_ahead = member.last_read_seq < seq;
        let is_own = message.author_id() == Some(member.user_id);
        if is_ahead && is_own {
            member.last_read_seq = seq;
            member.read_count = message.text_count;
        }
        let is_unread = is_ahead && !is_own;
        let membership = Membership {
            member,
            unread_count: i64::from(is_unread),
            mention_count: i64::from(is_unread && message.mentions.names(member.user_id)),
            as_of_seq: seq,
            is_hidden: false,
        };
        Some(Self { membership, is_new: member.began_hidden })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{mentioned::Mentions, stored::Listed},
        ids::UserId,
        testing::{ANN, BOB, Log, ROOM},
    };

    #[test]
    fn the_next_message_shows_a_room_with_its_counts_and_no_other_does() {
        for (sender, named, unread, mentioned) in
            [(ANN, None, 1, 0), (ANN, Some(BOB), 1, 1), (ANN, Some(ANN), 1, 0), (BOB, Some(BOB), 0, 0)]
        {
            let mut log = Log::direct(ROOM, ANN, BOB);
            let bob = log.members[&BOB];
            let mentions = Mentions { users: Listed(named.into_iter().collect::<Vec<UserId>>()), room: None };
            let first = log.says_to(sender, "hello", mentions);
            let second = log.says(ANN, "again");
            let shown = Shown::by(&first.message, bob).unwrap();
            let Membership { member, unread_count, mention_count, as_of_seq, is_hidden } = shown.membership;
            assert_eq!(
                (unread_count, mention_count, as_of_seq),
                (unread, mentioned, first.seq),
                "{sender:?} {named:?}"
            );
            assert_eq!((shown.is_new, is_hidden), (true, false));
            // One's own word is read.
            let read = (member.last_read_seq == first.seq, member.read_count - bob.read_count);
            assert_eq!(read, (sender == BOB, 1 - unread));
            assert!(Shown::by(&second.message, bob).is_none(), "it is shown already");
            let ann = log.members[&ANN];
            assert!(ann.hidden_count == IN_LISTS && Shown::by(&first.message, ann).is_none());
        }
    }
}
