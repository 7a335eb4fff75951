//! What the rules need to know of a batch of sends: a statement for the facts of all, and one more when there are files among them.

use crate::{
    clock::Timestamp,
    domain::{
        attachment::{Attachment, Attachments},
        room::{Member, NotificationMode, RoomKind, RoomRole},
        threads::{ForwardSource, Original},
        user::User,
    },
    ids::{AttachmentId, FileId, MessageKey, RoomId, Seq, UserId, new_key},
    store::{
        StoreError, Tx,
        attachments::{self, HeldFiles},
        mentions::{NamedMembers, named_members},
        requests::Kept,
        sql::{Text, json, rows, with_input},
        users::user_columns,
    },
};
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc};

/// Of which send the facts are to be read. Names in a statement's input are short: they are written and read for every send.
#[derive(Debug, Serialize)]
pub struct SendKey<'a> {
    /// Where it is sent.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Who sends it.
    #[serde(rename = "author")]
    pub user_id: UserId,
    /// The id that the caller gave the call.
    #[serde(rename = "call")]
    pub client_mutation_id: &'a str,
    /// The room, when it is DIRECT.
    #[serde(rename = "direct", skip_serializing_if = "Option::is_none")]
    pub direct_room_id: Option<RoomId>,
    /// What may be names of members in its text.
    #[serde(rename = "names", skip_serializing_if = "BTreeSet::is_empty")]
    pub names: BTreeSet<&'a str>,
    /// The message of this room that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Seq>,
    /// The message that is sent on with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Seq>,
    /// The room of that message.
    #[serde(rename = "source_room", skip_serializing_if = "Option::is_none")]
    pub source_room_id: Option<RoomId>,
    /// The uploads that are to be on it. They are asked for by a statement of their own.
    #[serde(skip)]
    pub uploads: &'a [AttachmentId],
}

/// What the rules need to know of one send.
#[derive(Debug)]
pub struct SendFacts {
    /// Who sends it.
    pub author: User,
    /// None: no member.
    pub role: Option<RoomRole>,
    /// What was committed under its request.
    pub kept: Option<Kept>,
    /// Of a DIRECT room, who hid it at some time or has not been told of it.
    pub hiding: Vec<Member>,
    /// The members whom its text may name.
    pub named: NamedMembers,
    /// The message that it answers, if there is one of that number.
    pub parent: Option<Original>,
    /// The message that is sent on with it, if there is one of that number.
    pub source: Option<ForwardSource>,
    /// The files that the batch is about.
    pub files: Arc<HeldFiles>,
    /// The files of the message that is sent on, with their new ids; one that is gone by now is missing.
    pub copies: Vec<CopiedFile>,
}

/// A file that is sent on.
#[derive(Clone, Debug)]
pub struct CopiedFile {
    /// Which one.
    pub file_id: FileId,
    /// As the new message shows it.
    pub shown: Attachment,
}

/// A row of facts; of a room that both hid there are two.
#[derive(sqlx::FromRow)]
struct FactsRow {
    n: i64,
    #[sqlx(flatten)]
    author: User,
    member_role: Option<RoomRole>,
    input_hash: Option<String>,
    answer: Option<String>,
    #[sqlx(flatten)]
    hiding: Hiding,
    named: NamedMembers,
    #[sqlx(flatten)]
    parent: Parent,
    #[sqlx(flatten)]
    source: SourceRow,
}

/// A message to answer, if there is one.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "columns beside those of other messages")]
struct Parent {
    answered_seq: Option<Seq>,
    answered_is_system: bool,
    answered_parent: Option<Seq>,
    answered_at: Option<Timestamp>,
    answered_gone_at: Option<Timestamp>,
}

impl Parent {
    fn original(&self, room: RoomId) -> Option<Original> {
        Some(Original {
            key: MessageKey { room, seq: self.answered_seq? },
            is_system: self.answered_is_system,
            parent_seq: self.answered_parent,
            created_at: self.answered_at?,
            deleted_at: self.answered_gone_at,
        })
    }
}

/// A message to send on, if there is one.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "columns beside those of other messages")]
struct SourceRow {
    source_room: Option<RoomId>,
    source_seq: Option<Seq>,
    source_is_system: bool,
    source_at: Option<Timestamp>,
    source_gone_at: Option<Timestamp>,
    source_body: Option<String>,
    source_author: Option<UserId>,
    source_first: Option<UserId>,
    source_files: Attachments,
    source_kind: Option<RoomKind>,
    source_is_member: bool,
}

impl SourceRow {
    fn source(self) -> Option<ForwardSource> {
        let original = Original {
            key: MessageKey { room: self.source_room?, seq: self.source_seq? },
            is_system: self.source_is_system,
            parent_seq: None,
            created_at: self.source_at?,
            deleted_at: self.source_gone_at,
        };
        Some(ForwardSource {
            original,
            room_kind: self.source_kind?,
            is_member: self.source_is_member,
            body: self.source_body?,
            author_id: self.source_author,
            forwarded_from: self.source_first,
            attachments: self.source_files,
        })
    }
}

/// A member, if there is one.
#[derive(sqlx::FromRow)]
struct Hiding {
    user_id: Option<UserId>,
    role_inside: Option<RoomRole>,
    joined_at: Option<Timestamp>,
    joined_seq: Option<Seq>,
    last_read_seq: Option<Seq>,
    read_count: Option<i64>,
    notification_mode: Option<NotificationMode>,
    is_pinned: Option<bool>,
    hidden_count: Option<i64>,
    began_hidden: Option<bool>,
}

impl Hiding {
    fn member(&self, room_id: RoomId) -> Option<Member> {
        Some(Member {
            room_id,
            user_id: self.user_id?,
            role: self.role_inside?,
            joined_at: self.joined_at?,
            joined_seq: self.joined_seq?,
            last_read_seq: self.last_read_seq?,
            read_count: self.read_count?,
            notification_mode: self.notification_mode?,
            is_pinned: self.is_pinned?,
            hidden_count: self.hidden_count?,
            began_hidden: self.began_hidden?,
        })
    }
}

/// `$named` is how the engine finds the members who have the names that a text calls.
macro_rules! facts {
    ($named:expr) => {
        concat!(
            "SELECT input.n, m.role AS member_role, q.input_hash, q.answer, h.user_id, h.role AS role_inside, h.joined_at,
               h.joined_seq, h.last_read_seq, h.read_count, h.notification_mode, h.is_pinned, h.hidden_count, h.began_hidden,
               p.seq AS answered_seq, p.system IS NOT NULL AS answered_is_system, p.parent_seq AS answered_parent,
               p.created_at AS answered_at, p.deleted_at AS answered_gone_at,
               f.room_id AS source_room, f.seq AS source_seq, f.system IS NOT NULL AS source_is_system,
               f.created_at AS source_at, f.deleted_at AS source_gone_at, f.body AS source_body, f.actor_id AS source_author,
               f.forwarded_from AS source_first, f.attachments AS source_files, g.kind AS source_kind, i.user_id IS NOT NULL AS source_is_member, ",
            $named,
            " AS named, ",
            user_columns!(),
            " FROM input
             JOIN users u ON u.id = input.author
             LEFT JOIN memberships m ON m.room_id = input.room AND m.user_id = u.id
             LEFT JOIN requests q ON q.user_id = u.id AND q.client_mutation_id = input.call
             LEFT JOIN memberships h ON h.room_id = input.direct AND h.hidden_count >= 0
             LEFT JOIN messages p ON p.room_id = input.room AND p.seq = input.parent
             LEFT JOIN messages f ON f.room_id = input.source_room AND f.seq = input.source
             LEFT JOIN rooms g ON g.id = f.room_id
             LEFT JOIN memberships i ON i.room_id = f.room_id AND i.user_id = u.id
             ORDER BY input.n"
        )
    };
}

const FACTS: Text = with_input!(
    (room bigint, author bigint, call text, direct bigint, names jsonb, parent bigint, source_room bigint, source bigint)
    facts!(named_members!(sqlite "input.room", "input.names")),
    facts!(named_members!(postgres "input.room", "input.names"))
);

/// The facts of all sends, in their order.
pub async fn facts(tx: &mut Tx, sends: &[SendKey<'_>]) -> Result<Vec<SendFacts>, StoreError> {
    let found = rows!(tx, FactsRow, FACTS, json(sends)?)?;
    let files = Arc::new(hold_files(tx, sends, &found).await?);
    let mut found = found.into_iter().peekable();
    let mut facts = Vec::with_capacity(sends.len());
    for (n, send) in (0..).zip(sends) {
        let row = found.next_if(|row| row.n == n);
        let row = row.ok_or_else(|| StoreError::Unexpected("a sender without an account".into()))?;
        let FactsRow { author, member_role: role, hiding, named, parent, source, .. } = row;
        let mut hiding: Vec<_> = hiding.member(send.room_id).into_iter().collect();
        while let Some(other) = found.next_if(|row| row.n == n) {
            hiding.extend(other.hiding.member(send.room_id));
        }
        let kept = row.input_hash.zip(row.answer).map(|(input_hash, answer)| Kept { input_hash, answer });
        let (parent, source) = (parent.original(send.room_id), source.source());
        let copies = copies(tx, source.as_ref(), &files);
        facts.push(SendFacts { author, role, kept, hiding, named, parent, source, files: files.clone(), copies });
    }
    Ok(facts)
}

/// Holds the files that the sends are about, until the transaction ends; asks nothing when there are none.
async fn hold_files(tx: &mut Tx, sends: &[SendKey<'_>], found: &[FactsRow]) -> Result<HeldFiles, StoreError> {
    let sent_on = found.iter().flat_map(|row| &row.source.source_files.0).map(|file| file.id);
    let wanted: BTreeSet<_> = sends.iter().flat_map(|send| send.uploads.iter().copied()).chain(sent_on).collect();
    if wanted.is_empty() {
        return Ok(HeldFiles::default());
    }
    attachments::hold(tx, wanted).await
}

/// The files of a message, as another one sends them on.
fn copies(tx: &mut Tx, source: Option<&ForwardSource>, held: &HeldFiles) -> Vec<CopiedFile> {
    let files = source.into_iter().flat_map(|source| &source.attachments.0);
    let held = files.filter_map(|shown| Some((shown, held.find(shown.id)?.file_id)));
    let copied = held.map(|(shown, file_id)| {
        let id = AttachmentId(new_key(tx.now, &mut tx.rng));
        CopiedFile { file_id, shown: Attachment { id, ..shown.clone() } }
    });
    copied.collect()
}
