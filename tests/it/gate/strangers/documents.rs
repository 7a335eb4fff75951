//! Documents that are made to cost: each a class that something was slow or large at once, or could be.

use crate::gate::doors::plain;
use serde_json::{Value, json};

/// `field` of every number.
fn each(count: usize, field: impl Fn(usize) -> String) -> String {
    (0..count).map(field).collect::<Vec<_>>().join(" ")
}

/// Documents that are wide.
#[expect(clippy::too_many_lines, reason = "a row a document")]
pub fn wide() -> Vec<(&'static str, Value)> {
    let operations =
        |count: usize, fragment: &str| format!("{} {fragment}", each(count, |n| format!("query Q{n}{{...F}}")));
    vec![
        ("one field 4,500 times", plain(&format!("{{{}}}", "__typename ".repeat(4_500)))),
        ("introspection again and again", plain(&format!("{{{}}}", "__schema{types{name}} ".repeat(1_000)))),
        ("introspection 9,900 times below", plain(&format!("{{__schema{{types{{{}}}}}}}", "name ".repeat(9_900)))),
        ("2,800 aliases", plain(&format!("{{{}}}", each(2_800, |n| format!("a{n}:__typename"))))),
        ("8,500 unknown fields", plain(&format!("{{{}}}", each(8_500, |n| format!("z{n}"))))),
        ("1,600 unknown arguments", plain(&format!("{{viewer{{{}}}}}", each(1_600, |n| format!("id(a{n}:1)"))))),
        ("fields that conflict", plain(&format!("{{viewer{{{}}}}}", "x:id x:role ".repeat(1_600)))),
        ("pairs that conflict", plain(&format!("{{viewer{{{}}}}}", each(1_600, |n| format!("a{n}:id a{n}:role"))))),
        ("arguments that conflict", plain(&format!("{{{}}}", each(900, |n| format!("room(id:{n}){{id}}"))))),
        (
            "objects that conflict",
            plain(&format!(
                "{{node(id:1){{{}}}}}",
                "...on Room{x:topic}...on User{x:role}...on Node{x:id}".repeat(450)
            )),
        ),
        ("2,000 operations", plain(&each(1_900, |n| format!("query Q{n}{{__typename}}")))),
        ("2,000 operations of one name", plain(&"query Q{__typename}".repeat(1_900))),
        (
            "operations that share a fragment",
            plain(&operations(1_000, &format!("fragment F on Query{{{}}}", "__typename ".repeat(3_000)))),
        ),
        (
            "operations that share conflicts",
            plain(&operations(1_000, &format!("fragment F on Query{{viewer{{{}}}}}", "x:id x:role ".repeat(640)))),
        ),
        (
            "operations that share a literal",
            plain(&operations(
                800,
                &format!(
                    "fragment F on Query{{syncRooms(cursors:[{}]){{latestSeq}}}}",
                    "{roomId:1 fromSeq:1}".repeat(600)
                ),
            )),
        ),
        (
            "operations that share an undefined variable",
            plain(&operations(800, &format!("fragment F on Query{{{}}}", "room(id:$a){id}".repeat(450)))),
        ),
        (
            "1,400 fragments that nobody names",
            plain(&format!("{{__typename}}{}", each(1_400, |n| format!("fragment F{n} on Query{{id}}")))),
        ),
        (
            "fragments that name each other",
            plain(&format!(
                "{{...F0}}{}",
                each(60, |n| format!("fragment F{n} on Query{{__typename {}}}", each(60, |m| format!("...F{m}"))))
            )),
        ),
        (
            "fragments that double",
            plain(&format!(
                "{{...F0}}{} fragment F40 on Query{{id}}",
                each(40, |n| format!("fragment F{n} on Query{{...F{0} ...F{0}}}", n + 1))
            )),
        ),
        (
            "a chain of fragments",
            plain(&format!("{{...F0}}{}", each(1_200, |n| format!("fragment F{n} on Query{{...F{}}}", n + 1)))),
        ),
    ]
}

/// Documents that are deep, or hold large values.
#[expect(clippy::too_many_lines, reason = "a row a document")]
pub fn large() -> Vec<(&'static str, Value)> {
    let named = |times: usize, value: Value| {
        let query = format!(
            "mutation($v:JSON){{publishAnnouncement(input:{{title:\"a\" body:\"b\" metadata:[{}]}}){{action}}}}",
            "$v ".repeat(times)
        );
        json!({"query": query, "variables": {"v": value}})
    };
    let wrapped = "type{kind name ofType{kind name ofType{kind name ofType{kind name description}}}}";
    let whole =
        format!("kind name description fields{{name description {wrapped} args{{name description {wrapped}}}}}");
    vec![
        ("brackets", plain(&"[".repeat(49_000))),
        ("selections", plain(&format!("{}id{}", "{a".repeat(16_000), "}".repeat(16_000)))),
        (
            "60 levels, 9,000 fields at the bottom",
            plain(&format!("{}{{{}}}{}", "{...".repeat(60), "__typename ".repeat(4_000), "}".repeat(60))),
        ),
        ("a list of 9,000", plain(&format!("{{room(id:[{}]){{id}}}}", "1 ".repeat(9_000)))),
        ("an object of 3,000", plain(&format!("{{room(id:{{{}}}){{id}}}}", each(3_000, |n| format!("a{n}:1"))))),
        ("an id of 49 KB", plain(&format!("{{room(id:\"{}\"){{id}}}}", "x".repeat(49_000)))),
        ("10,000 lines", plain(&format!("{{user(username:\"\"\"{}\"\"\"){{id}}}}", "\n x".repeat(10_000)))),
        ("4,900 escapes", plain(&format!("{{user(username:\"{}\"){{id}}}}", "\\u{1F600}".repeat(4_900)))),
        (
            "1,200 variables",
            plain(&format!("query({}){{room(id:$v0){{id}}}}", each(1_200, |n| format!("$v{n}:ID!=\"{n}\"")))),
        ),
        (
            "1,000 variables, the last one 1,000 times",
            plain(&format!(
                "query({}){{syncRooms(cursors:[{}]){{latestSeq}}}}",
                each(1_000, |n| format!("$v{n}:ID!=\"{n}\"")),
                "{roomId:$v999 fromSeq:1}".repeat(480)
            )),
        ),
        ("a long variable 4,900 times", named(4_900, json!("k".repeat(20_000)))),
        ("a variable of 5,000 items 4,900 times", named(4_900, json!(vec!["k"; 5_000]))),
        (
            "a list of 12,000 as a variable",
            json!({"query": "query($v:ID!){room(id:$v){id}}", "variables": {"v": vec![1; 12_000]}}),
        ),
        (
            "4,000 keys as a variable",
            json!({"query": "mutation($v:LogoutInput!){logout(input:$v){action}}",
            "variables": {"v": (0..4_000).map(|n| (format!("k{n}"), json!(1))).collect::<serde_json::Map<_, _>>()}}),
        ),
        ("tokens that are none", plain(&"?".repeat(49_000))),
        ("strings that are none", plain(&format!("{{{}}}", "\"\\q\" ".repeat(6_000)))),
        ("commas", plain(&format!("{{__typename{}}}", ",".repeat(49_000)))),
        ("a comment", plain(&format!("#{}\n{{__typename}}", "x".repeat(49_000)))),
        (
            "29 schemas",
            plain(&format!(
                "{{{}}}",
                each(29, |n| format!("a{n}:__schema{{types{{name description fields{{name}}}}}}"))
            )),
        ),
        ("8 whole schemas", plain(&format!("{{{}}}", each(8, |n| format!("a{n}:__schema{{types{{{whole}}}}}"))))),
        (
            "types of fields of types",
            plain(&format!(
                "{{{}}}",
                each(4, |n| format!(
                    "a{n}:__schema{{types{{fields{{type{{fields{{name description type{{name}}}}ofType{{fields{{name description type{{name}}}}}}}}}}}}}}"
                ))
            )),
        ),
        (
            "what implements, 29 times",
            plain(&format!(
                "{{{}}}",
                each(29, |n| format!(
                    "a{n}:__type(name:\"MutationPayload\"){{possibleTypes{{fields{{name description type{{kind name}}}}}}}}"
                ))
            )),
        ),
    ]
}
