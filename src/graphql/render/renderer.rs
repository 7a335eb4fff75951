//! Rendered once, delivered to many. A subscription is *admitted* by the published schema, whose resolver checks who may
//! listen and leaves the feed in a `Registrar`. It is *compiled* to a query on a twin of the schema: the same
//! root fields without their arguments, which belong to the subscriber and not to what is shown. Each event is then
//! *rendered* once per distinct operation, with one execution and one serialization, however many listen.
//!
//! What an event holds is of its own moment. What else is selected is read when it is rendered, which may be long after: of a room
//! only what the viewer may see at that moment (`Reader::load`). So a rendering says for whom it is (`Scope`): one that only shows
//! what has no room, or what the event holds, is everybody's. One with things in it that were read of a room as a member, when the
//! room had a certain number, serves those of whom the hub knows that they are members after all events up to that number. Everybody
//! else makes their own.

use crate::{
    domain::reactions::Reactors,
    graphql::{
        app::{App, app},
        errors,
        load::{reader::Reader, sight::Scope},
        render::channels::RenderedChannel,
        request::{Operation, error::RequestError},
        response::{self, Rendered},
        shown::Texts,
        types::{
            active::ActiveRoomEvent,
            announcement::GlobalEventInterface,
            event::UserEventInterface,
            node::Node,
            room_event::{RoomEventInterface, RoomFeedItem},
        },
    },
    hub::{
        Hub,
        channel::{ActiveChannel, GlobalChannel, RoomChannel, UserChannel},
        renderings::{ByGiven, Rendering},
        shared_event::SharedEvent,
    },
    ids::{Seq, UserId},
    metrics::Metrics,
    store::Store,
    sync::Mutex,
};
use async_graphql::{
    Context, EmptyMutation, EmptySubscription, Object, Request, Result, Schema, ValidationMode, Value,
    parser::types::ExecutableDocument,
};
use futures_util::{FutureExt, future::BoxFuture};
use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

/// The twin's root: the fields of the subscriptions, each showing the event at hand.
pub struct Twin;

#[Object(name = "Subscription")]
impl Twin {
    async fn user_events(&self, ctx: &Context<'_>) -> Result<UserEventInterface> {
        show::<UserChannel>(ctx)
    }

    async fn room_events(&self, ctx: &Context<'_>) -> Result<RoomFeedItem> {
        show::<RoomChannel>(ctx)
    }

    async fn active_room(&self, ctx: &Context<'_>) -> Result<ActiveRoomEvent> {
        show::<ActiveChannel>(ctx)
    }

    async fn global(&self, ctx: &Context<'_>) -> Result<GlobalEventInterface> {
        show::<GlobalChannel>(ctx)
    }
}

/// The item at hand. It is found by its type: the library hands a resolver nothing but its context, and one schema serves all four
/// channels. `Renderer::execute` puts it there, of the channel that the operation is compiled for.
fn show<C: RenderedChannel>(ctx: &Context<'_>) -> Result<C::Shown> {
    Ok(C::show(ctx.data::<C::Item>()?, app(ctx)?.clock.now()))
}

/// The twin schema.
pub type TwinSchema = Schema<Twin, EmptyMutation, EmptySubscription>;

/// An operation on the twin, shared by all who subscribed to the same.
pub struct Compiled {
    id: u64,
    document: ExecutableDocument,
    /// Says where in the text of whoever asked first something stands; the same for all who sent it.
    operation: Operation,
}

/// Renders events.
pub struct Renderer {
    twin: TwinSchema,
    store: Store,
    hub: Arc<Hub>,
    compiled: Mutex<CompiledOperations>,
    next_id: AtomicU64,
    metrics: Metrics,
}

/// Operations in use, by the hash of what they show.
struct CompiledOperations {
    operations: HashMap<[u8; 32], Weak<Compiled>>,
    /// With how many those are looked for that nobody uses any more: twice as many as were in use the last time.
    sweep_at: usize,
}

/// So few are not worth a look.
const SWEEP_AT: usize = 256;

impl Renderer {
    /// A renderer for an app's events.
    pub fn new(app: &App, metrics: Metrics) -> Self {
        Self {
            // Every operation was validated when it was admitted.
            twin: Schema::build(Twin, EmptyMutation, EmptySubscription)
                .validation_mode(ValidationMode::Fast)
                // Fragments may stand on interfaces that no field of the twin has for its type.
                .register_output_type::<Node>()
                .register_output_type::<RoomEventInterface>()
                .data(app.clone())
                .finish(),
            store: app.store.clone(),
            hub: app.hub().clone(),
            compiled: Mutex::new(CompiledOperations { operations: HashMap::new(), sweep_at: SWEEP_AT }),
            next_id: AtomicU64::new(0),
            metrics,
        }
    }

    /// The operation as a query on the twin; the same for all who ask the same, whatever their filters.
    pub fn compile(&self, operation: Operation) -> Arc<Compiled> {
        let (key, document) = operation.to_twin();
        let mut compiled = self.compiled.lock();
        if let Some(known) = compiled.operations.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        if compiled.operations.len() >= compiled.sweep_at {
            compiled.operations.retain(|_, operation| operation.strong_count() > 0);
            compiled.sweep_at = SWEEP_AT.max(2 * compiled.operations.len());
        }
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let new = Arc::new(Compiled { id, document, operation });
        compiled.operations.insert(key, Arc::downgrade(&new));
        new
    }

    /// What another reader's rendering says already, if it is the same for this viewer.
    pub fn rendered<C: RenderedChannel>(
        &self,
        operation: &Compiled,
        item: &C::Item,
        viewer: UserId,
    ) -> Option<Arc<str>> {
        let json = self.shared(C::event(item)?.renderings().of(operation.id)?.get()?, viewer)?;
        self.metrics.deliveries.inc();
        Some(json)
    }

    /// A rendering that is for this viewer as well.
    fn shared(&self, rendering: &Rendering, viewer: UserId) -> Option<Arc<str>> {
        match rendering {
            Rendering::Shared(json) => Some(json.clone()),
            Rendering::Members { room, until, json } => self.hub.is_inside(*room, viewer, *until).then(|| json.clone()),
            Rendering::ByGiven(by_given) => {
                let given = by_given.of(viewer)?;
                let (until, json) = given.get()?.as_ref()?;
                self.hub.is_inside(by_given.room, viewer, *until).then(|| json.clone())
            }
            Rendering::Personal => None,
        }
    }

    /// What the operation shows of an item to this viewer: a result as JSON. Of an event it is made once for all, unless it depends
    /// on who looks.
    pub async fn render<C: RenderedChannel>(&self, operation: &Compiled, item: &C::Item, viewer: UserId) -> Arc<str> {
        let json = match C::event(item) {
            Some(event) => self.render_shared::<C>(operation, item, event, viewer).await,
            None => self.surely::<C>(operation, item, viewer, None).await.json,
        };
        self.metrics.deliveries.inc();
        json
    }

    async fn render_shared<C: RenderedChannel>(
        &self,
        operation: &Compiled,
        item: &C::Item,
        event: &SharedEvent<C::Event>,
        viewer: UserId,
    ) -> Arc<str> {
        let Some(cell) = event.renderings().of(operation.id) else {
            return self.surely::<C>(operation, item, viewer, None).await.json;
        };
        let mut own = None;
        let rendering = cell
            .get_or_try_init(async || {
                let made = self.surely::<C>(operation, item, viewer, None).await;
                own = Some(made.json.clone());
                made.rendering::<C>(event, viewer)
            })
            .await
            .ok();
        if let Some(json) = own.or_else(|| self.shared(rendering?, viewer)) {
            return json;
        }
        match rendering {
            Some(Rendering::ByGiven(by_given)) => {
                self.render_given::<C>(operation, item, event, by_given, viewer).await
            }
            _ => self.surely::<C>(operation, item, viewer, None).await.json,
        }
    }

    /// The same for those who gave the same to the message of the event. Who gave what was read by the first reader of all.
    async fn render_given<C: RenderedChannel>(
        &self,
        operation: &Compiled,
        item: &C::Item,
        event: &SharedEvent<C::Event>,
        by_given: &ByGiven,
        viewer: UserId,
    ) -> Arc<str> {
        let render = async || self.surely::<C>(operation, item, viewer, Some(&by_given.reactors)).await;
        let Some(cell) = by_given.of(viewer) else { return render().await.json };
        let mut own = None;
        let given = cell
            .get_or_init(async || {
                let made = render().await;
                own = Some(made.json.clone());
                let until = made.given_until(by_given)?;
                event.renderings().keep(made.json.len(), C::weight(event)).then_some((until, made.json))
            })
            .await;
        let shared = given.as_ref().filter(|(until, _)| self.hub.is_inside(by_given.room, viewer, *until));
        match own.or_else(|| shared.map(|(_, json)| json.clone())) {
            Some(json) => json,
            None => render().await.json,
        }
    }

    /// Tries once more when the server failed, and then tells what to read instead of an event that can't be shown at all. Errors
    /// of the selection are data, as in every answer.
    ///
    /// Boxed, for it is large and one reader of many does it: what the others hold is small, who wait for what that one makes.
    fn surely<'a, C: RenderedChannel>(
        &'a self,
        operation: &'a Compiled,
        item: &'a C::Item,
        viewer: UserId,
        known: Option<&'a Arc<Reactors>>,
    ) -> BoxFuture<'a, Made> {
        self.try_twice::<C>(operation, item, viewer, known).boxed()
    }

    async fn try_twice<C: RenderedChannel>(
        &self,
        operation: &Compiled,
        item: &C::Item,
        viewer: UserId,
        known: Option<&Arc<Reactors>>,
    ) -> Made {
        let mut shown = self.execute::<C>(operation, item, viewer, known).await;
        let mut is_to_be_replaced = C::MAY_BE_OUT_OF_SIGHT && shown.is_lost();
        if shown.is_fault() {
            shown = self.execute::<C>(operation, item, viewer, known).await;
            is_to_be_replaced = shown.is_fault() && shown.is_lost();
        }
        match C::fallback(item).filter(|_| is_to_be_replaced) {
            Some(fallback) => {
                let shown = self.execute::<C>(operation, &fallback, viewer, None).await;
                Made { json: shown.to_json(), scope: Scope::Viewer, reactors: None }
            }
            None => shown.made(),
        }
    }

    /// One execution; for whom it is the same.
    async fn execute<C: RenderedChannel>(
        &self,
        operation: &Compiled,
        item: &C::Item,
        viewer: UserId,
        known: Option<&Arc<Reactors>>,
    ) -> Rendition {
        self.metrics.renders.inc();
        let reader = Reader::new(self.store.clone(), viewer, None);
        C::learn(item, &reader);
        if let Some(message) = C::event(item).and_then(|event| C::message(event)) {
            reader.show(message.key(), known.cloned());
        }
        let shown = Texts::default();
        let mut request = Request::new("").data(reader.clone()).data(item.clone()).data(shown.clone());
        request.set_parsed_query(operation.document.clone());
        let executed = AssertUnwindSafe(self.twin.execute(request)).catch_unwind().await;
        let mut response = executed.unwrap_or_else(|_| errors::panicked(None));
        for error in &mut response.errors {
            errors::classify(error);
            operation.operation.locate(error);
        }
        let rendered = if shown.is_too_much() {
            let errors = RequestError::from(response::too_large()).into_errors();
            Rendered::Executed { data: Value::Null, errors }
        } else {
            Rendered::Executed { data: response.data, errors: response.errors }
        };
        Rendition { rendered, scope: reader.scope(), reactors: reader.reactors() }
    }
}

/// What an execution made of an event.
struct Made {
    json: Arc<str>,
    /// For whom it looks the same.
    scope: Scope,
    /// Who gave what to its message, if it depends on that.
    reactors: Option<Arc<Reactors>>,
}

impl Made {
    /// What is kept of it.
    fn rendering<C: RenderedChannel>(
        self,
        event: &SharedEvent<C::Event>,
        viewer: UserId,
    ) -> Result<Rendering, NotForOthers> {
        let Self { json, scope, reactors } = self;
        Ok(match (scope, reactors, C::message(event)) {
            // Says nothing of how it looks to the others: the next one makes theirs.
            (Scope::Outsider, ..) => return Err(NotForOthers),
            (Scope::Viewer, ..) => Rendering::Personal,
            // Who asks for a large one makes their own.
            _ if !event.renderings().keep(json.len(), C::weight(event)) => Rendering::Personal,
            (Scope::Members { room, until }, Some(reactors), Some(message)) => {
                let by_given = ByGiven::new(room, until, message.clone(), reactors);
                if let Some(own) = by_given.of(viewer) {
                    // Nobody else has this one yet.
                    drop(own.set(Some((until, json))));
                }
                Rendering::ByGiven(Arc::new(by_given))
            }
            (Scope::Everybody, ..) => Rendering::Shared(json),
            (Scope::Members { room, until }, ..) => Rendering::Members { room, until, json },
        })
    }

    /// Up to which number of the room others must be inside who gave the same. None when it is for nobody else. Who gave what is of
    /// an earlier reading, with whose number it was kept.
    fn given_until(&self, by_given: &ByGiven) -> Option<Seq> {
        match self.scope {
            Scope::Everybody => Some(by_given.until),
            Scope::Members { room, until } if room == by_given.room => Some(until.max(by_given.until)),
            _ => None,
        }
    }
}

/// A rendering of somebody who is not in the room is theirs alone, and leaves the place free.
struct NotForOthers;

/// An event as an operation shows it.
struct Rendition {
    rendered: Rendered,
    /// For whom it looks the same.
    scope: Scope,
    /// Who gave what to its message, if it depends on that.
    reactors: Option<Arc<Reactors>>,
}

impl Rendition {
    /// Whether the server failed, which it may not do the next time.
    fn is_fault(&self) -> bool {
        self.rendered.errors().iter().any(errors::is_fault)
    }

    /// Whether nothing of the event is left: an error took it all.
    fn is_lost(&self) -> bool {
        match &self.rendered {
            Rendered::Executed { data: Value::Object(root), .. } => root.values().all(|value| *value == Value::Null),
            _ => true,
        }
    }

    fn to_json(&self) -> Arc<str> {
        self.rendered.to_json().into()
    }

    /// What is made of it. Where the server failed, others may have more luck.
    fn made(self) -> Made {
        let scope = if self.is_fault() { Scope::Viewer } else { self.scope };
        Made { json: self.to_json(), scope, reactors: self.reactors }
    }
}

#[cfg(test)]
mod tests;
