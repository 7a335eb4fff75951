//! What a story expects of an event.

use serde::Serialize;
use serde_json::{Value, json};

/// An event of that type, of which the story says what matters to it. It is compared with what came: what is not said of it may
/// be anything.
#[derive(Clone, Debug)]
pub struct Event {
    typename: String,
    fields: Vec<(&'static str, Value)>,
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
    pub fn with(mut self, path: &'static str, value: impl Serialize) -> Self {
        self.fields.push((path, json!(value)));
        self
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
}
