//! `map` of the GraphQL multipart request specification: which parts of a request are files, and the variables in whose place
//! they stand. Nothing else makes a value of the type Upload.

use crate::domain::{problem::Problem, refusal::Refusal};
use async_graphql::Value;
use serde_json::Value as Json;
use std::collections::HashMap;

/// The most files of a request, and the most variables that they are for.
pub const MAX_FILES: usize = 10;

/// The type of a file.
pub(super) const UPLOAD: &str = "Upload";

/// Which parts of a request are files, and where they stand.
#[derive(Clone, Debug, Default)]
pub struct FileMap {
    /// The names of the parts. A file's place is that of its name.
    parts: Vec<String>,
    /// The places by the paths of variables, as `ValuePath` writes them: `input.file`, `files[0]`.
    paths: HashMap<String, usize>,
}

impl FileMap {
    /// Reads it.
    pub fn from_json(map: Json) -> Result<Self, Refusal> {
        let wrong = |message: &str| Refusal::bad_request(message);
        let Json::Object(map) = map else {
            return Err(wrong("`map` must be an object, such as {\"0\": [\"variables.input.file\"]}."));
        };
        if map.is_empty() {
            return Err(wrong("`map` names no file: send a request without files as JSON."));
        }
        if map.len() > MAX_FILES {
            return Err(too_many());
        }
        let mut files = Self::default();
        for (part, paths) in map {
            let Json::Array(paths) = paths else { return Err(wrong("`map` must have a list of paths for each part.")) };
            if paths.is_empty() {
                return Err(wrong("`map` must have a path for each part."));
            }
            for path in paths {
                let path = path.as_str().and_then(variable_path).ok_or_else(|| {
                    wrong("A path of `map` leads to a variable of the type Upload, as `variables.input.file`.")
                })?;
                if files.paths.insert(path, files.parts.len()).is_some() {
                    return Err(wrong("`map` names a variable twice."));
                }
                if files.paths.len() > MAX_FILES {
                    return Err(too_many());
                }
            }
            files.parts.push(part);
        }
        Ok(files)
    }

    /// How many files there are.
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// The place of the file that a part brings.
    pub fn place_of(&self, part: &str) -> Option<usize> {
        self.parts.iter().position(|name| name == part)
    }

    /// The places by their paths.
    pub(super) fn paths(&self) -> HashMap<String, usize> {
        self.paths.clone()
    }
}

fn too_many() -> Refusal {
    let message = format!("A request has at most {MAX_FILES} files.");
    Refusal { problem: Some(Problem::TooMany(MAX_FILES)), ..Refusal::too_large(&message) }
}

/// The path of a variable as errors write it. None when it is none: no name begins with a digit, so digits are a place in a list.
fn variable_path(path: &str) -> Option<String> {
    let mut steps = path.strip_prefix("variables.")?.split('.');
    let name = |step: &str| {
        step.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !step.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut written = steps.next().filter(|step| !step.is_empty() && name(step))?.to_owned();
    for step in steps {
        match step.parse::<u16>() {
            // One place has one form.
            Ok(index) if index.to_string() == step => written.extend(["[", step, "]"]),
            _ if !step.is_empty() && name(step) => written.extend([".", step]),
            _ => return None,
        }
    }
    Some(written)
}

/// Whether a file stands anywhere in a value.
pub(super) fn has_file(value: &Value) -> bool {
    match value {
        Value::Binary(_) => true,
        Value::List(items) => items.iter().any(has_file),
        Value::Object(fields) => fields.values().any(has_file),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(map: Json) -> &'static str {
        FileMap::from_json(map).map_or_else(|refusal| refusal.code.as_str(), |_| "")
    }

    #[test]
    fn a_file_is_found_wherever_it_stands_in_a_value() {
        let file = || Value::Binary(vec![0].into());
        let inside = |value: Value| Value::Object([(async_graphql::Name::new("a"), value)].into_iter().collect());
        for holds in
            [file(), Value::List(vec![Value::Null, file()]), inside(file()), inside(Value::List(vec![inside(file())]))]
        {
            assert!(has_file(&holds), "{holds:?}");
        }
        assert!(!has_file(&inside(Value::List(vec![Value::Null, inside(Value::from("file"))]))));
    }

    #[test]
    fn a_map_names_parts_and_variables() {
        let map = json!({"a": ["variables.file"], "0": ["variables.input.file", "variables.files.0"]});
        let files = FileMap::from_json(map).unwrap();
        assert_eq!(files.count(), 2);
        let at = |path: &str| files.paths()[path];
        assert_eq!((at("file"), at("input.file")), (files.place_of("a").unwrap(), files.place_of("0").unwrap()));
        assert_eq!(at("files[0]"), at("input.file"));
        assert_eq!(files.place_of("b"), None);
    }

    #[test]
    fn a_map_is_bounded_and_of_one_form() {
        let parts = |count: usize| {
            Json::Object((0..count).map(|n| (n.to_string(), json!([format!("variables.v{n}")]))).collect())
        };
        let paths = |count: usize| json!({"0": (0..count).map(|n| format!("variables.v{n}")).collect::<Vec<_>>()});
        assert_eq!([code(parts(10)), code(paths(10))], ["", ""]);
        assert_eq!([code(parts(11)), code(paths(11)), code(paths(10_000))], ["TOO_LARGE"; 3]);
        for wrong in [
            json!(null),
            json!([]),
            json!("0"),
            json!({}),
            json!({"0": []}),
            json!({"0": null}),
            json!({"0": "variables.file"}),
            json!({"0": [1]}),
            json!({"0": ["file"]}),
            json!({"0": ["variables"]}),
            json!({"0": ["variables."]}),
            json!({"0": ["variables.0"]}),
            json!({"0": ["variables.a..b"]}),
            json!({"0": ["variables.a.00"]}),
            json!({"0": ["variables.a.+1"]}),
            json!({"0": ["variables.a[0]"]}),
            json!({"0": ["variables.a.1b"]}),
            json!({"0": ["0.variables.file"]}),
            json!({"0": ["query"]}),
            json!({"0": ["variables.a", "variables.a"]}),
            json!({"0": ["variables.a"], "1": ["variables.a"]}),
        ] {
            assert_eq!(code(wrong.clone()), "INVALID_INPUT", "{wrong}");
        }
    }

    proptest::proptest! {
        /// Whatever path there is, it is read or refused; one that is read is written in one form.
        #[test]
        fn any_path_is_read_or_not(path in "variables([.a-z0-9_\\[\\]]|[ -~]){0,30}") {
            if let Some(written) = variable_path(&path) {
                let again = written.replace('[', ".").replace(']', "");
                proptest::prop_assert_eq!(format!("variables.{again}"), path);
            }
        }
    }
}
