//! Live subscriptions: the items of a channel as they come, each rendered. A resolver that admits a subscription leaves its feed
//! in a `Registrar`; a transport polls it, and gets JSON.

use crate::sync::Mutex;
use crate::{
    domain::refusal::Refusal,
    graphql::render::{
        channels::RenderedChannel,
        renderer::{Compiled, Renderer},
    },
    ids::UserId,
};
use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture};
use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

/// How the items of a subscription are rendered: by which operation, and for whom.
pub struct View {
    pub renderer: Arc<Renderer>,
    pub operation: Arc<Compiled>,
    pub viewer: UserId,
}

/// The feed of a subscription, whichever its channel is.
pub trait Feed: Send {
    /// The next item, rendered; a refusal is the last.
    fn poll_rendered(&mut self, view: &View, context: &mut Context<'_>) -> Poll<Option<Result<Arc<str>, Refusal>>>;

    /// Whether an item is being rendered.
    fn is_rendering(&self) -> bool;

    /// Takes the last item back: it is rendered once more. Returns whether there was one.
    fn put_back(&mut self) -> bool;
}

/// A feed of one channel.
struct Items<C: RenderedChannel, S> {
    source: S,
    /// The item that is at hand, or was last, until the next is asked for.
    item: Option<C::Item>,
    /// Whether it is to be rendered once more.
    again: bool,
    /// The item at hand, when nobody has rendered it before.
    rendering: Option<BoxFuture<'static, Arc<str>>>,
}

impl<C, S> Feed for Items<C, S>
where
    C: RenderedChannel,
    S: Stream<Item = Result<C::Item, Refusal>> + Send + Unpin,
{
    fn poll_rendered(&mut self, view: &View, context: &mut Context<'_>) -> Poll<Option<Result<Arc<str>, Refusal>>> {
        if self.rendering.is_none() {
            let item = match self.item.take().filter(|_| std::mem::take(&mut self.again)) {
                Some(item) => item,
                None => match ready!(self.source.poll_next_unpin(context)) {
                    Some(Ok(item)) => item,
                    Some(Err(refusal)) => return Poll::Ready(Some(Err(refusal))),
                    None => return Poll::Ready(None),
                },
            };
            let item = self.item.insert(item);
            if let Some(json) = view.renderer.rendered::<C>(&view.operation, item, view.viewer) {
                return Poll::Ready(Some(Ok(json)));
            }
            let (renderer, operation, viewer) = (view.renderer.clone(), view.operation.clone(), view.viewer);
            let item = item.clone();
            let render = async move { renderer.render::<C>(&operation, &item, viewer).await };
            self.rendering = Some(render.boxed());
        }
        let Some(rendering) = &mut self.rendering else { return Poll::Pending };
        let json = ready!(rendering.poll_unpin(context));
        self.rendering = None;
        Poll::Ready(Some(Ok(json)))
    }

    fn is_rendering(&self) -> bool {
        self.rendering.is_some()
    }

    fn put_back(&mut self) -> bool {
        self.again = self.item.is_some();
        self.again
    }
}

/// A subscription that may be: somebody is signed in, and may listen.
pub struct Admitted {
    /// What comes.
    pub feed: Box<dyn Feed>,
    /// To whom.
    pub viewer: UserId,
}

/// Where the resolver of an admitted subscription leaves its feed.
#[derive(Clone, Default)]
pub struct Registrar(Arc<Mutex<Option<Admitted>>>);

impl Registrar {
    /// Leaves the feed of a channel, for the viewer.
    pub fn put<C: RenderedChannel>(
        &self,
        viewer: UserId,
        source: impl Stream<Item = Result<C::Item, Refusal>> + Send + Unpin + 'static,
    ) {
        let items = Items::<C, _> { source, item: None, again: false, rendering: None };
        *self.0.lock() = Some(Admitted { feed: Box::new(items), viewer });
    }

    /// Takes it.
    pub fn take(&self) -> Option<Admitted> {
        self.0.lock().take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        feed::{RoomFeed, UserFeed},
        hub::channel::{RoomChannel, UserChannel},
    };

    /// A server holds thousands of them, most of the time in silence.
    #[test]
    fn a_subscription_that_waits_is_small() {
        let (rooms, user) = (size_of::<Items<RoomChannel, RoomFeed>>(), size_of::<Items<UserChannel, UserFeed>>());
        assert!(rooms <= 104 && user <= 88, "{rooms} and {user} bytes");
    }
}
