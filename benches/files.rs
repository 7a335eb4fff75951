//! 8 files of 20 MiB at once, up and down, against axum that streams the same bytes to a file and back; and how much memory the
//! server takes for that. What comes back is held against what went in, byte for byte.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on fails; figures are rough"
)]

mod common;

use bytes::Bytes;
use common::{Audit, Person, Process, Row};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

const FILES: usize = 8;
const MIB: f64 = 1024.0 * 1024.0;
const LENGTH: usize = 20 * 1024 * 1024;
const BOUNDARY: &str = "----between-the-parts";
const ROUNDS: usize = 5;

fn main() {
    common::run(async {
        let (server, floor) = (Process::spark(), Process::floor());
        let person = Person::register(&server, "uploader").await;
        // Made before: what is measured is what servers do with them.
        let files: Vec<Bytes> = (0..FILES).map(|n| bytes(n).into()).collect();
        let forms: Vec<Bytes> = files.iter().map(|file| form(file).into()).collect();
        let (mut up, mut down, mut floor_up, mut floor_down) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        let mut audit = Audit::default();
        let before = server.resident_kib();
        let (done, most) = (Arc::new(AtomicBool::new(false)), memory(&server, before));
        let watched = tokio::spawn(most(done.clone()));
        // The best of some: others use the machine as well.
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            join_all(files.iter().enumerate().map(|(n, file)| puts(&floor, n, file.clone()))).await;
            floor_up = floor_up.max(rate(begun));
            let begun = Instant::now();
            let came: Vec<_> = join_all((0..FILES).map(|n| gets(&person, format!("{}/files/{n}", floor.url)))).await;
            floor_down = floor_down.max(rate(begun));
            assert_eq!(came, files);
            let begun = Instant::now();
            let urls = join_all(forms.iter().map(|form| uploads(&person, form.clone()))).await;
            up = up.max(rate(begun));
            let begun = Instant::now();
            let came = join_all(urls.into_iter().map(|url| gets(&person, url))).await;
            down = down.max(rate(begun));
            audit.lost += came.iter().zip(&files).filter(|(came, file)| came != file).count();
        }
        done.store(true, Ordering::Relaxed);
        let grown = (watched.await.unwrap() - before) / 1_024.0;
        let row = |bench, measured: f64, against: f64| {
            let rate = |rate: f64| format!("{rate:.0} MiB/s");
            let ratio = measured / against;
            Row {
                bench,
                measured: rate(measured),
                against: rate(against),
                ratio,
                reach: "≥ 0.5 × the floor",
                reached: ratio >= 0.5,
            }
        };
        let rows = vec![
            row("8 × 20 MiB up", up, floor_up),
            row("8 × 20 MiB down", down, floor_down),
            Row {
                bench: "memory for both, at most",
                measured: format!("{grown:.0} MiB"),
                against: "32 MiB".to_owned(),
                ratio: grown / 32.0,
                reach: "≤ 32 MiB",
                reached: grown <= 32.0,
            },
        ];
        (rows, audit)
    });
}

fn bytes(n: usize) -> Vec<u8> {
    let mut state = n as u64 + 1;
    let mut bytes = Vec::with_capacity(LENGTH);
    while bytes.len() < LENGTH {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend(state.to_le_bytes());
    }
    bytes
}

fn rate(begun: Instant) -> f64 {
    (FILES * LENGTH) as f64 / MIB / begun.elapsed().as_secs_f64()
}

/// Watches what the server has in memory until it is done; the most, in KiB.
fn memory(
    server: &Process,
    before: f64,
) -> impl FnOnce(Arc<AtomicBool>) -> std::pin::Pin<Box<dyn Future<Output = f64> + Send>> {
    let resident = server.watched();
    move |done| {
        Box::pin(async move {
            let mut most = before;
            while !done.load(Ordering::Relaxed) {
                most = most.max(resident());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            most
        })
    }
}

async fn puts(floor: &Process, n: usize, file: Bytes) {
    let http = reqwest::Client::new();
    let url = format!("{}/files/{n}", floor.url);
    let answer = http.put(url).body(file).send().await.unwrap();
    assert!(answer.status().is_success());
}

async fn gets(person: &Person, url: String) -> Bytes {
    let answer = person.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap()
}

/// The body that uploads one.
fn form(file: &[u8]) -> Vec<u8> {
    let query =
        "mutation($input: UploadAttachmentInput!) { uploadAttachment(input: $input) { action attachment { url } } }";
    let operations = json!({"query": query, "variables": {"input": {"file": null}}});
    let part = |name: &str, more: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n")
    };
    let before = format!(
        "{}{operations}\r\n{}{{\"0\":[\"variables.input.file\"]}}\r\n{}",
        part("operations", ""),
        part("map", ""),
        part("0", "; filename=\"a.bin\""),
    );
    [before.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

/// Uploads one; where it is.
async fn uploads(person: &Person, form: Bytes) -> String {
    let http = reqwest::Client::new();
    let request = http.post(format!("{}/graphql", person.url)).bearer_auth(&person.token);
    let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    let answer: Value = request.body(form).send().await.unwrap().json().await.unwrap();
    let url = &answer["data"]["uploadAttachment"]["attachment"]["url"];
    url.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}
