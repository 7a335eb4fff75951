//! The published schema: what is executed, and what is told of it.

use crate::graphql::{
    limits,
    operations::{
        mutation::{Mutation, MutationPayload},
        queries::Query,
        subscriptions::Subscriptions,
    },
    types::node::Node,
};
use async_graphql::{SDLExportOptions, SchemaBuilder, ValidationMode};

/// The published schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscriptions>;

fn build() -> SchemaBuilder<Query, Mutation, Subscriptions> {
    Schema::build(Query, Mutation::default(), Subscriptions)
        .register_output_type::<Node>()
        .register_output_type::<MutationPayload>()
}

/// The schema to be executed. The gate has judged what comes, so the library validates no more.
pub fn schema() -> SchemaBuilder<Query, Mutation, Subscriptions> {
    build().validation_mode(ValidationMode::Fast).limit_recursive_depth(limits::MAX_NESTING)
}

/// What the schema says of itself as a whole.
const DESCRIPTION: &str = "Spark: rooms, messages and who is there. Every mutation is one transaction and answers COMMIT, \
    ROLLBACK or RETRY. Every room counts its events without a hole, and `sync` returns those that a client missed.";

/// What the arguments of the library's directives are for: the library leaves it unsaid.
const DIRECTIVE_ARGUMENTS: [(&str, &str, &str); 3] = [
    ("include", "if: Boolean!", "Whether the answer has the field or fragment."),
    ("skip", "if: Boolean!", "Whether the answer leaves the field or fragment out."),
    ("specifiedBy", "url: String!", "The address of the page that specifies the scalar."),
];

/// The schema as text.
pub fn sdl() -> String {
    let text = build().finish().sdl_with_options(SDLExportOptions::new().include_specified_by());
    let text = text.replace("\nschema {", &format!("\n\"\"\"\n{DESCRIPTION}\n\"\"\"\nschema {{"));
    DIRECTIVE_ARGUMENTS.iter().fold(text, |text, (directive, argument, description)| {
        let described = format!("directive @{directive}(\n\t\"\"\"\n\t{description}\n\t\"\"\"\n\t{argument}\n)");
        text.replace(&format!("directive @{directive}({argument})"), &described)
    })
}
