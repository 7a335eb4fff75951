//! Queries made up from the schema: valid by construction, as large as the choices lead to.

use apollo_compiler::{
    Name, Node, Schema,
    ast::FieldDefinition,
    collections::HashSet,
    schema::{Component, ExtendedType},
    validation::Valid,
};
use spark::ids::{RoomId, UserId};
use std::fmt::Write;

/// How deep a query goes: less than may be.
const DEPTH: usize = 9;

/// What there is to ask for.
pub struct World<'w> {
    /// How many rooms there are.
    pub rooms: u32,
    pub username: &'w str,
}

impl World<'_> {
    /// The id of a room by its number.
    pub fn room(n: u32) -> String {
        RoomId(n.into()).to_string()
    }
}

/// Turns choices into a query. When they are used up it ends soon.
pub struct Composer<'c> {
    schema: &'c Valid<Schema>,
    world: &'c World<'c>,
    choices: std::slice::Iter<'c, u16>,
}

impl<'c> Composer<'c> {
    pub fn new(schema: &'c Valid<Schema>, world: &'c World<'c>, choices: &'c [u16]) -> Self {
        Self { schema, world, choices: choices.iter() }
    }

    pub fn query(mut self) -> String {
        let root = self.schema.schema_definition.query.as_ref().unwrap().name.clone();
        format!("{{ {} }}", self.fields(&root, DEPTH))
    }

    /// One of so many; the first when there are no choices left.
    fn choose(&mut self, among: usize) -> usize {
        self.choices.next().map_or(0, |choice| usize::from(*choice) % among)
    }

    /// What is selected of an object, an interface or a union.
    fn fields(&mut self, of: &Name, depth: usize) -> String {
        let mut text = "__typename ".to_owned();
        let (own, possible): (Vec<&'c Component<FieldDefinition>>, Vec<Name>) = match &self.schema.types[of] {
            ExtendedType::Object(object) => (object.fields.values().collect(), Vec::new()),
            ExtendedType::Interface(interface) => {
                let objects = self.schema.implementers_map().remove(of).unwrap_or_default().objects;
                (interface.fields.values().collect(), sorted(objects))
            }
            ExtendedType::Union(union) => (Vec::new(), sorted(union.members.iter().map(|member| member.name.clone()))),
            _ => return text,
        };
        let mut taken = HashSet::default();
        for _ in 0..self.choose(12) {
            let Some(field) = own.get(self.choose(own.len().max(1))) else { break };
            if taken.insert(&field.name) {
                text.push_str(&self.field(field, depth));
            }
        }
        // One kind alone: fields of several may not share a name.
        if !possible.is_empty() && depth > 0 && self.choose(2) == 1 {
            let object = &possible[self.choose(possible.len())];
            let inside = self.fields(object, 0);
            write!(text, "... on {object} {{ {inside} }} ").unwrap();
        }
        text
    }

    fn field(&mut self, field: &Node<FieldDefinition>, depth: usize) -> String {
        let of = field.ty.inner_named_type();
        let is_leaf = matches!(self.schema.types[of], ExtendedType::Scalar(_) | ExtendedType::Enum(_));
        if is_leaf {
            return format!("{}{} ", field.name, self.arguments(field));
        }
        if depth == 0 {
            return String::new();
        }
        let arguments = self.arguments(field);
        format!("{}{arguments} {{ {} }} ", field.name, self.fields(of, depth - 1))
    }

    fn arguments(&mut self, field: &FieldDefinition) -> String {
        let mut arguments = Vec::new();
        let has = |name: &str| field.arguments.iter().any(|argument| argument.name == name);
        let pages: Vec<_> = ["first", "last"].into_iter().filter(|name| has(name)).collect();
        if !pages.is_empty() && self.choose(4) > 0 {
            let size = [1, 5, 20, 35, 100, 200][self.choose(6)];
            arguments.push(format!("{}: {size}", pages[self.choose(pages.len())]));
        }
        if has("around") && arguments.first().is_none_or(|size| size.starts_with("first")) && self.choose(4) == 1 {
            arguments.push(format!("around: {}", 1 + self.choose(40)));
        }
        for argument in &field.arguments {
            let value = match argument.name.as_str() {
                "id" | "roomId" => format!("\"{}\"", self.room()),
                "userId" => format!("\"{}\"", UserId(i64::try_from(1 + self.choose(200)).unwrap())),
                "filter" => format!("{{search: \"{}\"}}", ["", "room", "user"][self.choose(3)]),
                "username" | "search" => format!("\"{}\"", self.world.username),
                "fromSeq" => "1".to_owned(),
                "cursors" => {
                    let cursors: Vec<_> =
                        (0..=self.choose(40)).map(|_| format!("{{roomId: \"{}\", fromSeq: 1}}", self.room())).collect();
                    format!("[{}]", cursors.join(", "))
                }
                _ => continue,
            };
            arguments.push(format!("{}: {value}", argument.name));
        }
        if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
    }

    fn room(&mut self) -> String {
        let rooms = usize::try_from(self.world.rooms).unwrap();
        World::room(u32::try_from(1 + self.choose(rooms)).unwrap())
    }
}

fn sorted(names: impl IntoIterator<Item = Name>) -> Vec<Name> {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort();
    names
}
