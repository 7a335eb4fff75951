//! The published schema, by which requests are judged: definitions by name, and the possible objects of each type.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{DirectiveList, FieldDefinition, InputValueDefinition, OperationType},
    schema::{Component, ExtendedType},
    ty,
    validation::Valid,
};
use std::collections::HashMap;

/// A directive of the specification of September 2025 that the validator's own definitions lack.
const ONE_OF: &str = "
\"Indicates an Input Object is a OneOf Input Object: exactly one of its fields has a value, and that is not null.\"
directive @oneOf on INPUT_OBJECT
";
/// The field of `__Type` that tells whether it is a OneOf Input Object (4.2.2).
const IS_ONE_OF: &str = "isOneOf";

/// The schema, ready to judge requests by.
pub struct RequestSchema {
    pub(super) schema: Valid<Schema>,
    /// The object types that an interface or union may be, in the order of their names.
    possible: HashMap<Name, Vec<Name>>,
    /// How many items each list of the introspection has on the average.
    listed: HashMap<&'static str, u64>,
}

impl RequestSchema {
    /// Reads the SDL. It is our own, so an SDL that is not valid is a fault of the program.
    pub fn parse(sdl: &str) -> Result<Self, String> {
        let text = if sdl.contains("directive @oneOf") { sdl.to_owned() } else { format!("{sdl}{ONE_OF}") };
        let schema = Schema::parse_and_validate(text, "schema.graphql").map_err(|error| error.to_string())?;
        let mut schema = schema.into_inner();
        if let Some(ExtendedType::Object(meta)) = schema.types.get_mut("__Type") {
            let name = Name::new_unchecked(IS_ONE_OF);
            let field = FieldDefinition {
                description: None,
                name: name.clone(),
                arguments: Vec::new(),
                ty: ty!(Boolean),
                directives: DirectiveList::default(),
            };
            meta.make_mut().fields.insert(name, Component::new(field));
        }
        let mut possible: HashMap<_, _> = schema
            .implementers_map()
            .into_iter()
            .map(|(interface, implementers)| (interface, implementers.objects.into_iter().collect::<Vec<_>>()))
            .collect();
        for (name, definition) in &schema.types {
            if let ExtendedType::Union(union) = definition {
                possible.insert(name.clone(), union.members.iter().map(|member| member.name.clone()).collect());
            }
        }
        for objects in possible.values_mut() {
            objects.sort();
        }
        let most = possible.values().map(Vec::len).max().unwrap_or_default();
        let listed = count(&schema, u64::try_from(most).unwrap_or(u64::MAX));
        // The schema was valid, and a new field of a built-in type does not change that.
        Ok(Self { schema: Valid::assume_valid(schema), possible, listed })
    }

    /// A type by its name.
    pub(super) fn find(&self, name: &str) -> Option<&ExtendedType> {
        self.schema.types.get(name)
    }

    /// A field of an object or interface. A meta field counts where the type has it: `__schema` only at the root of queries.
    pub(super) fn field(&self, of: &str, name: &str) -> Option<&FieldDefinition> {
        self.schema.type_field(of, name).ok().map(|field| &***field)
    }

    /// The fields of an input object.
    pub(super) fn input_fields(&self, name: &str) -> Option<impl Iterator<Item = &Node<InputValueDefinition>>> {
        match self.find(name)? {
            ExtendedType::InputObject(input) => Some(input.fields.values().map(|field| &field.node)),
            _ => None,
        }
    }

    /// Whether exactly one field of an input object has a value.
    pub(super) fn is_one_of(&self, name: &str) -> bool {
        matches!(self.find(name), Some(ExtendedType::InputObject(input)) if input.directives.has("oneOf"))
    }

    /// The possible objects of a composite type. An object has only itself.
    pub(super) fn possible<'s>(&'s self, name: &'s Name) -> &'s [Name] {
        match self.find(name) {
            Some(ExtendedType::Object(_)) => std::slice::from_ref(name),
            _ => self.possible.get(name).map_or(&[], Vec::as_slice),
        }
    }

    /// DoesFragmentTypeApply (6.3.2).
    pub(super) fn applies(&self, object: &Name, condition: &Name) -> bool {
        object == condition || self.possible.get(condition).is_some_and(|objects| objects.binary_search(object).is_ok())
    }

    /// How many items a field of the introspection has, on the average; 1 when it is no list.
    pub(super) fn listed(&self, field: &str) -> u64 {
        self.listed.get(field).copied().unwrap_or(1)
    }

    /// The root object of a kind of operation.
    pub(super) fn root(&self, kind: OperationType) -> Option<&Name> {
        self.schema.root_operation(kind)
    }
}

/// The average length of each list of the introspection: what a field costs when it is asked of all types. Of possible
/// types it is the greatest length, `most`: few types have any, and those have many.
fn count(schema: &Schema, most: u64) -> HashMap<&'static str, u64> {
    let [mut fields, mut args, mut inputs, mut values, mut interfaces] = [0; 5];
    for definition in schema.types.values() {
        match definition {
            ExtendedType::Object(object) => {
                fields += object.fields.len();
                args += object.fields.values().map(|field| field.arguments.len()).sum::<usize>();
                interfaces += object.implements_interfaces.len();
            }
            ExtendedType::Interface(interface) => fields += interface.fields.len(),
            ExtendedType::InputObject(input) => inputs += input.fields.len(),
            ExtendedType::Enum(known) => values += known.values.len(),
            ExtendedType::Scalar(_) | ExtendedType::Union(_) => {}
        }
    }
    let types = schema.types.len();
    let average = |many: usize, of: usize| u64::try_from(many.div_ceil(of.max(1))).unwrap_or(u64::MAX);
    HashMap::from([
        ("types", average(types, 1)),
        ("directives", average(schema.directive_definitions.len(), 1)),
        ("fields", average(fields, types)),
        ("args", average(args, fields)),
        ("inputFields", average(inputs, types)),
        ("enumValues", average(values, types)),
        ("interfaces", average(interfaces, types)),
        ("possibleTypes", most),
    ])
}
