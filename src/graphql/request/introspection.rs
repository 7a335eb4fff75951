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
mod tests {
    use super::*;
    use crate::graphql::{limits::tests::limits, request::Gate, request::Params};
    use serde_json::{Value as Json, json};

    /// What Spark's own schema may come to have.
    const OTHER: &str = r#"
        "Said of an edge." directive @weighs("In grams." much: Int! = 1, old: Int @deprecated) repeatable on FIELD | QUERY
        enum Colour { RED BLUE @deprecated(reason: "Sad.") GREEN @deprecated }
        input Choice @oneOf { one: Int two: String }
        input Plain { list: [[Int!]]! = [[1], null], gone: Int @deprecated(reason: "Use list.") }
        interface Thing { name: String }
        type Stone implements Thing { name: String grid: [[Int]!] choose(choice: Choice, colour: [Colour!]): Int }
        type Query { stone(plain: Plain): Stone old: Int @deprecated }
    "#;

    fn says(query: &str) -> Json {
        says_of(OTHER, query)
    }

    fn says_of(schema: &str, query: &str) -> Json {
        let gate = Gate::new(schema, limits()).unwrap();
        let params = Params { query: query.to_owned(), operation_name: None, variables: serde_json::Map::new() };
        let operation = gate.judge(params).map_err(|error| error.into_errors().remove(0).message).unwrap();
        operation.complete(Value::Object(IndexMap::new())).into_json().unwrap()
    }

    #[test]
    fn a_directive_says_where_it_may_stand_and_what_it_takes() {
        let said = says(
            "{ __schema { directives { name description isRepeatable locations
                 args { name description defaultValue isDeprecated type { kind ofType { name ofType { name } } } } } } }",
        );
        let directives = said["__schema"]["directives"].as_array().unwrap();
        let weighs = directives.iter().find(|it| it["name"] == "weighs").unwrap();
        let much = json!({"name": "much", "description": "In grams.", "defaultValue": "1", "isDeprecated": false,
            "type": {"kind": "NON_NULL", "ofType": {"name": "Int", "ofType": null}}});
        let whole = json!({"name": "weighs", "description": "Said of an edge.", "isRepeatable": true,
            "locations": ["FIELD", "QUERY"], "args": [much]});
        assert_eq!(*weighs, whole, "what is deprecated is asked for by name");
    }

    #[test]
    fn what_wraps_a_type_is_said_from_outside_in() {
        let wrapped = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { name } } } }";
        let said = says(&format!(
            "{{ stone: __type(name: \"Stone\") {{ fields {{ name type {{ {wrapped} }} }} }}
                plain: __type(name: \"Plain\") {{ inputFields {{ name defaultValue type {{ {wrapped} }} }} }} }}"
        ));
        let int = json!({"kind": "SCALAR", "name": "Int", "ofType": null});
        let wrap = |kind: &str, inner: &Json| json!({"kind": kind, "name": null, "ofType": inner});
        let grid = wrap("LIST", &wrap("NON_NULL", &wrap("LIST", &int)));
        let grid_said = &said["stone"]["fields"][1]["type"];
        assert_eq!(strip(grid_said), strip(&grid));
        let list = wrap("NON_NULL", &wrap("LIST", &wrap("LIST", &wrap("NON_NULL", &json!({"name": "Int"})))));
        let field = &said["plain"]["inputFields"];
        assert_eq!(strip(&field[0]["type"]), strip(&list));
        assert_eq!(field[0]["defaultValue"], "[[1], null]");
        assert_eq!(field.as_array().unwrap().len(), 1, "what is deprecated is asked for by name");
    }

    #[test]
    fn a_schema_says_what_it_is_and_where_it_begins() {
        const DOCUMENT: &str = "\"All of it.\" schema { query: Reads mutation: Writes subscription: Hears }
            \"What is.\" type Reads { a: Int } type Writes { a: Int } type Hears { a: Int }
            \"When.\" scalar Time @specifiedBy(url: \"https://example.org/time\")";
        let begins = "queryType { name description } mutationType { name description } subscriptionType { name }";
        let said = says_of(
            DOCUMENT,
            &format!(
                "{{ __schema {{ description {begins} }} time: __type(name: \"Time\") {{ description specifiedByURL kind }} }}"
            ),
        );
        assert_eq!(
            said,
            json!({"__schema": {"description": "All of it.", "queryType": {"name": "Reads", "description": "What is."},
                                "mutationType": {"name": "Writes", "description": null}, "subscriptionType": {"name": "Hears"}},
                   "time": {"description": "When.", "specifiedByURL": "https://example.org/time", "kind": "SCALAR"}})
        );
        let said = says(&format!("{{ __schema {{ {begins} }} }}"));
        assert_eq!(
            (&said["__schema"]["mutationType"], &said["__schema"]["subscriptionType"]),
            (&Json::Null, &Json::Null)
        );
    }

    /// Without what is null or not asked for that deep.
    fn strip(said: &Json) -> Json {
        let Json::Object(fields) = said else { return said.clone() };
        let leaf = fields.get("name") == Some(&json!("Int"));
        let kept = fields.iter().filter(|(name, value)| !value.is_null() && (*name != "kind" || !leaf));
        Json::Object(kept.map(|(name, value)| (name.clone(), strip(value))).collect())
    }

    #[test]
    fn what_is_deprecated_says_so_and_why() {
        let said = says(
            "{ colour: __type(name: \"Colour\") { kept: enumValues { name }
                 all: enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } }
               query: __type(name: \"Query\") { kept: fields { name }
                 all: fields(includeDeprecated: true) { name isDeprecated deprecationReason } }
               plain: __type(name: \"Plain\") { inputFields(includeDeprecated: true) { name deprecationReason } }
               choice: __type(name: \"Choice\") { isOneOf } stone: __type(name: \"Stone\") { isOneOf interfaces { name } }
               thing: __type(name: \"Thing\") { possibleTypes { name } } nothing: __type(name: \"Nothing\") { name } }",
        );
        let is = |name: &str, reason: Option<&str>| json!({"name": name, "isDeprecated": reason.is_some(), "deprecationReason": reason});
        let (red, blue) = (is("RED", None), is("BLUE", Some("Sad.")));
        let all = json!([red, blue, is("GREEN", Some("No longer supported"))]);
        assert_eq!(said["colour"], json!({"kept": [{"name": "RED"}], "all": all}));
        let all = json!([is("stone", None), is("old", Some("No longer supported"))]);
        assert_eq!(said["query"], json!({"kept": [{"name": "stone"}], "all": all}));
        assert_eq!(said["plain"]["inputFields"][1], json!({"name": "gone", "deprecationReason": "Use list."}));
        assert_eq!(said["choice"]["isOneOf"], true);
        assert_eq!(said["stone"], json!({"isOneOf": null, "interfaces": [{"name": "Thing"}]}));
        assert_eq!(said["thing"]["possibleTypes"], json!([{"name": "Stone"}]));
        assert_eq!(said["nothing"], Json::Null);
    }

    /// What a list is taken to have when a query of it is judged: what the lists of the schema have, on the average.
    #[test]
    fn a_list_costs_as_much_as_such_lists_have() {
        let lists = |kind: &str, item: &str| {
            let items: String = (0..200).map(|n| item.replace('#', &n.to_string())).collect();
            format!("{OTHER} {kind} {{ {items} }}")
        };
        for schema in [
            OTHER.to_owned(),
            lists("interface Wide", "f#: Int "),
            lists("type Long", "f#(a: Int, b: Int, c: Int): Int "),
            lists("input Broad", "i#: Int "),
            lists("enum Many", "V# "),
        ] {
            costs_what_it_has(&schema);
        }
    }

    fn costs_what_it_has(document: &str) {
        let schema = RequestSchema::parse(document).unwrap();
        let said = says_of(
            document,
            "{ __schema { directives { name } types { kind interfaces { name } enumValues(includeDeprecated: true) { name }
                 inputFields(includeDeprecated: true) { name } possibleTypes { name }
                 fields(includeDeprecated: true) { args(includeDeprecated: true) { name } } } } }",
        );
        let types = said["__schema"]["types"].as_array().unwrap();
        let length = |list: &Json| list.as_array().map_or(0, Vec::len);
        let all = |list: &str| types.iter().map(|ty| length(&ty[list])).sum::<usize>();
        let objects = types.iter().filter(|ty| ty["kind"] == "OBJECT").flat_map(|ty| ty["fields"].as_array().unwrap());
        let args: usize = objects.map(|field| length(&field["args"])).sum();
        let (interfaces, fields) = (all("interfaces"), all("fields"));
        let most = types.iter().map(|ty| length(&ty["possibleTypes"])).max().unwrap();
        for (list, many, of) in [
            ("types", types.len(), 1),
            ("directives", length(&said["__schema"]["directives"]), 1),
            ("fields", fields, types.len()),
            ("args", args, fields),
            ("inputFields", all("inputFields"), types.len()),
            ("enumValues", all("enumValues"), types.len()),
            ("interfaces", interfaces, types.len()),
            ("possibleTypes", most, 1),
            ("name", 1, 1),
        ] {
            assert_eq!(schema.listed(list), many.div_ceil(of) as u64, "{list}");
        }
    }
}
