//! What a client says on its socket, and what comes of it. A wrong value costs the operation that it is a part of; only what
//! is no protocol costs the socket, for then a client does not come back.

use super::{Signal, Socket};
use crate::{
    domain::refusal::{ErrorCode, Refusal},
    graphql::{
        Viewer,
        execution::Caller,
        request::{Operation, Params},
        response::Rendered,
    },
    json,
    transport::{
        Transport,
        auth::{Attendance, bearer},
        socket::close::{
            BAD_MESSAGE, Close, End, FORBIDDEN, NOT_ACKNOWLEDGED, STOPPING, SUBSCRIBED_TWICE, TOO_BIG, TOO_MANY, TWICE,
        },
        socket::message::{self, ClientMessage},
        socket::operations::Asked,
    },
};
use async_graphql::parser::types::OperationType;
use futures_util::FutureExt;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// The longest id of an operation: it stands in every frame.
const MAX_ID: usize = 256;
/// The longest id under which at least a refusal is sent.
const MAX_REFUSED_ID: usize = 4096;

impl Socket {
    pub(super) fn hear(&mut self, message: &Message) -> Result<(), End> {
        self.heard = Instant::now();
        self.wire.get_mut().heard();
        match message {
            Message::Text(text) => self.hear_text(text)?,
            // Some clients send all that they send as bytes.
            Message::Binary(bytes) => self.hear_text(std::str::from_utf8(bytes).map_err(|_| BAD_MESSAGE)?)?,
            // The library answers pings by itself.
            Message::Ping(_) => {
                self.pongs += 1;
                self.chats();
            }
            Message::Pong(_) | Message::Frame(_) => self.chats(),
            Message::Close(_) => return Err(End::Closed),
        }
        Ok(())
    }

    fn hear_text(&mut self, text: &str) -> Result<(), Close> {
        let text = json::mend(text);
        let is_long = text.len() > self.transport.inner.limits.max_body_bytes;
        match ClientMessage::read(&text)? {
            ClientMessage::Subscribe { id, payload } => return self.subscribe(&id, payload, is_long),
            ClientMessage::ConnectionInit { .. } if is_long => return Err(TOO_BIG),
            ClientMessage::ConnectionInit { payload } => return self.init(payload),
            ClientMessage::Ping { payload } => {
                self.tell(message::pong(payload));
                self.chats();
            }
            ClientMessage::Complete { id } => {
                if !self.operations.remove(&id) {
                    self.chats();
                }
            }
            ClientMessage::Pong => self.chats(),
        }
        Ok(())
    }

    fn init(&mut self, payload: Option<&str>) -> Result<(), Close> {
        if self.viewer.is_some() || self.signing_in {
            return Err(TWICE);
        }
        let authorization = payload.map(message::authorization).transpose()?.flatten();
        let token = authorization.as_deref().and_then(bearer).ok_or(FORBIDDEN)?;
        self.signing_in = true;
        self.signals.push(sign_in(self.transport.clone(), token.to_owned()).map(Signal::SignedIn).boxed());
        Ok(())
    }

    /// Begins an operation. What is wrong with its request ends it alone.
    fn subscribe(&mut self, id: &str, payload: &str, is_long: bool) -> Result<(), Close> {
        if id.len() > MAX_REFUSED_ID {
            return Err(BAD_MESSAGE);
        }
        let Some(viewer) = &self.viewer else { return Err(NOT_ACKNOWLEDGED) };
        if self.operations.contains(id) {
            return Err(SUBSCRIBED_TWICE);
        }
        let limits = &self.transport.inner.limits;
        let told = if is_long {
            Err(Rendered::refusal(Refusal::too_large(&format!(
                "A message has at most {} bytes.",
                limits.max_body_bytes
            ))))
        } else if id.len() > MAX_ID {
            Err(Rendered::refusal(Refusal::too_large(&format!("An id has at most {MAX_ID} bytes."))))
        } else {
            let judged = Params::from_payload(payload).map_err(Rendered::refusal);
            let caller = Caller {
                viewer: Some(viewer.clone()),
                first_read: None,
                peer: self.peer.clone(),
                connection: self.connection.clone(),
            };
            judged
                .and_then(|params| self.transport.judge(params))
                .and_then(|operation| self.admit(id, operation, caller, payload.len()).map_err(Rendered::refusal))
        };
        if let Err(refused) = told {
            self.tell(message::error(id, &refused));
        }
        Ok(())
    }

    /// Takes an operation that may run, or says why there is no room for it.
    fn admit(&mut self, id: &str, operation: Operation, caller: Caller, length: usize) -> Result<(), Refusal> {
        let most = self.transport.inner.limits.max_operations;
        if operation.kind != OperationType::Subscription {
            let asked = Asked::new(id.to_owned(), operation, caller, length);
            return self.operations.ask(asked).map_err(Refusal::rate_limited);
        }
        if self.operations.subscriptions() >= most {
            return Err(Refusal::too_large(&format!("A socket has at most {most} live subscriptions.")));
        }
        self.operations.subscribe(id.to_owned(), self.transport.run(Ok(operation), caller));
        Ok(())
    }
}

async fn sign_in(transport: Transport, token: String) -> Result<(Viewer, Attendance), Close> {
    // A database that is away is no reason never to come back.
    let viewer = transport.viewer(&token).await.map_err(|_| STOPPING)?.ok_or(FORBIDDEN)?;
    let attended = transport.attend(viewer).await.map_err(|refusal| match refusal.code {
        ErrorCode::RateLimited => TOO_MANY,
        _ => STOPPING,
    })?;
    attended.ok_or(FORBIDDEN)
}
