//! The canonical form of a mutation's input: two calls with the same form have the same input. Its hash is kept for 7
//! days, so the form must stay the same over upgrades of Spark and of its libraries. It holds what the client gave, by
//! the names of the schema. A field that is absent or has its default is left out: so a field that a later version adds
//! does not change the form of earlier calls.

use super::{
    literal::{Literals, VariableKnowledge},
    schema::RequestSchema,
    values::Variables,
};
use crate::{
    clock::Timestamp,
    graphql::uploads::{Upload, Uploads},
};
use apollo_compiler::{
    Node,
    ast::{InputValueDefinition, Type},
};
use async_graphql::{Number, Value};
use data_encoding::HEXLOWER;
use std::fmt::Write;

/// Fields that the form leaves out: secrets, and the id, which is the key under which the call is kept.
const UNSAID: [&str; 4] = ["password", "currentPassword", "newPassword", "clientMutationId"];

/// The canonical form of a value of an input object.
pub(super) fn input(schema: &RequestSchema, ty: &Type, value: &Value, uploads: &Uploads) -> String {
    let mut text = String::new();
    CanonicalForm { schema, uploads }.write(&mut text, Some(ty), value);
    text
}

/// What the form of a value depends on beside it.
#[derive(Clone, Copy)]
struct CanonicalForm<'f> {
    schema: &'f RequestSchema,
    uploads: &'f Uploads,
}

impl CanonicalForm<'_> {
    fn write(self, text: &mut String, ty: Option<&Type>, value: &Value) {
        match value {
            Value::Object(fields) => {
                let places: Vec<_> =
                    ty.and_then(|ty| self.schema.input_fields(ty.inner_named_type())).into_iter().flatten().collect();
                let place = |name: &str| places.iter().find(|place| place.name == name).copied();
                let mut said: Vec<_> = fields
                    .iter()
                    .filter(|(name, value)| match place(name) {
                        Some(place) => !UNSAID.contains(&name.as_str()) && !is_default(self.schema, place, value),
                        // Inside a scalar there are no defaults.
                        None => true,
                    })
                    .collect();
                said.sort_by_key(|(name, _)| name.as_str());
                text.push('{');
                for (name, value) in said {
                    quote(text, name);
                    text.push(':');
                    self.write(text, place(name).map(|place| &*place.ty), value);
                    text.push(',');
                }
                text.push('}');
            }
            Value::List(items) => {
                text.push('[');
                for item in items {
                    self.write(text, ty.map(Type::item_type), item);
                    text.push(',');
                }
                text.push(']');
            }
            // An instant is the same however it is written.
            Value::String(string) if ty.is_some_and(|ty| ty.inner_named_type() == "DateTime") => {
                match Timestamp::from_rfc3339(string) {
                    // Writing to a string does not fail.
                    Some(instant) => drop(write!(text, "t{}", instant.0)),
                    None => quote(text, string),
                }
            }
            Value::String(string) => quote(text, string),
            // A name without quotes cannot be taken for another form.
            Value::Enum(name) => text.push_str(name),
            Value::Null => text.push_str("null"),
            Value::Boolean(truth) => text.push_str(if *truth { "true" } else { "false" }),
            Value::Number(number) => self::number(text, number),
            // Nothing else is binary. Its name is not said: the same bytes are the same file.
            Value::Binary(_) => {
                if let Some(file) = Upload::place(value).and_then(|place| self.uploads.get(place)) {
                    let _ = write!(text, "file({},{})", HEXLOWER.encode(&file.hash), file.byte_size);
                }
            }
        }
    }
}

/// Writes a whole number by its digits, and any other by its bits: a fraction can be written in many ways. Writing to a
/// string does not fail.
fn number(text: &mut String, number: &Number) {
    let _ = match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(whole), ..) => write!(text, "{whole}"),
        (_, Some(whole), _) => write!(text, "{whole}"),
        (_, _, float) => write!(text, "f{:016x}", float.unwrap_or_default().to_bits()),
    };
}

fn is_default(schema: &RequestSchema, place: &Node<InputValueDefinition>, value: &Value) -> bool {
    let none = Variables::none(usize::MAX);
    let literals = Literals { schema, given: VariableKnowledge::Values(&none) };
    match &place.default_value {
        Some(default) => {
            literals.coerce(&place.ty, default, false).is_ok_and(|default| default.as_ref() == Some(value))
        }
        None => false,
    }
}

fn quote(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use crate::graphql::{
        limits::tests::limits,
        request::{Gate, Params},
    };
    use serde_json::json;

    fn canonical(query: &str, variables: serde_json::Value) -> String {
        let serde_json::Value::Object(variables) = variables else { panic!("variables are an object") };
        let gate = Gate::new(&crate::graphql::sdl(), limits()).unwrap();
        let operation = gate.judge(Params { query: query.to_owned(), operation_name: None, variables }).unwrap();
        operation.canonical_inputs().remove("x").unwrap()
    }

    /// Kept for 7 days and over upgrades: whoever changes this makes CONFLICTs of the calls that are under way.
    #[test]
    fn the_form_stays_as_it_is() {
        let query = "mutation($i: PublishAnnouncementInput!) { x: publishAnnouncement(input: $i) { action } }";
        let input = json!({"title": "a \"b\" \\ \u{e9}\n", "body": "b", "kind": "MAINTENANCE", "severity": "INFO", "expiresAt": null,
            "landingUrl": "https://Example.org", "startsAt": "2026-01-01T00:00:00Z", "clientMutationId": "c",
            "metadata": {"z": [1, -2, 1.5, 1e300, 18_446_744_073_709_551_615_u64, true, null, "s"], "a": {}}});
        let form = canonical(query, json!({"i": input}));
        assert_eq!(
            form,
            "{\"body\":\"b\",\"expiresAt\":null,\"kind\":MAINTENANCE,\"landingUrl\":\"https://Example.org\",\
             \"metadata\":{\"a\":{},\"z\":[1,-2,f3ff8000000000000,f7e37e43c8800759c,18446744073709551615,true,null,\"s\",],},\
             \"startsAt\":t1767225600000000,\"title\":\"a \\\"b\\\" \\\\ \u{e9}\n\",}"
        );
    }

    #[test]
    fn an_instant_is_one_however_it_is_written_and_a_text_is_what_it_says() {
        let query = "mutation($i: PublishAnnouncementInput!) { x: publishAnnouncement(input: $i) { action } }";
        let form = |title: &str, starts_at: &str| {
            let input = json!({"title": title, "body": "b", "kind": "MAINTENANCE", "startsAt": starts_at, "clientMutationId": "c"});
            canonical(query, json!({"i": input}))
        };
        let [one, other] = ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00.000+01:00"];
        assert_eq!(form("a", one), form("a", other));
        assert_ne!(form(one, one), form(other, one));
    }

    #[test]
    fn what_is_said_is_known_however_it_is_said() {
        let literal =
            canonical("mutation { x: createRoom(input: {name: \"a\" memberIds: [1]}) { action } }", json!({}));
        let parts = canonical(
            "mutation($n: String!, $m: ID!) { x: createRoom(input: {memberIds: [$m], kind: PUBLIC, name: $n}) { action } }",
            json!({"n": "a", "m": "1"}),
        );
        assert_eq!(literal, parts);
        assert_eq!(literal, "{\"memberIds\":[\"1\",],\"name\":\"a\",}");
        let password = "mutation { x: changePassword(input: {currentPassword: \"a\", newPassword: \"b\"}) { action } }";
        assert_eq!(canonical(password, json!({})), "{}");
    }
}
