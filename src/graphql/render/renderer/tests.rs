use super::*;
use crate::domain::refusal::ErrorCode;
use async_graphql::{SDLExportOptions, ServerError};
use std::collections::HashMap;

/// The definitions of an SDL text, by their first line, without descriptions.
fn definitions(sdl: &str) -> HashMap<String, String> {
    let plain: String = {
        let mut inside = false;
        let lines = sdl.lines().filter(|line| {
            let mark = line.trim_start().starts_with("\"\"\"");
            if mark {
                inside = !inside;
            }
            !mark && !inside
        });
        lines.map(|line| format!("{line}\n")).collect()
    };
    let blocks = plain.split("\n\n").map(str::trim);
    blocks.filter_map(|block| Some((block.lines().next()?.to_owned(), block.to_owned()))).collect()
}

/// The fields of a definition with their types, without arguments.
fn fields(block: &str) -> Vec<String> {
    let mut depth = 0;
    let without_arguments: String = block
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '(');
            let outside = depth == 0;
            depth -= i32::from(*c == ')');
            outside
        })
        .collect();
    let mut fields: Vec<_> = without_arguments.lines().skip(1).map(|line| line.trim().to_owned()).collect();
    fields.sort();
    fields
}

#[test]
fn the_twin_shows_every_type_as_the_published_schema_does() {
    let twin = Schema::build(Twin, EmptyMutation, EmptySubscription)
        .register_output_type::<Node>()
        .register_output_type::<RoomEventInterface>()
        .finish();
    let published = definitions(&crate::graphql::sdl());
    let twin = definitions(&twin.sdl_with_options(SDLExportOptions::new().include_specified_by()));
    let mut compared = 0;
    for (name, block) in twin.iter().filter(|(name, _)| !name.starts_with("directive")) {
        if name.starts_with("type Subscription") {
            assert_eq!(fields(block), fields(&published["type Subscription {"]));
        } else if let Some(other) = published.get(name) {
            assert_eq!(block, other);
            compared += 1;
        } else {
            panic!("{name} is only in the twin");
        }
    }
    assert!(compared > 30, "only {compared} types were compared");
}

#[test]
fn what_the_server_failed_in_is_shown_to_nobody_else() {
    let made = |code: Option<ErrorCode>| {
        let errors = code.map(|code| {
            let mut error = ServerError::new("It failed.", None);
            error.extensions.get_or_insert_default().set("code", code.as_str());
            error
        });
        let rendered = Rendered::Executed { data: Value::Null, errors: errors.into_iter().collect() };
        Rendition { rendered, scope: Scope::Everybody, reactors: None }.made().scope
    };
    assert_eq!(made(None), Scope::Everybody);
    assert_eq!(made(Some(ErrorCode::NotFound)), Scope::Everybody, "that is so for everybody");
    for fault in [ErrorCode::Internal, ErrorCode::Unavailable] {
        assert_eq!(made(Some(fault)), Scope::Viewer);
    }
}
