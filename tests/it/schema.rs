//! What is written down twice is the same twice: the schema of the API, and the tables of both databases.

use crate::harness::{Engine, database::Database};
use apollo_compiler::ast::{Definition, Document, FieldDefinition, InputValueDefinition};
use spark::store::Address;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{collections::HashMap, fs, path::Path};

#[test]
fn the_schema_is_what_the_code_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let written = fs::read_to_string(path).unwrap();
    // Not assert_eq: two whole schemas side by side help nobody.
    assert!(written == spark::graphql::sdl(), "the code says something else than schema.graphql: run `make schema`");
}

/// Something that the schema defines: where it stands, as in `Query.room.id`, and what is said of it.
struct Described {
    place: String,
    description: Option<String>,
}

impl Described {
    /// Why a reader learns nothing from it.
    fn fault(&self) -> Option<&'static str> {
        let Some(text) = self.description.as_deref().map(str::trim) else { return Some("is not described") };
        if !text.starts_with(|c: char| c.is_uppercase() || c == '`') || !text.ends_with('.') {
            return Some("is not described by a sentence");
        }
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let name = letters(self.place.rsplit(['.', '@']).next().unwrap());
        let said = letters(text);
        let copies = ["", "a", "an", "the", "its"].map(|article| format!("{article}{name}"));
        copies.contains(&said).then_some("is described by its own name")
    }
}

/// Everything in the published schema that has a name.
fn described() -> Vec<Described> {
    let document = Document::parse(spark::graphql::sdl(), "schema.graphql").unwrap();
    let mut all = Vec::new();
    let mut note = |place: &str, description: Option<&str>| {
        all.push(Described { place: place.to_owned(), description: description.map(str::to_owned) });
    };
    for definition in &document.definitions {
        let (name, description, fields, values) = parts(definition);
        note(&name, description);
        for (member, description) in values {
            note(&format!("{name}.{member}"), description);
        }
        for field in fields {
            note(&format!("{name}.{}", field.name), field.description.as_deref());
            for argument in &field.arguments {
                note(&format!("{name}.{}.{}", field.name, argument.name), argument.description.as_deref());
            }
        }
    }
    all
}

type Said<'a> = Vec<(&'a str, Option<&'a str>)>;
type Fields<'a> = Vec<&'a FieldDefinition>;

/// A definition's name and description, its fields, and what else it has: values, input fields, a directive's arguments.
fn parts(definition: &Definition) -> (String, Option<&str>, Fields<'_>, Said<'_>) {
    fn inputs(values: &[apollo_compiler::Node<InputValueDefinition>]) -> Said<'_> {
        values.iter().map(|value| (value.name.as_str(), value.description.as_deref())).collect()
    }
    fn fields(fields: &[apollo_compiler::Node<FieldDefinition>]) -> Fields<'_> {
        fields.iter().map(|field| &**field).collect()
    }
    let name = definition.name().map_or_else(|| "schema".to_owned(), ToString::to_string);
    let none = Vec::new;
    match definition {
        Definition::SchemaDefinition(it) => (name, it.description.as_deref(), none(), Vec::new()),
        Definition::ScalarTypeDefinition(it) => (name, it.description.as_deref(), none(), Vec::new()),
        Definition::ObjectTypeDefinition(it) => (name, it.description.as_deref(), fields(&it.fields), Vec::new()),
        Definition::InterfaceTypeDefinition(it) => (name, it.description.as_deref(), fields(&it.fields), Vec::new()),
        Definition::UnionTypeDefinition(it) => (name, it.description.as_deref(), none(), Vec::new()),
        Definition::EnumTypeDefinition(it) => {
            let values = it.values.iter().map(|value| (value.value.as_str(), value.description.as_deref()));
            (name, it.description.as_deref(), none(), values.collect())
        }
        Definition::InputObjectTypeDefinition(it) => (name, it.description.as_deref(), none(), inputs(&it.fields)),
        Definition::DirectiveDefinition(it) => {
            (format!("@{name}"), it.description.as_deref(), none(), inputs(&it.arguments))
        }
        other => panic!("a schema does not define {other}"),
    }
}

/// Who reads the schema has never seen Spark. What a test of sentences cannot see, people must: verb first, who may call it, the
/// codes, the units, what null means.
#[test]
fn everything_in_the_schema_is_described_by_a_sentence() {
    let all = described();
    assert!(all.len() > 800, "the schema was not read: {}", all.len());
    for place in ["schema", "Mutation.sendMessage.input", "RoomKind.DIRECT", "RoomCursor.fromSeq", "@include.if"] {
        assert!(all.iter().any(|described| described.place == place), "{place} was not read");
    }
    let faults: Vec<_> = all.iter().filter_map(|it| Some(format!("{} {}", it.place, it.fault()?))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What many types share is said once, in the same words. Only an `id` says in each type what it names.
#[test]
fn a_field_of_an_interface_is_described_alike_in_every_type() {
    let document = Document::parse(spark::graphql::sdl(), "schema.graphql").unwrap();
    let interfaces: HashMap<_, _> = document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            Definition::InterfaceTypeDefinition(it) => Some((&it.name, it)),
            _ => None,
        })
        .collect();
    let mut compared = 0;
    for definition in &document.definitions {
        let Definition::ObjectTypeDefinition(object) = definition else { continue };
        for interface in object.implements_interfaces.iter().filter(|interface| *interface != "Node") {
            for shared in &interfaces[interface].fields {
                let own = object.fields.iter().find(|field| field.name == shared.name).unwrap();
                // Where the lines end is nothing that is said.
                let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                let said = |field: &FieldDefinition| field.description.as_deref().map(words);
                let (here, there) = (said(own), said(shared));
                assert_eq!(here, there, "{}.{} and {interface}.{}", object.name, own.name, own.name);
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn migrations_come_in_pairs() {
    let names = |engine: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

/// Its place in the table comes from the order; the key's columns are numbered from 1.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Column {
    table_name: String,
    name: String,
    kind: String,
    nullable: bool,
    key_place: i64,
}

/// The index of words is each engine's own: here a table of FTS5 with the tables that it keeps, there one with a `tsvector`.
/// A column that is part of the key of a STRICT table is never null, whether it says so or not.
const SQLITE: &str = "SELECT t.name AS table_name, c.name AS name, c.type AS kind,
      c.\"notnull\" = 0 AND c.pk = 0 AS nullable, c.pk AS key_place
    FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND t.name <> '_sqlx_migrations'
      AND t.name NOT LIKE 'search!_words%' ESCAPE '!'
    ORDER BY t.name, c.cid";

/// What is told apart by type here and not there is the same kind: SQLite has one type of whole numbers.
const POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text AS name,
      CASE c.data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT'
        ELSE c.data_type END AS kind,
      c.is_nullable = 'YES' AS nullable,
      coalesce((SELECT k.ordinal_position::bigint
        FROM information_schema.table_constraints p JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
        WHERE p.constraint_type = 'PRIMARY KEY' AND p.table_schema = c.table_schema AND p.table_name = c.table_name
          AND k.column_name = c.column_name), 0) AS key_place
    FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations' AND c.table_name <> 'search_words'
    ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";

async fn migrated(engine: Engine) -> Database {
    let database = Database::create(engine).await;
    database.url.parse::<Address>().unwrap().migrate().await.unwrap();
    database
}

/// Needs both engines, so it is skipped where there is no PostgreSQL.
mod postgres {
    use super::*;
    use crate::harness::on_their_own;

    on_their_own! {
        both_databases_have_the_same_tables;
    }

    async fn both_databases_have_the_same_tables() {
        let (sqlite, postgres) = (migrated(Engine::Sqlite).await, migrated(Engine::Postgres).await);
        let mut conn = SqliteConnection::connect(&sqlite.url).await.unwrap();
        let on_sqlite: Vec<Column> = sqlx::query_as(SQLITE).fetch_all(&mut conn).await.unwrap();
        let mut conn = PgConnection::connect(&postgres.url).await.unwrap();
        let on_postgres: Vec<Column> = sqlx::query_as(POSTGRES).fetch_all(&mut conn).await.unwrap();
        assert!(on_sqlite.iter().any(|column| column.table_name == "messages" && column.name == "seq"));
        for (here, there) in on_sqlite.iter().zip(&on_postgres) {
            assert_eq!(here, there);
        }
        assert_eq!(on_sqlite.len(), on_postgres.len());
    }
}
