//! What a request may bring: the nodes that its pages may hold, nested pages multiplied (contract, limits), and the values of
//! all their fields.

use crate::{domain::outcome::Refusal, graphql::limits::Limits};
use async_graphql::{
    Name, Value as ConstValue, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet},
};
use async_graphql_value::Value;

/// Pages of a list, with what they hold when nothing is said.
/// `syncRooms` shares its page among all rooms.
const PAGES: [(&str, u64); 10] = [
    ("members", 50),
    ("messages", 50),
    ("replies", 50),
    ("memberships", 50),
    ("users", 50),
    ("publicRooms", 50),
    ("searchMessages", 50),
    ("announcements", 50),
    ("sync", 50),
    ("syncRooms", 50),
];
/// What a page holds at most; a larger one is refused when it is read.
const LARGEST: u64 = 1_000;
/// A page inside a subscription is read for every event.
const IN_SUBSCRIPTION: u64 = 10;
/// How many fields a node may have when a request brings as many nodes as it may: a value takes some 5 µs.
const VALUES_PER_NODE: u64 = 40;

struct Walk<'d> {
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    variables: &'d Variables,
    factor: u64,
}

/// What an operation may bring.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    /// Nodes of pages.
    pub nodes: u64,
    /// Fields of all those nodes: a field that is asked for a thousand times is resolved as often.
    pub values: u64,
}

impl Cost {
    /// Refuses what may bring too much.
    pub fn check(self, limits: &Limits) -> Result<(), Refusal> {
        let most = limits.max_cost;
        let most_values = most.saturating_mul(VALUES_PER_NODE);
        for (brings, what, most) in [(self.nodes, "nodes", most), (self.values, "values", most_values)] {
            if brings > most {
                return Err(Refusal::too_large(&format!(
                    "This may bring {brings} {what}; a request has at most {most}."
                )));
            }
        }
        Ok(())
    }
}

/// The cost of an operation. `expansion` has counted the document before: it is finite, and not large.
pub(super) fn of(document: &ExecutableDocument, operation: &OperationDefinition, variables: &Variables) -> Cost {
    let factor = if operation.ty == OperationType::Subscription { IN_SUBSCRIPTION } else { 1 };
    let walk = Walk { document, operation, variables, factor };
    walk.selection(&operation.selection_set.node, None)
}

impl Walk<'_> {
    fn selection(&self, set: &SelectionSet, parent: Option<&str>) -> Cost {
        let mut cost = Cost::default();
        for item in &set.items {
            let inside = match &item.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node, parent),
                Selection::FragmentSpread(spread) => self
                    .document
                    .fragments
                    .get(&spread.node.fragment_name.node)
                    .map_or(Cost::default(), |fragment| self.selection(&fragment.node.selection_set.node, parent)),
            };
            cost.nodes = cost.nodes.saturating_add(inside.nodes);
            cost.values = cost.values.saturating_add(inside.values);
        }
        cost
    }

    fn field(&self, field: &Field, parent: Option<&str>) -> Cost {
        let name = field.name.node.as_str();
        // Introspection brings no nodes.
        if name.starts_with("__") {
            return Cost { nodes: 0, values: 1 };
        }
        let inside = self.selection(&field.selection_set.node, Some(name));
        let login = parent == Some("loginSync");
        let page = if login && name == "memberships" { Some(500) } else { page(name) };
        let Some(default) = page.filter(|_| !(login && name == "announcements")) else {
            return Cost { values: inside.values.saturating_add(1), ..inside };
        };
        let size = self.size(field, default).min(LARGEST);
        let nodes = size.saturating_mul(1 + inside.nodes).saturating_mul(self.factor);
        let values = size.saturating_mul(1 + inside.values);
        Cost { nodes: if login { nodes / 10 } else { nodes }, values }
    }

    /// What `first` or `last` asks for; a nonsense size counts as the default, and is refused when it is read.
    fn size(&self, field: &Field, default: u64) -> u64 {
        let asked = ["first", "last"].iter().find_map(|name| {
            let (_, value) = field.arguments.iter().find(|(argument, _)| argument.node.as_str() == *name)?;
            self.number(&value.node)
        });
        asked.unwrap_or(default)
    }

    fn number(&self, value: &Value) -> Option<u64> {
        match value {
            Value::Number(number) => number.as_u64(),
            Value::Variable(name) => match self.variables.get(name) {
                Some(ConstValue::Number(number)) => number.as_u64(),
                Some(_) => None,
                None => self.default_of(name),
            },
            _ => None,
        }
    }

    fn default_of(&self, name: &Name) -> Option<u64> {
        let definition = self.operation.variable_definitions.iter().find(|it| it.node.name.node == *name)?;
        match definition.node.default_value()? {
            ConstValue::Number(number) => number.as_u64(),
            _ => None,
        }
    }
}

/// What a page of this field holds when nothing is said; none when the field is no page.
fn page(name: &str) -> Option<u64> {
    PAGES.iter().find(|(page, _)| *page == name).map(|(_, default)| *default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::{parse_query, types::DocumentOperations};

    fn cost(query: &str) -> u64 {
        both(query).nodes
    }

    fn both(query: &str) -> Cost {
        let document = parse_query(query).unwrap();
        let DocumentOperations::Single(operation) = &document.operations else { panic!("one operation") };
        of(&document, &operation.node, &Variables::default())
    }

    #[test]
    fn nested_pages_multiply() {
        assert_eq!(cost("{ viewer { id username } }"), 0);
        assert_eq!(cost("{ memberships(first: 10) { nodes { id } } }"), 10);
        assert_eq!(cost("{ memberships(first: 10) { nodes { room { messages(last: 5) { nodes { id } } } } } }"), 60);
        assert_eq!(cost("{ loginSync { memberships { nodes { id } } announcements { id } } }"), 50);
        assert_eq!(
            cost(
                "{ a: publicRooms { ...F } } fragment F on RoomConnection { nodes { members(first: 2) { totalCount } } }"
            ),
            150
        );
        assert_eq!(
            cost("subscription { roomEvents { ... on RoomEvent { room { members(first: 3) { totalCount } } } } }"),
            30
        );
        assert_eq!(cost("{ __schema { types { fields { name } } } }"), 0);
    }

    #[test]
    fn values_are_fields_of_all_nodes() {
        assert_eq!(both("{ viewer { id username } }").values, 3);
        // Ten times the nodes' list with an id in it.
        assert_eq!(both("{ memberships(first: 10) { nodes { id } } }").values, 10 * (1 + 2));
        assert_eq!(both("{ memberships(first: 10) { nodes { id id id } } }").values, 10 * (1 + 4));
    }
}
