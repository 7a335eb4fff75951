//! Threads and forwarding: which messages may be answered, and which may be sent on. A thread has one level.

use crate::{
    clock::Timestamp,
    domain::{access, attachment::Attachments, problem::Problem, refusal::Refusal, room::RoomKind},
    ids::{Claimed, Fingerprint, MessageId, MessageKey, Named, RoomId, Seq, UserId},
};

/// What the rules need to know of a message that is to be answered, or sent on.
#[derive(Clone, Debug)]
pub struct Original {
    /// Where it stands.
    pub key: MessageKey,
    /// Whether the server wrote it.
    pub is_system: bool,
    /// The message that it answers itself.
    pub parent_seq: Option<Seq>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

impl Named<MessageId> for Original {
    fn id(&self) -> MessageId {
        let Self { key, created_at, .. } = *self;
        MessageId { key, fingerprint: Fingerprint::of(key.room, key.seq, created_at, None) }
    }
}

/// The message that an answer in this room is for. Of a message of another room nothing is told but that it is one.
pub fn answered(room: RoomId, parent: &Claimed<MessageId>, found: Option<&Original>) -> Result<Seq, Refusal> {
    let not_allowed = |message: &str| Refusal::invalid("parentId", Problem::NotAllowed, message);
    if parent.room() != room {
        return Err(not_allowed("The answered message is in another room."));
    }
    let found = found.filter(|found| parent.is(*found)).ok_or_else(|| Refusal::not_found("message").at("parentId"))?;
    if found.is_system {
        return Err(not_allowed("A SYSTEM message has no thread."));
    }
    if found.parent_seq.is_some() {
        return Err(not_allowed("The message is itself an answer: a thread has one level."));
    }
    if found.deleted_at.is_some() {
        return Err(Refusal::gone("The answered message is deleted.").at("parentId"));
    }
    Ok(found.key.seq)
}

/// A message that is to be sent on, and what it says.
#[derive(Clone, Debug)]
pub struct ForwardSource {
    /// The message.
    pub original: Original,
    /// The kind of its room.
    pub room_kind: RoomKind,
    /// Whether whoever sends it on is a member there.
    pub is_member: bool,
    /// Its text.
    pub body: String,
    /// Who wrote it.
    pub author_id: Option<UserId>,
    /// Who first wrote it, when it was sent on itself.
    pub forwarded_from: Option<UserId>,
    /// The files on it.
    pub attachments: Attachments,
}

/// The text of a message that is sent on, and who first wrote it. Of its files so many are still there.
pub fn forwarded(
    id: &Claimed<MessageId>,
    found: Option<ForwardSource>,
    files: usize,
) -> Result<(String, Option<UserId>), Refusal> {
    let visible = found.filter(|found| id.is(&found.original) && access::is_visible(found.room_kind, found.is_member));
    let source = visible.ok_or_else(|| Refusal::not_found("message").at("messageId"))?;
    if source.original.is_system {
        return Err(Refusal::forbidden("A SYSTEM message is not forwarded.").at("messageId"));
    }
    // Files go with their message: it may have been deleted since it was read.
    if source.original.deleted_at.is_some() || files < source.attachments.0.len() {
        return Err(Refusal::gone("The message is deleted.").at("messageId"));
    }
    Ok((source.body, source.forwarded_from.or(source.author_id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            attachment::{Attachment, AttachmentKind},
            refusal::ErrorCode,
            stored::Listed,
        },
        ids::AttachmentId,
        testing::{ANN, BOB, OTHER, ROOM, at},
    };

    fn original() -> Original {
        let key = MessageKey { room: ROOM, seq: 3 };
        Original { key, is_system: false, parent_seq: None, created_at: at(3), deleted_at: None }
    }

    fn claimed(original: &Original) -> Claimed<MessageId> {
        original.id().to_string().parse().unwrap()
    }

    #[test]
    fn a_message_of_this_room_is_answered_that_is_no_answer_and_is_there() {
        let found = original();
        let id = claimed(&found);
        let code = |room, found: Option<&Original>| answered(room, &id, found).map_err(|refusal| refusal.code);
        assert_eq!(code(ROOM, Some(&found)), Ok(3));
        // Whatever stands under that number in this room.
        assert_eq!(code(OTHER, Some(&found)), Err(ErrorCode::InvalidInput));
        assert_eq!(code(ROOM, None), Err(ErrorCode::NotFound));
        assert_eq!(code(ROOM, Some(&Original { created_at: at(4), ..found.clone() })), Err(ErrorCode::NotFound));
        assert_eq!(code(ROOM, Some(&Original { is_system: true, ..found.clone() })), Err(ErrorCode::InvalidInput));
        assert_eq!(code(ROOM, Some(&Original { parent_seq: Some(1), ..found.clone() })), Err(ErrorCode::InvalidInput));
        assert_eq!(code(ROOM, Some(&Original { deleted_at: Some(at(5)), ..found.clone() })), Err(ErrorCode::Gone));
    }

    #[test]
    fn what_is_sent_on_is_seen_and_whole() {
        let file = |n| Attachment {
            id: AttachmentId(n),
            kind: AttachmentKind::File,
            name: "a".to_owned(),
            media_type: "text/plain".to_owned(),
            byte_size: 1,
            image: None,
        };
        let source = ForwardSource {
            original: original(),
            room_kind: RoomKind::Private,
            is_member: true,
            body: "hello".to_owned(),
            author_id: Some(ANN),
            forwarded_from: None,
            attachments: Listed(vec![file(1), file(2)]),
        };
        let id = claimed(&source.original);
        let sent_on = |source: &ForwardSource, files| {
            forwarded(&id, Some(source.clone()), files).map(|(_, by)| by).map_err(|refusal| refusal.code)
        };
        assert_eq!(sent_on(&source, 2), Ok(Some(ANN)));
        assert_eq!(sent_on(&source, 1), Err(ErrorCode::Gone), "a file went meanwhile");
        let again = ForwardSource { forwarded_from: Some(BOB), ..source.clone() };
        assert_eq!(sent_on(&again, 2), Ok(Some(BOB)), "who wrote it first");
        assert_eq!(sent_on(&ForwardSource { is_member: false, ..source.clone() }, 2), Err(ErrorCode::NotFound));
        let of_server = Original { is_system: true, ..original() };
        assert_eq!(sent_on(&ForwardSource { original: of_server, ..source.clone() }, 2), Err(ErrorCode::Forbidden));
        let deleted = Original { deleted_at: Some(at(4)), ..original() };
        assert_eq!(sent_on(&ForwardSource { original: deleted, ..source }, 2), Err(ErrorCode::Gone));
    }
}
