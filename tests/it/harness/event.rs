//! What a story expects of an event.

use serde::Serialize;
use serde_json::{Value, json};

/// An event of that type, of which the story says what matters to it. It is compared with what came: what is not said of it may
/// be anything.
#[derive(Clone, Debug)]
pub struct Event {
    typename: String,
    fields: Vec<(String, Value)>,
}

impl Event {
    /// An event of that type.
    pub fn of(typename: impl Into<String>) -> Self {
        Self { typename: typename.into(), fields: Vec::new() }
    }

    /// It has that number in its room.
    pub fn seq(self, seq: impl Serialize) -> Self {
        self.with("seq", seq)
    }

    /// At that path, such as `message.body`, it has that value.
    pub fn with(mut self, path: &str, value: impl Serialize) -> Self {
        self.fields.push((path.to_owned(), json!(value)));
        self
    }

    /// What it says of a membership: how many messages are unread in it.
    pub fn unread(self, count: i64) -> Self {
        self.of_membership("unreadCount", count)
    }

    /// Up to which number the room is read.
    pub fn read_to(self, seq: i64) -> Self {
        self.of_membership("lastReadSeq", seq)
    }

    /// For which number of the room the counts hold.
    pub fn counted_at(self, seq: i64) -> Self {
        self.of_membership("asOfSeq", seq)
    }

    /// Whether the room is in no list of the member's.
    pub fn hidden(self, is_hidden: bool) -> Self {
        self.of_membership("isHidden", is_hidden)
    }

    /// Counts that change come without the membership's other fields.
    fn of_membership(self, field: &str, value: impl Serialize) -> Self {
        let path = if self.typename == "UnreadCountChanged" { field.to_owned() } else { format!("membership.{field}") };
        self.with(&path, value)
    }

    fn is(&self, came: &Value) -> bool {
        let at = |path: &str| path.split('.').fold(came, |value, field| &value[field]);
        came["__typename"] == self.typename && self.fields.iter().all(|(path, value)| at(path) == value)
    }
}

impl PartialEq<Event> for Value {
    fn eq(&self, expected: &Event) -> bool {
        expected.is(self)
    }
}

impl PartialEq<Event> for &Value {
    fn eq(&self, expected: &Event) -> bool {
        expected.is(self)
    }
}

#[test]
fn an_event_is_what_is_said_of_it() {
    let came = json!({"__typename": "MessageSent", "seq": 3, "message": {"body": "soup"}});
    assert_eq!(came, Event::of("MessageSent"));
    assert_eq!(&came, Event::of("MessageSent").seq(3).with("message.body", "soup"));
    for other in [
        Event::of("MessageEdited").seq(3),
        Event::of("MessageSent").seq(4),
        Event::of("MessageSent").seq(3).with("message.body", "salad"),
        Event::of("MessageSent").with("message.id", 1),
    ] {
        assert_ne!(came, other);
    }
    let counts = json!({"__typename": "UnreadCountChanged", "unreadCount": 1, "lastReadSeq": 2, "asOfSeq": 3});
    assert_eq!(counts, Event::of("UnreadCountChanged").unread(1).read_to(2).counted_at(3));
    let added = json!({"__typename": "MembershipAdded", "membership": {"isHidden": false, "unreadCount": 1}});
    assert_eq!(added, Event::of("MembershipAdded").hidden(false).unread(1));
    assert_ne!(added, Event::of("MembershipAdded").hidden(true).unread(1));
}
