//! The commands of docs/files.md, in one shell, in the order of the page; with its paths below a folder of the test's own, and a bucket of
//! another make than the page's.

use super::{fences, read};
use crate::harness::{PATIENCE, bucket::Bucket, on_their_own};
use std::fs;
use tokio::{process::Command, time::timeout};

on_their_own! {
    the_commands_of_files_run;
    the_lines_for_nginx_are_nginxs;
}

const PAGE: &str = "docs/files.md";

async fn the_commands_of_files_run() {
    let bucket = tokio::task::spawn_blocking(Bucket::get).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for place in ["var/lib/spark", "var/backups/spark"] {
        fs::create_dir_all(root.join(place)).unwrap();
    }
    let bin = root.join("bin");
    fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_spark"), bin.join("spark")).unwrap();
    let mut script = fences(&read(PAGE), "sh").join("\n");
    for place in ["/var/lib/spark", "/var/backups/spark"] {
        script = script.replace(place, &format!("{}{place}", root.display()));
    }
    assert!(script.contains("http://127.0.0.1:9000") && script.contains("spark-files"));
    script = script.replace("http://127.0.0.1:9000", &bucket.endpoint);
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", &script]).env_clear().current_dir(root).kill_on_drop(true);
    shell
        .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        .env("SPARK_LISTEN", "127.0.0.1:0");
    let output = timeout(PATIENCE * 2, shell.output()).await.expect("a command does not end").unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
    for line in ["spark-files/chat answers", "holds a copy of", "is sound", "is the backup"] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

/// nginx takes the page's lines, where it is installed: `tests/clients` has servers behind it.
async fn the_lines_for_nginx_are_nginxs() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display();
    let lines = fences(&read(PAGE), "nginx").join("\n");
    let whole = format!(
        "pid {root}/pid; error_log {root}/log; events {{}} http {{ access_log off; client_body_temp_path {root}/body;
         proxy_temp_path {root}/proxy; fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
         proxy_cache_path {root}/cache keys_zone=files:1m; server {{ listen 127.0.0.1:18099; {lines} }} }}"
    );
    let file = folder.path().join("nginx.conf");
    fs::write(&file, whole).unwrap();
    let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap());
    match Command::new("nginx").env("PATH", path).arg("-t").arg("-c").arg(&file).output().await {
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
    }
}
