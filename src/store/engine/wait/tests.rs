//! For which answers of a server it is worth waiting.

use super::is_final;
use crate::testing::coded;
use std::io;

#[test]
fn waiting_helps_only_while_nobody_answers_or_the_answer_is_not_yet() {
    for code in ["57P01", "57P02", "57P03", "53300", "08P01", "08006", "08001", "08004"] {
        assert!(!is_final(&coded(code)), "{code}");
    }
    // A wrong password, a role or a database that is not there.
    for code in ["28P01", "28000", "3D000"] {
        assert!(is_final(&coded(code)), "{code}");
    }
    assert!(!is_final(&sqlx::Error::Io(io::Error::from(io::ErrorKind::ConnectionRefused))));
    assert!(!is_final(&sqlx::Error::Protocol("half a word".into())));
    assert!(is_final(&sqlx::Error::Configuration("no such certificate".into())));
}
