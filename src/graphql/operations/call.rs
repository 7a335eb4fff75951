//! One call of a mutation: who calls, whether it can be repeated, and the payload it ends in.

use crate::{
    actions::{Actions, Actor},
    domain::{problem::Problem, refusal::Refusal, text},
    graphql::{
        app::app,
        audit::{Audit, Principal, Who},
        operations::{input::MutationInput, payload::Payload},
        viewer::{Client, Viewer, reader, unauthenticated, viewer},
    },
    store::{Done, Request},
    sync::{Mutex, MutexGuard},
};
use async_graphql::{Context, ID, MaybeUndefined, Result};
use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
    sync::Arc,
};

/// The calls of one operation, which run one after the other. In the request's data of a mutation.
#[derive(Default)]
pub struct Calls {
    /// Each call's input in its canonical form, by the response name.
    inputs: HashMap<String, String>,
    /// A mutex: held to note.
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    begun: usize,
    /// The response name of the one that has begun and did not end, and whether it can be repeated.
    under_way: Option<(String, bool)>,
    /// The response names of those that happened.
    committed: HashSet<String>,
}

impl Calls {
    /// The calls of an operation with these inputs.
    pub fn new(inputs: HashMap<String, String>) -> Self {
        Self { inputs, progress: Mutex::default() }
    }

    /// Whether the call of this response name happened.
    pub fn is_committed(&self, name: &str) -> bool {
        self.progress().committed.contains(name)
    }

    /// The call that began and did not end, with whether it can be repeated: nobody knows what came of it.
    pub fn under_way(&self) -> Option<(String, bool)> {
        self.progress().under_way.clone()
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock()
    }
}

/// A call that has begun.
pub struct BegunCall<'a> {
    calls: &'a Calls,
    audit: &'a Audit,
    who: Who<'a>,
    /// The mutation's name.
    field: String,
    /// Its response name.
    name: String,
    client_mutation_id: Option<String>,
    is_first: bool,
}

impl<'a> BegunCall<'a> {
    /// Notes that somebody's call begins.
    pub fn new(ctx: &Context<'a>, input: &impl MutationInput, caller: Principal) -> Result<Self> {
        let calls: &Calls = ctx.data::<Arc<Calls>>()?;
        let who = Who { caller, client: ctx.data::<Client>()? };
        let name = ctx.item.node.response_key().node.to_string();
        let client_mutation_id = input.client_mutation_id().map(str::to_owned);
        let mut progress = calls.progress();
        progress.begun += 1;
        progress.under_way = Some((name.clone(), client_mutation_id.is_some()));
        let is_first = progress.begun == 1;
        drop(progress);
        let (audit, field) = (&app(ctx)?.audit, ctx.item.node.name.node.to_string());
        Ok(Self { calls, audit, who, field, name, client_mutation_id, is_first })
    }

    /// Does what the call is for, when its id is one. There is no other way to an outcome: so no mutation takes any id, and none
    /// is without its lines in the audit log.
    pub async fn run<A>(self, action: impl Future<Output = Result<Done<A>, Refusal>>) -> Outcome<A> {
        let done = match self.client_mutation_id.as_deref().map_or(Ok(()), text::client_mutation_id) {
            Ok(()) => action.await,
            Err(refusal) => Err(refusal),
        };
        match &done {
            Ok(done) => self.audit.happened(&self.who, &done.events),
            Err(refusal) => self.audit.refused(&self.who, &self.field, refusal),
        }
        self.ends(done)
    }

    /// Notes how it ended, before anything else is done.
    fn ends<A>(self, done: Result<Done<A>, Refusal>) -> Outcome<A> {
        let mut progress = self.calls.progress();
        progress.under_way = None;
        if done.is_ok() {
            progress.committed.insert(self.name);
        }
        drop(progress);
        Outcome { done, client_mutation_id: self.client_mutation_id }
    }

    /// What makes the call one that can be repeated: `name` is the mutation's.
    fn request(&self, viewer: &Viewer, name: &str) -> Result<Option<Request>, Refusal> {
        let Some(id) = &self.client_mutation_id else { return Ok(None) };
        let input = self.calls.inputs.get(&self.name).ok_or_else(Refusal::internal)?;
        Ok(Some(Request::new(viewer.session.user_id, id.clone(), name, input)))
    }
}

/// A call of somebody who is signed in.
pub struct Call<'a> {
    pub actions: &'a Actions,
    pub viewer: &'a Viewer,
    pub actor: Actor,
}

/// By which rate a mutation is held back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rated {
    /// That of changes, as every mutation unless it says otherwise.
    Change,
    ByItself,
}

/// What the domain made of a call, and the id to echo.
pub struct Outcome<A> {
    done: Result<Done<A>, Refusal>,
    client_mutation_id: Option<String>,
}

impl<'a> Call<'a> {
    /// Runs an action for the viewer, within the rate of changes. `name` is the mutation's; with a `clientMutationId` the call can
    /// be repeated.
    pub async fn run<I: MutationInput, A>(
        ctx: &Context<'a>,
        name: &str,
        input: &I,
        action: impl AsyncFnOnce(Call<'a>) -> Result<Done<A>, Refusal>,
    ) -> Result<Outcome<A>> {
        Self::run_rated(ctx, name, input, Rated::Change, action).await
    }

    /// The same of a mutation whose action asks for a rate of its own. Few do: the story `attacks::every_mutation_has_a_rate` lists them.
    pub async fn run_by_its_own_rate<I: MutationInput, A>(
        ctx: &Context<'a>,
        name: &str,
        input: &I,
        action: impl AsyncFnOnce(Call<'a>) -> Result<Done<A>, Refusal>,
    ) -> Result<Outcome<A>> {
        Self::run_rated(ctx, name, input, Rated::ByItself, action).await
    }

    async fn run_rated<I: MutationInput, A>(
        ctx: &Context<'a>,
        name: &str,
        input: &I,
        rated: Rated,
        action: impl AsyncFnOnce(Call<'a>) -> Result<Done<A>, Refusal>,
    ) -> Result<Outcome<A>> {
        let asking = viewer(ctx);
        let caller = match &asking {
            Ok(viewer) => Principal::SignedIn(viewer.session.user_id),
            Err(_) => Principal::Named(String::new()),
        };
        let begun = BegunCall::new(ctx, input, caller)?;
        let viewer = match asking {
            Ok(viewer) => viewer,
            // Nothing has happened yet. Later an error here would take the answers of the calls before with it.
            Err(refusal) if begun.is_first => {
                drop(begun.ends::<A>(Err(unauthenticated())));
                return Err(refusal);
            }
            Err(_) => return Ok(begun.ends(Err(unauthenticated()))),
        };
        if !begun.is_first {
            // What the call before read is told. Who waits to write keeps no connection from those who read.
            reader(ctx)?.renew();
        }
        let actions = &app(ctx)?.actions;
        let request = begun.request(viewer, name);
        let acts = async {
            let actor = Actor { user: viewer.session.user_id, session: viewer.session.id, request: request? };
            if rated == Rated::Change {
                actions.changes(&actor)?;
            }
            action(Call { actions, viewer, actor }).await
        };
        let outcome = begun.run(acts).await;
        // What the payload shows is read after the commit.
        reader(ctx)?.renew();
        if let Ok(done) = &outcome.done {
            reader(ctx)?.learn(&done.events);
        }
        Ok(outcome)
    }
}

impl<A> Outcome<A> {
    /// The payload: of a COMMIT, filled.
    pub async fn payload<P: Payload>(self, fill: impl AsyncFnOnce(&mut P, A)) -> Result<P> {
        match self.done {
            Ok(done) => {
                let mut payload = P::new(None, self.client_mutation_id);
                fill(&mut payload, done.answer).await;
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
    list.iter().enumerate().map(|(n, one)| id(&format!("{field}.{n}"), one, what)).collect()
}

/// A field of an update that cannot be cleared: absent keeps, null is INVALID_INPUT.
pub fn required<T: Clone>(field: &str, value: &MaybeUndefined<T>) -> Result<Option<T>, Refusal> {
    match value {
        MaybeUndefined::Undefined => Ok(None),
        MaybeUndefined::Null => Err(Refusal::invalid(field, Problem::Required, "This can't be null.")),
        MaybeUndefined::Value(value) => Ok(Some(value.clone())),
    }
}
