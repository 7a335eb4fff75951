//! CollectFields and CoerceArgumentValues (6.3.2, 6.4.1), done before anything runs. The result is a normal form that
//! leaves the executor nothing to decide. Each response name stands once, with one field. The only fragments are `... on`
//! an object, where a type may be one of several objects. There are no directives and no variables. Each argument is
//! there, coerced, or with its default.

use super::{
    document::Document,
    error::{Mistake, RequestError},
    literal::{Literals, VariableKnowledge},
    schema::RequestSchema,
    values::{Variables, weight},
    walk::{FragmentUse, Visitor, walk},
};
use apollo_compiler::{
    Name, Node,
    ast::{Directive, FieldDefinition, InputValueDefinition, Value as Literal},
    executable::{Field, Selection, SelectionSet},
    parser::SourceSpan,
    schema::ExtendedType,
};
use async_graphql::{Value, indexmap::IndexMap};

/// A field of the normal form.
#[derive(Debug)]
pub(super) struct Collected {
    /// Its response name.
    pub key: Name,
    /// The object that it is a field of.
    pub object: Name,
    pub name: Name,
    pub arguments: Vec<(Name, Value)>,
    /// The selections inside, one for each object type that the value may have. Empty for a leaf.
    pub inside: Vec<(Name, Vec<Collected>)>,
    /// Whether the field's type is an object type, so that `inside` has one entry and needs no fragment.
    pub is_object: bool,
    /// How many selections of the request it stands for. A request pays for every repetition.
    pub times: usize,
    /// Where the first of them stands in the text, in bytes.
    pub at: usize,
}

impl Collected {
    /// An argument's value.
    pub fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments.iter().find(|(argument, _)| argument == name).map(|(_, value)| value)
    }
}

/// What the collecting needs to know.
pub(super) struct Collector<'d> {
    pub document: &'d Document,
    pub schema: &'d RequestSchema,
    pub variables: &'d Variables,
    /// How many fields the normal form may still get.
    pub left: usize,
}

impl<'d> Collector<'d> {
    /// The fields of an object that any of these selection sets selects.
    pub fn fields(
        &mut self,
        object: &Name,
        sets: impl IntoIterator<Item = &'d SelectionSet>,
    ) -> Result<Vec<Collected>, RequestError> {
        let mut grouping = Grouping { collector: self, object, groups: IndexMap::new() };
        walk(&self.document.executable, sets, &mut grouping)?;
        let groups = grouping.groups;
        groups.into_values().map(|group| self.field(object, &group)).collect()
    }

    /// By @skip and @include (3.13).
    fn is_left_out(&self, selection: &Selection) -> Result<bool, RequestError> {
        let directives = selection.directives();
        if directives.is_empty() {
            return Ok(false);
        }
        let says = |name: &str| directives.get(name).map(|directive| self.condition(directive)).transpose();
        Ok(says("skip")? == Some(true) || says("include")? == Some(false))
    }

    fn condition(&self, directive: &Node<Directive>) -> Result<bool, RequestError> {
        let definition = self.schema.schema.directive_definitions.get(&directive.name);
        let place = definition.and_then(|definition| definition.argument_by_name("if"));
        let value = directive.specified_argument_by_name("if");
        let coerced = match place {
            Some(place) => self.literals().of(place, value, directive.location()),
            None => Ok(None),
        };
        let coerced = coerced.map_err(|mistake| self.document.wrong(mistake))?;
        Ok(coerced == Some(Value::Boolean(true)))
    }

    /// One field for all that share a response name. The validation has made sure that they are the same field.
    fn field(&mut self, object: &Name, group: &[&'d Node<Field>]) -> Result<Collected, RequestError> {
        let first = group[0];
        let Some(left) = self.left.checked_sub(1) else {
            let message = "With its fields for each kind of object that may be met, this operation is too large.";
            return Err(RequestError::too_large(message));
        };
        self.left = left;
        // The object's field may have more arguments than the interface's.
        let definition = self.schema.field(object, &first.name).unwrap_or(&first.definition);
        let arguments = self.arguments(definition, first)?;
        let of = definition.ty.inner_named_type();
        let is_object = matches!(self.schema.find(of), Some(ExtendedType::Object(_)));
        let mut inside = Vec::new();
        if !first.selection_set.is_empty() {
            for possible in self.schema.possible(of) {
                let fields = self.fields(possible, group.iter().map(|field| &field.selection_set))?;
                if !fields.is_empty() || is_object {
                    inside.push((possible.clone(), fields));
                }
            }
        }
        let at = first.location().map_or(0, |at| at.offset());
        let (key, name) = (first.response_key().clone(), first.name.clone());
        let times = group.len();
        Ok(Collected { key, object: object.clone(), name, arguments, inside, is_object, times, at })
    }

    fn arguments(&self, definition: &FieldDefinition, field: &Node<Field>) -> Result<Vec<(Name, Value)>, RequestError> {
        let mut arguments = Vec::with_capacity(field.arguments.len());
        for place in &definition.arguments {
            let value = field.arguments.iter().find(|it| it.name == place.name).map(|it| &it.value);
            let coerced =
                self.argument(place, value, field.location()).map_err(|mistake| self.document.wrong(mistake))?;
            if let Some(value) = coerced {
                arguments.push((place.name.clone(), value));
            }
        }
        Ok(arguments)
    }

    fn argument(
        &self,
        place: &InputValueDefinition,
        value: Option<&Node<Literal>>,
        at: Option<SourceSpan>,
    ) -> Result<Option<Value>, Mistake> {
        let coerced = self.literals().of(place, value, at)?;
        // The value is copied for each object that the field may be of.
        self.variables.spend(coerced.as_ref().map_or(0, weight), at)?;
        Ok(coerced)
    }

    fn literals(&self) -> Literals<'d> {
        Literals { schema: self.schema, given: VariableKnowledge::Values(self.variables) }
    }
}

/// The fields of an object by their response names, in the order in which these come.
struct Grouping<'c, 'd> {
    collector: &'c Collector<'d>,
    object: &'c Name,
    groups: IndexMap<&'d Name, Vec<&'d Node<Field>>>,
}

impl<'d> Visitor<'d> for Grouping<'_, 'd> {
    type Error = RequestError;

    fn selection(&mut self, selection: &'d Selection) -> Result<bool, RequestError> {
        Ok(!self.collector.is_left_out(selection)?)
    }

    fn field(&mut self, _: &'d Name, field: &'d Node<Field>) -> bool {
        self.groups.entry(field.response_key()).or_default().push(field);
        false
    }

    fn fragment(&mut self, used: FragmentUse<'d>) -> bool {
        used.condition().is_none_or(|condition| self.collector.schema.applies(self.object, condition))
    }
}
