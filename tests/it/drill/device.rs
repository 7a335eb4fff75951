//! What somebody reaches a server with that comes and goes: it asks until there is an answer, and signs in anew when its
//! session is over.

use crate::harness::{PATIENCE, person::PASSWORD, person::fresh};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use spark::sync::Mutex;
use std::time::Duration;
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Where the server is; none while it is down.
pub type Address = watch::Receiver<Option<String>>;

/// A client's pause before it tries again. Real ones wait longer.
const PAUSE: Duration = Duration::from_millis(20);

/// Why there is no answer.
#[derive(Debug)]
pub enum Problem {
    /// The server is down, or cannot do it now: later.
    Away,
    SignedOut,
    /// It will not, with this code.
    Refused(String),
}

/// A device of somebody's, with a session of its own.
pub struct Device {
    pub name: String,
    address: Address,
    http: reqwest::Client,
    /// A mutex: held for a line.
    token: Mutex<String>,
}

impl Device {
    pub fn new(name: &str, address: &Address) -> Self {
        let (http, address) = (reqwest::Client::new(), address.clone());
        Self { name: name.to_owned(), address, http, token: Mutex::default() }
    }

    /// Where the server is, as soon as it is up.
    async fn url(&self) -> String {
        self.address.clone().wait_for(Option::is_some).await.unwrap().clone().unwrap_or_default()
    }

    fn token(&self) -> String {
        self.token.lock().clone()
    }

    /// Makes the account; the user's id.
    pub async fn registers(&self) -> String {
        let session = self.credentials("register").await.expect("an account");
        session["user"]["id"].as_str().unwrap().to_owned()
    }

    async fn credentials(&self, mutation: &str) -> Result<Value, Problem> {
        let kind = if mutation == "login" { "LoginInput" } else { "RegisterInput" };
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ action error {{ code }} session {{ token user {{ id }} }} }} }}"
        );
        let input = json!({"input": {"username": self.name, "password": PASSWORD}});
        let session = self.asks_with(None, &query, input).await?[mutation]["session"].clone();
        let Some(token) = session["token"].as_str() else { return Err(Problem::Away) };
        token.clone_into(&mut self.token.lock());
        Ok(session)
    }

    /// Asks once; the data.
    async fn asks_with(&self, token: Option<String>, query: &str, variables: Value) -> Result<Value, Problem> {
        let url = self.url().await;
        let mut request = self.http.post(format!("{url}/graphql")).timeout(PATIENCE);
        request = request.json(&json!({"query": query, "variables": variables}));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        // A server that was killed hangs up, one that stops may say no more than a status.
        let Ok(response) = request.send().await else { return Err(Problem::Away) };
        let Ok(answer) = response.json::<Value>().await else { return Err(Problem::Away) };
        let Some(error) = answer["errors"].get(0) else { return Ok(answer["data"].clone()) };
        match error["extensions"]["code"].as_str() {
            Some("UNAUTHENTICATED") => Err(Problem::SignedOut),
            Some("UNAVAILABLE") => Err(Problem::Away),
            Some(code @ ("NOT_FOUND" | "NOT_A_MEMBER")) => Err(Problem::Refused(code.to_owned())),
            _ => panic!("{} asked {query}: {answer}", self.name),
        }
    }

    /// Asks until there is an answer: the data, or the code of a refusal.
    pub async fn insists(&self, query: &str, variables: Value) -> Result<Value, String> {
        loop {
            match self.asks_with(Some(self.token()), query, variables.clone()).await {
                Ok(data) => return Ok(data),
                Err(Problem::Refused(code)) => return Err(code),
                Err(problem) => self.mends(problem).await,
            }
        }
    }

    /// Calls until the outcome is known, always with the same `clientMutationId`: the payload, or the code of a refusal.
    pub async fn calls(&self, mutation: &str, mut input: Value, shows: &str) -> Result<Value, String> {
        let mut kind = mutation.to_owned();
        kind[..1].make_ascii_uppercase();
        let query = format!(
            "mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ action error {{ code }} {shows} }} }}"
        );
        input["clientMutationId"] = json!(fresh());
        loop {
            let payload = self.insists(&query, json!({"input": input})).await?[mutation].clone();
            match payload["action"].as_str() {
                Some("COMMIT") => return Ok(payload),
                Some("RETRY") => sleep(PAUSE).await,
                _ => return Err(payload["error"]["code"].as_str().unwrap_or("none").to_owned()),
            }
        }
    }

    /// Waits a moment, or signs in anew, before it tries again.
    pub async fn mends(&self, problem: Problem) {
        match problem {
            // Whether that works is seen by what is tried next.
            Problem::SignedOut => drop(self.credentials("login").await),
            _ => sleep(PAUSE).await,
        }
    }
}

/// An open socket.
pub struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    /// Connects, and waits until it is acknowledged.
    pub async fn open(device: &Device) -> Result<Self, Problem> {
        let url = device.url().await.replacen("http", "ws", 1);
        let mut request = format!("{url}/graphql").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (stream, _) = connect_async(request).await.map_err(|_| Problem::Away)?;
        let mut line = Self(stream);
        let authorization = format!("Bearer {}", device.token());
        line.says(json!({"type": "connection_init", "payload": {"authorization": authorization}})).await?;
        assert_eq!(line.hears().await?["type"], "connection_ack");
        Ok(line)
    }

    pub async fn says(&mut self, message: Value) -> Result<(), Problem> {
        self.0.send(Message::text(message.to_string())).await.map_err(|_| Problem::Away)
    }

    /// The next message but pings, which are answered.
    pub async fn hears(&mut self) -> Result<Value, Problem> {
        loop {
            // The server pings more often: who hears nothing for so long is not connected any more.
            let Ok(Some(Ok(message))) = timeout(2 * PATIENCE, self.0.next()).await else { return Err(Problem::Away) };
            match message {
                Message::Text(text) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    if message["type"] != "ping" {
                        return Ok(message);
                    }
                    self.says(json!({"type": "pong"})).await?;
                }
                Message::Close(Some(frame)) if u16::from(frame.code) == 4403 => return Err(Problem::SignedOut),
                Message::Close(_) => return Err(Problem::Away),
                _ => {}
            }
        }
    }
}
