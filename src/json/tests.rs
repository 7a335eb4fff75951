use super::*;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn half_of_a_pair_is_read_as_the_replacement_character() {
    let mended = [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\uDE00""#, "\u{fffd}"),
        (r#""a\ud83db""#, "a\u{fffd}b"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
        (r#""\ud83d\ude00\ude00""#, "\u{1f600}\u{fffd}"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\\ud83d""#, r"\ud83d"),
        (r#""\\\ud83d""#, "\\\u{fffd}"),
        (r#""\u00fc\"\/""#, "\u{fc}\"/"),
    ];
    for (text, value) in mended {
        assert_eq!(read(text, 64), Ok(json!(value)), "{text}");
    }
    assert_eq!(read(r#"{"\ud83d": ["\udfff"]}"#, 64), Ok(json!({"\u{fffd}": ["\u{fffd}"]})));
    for text in [r#""\u+d83""#, r#""\ud8"#, r#""\u"#, r#""\"#, r#""\ud83"#, r"\ud83d", "\"\\\u{fc}\""] {
        assert_eq!(read(text, 64), Err(Unreadable::NoJson), "{text}");
    }
}

#[test]
fn what_is_nested_too_deep_is_not_read() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(64), 64).is_ok());
    assert_eq!(read(&nested(65), 64), Err(Unreadable::TooDeep));
    assert_eq!(read(&"{\"a\":".repeat(1_000_000), 64), Err(Unreadable::TooDeep));
    let string = json!({"a": "[".repeat(100), "\\\"[": "]"}).to_string();
    assert!(read(&string, 1).is_ok());
    let wide = format!("[{}0]", "[],{},".repeat(1_000));
    assert!(read(&wide, 2).is_ok());
}

#[test]
fn what_is_no_json_is_told_from_what_is_out_of_range() {
    for text in ["1e999", "[-1e400]", r#"{"a": 1e999, "b": "\ud83d"}"#] {
        assert_eq!(read(text, 64), Err(Unreadable::OutOfRange), "{text}");
    }
    for text in ["", "nonsense", "1e", "[1e999", "NaN", "{} {}", "\"a\nb\""] {
        assert_eq!(read(text, 64), Err(Unreadable::NoJson), "{text}");
    }
    assert_eq!(read("1e-999", 64), Ok(json!(0.0)));
}

#[test]
fn of_two_members_of_one_name_the_last_counts() {
    assert_eq!(read(r#"{"a": 1, "\u0061": 2}"#, 64), Ok(json!({"a": 2})));
}

#[test]
fn numbers_are_read_as_they_are() {
    let text = "[0,-1,18446744073709551615,-9223372036854775808,0.5,1e3]";
    let numbers = json!([0, -1, u64::MAX, i64::MIN, 0.5, 1e3]);
    assert_eq!(read(text, 64), Ok(numbers));
}

/// Each is a name for which the parser's own value does something else, with one feature or another.
#[test]
fn a_name_is_a_name() {
    for name in ["$serde_json::private::RawValue", "$serde_json::private::Number"] {
        for value in ["[1]", "\"nonsense", "1e999", "1"] {
            let object = Value::Object(Map::from_iter([(name.to_owned(), Value::from(value))]));
            for value in [object.clone(), json!([object]), json!({"a": object})] {
                let text = value.to_string();
                assert_eq!(read(&text, 64).as_ref(), Ok(&value));
                assert_eq!(from_stored(&text).as_ref(), Ok(&value));
            }
        }
        let deep = json!({name: "[".repeat(100_000)});
        assert_eq!(read(&deep.to_string(), 64), Ok(deep));
    }
}

#[test]
fn members_are_cut_out_as_they_are_written() {
    let found = |text: &str| {
        members(text).map(|members| members.map(|(name, value)| (name, value.to_owned())).collect::<Vec<_>>())
    };
    let member = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let text = r#" { "a" : [1, {"b": "],}"}] ,"\u0062\"":"\\","a":{} , ":,":-1.5e3 , "\ud83d":null } "#;
    let members = vec![
        member("a", r#"[1, {"b": "],}"}]"#),
        member("b\"", r#""\\""#),
        member("a", "{}"),
        member(":,", "-1.5e3"),
        member("\u{fffd}", "null"),
    ];
    assert_eq!(found(text), Some(members));
    assert_eq!(found("{}"), Some(Vec::new()));
    assert_eq!(found(" {\n} "), Some(Vec::new()));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(found(&format!(r#"{{"a":{deep}}}"#)), Some(vec![member("a", &deep)]));
    for text in ["", "[]", "{", "{\"a\"}", "{\"a\":1,}", "{} {}", "\"{}\"", "{\"a\":tru}"] {
        assert_eq!(found(text), None, "{text}");
    }
}

/// Any value that nests a little.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        "\\PC*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-c\"\\\\,:{}]*", inner, 0..4).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    /// What is written is read again, and cut out as it was written.
    #[test]
    fn what_was_written_is_read(value in values(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        prop_assert_eq!(&read(&text, 64), &Ok(value.clone()));
        if let Value::Object(map) = &value {
            let found = members(&text).into_iter().flatten();
            let found: Map<_, _> = found.map(|(name, value)| (name, read(value, 64).unwrap())).collect();
            prop_assert_eq!(&found, map);
        }
    }

    /// Of any text at all there are members, or none: nothing panics.
    #[test]
    fn members_of_anything(text in r#"[{}\[\]",:\\a1 \u{fc}]*"#) {
        let _ = members(&text).map(Iterator::count);
    }

    /// Whatever is written by the book is read as it was.
    #[test]
    fn what_has_no_halves_stays_as_it_is(text in "\\PC*") {
        let written = json!({ &text: [&text] }).to_string();
        prop_assert!(matches!(mend(&written), Cow::Borrowed(_)));
        prop_assert_eq!(read(&written, 2), Ok(json!({ &text: [&text] })));
    }

    /// Of any text at all: no panic, nothing for the parser that it calls half a pair.
    #[test]
    fn any_text_is_mended(text in r#"(\\u(d8|DB|dc|Df|00)[0-9a-f]{2}|\\.|["\\u0-9a-f+\u{fc}\u{1f600}])*"#) {
        let mended = mend(&text);
        let again = mend(&mended);
        prop_assert_eq!(&again, &mended);
        if let Err(error) = serde_json::from_str::<Value>(&mended) {
            prop_assert!(!error.to_string().contains("surrogate"), "{} of {}", error, mended);
        }
    }

    /// Code units are what browsers have: the standard library reads them in the same way.
    #[test]
    fn code_units_are_read_as_the_standard_library_does(units in proptest::collection::vec(any::<u16>(), 0..8)) {
        let written: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let value = String::from_utf16_lossy(&units);
        prop_assert_eq!(read(&format!("\"{written}\""), 0), Ok(json!(value)));
    }
}
