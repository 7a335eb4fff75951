//! Documents made up from the schema: valid by construction, as large as the choices lead to.

use apollo_compiler::{
    Name, Node, Schema,
    ast::FieldDefinition,
    collections::HashSet,
    schema::{Component, ExtendedType, Implementers},
    validation::Valid,
};
use std::fmt::Write;

/// How deep a query goes: less than may be.
const DEPTH: usize = 9;
/// How deep goes what shows all that it comes to.
const WHOLE_DEPTH: usize = 6;

/// What there is to ask for.
pub struct World<'w> {
    /// What has an id.
    pub ids: &'w [String],
    pub rooms: &'w [String],
    pub users: &'w [String],
    pub username: &'w str,
    /// How large pages are.
    pub sizes: &'w [u32],
}

/// Turns choices into a document. When they are used up it ends soon.
pub struct Composer<'c> {
    schema: &'c Valid<Schema>,
    world: &'c World<'c>,
    choices: std::slice::Iter<'c, u16>,
    aliases: usize,
    is_thin: bool,
}

impl<'c> Composer<'c> {
    pub fn new(schema: &'c Valid<Schema>, world: &'c World<'c>, choices: &'c [u16]) -> Self {
        Self { schema, world, choices: choices.iter(), aliases: 0, is_thin: false }
    }

    /// What is selected of a type when one goes one way only, to what is newest, and takes little along: what is short is kept for
    /// others.
    pub fn thin(mut self, of: &Name) -> String {
        self.is_thin = true;
        self.whole(of, WHOLE_DEPTH - 1)
    }

    /// A query that selects what it comes to at random.
    pub fn query(mut self) -> String {
        let root = self.schema.schema_definition.query.as_ref().unwrap().name.clone();
        format!("{{ {} }}", self.fields(&root, DEPTH))
    }

    /// A query that selects everything of what it comes to, and goes on from there at random.
    pub fn whole_query(mut self) -> String {
        let root = self.schema.schema_definition.query.as_ref().unwrap().name.clone();
        format!("{{ {} }}", self.whole(&root, WHOLE_DEPTH))
    }

    /// The same of one field of the root.
    pub fn whole_query_of(mut self, name: &str) -> String {
        let root = &self.schema.schema_definition.query.as_ref().unwrap().name;
        let field = self.schema.type_field(root, name).unwrap();
        let arguments = self.arguments(field);
        let fields = self.whole(field.ty.inner_named_type(), WHOLE_DEPTH - 1);
        format!("{{ {name}{arguments} {{ {fields} }} }}")
    }

    /// The same of the payloads of calls, one after the other; each with its input.
    pub fn whole_mutation(mut self, calls: &[&(&str, String)]) -> String {
        let root = &self.schema.schema_definition.mutation.as_ref().unwrap().name;
        let mut text = String::new();
        for (n, (name, input)) in calls.iter().enumerate() {
            let payload = self.schema.type_field(root, name).unwrap().ty.inner_named_type();
            write!(text, "c{n}: {name}(input: {input}) {{ {} }} ", self.whole(payload, WHOLE_DEPTH)).unwrap();
        }
        format!("mutation {{ {text}}}")
    }

    /// The same of the events of a channel, with these arguments; of these kinds, or of any.
    pub fn whole_subscription(mut self, channel: &str, head: &str, kinds: &[&str]) -> String {
        let root = &self.schema.schema_definition.subscription.as_ref().unwrap().name;
        let of = self.schema.type_field(root, channel).unwrap().ty.inner_named_type().clone();
        let fields = self.whole_among(&of, kinds, WHOLE_DEPTH);
        format!("subscription{head} {{ {fields} }} }}")
    }

    /// One of so many; the first when there are no choices left.
    fn choose(&mut self, among: usize) -> usize {
        self.choices.next().map_or(0, |choice| usize::from(*choice) % among)
    }

    fn one_of<'w>(&mut self, list: &'w [String]) -> &'w str {
        &list[self.choose(list.len())]
    }

    /// The fields of a type, and the objects that something of it may be.
    fn parts(&self, of: &Name) -> (Vec<&'c Component<FieldDefinition>>, Vec<Name>) {
        match &self.schema.types[of] {
            ExtendedType::Object(object) => (object.fields.values().collect(), Vec::new()),
            ExtendedType::Interface(interface) => {
                let objects = self.schema.implementers_map().remove(of).unwrap_or_default().objects;
                (interface.fields.values().collect(), sorted(objects))
            }
            ExtendedType::Union(union) => (Vec::new(), sorted(union.members.iter().map(|member| member.name.clone()))),
            _ => (Vec::new(), Vec::new()),
        }
    }

    fn is_leaf(&self, field: &FieldDefinition) -> bool {
        matches!(self.schema.types[field.ty.inner_named_type()], ExtendedType::Scalar(_) | ExtendedType::Enum(_))
    }

    /// What is selected of an object, an interface or a union.
    fn fields(&mut self, of: &Name, depth: usize) -> String {
        let mut text = "__typename ".to_owned();
        let (own, possible) = self.parts(of);
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
        if self.is_leaf(field) {
            return format!("{}{} ", field.name, self.arguments(field));
        }
        if depth == 0 {
            return String::new();
        }
        let arguments = self.arguments(field);
        format!("{}{arguments} {{ {} }} ", field.name, self.fields(of, depth - 1))
    }

    /// All that is no object, and some of what is.
    fn whole(&mut self, of: &Name, depth: usize) -> String {
        self.whole_among(of, &[], depth)
    }

    /// The same. Of what it may be, two of these kinds are looked at by themselves, or two of any.
    fn whole_among(&mut self, of: &Name, kinds: &[&str], depth: usize) -> String {
        let mut text = "__typename ".to_owned();
        let (own, mut possible) = self.parts(of);
        text.push_str(&self.whole_of(&own, &HashSet::default(), depth, false));
        if possible.is_empty() || depth == 0 {
            return text;
        }
        // What most of them have in common, beside what this type itself says of them; then two of them.
        let common: Vec<_> = self.common(&possible).into_iter().filter(|it| it != of).collect();
        let mut known: HashSet<Name> = own.iter().map(|field| field.name.clone()).collect();
        for kind in common {
            let (fields, _) = self.parts(&kind);
            let inside = self.whole_of(&fields, &known, depth, true);
            write!(text, "... on {kind} {{ {inside} __typename }} ").unwrap();
            known.extend(fields.iter().map(|field| field.name.clone()));
        }
        possible.retain(|object| kinds.is_empty() || kinds.contains(&object.as_str()));
        let first = self.choose(possible.len());
        for object in [first, (first + 1) % possible.len()] {
            let (fields, _) = self.parts(&possible[object]);
            let inside = self.whole_of(&fields, &known, depth, true);
            write!(text, "... on {} {{ {inside} __typename }} ", possible[object]).unwrap();
        }
        text
    }

    /// Of these fields, but those that are known. Where they stand beside others, objects have names of their own.
    fn whole_of(
        &mut self,
        fields: &[&'c Component<FieldDefinition>],
        known: &HashSet<Name>,
        depth: usize,
        beside: bool,
    ) -> String {
        let is_looked_at = |name: &Name| !(known.contains(name) || self.is_thin && name == "pageInfo");
        let fields = fields.iter().copied().filter(|field| is_looked_at(&field.name));
        let (leaves, objects): (Vec<&Component<FieldDefinition>>, Vec<&Component<FieldDefinition>>) =
            fields.partition(|field| self.is_leaf(field));
        let leaves = self.some_of(leaves);
        let mut text: String = leaves.iter().map(|field| format!("{}{} ", field.name, self.arguments(field))).collect();
        if depth == 0 || objects.is_empty() {
            return text;
        }
        let count = match (self.is_thin, depth > WHOLE_DEPTH / 2) {
            (true, _) => 1,
            (_, true) => 1 + self.choose(4),
            (_, false) => self.choose(3),
        };
        let mut taken = HashSet::default();
        for _ in 0..count {
            let field = objects[self.choose(objects.len())];
            if taken.insert(&field.name) {
                let alias = if beside { format!("o{}: ", self.aliases) } else { String::new() };
                self.aliases += usize::from(beside);
                let arguments = self.arguments(field);
                let inside = self.whole(field.ty.inner_named_type(), depth - 1);
                write!(text, "{alias}{}{arguments} {{ {inside} }} ", field.name).unwrap();
            }
        }
        text
    }

    fn some_of<T>(&mut self, mut all: Vec<T>) -> Vec<T> {
        while self.is_thin && all.len() > 3 {
            all.swap_remove(self.choose(all.len()));
        }
        all
    }

    /// The interfaces that most of these objects have.
    fn common(&self, objects: &[Name]) -> Vec<Name> {
        let implementers = self.schema.implementers_map();
        let has_most =
            |of: &Implementers| 2 * objects.iter().filter(|it| of.objects.contains(*it)).count() > objects.len();
        sorted(implementers.iter().filter(|(_, of)| has_most(of)).map(|(name, _)| name.clone()))
    }

    fn arguments(&mut self, field: &FieldDefinition) -> String {
        let mut arguments = Vec::new();
        let has = |name: &str| field.arguments.iter().any(|argument| argument.name == name);
        let pages: Vec<_> = ["first", "last"].into_iter().filter(|name| has(name)).collect();
        if !pages.is_empty() && self.choose(4) > 0 {
            let size = self.world.sizes[self.choose(self.world.sizes.len())];
            let end = if self.is_thin { pages.len() - 1 } else { self.choose(pages.len()) };
            arguments.push(format!("{}: {size}", pages[end]));
        }
        if has("around") && arguments.first().is_none_or(|size| size.starts_with("first")) && self.choose(4) == 1 {
            arguments.push(format!("around: {}", 1 + self.choose(80)));
        }
        for argument in &field.arguments {
            let value = match argument.name.as_str() {
                "id" => format!("\"{}\"", self.one_of(self.world.ids)),
                "roomId" => format!("\"{}\"", self.one_of(self.world.rooms)),
                "userId" => format!("\"{}\"", self.one_of(self.world.users)),
                "filter" => format!("{{search: \"{}\"}}", ["", "room", "user"][self.choose(3)]),
                "username" | "search" => format!("\"{}\"", self.world.username),
                "query" => "\"hello\"".to_owned(),
                "fromSeq" => "1".to_owned(),
                "cursors" => {
                    let cursors: Vec<_> = (0..=self.choose(40))
                        .map(|_| format!("{{roomId: \"{}\", fromSeq: 1}}", self.one_of(self.world.rooms)))
                        .collect();
                    format!("[{}]", cursors.join(", "))
                }
                _ => continue,
            };
            arguments.push(format!("{}: {value}", argument.name));
        }
        if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
    }
}

fn sorted(names: impl IntoIterator<Item = Name>) -> Vec<Name> {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort();
    names
}
