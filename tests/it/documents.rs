//! The documents say what is so: their commands run, their table of flags is the command's, what they name exists.

mod files;
mod operating;

use crate::harness::{Engine, PATIENCE, Spark, database::Database, on_both, on_their_own};
use clap::CommandFactory;
use serde_json::json;
use std::{fs, path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

on_their_own! {
    the_commands_of_the_readme_run;
}

const DOCUMENTS: [&str; 7] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/files.md",
    "docs/operating.md",
];

/// Where a type may be named by itself, for those who read the code.
const ABOUT_THE_CODE: [&str; 2] = ["ARCHITECTURE.md", "CONTRIBUTING.md"];
/// What they name of others'.
const OUTSIDE: [&str; 2] = ["Option", "None"];

/// Where the README's server listens.
const DEFAULT_ADDRESS: &str = "127.0.0.1:8080";

on_both! {
    signing_in_costs_six_statements_at_most;
}

/// The README's selection, whatever number of rooms there is.
async fn signing_in_costs_six_statements_at_most(spark: Spark) {
    let alice = spark.user("alice").await;
    let query = fences(&read("README.md"), "graphql").remove(0);
    for rooms in [1, 12] {
        for n in 0..rooms {
            let people = [&spark.user(&format!("friend-{rooms}-{n}")).await];
            let room = alice.creates_room("PRIVATE", &format!("Room {n}"), &people).await;
            alice.sends(&room, "hello").await;
        }
        let before = spark.server.statements();
        let answer = alice.reads(&query, json!({})).await;
        let cost = spark.server.statements() - before;
        assert!(answer["loginSync"]["memberships"]["nodes"].as_array().unwrap().len() >= rooms);
        assert!(cost <= 6, "{cost} statements for the selection of the README");
    }
}

/// In one shell, one block after the other, as a reader at a terminal does.
async fn the_commands_of_the_readme_run() {
    let database = Database::create(Engine::Sqlite).await;
    let mut demo = Command::new(env!("CARGO_BIN_EXE_spark"))
        .args(["serve", "--demo", "--listen=127.0.0.1:0", "--log=error", "--database-url", &database.url])
        .arg(database.files_flag())
        .env_clear()
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.expect("the demo does not start").unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap();

    let blocks = fences(&read("README.md"), "sh");
    assert!(blocks.len() >= 3, "sign in, read, send");
    let script = blocks.join("\n").replace(DEFAULT_ADDRESS, address);
    let shell = Command::new("bash").args(["-euo", "pipefail", "-c", &script]).kill_on_drop(true).output();
    let output = timeout(PATIENCE, shell).await.expect("a command does not end").unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}\n{said}\n{complained}");
    assert!(said.contains("\"action\":\"COMMIT\"") && said.contains("\"loginSync\":"), "{said}");
    assert!(said.contains("\"mediaType\":\"image/png\""), "{said}");
    assert!(!said.contains("\"errors\"") && !said.contains("ROLLBACK"), "{said}");
}

#[test]
fn the_table_of_flags_is_the_commands() {
    let mut command = spark::config::Cli::command();
    // Only a built command has the flags that are for all subcommands.
    command.build();
    let serve = command.find_subcommand("serve").unwrap();
    let told: Vec<_> = serve
        .get_arguments()
        .filter(|flag| flag.get_id() != "help")
        .map(|flag| {
            let default: Vec<_> = flag.get_default_values().iter().map(|value| value.to_str().unwrap()).collect();
            let default = match default[..] {
                [] => "none".to_owned(),
                ["false"] => "off".to_owned(),
                _ => format!("`{}`", default.join(",")),
            };
            let (long, env) = (flag.get_long().unwrap(), flag.get_env().unwrap().to_str().unwrap());
            [format!("`--{long}`"), format!("`{env}`"), default, flag.get_help().unwrap().to_string()]
        })
        .collect();
    let readme = read("README.md");
    let written: Vec<[String; 4]> = readme
        .lines()
        .filter(|line| line.starts_with("| `--"))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            cells.try_into().unwrap_or_else(|cells| panic!("four cells, not {cells:?}"))
        })
        .collect();
    assert_eq!(written, told);
}

#[test]
fn what_the_documents_name_exists() {
    let makefile = read("Makefile");
    let source = whole("src", "rs");
    for document in DOCUMENTS {
        let text = read(document);
        for target in links(&text).into_iter().chain(spans(&text).filter(|span| is_path(span)).map(str::to_owned)) {
            assert!(root().join(&target).exists(), "{document} names {target}, which does not exist");
        }
        for command in spans(&text).chain(fences(&text, "console").iter().flat_map(|block| block.lines())) {
            let Some(target) = command.strip_prefix("make ") else { continue };
            let target = target.split_whitespace().next().unwrap_or_default();
            assert!(makefile.contains(&format!("\n{target}: ")), "{document}: there is no `make {target}`");
        }
        for name in spans(&text).filter(|span| is_name(span)) {
            let (module, item) = name.trim_end_matches("()").rsplit_once("::").unwrap();
            // A story that holds something, or a part of the crate.
            let is_told = |story: String| defines(&story, item) || story.contains(&format!("=> {item};"));
            let found = stories(module).is_some_and(is_told) || defines(&source, item);
            assert!(found, "{document} names {name}, which is nowhere");
        }
    }
}

#[test]
fn types_that_the_documents_name_exist() {
    let (source, schema) = (whole("src", "rs"), read("schema.graphql"));
    for document in ABOUT_THE_CODE {
        let text = read(document);
        let missing: Vec<_> = spans(&text)
            .filter(|span| is_type(span) && !OUTSIDE.contains(span))
            .filter(|name| !defines(&source, name) && !is_used(&source, name) && !declares(&schema, name))
            .collect();
        assert!(missing.is_empty(), "{document} names {missing:?}, which are nowhere");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The blocks of a document in that language.
fn fences(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let blocks = text.split("\n```\n").filter_map(|part| part.split_once(&opening));
    blocks.map(|(_, block)| block.to_owned()).collect()
}

/// What stands between backticks in running text.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    // Between fences every second part is a block.
    let prose = text.split("\n```").step_by(2);
    prose.flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

/// Where the links to files of this repository lead.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let files = targets.map(|(target, _)| target.split('#').next().unwrap_or_default());
    files.filter(|target| !target.is_empty() && !target.contains("://")).map(str::to_owned).collect()
}

/// `src/store/mod.rs`, `Makefile`: a path of this repository, rather than of the API or an example.
fn is_path(span: &str) -> bool {
    let plain = span.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c));
    let extensions = [".rs", ".md", ".toml", ".graphql", ".sql", ".lock"];
    let folder = span.contains('/') && !span.starts_with('/') && !span.contains("://");
    plain && (folder || extensions.iter().any(|extension| span.ends_with(extension)))
}

/// `Store::write`, `messages::a_story`: something of the code.
fn is_name(span: &str) -> bool {
    span.contains("::") && span.trim_end_matches("()").chars().all(|c| c.is_alphanumeric() || "_:".contains(c))
}

/// `Watcher`: a type of the code, or of the API.
fn is_type(span: &str) -> bool {
    let (mut letters, is_plain) = (span.chars(), span.chars().all(char::is_alphanumeric));
    is_plain && letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}

/// Whether a line begins with it as a variant does, or a type that a macro makes.
fn is_used(code: &str, name: &str) -> bool {
    let mut rests = code.lines().filter_map(|line| line.trim_start().strip_prefix(name));
    rests.any(|rest| rest.starts_with(" {") || rest.starts_with(['(', ',']))
}

/// Whether it is a type of the schema.
fn declares(schema: &str, name: &str) -> bool {
    let kinds = ["type", "interface", "union", "enum", "input", "scalar"];
    let mut names = schema.lines().filter_map(|line| line.split_once(' ')).filter(|(kind, _)| kinds.contains(kind));
    names.any(|(_, rest)| rest.split(|c: char| !c.is_alphanumeric()).next() == Some(name))
}

/// The stories of a file or folder of tests/it.
fn stories(module: &str) -> Option<String> {
    let file = root().join("tests/it").join(format!("{module}.rs"));
    let text = fs::read_to_string(file).ok()?;
    Some(text + &whole(&format!("tests/it/{module}"), "rs"))
}

/// All files below a folder that end so, one after another.
fn whole(folder: &str, extension: &str) -> String {
    let mut text = String::new();
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return text };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &whole(path.to_str().unwrap(), extension);
        } else if path.extension().is_some_and(|found| found == extension) {
            text += &fs::read_to_string(path).unwrap();
        }
    }
    text
}

/// Whether something of that name is made in the code.
fn defines(code: &str, item: &str) -> bool {
    let kinds = ["fn", "struct", "enum", "trait", "const", "static", "type", "mod", "macro_rules!"];
    kinds.iter().any(|kind| {
        let made = format!("{kind} {item}");
        code.match_indices(&made)
            .any(|(at, _)| !code[at + made.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}
