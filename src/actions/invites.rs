//! Invites: a code that opens a room to whoever has it. It holds as long as its maker may invite, and lets nobody in who was
//! removed since it was made.

use crate::{
    actions::{Actions, Actor, writing::Writing},
    clock::Timestamp,
    domain::{
        access::{self, RoomPermission},
        problem::Problem,
        refusal::Refusal,
        text, unseen,
    },
    ids::{InviteId, RoomId, new_key},
    store::{
        Done, Failure, Job, QueueKey, Tx,
        invites::{self, Invite},
    },
};
use data_encoding::BASE32_DNSCURVE;
use rand::Rng;

/// Random bytes of a code: 80 bits can't be guessed, and 16 letters can be read out.
const CODE_BYTES: usize = 10;
/// The longest text that is taken for a code, in bytes: one in groups, in wide letters, with white space around it.
const MAX_TYPED: usize = 256;
/// The most uses that an invite may have.
const MAX_USES: i64 = 1_000_000;

/// An invite to make.
#[derive(Clone, Copy, Debug)]
pub struct NewInvite {
    /// The room that it opens.
    pub room: RoomId,
    /// When it ends; none is never.
    pub expires_at: Option<Timestamp>,
    /// How many people may join with it, 1 to 1,000,000; none is no limit.
    pub max_uses: Option<i64>,
}

impl Actions {
    /// The invite of a code as somebody typed it, if there is one.
    pub(super) async fn find_invite(&self, typed: &str) -> Result<Option<Invite>, Refusal> {
        let Some(code) = code(typed) else { return Ok(None) };
        let mut snapshot = self.store.snapshot().await?;
        Ok(invites::find_by_code(snapshot.conn()?, &code).await?)
    }

    /// Makes an invite.
    pub async fn create_invite(&self, actor: &Actor, input: NewInvite) -> Result<Done<InviteId>, Refusal> {
        if let Some(uses) = input.max_uses.filter(|uses| !(1..=MAX_USES).contains(uses)) {
            let problem = Problem::OutOfRange(uses.clamp(1, MAX_USES));
            return Err(Refusal::invalid("maxUses", problem, format!("An invite has 1 to {MAX_USES} uses.")));
        }
        self.once(actor, CreateInvite { actor: actor.clone(), input }).await
    }

    /// Revokes an invite; a second time changes nothing.
    pub async fn revoke_invite(&self, actor: &Actor, invite: InviteId) -> Result<Done<InviteId>, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = invites::find(snapshot.conn()?, invite).await?;
        drop(snapshot);
        let room = found.ok_or_else(|| Refusal::not_found("invite"))?.room_id;
        self.once(actor, Revoke { actor: actor.clone(), invite, room }).await
    }
}

/// The code that was typed, in the form in which it was given out: in capitals or wide letters, and in groups, it is the same.
/// Nothing that Spark gave out looks different, so what does needs no question to the database.
fn code(typed: &str) -> Option<String> {
    if typed.len() > MAX_TYPED {
        return None;
    }
    let mut code = text::comparable(typed);
    code.retain(|c| !(c.is_whitespace() || c == '-' || unseen::is_unseen(c)));
    let is_one = BASE32_DNSCURVE.decode(code.as_bytes()).is_ok_and(|bytes| bytes.len() == CODE_BYTES);
    is_one.then_some(code)
}

struct CreateInvite {
    actor: Actor,
    input: NewInvite,
}

impl Job for CreateInvite {
    type Answer = InviteId;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.input.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InviteId>, Failure> {
        if self.input.expires_at.is_some_and(|end| end <= tx.now) {
            return Err(Refusal::invalid("expiresAt", Problem::WrongTime, "This is over already.").into());
        }
        let (writing, member) = Writing::lock_as_member(tx, &self.actor, self.input.room).await?;
        access::permitted(&writing.room, member.role, RoomPermission::Invite)?;
        let mut code = [0; CODE_BYTES];
        tx.rng.fill_bytes(&mut code);
        let invite = Invite {
            id: InviteId(new_key(tx.now, &mut tx.rng)),
            code: BASE32_DNSCURVE.encode(&code),
            room_id: self.input.room,
            created_by: self.actor.user,
            created_at: tx.now,
            made_seq: writing.room.latest_seq,
            expires_at: self.input.expires_at,
            max_uses: self.input.max_uses,
            uses: 0,
            revoked_at: None,
        };
        invites::insert(tx, &invite).await?;
        Ok(Done::quiet(invite.id))
    }
}

struct Revoke {
    actor: Actor,
    invite: InviteId,
    room: RoomId,
}

impl Job for Revoke {
    type Answer = InviteId;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InviteId>, Failure> {
        let locked = Writing::lock_as_member(tx, &self.actor, self.room).await;
        let (writing, member) = match locked {
            // Of an invite to a room that one is not in, nothing is known.
            Err(Failure::Refused(_)) => return Err(Refusal::not_found("invite").into()),
            other => other?,
        };
        access::permitted(&writing.room, member.role, RoomPermission::Invite)?;
        invites::revoke(tx, self.invite).await?;
        Ok(Done::quiet(self.invite))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let given = BASE32_DNSCURVE.encode(&[7; CODE_BYTES]);
        let grouped = format!("{}-{} {}\u{a0}", &given[..4], &given[4..8], &given[8..]);
        let wide: String = given.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        for typed in
            [&given, &given.to_uppercase(), &format!(" {given}\n"), &grouped, &wide, &format!("\u{200b}{given}")]
        {
            assert_eq!(code(typed).as_ref(), Some(&given), "{typed:?}");
        }
        let spaced = |length: usize| format!("{}{given}", " ".repeat(length - given.len()));
        assert_eq!((code(&spaced(MAX_TYPED)), code(&spaced(MAX_TYPED + 1))), (Some(given.clone()), None));
        for no_code in
            ["", " ", &given[1..], &format!("{given}0"), &given.replace(&given[..1], "a"), &" ".repeat(1_000)]
        {
            assert_eq!(code(no_code), None, "{no_code:?}");
        }
    }
}
