//! One call of a mutation: who calls, whether it can be repeated, and the payload it ends in.

use crate::{
    actions::{Actions, Actor},
    domain::{outcome::Refusal, text},
    graphql::{
        Viewer,
        inputs::Input,
        types::{app, payload::Payload, reader},
        viewer,
    },
    store::{Done, Request},
};
use async_graphql::{Context, ID, MaybeUndefined, Result};
use std::str::FromStr;

/// A call of somebody who is signed in.
pub struct Call<'a> {
    pub actions: &'a Actions,
    pub viewer: &'a Viewer,
    pub actor: Actor,
}

/// What the domain made of a call, and the id to echo.
pub struct Outcome<A> {
    done: Result<Done<A>, Refusal>,
    client_mutation_id: Option<String>,
}

impl<'a> Call<'a> {
    /// Runs an action for the viewer. `name` is the mutation's; with a `clientMutationId` the call can be repeated.
    pub async fn run<I: Input, A>(
        ctx: &Context<'a>,
        name: &str,
        input: &I,
        action: impl AsyncFnOnce(Call<'a>) -> Result<Done<A>, Refusal>,
    ) -> Result<Outcome<A>> {
        let viewer = viewer(ctx)?;
        let actions = &app(ctx)?.actions;
        let client_mutation_id = input.client_mutation_id().map(str::to_owned);
        let request = match &client_mutation_id {
            Some(id) => text::client_mutation_id(id).map(|()| {
                let said = format!("{}{:?}", input.to_value(), input.left_out());
                Some(Request::new(viewer.session.user_id, id.clone(), name, &said))
            }),
            None => Ok(None),
        };
        let done = match request {
            Ok(request) => {
                let actor = Actor { user: viewer.session.user_id, session: viewer.session.id, request };
                action(Call { actions, viewer, actor }).await
            }
            Err(refusal) => Err(refusal),
        };
        // What the payload shows is read after the commit.
        reader(ctx)?.renew();
        if let Ok(done) = &done {
            reader(ctx)?.learn(&done.events);
        }
        Ok(Outcome { done, client_mutation_id })
    }
}

impl<A> Outcome<A> {
    /// An outcome of a call that nobody needs to be signed in for.
    pub fn new(done: Result<Done<A>, Refusal>, client_mutation_id: Option<String>) -> Self {
        Self { done, client_mutation_id }
    }

    /// The payload: of a COMMIT, filled.
    pub async fn payload<P: Payload>(self, fill: impl AsyncFnOnce(&mut P, A) -> Result<()>) -> Result<P> {
        match self.done {
            Ok(done) => {
                let mut payload = P::new(None, self.client_mutation_id);
                fill(&mut payload, done.answer).await?;
                Ok(payload)
            }
            Err(refusal) => Ok(P::new(Some(refusal), self.client_mutation_id)),
        }
    }
}

/// An id from an input. One that is none of its type names nothing.
pub fn id<T: FromStr>(field: &str, id: &ID, what: &str) -> Result<T, Refusal> {
    id.parse().map_err(|_| Refusal::not_found(what).at(field))
}

/// Several of them.
pub fn ids<T: FromStr>(field: &str, list: &[ID], what: &str) -> Result<Vec<T>, Refusal> {
    list.iter().map(|one| id(field, one, what)).collect()
}

/// A field of an update that cannot be cleared: absent keeps, null is INVALID_INPUT.
pub fn required<T: Clone>(field: &str, value: &MaybeUndefined<T>) -> Result<Option<T>, Refusal> {
    match value {
        MaybeUndefined::Undefined => Ok(None),
        MaybeUndefined::Null => Err(Refusal::invalid(field, "This can't be null.")),
        MaybeUndefined::Value(value) => Ok(Some(value.clone())),
    }
}
