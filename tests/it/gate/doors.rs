//! One request through all doors: POST with both media types, GET, a socket, a stream. They must agree, so a story is a table
//! of documents.

use crate::harness::{Person, Socket, Spark, person::fresh};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream";

/// Longer addresses than this are written by no client.
const MAX_ADDRESS: usize = 60_000;

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Post,
    PostResponse,
    Get,
    GetResponse,
    Stream,
    Socket,
}

/// Those by which a mutation may come.
pub const WRITING: [Door; 4] = [Door::Post, Door::PostResponse, Door::Stream, Door::Socket];

/// Whoever asks, at all doors; nobody has no socket.
pub struct Doors<'a> {
    spark: &'a Spark,
    person: Option<&'a Person>,
    socket: Option<Socket>,
}

/// A request without variables.
pub fn plain(query: &str) -> Value {
    json!({"query": query})
}

impl<'a> Doors<'a> {
    /// The doors as a person finds them.
    pub async fn of(spark: &'a Spark, person: &'a Person) -> Self {
        Self { spark, person: Some(person), socket: Some(person.connects().await) }
    }

    /// The doors as a stranger finds them.
    pub fn of_nobody(spark: &'a Spark) -> Self {
        Self { spark, person: None, socket: None }
    }

    /// Each is refused by all doors in the same words, with this code, and nothing has happened.
    pub async fn refuse(&mut self, code: &str, requests: impl IntoIterator<Item = Value>) {
        for request in requests {
            let told = self.refusal(&request).await;
            assert_eq!(told["extensions"], json!({"code": code, "action": "ROLLBACK"}), "{request}: {told}");
        }
    }

    /// The first of the errors with which all doors refuse a request, none of which was executed.
    pub async fn refusal(&mut self, request: &Value) -> Value {
        let before = written(self.spark).await;
        let mut told: Option<(Door, Value)> = None;
        for door in self.doors(request) {
            let (answer, begun) = self.ask(door, request).await;
            assert!(!begun, "{door:?} executes {request}: {answer}");
            assert!(answer.get("data").is_none(), "{door:?} has data for {request}: {answer}");
            let errors = answer["errors"].clone();
            let said = errors.as_array().is_some_and(|errors| !errors.is_empty() && errors.iter().all(is_refusal));
            assert!(said, "{door:?} says nothing of {request}: {answer}");
            match &told {
                Some((other, others)) => assert_eq!(*others, errors, "{other:?} and {door:?} of {request}"),
                None => told = Some((door, errors)),
            }
        }
        assert_eq!(written(self.spark).await, before, "something happened: {request}");
        told.unwrap().1[0].clone()
    }

    /// What all doors answer to a query.
    pub async fn answer(&mut self, request: &Value) -> Value {
        let mut told: Option<(Door, Value)> = None;
        for door in self.doors(request) {
            let (answer, begun) = self.ask(door, request).await;
            assert!(begun && answer.get("data").is_some(), "{door:?} does not execute {request}: {answer}");
            match &told {
                Some((other, others)) => assert_eq!(*others, answer, "{other:?} and {door:?} of {request}"),
                None => told = Some((door, answer)),
            }
        }
        told.unwrap().1
    }

    /// The data that all doors answer, without errors.
    pub async fn data(&mut self, request: &Value) -> Value {
        let answer = self.answer(request).await;
        assert!(answer.get("errors").is_none(), "{request}: {answer}");
        answer["data"].clone()
    }

    /// Those by which a request can come.
    fn doors(&self, request: &Value) -> Vec<Door> {
        let fits = address(request).len() < MAX_ADDRESS;
        let doors = [Door::Post, Door::PostResponse, Door::Get, Door::GetResponse, Door::Stream, Door::Socket];
        let open = |door: &Door| match door {
            Door::Get | Door::GetResponse => fits,
            Door::Socket => self.socket.is_some(),
            _ => true,
        };
        doors.into_iter().filter(open).collect()
    }

    /// What one door answers, and whether it says that the execution began.
    pub async fn ask(&mut self, door: Door, request: &Value) -> (Value, bool) {
        let url = format!("{}/graphql", self.spark.url);
        let post = self.spark.http.post(&url).json(request);
        match door {
            Door::Post => self.http(post.header("accept", JSON), JSON).await,
            Door::PostResponse => self.http(post.header("accept", RESPONSE), RESPONSE).await,
            Door::Get | Door::GetResponse => {
                let media = if door == Door::Get { JSON } else { RESPONSE };
                let get = self.spark.http.get(format!("{url}?{}", address(request)));
                self.http(get.header("accept", media), media).await
            }
            Door::Stream => self.stream(post).await,
            Door::Socket => self.operation(request).await,
        }
    }

    /// The same of a request that ends the session, and with it the socket.
    pub async fn ask_once(&mut self, door: Door, request: &Value) -> (Value, bool) {
        let Some(socket) = self.socket.as_mut().filter(|_| door == Door::Socket) else {
            return self.ask(door, request).await;
        };
        let id = fresh();
        socket.say(json!({"type": "subscribe", "id": id, "payload": request})).await;
        let first = socket.hears(&id).await;
        match first["type"].as_str() {
            Some("next") => (first["payload"].clone(), true),
            Some("error") => (json!({"errors": first["payload"]}), false),
            _ => panic!("{request}: {first}"),
        }
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match self.person {
            Some(person) => request.bearer_auth(&person.token),
            None => request,
        }
    }

    async fn http(&self, request: RequestBuilder, media: &str) -> (Value, bool) {
        let response = self.signed(request).send().await.unwrap();
        let (status, found) = (response.status(), response.headers()["content-type"].to_str().unwrap().to_owned());
        assert!(found.starts_with(media), "{found}");
        let answer: Value = response.json().await.unwrap();
        let begun = answer.get("data").is_some();
        let expected = if begun || media == JSON { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        assert_eq!(status, expected, "{answer}");
        (answer, begun)
    }

    /// One `next` and one `complete`.
    async fn stream(&self, request: RequestBuilder) -> (Value, bool) {
        let response = self.signed(request).header("accept", EVENTS).send().await.unwrap();
        assert_eq!(
            (response.status(), &response.headers()["content-type"]),
            (StatusCode::OK, &EVENTS.parse().unwrap())
        );
        let text = response.text().await.unwrap();
        let events: Vec<_> = text.split("\n\n").filter_map(event).collect();
        let [(next, data), (complete, _)] = &events[..] else { panic!("no two events: {text}") };
        assert_eq!((&**next, &**complete), ("next", "complete"), "{text}");
        let answer: Value = serde_json::from_str(data).unwrap();
        let begun = answer.get("data").is_some();
        (answer, begun)
    }

    /// One `error`, after which the id is free; or one `next` and one `complete`.
    async fn operation(&mut self, request: &Value) -> (Value, bool) {
        let socket = self.socket.as_mut().unwrap();
        let id = fresh();
        let subscribe = |payload: &Value| json!({"type": "subscribe", "id": id, "payload": payload});
        socket.say(subscribe(request)).await;
        let first = socket.hears(&id).await;
        if first["type"] == "error" {
            socket.say(subscribe(&plain("{ __typename }"))).await;
            assert_eq!(socket.hears(&id).await["type"], "next", "{request}");
            assert_eq!(socket.hears(&id).await["type"], "complete", "{request}");
            return (json!({"errors": first["payload"]}), false);
        }
        assert_eq!(first["type"], "next", "{request}: {first}");
        assert_eq!(socket.hears(&id).await["type"], "complete", "{request}");
        (first["payload"].clone(), true)
    }
}

/// A request as the query of an address.
fn address(request: &Value) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in request.as_object().unwrap() {
        match value {
            Value::String(text) => query.append_pair(name, text),
            value => query.append_pair(name, &value.to_string()),
        };
    }
    query.finish()
}

/// A server-sent event with its data; none of a comment.
pub fn event(block: &str) -> Option<(String, String)> {
    let field =
        |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned());
    Some((field("event:")?, field("data:").unwrap_or_default()))
}

fn is_refusal(error: &Value) -> bool {
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    text(&error["message"]) && text(&error["extensions"]["code"]) && error["extensions"]["action"] == "ROLLBACK"
}

/// How much stands in the database: all rows that people write, and all numbers that were taken.
pub async fn written(spark: &Spark) -> i64 {
    let tables = ["users", "sessions", "memberships", "messages", "changes", "requests", "invites", "announcements"];
    let counts: Vec<_> = tables.iter().map(|table| format!("(SELECT count(*) FROM {table})")).collect();
    let numbers = "(SELECT CAST(count(*) + coalesce(sum(latest_seq), 0) AS BIGINT) FROM rooms)";
    spark.database.number(&format!("SELECT {} + {numbers}", counts.join(" + "))).await
}
