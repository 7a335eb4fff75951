//! The fields of the published schema: a selection that asks for all of them, and which of them an answer says something of.

use apollo_compiler::ast::{Definition, Document, FieldDefinition, Type};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the schema has of outputs.
pub struct Fields {
    objects: BTreeMap<String, Vec<FieldDefinition>>,
    /// Interfaces and unions: which objects they may be.
    abstracts: BTreeMap<String, Vec<String>>,
    /// The arguments of fields that have to have some, as they are written.
    arguments: BTreeMap<&'static str, String>,
}

impl Fields {
    /// Reads the schema. `arguments` are those that fields need, by `Type.field`.
    pub fn read(arguments: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let document = Document::parse(spark::graphql::sdl(), "schema.graphql").unwrap();
        let (mut objects, mut abstracts) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for definition in &document.definitions {
            match definition {
                Definition::ObjectTypeDefinition(object) => {
                    let fields = object.fields.iter().map(|field| FieldDefinition::clone(field)).collect();
                    objects.insert(object.name.to_string(), fields);
                    for interface in &object.implements_interfaces {
                        abstracts.entry(interface.to_string()).or_default().push(object.name.to_string());
                    }
                }
                Definition::UnionTypeDefinition(union) => {
                    abstracts.insert(union.name.to_string(), union.members.iter().map(ToString::to_string).collect());
                }
                _ => {}
            }
        }
        Self { objects, abstracts, arguments: arguments.into_iter().collect() }
    }

    /// Each field of each object, but of the roots, as `Type.field`.
    pub fn all(&self) -> BTreeSet<String> {
        let is_root = |name: &str| ["Query", "Mutation", "Subscription"].contains(&name);
        let objects = self.objects.iter().filter(|(name, _)| !is_root(name));
        objects.flat_map(|(name, fields)| fields.iter().map(move |field| format!("{name}.{}", field.name))).collect()
    }

    /// All that a field at a root shows, as deep as said. Each field is called `Type__field`.
    pub fn selection_of(&self, root: &str, field: &str, depth: usize) -> String {
        let field = self.objects[root].iter().find(|found| found.name == field);
        self.selection(field.unwrap_or_else(|| panic!("no {root} of that name")).ty.inner_named_type(), depth)
    }

    fn selection(&self, ty: &str, depth: usize) -> String {
        if let Some(possible) = self.abstracts.get(ty) {
            let each = possible.iter().map(|object| format!("... on {object} {}", self.selection(object, depth)));
            return format!("{{ __typename {} }}", each.collect::<Vec<_>>().join(" "));
        }
        let shown = self.objects[ty].iter().filter_map(|field| {
            let arguments = self.arguments.get(format!("{ty}.{}", field.name).as_str());
            let needs_some = field.arguments.iter().any(|argument| argument.is_required());
            if needs_some && arguments.is_none() {
                return None;
            }
            let called = format!("{ty}__{}: {}{}", field.name, field.name, arguments.map_or("", |written| written));
            match self.inside(&field.ty) {
                false => Some(called),
                true if depth == 0 => None,
                true => Some(format!("{called} {}", self.selection(field.ty.inner_named_type(), depth - 1))),
            }
        });
        format!("{{ __typename {} }}", shown.collect::<Vec<_>>().join(" "))
    }

    fn inside(&self, ty: &Type) -> bool {
        let name = ty.inner_named_type().as_str();
        self.objects.contains_key(name) || self.abstracts.contains_key(name)
    }
}

/// Notes of which fields an answer says something: what is neither empty nor what a field says that nobody filled.
pub fn note(answer: &Value, said: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Some((ty, field)) = name.split_once("__").filter(|(ty, _)| !ty.is_empty())
                    && says_something(value)
                {
                    said.insert(format!("{ty}.{field}"));
                }
                note(value, said);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| note(item, said)),
        _ => {}
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}
