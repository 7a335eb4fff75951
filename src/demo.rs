//! `--demo`: people, rooms and messages to look at. Made once; a database that has alice already is left as it is.

use crate::{
    actions::{
        Actor,
        accounts::{GrantAdmin, Register},
        rooms::CreateRoom,
    },
    domain::{refusal::Refusal, room::RoomKind, text},
    graphql::App,
    ids::{RoomId, SessionId, UserId},
    store::{Request, users},
};

/// The password of all three.
pub const PASSWORD: &str = "spark-demo";

/// The demo's people and rooms could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct DemoFailed(Refusal);

impl From<Refusal> for DemoFailed {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

/// Makes alice (admin), bob and carol with two rooms, unless alice is there.
pub async fn make(app: &App) -> Result<(), DemoFailed> {
    let known = {
        let mut snapshot = app.store.snapshot().await.map_err(Refusal::from)?;
        let conn = snapshot.conn().map_err(Refusal::from)?;
        users::find_by_name(conn, &text::comparable("alice")).await.map_err(Refusal::from)?
    };
    if known.is_some() {
        return Ok(());
    }
    let mut people = Vec::new();
    for (username, display_name) in [("alice", "Alice"), ("bob", "Bob"), ("carol", "Carol")] {
        let register = Register {
            username: username.into(),
            password: PASSWORD.into(),
            display_name: Some(display_name.into()),
            client_mutation_id: None,
        };
        let done = app.actions.make_account(register).await?;
        people.push(done.answer.user);
    }
    let [alice, bob, carol] = people[..] else { return Ok(()) };
    app.store.write(GrantAdmin { username: "alice".into() }).await?;
    let general = room(app, alice, RoomKind::Public, "General", "What everybody should know", &[bob, carol]).await?;
    let kitchen = room(app, bob, RoomKind::Private, "Kitchen", "Who cooks?", &[alice]).await?;
    let lines = [
        (alice, general, "Welcome to Spark! Every message here is a numbered event."),
        (bob, general, "Hello! I leave my notebook closed and still miss nothing."),
        (carol, general, "Because `sync` gives back what happened meanwhile."),
        (bob, kitchen, "Soup or salad?"),
        (alice, kitchen, "Soup, please."),
    ];
    for (n, (author, room, body)) in lines.into_iter().enumerate() {
        let request = Request::new(author, format!("demo-{n}"), "sendMessage", body);
        app.actions.send_message(SessionId(0), request, room, body.to_owned(), None).await?;
    }
    Ok(())
}

async fn room(
    app: &App,
    maker: UserId,
    kind: RoomKind,
    name: &str,
    topic: &str,
    members: &[UserId],
) -> Result<RoomId, Refusal> {
    // The server itself acts for them: there is no session and nothing to repeat.
    let actor = Actor { user: maker, session: SessionId(0), request: None };
    let create = CreateRoom { kind, name: name.into(), topic: Some(topic.into()), members: members.to_vec() };
    Ok(app.actions.create_room(&actor, create).await?.answer)
}
