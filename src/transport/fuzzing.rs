//! What strangers send, as bytes, given to whatever reads it, without a network. Each function holds one door to what must be
//! true of any input at all, and panics when it is not: the fuzzers in `fuzz/` look for such an input, and a test gives again
//! what they found.
//!
//! It is built for tests and with the feature `fuzzing` alone, and it stands beside the doors: so they stay private, a server
//! has nothing of it, and the fuzzers and `cargo test` hold them to the same.

mod answer;
mod normal;
#[cfg(test)]
mod tests;

use crate::{
    clock::Timestamp,
    config::Origin,
    domain::refusal::Refusal,
    graphql::{
        self, Schema,
        limits::{Limits, MAX_NESTING},
        request::{Gate, Operation, Params},
        response::Rendered,
        types::{announcement, connection::PageArgs, room_list, user::NameKey},
    },
    ids::{
        AnnouncementId, AttachmentId, Claimed, InviteId, MEMBERSHIP, MessageId, NodeId, ROOM_MEMBER, ReactionId,
        RoomId, Seq, SessionId, SettingsId, StayId, UserId,
    },
    json::{self, Unreadable},
    transport::{
        auth::origins::Origins,
        connections::Endpoints,
        http::media::{self, Media},
        socket::{
            close::{BAD_MESSAGE, Close},
            handshake,
            message::{self, ClientMessage},
        },
    },
};
use answer::is_answer;
use async_graphql::{Request, Value, parser::types::OperationType};
use axum::{
    extract::ConnectInfo,
    http::{self, HeaderName, HeaderValue, header},
};
use futures_util::{FutureExt, StreamExt};
use serde_json::{Map, Value as Json, json};
use std::{fmt::Display, str::FromStr, sync::LazyLock};

/// What stands between the parts of an input: it means nothing in any of them.
const SEPARATOR: char = '\u{1e}';

static LIMITS: LazyLock<Limits> = LazyLock::new(crate::graphql::limits::tests::limits);
static GATE: LazyLock<Gate> =
    LazyLock::new(|| Gate::new(&graphql::sdl(), *LIMITS).unwrap_or_else(|error| panic!("the schema: {error}")));
/// Without anything to stand on: a resolver that is reached says so.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| graphql::schema().finish());

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// The targets by their names, which are those of the fuzzers and of the folders of inputs.
pub const TARGETS: [(&str, Target); 5] =
    [("gate", gate), ("body", body), ("socket", socket), ("ids", ids), ("headers", headers)];

/// A document, variables as JSON, and the operation's name.
pub fn gate(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut parts = text.splitn(3, SEPARATOR);
    let query = parts.next().unwrap_or_default().to_owned();
    let variables = json::read(parts.next().unwrap_or("{}"), MAX_NESTING - 1);
    let Ok(Json::Object(variables)) = variables else { return };
    let operation_name = parts.next().map(str::to_owned);
    judge(&Params { query, operation_name, variables });
}

/// The body of a request, or the query string of an address.
pub fn body(input: &[u8]) {
    match Params::from_body(input) {
        Ok(params) => {
            agree_of(&params);
            judge(&params);
        }
        Err(wrong) => is_answer(&Rendered::refusal(wrong)),
    }
    let Ok(text) = std::str::from_utf8(input) else { return };
    reads_json(text);
    match Params::from_query(text) {
        Ok(params) => {
            agree_of(&params);
            judge(&params);
        }
        Err(wrong) => is_answer(&Rendered::refusal(wrong)),
    }
}

/// What a client says on its socket, message by message.
pub fn socket(input: &[u8]) {
    for message in input.split(|byte| char::from(*byte) == SEPARATOR) {
        if let Err(Close(code, reason)) = hear(message) {
            assert!((1000..5000).contains(&code));
            // RFC 6455, 5.5: a close has 125 bytes, two of them for the code.
            assert!(reason.len() <= 123, "{reason}");
        }
    }
}

/// Ids, cursors, and whatever else is written as a string of a form.
pub fn ids(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    has_one_form::<UserId>(text);
    has_one_form::<RoomId>(text);
    has_one_form::<InviteId>(text);
    has_one_form::<AnnouncementId>(text);
    has_one_form::<SessionId>(text);
    has_one_form::<SettingsId>(text);
    has_one_form::<AttachmentId>(text);
    if let Ok(message) = text.parse::<Claimed<MessageId>>() {
        assert_eq!(message.said().to_string(), text);
    }
    for prefix in [MEMBERSHIP, ROOM_MEMBER] {
        if let Ok(stay) = StayId::decode(text, prefix) {
            assert_eq!(stay.said().encode(prefix), text);
        }
    }
    if let Ok(node) = text.parse::<NodeId>() {
        let written = match node {
            NodeId::User(id) => id.to_string(),
            NodeId::Room(id) => id.to_string(),
            NodeId::Message(id) => id.said().to_string(),
            NodeId::Reaction(id) => ReactionId { message: id.message.said(), emoji: id.emoji }.to_string(),
            NodeId::Membership(id) => id.said().encode(MEMBERSHIP),
            NodeId::RoomMember(id) => id.said().encode(ROOM_MEMBER),
            NodeId::Invite(id) => id.to_string(),
            NodeId::Attachment(id) => id.to_string(),
            NodeId::Announcement(id) => id.to_string(),
            NodeId::Settings(id) => id.to_string(),
        };
        assert_eq!(written, text);
    }
    cursors(text);
    if let Some(time) = Timestamp::from_rfc3339(text) {
        assert_eq!(Timestamp::from_rfc3339(&time.to_rfc3339()), Some(time), "{text}");
    }
    if let Ok(origin) = text.parse::<Origin>() {
        assert_eq!(origin.as_str().parse().as_ref(), Ok(&origin), "{text}");
    }
}

/// Headers as they stand in a request, a line each.
pub fn headers(input: &[u8]) {
    let mut request = http::Request::new(());
    let ends = Endpoints { peer: ([192, 0, 2, 9], 999).into(), local: ([10, 0, 0, 1], 8080).into() };
    request.extensions_mut().insert(ConnectInfo(ends));
    for line in input.split(|byte| *byte == b'\n') {
        let mut sides = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (sides.next(), sides.next()) else { continue };
        let (name, value) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value.trim_ascii()));
        if let (Ok(name), Ok(value)) = (name, value) {
            // So many are one too many for the map as well.
            let _ = request.headers_mut().try_append(name, value);
        }
    }
    let (mut parts, ()) = request.into_parts();
    accepts(&parts.headers);
    let _ = (media::is_json(&parts.headers), media::is_encoded(&parts.headers));
    let allowed = ["https://chat.example.org", "https://example.net"];
    let known: Vec<Origin> = allowed.iter().filter_map(|origin| origin.parse().ok()).collect();
    let origins = Origins::new(known.clone(), known.last(), ([127, 0, 0, 1], 1).into());
    let may_ask = origins.allow_request(&parts);
    if let Some(origin) = parts.headers.get(header::ORIGIN) {
        let origin = std::str::from_utf8(origin.as_bytes()).ok().and_then(|origin| origin.parse::<Origin>().ok());
        let is_known = |origin: Origin| known.contains(&origin) || origin == Origin::of(ends.local);
        assert!(!may_ask || origin.is_some_and(is_known));
    }
    if handshake::is_wanted(&parts.headers) {
        // Without a connection below it none succeeds.
        assert!(handshake::Handshake::read(&mut parts).is_err());
    }
}

/// Whatever a request asks, the judgement is one, and either can be executed or is told with its reason.
fn judge(params: &Params) {
    match (GATE.judge(params.clone()), GATE.judge(params.clone())) {
        (Ok(operation), Ok(again)) => {
            assert_eq!(operation.to_twin().0, again.to_twin().0);
            assert_eq!(operation.canonical_inputs(), again.canonical_inputs());
            is_executable(&operation);
            normal::is_fixed(&GATE, &operation);
        }
        (Err(error), Err(again)) => {
            let (refused, again) = (Rendered::from(error), Rendered::from(again));
            assert_eq!(refused.to_json(), again.to_json());
            for error in refused.errors() {
                for at in &error.locations {
                    let lines = params.query.split(['\n', '\r']).count();
                    assert!((1..=lines).contains(&at.line) && at.column >= 1, "{at} of {:?}", params.query);
                }
            }
            is_answer(&refused);
        }
        _ => panic!("judged in two ways"),
    }
}

/// The executor finds nothing to say against it, and what it says of itself can be told.
fn is_executable(operation: &Operation) {
    let document = operation.executable();
    normal::is_normal(&document);
    let request = || {
        let mut request = Request::new("");
        request.set_parsed_query(document.clone());
        request
    };
    let answer = match operation.kind {
        OperationType::Subscription => SCHEMA.execute_stream(request()).next().now_or_never().flatten(),
        _ => SCHEMA.execute(request()).now_or_never(),
    };
    let Some(answer) = answer else { panic!("an answer that waits for something") };
    for error in &answer.errors {
        let has_code = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        // What the resolvers stand on is not there.
        assert!(has_code || error.message.starts_with("Data `"), "{error:?}");
    }
    let shown = operation.complete(answer.data);
    let Value::Object(shown) = shown else { return };
    if shown.is_empty() {
        return;
    }
    let names: Vec<_> = operation.root_fields().map(|(name, ..)| name).collect();
    assert_eq!(shown.keys().collect::<Vec<_>>(), names);
    is_answer(&Rendered::Executed { data: Value::Object(shown), errors: answer.errors });
}

/// As the library reads it, but for the names to which that gives a meaning; and member by member as at once.
fn reads_json(text: &str) {
    let read = json::read(text, MAX_NESTING);
    if let Ok(value) = serde_json::from_str::<Json>(text)
        && !text.contains("$serde_json")
    {
        let is_deep = json::is_deeper(text, MAX_NESTING);
        assert_eq!(read, if is_deep { Err(Unreadable::TooDeep) } else { Ok(value) });
    }
    let members = json::members(text);
    let Ok(Json::Object(object)) = &read else {
        assert!(members.is_none() || matches!(read, Err(Unreadable::TooDeep | Unreadable::OutOfRange)), "{text}");
        return;
    };
    let members = members.into_iter().flatten();
    let members = members.filter_map(|(name, value)| Some((name, json::read(value, MAX_NESTING).ok()?)));
    assert_eq!(&members.collect::<Map<_, _>>(), object);
}

/// All doors read one request in one way.
fn agree_of(params: &Params) {
    let Params { query, operation_name, variables } = params;
    let body = json!({"query": query, "operationName": operation_name, "variables": variables}).to_string();
    let is_read = |read: Result<Params, Refusal>, door: &str| match read {
        Ok(read) => {
            assert_eq!((&read.query, &read.operation_name), (query, operation_name), "{door}");
            assert_eq!(&read.variables, variables, "{door}");
        }
        Err(wrong) => panic!("{door}: {wrong:?} of {body}"),
    };
    is_read(Params::from_body(body.as_bytes()), "body");
    is_read(Params::from_payload(&body), "payload");
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.append_pair("query", query).append_pair("variables", &Json::Object(variables.clone()).to_string());
    if let Some(name) = operation_name {
        address.append_pair("operationName", name);
    }
    is_read(Params::from_query(&address.finish()), "address");
}

/// As a socket hears it, but for what depends on who is signed in and what runs.
fn hear(message: &[u8]) -> Result<(), Close> {
    let text = std::str::from_utf8(message).map_err(|_| BAD_MESSAGE)?;
    let mended = json::mend(text);
    assert_eq!(json::mend(&mended), mended);
    // As a whole, unless it can't be read so.
    let seen = json::read(&mended, MAX_NESTING).unwrap_or_default();
    let is = |kind: &str, id: Option<&str>| {
        assert!(seen.is_null() || (seen["type"] == kind && id.is_none_or(|id| seen["id"] == id)), "{mended}");
    };
    let message = ClientMessage::read(&mended).inspect_err(|_| {
        let carries = matches!(&seen["payload"], Json::Null | Json::Object(_));
        assert!(!(carries && (seen["type"] == "ping" || seen["type"] == "connection_init")), "{mended}");
    })?;
    match message {
        ClientMessage::Subscribe { id, payload } => {
            is("subscribe", Some(&id));
            let told = match Params::from_payload(payload) {
                Ok(params) => {
                    judge(&params);
                    return Ok(());
                }
                Err(refusal) => Rendered::refusal(refusal),
            };
            is_answer(&told);
            is_message(&message::error(&id, &told), "error", Some(&id));
            is_message(&message::next(&message::next_head(&id), "1"), "next", Some(&id));
        }
        ClientMessage::ConnectionInit { payload } => {
            is("connection_init", None);
            payload.map(message::authorization).transpose()?;
        }
        ClientMessage::Ping { payload } => {
            is("ping", None);
            is_message(&message::pong(payload), "pong", None);
        }
        ClientMessage::Complete { id } => {
            is("complete", Some(&id));
            is_message(&message::complete(&id), "complete", Some(&id));
        }
        ClientMessage::Pong => is("pong", None),
    }
    Ok(())
}

/// Something that the client reads as what was meant.
fn is_message(text: &str, kind: &str, id: Option<&str>) {
    // What came with a ping stands a level deeper.
    let message = json::read(text, MAX_NESTING + 1).unwrap_or_else(|wrong| panic!("{wrong:?}: {text}"));
    assert_eq!(message["type"], kind);
    assert_eq!(message["id"].as_str(), id);
}

fn has_one_form<T: FromStr + Display>(text: &str) {
    if let Ok(id) = text.parse::<T>() {
        assert_eq!(id.to_string(), text);
    }
}

/// A cursor is taken by its list, wherever it stands, or by none.
fn cursors(text: &str) {
    fn is_taken<K: FromStr>(text: &str) -> bool {
        let cursor = || Some(text.to_owned());
        let after = PageArgs::forward(None, cursor()).window::<K>(false, 200, 50);
        let before = PageArgs { first: None, after: None, last: Some(1), before: cursor() };
        let before = before.window::<K>(true, 200, 50);
        assert_eq!(after.is_ok(), before.is_ok(), "{text}");
        after.is_ok()
    }
    is_taken::<Seq>(text);
    is_taken::<NameKey>(text);
    is_taken::<announcement::AnnouncementCursor>(text);
    if is_taken::<room_list::RoomListCursor>(text) {
        let place = |text: &str| text.parse::<room_list::RoomListCursor>().ok();
        let written = place(text).map(room_list::RoomListCursor::cursor);
        assert!(written.is_some_and(|written| place(&written) == place(text)), "{text}");
    }
}

/// What can't be read changes nothing.
fn accepts(headers: &http::HeaderMap) {
    let media = Media::of(headers);
    // To whom nothing was said that is a text, all is the same.
    let says = |value: &HeaderValue| value.to_str().is_ok_and(|value| !value.trim().is_empty());
    if !headers.get_all(header::ACCEPT).iter().any(says) {
        return;
    }
    let mut more = headers.clone();
    if more.try_append(header::ACCEPT, HeaderValue::from_static("nonsense")).is_ok() {
        assert_eq!(Media::of(&more), media);
    }
}
