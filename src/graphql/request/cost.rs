//! The cost of an operation: how many nodes its pages may hold, where nested pages multiply, and how
//! many values all their fields have. It is counted on the normal form, which is what is executed.

use super::{
    arguments::{self, items},
    collect::Collected,
    error::RequestError,
    schema::RequestSchema,
};
use crate::graphql::limits::Limits;
use apollo_compiler::ast::OperationType;

/// A page inside a subscription is read for every event, so it costs this many times as much.
const IN_SUBSCRIPTION: u64 = 10;
/// How many fields each node may have in a request with the most nodes. A value takes about 5 µs.
const VALUES_PER_NODE: u64 = 50;
/// How deep the lists of the introspection may nest. Nested lists multiply: five of them are millions of names. The
/// standard query has one on each path; graphql-js refuses three and more, by its `MaxIntrospectionDepthRule`.
const MAX_INTROSPECTED: usize = 2;
const INTROSPECTED: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];

/// What a selection may cost.
#[derive(Clone, Copy, Default)]
struct Cost {
    /// Nodes of pages, and items of arguments that are lists, since each is looked up.
    nodes: u64,
    /// The fields of all those nodes, for each is resolved.
    values: u64,
    aliases: usize,
    /// How deep fields nest.
    depth: usize,
    /// How deep the introspection's lists nest.
    introspected: usize,
}

/// Refuses an operation that may bring too much; else the nodes that it may bring. What `@skip` or `@include` leave out brings
/// nothing.
pub(super) fn check(
    fields: &[Collected],
    kind: OperationType,
    schema: &RequestSchema,
    limits: &Limits,
) -> Result<u64, RequestError> {
    let factor = if kind == OperationType::Subscription { IN_SUBSCRIPTION } else { 1 };
    let cost = CostCounter { factor, schema }.selection(fields);
    if cost.depth > limits.max_depth {
        return Err(RequestError::too_large(format!("Fields nest at most {} deep.", limits.max_depth)));
    }
    if cost.aliases > limits.max_aliases {
        return Err(RequestError::too_large(format!("An operation has at most {} aliases.", limits.max_aliases)));
    }
    if cost.introspected > MAX_INTROSPECTED {
        let message = format!("Lists of the introspection nest at most {MAX_INTROSPECTED} deep.");
        return Err(RequestError::too_large(message));
    }
    let most = limits.max_cost;
    let most_values = most.saturating_mul(VALUES_PER_NODE);
    for (brings, what, most) in [(cost.nodes, "nodes", most), (cost.values, "values", most_values)] {
        if brings > most {
            let message = format!("This may bring {brings} {what}; a request has at most {most}.");
            return Err(RequestError::too_large(message));
        }
    }
    Ok(cost.nodes)
}

impl Cost {
    /// The cost of both: fields of the same selection.
    fn and(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.saturating_add(other.nodes),
            values: self.values.saturating_add(other.values),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
            introspected: self.introspected.max(other.introspected),
        }
    }

    /// The cost of either: an object has one of several types.
    fn or(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.max(other.nodes),
            values: self.values.max(other.values),
            aliases: self.aliases.max(other.aliases),
            depth: self.depth.max(other.depth),
            introspected: self.introspected.max(other.introspected),
        }
    }
}

struct CostCounter<'s> {
    factor: u64,
    schema: &'s RequestSchema,
}

impl CostCounter<'_> {
    fn selection(&self, fields: &[Collected]) -> Cost {
        fields.iter().map(|field| self.field(field)).fold(Cost::default(), Cost::and)
    }

    fn field(&self, field: &Collected) -> Cost {
        let kinds = field.inside.iter().map(|(_, fields)| self.selection(fields));
        let inside = kinds.fold(Cost::default(), Cost::or);
        let page = arguments::page(field);
        let size = page.map(|page| page.size(field)).or_else(|| arguments::whole_list(field));
        let finding = page.map_or(0, |page| page.finding);
        let many = if inside.nodes > 0 { arguments::longest(field) } else { 1 };
        let (nodes, values) = match size {
            // Introspection has no nodes.
            None => (inside.nodes.saturating_mul(many), self.listed(field).max(many).saturating_mul(inside.values)),
            Some(size) => {
                let nodes = size.saturating_mul(1 + inside.nodes).saturating_mul(self.factor);
                let nodes = if field.object == "LoginSync" { nodes.div_ceil(10) } else { nodes };
                (nodes, size.saturating_mul(1 + inside.values))
            }
        };
        let listed: usize = field.arguments.iter().map(|(_, value)| items(Some(value)).len()).sum();
        let listed = u64::try_from(listed).unwrap_or(u64::MAX);
        let times = u64::try_from(field.times).unwrap_or(u64::MAX);
        let is_alias = field.key != field.name;
        let is_list = field.object.starts_with("__") && INTROSPECTED.contains(&field.name.as_str());
        Cost {
            nodes: nodes.saturating_add(listed).saturating_add(finding),
            values: values.saturating_add(times),
            aliases: inside.aliases.saturating_add(if is_alias { field.times } else { 0 }),
            depth: inside.depth + 1,
            introspected: inside.introspected + usize::from(is_list),
        }
    }

    /// How many items a list of the introspection has on the average. 1 for every other field.
    fn listed(&self, field: &Collected) -> u64 {
        if field.object.starts_with("__") { self.schema.listed(&field.name) } else { 1 }
    }
}
