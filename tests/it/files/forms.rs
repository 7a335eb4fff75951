//! Forms as they should be, and as they should not: each bound at itself and one beyond, and each mistake told before anything of
//! the operation runs.

use crate::{
    files::doors::all_is_cleared,
    harness::{Engine, Form, Person, Spark, form::UPLOAD, on_their_own},
};
use serde_json::{Value, json};

on_their_own! {
    each_bound_holds_at_itself_and_not_beyond;
    a_form_has_its_parts_once_and_in_order;
    only_a_map_makes_a_file;
    a_map_names_few_and_one_file_may_be_for_several;
    what_is_wrong_is_told_before_the_file_is_read;
}

const MAX_FILE: u64 = 100_000;
const MAX_MAP: usize = 16 << 10;
const MAX_HEAD: usize = 16 << 10;

async fn spark() -> (Spark, Person) {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.files.max_file_bytes = MAX_FILE).await;
    let alice = spark.user("alice").await;
    (spark, alice)
}

/// The status, the code, and the limit that is told.
async fn told(alice: &Person, form: impl Into<Vec<u8>>) -> (u16, String, Value) {
    let (status, answer) = alice.posts_bytes(form.into()).await;
    let error = &answer["errors"][0]["extensions"];
    let code = error["code"].as_str().unwrap_or_default().to_owned();
    if !code.is_empty() {
        assert!(answer.get("data").is_none(), "nothing of it ran: {answer}");
        assert_eq!(error["action"], "ROLLBACK", "{answer}");
    }
    (status, code, error["limit"].clone())
}

async fn is_bad(alice: &Person, what: &str, form: Vec<u8>) {
    let (status, code, _) = told(alice, form).await;
    // What the gate refuses is 200 to who accepts JSON, as everywhere.
    assert!([200, 400].contains(&status), "{what}: {status}");
    assert_eq!(code, "INVALID_INPUT", "{what}");
}

async fn is_too_large(alice: &Person, what: &str, limit: u64, form: Vec<u8>) {
    assert_eq!(told(alice, form).await, (413, "TOO_LARGE".to_owned(), json!(limit)), "{what}");
}

async fn is_done(alice: &Person, what: &str, form: Form) {
    let (status, answer) = alice.posts(form).await;
    assert_eq!(status, 200, "{what}: {answer}");
    let data = answer["data"].as_object().unwrap_or_else(|| panic!("{what}: {answer}"));
    assert!(data.values().all(|payload| payload["action"] == "COMMIT"), "{what}: {answer}");
}

/// An upload of several files, each by a variable of its own.
fn several(count: usize) -> (String, Value, Value) {
    let each = |each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<Vec<_>>().join(" ");
    let variables = each(&|n| format!("$f{n}: Upload!"));
    let calls = each(&|n| format!("u{n}: uploadAttachment(input: {{file: $f{n}}}) {{ action }}"));
    let nulls: Value = (0..count).map(|n| (format!("f{n}"), Value::Null)).collect::<serde_json::Map<_, _>>().into();
    let map =
        (0..count).map(|n| (n.to_string(), json!([format!("variables.f{n}")]))).collect::<serde_json::Map<_, _>>();
    (format!("mutation({variables}) {{ {calls} }}"), nulls, map.into())
}

async fn each_bound_holds_at_itself_and_not_beyond() {
    let (spark, alice) = spark().await;
    let file = |bytes: u64| Form::upload(json!({}), "a.bin", vec![7; usize::try_from(bytes).unwrap()]);
    is_done(&alice, "the longest file", file(MAX_FILE)).await;
    is_too_large(&alice, "a longer one", MAX_FILE, file(MAX_FILE + 1).end()).await;

    let max_body = spark.config().limits.max_body_bytes;
    let asks = |length: usize| {
        let operations = json!({"query": UPLOAD, "variables": {"input": {"file": null}}}).to_string();
        let padded = format!("{operations}{}", " ".repeat(length - operations.len()));
        let form = Form::default().text("operations", &padded);
        form.text("map", r#"{"0": ["variables.input.file"]}"#).file("0", "a.bin", "a")
    };
    is_done(&alice, "the longest operation", asks(max_body)).await;
    is_too_large(&alice, "a longer one", max_body as u64, asks(max_body + 1).end()).await;

    let map = |length: usize| {
        let map = r#"{"0": ["variables.input.file"]}"#;
        let map = format!("{map}{}", " ".repeat(length - map.len()));
        let operations = json!({"query": UPLOAD, "variables": {"input": {"file": null}}});
        Form::default().text("operations", &operations.to_string()).text("map", &map).file("0", "a.bin", "a")
    };
    is_done(&alice, "the longest map", map(MAX_MAP)).await;
    is_too_large(&alice, "a longer one", MAX_MAP as u64, map(MAX_MAP + 1).end()).await;

    for (count, is_let) in [(1, true), (10, true), (11, false)] {
        let (query, variables, map) = several(count);
        let form = (0..count).fold(Form::asks(&query, variables, map), |form, n| form.file(&n.to_string(), "a", "a"));
        if is_let {
            is_done(&alice, "ten files", form).await;
        } else {
            is_too_large(&alice, "eleven", 10, form.end()).await;
        }
    }

    // A head comes in as it comes: what is bounded is how much of one is kept.
    let headed = |length: usize| {
        let head = "Content-Disposition: form-data; name=\"0\"; filename=\"a\"\r\nX-Long: ";
        Form::begins_upload(json!({})).part(format!("{head}{}", "x".repeat(length)), "a")
    };
    is_done(&alice, "a long head", headed(MAX_HEAD - 1_000)).await;
    is_too_large(&alice, "a head without end", MAX_HEAD as u64, headed(300_000).end()).await;
    is_bad(&alice, "a form that does not begin", vec![b'x'; 10_000]).await;
    is_too_large(&alice, "one that does not begin for long", MAX_HEAD as u64, vec![b'x'; 300_000]).await;
    all_is_cleared(&spark).await;
}

async fn a_form_has_its_parts_once_and_in_order() {
    let (spark, alice) = spark().await;
    let operations = json!({"query": UPLOAD, "variables": {"input": {"file": null}}}).to_string();
    let map = r#"{"0": ["variables.input.file"]}"#;
    let begun = || Form::begins_upload(json!({}));
    let empty = Form::default;
    let wrong = [
        ("nothing", empty()),
        ("no map", empty().text("operations", &operations).file("0", "a", "a")),
        ("no operations", empty().text("map", map).file("0", "a", "a")),
        ("the map first", empty().text("map", map).text("operations", &operations).file("0", "a", "a")),
        ("the file first", empty().file("0", "a", "a").text("operations", &operations).text("map", map)),
        ("the file second", empty().text("operations", &operations).file("0", "a", "a").text("map", map)),
        ("no file", begun()),
        ("a file that nobody named", begun().file("1", "a", "a")),
        ("a file too many", begun().file("0", "a", "a").file("1", "a", "a")),
        ("a file twice", begun().file("0", "a", "a").file("0", "a", "a")),
        ("operations twice", begun().text("operations", &operations).file("0", "a", "a")),
        ("a part without a name", begun().part("Content-Disposition: form-data; filename=\"a\"", "a")),
        ("a part without a head", begun().part("X: y", "a")),
        ("a head that is none", begun().part("\u{1}", "a")),
        ("33 headers", begun().part("X: y\r\n".repeat(33) + "Content-Disposition: form-data; name=\"0\"", "a")),
        (
            "a part that is longer than it says",
            begun().part("Content-Disposition: form-data; name=\"0\"; filename=\"a\"\r\nContent-Length: 1", "ab"),
        ),
        (
            "a part that is shorter than it says",
            begun().part("Content-Disposition: form-data; name=\"0\"; filename=\"a\"\r\nContent-Length: 3", "ab"),
        ),
        (
            "a part of no length at all",
            begun().part("Content-Disposition: form-data; name=\"0\"; filename=\"a\"\r\nContent-Length: -1", "ab"),
        ),
        ("operations that are no JSON", empty().text("operations", "{").text("map", map).file("0", "a", "a")),
        ("a map that is no JSON", empty().text("operations", &operations).text("map", "{").file("0", "a", "a")),
        (
            "a map that is not UTF-8",
            empty().text("operations", &operations).part("Content-Disposition: form-data; name=\"map\"", b"\xff"),
        ),
        ("a batch", empty().text("operations", &format!("[{operations}]")).text("map", map).file("0", "a", "a")),
        (
            "a batch by its map",
            empty().text("operations", &format!("[{operations}]")).text("map", r#"{"0": ["0.variables.input.file"]}"#),
        ),
    ];
    for (what, form) in wrong {
        is_bad(&alice, what, form.end()).await;
    }
    is_bad(&alice, "a form without an end", begun().file("0", "a", "a").unended()).await;
    is_bad(&alice, "another boundary", b"--other\r\n\r\n".to_vec()).await;
    // What comes behind the end is nobody's, and a file may be said to be as long as it is.
    let headed = "Content-Disposition: form-data; name=\"0\"; filename=\"a\"\r\nContent-Length: 2";
    is_done(&alice, "a part that is as long as it says", begun().part(headed, "ab")).await;
    let (status, answer) = alice.posts_bytes([begun().file("0", "a", "a").end(), b"x".repeat(1_000)].concat()).await;
    assert_eq!((status, &answer["data"]["uploadAttachment"]["action"]), (200, &json!("COMMIT")), "{answer}");
    all_is_cleared(&spark).await;
}

async fn only_a_map_makes_a_file() {
    let (spark, alice) = spark().await;
    let named = |query: &str, variables: Value, map: Value| Form::asks(query, variables, map).file("0", "a", "a").end();
    let input = |file: Value| json!({"input": {"file": file}});
    let to = |path: &str| json!({"0": [path]});
    let good = "variables.input.file";
    for there in [json!(0), json!("x"), json!("#__graphql_file__:0"), json!({}), json!([null]), json!({"0": null})] {
        is_bad(&alice, "what is not null", named(UPLOAD, input(there), to(good))).await;
    }
    is_bad(&alice, "what is not there", named(UPLOAD, json!({"input": {}}), to(good))).await;
    is_bad(&alice, "no such variable", named(UPLOAD, input(json!(null)), to("variables.other"))).await;
    is_bad(&alice, "a list that is none", named(UPLOAD, input(json!(null)), to("variables.input.file.0"))).await;
    is_bad(&alice, "the input", named(UPLOAD, json!({"input": null}), to("variables.input"))).await;
    is_bad(&alice, "the query", named(UPLOAD, input(json!(null)), to("query"))).await;
    is_bad(
        &alice,
        "the name",
        named(UPLOAD, json!({"input": {"file": null, "name": null}}), to("variables.input.name")),
    )
    .await;
    is_bad(
        &alice,
        "both",
        named(UPLOAD, json!({"input": {"file": null, "name": null}}), json!({"0": [good, "variables.input.name"]})),
    )
    .await;
    let text = "mutation($name: String) { updateProfile(input: {displayName: $name}) { action } }";
    is_bad(&alice, "a text", named(text, json!({"name": null}), to("variables.name"))).await;
    let json = "mutation($f: Upload, $json: JSON) { sendMessage(input: {roomId: \"r\", body: \"b\", metadata: $json,
        clientMutationId: \"c\"}) { action } updateAvatar(input: {file: $f}) { action } }";
    is_bad(&alice, "JSON", named(json, json!({"f": null, "json": null}), to("variables.json"))).await;
    is_bad(&alice, "in JSON", named(json, json!({"f": null, "json": {"a": null}}), to("variables.json.a"))).await;
    let inside = "mutation($f: Upload) { sendMessage(input: {roomId: \"r\", body: \"b\", metadata: {a: [$f]},
        clientMutationId: \"c\"}) { action } }";
    is_bad(&alice, "a file inside JSON", named(inside, json!({"f": null}), to("variables.f"))).await;
    for literal in ["null", "\"#__graphql_file__:0\"", "0", "upload_0", "{file: 0}"] {
        let query = format!(
            "mutation($f: Upload) {{ uploadAttachment(input: {{file: {literal}}}) {{ action }} updateAvatar(input: {{file: $f}}) {{ action }} }}"
        );
        is_bad(&alice, "a literal", named(&query, json!({"f": null}), to("variables.f"))).await;
    }
    let query = "query($f: Upload) { viewer { id } }";
    is_bad(&alice, "a query", named(query, json!({"f": null}), to("variables.f"))).await;
    is_bad(
        &alice,
        "a subscription",
        named("subscription($f: Upload) { userEvents { __typename } }", json!({"f": null}), to("variables.f")),
    )
    .await;
    is_bad(
        &alice,
        "a subscription without files",
        Form::asks("subscription { userEvents { __typename } }", json!({}), json!({})).end(),
    )
    .await;
    all_is_cleared(&spark).await;
}

async fn a_map_names_few_and_one_file_may_be_for_several() {
    let (spark, alice) = spark().await;
    let good = "variables.input.file";
    let named = |map: Value| Form::asks(UPLOAD, json!({"input": {"file": null}}), map).file("0", "a", "a").end();
    let many: Vec<_> = (0..10_000).map(|n| format!("variables.v{n}")).collect();
    assert_eq!(told(&alice, named(json!({"0": many}))).await.1, "TOO_LARGE");
    let many: serde_json::Map<_, _> = (0..10_000).map(|n| (n.to_string(), json!([good]))).collect();
    assert_eq!(told(&alice, named(many.into())).await.1, "TOO_LARGE");
    // One file may be for several variables.
    let twice = "mutation($a: Upload!, $b: Upload!) { a: uploadAttachment(input: {file: $a}) { action }
        b: uploadAttachment(input: {file: $b}) { action } }";
    let map = json!({"0": ["variables.a", "variables.b"]});
    is_done(&alice, "a file for two", Form::asks(twice, json!({"a": null, "b": null}), map).file("0", "a", "a")).await;
    let counted = alice.reads("{ viewer { id } }", json!({})).await;
    assert!(counted["viewer"]["id"].is_string());
    all_is_cleared(&spark).await;
}

async fn what_is_wrong_is_told_before_the_file_is_read() {
    let (spark, alice) = spark().await;
    let mut wire = crate::harness::Wire::dial(&spark).await;
    let form =
        Form::asks("mutation($f: Upload) { nothing(file: $f) }", json!({"f": null}), json!({"0": ["variables.f"]}));
    let bytes = form.file("0", "a", "").unended();
    let (bearer, length) =
        (format!("Authorization: Bearer {}", alice.token), format!("Content-Length: {}", bytes.len() + 50_000));
    wire.asks(&["POST /graphql HTTP/1.1", &bearer, &format!("Content-Type: {}", Form::content_type()), &length]).await;
    assert!(wire.writes(&bytes).await);
    let answer = wire.answer().await;
    assert!(answer.body.contains("INVALID_INPUT") && answer.body.contains("nothing"), "{}", answer.body);
}
