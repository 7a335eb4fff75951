//! Introspection (chapter 4): what a schema says of itself. It is answered from the schema by which requests are judged.

use super::{collect::Collected, schema::RequestSchema};
use apollo_compiler::{
    Name as TypeName, Node,
    ast::{
        Directive, DirectiveDefinition, EnumValueDefinition, FieldDefinition, InputValueDefinition, OperationType, Type,
    },
    schema::ExtendedType,
};
use async_graphql::{Name, Value, indexmap::IndexMap};

/// An object of the introspection: `__Schema`, `__Type`, `__Field` and so on.
#[derive(Clone, Copy)]
enum Meta<'s> {
    Schema,
    Named(&'s ExtendedType),
    /// A type with its outermost wrapping: a list, or a non-null type.
    Wrapped(&'s Type, Wrapping),
    Field(&'s FieldDefinition),
    Input(&'s InputValueDefinition),
    EnumValue(&'s EnumValueDefinition),
    Directive(&'s DirectiveDefinition),
}

/// The outermost wrapping of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapping {
    NonNull,
    List,
}

/// The value of a field of the introspection, before the selection inside is applied.
enum FieldValue<'s> {
    Leaf(Value),
    One(Meta<'s>),
    Many(Vec<Meta<'s>>),
}

/// The value of `__schema` or `__type` at the root of a query.
pub(super) fn root(schema: &RequestSchema, field: &Collected) -> Value {
    let reading = Introspector { schema };
    let found = match (field.name.as_str(), field.argument("name")) {
        ("__schema", _) => Some(Meta::Schema),
        (_, Some(Value::String(name))) => schema.find(name).map(Meta::Named),
        _ => None,
    };
    found.map_or(Value::Null, |meta| reading.object(meta, field))
}

struct Introspector<'s> {
    schema: &'s RequestSchema,
}

impl<'s> Introspector<'s> {
    /// The selected fields of an object. The nesting was bounded when the document was read.
    fn object(&self, meta: Meta<'s>, selected: &Collected) -> Value {
        let count = selected.inside.iter().map(|(_, fields)| fields.len()).sum();
        // Made large enough at once: an answer has thousands of these, and a map that grows moves its fields again and again.
        let mut shown = IndexMap::with_capacity(count);
        for (_, fields) in &selected.inside {
            for field in fields {
                shown.insert(Name::new(&field.key), self.field(meta, field));
            }
        }
        Value::Object(shown)
    }

    fn field(&self, meta: Meta<'s>, field: &Collected) -> Value {
        if field.name == "__typename" {
            return text(field.object.as_str());
        }
        match self.find(meta, field) {
            FieldValue::Leaf(value) => value,
            FieldValue::One(meta) => self.object(meta, field),
            FieldValue::Many(metas) => Value::List(metas.into_iter().map(|meta| self.object(meta, field)).collect()),
        }
    }

    fn find(&self, meta: Meta<'s>, field: &Collected) -> FieldValue<'s> {
        let with_deprecated = field.argument("includeDeprecated") == Some(&Value::Boolean(true));
        match meta {
            Meta::Schema => self.of_schema(&field.name),
            Meta::Named(definition) => self.of_type(definition, &field.name, with_deprecated),
            Meta::Wrapped(ty, wrapping) => self.of_wrapped(ty, wrapping, &field.name),
            Meta::Field(definition) => match field.name.as_str() {
                "name" => FieldValue::Leaf(text(&definition.name)),
                "description" => description(definition.description.as_ref()),
                "args" => inputs(definition.arguments.iter(), with_deprecated),
                "type" => self.ty(&definition.ty),
                other => deprecation(definition.directives.get("deprecated"), other),
            },
            Meta::Input(definition) => match field.name.as_str() {
                "name" => FieldValue::Leaf(text(&definition.name)),
                "description" => description(definition.description.as_ref()),
                "type" => self.ty(&definition.ty),
                "defaultValue" => {
                    let default =
                        definition.default_value.as_ref().map(|value| value.serialize().no_indent().to_string());
                    FieldValue::Leaf(default.map_or(Value::Null, Value::String))
                }
                other => deprecation(definition.directives.get("deprecated"), other),
            },
            Meta::EnumValue(definition) => match field.name.as_str() {
                "name" => FieldValue::Leaf(text(&definition.value)),
                "description" => description(definition.description.as_ref()),
                other => deprecation(definition.directives.get("deprecated"), other),
            },
            Meta::Directive(definition) => match field.name.as_str() {
                "name" => FieldValue::Leaf(text(&definition.name)),
                "description" => description(definition.description.as_ref()),
                "args" => inputs(definition.arguments.iter(), with_deprecated),
                "isRepeatable" => FieldValue::Leaf(Value::Boolean(definition.repeatable)),
                "locations" => {
                    let names = definition.locations.iter().map(|location| Value::Enum(Name::new(location.name())));
                    FieldValue::Leaf(Value::List(names.collect()))
                }
                _ => FieldValue::Leaf(Value::Null),
            },
        }
    }

    fn of_schema(&self, field: &str) -> FieldValue<'s> {
        let schema = &self.schema.schema;
        let root = |kind| match self.schema.root(kind).and_then(|name| self.schema.find(name)) {
            Some(definition) => FieldValue::One(Meta::Named(definition)),
            None => FieldValue::Leaf(Value::Null),
        };
        match field {
            "description" => description(schema.schema_definition.description.as_ref()),
            "types" => FieldValue::Many(schema.types.values().map(Meta::Named).collect()),
            "directives" => FieldValue::Many(
                schema.directive_definitions.values().map(|definition| Meta::Directive(definition)).collect(),
            ),
            "queryType" => root(OperationType::Query),
            "mutationType" => root(OperationType::Mutation),
            "subscriptionType" => root(OperationType::Subscription),
            _ => FieldValue::Leaf(Value::Null),
        }
    }

    fn of_type(&self, definition: &'s ExtendedType, field: &str, with_deprecated: bool) -> FieldValue<'s> {
        match field {
            "kind" => FieldValue::Leaf(Value::Enum(Name::new(kind(definition)))),
            "name" => FieldValue::Leaf(text(definition.name())),
            "description" => description(definition.description()),
            "specifiedByURL" => {
                let url = definition.directives().get("specifiedBy");
                let url = url.and_then(|directive| directive.specified_argument_by_name("url"));
                FieldValue::Leaf(url.and_then(|url| url.as_str()).map_or(Value::Null, text))
            }
            "isOneOf" => FieldValue::Leaf(match definition {
                ExtendedType::InputObject(_) => Value::Boolean(self.schema.is_one_of(definition.name())),
                _ => Value::Null,
            }),
            _ => self.lists_of_type(definition, field, with_deprecated),
        }
    }

    fn lists_of_type(&self, definition: &'s ExtendedType, field: &str, with_deprecated: bool) -> FieldValue<'s> {
        let stays = |directive: Option<&Node<Directive>>| with_deprecated || directive.is_none();
        let (fields, interfaces) = match definition {
            ExtendedType::Object(object) => (Some(&object.fields), Some(&object.implements_interfaces)),
            ExtendedType::Interface(interface) => (Some(&interface.fields), Some(&interface.implements_interfaces)),
            _ => (None, None),
        };
        match (field, definition) {
            ("fields", _) => many(fields.map(|fields| {
                let kept = fields.values().filter(|field| stays(field.directives.get("deprecated")));
                kept.map(|field| Meta::Field(field)).collect()
            })),
            ("interfaces", _) => many(interfaces.map(|names| self.named(names.iter().map(|name| &name.name)))),
            ("possibleTypes", ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                FieldValue::Many(self.named(self.schema.possible(definition.name()).iter()))
            }
            ("enumValues", ExtendedType::Enum(known)) => {
                let kept = known.values.values().filter(|value| stays(value.directives.get("deprecated")));
                FieldValue::Many(kept.map(|value| Meta::EnumValue(value)).collect())
            }
            ("inputFields", ExtendedType::InputObject(input)) => {
                inputs(input.fields.values().map(|field| &field.node), with_deprecated)
            }
            _ => FieldValue::Leaf(Value::Null),
        }
    }

    fn named<'n>(&self, names: impl Iterator<Item = &'n TypeName>) -> Vec<Meta<'s>> {
        names.filter_map(|name| self.schema.find(name)).map(Meta::Named).collect()
    }

    fn ty(&self, ty: &'s Type) -> FieldValue<'s> {
        match ty {
            Type::Named(name) => {
                self.schema.find(name).map_or(FieldValue::Leaf(Value::Null), |it| FieldValue::One(Meta::Named(it)))
            }
            Type::NonNullNamed(_) | Type::NonNullList(_) => FieldValue::One(Meta::Wrapped(ty, Wrapping::NonNull)),
            Type::List(_) => FieldValue::One(Meta::Wrapped(ty, Wrapping::List)),
        }
    }

    fn of_wrapped(&self, ty: &'s Type, wrapping: Wrapping, field: &str) -> FieldValue<'s> {
        match (field, wrapping, ty) {
            ("kind", Wrapping::NonNull, _) => FieldValue::Leaf(Value::Enum(Name::new("NON_NULL"))),
            ("kind", Wrapping::List, _) => FieldValue::Leaf(Value::Enum(Name::new("LIST"))),
            ("ofType", Wrapping::NonNull, Type::NonNullNamed(name)) => {
                self.schema.find(name).map_or(FieldValue::Leaf(Value::Null), |it| FieldValue::One(Meta::Named(it)))
            }
            ("ofType", Wrapping::NonNull, _) => FieldValue::One(Meta::Wrapped(ty, Wrapping::List)),
            ("ofType", Wrapping::List, Type::List(item) | Type::NonNullList(item)) => self.ty(item),
            _ => FieldValue::Leaf(Value::Null),
        }
    }
}

fn many(metas: Option<Vec<Meta<'_>>>) -> FieldValue<'_> {
    metas.map_or(FieldValue::Leaf(Value::Null), FieldValue::Many)
}

fn inputs<'s>(inputs: impl Iterator<Item = &'s Node<InputValueDefinition>>, with_deprecated: bool) -> FieldValue<'s> {
    let kept = inputs.filter(|input| with_deprecated || input.directives.get("deprecated").is_none());
    FieldValue::Many(kept.map(|input| Meta::Input(input)).collect())
}

fn deprecation<'s>(directive: Option<&'s Node<Directive>>, field: &str) -> FieldValue<'s> {
    FieldValue::Leaf(match (field, directive) {
        ("isDeprecated", directive) => Value::Boolean(directive.is_some()),
        ("deprecationReason", Some(directive)) => {
            let reason = directive.specified_argument_by_name("reason").and_then(|reason| reason.as_str());
            text(reason.unwrap_or("No longer supported"))
        }
        _ => Value::Null,
    })
}

fn description(description: Option<&Node<str>>) -> FieldValue<'_> {
    FieldValue::Leaf(description.map_or(Value::Null, |it| text(it)))
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn kind(definition: &ExtendedType) -> &'static str {
    match definition {
        ExtendedType::Scalar(_) => "SCALAR",
        ExtendedType::Object(_) => "OBJECT",
        ExtendedType::Interface(_) => "INTERFACE",
        ExtendedType::Union(_) => "UNION",
        ExtendedType::Enum(_) => "ENUM",
        ExtendedType::InputObject(_) => "INPUT_OBJECT",
    }
}

#[cfg(test)]
mod tests;
