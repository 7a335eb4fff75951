//! What a schema says of itself, of one that has what Spark's own may come to have.

use super::*;
use crate::graphql::{limits::tests::limits, request::Gate, request::Params};
use serde_json::{Value as Json, json};

/// What Spark's own schema may come to have.
const OTHER: &str = r#"
    "Said of an edge." directive @weighs("In grams." much: Int! = 1, old: Int @deprecated) repeatable on FIELD | QUERY
    enum Colour { RED BLUE @deprecated(reason: "Sad.") GREEN @deprecated }
    input Choice @oneOf { one: Int two: String }
    input Plain { list: [[Int!]]! = [[1], null], gone: Int @deprecated(reason: "Use list.") }
    interface Thing { name: String }
    type Stone implements Thing { name: String grid: [[Int]!] choose(choice: Choice, colour: [Colour!]): Int }
    type Query { stone(plain: Plain): Stone old: Int @deprecated }
"#;

fn says(query: &str) -> Json {
    says_of(OTHER, query)
}

fn says_of(schema: &str, query: &str) -> Json {
    let gate = Gate::new(schema, limits()).unwrap();
    let params = Params { query: query.to_owned(), operation_name: None, variables: serde_json::Map::new() };
    let operation = gate.judge(params).map_err(|error| error.into_errors().remove(0).message).unwrap();
    operation.complete(Value::Object(IndexMap::new())).into_json().unwrap()
}

#[test]
fn a_directive_says_where_it_may_stand_and_what_it_takes() {
    let said = says(
        "{ __schema { directives { name description isRepeatable locations
             args { name description defaultValue isDeprecated type { kind ofType { name ofType { name } } } } } } }",
    );
    let directives = said["__schema"]["directives"].as_array().unwrap();
    let weighs = directives.iter().find(|it| it["name"] == "weighs").unwrap();
    let much = json!({"name": "much", "description": "In grams.", "defaultValue": "1", "isDeprecated": false,
        "type": {"kind": "NON_NULL", "ofType": {"name": "Int", "ofType": null}}});
    let whole = json!({"name": "weighs", "description": "Said of an edge.", "isRepeatable": true,
        "locations": ["FIELD", "QUERY"], "args": [much]});
    assert_eq!(*weighs, whole, "what is deprecated is asked for by name");
}

#[test]
fn what_wraps_a_type_is_said_from_outside_in() {
    let wrapped = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { name } } } }";
    let said = says(&format!(
        "{{ stone: __type(name: \"Stone\") {{ fields {{ name type {{ {wrapped} }} }} }}
            plain: __type(name: \"Plain\") {{ inputFields {{ name defaultValue type {{ {wrapped} }} }} }} }}"
    ));
    let int = json!({"kind": "SCALAR", "name": "Int", "ofType": null});
    let wrap = |kind: &str, inner: &Json| json!({"kind": kind, "name": null, "ofType": inner});
    let grid = wrap("LIST", &wrap("NON_NULL", &wrap("LIST", &int)));
    let grid_said = &said["stone"]["fields"][1]["type"];
    assert_eq!(strip(grid_said), strip(&grid));
    let list = wrap("NON_NULL", &wrap("LIST", &wrap("LIST", &wrap("NON_NULL", &json!({"name": "Int"})))));
    let field = &said["plain"]["inputFields"];
    assert_eq!(strip(&field[0]["type"]), strip(&list));
    assert_eq!(field[0]["defaultValue"], "[[1], null]");
    assert_eq!(field.as_array().unwrap().len(), 1, "what is deprecated is asked for by name");
}

#[test]
fn a_schema_says_what_it_is_and_where_it_begins() {
    const DOCUMENT: &str = "\"All of it.\" schema { query: Reads mutation: Writes subscription: Hears }
        \"What is.\" type Reads { a: Int } type Writes { a: Int } type Hears { a: Int }
        \"When.\" scalar Time @specifiedBy(url: \"https://example.org/time\")";
    let begins = "queryType { name description } mutationType { name description } subscriptionType { name }";
    let said = says_of(
        DOCUMENT,
        &format!(
            "{{ __schema {{ description {begins} }} time: __type(name: \"Time\") {{ description specifiedByURL kind }} }}"
        ),
    );
    assert_eq!(
        said,
        json!({"__schema": {"description": "All of it.", "queryType": {"name": "Reads", "description": "What is."},
                            "mutationType": {"name": "Writes", "description": null}, "subscriptionType": {"name": "Hears"}},
               "time": {"description": "When.", "specifiedByURL": "https://example.org/time", "kind": "SCALAR"}})
    );
    let said = says(&format!("{{ __schema {{ {begins} }} }}"));
    assert_eq!((&said["__schema"]["mutationType"], &said["__schema"]["subscriptionType"]), (&Json::Null, &Json::Null));
}

/// Without what is null or not asked for that deep.
fn strip(said: &Json) -> Json {
    let Json::Object(fields) = said else { return said.clone() };
    let leaf = fields.get("name") == Some(&json!("Int"));
    let kept = fields.iter().filter(|(name, value)| !value.is_null() && (*name != "kind" || !leaf));
    Json::Object(kept.map(|(name, value)| (name.clone(), strip(value))).collect())
}

#[test]
fn what_is_deprecated_says_so_and_why() {
    let said = says(
        "{ colour: __type(name: \"Colour\") { kept: enumValues { name }
             all: enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } }
           query: __type(name: \"Query\") { kept: fields { name }
             all: fields(includeDeprecated: true) { name isDeprecated deprecationReason } }
           plain: __type(name: \"Plain\") { inputFields(includeDeprecated: true) { name deprecationReason } }
           choice: __type(name: \"Choice\") { isOneOf } stone: __type(name: \"Stone\") { isOneOf interfaces { name } }
           thing: __type(name: \"Thing\") { possibleTypes { name } } nothing: __type(name: \"Nothing\") { name } }",
    );
    let is = |name: &str, reason: Option<&str>| json!({"name": name, "isDeprecated": reason.is_some(), "deprecationReason": reason});
    let (red, blue) = (is("RED", None), is("BLUE", Some("Sad.")));
    let all = json!([red, blue, is("GREEN", Some("No longer supported"))]);
    assert_eq!(said["colour"], json!({"kept": [{"name": "RED"}], "all": all}));
    let all = json!([is("stone", None), is("old", Some("No longer supported"))]);
    assert_eq!(said["query"], json!({"kept": [{"name": "stone"}], "all": all}));
    assert_eq!(said["plain"]["inputFields"][1], json!({"name": "gone", "deprecationReason": "Use list."}));
    assert_eq!(said["choice"]["isOneOf"], true);
    assert_eq!(said["stone"], json!({"isOneOf": null, "interfaces": [{"name": "Thing"}]}));
    assert_eq!(said["thing"]["possibleTypes"], json!([{"name": "Stone"}]));
    assert_eq!(said["nothing"], Json::Null);
}

/// What a list is taken to have when a query of it is judged: what the lists of the schema have, on the average.
#[test]
fn a_list_costs_as_much_as_such_lists_have() {
    let lists = |kind: &str, item: &str| {
        let items: String = (0..200).map(|n| item.replace('#', &n.to_string())).collect();
        format!("{OTHER} {kind} {{ {items} }}")
    };
    for schema in [
        OTHER.to_owned(),
        lists("interface Wide", "f#: Int "),
        lists("type Long", "f#(a: Int, b: Int, c: Int): Int "),
        lists("input Broad", "i#: Int "),
        lists("enum Many", "V# "),
    ] {
        costs_what_it_has(&schema);
    }
}

fn costs_what_it_has(document: &str) {
    let schema = RequestSchema::parse(document).unwrap();
    let said = says_of(
        document,
        "{ __schema { directives { name } types { kind interfaces { name } enumValues(includeDeprecated: true) { name }
             inputFields(includeDeprecated: true) { name } possibleTypes { name }
             fields(includeDeprecated: true) { args(includeDeprecated: true) { name } } } } }",
    );
    let types = said["__schema"]["types"].as_array().unwrap();
    let length = |list: &Json| list.as_array().map_or(0, Vec::len);
    let all = |list: &str| types.iter().map(|ty| length(&ty[list])).sum::<usize>();
    let objects = types.iter().filter(|ty| ty["kind"] == "OBJECT").flat_map(|ty| ty["fields"].as_array().unwrap());
    let args: usize = objects.map(|field| length(&field["args"])).sum();
    let (interfaces, fields) = (all("interfaces"), all("fields"));
    let most = types.iter().map(|ty| length(&ty["possibleTypes"])).max().unwrap();
    for (list, many, of) in [
        ("types", types.len(), 1),
        ("directives", length(&said["__schema"]["directives"]), 1),
        ("fields", fields, types.len()),
        ("args", args, fields),
        ("inputFields", all("inputFields"), types.len()),
        ("enumValues", all("enumValues"), types.len()),
        ("interfaces", interfaces, types.len()),
        ("possibleTypes", most, 1),
        ("name", 1, 1),
    ] {
        assert_eq!(schema.listed(list), many.div_ceil(of) as u64, "{list}");
    }
}
