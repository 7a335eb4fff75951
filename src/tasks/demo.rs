//! `--demo`: people, rooms and messages to look at. Made once, in a database that nobody is in: it gives no account that somebody
//! has another password or another role. Everybody knows their password, so without `--demo` they do not sign in, and whatever
//! session they had is over. So it stays whatever password they have by then: whoever came by may have changed it.

use crate::{
    actions::{
        Actions, Actor,
        accounts::{CloseDemo, GrantAdmin, Register},
        messages::NewText,
        rooms::CreateRoom,
    },
    domain::{account::DEMO_PASSWORD, refusal::Refusal, room::RoomKind},
    ids::{RoomId, SessionId, UserId},
    store::{Request, Store, StoreError, users},
};

/// The demo's people and rooms could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoFailed {
    /// There are people who are not the demo's.
    #[error("this database has people of its own: give --demo another one with --database-url (SPARK_DATABASE_URL)")]
    Peopled,
    /// An action refused what the demo wants.
    #[error("{}", .0.message)]
    Refused(Refusal),
}

impl From<Refusal> for DemoFailed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for DemoFailed {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

/// Without the demo its people are out.
pub async fn close(store: &Store) -> Result<(), DemoFailed> {
    if !users::find_anybody(&mut store.reader().await?).await?.demo {
        return Ok(());
    }
    let ended = store.write(CloseDemo).await?.answer;
    tracing::warn!(ended, "this database was made with --demo: alice, bob and carol do not sign in without it");
    Ok(())
}

/// Makes alice (admin), bob and carol with two rooms, unless they are there.
pub async fn make(store: &Store, actions: &Actions) -> Result<(), DemoFailed> {
    let found = users::find_anybody(&mut store.reader().await?).await?;
    if found.demo {
        return Ok(());
    }
    if found.anybody {
        return Err(DemoFailed::Peopled);
    }
    let mut people = Vec::new();
    for (username, display_name) in [("alice", "Alice"), ("bob", "Bob"), ("carol", "Carol")] {
        let register = Register {
            username: username.into(),
            password: DEMO_PASSWORD.into(),
            display_name: Some(display_name.into()),
            client_mutation_id: None,
        };
        let done = actions.make_demo_account(register).await?;
        people.push(done.answer.user);
    }
    let [alice, bob, carol] = people[..] else { return Ok(()) };
    store.write(GrantAdmin { username: "alice".into() }).await?;
    let general =
        room(actions, alice, RoomKind::Public, "General", "What everybody should know", &[bob, carol]).await?;
    let kitchen = room(actions, bob, RoomKind::Private, "Kitchen", "Who cooks?", &[alice]).await?;
    let lines = [
        (alice, general, "Welcome to Spark! Every message here is a numbered event."),
        (bob, general, "Hello! I leave my notebook closed and still miss nothing."),
        (carol, general, "Because `sync` gives back what happened meanwhile."),
        (bob, kitchen, "Soup or salad?"),
        (alice, kitchen, "Soup, please."),
    ];
    for (n, (author, room, body)) in lines.into_iter().enumerate() {
        let request = Request::new(author, format!("demo-{n}"), "sendMessage", body);
        let text = NewText { body: body.to_owned(), metadata: None, parent: None, uploads: Vec::new() };
        actions.send_message(SessionId(0), request, room, text).await?;
    }
    Ok(())
}

async fn room(
    actions: &Actions,
    maker: UserId,
    kind: RoomKind,
    name: &str,
    topic: &str,
    members: &[UserId],
) -> Result<RoomId, Refusal> {
    // The server itself acts for them: there is no session and nothing to repeat.
    let actor = Actor { user: maker, session: SessionId(0), request: None };
    let create = CreateRoom { kind, name: name.into(), topic: Some(topic.into()), members: members.to_vec() };
    Ok(actions.create_room(&actor, create).await?.answer)
}
