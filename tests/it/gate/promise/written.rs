//! A story as a document with variables, and the calls that are in it.

use super::{Deed, Field, Flaw, Over, Story};
use crate::harness::person::PASSWORD;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A call that is asked for.
pub struct Call {
    /// Its response name.
    pub name: String,
    pub deed: Deed,
    /// What can be found when it happened: a text, a number, an id.
    pub mark: Value,
    /// Whether there is nothing against it, but who asks.
    pub is_right: bool,
}

/// Where things are done.
pub struct Places<'w> {
    /// Tells this story from all others.
    pub number: u32,
    pub username: &'w str,
    /// A room in which one writes, and one member of which can't be shown.
    pub square: &'w str,
    /// A room in which one reads, and the number of the first message to read.
    pub library: &'w str,
    pub first: i64,
    /// A room for each field, to come into.
    pub halls: &'w [String],
}

/// A request with what it asks for.
#[derive(Default)]
pub struct Written {
    definitions: String,
    variables: Map<String, Value>,
    fields: String,
    pub calls: Vec<Call>,
}

impl Written {
    pub fn of(story: &Story, places: &Places<'_>) -> Self {
        let mut written = Self::default();
        for (n, field) in story.fields.iter().enumerate() {
            written.field(n, *field, places);
        }
        if let Some(over) = story.over {
            written.fields.push_str(&too_much(over));
        }
        written
    }

    pub fn request(&self) -> Value {
        let head = if self.definitions.is_empty() { String::new() } else { format!("({})", self.definitions) };
        json!({"query": format!("mutation{head} {{ {} }}", self.fields), "variables": self.variables})
    }

    fn field(&mut self, n: usize, field: Field, places: &Places<'_>) {
        let Field { deed, flaw, by_variable } = field;
        let (mut input, mark) = input(deed, n, places);
        let is_right = !breaks(&mut input, field);
        let named = format!("f{n}: {}", mutation(deed));
        let selection = selection(deed, flaw);
        let argument = match flaw {
            Flaw::NoVariable | Flaw::NullVariable => {
                self.define(&format!("none{n}"), &format!("{}!", type_of(deed)));
                if flaw == Flaw::NullVariable {
                    self.variables.insert(format!("none{n}"), Value::Null);
                }
                format!("$none{n}")
            }
            _ => self.argument(n, "input", deed, &input, by_variable),
        };
        let condition = match flaw {
            Flaw::NoCondition => self.define(&format!("if{n}"), "Boolean!"),
            Flaw::Skipped if by_variable => {
                self.variables.insert(format!("if{n}"), json!(false));
                self.define(&format!("if{n}"), "Boolean!")
            }
            Flaw::Skipped => "false".to_owned(),
            _ => String::new(),
        };
        let condition = if condition.is_empty() { condition } else { format!("@include(if: {condition})") };
        let text = format!("{named}(input: {argument}) {condition} {{ {selection} }} ");
        self.fields.push_str(&text);
        if flaw != Flaw::Skipped {
            self.calls.push(Call { name: format!("f{n}"), deed, mark: mark.clone(), is_right });
        }
        self.companion(n, field, &text, (input, mark));
    }

    /// What stands beside a field.
    fn companion(&mut self, n: usize, field: Field, text: &str, (mut input, mark): (Value, Value)) {
        let Field { deed, flaw, by_variable } = field;
        let another = |written: &mut Self, name: &str, input: &Value| {
            let argument = written.argument(n, "other", deed, input, by_variable);
            write!(written.fields, "{name}: {}(input: {argument}) {{ action }} ", mutation(deed)).unwrap();
        };
        match flaw {
            Flaw::Twice => write!(self.fields, "... on Mutation {{ {text} }} ").unwrap(),
            Flaw::Again => {
                another(self, &format!("g{n}"), &input);
                // To sign in again is to sign in once more.
                let mark = if deed == Deed::Login { json!("again") } else { mark };
                self.calls.push(Call { name: format!("g{n}"), deed, mark, is_right: true });
            }
            Flaw::Reused | Flaw::OtherTwin => {
                let (field, value) = another_value(deed);
                input[field] = value;
                let name = if flaw == Flaw::Reused { format!("g{n}") } else { format!("f{n}") };
                another(self, &name, &input);
                if flaw == Flaw::Reused {
                    // These only echo their ids.
                    let is_right = matches!(deed, Deed::Login | Deed::Logout | Deed::Read);
                    let mark = if is_right { mark } else { json!("of another input") };
                    let mark = if deed == Deed::Login { json!("again") } else { mark };
                    self.calls.push(Call { name, deed, mark, is_right });
                }
            }
            _ => {}
        }
    }

    fn define(&mut self, name: &str, ty: &str) -> String {
        write!(self.definitions, "${name}: {ty} ").unwrap();
        format!("${name}")
    }

    fn argument(&mut self, n: usize, name: &str, deed: Deed, input: &Value, by_variable: bool) -> String {
        if !by_variable {
            return literal(input);
        }
        let name = format!("{name}{n}");
        self.variables.insert(name.clone(), input.clone());
        self.define(&name, &format!("{}!", type_of(deed)))
    }
}

fn mutation(deed: Deed) -> &'static str {
    match deed {
        Deed::Send => "sendMessage",
        Deed::CreateRoom => "createRoom",
        Deed::Join => "joinRoom",
        Deed::Rename => "updateProfile",
        Deed::Read => "markRead",
        Deed::Login => "login",
        Deed::Logout => "logout",
    }
}

fn type_of(deed: Deed) -> String {
    let name = mutation(deed);
    format!("{}{}Input", name[..1].to_uppercase(), &name[1..])
}

/// A right input, and what shows that it happened.
fn input(deed: Deed, n: usize, places: &Places<'_>) -> (Value, Value) {
    let mark = format!("story {} field {n}", places.number);
    let seq = places.first + i64::try_from(n).unwrap();
    let (mut input, found) = match deed {
        Deed::Send => (json!({"roomId": places.square, "body": mark}), json!(mark)),
        Deed::CreateRoom => (json!({"name": mark}), json!(mark)),
        Deed::Join => (json!({"roomId": places.halls[n]}), json!(places.halls[n])),
        Deed::Rename => (json!({"displayName": mark}), json!(mark)),
        Deed::Read => (json!({"roomId": places.library, "seq": seq}), json!(seq)),
        Deed::Login => (json!({"username": places.username, "password": PASSWORD}), json!(mark)),
        Deed::Logout => (json!({}), Value::Null),
    };
    input["clientMutationId"] = json!(mark);
    (input, found)
}

/// Breaks an input as its field is to be broken; whether it will be refused.
fn breaks(input: &mut Value, field: Field) -> bool {
    let Field { deed, flaw, .. } = field;
    let (place, value) = match (flaw, deed) {
        (Flaw::WrongValue, _) => ("clientMutationId", json!([{}])),
        (Flaw::UnknownInput, _) => ("nonsense", json!(1)),
        (Flaw::UnknownId, Deed::Send | Deed::Join | Deed::Read) => ("roomId", json!("room_nonsense")),
        (Flaw::UnknownId, Deed::CreateRoom) => ("memberIds", json!(["user_nonsense"])),
        (Flaw::UnknownId, Deed::Login) => ("username", json!("nobody")),
        (Flaw::BrokenRule, Deed::Send) => ("body", json!(" ")),
        (Flaw::BrokenRule, Deed::CreateRoom) => ("name", json!("")),
        (Flaw::BrokenRule, Deed::Join) => ("roomId", Value::Null),
        (Flaw::BrokenRule | Flaw::UnknownId, Deed::Rename) => ("displayName", Value::Null),
        (Flaw::BrokenRule, Deed::Read) => ("seq", json!(2_000_000_000)),
        (Flaw::BrokenRule, Deed::Login) => ("password", json!("a guess")),
        (Flaw::BrokenRule | Flaw::UnknownId, Deed::Logout) => ("clientMutationId", json!("x".repeat(65))),
        _ => return false,
    };
    input[place] = value;
    true
}

/// A field whose other value makes another input.
fn another_value(deed: Deed) -> (&'static str, Value) {
    match deed {
        Deed::Send => ("body", json!("of another input")),
        Deed::CreateRoom => ("name", json!("of another input")),
        Deed::Join => ("inviteCode", json!("nonsense")),
        Deed::Rename => ("displayName", json!("of another input")),
        Deed::Read | Deed::Login | Deed::Logout => ("clientMutationId", json!("another")),
    }
}

fn selection(deed: Deed, flaw: Flaw) -> String {
    let below = match deed {
        Deed::Send => "message",
        Deed::Join | Deed::Read => "membership",
        _ => "",
    };
    let shown = match flaw {
        Flaw::UnknownSelection => "nonsense".to_owned(),
        Flaw::WrongPage if deed == Deed::CreateRoom => "room { members(first: 0) { totalCount } }".to_owned(),
        Flaw::WrongPage if below.is_empty() => "error".to_owned(),
        Flaw::WrongPage => format!("{below} {{ room {{ messages(after: \"x\") {{ nodes {{ id }} }} }} }}"),
        Flaw::ErrorBelow if !below.is_empty() => {
            format!("{below} {{ room {{ members(first: 9) {{ nodes {{ user {{ username }} }} }} }} }}")
        }
        _ => String::new(),
    };
    format!("action {shown}")
}

fn too_much(over: Over) -> String {
    let create = "createRoom(input: {name: \"too much\"})";
    match over {
        Over::Aliases => (0..31).map(|n| format!("x{n}: __typename ")).collect(),
        Over::Fields => (0..11).map(|n| format!("x{n}: {create} {{ action }} ")).collect(),
        Over::Depth => {
            let (open, close) = ("lastMessage { room { ".repeat(8), "} } ".repeat(8));
            format!("{create} {{ room {{ {open} id {close} }} }}")
        }
        Over::Cost => {
            format!(
                "{create} {{ room {{ messages(first: 200) {{ nodes {{ replies(first: 200) {{ nodes {{ id }} }} }} }} }} }}"
            )
        }
    }
}

/// A value as a document writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        plain => plain.to_string(),
    }
}
