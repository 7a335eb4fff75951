//! In which words a mistake is told: a developer reads them in the console, and has nothing else.

use super::*;

/// What Spark's own schema may come to have as well.
const OTHER: &str = "directive @mark(n: Int!) repeatable on FIELD | FRAGMENT_DEFINITION | INLINE_FRAGMENT scalar JSON enum Colour { RED BLUE } input Choice @oneOf { one: Int two: Int }
    input Deep { n: Int! deep: Deep list: [Int!] }
    interface Thing { n: Int }
    type Stone implements Thing { n: Int with: Stone } type Leaf implements Thing { n: Int with: Leaf name: String }
    type Query { thing: Thing pick(choice: Choice, colour: Colour, grid: [[Int!]], deep: Deep, free: JSON, text: String, id: ID,
                      truth: Boolean, float: Float): Int needs(n: Int!): Int }";

pub(super) static OTHER_GATE: LazyLock<Gate> = LazyLock::new(|| Gate::new(OTHER, limits()).unwrap());

pub(super) fn told(query: &str, variables: Json) -> String {
    judge_by(&OTHER_GATE, query, variables).map(drop).unwrap_err().message
}

#[test]
fn what_no_document_may_hold_is_told_by_what_was_expected_and_what_was_found() {
    for (document, expected, found) in [
        ("{", "Name", "<EOF>"),
        ("{ pick(", "Name", "<EOF>"),
        ("{ pick(id: }", "a value", "\"}\""),
        ("{ pick(id: \"a\" \"b\") }", "Name", "a string"),
        ("{ pick \"b\" }", "Name", "a string"),
        ("\"why\"", "an operation or a fragment", "<EOF>"),
        ("fragment on on Query { pick }", "a fragment's name", "\"on\""),
        ("fragment F { pick }", "\"on\"", "\"{\""),
        ("query($v) { pick }", "\":\"", "\")\""),
        ("query(v: Int) { pick }", "\"$\"", "\"v\""),
        ("query($v: [Int) { pick }", "\"]\"", "\")\""),
        ("query($v: Int = $w) { pick }", "a value", "\"$\""),
        ("{ a: }", "Name", "\"}\""),
        ("{ pick @ }", "Name", "\"}\""),
        ("{ ... on }", "Name", "\"}\""),
        ("{}", "Name", "\"}\""),
        ("", "an operation or a fragment", "<EOF>"),
        ("type A { b: Int }", "an operation or a fragment", "\"type\""),
        ("{ ...F(id: 1) }", "Name", "\"(\""),
        ("{ pick } $", "an operation or a fragment", "\"$\""),
    ] {
        assert_eq!(
            told(document, json!({})),
            format!("Syntax Error: Expected {expected}, found {found}."),
            "{document}"
        );
    }
}

#[test]
fn what_stands_in_a_document_is_told_by_the_type_of_its_place() {
    for (document, message) in [
        ("{ pick(colour: GREEN) }", "Value \"GREEN\" does not exist in \"Colour\" enum."),
        ("{ pick(colour: \"RED\") }", "Expected value of type \"Colour\", found \"RED\"."),
        ("{ pick(choice: 17) }", "Expected value of type \"Choice\", found 17."),
        ("{ pick(choice: [true, null]) }", "Expected value of type \"Choice\", found [true, null]."),
        ("{ pick(choice: {one: 1, one: 2}) }", "There can be only one input field named \"one\"."),
        ("{ pick(free: {one: 1, one: 2}) }", "There can be only one input field named \"one\"."),
        ("{ pick(deep: {n: 1, m: 2}) }", "Field \"m\" is not defined by type \"Deep\"."),
        ("{ pick(deep: {}) }", "Field \"Deep.n\" of required type \"Int!\" was not provided."),
        ("{ pick(choice: {}) }", "OneOf Input Object \"Choice\" must specify exactly one non-null field."),
        ("{ needs }", "Field \"needs\" argument \"n\" of type \"Int!\" is required, but it was not provided."),
        ("{ pick(text: 1) }", "String cannot represent 1."),
        ("{ pick(text: [RED]) }", "String cannot represent [RED]."),
        ("{ pick(text: {a: 1}) }", "String cannot represent {a: 1}."),
        ("{ pick(id: 1.5) }", "ID cannot represent 1.5."),
        ("{ pick(grid: [[1.0]]) }", "Int cannot represent 1.0."),
        ("{ pick(truth: \"a\") }", "Boolean cannot represent \"a\"."),
        ("{ pick(free: {a: $v}) }", "Variable \"$v\" is not defined."),
        (
            "query($v: Int) { needs(n: $v) }",
            "Variable \"$v\" of type \"Int\" used in position expecting type \"Int!\".",
        ),
        // Inside of a list or an object as well, and in every operation.
        (
            "query($v: Int) { pick(deep: {n: $v}) }",
            "Variable \"$v\" of type \"Int\" used in position expecting type \"Int!\".",
        ),
        (
            "query($v: Int) { pick(grid: [[$v]]) }",
            "Variable \"$v\" of type \"Int\" used in position expecting type \"Int!\".",
        ),
        (
            "query($v: [Int]) { pick(grid: [$v]) }",
            "Variable \"$v\" of type \"[Int]\" used in position expecting type \"[Int!]\".",
        ),
        ("query A { pick } query B { pick(text: 1) }", "String cannot represent 1."),
        ("{ ...F } fragment F on Query { pick(text: 1) }", "String cannot represent 1."),
        (
            "query($v: [Int]) { ...F } fragment F on Query { pick(grid: [$v]) }",
            "Variable \"$v\" of type \"[Int]\" used in position expecting type \"[Int!]\".",
        ),
        ("{ pick @include(if: \"yes\") }", "Boolean cannot represent \"yes\"."),
        // In a default as well: it stands where the variable does.
        ("query($v: ID = 1.5) { pick(id: $v) }", "ID cannot represent 1.5."),
        ("query($v: Int! = null) { needs(n: $v) }", "Expected value of type \"Int!\", found null."),
    ] {
        assert_eq!(told(document, json!({})), message, "{document}");
    }
    // However many digits it has, it is an id.
    assert!(judge_by(&OTHER_GATE, "{ pick(id: 123456789012345678901234567890) }", json!({})).is_ok());
    // A default fills the place.
    let defaulted = "query($v: Int = 1) { pick(deep: {n: $v}, grid: [[$v]]) }";
    assert!(judge_by(&OTHER_GATE, defaulted, json!({})).is_ok());
}

#[test]
fn what_a_variable_holds_is_told_with_the_place_inside_it() {
    for (declared, place, value, message) in [
        (
            "Choice",
            "pick(choice",
            json!({"one": 1, "two": 2}),
            ": Exactly one key must be specified for OneOf type \"Choice\", and not null.",
        ),
        ("Choice", "pick(choice", json!({"three": 1}), ": Field \"three\" is not defined by type \"Choice\"."),
        ("Choice", "pick(choice", json!(3), ": Expected type \"Choice\" to be an object, found 3."),
        ("Deep", "pick(deep", json!({"n": 1, "deep": {"n": "a"}}), " at \"v.deep.n\": Int cannot represent \"a\"."),
        (
            "Deep",
            "pick(deep",
            json!({"n": 1, "deep": {}}),
            " at \"v.deep\": \"n\" of required type \"Int!\" was not provided.",
        ),
        (
            "Deep",
            "pick(deep",
            json!({"n": 1, "list": [1, null]}),
            " at \"v.list[1]\": Expected non-nullable type \"Int!\" not to be null.",
        ),
        ("[[Int!]]", "pick(grid", json!([[1], [2, "x"]]), " at \"v[1][1]\": Int cannot represent \"x\"."),
        ("Colour", "pick(colour", json!("GREEN"), ": Value \"GREEN\" does not exist in \"Colour\" enum."),
        ("Int!", "needs(n", json!(1.5), ": Int cannot represent 1.5: it has 32 bits."),
        ("Int!", "needs(n", json!(3_000_000_000_u64), ": Int cannot represent 3000000000: it has 32 bits."),
        ("ID", "pick(id", json!(true), ": ID cannot represent true."),
    ] {
        let document = format!("query($v: {declared}) {{ {place}: $v) }}");
        let expected = format!("Variable \"$v\" got an invalid value{message}");
        assert_eq!(told(&document, json!({"v": value})), expected, "{document} {value}");
    }
    let needs = "query($v: Int!) { needs(n: $v) }";
    assert_eq!(told(needs, json!({})), "Variable \"$v\" of required type \"Int!\" was not provided.");
    assert_eq!(told(needs, json!({"v": null})), "Variable \"$v\" of non-null type \"Int!\" must not be null.");
    let defaulted = "query($v: Int = 1) { needs(n: $v) }";
    assert_eq!(told(defaulted, json!({"v": null})), "Variable \"$v\" is null, where type \"Int!\" is expected.");
}

#[test]
fn what_is_long_is_cut() {
    let long = "x".repeat(70);
    let (as_value, as_name) = (format!("\"{}…", "x".repeat(59)), "x".repeat(60));
    let said = told(&format!("{{ pick(choice: \"{long}\") }}"), json!({}));
    assert_eq!(said, format!("Expected value of type \"Choice\", found {as_value}."));
    let said = told(&format!("{{ pick(free: {{{long}: 1, {long}: 1}}) }}"), json!({}));
    assert_eq!(said, format!("There can be only one input field named \"{as_name}\"."));
    let said = told("query($v: Int!) { needs(n: $v) }", json!({"v": long}));
    assert_eq!(said, format!("Variable \"$v\" got an invalid value: Int cannot represent {as_value}."));
    let digits = "1".repeat(70);
    let said = told(&format!("{{ pick(id: {digits}.5) }}"), json!({}));
    assert_eq!(said, format!("ID cannot represent {}.", &digits[..60]));
    // Exactly sixty are shown whole.
    let said = told(&format!("{{ pick(choice: \"{}\") }}", "x".repeat(58)), json!({}));
    assert_eq!(said, format!("Expected value of type \"Choice\", found \"{}\".", "x".repeat(58)));
}

/// The validator drops a field that it does not know, and then finds nothing selected around it.
#[test]
fn what_follows_from_a_mistake_is_not_told_as_another() {
    let all = |query: &str| {
        let params = Params { query: query.to_owned(), operation_name: None, variables: serde_json::Map::new() };
        let errors = GATE.judge(params).map(drop).unwrap_err().into_errors();
        errors.into_iter().map(|error| error.message).collect::<Vec<_>>()
    };
    let told = all("{ viewer { nope } }");
    assert!(matches!(&told[..], [one] if one.contains("nope")), "{told:?}");
    let told = all("{ viewer { nope } room(id: 1) { id } rooms }");
    assert!(matches!(&told[..], [one, other] if one.contains("nope") && other.contains("rooms")), "{told:?}");
}
