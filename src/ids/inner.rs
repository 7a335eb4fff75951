//! What lives inside a room is named by the room and its number: no second index. Its id holds the fingerprint of the event
//! that made it as well: after a backup was put back, the same place holds something else, and an old id must not name it.

use super::{
    code::{BASE32, NotAnId, decode, key, long, short, write_id},
    fingerprint::Fingerprint,
    keys::{RoomId, Seq, UserId},
};

/// The prefix of a stay's id as its owner sees it.
pub const MEMBERSHIP: &str = "mem";
/// The prefix of a stay's id as all see it who may read the room.
pub const ROOM_MEMBER: &str = "rmb";
pub const MESSAGE: &str = "msg";
/// The prefix of an emoji of a message.
pub const REACTION: &str = "rct";

/// Where a message is: what the server itself keeps of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub struct MessageKey {
    /// The room in which it stands.
    pub room: RoomId,
    /// The number of the event that sent it.
    pub seq: Seq,
}

/// What a message is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MessageId {
    /// Where it is.
    pub key: MessageKey,
    /// Of the event that sent it.
    pub fingerprint: Fingerprint,
}

/// One stay of a user in a room: room, user and the number of the joining, so that who returns gets a new id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct StayId {
    /// The room.
    pub room: RoomId,
    /// The user.
    pub user: UserId,
    /// The number of the joining.
    pub joined_seq: Seq,
    /// Of the joining. Answers kept by earlier versions have none.
    #[serde(default)]
    pub fingerprint: Fingerprint,
}

/// What has an id with a fingerprint in it.
pub trait Named<I> {
    /// Its id.
    fn id(&self) -> I;
}

impl<I, T: Named<I>> Named<I> for std::sync::Arc<T> {
    fn id(&self) -> I {
        (**self).id()
    }
}

/// An id with a fingerprint in it.
pub trait Inner: Copy + PartialEq {
    /// Where to look for it.
    type Place;
    /// The room in which it is.
    fn room(&self) -> RoomId;
    /// Where to look for it.
    fn place(&self) -> Self::Place;
}

/// An id as a client gave it. It says where to look; whether what is there today is what the client means, only `find` can
/// tell, and nothing else gets at the id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claimed<I>(I);

impl<I: Inner> Claimed<I> {
    /// The room in which it is, if anywhere.
    pub fn room(&self) -> RoomId {
        self.0.room()
    }

    /// Where to look for it.
    pub fn place(&self) -> I::Place {
        self.0.place()
    }

    /// Whether this is what the id names, and not something else in its place.
    pub fn is(&self, found: &impl Named<I>) -> bool {
        found.id() == self.0
    }

    /// What the id names, looked up with `look`.
    pub async fn find<T: Named<I>, E, F>(&self, look: impl FnOnce(I::Place) -> F) -> Result<Option<T>, E>
    where
        F: Future<Output = Result<Option<T>, E>>,
    {
        Ok(look(self.0.place()).await?.filter(|found| self.is(found)))
    }
}

#[cfg(any(test, feature = "fuzzing"))]
impl<I> Claimed<I> {
    /// The id as it was read: the fuzzers write it again.
    pub fn said(self) -> I {
        self.0
    }
}

impl Claimed<StayId> {
    /// Whose stay it is.
    pub fn user(&self) -> UserId {
        self.0.user
    }
}

impl Inner for MessageId {
    type Place = MessageKey;

    fn room(&self) -> RoomId {
        self.key.room
    }

    fn place(&self) -> MessageKey {
        self.key
    }
}

impl Inner for StayId {
    type Place = (RoomId, UserId);

    fn room(&self) -> RoomId {
        self.room
    }

    fn place(&self) -> (RoomId, UserId) {
        (self.room, self.user)
    }
}

impl MessageId {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.key.room.0.to_be_bytes().to_vec();
        bytes.extend_from_slice(short(&self.key.seq.to_be_bytes()));
        bytes.extend_from_slice(&self.fingerprint.bytes());
        bytes
    }

    /// Reads what `bytes` wrote.
    fn read(bytes: &[u8]) -> Result<Self, NotAnId> {
        let (bytes, fingerprint) = Fingerprint::split_off(bytes).ok_or(NotAnId)?;
        let (room, seq) = bytes.split_at_checked(8).ok_or(NotAnId)?;
        Ok(Self { key: MessageKey { room: RoomId(key(room)?), seq: long(seq)? }, fingerprint })
    }
}

impl std::fmt::Display for MessageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write_id(f, MESSAGE, &self.bytes())
    }
}

impl std::str::FromStr for Claimed<MessageId> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Ok(Self(MessageId::read(&decode(text, MESSAGE)?)?))
    }
}

/// An emoji of a message, however many people gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReactionId<M> {
    /// The message.
    pub message: M,
    /// The emoji.
    pub emoji: String,
}

impl std::fmt::Display for ReactionId<MessageId> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.message.bytes();
        // How long the message's part is: a number is short, and an emoji has many lengths.
        bytes.insert(0, u8::try_from(bytes.len()).unwrap_or_default());
        bytes.extend_from_slice(self.emoji.as_bytes());
        write_id(f, REACTION, &bytes)
    }
}

impl std::str::FromStr for ReactionId<Claimed<MessageId>> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bytes = decode(text, REACTION)?;
        let (length, bytes) = bytes.split_first().ok_or(NotAnId)?;
        let (message, emoji) = bytes.split_at_checked((*length).into()).ok_or(NotAnId)?;
        let emoji = std::str::from_utf8(emoji).map_err(|_| NotAnId)?.to_owned();
        Ok(Self { message: Claimed(MessageId::read(message)?), emoji })
    }
}

impl StayId {
    /// The id under one of its two prefixes.
    pub fn encode(&self, prefix: &'static str) -> String {
        let mut bytes = self.room.0.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.user.0.to_be_bytes());
        bytes.extend_from_slice(short(&self.joined_seq.to_be_bytes()));
        bytes.extend_from_slice(&self.fingerprint.bytes());
        format!("{prefix}_{}", BASE32.encode(&bytes))
    }

    /// Reads an id of that prefix.
    pub fn decode(text: &str, prefix: &'static str) -> Result<Claimed<Self>, NotAnId> {
        let bytes = decode(text, prefix)?;
        let (bytes, fingerprint) = Fingerprint::split_off(&bytes).ok_or(NotAnId)?;
        let (room, rest) = bytes.split_at_checked(8).ok_or(NotAnId)?;
        let (user, seq) = rest.split_at_checked(8).ok_or(NotAnId)?;
        Ok(Claimed(Self { room: RoomId(key(room)?), user: UserId(key(user)?), joined_seq: long(seq)?, fingerprint }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Timestamp,
        ids::{MEMBERSHIP, NodeId, ROOM_MEMBER},
    };

    fn fingerprint() -> Fingerprint {
        Fingerprint::of(RoomId(42), 300, Timestamp(7), None)
    }

    #[test]
    fn an_id_inside_a_room_has_one_form_and_refuses_other_types() {
        let id = MessageId { key: MessageKey { room: RoomId(42), seq: 300 }, fingerprint: fingerprint() };
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(Claimed(id)));
        assert_eq!(text.parse::<RoomId>(), Err(NotAnId));
        assert_eq!("msg_0000000000000".parse::<Claimed<MessageId>>(), Err(NotAnId));
        assert_eq!("msg_00".parse::<Claimed<MessageId>>(), Err(NotAnId));
        let reaction = ReactionId { message: id, emoji: "👍".to_owned() };
        let read = ReactionId { message: Claimed(id), emoji: "👍".to_owned() };
        assert_eq!(reaction.to_string().parse(), Ok(NodeId::Reaction(read)));
        assert_eq!("rct_00".parse::<ReactionId<Claimed<MessageId>>>(), Err(NotAnId));
        let stay = StayId { room: RoomId(1), user: UserId(i64::MAX), joined_seq: 7, fingerprint: fingerprint() };
        assert_eq!(StayId::decode(&stay.encode(MEMBERSHIP), MEMBERSHIP), Ok(Claimed(stay)));
        assert_eq!(stay.encode(ROOM_MEMBER).parse(), Ok(NodeId::RoomMember(Claimed(stay))));
        assert_eq!(StayId::decode(&stay.encode(MEMBERSHIP), ROOM_MEMBER), Err(NotAnId));
    }

    /// As it was before ids held fingerprints: such an id names nothing.
    #[test]
    fn an_id_without_a_fingerprint_is_none() {
        let mut bytes = RoomId(42).0.to_be_bytes().to_vec();
        bytes.extend_from_slice(&[1, 44]);
        assert_eq!(format!("msg_{}", BASE32.encode(&bytes)).parse::<Claimed<MessageId>>(), Err(NotAnId));
    }

    struct Found(MessageId);

    impl Named<MessageId> for Found {
        fn id(&self) -> MessageId {
            self.0
        }
    }

    #[tokio::test]
    async fn what_is_in_the_place_of_another_is_not_found() {
        let key = MessageKey { room: RoomId(42), seq: 300 };
        let (then, now) = (fingerprint(), Fingerprint::of(RoomId(42), 300, Timestamp(8), None));
        let claimed = Claimed(MessageId { key, fingerprint: then });
        for (stands, found) in [(then, true), (now, false)] {
            let look = async |key| Ok::<_, ()>(Some(Found(MessageId { key, fingerprint: stands })));
            assert_eq!(claimed.find(look).await.map(|found| found.is_some()), Ok(found));
        }
    }
}
