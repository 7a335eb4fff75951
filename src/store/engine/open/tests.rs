//! Which addresses are understood, and what of them is never repeated.

use super::{Address, understood};

#[test]
fn what_a_password_that_was_not_escaped_would_show_is_refused() {
    // A password of 12/b, 12?b and 12#b: what is left of the address is one as well.
    for url in ["postgres://spark:12/b@host/spark", "postgres://spark:12?b@host/spark", "postgres://spark:12#b@host"] {
        let why = understood(url).unwrap_err().to_string();
        assert!(why.contains("write %23 for #, %2F for /, %3F for ? and %40 for @"), "{url}: {why}");
        assert!(!why.contains("12"), "{why}");
    }
    for url in ["postgres://spark:12%2Fb@host/spark", "postgres://host/spark?host=/run/postgresql"] {
        assert!(understood(url).is_ok(), "{url}");
    }
}

#[test]
fn only_what_the_driver_knows_is_handed_to_it() {
    for (url, left) in [
        ("postgres://host/spark?sslmode=require&color=blue", "postgres://host/spark?sslmode=require"),
        ("postgres://host/spark?color=blue", "postgres://host/spark"),
        ("postgres://host/spark?options%5Bsearch_path%5D=chat", "postgres://host/spark?options%5Bsearch_path%5D=chat"),
        ("postgres://host/spark", "postgres://host/spark"),
    ] {
        assert_eq!(understood(url).unwrap(), left);
    }
}

#[test]
fn an_address_names_a_file_or_a_server() {
    for url in [
        "sqlite://spark.db",
        "sqlite:spark.db",
        "sqlite:///data/spark.db?mode=ro",
        "postgres://host/spark",
        "postgresql://host",
    ] {
        assert!(url.parse::<Address>().is_ok(), "{url}");
    }
    for url in
        ["sqlite:", "sqlite://", "sqlite::memory:", "sqlite://:memory:", "sqlite://file:sqlx-in-memory-1?mode=memory"]
    {
        let why = url.parse::<Address>().unwrap_err().to_string();
        assert!(why.contains("memory would forget everything"), "{url}: {why}");
    }
    for url in ["", "spark.db", "mysql://host/spark", "https://host"] {
        let why = url.parse::<Address>().unwrap_err().to_string();
        assert!(why.contains("unknown scheme"), "{url}: {why}");
    }
}
