//! The commands of docs/operating.md, in one shell, in the order of the page; with its paths below a folder of the test's own,
//! and with a `systemctl` that knows what the page asks of it.

use super::{fences, read};
use crate::harness::{PATIENCE, on_their_own};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};
use tokio::{process::Command, time::timeout};

on_their_own! {
    the_commands_of_operating_run;
}

const PAGE: &str = "docs/operating.md";

/// Starts the server that the page installed, with the page's configuration, and stops it as systemd does.
const SYSTEMCTL: &str = r#"#!/usr/bin/env bash
runs() { [[ -e $ROOT/pid && -d /proc/$(cat "$ROOT/pid") ]] && ! grep -q '^State:.Z' "/proc/$(cat "$ROOT/pid")/status"; }
case $1 in
start) set -a; . "$ROOT/etc/spark/spark.env"; set +a
    # It does not outlive the test for long, however that ends.
    timeout 60 "$ROOT/usr/local/bin/spark" serve --log=error >/dev/null 2>"$ROOT/log" & echo $! >"$ROOT/pid" ;;
reload) kill -HUP "$(cat "$ROOT/pid")" ;;
restart) systemctl stop "$2"; systemctl start "$2" ;;
stop) ! runs || kill -TERM "$(cat "$ROOT/pid")"; while runs; do sleep 0.05; done ;;
esac"#;

/// Runs the blocks of a part of the page, and gives what they said.
async fn runs(part: &str, replaced: &[(&str, &str)], environment: &[(&str, &str)], path: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let bin = root.join("bin");
    fs::create_dir(&bin).unwrap();
    for place in ["etc/spark", "usr/local/bin", "var/backups/spark"] {
        fs::create_dir_all(root.join(place)).unwrap();
    }
    // The second part of the page begins where the first has installed it.
    symlink(env!("CARGO_BIN_EXE_spark"), root.join("usr/local/bin/spark")).unwrap();
    fs::write(bin.join("systemctl"), SYSTEMCTL).unwrap();
    fs::set_permissions(bin.join("systemctl"), fs::Permissions::from_mode(0o755)).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let mut script = fences(part, "sh").join("\n");
    for place in ["/usr/local/bin", "/var/lib/spark", "/var/backups/spark", "/etc/spark"] {
        script = script.replace(place, &format!("{}{place}", root.display()));
    }
    script = script.replace("target/release/spark", env!("CARGO_BIN_EXE_spark")).replace("127.0.0.1:8080", &address);
    for (written, meant) in replaced {
        script = script.replace(written, meant);
    }
    // Whatever happens, no server stays.
    let script = format!("trap 'systemctl stop spark' EXIT\nset -x\n{script}");
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", &script]).env_clear().env("ROOT", root).current_dir(root);
    shell.env("PATH", format!("{}:{}:{path}", bin.display(), root.join("usr/local/bin").display()));
    shell.envs(environment.iter().copied()).kill_on_drop(true);
    let output = timeout(PATIENCE * 2, shell.output()).await.expect("a command does not end").unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    let log = fs::read_to_string(root.join("log")).unwrap_or_default();
    assert!(output.status.success(), "{said}\n{complained}\n{log}");
    said
}

/// What runs on a file, and what only with a server.
fn parts() -> (String, String) {
    let page = read(PAGE);
    let (file, server) = page.split_once("\n## PostgreSQL\n").unwrap();
    (file.to_owned(), server.to_owned())
}

async fn the_commands_of_operating_run() {
    let (part, _) = parts();
    let path = std::env::var("PATH").unwrap();
    let said = runs(&part, &[], &[], &path).await;
    for line in ["is free", "alice is an admin", "holds a copy of", "is sound", "everybody signs in anew"] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

mod postgres {
    use super::*;

    on_their_own! {
        the_commands_of_operating_run;
    }

    async fn the_commands_of_operating_run() {
        let (_, page) = parts();
        let server = std::env::var("SPARK_TEST_POSTGRES_URL").unwrap();
        let url = url::Url::parse(&server).unwrap();
        let (host, port) = (url.host_str().unwrap().to_owned(), url.port().unwrap_or(5432).to_string());
        let name = |what: &str| format!("spark_test_{}_{what}", std::process::id());
        let (owner, reader, chat) = (name("owner"), name("server"), name("chat"));
        let address = format!("{host}:{port}");
        let replaced = [
            ("spark_owner", owner.as_str()),
            ("spark_server", &reader),
            ("spark_chat", &chat),
            ("127.0.0.1:5432", &address),
        ];
        let environment =
            [("PGHOST", host.as_str()), ("PGPORT", &port), ("PGUSER", url.username()), ("PGDATABASE", "postgres")];
        let found = Command::new(super::super::root().join("scripts/find-postgres")).output().await.unwrap();
        let programs = String::from_utf8(found.stdout).unwrap();
        let path = format!("{}:{}", programs.trim(), std::env::var("PATH").unwrap());
        let tidy = format!("{page}\n```sh\ndropdb spark_chat\ndropuser spark_server\ndropuser spark_owner\n```\n");
        let said = runs(&tidy, &replaced, &environment, &path).await;
        assert!(said.contains("which was empty") && said.contains("is sound"), "{said}");
    }
}
