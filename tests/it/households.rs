//! Whom a rate of addresses counts as one: an IPv4 address however it is written, and of IPv6 the 64 bits that one customer has.

use crate::harness::{Socket, Spark, on_sqlite, person::PASSWORD};
use serde_json::{Value, json};

on_sqlite! {
    log_ins_are_counted_by_household;
    registrations_are_counted_by_household;
    the_nearest_that_no_proxy_of_ours_is_asks;
    a_socket_is_asked_for_by_its_handshake;
}

const LOGIN: &str = "mutation($input: Input!) { login(input: $input) { error { code } } }";
const REGISTER: &str = "mutation($input: Input!) { register(input: $input) { error { code } } }";

/// A server behind a proxy that is trusted: so a story says who asks.
async fn behind_a_proxy(spark: &Spark) -> Spark {
    Spark::start_by_hand_with(spark.database.engine, |config| {
        (config.rates.login_rate, config.rates.register_rate) = (1, 1);
        config.trusted_proxy = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await
}

/// The code that somebody at an address is told.
async fn asks(spark: &Spark, query: &str, from: &str, username: &str) -> String {
    let kind = if query == LOGIN { "LoginInput" } else { "RegisterInput" };
    let password = if query == LOGIN { "a wrong one" } else { PASSWORD };
    let variables = json!({"input": {"username": username, "password": password}});
    let body = json!({"query": query.replace("Input!", &format!("{kind}!")), "variables": variables});
    // One header a line, as proxies add them.
    let mut request = spark.http.post(format!("{}/graphql", spark.url));
    for hop in from.lines() {
        request = request.header("x-forwarded-for", hop);
    }
    let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
    let payload = answer["data"].as_object().unwrap().values().next().unwrap();
    payload["error"]["code"].as_str().unwrap_or("COMMIT").to_owned()
}

async fn log_ins_are_counted_by_household(spark: Spark) {
    let spark = behind_a_proxy(&spark).await;
    for (first, same, other) in [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:2::1"),
        ("2001:db8:1::1", "2001:DB8:1:0::2", "2001:db8:1:8000::1"),
        ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ("::ffff:198.51.100.1", "198.51.100.1", "::ffff:198.51.100.2"),
    ] {
        let tries = async |from| asks(&spark, LOGIN, from, "alice").await;
        assert_eq!(tries(first).await, "UNAUTHENTICATED", "{first}");
        assert_eq!(tries(same).await, "RATE_LIMITED", "{same} is {first}");
        assert_eq!(tries(other).await, "UNAUTHENTICATED", "{other} is not {first}");
        assert_eq!(asks(&spark, LOGIN, same, "bob").await, "UNAUTHENTICATED", "another name");
    }
}

async fn registrations_are_counted_by_household(spark: Spark) {
    let spark = behind_a_proxy(&spark).await;
    let people =
        ["2001:db8:0:1::1", "2001:db8:0:1:8000::", "2001:db8:0:2::", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.0"];
    let expected = ["COMMIT", "RATE_LIMITED", "COMMIT", "COMMIT", "RATE_LIMITED", "COMMIT"];
    for (n, (from, expected)) in people.into_iter().zip(expected).enumerate() {
        assert_eq!(asks(&spark, REGISTER, from, &format!("person{n}")).await, expected, "{from}");
    }
}

async fn the_nearest_that_no_proxy_of_ours_is_asks(spark: Spark) {
    let spark = behind_a_proxy(&spark).await;
    let tries = async |from| asks(&spark, LOGIN, from, "alice").await;
    assert_eq!(tries("192.0.2.1").await, "UNAUTHENTICATED");
    for same in [
        "198.51.100.7, 192.0.2.1",
        "198.51.100.7\n192.0.2.1",
        "192.0.2.1\n127.0.0.3",
        "192.0.2.1, 127.0.0.4\n127.0.0.3",
        "192.0.2.1, ::ffff:127.0.0.3",
        "unknown, 192.0.2.1",
        "\t192.0.2.1 ",
    ] {
        assert_eq!(tries(same).await, "RATE_LIMITED", "{same:?}");
    }
    // Behind what is no address nobody can write whatever they like.
    assert_eq!(tries("192.0.2.50, unknown").await, "UNAUTHENTICATED");
    assert_eq!(tries("192.0.2.51, unknown").await, "RATE_LIMITED");
    // Who is behind a proxy that is not ours is who that proxy is.
    assert_eq!(tries("192.0.2.1, 198.51.100.8").await, "UNAUTHENTICATED");
    assert_eq!(tries("198.51.100.8").await, "RATE_LIMITED");
}

async fn a_socket_is_asked_for_by_its_handshake(spark: Spark) {
    let spark = behind_a_proxy(&spark).await;
    let alice = spark.user("alice").await;
    let query = "mutation { login(input: {username: \"bob\", password: \"a wrong one\"}) { error { code } } }";
    let tries = async |from: &str| {
        let mut socket = Socket::forwarded(&spark.url, &alice.token, from).await;
        let id = socket.begins(query, json!({})).await;
        socket.hears(&id).await["payload"]["data"]["login"]["error"]["code"].clone()
    };
    assert_eq!(tries("192.0.2.1").await, "UNAUTHENTICATED");
    assert_eq!(tries("192.0.2.1").await, "RATE_LIMITED");
    assert_eq!(tries("192.0.2.2").await, "UNAUTHENTICATED");
}
