//! The addresses at which files are read: signed, the same for an hour, and of what is there.

use super::objects;
use crate::harness::{Person, Spark, by_hand_with_both_stores, upload::picture};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use spark::files::FilesAddress;
use std::{fs, time::Duration};

by_hand_with_both_stores! {
    an_address_is_good_until_it_expires;
    a_changed_address_is_refused;
    a_deleted_messages_files_are_gone;
    a_part_can_be_asked_for;
    a_file_runs_nowhere_and_is_kept_by_caches;
    each_size_of_a_picture_is_told_apart;
    what_cannot_be_shown_is_saved;
    a_name_is_told_to_whoever_saves_it;
}

async fn asks(spark: &Spark, method: Method, url: &str, headers: &[(&str, &str)]) -> Response {
    let request = spark.http.request(method, url);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

async fn gets(spark: &Spark, url: &str) -> Response {
    asks(spark, Method::GET, url, &[]).await
}

async fn status(spark: &Spark, url: &str) -> u16 {
    gets(spark, url).await.status().as_u16()
}

fn header<'r>(answer: &'r Response, name: &str) -> &'r str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A file as it is read anew.
async fn again(person: &Person, file: &Value) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Attachment { id url urlExpiresAt } } }";
    person.reads(query, json!({"id": file["id"]})).await["node"].clone()
}

fn url(file: &Value) -> &str {
    file["url"].as_str().unwrap()
}

async fn an_address_is_good_until_it_expires(spark: Spark) {
    let alice = spark.user("alice").await;
    let file = alice.uploads("a.txt", "hello").await;
    assert_eq!(file["urlExpiresAt"], "2026-06-01T10:00:00.000000Z");
    spark.clock.advance(Duration::from_secs(3_599));
    assert_eq!(again(&alice, &file).await["url"], file["url"], "the same for an hour");
    let answer = gets(&spark, url(&file)).await;
    assert_eq!(header(&answer, "cache-control"), "private, max-age=3601, immutable");
    assert_eq!(answer.text().await.unwrap(), "hello");
    spark.clock.advance(Duration::from_secs(1));
    let later = again(&alice, &file).await;
    assert_ne!(later["url"], file["url"]);
    assert_eq!(later["urlExpiresAt"], "2026-06-01T11:00:00.000000Z");
    spark.clock.advance(Duration::from_secs(3_599));
    assert_eq!(status(&spark, url(&file)).await, 200, "the last second");
    spark.clock.advance(Duration::from_secs(1));
    assert_eq!((status(&spark, url(&file)).await, status(&spark, url(&later)).await), (403, 200));
    // The key is made once.
    let spark = spark.restart().await;
    let moved = url(&later).replacen(url(&later).split("/files").next().unwrap(), &spark.url, 1);
    assert_eq!(status(&spark, &moved).await, 200);
}

async fn a_changed_address_is_refused(spark: Spark) {
    let alice = spark.user("alice").await;
    let [mine, other] = [alice.uploads("a.txt", "a").await, alice.uploads("b.txt", "b").await];
    let (id, other) = (mine["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    let good = url(&mine);
    assert_eq!(status(&spark, good).await, 200);
    let (bare, signature) = good.split_once("&signature=").unwrap();
    for changed in [
        good.replace(id, other),
        good.replace(id, "att_0"),
        good.replace(id, &format!("{id}/320")),
        good.replace("/files/", "/files//"),
        good.replace("?expires=1", "?expires=2"),
        good.replace("?expires=", "?expires=0"),
        good.replace("?expires=", "?e=1&expires="),
        bare.to_owned(),
        format!("{bare}&signature="),
        format!("{bare}&signature={}", signature.to_uppercase()),
        format!("{good}&download=1"),
        good.split_once('?').unwrap().0.to_owned(),
        format!("{}/files/", spark.url),
        format!("{}/files/../../etc/passwd", spark.url),
        format!("{}/files/%2e%2e/%2e%2e/etc/passwd", spark.url),
    ] {
        let status = status(&spark, &changed).await;
        assert!([403, 404].contains(&status), "{changed}: {status}");
    }
    for nothing in ["x.jpg", "", "%2e%2e%2fspark.db", &"0".repeat(64), &format!("{}.jpg", "0".repeat(64))] {
        assert_eq!(status(&spark, &format!("{}/avatars/{nothing}", spark.url)).await, 404, "{nothing}");
    }
    assert_eq!(asks(&spark, Method::POST, good, &[]).await.status(), StatusCode::METHOD_NOT_ALLOWED);
}

async fn a_deleted_messages_files_are_gone(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let file = alice.uploads("a.txt", "a").await;
    let message = alice.sends_files(&room, "look", &[&file]).await;
    let sent = message["attachments"][0].clone();
    assert_eq!(status(&spark, url(&sent)).await, 200);
    // Whoever has just found it may find its bytes gone.
    if let FilesAddress::Directory(store) = &spark.config().files.files_url {
        let [name] = objects(&spark).await.try_into().unwrap();
        let (there, away) = (store.join("objects").join(&name[..2]).join(&name), store.join("away"));
        fs::rename(&there, &away).unwrap();
        assert_eq!(status(&spark, url(&sent)).await, 404);
        fs::rename(&away, &there).unwrap();
        assert_eq!(status(&spark, url(&sent)).await, 200);
    }
    alice.deletes(&message).await;
    assert_eq!(status(&spark, url(&sent)).await, 404);
    let known = [("if-none-match", "*"), ("range", "bytes=0-0")];
    assert_eq!(asks(&spark, Method::GET, url(&sent), &known).await.status(), StatusCode::NOT_FOUND);
}

async fn a_part_can_be_asked_for(spark: Spark) {
    let alice = spark.user("alice").await;
    let bytes: Vec<u8> = (0..100_u8).collect();
    let file = alice.uploads("a.bin", &bytes).await;
    let url = url(&file);
    let whole = gets(&spark, url).await;
    let etag = header(&whole, "etag").to_owned();
    assert_eq!((header(&whole, "accept-ranges"), header(&whole, "content-length")), ("bytes", "100"));
    for (range, part, told) in [
        ("bytes=0-9", 0..10, "bytes 0-9/100"),
        ("bytes=99-", 99..100, "bytes 99-99/100"),
        ("bytes=-3", 97..100, "bytes 97-99/100"),
        ("bytes=90-1000", 90..100, "bytes 90-99/100"),
    ] {
        for headers in [&[("range", range)][..], &[("range", range), ("if-range", &etag)]] {
            let answer = asks(&spark, Method::GET, url, headers).await;
            assert_eq!((answer.status().as_u16(), header(&answer, "content-range")), (206, told));
            assert_eq!(header(&answer, "content-length"), part.len().to_string());
            assert_eq!(answer.bytes().await.unwrap(), bytes[part.clone()]);
        }
    }
    let beyond = asks(&spark, Method::GET, url, &[("range", "bytes=100-")]).await;
    assert_eq!((beyond.status().as_u16(), header(&beyond, "content-range")), (416, "bytes */100"));
    for whole in [
        &[("range", "bytes=0-9"), ("if-range", "\"other\"")][..],
        &[("range", "bytes=0-9,20-29")],
        &[("range", "lines=1-2")],
        &[("if-none-match", "\"other\"")],
    ] {
        let answer = asks(&spark, Method::GET, url, whole).await;
        assert_eq!((answer.status().as_u16(), answer.bytes().await.unwrap().as_ref()), (200, &bytes[..]), "{whole:?}");
    }
    let known = asks(&spark, Method::GET, url, &[("if-none-match", &etag), ("range", "bytes=0-9")]).await;
    assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, etag.as_str()));
    assert_eq!(known.bytes().await.unwrap(), "");
    let head = asks(&spark, Method::HEAD, url, &[("range", "bytes=0-9")]).await;
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "100"));
    assert_eq!(head.bytes().await.unwrap(), "");
}

async fn a_file_runs_nowhere_and_is_kept_by_caches(spark: Spark) {
    let alice = spark.user("alice").await;
    for (name, bytes) in [
        ("page.html", "<!doctype html><script>alert(1)</script>"),
        ("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("data.xml", "<?xml version='1.0'?><a/>"),
        ("script.js", "alert(1)"),
        ("words.txt", "words"),
    ] {
        let file = alice.uploads(name, bytes).await;
        assert_eq!(file["kind"], "FILE", "{name}");
        let answer = gets(&spark, url(&file)).await;
        assert_eq!(header(&answer, "content-type"), file["mediaType"].as_str().unwrap());
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(header(&answer, "content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(header(&answer, "cross-origin-resource-policy"), "cross-origin");
        assert_eq!(header(&answer, "cache-control"), "private, max-age=7200, immutable");
        assert_eq!(
            header(&answer, "content-disposition"),
            format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}")
        );
        assert_eq!(answer.headers().get("content-encoding"), None);
        assert_eq!(answer.text().await.unwrap(), bytes);
    }
}

/// What caches and browsers go by, of one of its addresses.
async fn told(spark: &Spark, url: &str) -> [String; 4] {
    let answer = gets(spark, url).await;
    assert_eq!(answer.status(), 200, "{url}");
    ["content-type", "content-disposition", "cache-control", "etag"].map(|name| header(&answer, name).to_owned())
}

async fn each_size_of_a_picture_is_told_apart(spark: Spark) {
    let alice = spark.user("alice").await;
    let file = alice.uploads("a.png", picture(700, 500, 3)).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Attachment { image {
        a: thumbnailUrl(longEdge: 160) b: thumbnailUrl(longEdge: 320) c: thumbnailUrl(longEdge: 640)
        d: thumbnailUrl(longEdge: 1280) e: thumbnailUrl } } } }";
    let sizes = alice.reads(query, json!({"id": file["id"]})).await["node"]["image"].clone();
    let id = file["id"].as_str().unwrap();
    let cache = "private, max-age=7200, immutable";
    let saved = "inline; filename=\"a.png\"; filename*=UTF-8''a.png";
    assert_eq!(told(&spark, url(&file)).await, ["image/png", saved, cache, &format!("\"{id}\"")]);
    for (name, edge) in [("a", 160), ("b", 320), ("c", 640), ("d", 1_280), ("e", 320)] {
        let thumbnail = told(&spark, sizes[name].as_str().unwrap()).await;
        assert_eq!(thumbnail, ["image/jpeg", "inline", cache, &format!("\"{id}-{edge}\"")]);
    }
}

async fn what_cannot_be_shown_is_saved(spark: Spark) {
    let alice = spark.user("alice").await;
    let broken = &picture(9, 9, 9)[..40];
    let file = alice.uploads("a.png", broken).await;
    assert_eq!((&file["kind"], &file["mediaType"]), (&json!("FILE"), &json!("image/png")));
    let [media_type, disposition, ..] = told(&spark, url(&file)).await;
    let saved = "attachment; filename=\"a.png\"; filename*=UTF-8''a.png";
    assert_eq!((media_type.as_str(), disposition.as_str()), ("image/png", saved));
}

async fn a_name_is_told_to_whoever_saves_it(spark: Spark) {
    let alice = spark.user("alice").await;
    let long = "n".repeat(4 << 10);
    let cut = "n".repeat(255);
    for (said, kept) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Users\\\\alice\\\\cat.jpg", "cat.jpg"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("a%22b.txt", "a\"b.txt"),
        ("a%0D%0Ab.txt", "a  b.txt"),
        ("\u{cf}\u{20ac}\u{1f980}.txt", "\u{cf}\u{20ac}\u{1f980}.txt"),
        (&long, &cut),
    ] {
        let file = alice.uploads(said, "a").await;
        assert_eq!(file["name"], kept, "{said}");
        let answer = gets(&spark, url(&file)).await;
        let said = header(&answer, "content-disposition");
        let encoded = said.split_once("filename*=UTF-8''").unwrap().1;
        assert_eq!(percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap(), kept);
    }
    // A NUL is no part of a header: such a form can't be read.
    let form = crate::harness::Form::upload(json!({}), "a\0b.txt", "a").end();
    assert_eq!(alice.posts_bytes(form).await.0, 400);
    // In JSON it may stand.
    let file = alice.tries_to_upload(json!({"name": "a\0b.txt"}), "c.txt", "a").await;
    assert_eq!(file["attachment"]["name"], "ab.txt", "{file}");
}
