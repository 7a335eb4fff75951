//! Whom a message names: people, or the whole room. Who of them is counted and told follows from it.

use crate::{
    domain::{mentions::Resolved, named_enum, stored::Listed},
    ids::UserId,
};

named_enum! {
    /// Says how a message names the whole room. Both count alike.
    RoomMention {
        /// With `@all`.
        All = "ALL",
        /// With `@here`.
        Here = "HERE",
    }
}

/// Whom a message names.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Mentions {
    /// People, in the order of the text, each once.
    #[sqlx(rename = "mentions")]
    pub users: Listed<UserId>,
    /// The whole room.
    #[sqlx(rename = "mentions_room")]
    pub room: Option<RoomMention>,
}

impl Mentions {
    /// Whom a text names. Of an author who may not mention the room, `@all` and `@here` are text.
    pub fn of(resolved: Resolved<UserId>, may_mention_room: bool) -> Self {
        let room = match resolved {
            Resolved { all: true, .. } => Some(RoomMention::All),
            Resolved { here: true, .. } => Some(RoomMention::Here),
            Resolved { .. } => None,
        };
        Self { users: Listed(resolved.users), room: room.filter(|_| may_mention_room) }
    }

    /// Whether it names nobody.
    pub fn is_empty(&self) -> bool {
        self.room.is_none() && self.users.0.is_empty()
    }

    /// Whether it names this member.
    pub fn names(&self, user: UserId) -> bool {
        self.room.is_some() || self.users.0.contains(&user)
    }

    /// For whom it counts: one row for everybody, or one for each person, and never both, so that nobody is counted twice.
    pub fn counted(&self) -> &[UserId] {
        if self.room.is_some() { &[UserId::EVERYBODY] } else { &self.users.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(users: &[i64], all: bool, here: bool) -> Resolved<UserId> {
        Resolved { users: users.iter().copied().map(UserId).collect(), all, here }
    }

    #[test]
    fn the_room_counts_instead_of_its_people() {
        let both = Mentions::of(resolved(&[1, 2], true, true), true);
        assert_eq!((both.room, both.counted()), (Some(RoomMention::All), &[UserId::EVERYBODY][..]));
        assert!(both.names(UserId(3)));
        let people = Mentions::of(resolved(&[1, 2], true, true), false);
        assert_eq!((people.room, people.counted()), (None, &[UserId(1), UserId(2)][..]));
        assert!(people.names(UserId(2)) && !people.names(UserId(3)));
        assert_eq!(Mentions::of(resolved(&[], false, true), true).room, Some(RoomMention::Here));
        assert!(Mentions::of(resolved(&[], true, false), false).is_empty());
    }
}
