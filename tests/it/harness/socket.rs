//! A client of `graphql-transport-ws`, written against the protocol's text.

use super::PATIENCE;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

const PROTOCOL: Option<&str> = Some("graphql-transport-ws");

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    next_id: u32,
    /// What came for other operations than the one asked for.
    waiting: HashMap<String, VecDeque<Value>>,
    /// Whether the story is about who comes and goes. Other stories pass over it: every socket is news.
    pub hears_statuses: bool,
}

impl Socket {
    /// Opens a socket that has said nothing yet.
    pub async fn raw(url: &str, protocol: Option<&str>) -> Self {
        Self::over(TcpSocket::new_v4().unwrap(), url, protocol, None).await
    }

    /// Opens a socket that a proxy says is somebody's at an address.
    pub async fn forwarded(url: &str, token: &str, from: &str) -> Self {
        Self::over(TcpSocket::new_v4().unwrap(), url, PROTOCOL, Some(from)).await.signed_in(token).await
    }

    /// Opens a socket for which the system keeps little: who does not read it is noticed soon.
    pub async fn narrow(url: &str, token: &str) -> Self {
        let tcp = TcpSocket::new_v4().unwrap();
        tcp.set_recv_buffer_size(16 * 1024).unwrap();
        Self::over(tcp, url, PROTOCOL, None).await.signed_in(token).await
    }

    async fn over(tcp: TcpSocket, url: &str, protocol: Option<&str>, forwarded: Option<&str>) -> Self {
        let mut request = format!("{}/graphql", url.replace("http://", "ws://")).into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        if let Some(from) = forwarded {
            request.headers_mut().insert("x-forwarded-for", from.parse().unwrap());
        }
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        let connected = tcp.connect(address).await.unwrap();
        let (stream, _) = client_async(request, connected).await.unwrap();
        Self { stream, next_id: 0, waiting: HashMap::new(), hears_statuses: false }
    }

    /// Opens a socket that is acknowledged.
    pub async fn open(url: &str, token: &str) -> Self {
        Self::raw(url, PROTOCOL).await.signed_in(token).await
    }

    async fn signed_in(mut self, token: &str) -> Self {
        let authorization = format!("Bearer {token}");
        self.say(json!({"type": "connection_init", "payload": {"authorization": authorization}})).await;
        assert_eq!(self.hear().await["type"], "connection_ack");
        self
    }

    pub async fn say(&mut self, message: Value) {
        self.stream.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Says several things in one breath.
    pub async fn says_at_once(&mut self, messages: &[Value]) {
        for message in messages {
            self.stream.feed(Message::text(message.to_string())).await.unwrap();
        }
        self.stream.flush().await.unwrap();
    }

    /// Sends any messages; whether the server took them.
    pub async fn floods(&mut self, messages: impl IntoIterator<Item = Message>) -> bool {
        for message in messages {
            if self.stream.send(message).await.is_err() {
                return false;
            }
        }
        true
    }

    /// Says what is no `Value`: a text as it is.
    pub async fn says(&mut self, text: impl Into<String>) {
        self.stream.send(Message::text(text.into())).await.unwrap();
    }

    /// The same as bytes.
    pub async fn says_bytes(&mut self, bytes: impl Into<Vec<u8>>) {
        self.stream.send(Message::binary(bytes.into())).await.unwrap();
    }

    /// The text that comes next, as it is.
    pub async fn hears_text(&mut self) -> String {
        match timeout(PATIENCE, self.stream.next()).await.expect("silence") {
            Some(Ok(Message::Text(text))) => text.to_string(),
            other => panic!("no text: {other:?}"),
        }
    }

    /// The close that comes next, with its reason.
    pub async fn hears_close(&mut self) -> (u16, String) {
        match timeout(PATIENCE, self.stream.next()).await.expect("silence") {
            Some(Ok(Message::Close(Some(frame)))) => (frame.code.into(), frame.reason.to_string()),
            other => panic!("no close: {other:?}"),
        }
    }

    /// Closes in order, as a client does that has had enough.
    pub async fn closes(&mut self) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        self.stream.send(Message::Close(Some(frame))).await.unwrap();
    }

    /// The next message but pings, which are answered; a close as `{"close": code}`.
    pub async fn hear(&mut self) -> Value {
        // In all: pings, which come more often, are no news.
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = timeout_at(deadline, self.stream.next()).await.expect("silence");
            let message = match message {
                Some(Ok(Message::Text(text))) => serde_json::from_str::<Value>(&text).unwrap(),
                Some(Ok(Message::Close(frame))) => return json!({"close": frame.map(|frame| u16::from(frame.code))}),
                Some(Ok(_)) => continue,
                Some(Err(error)) => panic!("the socket broke: {error}"),
                None => return json!({"close": null}),
            };
            if message["type"] == "ping" {
                self.say(json!({"type": "pong"})).await;
                continue;
            }
            let status = message["payload"]["data"]["userEvents"]["__typename"] == "UserStatusChanged";
            if status && !self.hears_statuses {
                continue;
            }
            return message;
        }
    }

    /// The next message, pings too, unanswered. The server's own silence is long.
    pub async fn listens(&mut self) -> Value {
        loop {
            return match timeout(2 * PATIENCE, self.stream.next()).await.expect("silence") {
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Close(frame))) => json!({"close": frame.map(|frame| u16::from(frame.code))}),
                Some(Ok(_)) => continue,
                Some(Err(error)) => panic!("the socket broke: {error}"),
                None => json!({"close": null}),
            };
        }
    }

    /// Begins an operation; its id.
    pub async fn begins(&mut self, query: &str, variables: Value) -> String {
        self.next_id += 1;
        let id = self.next_id.to_string();
        let payload = json!({"query": query, "variables": variables});
        self.say(json!({"type": "subscribe", "id": id, "payload": payload})).await;
        id
    }

    /// The next message of an operation.
    pub async fn hears(&mut self, id: &str) -> Value {
        if let Some(message) = self.waiting.get_mut(id).and_then(VecDeque::pop_front) {
            return message;
        }
        loop {
            let message = self.hear().await;
            match message["id"].as_str() {
                Some(other) if other != id => self.waiting.entry(other.to_owned()).or_default().push_back(message),
                _ => return message,
            }
        }
    }
}

/// One subscription on a socket of its own.
pub struct Feed {
    pub socket: Socket,
    id: String,
}

impl Feed {
    pub async fn begin(mut socket: Socket, query: &str, variables: Value) -> Self {
        let id = socket.begins(query, variables).await;
        Self { socket, id }
    }

    /// The next item: the root field's value, or the message when it is no `next`.
    pub async fn next(&mut self) -> Value {
        let message = self.socket.hears(&self.id).await;
        if message["type"] != "next" {
            return message;
        }
        let payload = &message["payload"];
        assert!(payload.get("errors").is_none(), "{payload}");
        payload["data"].as_object().unwrap().values().next().unwrap().clone()
    }

    /// Items until one is of this type; all of them.
    pub async fn until(&mut self, typename: &str) -> Vec<Value> {
        let mut items = Vec::new();
        loop {
            let item = self.next().await;
            assert!(item.get("close").is_none() && item["type"].is_null(), "{item} instead of {typename}");
            let found = item["__typename"] == typename;
            items.push(item);
            if found {
                return items;
            }
        }
    }
}
