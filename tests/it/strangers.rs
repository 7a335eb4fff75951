//! Nobody who is not signed in does or learns anything, whatever they ask: each field of the schema is tried.

use crate::harness::{Form, Person, Spark, Stream, on_both};
use apollo_compiler::{
    Schema,
    ast::{InputValueDefinition, Type},
    schema::ExtendedType,
    validation::Valid,
};
use serde_json::{Value, json};

on_both! {
    a_stranger_reads_nothing_and_does_nothing;
    who_has_signed_out_does_nothing_more;
}

/// What is done to become somebody.
const OPEN: [&str; 2] = ["register", "login"];
/// What no JSON asks for: it needs a form, whose sender is looked up before it is read (`files::doors`).
const BY_FORM: &str = "uploadAttachment";

/// Whether anybody may send it as JSON, and only who is signed in may do it.
fn is_closed(name: &str) -> bool {
    !OPEN.contains(&name) && name != BY_FORM
}

fn schema() -> Valid<Schema> {
    Schema::parse_and_validate(spark::graphql::sdl(), "schema.graphql").unwrap()
}

/// Each field of a root with the arguments that it needs.
fn fields(schema: &Valid<Schema>, root: &str) -> Vec<(String, String)> {
    let ExtendedType::Object(object) = &schema.types[root] else { panic!("{root} is no object") };
    let field = |name: &str| {
        let field = &object.fields[name];
        let needed: Vec<_> = field.arguments.iter().filter_map(|argument| needed(schema, argument)).collect();
        let arguments = if needed.is_empty() { String::new() } else { format!("({})", needed.join(", ")) };
        (name.to_owned(), format!("{name}{arguments} {{ __typename }}"))
    };
    object.fields.keys().map(|name| field(name)).collect()
}

/// An argument or a field of an input, when it can't be left out.
fn needed(schema: &Valid<Schema>, argument: &InputValueDefinition) -> Option<String> {
    let is_needed = argument.ty.is_non_null() && argument.default_value.is_none();
    is_needed.then(|| format!("{}: {}", argument.name, value(schema, &argument.ty)))
}

fn value(schema: &Valid<Schema>, ty: &Type) -> String {
    if ty.is_list() {
        return "[]".into();
    }
    match &schema.types[ty.inner_named_type()] {
        ExtendedType::InputObject(object) => {
            let fields: Vec<_> = object.fields.values().filter_map(|field| needed(schema, field)).collect();
            format!("{{{}}}", fields.join(", "))
        }
        ExtendedType::Enum(names) => names.values.keys().next().unwrap().to_string(),
        scalar if scalar.name() == "Int" => "1".into(),
        scalar if scalar.name() == "Boolean" => "true".into(),
        _ => "\"x\"".into(),
    }
}

/// Nothing but UNAUTHENTICATED is said of a field.
fn is_nobodys(field: &str, answer: &Value) {
    assert_eq!(answer["errors"][0]["extensions"], json!({"code": "UNAUTHENTICATED", "action": "ROLLBACK"}), "{field}");
    let data = answer["data"].as_object().and_then(|data| data.values().find(|value| !value.is_null()));
    assert_eq!(data, None, "{field}: {answer}");
}

async fn a_stranger_reads_nothing_and_does_nothing(spark: Spark) {
    let schema = schema();
    let alice = spark.user("alice").await;
    let signed_out = spark.logs_in(&alice).await;
    signed_out.does("logout", json!({}), "").await;
    let tokens = [None, Some("nonsense"), Some(signed_out.token.as_str())];
    let mut tried = 0;
    for (root, kind) in [("Query", "query"), ("Mutation", "mutation")] {
        for (_, field) in fields(&schema, root).into_iter().filter(|(name, _)| is_closed(name)) {
            for token in tokens {
                is_nobodys(&field, &spark.post(token, &format!("{kind} {{ {field} }}"), json!({})).await);
            }
            tried += 1;
        }
    }
    for (_, field) in fields(&schema, "Subscription") {
        let stranger = Person::new(&spark, "nobody", "", "nonsense");
        for person in [&stranger, &signed_out] {
            let mut stream = Stream::opens(person, &format!("subscription {{ {field} }}")).await;
            is_nobodys(&field, &stream.next().await);
            assert_eq!(stream.next().await, "complete");
        }
        tried += 1;
    }
    assert!(tried >= 40, "{tried} fields");
    // All of it is there for who is signed in.
    for (_, field) in fields(&schema, "Query") {
        let answer = alice.ask(&format!("{{ {field} }}"), json!({})).await;
        assert_ne!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{field}: {answer}");
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM sessions").await, 1);
}

async fn who_has_signed_out_does_nothing_more(spark: Spark) {
    let schema = schema();
    let alice = spark.user("alice").await;
    let payload = "{ action error { code } }";
    for (name, field) in fields(&schema, "Mutation").into_iter().filter(|(name, _)| is_closed(name)) {
        let phone = spark.logs_in(&alice).await;
        let field = field.replace("{ __typename }", payload);
        let query = format!("mutation {{ first: logout(input: {{}}) {{ action }} second: {field} }}");
        let answer = phone.ask(&query, json!({})).await;
        let refused = json!({"action": "ROLLBACK", "error": {"code": "UNAUTHENTICATED"}});
        assert_eq!(answer, json!({"data": {"first": {"action": "COMMIT"}, "second": refused}}), "{name}");
    }
    let phone = spark.logs_in(&alice).await;
    let query = format!(
        "mutation($input: UploadAttachmentInput!) {{ first: logout(input: {{}}) {{ action }}
           second: {BY_FORM}(input: $input) {payload} }}"
    );
    let form = Form::asks(&query, json!({"input": {"file": null}}), json!({"0": ["variables.input.file"]}));
    let (_, answer) = phone.posts(form.file("0", "a.txt", b"too late")).await;
    assert_eq!(answer["data"]["second"]["error"]["code"], "UNAUTHENTICATED", "{answer}");
    assert_eq!(spark.database.number("SELECT count(*) FROM files").await, 0);
    assert_eq!(spark.database.number("SELECT count(*) FROM sessions").await, 1);
}
