//! The password of the database, in whatever is said to anybody.

use crate::harness::{
    Spark, on_both, on_their_own,
    process::{ended, run},
};
use clap::Parser;
use spark::config::Cli;
use std::{fs, process::Stdio};
use tokio::process::Command;

on_their_own! {
    a_wrong_address_is_not_repeated;
    a_configuration_shows_no_password;
    a_password_on_a_command_line_is_warned_of;
}

on_both! {
    the_address_comes_from_one_place;
}

const SECRET: &str = "hunter2hunter2";

/// Runs the command to its end, with variables.
async fn with(variables: &[(&str, &str)], args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spark"));
    command.args(args).env_clear().envs(variables.iter().copied()).stdin(Stdio::null()).kill_on_drop(true);
    ended(&command.output().await.unwrap())
}

fn keeps_it(what: &str, (code, out, err): (Option<i32>, String, String)) -> String {
    assert!(!out.contains(SECRET) && !err.contains(SECRET), "{what}: {out}{err}");
    assert_ne!(code, Some(0), "{what}: {out}");
    assert!(err.starts_with("spark: ") || err.contains("\"level\""), "{what}: {err}");
    err
}

async fn a_wrong_address_is_not_repeated() {
    // What nobody listens at; and what is no address for a reason or another.
    let addresses = [
        format!("postgres://spark:{SECRET}@127.0.0.1:1/chat"),
        format!("postgres://spark:{SECRET}@127.0.0.1:port/chat"),
        format!("postgres://spark:{SECRET}@/chat:x"),
        format!("postgres://spark:{SECRET}@[::1/chat"),
        format!("postgres://spark:{SECRET}%ff@127.0.0.1:1/chat"),
        format!("postgres://spark:{SECRET}#1@127.0.0.1:1/chat"),
        format!("postgres://spark:1?{SECRET}@127.0.0.1/chat"),
        format!("postgres://spark:1/{SECRET}@127.0.0.1/chat"),
        format!("postgres://spark:{SECRET}@127.0.0.1:1/chat?sslmode=nonsense"),
        format!("postgres://spark@127.0.0.1:1/chat?password={SECRET}&statement-cache-capacity=many"),
        format!("postgres://spark@127.0.0.1:1/chat?pasword={SECRET}"),
        format!("postgresql//spark:{SECRET}@127.0.0.1/chat"),
        format!("mysql://spark:{SECRET}@127.0.0.1/chat"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("address");
    for address in &addresses {
        fs::write(&file, address).unwrap();
        for command in ["check", "serve", "migrate", "doctor"] {
            let log = ["--log=trace", "--database-wait=0"];
            let said = keeps_it(address, with(&[], &[&[command, "--database-url", address], &log[..]].concat()).await);
            assert!(said.contains("database"), "{address}: {said}");
            keeps_it(address, with(&[("SPARK_DATABASE_URL", address)], &[&[command], &log[..]].concat()).await);
            let named = [&[command, "--database-url-file", file.to_str().unwrap()], &log[..]].concat();
            keeps_it(address, with(&[], &named).await);
        }
        // Where the name of a file belongs.
        for args in [
            &["doctor", "--database-url-file", address][..],
            &["check", "--listen=127.0.0.1:0", "--database-url-file", address],
            &["serve", "--log-filter-file", address],
            &["restore", address],
            &["backup", address],
        ] {
            keeps_it(address, with(&[], args).await);
        }
        keeps_it(address, with(&[("SPARK_DATABASE_URL_FILE", address)], &["migrate"]).await);
        // To the wrong flag, or to none.
        for args in [&["migrate", address][..], &["serve", "--listen", address], &["serve", "--public-url", address]] {
            keeps_it(address, ended(&run(args).await));
        }
    }
}

async fn a_configuration_shows_no_password() {
    let address = format!("postgres://spark:{SECRET}@127.0.0.1:1/chat?password={SECRET}");
    let cli = Cli::try_parse_from(["spark", "serve", "--database-url", &address]).unwrap();
    let shown = format!("{cli:?} {cli:#?}");
    assert!(!shown.contains(SECRET) && shown.contains("127.0.0.1"), "{shown}");
}

/// Everybody on the machine reads a command line: who puts a password there is told of the file.
async fn a_password_on_a_command_line_is_warned_of() {
    let warned = |err: &str| err.contains("list of processes") && err.contains("--database-url-file");
    let address = format!("postgres://spark:{SECRET}@127.0.0.1:1/chat");
    let serve = ["serve", "--log=warn", "--database-wait=0"];
    let in_question = format!("postgres://spark@127.0.0.1:1/chat?password={SECRET}");
    for (command, address) in
        [("serve", &address), ("serve", &in_question), ("migrate", &address), ("doctor", &address), ("check", &address)]
    {
        let args = [&[command], &serve[1..], &["--database-url", address]].concat();
        let (_, _, err) = with(&[], &args).await;
        assert!(warned(&err), "{command}: {err}");
    }
    let (_, _, err) = with(&[("SPARK_DATABASE_URL", &address)], &serve).await;
    assert!(!warned(&err), "{err}");
    let open = ["--database-url", "postgres://spark@127.0.0.1:1/chat"];
    let (_, _, err) = with(&[], &[&serve[..], &open].concat()).await;
    assert!(!warned(&err), "{err}");
}

async fn the_address_comes_from_one_place(spark: Spark) {
    let url = spark.database.url.as_str();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("address");
    fs::write(&file, format!("  {url}\n")).unwrap();
    let file = file.to_str().unwrap();
    let (by_url, by_file) = (("SPARK_DATABASE_URL", url), ("SPARK_DATABASE_URL_FILE", file));
    // By the file, named either way, and by nothing else that says so as well.
    for (variables, args) in [(&[][..], &["doctor", "--database-url-file", file][..]), (&[by_file], &["doctor"])] {
        let (code, out, err) = with(variables, args).await;
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains("is sound"), "{out}");
    }
    for (variables, args) in [
        (&[][..], &["doctor", "--database-url", url, "--database-url-file", file][..]),
        (&[by_url], &["doctor", "--database-url-file", file]),
        (&[by_file], &["doctor", "--database-url", url]),
        (&[by_url, by_file], &["doctor"]),
    ] {
        let (code, _, err) = with(variables, args).await;
        assert_eq!(code, Some(2), "{variables:?} {args:?}: {err}");
        assert!(err.contains("--database-url-file"), "{err}");
    }
}
