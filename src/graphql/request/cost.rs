//! What an operation may bring: the nodes that its pages may hold, nested pages multiplied (contract, limits), and the values of
//! all their fields. Counted on the normal form, which is what is executed.

use super::{
    arguments::{self, items},
    collect::Collected,
    error::RequestError,
    schema::RequestSchema,
};
use crate::graphql::limits::Limits;
use apollo_compiler::ast::OperationType;

/// A page inside a subscription is read for every event.
const IN_SUBSCRIPTION: u64 = 10;
/// How many fields a node may have when a request brings as many nodes as it may: a value takes some 5 µs.
const VALUES_PER_NODE: u64 = 40;

/// What a selection may bring.
#[derive(Clone, Copy, Default)]
struct Cost {
    /// Nodes of pages, and items of lists that are to be looked up.
    nodes: u64,
    /// Fields of all those nodes: a field that is asked for a thousand times is resolved as often.
    values: u64,
}

/// Refuses an operation that may bring too much.
pub(super) fn check(
    fields: &[Collected],
    kind: OperationType,
    schema: &RequestSchema,
    limits: &Limits,
) -> Result<(), RequestError> {
    let factor = if kind == OperationType::Subscription { IN_SUBSCRIPTION } else { 1 };
    let cost = Count { factor, schema }.selection(fields);
    let most = limits.max_cost;
    let most_values = most.saturating_mul(VALUES_PER_NODE);
    for (brings, what, most) in [(cost.nodes, "nodes", most), (cost.values, "values", most_values)] {
        if brings > most {
            let message = format!("This may bring {brings} {what}; a request has at most {most}.");
            return Err(RequestError::too_large(message));
        }
    }
    Ok(())
}

struct Count<'s> {
    factor: u64,
    schema: &'s RequestSchema,
}

impl Count<'_> {
    fn selection(&self, fields: &[Collected]) -> Cost {
        fields.iter().map(|field| self.field(field)).fold(Cost::default(), |total, cost| Cost {
            nodes: total.nodes.saturating_add(cost.nodes),
            values: total.values.saturating_add(cost.values),
        })
    }

    fn field(&self, field: &Collected) -> Cost {
        // It will be one of them.
        let inside =
            field.inside.iter().map(|(_, fields)| self.selection(fields)).fold(Cost::default(), |most, cost| Cost {
                nodes: most.nodes.max(cost.nodes),
                values: most.values.max(cost.values),
            });
        let listed: usize = field.arguments.iter().map(|(_, value)| items(Some(value)).len()).sum();
        let listed = u64::try_from(listed).unwrap_or(u64::MAX);
        let Cost { nodes, values } = match arguments::page(field) {
            // Introspection brings no nodes.
            None => Cost { nodes: inside.nodes, values: self.listed(field).saturating_mul(inside.values) },
            Some(page) => {
                let size = page.size(field);
                let nodes = size.saturating_mul(1 + inside.nodes).saturating_mul(self.factor);
                let nodes = if field.object == "LoginSync" { nodes / 10 } else { nodes };
                Cost { nodes, values: size.saturating_mul(1 + inside.values) }
            }
        };
        let times = u64::try_from(field.times).unwrap_or(u64::MAX);
        Cost { nodes: nodes.saturating_add(listed), values: values.saturating_add(times) }
    }

    /// How many there are of what a field of the schema's introspection lists, on the average.
    fn listed(&self, field: &Collected) -> u64 {
        if field.object.starts_with("__") { self.schema.listed(&field.name) } else { 1 }
    }
}
